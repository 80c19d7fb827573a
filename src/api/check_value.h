/* One value against its kind: shared by parameters and bodies. */
#ifndef EN_API_CHECK_VALUE_H
#define EN_API_CHECK_VALUE_H

#include "api.h"
#include "report.h"

typedef struct check_bounds {
    en_kind kind;
    int64_t least, most; /* 0, 0: the kind's own */
    const char *choices;
} check_bounds;

/* Checks a text of the kind; numbers as they are written. *value may become its normal form, in the arena.
 * Reports with `where`; EN_ERR_INPUT or EN_ERR_MEMORY. */
EN_MUST_USE en_status check_text(check_bounds bounds, en_where where, en_arena *arena, en_report *report,
                                 en_str *value);

/* A number against the bounds. */
EN_MUST_USE en_status check_integer(check_bounds bounds, int64_t value, en_where where, en_report *report);

/* Whether s is one of "a|b|c". */
bool check_is_choice(const char *choices, en_str s);

#endif
