/* Wishes grouped by place, each group in the place's order of priority. */
#ifndef EN_BY_PLACE_H
#define EN_BY_PLACE_H

#include "market.h"

typedef struct by_place {
    uint32_t *begin; /* places + 1 */
    candidate *candidates;
} by_place;

/* same: per place, the place with whose wishes its own stand; NULL: each stands alone. Which wishes take
 * part: those of applicant i from wish_begin[i] up to, but not including, until[i]; all where until is NULL.
 * Only acceptable ones do. Groups are sorted side by side. O(wishes + n log n). */
EN_MUST_USE en_status group_by_place(const en_match_problem *problem, const uint32_t *same,
                                     const uint32_t *until, const en_context *context, en_arena *arena,
                                     by_place *groups);

#endif
