/* Top trading cycles over places with counters of seats.
 *
 * A path is followed: applicant, the place they point to, the applicant whom that place points to, and so on.
 * Where it comes back to someone on it, the part from there on is a cycle and is carried out; what lies
 * before it stays, so that no step of the path is walked in vain. Pointers only move forward, hence O(wishes
 * + lists). Which cycle comes first does not matter: one that is there stays until it is carried out.
 */
#include "by_place.h"
#include "plain.h"

#include <enishi/sequential.h>

typedef enum whereabouts { HERE, ON_PATH, GONE } whereabouts;

typedef struct trading {
    const en_match_problem *problem;
    const en_match_priorities *priorities;
    en_match_result *result;
    uint32_t *seats;      /* per place: left; 0 also where its list is at its end */
    uint32_t *next;       /* per applicant: the wish they point to, or one before it */
    uint32_t *first;      /* per place: where in its list it points to, or before it */
    uint32_t shared_next; /* the same for all places without a list */
    uint8_t *state;       /* per applicant: whereabouts */
    uint32_t *path;       /* applicants */
    uint32_t depth;
} trading;

static en_status start_trading(trading *t, en_arena *scratch)
{
    const en_match_problem *problem = t->problem;
    t->seats = seats_to_fill(problem, scratch);
    t->next = en_arena_raw(scratch, problem->applicants, sizeof *t->next);
    t->path = en_arena_raw(scratch, problem->applicants, sizeof *t->path);
    t->state = en_arena_array(scratch, problem->applicants, sizeof *t->state);
    t->first = en_arena_raw(scratch, problem->places, sizeof *t->first);
    if (!t->seats || !t->next || !t->path || !t->state || !t->first) return EN_ERR_MEMORY;
    for (uint32_t i = 0; i < problem->applicants; i++) t->next[i] = problem->wish_begin[i];
    for (uint32_t p = 0; p < problem->places; p++) t->first[p] = t->priorities->begin[p];
    return EN_OK;
}

/* The first of a list who is still there, or EN_MATCH_NONE. */
static uint32_t first_there(const trading *t, const uint32_t *list, uint32_t *at, uint32_t end)
{
    while (*at < end && t->state[list[*at]] == GONE) ++*at;
    return *at < end ? list[*at] : EN_MATCH_NONE;
}

static uint32_t place_points_to(trading *t, uint32_t p)
{
    const en_match_priorities *lists = t->priorities;
    if (lists->begin[p] < lists->begin[p + 1])
        return first_there(t, lists->applicant, &t->first[p], lists->begin[p + 1]);
    return first_there(t, lists->shared, &t->shared_next, lists->shared ? lists->shared_count : 0);
}

/* Moves an applicant's pointer to the best place that is still there; returns whom that place points to, or
 * EN_MATCH_NONE where no place is left. */
static uint32_t follow(trading *t, uint32_t applicant)
{
    const en_match_problem *problem = t->problem;
    uint32_t *w = &t->next[applicant];
    for (; *w < problem->wish_begin[applicant + 1]; ++*w) {
        uint32_t p = problem->wish_place[*w];
        if (t->seats[p] == 0 || !is_acceptable(problem, *w)) continue;
        uint32_t to = place_points_to(t, p);
        if (to != EN_MATCH_NONE) return to;
        t->seats[p] = 0;
    }
    return EN_MATCH_NONE;
}

/* The end of the path from `head` on is a cycle: everyone on it takes the place they point to. */
static void trade(trading *t, uint32_t head)
{
    uint32_t applicant;
    do {
        applicant = t->path[--t->depth];
        t->state[applicant] = GONE;
        t->seats[t->problem->wish_place[t->next[applicant]]]--;
        place_applicant(t->problem, t->result, applicant, t->next[applicant]);
    } while (applicant != head);
}

