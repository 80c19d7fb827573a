/* See quantile.h. */
#include "quantile.h"

#include "compute.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { BLOCK = 64, PARTS = 8, FEW = 24, MANY = 4096, LEVELS = 2048 };

en_moments en_moments_none(void) { return (en_moments){.least = INFINITY, .most = -INFINITY}; }

static double joined(const double *s)
{
    return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
}

static double sum_of(const double *x)
{
    double s[PARTS] = {0};
    for (size_t k = 0; k < BLOCK; k += PARTS)
        for (size_t i = 0; i < PARTS; i++) s[i] += x[k + i];
    return joined(s);
}

/* Of deviations from a number near the mean: their sum and that of their squares. */
static void deviations(const double *x, double mean, double *sum, double *squares)
{
    double s[PARTS] = {0}, q[PARTS] = {0};
    for (size_t k = 0; k < BLOCK; k += PARTS)
        for (size_t i = 0; i < PARTS; i++) {
            double d = x[k + i] - mean;
            s[i] += d;
            q[i] += d * d;
        }
    *sum = joined(s);
    *squares = joined(q);
}

static void widen(en_moments *m, const double *x)
{
    double least[PARTS], most[PARTS];
    memcpy(least, x, sizeof least);
    memcpy(most, x, sizeof most);
    for (size_t k = PARTS; k < BLOCK; k += PARTS)
        for (size_t i = 0; i < PARTS; i++) {
            least[i] = x[k + i] < least[i] ? x[k + i] : least[i];
            most[i] = x[k + i] > most[i] ? x[k + i] : most[i];
        }
    for (size_t i = 0; i < PARTS; i++) {
        if (least[i] < m->least) m->least = least[i];
        if (most[i] > m->most) m->most = most[i];
    }
}

/* mean + rest grows by step; the mean in two parts keeps what blocks differ by where all numbers are far from
 * 0. */
static void move_mean(en_moments *m, double step)
{
    double by = step + m->rest, mean = m->mean + by, moved = mean - m->mean;
    m->rest = (m->mean - (mean - moved)) + (by - moved);
    m->mean = mean;
}

/* Of a block that has `count` numbers and the mean in the places behind them. */
static void add_block(en_moments *m, const double *x, unsigned count, double mean)
{
    double sum, squares, n = (double)m->count, part = count / (n + count);
    deviations(x, mean, &sum, &squares);
    if (m->count == 0) m->mean = mean;
    double apart = (mean - m->mean) + (sum / count - m->rest);
    double own = squares - sum * sum / count;
    m->squares += (own > 0 ? own : 0) + apart * apart * (n * part);
    m->count += count;
    move_mean(m, apart * part);
}

void en_moments_add(en_moments *m, const double *x, uint64_t which)
{
    double some[BLOCK] = {0};
    unsigned count = 0;
    if (which == UINT64_MAX) {
        widen(m, x);
        add_block(m, x, BLOCK, sum_of(x) / BLOCK);
        return;
    }
    for (; which; which &= which - 1) some[count++] = x[__builtin_ctzll(which)];
    if (count == 0) return;
    double mean = sum_of(some) / count;
    for (unsigned k = count; k < BLOCK; k++) some[k] = some[0];
    widen(m, some);
    for (unsigned k = count; k < BLOCK; k++) some[k] = mean;
    add_block(m, some, count, mean);
}

double en_moments_mean(const en_moments *m)
{
    return m->count == 0 ? NAN : m->least == m->most ? m->least : m->mean;
}

double en_moments_sd(const en_moments *m)
{
    if (m->least == m->most && m->count > 1) return 0;
    return m->count > 1 ? en_plan_compute(EN_OP_SQRT, m->squares / (double)(m->count - 1), 0, 0) : NAN;
}

static void swap(double *a, double *b)
{
    double kept = *a;
    *a = *b;
    *b = kept;
}

static void sort_few(double *x, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        double now = x[i];
        size_t k = i;
        for (; k > 0 && x[k - 1] > now; k--) x[k] = x[k - 1];
        x[k] = now;
    }
}

static void sink(double *x, size_t from, size_t n)
{
    for (size_t child; (child = 2 * from + 1) < n; from = child) {
        if (child + 1 < n && x[child + 1] > x[child]) child++;
        if (x[from] >= x[child]) return;
        swap(&x[from], &x[child]);
    }
}

/* By a heap (J. W. J. Williams, Algorithm 232, CACM 7, 1964). */
static void sort(double *x, size_t n)
{
    for (size_t k = n / 2; k-- > 0;) sink(x, k, n);
    for (size_t k = n; k-- > 1;) {
        swap(&x[0], &x[k]);
        sink(x, 0, k);
    }
}

