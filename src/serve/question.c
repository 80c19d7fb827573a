/* Questions that a child answers while the asker waits: en_question of queue.h. */
#include "queue_parts.h"

#include "file.h"
#include "findings.h"

#include <poll.h>
#include <stdio.h>
#include <sys/wait.h>

enum { QUESTION_SECONDS = 120 };

/* Whether it has got a place, and its number. */
static bool take_place(en_queue *queue, int64_t asker, uint64_t *number)
{
    pthread_mutex_lock(&queue->lock);
    bool has = queue->asker_count < (size_t)queue->options.questions + (asker == 0);
    for (size_t i = 0; i < queue->asker_count && asker != 0; i++) has = has && queue->askers[i] != asker;
    if (has) queue->askers[queue->asker_count++] = asker;
    *number = ++queue->questions;
    pthread_mutex_unlock(&queue->lock);
    return has;
}

static void give_place(en_queue *queue, int64_t asker)
{
    pthread_mutex_lock(&queue->lock);
    size_t at = 0;
    while (queue->askers[at] != asker) at++;
    queue->askers[at] = queue->askers[--queue->asker_count];
    pthread_mutex_unlock(&queue->lock);
}

en_status en_question_begin(en_queue *queue, int64_t asker, en_report *report, en_question *question)
{
    char name[40];
    uint64_t number;
    *question = (en_question){.arena = en_arena_make(NULL), .asker = asker};
    if (!take_place(queue, asker, &number)) return EN_ERR_CANCELLED;
    question->queue = queue;
    snprintf(name, sizeof name, "question-%llu", (unsigned long long)number);
    question->folder = en_path_join(&question->arena, queue->folder, name);
    return question->folder ? child_make_folder(question->folder, report) : EN_ERR_MEMORY;
}

void en_question_end(en_question *question)
{
    if (question->folder) child_remove_folder(question->folder);
    if (question->queue) give_place(question->queue, question->asker);
    en_arena_free(&question->arena);
    *question = (en_question){0};
}

static void wait_for(en_queue *queue, child *c)
{
    while (!c->has_ended) {
        struct pollfd fds[] = {{c->handle, POLLIN, 0}, {c->output, POLLIN, 0}};
        bool changed;
        (void)poll(fds, c->output >= 0 ? 2 : 1, CHILD_LOOK_MILLISECONDS);
        child_look(c, &changed);
        if (atomic_load(&queue->stopping)) child_cancel(c);
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
    wait_for(queue, &c);
    status = outcome_of(&c, &limits, report);
    child_free(&c);
    return status;
}
