/* Which varied parameters an output depends on, at one reported time.
 *
 * Regression over ordinary runs (A. Saltelli et al., Global Sensitivity Analysis: The Primer, 2008, 1.2.5):
 * standardised regression coefficients of the values, and of their ranks, which hold for whatever rises or
 * falls throughout; R² says what part of the output's variance, or of its ranks', the straight line explains.
 * Elementary effects (M. D. Morris, Technometrics 33, 1991; F. Campolongo, J. Cariboni, A. Saltelli,
 * Environmental Modelling & Software 22, 2007: the mean size μ*). Sobol's indices, first order and total, by
 * the estimators of A. Saltelli et al. (Computer Physics Communications 181, 2010) and M. J. W. Jansen (ibid.
 * 117, 1999).
 */
#ifndef EN_PLAN_RANK_H
#define EN_PLAN_RANK_H

#include "ensemble.h"

typedef enum en_ranking {
    EN_RANKING_REGRESSION, /* as many runs as the ensemble has */
    EN_RANKING_MORRIS,     /* trajectories: runs / (parameters + 1) */
    EN_RANKING_SOBOL       /* base runs: runs / (parameters + 2) */
} en_ranking;

/* Of one parameter. What the method does not tell is NaN. */
typedef struct en_sensitivity {
    double coefficient, rank_coefficient; /* regression, -1 … 1 but for correlated parameters */
    double effect, mean_effect,
        effect_sd; /* Morris: μ*, μ, σ, in units of the output over the whole range of the parameter */
    double first, total; /* Sobol: parts of the output's variance */
} en_sensitivity;

typedef struct en_ranking_result {
    en_arena arena;
    uint32_t parameters;
    const en_sensitivity *of; /* by varied parameter */
    const uint32_t *order;    /* varied parameters, the one that matters most first: by the size of the rank
                                 coefficient, μ*, the total index */
    double r_squared, rank_r_squared;
    double first_sum, widest; /* Sobol: the first-order indices together; the widest 95 % confidence interval
                                 of a total index, by the spread of what its estimate is the mean of */
    uint64_t runs;            /* that were made; and those that were left out */
    uint64_t failed;
} en_ranking_result;

/* Ranks the parameters by output `output` of the ensemble's at report `at`. Correlated parameters are refused
 * but for regression. Statuses as of en_ensemble_run; en_ranking_free in any case. */
EN_MUST_USE en_status en_ensemble_rank(const en_ensemble *ensemble, en_ranking how, uint32_t output,
                                       uint32_t at, const en_context *context, en_report *report,
                                       en_ranking_result *result);
void en_ranking_free(en_ranking_result *result);

#endif
