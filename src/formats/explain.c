/* Why each wish came out as it did. See explain.h. */
#include "explain.h"

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
        [EN_REASON_SCORE] = EN_FATE_SCORE,           [EN_REASON_MECHANISM] = EN_FATE_MECHANISM};
    bool no_seats = reason == EN_REASON_SCORE && round->seats[round->wish_place[wish]] == 0;
    if (no_seats) return EN_FATE_NO_SEATS;
    if (reason == EN_REASON_MECHANISM && round->rules.mechanism == EN_DEFERRED_ACCEPTANCE)
        return EN_FATE_HELD_SEATS;
    return reason == EN_REASON_LOTTERY && round->rules.stable_cycles ? EN_FATE_EXCHANGE : fates[reason];
}

static void tell_refused(const en_round *round, const en_round_result *result, uint32_t applicant,
                         en_wish_story *story)
{
    en_result_why why = en_result_wish_reason(round, result, applicant, story->wish);
    story->fate = fate_of_refused(round, story->wish, why.reason);
    story->column = why.column;
    if (why.reason == EN_REASON_GROUP_CAP && why.group != EN_MATCH_NONE) {
        story->group = round->groups.ids[why.group];
        story->cap = round->group[why.group].cap;
    }
    story->min_seats = round->min_seats ? round->min_seats[story->place] : 0;
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
        .rank = round->wish_rank[wish],
        .seats = round->seats[place],
        .filled = result->match.filled[place],
        .waiting = waiting_position(&result->standings, place, wish),
        .mechanism = en_mechanism_name(round->rules.mechanism),
    };
    story->scored = en_result_score(round, applicant, wish, &story->score);
    find_cutoff(round, result, story);
    story->tied_with_met =
        met != EN_MATCH_NONE && met != wish && round->wish_rank[met] == round->wish_rank[wish];
    if (met == wish) story->fate = round->wish_score[wish] == EN_MATCH_HELD ? EN_FATE_HELD : EN_FATE_MET;
    else if (met != EN_MATCH_NONE && met < wish) story->fate = EN_FATE_NOT_ASKED;
    else tell_refused(round, result, applicant, story);
}
