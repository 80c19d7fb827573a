/* See distribution.h. */
#include "distribution.h"

#include "lane_functions.h"
#include "normal.h"
#include "number.h"

static bool is_finite(double x) { return x - x == 0; }

/* A rule that a number in a column breaks; beside it one other number, if it has a name. */
static en_status refuse(en_report *report, en_word rule, en_where where, const char *column, double value,
                        const char *name, double other)
{
    char shown[EN_REAL_MOST_BYTES];
    where.column = en_str_of(column);
    where.value = is_finite(value) ? (en_str){shown, en_real_print(value, shown)} : en_str_of("");
    const en_arg arg = en_arg_real(name, other);
    return en_report_add(report, EN_ERROR, rule, where, name ? 1 : 0, &arg);
}

static en_status check_finite(const en_distribution *d, en_where where, en_report *report)
{
    bool three = d->kind == EN_TRIANGULAR || d->kind == EN_PERT;
    if (!is_finite(d->a)) return refuse(report, EN_W_PLAN_DISTRIBUTION_FINITE, where, "a", d->a, NULL, 0);
    if (!is_finite(d->b)) return refuse(report, EN_W_PLAN_DISTRIBUTION_FINITE, where, "b", d->b, NULL, 0);
    if (three && !is_finite(d->c))
        return refuse(report, EN_W_PLAN_DISTRIBUTION_FINITE, where, "c", d->c, NULL, 0);
    return EN_OK;
}

static en_status check_ends(double low, double high, en_where where, en_report *report)
{
    if (low > high) return refuse(report, EN_W_PLAN_DISTRIBUTION_LOW, where, "a", low, "high", high);
    if (!is_finite(high - low))
        return refuse(report, EN_W_PLAN_DISTRIBUTION_WIDE, where, "a", low, "high", high);
    return EN_OK;
}

static en_status check_mode(const en_distribution *d, en_where where, en_report *report)
{
    en_status status = check_ends(d->a, d->c, where, report);
    if (status != EN_OK) return status;
    if (d->b < d->a) return refuse(report, EN_W_PLAN_DISTRIBUTION_MODE_LOW, where, "b", d->b, "low", d->a);
    if (d->b > d->c) return refuse(report, EN_W_PLAN_DISTRIBUTION_MODE_HIGH, where, "b", d->b, "high", d->c);
    return EN_OK;
}

static en_status check_choices(const en_distribution *d, en_where where, en_report *report)
{
    if (d->value_count == 0)
        return refuse(report, EN_W_PLAN_DISTRIBUTION_CHOICES, where, "a", 0.0 / 0.0, NULL, 0);
    for (uint32_t k = 0; k < d->value_count; k++)
        if (!is_finite(d->values[k]))
            return refuse(report, EN_W_PLAN_DISTRIBUTION_FINITE, where, "a", d->values[k], NULL, 0);
    return EN_OK;
}

en_status en_distribution_check(const en_distribution *d, en_where where, en_report *report)
{
    if (d->kind == EN_CHOICE) return check_choices(d, where, report);
    en_status status = check_finite(d, where, report);
    if (status != EN_OK) return status;
    if (d->kind == EN_UNIFORM) return check_ends(d->a, d->b, where, report);
    if (d->kind == EN_TRIANGULAR || d->kind == EN_PERT) return check_mode(d, where, report);
    if (d->b < 0) return refuse(report, EN_W_PLAN_DISTRIBUTION_SPREAD, where, "b", d->b, NULL, 0);
    return EN_OK;
}

en_status en_inverse_make(const en_distribution *d, en_arena *arena, en_inverse *inverse)
{
    *inverse = (en_inverse){.of = *d};
    if (d->kind != EN_PERT || d->a == d->c) return EN_OK;
    en_pert *pert = en_arena_raw(arena, 1, sizeof *pert);
    if (!pert) return EN_ERR_MEMORY;
    en_pert_make(pert, (d->b - d->a) / (d->c - d->a));
    inverse->pert = pert;
    return EN_OK;
}

static void uniform_values(const en_distribution *d, size_t count, double *x)
{
    for (size_t k = 0; k < count; k++) x[k] = d->a + (d->b - d->a) * x[k];
}

static void normal_values(const en_distribution *d, size_t count, double *score)
{
    for (size_t k = 0; k < count; k++) score[k] = d->a + d->b * score[k];
    if (d->kind == EN_LOGNORMAL) en_lane_functions_best()->one[EN_LANE_EXP](count, score, score);
}

/* The area below x is (x - low)² / (range (mode - low)) up to the mode, and the like from the other end. */
static void triangular_values(const en_distribution *d, size_t count, double *x)
{
    double range = d->c - d->a, left = range > 0 ? (d->b - d->a) / range : 1, right = 1 - left;
    const en_lane_functions *lanes = en_lane_functions_best();
    for (size_t k = 0; k < count; k += 8) {
        double root[8];
        for (size_t i = 0; i < 8; i++) root[i] = x[k + i] < left ? x[k + i] * left : (1 - x[k + i]) * right;
        lanes->one[EN_LANE_SQRT](8, root, root);
        for (size_t i = 0; i < 8; i++)
            x[k + i] = x[k + i] < left ? d->a + range * root[i] : d->c - range * root[i];
    }
}

static void pert_values(const en_inverse *inverse, size_t count, double *x)
{
    const en_distribution *d = &inverse->of;
    double range = d->c - d->a, part[EN_PERT_AT_ONCE] = {0};
    for (size_t k = 0; k < count; k += EN_PERT_AT_ONCE) {
        if (inverse->pert) en_pert_inverse(inverse->pert, x + k, part);
        for (size_t i = 0; i < EN_PERT_AT_ONCE; i++)
            x[k + i] = x[k + i] > 0.5 ? d->c - range * part[i] : d->a + range * part[i];
    }
}

static void choice_values(const en_distribution *d, size_t count, double *x)
{
    for (size_t k = 0; k < count; k++) {
        uint32_t which = (uint32_t)(x[k] * d->value_count);
        x[k] = d->values[which < d->value_count ? which : d->value_count - 1];
    }
}

void en_inverse_values(const en_inverse *inverse, size_t count, double *x)
{
    const en_distribution *d = &inverse->of;
    switch (d->kind) {
    case EN_UNIFORM: uniform_values(d, count, x); break;
    case EN_NORMAL:
    case EN_LOGNORMAL:
        en_lane_functions_best()->one[EN_LANE_NORMAL](count, x, x);
        normal_values(d, count, x);
        break;
    case EN_TRIANGULAR: triangular_values(d, count, x); break;
    case EN_PERT: pert_values(inverse, count, x); break;
    case EN_CHOICE: choice_values(d, count, x); break;
    }
}

void en_inverse_values_of_scores(const en_inverse *inverse, size_t count, double *x)
{
    if (inverse->of.kind == EN_NORMAL || inverse->of.kind == EN_LOGNORMAL) {
        normal_values(&inverse->of, count, x);
        return;
    }
    en_normal_below(count, x);
    en_inverse_values(inverse, count, x);
}
