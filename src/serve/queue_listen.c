/* Who listens to jobs. See queue.h.
 *
 * An event holds the whole state of the job, so a listener that missed some has missed nothing once it has
 * the newest: events are not kept. Only the queue's thread writes them, one after the other, and reads the
 * database for them; listeners take what was written from any thread.
 */
#include "queue_parts.h"

#include "job_json.h"

#include <stdio.h>
#include <stdlib.h>

enum { COMMENT_MILLISECONDS = 15000 };

en_status en_queue_listen(en_queue *queue, int64_t job, en_language language, en_str seen,
                          void (*wake)(void *user), void *user, en_listener **listener)
{
    en_listener *made = calloc(1, sizeof *made);
    if (!made) return EN_ERR_MEMORY;
    *made = (en_listener){.queue = queue,
                          .job = job,
                          .language = language,
                          .stale = true,
                          .spoken = child_now(),
                          .text = en_text_make(NULL),
                          .wake = wake,
                          .user = user};
    if (seen.size < sizeof made->seen) memcpy(made->seen, seen.at ? seen.at : "", seen.size);
    pthread_mutex_lock(&queue->lock);
    bool room = queue->gauges.listeners < queue->options.listeners && !atomic_load(&queue->stopping);
    if (room) {
        made->next = queue->listeners;
        if (made->next) made->next->previous = made;
        queue->listeners = made;
        queue->gauges.listeners++;
    }
    pthread_mutex_unlock(&queue->lock);
    if (!room) {
        free(made);
        return EN_ERR_LIMIT;
    }
    *listener = made;
    en_queue_wake(queue);
    return EN_OK;
}

ptrdiff_t en_listener_read(en_listener *listener, char *buffer, size_t size)
{
    pthread_mutex_lock(&listener->queue->lock);
    size_t left = listener->text.size - listener->read;
    if (size > left) size = left;
    if (size) memcpy(buffer, listener->text.at + listener->read, size);
    listener->read += size;
    if (listener->read == listener->text.size) listener->read = listener->text.size = 0;
    bool over = left == 0 && (listener->ended || listener->text.failed);
    pthread_mutex_unlock(&listener->queue->lock);
    return over ? -1 : (ptrdiff_t)size;
}

void en_listener_close(en_listener *listener)
{
    en_queue *queue = listener->queue;
    pthread_mutex_lock(&queue->lock);
    if (listener->previous) listener->previous->next = listener->next;
    else queue->listeners = listener->next;
    if (listener->next) listener->next->previous = listener->previous;
    queue->gauges.listeners--;
    pthread_mutex_unlock(&queue->lock);
    en_text_free(&listener->text);
    free(listener);
}

void queue_tell(en_queue *queue, int64_t job)
{
    pthread_mutex_lock(&queue->lock);
    for (int i = 0; i < QUEUE_MOST_AT_ONCE; i++)
        if (queue->running[i].job == job) queue->running[i].changes++;
    for (en_listener *l = queue->listeners; l; l = l->next)
        if (l->job == job) l->stale = true;
    pthread_mutex_unlock(&queue->lock);
}

/* Somebody who does not know the newest state; *job is 0 if there is nobody. */
static void find_stale(en_queue *queue, int64_t *job, en_language *language)
{
    *job = 0;
    pthread_mutex_lock(&queue->lock);
    for (const en_listener *l = queue->listeners; l; l = l->next)
        if (l->stale && !l->ended) {
            *job = l->job;
            *language = l->language;
            break;
        }
    pthread_mutex_unlock(&queue->lock);
}

/* An event: its id, and the job as JSON, every line of it behind "data: ". */
static void add_event(en_text *text, const char *id, const en_text *json)
{
    en_str rest = en_text_str(json), line;
    en_text_add_z(text, "event: job\nid: ");
    en_text_add_z(text, id);
    en_text_add_char(text, '\n');
    while (en_str_next(&rest, '\n', &line)) {
        en_text_add_z(text, "data: ");
        en_text_add(text, line);
        en_text_add_char(text, '\n');
    }
    en_text_add_char(text, '\n');
    text->failed = text->failed || json->failed;
}

