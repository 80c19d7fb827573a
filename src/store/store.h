/* Where a workspace keeps the ledger, and whatever else is to last: one database, with one back end, SQLite.
 *
 * Facts are never erased silently: a row that is put in the place of another leaves the old one in the
 * history, with the import that did it. One import is one transaction; whatever happens to the process, the
 * store afterwards holds all of an import or nothing of it. Everything that fails is reported, and is
 * EN_ERR_IO for the database or EN_ERR_MEMORY.
 */
#ifndef EN_STORE_H
#define EN_STORE_H

#include "db.h"
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

/* Opens the SQLite file at path and brings its schema up to date. EN_ERR_INPUT if there is none, if it is not
 * one of ours, or a newer enishi wrote it. */
EN_MUST_USE en_status en_store_open_sqlite(const char *path, const en_allocator *allocator, en_report *report,
                                           en_store **store);

/* Makes a new SQLite file at path, where nothing may be. */
EN_MUST_USE en_status en_store_create_sqlite(const char *path, const en_allocator *allocator,
                                             en_report *report, en_store **store);

/* The same for a server: opened as above, it goes over to a write-ahead log, so that readers do not wait for
 * the writer; when it closes, as the last connection, the database is one plain file again. */
EN_MUST_USE en_status en_store_open_server(const char *path, const en_allocator *allocator, en_report *report,
                                           en_store **store);

/* One more connection for writing beside that of en_store_open_server, to be closed before it. */
EN_MUST_USE en_status en_store_open_writer(const char *path, const en_allocator *allocator, en_report *report,
                                           en_store **store);

/* One more connection for reading beside that of en_store_open_server, to be closed before it. */
EN_MUST_USE en_status en_store_open_reader(const char *path, const en_allocator *allocator, en_report *report,
                                           en_store **store);

/* NULL is fine. */
void en_store_close(en_store *store);

/* For statements of one's own: see db.h. */
en_db *en_store_db(en_store *store);

/* A writing transaction; waits a while for another's end. A failed commit has rolled back. */
EN_MUST_USE en_status en_store_begin(en_store *store, en_report *report);
/* The same without waiting: false where somebody else is writing, or it fails. */
EN_MUST_USE bool en_store_begin_now(en_store *store);
EN_MUST_USE en_status en_store_commit(en_store *store, en_report *report);
void en_store_rollback(en_store *store);

/* What is read from here to en_store_rollback is one state of the database. */
EN_MUST_USE en_status en_store_begin_reading(en_store *store, en_report *report);

/* The number of the last import, 0 before the first. Nothing in the ledger changes without it. */
EN_MUST_USE en_status en_store_revision(en_store *store, en_report *report, int64_t *revision);

/* Records an import: *number is what its rows are put with. */
EN_MUST_USE en_status en_store_record(en_store *store, const en_import_record *import, en_report *report,
                                      int64_t *number);

/* Puts a row: a new one, or in the place of `old`, which goes into the history. */
EN_MUST_USE en_status en_store_put(en_store *store, int64_t import, en_ledger_table table, const en_row *row,
                                   const en_row *old, en_report *report);

/* Adds all rows, in the order of first import. */
EN_MUST_USE en_status en_store_load(en_store *store, en_report *report, en_rows *rows);

/* What was corrected in all tables, the oldest correction first. */
EN_MUST_USE en_status en_store_history(en_store *store, en_arena *arena, en_report *report,
                                       en_old_rows *rows);

/* A value under a key; empty: none. */
EN_MUST_USE en_status en_store_set_note(en_store *store, const char *key, const char *value,
                                        en_report *report);
EN_MUST_USE en_status en_store_note(en_store *store, const char *key, en_arena *arena, en_report *report,
                                    en_str *value);

#endif
