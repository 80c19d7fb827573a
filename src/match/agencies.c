/* Funding by two agencies: one applicant after another, by the sum of their two ranks. See agencies.h.
 *
 * Dominance in both scores implies a smaller sum, and what is spent only grows: hence the claim. O(n log n).
 */
#include "agencies.h"

#include <stdlib.h>

/* An applicant by what decides when they go. */
typedef struct entrant {
    double score;
    uint64_t rank; /* sum of ranks */
    uint32_t turn, applicant;
} entrant;

static bool has_sound_demands(const en_match_problem *problem, const en_match_call *call)
{
    if (call->demand_begin[0] != 0) return false;
    for (uint32_t w = 0; w < wish_count(problem); w++) {
        if (call->demand_begin[w] > call->demand_begin[w + 1]) return false;
        for (uint32_t d = call->demand_begin[w]; d < call->demand_begin[w + 1]; d++) {
            const en_match_demand *demand = &call->demands[d];
            if (demand->budget >= call->budgets) return false;
            if (d > call->demand_begin[w] && demand[-1].budget >= demand->budget) return false;
        }
    }
    return true;
}

en_status check_call(const en_match_problem *problem, const en_match_call *call)
{
    en_status status = check_plain(problem);
    if (status != EN_OK) return status;
    for (uint32_t i = 0; i < problem->applicants; i++)
        for (uint32_t a = 0; a < 2; a++)
            if (takes_part(problem, i) && !isfinite(call->score[a][i])) return EN_ERR_INPUT;
    return has_sound_demands(problem, call) ? EN_OK : EN_ERR_INPUT;
}

static int by_score(const void *a, const void *b)
{
    const entrant *x = a, *y = b;
    return (x->score < y->score) - (x->score > y->score);
}

static int by_rank(const void *a, const void *b)
{
    const entrant *x = a, *y = b;
    if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
    return (x->turn > y->turn) - (x->turn < y->turn);
}

/* Adds to everyone's rank how many have a higher score by this agency. */
static void add_ranks(const double *score, entrant *entrants, size_t n)
{
    for (size_t k = 0; k < n; k++) entrants[k].score = score[entrants[k].applicant];
    qsort(entrants, n, sizeof *entrants, by_score);
    for (size_t k = 0, higher = 0; k < n; k++) {
        if (k > 0 && entrants[k].score != entrants[k - 1].score) higher = k;
        entrants[k].rank += higher;
    }
}

/* Who has an acceptable wish, with the sum of their ranks; in `order`, or without one as they come. */
static size_t rank_entrants(const en_match_problem *problem, const double *const score[2],
                            const uint32_t *order, entrant *entrants)
{
    size_t n = 0;
    for (uint32_t k = 0; k < problem->applicants; k++) {
        uint32_t i = order ? order[k] : k;
        if (takes_part(problem, i)) entrants[n++] = (entrant){.rank = 2, .turn = k, .applicant = i};
    }
    add_ranks(score[0], entrants, n);
    add_ranks(score[1], entrants, n);
    return n;
}

en_status en_match_rank_agencies(const en_match_problem *problem, const double *const score[2],
                                 const en_context *context, uint64_t *sum)
{
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    entrant *entrants = en_arena_raw(&scratch, problem->applicants, sizeof *entrants);
    size_t n = entrants ? rank_entrants(problem, score, NULL, entrants) : 0;
    for (uint32_t i = 0; i < problem->applicants && entrants; i++) sum[i] = 0;
    for (size_t k = 0; k < n; k++) sum[entrants[k].applicant] = entrants[k].rank;
    en_arena_free(&scratch);
    return entrants ? EN_OK : EN_ERR_MEMORY;
}

/* The best wish that fits what is left. */
static void fund(const en_match_problem *problem, const en_match_call *call, uint32_t applicant,
                 uint64_t *left, en_match_result *result)
{
    for (uint32_t w = problem->wish_begin[applicant]; w < problem->wish_begin[applicant + 1]; w++) {
        uint32_t p = problem->wish_place[w];
        if (!is_acceptable(problem, w) || result->filled[p] == problem->seats[p]) continue;
        if (!fits_budgets(call, w, left)) continue;
        for (uint32_t d = call->demand_begin[w]; d < call->demand_begin[w + 1]; d++)
            left[call->demands[d].budget] -= call->demands[d].units;
        place_applicant(problem, result, applicant, w);
        return;
    }
}

static en_status fund_all(const en_match_problem *problem, const en_match_call *call,
                          const en_context *context, en_arena *scratch, en_match_result *result)
{
    en_status status = check_call(problem, call);
    if (status == EN_OK) status = check_order(problem, call->order, scratch);
    if (status != EN_OK) return status;
    entrant *entrants = en_arena_raw(scratch, problem->applicants, sizeof *entrants);
    uint64_t *left = en_arena_raw(scratch, call->budgets, sizeof *left);
    if (!entrants || !left) return EN_ERR_MEMORY;
    for (uint32_t g = 0; g < call->budgets; g++) left[g] = call->units[g];
    uint32_t n = (uint32_t)rank_entrants(problem, call->score, call->order, entrants);
    qsort(entrants, n, sizeof *entrants, by_rank);
    for (uint32_t k = 0; k < n; k++) {
        if (pause_at(context, k, n)) return EN_ERR_CANCELLED;
        fund(problem, call, entrants[k].applicant, left, result);
    }
    return EN_OK;
}

en_status en_match_solve_agencies(const en_match_problem *problem, const en_match_call *call,
                                  const en_context *context, en_match_result *result)
{
    en_match_result made;
    en_status status = start_result(problem, context, &made);
    if (status != EN_OK) return status;
    en_arena scratch = en_arena_make(((en_arena *)made.memory)->allocator);
    status = fund_all(problem, call, context, &scratch, &made);
    en_arena_free(&scratch);
    return end_result(status, &made, result);
}
