/* Couples: from a market to a stable matching, or the nearest to one. See enishi/couples.h. */
#include "couples.h"

#include "plain.h"

#include <assert.h>

static bool is_wish_of(const en_match_problem *problem, uint32_t applicant, uint32_t wish)
{
    return wish >= problem->wish_begin[applicant] && wish < problem->wish_begin[applicant + 1];
}

static bool is_sound_joint(const en_match_problem *problem, const en_match_couple *couple,
                           const en_match_joint_wish *joint)
{
    for (uint32_t k = 0; k < 2; k++)
        if (joint->wish[k] != EN_MATCH_NONE && !is_wish_of(problem, couple->applicant[k], joint->wish[k]))
            return false;
    return joint->wish[0] != EN_MATCH_NONE || joint->wish[1] != EN_MATCH_NONE;
}

/* Notes who is in a couple; false where somebody is in two, or a wish is not their own. */
static bool note_couple(couples_market *m, uint32_t c)
{
    const en_match_couple *couple = &m->couples->couples[c];
    for (uint32_t k = 0; k < 2; k++) {
        uint32_t i = couple->applicant[k];
        if (i >= m->problem->applicants || m->couple_of[i] != EN_MATCH_NONE) return false;
        m->couple_of[i] = c;
    }
    for (uint32_t j = couple->begin; j < couple->end; j++)
        if (!is_sound_joint(m->problem, couple, &m->couples->joint_wishes[j])) return false;
    return true;
}

en_status make_couples_market(const en_match_problem *problem, const en_match_couples *couples,
                              en_arena *arena, couples_market *market)
{
    en_status status = check_plain(problem);
    if (status != EN_OK) return status;
    *market = (couples_market){problem, couples, NULL};
    market->couple_of = en_arena_raw(arena, problem->applicants, sizeof *market->couple_of);
    if (!market->couple_of) return EN_ERR_MEMORY;
    for (uint32_t i = 0; i < problem->applicants; i++) market->couple_of[i] = EN_MATCH_NONE;
    for (uint32_t c = 0; c < couples->count; c++)
        if (!note_couple(market, c)) return EN_ERR_INPUT;
    return EN_OK;
}

static asking ask_one(const couples_market *m, uint32_t applicant, uint32_t wish)
{
    candidate c = {m->problem->wish_score[wish], applicant, wish};
    return (asking){m->problem->wish_place[wish], 1, {c, nobody}};
}

uint32_t ask_jointly(const couples_market *m, const en_match_couple *couple, uint32_t joint, asking asks[2])
{
    const uint32_t *wish = m->couples->joint_wishes[joint].wish;
    uint32_t n = 0;
    for (uint32_t k = 0; k < 2; k++) {
        if (wish[k] == EN_MATCH_NONE) continue;
        if (!is_acceptable(m->problem, wish[k])) return 0;
        asks[n++] = ask_one(m, couple->applicant[k], wish[k]);
    }
    if (n < 2 || asks[0].place != asks[1].place) return n;
    bool in_order = comes_before(m->problem, asks[0].wish[0], asks[1].wish[0]);
    asks[0].wish[1] = asks[in_order].wish[0];
    if (!in_order) asks[0].wish[0] = asks[1].wish[0];
    asks[0].n = 2;
    return 1;
}

uint32_t ask(const couples_market *m, uint32_t party, uint32_t option, asking asks[2])
{
    const en_match_couple *couple = couple_of(m, party);
    if (couple) return ask_jointly(m, couple, option, asks);
    if (!is_acceptable(m->problem, option)) return 0;
    asks[0] = ask_one(m, party, option);
    return 1;
}

/* By the heuristic, and by search if that leaves a couple over. Notes how it ended. */
static en_status find_matching(const couples_market *m, en_match_couples_limits limits,
                               const en_context *context, en_arena *arena, uint32_t *wish,
                               en_match_couples_outcome *outcome)
{
    uint32_t aside = 0;
    en_status status = insert_couples(m, limits, context, wish, &aside, &outcome->steps);
    if (status == EN_OK) status = list_blocking(m, wish, arena, &outcome->blocking, &outcome->blocking_count);
    if (status != EN_OK || outcome->blocking_count == 0) return status;
    assert(aside > 0); /* who has come to rest is stable */
    outcome->end = EN_MATCH_COUPLES_BOUND;
    if (limits.nodes == 0) return EN_OK;
    outcome->searched = true;
    outcome->least = outcome->blocking_count;
    status = find_fewest(m, limits.nodes, context, wish, &outcome->least, &outcome->nodes);
    if (status == EN_ERR_LIMIT) return EN_OK;
    if (status != EN_OK) return status;
    outcome->end = outcome->least == 0 ? EN_MATCH_COUPLES_STABLE : EN_MATCH_COUPLES_FEWEST;
    return list_blocking(m, wish, arena, &outcome->blocking, &outcome->blocking_count);
}

static void count_filled(const en_match_problem *problem, en_match_result *result)
{
    for (uint32_t i = 0; i < problem->applicants; i++)
        if (result->wish[i] != EN_MATCH_NONE) result->filled[problem->wish_place[result->wish[i]]]++;
}

/* A proof is believed only if the checker counts what it says. */
static en_status confirm(const en_match_couples_outcome *outcome)
{
    if (outcome->end == EN_MATCH_COUPLES_BOUND) return EN_OK;
    return outcome->blocking_count == outcome->least ? EN_OK : EN_ERR_CLAIM;
}

static en_status solve(const en_match_problem *problem, const en_match_couples *couples,
                       en_match_couples_limits limits, const en_context *context, en_match_result *result,
                       en_match_couples_outcome *outcome)
{
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    couples_market market;
    en_status status = make_couples_market(problem, couples, &scratch, &market);
    if (status == EN_OK) status = check_order(problem, couples->order, &scratch);
    if (status == EN_OK)
        status = find_matching(&market, limits, context, outcome->memory, result->wish, outcome);
    en_arena_free(&scratch);
    if (status == EN_OK) count_filled(problem, result);
    return status == EN_OK ? confirm(outcome) : status;
}

en_status en_match_solve_couples(const en_match_problem *problem, const en_match_couples *couples,
                                 en_match_couples_limits limits, const en_context *context,
                                 en_match_result *result, en_match_couples_outcome *outcome)
{
    en_match_result made;
    en_match_couples_outcome found = {.memory = new_arena(context)};
    if (!found.memory) return EN_ERR_MEMORY;
    en_status status = start_result(problem, context, &made);
    if (status == EN_OK) {
        status = solve(problem, couples, limits, context, &made, &found);
        status = end_result(status, &made, result);
    }
    if (status == EN_OK) *outcome = found;
    else free_arena(found.memory);
    return status;
}

void en_match_couples_outcome_free(en_match_couples_outcome *outcome)
{
    free_arena(outcome->memory);
    *outcome = (en_match_couples_outcome){0};
}
