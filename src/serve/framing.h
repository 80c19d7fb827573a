/* Whether a request is framed so that every program on its way sees the same request.
 *
 * libmicrohttpd lets through what two readers may read in two ways: Content-Length beside Transfer-Encoding,
 * two Content-Lengths, two Hosts, codings other than chunked, a NUL that ends a text early, header lines that
 * go on in the next, and line ends of one character. All of that is refused (RFC 9112, sections 3.2, 5.1,
 * 5.2, 6.3 and 11.2). To see what stood between the texts it shows, their places in the connection's buffer
 * are walked: each must begin where the one before it ended.
 */
#ifndef EN_SERVE_FRAMING_H
#define EN_SERVE_FRAMING_H

#include "str.h"

enum { EN_HEADERS_MOST = 100 };

/* The headers that the server reads; empty: not given. Borrowed from the connection. */
typedef struct en_headers {
    en_str host, content_length, transfer_encoding, content_type, content_encoding, cookie, authorization,
        origin, csrf_token, accept_language, accept_encoding, if_match, if_none_match, last_event_id,
        idempotency_key, expect, forwarded_for;
} en_headers;

typedef enum framing_fault {
    FRAMING_FINE,
    FRAMING_BROKEN,  /* 400 */
    FRAMING_VERSION, /* 505 */
    FRAMING_MANY     /* 431 */
} framing_fault;

/* The target, noted before libmicrohttpd takes it apart: where it stood in the buffer, and a copy. */
typedef struct framing_target {
    const char *at;
    en_str text;
} framing_target;

/* The walk over the header. */
typedef struct framing_walk {
    en_headers *headers;
    const char *at; /* where the next text must begin */
    size_t count;
    framing_fault fault;
} framing_walk;

/* Begins with the request line: method, target and version as the buffer has them. */
framing_walk framing_begin(en_headers *headers, const char *method, framing_target target,
                           const char *version);

/* Takes the next header line. */
void framing_take(framing_walk *walk, en_str key, en_str value);

/* Ends it: header_size is all of the header, from the method to the empty line. */
framing_fault framing_end(framing_walk *walk, const char *method, size_t header_size, const char *version);

/* The size of the body that is announced; 0: none. *is_chunked: unknown until it has come. */
uint64_t framing_body(const en_headers *headers, bool *is_chunked);

#endif
