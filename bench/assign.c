/* bench-assign ROUND [OBJECTIVE…]: times assignment without stability, the engine alone, on a folder that
 * `generate` (generate.c) wrote, and checks every result by its potentials. Prints seconds of the solve and
 * of the check, peak memory, how many are placed and at which ranks. ninja -C BUILD tests/match/bench-assign
 * builds it.
 */
#include <enishi/assign.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static const char *const names[] = {"max-size", "min-cost-max", "generous-max", "greedy-max", "rank-maximal"};

/* A folder that `generate` wrote: "A%08d,rank,P%06d,score" in choices.csv, "P%06d,seats" in places.csv. */
static FILE *open_table(const char *folder, const char *name)
{
    char path[4096], header[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "r");
    if (!f || !fgets(header, sizeof header, f)) {
        fprintf(stderr, "bench-assign: %s cannot be read\n", path);
        exit(5);
    }
    return f;
}

static void *room(size_t count, size_t size)
{
    void *block = calloc(count + 1, size);
    if (!block) exit(5);
    return block;
}

static size_t rows_of(const char *folder, const char *name)
{
    FILE *f = open_table(folder, name);
    size_t rows = 0;
    char line[256];
    while (fgets(line, sizeof line, f)) rows++;
    fclose(f);
    return rows;
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static en_assign_problem load(const char *folder, en_match_problem *market)
{
    size_t wishes = rows_of(folder, "choices.csv"), w = 0;
    market->applicants = (uint32_t)rows_of(folder, "applicants.csv");
    market->places = (uint32_t)rows_of(folder, "places.csv");
    uint32_t *seats = room(market->places, sizeof *seats), *begin = room(market->applicants, sizeof *begin);
    uint32_t *place = room(wishes, sizeof *place), *rank = room(wishes, sizeof *rank);
    double *score = room(wishes, sizeof *score);
    char line[256];
    FILE *f = open_table(folder, "places.csv");
    while (fgets(line, sizeof line, f))
        seats[strtoul(line + 1, NULL, 10)] = (uint32_t)strtoul(line + 8, NULL, 10);
    fclose(f);
    f = open_table(folder, "choices.csv");
    for (; fgets(line, sizeof line, f); w++) {
        char *at = line + 1;
        begin[strtoul(at, &at, 10) + 1] = (uint32_t)w + 1;
        rank[w] = (uint32_t)strtoul(at + 1, &at, 10);
        place[w] = (uint32_t)strtoul(at + 2, &at, 10);
    }
    fclose(f);
    market->seats = seats;
    market->wish_begin = begin;
    market->wish_place = place;
    market->wish_score = score;
    return (en_assign_problem){.market = market, .wish_rank = rank};
}

static void report(const en_assign_problem *problem, const en_assign_result *result)
{
    uint32_t placed = 0, *at = room(result->rank_count, sizeof *at);
    unsigned long long cost = 0;
    for (uint32_t i = 0; i < problem->market->applicants; i++) {
        if (result->wish[i] == EN_MATCH_NONE) continue;
        placed++;
        cost += problem->wish_rank[result->wish[i]];
        for (uint32_t r = 0; r < result->rank_count; r++)
            at[r] += result->ranks[r] == problem->wish_rank[result->wish[i]];
    }
    printf("  placed %u, ranks", placed);
    for (uint32_t r = 0; r < result->rank_count; r++) printf(" %u", at[r]);
    printf(", their sum %llu\n", cost);
    free(at);
}

static int run(const en_assign_problem *problem, en_assign_objective objective)
{
    en_assign_result result;
    double begin = now();
    en_status status = en_assign_solve(problem, objective, NULL, &result);
    double solved = now();
    if (status == EN_OK)
        status = en_assign_check(problem, objective, result.wish, result.potentials, NULL, NULL);
    double checked = now();
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%-13s solve %7.2f s, check %5.2f s, peak %5ld MB, status %d\n", names[objective], solved - begin,
           checked - solved, usage.ru_maxrss / 1000, (int)status);
    if (status != EN_OK) return 6;
    report(problem, &result);
    fflush(stdout);
    en_assign_result_free(&result);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: bench-assign ROUND [OBJECTIVE]...\n");
        return 2;
    }
    en_match_problem market = {0};
    en_assign_problem problem = load(argv[1], &market);
    int status = 0;
    for (int objective = 0; objective < 5; objective++) {
        int wanted = argc == 2;
        for (int k = 2; k < argc; k++) wanted |= strcmp(argv[k], names[objective]) == 0;
        if (wanted && status == 0) status = run(&problem, (en_assign_objective)objective);
    }
    return status;
}
