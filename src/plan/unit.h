/* Units of measure: products of powers of base units, in one form, so that equal units are equal factors.
 *
 * Powers are ratios of whole numbers and are compared exactly: SQRT of an area is a length, whatever the
 * order of the steps. A base is a number; who makes units says what it stands for (unit_names.h). Units are
 * not converted: a week is no multiple of a day, as XMILE 1.0 (section 2.6) has it. Bound: linear in the
 * factors of the operands.
 */
#ifndef EN_PLAN_UNIT_H
#define EN_PLAN_UNIT_H

#include "str.h"

enum { EN_UNIT_MOST_FACTORS = 64, EN_RATIO_MOST = 1000000 };

/* In lowest terms; below > 0. */
typedef struct en_ratio {
    int32_t above, below;
} en_ratio;

typedef struct en_unit_factor {
    uint32_t base;
    en_ratio power; /* never 0 */
} en_unit_factor;

/* Factors by ascending base; none: dimensionless. Lives in an arena. */
typedef struct en_unit {
    const en_unit_factor *at;
    uint32_t count;
} en_unit;

typedef enum en_unit_fault {
    EN_UNIT_FINE,
    EN_UNIT_TOO_LARGE, /* a power beyond EN_RATIO_MOST, or too many factors */
    EN_UNIT_NO_MEMORY
} en_unit_fault;

/* above / below in lowest terms; false: beyond EN_RATIO_MOST, or below is 0. *ratio is written on true only,
 * here and below. */
bool en_ratio_make(int64_t above, int64_t below, en_ratio *ratio);
bool en_ratio_add(en_ratio a, en_ratio b, en_ratio *sum);
bool en_ratio_multiply(en_ratio a, en_ratio b, en_ratio *product);
/* The ratio that a number with at most three digits behind its point is; false: it is none. */
bool en_ratio_of(double number, en_ratio *ratio);

static inline bool en_ratio_is(en_ratio a, int32_t whole) { return a.above == whole && a.below == 1; }

en_unit_fault en_unit_base(en_arena *arena, uint32_t base, en_unit *unit);
/* a · b^power */
en_unit_fault en_unit_multiply(en_arena *arena, en_unit a, en_unit b, en_ratio power, en_unit *product);
bool en_unit_equal(en_unit a, en_unit b);

#endif
