/* sin, cos, tan and their inverses over lanes, each at most 1 ulp from the true value on the whole domain.
 *
 * Reduction by multiples of pi/2: below 2^20 in four parts of pi/2 (W. J. Cody and W. Waite, Software Manual
 * for the Elementary Functions, 1980) with sums that keep their errors, beyond in integers (lane_slow.c); the
 * angle left is a pair, good to 2^-68, since near a multiple of pi/2 little is left of x. Then minimax
 * polynomials on [-pi/4, pi/4]: sin, cos at most 0.85 ulp, tan, from both as pairs, 0.95. arctan: by
 * arctan(a) = c + arctan((a - tan c) / (1 + a tan c)) to |t| <= tan(pi/8), the quotient as a pair: at most
 * 0.7. arcsin, arccos: beyond 1/2 by arcsin(x) = pi/2 - 2 arcsin(sqrt((1 - x)/2)), the root as a pair: at
 * most 0.7.
 */
#ifndef EN_LANE_ANGLES_H
#define EN_LANE_ANGLES_H

#include "lane_maths.h"

/* x = n pi/2 + angle; n in two's complement, of which the two lowest bits are right. */
typedef struct en_reduced {
    en_pair angle;
    en_bits n;
} en_reduced;

static inline void en_lanes_reduce_large(en_lanes x, en_mask large, en_reduced *r)
{
    for (int i = 0; i < EN_LANES; i++) {
        double high, low;
        if (!large[i]) continue;
        r->n[i] = en_slow_angle(x[i], &high, &low);
        r->angle.high[i] = high;
        r->angle.low[i] = low;
    }
}

/* Of finite x. */
EN_LANES_INLINE en_reduced en_lanes_reduce(en_lanes x)
{
    en_mask large = en_lanes_less(en_lanes_all(0x1p20), en_lanes_abs(x));
    en_lanes k = en_lanes_nearest(en_lanes_where(~large, x) * TWO_OVER_PI);
    en_pair second = en_pair_sum(x - k * HALF_PI_1, -(k * HALF_PI_2));
    en_pair third = en_pair_sum(second.high, -(k * HALF_PI_3));
    en_lanes rest = second.low + (third.low - k * HALF_PI_4);
    en_reduced r = {en_pair_quick_sum(third.high, rest), en_lanes_to_integers(k)};
    if (__builtin_expect(en_mask_any(large), 0)) en_lanes_reduce_large(x, large, &r);
    return r;
}

/* sin and cos of |r| <= pi/4, as sums whose second part is small. */
EN_LANES_INLINE en_pair en_lanes_sin_near(en_pair r)
{
    en_lanes z = r.high * r.high;
    en_lanes tail = r.high * (z * en_lanes_polynomial(z, SIN_TAIL, EN_COUNT(SIN_TAIL)));
    return (en_pair){r.high, tail + r.low * (1.0 - z * 0.5)};
}
EN_LANES_INLINE en_pair en_lanes_cos_near(en_pair r)
{
    en_pair z = en_pair_product(r.high, r.high);
    en_lanes half = z.high * 0.5;
    en_pair lead = en_pair_quick_sum(en_lanes_all(1), -half);
    en_lanes tail = z.high * z.high * en_lanes_polynomial(z.high, COS_TAIL, EN_COUNT(COS_TAIL));
    return (en_pair){lead.high, lead.low + (tail - (z.low * 0.5 + r.high * r.low))};
}

/* All ones where n is odd. */
EN_LANES_INLINE en_mask en_lanes_odd(en_bits n) { return 0 - (n & 1); }

EN_LANES_INLINE en_mask en_lanes_finite(en_lanes x)
{
    return en_lanes_less(en_lanes_abs(x), en_lanes_all(EN_LANES_INFINITY));
}
EN_LANES_INLINE en_lanes en_lanes_where_finite(en_mask finite, en_lanes y)
{
    return en_lanes_select(finite, y, en_lanes_all(EN_LANES_NAN));
}

/* sin(r + n pi/2) */
EN_LANES_INLINE en_lanes en_lanes_sin_reduced(en_reduced r)
{
    en_pair sin = en_lanes_sin_near(r.angle), cos = en_lanes_cos_near(r.angle);
    en_mask odd = en_lanes_odd(r.n);
    en_lanes y = en_lanes_select(odd, cos.high, sin.high) + en_lanes_select(odd, cos.low, sin.low);
    return en_lanes_flip(y, (r.n & 2) << 62);
}

/* Below this size an angle is its own sine and tangent to within 2^-55. */
#define EN_SMALL_ANGLE 0x1p-27

EN_LANES_INLINE en_lanes en_lanes_sin(en_lanes x)
{
    en_mask finite = en_lanes_finite(x);
    en_lanes y = en_lanes_sin_reduced(en_lanes_reduce(en_lanes_where(finite, x)));
    y = en_lanes_select(en_lanes_less(en_lanes_abs(x), en_lanes_all(EN_SMALL_ANGLE)), x, y);
    return en_lanes_where_finite(finite, y);
}

EN_LANES_INLINE en_lanes en_lanes_cos(en_lanes x)
{
    en_mask finite = en_lanes_finite(x);
    en_reduced r = en_lanes_reduce(en_lanes_where(finite, x));
    r.n += 1;
    return en_lanes_where_finite(finite, en_lanes_sin_reduced(r));
}

