/* enishi match minutes: what a committee puts on file of a round, as plain text: the rules in words, what is
 * claimed, the outcome and its reasons, seats and cut-offs, the lottery, and how all of it is checked. */
#include "match_text.h"

#include "json.h"
#include "reading_options.h"
#include "round_without.h"
#include "rules_words.h"
#include "solve.h"
#include "terminal.h"
#include "version.h"

/* What the minutes are of. */
typedef struct minutes {
    const cli *c;
    const en_solved *solved;
    const en_certified *certified;
    const char *round, *out; /* as they were given */
} minutes;

static void add_heading(en_text *text, const minutes *m, en_word word)
{
    en_str heading = en_str_of(en_word_template(m->c->language, word));
    en_text_add_char(text, '\n');
    en_text_add(text, heading);
    en_text_add_char(text, '\n');
    en_text_add_repeated(text, "-", en_utf8_width(heading));
    en_text_add_char(text, '\n');
}

/* A name and what it is, below each other's. */
static void add_fact(en_text *text, const minutes *m, en_word name, en_str value)
{
    enum { NAME_COLUMNS = 30 };
    en_text_add_z(text, "  ");
    terminal_pad(text, en_str_of(en_word_template(m->c->language, name)), NAME_COLUMNS, false);
    en_text_add_z(text, "  ");
    en_text_add(text, value);
    en_text_add_char(text, '\n');
}

static void add_wrapped(en_text *text, en_str sentence, const char *bullet)
{
    size_t indent = strlen(bullet);
    en_text_add_z(text, bullet);
    terminal_wrap(text, sentence, indent, indent, terminal_width());
    en_text_add_char(text, '\n');
}

static void add_title(en_text *text, const minutes *m)
{
    const en_round *round = &m->solved->round;
    en_text title = en_text_make(NULL);
    en_arg arg = en_arg_str("round", round->rules.title[m->c->language]);
    en_words_add(&title, m->c->language, EN_W_UI_MINUTES_TITLE, 1, &arg);
    add_wrapped(text, en_text_str(&title), "");
    en_text_add_char(text, '\n');
    add_fact(text, m, EN_W_UI_MINUTES_ROUND, round->rules.id);
    add_fact(text, m, EN_W_UI_MINUTES_VERSION, m->certified->made_by);
    if (round->rules.previous.size) add_fact(text, m, EN_W_MINUTES_PREVIOUS, round->rules.previous);
    text->failed = text->failed || title.failed;
    en_text_free(&title);
}

static bool add_rules(en_text *text, const minutes *m)
{
    en_arena scratch = en_arena_make(NULL);
    const en_round *round = &m->solved->round;
    en_text words = en_text_make(NULL);
    size_t count;
    en_rule *rules = en_round_rules_list(round, &scratch, &count);
    add_heading(text, m, EN_W_UI_MINUTES_RULES);
    en_rules_add_words(&words, m->c->language, round);
    add_wrapped(text, en_text_str(&words), "  ");
    if (rules && count) match_add_line(text, m->c, EN_W_MINUTES_FURTHER, 0, NULL);
    for (size_t k = 0; rules && k < count; k++) {
        if (rules[k].kind == EN_RULE_CAPS || rules[k].kind == EN_RULE_RESERVES) continue; /* one by one */
        words.size = 0;
        en_rule_add_words(&words, m->c->language, round, rules[k]);
        if (rules[k].kind == EN_RULE_CAP) {
            en_text_add_z(&words, ": ");
            en_text_add_int(&words, round->group[rules[k].index].cap);
        }
        add_wrapped(text, en_text_str(&words), "  - ");
    }
    text->failed = text->failed || words.failed || !rules;
    en_text_free(&words);
    en_arena_free(&scratch);
    return !text->failed;
}

static void add_claims(en_text *text, const minutes *m)
{
    add_heading(text, m, EN_W_UI_CLAIMS_TITLE);
    for (size_t k = 0; k < m->certified->claim_count; k++) {
        en_text words = en_text_make(NULL);
        en_claim_add_words(&words, m->c->language, m->certified->claims[k]);
        add_wrapped(text, en_text_str(&words), "  - ");
        text->failed = text->failed || words.failed;
        en_text_free(&words);
    }
}

static void add_count(en_text *text, const minutes *m, uint64_t count)
{
    en_text number = en_text_make(NULL);
    en_words_add_int(&number, m->c->language, (int64_t)count);
    en_text_add_z(text, "  ");
    terminal_pad(text, en_text_str(&number), 9, true);
    text->failed = text->failed || number.failed;
    en_text_free(&number);
}

