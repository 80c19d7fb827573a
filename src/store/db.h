/* One connection to the database, and statements on it: what every file of the store is written with.
 *
 * SQL is the part that SQLite and PostgreSQL share, with parameters $1, $2 …; a back end turns this into its
 * own calls. Statements are kept and used again by their text, which must be a literal or live as long as the
 * connection. A connection is used by one thread at a time.
 */
#ifndef EN_DB_H
#define EN_DB_H

#include "report.h"

typedef struct en_db en_db;
typedef struct en_statement en_statement;

/* A statement ready to be bound: nothing bound, no row. NULL after reporting (EN_ERR_IO, or EN_ERR_MEMORY in
 * report->out_of_memory). */
EN_MUST_USE en_statement *en_db_prepare(en_db *db, const char *sql, en_report *report);

/* Parameters count from 1. Text and bytes are borrowed until the statement ends. An empty text is stored as
 * NULL by en_bind_text, and as '' by en_bind_text_or_empty. */
void en_bind_text(en_statement *statement, int at, en_str value);
void en_bind_text_or_empty(en_statement *statement, int at, en_str value);
void en_bind_bytes(en_statement *statement, int at, en_str value);
void en_bind_int(en_statement *statement, int at, int64_t value);
void en_bind_null(en_statement *statement, int at);

typedef enum en_step { EN_STEP_ROW, EN_STEP_DONE, EN_STEP_FAILED } en_step;

/* The next row. After EN_STEP_DONE or EN_STEP_FAILED (which is reported) the statement has ended. */
EN_MUST_USE en_step en_db_step(en_statement *statement, en_report *report);

/* Ends a statement before its last row; nothing if it has ended. */
void en_db_end(en_statement *statement);

/* Columns of the row count from 0. Text and bytes live until the next step; NULL is empty. */
en_str en_column_text(en_statement *statement, int at);
en_str en_column_bytes(en_statement *statement, int at);
int64_t en_column_int(en_statement *statement, int at);
bool en_column_is_null(en_statement *statement, int at);

/* Runs a bound statement that gives no rows. *changed (may be NULL): how many rows it changed. */
EN_MUST_USE en_status en_db_run(en_statement *statement, en_report *report, int64_t *changed);

/* The number that the last INSERT gave its row. */
int64_t en_db_inserted(en_db *db);

/* Whether the last failure was a row that breaks UNIQUE. */
bool en_db_was_duplicate(const en_db *db);

#endif
