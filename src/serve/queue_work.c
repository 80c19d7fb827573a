/* The life of a job: begun, watched, ended. See queue.h.
 *
 * A job that a child could not end well is marked with the reason and not tried again: it would end in the
 * same way. Only when the server itself goes is a job queued again.
 */
#include "queue_parts.h"

#include "file.h"
#include "findings.h"
#include "number.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

enum { AGAIN_MILLISECONDS = 2000 };

static void set_running(en_queue *queue, running_job *r, int64_t job)
{
    pthread_mutex_lock(&queue->lock);
    queue->gauges.running += job ? 1 : -1;
    if (!job) queue->gauges.ended++;
    r->job = job;
    r->cancelled = false;
    r->progress = 0;
    r->again_at = 0;
    pthread_mutex_unlock(&queue->lock);
}

/* One statement in a transaction of its own. */
typedef en_status job_change(en_db *db, int64_t job, const en_job_end *end, en_report *report, bool *done);

static en_status begin_job(en_db *db, int64_t job, const en_job_end *end, en_report *report, bool *done)
{
    return en_jobs_begin(db, job, end->at, report, done);
}

static en_status end_running(en_db *db, int64_t job, const en_job_end *end, en_report *report, bool *done)
{
    return en_jobs_end(db, job, EN_JOB_RUNNING, end, report, done);
}

static en_status requeue(en_db *db, int64_t job, const en_job_end *end, en_report *report, bool *done)
{
    (void)end;
    *done = true;
    return en_jobs_requeue(db, job, report);
}

/* *done: whether the job was in the state that it is taken out of. */
static en_status change_job(en_queue *queue, job_change *change, int64_t job, const en_job_end *end,
                            bool *done)
{
    en_report report = en_report_make(NULL);
    *done = false;
    en_status status = queue_begin_write(queue, &report);
    if (status == EN_OK) status = change(en_store_db(queue->store), job, end, &report, done);
    status = queue_end_write(queue, status, &report);
    if (status != EN_OK) queue_count_fault(queue);
    en_report_free(&report);
    return status;
}

static bool spawn(en_queue *queue, running_job *r, int64_t job, en_report *report)
{
    char name[32] = "job-", number[EN_INT_MOST_BYTES + 1], threads[EN_INT_MOST_BYTES + 1];
    number[en_int_print(job, number)] = '\0';
    threads[en_int_print(queue->options.threads, threads)] = '\0';
    memcpy(name + 4, number, strlen(number) + 1);
    en_arena arena = en_arena_make(NULL);
    const char *path = en_path_join(&arena, queue->folder, name);
    r->folder = path ? strdup(path) : NULL;
    en_arena_free(&arena);
    if (!r->folder) return false;
    child_remove_folder(r->folder);
    if (child_make_folder(r->folder, report) != EN_OK) return false;
    const char *const words[] = {"--workspace", queue->options.workspace,
                                 "--folder",    r->folder,
                                 "--threads",   threads,
                                 "--",          "run",
                                 number,        NULL};
    child_limits limits = {queue->options.memory_mb, queue->options.seconds};
    return child_start(&r->child, words, limits, report) == EN_OK;
}

static void clear(running_job *r)
{
    if (r->folder) child_remove_folder(r->folder);
    free(r->folder);
    r->folder = NULL;
}

/* A job that ends with a reason and without anything to keep. */
static en_status end_without(en_queue *queue, int64_t job, en_job_state state, en_word reason,
                             json_t *arguments, json_t *outcome)
{
    queue_time now = queue_now();
    const json_t *errors = json_object_get(outcome, "errors"),
                 *warnings = json_object_get(outcome, "warnings");
    const json_t *found = json_object_get(outcome, "findings");
    en_text said = en_text_make(NULL), findings = en_text_make(NULL);
    if (arguments) en_json_dump(&said, arguments, 0);
    if (found) en_json_dump(&findings, found, 0);
    en_job_end end = {
        .state = state,
        .at = en_str_of(now.text),
        .reason = en_str_of(en_word_key(reason)),
        .arguments = said.failed ? (en_str){0} : en_text_str(&said),
        .findings = findings.failed ? (en_str){0} : en_text_str(&findings),
        .errors = json_is_integer(errors) ? json_integer_value(errors) : -1,
        .warnings = json_is_integer(warnings) ? json_integer_value(warnings) : -1,
    };
    bool done;
    en_status status = change_job(queue, end_running, job, &end, &done);
    en_text_free(&said);
    en_text_free(&findings);
    json_decref(arguments);
    return status;
}

