/* The chains as somebody would write them by hand for AVX-512, without fused multiply-add: 8 runs in a
 * register, all stocks in registers, stages unrolled.
 */
#include "chain.h"

#include "draw.h"

typedef en_lanes value;

static inline value number(double x) { return en_lanes_all(x); }
static inline value plus(value a, value b) { return a + b; }
static inline value minus(value a, value b) { return a - b; }
static inline value times(value a, value b) { return a * b; }
static inline value over(value a, value b) { return a / b; }
static inline value least(value a, value b) { return (value)_mm512_min_pd((__m512d)a, (__m512d)b); }
static inline value largest(value a, value b) { return (value)_mm512_max_pd((__m512d)a, (__m512d)b); }
static inline __mmask8 below(value a, value b)
{
    return _mm512_cmp_pd_mask((__m512d)a, (__m512d)b, _CMP_LT_OQ);
}
static inline value chosen(__mmask8 which, value yes, value no)
{
    return (value)_mm512_mask_blend_pd(which, (__m512d)no, (__m512d)yes);
}

#include "stages.h"

EN_LANES_INLINE void run(bool mixed, const chain_ranges *ranges, uint64_t first_run, double *last)
{
    en_lanes varied[VARIED], stock[STAGES];
    for (int p = 0; p < VARIED; p++)
        varied[p] = ranges->low[p] +
                    ranges->spread[p] * en_lanes_uniform(ranges->key[p], (en_draw){.run = first_run});
    EN_LANES_UNROLL
    for (int s = 0; s < STAGES; s++) stock[s] = number(100);
    for (int step = 0; step < CHAIN_STEPS; step++) {
        en_lanes in = varied[VARIED - 1];
        _Pragma("GCC unroll 20") for (int s = 0; s < STAGES; s++)
        {
            en_lanes out = flow(mixed, s, stock[s], varied[3 * s], varied[3 * s + 1]);
            stock[s] += CHAIN_DT * growth(in, out, stock[s], varied[3 * s + 2]);
            in = out;
        }
    }
    en_lanes_store(last, stock[STAGES - 1]);
}

void plain_vectors(const chain_ranges *ranges, uint64_t first_run, double *last)
{
    for (uint64_t k = 0; k < RUNS; k += EN_LANES) run(false, ranges, first_run + k, last + k);
}

void mixed_vectors(const chain_ranges *ranges, uint64_t first_run, double *last)
{
    for (uint64_t k = 0; k < RUNS; k += EN_LANES) run(true, ranges, first_run + k, last + k);
}
