/* Whether a matching is feasible and stable: one pass to find each place's weakest holder, one over the
 * wishes. O(wishes). */
#include "market.h"

/* The weakest holder of each place, and how many it holds; false where the matching is not feasible. */
static bool find_weakest(const en_match_problem *problem, const uint32_t *wish, candidate *weakest,
                         uint32_t *held, uint32_t *fault)
{
    for (uint32_t i = 0; i < problem->applicants; i++) {
        uint32_t w = wish[i];
        if (w == EN_MATCH_NONE) continue;
        *fault = i;
        if (!may_have(problem, i, w)) return false;
        uint32_t p = problem->wish_place[w];
        candidate c = {problem->wish_score[w], i, w};
        if (held[p] == problem->seats[p]) return false;
        if (held[p] == 0 || comes_before(problem, weakest[p], c)) weakest[p] = c;
        held[p]++;
    }
    return true;
}

static bool would_take(const en_match_problem *problem, const candidate *weakest, const uint32_t *held,
                       candidate c)
{
    uint32_t p = problem->wish_place[c.wish];
    if (held[p] < problem->seats[p]) return true;
    return held[p] > 0 && comes_before(problem, c, weakest[p]);
}

static en_status check_choices(const en_match_problem *problem, const uint32_t *wish,
                               const en_context *context, en_match_blocking *blocking)
{
    en_match_blocking found = {0, EN_MATCH_NONE};
    en_status status = check_by_choices(problem, wish, context, &found);
    if (status == EN_ERR_CLAIM && blocking) *blocking = found;
    return status;
}

en_status en_match_check(const en_match_problem *problem, const uint32_t *wish, const en_context *context,
                         en_match_blocking *blocking)
{
    if (has_choices(problem)) return check_choices(problem, wish, context, blocking);
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    candidate *weakest = en_arena_raw(&scratch, problem->places, sizeof *weakest);
    uint32_t *held = en_arena_array(&scratch, problem->places, sizeof *held);
    en_status status = weakest && held ? EN_OK : EN_ERR_MEMORY;
    en_match_blocking found = {0, EN_MATCH_NONE};
    if (status == EN_OK && !find_weakest(problem, wish, weakest, held, &found.applicant))
        status = EN_ERR_CLAIM;
    for (uint32_t i = 0; i < problem->applicants && status == EN_OK; i++) {
        uint32_t end = wish[i] == EN_MATCH_NONE ? problem->wish_begin[i + 1] : wish[i];
        for (uint32_t w = problem->wish_begin[i]; w < end && status == EN_OK; w++) {
            candidate c = {problem->wish_score[w], i, w};
            if (!is_acceptable(problem, w) || !would_take(problem, weakest, held, c)) continue;
            found = (en_match_blocking){i, w};
            status = EN_ERR_CLAIM;
        }
    }
    en_arena_free(&scratch);
    if (status == EN_ERR_CLAIM && blocking) *blocking = found;
    return status;
}
