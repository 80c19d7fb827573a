/* Dates in a workbook. See xlsx_date.h.
 *
 * The day of the calendar: H. Hinnant, "chrono-compatible low-level date algorithms" (2013), days to civil
 * date.
 */
#include "xlsx_date.h"

#include <math.h>
#include <stdio.h>
#include <strings.h>

enum {
    DAYS_BEFORE_1904 = 1462,
    NEVER_WAS = 60,               /* the serial of 29 February 1900 */
    LAST_DAY = 2958465,           /* 31 December 9999 */
    EPOCH_TO_1899_12_30 = -25569, /* days, from 1 January 1970 */
    SECONDS = 86400,
};

en_xlsx_format en_xlsx_built_in(uint64_t id)
{
    if (id == 46) return EN_XLSX_ELAPSED;
    if ((id >= 18 && id <= 21) || (id >= 32 && id <= 33) || id == 45 || id == 47) return EN_XLSX_TIME;
    if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return EN_XLSX_DATE;
    return EN_XLSX_NUMBER;
}

/* The bytes of s from its start that are text for people and no code: "…", \x, _x, *x. 0 if it starts with
 * code. */
static size_t literal(en_str s)
{
    if (*s.at == '"') {
        const char *end = memchr(s.at + 1, '"', s.size - 1);
        return end ? (size_t)(end + 1 - s.at) : s.size;
    }
    if (*s.at == '\\' || *s.at == '_' || *s.at == '*') return s.size > 1 ? 2 : 1;
    return 0;
}

/* [h], [mm], [ss] and the like; not [Red] or [$-411]. */
static bool is_elapsed(en_str inside)
{
    if (inside.size == 0 || !strchr("hmsHMS", *inside.at)) return false;
    for (size_t i = 1; i < inside.size; i++)
        if ((inside.at[i] | 0x20) != (*inside.at | 0x20)) return false;
    return true;
}

en_xlsx_format en_xlsx_format_of(en_str s)
{
    bool day = false, month_or_minute = false, clock = false;
    while (s.size > 0) {
        size_t step = literal(s);
        if (step == 0 && *s.at == '[') {
            const char *end = memchr(s.at, ']', s.size);
            step = end ? (size_t)(end + 1 - s.at) : s.size;
            if (end && is_elapsed((en_str){s.at + 1, step - 2})) return EN_XLSX_ELAPSED;
        }
        if (step == 0) {
            char c = (char)(*s.at | 0x20);
            day = day || c == 'y' || c == 'd';
            month_or_minute = month_or_minute || c == 'm';
            clock = clock || c == 'h' || c == 's';
            step = 1;
        }
        s = (en_str){s.at + step, s.size - step};
    }
    if (day || (month_or_minute && !clock)) return EN_XLSX_DATE;
    return clock ? EN_XLSX_TIME : EN_XLSX_NUMBER;
}

static void civil(int64_t epoch_days, int *year, int *month, int *day)
{
    int64_t z = epoch_days + 719468, era = z / 146097, of_era = z - era * 146097;
    int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t day_of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted = (5 * day_of_year + 2) / 153; /* months from March */
    *day = (int)(day_of_year - (153 * shifted + 2) / 5 + 1);
    *month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    *year = (int)(year_of_era + era * 400 + (*month <= 2));
}

static size_t print_clock(int64_t seconds, char *out, size_t room)
{
    int hours = (int)(seconds / 3600), minutes = (int)(seconds / 60 % 60);
    return (size_t)snprintf(out, room, "%02d:%02d:%02d", hours, minutes, (int)(seconds % 60));
}

en_xlsx_date_fault en_xlsx_date_print(double serial, en_xlsx_format format, bool from_1904,
                                      char out[EN_XLSX_DATE_BYTES], size_t *size)
{
    if (!(serial >= 0 && serial < LAST_DAY + 1)) return EN_XLSX_DATE_OUT_OF_RANGE;
    int64_t days = (int64_t)serial, seconds = (int64_t)rint((serial - (double)days) * SECONDS);
    if (format == EN_XLSX_ELAPSED || (format == EN_XLSX_TIME && days == 0)) {
        *size = print_clock(days * SECONDS + seconds, out, EN_XLSX_DATE_BYTES);
        return EN_XLSX_DATE_FINE;
    }
    days += seconds / SECONDS;
    seconds %= SECONDS;
    if (from_1904) days += DAYS_BEFORE_1904;
    else if (days == NEVER_WAS) return EN_XLSX_DATE_NEVER_WAS;
    else if (days == 0) return EN_XLSX_DATE_OUT_OF_RANGE;
    else if (days < NEVER_WAS) days++; /* before the day that never was */
    if (days > LAST_DAY) return EN_XLSX_DATE_OUT_OF_RANGE;
    int year, month, day;
    civil(days + EPOCH_TO_1899_12_30, &year, &month, &day);
    *size = (size_t)snprintf(out, EN_XLSX_DATE_BYTES, "%04d-%02d-%02d", year, month, day);
    if (seconds == 0) return EN_XLSX_DATE_FINE;
    out[(*size)++] = 'T';
    *size += print_clock(seconds, out + *size, EN_XLSX_DATE_BYTES - *size);
    return EN_XLSX_DATE_FINE;
}
