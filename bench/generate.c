/* generate N K SEED DIR [--groups] [--categories] [--mechanism NAME]: writes a synthetic round
 * (docs/formats.md) for tests and benchmarks.
 *
 * N applicants wish for K places each out of N/20, popular places more often (Zipf 0.8); places hold 9 to 27
 * seats (0.9 N in all) and score applicants by a common merit plus their own noise, with no ties. The
 * applicant-optimal stable matching is unique. What deferred acceptance gives with seed 1, K = 10 and no
 * flags (unmatched, mean rank of the matched) is in match.py.
 *
 * --groups puts every place into one of 47 prefectures, these into 8 regions, these into a country, each with
 * a cap of nine tenths of its seats and targets. --categories makes a tenth of the applicants "north", a
 * tenth "women", and of each place's seats an eighth for either before the open ones.
 *
 * Build: cc -O2 -o generate generate.c -lm
 */
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { PREFECTURES = 47, REGIONS = 8 };

typedef struct market {
    int n, k, m; /* applicants, wishes each, places */
    const char *dir, *mechanism;
    bool groups, categories;
    int *wish; /* n × k places */
    float *merit;
    int *seats; /* m */
} market;

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

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (memory) return memory;
    fprintf(stderr, "generate: out of memory\n");
    exit(5);
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

/* The place at which the sum of popularities reaches x. */
static int find_place(const double *popularity, int m, double x)
{
    int low = 0, high = m - 1;
    while (low < high) {
        int middle = (low + high) / 2;
        if (popularity[middle] < x) low = middle + 1;
        else high = middle;
    }
    return low;
}

static void draw_wishes(market *r)
{
    double *popularity = allocate((size_t)r->m, sizeof *popularity), total = 0;
    for (int j = 0; j < r->m; j++) popularity[j] = total += pow(j + 1, -0.8);
    for (int i = 0; i < r->n; i++) {
        int *wish = r->wish + (size_t)i * (size_t)r->k;
        r->merit[i] = normal();
        for (int q = 0; q < r->k;) {
            int place = find_place(popularity, r->m, uniform() * total);
            bool seen = false;
            for (int p = 0; p < q; p++) seen |= wish[p] == place;
            if (!seen) wish[q++] = place;
        }
    }
    free(popularity);
}

static int prefecture_of(int place) { return place * 31 % PREFECTURES; }

static void write_places(market *r)
{
    FILE *f = create(r->dir, "places.csv");
    fprintf(f, r->groups ? "place,seats,group,target,turn\n" : "place,seats\n");
    for (int j = 0; j < r->m; j++) {
        r->seats[j] = 9 + (int)(next_u64() % 19);
        fprintf(f, "P%06d,%d", j, r->seats[j]);
        if (r->groups) fprintf(f, ",prefecture-%02d,%d,%d", prefecture_of(j), r->seats[j] / 2, j);
        fprintf(f, "\n");
    }
    fclose(f);
}

static void write_applicants(const market *r)
{
    FILE *f = create(r->dir, "applicants.csv");
    fprintf(f, r->categories ? "applicant,categories\n" : "applicant\n");
    for (int i = 0; i < r->n; i++) {
        fprintf(f, "A%08d", i);
        if (r->categories) fprintf(f, ",%s", i % 10 == 3 ? "north" : i % 10 == 7 ? "women" : "");
        fprintf(f, "\n");
    }
    fclose(f);
}

static void write_choices(const market *r)
{
    FILE *f = create(r->dir, "choices.csv");
    fprintf(f, "applicant,rank,place,score\n");
    for (int i = 0; i < r->n; i++)
        for (int q = 0; q < r->k; q++)
            fprintf(f, "A%08d,%d,P%06d,%.9g\n", i, q + 1, r->wish[(size_t)i * (size_t)r->k + (size_t)q],
                    (double)(r->merit[i] + normal()));
    fclose(f);
}

static void write_lines(const market *r)
{
    FILE *f = create(r->dir, "seats.csv");
    fprintf(f, "place,order,seats,category,others\n");
    for (int j = 0; j < r->m; j++) {
        int reserved = r->seats[j] / 8;
        fprintf(f, "P%06d,1,%d,north,after\nP%06d,2,%d,women,after\nP%06d,3,%d,,\n", j, reserved, j, reserved,
                j, r->seats[j] - 2 * reserved);
    }
    fclose(f);
}

static void write_group(FILE *f, const char *name, int number, const char *parent, int above, int seats)
{
    fprintf(f, "%s-%02d,", name, number);
    if (parent) fprintf(f, "%s-%02d,%d,%d,%d,targets\n", parent, above, seats * 9 / 10, seats / 2, number);
    else fprintf(f, ",%d,,,targets\n", seats * 9 / 10);
}

static void write_groups(const market *r)
{
    int prefecture[PREFECTURES] = {0}, region[REGIONS] = {0}, country = 0;
    for (int j = 0; j < r->m; j++) {
        prefecture[prefecture_of(j)] += r->seats[j];
        region[prefecture_of(j) % REGIONS] += r->seats[j];
        country += r->seats[j];
    }
    FILE *f = create(r->dir, "groups.csv");
    fprintf(f, "group,parent,cap,target,turn,choice\n");
    write_group(f, "country", 0, NULL, 0, country);
    for (int g = 0; g < REGIONS; g++) write_group(f, "region", g, "country", 0, region[g]);
    for (int g = 0; g < PREFECTURES; g++)
        write_group(f, "prefecture", g, "region", g % REGIONS, prefecture[g]);
    fclose(f);
}

static void write_rules(const market *r)
{
    FILE *f = create(r->dir, "round.json");
    fprintf(f, "{\"id\": \"synthetic-%d\", \"mechanism\": \"%s\", %s\"ties\": {\"rule\": \"by-id\"}}\n", r->n,
            r->mechanism, strcmp(r->mechanism, "serial-dictatorship") == 0 ? "\"order\": \"lottery\", " : "");
    fclose(f);
}

static bool read_arguments(int argc, char **argv, market *r)
{
    if (argc < 5) return false;
    *r = (market){.n = atoi(argv[1]), .k = atoi(argv[2]), .m = atoi(argv[1]) / 20, .dir = argv[4]};
    r->mechanism = "deferred-acceptance";
    state = strtoull(argv[3], NULL, 10) * 7919 + 1;
    for (int i = 5; i < argc; i++) {
        if (strcmp(argv[i], "--groups") == 0) r->groups = true;
        else if (strcmp(argv[i], "--categories") == 0) r->categories = true;
        else if (strcmp(argv[i], "--mechanism") == 0 && i + 1 < argc) r->mechanism = argv[++i];
        else return false;
    }
    return true;
}

int main(int argc, char **argv)
{
    market r;
    if (!read_arguments(argc, argv, &r) || r.k < 1 || r.m < r.k) {
        fprintf(stderr, "usage: generate N K SEED DIR [--groups] [--categories] [--mechanism NAME], where 1 "
                        "<= K <= N/20\n");
        return 2;
    }
    mkdir(r.dir, 0777);
    r.wish = allocate((size_t)r.n * (size_t)r.k, sizeof *r.wish);
    r.merit = allocate((size_t)r.n, sizeof *r.merit);
    r.seats = allocate((size_t)r.m, sizeof *r.seats);
    draw_wishes(&r);
    write_places(&r);
    write_applicants(&r);
    write_choices(&r);
    if (r.categories) write_lines(&r);
    if (r.groups) write_groups(&r);
    write_rules(&r);
    free(r.wish);
    free(r.merit);
    free(r.seats);
    return 0;
}
