/* One request, from its checked parts to its answer: what every handler works with.
 *
 * Before a handler runs, the server has found the route, read and checked its parameters and its body by the
 * route's row, found out who asks, and refused whoever the row does not list. A handler asks the workspace,
 * writes the body of the answer to `out`, and returns EN_OK; or it returns what `en_refuse` returned. It
 * never writes a header, looks at the socket, or prints.
 */
#ifndef EN_REQUEST_H
#define EN_REQUEST_H

#include "api.h"
#include "json.h"
#include "sha256.h"
#include "store.h"
#include "words.h"

typedef struct en_server en_server;

/* Who asks. */
typedef struct en_actor {
    int64_t account;                       /* 0: nobody has signed in */
    en_str user;                           /* the account's id */
    unsigned roles;                        /* of en_user_role; with an API key those that its scopes leave */
    en_str applicant;                      /* of an account of an applicant: the id in rounds */
    int64_t session;                       /* 0: none */
    int64_t key;                           /* an API key; 0: none */
    bool by_link;                          /* signed in by a one-time link within the hour */
    char csrf[65];                         /* of a session: what X-CSRF-Token must be */
    unsigned char secret[EN_SHA256_BYTES]; /* the hash of the session's token, or of the key */
} en_actor;

/* An answer in parts, which come after its handler has returned EN_OK: a stream of events, of a route that
 * gives EN_MEDIA_EVENTS, or a file that is not to be in memory whole. `next` is called again and again, by
 * one thread at a time: for a file when the client can take more; for events at once after en_server_wake,
 * and some times a second. It adds the events that there are by now to `out` ("data: …\n\n"), perhaps none,
 * or a piece of the file, and returns false behind the last. After a fault it sets out->failed: then the
 * client must not take what it has for the whole. `end` frees `user`; it is always called once. */
typedef struct en_events {
    bool (*next)(void *user, en_store *store, en_text *out);
    void (*end)(void *user);
    void *user;
    uint64_t size; /* of the file in bytes; 0: events */
} en_events;

typedef struct en_request {
    en_server *server;
    const en_route *route;
    en_route_id id;
    en_arena arena;   /* lives as long as the request */
    en_store *store;  /* this thread's, for reading; see en_server_write */
    en_report report; /* what is wrong with the request */
    en_language language;
    en_actor actor;
    char number[33]; /* of the request, for the log and for problem documents */

    /* What was asked, checked by the route's row. */
    en_str values[EN_ROUTE_MOST_PARAMETERS]; /* by the row's parameters; empty: not given */
    size_t limit;                            /* of a paged route: 1 to 200, usually 50 */
    en_str after;                            /* the cursor, as it was given out; empty: from the start */
    int sort;                                /* index into the row's sorts */
    bool turned;                             /* the other way round */
    en_str if_match, if_none_match, idempotency_key;
    en_str last_event_id; /* of an event stream that was cut off: the last that was received */
    en_str body;          /* as it came */
    json_t *json;         /* of takes EN_MEDIA_JSON: checked by the row's type */

    /* The answer. */
    en_text out;
    int status;          /* 0: the row's */
    en_str tag;          /* the ETag without quotes; empty: none */
    en_str file_name;    /* for EN_MEDIA_FILE and EN_MEDIA_CSV: to be saved as */
    en_str cookie;       /* Set-Cookie */
    en_str location;     /* of what was made */
    int64_t retry_after; /* seconds; 0: none */
    en_events events;    /* instead of `out` */
} en_request;

typedef en_status en_handler(en_request *request);

/* By route. Each is in a file of its domain: ledger, standing, rounds, results, jobs, access, users, audit,
 * operation. */
extern en_handler *const en_handlers[EN_ROUTE_COUNT];

/* The value of a parameter of the route by its name; empty: not given. */
en_str en_parameter_value(const en_request *request, const char *name);

/* Refuses with a status and a problem document whose title is the word; returns what the handler returns. */
EN_MUST_USE en_status en_refuse(en_request *request, int status, en_word word, size_t arg_count,
                                const en_arg *args);

/* For routes with EN_TAGGED: sets the ETag; true if the asker has this state already, so that the handler may
 * return EN_OK at once (the server then answers 304). */
EN_MUST_USE bool en_request_has(en_request *request, en_str tag);

/* For routes with EN_IF_MATCH: refuses with 412 unless the asker edits the state that is there. */
EN_MUST_USE en_status en_request_matches(en_request *request, en_str tag);

/* Has all event streams asked at once: something has happened. From any thread. */
void en_server_wake(en_server *server);

/* What is logged of a change; no action: nothing. */
typedef struct en_logged {
    const char *action; /* "put", "sign-in" …; NULL: nothing that is logged */
    en_str actor;       /* empty: the one who asks */
    const char *table;
    en_str id;
    const en_str *fields; /* names of what was changed */
    size_t field_count;
    en_str content; /* what the salted digest is made from; never stored */
} en_logged;

/* Runs a change in one transaction of the one writing connection, which waits its turn: `change` writes, and
 * the event goes into the log with it. All of it or nothing. */
typedef en_status en_change_function(en_request *request, en_store *store, void *user, en_logged *logged);
EN_MUST_USE en_status en_server_write(en_request *request, en_change_function *change, void *user);

/* For what is no change that somebody asked for, such as writing down when a session was used: no event of
 * the log, and done only if nobody is writing, since who reads must not wait for that. */
typedef en_status en_aside_function(en_store *store, void *user);
void en_server_write_aside(en_server *server, en_aside_function *change, void *user);

#endif