static void walk(trading *t, uint32_t start)
{
    for (uint32_t to = start;;) {
        if (to == EN_MATCH_NONE) t->state[t->path[--t->depth]] = GONE;
        else if (t->state[to] == ON_PATH) trade(t, to);
        else {
            t->state[to] = ON_PATH;
            t->path[t->depth++] = to;
        }
        if (t->depth == 0) return;
        to = follow(t, t->path[t->depth - 1]);
    }
}

static en_status check_list(const en_match_problem *problem, const uint32_t *list, uint32_t count)
{
    for (uint32_t k = 0; k < count; k++)
        if (list[k] >= problem->applicants) return EN_ERR_INPUT;
    return EN_OK;
}

static en_status check_priorities(const en_match_problem *problem, const en_match_priorities *priorities)
{
    if (priorities->begin[0] != 0) return EN_ERR_INPUT;
    for (uint32_t p = 0; p < problem->places; p++)
        if (priorities->begin[p] > priorities->begin[p + 1]) return EN_ERR_INPUT;
    if (priorities->shared && check_list(problem, priorities->shared, priorities->shared_count) != EN_OK)
        return EN_ERR_INPUT;
    return check_list(problem, priorities->applicant, priorities->begin[problem->places]);
}

static en_status trade_all(trading *t, const en_context *context, en_arena *scratch)
{
    en_status status = start_trading(t, scratch);
    for (uint32_t i = 0; i < t->problem->applicants && status == EN_OK; i++) {
        if (pause_at(context, i, t->problem->applicants)) status = EN_ERR_CANCELLED;
        else if (t->state[i] == HERE) walk(t, i);
    }
    return status;
}

en_status en_match_solve_trading(const en_match_problem *problem, const en_match_priorities *priorities,
                                 const en_context *context, en_match_result *result)
{
    en_match_result made;
    en_status status = check_plain(problem);
    if (status == EN_OK) status = check_priorities(problem, priorities);
    if (status == EN_OK) status = start_result(problem, context, &made);
    if (status != EN_OK) return status;
    en_arena scratch = en_arena_make(((en_arena *)made.memory)->allocator);
    trading t = {.problem = problem, .priorities = priorities, .result = &made};
    status = trade_all(&t, context, &scratch);
    en_arena_free(&scratch);
    return end_result(status, &made, result);
}

static en_status list_by_place(const en_match_problem *scored, const en_context *context, en_arena *arena,
                               en_arena *scratch, en_match_priorities *lists)
{
    by_place groups;
    en_status status = group_by_place(scored, NULL, NULL, context, scratch, &groups);
    if (status != EN_OK) return status;
    uint32_t n = groups.begin[scored->places];
    lists->begin = en_arena_raw(arena, (size_t)scored->places + 1, sizeof *lists->begin);
    lists->applicant = en_arena_raw(arena, n, sizeof *lists->applicant);
    if (!lists->begin || !lists->applicant) return EN_ERR_MEMORY;
    for (uint32_t p = 0; p <= scored->places; p++) lists->begin[p] = groups.begin[p];
    for (uint32_t k = 0; k < n; k++) lists->applicant[k] = groups.candidates[k].applicant;
    return EN_OK;
}

en_status en_match_prioritise(const en_match_problem *scored, const en_context *context,
                              en_match_priorities *priorities)
{
    en_status status = check_plain(scored);
    if (status != EN_OK) return status;
    en_arena *arena = new_arena(context);
    if (!arena) return EN_ERR_MEMORY;
    en_arena scratch = en_arena_make(arena->allocator);
    en_match_priorities lists = {.memory = arena};
    status = list_by_place(scored, context, arena, &scratch, &lists);
    en_arena_free(&scratch);
    if (status == EN_OK) *priorities = lists;
    else free_arena(arena);
    return status;
}

void en_match_priorities_free(en_match_priorities *priorities)
{
    free_arena(priorities->memory);
    *priorities = (en_match_priorities){0};
}
