/* Clearing a round with couples. See clearing_couples.h. */
#include "clearing_couples.h"

#include "clearing.h"

/* A node of the exact search takes time O(wishes). In large rounds it has few: enough to find a stable
 * matching where one is near, which it is in nearly all of them, but seldom to prove that none exists. */
enum { SEARCHED_WHOLE = 500, NODES_WHOLE = 20000, NODES_BEYOND = 100, STEPS_EACH = 3000, STEPS = 1000000 };

en_status en_clear_couples(const en_round *round, const en_match_problem *problem, const en_context *context,
                           en_round_result *result)
{
    uint64_t nodes = problem->applicants <= SEARCHED_WHOLE ? NODES_WHOLE : NODES_BEYOND;
    const en_match_couples_limits limits = {STEPS_EACH, STEPS, nodes};
    const en_match_couples couples = en_round_couples(round);
    en_status status =
        en_match_solve_couples(problem, &couples, limits, context, &result->match, &result->couples);
    result->reached_limit = status == EN_OK && result->couples.end == EN_MATCH_COUPLES_BOUND;
    return status;
}

en_status en_stand_couples(const en_round *round, const en_match_problem *problem, const en_context *context,
                           en_arena *arena, en_round_result *result)
{
    const en_match_couples couples = en_round_couples(round);
    en_status status = en_match_stand_couples(problem, &couples, &result->match, context, &result->standings);
    return status == EN_OK ? en_result_settle_joint(round, arena, result) : status;
}

en_status en_check_couples(const en_round *round, const en_match_problem *problem,
                           const en_round_result *result, const en_context *context, en_match_blocking *found)
{
    const en_match_couples couples = en_round_couples(round);
    en_match_couples_blocking first;
    uint32_t count;
    en_status status = en_match_check_couples(problem, &couples, result->match.wish, context, &first, &count);
    if (status != EN_ERR_CLAIM) return status;
    if (count > 0 && count == result->couples.blocking_count) return EN_OK;
    bool alone = first.couple == EN_MATCH_NONE;
    uint32_t of_couple = alone ? 0 : round->couples[first.couple].applicant[0];
    *found = (en_match_blocking){first.applicant != EN_MATCH_NONE ? first.applicant : of_couple,
                                 alone ? first.wish : EN_MATCH_NONE};
    return EN_ERR_CLAIM;
}
