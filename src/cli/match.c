/* enishi match: run a round and say what came of it, and explain one applicant's result. */
#include "cli.h"

#include "clearing.h"
#include "json.h"
#include "match_text.h"
#include "reading_options.h"
#include "remedies.h"
#include "solve.h"
#include "terminal.h"
#include "version.h"

#include <stdlib.h>

static void add_counts(en_text *text, const cli *c, const en_solved *s)
{
    const en_result_summary *sum = &s->summary;
    en_arg size[] = {en_arg_int("applicants", s->round.applicants.count),
                     en_arg_int("places", s->round.places.count), en_arg_int("seats", (int64_t)sum->seats),
                     en_arg_int("wishes", s->round.wishes)};
    match_add_line(text, c, EN_W_MATCH_SIZE, 4, size);
    en_arg placed[] = {en_arg_int("placed", sum->placed), en_arg_int("unplaced", sum->unplaced),
                       en_arg_int("empty", (int64_t)sum->empty_seats), en_arg_int("full", sum->full_places)};
    match_add_line(text, c, EN_W_MATCH_PLACED, 4, placed);
    if (sum->placed == 0) return;
    en_text mean = en_text_make(NULL);
    en_words_add_real(&mean, c->language, sum->mean_rank, 3);
    en_arg ranks[] = {en_arg_int("first", sum->first_choices), en_arg_str("mean", en_text_str(&mean))};
    match_add_line(text, c, EN_W_MATCH_RANKS, 2, ranks);
    text->failed = text->failed || mean.failed;
    en_text_free(&mean);
}

/* Bars of the rank distribution, the ranks after the tenth together. */
static void add_rank_bars(en_text *text, const cli *c, const en_result_summary *sum)
{
    enum { MOST_BARS = 10, BAR_COLUMNS = 40 };
    uint32_t rest = 0, largest = 1;
    if (sum->rank_count == 0) return;
    for (size_t k = 0; k < sum->rank_count; k++) {
        if (sum->ranks[k].placed > largest) largest = sum->ranks[k].placed;
        if (k >= MOST_BARS) rest += sum->ranks[k].placed;
    }
    en_text_add_char(text, '\n');
    match_add_line(text, c, EN_W_MATCH_RANK_HEADING, 0, NULL);
    for (size_t k = 0; k < sum->rank_count && k < MOST_BARS; k++) {
        en_text label = en_text_make(NULL), count = en_text_make(NULL);
        en_words_add_int(&label, c->language, sum->ranks[k].rank);
        en_words_add_int(&count, c->language, sum->ranks[k].placed);
        en_text_add_z(text, "  ");
        terminal_pad(text, en_text_str(&label), 4, true);
        en_text_add_z(text, "  ");
        terminal_pad(text, en_text_str(&count), 9, true);
        en_text_add_z(text, "  ");
        size_t bar = (size_t)((uint64_t)sum->ranks[k].placed * BAR_COLUMNS / largest);
        en_text_add_repeated(text, "█", bar ? bar : 1);
        en_text_add_char(text, '\n');
        text->failed = text->failed || label.failed;
        en_text_free(&label);
        text->failed = text->failed || count.failed;
        en_text_free(&count);
    }
    en_arg arg = en_arg_int("count", rest);
    if (rest) match_add_line(text, c, EN_W_MATCH_RANKS_REST, 1, &arg);
}

static void add_reason_row(en_text *text, const cli *c, const en_reason_count *reason)
{
    en_text count = en_text_make(NULL);
    en_arg column = en_arg_str("column", reason->column);
    en_words_add_int(&count, c->language, reason->count);
    en_text_add_z(text, "  ");
    terminal_pad(text, en_text_str(&count), 9, true);
    en_text_add_z(text, "  ");
    en_words_add(text, c->language, match_reason_word(reason->reason), 1, &column);
    en_text_add_char(text, '\n');
    text->failed = text->failed || count.failed;
    en_text_free(&count);
}

