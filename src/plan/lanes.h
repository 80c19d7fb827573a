/* Doubles side by side, one a run of the model: arithmetic with the same bits on every machine.
 *
 * One source over the vector types of gcc and clang, compiled for SSE2, AVX2 and AVX-512 (meson.build); a
 * block of runs is a multiple of 8 and is gone through EN_LANES at a time. Lanes are as wide as the machine's
 * registers: of vectors of 512 bits gcc 12 makes a detour through memory at every cast where registers are
 * narrower (measured: 2 to 4 times slower). No lane ever sees another, so the width makes no difference to
 * the results. Only operations that IEEE 754 rounds correctly are used: + - * / and the square root; no fused
 * multiply-add, no libm. Nothing here shifts signed numbers, compares or multiplies 64-bit integers: SSE2
 * cannot.
 *
 * What XMILE 1.0 leaves open: numbers are IEEE doubles, so 1/0 is infinite and 0/0 not a number (NaN). A NaN
 * is passed on by every operation here, also by the smaller and the larger of two, so that a wrong number is
 * never hidden; it compares as neither less nor equal, `<>` is true. Which NaN (its sign and payload) is not
 * repeatable: the functions of lane_maths.h and lane_angles.h give one NaN, and so must whoever writes bits.
 */
#ifndef EN_LANES_H
#define EN_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#ifdef __SSE2__
#include <immintrin.h>
#endif

#if defined __AVX512F__
enum { EN_LANES = 8 };
#elif defined __AVX__
enum { EN_LANES = 4 };
#else
enum { EN_LANES = 2 };
#endif

typedef double en_lanes __attribute__((vector_size(8 * EN_LANES)));
typedef uint64_t en_bits __attribute__((vector_size(8 * EN_LANES)));
typedef en_bits en_mask; /* a lane is all ones where true, all zeros where not */

#define EN_LANES_INLINE static inline __attribute__((always_inline, unused))

#ifdef __clang__
#define EN_LANES_UNROLL _Pragma("clang loop unroll(full)")
#else
#define EN_LANES_UNROLL _Pragma("GCC unroll 16")
#endif

/* 1.5 * 2^52: added to a number below 2^51 it rounds it to an integer, which then stands in the lowest bits.
 */
#define EN_LANES_SHIFTER 0x1.8p+52
#define EN_LANES_SIGN    UINT64_C(0x8000000000000000)

/* The same number in every lane; less 0, which also leaves -0 as it is. */
EN_LANES_INLINE en_lanes en_lanes_all(double x) { return x - (en_lanes){0}; }
EN_LANES_INLINE en_bits en_bits_all(uint64_t x) { return x + (en_bits){0}; }

EN_LANES_INLINE en_bits en_bits_of(en_lanes x) { return (en_bits)x; }
EN_LANES_INLINE en_lanes en_lanes_of(en_bits x) { return (en_lanes)x; }

/* From and to arrays of any alignment. */
EN_LANES_INLINE en_lanes en_lanes_load(const double *from)
{
    en_lanes x;
    memcpy(&x, from, sizeof x);
    return x;
}
EN_LANES_INLINE void en_lanes_store(double *to, en_lanes x) { memcpy(to, &x, sizeof x); }

EN_LANES_INLINE en_mask en_lanes_less(en_lanes a, en_lanes b) { return (en_mask)(a < b); }
EN_LANES_INLINE en_mask en_lanes_equal(en_lanes a, en_lanes b) { return (en_mask)(a == b); }

EN_LANES_INLINE en_lanes en_lanes_sqrt(en_lanes x)
{
#if defined __AVX512F__
    return (en_lanes)_mm512_sqrt_pd((__m512d)x);
#elif defined __AVX__
    return (en_lanes)_mm256_sqrt_pd((__m256d)x);
#elif defined __SSE2__
    return (en_lanes)_mm_sqrt_pd((__m128d)x);
#else /* the machine's own instruction, since the build sets no errno */
    return (en_lanes){__builtin_sqrt(x[0]), __builtin_sqrt(x[1])};
#endif
}

EN_LANES_INLINE bool en_mask_any(en_mask where)
{
#if defined __AVX512F__
    return _mm512_test_epi64_mask((__m512i)where, (__m512i)where) != 0;
#elif defined __AVX__
    return _mm256_movemask_pd((__m256d)where) != 0;
#elif defined __SSE2__
    return _mm_movemask_pd((__m128d)where) != 0;
#else
    return (where[0] | where[1]) != 0;
#endif
}

EN_LANES_INLINE en_lanes en_lanes_select(en_mask where, en_lanes yes, en_lanes no)
{
#if defined __AVX__ && !defined __AVX512F__
    return (en_lanes)_mm256_blendv_pd((__m256d)no, (__m256d)yes, (__m256d)where);
#else
    return en_lanes_of((en_bits_of(yes) & where) | (en_bits_of(no) & ~where));
#endif
}
/* x where true, 0 where not. */
EN_LANES_INLINE en_lanes en_lanes_where(en_mask where, en_lanes x)
{
    return en_lanes_of(en_bits_of(x) & where);
}

