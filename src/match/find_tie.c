/* Whether any tie is there to decide: two applicants of equal score at one place, or under one common order.
 */
#include "by_place.h"

#include <string.h>

/* The outermost group of common order that a place is under, or EN_MATCH_NONE. */
static uint32_t order_of(const en_match_problem *problem, uint32_t p)
{
    uint32_t order = EN_MATCH_NONE;
    for (uint32_t g = problem->in_group[p].group;
         g != EN_MATCH_NONE && problem->groups[g].choice == EN_MATCH_BY_COMMON_ORDER;
         g = problem->groups[g].parent)
        order = g;
    return order;
}

/* Per place, the first place whose order is the same. NULL where memory runs out. */
static uint32_t *list_orders(const en_match_problem *problem, en_arena *arena)
{
    uint32_t *same = en_arena_raw(arena, problem->places, sizeof *same);
    uint32_t *first = en_arena_raw(arena, problem->group_count, sizeof *first);
    if (!same || !first) return NULL;
    memset(first, 0xFF, problem->group_count * sizeof *first);
    for (uint32_t p = 0; p < problem->places; p++) {
        uint32_t order = order_of(problem, p);
        same[p] = p;
        if (order == EN_MATCH_NONE) continue;
        if (first[order] == EN_MATCH_NONE) first[order] = p;
        same[p] = first[order];
    }
    return same;
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
    uint32_t *same = problem->group_count > 0 ? list_orders(problem, &scratch) : NULL;
    en_status status = problem->group_count == 0 || same ? EN_OK : EN_ERR_MEMORY;
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