static void add_reasons(en_text *text, const cli *c, const en_result_summary *sum)
{
    if (sum->unplaced == 0) return;
    en_text_add_char(text, '\n');
    match_add_line(text, c, EN_W_MATCH_REASON_HEADING, 0, NULL);
    for (size_t k = 0; k < sum->reason_count; k++)
        if (sum->reasons[k].reason != EN_REASON_PLACED && sum->reasons[k].reason != EN_REASON_HELD)
            add_reason_row(text, c, &sum->reasons[k]);
}

/* Places for the table: all where they are few, else those with the longest waiting lists. */
enum { MOST_PLACES_SHOWN = 16 };

static size_t choose_places(const en_solved *s, uint32_t chosen[MOST_PLACES_SHOWN])
{
    const uint32_t *begin = s->result.standings.waiting_begin;
    size_t n = 0;
    for (uint32_t p = 0; p < s->round.places.count; p++) {
        uint32_t refused = begin[p + 1] - begin[p];
        size_t at = n;
        if (s->round.places.count > MOST_PLACES_SHOWN)
            while (at > 0 && begin[chosen[at - 1] + 1] - begin[chosen[at - 1]] < refused) at--;
        if (at == MOST_PLACES_SHOWN) continue;
        size_t moved = n < MOST_PLACES_SHOWN ? n : MOST_PLACES_SHOWN - 1;
        memmove(chosen + at + 1, chosen + at, (moved - at) * sizeof *chosen);
        chosen[at] = p;
        if (n < MOST_PLACES_SHOWN) n++;
    }
    return n;
}

enum { NUMBER_COLUMNS = 5 };

/* The table of places: how wide each column is. */
typedef struct place_table {
    size_t name, numbers[NUMBER_COLUMNS];
} place_table;

static const en_word place_headings[NUMBER_COLUMNS] = {EN_W_MATCH_COLUMN_SEATS, EN_W_MATCH_COLUMN_FILLED,
                                                       EN_W_MATCH_COLUMN_CUTOFF, EN_W_MATCH_COLUMN_APPLIED,
                                                       EN_W_MATCH_COLUMN_WAITING};

static en_str heading(const cli *c, en_word word) { return en_str_of(en_word_template(c->language, word)); }

/* Numbers take what they need, names what is left. */
static place_table lay_out(const cli *c, const en_solved *s, size_t n, const uint32_t *chosen)
{
    enum { LEAST_NUMBER = 7, LEAST_NAME = 8 };
    place_table table = {.name = LEAST_NAME};
    size_t left = terminal_width() - 2;
    for (size_t i = 0; i < NUMBER_COLUMNS; i++) {
        size_t width = en_utf8_width(heading(c, place_headings[i]));
        table.numbers[i] = width > LEAST_NUMBER ? width : LEAST_NUMBER;
        left -= left > table.numbers[i] + 2 ? table.numbers[i] + 2 : left;
    }
    for (size_t i = 0; i < n; i++) {
        size_t width = en_utf8_width(en_round_place_name(&s->round, c->language, chosen[i]));
        if (width > table.name) table.name = width;
    }
    if (table.name > left) table.name = left > LEAST_NAME ? left : LEAST_NAME;
    return table;
}

static void add_place_row(en_text *text, const cli *c, const en_solved *s, uint32_t p,
                          const place_table *table)
{
    const en_match_standings *st = &s->result.standings;
    uint32_t filled = s->result.match.filled[p], begin = st->line_begin[p];
    double cutoff = 0;
    bool one_line = begin + 1 == st->line_begin[p + 1];
    bool has_cutoff = one_line && filled == s->round.seats[p] && s->round.scored[p] &&
                      en_result_cutoff(&s->round, &s->result, begin, &cutoff);
    double numbers[NUMBER_COLUMNS] = {s->round.seats[p], filled, cutoff,
                                      en_result_applied(&s->round, &s->result, p),
                                      st->waiting_begin[p + 1] - st->waiting_begin[p]};
    en_text_add_z(text, "  ");
    match_add_name(text, en_round_place_name(&s->round, c->language, p), table->name);
    for (size_t i = 0; i < NUMBER_COLUMNS; i++)
        match_add_number(text, c, table->numbers[i],
                         place_headings[i] != EN_W_MATCH_COLUMN_CUTOFF || has_cutoff, numbers[i], -1);
    en_text_add_char(text, '\n');
}

