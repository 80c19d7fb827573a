/* Each applicant's wishes: none twice, with their scores from both tables, best first; their own ties go by the tie rule. */
#include "verify.h"

#include <stdlib.h>

/* A wish while its applicant's list is sorted. */
typedef struct choice {
    const struct settling *settling;
    uint32_t rank, place;
    double score;
} choice;

typedef struct settling {
    en_verify *v;
    en_verify_round *round;
    const en_verify_rows *scores;
    en_arena arena;
    uint32_t *wish_of, *wished_by, *scored_for; /* by place: of the applicant at hand, where the mark is theirs */
    uint32_t applicant;
    choice *choices;
    size_t room;
} settling;

static void report_pair(const settling *s, en_word rule, const char *file, uint32_t applicant, uint32_t place)
{
    en_arg args[] = {en_arg_str("applicant", s->round->applicants.ids[applicant]), en_arg_str("place", s->round->places.ids[place])};
    (void)en_report_add(&s->v->input, EN_ERROR, rule, (en_where){.file = en_str_of(file)}, 2, args);
}

static void mark_wishes(const settling *s, uint32_t applicant)
{
    const en_verify_rows *wishes = &s->round->wishes;
    for (uint32_t w = wishes->first[applicant]; w < wishes->first[applicant + 1]; w++) {
        uint32_t place = wishes->place[w];
        if (s->wished_by[place] == applicant + 1) report_pair(s, EN_W_VERIFY_WISH_TWICE, "choices.csv", applicant, place);
        s->wished_by[place] = applicant + 1;
        s->wish_of[place] = w;
        if (en_verify_acceptable(s->round, w)) s->round->scored[place] = true;
    }
}

static void take_scores(const settling *s, uint32_t applicant)
{
    const en_verify_rows *scores = s->scores;
    for (uint32_t i = scores->first[applicant]; i < scores->first[applicant + 1]; i++) {
        uint32_t place = scores->place[i], wish = s->wish_of[place];
        bool twice = s->scored_for[place] == applicant + 1, wished = s->wished_by[place] == applicant + 1;
        s->scored_for[place] = applicant + 1;
        s->round->scored[place] = true;
        if (twice || (wished && en_verify_acceptable(s->round, wish)))
            report_pair(s, EN_W_VERIFY_SCORE_TWICE, "scores.csv", applicant, place);
        else if (wished) s->round->wishes.score[wish] = scores->score[i];
    }
}

/* By rank; at the same rank by the applicant's own lottery, or by id. */
static int in_order(const void *first, const void *second)
{
    const choice *a = first, *b = second;
    const settling *s = a->settling;
    unsigned char x[EN_SHA256_BYTES], y[EN_SHA256_BYTES];
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    if (s->round->ties == EN_VERIFY_BY_ID) return en_str_compare(s->round->places.ids[a->place], s->round->places.ids[b->place]);
    en_verify_draw(s->round, s->applicant, a->place, x);
    en_verify_draw(s->round, s->applicant, b->place, y);
    return memcmp(x, y, sizeof x);
}

static void sort_wishes(const settling *s, size_t first, size_t n)
{
    const en_verify_rows *w = &s->round->wishes;
    for (size_t i = 0; i < n; i++) s->choices[i] = (choice){s, w->rank[first + i], w->place[first + i], w->score[first + i]};
    qsort(s->choices, n, sizeof *s->choices, in_order);
    for (size_t i = 0; i < n; i++) {
        w->rank[first + i] = s->choices[i].rank;
        w->place[first + i] = s->choices[i].place;
        w->score[first + i] = s->choices[i].score;
    }
}

static bool is_sorted(const en_verify_rows *wishes, uint32_t applicant)
{
    for (uint32_t w = wishes->first[applicant] + 1; w < wishes->first[applicant + 1]; w++)
        if (wishes->rank[w] <= wishes->rank[w - 1]) return false;
    return true;
}

static en_status settle_applicant(settling *s, uint32_t applicant)
{
    const en_verify_rows *wishes = &s->round->wishes;
    size_t n = wishes->first[applicant + 1] - wishes->first[applicant];
    mark_wishes(s, applicant);
    if (s->scores->first) take_scores(s, applicant);
    if (is_sorted(wishes, applicant)) return EN_OK;
    if (n > s->room) s->choices = en_arena_raw(&s->arena, s->room = n * 2, sizeof *s->choices);
    if (!s->choices) return EN_ERR_MEMORY;
    s->applicant = applicant;
    sort_wishes(s, wishes->first[applicant], n);
    return EN_OK;
}

/* At a place that scores nobody, everyone is acceptable and has the same score. Then ties of an applicant's acceptable wishes show. */
static void level_unscored(en_verify_round *round)
{
    const en_verify_rows *wishes = &round->wishes;
    uint32_t before = EN_VERIFY_NONE;
    bool tied = false;
    for (uint32_t w = 0; w < wishes->count; w++) {
        if (!round->scored[wishes->place[w]]) wishes->score[w] = 0;
        if (!en_verify_acceptable(round, w)) continue;
        tied = tied || (before != EN_VERIFY_NONE && wishes->applicant[w] == wishes->applicant[before] &&
                        wishes->rank[w] == wishes->rank[before]);
        before = w;
    }
    round->tied = tied;
}

en_status en_verify_settle(en_verify *v, const en_verify_rows *scores)
{
    size_t places = v->round.places.count;
    uint64_t before = v->input.errors;
    settling s = {.v = v, .round = &v->round, .scores = scores, .arena = en_arena_make(NULL)};
    uint32_t *marks = en_arena_array(&s.arena, places, 3 * sizeof *marks);
    v->round.scored = en_arena_array(&v->round.arena, places, sizeof *v->round.scored);
    en_status status = marks && v->round.scored ? EN_OK : EN_ERR_MEMORY;
    s.wish_of = marks;
    s.wished_by = marks ? marks + places : NULL;
    s.scored_for = marks ? marks + 2 * places : NULL;
    for (uint32_t a = 0; a < v->round.applicants.count && status == EN_OK; a++) status = settle_applicant(&s, a);
    en_arena_free(&s.arena);
    if (status != EN_OK) return status;
    level_unscored(&v->round);
    return v->input.errors > before ? EN_ERR_INPUT : EN_OK;
}
