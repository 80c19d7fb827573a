/* The log: one line of JSON for each request and each event of the server's own.
 *
 * It names routes and not paths, so that no id gets in, and neither addresses nor people: who did what is in
 * the audit log, where it can be erased.
 */
#include "log.h"

#include "number.h"
#include "server.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { LINE_BYTES = 1024 };

void log_time(char out[32])
{
    struct timespec now;
    struct tm parts;
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    size_t n = strftime(out, 32, "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(out + n, 32 - n, ".%03ldZ", now.tv_nsec / 1000000);
}

/* One write, so that lines of threads do not mix. A log that cannot be written is no reason to stop. */
static void put(const en_server *server, const char *line, int n)
{
    if (n <= 0 || n >= LINE_BYTES) return;
    ssize_t written = write(server->options->log, line, (size_t)n);
    (void)written;
}

void log_event(const en_server *server, const char *level, const char *event, const char *detail)
{
    char at[32], line[LINE_BYTES];
    if (server->options->log < 0 || strcmp(server->config.log, "none") == 0) return;
    log_time(at);
    put(server, line,
        snprintf(line, sizeof line, "{\"time\":\"%s\",\"level\":\"%s\",\"event\":\"%s\",\"detail\":\"%s\"}\n",
                 at, level, event, detail));
}

static void log_request(const exchange *x, const char *route, int status, int64_t microseconds)
{
    const en_server *server = x->request.server;
    char at[32], line[LINE_BYTES];
    if (server->options->log < 0 || strcmp(server->config.log, "none") == 0) return;
    if (status < 500 && status > 0 && strcmp(server->config.log, "problems") == 0) return;
    log_time(at);
    put(server, line,
        snprintf(
            line, sizeof line,
            "{\"time\":\"%s\",\"level\":\"%s\",\"event\":\"request\",\"request\":\"%s\",\"route\":\"%s\","
            "\"status\":%d,\"ms\":%lld.%03d}\n",
            at, status >= 500 ? "error" : "info", x->request.number, route, status,
            (long long)(microseconds / 1000), (int)(microseconds % 1000)));
}

/* What went wrong inside, as rules and what the system said: it names no row. */
static void log_report(const exchange *x)
{
    const en_report *report = &x->request.report;
    for (size_t i = 0; i < report->kept && i < 3; i++)
        log_event(x->request.server, "error", "report", en_word_key(report->problems[i].rule));
}

void exchange_note(exchange *x, bool is_whole)
{
    en_server *server = x->request.server;
    int64_t took = server_now_microseconds() - x->begun;
    size_t route = x->request.route ? (size_t)x->request.id : x->asset ? METRICS_PAGE : METRICS_NONE;
    int status = is_whole ? x->request.status : 0;
    exchange_uncount(x);
    metrics_count(&server->metrics, route, status, took);
    log_request(x, x->request.route ? x->request.route->name : x->asset ? "page" : "none", status, took);
    if (status >= 500) log_report(x);
}
