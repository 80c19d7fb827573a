/* Times couples among singles: couples [APPLICANTS COUPLES WISHES PLACES SEED STEPS NODES]
 *
 * A synthetic market: each place has as many seats as makes them fewer than applicants by a tenth, scores are
 * random, popular places have small numbers. Couples rank pairs of places that are near each other, and the
 * last joint wishes leave one member unplaced.
 */
#define _POSIX_C_SOURCE 199309L /* clock_gettime */
#include <enishi/couples.h>

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef struct market {
    uint32_t applicants, couples, wishes, places;
    uint64_t random;
    uint32_t *seats, *begin, *place, *order;
    double *score;
    en_match_couple *couple;
    en_match_joint_wish *joint;
} market;

static uint64_t next_random(market *m) /* SplitMix64 */
{
    uint64_t z = m->random += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

static double uniform(market *m) { return (double)(next_random(m) >> 11) * 0x1p-53; }

static void *allocate(size_t n, size_t size)
{
    void *block = calloc(n ? n : 1, size);
    if (!block) exit(1);
    return block;
}

/* Different places, the popular ones more often. */
static void draw_places(market *m, uint32_t i)
{
    uint32_t *list = m->place + (size_t)i * m->wishes;
    for (uint32_t k = 0; k < m->wishes;) {
        double u = uniform(m);
        uint32_t p = (uint32_t)(u * (0.5 + u / 2) * m->places), j = 0;
        while (j < k && list[j] != p) j++;
        if (j == k) list[k++] = p;
    }
}

static int by_value(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (x[0] > y[0]) - (x[0] < y[0]);
}

/* Pairs of the two lists, those with a small sum of ranks first. */
static void draw_joint(market *m, uint32_t c)
{
    uint32_t n = m->wishes, at = c * 2 * n;
    uint32_t(*pairs)[3] = allocate((size_t)n * n, sizeof *pairs);
    for (uint32_t k = 0; k < n * n; k++) {
        pairs[k][0] = (k / n + k % n) << 16 | (uint32_t)(next_random(m) & 0xFFFF);
        pairs[k][1] = k / n;
        pairs[k][2] = k % n;
    }
    qsort(pairs, (size_t)n * n, sizeof *pairs, by_value);
    m->couple[c] = (en_match_couple){{2 * c, 2 * c + 1}, at, at + 2 * n};
    for (uint32_t k = 0; k < 2 * n; k++) {
        uint32_t first = 2 * c * n + pairs[k][1], second = (2 * c + 1) * n + pairs[k][2];
        m->joint[at + k] = (en_match_joint_wish){{first, k + 2 < 2 * n ? second : EN_MATCH_NONE}};
    }
    m->joint[at + 2 * n - 1] = (en_match_joint_wish){{EN_MATCH_NONE, (2 * c + 1) * n}};
    free(pairs);
}

static void draw_market(market *m)
{
    size_t wishes = (size_t)m->applicants * m->wishes;
    m->seats = allocate(m->places, sizeof *m->seats);
    m->begin = allocate((size_t)m->applicants + 1, sizeof *m->begin);
    m->order = allocate(m->applicants, sizeof *m->order);
    m->place = allocate(wishes, sizeof *m->place);
    m->score = allocate(wishes, sizeof *m->score);
    m->couple = allocate(m->couples, sizeof *m->couple);
    m->joint = allocate((size_t)m->couples * 2 * m->wishes, sizeof *m->joint);
    for (uint32_t s = 0; s < m->applicants - m->applicants / 10; s++) m->seats[s % m->places]++;
    for (uint32_t i = 0; i < m->applicants; i++) {
        m->order[i] = i;
        m->begin[i + 1] = (i + 1) * m->wishes;
        draw_places(m, i);
    }
    for (size_t w = 0; w < wishes; w++) m->score[w] = uniform(m);
    for (uint32_t c = 0; c < m->couples; c++) draw_joint(m, c);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static uint64_t argument(int argc, char **argv, int k, uint64_t otherwise)
{
    return argc > k ? strtoull(argv[k], NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
    market m = {.applicants = (uint32_t)argument(argc, argv, 1, 40000),
                .couples = (uint32_t)argument(argc, argv, 2, 1000),
                .wishes = (uint32_t)argument(argc, argv, 3, 10),
                .places = (uint32_t)argument(argc, argv, 4, 4000),
                .random = argument(argc, argv, 5, 1)};
    en_match_couples_limits limits = {3000, argument(argc, argv, 6, 10000000), argument(argc, argv, 7, 0)};
    draw_market(&m);
    en_match_problem problem = {.applicants = m.applicants,
                                .places = m.places,
                                .seats = m.seats,
                                .wish_begin = m.begin,
                                .wish_place = m.place,
                                .wish_score = m.score};
    en_match_couples couples = {m.couple, m.couples, m.joint, m.order};
    en_match_result result;
    en_match_couples_outcome outcome;
    double start = seconds();
    en_status status = en_match_solve_couples(&problem, &couples, limits, NULL, &result, &outcome);
    double solved = seconds();
    if (status != EN_OK) return 1;
    status = en_match_check_couples(&problem, &couples, result.wish, NULL, NULL, NULL);
    double checked = seconds();
    static const char *const ends[] = {"stable", "fewest", "bound"};
    printf("%s, %u block, at least %u; %llu steps, %llu nodes; solved in %.3f s, checked in %.3f s (%s)\n",
           ends[outcome.end], outcome.blocking_count, outcome.least, (unsigned long long)outcome.steps,
           (unsigned long long)outcome.nodes, solved - start, checked - solved,
           status == EN_OK ? "stable" : "not stable");
    return 0;
}
