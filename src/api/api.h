/* The web API as data: routes, their parameters, and the types of what they take and give. No handler is
 * named here.
 *
 * From these rows come the checks of every request, the OpenAPI document, the reference page, the TypeScript
 * types of the page, and the test of every role against every route. A new route is one row in routes.c and
 * one function in src/serve; a new type is one entry in types.c. Columns of the ledger are not written down
 * again: a type may be a table of src/track/fields.h.
 */
#ifndef EN_API_H
#define EN_API_H

#include "fields.h"
#include "words_gen.h"

/* Who somebody is. An account has one or more roles; a route lists those that it is open to. */
typedef enum en_user_role {
    EN_ADMINISTRATOR = 1, /* accounts and operation */
    EN_OFFICER = 2,       /* keeps the ledger: commitments, figures, sources */
    EN_PLANNER = 4,       /* reads everything, plans */
    EN_COMMITTEE = 8,     /* runs rounds */
    EN_PARTNER = 16,      /* reads the ledger from outside */
    EN_APPLICANT = 32,    /* sees the own result */
    EN_AUDITOR = 64,      /* reads everything and the log, changes nothing */
    EN_EVERYBODY = 127,   /* who is signed in */
    EN_ANYONE = 128       /* also without signing in */
} en_user_role;

enum { EN_USER_ROLES = 7 };
extern const char *const en_role_names[EN_USER_ROLES]; /* by bit: "administrator" … */

/* Every text, list and number has a bound, so that a request cannot grow what it touches without end. A
 * browser keeps whole numbers exactly up to EN_INTEGER_MOST. */
enum { EN_TEXT_MOST = 65536 /* bytes, as a cell of a table */, EN_LIST_MOST = 1000 };
#define EN_INTEGER_MOST ((int64_t)9007199254740991)

/* What an API key may do of what its account may. A route needs one of them. */
enum {
    EN_SCOPE_LEDGER_READ = 1,
    EN_SCOPE_LEDGER_WRITE = 2,
    EN_SCOPE_ROUNDS_READ = 4,
    EN_SCOPE_ROUNDS_WRITE = 8,
    EN_SCOPE_AUDIT_READ = 16,
    EN_SCOPE_USERS = 32,
    EN_SCOPE_METRICS = 64,
    EN_SCOPE_MODELS_READ = 128,
    EN_SCOPE_MODELS_WRITE = 256,
    EN_SCOPE_ANY = 0,      /* any key will do */
    EN_SCOPE_NOBODY = 512, /* no key: for people who have signed in */
    EN_SCOPES = 9
};
extern const char *const en_scope_names[EN_SCOPES]; /* by bit: "ledger-read" … */

typedef enum en_kind {
    EN_KIND_TEXT,    /* least to most bytes of UTF-8; usually 0 to EN_TEXT_MOST */
    EN_KIND_ID,      /* text without control characters, 1 to 128 bytes */
    EN_KIND_INTEGER, /* least to most; usually 0 to EN_INTEGER_MOST */
    EN_KIND_REAL,
    EN_KIND_DECIMAL, /* a number as text, with the digits that were written */
    EN_KIND_BOOLEAN,
    EN_KIND_DATE,    /* 2026, 2026-11 or 2026-11-22, as text */
    EN_KIND_INSTANT, /* 2026-11-22T10:00:00Z, or with a fraction of a second */
    EN_KIND_CHOICE,  /* one of choices */
    EN_KIND_OBJECT,  /* of type */
    EN_KIND_JSON     /* any JSON: round.json, which its own reader checks */
} en_kind;

typedef struct en_type en_type;

typedef struct en_property {
    const char *name;
    en_kind kind;
    bool required;
    bool list; /* an array of such values: least to most of them, usually 0 to EN_LIST_MOST (an answer may
                  have more) */
    bool nullable;
    int64_t least, most; /* 0, 0: the kind's own bounds */
    const char *choices; /* "a|b|c" */
    const en_type *type;
} en_property;

/* An object. Its properties are listed here, or are the columns of a table of the ledger, or both. */
struct en_type {
    const char *name;
    size_t count;
    const en_property *properties;
    en_ledger_table table; /* EN_LEDGER_NONE: none */
};

/* All properties of a type, those that are columns of a table of the ledger included. An optional one that is
 * not given is left out, never null. In a body an empty text or list counts as not given. */
size_t en_type_property_count(const en_type *type);
en_property en_type_property(const en_type *type, size_t at);

typedef enum en_in { EN_IN_PATH, EN_IN_QUERY, EN_IN_HEADER } en_in;

