/* How places stand under a matching with couples. A couple prefers joint wishes, so that its members wait
 * where one that is better than what they have names the place. O(wishes + joint wishes). */
#include "couples.h"
#include "standings.h"

/* The wishes of singles before the one that came true. */
static void want_alone(const couples_market *m, const uint32_t *has, double *wanted)
{
    const en_match_problem *problem = m->problem;
    for (uint32_t i = 0; i < problem->applicants; i++)
        for (uint32_t w = problem->wish_begin[i]; w < problem->wish_begin[i + 1]; w++) {
            bool wants = m->couple_of[i] == EN_MATCH_NONE && w < has[i]; /* none is behind all */
            wanted[w] = wants ? problem->wish_score[w] : EN_MATCH_UNACCEPTABLE;
        }
}

/* What members would have by a better joint wish, and do not have. */
static void want_jointly(const couples_market *m, const en_match_couple *couple, const uint32_t has[2],
                         double *wanted)
{
    uint32_t end = find_joint(m->couples, couple, has);
    asking asks[2];
    for (uint32_t j = couple->begin; j < end; j++)
        for (uint32_t k = 0; k < 2 && ask_jointly(m, couple, j, asks) > 0; k++) {
            uint32_t w = m->couples->joint_wishes[j].wish[k];
            if (w != EN_MATCH_NONE && w != has[k]) wanted[w] = m->problem->wish_score[w];
        }
}

en_status en_match_stand_couples(const en_match_problem *problem, const en_match_couples *couples,
                                 const en_match_result *result, const en_context *context,
                                 en_match_standings *standings)
{
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    couples_market m;
    en_status status = make_couples_market(problem, couples, &scratch, &m);
    double *wanted = en_arena_raw(&scratch, wish_count(problem), sizeof *wanted);
    if (status == EN_OK && !wanted) status = EN_ERR_MEMORY;
    if (status == EN_OK) want_alone(&m, result->wish, wanted);
    for (uint32_t c = 0; c < couples->count && status == EN_OK; c++) {
        const en_match_couple *couple = &couples->couples[c];
        const uint32_t has[2] = {result->wish[couple->applicant[0]], result->wish[couple->applicant[1]]};
        want_jointly(&m, couple, has, wanted);
    }
    if (status == EN_OK) status = stand_with(problem, result, wanted, NULL, context, standings);
    en_arena_free(&scratch);
    return status;
}