/* The counts stand in the sentence as the language writes them. */
static void add_outcome(en_text *text, const minutes *m)
{
    const en_result_summary *s = &m->solved->summary;
    en_arg args[] = {
        en_arg_int("placed", s->placed), en_arg_int("applicants", m->solved->round.applicants.count),
        en_arg_int("seats", (int64_t)s->seats), en_arg_int("places", m->solved->round.places.count),
        en_arg_int("empty", (int64_t)s->empty_seats)};
    add_heading(text, m, EN_W_UI_MINUTES_OUTCOME);
    match_add_line(text, m->c, EN_W_UI_MINUTES_COUNTS, sizeof args / sizeof *args, args);
    for (size_t k = 0; k < s->reason_count; k++) {
        en_arg column = en_arg_str("column", s->reasons[k].column);
        add_count(text, m, s->reasons[k].count);
        en_text_add_z(text, "  ");
        en_words_add(text, m->c->language, match_reason_word(s->reasons[k].reason), 1, &column);
        en_text_add_char(text, '\n');
    }
}

/* A place's name, with the order, category and term of the line where it has several. */
static void add_line_name(en_text *text, const minutes *m, uint32_t place, uint32_t index)
{
    const en_round *round = &m->solved->round;
    en_text_add(text, en_round_place_name(round, m->c->language, place));
    if (!round->line_begin || round->line_begin[place] == round->line_begin[place + 1]) return;
    const en_match_line *line = &round->lines[round->line_begin[place] + index];
    if (round->line_begin[place + 1] - round->line_begin[place] > 1) {
        en_text_add_char(text, '/');
        en_text_add_int(text, round->line_order[round->line_begin[place] + index]);
    }
    for (uint32_t k = 0; k < round->categories.count; k++)
        if (line->category >> k & 1) {
            en_text_add_z(text, " ");
            en_text_add(text, round->categories.ids[k]);
        }
    if (!line->term) return;
    en_text_add_z(text, " ");
    en_text_add(text, round->terms.ids[line->term - 1]);
}

enum { PLACE_COLUMNS = 44, LEAST_NUMBER = 8 };

static size_t width_of(const minutes *m, en_word heading)
{
    size_t width = en_utf8_width(en_str_of(en_word_template(m->c->language, heading)));
    return width > LEAST_NUMBER ? width : LEAST_NUMBER;
}

static void add_place(en_text *text, const minutes *m, uint32_t place, uint32_t index)
{
    const en_round *round = &m->solved->round;
    const en_match_standings *s = &m->solved->result.standings;
    uint32_t k = s->line_begin[place] + index;
    const en_match_line_standing *line = &s->lines[k];
    double cutoff = 0;
    bool full = line->filled == line->seats && line->filled > 0 && round->scored[place] &&
                en_result_cutoff(round, &m->solved->result, k, &cutoff);
    en_text name = en_text_make(NULL);
    add_line_name(&name, m, place, index);
    en_text_add_z(text, "  ");
    match_add_name(text, en_text_str(&name), PLACE_COLUMNS);
    match_add_number(text, m->c, width_of(m, EN_W_UI_PLACES_SEATS), true, line->seats, -1);
    match_add_number(text, m->c, width_of(m, EN_W_UI_PLACES_FILLED), true, line->filled, -1);
    match_add_number(text, m->c, width_of(m, EN_W_UI_PLACES_CUTOFF), full, cutoff, -1);
    en_text_add_char(text, '\n');
    text->failed = text->failed || name.failed;
    en_text_free(&name);
}

/* Minutes are whole: every line of every place. */
static void add_places(en_text *text, const minutes *m)
{
    static const en_word headings[] = {EN_W_UI_PLACES_SEATS, EN_W_UI_PLACES_FILLED, EN_W_UI_PLACES_CUTOFF};
    const en_match_standings *s = &m->solved->result.standings;
    add_heading(text, m, EN_W_UI_PLACES_TITLE);
    match_add_line(text, m->c, EN_W_UI_PLACES_NOTE, 0, NULL);
    en_text_add_z(text, "  ");
    terminal_pad(text, en_str_of(en_word_template(m->c->language, EN_W_UI_PLACES_PLACE)), PLACE_COLUMNS,
                 false);
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++) {
        en_text_add_z(text, "  ");
        terminal_pad(text, en_str_of(en_word_template(m->c->language, headings[i])), width_of(m, headings[i]),
                     true);
    }
    en_text_add_char(text, '\n');
    for (uint32_t p = 0; p < m->solved->round.places.count; p++)
        for (uint32_t k = 0; k < s->line_begin[p + 1] - s->line_begin[p]; k++) add_place(text, m, p, k);
}

static void add_given(en_text *text, const minutes *m, en_word name, en_str value)
{
    if (value.size) add_fact(text, m, name, value);
}

