/* Jobs: what is queued, how far it is, and an end to it. */
#include "rounds_parts.h"

#include "cursor.h"
#include "handlers.h"
#include "job_json.h"

#include <stdio.h>
#include <stdlib.h>

static en_job_state state_of(en_str name)
{
    for (int i = 0; i < EN_JOB_STATES; i++)
        if (en_str_is(name, en_job_state_names[i])) return (en_job_state)i;
    return EN_JOB_STATES;
}

en_status en_handle_list_jobs(en_request *request)
{
    en_str nothing;
    en_jobs_page page = {.round = en_parameter_value(request, "round"),
                         .state = state_of(en_parameter_value(request, "state")),
                         .limit = request->limit + 1};
    size_t count = 0;
    en_job *jobs = en_arena_array(&request->arena, page.limit, sizeof *jobs);
    if (!jobs) return EN_ERR_MEMORY;
    en_status status = request->after.size ? en_cursor_read(request, &page.before, &nothing) : EN_OK;
    if (status == EN_OK)
        status =
            en_jobs_list(en_store_db(request->store), &page, &request->arena, &request->report, jobs, &count);
    if (status != EN_OK) return status;
    en_page written = en_page_begin(request, count);
    for (size_t i = 0; i < written.shown; i++)
        job_add_json(&written.json, request->language, &jobs[i],
                     en_queue_progress(request->server->queue, jobs[i].job).done);
    en_page_end(&written, written.goes_on ? jobs[written.shown - 1].job : 0, (en_str){0});
    return EN_OK;
}

/* The job that the path names; refuses with 404. */
static en_status find_job(en_request *request, en_store *store, en_job *job)
{
    en_status status = en_jobs_get(en_store_db(store), request_number(request, "job"), &request->arena,
                                   &request->report, job);
    if (status == EN_OK && job->job == 0) return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
    return status;
}

static void answer_job(en_request *request, const en_job *job)
{
    en_json json = en_json_to(&request->out);
    job_add_json(&json, request->language, job, en_queue_progress(request->server->queue, job->job).done);
}

en_status en_handle_get_job(en_request *request)
{
    en_job job;
    en_status status = find_job(request, request->store, &job);
    if (status == EN_OK) answer_job(request, &job);
    return status;
}

/* One that is queued is cancelled here and now; one that runs is left to the queue. */
static en_status cancel_job(en_request *request, en_store *store, void *user, en_logged *logged)
{
    en_job job;
    bool ended;
    (void)user;
    en_status status = find_job(request, store, &job);
    if (status != EN_OK) return status;
    if (job.state != EN_JOB_QUEUED && job.state != EN_JOB_RUNNING)
        return en_refuse(request, 409, EN_W_JOB_ENDED, 0, NULL);
    *logged = (en_logged){.action = "cancel", .table = "jobs", .id = en_parameter_value(request, "job")};
    en_job_end end = {.state = EN_JOB_CANCELLED,
                      .at = request_now(request),
                      .reason = en_str_of(en_word_key(EN_W_JOB_CANCELLED)),
                      .errors = -1,
                      .warnings = -1};
    return en_jobs_end(en_store_db(store), job.job, EN_JOB_QUEUED, &end, &request->report, &ended);
}

en_status en_handle_cancel_job(en_request *request)
{
    en_job job;
    en_status status = en_server_write(request, cancel_job, NULL);
    if (status != EN_OK) return status;
    en_queue_cancel(request->server->queue, request_number(request, "job"));
    en_server_wake(request->server);
    status = find_job(request, request->store, &job);
    if (status == EN_OK) answer_job(request, &job);
    return status;
}

/* A client that hears of a job until it ends. An event holds the whole state of the job, so whoever missed
 * some has missed nothing once they have the newest: events are not kept. */
typedef struct job_stream {
    en_server *server;
    int64_t job;
    en_language language;
    char seen[64]; /* the id of the last event */
} job_stream;

/* What the state of a job is called: the same name, nothing new. The server's seed tells its starts apart. */
static void name_event(const job_stream *stream, const en_job *job, const en_job_progress *progress,
                       char name[64])
{
    snprintf(name, 64, "%.8s-%lld-%d-%llu", stream->server->seed, (long long)job->attempts, (int)job->state,
             (unsigned long long)progress->changes);
}

/* Every line of the JSON behind "data: ". */
static void add_event(en_text *out, const char *name, const en_text *json)
{
    en_str rest = en_text_str(json), line;
    en_text_add_z(out, "event: job\nid: ");
    en_text_add_z(out, name);
    en_text_add_char(out, '\n');
    while (en_str_next(&rest, '\n', &line)) {
        en_text_add_z(out, "data: ");
        en_text_add(out, line);
        en_text_add_char(out, '\n');
    }
    en_text_add_char(out, '\n');
    out->failed = out->failed || json->failed;
}

static bool next_event(void *user, en_store *store, en_text *out)
{
    job_stream *stream = user;
    en_report report = en_report_make(NULL);
    en_arena arena = en_arena_make(NULL);
    en_text text = en_text_make(NULL);
    en_json json = en_json_to(&text);
    en_job job;
    char name[64];
    en_job_progress progress = en_queue_progress(stream->server->queue, stream->job); /* before the state */
    bool there = en_jobs_get(en_store_db(store), stream->job, &arena, &report, &job) == EN_OK && job.job;
    bool goes_on = there && (job.state == EN_JOB_QUEUED || job.state == EN_JOB_RUNNING);
    if (there) {
        name_event(stream, &job, &progress, name);
        if (!goes_on || strcmp(name, stream->seen) != 0) {
            job_add_json(&json, stream->language, &job, progress.done);
            add_event(out, name, &text);
        }
        memcpy(stream->seen, name, sizeof stream->seen);
    }
    en_text_free(&text);
    en_arena_free(&arena);
    en_report_free(&report);
    return goes_on;
}

en_status en_handle_job_events(en_request *request)
{
    en_job job;
    en_status status = find_job(request, request->store, &job);
    if (status != EN_OK) return status;
    job_stream *stream = calloc(1, sizeof *stream);
    if (!stream) return EN_ERR_MEMORY;
    *stream = (job_stream){.server = request->server, .job = job.job, .language = request->language};
    en_str seen = request->last_event_id;
    if (seen.size && seen.size < sizeof stream->seen) memcpy(stream->seen, seen.at, seen.size);
    request->events = (en_events){next_event, free, stream, 0};
    return EN_OK;
}
