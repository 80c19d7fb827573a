/* See pert.h. */
#include "pert.h"

#include "compute.h"

#include <string.h>

enum { SERIES_MOST = 400, NEWTON_MOST = 60 };
#define PI         0x1.921fb54442d18p+1
#define TABLE_FROM 0x1p-10
#define SUM        6.0 /* of the shapes */

static double exp_of(double x) { return en_plan_compute(EN_OP_EXP, x, 0, 0); }
static double ln_of(double x) { return en_plan_compute(EN_OP_LN, x, 0, 0); }

/* ln B(a, 6 - a): Γ(a) Γ(6 - a) / 5! with Γ(6 - a) = (5 - a) … (1 - a) Γ(1 - a). Next to an integer n one
 * factor, n - a, and the sine vanish together. */
static double ln_beta(double a)
{
    double n = en_plan_compute(EN_OP_ROUND, a, 0, 0), near = a - n, product = 1;
    for (int k = 1; k <= 5; k++)
        if (k != (int)n) product *= k - a;
    double sine = near == 0 ? PI : en_plan_compute(EN_OP_SIN, PI * near, 0, 0) / near;
    double size = PI * product / sine / 120;
    return ln_of(size < 0 ? -size : size);
}

/* The density at x, and the probability below x for x <= 1/2. */
static double density(double a, double b, double logarithm, double x)
{
    return exp_of((a - 1) * ln_of(x) + (b - 1) * ln_of(1 - x) - logarithm);
}

static double below_half(double a, double b, double logarithm, double x)
{
    double term = 1, sum = 1;
    for (int n = 0; n < SERIES_MOST && term > sum * 0x1p-56; n++) {
        term *= x * (SUM + n) / (a + 1 + n);
        sum += term;
    }
    return exp_of(a * ln_of(x) + b * ln_of(1 - x) - logarithm) * sum / a;
}

static double below(const en_pert_half *h, double x)
{
    return x <= 0.5 ? below_half(h->a, h->b, h->logarithm, x)
                    : 1 - below_half(h->b, h->a, h->logarithm, 1 - x);
}

/* Newton's iteration from `x`, held between bounds that it narrows. */
static double solve(const en_pert_half *h, double p, double x)
{
    double low = 0, high = 1;
    for (int k = 0; k < NEWTON_MOST; k++) {
        double over = below(h, x) - p;
        if (over > 0) high = x;
        else low = x;
        double next = x - over / density(h->a, h->b, h->logarithm, x);
        if (!(next > low && next < high)) next = low + (high - low) / 2;
        double moved = next > x ? next - x : x - next;
        x = next;
        if (moved <= x * 0x1p-51) break;
    }
    return x;
}

/* Of the first term of the series alone; exact where p is small. */
static double guess(const en_pert_half *h, double p)
{
    double x = exp_of((ln_of(p * h->a) + h->logarithm) / h->a);
    return x < 0.5 ? x : 0.5;
}

static double product(const double *x, const double *y, int k)
{
    double sum = 0;
    for (int i = 0; i <= k; i++) sum += x[i] * y[k - i];
    return sum;
}

/* The series of x around p at which it is x0, times powers of the half width of its part: from x' = y, y' =
 * -y² w with w = (a - 1) u - (b - 1) v, u = 1 / x and u' = -u² y, v = 1 / (1 - x) and v' = v² y. */
static void expand(const en_pert_half *h, double x0, double half_width, double *x)
{
    double y[EN_PERT_TERMS], u[EN_PERT_TERMS], v[EN_PERT_TERMS], w[EN_PERT_TERMS], yw[EN_PERT_TERMS],
        uy[EN_PERT_TERMS], vy[EN_PERT_TERMS];
    x[0] = x0;
    y[0] = half_width / density(h->a, h->b, h->logarithm, x0);
    u[0] = 1 / x0;
    v[0] = 1 / (1 - x0);
    for (int k = 0; k + 1 < EN_PERT_TERMS; k++) {
        w[k] = (h->a - 1) * u[k] - (h->b - 1) * v[k];
        yw[k] = product(y, w, k);
        uy[k] = product(u, y, k);
        vy[k] = product(v, y, k);
        x[k + 1] = y[k] / (k + 1);
        y[k + 1] = -product(y, yw, k) / (k + 1);
        u[k + 1] = -product(u, uy, k) / (k + 1);
        v[k + 1] = product(v, vy, k) / (k + 1);
    }
}

/* The part of the table that p is in, and where in it, -1 … 1. */
static size_t part_of(double p, double *at)
{
    uint64_t bits, first;
    const double from = TABLE_FROM;
    memcpy(&bits, &p, sizeof bits);
    memcpy(&first, &from, sizeof first);
    size_t part = (size_t)((bits - first) >> 50);
    uint64_t start = first + ((uint64_t)part << 50), end = start + ((uint64_t)1 << 50);
    double low, high;
    memcpy(&low, &start, sizeof low);
    memcpy(&high, &end, sizeof high);
    *at = (p - low + (p - high)) / (high - low);
    return part;
}

static void make_half(en_pert_half *h, double a)
{
    h->a = a;
    h->b = SUM - a;
    h->logarithm = ln_beta(a);
    double x = guess(h, TABLE_FROM);
    for (size_t part = 0; part < EN_PERT_OCTAVES * EN_PERT_PARTS; part++) {
        double octave = TABLE_FROM * (double)(1u << part / EN_PERT_PARTS),
               half = octave / (2 * EN_PERT_PARTS);
        x = solve(h, octave + half * (double)(2 * (part % EN_PERT_PARTS) + 1), x);
        expand(h, x, half, h->series[part]);
    }
}

void en_pert_make(en_pert *pert, double mode)
{
    make_half(&pert->low, 1 + 4 * mode);
    make_half(&pert->high, 5 - 4 * mode);
}

/* The series that the inverse at p is, and where in it; any one where p is beyond the table. */
static const double *series_of(const en_pert_half *h, double p, double *at)
{
    *at = 1;
    if (p < TABLE_FROM) return h->series[0];
    return h->series[p < 0.5 ? part_of(p, at) : EN_PERT_OCTAVES * EN_PERT_PARTS - 1];
}

/* All series side by side, so that one multiplication need not wait for another. */
void en_pert_inverse(const en_pert *pert, const double p[EN_PERT_AT_ONCE], double x[EN_PERT_AT_ONCE])
{
    const double *series[EN_PERT_AT_ONCE];
    double at[EN_PERT_AT_ONCE], sum[EN_PERT_AT_ONCE] = {0};
    for (size_t k = 0; k < EN_PERT_AT_ONCE; k++)
        series[k] =
            p[k] > 0.5 ? series_of(&pert->high, 1 - p[k], &at[k]) : series_of(&pert->low, p[k], &at[k]);
    for (int term = EN_PERT_TERMS - 1; term >= 0; term--)
        for (size_t k = 0; k < EN_PERT_AT_ONCE; k++) sum[k] = sum[k] * at[k] + series[k][term];
    for (size_t k = 0; k < EN_PERT_AT_ONCE; k++) {
        const en_pert_half *half = p[k] > 0.5 ? &pert->high : &pert->low;
        double nearer = p[k] > 0.5 ? 1 - p[k] : p[k];
        x[k] = nearer < TABLE_FROM ? solve(half, nearer, guess(half, nearer)) : sum[k];
    }
}
