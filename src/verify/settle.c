/* Each applicant's wishes: none twice, with their scores from both tables, best first; their own ties go by
 * the tie rule. */
#define _GNU_SOURCE /* qsort_r */
#include "verify.h"

#include <stdlib.h>

/* By place, and by group: the applicant (index + 1) who named it first, with which wish, and for whom
 * scores.csv had a row last. */
typedef struct mark {
    uint32_t wished_by, wish, scored_for;
} mark;

static void report_pair(en_verify *v, en_word rule, const char *file, const en_round_wish *row)
{
    en_arg args[] = {en_arg_str("applicant", v->round.applicants.ids[row->applicant]),
                     en_arg_str("place", en_round_id(&v->round, row->place))};
    (void)en_report_add(&v->input, EN_ERROR, rule, (en_where){.file = en_str_of(file)}, 2, args);
}

/* Two wishes for one place must differ in their terms. */
static void mark_wishes(en_verify *v, mark *marks, uint32_t applicant)
{
    const en_round_rows *wishes = &v->round.wishes;
    const en_round_wish *at = wishes->at;
    for (uint32_t w = wishes->first[applicant]; w < wishes->first[applicant + 1]; w++) {
        mark *m = &marks[at[w].place], *by = &marks[v->round.nodes[at[w].place].scorer];
        for (uint32_t u = m->wish; m->wished_by == applicant + 1 && u < w; u++)
            if (at[u].place == at[w].place && at[u].term == at[w].term)
                report_pair(v, EN_W_VERIFY_WISH_TWICE, "choices.csv", &at[w]);
        if (m->wished_by != applicant + 1) *m = (mark){applicant + 1, w, m->scored_for};
        if (by->wished_by != applicant + 1) *by = (mark){applicant + 1, w, by->scored_for};
        if (!en_verify_acceptable(v, w)) continue;
        if (by != m) report_pair(v, EN_W_VERIFY_SCORED_BELOW, "choices.csv", &at[w]);
        v->scored[at[w].place] = true;
    }
}

/* A score counts for all wishes there, whatever their terms. */
static void take_score(en_verify *v, const en_round_wish *row, mark *m)
{
    const en_round *r = &v->round;
    bool twice = m->scored_for == row->applicant + 1;
    uint32_t end = m->wished_by == row->applicant + 1 ? r->wishes.first[row->applicant + 1] : m->wish;
    m->scored_for = row->applicant + 1;
    for (uint32_t w = m->wish; w < end; w++) {
        if (r->nodes[r->wishes.at[w].place].scorer != row->place) continue;
        twice = twice || en_verify_acceptable(v, w);
        r->wishes.at[w].score = row->score;
        if (r->terms.count + r->groups.count == 0) break; /* no other wish is there */
    }
    if (twice) report_pair(v, EN_W_VERIFY_SCORE_TWICE, "scores.csv", row);
}

static void take_scores(en_verify *v, mark *marks, uint32_t applicant)
{
    const en_round_rows *scores = &v->round.scores;
    for (uint32_t i = scores->first[applicant]; i < scores->first[applicant + 1]; i++) {
        const en_round_wish *row = &scores->at[i];
        const en_round_node *node = &v->round.nodes[row->place];
        bool counts = row->place < v->round.places.count || node->choice == EN_ROUND_COMMON_ORDER;
        if (!counts || node->scorer != row->place)
            report_pair(v, EN_W_VERIFY_SCORED_BELOW, "scores.csv", row);
        else take_score(v, row, &marks[row->place]);
        v->scored[row->place] = true;
    }
}

/* By rank; at the same rank by the applicant's own lottery, or by id; for one place by term. */
static int in_order(const void *first, const void *second, void *shared)
{
    const en_round_wish *a = first, *b = second;
    const en_verify *v = shared;
    const en_round *round = &v->round;
    unsigned char x[EN_SHA256_BYTES], y[EN_SHA256_BYTES];
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    if (a->place == b->place) {
        en_str none = {0}, *terms = round->terms.ids;
        return en_str_compare(a->term ? terms[a->term - 1] : none, b->term ? terms[b->term - 1] : none);
    }
    if (round->ties >= EN_ROUND_BY_ID)
        return en_str_compare(round->places.ids[a->place], round->places.ids[b->place]);
    en_verify_draw(v, a->applicant, a->place, x);
    en_verify_draw(v, b->applicant, b->place, y);
    return memcmp(x, y, sizeof x);
}

