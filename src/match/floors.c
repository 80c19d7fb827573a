/* Minimum quotas: seats are given one by one, each by a vacancy chain. See lower_limits.h.
 *
 * A free seat goes to the first in the place's order who prefers it to their result; the seat that they leave
 * is the next of the chain. How many a place holds is the same in every stable matching of given seats, so
 * the chain shows what one seat more does to the floors. A seat that empties one is taken back, and since
 * further seats elsewhere only make it worse, that place gets no more. Bound: one pass over each waiting
 * list, and the chains.
 */
#include "by_place.h"

#include <enishi/lower_limits.h>

#include <string.h>

/* A step of a chain: who moved, from which wish, and how far their new place's list had been read. */
typedef struct step {
    uint32_t applicant, from, place, read;
} step;

typedef struct giving {
    const en_match_problem *problem;
    const uint32_t *floors;
    by_place waiting;
    uint32_t *wish, *filled, *next; /* per applicant; per place: holders, and how far its list is read */
    step *steps;
    size_t step_count, step_room;
    en_arena *arena;
} giving;

/* The first of the place's list who prefers it to their result. */
static candidate first_waiting(giving *g, uint32_t p)
{
    for (; g->next[p] < g->waiting.begin[p + 1]; g->next[p]++) {
        candidate c = g->waiting.candidates[g->next[p]];
        if (c.wish < g->wish[c.applicant]) return c; /* none is behind all */
    }
    return nobody;
}

static bool note_step(giving *g, step s)
{
    if (g->step_count == g->step_room) {
        size_t room = g->step_room ? 2 * g->step_room : 64;
        step *grown = en_arena_raw(g->arena, room, sizeof *grown);
        if (!grown) return false;
        if (g->step_count) memcpy(grown, g->steps, g->step_count * sizeof *grown);
        g->steps = grown;
        g->step_room = room;
    }
    g->steps[g->step_count++] = s;
    return true;
}

static void take_back(giving *g)
{
    while (g->step_count > 0) {
        step s = g->steps[--g->step_count];
        g->filled[s.place]--;
        g->wish[s.applicant] = s.from;
        g->next[s.place] = s.read;
        if (s.from != EN_MATCH_NONE) g->filled[g->problem->wish_place[s.from]]++;
    }
}

/* One seat more at place p. *kept: every floor is still filled; otherwise all is as before. */
static en_status give_seat(giving *g, uint32_t p, bool *kept)
{
    g->step_count = 0;
    for (;;) {
        uint32_t read = g->next[p];
        candidate c = first_waiting(g, p);
        *kept = c.applicant != EN_MATCH_NONE || g->filled[p] >= g->floors[p];
        if (!*kept) {
            g->next[p] = read;
            take_back(g);
        }
        if (c.applicant == EN_MATCH_NONE) return EN_OK;
        uint32_t from = g->wish[c.applicant];
        if (!note_step(g, (step){c.applicant, from, p, read})) return EN_ERR_MEMORY;
        g->wish[c.applicant] = c.wish;
        g->filled[p]++;
        if (from == EN_MATCH_NONE) return EN_OK;
        p = g->problem->wish_place[from];
        g->filled[p]--;
    }
}

/* In rounds by turn: one seat more for each place that has some left, somebody who waits, and never failed.
 */
static en_status give_all(giving *g, const uint32_t *order, const en_context *context, uint32_t *seats)
{
    const en_match_problem *problem = g->problem;
    bool *ended = en_arena_array(g->arena, problem->places, sizeof *ended);
    if (!ended) return EN_ERR_MEMORY;
    for (bool more = true; more;) {
        more = false;
        if (en_cancelled(context)) return EN_ERR_CANCELLED;
        for (uint32_t k = 0; k < problem->places; k++) {
            uint32_t p = order[k];
            if (ended[p] || seats[p] == problem->seats[p]) continue;
            if (first_waiting(g, p).applicant == EN_MATCH_NONE) {
                seats[p] = problem->seats[p]; /* nobody will ever wait here again */
                continue;
            }
            bool kept;
            en_status status = give_seat(g, p, &kept);
            if (status != EN_OK) return status;
            ended[p] = !kept;
            seats[p] += kept;
            more = more || kept;
        }
    }
    return EN_OK;
}

