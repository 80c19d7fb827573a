/* Draws over lanes: the numbers of philox.c, for runs side by side.
 *
 * A word of Philox stands in the lower half of a lane; what its upper half holds does not matter, since a
 * multiplication takes the lower halves. Uniform numbers lie in 0 … 1 without both ends; normal ones come of
 * them by the inverse of the distribution.
 */
#ifndef EN_PLAN_DRAW_H
#define EN_PLAN_DRAW_H

#include "lane_normal.h"
#include "philox.h"

enum { EN_PHILOX_ROUNDS = 10 };

/* The product of the lower halves. */
EN_LANES_INLINE en_bits en_bits_multiply(en_bits a, en_bits b)
{
#if defined __AVX512F__
    return (en_bits)_mm512_mul_epu32((__m512i)a, (__m512i)b);
#elif defined __AVX__
    return (en_bits)_mm256_mul_epu32((__m256i)a, (__m256i)b);
#elif defined __SSE2__
    return (en_bits)_mm_mul_epu32((__m128i)a, (__m128i)b);
#else
    return (a & UINT32_MAX) * (b & UINT32_MAX);
#endif
}

/* 0, 1, 2 … */
EN_LANES_INLINE en_bits en_bits_count(void)
{
    en_bits k = {0};
    EN_LANES_UNROLL
    for (int i = 0; i < EN_LANES; i++) k[i] = (uint64_t)i;
    return k;
}

/* en_philox_first(en_philox_draw(key, …)) of the runs from at.run on. */
EN_LANES_INLINE en_bits en_lanes_philox(en_philox_key key, en_draw at)
{
    const en_bits first = en_bits_all(0xD2511F53), second = en_bits_all(0xCD9E8D57);
    en_bits run = at.run + en_bits_count();
    en_bits c0 = run, c1 = run >> 32, c2 = en_bits_all(at.step), c3 = en_bits_all(at.draw);
    uint32_t k0 = key.word[0], k1 = key.word[1];
    EN_LANES_UNROLL
    for (int round = 0; round < EN_PHILOX_ROUNDS; round++) {
        en_bits left = en_bits_multiply(first, c0), right = en_bits_multiply(second, c2);
        c0 = (right >> 32) ^ c1 ^ k0;
        c1 = right;
        c2 = (left >> 32) ^ c3 ^ k1;
        c3 = left;
        k0 += 0x9E3779B9;
        k1 += 0xBB67AE85;
    }
    return c1 << 32 | (c0 & UINT32_MAX);
}

/* As en_uniform_open, by way of 2^52 + n, whose lowest bits are n. */
EN_LANES_INLINE en_lanes en_lanes_uniform(en_philox_key key, en_draw at)
{
    en_bits n = en_lanes_philox(key, at) >> 12;
    return ((en_lanes_of(n | en_bits_of(en_lanes_all(0x1p52))) - 0x1p52) + 0.5) * 0x1p-52;
}

#endif
