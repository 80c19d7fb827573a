/* exp, ln, log10, pow and mod over lanes, each at most 1 ulp from the true value (pow: 2), on the whole
 * domain.
 *
 * exp: Cody and Waite's reduction (Software Manual for the Elementary Functions, 1980) to |r| <= ln(2)/2 and
 * a minimax polynomial, the two largest terms added without error: at most 0.55 ulp, 0.8 where the result is
 * subnormal. ln: x = 2^k (1 + f), artanh series in s = f / (2 + f) as a minimax polynomial (P. T. P. Tang,
 * ACM TOMS 16, 1990, without his table), f and f^2/2 added without error: at most 0.7 ulp. log10, pow: the
 * same logarithm with its leading terms as pairs, good to 2^-65: log10 at most 0.55 ulp, pow 0.75 (0.8 where
 * subnormal). So whatever is a double itself, as 3^5 or log10(1000), comes out exact. mod: exact before its
 * last addition. XMILE 1.0, 3.3.1: "the floored modulus proposed by Knuth", with the divisor's sign. Of the
 * zero divisor, which XMILE leaves open, there is no modulus: NaN.
 *
 * pow's special cases are those of IEEE 754-2019, 9.2.1: x^0 = 1 and 1^y = 1 whatever the other, a negative
 * base wants an integer exponent.
 */
#ifndef EN_LANE_MATHS_H
#define EN_LANE_MATHS_H

#include "lane_coefficients.h"
#include "lane_pair.h"
#include "lane_slow.h"

#define EN_LANES_INFINITY __builtin_inf()
#define EN_LANES_NAN      __builtin_nan("")
#define EN_COUNT(array)   ((int)(sizeof(array) / sizeof *(array)))

/* 2^k for integers -1022 <= k <= 1023. */
EN_LANES_INLINE en_lanes en_lanes_power_of_two(en_lanes k)
{
    return en_lanes_of((en_bits_of(k + EN_LANES_SHIFTER) << 52) + en_bits_of(en_lanes_all(1.0)));
}

/* x * 2^k, in two steps so that only the last can overflow or underflow. */
EN_LANES_INLINE en_lanes en_lanes_scale(en_lanes x, en_lanes k)
{
    en_lanes half = en_lanes_nearest(k * 0.5);
    return x * en_lanes_power_of_two(half) * en_lanes_power_of_two(k - half);
}

/* exp(high + low) for |high| <= 1000. */
EN_LANES_INLINE en_lanes en_lanes_exp_pair(en_pair x)
{
    en_lanes k = en_lanes_nearest(x.high * INVERSE_LN2);
    en_pair near = en_pair_sum(x.high - k * LN2_1, -(k * LN2_2));
    en_pair r = en_pair_quick_sum(near.high, near.low + (x.low - k * LN2_3));
    en_lanes tail = r.high * r.high * en_lanes_polynomial(r.high, EXP_TAIL, EN_COUNT(EXP_TAIL));
    en_pair grown = en_pair_quick_sum(r.high, tail);
    en_pair whole = en_pair_quick_sum(en_lanes_all(1.0), grown.high);
    en_lanes rest = grown.low + (r.low + r.low * r.high);
    return en_lanes_scale(whole.high + (whole.low + rest), k);
}

EN_LANES_INLINE en_lanes en_lanes_exp(en_lanes x)
{
    en_lanes within = en_lanes_max(en_lanes_min(x, en_lanes_all(1000)), en_lanes_all(-1000));
    en_lanes y = en_lanes_exp_pair((en_pair){within, en_lanes_all(0)});
    return en_lanes_select(en_lanes_is_nan(x), en_lanes_all(EN_LANES_NAN), y);
}

/* x = 2^k (1 + f) with sqrt(1/2) <= 1 + f < sqrt(2), for finite x > 0; f is exact. */
typedef struct en_parted {
    en_lanes k, f;
} en_parted;

