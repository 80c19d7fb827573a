/* What couples got: the joint wish that came true, by which both of them are placed. See result.h. */
#include "result_parts.h"

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
    return joint == EN_MATCH_NONE ? en_round_is_first(round, applicant, result->match.wish[applicant])
                                  : joint == round->couples[round->couple_of[applicant]].begin;
}

bool en_result_blocks(const en_round_result *result, uint32_t applicant, uint32_t wish)
{
    for (uint32_t k = 0; k < result->couples.blocking_count; k++)
        if (result->couples.blocking[k].applicant == applicant && result->couples.blocking[k].wish == wish)
            return true;
    return false;
}

/* A wish that blocks: of who applies alone, or of a couple. */
static void add_blocking_wish(en_json *json, const en_round *round, const en_match_couples_blocking *b)
{
    static const char *const keys[] = {"first_place", "second_place"};
    en_json_open(json, '{');
    if (b->couple == EN_MATCH_NONE) {
        en_json_key_str(json, "applicant", en_round_applicant(round, b->applicant));
        en_json_key_str(json, "place", en_round_place(round, round->wish_place[b->wish]));
    } else {
        en_json_key_str(json, "joint", en_round_couple(round, b->couple));
        for (int k = 0; k < 2; k++) {
            uint32_t wish = round->joint_wishes[b->joint_wish].wish[k];
            en_json_key_str(json, keys[k],
                            wish == EN_MATCH_NONE ? en_str_of("-")
                                                  : en_round_place(round, round->wish_place[wish]));
        }
    }
    en_json_close(json, '}');
}

void result_add_claim_of_couples(en_json *json, const result_writer *w)
{
    const en_match_couples_outcome *outcome = &w->result->couples;
    bool bound = outcome->end == EN_MATCH_COUPLES_BOUND;
    const char *name = outcome->end == EN_MATCH_COUPLES_STABLE ? "stable"
                       : !bound                                ? "fewest-blocking"
                       : outcome->least > 0                    ? "bound"
                                                               : "unproven";
    en_json_open(json, '{');
    en_json_key_text(json, "claim", name);
    if (outcome->blocking_count > 0) {
        en_json_key(json, "blocking");
        en_json_open(json, '[');
        for (uint32_t k = 0; k < outcome->blocking_count; k++)
            add_blocking_wish(json, w->round, &outcome->blocking[k]);
        en_json_close(json, ']');
    }
    if (bound && outcome->least > 0) en_json_key_int(json, "bound", outcome->least);
    en_json_close(json, '}');
}
