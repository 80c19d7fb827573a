/* Checks what a request says against the row of its route: parameters, and bodies of JSON by their type.
 *
 * Every problem is reported, as a finding with the parameter's name or the member's place ("roles[1]") as its
 * column. What is not listed is refused by name.
 */
#ifndef EN_API_CHECK_H
#define EN_API_CHECK_H

#include "api.h"
#include "json.h"

enum { EN_PAGE_USUAL = 50, EN_PAGE_MOST = 200, EN_CURSOR_MOST_BYTES = 1024 };

/* What a request asks, decoded. Texts live in the arena, or are the caller's. */
typedef struct en_asked {
    en_str values[EN_ROUTE_MOST_PARAMETERS]; /* by the row's parameters; empty: not given */
    size_t limit;
    en_str after;
    int sort;        /* index into the row's sorts */
    bool turned;     /* the other way round than the sorts say */
    bool is_nowhere; /* a part of the path is of no kind that could be there */
} en_asked;

/* Reads the query and what the braces of the path took, as they were sent. EN_ERR_INPUT after reporting, or
 * with is_nowhere. */
EN_MUST_USE en_status en_check_parameters(const en_route *route, en_str query, const en_str *taken,
                                          size_t taken_count, en_arena *arena, en_report *report,
                                          en_asked *asked);

/* Checks a body. EN_ERR_INPUT after reporting. */
EN_MUST_USE en_status en_check_json(const en_type *type, const json_t *value, en_arena *arena,
                                    en_report *report);

/* The column of a sort of the row by its index, without the "-" that turns it; empty: there is none. */
en_str en_route_sort(const en_route *route, int sort, bool *is_turned);

#endif
