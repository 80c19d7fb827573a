/* Whether a matching is feasible and weakly stable: one pass to find the lowest score that each place holds,
 * one over the wishes. O(wishes). */
#include "kept_ties.h"

#include <enishi/ties.h>

en_status check_kept_ties(const en_match_problem *problem, const uint32_t *rank)
{
    if (problem->wish_term) return EN_ERR_USAGE;
    en_status status = check_plain(problem);
    for (uint32_t i = 0; i < problem->applicants && rank && status == EN_OK; i++)
        for (uint32_t w = problem->wish_begin[i] + 1; w < problem->wish_begin[i + 1]; w++)
            if (rank[w - 1] > rank[w]) status = EN_ERR_INPUT;
    return status;
}

/* Takes everyone's seat from `left`; `lowest` becomes the lowest score at each place. False, with the
 * applicant, where the matching is not feasible. */
static bool seat_all(const en_match_problem *problem, const uint32_t *wish, uint32_t *left, double *lowest,
                     uint32_t *applicant)
{
    for (uint32_t p = 0; p < problem->places; p++) lowest[p] = (double)INFINITY;
    for (uint32_t i = 0; i < problem->applicants; i++) {
        uint32_t w = wish[i];
        if (w == EN_MATCH_NONE) continue;
        *applicant = i;
        if (!may_have(problem, i, w)) return false;
        uint32_t p = problem->wish_place[w];
        if (left[p] == 0) return false;
        left[p]--;
        if (problem->wish_score[w] < lowest[p]) lowest[p] = problem->wish_score[w];
    }
    return true;
}

/* A place without seats holds nobody, and nobody has a score above infinity. */
static bool find_blocking(const en_match_problem *problem, const uint32_t *rank, const uint32_t *wish,
                          const uint32_t *left, const double *lowest, en_match_blocking *found)
{
    for (uint32_t i = 0; i < problem->applicants; i++) {
        uint32_t end = wish[i] == EN_MATCH_NONE ? problem->wish_begin[i + 1] : wish[i];
        for (uint32_t w = problem->wish_begin[i]; w < end; w++) {
            if (wish[i] != EN_MATCH_NONE && ties_with(rank, w, wish[i])) break;
            if (!is_acceptable(problem, w)) continue;
            uint32_t p = problem->wish_place[w];
            if (left[p] == 0 && problem->wish_score[w] <= lowest[p]) continue;
            *found = (en_match_blocking){i, w};
            return true;
        }
    }
    return false;
}

en_status en_match_check_weakly(const en_match_problem *problem, const uint32_t *wish_rank,
                                const uint32_t *wish, const en_context *context, en_match_blocking *blocking)
{
    en_status status = check_kept_ties(problem, wish_rank);
    if (status != EN_OK) return status;
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    uint32_t *left = seats_to_fill(problem, &scratch);
    double *lowest = en_arena_raw(&scratch, problem->places, sizeof *lowest);
    en_match_blocking found = {0, EN_MATCH_NONE};
    if (!left || !lowest) status = EN_ERR_MEMORY;
    else if (!seat_all(problem, wish, left, lowest, &found.applicant) ||
             find_blocking(problem, wish_rank, wish, left, lowest, &found))
        status = EN_ERR_CLAIM;
    en_arena_free(&scratch);
    if (status == EN_ERR_CLAIM && blocking) *blocking = found;
    return status;
}
