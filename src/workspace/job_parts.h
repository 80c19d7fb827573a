/* What the jobs that look at a round or at a result share. See job.h. */
#ifndef EN_JOB_PARTS_H
#define EN_JOB_PARTS_H

#include "job.h"

#include "json.h"
#include "results.h"
#include "rounds.h"
#include "store.h"

/* The database, for reading, and paths in the folder. */
typedef struct work {
    const en_job_place *place;
    en_arena arena;
    en_store *store;
    en_db *db;
    char *round, *result; /* folders */
} work;

/* work_end, always. */
EN_MUST_USE en_status work_start(work *w, const en_job_place *place, en_report *report);
void work_end(work *w);

EN_MUST_USE en_status work_make_folder(const char *path, en_report *report);

/* One content under its name in the folder. Names come from the database, and are checked again: no path. */
EN_MUST_USE en_status work_lay_out_file(work *w, const char *folder, const en_stored_file *file,
                                        en_report *report);

/* The files in round/ that these tables (NULL-ended) of a round stand in, as it is now. */
EN_MUST_USE en_status work_lay_out_tables(work *w, en_str id, const char *const *names, en_report *report);

/* The round with its rules and all of its tables in round/, as it is now. */
EN_MUST_USE en_status work_lay_out_round(work *w, en_str id, en_report *report);

/* The round of a result in round/, and its certificate in result/. */
EN_MUST_USE en_status work_lay_out_result(work *w, int64_t number, en_report *report);

/* What came as JSON under this name in upload/; the caller's to release. EN_ERR_INPUT after reporting. */
EN_MUST_USE en_status work_read_asked(work *w, const char *name, en_report *report, json_t **asked);

/* Writes what was asked for. */
EN_MUST_USE en_status work_write_answer(work *w, const en_text *answer, en_report *report);

#endif
