/* Questions that a child answers while the asker waits: en_question of queue.h. */
#include "queue_parts.h"

#include "file.h"
#include "findings.h"

#include <poll.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { QUESTION_SECONDS = 120, OWN_SECONDS = 5 /* for another question of the same asker to end */ };

static bool has_place(const en_queue *queue, int64_t asker)
{
    bool has = false;
    for (size_t i = 0; i < queue->asker_count && !has; i++) has = queue->askers[i] == asker;
    return has;
}

/* Whether it has got a place, and its number. Under the lock. */
static bool take_place(en_queue *queue, int64_t asker, uint64_t *number)
{
    bool has = queue->asker_count < (size_t)queue->options.questions + (asker == 0);
    if (asker != 0) has = has && !has_place(queue, asker);
    if (has) queue->askers[queue->asker_count++] = asker;
    *number = ++queue->questions;
    return has;
}

static void give_place(en_queue *queue, int64_t asker)
{
    size_t at = 0;
    while (queue->askers[at] != asker) at++;
    queue->askers[at] = queue->askers[--queue->asker_count];
}

/* What has a place gets its folder. */
static en_status settle(en_queue *queue, uint64_t number, en_report *report, en_question *question)
{
    char name[40];
    question->queue = queue;
    snprintf(name, sizeof name, "question-%llu", (unsigned long long)number);
    question->folder = en_path_join(&question->arena, queue->folder, name);
    return question->folder ? child_make_folder(question->folder, report) : EN_ERR_MEMORY;
}

static void start(en_question *question, int64_t asker)
{
    *question = (en_question){.arena = en_arena_make(NULL), .asker = asker, .waker = -1};
}

en_status en_question_begin(en_queue *queue, int64_t asker, en_report *report, en_question *question)
{
    uint64_t number;
    start(question, asker);
    pthread_mutex_lock(&queue->lock);
    bool has = take_place(queue, asker, &number);
    pthread_mutex_unlock(&queue->lock);
    return has ? settle(queue, number, report, question) : EN_ERR_CANCELLED;
}

/* ---- questions that a newer one takes the place of */

static void leave(en_queue *queue, const en_question *question)
{
    en_question **at = &queue->replaceable;
    while (*at && *at != question) at = &(*at)->next;
    if (*at) *at = question->next;
}

/* Tells those of the same asker, and stands in their line. */
static void take_over(en_queue *queue, en_question *question)
{
    static const uint64_t one = 1;
    for (en_question *older = queue->replaceable; older; older = older->next) {
        if (older->asker != question->asker) continue;
        atomic_store(&older->replaced, true);
        ssize_t written = write(older->waker, &one, sizeof one); /* cannot block before 2^64 of them */
        (void)written;
    }
    pthread_cond_broadcast(&queue->place_free);
    question->next = queue->replaceable;
    queue->replaceable = question;
}

/* Until the asker has no other question, or this one is replaced. */
static void wait_for_own(en_queue *queue, const en_question *question)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += OWN_SECONDS;
    while (has_place(queue, question->asker) && !atomic_load(&question->replaced) &&
           !atomic_load(&queue->stopping))
        if (pthread_cond_timedwait(&queue->place_free, &queue->lock, &until) != 0) return;
}

en_status en_question_begin_instead(en_queue *queue, int64_t asker, en_report *report, en_question *question)
{
    uint64_t number = 0;
    start(question, asker);
    question->waker = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (question->waker < 0) return EN_ERR_CANCELLED; /* no descriptor is left: there is no place now */
    pthread_mutex_lock(&queue->lock);
    take_over(queue, question);
    wait_for_own(queue, question);
    bool has = !atomic_load(&question->replaced) && take_place(queue, asker, &number);
    if (!has) leave(queue, question);
    pthread_mutex_unlock(&queue->lock);
    return has ? settle(queue, number, report, question) : EN_ERR_CANCELLED;
}

bool en_question_was_replaced(const en_question *question) { return atomic_load(&question->replaced); }

void en_question_end(en_question *question)
{
    en_queue *queue = question->queue;
    if (question->folder) child_remove_folder(question->folder);
    if (queue) {
        pthread_mutex_lock(&queue->lock);
        leave(queue, question);
        give_place(queue, question->asker);
        pthread_cond_broadcast(&queue->place_free);
        pthread_mutex_unlock(&queue->lock);
    }
    if (question->waker >= 0) close(question->waker);
    en_arena_free(&question->arena);
    start(question, 0);
}

static void wait_for(const en_question *question, child *c)
{
    while (!c->has_ended) {
        struct pollfd fds[] = {{c->handle, POLLIN, 0}, {c->output, POLLIN, 0}, {question->waker, POLLIN, 0}};
        bool changed, replaced = atomic_load(&question->replaced);
        if (replaced) child_end_now(c);
        if (replaced) fds[2].fd = -1; /* poll passes over those below 0 */
        (void)poll(fds, 3, CHILD_LOOK_MILLISECONDS);
        child_look(c, &changed);
        if (atomic_load(&question->queue->stopping)) child_cancel(c);
    }
}

/* The problems that the child found, as if they had been found here. */
static void take_findings(const child *c, en_report *report)
{
    size_t at;
    json_t *finding;
    json_array_foreach(json_object_get(c->outcome, "findings"), at, finding)
        en_findings_report(report, finding);
}

static en_status outcome_of(const child *c, const child_limits *limits, en_report *report)
{
    en_arg limit = en_arg_int("limit", limits->memory_mb), seconds = en_arg_int("seconds", limits->seconds);
    const char *outcome = json_string_value(json_object_get(c->outcome, "outcome"));
    bool whole = WIFEXITED(c->wait_status) && WEXITSTATUS(c->wait_status) == 0 && outcome;
    if (c->ended_by == CHILD_CANCELLED) return EN_ERR_CANCELLED;
    if (c->ended_by == CHILD_MEMORY || (whole && strcmp(outcome, "memory") == 0)) {
        (void)en_report_add(report, EN_ERROR, EN_W_JOB_OUT_OF_MEMORY, (en_where){0}, 1, &limit);
        return EN_ERR_LIMIT;
    }
    if (c->ended_by == CHILD_TIME) {
        (void)en_report_add(report, EN_ERROR, EN_W_JOB_TOO_LONG, (en_where){0}, 1, &seconds);
        return EN_ERR_LIMIT;
    }
    if (!whole) {
        (void)en_report_error(report, EN_W_JOB_MALFORMED, (en_where){0});
        return EN_ERR_IO;
    }
    take_findings(c, report);
    if (strcmp(outcome, "done") == 0) return EN_OK;
    return strcmp(outcome, "input") == 0 ? EN_ERR_INPUT : EN_ERR_IO;
}

en_status en_question_ask(en_queue *queue, en_question *question, en_language language,
                          const char *const *words, en_report *report)
{
    const char *all[CHILD_MOST_ARGUMENTS + 1] = {"--workspace", queue->options.workspace,
                                                 "--folder",    question->folder,
                                                 "--lang",      en_language_tag(language)};
    size_t n = 6;
    for (size_t i = 0; words[i] && n < CHILD_MOST_ARGUMENTS; i++) all[n++] = words[i];
    all[n] = NULL;
    child_limits limits = {queue->options.memory_mb, QUESTION_SECONDS};
    child c;
    en_status status = child_start(&c, all, limits, report);
    if (status != EN_OK) return status;
    wait_for(question, &c);
    status = outcome_of(&c, &limits, report);
    child_free(&c);
    return status;
}