/* The state of a job that its event is named after. */
static void name_event(en_queue *queue, const en_job *job, char id[48])
{
    uint64_t changes = 0;
    pthread_mutex_lock(&queue->lock);
    for (int i = 0; i < QUEUE_MOST_AT_ONCE; i++)
        if (queue->running[i].job == job->job) changes = queue->running[i].changes;
    pthread_mutex_unlock(&queue->lock);
    snprintf(id, 48, "%s-%lld-%d-%llu", queue->boot, (long long)job->attempts, (int)job->state,
             (unsigned long long)changes);
}

/* Gives the event to all who wait for it in this language. */
static void deliver(en_queue *queue, int64_t job, en_language language, const char *id, const en_text *event,
                    bool last)
{
    pthread_mutex_lock(&queue->lock);
    for (en_listener *l = queue->listeners; l; l = l->next) {
        if (l->job != job || l->language != language || !l->stale || l->ended) continue;
        l->stale = false;
        if (strcmp(l->seen, id) != 0 || last) {
            en_text_add(&l->text, en_text_str(event));
            l->spoken = child_now();
        }
        snprintf(l->seen, sizeof l->seen, "%s", id);
        l->ended = last;
        l->text.failed = l->text.failed || event->failed;
        l->wake(l->user);
    }
    pthread_mutex_unlock(&queue->lock);
}

static void tell(en_queue *queue, int64_t number, en_language language)
{
    en_report report = en_report_make(NULL);
    en_arena arena = en_arena_make(NULL);
    en_text json_text = en_text_make(NULL), event = en_text_make(NULL);
    en_json json = en_json_to(&json_text);
    en_job job;
    char id[48] = "";
    en_status status = en_jobs_get(en_store_db(queue->store), number, &arena, &report, &job);
    bool gone = status != EN_OK || job.job == 0;
    bool last = gone || (job.state != EN_JOB_QUEUED && job.state != EN_JOB_RUNNING);
    if (!gone) {
        job_add_json(&json, language, &job, en_queue_progress(queue, number));
        name_event(queue, &job, id);
        add_event(&event, id, &json_text);
    }
    deliver(queue, number, language, id, &event, last);
    if (status != EN_OK) queue_count_fault(queue);
    en_text_free(&event);
    en_text_free(&json_text);
    en_arena_free(&arena);
    en_report_free(&report);
}

static void comment(en_queue *queue)
{
    int64_t now = child_now();
    pthread_mutex_lock(&queue->lock);
    for (en_listener *l = queue->listeners; l; l = l->next) {
        if (l->ended || now - l->spoken < COMMENT_MILLISECONDS) continue;
        l->spoken = now;
        if (l->text.size == 0) en_text_add_z(&l->text, ":\n\n"); /* else it does not read */
        l->wake(l->user);
    }
    pthread_mutex_unlock(&queue->lock);
}

void queue_tell_all(en_queue *queue)
{
    int64_t job;
    en_language language;
    for (find_stale(queue, &job, &language); job; find_stale(queue, &job, &language))
        tell(queue, job, language);
    comment(queue);
}

int64_t queue_next_comment(en_queue *queue)
{
    int64_t wait = -1, now = child_now();
    pthread_mutex_lock(&queue->lock);
    for (const en_listener *l = queue->listeners; l; l = l->next) {
        int64_t left = l->spoken + COMMENT_MILLISECONDS - now;
        if (left < 0) left = 0;
        if (!l->ended && (wait < 0 || left < wait)) wait = left;
    }
    pthread_mutex_unlock(&queue->lock);
    return wait;
}

void queue_end_listeners(en_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    for (en_listener *l = queue->listeners; l; l = l->next) {
        l->ended = true;
        l->wake(l->user);
    }
    pthread_mutex_unlock(&queue->lock);
}
