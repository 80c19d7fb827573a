/* What another number of seats would change. See what_if.h. O(clearings · time of one). */
#include "what_if.h"

#include "clearing.h"
#include "context.h"

#include <stdlib.h>

static en_move_kind kind_of(const en_move *move)
{
    if (move->from == EN_MATCH_NONE) return EN_MOVE_PLACED;
    if (move->to == EN_MATCH_NONE) return EN_MOVE_UNPLACED;
    return move->to_rank < move->from_rank   ? EN_MOVE_BETTER
           : move->to_rank > move->from_rank ? EN_MOVE_WORSE
                                             : EN_MOVE_ASIDE;
}

static uint32_t rank_in(const en_round *round, const en_round_result *result, uint32_t applicant)
{
    if (result->match.wish[applicant] == EN_MATCH_NONE) return 0;
    return en_result_rank(round, result, applicant);
}

/* Counts, and lists where there are lists. */
static void compare(const en_round *round, const en_round_result *before, const en_round_result *after,
                    en_moves *moves)
{
    memset(moves->count, 0, sizeof moves->count);
    moves->ranks_gained = 0;
    for (uint32_t i = 0; i < round->applicants.count; i++) {
        en_move move = {i, before->match.wish[i], after->match.wish[i], 0, 0};
        if (move.from == move.to) continue;
        move.from_rank = rank_in(round, before, i);
        move.to_rank = rank_in(round, after, i);
        en_move_kind kind = kind_of(&move);
        if (moves->of[kind]) moves->of[kind][moves->count[kind]] = move;
        moves->count[kind]++;
        if (kind != EN_MOVE_PLACED && kind != EN_MOVE_UNPLACED)
            moves->ranks_gained += (int64_t)move.from_rank - move.to_rank;
    }
}

static bool list_moves(const en_round *round, const en_round_result *before, const en_round_result *after,
                       en_arena *arena, en_moves *moves)
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

static en_status run(const en_what_if_ask *ask, const en_context *context, en_report *report, en_what_if *w)
{
    en_status status = read_changes(ask, report, w);
    if (status == EN_OK)
        status = en_round_changed(&w->before.round, w->changes, w->change_count, context, &w->arena, report,
                                  &w->changed);
    if (status == EN_OK) status = clear_changed(&w->changed, context, &w->arena, report, &w->after);
    if (status == EN_OK) status = en_result_summarise(&w->changed, &w->after, &w->arena, &w->summary);
    if (status == EN_OK && !list_moves(&w->before.round, &w->before.result, &w->after, &w->arena, &w->moves))
        status = EN_ERR_MEMORY;
    return status;
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

static en_status try_seat(const en_solved *before, const en_context *context, en_report *report,
                          en_seat_worth *worth)
{
    const en_round_change change = {worth->place, worth->line, EN_MATCH_NONE, 1};
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    en_report apart = en_report_make(scratch.allocator);
    en_round changed;
    en_round_result result;
    en_status status = en_round_changed(&before->round, &change, 1, context, &scratch, &apart, &changed);
    if (status == EN_OK) status = clear_changed(&changed, context, &scratch, &apart, &result);
    if (status == EN_OK) {
        en_moves moves = {0};
        compare(&before->round, &before->result, &result, &moves);
        memcpy(worth->count, moves.count, sizeof worth->count);
        worth->ranks_gained = moves.ranks_gained;
        worth->cleared = true;
        en_clearing_free(&result);
    }
    if (apart.out_of_memory) status = EN_ERR_MEMORY;
    if (is_finding(status)) status = EN_OK;
    if (status != EN_OK) en_report_join(report, &apart);
    en_report_free(&apart);
    en_arena_free(&scratch);
    return status;
}

static int64_t placed_by(const en_seat_worth *w)
{
    return (int64_t)w->count[EN_MOVE_PLACED] - w->count[EN_MOVE_UNPLACED];
}

static int by_worth(const void *a, const void *b)
{
    const en_seat_worth *x = a, *y = b;
    if (x->cleared != y->cleared) return x->cleared ? -1 : 1;
    if (placed_by(x) != placed_by(y)) return placed_by(x) > placed_by(y) ? -1 : 1;
    if (x->ranks_gained != y->ranks_gained) return x->ranks_gained > y->ranks_gained ? -1 : 1;
    int order = en_str_compare(x->id, y->id);
    return order ? order : (x->line > y->line) - (x->line < y->line);
}

static en_status try_each(size_t most, const en_context *context, en_report *report, en_seat_worths *w)
{
    size_t n;
    candidate *candidates = list_candidates(&w->before, &w->arena, &n);
    w->count = n < most ? n : most;
    w->left_out = n - w->count;
    w->of = en_arena_array(&w->arena, w->count, sizeof *w->of);
    if (!candidates || !w->of) return EN_ERR_MEMORY;
    en_context quiet = context ? *context : (en_context){0}; /* progress is counted in seats */
    quiet.progress = NULL;
    en_status status = EN_OK;
    for (size_t k = 0; k < w->count && status == EN_OK; k++) {
        w->of[k].place = candidates[k].place;
        w->of[k].line = candidates[k].line;
        w->of[k].id = candidates[k].id;
        status = try_seat(&w->before, &quiet, report, &w->of[k]);
        en_progress(context, k + 1, w->count);
        if (status == EN_OK && en_cancelled(context)) status = EN_ERR_CANCELLED;
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
