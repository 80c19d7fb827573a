/* See poisson.h. */
#include "poisson.h"

#include "compute.h"

enum { MOST_BY_INVERSION = 200, MOST_ATTEMPTS = 64 };

static double ln(double x) { return en_plan_compute(EN_OP_LN, x, 0, 0); }
static double root(double x) { return en_plan_compute(EN_OP_SQRT, x, 0, 0); }
static double whole(double x) { return en_plan_compute(EN_OP_FLOOR, x, 0, 0); }
static double size(double x) { return x < 0 ? -x : x; }

static double by_inversion(double uniform, double mean)
{
    double share = en_plan_compute(EN_OP_EXP, -mean, 0, 0), sum = share;
    int k = 0;
    while (uniform > sum && k < MOST_BY_INVERSION) {
        k++;
        share = share * mean / k;
        sum = sum + share;
    }
    return k;
}

/* ln(k!): Stirling's series, which from 8 on is good to 2⁻⁴⁵. */
static double ln_factorial(double k)
{
    double product = 1;
    while (k < 8) {
        k++;
        product = product * k;
    }
    double inverse = 1 / k, square = inverse * inverse;
    double series =
        inverse *
        (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square / 1188))));
    return (k + 0.5) * ln(k) - k + 0x1.d67f1c864beb5p-1 + series -
           ln(product); /* the constant: ln(2 pi) / 2 */
}

static double by_rejection(en_philox_key key, en_draw at, double mean)
{
    double b = 0.931 + 2.53 * root(mean), a = -0.059 + 0.02483 * b;
    double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), quick = 0.9277 - 3.6224 / (b - 2), ln_mean = ln(mean);
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++, at.draw++) {
        en_philox_block bits = en_philox_draw(key, at);
        double u = en_uniform_open(en_philox_first(bits)) - 0.5, v = en_uniform_open(en_philox_second(bits));
        double near = 0.5 - size(u), k = whole((2 * a / near + b) * u + mean + 0.43);
        if (near >= 0.07 && v <= quick) return k;
        if (k < 0 || (near < 0.013 && v > near)) continue;
        if (ln(v) + ln(inverse_alpha) - ln(a / (near * near) + b) <= k * ln_mean - mean - ln_factorial(k))
            return k;
    }
    return whole(mean);
}

double en_poisson(en_philox_key key, en_draw at, double mean)
{
    if (!(mean >= 0 && mean < __builtin_inf())) return __builtin_nan("");
    if (mean < 10) return by_inversion(en_uniform_open(en_philox_first(en_philox_draw(key, at))), mean);
    return by_rejection(key, at, mean);
}
