/* Normal deviates by inversion, over lanes: one uniform number gives one deviate, larger ones larger, as
 * Latin hypercubes and shared draws want.
 *
 * The division of the domain is that of M. J. Wichura, Algorithm AS 241 (Applied Statistics 37, 1988): a
 * quotient of polynomials in q^2 for p = 1/2 + q, |q| <= 0.425, and in r = sqrt(-ln p) beyond; the
 * coefficients are our own (tools/lane_coefficients.py), good to 2^-52.9. At most 5 ulp from the true value,
 * 8 where p < 2^-53, which no uniform number of 53 bits is; so order is kept to within that error.
 */
#ifndef EN_LANE_NORMAL_H
#define EN_LANE_NORMAL_H

#include "lane_maths.h"

EN_LANES_INLINE en_lanes en_lanes_quotient(en_lanes x, const double *above, const double *below, int count)
{
    return en_lanes_polynomial(x, above, count) / en_lanes_polynomial(x, below, count);
}

/* The deviate that a standard normal number is below with probability p; infinite at 0 and 1, NaN outside. */
EN_LANES_INLINE en_lanes en_lanes_normal(en_lanes p)
{
    const en_lanes zero = en_lanes_all(0), infinite = en_lanes_all(EN_LANES_INFINITY);
    en_lanes q = p - 0.5, tail = en_lanes_min(p, 1.0 - p);
    en_lanes r = en_lanes_sqrt(en_lanes_negate(en_lanes_ln(tail)));
    en_mask middle = en_lanes_less_equal(en_lanes_abs(q), en_lanes_all(0.425)),
            far = en_lanes_less(en_lanes_all(5), r);
    en_lanes y =
        en_lanes_quotient(r - 1.6, NORMAL_TAIL_ABOVE, NORMAL_TAIL_BELOW, EN_COUNT(NORMAL_TAIL_BELOW));
    if (__builtin_expect(en_mask_any(far), 0)) {
        en_lanes x =
            en_lanes_quotient(r - 5.0, NORMAL_FAR_ABOVE, NORMAL_FAR_BELOW, EN_COUNT(NORMAL_FAR_BELOW));
        y = en_lanes_select(far, x, y);
    }
    y = en_lanes_copy_sign(en_lanes_select(en_lanes_equal(tail, zero), infinite, y), q);
    en_lanes near = q * en_lanes_quotient(0.180625 - q * q, NORMAL_MIDDLE_ABOVE, NORMAL_MIDDLE_BELOW,
                                          EN_COUNT(NORMAL_MIDDLE_BELOW));
    y = en_lanes_select(middle, near, y);
    return en_lanes_select(en_lanes_less_equal(zero, tail), y, en_lanes_all(EN_LANES_NAN));
}

#endif
