/* The pairs that top trading cycles go by: whom each place ranks.
 *
 * A place ranks everyone whom it scores and who is eligible, also those who do not wish for it; a place that
 * scores nobody ranks all who are eligible by the lottery or by id, which takes a list of its own only where
 * a rule of eligibility makes it differ from the others. Linear in the pairs.
 */
#include "round_parts.h"

/* A market whose wishes are all pairs that count. */
typedef struct pairs {
    const en_round *round;
    uint32_t *begin, *place;
    double *score;
    uint64_t count; /* while they are counted; where the next one goes while they are put in */
    bool counting;
    size_t further; /* how far round->further is read: it is by applicant */
} pairs;

static void put(pairs *p, uint32_t place, double score)
{
    if (!p->counting) {
        p->place[p->count] = place;
        p->score[p->count] = score;
    }
    p->count++;
}

/* Where a rule of eligibility holds, a place without scores has a list of its own. */
static void put_unscored(pairs *p, uint32_t applicant)
{
    const en_round *round = p->round;
    if (!en_eligibility_given(round->eligibility)) return;
    for (uint32_t place = 0; place < round->places.count; place++)
        if (!round->scored[place] && en_eligibility_test(round->eligibility, applicant, place))
            put(p, place, 0);
}

static void go_through(pairs *p)
{
    const en_round *round = p->round;
    p->count = p->further = 0;
    for (uint32_t i = 0; i < round->applicants.count; i++) {
        if (!p->counting) p->begin[i] = (uint32_t)p->count;
        for (uint32_t w = round->wish_begin[i]; w < round->wish_begin[i + 1]; w++)
            if (round->scored[round->wish_place[w]] && round->wish_score[w] != EN_MATCH_UNACCEPTABLE)
                put(p, round->wish_place[w], round->wish_score[w]);
        for (; p->further < round->further_count && round->further[p->further].applicant == i; p->further++)
            put(p, round->further[p->further].by, round->further[p->further].score);
        put_unscored(p, i);
    }
    if (!p->counting) p->begin[round->applicants.count] = (uint32_t)p->count;
}

static en_status gather(const en_round *round, en_arena *arena, pairs *p)
{
    *p = (pairs){.round = round, .counting = true};
    go_through(p);
    if (p->count >= EN_MATCH_NONE) return EN_ERR_LIMIT;
    p->begin = en_arena_raw(arena, (size_t)round->applicants.count + 1, sizeof *p->begin);
    p->place = en_arena_raw(arena, p->count, sizeof *p->place);
    p->score = en_arena_raw(arena, p->count, sizeof *p->score);
    if (!p->begin || !p->place || !p->score) return EN_ERR_MEMORY;
    p->counting = false;
    go_through(p);
    return EN_OK;
}

en_status round_gather_pairs(en_round *round, en_arena *arena)
{
    pairs p;
    en_status status = gather(round, arena, &p);
    if (status != EN_OK) return status;
    round->pair_begin = p.begin;
    round->pair_place = p.place;
    round->pair_score = p.score;
    return EN_OK;
}

en_match_problem en_round_pairs(const en_round *round)
{
    return (en_match_problem){.applicants = round->applicants.count,
                              .places = round->places.count,
                              .seats = round->seats,
                              .wish_begin = round->pair_begin,
                              .wish_place = round->pair_place,
                              .wish_score = round->pair_score,
                              .tie = round->tie};
}

/* Two who are eligible for one place that scores nobody. */
static bool has_unscored_tie(const en_round *round)
{
    for (uint32_t p = 0; p < round->places.count; p++) {
        uint32_t eligible = 0;
        for (uint32_t i = 0; i < round->applicants.count && !round->scored[p] && eligible < 2; i++)
            eligible += en_eligibility_test(round->eligibility, i, p);
        if (eligible == 2) return true;
    }
    return false;
}

en_status round_settle_pairs(en_round *round, const en_context *context, en_report *report)
{
    if (round->rules.mechanism != EN_TOP_TRADING_CYCLES) return EN_OK;
    en_where where = {.file = round->rules_file.name, .column = en_str_of("ties")};
    if (round->rules.tie_rule == EN_TIES_MULTIPLE)
        return en_report_error(report, EN_W_CLEARING_TRADING_LOTTERY, where);
    en_status status = round_gather_pairs(round, &round->arena);
    if (status == EN_ERR_LIMIT)
        (void)en_report_error(report, EN_W_CLEARING_TRADING_LIMIT,
                              (en_where){.file = round->places_table.name});
    if (status != EN_OK) return status;
    en_match_problem scored = en_round_pairs(round);
    bool tied;
    uint32_t place;
    status = en_match_find_tie(&scored, context, &tied, &place);
    if (status != EN_OK || round->rules.tie_rule == EN_TIES_BY_ID || (!tied && !has_unscored_tie(round)))
        return status;
    round->lottery_used = true;
    return round_require_rule(round, where, report);
}
