/* Where a workspace keeps the ledger: an interface with one back end, SQLite; PostgreSQL will be the second.
 *
 * Facts are never erased silently: a row that is put in the place of another leaves the old one in the
 * history, with the import that did it. One import is one transaction; whatever happens to the process, the
 * store afterwards holds all of an import or nothing of it.
 */
#ifndef EN_STORE_H
#define EN_STORE_H

#include "report.h"
#include "rows.h"

typedef struct en_store en_store;

typedef struct en_import_file {
    en_str name;
    uint64_t size;
    const char *sha256; /* hex */
} en_import_file;

/* An import as it is recorded. */
typedef struct en_import_record {
    en_str at; /* when, ISO 8601 with time, UTC */
    en_str by; /* who: the user's name */
    en_str version;
    uint64_t added, unchanged, corrected;
    const en_import_file *files;
    size_t file_count;
} en_import_record;

/* What a row said before an import corrected it. */
typedef struct en_old_row {
    en_ledger_table table;
    int64_t stored;      /* its number in the store */
    en_str at, by;       /* of the import that corrected it */
    const en_str *cells; /* by the shape of its table */
} en_old_row;

typedef struct en_old_rows {
    en_old_row *at;
    size_t count;
} en_old_rows;

/* What a back end does. All report what failed, and return EN_ERR_IO for the database and EN_ERR_MEMORY. */
typedef struct en_store_ops {
    void (*close)(en_store *store);
    en_status (*begin)(en_store *store,
                       en_report *report); /* a writing transaction; waits a while for another's end */
    en_status (*commit)(en_store *store, en_report *report);
    void (*rollback)(en_store *store);
    en_status (*load)(en_store *store, en_report *report,
                      en_rows *rows); /* adds all rows, in the order of first import */
    en_status (*record)(en_store *store, const en_import_record *import, en_report *report, int64_t *number);
    /* Puts a row: a new one, or in the place of `old`, which goes into the history. */
    en_status (*put)(en_store *store, int64_t import, en_ledger_table table, const en_row *row,
                     const en_row *old, en_report *report);
    en_status (*history)(en_store *store, en_arena *arena, en_report *report,
                         en_old_rows *rows); /* of all tables, the oldest correction first */
    en_status (*set_note)(en_store *store, const char *key, const char *value, en_report *report);
    en_status (*note)(en_store *store, const char *key, en_arena *arena, en_report *report,
                      en_str *value); /* empty: none */
} en_store_ops;

struct en_store {
    const en_store_ops *ops;
};

/* Opens the SQLite file at path and brings its schema up to date. EN_ERR_INPUT if there is none, if it is not
 * one of ours, or a newer enishi wrote it. */
EN_MUST_USE en_status en_store_open_sqlite(const char *path, const en_allocator *allocator, en_report *report,
                                           en_store **store);

/* Makes a new SQLite file at path, where nothing may be. */
EN_MUST_USE en_status en_store_create_sqlite(const char *path, const en_allocator *allocator,
                                             en_report *report, en_store **store);

static inline void en_store_close(en_store *store)
{
    if (store) store->ops->close(store);
}

#endif
