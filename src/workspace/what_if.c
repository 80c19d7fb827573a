/* What another number of seats would change. See what_if.h. O(clearings · time of one). */
#include "what_if.h"

#include "clearing.h"
#include "context.h"

#include <stdlib.h>

static en_move_kind kind_of(const en_round *round, uint32_t from, uint32_t to)
{
    if (from == EN_MATCH_NONE) return EN_MOVE_PLACED;
    if (to == EN_MATCH_NONE) return EN_MOVE_UNPLACED;
    uint32_t was = round->wish_rank[from], now = round->wish_rank[to];
    return now < was ? EN_MOVE_BETTER : now > was ? EN_MOVE_WORSE : EN_MOVE_ASIDE;
}

/* Counts, and lists where there are lists. */
static void compare(const en_round *round, const uint32_t *before, const uint32_t *after, en_moves *moves)
{
    memset(moves->count, 0, sizeof moves->count);
    moves->ranks_gained = 0;
    for (uint32_t i = 0; i < round->applicants.count; i++) {
        uint32_t from = before[i], to = after[i];
        if (from == to) continue;
        en_move_kind kind = kind_of(round, from, to);
        if (moves->of[kind]) moves->of[kind][moves->count[kind]] = (en_move){i, from, to};
        moves->count[kind]++;
        if (from != EN_MATCH_NONE && to != EN_MATCH_NONE)
            moves->ranks_gained += (int64_t)round->wish_rank[from] - round->wish_rank[to];
    }
}

static bool list_moves(const en_round *round, const uint32_t *before, const uint32_t *after, en_arena *arena,
                       en_moves *moves)
{
    *moves = (en_moves){0};
    compare(round, before, after, moves);
    for (int kind = 0; kind < EN_MOVE_KINDS; kind++) {
        moves->of[kind] = en_arena_raw(arena, moves->count[kind], sizeof **moves->of);
        if (!moves->of[kind]) return false;
    }
    compare(round, before, after, moves);
    return true;
}

static en_status read_changes(const en_what_if_ask *ask, en_report *report, en_what_if *w)
{
    const en_round *round = &w->before.round;
    w->changes = en_arena_raw(&w->arena, ask->seat_count + ask->cap_count, sizeof *w->changes);
    if (!w->changes) return EN_ERR_MEMORY;
    en_status status = EN_OK;
    for (size_t k = 0; k < ask->seat_count && status == EN_OK; k++)
        status =
            en_round_change_seats(round, en_str_of(ask->seats[k]), report, &w->changes[w->change_count++]);
    for (size_t k = 0; k < ask->cap_count && status == EN_OK; k++)
        status = en_round_change_cap(round, en_str_of(ask->caps[k]), report, &w->changes[w->change_count++]);
    return status;
}

/* Clears the changed round; with a result that fails its check there is nothing to free. */
static en_status clear_changed(const en_round *changed, const en_context *context, en_arena *arena,
                               en_report *report, en_round_result *result)
{
    en_status status = en_clear(changed, context, arena, report, result);
    if (status != EN_OK) return status;
    status = en_clear_check(changed, result, context, report);
    if (status != EN_OK) en_clearing_free(result);
    return status;
}

static en_status change_round(const en_what_if_ask *ask, const en_context *context, en_report *report,
                              en_what_if *w)
{
    const en_round *round = &w->before.round;
    w->left_out = ask->without != NULL;
    en_status status = w->left_out ? en_rule_read(round, en_str_of(ask->without), report, &w->rule)
                                   : read_changes(ask, report, w);
    if (status != EN_OK) return status;
    if (w->left_out) return en_round_without(round, w->rule, context, &w->arena, report, &w->changed);
    return en_round_changed(round, w->changes, w->change_count, context, &w->arena, report, &w->changed);
}

/* Who gains and who loses, by category. */
static void count_category(const en_what_if *w, uint32_t category, en_category_moves *to)
{
    const en_round *round = &w->before.round;
    for (uint32_t i = 0; i < round->applicants.count; i++) {
        if (!(round->member[i] >> category & 1)) continue;
        uint32_t from = w->before.result.match.wish[i], met = w->after.match.wish[i];
        to->applicants++;
        to->before += from != EN_MATCH_NONE;
        to->after += met != EN_MATCH_NONE;
        if (from != met) to->count[kind_of(round, from, met)]++;
    }
}

static en_status count_categories(en_what_if *w)
{
    const en_round *round = &w->before.round;
    if (!round->member) return EN_OK;
    w->categories = en_arena_array(&w->arena, round->categories.count, sizeof *w->categories);
    for (uint32_t k = 0; k < round->categories.count && w->categories; k++)
        count_category(w, k, &w->categories[k]);
    return w->categories ? EN_OK : EN_ERR_MEMORY;
}

