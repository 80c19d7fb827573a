/* Pages of lists, and where one ended: the value that the list is sorted by and a number that tells equal
 * values apart, in base64url, so that nobody takes it for more than a place to go on from.
 */
#ifndef EN_SERVE_CURSOR_H
#define EN_SERVE_CURSOR_H

#include "request.h"

/* Adds the member "next". */
void en_cursor_write(en_json *json, int64_t number, en_str value);

/* A page of rows as it is written: {"items": [...], "next": "..."}. */
typedef struct en_page {
    en_json json;
    size_t shown; /* rows to write */
    bool goes_on; /* there are more */
} en_page;

/* Begins the answer, where one row more than the limit was asked for, and so many were found. */
en_page en_page_begin(en_request *request, size_t found);

/* Ends it, behind the rows. If it goes on, number and value are those of the last row. */
void en_page_end(en_page *page, int64_t number, en_str value);

/* What request->after says; the value lives in the request's arena. Refuses with 400 what no list has given
 * out. */
EN_MUST_USE en_status en_cursor_read(en_request *request, int64_t *number, en_str *value);

/* The same refusal for a cursor that reads well and names a place where no page has ended. */
EN_MUST_USE en_status en_cursor_refuse(en_request *request);

#endif
