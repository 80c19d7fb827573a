/* How well what was simulated matches what was observed: mean error, MAPE, RMSE, and Theil's inequality
 * components of the mean square error.
 *
 * Bias is the part of it that comes from different means, variance that from different spreads, covariance
 * the rest, which is point by point; together they are 1. Source: J. D. Sterman, Appropriate summary
 * statistics for evaluating the historical fit of system dynamics models, Dynamica 10 (1984) 51-66; after H.
 * Theil, Applied Economic Forecasting, 1966. Bound: linear.
 */
#ifndef EN_THEIL_H
#define EN_THEIL_H

#include <stddef.h>

/* NaN: there is none. */
typedef struct en_theil {
    double mean_error;                 /* simulated less observed; none without points */
    double mape;                       /* in percent; none where an observed value is 0 */
    double rmse;                       /* none without points */
    double bias, variance, covariance; /* none where every point is matched */
} en_theil;

/* Compares count pairs of finite values. */
en_theil en_theil_compare(const double *observed, const double *simulated, size_t count);

#endif
