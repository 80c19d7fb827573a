/* Why each wish came out as it did. See explain.h. */
#include "explain.h"

#include "explain_joint.h"

static uint32_t waiting_position(const en_match_standings *s, uint32_t place, uint32_t wish)
{
    for (uint32_t k = s->waiting_begin[place]; k < s->waiting_begin[place + 1]; k++)
        if (s->waiting[k] == wish) return k - s->waiting_begin[place] + 1;
    return 0;
}

/* Why a wish that is preferred to the result did not come true. */
static en_wish_fate fate_of_refused(const en_round *round, uint32_t wish, en_reason reason)
{
    static const en_wish_fate fates[EN_REASON_COUNT] = {
        [EN_REASON_LOTTERY] = EN_FATE_LOTTERY,       [EN_REASON_SEATS_CATEGORY] = EN_FATE_CATEGORY,
        [EN_REASON_SEATS_TERM] = EN_FATE_TERM,       [EN_REASON_GROUP_CAP] = EN_FATE_GROUP_CAP,
        [EN_REASON_CLOSED] = EN_FATE_CLOSED,         [EN_REASON_FLOOR] = EN_FATE_FLOOR,
        [EN_REASON_INELIGIBLE] = EN_FATE_INELIGIBLE, [EN_REASON_NO_SCORE] = EN_FATE_NO_SCORE,
        [EN_REASON_SCORE] = EN_FATE_SCORE,           [EN_REASON_MECHANISM] = EN_FATE_MECHANISM,
        [EN_REASON_JOINT] = EN_FATE_BLOCKS,          [EN_REASON_BUDGET] = EN_FATE_BUDGET};
    bool no_seats = (reason == EN_REASON_SCORE || reason == EN_REASON_MECHANISM) &&
                    round->seats[round->wish_place[wish]] == 0;
    if (no_seats) return EN_FATE_NO_SEATS;
    if (reason == EN_REASON_MECHANISM && round->call) return EN_FATE_TURN;
    if (reason == EN_REASON_MECHANISM && round->rules.mechanism == EN_DEFERRED_ACCEPTANCE)
        return EN_FATE_HELD_SEATS;
    return reason == EN_REASON_LOTTERY && round->rules.stable_cycles ? EN_FATE_EXCHANGE : fates[reason];
}

/* The scores of the agencies, and the turn that they gave. */
static void tell_call(const en_round *round, uint32_t applicant, en_wish_story *story)
{
    const en_call *call = round->call;
    if (!call || call->sum[applicant] == 0) return;
    story->called = true;
    story->rank_sum = call->sum[applicant];
    story->turn = call->turn[applicant] + 1;
    story->turns = call->participants;
    for (int a = 0; a < 2; a++) {
        story->agency[a] = round->groups.ids[call->agency[a]];
        story->agency_score[a] = call->score[a][applicant];
    }
}

/* What those before the applicant left of a budget. */
static uint64_t left_of(const en_round *round, const en_round_result *result, uint32_t applicant,
                        uint32_t budget)
{
    uint64_t left = round->group[budget].cap;
    for (uint32_t k = 0; k < round->call->turn[applicant]; k++) {
        size_t count;
        uint32_t i = round->order[k], w = result->match.wish[i];
        if (w == EN_MATCH_NONE) continue;
        const en_demand *demands = en_round_demands(round, i, round->wish_place[w], &count);
        for (size_t d = 0; d < count; d++)
            if (demands[d].group == budget) left -= demands[d].units;
    }
    return left;
}

/* The first budget of which too little was left, and whether there is no other. */
static void tell_budget(const en_round *round, const en_round_result *result, uint32_t applicant,
                        en_wish_story *story)
{
    size_t count, found = 0;
    const en_demand *demands = en_round_demands(round, applicant, story->place, &count);
    for (size_t d = 0; d < count; d++) {
        uint64_t left = left_of(round, result, applicant, demands[d].group);
        if (demands[d].units <= left || found++ > 0) continue;
        story->group = round->groups.ids[demands[d].group];
        story->cap = round->group[demands[d].group].cap;
        story->units = demands[d].units;
        story->left = left;
    }
    story->one_budget = found == 1;
}