EN_LANES_INLINE en_lanes en_lanes_tan(en_lanes x)
{
    en_mask finite = en_lanes_finite(x);
    en_reduced r = en_lanes_reduce(en_lanes_where(finite, x));
    en_pair sin = en_lanes_sin_near(r.angle), cos = en_lanes_cos_near(r.angle);
    en_mask odd = en_lanes_odd(r.n);
    sin = en_pair_quick_sum(sin.high, sin.low);
    cos = en_pair_quick_sum(cos.high, cos.low);
    en_pair above = {en_lanes_select(odd, cos.high, sin.high), en_lanes_select(odd, cos.low, sin.low)};
    en_pair below = {en_lanes_select(odd, sin.high, cos.high), en_lanes_select(odd, sin.low, cos.low)};
    en_pair y = en_pair_divide(above, below);
    en_lanes tan = en_lanes_flip(y.high + y.low, odd & EN_LANES_SIGN);
    tan = en_lanes_select(en_lanes_less(en_lanes_abs(x), en_lanes_all(EN_SMALL_ANGLE)), x, tan);
    return en_lanes_where_finite(finite, tan);
}

EN_LANES_INLINE en_lanes en_lanes_arctan(en_lanes x)
{
    const en_lanes one = en_lanes_all(1), zero = en_lanes_all(0);
    en_lanes size = en_lanes_abs(x);
    size = en_lanes_select(en_lanes_less(size, en_lanes_all(0x1p60)), size, en_lanes_all(0x1p60));
    en_mask middle = en_lanes_less(en_lanes_all(0x1.a8p-2), size),
            far = en_lanes_less(en_lanes_all(0x1.35p+1), size);
    en_pair sum = en_pair_sum(size, one), difference = en_pair_sum(size, -one);
    en_pair above = {en_lanes_select(far, -one, en_lanes_select(middle, difference.high, size)),
                     en_lanes_select(middle & ~far, difference.low, zero)};
    en_pair below = {en_lanes_select(far, size, en_lanes_select(middle, sum.high, one)),
                     en_lanes_select(middle & ~far, sum.low, zero)};
    en_pair t = en_pair_divide(above, below);
    en_lanes z = t.high * t.high;
    en_lanes tail = t.high * (z * en_lanes_polynomial(z, ATAN_TAIL, EN_COUNT(ATAN_TAIL)));
    en_lanes share = en_lanes_select(far, one, en_lanes_select(middle, en_lanes_all(0.5), zero));
    en_pair lead = en_pair_quick_sum(share * PAIR_HALF_PI_1, t.high);
    en_lanes rest = lead.low + (tail + (t.low * (1.0 - z) + share * PAIR_HALF_PI_2));
    en_lanes y = en_lanes_copy_sign(lead.high + rest, x);
    return en_lanes_select(en_lanes_is_nan(x), en_lanes_all(EN_LANES_NAN), y);
}

/* arcsin of the size of x, or of sqrt((1 - size)/2) where size is above 1/2, as a pair. */
EN_LANES_INLINE en_pair en_lanes_arcsin_near(en_lanes size, en_mask far)
{
    en_lanes w = (1.0 - size) * 0.5, root = en_lanes_sqrt(w);
    en_pair square = en_pair_product(root, root);
    en_lanes low = ((w - square.high) - square.low) / (root + root);
    low = en_lanes_select(en_lanes_less(en_lanes_all(0), root), low, en_lanes_all(0));
    en_lanes t = en_lanes_select(far, root, size), z = en_lanes_select(far, w, size * size);
    en_lanes tail = t * (z * en_lanes_polynomial(z, ASIN_TAIL, EN_COUNT(ASIN_TAIL)));
    return (en_pair){t, tail + en_lanes_where(far, low)};
}

EN_LANES_INLINE en_lanes en_lanes_arcsin(en_lanes x)
{
    en_lanes size = en_lanes_abs(x);
    en_mask far = en_lanes_less(en_lanes_all(0.5), size);
    en_pair near = en_lanes_arcsin_near(size, far);
    en_pair lead = en_pair_quick_sum(en_lanes_all(PAIR_HALF_PI_1), near.high * -2.0);
    en_lanes across = lead.high + (lead.low + (PAIR_HALF_PI_2 - near.low * 2.0));
    en_lanes y = en_lanes_copy_sign(en_lanes_select(far, across, near.high + near.low), x);
    return en_lanes_select(en_lanes_less_equal(size, en_lanes_all(1)), y, en_lanes_all(EN_LANES_NAN));
}

/* pi/2 - arcsin(x) near 0; 2 arcsin(sqrt((1 - x)/2)) near 1; pi less that of -x near -1. */
EN_LANES_INLINE en_lanes en_lanes_arccos(en_lanes x)
{
    const en_lanes zero = en_lanes_all(0);
    en_lanes size = en_lanes_abs(x);
    en_mask far = en_lanes_less(en_lanes_all(0.5), size), negative = en_lanes_less(x, zero);
    en_pair near = en_lanes_arcsin_near(size, far);
    en_bits sign = ~(negative ^ far) & EN_LANES_SIGN; /* of the arcsine in the sum */
    en_lanes factor = en_lanes_select(far, en_lanes_all(2), en_lanes_all(1));
    en_lanes share = en_lanes_select(far, en_lanes_where(negative, en_lanes_all(2)), en_lanes_all(1));
    en_lanes high = en_lanes_flip(near.high * factor, sign), low = en_lanes_flip(near.low * factor, sign);
    en_pair lead = en_pair_quick_sum(share * PAIR_HALF_PI_1, high);
    en_lanes y = lead.high + (lead.low + (low + share * PAIR_HALF_PI_2));
    return en_lanes_select(en_lanes_less_equal(size, en_lanes_all(1)), y, en_lanes_all(EN_LANES_NAN));
}

#endif
