/* The queue of jobs as rows: what is to be done, what became of it, and which contents it was given.
 *
 * Only the server's queue begins and ends jobs; handlers add and cancel them.
 */
#ifndef EN_JOBS_H
#define EN_JOBS_H

#include "db.h"

typedef enum en_job_kind { EN_JOB_CHECK, EN_JOB_SOLVE, EN_JOB_KINDS } en_job_kind;
typedef enum en_job_state {
    EN_JOB_QUEUED,
    EN_JOB_RUNNING,
    EN_JOB_DONE,
    EN_JOB_FAILED,
    EN_JOB_CANCELLED,
    EN_JOB_STATES
} en_job_state;

extern const char *const en_job_kind_names[EN_JOB_KINDS], *const en_job_state_names[EN_JOB_STATES];

enum { EN_JOB_MOST_ATTEMPTS = 3 };

typedef struct en_job {
    int64_t job; /* 0: there is none */
    en_job_kind kind;
    int64_t round_number;
    en_str round; /* its id */
    en_job_state state;
    int64_t attempts;
    en_str made_at, made_by, begun_at, ended_at;
    en_str reason, arguments; /* the key of a message, and its arguments as JSON; empty: none */
    int64_t errors, warnings; /* -1: not known */
    en_str findings;          /* JSON; only from en_jobs_get */
    int64_t result;           /* 0: none */
} en_job;

/* How a job ended. */
typedef struct en_job_end {
    en_job_state state;
    en_str at, reason, arguments, findings;
    int64_t errors, warnings; /* -1: not known */
} en_job_end;

/* A file that a job was given, or a result holds. */
typedef struct en_stored_file {
    en_str file;
    int64_t blob;
    en_str sha256;
    uint64_t size;
} en_stored_file;

/* Queues a job for the round as it is now. */
EN_MUST_USE en_status en_jobs_add(en_db *db, en_job_kind kind, int64_t round_number, en_str at, en_str by,
                                  en_report *report, int64_t *job);
EN_MUST_USE en_status en_jobs_get(en_db *db, int64_t number, en_arena *arena, en_report *report, en_job *job);

/* The files it was given, by name. */
EN_MUST_USE en_status en_jobs_inputs(en_db *db, int64_t job, en_arena *arena, en_report *report,
                                     en_stored_file **files, size_t *count);

/* Whether the round still consists of those. */
EN_MUST_USE en_status en_jobs_current(en_db *db, const en_job *job, en_report *report, bool *current);

/* The newest jobs first, before `before` (0: from the newest); of a round unless its id is empty; in a state
 * unless that is EN_JOB_STATES. */
typedef struct en_jobs_page {
    en_str round;
    en_job_state state;
    int64_t before;
    size_t limit;
} en_jobs_page;
EN_MUST_USE en_status en_jobs_list(en_db *db, const en_jobs_page *page, en_arena *arena, en_report *report,
                                   en_job *jobs, size_t *count);

/* The newest job of a kind for a round; 0: none. */
EN_MUST_USE en_status en_jobs_newest(en_db *db, int64_t round_number, en_job_kind kind, en_report *report,
                                     int64_t *job);

/* The job of this kind for the round that has not ended; 0: none. */
EN_MUST_USE en_status en_jobs_open(en_db *db, int64_t round_number, en_job_kind kind, en_report *report,
                                   int64_t *job);

/* The queued job that is longest there and has a number above `after`; 0: none. */
EN_MUST_USE en_status en_jobs_next(en_db *db, int64_t after, en_report *report, int64_t *job);
EN_MUST_USE en_status en_jobs_count(en_db *db, en_job_state state, en_report *report, int64_t *count);

/* From queued to running: counts an attempt. *begun is false if it was not queued any more. */
EN_MUST_USE en_status en_jobs_begin(en_db *db, int64_t job, en_str at, en_report *report, bool *begun);

/* From running back to queued, as if it had not begun. */
EN_MUST_USE en_status en_jobs_requeue(en_db *db, int64_t job, en_report *report);

/* Ends a job that is in state `from`. *ended is false if it was in another. */
EN_MUST_USE en_status en_jobs_end(en_db *db, int64_t job, en_job_state from, const en_job_end *end,
                                  en_report *report, bool *ended);

/* At the start of a server: what was running is queued again, or fails with `reason` after
 * EN_JOB_MOST_ATTEMPTS. */
EN_MUST_USE en_status en_jobs_recover(en_db *db, en_str at, en_str reason, en_report *report);

#endif
