/* How far a double is from the true value: see exact.h. */
#include "exact.h"

#include <math.h>
#include <stdbool.h>

enum { HIGHEST_EXPONENT = 1024, LOWEST_EXPONENT = -1021, BITS = 53 };

static double distance(double ours, mpfr_t exact)
{
    mpfr_exp_t exponent = mpfr_get_exp(exact);
    if (exponent < LOWEST_EXPONENT) exponent = LOWEST_EXPONENT;
    if (exponent > HIGHEST_EXPONENT) exponent = HIGHEST_EXPONENT;
    mpfr_t difference;
    mpfr_init2(difference, 400);
    if (isinf(ours)) mpfr_set_si_2exp(difference, ours > 0 ? 1 : -1, HIGHEST_EXPONENT, MPFR_RNDN);
    else mpfr_set_d(difference, ours, MPFR_RNDN);
    mpfr_sub(difference, difference, exact, MPFR_RNDN);
    mpfr_mul_2si(difference, difference, BITS - exponent, MPFR_RNDN);
    double ulps = fabs(mpfr_get_d(difference, MPFR_RNDA));
    mpfr_clear(difference);
    return ulps;
}

double ulps_from(double ours, mpfr_t exact)
{
    double rounded = mpfr_get_d(exact, MPFR_RNDN);
    if (isnan(rounded) || isnan(ours)) return isnan(rounded) && isnan(ours) ? 0 : INFINITY;
    if (isinf(rounded) && rounded == ours) return 0;
    bool is_double = mpfr_cmp_d(exact, rounded) == 0;
    if (is_double) return rounded == ours && !signbit(rounded) == !signbit(ours) ? 0 : INFINITY;
    return distance(ours, exact);
}