static void add_places(en_text *text, const cli *c, const en_solved *s)
{
    uint32_t chosen[MOST_PLACES_SHOWN];
    size_t n = choose_places(s, chosen);
    place_table table = lay_out(c, s, n, chosen);
    en_text_add_z(text, "\n  ");
    terminal_pad(text, heading(c, EN_W_MATCH_COLUMN_PLACE), table.name, false);
    for (size_t i = 0; i < NUMBER_COLUMNS; i++) {
        en_text_add_z(text, "  ");
        terminal_pad(text, heading(c, place_headings[i]), table.numbers[i], true);
    }
    en_text_add_char(text, '\n');
    for (size_t i = 0; i < n; i++) add_place_row(text, c, s, chosen[i], &table);
    en_arg rest = en_arg_int("count", (int64_t)(s->round.places.count - n));
    if (s->round.places.count > n) match_add_line(text, c, EN_W_MATCH_PLACES_REST, 1, &rest);
}

/* What is allowed, and is often a slip: wishes that an applicant ranks alike, and wishes that cannot be met
 * for want of a score. */
static void add_notes(en_text *text, const cli *c, const en_round *round)
{
    uint32_t tied, unscored;
    en_round_count_slips(round, &tied, &unscored);
    en_arg args[] = {en_arg_int("tied", tied), en_arg_int("unscored", unscored)};
    if (tied || unscored) en_text_add_char(text, '\n');
    if (tied) match_add_line(text, c, EN_W_MATCH_NOTE_TIED, 1, args);
    if (unscored) match_add_line(text, c, EN_W_MATCH_NOTE_UNSCORED, 1, args + 1);
}

/* What the check before writing has shown. */
static en_word checked_word(const en_solved *s)
{
    const en_round_rules *rules = &s->round.rules;
    if (s->result.assign.memory) return EN_W_MATCH_CHECKED_OPTIMAL;
    if (rules->mechanism == EN_MAX_WEAKLY_STABLE)
        return s->result.placed == s->result.most ? EN_W_MATCH_CHECKED_LARGEST
               : s->result.reached_limit          ? EN_W_MATCH_CHECKED_BOUND
                                                  : EN_W_MATCH_CHECKED_SETTLED;
    if (rules->mechanism == EN_TWO_AGENCY) return EN_W_MATCH_CHECKED_CALL;
    if (rules->mechanism != EN_DEFERRED_ACCEPTANCE) return EN_W_MATCH_CHECKED_MECHANISM;
    if (rules->stable_cycles) return EN_W_MATCH_CHECKED_IMPROVED;
    if (en_result_ending(&s->result) != EN_OK) return EN_W_MATCH_CHECKED_BLOCKED;
    if (s->result.seats_given) return EN_W_MATCH_CHECKED_ENVY_FREE;
    if (rules->proposer == EN_MATCH_PLACES_PROPOSE) return EN_W_MATCH_CHECKED_PLACES;
    return en_result_is_optimal(&s->round) ? EN_W_MATCH_CHECKED_APPLICANTS : EN_W_MATCH_CHECKED_STABLE;
}

static void add_checked(en_text *text, const cli *c, const en_solved *s)
{
    static const en_word seeds[] = {[EN_COMMITMENT_NOT_NEEDED] = EN_W_MATCH_NO_LOTTERY,
                                    [EN_COMMITMENT_NONE] = EN_W_MATCH_SEED_NOT_COMMITTED,
                                    [EN_COMMITMENT_UNOPENED] = EN_W_MATCH_SEED_UNOPENED,
                                    [EN_COMMITMENT_OPENED] = EN_W_MATCH_SEED_COMMITTED};
    en_arg args[] = {en_arg_text("mechanism", en_mechanism_name(s->round.rules.mechanism)),
                     en_arg_int("most", s->result.most)};
    en_text_add_char(text, '\n');
    match_add_line(text, c, checked_word(s), 2, args);
    match_add_line(text, c, seeds[s->round.commitment], 0, NULL);
}

