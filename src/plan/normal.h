/* The probability that a standard normal number is below a score: what turns correlated scores back into
 * uniform numbers.
 *
 * From the scaled complementary error function, erfcx(x) = exp(x²) erfc(x), as a Chebyshev series in (x - 4)
 * / (x + 4) (M. M. Shepherd and J. G. Laframboise, Chebyshev approximation of (1 + 2x) exp(x²) erfc x,
 * Mathematics of Computation 36, 1981), with coefficients of our own (tools/normal_coefficients.py). At most
 * 2e-14 from the true value, relatively, for scores from -8 on; the number of operations is constant.
 */
#ifndef EN_PLAN_NORMAL_H
#define EN_PLAN_NORMAL_H

#include <stddef.h>

/* In place; count is a multiple of 8. Always within 0 … 1, both left out. */
void en_normal_below(size_t count, double *x);

#endif
