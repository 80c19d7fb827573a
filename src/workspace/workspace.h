/* The workspace: a folder with the database enishi.db, and what people do with it, one use case a function.
 *
 * No function prints or reads the clock or the environment: who, when and with which version come as
 * arguments.
 */
#ifndef EN_WORKSPACE_H
#define EN_WORKSPACE_H

#include "ledger_read.h"
#include "store.h"
#include "track.h"
#include "words.h"

#define EN_WORKSPACE_DATABASE "enishi.db"

/* Who asks, for the record. Borrowed. */
typedef struct en_import_by {
    const char *at; /* ISO 8601 with time, UTC */
    const char *by;
    const char *version;
    const char *actor; /* for the log of changes, such as "cli:tanaka"; NULL: the caller logs the import */
} en_import_by;

typedef struct en_import_counts {
    uint64_t added, unchanged, corrected;
} en_import_counts;

/* What a row said and says, by the shape of its table. */
typedef struct en_change {
    en_ledger_table table;
    const en_str *before, *after;
} en_change;

typedef struct en_import_summary {
    en_import_counts of[EN_LEDGER_TABLES]; /* [EN_LEDGER_NONE] is the sum */
    en_ledger_files files;                 /* their names live in `rows` */
    en_rows rows, stored;                  /* what was read, and what was there */
    en_change *corrections;                /* lives in `rows`, by table and row of the input */
    size_t correction_count;
} en_import_summary;

void en_import_summary_free(en_import_summary *summary);

/* Makes a workspace in the folder, which is made too if it is not there; with `sample`, a folder of tables,
 * these are imported at once. The workspace appears whole, by a rename, or not at all. EN_ERR_INPUT where
 * there is one already. */
EN_MUST_USE en_status en_workspace_init(const char *folder, const char *sample, const en_import_by *by,
                                        const en_context *context, en_report *report,
                                        en_import_summary *summary);

/* Where tables come from: a folder or a workbook, and how CSV is written there. Borrowed. */
typedef struct en_import_from {
    const char *path;
    en_table_options options;
} en_import_from;

/* Imports all tables of a folder: rows are new, unchanged, or corrections of rows with the same key, whose
 * old content goes into the history. All or nothing. dry_run: everything but the writing. */
EN_MUST_USE en_status en_workspace_import(const char *folder, const en_import_from *from, bool dry_run,
                                          const en_import_by *by, const en_context *context,
                                          en_report *report, en_import_summary *summary);

/* The same into a store that is open. */
EN_MUST_USE en_status en_import_into(en_store *store, const en_import_from *from, bool dry_run,
                                     const en_import_by *by, const en_context *context, en_report *report,
                                     en_import_summary *summary);

/* The same with the rows that are in summary->rows, inside a transaction of the caller's. */
EN_MUST_USE en_status en_import_rows(en_store *store, const en_import_by *by, const en_context *context,
                                     en_report *report, en_import_summary *summary);

/* One correction of a row: what it said before and after, by the shape of its table. */
typedef struct en_correction {
    en_ref row; /* table and index in the ledger */
    en_str at, by;
    const en_str *before, *after;
} en_correction;

/* A workspace's ledger and all that is computed from it. */
typedef struct en_standing {
    en_rows rows;
    en_ledger ledger;
    en_track track;
    int64_t revision;           /* of the ledger: see en_store_revision */
    bool is_sample;             /* made with --sample: real facts and synthetic ones, for trying things out */
    en_correction *corrections; /* by table and row, the oldest correction of a row first */
    size_t correction_count;
} en_standing;

/* Opens the workspace, loads and checks its ledger, and computes. *standing must stay where it is while it is
 * used. */
EN_MUST_USE en_status en_workspace_standing(const char *folder, const en_track_options *options,
                                            const en_context *context, en_report *report,
                                            en_standing *standing);
/* The same of a store that is open. */
EN_MUST_USE en_status en_standing_of(en_store *store, const en_track_options *options,
                                     const en_context *context, en_report *report, en_standing *standing);
void en_standing_free(en_standing *standing);

/* Adds everything as JSON, as docs/ledger.md describes; of the commitments only those with these indices
 * unless NULL. */
void en_standing_json(en_text *text, const en_standing *standing, const size_t *commitments, size_t count);

#endif
