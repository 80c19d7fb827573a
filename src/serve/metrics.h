/* What the server counts, for /metrics. Counters are raised by any thread and read by any other. */
#ifndef EN_SERVE_METRICS_H
#define EN_SERVE_METRICS_H

#include "api.h"
#include "str.h"

#include <stdatomic.h>

enum { METRICS_BUCKETS = 11, METRICS_PAGE = EN_ROUTE_COUNT, METRICS_NONE, METRICS_ROUTES };

typedef struct metrics {
    atomic_uint_fast64_t answers[METRICS_ROUTES][6]; /* by hundreds of the status; [0]: none was sent */
    atomic_uint_fast64_t times[METRICS_ROUTES][METRICS_BUCKETS + 1];
    atomic_uint_fast64_t microseconds[METRICS_ROUTES];
    atomic_uint_fast64_t connections_made, connections_cut;
    atomic_int connections, requests, handlers, streams;
} metrics;

/* Counts an answer of a route (METRICS_PAGE: an asset; METRICS_NONE: no such path). */
void metrics_count(metrics *m, size_t route, int status, int64_t microseconds);

/* Adds one value that has no labels; kind is "counter" or "gauge". */
void metrics_add_value(en_text *text, const char *name, const char *kind, const char *help, double value);

/* Adds all of it in Prometheus' text format. */
void metrics_add(en_text *text, metrics *m);

#endif
