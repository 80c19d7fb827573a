/* The queue's thread. See queue.h. */
#include "queue_parts.h"

#include "blobs.h"
#include "file.h"
#include "workspace.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#define FOLDER "jobs.tmp"

queue_time queue_now(void)
{
    queue_time now;
    time_t seconds = time(NULL);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    strftime(now.text, sizeof now.text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return now;
}

void queue_count_fault(en_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->gauges.faults++;
    pthread_mutex_unlock(&queue->lock);
}

void en_queue_wake(en_queue *queue)
{
    uint64_t one = 1;
    ssize_t written = write(queue->waker, &one, sizeof one);
    (void)written; /* a counter that is full wakes as well */
}

en_status queue_begin_write(en_queue *queue, en_report *report)
{
    pthread_mutex_lock(queue->options.write_lock);
    en_status status = en_store_begin(queue->store, report);
    queue->is_writing = status == EN_OK;
    if (status != EN_OK) pthread_mutex_unlock(queue->options.write_lock);
    return status;
}

en_status queue_end_write(en_queue *queue, en_status status, en_report *report)
{
    if (!queue->is_writing) return status;
    if (status == EN_OK) status = en_store_commit(queue->store, report);
    else en_store_rollback(queue->store);
    queue->is_writing = false;
    pthread_mutex_unlock(queue->options.write_lock);
    return status;
}

bool queue_is_busy(const en_report *report)
{
    for (size_t i = 0; i < report->kept; i++)
        if (report->problems[i].rule == EN_W_STORE_BUSY) return true;
    return false;
}

/* Until something happens: somebody wakes, a child speaks or ends, a limit is due. */
static void wait_for_something(en_queue *queue)
{
    struct pollfd fds[1 + 2 * QUEUE_MOST_AT_ONCE] = {{queue->waker, POLLIN, 0}};
    nfds_t count = 1;
    int timeout = -1;
    for (int i = 0; i < QUEUE_MOST_AT_ONCE; i++) {
        const running_job *r = &queue->running[i];
        if (r->job == 0) continue;
        timeout = CHILD_LOOK_MILLISECONDS;
        if (r->child.has_ended) continue; /* whose end is to be written down */
        fds[count++] = (struct pollfd){r->child.handle, POLLIN, 0};
        if (r->child.output >= 0) fds[count++] = (struct pollfd){r->child.output, POLLIN, 0};
    }
    (void)poll(fds, count, timeout);
    uint64_t drained;
    if (fds[0].revents & POLLIN) {
        ssize_t n = read(queue->waker, &drained, sizeof drained);
        (void)n;
    }
}

static void *work(void *of)
{
    en_queue *queue = of;
    while (!atomic_load(&queue->stopping)) {
        queue_start_jobs(queue);
        wait_for_something(queue);
        queue_look_at_jobs(queue);
    }
    queue_end_jobs(queue);
    return NULL;
}

/* What a server that died left: jobs that were running, folders, contents that nothing refers to. */
static en_status recover(en_queue *queue, en_report *report)
{
    en_db *db = en_store_db(queue->store);
    queue_time now = queue_now();
    child_remove_folder(queue->folder);
    en_status status = child_make_folder(queue->folder, report);
    if (status == EN_OK) status = queue_begin_write(queue, report);
    if (status != EN_OK) return status;
    status =
        en_jobs_recover(db, en_str_of(now.text), en_str_of(en_word_key(EN_W_JOB_TOO_MANY_ATTEMPTS)), report);
    if (status == EN_OK) status = en_blobs_let_go(db, report);
    if (status == EN_OK) status = en_blobs_sweep(db, report);
    return queue_end_write(queue, status, report);
}

static en_status start(en_queue *queue, en_report *report)
{
    const char *workspace = queue->options.workspace;
    queue->database = en_path_join(&queue->arena, workspace, EN_WORKSPACE_DATABASE);
    queue->folder = en_path_join(&queue->arena, workspace, FOLDER);
    if (!queue->database || !queue->folder) return EN_ERR_MEMORY;
    queue->waker = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (queue->waker < 0) return en_file_fault(report, EN_W_FILE_CANNOT_READ, "eventfd", errno);
    en_status status = en_store_open_writer(queue->database, NULL, report, &queue->store);
    if (status == EN_OK) status = recover(queue, report);
    if (status != EN_OK) return status;
    int error = pthread_create(&queue->thread, NULL, work, queue);
    return error == 0 ? EN_OK : en_file_fault(report, EN_W_FILE_CANNOT_READ, "pthread_create", error);
}

/* Whoever waits until some time is not moved by somebody who sets the clock. */
static void make_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &attributes);
    pthread_condattr_destroy(&attributes);
}

