/* sample_tool COMMAND ARGUMENT…: what test_sample.py compares with scipy, one number a line in hexadecimal.
 *
 * distribution KIND A B C <uniform numbers · choice VALUE… <uniform numbers · below <scores · sobol
 * DIMENSIONS POINTS · sample SAMPLING SEED STREAM RUNS DIMENSION FIRST COUNT · quantiles P… <numbers ·
 * histogram P… <numbers · listed P… <numbers · moments <numbers
 */
#include "distribution.h"
#include "normal.h"
#include "quantile.h"
#include "sample.h"

#include <stdio.h>
#include <stdlib.h>

/* All of standard input, with room for a multiple of 64. */
static double *read_all(size_t *count)
{
    char line[64];
    size_t room = 64;
    double *x = calloc(room, sizeof *x);
    for (*count = 0; x && fgets(line, sizeof line, stdin); *count += 1) {
        if (*count + 64 >= room) x = realloc(x, (room *= 2) * sizeof *x);
        if (x) x[*count] = strtod(line, NULL);
    }
    if (!x) abort();
    for (size_t k = *count; k % 64; k++) x[k] = 0.5;
    return x;
}

static uint32_t whole(const char *text) { return (uint32_t)strtoul(text, NULL, 0); }

static void print_all(const double *x, size_t count)
{
    for (size_t k = 0; k < count; k++) printf("%a\n", x[k]);
}

static int distribution(int argc, char **argv)
{
    size_t count;
    double values[64], *x = read_all(&count);
    bool choice = strcmp(argv[1], "choice") == 0;
    en_distribution d = {.kind = choice ? EN_CHOICE : (en_distribution_kind)whole(argv[2]), .values = values};
    for (int k = 2; choice && k < argc; k++) values[d.value_count++] = strtod(argv[k], NULL);
    if (!choice) d.a = strtod(argv[3], NULL), d.b = strtod(argv[4], NULL), d.c = strtod(argv[5], NULL);
    en_arena arena = en_arena_make(NULL);
    en_inverse inverse;
    if (en_inverse_make(&d, &arena, &inverse) != EN_OK) abort();
    en_inverse_values(&inverse, (count + 7) / 8 * 8, x);
    print_all(x, count);
    en_arena_free(&arena);
    free(x);
    return 0;
}

static int below(void)
{
    size_t count;
    double *x = read_all(&count);
    en_normal_below((count + 7) / 8 * 8, x);
    print_all(x, count);
    free(x);
    return 0;
}

static int sobol(char **argv)
{
    uint32_t dimensions = whole(argv[2]), points = whole(argv[3]);
    for (uint32_t k = 0; k < points; k++)
        for (uint32_t d = 0; d < dimensions; d++) printf("%a\n", en_sobol_point(d, k) * 0x1p-32);
    return 0;
}

static int sample(char **argv)
{
    en_sample s = {(en_sampling)whole(argv[2]), strtoull(argv[3], NULL, 0), strtoull(argv[4], NULL, 0),
                   strtoull(argv[5], NULL, 0), whole(argv[6])};
    size_t count = strtoull(argv[8], NULL, 0);
    double *x = calloc(count, sizeof *x);
    if (!x) return 1;
    en_sample_uniform(&s, strtoull(argv[7], NULL, 0), count, x);
    print_all(x, count);
    free(x);
    return 0;
}

static int numbers(int argc, char **argv)
{
    size_t count;
    double p[64], q[64], *x = read_all(&count);
    uint32_t n = 0;
    for (int k = 2; k < argc; k++) p[n++] = strtod(argv[k], NULL);
    en_moments m = en_moments_none();
    for (size_t k = 0; k < count; k += 64)
        en_moments_add(&m, x + k, count - k < 64 ? ((uint64_t)1 << (count - k)) - 1 : UINT64_MAX);
    if (strcmp(argv[1], "quantiles") == 0) en_quantiles(x, count, p, n, q);
    bool listed = strcmp(argv[1], "listed") == 0;
    if (listed || strcmp(argv[1], "histogram") == 0) {
        uint32_t first = en_bucket_of(m.least), buckets = en_bucket_of(m.most) - first + 1,
                 *counted = calloc(listed ? count : buckets, sizeof *counted);
        if (!counted) abort();
        for (size_t k = 0; k < count; k++) {
            uint32_t bucket = en_bucket_of(x[k]) - first;
            if (listed) counted[k] = bucket;
            else counted[bucket]++;
        }
        if (listed) en_listed_quantiles(counted, first, &m, p, n, q);
        else en_histogram_quantiles(counted, first, buckets, &m, p, n, q);
        free(counted);
    }
    if (strcmp(argv[1], "moments") == 0)
        q[0] = en_moments_mean(&m), q[1] = en_moments_sd(&m), q[2] = m.least, q[3] = m.most, n = 4;
    print_all(q, n);
    free(x);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 2) return 2;
    if (strcmp(argv[1], "distribution") == 0 || strcmp(argv[1], "choice") == 0)
        return distribution(argc, argv);
    if (strcmp(argv[1], "below") == 0) return below();
    if (strcmp(argv[1], "sobol") == 0) return sobol(argv);
    if (strcmp(argv[1], "sample") == 0) return sample(argv);
    return numbers(argc, argv);
}
