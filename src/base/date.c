/* Dates. See date.h. Day numbers follow Howard Hinnant's days_from_civil: eras of 400 years that start on 1
 * March. */
#include "date.h"

enum { DAYS_OF_ERA = 146097, DAYS_TO_1970 = 719468 };

static bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

static int days_of_month(int year, int month)
{
    static const int8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year));
}

/* n digits at s, or -1. */
static int read_digits(const char *s, int n)
{
    int value = 0;
    for (int i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9') return -1;
        value = value * 10 + (s[i] - '0');
    }
    return value;
}

bool en_date_read(en_str s, en_date *date)
{
    if (s.size != 4 && s.size != 7 && s.size != 10) return false;
    int year = read_digits(s.at, 4), month = 0, day = 0;
    if (year < EN_DATE_FIRST_YEAR) return false;
    if (s.size >= 7) {
        month = read_digits(s.at + 5, 2);
        if (s.at[4] != '-' || month < 1 || month > 12) return false;
    }
    if (s.size == 10) {
        day = read_digits(s.at + 8, 2);
        if (s.at[7] != '-' || day < 1 || day > days_of_month(year, month)) return false;
    }
    *date = (en_date){(int16_t)year, (int8_t)month, (int8_t)day};
    return true;
}

static void add_two(en_text *text, int value)
{
    en_text_add_char(text, '-');
    en_text_add_char(text, (char)('0' + value / 10));
    en_text_add_char(text, (char)('0' + value % 10));
}

void en_date_add(en_text *text, en_date date)
{
    if (!en_date_given(date)) return;
    en_text_add_int(text, date.year);
    if (date.month) add_two(text, date.month);
    if (date.day) add_two(text, date.day);
}

static int32_t day_number(int year, int month, int day)
{
    if (month <= 2) year--;
    int era = year / 400, year_of_era = year % 400;
    int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return era * DAYS_OF_ERA + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           DAYS_TO_1970;
}

int32_t en_date_first(en_date date)
{
    return day_number(date.year, date.month ? date.month : 1, date.day ? date.day : 1);
}

int32_t en_date_last(en_date date)
{
    int month = date.month ? date.month : 12;
    return day_number(date.year, month, date.day ? date.day : days_of_month(date.year, month));
}

en_date en_date_of_day(int32_t day)
{
    int32_t shifted = day + DAYS_TO_1970;
    int era = shifted / DAYS_OF_ERA, of_era = shifted % DAYS_OF_ERA;
    int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * year + year / 4 - year / 100), shifted_month = (5 * of_year + 2) / 153;
    int month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    return (en_date){(int16_t)(year + era * 400 + (month <= 2)), (int8_t)month,
                     (int8_t)(of_year - (153 * shifted_month + 2) / 5 + 1)};
}

int en_date_compare(en_date a, en_date b)
{
    if (!en_date_given(a) || !en_date_given(b)) return en_date_given(a) - en_date_given(b);
    int32_t first = en_date_first(a) - en_date_first(b), last = en_date_last(a) - en_date_last(b);
    int32_t order = first ? first : last;
    return (order > 0) - (order < 0);
}
