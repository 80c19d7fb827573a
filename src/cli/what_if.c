/* enishi match what-if: what other numbers of seats would change, and what one more seat is worth. */
#include "match_text.h"

#include "clearing.h"
#include "json.h"
#include "reading.h"
#include "terminal.h"
#include "what_if.h"

#include <stdlib.h>

enum { MOST_SHOWN = 20, USUAL_CLEARINGS = 200 };

/* What changes: a place, its line where there are several, or a group. */
static void add_change(en_text *text, const cli *c, const en_what_if *w, const en_round_change *change)
{
    const en_round *round = &w->before.round;
    if (change->group != EN_MATCH_NONE) {
        en_arg args[] = {en_arg_str("group", round->groups.ids[change->group]),
                         en_arg_int("before", round->group[change->group].cap),
                         en_arg_int("after", w->changed.group[change->group].cap)};
        match_add_line(text, c, EN_W_WHAT_IF_CAP, 3, args);
        return;
    }
    uint32_t p = change->place, line = change->line;
    bool several = line != EN_MATCH_NONE && round->line_begin[p + 1] - round->line_begin[p] > 1;
    en_arg args[] = {en_arg_str("place", en_round_place_name(round, c->language, p)),
                     en_arg_int("before", several ? round->lines[line].seats : round->seats[p]),
                     en_arg_int("after", several ? w->changed.lines[line].seats : w->changed.seats[p]),
                     en_arg_int("order", several ? round->line_order[line] : 1)};
    match_add_line(text, c, several ? EN_W_WHAT_IF_LINE_SEATS : EN_W_WHAT_IF_SEATS, 4, args);
}

static void add_totals(en_text *text, const cli *c, en_word word, const en_result_summary *s)
{
    en_text mean = en_text_make(NULL);
    if (s->placed) en_words_add_real(&mean, c->language, s->mean_rank, 3);
    else en_text_add_z(&mean, "–");
    en_arg args[] = {en_arg_int("placed", s->placed), en_arg_int("unplaced", s->unplaced),
                     en_arg_int("first", s->first_choices), en_arg_str("mean", en_text_str(&mean))};
    match_add_line(text, c, word, 4, args);
    text->failed = text->failed || mean.failed;
    en_text_free(&mean);
}

static void add_wish(en_text *text, const cli *c, const en_round *round, uint32_t wish, uint32_t rank)
{
    if (wish == EN_MATCH_NONE) {
        en_words_add(text, c->language, EN_W_CHART_UNPLACED, 0, NULL);
        return;
    }
    en_arg args[] = {en_arg_int("rank", rank),
                     en_arg_str("place", en_round_place_name(round, c->language, round->wish_place[wish]))};
    en_words_add(text, c->language, EN_W_EXPLAIN_WISH, 2, args);
}

static void add_moves(en_text *text, const cli *c, const en_round *round, const en_moves *moves,
                      en_move_kind kind)
{
    static const en_word headings[EN_MOVE_KINDS] = {[EN_MOVE_PLACED] = EN_W_WHAT_IF_PLACED,
                                                    [EN_MOVE_BETTER] = EN_W_WHAT_IF_BETTER,
                                                    [EN_MOVE_WORSE] = EN_W_WHAT_IF_WORSE,
                                                    [EN_MOVE_UNPLACED] = EN_W_WHAT_IF_UNPLACED,
                                                    [EN_MOVE_ASIDE] = EN_W_WHAT_IF_ASIDE};
    uint32_t n = moves->count[kind], shown = n < MOST_SHOWN ? n : MOST_SHOWN;
    if (n == 0) return;
    en_arg count = en_arg_int("count", n), rest = en_arg_int("count", n - shown);
    en_text_add_char(text, '\n');
    match_add_line(text, c, headings[kind], 1, &count);
    for (uint32_t k = 0; k < shown; k++) {
        en_text_add_z(text, "    ");
        en_text_add(text, en_round_applicant(round, moves->of[kind][k].applicant));
        en_text_add_z(text, "  ");
        add_wish(text, c, round, moves->of[kind][k].from, moves->of[kind][k].from_rank);
        en_text_add_z(text, " → ");
        add_wish(text, c, round, moves->of[kind][k].to, moves->of[kind][k].to_rank);
        en_text_add_char(text, '\n');
    }
    if (n > shown) match_add_line(text, c, EN_W_WHAT_IF_REST, 1, &rest);
}

static en_status print_changed(cli *c, const en_what_if *w)
{
    en_text text = en_text_make(NULL);
    const en_round *round = &w->before.round;
    match_add_title(&text, c, round);
    for (size_t k = 0; k < w->change_count; k++) add_change(&text, c, w, &w->changes[k]);
    en_text_add_char(&text, '\n');
    add_totals(&text, c, EN_W_WHAT_IF_BEFORE, &w->before.summary);
    add_totals(&text, c, EN_W_WHAT_IF_AFTER, &w->summary);
    uint32_t all = 0;
    for (int kind = 0; kind < EN_MOVE_KINDS; kind++) {
        add_moves(&text, c, round, &w->moves, (en_move_kind)kind);
        all += w->moves.count[kind];
    }
    if (all == 0) match_add_line(&text, c, EN_W_WHAT_IF_NOBODY, 0, NULL);
    return cli_print(c, &text);
}

