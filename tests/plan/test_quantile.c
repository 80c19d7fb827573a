/* Quantiles of a histogram's counts against those of the numbers themselves (quantile.h): near them, exact
 * where they are 0, and never outside of the numbers. */
#include "quantile.h"

#include "check.h"

#include <math.h>

enum { MOST = 512, BLOCK = 64, PROBABILITIES = 7 };
static const double probabilities[PROBABILITIES] = {0, 0.05, 0.25, 0.5, 0.75, 0.95, 1};

typedef enum shape { ZEROS, MOSTLY_ZEROS, BOTH_ZEROS, NEAR_ZERO, WIDE, HUGE_NUMBERS, SHAPES } shape;

static double unit(uint64_t *random) { return (double)(check_random(random) >> 11) * 0x1p-53; }

static double draw(shape s, uint64_t *random)
{
    double sign = check_below(random, 2) ? 1 : -1, u = unit(random);
    switch (s) {
    case ZEROS: return 0;
    case MOSTLY_ZEROS: return check_below(random, 4) ? 0 : 1000 * u;
    case BOTH_ZEROS: return check_below(random, 4) ? sign * 0.0 : sign * u;
    case NEAR_ZERO: return sign * ldexp(u, -1060);
    case WIDE: return sign * ldexp(1 + u, (int)check_below(random, 2000) - 1000);
    case HUGE_NUMBERS: return sign * u * 0x1.fp1023;
    case SHAPES: break;
    }
    return NAN;
}

typedef struct numbers {
    double at[MOST];
    size_t count;
    en_moments moments;
} numbers;

static void draw_all(numbers *n, shape s, uint64_t *random)
{
    double block[BLOCK] = {0};
    n->count = 1 + (size_t)check_below(random, MOST);
    n->moments = en_moments_none();
    for (size_t i = 0; i < n->count; i++) {
        n->at[i] = block[i % BLOCK] = draw(s, random);
        bool last = i + 1 == n->count, full = i % BLOCK == BLOCK - 1;
        if (!last && !full) continue;
        en_moments_add(&n->moments, block, full ? UINT64_MAX : ((uint64_t)1 << (i % BLOCK + 1)) - 1);
    }
}

/* The same quantiles by both ways to count. */
static void approximate(const numbers *n, double *counted, double *listed)
{
    uint32_t first = en_bucket_of(n->moments.least), buckets = en_bucket_of(n->moments.most) - first + 1;
    uint32_t *counts = calloc(buckets, sizeof *counts), list[MOST];
    assert_non_null(counts);
    for (size_t i = 0; i < n->count; i++) {
        list[i] = en_bucket_of(n->at[i]) - first;
        counts[list[i]]++;
    }
    en_histogram_quantiles(counts, first, buckets, &n->moments, probabilities, PROBABILITIES, counted);
    en_listed_quantiles(list, first, &n->moments, probabilities, PROBABILITIES, listed);
    free(counts);
}

/* How far a quantile may be off: 2^-11 of the larger of the two numbers that it lies between, or a bucket of
 * those that are not normal. */
static double allowed(const double *sorted, size_t count, double probability)
{
    double h = (double)(count - 1) * probability;
    size_t at = (size_t)h, next = at + 1 < count ? at + 1 : at;
    return fmax(fabs(sorted[at]), fabs(sorted[next])) * 0x1.01p-11 + 0x1p-1030;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void check_shape(shape s, uint64_t *random)
{
    numbers n;
    double counted[PROBABILITIES], listed[PROBABILITIES], exact[PROBABILITIES];
    draw_all(&n, s, random);
    approximate(&n, counted, listed);
    en_quantiles(n.at, n.count, probabilities, PROBABILITIES, exact);
    qsort(n.at, n.count, sizeof *n.at, by_value);
    for (size_t q = 0; q < PROBABILITIES; q++) {
        assert_true(counted[q] == listed[q]);
        assert_true(counted[q] >= n.at[0] && counted[q] <= n.at[n.count - 1]);
        assert_true(exact[q] >= n.at[0] && exact[q] <= n.at[n.count - 1]);
        if (exact[q] == 0 && s != WIDE && s != NEAR_ZERO) assert_true(counted[q] == 0);
        assert_true(fabs(counted[q] - exact[q]) <= allowed(n.at, n.count, probabilities[q]));
    }
}

static void quantiles__of_counts_are_near_exact_at_zero_and_never_outside(void **unused)
{
    (void)unused;
    uint64_t random = 7;
    for (int round = 0; round < 40; round++) /* a histogram of both signs has 4 million buckets */
        for (int s = 0; s < SHAPES; s++) check_shape((shape)s, &random);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles__of_counts_are_near_exact_at_zero_and_never_outside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
