/* Each applicant's wishes, best first, and whether they are acceptable; their own ties go by the tie rule. */
#define _GNU_SOURCE /* qsort_r */
#include "verify.h"

#include <stdlib.h>

/* By rank; at the same rank by the applicant's own lottery, or by id; for one place by term. */
static int in_order(const void *first, const void *second, void *shared)
{
    const en_intake_wish *a = first, *b = second;
    const en_verify *v = shared;
    const en_intake *round = &v->round;
    unsigned char x[EN_SHA256_BYTES], y[EN_SHA256_BYTES];
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    if (a->place == b->place) {
        en_str none = {0}, *terms = round->terms.ids;
        return en_str_compare(a->term ? terms[a->term - 1] : none, b->term ? terms[b->term - 1] : none);
    }
    if (round->ties >= EN_INTAKE_BY_ID || round->seed.size == 0)
        return en_str_compare(round->places.ids[a->place], round->places.ids[b->place]);
    en_verify_draw(v, a->applicant, a->place, x);
    en_verify_draw(v, b->applicant, b->place, y);
    return memcmp(x, y, sizeof x);
}

/* Most lists are short. */
static void sort_wishes(en_verify *v, uint32_t first, uint32_t end)
{
    enum { SHORT = 32 };
    en_intake_wish *at = v->round.wishes.at;
    if (end - first > SHORT) {
        qsort_r(at + first, end - first, sizeof *at, in_order, v);
        return;
    }
    for (uint32_t w = first + 1; w < end; w++) {
        en_intake_wish wish = at[w];
        uint32_t to = w;
        for (; to > first && in_order(&wish, &at[to - 1], v) < 0; to--) at[to] = at[to - 1];
        at[to] = wish;
    }
}

/* Where nobody is scored, everyone is acceptable and has the same score. A held seat is acceptable whatever
 * the rules say. */
static void judge(en_verify *v, uint32_t w)
{
    en_intake_wish *wish = &v->round.wishes.at[w];
    uint32_t a = wish->applicant;
    const en_intake_wish *seat = v->held ? &v->round.held[a] : NULL;
    if (!v->round.scored[v->round.nodes[wish->place].scorer]) wish->score = 0;
    if (v->agency[0] && isnan(v->agency[0][a] + v->agency[1][a])) wish->score = NAN;
    if (seat && seat->place == wish->place && seat->term == wish->term) {
        v->held[a] = w;
        if (isnan(wish->score)) wish->score = -(double)INFINITY;
    } else if (v->eligibility.root && !isnan(wish->score) && !en_verify_eligible(v, a, wish->place, NULL))
        wish->score = NAN;
}

/* Then ties of an applicant's acceptable wishes show. */
static void settle_applicant(en_verify *v, uint32_t applicant)
{
    const en_intake_rows *wishes = &v->round.wishes;
    uint32_t first = wishes->first[applicant], end = wishes->first[applicant + 1], before = end;
    if (v->held) v->held[applicant] = EN_VERIFY_NONE;
    sort_wishes(v, first, end);
    for (uint32_t w = first; w < end; w++) {
        judge(v, w);
        if (!en_verify_acceptable(v, w)) continue;
        if (before < end && wishes->at[before].rank == wishes->at[w].rank &&
            wishes->at[before].place != wishes->at[w].place)
            atomic_store_explicit(&v->tied, true, memory_order_relaxed);
        before = w;
    }
}

enum { A_TASK = 1 << 12 };

static void settle_some(void *shared, size_t index)
{
    en_verify *v = shared;
    size_t first = index * A_TASK, applicants = v->round.applicants.count;
    for (size_t a = first; a < applicants && a < first + A_TASK; a++) settle_applicant(v, (uint32_t)a);
}

en_status en_verify_settle(en_verify *v)
{
    const en_intake *r = &v->round;
    if (r->held) v->held = en_arena_raw(&v->arena, r->applicants.count, sizeof *v->held);
    if (r->held && !v->held) return EN_ERR_MEMORY;
    en_run(v->context, settle_some, v, r->applicants.count / A_TASK + 1);
    return EN_OK;
}
