/* enishi match what-if: what other numbers of seats, or the round without a rule, would change, and what one
 * more seat is worth. */
#include "match_text.h"

#include "clearing.h"
#include "json.h"
#include "reading_options.h"
#include "terminal.h"
#include "what_if.h"

#include <stdlib.h>

enum { MOST_SHOWN = 20, USUAL_CLEARINGS = 200 };

static en_status report_search_limit(cli *c)
{
    (void)en_report_add(c->report, EN_WARNING, EN_W_CLEARING_SEARCH_LIMIT, (en_where){0}, 0, NULL);
    return EN_ERR_LIMIT;
}

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

static void add_rule(en_text *text, const cli *c, const en_what_if *w)
{
    en_text rule = en_text_make(NULL);
    en_rule_add_words(&rule, c->language, &w->before.round, w->rule);
    en_arg arg = en_arg_str("rule", en_text_str(&rule));
    match_add_line(text, c, EN_W_WHAT_IF_WITHOUT, 1, &arg);
    text->failed = text->failed || rule.failed;
    en_text_free(&rule);
}

static void add_categories(en_text *text, const cli *c, const en_what_if *w)
{
    const en_ids *categories = &w->before.round.categories;
    if (!w->categories || categories->count == 0) return;
    en_text_add_char(text, '\n');
    match_add_line(text, c, EN_W_WHAT_IF_BY_CATEGORY, 0, NULL);
    for (uint32_t k = 0; k < categories->count; k++) {
        const en_category_moves *m = &w->categories[k];
        en_arg args[] = {en_arg_str("category", categories->ids[k]),
                         en_arg_int("applicants", m->applicants),
                         en_arg_int("before", m->before),
                         en_arg_int("after", m->after),
                         en_arg_int("better", (int64_t)m->count[EN_MOVE_BETTER] + m->count[EN_MOVE_PLACED]),
                         en_arg_int("worse", (int64_t)m->count[EN_MOVE_WORSE] + m->count[EN_MOVE_UNPLACED])};
        match_add_line(text, c, EN_W_WHAT_IF_CATEGORY, sizeof args / sizeof *args, args);
    }
}

/* The groups whose seats change. */
static void add_groups(en_text *text, const cli *c, const en_what_if *w)
{
    const en_ids *groups = &w->before.round.groups;
    uint32_t shown = 0, rest = 0;
    for (uint32_t g = 0; g < groups->count; g++) {
        const en_group_seats *s = &w->groups[g];
        if (s->before == s->after) continue;
        if (shown == MOST_SHOWN) {
            rest++;
            continue;
        }
        if (shown++ == 0) {
            en_text_add_char(text, '\n');
            match_add_line(text, c, EN_W_WHAT_IF_BY_GROUP, 0, NULL);
        }
        en_arg args[] = {en_arg_str("group", groups->ids[g]), en_arg_int("before", s->before),
                         en_arg_int("after", s->after)};
        match_add_line(text, c, EN_W_WHAT_IF_GROUP, 3, args);
    }
    en_arg arg = en_arg_int("count", rest);
    if (rest) match_add_line(text, c, EN_W_WHAT_IF_REST, 1, &arg);
}

