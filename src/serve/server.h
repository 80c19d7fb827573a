/* Inside of the server: what its files share. */
#ifndef EN_SERVE_SERVER_H
#define EN_SERVE_SERVER_H

#include "access.h"
#include "address.h"
#include "callers.h"
#include "exchange.h"
#include "library.h"
#include "metrics.h"
#include "queue.h"
#include "router.h"
#include "serve.h"
#include "standing_now.h"

#include <pthread.h>

/* A client's connection, from accepting it to closing it. `since` is when its phase began: an inactive client
 * is libmicrohttpd's matter, one that sends a byte now and then is ours. */
typedef enum connection_phase {
    CONNECTION_IDLE,    /* between requests, or sending headers after the first request */
    CONNECTION_NEW,     /* has sent no whole header yet */
    CONNECTION_SENDING, /* the body of a request */
    CONNECTION_WAITING, /* for a handler */
    CONNECTION_READING, /* the answer */
    CONNECTION_STREAM   /* events without an end */
} connection_phase;

typedef struct connection {
    struct connection *previous, *next;
    int socket;
    caller from;         /* the other end: a client or a proxy */
    caller_count *count; /* of its address; NULL: a proxy's, which is not counted */
    atomic_int phase;
    _Atomic int64_t since; /* milliseconds */
    _Atomic int64_t more;  /* milliseconds beyond the limit of the phase, of a download */
    exchange *current;     /* of this connection's thread */
} connection;

typedef struct slow_queue {
    pthread_mutex_t lock;
    pthread_cond_t more;
    exchange *first, *last;
    bool ended;
    size_t thread_count;
    pthread_t threads[64];
} slow_queue;

struct en_server {
    en_config config;
    const en_serve_options *options;
    http_library http;
    struct MHD_Daemon *daemon;
    en_arena arena;
    en_router router;
    char *database;                          /* path */
    char address[EN_CONFIG_TEXT_BYTES + 32]; /* origin that browsers see */
    char link[EN_CONFIG_TEXT_BYTES + 128];   /* to sign in by; empty: none */
    char seed[17];                           /* begins the number of every request */
    atomic_uint_fast64_t requests_begun;

    pthread_mutex_t readers_lock;
    en_store **readers; /* connections to the store that no thread uses now */
    size_t reader_count, reader_capacity;
    pthread_mutex_t write_lock;
    en_store *writer;

    pthread_mutex_t connections_lock;
    connection *connections;
    callers callers;
    pthread_mutex_t streams_lock;
    exchange *streams;      /* suspended, waiting for an event */
    exchange *open_streams; /* of events, all */
    char *lock_path;
    int lock;

    standing_now standing;
    en_access *access;
    en_queue *queue; /* of jobs */
    slow_queue slow;
    metrics metrics;
    atomic_bool stopping;
};

/* Of the monotonic clock. */
int64_t server_now_microseconds(void);
static inline int64_t server_now(void) { return server_now_microseconds() / 1000; }

/* stores.c: connections to the database. EN_ERR_INPUT where there is none. */
EN_MUST_USE en_status server_check_workspace(en_server *server, en_report *report);
EN_MUST_USE en_status server_open_stores(en_server *server, en_report *report);
void server_close_stores(en_server *server);
EN_MUST_USE en_status server_take_reader(en_server *server, en_report *report, en_store **store);
void server_give_reader(en_server *server, en_store *store);

/* connections.c: libmicrohttpd's calls about connections, and the time limits. */
void connections_notify(void *of, struct MHD_Connection *with, void **context,
                        enum MHD_ConnectionNotificationCode code);
connection *connection_of(en_server *server, struct MHD_Connection *with);
void connection_enter(connection *c, connection_phase phase);
void connection_allow(connection *c, int64_t milliseconds);
void connections_check(en_server *server);
void connections_close_idle(en_server *server);

/* slow.c: threads for what takes its time. */
EN_MUST_USE en_status slow_start(en_server *server, en_report *report);
void slow_stop(en_server *server);
void slow_add(exchange *x);

/* write.c: the answer that a request with this Idempotency-Key was given before, in *is_done; and keeping it.
 */
EN_MUST_USE en_status reply_again(exchange *x, bool *is_done);
void reply_keep(exchange *x);

/* streams.c: answers that come in parts. stream_begin takes a place; false: there is none. */
bool stream_begin(exchange *x);
struct MHD_Response *stream_response(exchange *x);
void streams_resume(en_server *server);
void stream_end(exchange *x);

#endif