static void add_lottery(en_text *text, const minutes *m)
{
    static const en_word words[] = {[EN_COMMITMENT_NOT_NEEDED] = EN_W_MATCH_NO_LOTTERY,
                                    [EN_COMMITMENT_NONE] = EN_W_MATCH_SEED_NOT_COMMITTED,
                                    [EN_COMMITMENT_UNOPENED] = EN_W_MATCH_SEED_UNOPENED,
                                    [EN_COMMITMENT_OPENED] = EN_W_MATCH_SEED_COMMITTED};
    const en_round_rules *rules = &m->solved->round.rules;
    add_heading(text, m, EN_W_MINUTES_LOTTERY);
    match_add_line(text, m->c, words[m->solved->round.commitment], 0, NULL);
    if (!m->solved->round.lottery_used) return;
    add_given(text, m, EN_W_UI_RULES_SEED, rules->seed);
    add_given(text, m, EN_W_UI_LOTTERY_COMMITMENT, rules->commitment);
    add_given(text, m, EN_W_UI_LOTTERY_BEACON, rules->beacon);
    add_given(text, m, EN_W_UI_LOTTERY_SECRET, rules->secret);
    bool multiple = rules->tie_rule == EN_TIES_MULTIPLE;
    match_add_line(text, m->c, multiple ? EN_W_MINUTES_NUMBERS_OF_PLACES : EN_W_MINUTES_NUMBERS, 0, NULL);
    en_text_add_z(text, "    printf '%s\\n%s\\n%s\\n%s");
    if (multiple) en_text_add_z(text, "\\n%s");
    en_text_add_z(text, "' enishi-1 SEED ROUND APPLICANT");
    if (multiple) en_text_add_z(text, " PLACE");
    en_text_add_z(text, " | sha256sum\n");
}

static void add_proof(en_text *text, const minutes *m)
{
    add_heading(text, m, EN_W_UI_VERIFY_TITLE);
    match_add_line(text, m->c, EN_W_UI_VERIFY_NOTE, 0, NULL);
    add_fact(text, m, EN_W_UI_MINUTES_DIGEST, en_str_of(m->certified->digest));
    en_text command = en_text_make(NULL);
    en_text_add_z(&command, "enishi-verify ");
    en_text_add_z(&command, m->round);
    en_text_add_char(&command, ' ');
    en_text_add_z(&command, m->out);
    add_fact(text, m, EN_W_UI_MINUTES_COMMAND, en_text_str(&command));
    text->failed = text->failed || command.failed;
    en_text_free(&command);
    en_text_add_char(text, '\n');
    add_fact(text, m, EN_W_UI_MINUTES_SIGNATURE, en_str_of("______________________________"));
}

static bool add_minutes(en_text *text, const minutes *m)
{
    add_title(text, m);
    if (!add_rules(text, m)) return false;
    add_claims(text, m);
    add_outcome(text, m);
    add_places(text, m);
    add_lottery(text, m);
    add_proof(text, m);
    return !text->failed;
}

/* What programs may want beside the text. */
static void add_json(en_text *to, const minutes *m, en_str words)
{
    en_json json = en_json_to(to);
    en_json_open(&json, '{');
    en_json_key_str(&json, "round", m->solved->round.rules.id);
    en_json_key_str(&json, "made_by", m->certified->made_by);
    en_json_key_text(&json, "certificate", m->certified->digest);
    en_json_key(&json, "claims");
    en_json_open(&json, '[');
    for (size_t k = 0; k < m->certified->claim_count; k++) en_json_str(&json, m->certified->claims[k]);
    en_json_close(&json, ']');
    en_json_key_str(&json, "text", words);
    en_json_close(&json, '}');
}

static en_status print_minutes(cli *c, const minutes *m)
{
    en_text text = en_text_make(NULL), json = en_text_make(NULL);
    en_status status = EN_ERR_MEMORY;
    bool whole = add_minutes(&text, m);
    if (whole && c->json) {
        add_json(&json, m, en_text_str(&text));
        status = cli_print(c, &json);
    } else if (whole) {
        return cli_print(c, &text);
    }
    en_text_free(&text);
    return status;
}

en_status cli_run_match_minutes(cli *c)
{
    en_round_source source = {.path = c->arguments[0]};
    const char *out = c->arguments[1];
    en_solved solved;
    en_certified certified;
    en_arena scratch = en_arena_make(NULL);
    en_status status = cli_reading(c, &source.options);
    if (status == EN_OK) status = en_solve_reading(out, &c->context, &scratch, c->report, &source.options);
    if (status == EN_OK) status = en_solve_round(source, &c->context, c->report, &solved);
    if (status == EN_OK) {
        status = en_solve_compare(&solved, out, EN_VERSION, &c->context, c->report);
        if (status == EN_OK) status = en_solve_certified(out, &c->context, &scratch, c->report, &certified);
        const minutes m = {c, &solved, &certified, source.path, out};
        if (status == EN_OK) status = print_minutes(c, &m);
        en_solved_free(&solved);
    }
    en_arena_free(&scratch);
    return status;
}
