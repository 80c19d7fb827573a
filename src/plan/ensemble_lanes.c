/* See ensemble_lanes.h. Compiled once a kind of processor, with EN_LANES_BUILT_FOR as its name (meson.build).
 */
#include "ensemble_lanes.h"

#include "draw.h"
#include "machine.h"
#include "normal_coefficients.h"

/* Multiplied, folded and multiplied again: of the product the highest bits, which all bits of x reach. */
EN_LANES_INLINE en_bits mix(en_bits x, uint32_t key, unsigned bits)
{
    x = en_bits_multiply(x ^ key, en_bits_all(0x9E3779B1)) & UINT32_MAX;
    x = en_bits_multiply(x ^ x >> 15, en_bits_all(0x85EBCA77)) & UINT32_MAX;
    return x >> (32 - bits);
}

EN_LANES_INLINE en_bits permute(const en_latin *n, en_bits x)
{
    en_bits high = x >> n->low, low = x & (((uint64_t)1 << n->low) - 1);
    for (unsigned k = 0; k < EN_LATIN_ROUNDS; k += 2) {
        high ^= mix(low, n->key[k], n->high);
        low ^= mix(high, n->key[k + 1], n->low);
    }
    return high << n->low | low;
}

/* Of runs, as doubles; lanes that are beyond the last one go on. */
EN_LANES_INLINE en_lanes stratum(const en_latin *n, en_lanes run)
{
    en_bits x = en_lanes_to_integers(run);
    en_mask beyond = en_bits_all(UINT64_MAX);
    do {
        x = (permute(n, x) & beyond) | (x & ~beyond);
        beyond &= en_lanes_less_equal(en_lanes_all((double)n->runs), en_lanes_of_integers(x));
    } while (en_mask_any(beyond));
    return en_lanes_of_integers(x);
}

/* The place stays off the stratum's ends by 2^-21 of its width, so that no rounding leads out of it. */
static void place(const en_latin *n, uint64_t first, size_t count, double *to)
{
    for (size_t k = 0; k < count; k += EN_LANES) {
        en_lanes run = en_lanes_of_integers(en_bits_count() + (first + k));
        run = en_lanes_min(run, en_lanes_all((double)(n->runs - 1)));
        en_lanes inside = 0.5 + (en_lanes_load(to + k) - 0.5) * (1 - 0x1p-20);
        en_lanes_store(to + k, (stratum(n, run) + inside) / (double)n->runs);
    }
}

/* (1 + 2x) exp(x²) erfc(x) by Clenshaw's recurrence. */
EN_LANES_INLINE en_lanes scaled(en_lanes x)
{
    en_lanes t = (x - 4.0) / (x + 4.0), later = en_lanes_all(0), latest = later;
    for (int i = EN_COUNT(NORMAL_SERIES) - 1; i > 0; i--) {
        en_lanes now = 2.0 * t * later - latest + NORMAL_SERIES[i];
        latest = later;
        later = now;
    }
    return t * later - latest + NORMAL_SERIES[0];
}

static void normal_below(size_t count, double *at)
{
    const en_lanes zero = en_lanes_all(0), least = en_lanes_all(0x1p-1022), most = en_lanes_all(1 - 0x1p-53);
    for (size_t k = 0; k < count; k += EN_LANES) {
        en_lanes z = en_lanes_load(at + k), x = en_lanes_abs(z) * 0x1.6a09e667f3bcdp-1;
        en_lanes tail = en_lanes_max(0.5 * en_lanes_exp(-0.5 * z * z) * scaled(x) / (1.0 + 2.0 * x), least);
        en_lanes_store(at + k, en_lanes_select(en_lanes_less(z, zero), tail, en_lanes_min(1.0 - tail, most)));
    }
}

static void zeros(const double *rows, size_t count, double *sum)
{
    for (size_t k = 0; k < EN_BLOCK; k += EN_LANES) {
        en_lanes s = en_lanes_load(sum + k);
        for (size_t row = 0; row < count; row++) s += en_lanes_load(&rows[row * EN_BLOCK + k]) * 0.0;
        en_lanes_store(sum + k, s);
    }
}

#define TABLE_OF(build) en_ensemble_lanes_##build
#define TABLE(build)    TABLE_OF(build)

const en_ensemble_lanes TABLE(EN_LANES_BUILT_FOR) = {
    .latin = place, .normal_below = normal_below, .zeros = zeros};
