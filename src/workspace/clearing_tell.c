/* What a result falls short of, as warnings: a search that ended at its limit, what blocks. See clearing.h.
 */
#include "clearing.h"

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

/* The closed places that enough prefer, where the search ended at its limit. */
static void tell_wanted(const en_round *round, const en_round_result *result, en_report *report)
{
    const en_match_closing *closing = &result->closing;
    en_arg limit[] = {en_arg_int("count", closing->wanted), en_arg_int("steps", (int64_t)closing->steps)};
    en_where where = {.file = round->places_table.name};
    (void)en_report_add(report, EN_WARNING, EN_W_CLEARING_CLOSING_LIMIT, where, 2, limit);
    for (uint32_t p = 0; p < round->places.count; p++) {
        if (!en_result_is_wanted(round, result, p)) continue;
        en_arg args[] = {en_arg_str("place", en_round_place(round, p)),
                         en_arg_int("count", closing->preferring[p]),
                         en_arg_int("least", round->min_seats[p])};
        (void)en_report_add(report, EN_WARNING, EN_W_CLEARING_CLOSED_WANTED, where, 3, args);
    }
}

static void tell_couples(const en_round *round, const en_match_couples_outcome *outcome, en_report *report)
{
    if (outcome->end == EN_MATCH_COUPLES_STABLE) return;
    en_arg args[] = {en_arg_int("count", outcome->blocking_count), en_arg_int("least", outcome->least)};
    en_word word = outcome->end == EN_MATCH_COUPLES_FEWEST ? EN_W_CLEARING_NONE_STABLE
                   : outcome->least > 0                    ? EN_W_CLEARING_STABLE_BOUND
                                                           : EN_W_CLEARING_STABLE_LIMIT;
    (void)en_report_add(report, EN_WARNING, word, (en_where){.file = round->joint_table.name}, 2, args);
    for (uint32_t k = 0; k < outcome->blocking_count; k++)
        tell_blocking(round, &outcome->blocking[k], report);
}

void en_clearing_tell(const en_round *round, const en_round_result *result, en_report *report)
{
    if (result->joint) tell_couples(round, &result->couples, report);
    else if (result->closing.wanted > 0) tell_wanted(round, result, report);
    else if (result->reached_limit)
        (void)en_report_add(report, EN_WARNING, EN_W_CLEARING_SEARCH_LIMIT, (en_where){0}, 0, NULL);
}