typedef struct en_parameter {
    const char *name;
    en_in in;
    en_kind kind;
    bool required;
    int64_t least, most;
    const char *choices;
} en_parameter;

typedef enum en_media {
    EN_MEDIA_NONE,
    EN_MEDIA_JSON,
    EN_MEDIA_CSV,      /* text/csv */
    EN_MEDIA_WORKBOOK, /* an XLSX file */
    EN_MEDIA_SVG,
    EN_MEDIA_HTML,
    EN_MEDIA_STYLE,
    EN_MEDIA_TEXT,
    EN_MEDIA_EVENTS, /* text/event-stream */
    EN_MEDIA_FILE,   /* whatever the file is */
    EN_MEDIA_BYTES   /* application/octet-stream: a file whose kind the path says */
} en_media;

/* "text/csv"; any type for EN_MEDIA_FILE. */
const char *en_media_name(en_media media);

/* What a route does besides its own work. */
enum {
    EN_PAGED = 1,      /* takes after and limit, gives {items, next} of its response type */
    EN_TAGGED = 2,     /* answers with an ETag, and 304 to If-None-Match */
    EN_IF_MATCH = 4,   /* an edit: needs If-Match (428 without, 412 if it is another state) */
    EN_IDEMPOTENT = 8, /* takes Idempotency-Key: the same key again gives the first answer again */
    EN_BULKY = 16,     /* the body may be as large as an upload, not only as large as a form */
    EN_SLOW = 32,      /* not for the threads that serve the sockets, as no change is */
    EN_ASKED = 64, /* a process of its own answers, and of these an asker has one at a time: 503 meanwhile */
    EN_READS = 128 /* a question with a body: it changes nothing, and a key that may read may ask */
};

enum { EN_ROUTE_MOST_PARAMETERS = 10, EN_ROUTE_MOST_STATUSES = 8, EN_ROUTE_ALL_STATUSES = 24 };

typedef struct en_route {
    const char *name;   /* operationId: "list-organisations" */
    const char *method; /* "GET", "POST", "PUT", "DELETE" */
    const char *path;   /* "/api/organisations/{organisation}" */
    const char *group;  /* the heading it stands under in the reference */
    en_word summary;
    unsigned roles; /* of en_user_role */
    unsigned flags;
    en_parameter parameters[EN_ROUTE_MOST_PARAMETERS]; /* up to the first without a name; those of flags are
                                                          not listed */
    const char *sorts; /* of a paged route: columns that it may be sorted by, "-" before one turns it round;
                          the first is the usual one */
    en_media takes;
    const en_type *request; /* of takes EN_MEDIA_JSON */
    int status;             /* when all goes well: 200, 201, 202, 204 */
    en_media gives;
    const en_type *response;
    int refusals[EN_ROUTE_MOST_STATUSES]; /* statuses it can answer besides those that follow from its row:
                                             see en_route_statuses */
    en_ledger_table table;                /* of the routes over a table of the ledger */
} en_route;

