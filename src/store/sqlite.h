/* Inside of the SQLite back end: the connection, and the store on it. */
#ifndef EN_SQLITE_H
#define EN_SQLITE_H

#include "db.h"
#include "store.h"

#include <sqlite3.h>

enum { EN_DB_SETS = 64, EN_DB_WAYS = 4 };

struct en_db {
    sqlite3 *handle;
    const en_allocator *allocator;
    en_statement *kept[EN_DB_SETS][EN_DB_WAYS];
    en_statement *ended; /* not kept, and to be dropped */
    uint64_t uses;       /* counts, so that the one that was not used for longest gives way */
    bool was_duplicate;
    const char *path;
};

struct en_store {
    en_db db;
    en_arena arena; /* the texts of statements that are made from shapes */
    const char *insert[EN_LEDGER_TABLES], *update[EN_LEDGER_TABLES], *select[EN_LEDGER_TABLES];
    const char *row[EN_LEDGER_TABLES], *row_of_id[EN_LEDGER_TABLES];
    bool is_server; /* went over to a write-ahead log, and goes back when it closes */
    char path[];
};

/* Reports what the database said last, and returns its class. */
en_status sqlite_fault(en_db *db, en_report *report);

/* Runs statements without parameters. */
en_status sqlite_run(en_db *db, const char *sql, en_report *report);

/* Closes the connection with all its statements. */
void sqlite_close(en_db *db);

#endif
