/* Why each wish came out as it did. See explain.h. */
#include "explain.h"

static uint32_t waiting_position(const en_match_standings *s, uint32_t place, uint32_t wish)
{
    for (uint32_t k = s->waiting_begin[place]; k < s->waiting_begin[place + 1]; k++)
        if (s->waiting[k] == wish) return k - s->waiting_begin[place] + 1;
    return 0;
}

static en_wish_fate fate_of(const en_round *round, const en_round_result *result, uint32_t applicant,
                            uint32_t wish)
{
    uint32_t met = result->match.wish[applicant];
    if (met == wish) return EN_FATE_MET;
    if (met != EN_MATCH_NONE && met < wish) return EN_FATE_NOT_ASKED;
    if (round->wish_score[wish] == EN_MATCH_UNACCEPTABLE) return EN_FATE_NO_SCORE;
    if (round->seats[round->wish_place[wish]] == 0) return EN_FATE_NO_SEATS;
    return en_result_wish_reason(round, result, wish) == EN_REASON_LOTTERY ? EN_FATE_LOTTERY : EN_FATE_SCORE;
}

void en_explain_wish(const en_round *round, const en_round_result *result, uint32_t applicant, uint32_t wish,
                     en_wish_story *story)
{
    uint32_t place = round->wish_place[wish], last = en_result_place(result, place)->lowest;
    *story = (en_wish_story){
        .fate = fate_of(round, result, applicant, wish),
        .wish = wish,
        .place = place,
        .rank = round->wish_rank[wish],
        .seats = round->seats[place],
        .filled = result->match.filled[place],
        .scored = round->scored[place],
        .score = round->wish_score[wish],
        .waiting = waiting_position(&result->standings, place, wish),
    };
    uint32_t met = result->match.wish[applicant];
    story->tied_with_met =
        met != EN_MATCH_NONE && met != wish && round->wish_rank[met] == round->wish_rank[wish];
    story->full = story->filled == story->seats && last != EN_MATCH_NONE;
    if (last != EN_MATCH_NONE) story->cutoff = round->wish_score[last];
    story->drawn = story->fate == EN_FATE_LOTTERY && round->lottery_used;
    if (!story->drawn) return;
    en_round_lottery_number(round, wish, story->number);
    en_round_lottery_number(round, last, story->last_number);
}
