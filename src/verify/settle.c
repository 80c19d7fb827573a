/* Each applicant's wishes: none twice, with their scores from both tables, best first; their own ties go by the tie rule. */
#include "verify.h"

#include <stdlib.h>

/* A wish while its applicant's list is sorted. */
typedef struct choice {
    uint32_t rank, place;
    double score;
    char key[EN_ID_MOST_BYTES]; /* what decides a tie, padded with zeros; all zeros before one is seen */
} choice;

/* What one task settles: applicants first … last − 1. */
typedef struct range {
    en_verify *v;
    const en_verify_rows *scores;
    size_t first, last;
    en_arena arena;
    uint32_t *wish_of, *wished_by, *scored_for; /* by place: of the applicant at hand, where the mark is theirs */
    choice *choices;
    size_t room;
    bool out_of_memory;
    en_report report;
} range;

static void report_pair(range *r, en_word rule, const char *file, uint32_t applicant, uint32_t place)
{
    en_arg args[] = {en_arg_str("applicant", r->v->round.applicants.names[applicant]),
                     en_arg_str("place", r->v->round.places.names[place])};
    (void)en_report_add(&r->report, EN_ERROR, rule, (en_where){.file = en_str_of(file)}, 2, args);
}

static void mark_wishes(range *r, uint32_t applicant)
{
    const en_verify_round *round = &r->v->round;
    const en_verify_rows *wishes = &round->wishes;
    for (uint32_t w = wishes->first[applicant]; w < wishes->first[applicant + 1]; w++) {
        uint32_t place = wishes->place[w];
        if (r->wished_by[place] == applicant + 1) report_pair(r, EN_W_VERIFY_WISH_TWICE, "choices.csv", applicant, place);
        r->wished_by[place] = applicant + 1;
        r->wish_of[place] = w;
        if (en_verify_acceptable(round, w) && !atomic_load_explicit(&round->scored[place], memory_order_relaxed))
            atomic_store_explicit(&round->scored[place], true, memory_order_relaxed);
    }
}

static void take_scores(range *r, uint32_t applicant)
{
    const en_verify_rows *scores = r->scores;
    en_verify_round *round = &r->v->round;
    for (uint32_t i = scores->first[applicant]; i < scores->first[applicant + 1]; i++) {
        uint32_t place = scores->place[i], wish = r->wish_of[place];
        bool twice = r->scored_for[place] == applicant + 1, wished = r->wished_by[place] == applicant + 1;
        r->scored_for[place] = applicant + 1;
        atomic_store_explicit(&round->scored[place], true, memory_order_relaxed);
        if (twice || (wished && en_verify_acceptable(round, wish)))
            report_pair(r, EN_W_VERIFY_SCORE_TWICE, "scores.csv", applicant, place);
        else if (wished) round->wishes.score[wish] = scores->score[i];
    }
}

static int by_rank(const void *first, const void *second)
{
    const choice *a = first, *b = second;
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    return memcmp(a->key, b->key, sizeof a->key);
}

static void give_key(const en_verify_round *round, uint32_t applicant, choice *c)
{
    unsigned char digest[EN_SHA256_BYTES];
    en_str place = round->places.names[c->place], key = {(const char *)digest, sizeof digest};
    en_verify_draw(round, applicant, c->place, digest);
    if (round->ties == EN_VERIFY_BY_ID) key = place;
    memcpy(c->key, key.at, key.size);
}

static bool break_own_ties(range *r, uint32_t applicant, size_t n)
{
    bool tied = false;
    for (size_t i = 0; i < n; i++) {
        bool before = i > 0 && r->choices[i - 1].rank == r->choices[i].rank;
        bool after = i + 1 < n && r->choices[i + 1].rank == r->choices[i].rank;
        if (!before && !after) continue;
        give_key(&r->v->round, applicant, &r->choices[i]);
        tied = true;
    }
    return tied;
}

