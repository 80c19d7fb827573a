/* Marks of axes. See ticks.h. */
#include "ticks.h"

#include "number.h"

#include <math.h>
#include <stdio.h>

static double within(double value)
{
    if (value > TICKS_MOST_VALUE) return TICKS_MOST_VALUE;
    return value < -TICKS_MOST_VALUE ? -TICKS_MOST_VALUE : value;
}

/* By its decimal digits, so that it is rounded once. */
static double times_step(const value_ticks *ticks, double steps)
{
    char digits[64];
    double value = 0;
    int n = snprintf(digits, sizeof digits, "%.0fe%d", steps * ticks->digit, ticks->exponent);
    return en_real_round((en_str){digits, (size_t)n}, &value) == EN_NUMBER_FINE ? value : INFINITY;
}

/* The next larger of 1, 2, 5, 10, 20 … */
static void grow(value_ticks *ticks)
{
    if (ticks->digit == 1) ticks->digit = 2;
    else if (ticks->digit == 2) ticks->digit = 5;
    else *ticks = (value_ticks){.digit = 1, .exponent = ticks->exponent + 1};
}

/* Two values that are the same, or nearly so for a double, are given room. */
static void widen(double *low, double *high)
{
    double larger = fmax(fabs(*low), fabs(*high)), room = larger > 0 ? larger / 2 : 0.5;
    if (*high / 2 - *low / 2 > larger * 1e-9) return;
    if (*low == 0 && *high == 0) {
        *high = 1;
        return;
    }
    *low -= room;
    *high += room;
}

value_ticks value_ticks_of(double low, double high, size_t most, bool whole)
{
    enum { LEAST_EXPONENT = -290 };
    low = within(low);
    high = within(high);
    widen(&low, &high);
    double steps = most > 3 ? (double)(most - 1) : 2, raw = high / steps - low / steps;
    int exponent = raw > 0 ? (int)floor(log10(raw)) - 1 : LEAST_EXPONENT;
    value_ticks ticks = {.digit = 1, .exponent = exponent < LEAST_EXPONENT ? LEAST_EXPONENT : exponent};
    for (;; grow(&ticks)) {
        if (whole && ticks.exponent < 0) continue;
        double step = times_step(&ticks, 1), first = floor(low / step), last = ceil(high / step);
        first -= times_step(&ticks, first) > low; /* where the quotient was rounded */
        last += times_step(&ticks, last) < high;
        if (last - first > steps) continue;
        ticks.first = first;
        ticks.count = (size_t)(last - first) + 1;
        return ticks;
    }
}

double value_tick(const value_ticks *ticks, size_t i) { return times_step(ticks, ticks->first + (double)i); }

void value_tick_add(en_text *text, en_language language, const value_ticks *ticks, size_t i, bool plain)
{
    enum { MOST_DECIMALS = 9 };
    double value = value_tick(ticks, i);
    int decimals = ticks->exponent < 0 ? -ticks->exponent : 0;
    if (plain) en_words_add_time(text, language, value, -1);
    else en_words_add_real(text, language, value, decimals > MOST_DECIMALS ? -1 : decimals);
}

/* Steps of a calendar, from the smallest. */
typedef struct calendar_step {
    enum { DAYS, MONTHS, YEARS } unit;
    int count;
} calendar_step;

static const calendar_step calendar_steps[] = {
    {DAYS, 1},    {DAYS, 7},    {DAYS, 14},   {MONTHS, 1},   {MONTHS, 3},   {MONTHS, 6},
    {YEARS, 1},   {YEARS, 2},   {YEARS, 5},   {YEARS, 10},   {YEARS, 20},   {YEARS, 50},
    {YEARS, 100}, {YEARS, 200}, {YEARS, 500}, {YEARS, 1000}, {YEARS, 2000}, {YEARS, 5000}};

/* The first tick that is not before the day. */
static en_date first_tick(int32_t day, calendar_step step)
{
    en_date date = en_date_of_day(day);
    if (step.unit == DAYS) return date;
    bool starts_month = date.day == 1, starts_year = starts_month && date.month == 1;
    if (step.unit == YEARS) {
        int year = date.year + !starts_year, late = year % step.count;
        return (en_date){.year = (int16_t)(late ? year + step.count - late : year)};
    }
    int month = date.year * 12 + date.month - 1 + !starts_month, late = month % step.count;
    if (late) month += step.count - late;
    return (en_date){.year = (int16_t)(month / 12), .month = (int8_t)(month % 12 + 1)};
}

static en_date next_tick(en_date date, calendar_step step)
{
    if (step.unit == DAYS) return en_date_of_day(en_date_first(date) + step.count);
    if (step.unit == YEARS) return (en_date){.year = (int16_t)(date.year + step.count)};
    int month = date.year * 12 + date.month - 1 + step.count;
    return (en_date){.year = (int16_t)(month / 12), .month = (int8_t)(month % 12 + 1)};
}

/* Fills in the ticks of one step; false where they are too many. */
static bool fill(date_ticks *ticks, int32_t first, int32_t last, size_t most, calendar_step step)
{
    ticks->count = 0;
    for (en_date date = first_tick(first, step); en_date_first(date) <= last; date = next_tick(date, step)) {
        if (ticks->count == most || date.year > EN_DATE_LAST_YEAR) return ticks->count < most;
        ticks->at[ticks->count++] = date;
    }
    return true;
}

date_ticks date_ticks_of(int32_t first, int32_t last, size_t most)
{
    date_ticks ticks = {.count = 0};
    if (most > TICKS_MOST_DATES) most = TICKS_MOST_DATES;
    for (size_t i = 0; i < sizeof calendar_steps / sizeof *calendar_steps; i++)
        if (fill(&ticks, first, last, most, calendar_steps[i])) return ticks;
    return (date_ticks){.count = 0};
}