typedef enum en_route_id {
#define EN_LEDGER_ROUTE_IDS(NAME)                                                                            \
    EN_ROUTE_LIST_##NAME, EN_ROUTE_GET_##NAME, EN_ROUTE_ADD_##NAME, EN_ROUTE_PUT_##NAME, EN_ROUTE_PAST_##NAME
    EN_LEDGER_ROUTE_IDS(ORGANISATIONS),
    EN_LEDGER_ROUTE_IDS(PEOPLE),
    EN_LEDGER_ROUTE_IDS(PROGRAMMES),
    EN_LEDGER_ROUTE_IDS(SOURCES),
    EN_LEDGER_ROUTE_IDS(INDICATORS),
    EN_LEDGER_ROUTE_IDS(FIGURES),
    EN_LEDGER_ROUTE_IDS(COMMITMENTS),
    EN_LEDGER_ROUTE_IDS(AGREEMENTS),
    EN_LEDGER_ROUTE_IDS(PROJECTS),
    EN_LEDGER_ROUTE_IDS(NEEDS),
    EN_LEDGER_ROUTE_IDS(EVENTS),
    EN_LEDGER_ROUTE_IDS(AREAS),
#undef EN_LEDGER_ROUTE_IDS
    EN_ROUTE_LIST_STATUSES, /* of a commitment */
    EN_ROUTE_ADD_STATUS,
    EN_ROUTE_NAMES,
    EN_ROUTE_OVERVIEW,
    EN_ROUTE_STANDING,
    EN_ROUTE_PROMISES,
    EN_ROUTE_PROMISE,
    EN_ROUTE_PROMISE_CHART,
    EN_ROUTE_SEARCH,
    EN_ROUTE_LIST_ROUNDS,
    EN_ROUTE_ADD_ROUND,
    EN_ROUTE_GET_ROUND,
    EN_ROUTE_REMOVE_ROUND,
    EN_ROUTE_GET_RULES,
    EN_ROUTE_PUT_RULES,
    EN_ROUTE_READ_RULES,
    EN_ROUTE_GET_LOTTERY,
    EN_ROUTE_COMMIT_LOTTERY,
    EN_ROUTE_REVEAL_LOTTERY,
    EN_ROUTE_PUT_TABLE,
    EN_ROUTE_GET_TABLE,
    EN_ROUTE_REMOVE_TABLE,
    EN_ROUTE_TABLE_ROWS,
    EN_ROUTE_PUT_WORKBOOK,
    EN_ROUTE_CHECK_ROUND,
    EN_ROUTE_SOLVE_ROUND,
    EN_ROUTE_COMPARE_ROUND,
    EN_ROUTE_COMPARISON_CHART,
    EN_ROUTE_LIST_RESULTS,
    EN_ROUTE_GET_RESULT,
    EN_ROUTE_RESULT_FILE,
    EN_ROUTE_RESULT_INPUT,
    EN_ROUTE_RESULT_ARCHIVE,
    EN_ROUTE_RESULT_PLACES,
    EN_ROUTE_RESULT_MATCHES,
    EN_ROUTE_RESULT_WAITING,
    EN_ROUTE_RESULT_CHART,
    EN_ROUTE_SEATS_CHART,
    EN_ROUTE_EXPLAIN,
    EN_ROUTE_WHAT_IF,
    EN_ROUTE_LIST_MODELS,
    EN_ROUTE_ADD_MODEL,
    EN_ROUTE_GET_MODEL,
    EN_ROUTE_REMOVE_MODEL,
    EN_ROUTE_PUT_MODEL_FILE,
    EN_ROUTE_GET_MODEL_FILE,
    EN_ROUTE_REMOVE_MODEL_FILE,
    EN_ROUTE_MODEL_CONTENTS,
    EN_ROUTE_MODEL_SOURCE,
    EN_ROUTE_MODEL_DIAGRAM,
    EN_ROUTE_MODEL_FUTURES,
    EN_ROUTE_MODEL_FLOWS,
    EN_ROUTE_OUTLOOK,
    EN_ROUTE_LIST_JOBS,
    EN_ROUTE_GET_JOB,
    EN_ROUTE_CANCEL_JOB,
    EN_ROUTE_JOB_EVENTS,
    EN_ROUTE_SIGN_IN,
    EN_ROUTE_SIGN_IN_BY_LINK,
    EN_ROUTE_SIGN_OUT,
    EN_ROUTE_GET_ME,
    EN_ROUTE_PUT_ME,
    EN_ROUTE_PUT_PASSWORD,
    EN_ROUTE_LIST_KEYS,
    EN_ROUTE_ADD_KEY,
    EN_ROUTE_REMOVE_KEY,
    EN_ROUTE_LIST_USERS,
    EN_ROUTE_ADD_USER,
    EN_ROUTE_GET_USER,
    EN_ROUTE_PUT_USER,
    EN_ROUTE_ADD_LINK,
    EN_ROUTE_LIST_AUDIT,
    EN_ROUTE_AUDIT_HEAD,
    EN_ROUTE_OPENAPI,
    EN_ROUTE_REFERENCE,
    EN_ROUTE_REFERENCE_STYLE,
    EN_ROUTE_METRICS,
    EN_ROUTE_HEALTH,
    EN_ROUTE_READY,
    EN_ROUTE_COUNT
} en_route_id;

extern const en_route en_routes[EN_ROUTE_COUNT];

/* Every status that a route can answer, in order, with what its row says and what follows from it; returns
 * how many. See statuses.c. */
size_t en_route_statuses(const en_route *route, int statuses[EN_ROUTE_ALL_STATUSES]);

/* The choices of a parameter, "a|b|c": its own, or those of the column of the route's table that it filters
 * by; NULL: any value of its kind. */
const char *en_route_choices(const en_route *route, const en_parameter *parameter);

/* How many parameters the row lists. */
size_t en_route_parameter_count(const en_route *route);

/* The scope that an API key needs for the route. */
unsigned en_route_scope(const en_route *route);

static inline bool en_route_is_public(const en_route *route) { return (route->roles & EN_ANYONE) != 0; }
static inline bool en_route_is_safe(const en_route *route) { return strcmp(route->method, "GET") == 0; }

/* types.c */
extern const en_type *const en_types[]; /* all that are named, NULL-ended */

#endif
