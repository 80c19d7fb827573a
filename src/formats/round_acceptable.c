/* Which wishes are acceptable, once scores are read: only those that the rule of eligibility admits, and
 * every seat that is held. O(wishes · text of the rule). */
#include "round_parts.h"

enum { APPLICANTS_A_TASK = 4096 };

en_status round_take_attributes(const en_round *round, en_eligibility_table table, const en_csv *csv,
                                uint32_t row)
{
    bool asked =
        round->rules.attribute_count > 0 || (round->eligibility && en_eligibility_given(round->eligibility));
    return asked && round->eligibility ? en_eligibility_take(round->eligibility, table, csv, row) : EN_OK;
}

static void test_task(void *shared, size_t index)
{
    en_round *round = shared;
    uint32_t first = (uint32_t)(index * APPLICANTS_A_TASK), n = round->applicants.count,
             end = n - first > APPLICANTS_A_TASK ? first + APPLICANTS_A_TASK : n;
    for (uint32_t i = first; i < end; i++)
        for (uint32_t w = round->wish_begin[i]; w < round->wish_begin[i + 1]; w++)
            if (!en_round_is_eligible(round, i, w)) round->wish_score[w] = EN_MATCH_UNACCEPTABLE;
}

/* Pairs that are no wishes are those of trading cycles; agencies score proposals, whatever their place. */
static void drop_further(en_round *round)
{
    if (round->rules.mechanism != EN_TOP_TRADING_CYCLES) return;
    size_t kept = 0;
    for (size_t k = 0; k < round->further_count; k++)
        if (en_eligibility_test(round->eligibility, round->further[k].applicant, round->further[k].by))
            round->further[kept++] = round->further[k];
    round->further_count = kept;
}

/* Held seats are acceptable whatever scores and eligibility say. */
static void take_held(en_round *round)
{
    for (uint32_t i = 0; i < round->applicants.count; i++)
        if (round->held[i] != EN_MATCH_NONE) round->wish_score[round->held[i]] = EN_MATCH_HELD;
}

/* What places give the holders, before eligibility drops any of it. */
static bool keep_held_scores(en_round *round)
{
    uint32_t n = round->applicants.count;
    round->held_score = en_arena_raw(&round->arena, n, sizeof *round->held_score);
    for (uint32_t i = 0; i < n && round->held_score; i++) {
        uint32_t w = round->held[i];
        round->held_score[i] = w == EN_MATCH_NONE ? EN_MATCH_UNACCEPTABLE : round->wish_score[w];
    }
    return round->held_score != NULL;
}

en_status round_check_held(const en_round *round, const en_context *context, en_report *report)
{
    uint32_t wish;
    en_match_problem problem = en_round_problem(round);
    en_status status = en_match_seat_held(&problem, context, &wish);
    if (status != EN_ERR_CLAIM) return status;
    en_where where = {.file = round->held_table.name,
                      .column = en_str_of("place"),
                      .value = en_round_place(round, round->wish_place[wish])};
    return en_report_error(report, EN_W_ROUND_HELD_WITHOUT_ROOM, where);
}

en_status round_settle_acceptable(en_round *round, const en_context *context, en_report *report)
{
    uint32_t n = round->applicants.count;
    if (round->held && !keep_held_scores(round)) return EN_ERR_MEMORY;
    if (en_eligibility_given(round->eligibility)) {
        en_run(context, test_task, round, ((size_t)n + APPLICANTS_A_TASK - 1) / APPLICANTS_A_TASK);
        drop_further(round);
    }
    if (!round->held) return EN_OK;
    take_held(round);
    return round_check_held(round, context, report);
}
