/* The inverse of the Beta distribution whose shapes sum to 6: PERT on 0 … 1.
 *
 * B(a, 6 - a) follows from Γ(a) Γ(1 - a) = π / sin(πa). The regularised incomplete beta function is x^a (1 -
 * x)^b / (a B) times the series of (6)ₙ / (a + 1)ₙ xⁿ (NIST Digital Library of Mathematical
 * Functions, 8.17.8), of x or of 1 - x, whichever is not above a half; Newton's iteration inverts it. Between
 * 2^-10 and 1 - 2^-10 the inverse is a table of Taylor series, four an octave of the nearer end, whose
 * coefficients follow from its differential equation; so a draw costs 15 multiplications. At most 1e-13 from
 * the true value.
 */
#ifndef EN_PLAN_PERT_H
#define EN_PLAN_PERT_H

#include "memory.h"

enum { EN_PERT_OCTAVES = 9, EN_PERT_PARTS = 4, EN_PERT_TERMS = 16 };

/* The lower half of probabilities; the upper half is the lower one of the mirrored distribution. */
typedef struct en_pert_half {
    double a, b, logarithm; /* shapes; of B(a, b) */
    double series[EN_PERT_OCTAVES * EN_PERT_PARTS][EN_PERT_TERMS];
} en_pert_half;

typedef struct en_pert {
    en_pert_half low, high;
} en_pert;

/* Of the mode, 0 … 1. */
void en_pert_make(en_pert *pert, double mode);

/* Where in 0 … 1 a number is below with each probability p, 0 < p < 1; counted down from 1 where p is above a
 * half. */
enum { EN_PERT_AT_ONCE = 8 };
void en_pert_inverse(const en_pert *pert, const double p[EN_PERT_AT_ONCE], double x[EN_PERT_AT_ONCE]);

#endif