/* A command to copy: the program as it was called, or the one beside it. */
static void add_command(en_text *text, const cli *c, const char *beside, const char *words,
                        const char *const *arguments)
{
    const char *slash = strrchr(c->program, '/');
    size_t folder = slash ? (size_t)(slash + 1 - c->program) : 0;
    en_text_add_z(text, "    ");
    en_text_add(text, (en_str){c->program, beside ? folder : strlen(c->program)});
    if (beside) en_text_add_z(text, beside);
    en_text_add_z(text, words);
    for (size_t i = 0; arguments[i]; i++) {
        en_text_add_char(text, ' ');
        en_text_add_z(text, arguments[i]);
    }
    en_text_add_char(text, '\n');
}

static void add_next_steps(en_text *text, const cli *c, const en_round *round, const char *folder,
                           const char *out)
{
    char applicant[EN_ID_MOST_BYTES + 1] = "";
    if (round->applicants.count)
        memcpy(applicant, round->applicants.ids[0].at, round->applicants.ids[0].size);
    const char *const verify[] = {folder, out, NULL}, *const explain[] = {folder, out, applicant, NULL};
    en_arg arg = en_arg_text("out", out);
    en_text_add_char(text, '\n');
    match_add_line(text, c, EN_W_MATCH_WRITTEN, 1, &arg);
    match_add_line(text, c, EN_W_MATCH_CHECK_COMMAND, 0, NULL);
    add_command(text, c, "enishi-verify", "", verify);
    if (!*applicant) return;
    match_add_line(text, c, EN_W_MATCH_EXPLAIN_COMMAND, 0, NULL);
    add_command(text, c, NULL, " match explain", explain);
}

static en_status print_solved(cli *c, const en_solved *s, const char *round, const char *out)
{
    if (c->quiet) return EN_OK;
    en_text text = en_text_make(NULL);
    match_add_title(&text, c, &s->round);
    add_counts(&text, c, s);
    add_rank_bars(&text, c, &s->summary);
    add_reasons(&text, c, &s->summary);
    add_places(&text, c, s);
    add_notes(&text, c, &s->round);
    add_checked(&text, c, s);
    add_next_steps(&text, c, &s->round, round, out);
    double seconds = s->times.read + s->times.solve + s->times.check + s->times.write;
    if (seconds >= 1) fprintf(stderr, "%s %.2f s\n", en_word_template(c->language, EN_W_MATCH_TIME), seconds);
    return cli_print(c, &text);
}

static en_status print_solved_json(cli *c, const en_solved *s, const char *out)
{
    en_text text = en_text_make(NULL);
    en_json json = en_json_to(&text);
    en_json_open(&json, '{');
    en_json_key_str(&json, "round", s->round.rules.id);
    en_json_key_text(&json, "out", out);
    en_json_key_int(&json, "applicants", s->round.applicants.count);
    en_json_key_int(&json, "seats", (int64_t)s->summary.seats);
    en_json_key_int(&json, "placed", s->summary.placed);
    en_json_key_int(&json, "unplaced", s->summary.unplaced);
    en_json_key_text(&json, "committed", en_commitment_name(s->round.commitment));
    en_json_close(&json, '}');
    return cli_print(c, &text);
}

en_status cli_run_match_solve(cli *c)
{
    const char *out = cli_value(c, "output");
    if (!out) return cli_misuse(c, EN_W_CLI_TOO_FEW_ARGUMENTS, c->command->usage);
    en_round_source source = {.path = c->arguments[0]};
    en_solved solved;
    en_status status = cli_reading(c, &source.options);
    if (status == EN_OK)
        status = en_solve_to(source, out, cli_flag(c, "force"), EN_VERSION, &c->context, c->report, &solved);
    if (status != EN_OK) return status;
    en_status ending = en_result_ending(&solved.result);
    en_clearing_tell(&solved.round, &solved.result, c->report);
    status = c->json ? print_solved_json(c, &solved, out) : print_solved(c, &solved, c->arguments[0], out);
    en_solved_free(&solved);
    return status == EN_OK ? ending : status;
}