EN_LANES_INLINE en_parted en_lanes_part(en_lanes x)
{
    const en_bits root = en_bits_all(UINT64_C(0x3fe6a09e667f3bcd));
    en_mask tiny = en_lanes_less(x, en_lanes_all(0x1p-1022));
    en_bits bits = en_bits_of(en_lanes_select(tiny, x * 0x1p54, x)) + en_bits_of(en_lanes_all(1.0)) - root;
    en_lanes k = en_lanes_of_integers(bits >> 52) - 1023.0;
    en_lanes m = en_lanes_of((bits & UINT64_C(0xfffffffffffff)) + root);
    return (en_parted){k - en_lanes_where(tiny, en_lanes_all(54)), m - 1.0};
}

/* What a logarithm is where x is not a finite number above 0. */
EN_LANES_INLINE en_lanes en_lanes_log_ends(en_lanes x, en_lanes y)
{
    y = en_lanes_select(en_lanes_equal(x, en_lanes_all(0)), en_lanes_all(-EN_LANES_INFINITY), y);
    y = en_lanes_select(en_lanes_equal(x, en_lanes_all(EN_LANES_INFINITY)), x, y);
    return en_lanes_select(en_lanes_less_equal(en_lanes_all(0), x), y, en_lanes_all(EN_LANES_NAN));
}

EN_LANES_INLINE en_lanes en_lanes_ln(en_lanes x)
{
    en_parted p = en_lanes_part(x);
    en_lanes s = p.f / (p.f + 2.0), z = s * s, f1 = en_lanes_leading(p.f);
    en_lanes square = f1 * f1 * 0.5,
             square_rest = (p.f - f1) * (p.f + f1) * 0.5; /* f^2 / 2, the first exact */
    en_lanes tail = z * en_lanes_polynomial(z, LN_TAIL, EN_COUNT(LN_TAIL));
    en_pair lead = en_pair_quick_sum(p.k * LN2_1, p.f);
    en_pair less = en_pair_quick_sum(lead.high, -square);
    en_lanes rest = s * (square + (square_rest + tail)) + (lead.low + p.k * LN2_2);
    return en_lanes_log_ends(x, less.high + (less.low + (rest - square_rest)));
}

/* ln(x) to about 2^-65, for finite x > 0: 2s (1 + z/3 + z^2/5 + …) with s and z = s^2 as pairs, and so all
 * before z^2/5. */
EN_LANES_INLINE en_pair en_lanes_ln_pair(en_lanes x)
{
    en_parted p = en_lanes_part(x);
    en_pair s = en_pair_divide((en_pair){p.f, en_lanes_all(0)}, en_pair_quick_sum(en_lanes_all(2), p.f));
    en_pair z = en_pair_product(s.high, s.high);
    z.low += (s.high + s.high) * s.low;
    en_lanes tail = z.high * en_lanes_polynomial(z.high, LN_PAIR_TAIL, EN_COUNT(LN_PAIR_TAIL));
    en_pair third = en_pair_quick_sum(en_lanes_all(THIRD_1), tail);
    third.low += THIRD_2;
    en_pair cube = en_pair_multiply(en_pair_multiply(s, z), third);
    en_pair half = en_pair_quick_sum(s.high, cube.high);
    en_pair whole = en_pair_quick_sum(half.high * 2.0, (half.low + (s.low + cube.low)) * 2.0);
    en_pair lead = en_pair_quick_sum(p.k * LN2_1, whole.high);
    return en_pair_quick_sum(lead.high, lead.low + (p.k * LN2_2 + (whole.low + p.k * LN2_3)));
}

EN_LANES_INLINE en_lanes en_lanes_log10(en_lanes x)
{
    en_pair y = en_pair_multiply(en_lanes_ln_pair(x),
                                 (en_pair){en_lanes_all(INVERSE_LN10_1), en_lanes_all(INVERSE_LN10_2)});
    return en_lanes_log_ends(x, y.high + y.low);
}

