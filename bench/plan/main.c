/* bench-plan: runs a second of the planning engine's machine on models of known size, beside code for the
 * same model that was written by hand, in the same process and in turns: the best of ROUNDS. Drawing the
 * varied parameters is included. The hand-written code must give the same numbers, else nothing is printed
 * but that. ninja -C BUILD tests/plan/bench-plan builds it.
 */
#include "chain.h"
#include "models.h"

#include "context.h"
#include "emit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 15, BLOCKS = 256, MOST_VARIED = VARIED, MOST_SUBJECTS = 8 };

_Static_assert((int)RUNS == (int)EN_BLOCK, "the hand-written code runs a block");

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* One way to run a model. */
typedef struct subject {
    const char *name;
    const chain_ranges *ranges;
    chain_by_hand *by_hand; /* or: */
    const en_simulation *simulation;
    en_lane_build build;
    unsigned blocks;
    double best;                    /* seconds a run */
    double last[BLOCKS * EN_BLOCK]; /* the output of each run */
} subject;

static void note(void *user, const en_block *block)
{
    bool shared;
    const double *at = en_block_operand(block, block->simulation->program->output[0], &shared);
    for (size_t k = 0; k < EN_BLOCK; k++) ((double *)user)[k] = at[shared ? 0 : k];
}

static void draw_parameters(const subject *s, uint64_t first_run, const en_block *block)
{
    en_lane_draws *uniform = en_lane_functions_of(s->build)->uniform;
    for (uint32_t p = 0; p < s->simulation->program->parameters; p++) {
        double *to = en_block_parameter(block, p);
        uniform(s->ranges->key[p], (en_draw){.run = first_run}, EN_BLOCK, to);
        for (size_t k = 0; k < EN_BLOCK; k++) to[k] = s->ranges->low[p] + s->ranges->spread[p] * to[k];
    }
}

/* A share of the subject's blocks, in memory of its own, as a thread of an ensemble does it. */
enum { SHARES = 16 };

static void run_share(void *user, size_t share)
{
    subject *s = user;
    en_arena arena = en_arena_make(NULL);
    en_block block = {0};
    if (s->simulation && !en_block_make(s->simulation, &arena, &block)) abort();
    for (size_t k = share * s->blocks / SHARES; k < (share + 1) * s->blocks / SHARES; k++) {
        uint64_t first_run = k * EN_BLOCK;
        if (s->by_hand) {
            s->by_hand(s->ranges, first_run, s->last + first_run);
            continue;
        }
        draw_parameters(s, first_run, &block);
        block.first_run = first_run;
        if (en_machine_of(s->build)(&block, note, s->last + first_run) != EN_OK) abort();
    }
    en_arena_free(&arena);
}

static void measure(subject *s, unsigned threads)
{
    en_executor executor = en_threads(threads);
    en_context context = {.executor = threads > 1 ? &executor : NULL};
    double start = now();
    en_run(&context, run_share, s, SHARES);
    double took = (now() - start) / (s->blocks * EN_BLOCK);
    if (s->best == 0 || took < s->best) s->best = took;
}

static void measure_all(subject *subjects, unsigned count, unsigned threads)
{
    for (unsigned k = 0; k < count; k++) subjects[k].best = 0;
    for (int round = 0; round < ROUNDS; round++)
        for (unsigned k = 0; k < count; k++) measure(&subjects[k], threads);
}

/* Against the first subject. */
static void print(const char *title, const subject *subjects, unsigned count)
{
    printf("%s\n", title);
    for (unsigned k = 0; k < count; k++)
        printf("  %-28s %9.0f runs/s  %8.3f us a run  %5.2f\n", subjects[k].name, 1 / subjects[k].best,
               1e6 * subjects[k].best, subjects[0].best / subjects[k].best);
}

static void check_same(const subject *subjects, unsigned count)
{
    for (unsigned k = 1; k < count; k++) {
        if (memcmp(subjects[0].last, subjects[k].last, subjects[k].blocks * sizeof(double[EN_BLOCK])) == 0)
            continue;
        fprintf(stderr, "bench-plan: %s and %s differ\n", subjects[0].name, subjects[k].name);
        exit(1);
    }
}