/* The places by turn. Turns are all different. */
static uint32_t *places_by_turn(const en_match_problem *problem, const uint32_t *turn, en_arena *arena)
{
    uint32_t *order = en_arena_raw(arena, problem->places, sizeof *order), n = 0;
    for (uint32_t p = 0; p < problem->places && order; p++) order[p] = EN_MATCH_NONE;
    for (uint32_t p = 0; p < problem->places && order; p++)
        if (turn[p] < problem->places && order[turn[p]] == EN_MATCH_NONE) order[turn[p]] = p, n++;
    return order && n == problem->places ? order : NULL;
}

static en_status give_from_floors(const en_match_problem *problem, const uint32_t *floors,
                                  const uint32_t *turn, const en_match_result *start,
                                  const en_context *context, en_arena *scratch, uint32_t *seats)
{
    giving g = {.problem = problem, .floors = floors, .arena = scratch};
    uint32_t *order = places_by_turn(problem, turn, scratch);
    if (!order) return EN_ERR_INPUT;
    en_status status = group_by_place(problem, NULL, NULL, context, scratch, &g.waiting);
    if (status != EN_OK) return status;
    g.wish = start->wish;
    g.filled = start->filled;
    g.next = en_arena_raw(scratch, problem->places, sizeof *g.next);
    if (!g.next) return EN_ERR_MEMORY;
    memcpy(g.next, g.waiting.begin, problem->places * sizeof *g.next);
    memcpy(seats, floors, problem->places * sizeof *seats);
    return give_all(&g, order, context, seats);
}

/* A place that holds less than its floor, or EN_MATCH_NONE. */
static uint32_t find_unfilled(const en_match_problem *problem, const uint32_t *floors,
                              const en_match_result *result)
{
    for (uint32_t p = 0; p < problem->places; p++)
        if (result->filled[p] < floors[p]) return p;
    return EN_MATCH_NONE;
}

static en_status solve_with(const en_match_problem *problem, const uint32_t *seats, const en_context *context,
                            en_match_result *result)
{
    en_match_problem limited = *problem;
    limited.seats = seats;
    return en_match_solve(&limited, EN_MATCH_APPLICANTS_PROPOSE, context, result);
}

en_status en_match_solve_floors(const en_match_problem *problem, const uint32_t *floors, const uint32_t *turn,
                                const en_context *context, en_match_result *result, uint32_t *seats_given,
                                uint32_t *place)
{
    en_match_result start;
    if (has_choices(problem)) return EN_ERR_USAGE;
    for (uint32_t p = 0; p < problem->places; p++)
        if (floors[p] > problem->seats[p]) return EN_ERR_INPUT;
    en_status status = solve_with(problem, floors, context, &start);
    if (status != EN_OK) return status;
    *place = find_unfilled(problem, floors, &start);
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    if (*place == EN_MATCH_NONE) {
        status = give_from_floors(problem, floors, turn, &start, context, &scratch, seats_given);
    } else {
        memcpy(seats_given, start.filled, problem->places * sizeof *seats_given);
        status = EN_ERR_IMPOSSIBLE;
    }
    en_match_result_free(&start);
    en_arena_free(&scratch);
    return status == EN_OK ? solve_with(problem, seats_given, context, result) : status;
}

en_status en_match_check_floors(const en_match_problem *problem, const uint32_t *floors, const uint32_t *wish,
                                const en_context *context, en_match_blocking *blocking)
{
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    uint32_t *held = en_arena_array(&scratch, problem->places, sizeof *held);
    en_status status = held ? EN_OK : EN_ERR_MEMORY;
    for (uint32_t i = 0; i < problem->applicants && status == EN_OK; i++)
        if (wish[i] != EN_MATCH_NONE && wish[i] < wish_count(problem)) held[problem->wish_place[wish[i]]]++;
    bool filled = true;
    for (uint32_t p = 0; p < problem->places && status == EN_OK; p++)
        filled = filled && held[p] >= floors[p] && held[p] <= problem->seats[p];
    if (status == EN_OK && !filled) {
        if (blocking) *blocking = (en_match_blocking){0, EN_MATCH_NONE};
        status = EN_ERR_CLAIM;
    }
    en_match_problem full = *problem; /* with no seat to waste, stable means that nobody has justified envy */
    full.seats = held;
    if (status == EN_OK) status = en_match_check(&full, wish, context, blocking);
    en_arena_free(&scratch);
    return status;
}
