/* Pieces of addresses and headers: percent-decoding, queries, cookies, languages by preference.
 *
 * Everything here reads what strangers send. Decoded text is well-formed UTF-8 without NUL, or refused.
 */
#ifndef EN_QUERY_H
#define EN_QUERY_H

#include "words.h"

/* Decodes %HH (RFC 3986, section 2.1), and in a query + as a blank. EN_ERR_INPUT for % without two digits,
 * NUL and what is not UTF-8. Nothing to decode: *out is s itself. */
EN_MUST_USE en_status en_percent_decode(en_str s, bool in_query, en_arena *arena, en_str *out);

/* The next name=value of a query, as it was sent; false at the end. Empty pieces are passed over. */
bool en_query_next(en_str *rest, en_str *name, en_str *value);

/* The value of a cookie in a Cookie header (RFC 6265, section 4.2); empty: none, or more than one of that
 * name. */
en_str en_cookie_find(en_str header, const char *name);

/* The language that an Accept-Language header prefers (RFC 9110, section 12.5.4), or English. */
en_language en_language_accepted(en_str header);

#endif