static void try_to_start(en_queue *queue, running_job *r, int64_t job)
{
    queue_time now = queue_now();
    en_job_end begin = {.at = en_str_of(now.text)};
    bool begun;
    if (change_job(queue, begin_job, job, &begin, &begun) != EN_OK || !begun) return;
    en_report report = en_report_make(NULL);
    set_running(queue, r, job);
    if (!spawn(queue, r, job, &report)) {
        queue_count_fault(queue);
        en_str said =
            report.kept && report.problems[0].arg_count ? report.problems[0].args[0].as.text : (en_str){0};
        (void)end_without(queue, job, EN_JOB_FAILED, EN_W_JOB_CANNOT_START,
                          json_pack("{ss%}", "said", said.size ? said.at : "", said.size), NULL);
        clear(r);
        set_running(queue, r, 0);
    }
    en_report_free(&report);
    queue_tell(queue, r);
}

static running_job *free_place(en_queue *queue)
{
    running_job *place = NULL;
    int64_t taken = 0;
    for (int i = QUEUE_MOST_AT_ONCE - 1; i >= 0; i--) {
        if (queue->running[i].job) taken++;
        else place = &queue->running[i];
    }
    return taken < queue->options.at_once ? place : NULL;
}

void queue_start_jobs(en_queue *queue)
{
    int64_t job = 0;
    running_job *place;
    while ((place = free_place(queue))) {
        en_report report = en_report_make(NULL);
        en_status status = en_jobs_next(en_store_db(queue->store), job, &report, &job);
        en_report_free(&report);
        if (status != EN_OK) queue_count_fault(queue);
        if (status != EN_OK || job == 0) return;
        try_to_start(queue, place, job);
    }
}

/* Why there is no outcome to look at, or EN_WORD_COUNT. */
static en_word killed_reason(const en_queue *queue, const child *c, json_t **arguments)
{
    *arguments = NULL;
    switch (c->ended_by) {
    case CHILD_CANCELLED: return EN_W_JOB_CANCELLED;
    case CHILD_MEMORY:
        *arguments = json_pack("{sI}", "limit", (json_int_t)queue->options.memory_mb);
        return EN_W_JOB_OUT_OF_MEMORY;
    case CHILD_TIME:
        *arguments = json_pack("{sI}", "seconds", (json_int_t)queue->options.seconds);
        return EN_W_JOB_TOO_LONG;
    case CHILD_TALKS: return EN_W_JOB_MALFORMED;
    case CHILD_BY_ITSELF: break;
    }
    if (WIFSIGNALED(c->wait_status)) {
        *arguments = json_pack("{si}", "signal", WTERMSIG(c->wait_status));
        return EN_W_JOB_KILLED;
    }
    return WEXITSTATUS(c->wait_status) == 0 && c->outcome ? EN_WORD_COUNT : EN_W_JOB_MALFORMED;
}

