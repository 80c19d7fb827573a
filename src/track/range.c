/* What a number may be. See range.h. */
#include "range.h"

#include <math.h>

/* A half that is rounded up belongs to the next number: the upper bound stays a little below it. */
static const double below_half = 0.5 - 1e-9;

double en_range_gap(en_range a, en_range b)
{
    if (en_range_meet(a, b)) return 0;
    return a.low > b.high ? a.low - b.high : b.low - a.high;
}

en_range en_range_of(const en_number *number, int qualifier)
{
    double v = number->value, tenth = fabs(v) / 10;
    switch (qualifier) {
    case EN_ABOUT: return (en_range){v - tenth, v + tenth};
    case EN_AT_LEAST: return (en_range){v, (double)INFINITY};
    case EN_UNDER: return (en_range){-(double)INFINITY, v};
    default: return (en_range){v - number->last_digit * 0.5, v + number->last_digit * below_half};
    }
}

en_range en_range_operand(const en_number *number, int qualifier)
{
    bool is_count =
        qualifier != EN_ABOUT && qualifier != EN_AT_LEAST && qualifier != EN_UNDER && number->last_digit == 1;
    return is_count ? (en_range){number->value, number->value} : en_range_of(number, qualifier);
}

/* 0 × ∞ is 0 here: the bound of a product with nothing in it. */
static double times(double a, double b) { return a == 0 || b == 0 ? 0 : a * b; }

static en_range product(en_range a, en_range b)
{
    double corners[] = {times(a.low, b.low), times(a.low, b.high), times(a.high, b.low),
                        times(a.high, b.high)};
    en_range result = {corners[0], corners[0]};
    for (int i = 1; i < 4; i++) {
        result.low = fmin(result.low, corners[i]);
        result.high = fmax(result.high, corners[i]);
    }
    return result;
}

bool en_range_apply(en_operation operation, en_range first, en_range second, en_range *result)
{
    switch (operation) {
    case EN_SUM: *result = (en_range){first.low + second.low, first.high + second.high}; break;
    case EN_DIFFERENCE: *result = (en_range){first.low - second.high, first.high - second.low}; break;
    case EN_PRODUCT: *result = product(first, second); break;
    case EN_QUOTIENT:
    case EN_PERCENT:
        if (second.low <= 0 && second.high >= 0) return false;
        *result = product(first, (en_range){1 / second.high, 1 / second.low});
        if (operation == EN_PERCENT) *result = (en_range){100 * result->low, 100 * result->high};
        break;
    default: return false;
    }
    return !isnan(result->low) && !isnan(result->high);
}
