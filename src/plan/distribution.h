/* Distributions that constants are drawn from, each by inversion: one uniform number gives one value, larger
 * ones no smaller values, so that Latin hypercubes, Sobol points and correlations keep what they are.
 *
 * Normal by its inverse over lanes (lane_normal.h, 5 ulp); PERT (D. G. Malcolm et al., Operations Research 7,
 * 1959): the Beta distribution on low … high with shapes 1 + 4 (mode - low) / (high - low) and
 * 1 + 4 (high - mode) / (high - low), inverted as pert.h says, to 1e-13 of the range.
 */
#ifndef EN_PLAN_DISTRIBUTION_H
#define EN_PLAN_DISTRIBUTION_H

#include "pert.h"
#include "report.h"

typedef enum en_distribution_kind {
    EN_UNIFORM,    /* a: low, b: high */
    EN_NORMAL,     /* a: mean, b: standard deviation */
    EN_LOGNORMAL,  /* a and b: those of the logarithm */
    EN_TRIANGULAR, /* a: low, b: mode, c: high */
    EN_PERT,       /* the same */
    EN_CHOICE      /* one of the values, each as often */
} en_distribution_kind;

typedef struct en_distribution {
    en_distribution_kind kind;
    double a, b, c;
    const double *values; /* borrowed; of EN_CHOICE */
    uint32_t value_count;
} en_distribution;

/* Whether the numbers make a distribution; reports what does not, with the value, at `where`, whose column is
 * set to a, b or c. EN_ERR_INPUT. */
EN_MUST_USE en_status en_distribution_check(const en_distribution *d, en_where where, en_report *report);

/* A distribution that is sound, made ready to be inverted; what it needs lives in the arena. */
typedef struct en_inverse {
    en_distribution of;
    const en_pert *pert;
} en_inverse;
EN_MUST_USE en_status en_inverse_make(const en_distribution *d, en_arena *arena, en_inverse *inverse);

/* The values at `count` uniform numbers of 0 … 1 without its ends; count is a multiple of 8. In place: `x`
 * holds the uniform numbers and then the values. */
void en_inverse_values(const en_inverse *inverse, size_t count, double *x);

/* The same at standard normal scores in place of uniform numbers, for correlated draws. */
void en_inverse_values_of_scores(const en_inverse *inverse, size_t count, double *x);

#endif