en_status en_queue_start(const en_queue_options *options, en_report *report, en_queue **queue)
{
    en_queue *made = calloc(1, sizeof *made);
    if (!made) return EN_ERR_MEMORY;
    made->options = *options;
    if (made->options.at_once > QUEUE_MOST_AT_ONCE) made->options.at_once = QUEUE_MOST_AT_ONCE;
    if (made->options.questions > QUEUE_MOST_QUESTIONS) made->options.questions = QUEUE_MOST_QUESTIONS;
    if (made->options.threads == 0) made->options.threads = sysconf(_SC_NPROCESSORS_ONLN);
    made->arena = en_arena_make(NULL);
    made->waker = -1;
    pthread_mutex_init(&made->lock, NULL);
    make_condition(&made->place_free);
    en_status status = start(made, report);
    if (status == EN_OK) {
        *queue = made;
    } else {
        atomic_store(&made->stopping, true);
        en_queue_free(made);
    }
    return status;
}

void en_queue_stop(en_queue *queue)
{
    if (!queue || atomic_exchange(&queue->stopping, true)) return;
    en_queue_wake(queue);
    pthread_mutex_lock(&queue->lock);
    pthread_cond_broadcast(&queue->place_free);
    pthread_mutex_unlock(&queue->lock);
    pthread_join(queue->thread, NULL);
    child_remove_folder(queue->folder);
}

void en_queue_free(en_queue *queue)
{
    if (!queue) return;
    en_queue_stop(queue);
    en_store_close(queue->store);
    if (queue->waker >= 0) close(queue->waker);
    pthread_cond_destroy(&queue->place_free);
    pthread_mutex_destroy(&queue->lock);
    en_arena_free(&queue->arena);
    free(queue);
}

static running_job *find(en_queue *queue, int64_t job)
{
    for (int i = 0; i < QUEUE_MOST_AT_ONCE; i++)
        if (queue->running[i].job == job) return &queue->running[i];
    return NULL;
}

void en_queue_cancel(en_queue *queue, int64_t job)
{
    pthread_mutex_lock(&queue->lock);
    running_job *r = job ? find(queue, job) : NULL;
    if (r) r->cancelled = true;
    pthread_mutex_unlock(&queue->lock);
    en_queue_wake(queue);
}

en_job_progress en_queue_progress(en_queue *queue, int64_t job)
{
    pthread_mutex_lock(&queue->lock);
    const running_job *r = job ? find(queue, job) : NULL;
    en_job_progress progress = r ? (en_job_progress){true, r->progress, r->changes} : (en_job_progress){0};
    pthread_mutex_unlock(&queue->lock);
    return progress;
}

void queue_tell(en_queue *queue, running_job *running)
{
    pthread_mutex_lock(&queue->lock);
    running->changes++;
    pthread_mutex_unlock(&queue->lock);
    if (queue->options.changed) queue->options.changed(queue->options.user);
}

en_queue_gauges en_queue_look(en_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    en_queue_gauges gauges = queue->gauges;
    pthread_mutex_unlock(&queue->lock);
    return gauges;
}