/* Machine code of a model, for each build. */
typedef struct emissions {
    en_emitted emitted[EN_LANE_BUILDS];
    en_simulation simulation[EN_LANE_BUILDS];
} emissions;

static unsigned machines(subject *subjects, unsigned count, const subject *like, emissions *made)
{
    static const char *const names[] = {"machine, SSE2", "machine, AVX2", "machine, AVX-512"},
                             *const emitted_names[] = {NULL, "emitted, AVX2", "emitted, AVX-512"};
    for (int build = EN_LANE_BUILDS - 1; build >= 0; build--) {
        made->emitted[build] = (en_emitted){0};
        if (!en_machine_of((en_lane_build)build)) continue;
        subjects[count] = *like;
        subjects[count].build = (en_lane_build)build;
        subjects[count++].name = names[build];
        if (en_emit(like->simulation, (en_lane_build)build, NULL, &en_system_pages, &made->emitted[build]) !=
            EN_OK)
            abort();
        if (!made->emitted[build].code) continue;
        made->simulation[build] = *like->simulation;
        made->simulation[build].emitted = &made->emitted[build];
        subjects[count] = subjects[count - 1];
        subjects[count].simulation = &made->simulation[build];
        subjects[count++].name = emitted_names[build];
    }
    return count;
}

static void free_emissions(emissions *made)
{
    for (int build = 0; build < EN_LANE_BUILDS; build++) en_emitted_free(&made->emitted[build]);
}

static void bench_chain(const char *title, bool mixed, const chain_ranges *ranges)
{
    static subject subjects[MOST_SUBJECTS];
    emissions made;
    en_program program = make_chain(mixed);
    en_simulation simulation = {
        .program = &program, .dt = CHAIN_DT, .steps = CHAIN_STEPS, .save_every = CHAIN_STEPS};
    unsigned count = 0;
    if (en_machine_of(EN_LANES_AVX512))
        subjects[count++] = (subject){.name = "by hand, AVX-512",
                                      .ranges = ranges,
                                      .by_hand = mixed ? mixed_vectors : plain_vectors,
                                      .blocks = BLOCKS};
    subjects[count++] = (subject){.name = "by hand, plain C",
                                  .ranges = ranges,
                                  .by_hand = mixed ? mixed_numbers : plain_numbers,
                                  .blocks = BLOCKS};
    count = machines(subjects, count,
                     &(subject){.ranges = ranges, .simulation = &simulation, .blocks = BLOCKS}, &made);
    measure_all(subjects, count, 1);
    check_same(subjects, count);
    print(title, subjects, count);
    measure_all(subjects, count, 2);
    print("  with two threads", subjects, count);
    free_emissions(&made);
    en_program_free(&program);
}

static void bench_world(const chain_ranges *ranges)
{
    static subject subjects[MOST_SUBJECTS];
    emissions made;
    en_program program = make_world();
    en_simulation simulation = {.program = &program,
                                .graphs = world_graphs,
                                .start = 1900,
                                .dt = 0.5,
                                .steps = WORLD_STEPS,
                                .save_every = WORLD_STEPS};
    unsigned count = machines(
        subjects, 0, &(subject){.ranges = ranges, .simulation = &simulation, .blocks = SHARES}, &made);
    measure_all(subjects, count, 1);
    check_same(subjects, count);
    print("a model of World3's size, 400 steps (compiled C of SDEverywhere: 282 us)", subjects, count);
    printf("  step: %u instructions, %u of them shared\n", program.step.count + program.step_narrow.count,
           program.step_narrow.count);
    free_emissions(&made);
    en_program_free(&program);
}

int main(void)
{
    chain_ranges chain, world;
    for (int p = 0; p < VARIED; p++) {
        chain.key[p] = world.key[p] = en_philox_key_of(1, (uint64_t)p);
        chain.low[p] = p == VARIED - 1 ? 10 : p % 3 == 0 ? 0.1 : p % 3 == 1 ? 5 : 0.01;
        chain.spread[p] = chain.low[p];
        world.low[p] = 0.75;
        world.spread[p] = 0.5;
    }
    bench_chain("chain of 20 stocks, 120 steps, 61 drawn parameters", false, &chain);
    bench_chain("chain with other equations at each stage", true, &chain);
    bench_world(&world);
    return 0;
}