/* Under kept ties: whether those admitted are all above the applicant, or the last of them is an equal. */
static void tell_kept_tie(const en_round *round, const en_round_result *result, en_wish_story *story)
{
    const en_match_standings *s = &result->standings;
    uint32_t lowest = s->lines[s->line_begin[story->place]].lowest;
    if (lowest == EN_MATCH_NONE) return;
    story->cutoff = round->wish_score[lowest];
    story->fate = story->cutoff > round->wish_score[story->wish] ? EN_FATE_SCORE : EN_FATE_KEPT_TIE;
}

static void tell_refused(const en_round *round, const en_round_result *result, uint32_t applicant,
                         en_wish_story *story)
{
    en_result_why why = en_result_wish_reason(round, result, applicant, story->wish);
    story->fate = fate_of_refused(round, story->wish, why.reason);
    story->column = why.column;
    if (why.reason == EN_REASON_JOINT && explain_is_joint(round, applicant))
        explain_tell_joint(round, result, applicant, story);
    if (why.reason == EN_REASON_GROUP_CAP && why.group != EN_MATCH_NONE) {
        story->group = round->groups.ids[why.group];
        story->cap = round->group[why.group].cap;
    }
    if (story->fate == EN_FATE_BUDGET) tell_budget(round, result, applicant, story);
    if (story->fate == EN_FATE_MECHANISM && round->rules.mechanism == EN_MAX_WEAKLY_STABLE)
        tell_kept_tie(round, result, story);
    if (result->closing.closed) {
        story->min_seats = round->min_seats[story->place];
        story->preferring = result->closing.preferring[story->place];
    }
    bool named =
        (why.reason == EN_REASON_SCORE || why.reason == EN_REASON_LOTTERY) && why.last != EN_MATCH_NONE;
    if (named) story->cutoff = round->wish_score[why.last];
    story->drawn = story->fate == EN_FATE_LOTTERY && round->lottery_used;
    if (!story->drawn) return;
    en_round_lottery_number(round, story->wish, story->number);
    en_round_lottery_number(round, why.last, story->last_number);
}

/* The lowest score that the place admitted on any of its lines. */
static void find_cutoff(const en_round *round, const en_round_result *result, en_wish_story *story)
{
    const en_match_standings *s = &result->standings;
    bool found = false;
    for (uint32_t k = s->line_begin[story->place]; k < s->line_begin[story->place + 1]; k++) {
        double cutoff;
        if (!en_result_cutoff(round, result, k, &cutoff)) continue;
        if (!found || cutoff < story->cutoff) story->cutoff = cutoff;
        found = true;
    }
    story->full = story->filled == story->seats && found;
}

void en_explain_wish(const en_round *round, const en_round_result *result, uint32_t applicant, uint32_t wish,
                     en_wish_story *story)
{
    uint32_t place = round->wish_place[wish], met = result->match.wish[applicant];
    *story = (en_wish_story){
        .fate = EN_FATE_MET,
        .wish = wish,
        .place = place,
        .rank = met == wish ? en_result_rank(round, result, applicant) : round->wish_rank[wish],
        .seats = round->seats[place],
        .filled = result->match.filled[place],
        .waiting = waiting_position(&result->standings, place, wish),
        .mechanism = en_mechanism_name(round->rules.mechanism),
        .apart = round->line_begin || round->held,
        .kept_free = result->joint || round->line_begin || round->in_group || round->floors,
    };
    story->scored = en_result_score(round, applicant, wish, &story->score);
    find_cutoff(round, result, story);
    story->tied_with_met =
        met != EN_MATCH_NONE && met != wish && round->wish_rank[met] == round->wish_rank[wish];
    tell_call(round, applicant, story);
    bool as_good =
        met != EN_MATCH_NONE && (met < wish || (story->tied_with_met && en_round_kept_ranks(round)));
    if (met == wish) story->fate = round->wish_score[wish] == EN_MATCH_HELD ? EN_FATE_HELD : EN_FATE_MET;
    else if (explain_is_joint(round, applicant) ? explain_joint_not_asked(round, result, applicant, wish)
                                                : as_good)
        story->fate = EN_FATE_NOT_ASKED;
    else tell_refused(round, result, applicant, story);
}
