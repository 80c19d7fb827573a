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

/* One wish that blocks: who would rather be where. */
static void tell_blocking(const en_round *round, const en_match_couples_blocking *b, en_report *report)
{
    if (b->couple == EN_MATCH_NONE) {
        en_arg args[] = {en_arg_str("applicant", en_round_applicant(round, b->applicant)),
                         en_arg_str("place", en_round_place(round, round->wish_place[b->wish]))};
        (void)en_report_add(report, EN_WARNING, EN_W_CLEARING_BLOCKS_ALONE, (en_where){0}, 2, args);
        return;
    }
    const uint32_t *wish = round->joint_wishes[b->joint_wish].wish;
    en_str place[2];
    for (int k = 0; k < 2; k++)
        place[k] =
            wish[k] == EN_MATCH_NONE ? en_str_of("-") : en_round_place(round, round->wish_place[wish[k]]);
    en_arg args[] = {en_arg_str("couple", en_round_couple(round, b->couple)), en_arg_str("first", place[0]),
                     en_arg_str("second", place[1])};
    (void)en_report_add(report, EN_WARNING, EN_W_CLEARING_BLOCKS_JOINTLY, (en_where){0}, 3, args);
}

void en_clearing_tell(const en_round *round, const en_round_result *result, en_report *report)
{
    const en_match_couples_outcome *outcome = &result->couples;
    if (!result->joint) {
        if (result->reached_limit)
            (void)en_report_add(report, EN_WARNING, EN_W_CLEARING_SEARCH_LIMIT, (en_where){0}, 0, NULL);
        return;
    }
    if (outcome->end == EN_MATCH_COUPLES_STABLE) return;
    en_arg args[] = {en_arg_int("count", outcome->blocking_count), en_arg_int("least", outcome->least)};
    en_word word = outcome->end == EN_MATCH_COUPLES_FEWEST ? EN_W_CLEARING_NONE_STABLE
                   : outcome->least > 0                    ? EN_W_CLEARING_STABLE_BOUND
                                                           : EN_W_CLEARING_STABLE_LIMIT;
    (void)en_report_add(report, EN_WARNING, word, (en_where){.file = round->joint_table.name}, 2, args);
    for (uint32_t k = 0; k < outcome->blocking_count; k++)
        tell_blocking(round, &outcome->blocking[k], report);
}
