/* Inside of the SQLite back end: the connection, and the rows of sqlite_rows.c. */
#ifndef EN_SQLITE_H
#define EN_SQLITE_H

#include "store.h"

#include <sqlite3.h>

typedef struct sqlite_store {
    en_store store;
    const en_allocator *allocator;
    sqlite3 *db;
    sqlite3_stmt *insert[EN_LEDGER_TABLES], *update[EN_LEDGER_TABLES]; /* made when first needed */
    char path[];
} sqlite_store;

/* Reports what the database said last, and returns its class. */
en_status sqlite_fault(sqlite_store *s, en_report *report);

en_status sqlite_run(sqlite_store *s, const char *sql, en_report *report);

/* The operations on rows. See en_store_ops. */
en_status sqlite_load(en_store *store, en_report *report, en_rows *rows);
en_status sqlite_record(en_store *store, const en_import_record *import, en_report *report, int64_t *number);
en_status sqlite_put(en_store *store, int64_t import, en_ledger_table table, const en_row *row,
                     const en_row *old, en_report *report);
en_status sqlite_history(en_store *store, en_arena *arena, en_report *report, en_old_rows *rows);
en_status sqlite_set_note(en_store *store, const char *key, const char *value, en_report *report);
en_status sqlite_note(en_store *store, const char *key, en_arena *arena, en_report *report, en_str *value);

#endif
