/* Dates as tables write them: a day, a month or a year, after ISO 8601. A month and a year are the whole of
 * it: they have a first and a last day, as numbers of days since 1970-01-01 in the proleptic Gregorian
 * calendar.
 */
#ifndef EN_DATE_H
#define EN_DATE_H

#include "str.h"

typedef struct en_date {
    int16_t year; /* 0: not given */
    int8_t month; /* 0: the whole year */
    int8_t day;   /* 0: the whole month */
} en_date;

enum { EN_DATE_FIRST_YEAR = 1000, EN_DATE_LAST_YEAR = 9999, EN_DATE_MOST_BYTES = 10 };

static inline bool en_date_given(en_date date) { return date.year != 0; }

/* Reads `2025-04-28`, `2025-04` or `2025`; false for anything else, and for days that do not exist. */
bool en_date_read(en_str s, en_date *date);

/* Adds the date as it is read; nothing for one that is not given. */
void en_date_add(en_text *text, en_date date);

/* The first and the last day that the date may mean; of a date that is given. */
int32_t en_date_first(en_date date);
int32_t en_date_last(en_date date);

/* The day with this number. */
en_date en_date_of_day(int32_t day);

/* By the first day, then by the last; a date that is not given comes before all. */
int en_date_compare(en_date a, en_date b);

static inline bool en_date_equal(en_date a, en_date b)
{
    return a.year == b.year && a.month == b.month && a.day == b.day;
}

#endif
