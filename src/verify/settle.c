/* Each applicant's wishes: none twice, with their scores from both tables, best first; their own ties go by
 * the tie rule. */
#define _GNU_SOURCE /* qsort_r */
#include "verify.h"

#include <stdlib.h>

/* By place: the applicant (index + 1) who named it last, with which wish, and for whom scores.csv had a row
 * last. */
typedef struct mark {
    uint32_t wished_by, wish, scored_for;
} mark;

static void report_pair(en_verify *v, en_word rule, const char *file, const en_verify_wish *row)
{
    en_arg args[] = {en_arg_str("applicant", v->round.applicants.ids[row->applicant]),
                     en_arg_str("place", v->round.places.ids[row->place])};
    (void)en_report_add(&v->input, EN_ERROR, rule, (en_where){.file = en_str_of(file)}, 2, args);
}

static void mark_wishes(en_verify *v, mark *marks, uint32_t applicant)
{
    const en_verify_rows *wishes = &v->round.wishes;
    for (uint32_t w = wishes->first[applicant]; w < wishes->first[applicant + 1]; w++) {
        mark *m = &marks[wishes->at[w].place];
        if (m->wished_by == applicant + 1)
            report_pair(v, EN_W_VERIFY_WISH_TWICE, "choices.csv", &wishes->at[w]);
        m->wished_by = applicant + 1;
        m->wish = w;
        if (en_verify_acceptable(&v->round, w)) v->round.scored[wishes->at[w].place] = true;
    }
}

static void take_scores(en_verify *v, const en_verify_rows *scores, mark *marks, uint32_t applicant)
{
    for (uint32_t i = scores->first[applicant]; i < scores->first[applicant + 1]; i++) {
        const en_verify_wish *row = &scores->at[i];
        mark *m = &marks[row->place];
        bool wished = m->wished_by == applicant + 1;
        if (m->scored_for == applicant + 1 || (wished && en_verify_acceptable(&v->round, m->wish)))
            report_pair(v, EN_W_VERIFY_SCORE_TWICE, "scores.csv", row);
        else if (wished) v->round.wishes.at[m->wish].score = row->score;
        m->scored_for = applicant + 1;
        v->round.scored[row->place] = true;
    }
}

/* By rank; at the same rank by the applicant's own lottery, or by id. */
static int in_order(const void *first, const void *second, void *shared)
{
    const en_verify_wish *a = first, *b = second;
    const en_verify_round *round = shared;
    unsigned char x[EN_SHA256_BYTES], y[EN_SHA256_BYTES];
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    if (round->ties == EN_VERIFY_BY_ID)
        return en_str_compare(round->places.ids[a->place], round->places.ids[b->place]);
    en_verify_draw(round, a->applicant, a->place, x);
    en_verify_draw(round, b->applicant, b->place, y);
    return memcmp(x, y, sizeof x);
}

/* Most lists are short. */
static void sort_wishes(en_verify_round *round, uint32_t first, uint32_t end)
{
    enum { SHORT = 32 };
    en_verify_wish *at = round->wishes.at;
    if (end - first > SHORT) {
        qsort_r(at + first, end - first, sizeof *at, in_order, round);
        return;
    }
    for (uint32_t w = first + 1; w < end; w++) {
        en_verify_wish wish = at[w];
        uint32_t to = w;
        for (; to > first && in_order(&wish, &at[to - 1], round) < 0; to--) at[to] = at[to - 1];
        at[to] = wish;
    }
}

enum { A_TASK = 1 << 12 };

static void sort_some(void *shared, size_t index)
{
    en_verify_round *round = shared;
    size_t first = index * A_TASK, applicants = round->applicants.count;
    for (size_t a = first; a < applicants && a < first + A_TASK; a++)
        sort_wishes(round, round->wishes.first[a], round->wishes.first[a + 1]);
}

/* At a place that scores nobody, everyone is acceptable and has the same score. Then ties of an applicant's
 * acceptable wishes show. */
static void level_unscored(en_verify_round *round)
{
    const en_verify_wish *before = NULL;
    bool tied = false;
    for (uint32_t w = 0; w < round->wishes.count; w++) {
        en_verify_wish *wish = &round->wishes.at[w];
        if (!round->scored[wish->place]) wish->score = 0;
        if (!en_verify_acceptable(round, w)) continue;
        tied = tied || (before && wish->applicant == before->applicant && wish->rank == before->rank);
        before = wish;
    }
    round->tied = tied;
}

en_status en_verify_settle(en_verify *v, const en_verify_rows *scores)
{
    en_verify_round *round = &v->round;
    uint64_t before = v->input.errors;
    mark *marks = en_arena_array(&round->arena, round->places.count, sizeof *marks);
    round->scored = en_arena_array(&round->arena, round->places.count, sizeof *round->scored);
    if (!marks || !round->scored) return EN_ERR_MEMORY;
    for (uint32_t a = 0; a < round->applicants.count; a++) {
        mark_wishes(v, marks, a);
        if (scores->first) take_scores(v, scores, marks, a);
    }
    en_run(v->context, sort_some, round, round->applicants.count / A_TASK + 1);
    level_unscored(round);
    return v->input.errors > before ? EN_ERR_INPUT : EN_OK;
}
