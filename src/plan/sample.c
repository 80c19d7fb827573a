/* See sample.h. Draws of a stream that is varied are told from those of equations (draw 0) by their number.
 */
#include "sample.h"

#include "ensemble_lanes.h"
#include "lane_functions.h"
#include "sobol.h"

enum { DRAW_UNIFORM = 1, DRAW_ROUNDS, DRAW_SCRAMBLE };

static en_latin latin_of(en_philox_key key, uint64_t runs)
{
    en_latin n = {.runs = runs};
    unsigned bits = EN_LATIN_LEAST_BITS;
    while ((uint64_t)1 << bits < runs) bits++;
    n.high = bits / 2;
    n.low = bits - n.high;
    for (unsigned k = 0; k < EN_LATIN_ROUNDS; k++)
        n.key[k] = en_philox_draw(key, (en_draw){.run = k / 4, .draw = DRAW_ROUNDS}).word[k % 4];
    return n;
}

const en_ensemble_lanes *en_ensemble_lanes_best(void)
{
#ifdef __x86_64__
    if (en_lane_functions_of(EN_LANES_AVX512)) return &en_ensemble_lanes_avx512;
    if (en_lane_functions_of(EN_LANES_AVX2)) return &en_ensemble_lanes_avx2;
#endif
    return &en_ensemble_lanes_sse2;
}

static void latin(const en_sample *s, en_philox_key key, uint64_t first, size_t count, double *to)
{
    const en_latin n = latin_of(key, s->runs);
    en_ensemble_lanes_best()->latin(&n, first, count, to);
}

uint32_t en_sobol_point(uint32_t dimension, uint32_t index)
{
    uint32_t point = 0, gray = index ^ index >> 1;
    for (const uint32_t *v = en_sobol_directions[dimension]; gray; gray >>= 1, v++)
        if (gray & 1) point ^= *v;
    return point;
}

static uint32_t reverse(uint32_t x)
{
    x = (x >> 1 & 0x55555555) | (x & 0x55555555) << 1;
    x = (x >> 2 & 0x33333333) | (x & 0x33333333) << 2;
    x = (x >> 4 & 0x0F0F0F0F) | (x & 0x0F0F0F0F) << 4;
    return __builtin_bswap32(x);
}

/* A digit is turned or not by what stands before it, which multiplications do to reversed digits. */
static uint32_t scramble(uint32_t digits, const uint32_t key[2])
{
    uint32_t x = reverse(digits);
    x ^= x * 0x3D20ADEAu;
    x += key[0];
    x *= key[1] | 1;
    x ^= x * 0x05526C56u;
    x ^= x * 0x53A22864u;
    return reverse(x);
}

/* Neighbours in Gray code differ by one direction number. */
static void sobol(const en_sample *s, en_philox_key key, uint64_t first, size_t count, double *to)
{
    en_philox_block keys = en_philox_draw(key, (en_draw){.draw = DRAW_SCRAMBLE});
    uint32_t point = en_sobol_point(s->dimension, (uint32_t)first);
    for (size_t k = 0; k < count; k++) {
        uint64_t rest = (uint64_t)(to[k] * 0x1p20);
        to[k] = ((double)((uint64_t)scramble(point, keys.word) << 20 | rest) + 0.5) * 0x1p-52;
        uint32_t next = (uint32_t)first + (uint32_t)k + 1;
        if (next) point ^= en_sobol_directions[s->dimension][__builtin_ctz(next)];
    }
}

void en_sample_uniform(const en_sample *sample, uint64_t first, size_t count, double *to)
{
    en_philox_key key = en_philox_key_of(sample->seed, sample->stream);
    en_lane_functions_best()->uniform(key, (en_draw){.run = first, .draw = DRAW_UNIFORM}, count, to);
    if (sample->sampling == EN_SAMPLING_LATIN) latin(sample, key, first, count, to);
    if (sample->sampling == EN_SAMPLING_SOBOL) sobol(sample, key, first, count, to);
}
