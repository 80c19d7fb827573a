/* Whether any tie is there to decide: two applicants of equal score at one place, or under one common order.
 */
#include "by_place.h"

#include <string.h>

/* The outermost group of common order that a place is under, or EN_MATCH_NONE. A way up that is longer than
 * there are groups is one that comes back to a group. */
static en_status find_order(const en_match_problem *problem, uint32_t p, uint32_t *order)
{
    uint32_t g = problem->in_group ? problem->in_group[p].group : EN_MATCH_NONE;
    *order = EN_MATCH_NONE;
    for (uint32_t steps = 0; g != EN_MATCH_NONE; g = problem->groups[g].parent) {
        if (g >= problem->group_count || steps++ == problem->group_count) return EN_ERR_INPUT;
        if (problem->groups[g].choice != EN_MATCH_BY_COMMON_ORDER) break;
        *order = g;
    }
    return EN_OK;
}

/* Per place, the first place whose order is the same. */
static en_status list_orders(const en_match_problem *problem, en_arena *arena, uint32_t **orders)
{
    uint32_t *same = en_arena_raw(arena, problem->places, sizeof *same);
    uint32_t *first = en_arena_raw(arena, problem->group_count, sizeof *first);
    if (!same || !first) return EN_ERR_MEMORY;
    memset(first, 0xFF, problem->group_count * sizeof *first);
    for (uint32_t p = 0; p < problem->places; p++) {
        uint32_t order;
        en_status status = find_order(problem, p, &order);
        if (status != EN_OK) return status;
        same[p] = p;
        if (order == EN_MATCH_NONE) continue;
        if (first[order] == EN_MATCH_NONE) first[order] = p;
        same[p] = first[order];
    }
    *orders = same;
    return EN_OK;
}

static bool is_tie(candidate a, candidate b)
{
    return a.score == b.score && a.applicant != b.applicant && a.score != EN_MATCH_HELD;
}

en_status en_match_find_tie(const en_match_problem *problem, const en_context *context, bool *found,
                            uint32_t *place)
{
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    by_place groups;
    uint32_t *same = NULL;
    en_status status = problem->group_count > 0 ? list_orders(problem, &scratch, &same) : EN_OK;
    if (status == EN_OK) status = group_by_place(problem, same, NULL, context, &scratch, &groups);
    bool tie = false;
    uint32_t p = 0;
    for (; p < problem->places && status == EN_OK; p++) {
        for (uint32_t k = groups.begin[p] + 1; k < groups.begin[p + 1] && !tie; k++)
            tie = is_tie(groups.candidates[k - 1], groups.candidates[k]);
        if (tie) break;
    }
    if (status == EN_OK) {
        *found = tie;
        if (tie) *place = p;
    }
    en_arena_free(&scratch);
    return status;
}
