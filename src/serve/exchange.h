/* One request and its answer, from the first byte of the header that libmicrohttpd shows to the last byte
 * sent.
 *
 * libmicrohttpd calls the handler once with the header, again for every piece of the body, and once more.
 * What is answered on the first call closes the connection: that is right for bad framing and for a body that
 * nobody will read, and wrong for all else, which is answered on the last.
 */
#ifndef EN_SERVE_EXCHANGE_H
#define EN_SERVE_EXCHANGE_H

#include "address.h"
#include "framing.h"
#include "page.h"
#include "request.h"

#include <microhttpd.h>

struct connection;

typedef enum exchange_stage {
    EXCHANGE_NEW,
    EXCHANGE_BODY,    /* collecting it */
    EXCHANGE_SLOW,    /* suspended: a slow thread has it */
    EXCHANGE_DONE,    /* the slow thread has made the answer */
    EXCHANGE_ANSWERED /* libmicrohttpd has the response */
} exchange_stage;

/* Counts what a request allocates, and refuses what goes over its limit. */
typedef struct exchange_memory {
    size_t used, most;
} exchange_memory;

typedef struct exchange {
    en_request request;
    exchange_memory memory;
    en_allocator allocator;
    exchange_stage stage;
    struct MHD_Connection *with;
    struct connection *connection;
    int64_t begun;
    framing_target target; /* as it was sent */
    en_str path, query;
    en_headers headers;
    caller from; /* as en_request_address has found it */
    size_t taken_count;
    en_str taken[EN_ROUTE_MOST_PARAMETERS];
    unsigned methods; /* for Allow */
    en_text body;
    uint64_t received; /* bytes of the body, kept or not */
    bool is_head;
    bool is_admitted;           /* who asks may, and the parameters are in order */
    bool is_counted;            /* among the requests that have begun */
    bool is_running;            /* among the handlers at work */
    bool is_problem;            /* the answer is a problem document */
    bool is_too_large;          /* the body; the rest of it is forgotten */
    const en_asset *asset;      /* not a route but a file of the page */
    bool is_reserved;           /* its Idempotency-Key is taken, and waits for the answer */
    bool is_stream, has_ended;  /* of events */
    size_t sent;                /* of what `out` holds */
    int64_t spoken;             /* when something was last sent */
    struct exchange *next;      /* in the queue of slow ones, or among streams that wait */
    struct exchange *next_open; /* among streams */
} exchange;

/* libmicrohttpd's calls. */
void *exchange_begin(void *of, const char *uri, struct MHD_Connection *with);
enum MHD_Result exchange_continue(void *of, struct MHD_Connection *with, const char *url, const char *method,
                                  const char *version, const char *upload, size_t *upload_size,
                                  void **context);
void exchange_end(void *of, struct MHD_Connection *with, void **context, enum MHD_RequestTerminationCode why);

void exchange_free(exchange *x);

/* dispatch.c: finds the route or the asset by method and path. */
void exchange_find(exchange *x, const char *method);

/* Counts it among the requests that have begun, which a stop waits for. */
void exchange_count(exchange *x);

/* Counts it among the handlers at work; refuses if there are too many. */
EN_MUST_USE en_status exchange_start(exchange *x);

/* It has ended, or goes on as a stream. */
void exchange_uncount(exchange *x);

/* Everything that can be said before the body has come: EN_OK, or what en_refuse returned. */
EN_MUST_USE en_status exchange_admit(exchange *x);

/* How large the body may be. */
size_t exchange_body_limit(const exchange *x);

/* Whether a slow thread is to run it. */
bool exchange_is_slow(const exchange *x);

/* Runs the handler of a request that was admitted and is whole. */
void exchange_run(exchange *x);

/* answer.c: hands the answer to libmicrohttpd. */
enum MHD_Result exchange_answer(exchange *x);

/* log.c: counts and logs a request at its end. */
void exchange_note(exchange *x, bool is_whole);

#endif
