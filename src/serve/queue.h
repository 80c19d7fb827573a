/* The queue of jobs at work: one thread that starts children for queued jobs, at most so many at once, hears
 * how far they are, ends those that are cancelled or take too much, and alone commits what they made.
 *
 * The queue itself is rows of the database (jobs.h), so it outlives the server: what was running when a
 * server died is queued again, three times at most.
 */
#ifndef EN_QUEUE_H
#define EN_QUEUE_H

#include "words.h"

#include <pthread.h>
#include <stdatomic.h>

typedef struct en_queue en_queue;

/* Borrowed, for as long as the queue lives. */
typedef struct en_queue_options {
    const char *workspace;
    const char *version;
    int64_t at_once;             /* jobs that run side by side */
    int64_t memory_mb;           /* for each job, and each question */
    int64_t seconds;             /* for each job */
    int64_t threads;             /* for each job; 0: one for each processor */
    int64_t questions;           /* that run side by side */
    pthread_mutex_t *write_lock; /* held by whoever writes to the database */
    void (*changed)(void *user); /* called, by the thread, when there is something to tell of a job */
    void *user;
} en_queue_options;

/* Starts the thread. The workspace is open as a server's, by this process alone. */
EN_MUST_USE en_status en_queue_start(const en_queue_options *options, en_report *report, en_queue **queue);

/* Ends running jobs, which are queued again, and questions; then the thread. NULL is fine. Everything but
 * questions may still be called until en_queue_free. */
void en_queue_stop(en_queue *queue);
void en_queue_free(en_queue *queue);

/* A job was added. */
void en_queue_wake(en_queue *queue);

/* Ends a job that runs; nothing if it does not. */
void en_queue_cancel(en_queue *queue, int64_t job);

/* How far a job is. */
typedef struct en_job_progress {
    bool runs;
    double done;      /* 0 to 1 */
    uint64_t changes; /* counts what there was to tell */
} en_job_progress;
en_job_progress en_queue_progress(en_queue *queue, int64_t job);

typedef struct en_queue_gauges {
    int64_t running, listeners;
    int64_t ended;  /* since the start */
    int64_t faults; /* of the database, or starting children */
} en_queue_gauges;
en_queue_gauges en_queue_look(en_queue *queue);

/* A question that a child answers while the asker waits: explain, rows, look. */
typedef struct en_question {
    en_arena arena;
    char *folder;    /* for its files: see job.h */
    en_queue *queue; /* where it has a place; NULL: it has none */
    int64_t asker;
    int waker;                /* of one that may be replaced: tells whoever waits for its child */
    atomic_bool replaced;     /* by a newer one of its asker */
    struct en_question *next; /* of those that may be replaced */
} en_question;

/* Takes a place among the questions that run, and makes the folder. An asker has one place at most: whoever
 * asks without end holds up nobody else. Asker 0, an upload that is looked into, has one place more, which
 * others do not take. EN_ERR_CANCELLED, with nothing reported: there is no place now. en_question_end,
 * always.
 */
EN_MUST_USE en_status en_question_begin(en_queue *queue, int64_t asker, en_report *report,
                                        en_question *question);

/* The same for a question that a newer one of the same asker takes the place of: the older one's child is
 * ended, and where it was not yet begun, it will not be. Waits for that, and for another question of the
 * asker, some seconds at most. EN_ERR_CANCELLED, with nothing reported: there is no place now, or it was
 * replaced itself (en_question_was_replaced). The question stays where it is until en_question_end. */
EN_MUST_USE en_status en_question_begin_instead(en_queue *queue, int64_t asker, en_report *report,
                                                en_question *question);
bool en_question_was_replaced(const en_question *question);

/* Runs `enishi job` with these words (NULL-ended) behind the folders; what it found goes into the report.
 * EN_OK: the answer is in the question's folder. */
EN_MUST_USE en_status en_question_ask(en_queue *queue, en_question *question, en_language language,
                                      const char *const *words, en_report *report);
void en_question_end(en_question *question);

#endif