/* Seats count for all groups above their place, those that only gather too. */
static en_status count_groups(en_what_if *w)
{
    const en_round *round = &w->before.round;
    w->groups = en_arena_array(&w->arena, round->groups.count, sizeof *w->groups);
    if (!w->groups) return EN_ERR_MEMORY;
    for (uint32_t p = 0; p < round->places.count && round->place_group; p++)
        for (uint32_t g = round->place_group[p]; g != EN_MATCH_NONE; g = round->group_parent[g]) {
            w->groups[g].before += w->before.result.match.filled[p];
            w->groups[g].after += w->after.match.filled[p];
        }
    return EN_OK;
}

static en_status run(const en_what_if_ask *ask, const en_context *context, en_report *report, en_what_if *w)
{
    en_status status = change_round(ask, context, report, w);
    if (status == EN_OK) status = clear_changed(&w->changed, context, &w->arena, report, &w->after);
    if (status == EN_OK) status = en_result_summarise(&w->changed, &w->after, &w->arena, &w->summary);
    if (status == EN_OK &&
        !list_moves(&w->before.round, w->before.result.match.wish, w->after.match.wish, &w->arena, &w->moves))
        status = EN_ERR_MEMORY;
    if (status == EN_OK) status = count_categories(w);
    return status == EN_OK ? count_groups(w) : status;
}

en_status en_what_if_changed(en_round_source source, const en_what_if_ask *ask, const en_context *context,
                             en_report *report, en_what_if *result)
{
    en_what_if w = {.arena = en_arena_make(context ? context->allocator : NULL)};
    en_status status = en_solve_round(source, context, report, &w.before);
    if (status != EN_OK) return status;
    status = run(ask, context, report, &w);
    if (status == EN_OK) *result = w;
    else en_what_if_free(&w);
    return status;
}

void en_what_if_free(en_what_if *result)
{
    en_clearing_free(&result->after);
    en_solved_free(&result->before);
    en_arena_free(&result->arena);
}

/* A seat that might be added, and how many prefer its place to their result. */
typedef struct candidate {
    uint32_t place, line, waiting;
    en_str id;
} candidate;

static int by_waiting(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->waiting != y->waiting) return x->waiting > y->waiting ? -1 : 1;
    int order = en_str_compare(x->id, y->id);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

/* Every place, or every line where a round has lines, those first that most wait for. */
static candidate *list_candidates(const en_solved *solved, en_arena *arena, size_t *count)
{
    const en_round *round = &solved->round;
    const uint32_t *waiting = solved->result.standings.waiting_begin;
    *count = round->line_begin ? round->line_begin[round->places.count] : round->places.count;
    candidate *candidates = en_arena_raw(arena, *count, sizeof *candidates);
    if (!candidates) return NULL;
    size_t n = 0;
    for (uint32_t p = 0; p < round->places.count; p++) {
        candidate c = {p, EN_MATCH_NONE, waiting[p + 1] - waiting[p], en_round_place(round, p)};
        if (!round->line_begin) candidates[n++] = c;
        for (uint32_t k = round->line_begin ? round->line_begin[p] : 0;
             round->line_begin && k < round->line_begin[p + 1]; k++) {
            c.line = k;
            candidates[n++] = c;
        }
    }
    qsort(candidates, *count, sizeof *candidates, by_waiting);
    return candidates;
}

/* Whether a clearing ended without a result by its own rules, which is a finding about the seat. */
static bool is_finding(en_status status)
{
    return status == EN_ERR_INPUT || status == EN_ERR_IMPOSSIBLE || status == EN_ERR_LIMIT;
}

/* One change, made in memory that is given back after it. */
typedef struct trial {
    const en_solved *before;
    const en_context *context;
    en_status (*make)(const struct trial *t, const void *change, en_arena *arena, en_report *report,
                      en_round *changed);
} trial;

static void weigh(const en_solved *before, const en_round_result *after, en_worth *worth)
{
    en_moves moves = {0};
    compare(&before->round, before->result.match.wish, after->match.wish, &moves);
    memcpy(worth->count, moves.count, sizeof worth->count);
    worth->ranks_gained = moves.ranks_gained;
    worth->reached_limit = after->reached_limit;
    worth->cleared = true;
}

static en_status try_change(const trial *t, const void *change, en_report *report, en_worth *worth)
{
    en_arena scratch = en_arena_make(t->context ? t->context->allocator : NULL);
    en_report apart = en_report_make(scratch.allocator);
    en_round changed;
    en_round_result result;
    en_status status = t->make(t, change, &scratch, &apart, &changed);
    if (status == EN_OK) status = clear_changed(&changed, t->context, &scratch, &apart, &result);
    if (status == EN_OK) {
        weigh(t->before, &result, worth);
        en_clearing_free(&result);
    }
    if (apart.out_of_memory) status = EN_ERR_MEMORY;
    if (is_finding(status)) {
        worth->reached_limit = status == EN_ERR_LIMIT;
        status = EN_OK;
    }
    if (status != EN_OK) en_report_join(report, &apart);
    en_report_free(&apart);
    en_arena_free(&scratch);
    return status;
}

static en_status make_seat(const trial *t, const void *change, en_arena *arena, en_report *report,
                           en_round *changed)
{
    const en_seat_worth *seat = change;
    const en_round_change one_more = {seat->place, seat->line, EN_MATCH_NONE, 1};
    return en_round_changed(&t->before->round, &one_more, 1, t->context, arena, report, changed);
}

