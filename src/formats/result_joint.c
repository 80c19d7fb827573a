/* What couples got: the joint wish that came true, by which both of them are placed. See result.h. */
#include "result.h"

static uint32_t find_joint(const en_round *round, const en_match_couple *couple, const uint32_t *has)
{
    for (uint32_t j = couple->begin; j < couple->end; j++)
        if (round->joint_wishes[j].wish[0] == has[couple->applicant[0]] &&
            round->joint_wishes[j].wish[1] == has[couple->applicant[1]])
            return j;
    return EN_MATCH_NONE;
}

en_status en_result_settle_joint(const en_round *round, en_arena *arena, en_round_result *result)
{
    if (round->couple_count == 0) return EN_OK;
    result->joint = en_arena_raw(arena, round->couple_count, sizeof *result->joint);
    if (!result->joint) return EN_ERR_MEMORY;
    for (uint32_t c = 0; c < round->couple_count; c++)
        result->joint[c] = find_joint(round, &round->couples[c], result->match.wish);
    return EN_OK;
}

/* The joint wish by which the applicant is placed; EN_MATCH_NONE of who applies alone. */
static uint32_t joint_of(const en_round *round, const en_round_result *result, uint32_t applicant)
{
    uint32_t couple = result->joint ? round->couple_of[applicant] : EN_MATCH_NONE;
    return couple == EN_MATCH_NONE ? EN_MATCH_NONE : result->joint[couple];
}

uint32_t en_result_rank(const en_round *round, const en_round_result *result, uint32_t applicant)
{
    uint32_t joint = joint_of(round, result, applicant);
    return joint == EN_MATCH_NONE ? round->wish_rank[result->match.wish[applicant]]
                                  : round->joint_rank[joint];
}

bool en_result_is_first(const en_round *round, const en_round_result *result, uint32_t applicant)
{
    uint32_t joint = joint_of(round, result, applicant);
    return joint == EN_MATCH_NONE ? result->match.wish[applicant] == round->wish_begin[applicant]
                                  : joint == round->couples[round->couple_of[applicant]].begin;
}

bool en_result_blocks(const en_round_result *result, uint32_t applicant, uint32_t wish)
{
    for (uint32_t k = 0; k < result->couples.blocking_count; k++)
        if (result->couples.blocking[k].applicant == applicant && result->couples.blocking[k].wish == wish)
            return true;
    return false;
}
