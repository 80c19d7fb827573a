/* What whoever runs the server asks it: does it live, can it work, how much does it do. */
#include "handlers.h"
#include "server.h"
#include "sessions.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static en_status say(en_request *request, const char *status)
{
    en_json json = en_json_to(&request->out);
    en_json_open(&json, '{');
    en_json_key_text(&json, "status", status);
    en_json_close(&json, '}');
    return EN_OK;
}

/* That it answers is the answer. */
en_status en_handle_health(en_request *request)
{
    return say(request, atomic_load(&request->server->stopping) ? "stopping" : "ok");
}

/* Ready: the database can be read, and the server is not on its way out. */
en_status en_handle_ready(en_request *request)
{
    int64_t revision;
    bool is_stopping = atomic_load(&request->server->stopping);
    en_status status = en_store_revision(request->store, &request->report, &revision);
    if (is_stopping || status != EN_OK) request->status = 503;
    return say(request, is_stopping ? "stopping" : status != EN_OK ? "failing" : "ok");
}

/* Bytes of this process in memory: the second number of /proc/self/statm, in pages; 0 where there is no such
 * file. */
static double resident_bytes(void)
{
    char line[128] = "";
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file) return 0;
    const char *read = fgets(line, sizeof line, file);
    fclose(file);
    const char *second = read ? strchr(line, ' ') : NULL;
    return second ? (double)strtoull(second, NULL, 10) * (double)sysconf(_SC_PAGESIZE) : 0;
}

en_status en_handle_metrics(en_request *request)
{
    int64_t sessions = 0;
    en_status status = en_session_count(request->store, (int64_t)time(NULL), &request->report, &sessions);
    if (status != EN_OK) return status;
    metrics_add(&request->out, &request->server->metrics);
    en_queue_gauges jobs = en_queue_look(request->server->queue);
    metrics_add_value(&request->out, "enishi_jobs", "gauge", "Jobs that run.", (double)jobs.running);
    metrics_add_value(&request->out, "enishi_jobs_ended_total", "counter", "Jobs that have ended.",
                      (double)jobs.ended);
    metrics_add_value(&request->out, "enishi_job_faults_total", "counter",
                      "Jobs that could not be started or kept.", (double)jobs.faults);
    metrics_add_value(&request->out, "enishi_sessions", "gauge", "Sessions that have not ended.",
                      (double)sessions);
    metrics_add_value(&request->out, "process_resident_memory_bytes", "gauge", "Memory in use.",
                      resident_bytes());
    return EN_OK;
}
