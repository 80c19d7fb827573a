/* A moment as text: ISO 8601 with seconds in UTC, 2026-11-22T10:00:00Z. Compares as text in the order of
 * time. */
#ifndef EN_INSTANT_H
#define EN_INSTANT_H

#include "str.h"

#include <time.h>

enum { EN_INSTANT_BYTES = 20 };

/* Writes seconds since 1970. */
static inline en_str en_instant_write(int64_t seconds, char text[EN_INSTANT_BYTES + 1])
{
    time_t then = (time_t)seconds;
    struct tm utc;
    text[0] = '\0';
    if (!gmtime_r(&then, &utc)) return (en_str){text, 0};
    return (en_str){text, strftime(text, EN_INSTANT_BYTES + 1, "%Y-%m-%dT%H:%M:%SZ", &utc)};
}

#endif
