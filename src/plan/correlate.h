/* Rank correlations between varied parameters, by a Gaussian copula: scores of the standard normal
 * distribution that are correlated by 2 sin(pi r / 6) have the rank correlation r (K. Pearson, 1907), and
 * any distribution is an increasing function of its score.
 *
 * Cholesky's factor of the correlations mixes the scores of each run, so that no table of runs is needed.
 * Under Latin hypercube and Sobol sampling only the first of the parameters that depend on each other keeps
 * its strata.
 */
#ifndef EN_PLAN_CORRELATE_H
#define EN_PLAN_CORRELATE_H

#include "memory.h"
#include "report.h"

typedef struct en_correlation {
    uint32_t first, second;  /* of the list of varied parameters */
    double rank_correlation; /* -1 … 1, both left out */
    en_where where;          /* for messages; its value is set */
} en_correlation;

/* Of n parameters those that a correlation names, in the order of the list, and the lower triangle by rows
 * of what mixes their scores. */
typedef struct en_copula {
    const uint32_t *parameters;
    uint32_t count;
    const double *factor;
} en_copula;

/* The copula; it lives in the arena. Reports a parameter with itself, a pair that stands twice, a correlation
 * that is none, and the pair at which correlations that are each possible are not so together (not positive
 * definite). EN_ERR_INPUT, EN_ERR_MEMORY. Cubic in the parameters that are named. */
EN_MUST_USE en_status en_copula_make(const en_correlation *pairs, uint32_t pair_count, uint32_t parameters,
                                     en_arena *arena, en_report *report, en_copula *copula);

/* Mixes scores[k * stride + run] of parameter k of the copula, for `runs` runs, in place. */
void en_copula_mix(const en_copula *copula, double *scores, size_t stride, size_t runs);

#endif
