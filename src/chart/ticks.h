/* Where an axis has its marks: values at 1, 2 or 5 times a power of ten, and dates at days, months or years
 * as calendars have them.
 *
 * Values are whole multiples of the step, rounded once: 0.3 is 0.3 and not three times 0.1.
 */
#ifndef EN_TICKS_H
#define EN_TICKS_H

#include "date.h"
#include "words.h"

/* Beyond it a value cannot be placed: the axis ends there. */
#define TICKS_MOST_VALUE 1e300

typedef struct value_ticks {
    double first;        /* the first tick, in steps */
    int digit, exponent; /* the step: digit × 10^exponent */
    size_t count;        /* at least 2 */
} value_ticks;

/* At most `most` (at least 3) ticks; the first is at most low, the last at least high. Both are finite.
 * `whole`: ticks at whole numbers only, for what is counted. */
value_ticks value_ticks_of(double low, double high, size_t most, bool whole);

/* The value of a tick. */
double value_tick(const value_ticks *ticks, size_t i);

/* Adds the value of a tick as people write it in the language; `plain` without groups of digits. */
void value_tick_add(en_text *text, en_language language, const value_ticks *ticks, size_t i, bool plain);

enum { TICKS_MOST_DATES = 16 };

typedef struct date_ticks {
    en_date at[TICKS_MOST_DATES]; /* a day, a month or a year, which it is the first day of */
    size_t count;
} date_ticks;

/* At most `most` ticks from the first day to the last; none where they are too many days for
 * TICKS_MOST_DATES.
 */
date_ticks date_ticks_of(int32_t first, int32_t last, size_t most);

#endif
