/* generate N K SEED DIR: writes a synthetic round (see docs/formats.md) for tests and benchmarks.
 *
 * N applicants wish for K places each out of N/20, popular places more often (Zipf 0.8); places hold
 * 9 to 27 seats (0.9 N in all) and score applicants by a common merit plus their own noise, with no ties.
 * The applicant-optimal stable matching is unique. Known results, seed 1, K = 10:
 *        N  places    seats  unmatched  mean rank of the matched
 *    1 000      50      954         49  2.779
 *   10 000     500    8 954      1 183  3.207
 *  100 000   5 000   89 727     12 236  3.309
 *1 000 000  50 000  900 295    126 053  3.358
 * Build: cc -O2 -o generate generate.c -lm
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static uint64_t state;

static uint64_t next_u64(void)
{ /* splitmix64 */
    state += 0x9E3779B97F4A7C15ull;
    uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
    return z ^ (z >> 31);
}

static double uniform(void) { return ((double)(next_u64() >> 11) + 0.5) * (1.0 / 9007199254740992.0); }

static float normal(void)
{
    double r = sqrt(-2 * log(uniform()));
    return (float)(r * cos(6.283185307179586 * uniform()));
}

static FILE *create(const char *dir, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    if (!f) {
        perror(path);
        exit(5);
    }
    return f;
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: generate N K SEED DIR\n");
        return 2;
    }
    int n = atoi(argv[1]), k = atoi(argv[2]), m = n / 20;
    state = strtoull(argv[3], NULL, 10) * 7919 + 1;
    const char *dir = argv[4];
    if (m < k || k < 1) {
        fprintf(stderr, "generate: N/20 must be at least K, and K at least 1\n");
        return 2;
    }
    mkdir(dir, 0777);

    double *popularity = malloc((size_t)m * sizeof *popularity), total = 0;
    int32_t *wish = malloc((size_t)n * (size_t)k * sizeof *wish);
    float *merit = malloc((size_t)n * sizeof *merit);
    if (!popularity || !wish || !merit) {
        fprintf(stderr, "generate: out of memory\n");
        return 5;
    }
    for (int j = 0; j < m; j++) {
        total += pow(j + 1, -0.8);
        popularity[j] = total;
    }

    for (int i = 0; i < n; i++) {
        merit[i] = normal();
        for (int q = 0; q < k;) {
            double x = uniform() * total;
            int low = 0, high = m - 1, seen = 0;
            while (low < high) {
                int mid = (low + high) / 2;
                if (popularity[mid] < x) low = mid + 1;
                else high = mid;
            }
            for (int p = 0; p < q; p++) seen |= wish[(size_t)i * (size_t)k + (size_t)p] == low;
            if (!seen) wish[(size_t)i * (size_t)k + (size_t)q++] = low;
        }
    }

    FILE *f = create(dir, "places.csv");
    fprintf(f, "place,seats\n");
    for (int j = 0; j < m; j++) fprintf(f, "P%06d,%d\n", j, 9 + (int)(next_u64() % 19));
    fclose(f);

    f = create(dir, "applicants.csv");
    fprintf(f, "applicant\n");
    for (int i = 0; i < n; i++) fprintf(f, "A%08d\n", i);
    fclose(f);

    f = create(dir, "choices.csv");
    fprintf(f, "applicant,rank,place,score\n");
    for (int i = 0; i < n; i++)
        for (int q = 0; q < k; q++)
            fprintf(f, "A%08d,%d,P%06d,%.9g\n", i, q + 1, wish[(size_t)i * (size_t)k + (size_t)q],
                    (double)(merit[i] + normal()));
    fclose(f);

    f = create(dir, "round.json");
    fprintf(f,
            "{\"id\": \"synthetic-%d\", \"mechanism\": \"deferred-acceptance\", \"ties\": {\"rule\": "
            "\"by-id\"}}\n",
            n);
    fclose(f);
    free(popularity);
    free(wish);
    free(merit);
    return 0;
}