static double middle_of(double a, double b, double c)
{
    if (a > b) swap(&a, &b);
    return c < a ? a : c > b ? b : c;
}

/* Puts what is not above a pivot before what is not below it; returns where the second part begins, which
 * neither empties. */
static size_t part(double *x, size_t n)
{
    double pivot = middle_of(x[0], x[n / 2], x[n - 1]);
    size_t low = 0, high = n - 1;
    for (;;) {
        while (x[low] < pivot) low++;
        while (x[high] > pivot) high--;
        if (low >= high) return low ? low : 1;
        swap(&x[low++], &x[high--]);
    }
}

/* The k-th of x goes to its place, smaller ones before it and larger ones behind. */
static void select_place(double *x, size_t n, size_t k)
{
    unsigned depth = 0;
    for (size_t m = n; m; m /= 2) depth += 2;
    while (n > FEW && depth-- > 0) {
        size_t cut = part(x, n);
        if (k < cut) n = cut;
        else {
            x += cut;
            k -= cut;
            n -= cut;
        }
    }
    if (n > FEW) sort(x, n);
    else sort_few(x, n);
}

static void bring_least(double *x, size_t n)
{
    size_t least = 0;
    for (size_t k = 1; k < n; k++)
        if (x[k] < x[least]) least = k;
    swap(&x[0], &x[least]);
}

/* Levels that numbers are sorted into before any is selected: of equal height, or, where all have one sign
 * and differ by much, of equal steps of their bits. */
typedef struct levels {
    double least, scale; /* scale 0: by bits */
    uint64_t first;
    unsigned shift;
    uint64_t below[LEVELS + 1],
        dropped[LEVELS + 1]; /* numbers below a level; of these, those that are gone */
} levels;

static uint64_t ordered_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
}

static uint32_t level_of(const levels *l, double x)
{
    uint32_t level = l->scale > 0 ? (uint32_t)((x - l->least) * l->scale)
                                  : (uint32_t)((ordered_bits(x) - l->first) >> l->shift);
    return level < LEVELS ? level : LEVELS - 1;
}

static bool make_levels(levels *l, const double *x, size_t n)
{
    double least = x[0], most = x[0];
    for (size_t k = 0; k < n; k++) {
        least = x[k] < least ? x[k] : least;
        most = x[k] > most ? x[k] : most;
    }
    bool by_bits = (least > 0 && most / least > 16) || (most < 0 && least / most > 16);
    *l = (levels){
        .least = least, .scale = by_bits ? 0 : LEVELS / (most - least), .first = ordered_bits(least)};
    while ((ordered_bits(most) - l->first) >> l->shift >= LEVELS) l->shift++;
    return by_bits || (l->scale > 0 && l->scale < 0x1p1000);
}

/* The level of the number whose place is `place` in order. */
static uint32_t level_at(const levels *l, uint64_t place)
{
    uint32_t low = 0, high = LEVELS;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (l->below[middle] <= place) low = middle;
        else high = middle;
    }
    return low;
}

/* Where a quantile lies: between the places `at` and, if `part` is not 0, at + 1, from 0. */
typedef struct position {
    uint64_t at;
    double part;
} position;

static position position_of(double probability, uint64_t n)
{
    double h = (double)(n - 1) * probability;
    uint64_t at = (uint64_t)h;
    return at + 1 < n ? (position){at, h - (double)at} : (position){n - 1, 0};
}

/* Moves what is in levels that a quantile needs to the front; returns how many those are. */
static size_t keep_needed(levels *l, double *x, size_t n, const double *probability, uint32_t count)
{
    bool kept[LEVELS] = {false};
    size_t left = 0;
    for (size_t k = 0; k < n; k++) l->below[level_of(l, x[k]) + 1]++;
    for (uint32_t k = 0; k < LEVELS; k++) l->below[k + 1] += l->below[k];
    for (uint32_t q = 0; q < count; q++) {
        position p = position_of(probability[q], n);
        kept[level_at(l, p.at)] = true;
        if (p.part != 0) kept[level_at(l, p.at + 1)] = true;
    }
    for (uint32_t k = 0; k < LEVELS; k++)
        l->dropped[k + 1] = l->dropped[k] + (kept[k] ? 0 : l->below[k + 1] - l->below[k]);
    for (size_t k = 0; k < n; k++) {
        bool keep = kept[level_of(l, x[k])];
        x[left] = x[k];
        left += keep;
    }
    return left;
}

static double between(double a, double b, double part)
{
    if (part == 0 || a == b) return a;
    double apart = b - a;
    return isinf(apart) ? a * (1 - part) + b * part : a + part * apart;
}

