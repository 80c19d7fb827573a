/* Where a page of a list ended: the value that the list is sorted by and a number that tells equal values
 * apart, in base64url, so that nobody takes it for more than a place to go on from.
 */
#ifndef EN_SERVE_CURSOR_H
#define EN_SERVE_CURSOR_H

#include "request.h"

/* Adds the member "next". */
void en_cursor_write(en_json *json, int64_t number, en_str value);

/* What request->after says; the value lives in the request's arena. Refuses with 400 what no list has given
 * out. */
EN_MUST_USE en_status en_cursor_read(en_request *request, int64_t *number, en_str *value);

/* The same refusal for a cursor that reads well and names a place where no page has ended. */
EN_MUST_USE en_status en_cursor_refuse(en_request *request);

#endif
