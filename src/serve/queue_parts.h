/* Inside of the queue: what its files share. */
#ifndef EN_QUEUE_PARTS_H
#define EN_QUEUE_PARTS_H

#include "child.h"
#include "jobs.h"
#include "queue.h"
#include "store.h"

#include <pthread.h>

enum { QUEUE_MOST_AT_ONCE = 16, QUEUE_MOST_QUESTIONS = 32 };

typedef struct running_job {
    int64_t job; /* 0: this place is free */
    en_job_kind kind;
    child child;
    char *folder;
    bool cancelled;   /* asked for; under the lock */
    double progress;  /* the same as the child's; under the lock */
    uint64_t changes; /* counts what there was to tell; under the lock */
    int64_t again_at; /* its end could not be written down: not before then */
} running_job;

struct en_queue {
    en_queue_options options;
    en_arena arena;
    char *database, *folder; /* folder: where the folders of jobs are */
    en_store *store;         /* of the thread */
    bool is_writing;         /* in a transaction */
    pthread_t thread;
    int waker; /* an eventfd */
    running_job running[QUEUE_MOST_AT_ONCE];

    pthread_mutex_t lock; /* of what follows */
    en_queue_gauges gauges;
    uint64_t questions; /* that there were */
    size_t asker_count; /* of questions that run */
    int64_t askers[QUEUE_MOST_QUESTIONS + 1];
    en_question *replaceable;  /* those that run, and those that wait for their place */
    pthread_cond_t place_free; /* with the lock: a question has ended, or was replaced */
    atomic_bool stopping;
};

/* queue_work.c: the life of one job, in the thread. */
void queue_start_jobs(en_queue *queue);
void queue_look_at_jobs(en_queue *queue);
void queue_end_jobs(en_queue *queue); /* all of them; they are queued again */

/* queue_commit.c: what a child left, into the database with the end of the job, or why not. */
EN_MUST_USE en_status queue_commit(en_queue *queue, const running_job *running, en_report *report);

/* A transaction, under the lock that all writers of the server share: others wait for its end, so it is
 * short. The end keeps what was written where status is EN_OK, and returns what became of it; nothing after a
 * begin that failed. */
EN_MUST_USE en_status queue_begin_write(en_queue *queue, en_report *report);
EN_MUST_USE en_status queue_end_write(en_queue *queue, en_status status, en_report *report);

/* Whether a write failed because another program was writing. */
bool queue_is_busy(const en_report *report);

/* Now, as the database writes it. */
typedef struct queue_time {
    char text[32];
} queue_time;
queue_time queue_now(void);

/* There is something to tell of a running job. */
void queue_tell(en_queue *queue, running_job *running);

void queue_count_fault(en_queue *queue);

#endif