void en_quantiles(double *x, size_t n, const double *probability, uint32_t count, double *quantile)
{
    levels l;
    bool narrowed = n > MANY && make_levels(&l, x, n);
    size_t left = narrowed ? keep_needed(&l, x, n, probability, count) : n;
    size_t sorted =
        0; /* what is before it is in places that no smaller number belongs to, if probabilities ascend */
    for (uint32_t q = 0; q < count; q++) {
        quantile[q] = NAN;
        if (n == 0) continue;
        position p = position_of(probability[q], n);
        if (narrowed) p.at -= l.dropped[level_at(&l, p.at)];
        if (p.at < sorted) sorted = 0;
        select_place(x + sorted, left - sorted, p.at - sorted);
        sorted = p.at;
        if (p.part != 0) bring_least(x + p.at + 1, left - p.at - 1);
        quantile[q] = between(x[p.at], p.part != 0 ? x[p.at + 1] : x[p.at], p.part);
    }
}

static double held_between(double x, const en_moments *m)
{
    return x < m->least ? m->least : x > m->most ? m->most : x;
}

/* What stands for the numbers of a bucket: its middle, or 0 for the two that meet there, held between the
 * ends of what was counted. */
static double bucket_value(uint32_t bucket, const en_moments *m)
{
    double ends[2];
    for (unsigned k = 0; k < 2; k++) {
        uint64_t turned = ((uint64_t)bucket << 42) + (k ? ((uint64_t)1 << 42) - 1 : 0);
        uint64_t bits = turned >> 63 ? turned & ~((uint64_t)1 << 63) : ~turned;
        memcpy(&ends[k], &bits, sizeof bits);
    }
    bool zeros = ends[0] == 0 || ends[1] == 0;
    return held_between(zeros ? 0 : ends[0] + (ends[1] - ends[0]) / 2, m);
}

static double between_buckets(uint32_t a, uint32_t b, double part, const en_moments *m)
{
    return held_between(between(bucket_value(a, m), bucket_value(b, m), part), m);
}

void en_histogram_quantiles(const uint32_t *counted, uint32_t first, uint32_t buckets, const en_moments *m,
                            const double *probability, uint32_t count, double *quantile)
{
    for (uint32_t q = 0; q < count; q++) {
        quantile[q] = NAN;
        if (m->count == 0) continue;
        position p = position_of(probability[q], m->count);
        uint64_t before = 0;
        uint32_t k = 0;
        while (k + 1 < buckets && before + counted[k] <= p.at) before += counted[k++];
        uint32_t a = k;
        while (p.part != 0 && k + 1 < buckets && before + counted[k] <= p.at + 1) before += counted[k++];
        quantile[q] = between_buckets(first + a, first + k, p.part, m);
    }
}

/* Buckets in order without sorting them: counted by their upper halves, then those of one upper half by their
 * lower ones. EN_BUCKETS is HALF times HALF. */
enum { HALF_BITS = 11, HALF = 1 << HALF_BITS };
typedef struct halves {
    const uint32_t *listed;
    uint64_t count;
    uint32_t upper_count, into; /* into: the upper half whose lower ones are counted */
    uint32_t upper[HALF], lower[HALF];
} halves;

static void look_into(halves *h, uint32_t upper)
{
    memset(h->lower, 0, sizeof h->lower);
    for (uint64_t k = 0; k < h->count; k++)
        if (h->listed[k] >> HALF_BITS == upper) h->lower[h->listed[k] & (HALF - 1)]++;
    h->into = upper;
}

/* The bucket whose place is `place`, from 0. */
static uint32_t bucket_at(halves *h, uint64_t place)
{
    uint64_t before = 0;
    uint32_t upper = 0, lower = 0;
    while (upper + 1 < h->upper_count && before + h->upper[upper] <= place) before += h->upper[upper++];
    if (upper != h->into) look_into(h, upper);
    while (lower + 1 < HALF && before + h->lower[lower] <= place) before += h->lower[lower++];
    return upper << HALF_BITS | lower;
}

void en_listed_quantiles(const uint32_t *listed, uint32_t first, const en_moments *m,
                         const double *probability, uint32_t count, double *quantile)
{
    halves h = {.listed = listed, .count = m->count, .into = HALF};
    h.upper_count = (en_bucket_of(m->most) - first) / HALF + 1;
    for (uint64_t k = 0; k < h.count; k++) h.upper[listed[k] >> HALF_BITS]++;
    for (uint32_t q = 0; q < count; q++) {
        position p = position_of(probability[q], m->count);
        uint32_t a = bucket_at(&h, p.at), b = p.part != 0 ? bucket_at(&h, p.at + 1) : a;
        quantile[q] = between_buckets(first + a, first + b, p.part, m);
    }
}
