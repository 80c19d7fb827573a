/* Serial dictatorship: one pass over the applicants in their order. O(wishes). */
#include "plain.h"

#include <enishi/sequential.h>

static void choose(const en_match_problem *problem, uint32_t applicant, uint32_t *seats,
                   en_match_result *result)
{
    for (uint32_t w = problem->wish_begin[applicant]; w < problem->wish_begin[applicant + 1]; w++) {
        uint32_t p = problem->wish_place[w];
        if (seats[p] == 0 || !is_acceptable(problem, w)) continue;
        seats[p]--;
        place_applicant(problem, result, applicant, w);
        return;
    }
}

static en_status choose_in_turn(const en_match_problem *problem, const uint32_t *order, en_arena *scratch,
                                const en_context *context, en_match_result *result)
{
    en_status status = check_order(problem, order, scratch);
    if (status != EN_OK) return status;
    uint32_t *seats = seats_to_fill(problem, scratch);
    if (!seats) return EN_ERR_MEMORY;
    for (uint32_t k = 0; k < problem->applicants; k++) {
        if (pause_at(context, k, problem->applicants)) return EN_ERR_CANCELLED;
        choose(problem, order[k], seats, result);
    }
    return EN_OK;
}

en_status en_match_solve_serial(const en_match_problem *problem, const uint32_t *order,
                                const en_context *context, en_match_result *result)
{
    en_match_result made;
    en_status status = check_plain(problem);
    if (status == EN_OK) status = start_result(problem, context, &made);
    if (status != EN_OK) return status;
    en_arena scratch = en_arena_make(((en_arena *)made.memory)->allocator);
    status = choose_in_turn(problem, order, &scratch, context, &made);
    en_arena_free(&scratch);
    return end_result(status, &made, result);
}
