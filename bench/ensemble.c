/* bench-ensemble: nanoseconds a run of drawing 61 parameters, by sampling and distribution, in blocks of 64
 * runs; of whole ensembles of the chain of 20 stocks (bench/plan), by what is reported; and nanoseconds a
 * number of quantiles of 100,000 numbers, selected and by a histogram. The best of several rounds, one
 * thread. ninja -C BUILD tests/plan/bench-ensemble builds it.
 */
#include "plan/chain.h"
#include "plan/models.h"

#include "quantile.h"
#include "vary.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { PARAMETERS = 61, BLOCKS = 8, ROUNDS = 200, NUMBERS = 100000 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double draw_all(const en_vary *vary, en_block *block, double *scratch)
{
    double best = 1;
    for (int round = 0; round < ROUNDS; round++) {
        double start = now();
        for (uint64_t b = 0; b < BLOCKS; b++) en_vary_draw(vary, b * EN_BLOCK, block, scratch);
        double took = now() - start;
        if (took < best) best = took;
    }
    return best / (BLOCKS * EN_BLOCK) * 1e9;
}

static double nanoseconds(en_sampling sampling, en_distribution distribution, bool correlated)
{
    static uint32_t parameters[PARAMETERS];
    static en_varied varied[PARAMETERS];
    static en_correlation pairs[PARAMETERS - 1];
    const en_program program = {.parameters = PARAMETERS, .wide = PARAMETERS};
    const en_simulation simulation = {.program = &program};
    for (uint32_t v = 0; v < PARAMETERS; v++) {
        parameters[v] = v;
        varied[v] = (en_varied){.parameters = &parameters[v],
                                .parameter_count = 1,
                                .distribution = distribution,
                                .stream = v + 1};
        if (v) pairs[v - 1] = (en_correlation){.first = v - 1, .second = v, .rank_correlation = 0.4};
    }
    const en_ensemble e = {.simulation = &simulation,
                           .varied = varied,
                           .varied_count = PARAMETERS,
                           .sampling = sampling,
                           .runs = 100000,
                           .correlations = pairs,
                           .correlation_count = correlated ? PARAMETERS - 1 : 0};
    en_arena arena = en_arena_make(NULL);
    en_vary vary;
    en_block block;
    if (en_vary_make(&e, e.runs, &arena, NULL, &vary) != EN_OK || !en_block_make(&simulation, &arena, &block))
        abort();
    double *scratch = en_arena_array(&arena, en_vary_scratch(&vary), sizeof *scratch);
    if (!scratch) abort();
    double took = draw_all(&vary, &block, scratch);
    en_arena_free(&arena);
    return took;
}

static void time_quantiles(void)
{
    static double numbers[NUMBERS], copy[NUMBERS];
    const double p[] = {0.05, 0.25, 0.5, 0.75, 0.95};
    const en_sample sample = {.stream = 1};
    double q[5], selected = 1, counted = 1;
    uint32_t *histogram = calloc(EN_BUCKETS, sizeof *histogram);
    if (!histogram) abort();
    en_sample_uniform(&sample, 0, NUMBERS, numbers);
    for (int round = 0; round < ROUNDS; round++) {
        memcpy(copy, numbers, sizeof copy);
        double start = now();
        en_quantiles(copy, NUMBERS, p, 5, q);
        double then = now();
        for (size_t k = 0; k < NUMBERS; k++) histogram[en_bucket_of(numbers[k])]++;
        double end = now();
        if (then - start < selected) selected = then - start;
        if (end - then < counted) counted = end - then;
    }
    printf("five quantiles, a number: selected %.2f ns, counted %.2f ns\n", selected / NUMBERS * 1e9,
           counted / NUMBERS * 1e9);
    free(histogram);
}

/* Whole ensembles on one thread: what is reported of the last stock, with five quantiles. */
static void time_ensemble(const char *name, uint64_t runs, uint64_t save_every, size_t memory)
{
    static const double p[] = {0.05, 0.25, 0.5, 0.75, 0.95}, fixed[VARIED];
    static const uint32_t output = 0;
    static uint32_t parameters[VARIED];
    static en_varied varied[VARIED];
    en_program program = make_chain(false);
    const en_simulation simulation = {
        .program = &program, .dt = CHAIN_DT, .steps = CHAIN_STEPS, .save_every = save_every, .seed = 1};
    for (uint32_t v = 0; v < VARIED; v++) {
        parameters[v] = v;
        varied[v] = (en_varied){.parameters = &parameters[v], .parameter_count = 1, .stream = v + 1};
        double low = v == VARIED - 1 ? 10 : v % 3 == 0 ? 0.1 : v % 3 == 1 ? 5 : 0.01; /* as bench-plan */
        varied[v].distribution = (en_distribution){.kind = EN_UNIFORM, .a = low, .b = 2 * low};
    }
    const en_ensemble e = {.simulation = &simulation,
                           .parameters = fixed,
                           .varied = varied,
                           .varied_count = VARIED,
                           .outputs = &output,
                           .output_count = 1,
                           .probabilities = p,
                           .probability_count = 5,
                           .runs = runs,
                           .memory = memory};
    double best = 1e9;
    for (int round = 0; round < 5; round++) {
        en_ensemble_result r;
        double start = now();
        if (en_ensemble_run(&e, NULL, NULL, &r) != EN_OK) abort();
        double took = now() - start;
        if (took < best) best = took;
        en_ensemble_free(&r);
    }
    printf("%-52s %8.0f ns a run\n", name, best / (double)runs * 1e9);
    en_program_free(&program);
}

int main(void)
{
    static const double values[] = {1, 2, 3, 4};
    static const struct {
        const char *name;
        en_distribution distribution;
    } kinds[] = {
        {"uniform", {.kind = EN_UNIFORM, .a = 1, .b = 2}},
        {"normal", {.kind = EN_NORMAL, .a = 1, .b = 2}},
        {"lognormal", {.kind = EN_LOGNORMAL, .a = 1, .b = 0.5}},
        {"triangular", {.kind = EN_TRIANGULAR, .a = 1, .b = 2, .c = 4}},
        {"pert", {.kind = EN_PERT, .a = 1, .b = 2, .c = 4}},
        {"choice", {.kind = EN_CHOICE, .values = values, .value_count = 4}},
    };
    static const char *const samplings[] = {"random", "lhs", "sobol"};
    printf("%-12s %10s %10s %10s %10s   ns a run of 61 parameters\n", "", samplings[0], samplings[1],
           samplings[2], "correlated");
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        printf("%-12s", kinds[k].name);
        for (int s = EN_SAMPLING_RANDOM; s <= EN_SAMPLING_SOBOL; s++)
            printf(" %10.0f", nanoseconds((en_sampling)s, kinds[k].distribution, false));
        printf(" %10.0f\n", nanoseconds(EN_SAMPLING_RANDOM, kinds[k].distribution, true));
    }
    time_quantiles();
    time_ensemble("the chain, 20,000 runs: start and end", 20000, CHAIN_STEPS, 0);
    time_ensemble("20,000 runs: each step, exact", 20000, 1, 0);
    time_ensemble("80,000 runs: each step, by histograms", 80000, 1, (size_t)64 << 20);
    return 0;
}
