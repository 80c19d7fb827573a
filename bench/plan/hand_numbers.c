/* The chains in plain C by hand, one run after another. */
#include "chain.h"

typedef double value;

static inline value number(double x) { return x; }
static inline value plus(value a, value b) { return a + b; }
static inline value minus(value a, value b) { return a - b; }
static inline value times(value a, value b) { return a * b; }
static inline value over(value a, value b) { return a / b; }
static inline value least(value a, value b) { return a < b ? a : b; }
static inline value largest(value a, value b) { return a > b ? a : b; }
static inline bool below(value a, value b) { return a < b; }
static inline value chosen(bool which, value yes, value no) { return which ? yes : no; }

#include "stages.h"

static inline __attribute__((always_inline)) double run(bool mixed, const chain_ranges *ranges,
                                                        uint64_t run_number)
{
    double varied[VARIED], stock[STAGES];
    for (int p = 0; p < VARIED; p++)
        varied[p] = ranges->low[p] + ranges->spread[p] * en_uniform_open(en_philox_first(en_philox_draw(
                                                             ranges->key[p], (en_draw){.run = run_number})));
    for (int s = 0; s < STAGES; s++) stock[s] = 100;
    for (int step = 0; step < CHAIN_STEPS; step++) {
        double in = varied[VARIED - 1];
        _Pragma("GCC unroll 20") for (int s = 0; s < STAGES; s++)
        {
            double out = flow(mixed, s, stock[s], varied[3 * s], varied[3 * s + 1]);
            stock[s] += CHAIN_DT * growth(in, out, stock[s], varied[3 * s + 2]);
            in = out;
        }
    }
    return stock[STAGES - 1];
}

void plain_numbers(const chain_ranges *ranges, uint64_t first_run, double *last)
{
    for (uint64_t k = 0; k < RUNS; k++) last[k] = run(false, ranges, first_run + k);
}

void mixed_numbers(const chain_ranges *ranges, uint64_t first_run, double *last)
{
    for (uint64_t k = 0; k < RUNS; k++) last[k] = run(true, ranges, first_run + k);
}
