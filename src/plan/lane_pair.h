/* Numbers of twice the precision as unevaluated sums of two doubles, lane by lane, without fused
 * multiply-add.
 *
 * Sums without error: Knuth's and Dekker's (T. J. Dekker, A floating-point technique for extending the
 * available precision, Numer. Math. 18, 1971). Products split a factor by cutting its bits into 26 and 27,
 * which unlike Veltkamp's splitting cannot overflow; they are exact to 2^-106 of the product, and exact where
 * one factor has its last bit clear. Sums and products of pairs are good to about 2^-101.
 */
#ifndef EN_LANE_PAIR_H
#define EN_LANE_PAIR_H

#include "lanes.h"

typedef struct en_pair {
    en_lanes high, low;
} en_pair;

/* high + low = a + b exactly; the quick one wants |a| >= |b| or a = 0. */
EN_LANES_INLINE en_pair en_pair_quick_sum(en_lanes a, en_lanes b)
{
    en_lanes high = a + b;
    return (en_pair){high, b - (high - a)};
}
EN_LANES_INLINE en_pair en_pair_sum(en_lanes a, en_lanes b)
{
    en_lanes high = a + b, part = high - a;
    return (en_pair){high, (a - (high - part)) + (b - part)};
}

EN_LANES_INLINE en_lanes en_lanes_leading(en_lanes x)
{
    return en_lanes_of(en_bits_of(x) & ~UINT64_C(0x7ffffff));
}

EN_LANES_INLINE en_pair en_pair_product(en_lanes a, en_lanes b)
{
    en_lanes high = a * b, a1 = en_lanes_leading(a), a2 = a - a1, b1 = en_lanes_leading(b), b2 = b - b1;
    return (en_pair){high, ((a1 * b1 - high) + a1 * b2 + a2 * b1) + a2 * b2};
}

EN_LANES_INLINE en_pair en_pair_multiply(en_pair a, en_pair b)
{
    en_pair product = en_pair_product(a.high, b.high);
    return en_pair_quick_sum(product.high, product.low + (a.high * b.low + a.low * b.high));
}

/* a / b, good to about 2^-100. */
EN_LANES_INLINE en_pair en_pair_divide(en_pair a, en_pair b)
{
    en_lanes high = a.high / b.high, inverse = 1.0 / b.high;
    en_pair back = en_pair_product(high, b.high);
    en_lanes rest = ((a.high - back.high) - back.low) + (a.low - high * b.low);
    return (en_pair){high, rest * inverse};
}

/* A polynomial of at least 3 coefficients, lowest first, by Horner's rule in x^2 for its even and odd powers:
 * two chains half as long. The lowest coefficient, commonly the largest, is added last. */
EN_LANES_INLINE en_lanes en_lanes_polynomial(en_lanes x, const double *coefficients, int count)
{
    en_lanes square = x * x, last = en_lanes_all(coefficients[count - 1]),
             next = en_lanes_all(coefficients[count - 2]);
    EN_LANES_UNROLL
    for (int i = count - 3; i > 1; i -= 2) {
        last = last * square + coefficients[i];
        next = next * square + coefficients[i - 1];
    }
    if (count % 2 != 0) return (next + last * x) * x + coefficients[0];
    return ((last * square + coefficients[1]) + next * x) * x + coefficients[0];
}

#endif