/* Most lists are short. */
static void sort_wishes(en_verify *v, uint32_t first, uint32_t end)
{
    enum { SHORT = 32 };
    en_round_wish *at = v->round.wishes.at;
    if (end - first > SHORT) {
        qsort_r(at + first, end - first, sizeof *at, in_order, v);
        return;
    }
    for (uint32_t w = first + 1; w < end; w++) {
        en_round_wish wish = at[w];
        uint32_t to = w;
        for (; to > first && in_order(&wish, &at[to - 1], v) < 0; to--) at[to] = at[to - 1];
        at[to] = wish;
    }
}

/* Where nobody is scored, everyone is acceptable and has the same score. A held seat is acceptable whatever
 * the rules say. */
static void judge(en_verify *v, uint32_t w)
{
    en_round_wish *wish = &v->round.wishes.at[w];
    uint32_t a = wish->applicant;
    const en_round_wish *seat = v->held ? &v->round.held[a] : NULL;
    if (!v->scored[v->round.nodes[wish->place].scorer]) wish->score = 0;
    if (seat && seat->place == wish->place && seat->term == wish->term) {
        v->held[a] = w;
        if (isnan(wish->score)) wish->score = -(double)INFINITY;
    } else if (v->eligibility.root && !isnan(wish->score) && !en_verify_eligible(v, a, wish->place, NULL))
        wish->score = NAN;
}

/* Then ties of an applicant's acceptable wishes show. */
static void settle_applicant(en_verify *v, uint32_t applicant)
{
    const en_round_rows *wishes = &v->round.wishes;
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

/* A held seat that its holder does not wish for is appended to the wishes, behind the last rank. */
static bool append_held(en_round *r)
{
    const en_round_rows *wishes = &r->wishes;
    en_round_rows more = {.arena = en_arena_make(NULL)};
    more.at = en_arena_raw(&more.arena, wishes->count + r->applicants.count, sizeof *more.at);
    more.first = en_arena_array(&more.arena, r->applicants.count + (size_t)1, sizeof *more.first);
    bool made = more.at && more.first;
    for (uint32_t a = 0; a < r->applicants.count && made; a++) {
        en_round_wish seat = r->held[a];
        bool add = seat.place != EN_VERIFY_NONE;
        for (uint32_t w = wishes->first[a]; w < wishes->first[a + 1]; w++) {
            more.at[more.count++] = wishes->at[w];
            if (wishes->at[w].rank > seat.rank) seat.rank = wishes->at[w].rank;
            add = add && (wishes->at[w].place != seat.place || wishes->at[w].term != seat.term);
        }
        seat.rank++;
        if (add) more.at[more.count++] = seat;
        more.first[a + 1] = (uint32_t)more.count;
    }
    en_arena_free(made ? &r->wishes.arena : &more.arena);
    if (made) r->wishes = more;
    return made;
}

en_status en_verify_settle(en_verify *v)
{
    en_round *r = &v->round;
    uint64_t before = v->input.errors;
    size_t nodes = r->places.count + (size_t)r->groups.count;
    mark *marks = en_arena_array(&v->arena, nodes, sizeof *marks);
    v->scored = en_arena_array(&v->arena, nodes, sizeof *v->scored);
    if (r->held) v->held = en_arena_raw(&v->arena, r->applicants.count, sizeof *v->held);
    if (!marks || !v->scored || (r->held && (!v->held || !append_held(r)))) return EN_ERR_MEMORY;
    for (uint32_t a = 0; a < r->applicants.count; a++) {
        mark_wishes(v, marks, a);
        if (r->scores.first) take_scores(v, marks, a);
    }
    en_run(v->context, settle_some, v, r->applicants.count / A_TASK + 1);
    return v->input.errors > before ? EN_ERR_INPUT : EN_OK;
}
