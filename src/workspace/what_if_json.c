/* What another number of seats would change, as JSON. See what_if.h and docs/formats.md. */
#include "what_if.h"

static const char *const kind_names[EN_MOVE_KINDS] = {[EN_MOVE_PLACED] = "placed",
                                                      [EN_MOVE_BETTER] = "better",
                                                      [EN_MOVE_WORSE] = "worse",
                                                      [EN_MOVE_UNPLACED] = "unplaced",
                                                      [EN_MOVE_ASIDE] = "aside"};

static void add_totals(en_json *json, const char *key, const en_result_summary *s)
{
    en_json_key(json, key);
    en_json_open(json, '{');
    en_json_key_int(json, "seats", (int64_t)s->seats);
    en_json_key_int(json, "placed", s->placed);
    en_json_key_int(json, "unplaced", s->unplaced);
    en_json_key_int(json, "first_choices", s->first_choices);
    en_json_key(json, "mean_rank");
    if (s->placed) en_json_real(json, s->mean_rank);
    else en_json_null(json);
    en_json_close(json, '}');
}

static void add_wish(en_json *json, const char *key, const en_round *round, uint32_t wish)
{
    en_json_key(json, key);
    if (wish == EN_MATCH_NONE) {
        en_json_null(json);
        return;
    }
    en_json_open(json, '{');
    en_json_key_str(json, "place", en_round_place(round, round->wish_place[wish]));
    if (round->wish_term && round->wish_term[wish])
        en_json_key_str(json, "term", round->terms.ids[round->wish_term[wish] - 1]);
    en_json_key_int(json, "rank", round->wish_rank[wish]);
    en_json_close(json, '}');
}

static void add_moves(en_json *json, const en_round *round, const en_moves *moves, int kind)
{
    en_json_key(json, kind_names[kind]);
    en_json_open(json, '[');
    for (uint32_t k = 0; k < moves->count[kind]; k++) {
        const en_move *move = &moves->of[kind][k];
        en_json_open(json, '{');
        en_json_key_str(json, "applicant", en_round_applicant(round, move->applicant));
        add_wish(json, "from", round, move->from);
        add_wish(json, "to", round, move->to);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
}

/* The order of a line, where the round has lines. */
static void add_line(en_json *json, const en_round *round, uint32_t line)
{
    if (line != EN_MATCH_NONE) en_json_key_int(json, "order", round->line_order[line]);
}

static void add_change(en_json *json, const en_what_if *w, const en_round_change *c)
{
    const en_round *round = &w->before.round;
    en_json_open(json, '{');
    if (c->group != EN_MATCH_NONE) {
        en_json_key_str(json, "group", round->groups.ids[c->group]);
        en_json_key_int(json, "by", c->by);
        en_json_key_int(json, "before", round->group[c->group].cap);
        en_json_key_int(json, "after", w->changed.group[c->group].cap);
    } else {
        const bool of_line = c->line != EN_MATCH_NONE;
        en_json_key_str(json, "place", en_round_place(round, c->place));
        add_line(json, round, c->line);
        en_json_key_int(json, "by", c->by);
        en_json_key_int(json, "before", of_line ? round->lines[c->line].seats : round->seats[c->place]);
        en_json_key_int(json, "after",
                        of_line ? w->changed.lines[c->line].seats : w->changed.seats[c->place]);
    }
    en_json_close(json, '}');
}

static void add_counts(en_json *json, const uint32_t count[EN_MOVE_KINDS])
{
    for (int kind = 0; kind < EN_MOVE_KINDS; kind++) en_json_key_int(json, kind_names[kind], count[kind]);
}

static void add_categories(en_json *json, const en_what_if *w)
{
    const en_round *round = &w->before.round;
    if (!w->categories) return;
    en_json_key(json, "categories");
    en_json_open(json, '[');
    for (uint32_t k = 0; k < round->categories.count; k++) {
        const en_category_moves *c = &w->categories[k];
        en_json_open(json, '{');
        en_json_key_str(json, "category", round->categories.ids[k]);
        en_json_key_int(json, "applicants", c->applicants);
        en_json_key_int(json, "before", c->before);
        en_json_key_int(json, "after", c->after);
        add_counts(json, c->count);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
}

static void add_groups(en_json *json, const en_what_if *w)
{
    const en_ids *groups = &w->before.round.groups;
    if (groups->count == 0) return;
    en_json_key(json, "groups");
    en_json_open(json, '[');
    for (uint32_t g = 0; g < groups->count; g++) {
        en_json_open(json, '{');
        en_json_key_str(json, "group", groups->ids[g]);
        en_json_key_int(json, "before", w->groups[g].before);
        en_json_key_int(json, "after", w->groups[g].after);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
}

void en_what_if_json(en_json *json, const en_what_if *result)
{
    en_json_open(json, '{');
    en_json_key_str(json, "round", result->before.round.rules.id);
    en_json_key(json, "changes");
    en_json_open(json, '[');
    if (result->left_out) {
        en_json_open(json, '{');
        en_rule_add_json(json, &result->before.round, result->rule);
        en_json_close(json, '}');
    }
    for (size_t k = 0; k < result->change_count; k++) add_change(json, result, &result->changes[k]);
    en_json_close(json, ']');
    en_json_key_bool(json, "reached_limit", en_what_if_reached_limit(result));
    add_totals(json, "before", &result->before.summary);
    add_totals(json, "after", &result->summary);
    en_json_key_int(json, "ranks_gained", result->moves.ranks_gained);
    for (int kind = 0; kind < EN_MOVE_KINDS; kind++)
        add_moves(json, &result->before.round, &result->moves, kind);
    add_categories(json, result);
    add_groups(json, result);
    en_json_close(json, '}');
}

static void add_worth(en_json *json, const en_worth *w)
{
    en_json_key_bool(json, "cleared", w->cleared);
    en_json_key_bool(json, "reached_limit", w->reached_limit);
    if (!w->cleared) return;
    add_counts(json, w->count);
    en_json_key_int(json, "ranks_gained", w->ranks_gained);
}

static void add_head(en_json *json, const en_solved *before, bool reached_limit)
{
    en_json_key_str(json, "round", before->round.rules.id);
    add_totals(json, "before", &before->summary);
    en_json_key_bool(json, "reached_limit", reached_limit);
}

void en_seat_worths_json(en_json *json, const en_seat_worths *worths)
{
    en_json_open(json, '{');
    add_head(json, &worths->before, en_seat_worths_reached_limit(worths));
    en_json_key(json, "seats");
    en_json_open(json, '[');
    for (size_t k = 0; k < worths->count; k++) {
        en_json_open(json, '{');
        en_json_key_str(json, "place", worths->of[k].id);
        add_line(json, &worths->before.round, worths->of[k].line);
        add_worth(json, &worths->of[k].worth);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
    en_json_key_int(json, "left_out", (int64_t)worths->left_out);
    en_json_close(json, '}');
}

void en_rule_worths_json(en_json *json, const en_rule_worths *worths)
{
    en_json_open(json, '{');
    add_head(json, &worths->before, en_rule_worths_reached_limit(worths));
    en_json_key(json, "rules");
    en_json_open(json, '[');
    for (size_t k = 0; k < worths->count; k++) {
        en_json_open(json, '{');
        en_rule_add_json(json, &worths->before.round, worths->of[k].rule);
        add_worth(json, &worths->of[k].worth);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
    en_json_key_int(json, "left_out", (int64_t)worths->left_out);
    en_json_close(json, '}');
}
