/* Why a couple's wish did not come true: of the best joint wish that names the place, which of its places
 * said no, and how many of those whom that place holds came before. See explain_joint.h. */
#include "explain_joint.h"

/* The best joint wish of the couple that names the wish of this member. */
static uint32_t first_naming(const en_round *round, uint32_t applicant, uint32_t wish)
{
    const en_match_couple *couple = &round->couples[round->couple_of[applicant]];
    int member = couple->applicant[1] == applicant;
    uint32_t j = couple->begin;
    while (round->joint_wishes[j].wish[member] != wish) j++;
    return j;
}

bool explain_joint_not_asked(const en_round *round, const en_round_result *result, uint32_t applicant,
                             uint32_t wish)
{
    return first_naming(round, applicant, wish) >= result->joint[round->couple_of[applicant]];
}

/* In the order of the place of both. */
static bool comes_before(const en_round *round, uint32_t wish, uint32_t applicant, uint32_t other,
                         uint32_t by_applicant)
{
    char own[EN_SHA256_HEX + 1], others[EN_SHA256_HEX + 1];
    if (round->wish_score[wish] != round->wish_score[other])
        return round->wish_score[wish] > round->wish_score[other];
    if (!round->lottery_used)
        return en_str_compare(en_round_applicant(round, applicant), en_round_applicant(round, by_applicant)) <
               0;
    en_round_lottery_number(round, wish, own);
    en_round_lottery_number(round, other, others);
    return strcmp(own, others) < 0;
}

/* Of those whom the place holds, how many come before the wish; the couple's own wishes there aside. */
static uint32_t count_before(const en_round *round, const en_round_result *result, const uint32_t asked[2],
                             uint32_t wish, uint32_t applicant)
{
    uint32_t before = 0;
    for (uint32_t i = 0; i < round->applicants.count; i++) {
        uint32_t w = result->match.wish[i];
        if (w == EN_MATCH_NONE || round->wish_place[w] != round->wish_place[wish]) continue;
        if (w != asked[0] && w != asked[1]) before += comes_before(round, w, i, wish, applicant);
    }
    return before;
}

/* Whether the place of this member's wish would not choose it: then the story says by whom it is kept out. */
static bool refuses(const en_round *round, const en_round_result *result, const en_match_couple *couple,
                    const uint32_t asked[2], int member, en_wish_story *story)
{
    uint32_t wish = asked[member], other = asked[!member], place = round->wish_place[wish];
    bool both = other != EN_MATCH_NONE && round->wish_place[other] == place;
    if (both && comes_before(round, wish, couple->applicant[member], other, couple->applicant[!member]))
        return false; /* the other one is asked about */
    const uint32_t own[2] = {wish, both ? other : wish};
    story->before = count_before(round, result, own, wish, couple->applicant[member]);
    story->both = both;
    return story->before + (both ? 2 : 1) > round->seats[place];
}

static void name_places(const en_round *round, const uint32_t wish[2], en_wish_story *story)
{
    for (int m = 0; m < 2; m++)
        story->joint_place[m] =
            wish[m] == EN_MATCH_NONE ? en_str_of("-") : en_round_place(round, round->wish_place[wish[m]]);
}

void explain_tell_joint(const en_round *round, const en_round_result *result, uint32_t applicant,
                        en_wish_story *story)
{
    const en_match_couple *couple = &round->couples[round->couple_of[applicant]];
    const uint32_t *wish = round->joint_wishes[first_naming(round, applicant, story->wish)].wish;
    name_places(round, wish, story);
    story->fate = EN_FATE_JOINT_BLOCKS;
    for (int m = 0; m < 2; m++) {
        if (wish[m] == EN_MATCH_NONE) continue;
        story->asked = en_round_applicant(round, couple->applicant[m]);
        story->asked_place = story->joint_place[m];
        story->asked_seats = round->seats[round->wish_place[wish[m]]];
        bool acceptable = round->wish_score[wish[m]] != EN_MATCH_UNACCEPTABLE;
        if (!acceptable) story->fate = EN_FATE_JOINT_VOID;
        else if (refuses(round, result, couple, wish, m, story)) story->fate = EN_FATE_JOINT;
        if (story->fate != EN_FATE_JOINT_BLOCKS) return;
    }
}

void explain_add_joint(en_text *text, en_language language, const en_wish_story *story)
{
    en_word word = story->fate == EN_FATE_JOINT_VOID     ? EN_W_EXPLAIN_JOINT_VOID
                   : story->fate == EN_FATE_JOINT_BLOCKS ? EN_W_EXPLAIN_JOINT_BLOCKS
                   : story->both                         ? EN_W_EXPLAIN_JOINT_TOGETHER
                                                         : EN_W_EXPLAIN_JOINT;
    en_arg args[] = {en_arg_str("first", story->joint_place[0]), en_arg_str("second", story->joint_place[1]),
                     en_arg_str("applicant", story->asked),      en_arg_str("place", story->asked_place),
                     en_arg_int("seats", story->asked_seats),    en_arg_int("before", story->before)};
    en_words_add(text, language, word, sizeof args / sizeof *args, args);
}
