/* Checks and results of the mechanisms over plain places. See plain.h. */
#include "plain.h"

en_status check_plain(const en_match_problem *problem)
{
    if (problem->lines || problem->in_group || problem->group_count > 0) return EN_ERR_USAGE;
    en_status status = check_problem(problem);
    if (status != EN_OK) return status;
    uint32_t wishes = wish_count(problem);
    for (uint32_t w = 0; w < wishes; w++)
        if (problem->wish_score[w] == EN_MATCH_HELD) return EN_ERR_USAGE;
    return EN_OK;
}

en_status check_order(const en_match_problem *problem, const uint32_t *order, en_arena *scratch)
{
    bool *seen = en_arena_array(scratch, problem->applicants, sizeof *seen);
    if (!seen) return EN_ERR_MEMORY;
    for (uint32_t k = 0; k < problem->applicants; k++) {
        if (order[k] >= problem->applicants || seen[order[k]]) return EN_ERR_INPUT;
        seen[order[k]] = true;
    }
    return EN_OK;
}

en_status start_result(const en_match_problem *problem, const en_context *context, en_match_result *result)
{
    en_arena *arena = new_arena(context);
    if (!arena) return EN_ERR_MEMORY;
    *result = (en_match_result){.wish = en_arena_raw(arena, problem->applicants, sizeof *result->wish),
                                .filled = en_arena_array(arena, problem->places, sizeof *result->filled),
                                .memory = arena};
    if (!result->wish || !result->filled) {
        free_arena(arena);
        return EN_ERR_MEMORY;
    }
    for (uint32_t i = 0; i < problem->applicants; i++) result->wish[i] = EN_MATCH_NONE;
    return EN_OK;
}

en_status end_result(en_status status, en_match_result *made, en_match_result *result)
{
    if (status == EN_OK) *result = *made;
    else en_match_result_free(made);
    return status;
}

uint32_t *seats_to_fill(const en_match_problem *problem, en_arena *scratch)
{
    uint32_t *seats = en_arena_raw(scratch, problem->places, sizeof *seats);
    if (!seats) return NULL;
    for (uint32_t p = 0; p < problem->places; p++) seats[p] = problem->seats[p];
    return seats;
}
