/* Theil's inequality components. See theil.h. */
#include "theil.h"

#include <math.h>

static double mean_of(const double *values, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) sum += values[i];
    return sum / (double)count;
}

/* Sums of squares and products of what is left without the means. */
typedef struct spreads {
    double observed, simulated, products;
} spreads;

static spreads spreads_of(const double *observed, const double *simulated, size_t count)
{
    double a = mean_of(observed, count), s = mean_of(simulated, count);
    spreads sums = {0};
    for (size_t i = 0; i < count; i++) {
        double x = observed[i] - a, y = simulated[i] - s;
        sums.observed += x * x;
        sums.simulated += y * y;
        sums.products += x * y;
    }
    return sums;
}

/* Of the mean square error, of which each is a part. */
static void take_components(en_theil *theil, spreads sums, double count, double square_error)
{
    double observed = sqrt(sums.observed / count), simulated = sqrt(sums.simulated / count);
    double difference = simulated - observed;
    theil->bias = theil->mean_error * theil->mean_error / square_error;
    theil->variance = difference * difference / square_error;
    double apart = 2 * (observed * simulated - sums.products / count);
    theil->covariance = apart > 0 ? apart / square_error : 0; /* below 0 only by rounding */
}

en_theil en_theil_compare(const double *observed, const double *simulated, size_t count)
{
    const double none = (double)NAN;
    en_theil theil = {none, none, none, none, none, none};
    if (count == 0) return theil;
    double n = (double)count, errors = 0, squares = 0, parts = 0;
    for (size_t i = 0; i < count; i++) {
        double error = simulated[i] - observed[i];
        errors += error;
        squares += error * error;
        parts += fabs(error) / fabs(observed[i]); /* of 0: beyond all limits, or no number */
    }
    theil.mean_error = errors / n;
    theil.rmse = sqrt(squares / n);
    if (isfinite(parts)) theil.mape = 100 * parts / n;
    if (squares > 0) take_components(&theil, spreads_of(observed, simulated, count), n, squares / n);
    return theil;
}