static en_status run_changed(cli *c, en_round_source source)
{
    const char *seats[CLI_MOST_LISTED], *caps[CLI_MOST_LISTED];
    en_what_if_ask ask = {.seats = seats, .caps = caps};
    ask.seat_count = cli_list(c, "seats", seats);
    ask.cap_count = cli_list(c, "cap", caps);
    if (ask.seat_count + ask.cap_count == 0)
        return cli_misuse(c, EN_W_CLI_TOO_FEW_ARGUMENTS, c->command->usage);
    en_what_if result;
    en_status status = en_what_if_changed(source, &ask, &c->context, c->report, &result);
    if (status != EN_OK) return status;
    if (c->json) {
        en_text text = en_text_make(NULL);
        en_json json = en_json_to(&text);
        en_what_if_json(&json, &result);
        status = cli_print(c, &text);
    } else {
        status = print_changed(c, &result);
    }
    const en_round_result *doubtful = &result.after;
    if (en_result_ending(doubtful) == EN_OK) doubtful = &result.before.result;
    en_status ending = en_result_ending(doubtful);
    en_clearing_tell(&result.before.round, doubtful, c->report);
    en_what_if_free(&result);
    return status == EN_OK ? ending : status;
}

enum { WORTH_COLUMNS = 4 };

static const en_word worth_headings[WORTH_COLUMNS] = {EN_W_WHAT_IF_COLUMN_PLACED, EN_W_WHAT_IF_COLUMN_BETTER,
                                                      EN_W_WHAT_IF_COLUMN_WORSE, EN_W_WHAT_IF_COLUMN_RANKS};

static en_str heading(const cli *c, en_word word) { return en_str_of(en_word_template(c->language, word)); }

/* A place's name, with the order of the line where it has several. */
static void add_seat_name(en_text *text, const cli *c, const en_round *round, const en_seat_worth *w)
{
    en_text_add(text, en_round_place_name(round, c->language, w->place));
    if (w->line == EN_MATCH_NONE || round->line_begin[w->place + 1] - round->line_begin[w->place] == 1)
        return;
    en_text_add_char(text, '/');
    en_text_add_int(text, round->line_order[w->line]);
}

static void add_worth(en_text *text, const cli *c, const en_round *round, const en_seat_worth *w, size_t name)
{
    en_text place = en_text_make(NULL);
    add_seat_name(&place, c, round, w);
    const double numbers[WORTH_COLUMNS] = {(double)w->count[EN_MOVE_PLACED] - w->count[EN_MOVE_UNPLACED],
                                           w->count[EN_MOVE_BETTER], w->count[EN_MOVE_WORSE],
                                           (double)w->ranks_gained};
    en_text_add_z(text, "  ");
    match_add_name(text, en_text_str(&place), name);
    for (int i = 0; i < WORTH_COLUMNS; i++)
        match_add_number(text, c, en_utf8_width(heading(c, worth_headings[i])), w->cleared, numbers[i], -1);
    en_text_add_char(text, '\n');
    text->failed = text->failed || place.failed;
    en_text_free(&place);
}

static en_status print_worths(cli *c, const en_seat_worths *w)
{
    enum { NAME_COLUMNS = 40 };
    en_text text = en_text_make(NULL);
    size_t shown = w->count < MOST_SHOWN ? w->count : MOST_SHOWN;
    match_add_title(&text, c, &w->before.round);
    add_totals(&text, c, EN_W_WHAT_IF_BEFORE, &w->before.summary);
    en_text_add_char(&text, '\n');
    match_add_line(&text, c, EN_W_WHAT_IF_EACH, 0, NULL);
    en_text_add_z(&text, "  ");
    terminal_pad(&text, heading(c, EN_W_MATCH_COLUMN_PLACE), NAME_COLUMNS, false);
    for (int i = 0; i < WORTH_COLUMNS; i++) {
        en_text_add_z(&text, "  ");
        en_text_add(&text, heading(c, worth_headings[i]));
    }
    en_text_add_char(&text, '\n');
    for (size_t k = 0; k < shown; k++) add_worth(&text, c, &w->before.round, &w->of[k], NAME_COLUMNS);
    en_arg rest = en_arg_int("count", (int64_t)(w->count - shown));
    if (w->count > shown) match_add_line(&text, c, EN_W_WHAT_IF_REST, 1, &rest);
    return cli_print(c, &text);
}

static en_status report_left_out(cli *c, const en_seat_worths *w)
{
    en_arg args[] = {en_arg_int("tried", (int64_t)w->count), en_arg_int("rest", (int64_t)w->left_out)};
    (void)en_report_add(c->report, EN_ERROR, EN_W_WHAT_IF_LIMIT, (en_where){0}, 2, args);
    return EN_ERR_LIMIT;
}

static en_status run_each(cli *c, en_round_source source)
{
    if (c->listed_count) return cli_misuse(c, EN_W_WHAT_IF_EACH_ALONE, c->listed[0]);
    const char *limit = cli_value(c, "limit");
    en_seat_worths worths;
    en_status status = en_what_if_each(source, limit ? strtoul(limit, NULL, 10) : USUAL_CLEARINGS,
                                       &c->context, c->report, &worths);
    if (status != EN_OK) return status;
    if (c->json) {
        en_text text = en_text_make(NULL);
        en_json json = en_json_to(&text);
        en_seat_worths_json(&json, &worths);
        status = cli_print(c, &text);
    } else {
        status = print_worths(c, &worths);
    }
    if (status == EN_OK && worths.left_out) status = report_left_out(c, &worths);
    en_seat_worths_free(&worths);
    return status;
}

en_status cli_run_match_what_if(cli *c)
{
    en_round_source source = {.path = c->arguments[0]};
    en_status status = cli_reading(c, &source.options);
    if (status != EN_OK) return status;
    return cli_flag(c, "each") ? run_each(c, source) : run_changed(c, source);
}
