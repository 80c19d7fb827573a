/* Orders, made strict by the tie rule: each applicant's wishes, and those who wish for a place.
 *
 * Lottery numbers are computed only where equal scores or ranks ask for them; of a place's, the first eight bytes are kept.
 * Whether places have ties at all is found by a hash set of the scores of each place.
 */
#include "verify.h"

#include <math.h>
#include <stdlib.h>

/* The lottery number of an applicant; of an applicant at a place if there is one. */
static void draw(const en_verify_round *round, uint32_t applicant, uint32_t place, unsigned char digest[EN_SHA256_BYTES])
{
    en_sha256 hash = round->lottery;
    en_str name = round->applicants.names[applicant];
    en_sha256_add(&hash, name.at, name.size);
    if (place != EN_VERIFY_NONE) {
        en_sha256_add(&hash, "\n", 1);
        en_sha256_add(&hash, round->places.names[place].at, round->places.names[place].size);
    }
    en_sha256_end(&hash, digest);
}

static void draw_for(const en_verify_round *round, uint32_t wish, unsigned char digest[EN_SHA256_BYTES])
{
    bool multiple = round->ties == EN_VERIFY_MULTIPLE;
    draw(round, round->wishes.applicant[wish], multiple ? round->wishes.place[wish] : EN_VERIFY_NONE, digest);
}

static uint64_t number_of(const en_verify_round *round, uint32_t wish)
{
    size_t index = round->ties == EN_VERIFY_MULTIPLE ? wish : round->wishes.applicant[wish];
    uint64_t number = atomic_load_explicit(&round->numbers[index], memory_order_relaxed);
    if (number != 0) return number;
    unsigned char digest[EN_SHA256_BYTES];
    draw_for(round, wish, digest);
    for (int i = 0; i < 8; i++) number = number << 8 | digest[i];
    atomic_store_explicit(&round->numbers[index], number, memory_order_relaxed);
    return number;
}

static int compare_by_lottery(const en_verify_round *round, uint32_t a, uint32_t b)
{
    uint64_t x = number_of(round, a), y = number_of(round, b);
    if (x != y) return x < y ? -1 : 1;
    unsigned char first[EN_SHA256_BYTES], second[EN_SHA256_BYTES];
    draw_for(round, a, first);
    draw_for(round, b, second);
    return memcmp(first, second, EN_SHA256_BYTES);
}

int en_verify_compare(const en_verify_round *round, uint32_t a, uint32_t b)
{
    double x = round->wishes.score[a], y = round->wishes.score[b];
    if (x != y) return x > y ? -1 : 1;
    if (a == b) return 0;
    if (round->ties != EN_VERIFY_BY_ID) return compare_by_lottery(round, a, b);
    const en_str *names = round->applicants.names;
    return en_str_compare(names[round->wishes.applicant[a]], names[round->wishes.applicant[b]]);
}

/* A wish while its applicant's list is sorted. */
typedef struct choice {
    uint32_t rank, place;
    double score;
    en_str key; /* what decides a tie; empty before one is seen */
} choice;

/* What one task settles: applicants first … last − 1. */
typedef struct range {
    en_verify *v;
    const en_verify_rows *scores;
    size_t first, last;
    en_arena arena;
    uint32_t *wish_of, *wished_by, *scored_for; /* by place: of the applicant at hand, where the mark is theirs */
    choice *choices;
    unsigned char (*digests)[EN_SHA256_BYTES];
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
    return en_str_compare(a->key, b->key);
}

/* Gives the i-th choice what decides between it and others of the same rank. */
static void give_key(range *r, uint32_t applicant, size_t i)
{
    const en_verify_round *round = &r->v->round;
    r->choices[i].key = round->places.names[r->choices[i].place];
    if (round->ties == EN_VERIFY_BY_ID) return;
    draw(round, applicant, r->choices[i].place, r->digests[i]);
    r->choices[i].key = (en_str){(const char *)r->digests[i], EN_SHA256_BYTES};
}

static bool break_own_ties(range *r, uint32_t applicant, size_t n)
{
    bool tied = false;
    for (size_t i = 0; i < n; i++) {
        bool before = i > 0 && r->choices[i - 1].rank == r->choices[i].rank;
        bool after = i + 1 < n && r->choices[i + 1].rank == r->choices[i].rank;
        if (!before && !after) continue;
        give_key(r, applicant, i);
        tied = true;
    }
    return tied;
}

static bool make_choices(range *r, size_t n)
{
    if (n <= r->room) return true;
    r->room = n * 2;
    r->choices = en_arena_raw(&r->arena, r->room, sizeof *r->choices);
    r->digests = en_arena_raw(&r->arena, r->room, sizeof *r->digests);
    return r->choices && r->digests;
}