/* A sentence as it is, wrapped behind an indent. */
static void add_wrapped(en_text *text, const en_text *line, size_t indent)
{
    en_text_add_repeated(text, " ", indent);
    terminal_wrap(text, en_text_str(line), indent, indent, terminal_width());
    en_text_add_char(text, '\n');
    text->failed = text->failed || line->failed;
}

static void add_story(en_text *text, const cli *c, const en_solved *s, const en_wish_story *story)
{
    en_text line = en_text_make(NULL);
    en_explain_add_wish(&line, c->language, &s->round, story);
    en_text_add_z(text, "  ");
    en_text_add(text, en_text_str(&line));
    en_text_add_char(text, '\n');
    line.size = 0;
    en_explain_add_reason(&line, c->language, story);
    add_wrapped(text, &line, 4);
    for (uint32_t k = 0; k < en_explain_remedy_count(story); k++) {
        line.size = 0;
        en_explain_add_remedy(&line, c->language, story, k);
        add_wrapped(text, &line, 4);
    }
    if (story->called) {
        line.size = 0;
        en_explain_add_agencies(&line, c->language, story);
        add_wrapped(text, &line, 4);
    }
    for (int last = 0; last < 2 && story->drawn; last++) {
        line.size = 0;
        en_explain_add_number(&line, c->language, story, last);
        add_wrapped(text, &line, 4);
    }
    en_text_free(&line);
}

static void add_explanation(en_text *text, const cli *c, const en_solved *s, uint32_t applicant,
                            const en_wish_story *stories)
{
    match_add_title(text, c, &s->round);
    en_explain_add_result(text, c->language, &s->round, &s->result, applicant);
    en_text_add_char(text, '\n');
    for (uint32_t k = 0; k < s->round.wish_begin[applicant + 1] - s->round.wish_begin[applicant]; k++) {
        en_text_add_char(text, '\n');
        add_story(text, c, s, &stories[k]);
    }
}

/* One applicant: in words, or as one object. */
static en_status explain_one(cli *c, const en_solved *s, uint32_t applicant)
{
    en_arena scratch = en_arena_make(NULL);
    en_text text = en_text_make(NULL);
    en_wish_story *stories;
    en_status status = en_find_remedies(s, applicant, &c->context, &scratch, c->report, &stories);
    if (status == EN_OK) {
        en_json json = en_json_to(&text);
        if (c->json) en_explain_add_json(&json, c->language, &s->round, &s->result, applicant, stories);
        else add_explanation(&text, c, s, applicant, stories);
        status = cli_print(c, &text);
    } else {
        en_text_free(&text);
    }
    en_arena_free(&scratch);
    return status;
}

/* Nothing is said before all are found. */
static en_status explain_all(cli *c, const en_solved *s)
{
    uint32_t applicants[CLI_MOST_ARGUMENTS];
    en_status status = EN_OK;
    for (size_t k = 2; k < c->argument_count && status == EN_OK; k++)
        status = en_explain_find(&s->round, en_str_of(c->arguments[k]), c->report, &applicants[k]);
    for (size_t k = 2; k < c->argument_count && status == EN_OK; k++) {
        if (k > 2 && !c->json) fputc('\n', stdout);
        status = explain_one(c, s, applicants[k]);
    }
    return status;
}

en_status cli_run_match_explain(cli *c)
{
    en_round_source source = {.path = c->arguments[0]};
    en_solved solved;
    en_arena scratch = en_arena_make(NULL);
    en_status status = cli_reading(c, &source.options);
    if (status == EN_OK)
        status = en_solve_reading(c->arguments[1], &c->context, &scratch, c->report, &source.options);
    if (status == EN_OK) status = en_solve_round(source, &c->context, c->report, &solved);
    if (status != EN_OK) {
        en_arena_free(&scratch);
        return status;
    }
    status = en_solve_compare(&solved, c->arguments[1], EN_VERSION, &c->context, c->report);
    if (status == EN_OK) status = explain_all(c, &solved);
    en_solved_free(&solved);
    en_arena_free(&scratch);
    return status;
}
