/* How far a double is from the true value, which MPFR gives with 200 bits. */
#ifndef EN_TESTS_EXACT_H
#define EN_TESTS_EXACT_H

#include <mpfr.h>

/* In units in the last place of the true value (of 2^-1074 where it is subnormal). 0 where the true value is
 * no finite number and `ours` is the same; infinite where only one of them is NaN, where they are zero and of
 * different sign, or where the true value is a double itself and `ours` is another. */
double ulps_from(double ours, mpfr_t exact);

#endif