static en_status make_without(const trial *t, const void *change, en_arena *arena, en_report *report,
                              en_round *changed)
{
    const en_rule_worth *rule = change;
    return en_round_without(&t->before->round, rule->rule, t->context, arena, report, changed);
}

/* Progress is counted in changes. */
static en_context quiet_context(const en_context *context)
{
    en_context quiet = context ? *context : (en_context){0};
    quiet.progress = NULL;
    return quiet;
}

static en_status step(const en_context *context, size_t done, size_t total, en_status status)
{
    en_progress(context, done, total);
    return status == EN_OK && en_cancelled(context) ? EN_ERR_CANCELLED : status;
}

static int64_t placed_by(const en_worth *w)
{
    return (int64_t)w->count[EN_MOVE_PLACED] - w->count[EN_MOVE_UNPLACED];
}

static int by_worth(const void *a, const void *b)
{
    const en_seat_worth *first = a, *second = b;
    const en_worth *x = &first->worth, *y = &second->worth;
    if (x->cleared != y->cleared) return x->cleared ? -1 : 1;
    if (placed_by(x) != placed_by(y)) return placed_by(x) > placed_by(y) ? -1 : 1;
    if (x->ranks_gained != y->ranks_gained) return x->ranks_gained > y->ranks_gained ? -1 : 1;
    int order = en_str_compare(first->id, second->id);
    return order ? order : (first->line > second->line) - (first->line < second->line);
}

static en_status try_each(size_t most, const en_context *context, en_report *report, en_seat_worths *w)
{
    size_t n;
    candidate *candidates = list_candidates(&w->before, &w->arena, &n);
    w->count = n < most ? n : most;
    w->left_out = n - w->count;
    w->of = en_arena_array(&w->arena, w->count, sizeof *w->of);
    if (!candidates || !w->of) return EN_ERR_MEMORY;
    en_context quiet = quiet_context(context);
    const trial t = {&w->before, &quiet, make_seat};
    en_status status = EN_OK;
    for (size_t k = 0; k < w->count && status == EN_OK; k++) {
        w->of[k].place = candidates[k].place;
        w->of[k].line = candidates[k].line;
        w->of[k].id = candidates[k].id;
        status = try_change(&t, &w->of[k], report, &w->of[k].worth);
        status = step(context, k + 1, w->count, status);
    }
    if (w->count) qsort(w->of, w->count, sizeof *w->of, by_worth);
    return status;
}

en_status en_what_if_each(en_round_source source, size_t most, const en_context *context, en_report *report,
                          en_seat_worths *worths)
{
    en_seat_worths w = {.arena = en_arena_make(context ? context->allocator : NULL)};
    en_status status = en_solve_round(source, context, report, &w.before);
    if (status != EN_OK) return status;
    status = try_each(most, context, report, &w);
    if (status != EN_OK) {
        en_seat_worths_free(&w);
        return status;
    }
    *worths = w;
    return EN_OK;
}

void en_seat_worths_free(en_seat_worths *worths)
{
    en_solved_free(&worths->before);
    en_arena_free(&worths->arena);
}

bool en_seat_worths_reached_limit(const en_seat_worths *worths)
{
    bool reached = worths->before.result.reached_limit;
    for (size_t k = 0; k < worths->count; k++) reached = reached || worths->of[k].worth.reached_limit;
    return reached;
}

static en_status try_rules(size_t most, const en_context *context, en_report *report, en_rule_worths *w)
{
    size_t n;
    en_rule *rules = en_round_rules_list(&w->before.round, &w->arena, &n);
    w->count = n < most ? n : most;
    w->left_out = n - w->count;
    w->of = en_arena_array(&w->arena, w->count, sizeof *w->of);
    if (!rules || !w->of) return EN_ERR_MEMORY;
    en_context quiet = quiet_context(context);
    const trial t = {&w->before, &quiet, make_without};
    en_status status = EN_OK;
    for (size_t k = 0; k < w->count && status == EN_OK; k++) {
        w->of[k].rule = rules[k];
        status = try_change(&t, &w->of[k], report, &w->of[k].worth);
        status = step(context, k + 1, w->count, status);
    }
    return status;
}

en_status en_what_if_rules(en_round_source source, size_t most, const en_context *context, en_report *report,
                           en_rule_worths *worths)
{
    en_rule_worths w = {.arena = en_arena_make(context ? context->allocator : NULL)};
    en_status status = en_solve_round(source, context, report, &w.before);
    if (status != EN_OK) return status;
    status = try_rules(most, context, report, &w);
    if (status == EN_OK) *worths = w;
    else en_rule_worths_free(&w);
    return status;
}

void en_rule_worths_free(en_rule_worths *worths)
{
    en_solved_free(&worths->before);
    en_arena_free(&worths->arena);
}

bool en_rule_worths_reached_limit(const en_rule_worths *worths)
{
    bool reached = worths->before.result.reached_limit;
    for (size_t k = 0; k < worths->count; k++) reached = reached || worths->of[k].worth.reached_limit;
    return reached;
}
