/* Dates in a workbook: a number is a date because its cell is formatted as one (ECMA-376 part 1, 18.8.30
 * and 18.17.4).
 *
 * Day 1 is 1 January 1900, and a 29 February 1900 that never was is counted; or day 0 is 1 January 1904.
 * Seconds are the smallest unit; a fraction of one is rounded.
 */
#ifndef EN_XLSX_DATE_H
#define EN_XLSX_DATE_H

#include "str.h"

typedef enum en_xlsx_format {
    EN_XLSX_NUMBER,
    EN_XLSX_DATE,    /* has a year, month or day */
    EN_XLSX_TIME,    /* has only hours, minutes or seconds */
    EN_XLSX_ELAPSED, /* hours go on past 24 */
} en_xlsx_format;

/* The format that every workbook has under this id. */
en_xlsx_format en_xlsx_built_in(uint64_t id);

/* What a format code s such as `yyyy"年"m"月"d"日"` shows. */
en_xlsx_format en_xlsx_format_of(en_str s);

typedef enum en_xlsx_date_fault {
    EN_XLSX_DATE_FINE,
    EN_XLSX_DATE_NEVER_WAS,    /* 29 February 1900 */
    EN_XLSX_DATE_OUT_OF_RANGE, /* before the first day, or after the year 9999 */
} en_xlsx_date_fault;

enum { EN_XLSX_DATE_BYTES = 32 };

/* ISO 8601: a date at midnight is `2024-04-01`, else `2024-04-01T09:30:00`; a time of day, or an elapsed
 * time, `09:30:00`. A day with a format that shows only the time keeps its date. Writes *size bytes, without
 * a NUL, where the date is fine. */
en_xlsx_date_fault en_xlsx_date_print(double serial, en_xlsx_format format, bool from_1904,
                                      char out[EN_XLSX_DATE_BYTES], size_t *size);

#endif