static bool make_choices(range *r, size_t n)
{
    if (n <= r->room) return true;
    r->room = n * 2;
    r->choices = en_arena_raw(&r->arena, r->room, sizeof *r->choices);
    return r->choices != NULL;
}

static void sort_wishes(range *r, uint32_t applicant, size_t n)
{
    const en_verify_rows *w = &r->v->round.wishes;
    size_t first = w->first[applicant];
    for (size_t i = 0; i < n; i++) r->choices[i] = (choice){w->rank[first + i], w->place[first + i], w->score[first + i], ""};
    qsort(r->choices, n, sizeof *r->choices, by_rank);
    if (break_own_ties(r, applicant, n)) {
        atomic_store_explicit(&r->v->round.tied, true, memory_order_relaxed);
        qsort(r->choices, n, sizeof *r->choices, by_rank);
    }
    for (size_t i = 0; i < n; i++) {
        w->rank[first + i] = r->choices[i].rank;
        w->place[first + i] = r->choices[i].place;
        w->score[first + i] = r->choices[i].score;
    }
}

static bool is_sorted(const en_verify_rows *wishes, uint32_t applicant)
{
    for (uint32_t w = wishes->first[applicant] + 1; w < wishes->first[applicant + 1]; w++)
        if (wishes->rank[w] <= wishes->rank[w - 1]) return false;
    return true;
}

static bool start_range(range *r)
{
    size_t places = r->v->round.places.count;
    r->wish_of = en_arena_array(&r->arena, places, sizeof *r->wish_of);
    r->wished_by = en_arena_array(&r->arena, places, sizeof *r->wished_by);
    r->scored_for = en_arena_array(&r->arena, places, sizeof *r->scored_for);
    return r->wish_of && r->wished_by && r->scored_for;
}

static void settle_range(void *shared, size_t index)
{
    range *r = (range *)shared + index;
    const en_verify_rows *wishes = &r->v->round.wishes;
    r->out_of_memory = !start_range(r);
    for (size_t a = r->first; a < r->last && !r->out_of_memory; a++) {
        uint32_t applicant = (uint32_t)a;
        mark_wishes(r, applicant);
        if (r->scores->first) take_scores(r, applicant);
        size_t n = wishes->first[a + 1] - wishes->first[a];
        if (is_sorted(wishes, applicant)) continue;
        if (make_choices(r, n)) sort_wishes(r, applicant, n);
        else r->out_of_memory = true;
    }
}

/* At a place that scores nobody, everyone is acceptable and has the same score. */
static void level_unscored(en_verify_round *round)
{
    bool all = true;
    for (size_t p = 0; p < round->places.count; p++) all = all && atomic_load(&round->scored[p]);
    for (size_t w = 0; w < round->wishes.count && !all; w++)
        if (!round->scored[round->wishes.place[w]]) round->wishes.score[w] = 0;
}

en_status en_verify_settle(en_verify *v, const en_verify_rows *scores)
{
    size_t count = (size_t)en_width(v->context) * 4, applicants = v->round.applicants.count;
    range *ranges = en_arena_array(&v->arena, count, sizeof *ranges);
    v->round.scored = en_arena_array(&v->round.arena, v->round.places.count, sizeof *v->round.scored);
    if (!ranges || !v->round.scored) return EN_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        ranges[i] = (range){.v = v, .scores = scores, .first = applicants * i / count, .last = applicants * (i + 1) / count};
        ranges[i].arena = en_arena_make(NULL);
        ranges[i].report = en_report_make(NULL);
    }
    en_run(v->context, settle_range, ranges, count);
    bool out_of_memory = false;
    uint64_t before = v->input.errors;
    for (size_t i = 0; i < count; i++) {
        out_of_memory = out_of_memory || ranges[i].out_of_memory;
        en_report_join(&v->input, &ranges[i].report);
        en_arena_free(&ranges[i].arena);
    }
    if (out_of_memory) return EN_ERR_MEMORY;
    level_unscored(&v->round);
    return v->input.errors > before ? EN_ERR_INPUT : EN_OK;
}
