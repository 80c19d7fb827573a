/* Results of rounds: files as they were written, with the job that made them. A result is never changed. */
#ifndef EN_RESULTS_H
#define EN_RESULTS_H

#include "jobs.h"

typedef struct en_stored_result {
    int64_t result; /* 0: there is none */
    int64_t round_number, job;
    en_str round; /* its id */
    en_str at, by, version;
} en_stored_result;

/* Sets result->result. */
EN_MUST_USE en_status en_results_add(en_db *db, en_stored_result *result, en_report *report);
EN_MUST_USE en_status en_results_add_file(en_db *db, int64_t result, const char *file, int64_t blob,
                                          en_report *report);
EN_MUST_USE en_status en_results_get(en_db *db, int64_t number, en_arena *arena, en_report *report,
                                     en_stored_result *result);

/* The files, by name. */
EN_MUST_USE en_status en_results_files(en_db *db, int64_t result, en_arena *arena, en_report *report,
                                       en_stored_file **files, size_t *count);

/* One file; blob 0: there is none. */
EN_MUST_USE en_status en_results_file(en_db *db, int64_t result, en_str name, en_arena *arena,
                                      en_report *report, en_stored_file *file);

/* The results of a round, the newest first, before `before` (0: from the newest). */
EN_MUST_USE en_status en_results_list(en_db *db, int64_t round_number, int64_t before, size_t limit,
                                      en_arena *arena, en_report *report, en_stored_result *results,
                                      size_t *count);

/* The newest of a round; 0: none. */
EN_MUST_USE en_status en_results_newest(en_db *db, int64_t round_number, en_report *report, int64_t *result);

#endif