EN_LANES_INLINE en_mask en_lanes_less_equal(en_lanes a, en_lanes b) { return (en_mask)(a <= b); }
EN_LANES_INLINE en_mask en_lanes_is_nan(en_lanes x)
{
    return (en_mask)(x != x); /* NOLINT(misc-redundant-expression): what a NaN is not equal to is itself */
}

/* 1 where true, 0 where not: what XMILE's comparisons give. */
EN_LANES_INLINE en_lanes en_lanes_of_mask(en_mask where) { return en_lanes_where(where, en_lanes_all(1.0)); }

EN_LANES_INLINE en_lanes en_lanes_abs(en_lanes x) { return en_lanes_of(en_bits_of(x) & ~EN_LANES_SIGN); }
EN_LANES_INLINE en_bits en_lanes_sign(en_lanes x) { return en_bits_of(x) & EN_LANES_SIGN; }
EN_LANES_INLINE en_lanes en_lanes_flip(en_lanes x, en_bits sign) { return en_lanes_of(en_bits_of(x) ^ sign); }
EN_LANES_INLINE en_lanes en_lanes_negate(en_lanes x) { return en_lanes_flip(x, en_bits_all(EN_LANES_SIGN)); }
EN_LANES_INLINE en_lanes en_lanes_copy_sign(en_lanes size, en_lanes sign)
{
    return en_lanes_of((en_bits_of(size) & ~EN_LANES_SIGN) | en_lanes_sign(sign));
}

/* The smaller and the larger; NaN if either is; of two zeros the second. */
EN_LANES_INLINE en_lanes en_lanes_min(en_lanes a, en_lanes b)
{
#if defined __AVX512F__ /* instructions give the second where either is NaN */
    __m512d least = _mm512_min_pd((__m512d)a, (__m512d)b);
    return (en_lanes)_mm512_mask_mov_pd(least, _mm512_cmp_pd_mask((__m512d)a, (__m512d)a, _CMP_UNORD_Q),
                                        (__m512d)a);
#elif defined __AVX__
    return en_lanes_select(en_lanes_is_nan(a), a, (en_lanes)_mm256_min_pd((__m256d)a, (__m256d)b));
#else
    return en_lanes_select(en_lanes_less(a, b) | en_lanes_is_nan(a), a, b);
#endif
}
EN_LANES_INLINE en_lanes en_lanes_max(en_lanes a, en_lanes b)
{
#if defined __AVX512F__
    __m512d largest = _mm512_max_pd((__m512d)a, (__m512d)b);
    return (en_lanes)_mm512_mask_mov_pd(largest, _mm512_cmp_pd_mask((__m512d)a, (__m512d)a, _CMP_UNORD_Q),
                                        (__m512d)a);
#elif defined __AVX__
    return en_lanes_select(en_lanes_is_nan(a), a, (en_lanes)_mm256_max_pd((__m256d)a, (__m256d)b));
#else
    return en_lanes_select(en_lanes_less(b, a) | en_lanes_is_nan(a), a, b);
#endif
}

/* To integers; a zero keeps the argument's sign, and what has no fraction (2^52 and more, infinite, NaN)
 * stays as it is. */
EN_LANES_INLINE en_lanes en_lanes_floor_size(en_lanes size)
{
    en_lanes nearest = (size + 0x1p52) - 0x1p52;
    en_lanes floor = nearest - en_lanes_of_mask(en_lanes_less(size, nearest));
    return en_lanes_select(en_lanes_less(size, en_lanes_all(0x1p52)), floor, size);
}
EN_LANES_INLINE en_lanes en_lanes_trunc(en_lanes x)
{
    return en_lanes_copy_sign(en_lanes_floor_size(en_lanes_abs(x)), x);
}
EN_LANES_INLINE en_lanes en_lanes_floor(en_lanes x)
{
    en_lanes trunc = en_lanes_trunc(x);
    return en_lanes_copy_sign(trunc - en_lanes_of_mask(en_lanes_less(x, trunc)), x);
}
EN_LANES_INLINE en_lanes en_lanes_ceil(en_lanes x)
{
    en_lanes trunc = en_lanes_trunc(x);
    return en_lanes_copy_sign(trunc + en_lanes_of_mask(en_lanes_less(trunc, x)), x);
}
/* To the nearest integer, halves away from zero. */
EN_LANES_INLINE en_lanes en_lanes_round(en_lanes x)
{
    en_lanes size = en_lanes_abs(x), floor = en_lanes_floor_size(size);
    en_mask up = en_lanes_less_equal(en_lanes_all(0.5), size - floor);
    return en_lanes_copy_sign(floor + en_lanes_of_mask(up), x);
}

/* Integers of size below 2^51, as doubles and as two's complement. */
EN_LANES_INLINE en_lanes en_lanes_nearest(en_lanes x) { return (x + EN_LANES_SHIFTER) - EN_LANES_SHIFTER; }
EN_LANES_INLINE en_bits en_lanes_to_integers(en_lanes x)
{
    return en_bits_of(x + EN_LANES_SHIFTER) - en_bits_of(en_lanes_all(EN_LANES_SHIFTER));
}
EN_LANES_INLINE en_lanes en_lanes_of_integers(en_bits k)
{
    return en_lanes_of(k + en_bits_of(en_lanes_all(EN_LANES_SHIFTER))) - EN_LANES_SHIFTER;
}

#endif
