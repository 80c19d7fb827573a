/* What the server counts. See metrics.h. */
#include "metrics.h"

#include <stdio.h>

/* Upper bounds of the buckets; one more is without bound. */
static const int64_t bounds[METRICS_BUCKETS] = {250,   500,    1000,   2500,    5000,    10000,
                                                25000, 100000, 500000, 2500000, 10000000};

static void raise_by(atomic_uint_fast64_t *counter, uint64_t by)
{
    atomic_fetch_add_explicit(counter, by, memory_order_relaxed);
}

static uint64_t read(atomic_uint_fast64_t *counter)
{
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void metrics_count(metrics *m, size_t route, int status, int64_t microseconds)
{
    size_t bucket = 0;
    while (bucket < METRICS_BUCKETS && microseconds > bounds[bucket]) bucket++;
    int class = status >= 100 && status < 600 ? status / 100 : 0;
    raise_by(&m->answers[route][class], 1);
    raise_by(&m->times[route][bucket], 1);
    raise_by(&m->microseconds[route], microseconds > 0 ? (uint64_t)microseconds : 0);
}

static const char *name_of(size_t route)
{
    if (route == METRICS_PAGE) return "page";
    return route < EN_ROUTE_COUNT ? en_routes[route].name : "none";
}

static void add_answers(en_text *text, metrics *m, size_t route)
{
    static const char *const classes[] = {"aborted", "1xx", "2xx", "3xx", "4xx", "5xx"};
    for (size_t i = 0; i < 6; i++) {
        uint64_t count = read(&m->answers[route][i]);
        if (count == 0) continue;
        char line[160];
        snprintf(line, sizeof line, "enishi_http_answers_total{route=\"%s\",status=\"%s\"} %llu\n",
                 name_of(route), classes[i], (unsigned long long)count);
        en_text_add_z(text, line);
    }
}

static void add_times(en_text *text, metrics *m, size_t route)
{
    uint64_t count = 0;
    for (size_t i = 0; i <= METRICS_BUCKETS; i++) count += read(&m->times[route][i]);
    if (count == 0) return;
    char line[160], bound[24] = "+Inf";
    uint64_t below = 0;
    for (size_t i = 0; i <= METRICS_BUCKETS; i++) {
        below += read(&m->times[route][i]);
        if (i < METRICS_BUCKETS) snprintf(bound, sizeof bound, "%g", (double)bounds[i] / 1e6);
        else memcpy(bound, "+Inf", 5);
        snprintf(line, sizeof line, "enishi_http_seconds_bucket{route=\"%s\",le=\"%s\"} %llu\n",
                 name_of(route), bound, (unsigned long long)below);
        en_text_add_z(text, line);
    }
    snprintf(line, sizeof line, "enishi_http_seconds_sum{route=\"%s\"} %.6f\n", name_of(route),
             (double)read(&m->microseconds[route]) / 1e6);
    en_text_add_z(text, line);
    snprintf(line, sizeof line, "enishi_http_seconds_count{route=\"%s\"} %llu\n", name_of(route),
             (unsigned long long)below);
    en_text_add_z(text, line);
}

void metrics_add_value(en_text *text, const char *name, const char *kind, const char *help, double value)
{
    char line[256];
    snprintf(line, sizeof line, "# HELP %s %s\n# TYPE %s %s\n%s %.17g\n", name, help, name, kind, name,
             value);
    en_text_add_z(text, line);
}

void metrics_add(en_text *text, metrics *m)
{
    en_text_add_z(text, "# HELP enishi_http_answers_total Answers by route and class of status.\n"
                        "# TYPE enishi_http_answers_total counter\n");
    for (size_t i = 0; i < METRICS_ROUTES; i++) add_answers(text, m, i);
    en_text_add_z(text,
                  "# HELP enishi_http_seconds Time from the header of a request to the end of its answer.\n"
                  "# TYPE enishi_http_seconds histogram\n");
    for (size_t i = 0; i < METRICS_ROUTES; i++) add_times(text, m, i);
    metrics_add_value(text, "enishi_connections_total", "counter", "Connections that were accepted.",
                      (double)read(&m->connections_made));
    metrics_add_value(text, "enishi_connections_cut_total", "counter",
                      "Connections closed for being too slow.", (double)read(&m->connections_cut));
    metrics_add_value(text, "enishi_connections", "gauge", "Connections that are open.",
                      atomic_load(&m->connections));
    metrics_add_value(text, "enishi_requests", "gauge", "Requests that have begun.",
                      atomic_load(&m->requests));
    metrics_add_value(text, "enishi_handlers", "gauge", "Requests that are being answered.",
                      atomic_load(&m->handlers));
    metrics_add_value(text, "enishi_streams", "gauge", "Streams of events that are open.",
                      atomic_load(&m->streams));
}