static void sort_wishes(range *r, uint32_t applicant, size_t n)
{
    const en_verify_rows *w = &r->v->round.wishes;
    size_t first = w->first[applicant];
    for (size_t i = 0; i < n; i++) r->choices[i] = (choice){w->rank[first + i], w->place[first + i], w->score[first + i], {0}};
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

/* Each task looks at the places whose index ends in its own: their acceptable wishes are counted, the scores of each place
 * brought together, and looked up. */
typedef struct tie_search {
    en_verify_round *round;
    unsigned shift; /* 1 << shift tasks */
    atomic_bool out_of_memory;
} tie_search;

static bool has_equal(const double *scores, size_t n, double *set, size_t mask)
{
    for (size_t i = 0; i <= mask; i++) set[i] = NAN;
    for (size_t i = 0; i < n; i++) {
        uint64_t bits;
        memcpy(&bits, &scores[i], sizeof bits);
        bits *= 0x9E3779B97F4A7C15u;
        size_t slot = (size_t)(bits ^ bits >> 32) & mask;
        for (; !isnan(set[slot]); slot = (slot + 1) & mask)
            if (set[slot] == scores[i]) return true;
        set[slot] = scores[i];
    }
    return false;
}

static size_t mask_for(size_t n)
{
    size_t slots = 4;
    while (slots / 2 < n) slots *= 2;
    return slots - 1;
}

/* scores[start[i] … start[i + 1] − 1] are those of the task's i-th place. */
static bool search_places(tie_search *t, en_arena *arena, const size_t *start, const double *scores, size_t places)
{
    size_t most = 0;
    for (size_t i = 0; i < places; i++)
        if (start[i + 1] - start[i] > most) most = start[i + 1] - start[i];
    double *set = en_arena_raw(arena, mask_for(most) + 1, sizeof *set);
    for (size_t i = 0; i < places && set; i++) {
        size_t n = start[i + 1] - start[i];
        if (atomic_load_explicit(&t->round->tied, memory_order_relaxed)) return true;
        if (n > 1 && has_equal(scores + start[i], n, set, mask_for(n))) atomic_store(&t->round->tied, true);
    }
    return set != NULL;
}

/* Counts the acceptable wishes of the task's places; afterwards start[i + 1] is where place i's begin. */
static void count_wishes(const tie_search *t, size_t task, size_t *start, size_t places)
{
    const en_verify_rows *w = &t->round->wishes;
    const uint32_t mask = (1u << t->shift) - 1;
    for (size_t i = 0; i < w->count; i++)
        if ((w->place[i] & mask) == task) start[(w->place[i] >> t->shift) + 2] += isnan(w->score[i]) ? 0 : 1;
    for (size_t i = 0; i < places; i++) {
        t->round->applied[(i << t->shift) + task] = (uint32_t)start[i + 2];
        start[i + 2] += start[i + 1];
    }
}

/* Copies the scores of the task's places; afterwards start[i] is where place i's begin. */
static double *gather(const tie_search *t, en_arena *arena, size_t task, size_t *start, size_t places)
{
    const en_verify_rows *w = &t->round->wishes;
    const uint32_t mask = (1u << t->shift) - 1;
    double *scores = en_arena_raw(arena, start[places + 1], sizeof *scores);
    for (size_t i = 0; i < w->count && scores; i++)
        if ((w->place[i] & mask) == task && !isnan(w->score[i])) scores[start[(w->place[i] >> t->shift) + 1]++] = w->score[i];
    return scores;
}

static void search_task(void *shared, size_t task)
{
    tie_search *t = shared;
    size_t all = t->round->places.count, places = all > task ? ((all - task - 1) >> t->shift) + 1 : 0;
    en_arena arena = en_arena_make(NULL);
    size_t *start = en_arena_array(&arena, places + 2, sizeof *start);
    bool fine = start != NULL;
    if (start) count_wishes(t, task, start, places);
    if (start && !atomic_load(&t->round->tied)) {
        double *scores = gather(t, &arena, task, start, places);
        fine = scores && search_places(t, &arena, start, scores, places);
    }
    if (!fine) atomic_store(&t->out_of_memory, true);
    en_arena_free(&arena);
}

unsigned en_verify_shift(const en_context *context)
{
    unsigned shift = 0;
    while (shift < 6 && 2u << shift <= en_width(context)) shift++;
    return shift;
}

static en_status prepare_lottery(en_verify *v)
{
    en_verify_round *round = &v->round;
    if (round->seed.size == 0) {
        en_where where = {.file = en_str_of("round.json"), .column = en_str_of("ties.seed")};
        return en_report_error(&v->input, EN_W_VERIFY_NO_SEED, where);
    }
    size_t count = round->ties == EN_VERIFY_MULTIPLE ? round->wishes.count : round->applicants.count;
    round->numbers = en_arena_array(&round->arena, count, sizeof *round->numbers);
    return round->numbers ? EN_OK : EN_ERR_MEMORY;
}

en_status en_verify_find_ties(en_verify *v)
{
    en_verify_round *round = &v->round;
    tie_search t = {.round = round, .shift = en_verify_shift(v->context)};
    round->applied = en_arena_array(&round->arena, round->places.count, sizeof *round->applied);
    if (!round->applied) return EN_ERR_MEMORY;
    en_run(v->context, search_task, &t, (size_t)1 << t.shift);
    if (atomic_load(&t.out_of_memory)) return EN_ERR_MEMORY;
    return atomic_load(&round->tied) && round->ties != EN_VERIFY_BY_ID ? prepare_lottery(v) : EN_OK;
}