/* x^y for finite x > 0. Beyond 2^64 the size of y makes no difference, and beyond 1000 that of y ln(x). */
EN_LANES_INLINE en_lanes en_lanes_pow_size(en_lanes x, en_lanes y)
{
    en_lanes within = en_lanes_max(en_lanes_min(y, en_lanes_all(0x1p64)), en_lanes_all(-0x1p64));
    en_pair ln = en_lanes_ln_pair(x);
    en_pair power = en_pair_product(within, ln.high);
    en_pair sum = en_pair_quick_sum(power.high, power.low + within * ln.low);
    en_mask inside = en_lanes_less(en_lanes_abs(sum.high), en_lanes_all(1000));
    sum.high = en_lanes_select(inside, sum.high, en_lanes_copy_sign(en_lanes_all(1000), sum.high));
    sum.low = en_lanes_where(inside, sum.low);
    return en_lanes_exp_pair(sum);
}

EN_LANES_INLINE en_lanes en_lanes_pow(en_lanes x, en_lanes y)
{
    const en_lanes zero = en_lanes_all(0), one = en_lanes_all(1), infinite = en_lanes_all(EN_LANES_INFINITY);
    en_lanes size = en_lanes_abs(x);
    en_mask whole = en_lanes_equal(en_lanes_trunc(y), y);
    en_mask odd = whole & ~en_lanes_equal(en_lanes_trunc(y * 0.5) * 2.0, y);
    en_mask end = en_lanes_equal(size, zero) | en_lanes_equal(size, infinite);
    en_mask vanishes = en_lanes_equal(size, zero) ^ en_lanes_less(y, zero);
    en_lanes r = en_lanes_select(end, en_lanes_select(vanishes, zero, infinite), en_lanes_pow_size(size, y));
    r = en_lanes_flip(r, en_lanes_sign(x) & odd);
    en_mask none = (en_lanes_less(x, zero) & ~whole & ~end) | en_lanes_is_nan(x) | en_lanes_is_nan(y);
    r = en_lanes_select(none, en_lanes_all(EN_LANES_NAN), r);
    return en_lanes_select(en_lanes_equal(y, zero) | en_lanes_equal(x, one), one, r);
}

/* x less y times the quotient cut to an integer: exact, with the sign of x, as Vensim's MODULO. The quotient
 * is at most one too large where the division rounded up to an integer; what is beyond its exact range is
 * done lane by lane. */
EN_LANES_INLINE en_lanes en_lanes_remainder(en_lanes x, en_lanes y)
{
    en_lanes size = en_lanes_abs(x), by = en_lanes_abs(y), quotient = en_lanes_floor_size(size / by);
    en_mask quick = en_lanes_less(quotient, en_lanes_all(0x1p51)) &
                    en_lanes_less(size, en_lanes_all(0x1p1000)) &
                    en_lanes_less(by, en_lanes_all(EN_LANES_INFINITY));
    en_pair back = en_pair_product(quotient, by);
    en_lanes rest = (size - back.high) - back.low;
    rest += en_lanes_where(en_lanes_less(rest, en_lanes_all(0)), by);
    if (__builtin_expect(en_mask_any(~quick), 0)) {
        for (int i = 0; i < EN_LANES; i++)
            if (!quick[i]) rest[i] = en_slow_remainder(size[i], by[i]);
    }
    en_lanes signed_rest = en_lanes_copy_sign(rest, x);
    return en_lanes_select(en_lanes_is_nan(rest), en_lanes_all(EN_LANES_NAN), signed_rest);
}

EN_LANES_INLINE en_lanes en_lanes_mod(en_lanes x, en_lanes y)
{
    en_lanes rest = en_lanes_remainder(x, y);
    en_mask none = en_lanes_equal(rest, en_lanes_all(0)) | en_lanes_is_nan(rest);
    en_lanes alike = en_lanes_flip(en_lanes_all(1), en_lanes_sign(x) ^ en_lanes_sign(y));
    en_mask across = en_lanes_less(alike, en_lanes_all(0)) & ~none;
    en_lanes mod = en_lanes_select(across, rest + y, rest);
    return en_lanes_select(en_lanes_is_nan(mod), mod, en_lanes_copy_sign(mod, y));
}

#endif
