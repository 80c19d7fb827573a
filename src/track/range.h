/* What a number may be, as a closed range, and arithmetic on such ranges.
 *
 * Interval arithmetic (R. E. Moore, Interval Analysis, 1966) without outward rounding: the ranges stand for
 * what people print, which is coarser than a double by far. A range without a bound ends at an infinity.
 */
#ifndef EN_RANGE_H
#define EN_RANGE_H

#include "ledger_tables.h"

typedef struct en_range {
    double low, high;
} en_range;

static inline bool en_range_meet(en_range a, en_range b) { return a.low <= b.high && b.low <= a.high; }

/* How far two ranges that do not meet are apart; 0 if they meet. */
double en_range_gap(en_range a, en_range b);

/* What a printed number may be. Exact: all that is rounded to it at its last printed digit. About: 10 %
 * either way. */
en_range en_range_of(const en_number *number, int qualifier);

/* As en_range_of, for calculating with: a whole number that is exact is that number. */
en_range en_range_operand(const en_number *number, int qualifier);

/* first OP second; false where the second may be 0 in a quotient, or the result is no number. */
bool en_range_apply(en_operation operation, en_range first, en_range second, en_range *result);

#endif
