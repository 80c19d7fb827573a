/* What top trading cycles need of a round: whom each place puts first. See clearing_parts.h.
 *
 * A place ranks everyone whom it scores and who is eligible, also those who do not wish for it; a place that
 * scores nobody ranks all who are eligible by the lottery or by id. O(pairs · log pairs of one place).
 */
#include "clearing_parts.h"

#include <enishi/sequential.h>

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

static en_status gather(const clearing *c, pairs *p)
{
    *p = (pairs){.round = c->round, .counting = true};
    go_through(p);
    if (p->count >= EN_MATCH_NONE) return EN_ERR_LIMIT;
    p->begin = en_arena_raw(c->arena, (size_t)c->round->applicants.count + 1, sizeof *p->begin);
    p->place = en_arena_raw(c->arena, p->count, sizeof *p->place);
    p->score = en_arena_raw(c->arena, p->count, sizeof *p->score);
    if (!p->begin || !p->place || !p->score) return EN_ERR_MEMORY;
    p->counting = false;
    go_through(p);
    return EN_OK;
}

/* Ties between pairs that are no wishes, and places without scores, need a rule too. */
static en_status require_rule(const clearing *c, const en_match_problem *scored)
{
    const en_round *round = c->round;
    en_where where = {.file = round->rules_file.name, .column = en_str_of("ties")};
    if (round->rules.tie_rule == EN_TIES_MULTIPLE)
        return en_report_error(c->report, EN_W_CLEARING_TRADING_LOTTERY, where);
    if (round->tie) return EN_OK;
    bool tied = false;
    uint32_t place;
    en_status status = en_match_find_tie(scored, c->context, &tied, &place);
    for (uint32_t p = 0; p < round->places.count && status == EN_OK; p++)
        tied = tied || (!round->scored[p] && round->applicants.count > 1);
    if (status == EN_OK && tied) status = en_report_error(c->report, EN_W_ROUND_SEED_MISSING, where);
    return status;
}

en_status clear_trading(clearing *c)
{
    pairs p;
    en_match_priorities priorities;
    en_status status = gather(c, &p);
    if (status == EN_ERR_LIMIT)
        (void)en_report_error(c->report, EN_W_CLEARING_TRADING_LIMIT,
                              (en_where){.file = c->round->places_table.name});
    if (status != EN_OK) return status;
    en_match_problem scored = {.applicants = c->round->applicants.count,
                               .places = c->round->places.count,
                               .seats = c->round->seats,
                               .wish_begin = p.begin,
                               .wish_place = p.place,
                               .wish_score = p.score,
                               .tie = c->round->tie};
    status = require_rule(c, &scored);
    if (status == EN_OK) status = en_match_prioritise(&scored, c->context, &priorities);
    if (status != EN_OK) return status;
    priorities.shared = c->round->order;
    priorities.shared_count = c->round->applicants.count;
    status = en_match_solve_trading(&c->problem, &priorities, c->context, &c->result->match);
    en_match_priorities_free(&priorities);
    return status;
}