static en_status print_changed(cli *c, const en_what_if *w)
{
    en_text text = en_text_make(NULL);
    const en_round *round = &w->before.round;
    match_add_title(&text, c, round);
    for (size_t k = 0; k < w->change_count; k++) add_change(&text, c, w, &w->changes[k]);
    if (w->left_out) add_rule(&text, c, w);
    en_text_add_char(&text, '\n');
    add_totals(&text, c, EN_W_WHAT_IF_BEFORE, &w->before.summary);
    add_totals(&text, c, w->left_out ? EN_W_WHAT_IF_AFTER_RULE : EN_W_WHAT_IF_AFTER, &w->summary);
    add_categories(&text, c, w);
    add_groups(&text, c, w);
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
    ask.without = cli_value(c, "without");
    if (ask.without && c->listed_count) return cli_misuse(c, EN_W_WHAT_IF_WITHOUT_ALONE, c->listed[0]);
    if (ask.seat_count + ask.cap_count == 0 && !ask.without)
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

enum { WORTH_COLUMNS = 4, NAME_COLUMNS = 40 };

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

/* The name of what changes, and the four numbers; a star where a search was not settled. */
static void add_worth(en_text *text, const cli *c, const en_text *what, const en_worth *w)
{
    const double numbers[WORTH_COLUMNS] = {(double)w->count[EN_MOVE_PLACED] - w->count[EN_MOVE_UNPLACED],
                                           w->count[EN_MOVE_BETTER], w->count[EN_MOVE_WORSE],
                                           (double)w->ranks_gained};
    en_text_add_z(text, "  ");
    match_add_name(text, en_text_str(what), NAME_COLUMNS);
    for (int i = 0; i < WORTH_COLUMNS; i++)
        match_add_number(text, c, en_utf8_width(heading(c, worth_headings[i])), w->cleared, numbers[i], -1);
    en_text_add_z(text, w->reached_limit ? " *\n" : "\n");
    text->failed = text->failed || what->failed;
}

static void add_worth_headings(en_text *text, const cli *c, en_word first)
{
    en_text_add_z(text, "  ");
    terminal_pad(text, heading(c, first), NAME_COLUMNS, false);
    for (int i = 0; i < WORTH_COLUMNS; i++) {
        en_text_add_z(text, "  ");
        en_text_add(text, heading(c, worth_headings[i]));
    }
    en_text_add_char(text, '\n');
}

static void add_seat_worth(en_text *text, const cli *c, const en_round *round, const en_seat_worth *w)
{
    en_text place = en_text_make(NULL);
    add_seat_name(&place, c, round, w);
    add_worth(text, c, &place, &w->worth);
    en_text_free(&place);
}

static en_status print_worths(cli *c, const en_seat_worths *w)
{
    en_text text = en_text_make(NULL);
    size_t shown = w->count < MOST_SHOWN ? w->count : MOST_SHOWN;
    match_add_title(&text, c, &w->before.round);
    add_totals(&text, c, EN_W_WHAT_IF_BEFORE, &w->before.summary);
    en_text_add_char(&text, '\n');
    match_add_line(&text, c, EN_W_WHAT_IF_EACH, 0, NULL);
    add_worth_headings(&text, c, EN_W_MATCH_COLUMN_PLACE);
    for (size_t k = 0; k < shown; k++) add_seat_worth(&text, c, &w->before.round, &w->of[k]);
    en_arg rest = en_arg_int("count", (int64_t)(w->count - shown));
    if (w->count > shown) match_add_line(&text, c, EN_W_WHAT_IF_REST, 1, &rest);
    return cli_print(c, &text);
}

static en_status report_left_out(cli *c, en_word word, size_t tried, size_t left_out)
{
    en_arg args[] = {en_arg_int("tried", (int64_t)tried), en_arg_int("rest", (int64_t)left_out)};
    (void)en_report_add(c->report, EN_ERROR, word, (en_where){0}, 2, args);
    return EN_ERR_LIMIT;
}

static size_t most_clearings(const cli *c)
{
    const char *limit = cli_value(c, "limit");
    return limit ? strtoul(limit, NULL, 10) : USUAL_CLEARINGS;
}

static en_status run_each(cli *c, en_round_source source)
{
    if (c->listed_count) return cli_misuse(c, EN_W_WHAT_IF_EACH_ALONE, c->listed[0]);
    en_seat_worths worths;
    en_status status = en_what_if_each(source, most_clearings(c), &c->context, c->report, &worths);
    if (status != EN_OK) return status;
    if (c->json) {
        en_text text = en_text_make(NULL);
        en_json json = en_json_to(&text);
        en_seat_worths_json(&json, &worths);
        status = cli_print(c, &text);
    } else {
        status = print_worths(c, &worths);
    }
    if (status == EN_OK && worths.left_out)
        status = report_left_out(c, EN_W_WHAT_IF_LIMIT, worths.count, worths.left_out);
    if (status == EN_OK && en_seat_worths_reached_limit(&worths)) status = report_search_limit(c);
    en_seat_worths_free(&worths);
    return status;
}

static en_status print_rules(cli *c, const en_rule_worths *w)
{
    en_text text = en_text_make(NULL);
    match_add_title(&text, c, &w->before.round);
    add_totals(&text, c, EN_W_WHAT_IF_BEFORE, &w->before.summary);
    en_text_add_char(&text, '\n');
    match_add_line(&text, c, w->count ? EN_W_WHAT_IF_RULES : EN_W_WHAT_IF_NO_RULES, 0, NULL);
    if (w->count) add_worth_headings(&text, c, EN_W_WHAT_IF_COLUMN_RULE);
    for (size_t k = 0; k < w->count; k++) {
        en_text rule = en_text_make(NULL);
        en_rule_add_words(&rule, c->language, &w->before.round, w->of[k].rule);
        add_worth(&text, c, &rule, &w->of[k].worth);
        en_text_free(&rule);
    }
    return cli_print(c, &text);
}

/* Without each rule of the round, one at a time. */
static en_status run_rules(cli *c, en_round_source source)
{
    if (c->listed_count) return cli_misuse(c, EN_W_WHAT_IF_WITHOUT_ALONE, c->listed[0]);
    en_rule_worths worths;
    en_status status = en_what_if_rules(source, most_clearings(c), &c->context, c->report, &worths);
    if (status != EN_OK) return status;
    if (c->json) {
        en_text text = en_text_make(NULL);
        en_json json = en_json_to(&text);
        en_rule_worths_json(&json, &worths);
        status = cli_print(c, &text);
    } else {
        status = print_rules(c, &worths);
    }
    if (status == EN_OK && worths.left_out)
        status = report_left_out(c, EN_W_WHAT_IF_RULES_LIMIT, worths.count, worths.left_out);
    if (status == EN_OK && en_rule_worths_reached_limit(&worths)) status = report_search_limit(c);
    en_rule_worths_free(&worths);
    return status;
}

en_status cli_run_match_what_if(cli *c)
{
    en_round_source source = {.path = c->arguments[0]};
    const char *without = cli_value(c, "without");
    en_status status = cli_reading(c, &source.options);
    if (status != EN_OK) return status;
    if (without && cli_flag(c, "each")) return cli_misuse(c, EN_W_WHAT_IF_WITHOUT_ALONE, "--each");
    if (without && strcmp(without, "each") == 0) return run_rules(c, source);
    return cli_flag(c, "each") ? run_each(c, source) : run_changed(c, source);
}
