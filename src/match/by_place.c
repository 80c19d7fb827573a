/* Wishes grouped by place: counting sort, then each group by priority. See by_place.h. */
#include "by_place.h"

#include <string.h>

enum { PLACES_A_TASK = 256 };

typedef struct sorting {
    const en_match_problem *problem;
    const by_place *groups;
} sorting;

static void sort_places(void *shared, size_t index)
{
    const sorting *s = shared;
    uint32_t first = (uint32_t)(index * PLACES_A_TASK), end = first + PLACES_A_TASK;
    if (end > s->problem->places) end = s->problem->places;
    for (uint32_t p = first; p < end; p++) {
        uint32_t begin = s->groups->begin[p];
        sort_candidates(s->problem, s->groups->candidates + begin, s->groups->begin[p + 1] - begin);
    }
}

static uint32_t last_of(const en_match_problem *problem, const uint32_t *until, uint32_t applicant)
{
    return until ? until[applicant] : problem->wish_begin[applicant + 1];
}

static uint32_t place_of(const en_match_problem *problem, const uint32_t *same, uint32_t wish)
{
    uint32_t p = problem->wish_place[wish];
    return same ? same[p] : p;
}

/* begin[p + 1] = how many take part at place p; then begin[p] = where group p starts. */
static void count_groups(const en_match_problem *problem, const uint32_t *same, const uint32_t *until,
                         uint32_t *begin)
{
    for (uint32_t i = 0; i < problem->applicants; i++)
        for (uint32_t w = problem->wish_begin[i]; w < last_of(problem, until, i); w++)
            begin[place_of(problem, same, w) + 1] += is_acceptable(problem, w);
    for (uint32_t p = 0; p < problem->places; p++) begin[p + 1] += begin[p];
}

en_status group_by_place(const en_match_problem *problem, const uint32_t *same, const uint32_t *until,
                         const en_context *context, en_arena *arena, by_place *groups)
{
    uint32_t *begin = en_arena_array(arena, (size_t)problem->places + 2, sizeof *begin);
    if (!begin) return EN_ERR_MEMORY;
    count_groups(problem, same, until, begin);
    candidate *candidates = en_arena_raw(arena, begin[problem->places], sizeof *candidates);
    uint32_t *next = en_arena_raw(arena, (size_t)problem->places + 1, sizeof *next);
    if (!candidates || !next) return EN_ERR_MEMORY;
    memcpy(next, begin, ((size_t)problem->places + 1) * sizeof *next);
    for (uint32_t i = 0; i < problem->applicants; i++)
        for (uint32_t w = problem->wish_begin[i]; w < last_of(problem, until, i); w++)
            if (is_acceptable(problem, w))
                candidates[next[place_of(problem, same, w)]++] = (candidate){problem->wish_score[w], i, w};
    *groups = (by_place){begin, candidates};
    sorting s = {problem, groups};
    en_run(context, sort_places, &s, ((size_t)problem->places + PLACES_A_TASK - 1) / PLACES_A_TASK);
    return en_cancelled(context) ? EN_ERR_CANCELLED : EN_OK;
}