/* Why the outcome is not the one that was hoped for, or EN_WORD_COUNT. */
static en_word outcome_reason(const en_queue *queue, const child *c, json_t **arguments)
{
    const char *outcome = json_string_value(json_object_get(c->outcome, "outcome"));
    const json_t *errors = json_object_get(c->outcome, "errors");
    if (strcmp(outcome, "done") == 0)
        return json_is_integer(errors) && json_is_array(json_object_get(c->outcome, "findings"))
                   ? EN_WORD_COUNT
                   : EN_W_JOB_MALFORMED;
    if (strcmp(outcome, "memory") == 0) {
        *arguments = json_pack("{sI}", "limit", (json_int_t)queue->options.memory_mb);
        return EN_W_JOB_OUT_OF_MEMORY;
    }
    if (strcmp(outcome, "input") == 0) {
        *arguments = json_pack("{sI}", "errors", json_integer_value(errors));
        return EN_W_JOB_BAD_INPUT;
    }
    if (strcmp(outcome, "cancelled") == 0) return EN_W_JOB_CANCELLED;
    if (strcmp(outcome, "claim") == 0) return EN_W_JOB_CHECK_FAILED;
    if (strcmp(outcome, "impossible") == 0) return EN_W_JOB_IMPOSSIBLE;
    if (strcmp(outcome, "limit") == 0) return EN_W_JOB_LIMIT;
    return EN_W_JOB_DISK;
}

static en_status keep_outcome(en_queue *queue, const running_job *r)
{
    en_report report = en_report_make(NULL);
    en_status status = queue_commit(queue, r, &report);
    if (status != EN_OK) queue_count_fault(queue);
    if (status != EN_OK && !queue_is_busy(&report)) {
        json_t *wrapped = json_pack("{so}", "findings", en_findings_of(&report));
        status =
            end_without(queue, r->job, EN_JOB_FAILED,
                        status == EN_ERR_CLAIM ? EN_W_JOB_WRONG_RESULT : EN_W_JOB_NOT_KEPT, NULL, wrapped);
        json_decref(wrapped);
    }
    en_report_free(&report);
    return status;
}

static en_status write_end(en_queue *queue, const running_job *r)
{
    json_t *arguments = NULL;
    en_word reason = killed_reason(queue, &r->child, &arguments);
    if (reason == EN_WORD_COUNT) reason = outcome_reason(queue, &r->child, &arguments);
    if (reason == EN_WORD_COUNT) return keep_outcome(queue, r);
    return end_without(queue, r->job, reason == EN_W_JOB_CANCELLED ? EN_JOB_CANCELLED : EN_JOB_FAILED, reason,
                       arguments, r->child.outcome);
}

/* A job whose end could not be written down, because another program writes or the disk is full, keeps its
 * place and what it made until it can. */
static void end_job(en_queue *queue, running_job *r)
{
    if (child_now() < r->again_at) return;
    if (write_end(queue, r) != EN_OK) {
        r->again_at = child_now() + AGAIN_MILLISECONDS;
        return;
    }
    child_free(&r->child);
    clear(r);
    set_running(queue, r, 0);
    queue_tell(queue, r);
}

void queue_look_at_jobs(en_queue *queue)
{
    for (int i = 0; i < QUEUE_MOST_AT_ONCE; i++) {
        running_job *r = &queue->running[i];
        if (r->job == 0) continue;
        bool changed = false;
        child_look(&r->child, &changed);
        pthread_mutex_lock(&queue->lock);
        bool cancelled = r->cancelled;
        r->progress = r->child.progress;
        pthread_mutex_unlock(&queue->lock);
        if (cancelled) child_cancel(&r->child);
        if (r->child.has_ended) end_job(queue, r);
        else if (changed) queue_tell(queue, r);
    }
}

/* All are asked at once, and have the same time to end. */
void queue_end_jobs(en_queue *queue)
{
    bool any = true;
    for (int i = 0; i < QUEUE_MOST_AT_ONCE; i++)
        if (queue->running[i].job) child_cancel(&queue->running[i].child);
    while (any) {
        any = false;
        for (int i = 0; i < QUEUE_MOST_AT_ONCE; i++) {
            running_job *r = &queue->running[i];
            bool changed;
            if (r->job == 0) continue;
            child_look(&r->child, &changed);
            any = true;
            if (!r->child.has_ended) continue;
            (void)change_job(queue, requeue, r->job, NULL, &changed);
            child_free(&r->child);
            clear(r);
            set_running(queue, r, 0);
        }
        struct timespec moment = {0, 20 * 1000000};
        if (any) nanosleep(&moment, NULL);
    }
}
