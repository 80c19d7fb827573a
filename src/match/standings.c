/* Cut-offs and waiting lists of a stable result, and whether any tie was there to decide. */
#include "by_place.h"

static void find_last_admitted(const en_match_problem *problem, const en_match_result *result, uint32_t *last,
                               candidate *weakest)
{
    for (uint32_t p = 0; p < problem->places; p++) last[p] = EN_MATCH_NONE;
    for (uint32_t i = 0; i < problem->applicants; i++) {
        uint32_t w = result->wish[i];
        if (w == EN_MATCH_NONE) continue;
        uint32_t p = problem->wish_place[w];
        candidate c = {problem->wish_score[w], i, w};
        if (last[p] != EN_MATCH_NONE && !comes_before(problem, weakest[p], c)) continue;
        weakest[p] = c;
        last[p] = w;
    }
}

/* Those who prefer a place to their result, grouped: the wishes before the one that came true. */
static en_status find_waiting(const en_match_problem *problem, const en_match_result *result,
                              const en_context *context, en_arena *scratch, by_place *groups)
{
    uint32_t *until = en_arena_raw(scratch, problem->applicants, sizeof *until);
    if (!until) return EN_ERR_MEMORY;
    for (uint32_t i = 0; i < problem->applicants; i++)
        until[i] = result->wish[i] == EN_MATCH_NONE ? problem->wish_begin[i + 1] : result->wish[i];
    return group_by_place(problem, until, context, scratch, groups);
}

static en_status stand(const en_match_problem *problem, const en_match_result *result,
                       const en_context *context, en_arena *arena, en_arena *scratch, en_match_standings *s)
{
    by_place groups;
    en_status status = find_waiting(problem, result, context, scratch, &groups);
    if (status != EN_OK) return status;
    size_t n = groups.begin[problem->places];
    candidate *weakest = en_arena_raw(scratch, problem->places, sizeof *weakest);
    s->applied = en_arena_array(arena, problem->places, sizeof *s->applied);
    s->last_admitted = en_arena_raw(arena, problem->places, sizeof *s->last_admitted);
    s->waiting_begin = en_arena_raw(arena, (size_t)problem->places + 1, sizeof *s->waiting_begin);
    s->waiting = en_arena_raw(arena, n, sizeof *s->waiting);
    s->applicant = en_arena_raw(arena, n, sizeof *s->applicant);
    s->score = en_arena_raw(arena, n, sizeof *s->score);
    if (!weakest || !s->applied || !s->last_admitted || !s->waiting_begin || !s->waiting || !s->applicant ||
        !s->score)
        return EN_ERR_MEMORY;
    count_acceptable(problem, s->applied);
    find_last_admitted(problem, result, s->last_admitted, weakest);
    for (uint32_t p = 0; p <= problem->places; p++) s->waiting_begin[p] = groups.begin[p];
    for (size_t k = 0; k < n; k++) {
        s->waiting[k] = groups.candidates[k].wish;
        s->applicant[k] = groups.candidates[k].applicant;
        s->score[k] = groups.candidates[k].score;
    }
    return EN_OK;
}

en_status en_match_stand(const en_match_problem *problem, const en_match_result *result,
                         const en_context *context, en_match_standings *standings)
{
    en_arena *arena = new_arena(context);
    if (!arena) return EN_ERR_MEMORY;
    en_arena scratch = en_arena_make(arena->allocator);
    en_match_standings s = {.memory = arena};
    en_status status = stand(problem, result, context, arena, &scratch, &s);
    en_arena_free(&scratch);
    if (status == EN_OK) *standings = s;
    else free_arena(arena);
    return status;
}

void en_match_standings_free(en_match_standings *standings)
{
    free_arena(standings->memory);
    *standings = (en_match_standings){0};
}

en_status en_match_find_tie(const en_match_problem *problem, const en_context *context, bool *found,
                            uint32_t *place)
{
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    by_place groups;
    en_status status = group_by_place(problem, NULL, context, &scratch, &groups);
    bool tie = false;
    uint32_t p = 0;
    for (; p < problem->places && status == EN_OK; p++) {
        for (uint32_t k = groups.begin[p] + 1; k < groups.begin[p + 1] && !tie; k++)
            tie = groups.candidates[k].score == groups.candidates[k - 1].score;
        if (tie) break;
    }
    if (status == EN_OK) {
        *found = tie;
        if (tie) *place = p;
    }
    en_arena_free(&scratch);
    return status;
}
