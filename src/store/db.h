/* One connection to the database, and statements on it: what every file of the store is written with.
 *
 * SQL is the part that SQLite and PostgreSQL share, with parameters $1, $2 …; a back end turns this into its
 * own calls. Statements are kept by their text and used again. A connection is used by one thread at a time.
 *
 * A statement that could not be prepared is NULL, and has been reported. All calls take it: binding does
 * nothing and the next step fails, so that only the outcome of a step or a run needs a look.
 */
#ifndef EN_DB_H
#define EN_DB_H

#include "report.h"

typedef struct en_db en_db;
typedef struct en_statement en_statement;

enum { EN_DB_MOST_PARAMETERS = 40 };

/* A statement ready to be bound: nothing bound, no row. NULL after reporting. */
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

/* Ends a statement before its last row; nothing if it has ended. Every statement that was prepared must end.
 */
void en_db_end(en_statement *statement);

/* Columns of the row count from 0. Text and bytes live until the next step; NULL is empty. */
en_str en_column_text(en_statement *statement, int at);
en_str en_column_bytes(en_statement *statement, int at);
int64_t en_column_int(en_statement *statement, int at);
bool en_column_is_null(en_statement *statement, int at);

/* The column's text in the arena; false when memory is out. */
EN_MUST_USE bool en_column_keep(en_statement *statement, int at, en_arena *arena, en_str *text);

/* Runs a bound statement that gives no rows. *changed (may be NULL): how many rows it changed. */
EN_MUST_USE en_status en_db_run(en_statement *statement, en_report *report, int64_t *changed);

/* The status of a failure that was reported: EN_ERR_MEMORY or EN_ERR_IO. */
EN_MUST_USE en_status en_db_fault(const en_report *report);

/* The number that the last INSERT gave its row. */
int64_t en_db_inserted(en_db *db);

/* Whether the last failure was a row that breaks UNIQUE. */
bool en_db_was_duplicate(const en_db *db);

#endif
