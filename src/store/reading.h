/* Reading rows with statements of db.h: copies of columns, and the end of a query. */
#ifndef EN_STORE_READING_H
#define EN_STORE_READING_H

#include "db.h"
#include "words.h"

/* A reader of the columns of rows: an arena for the copies, and whether it was enough. */
typedef struct en_columns {
    en_statement *statement;
    en_arena *arena;
    bool out_of_memory;
} en_columns;

static inline en_str en_columns_text(en_columns *columns, int at)
{
    en_str text = {0};
    if (!en_column_keep(columns->statement, at, columns->arena, &text)) columns->out_of_memory = true;
    return text;
}

/* One text in each language, in columns side by side from `at` on. */
static inline void en_columns_texts(en_columns *columns, int at, en_str texts[EN_LANGUAGE_COUNT])
{
    for (int i = 0; i < EN_LANGUAGE_COUNT; i++) texts[i] = en_columns_text(columns, at + i);
}

/* The same as parameters; an empty one is none. */
static inline void en_bind_texts(en_statement *statement, int at, const en_str texts[EN_LANGUAGE_COUNT])
{
    for (int i = 0; i < EN_LANGUAGE_COUNT; i++) en_bind_text_or_empty(statement, at + i, texts[i]);
}

/* Ends a query after its first row or without one: EN_OK, or the class of what failed. */
static inline en_status en_db_finish(en_statement *statement, en_step step, const en_report *report)
{
    en_db_end(statement);
    return step == EN_STEP_FAILED ? en_db_fault(report) : EN_OK;
}

/* Runs a statement without rows whose one parameter is this number. */
EN_MUST_USE static inline en_status en_db_run_for(en_db *db, const char *sql, int64_t number,
                                                  en_report *report)
{
    en_statement *statement = en_db_prepare(db, sql, report);
    en_bind_int(statement, 1, number);
    return en_db_run(statement, report, NULL);
}

/* The first column of the first row of a bound query, 0 without one. */
EN_MUST_USE static inline en_status en_db_read_int(en_statement *statement, en_report *report, int64_t *value)
{
    en_step step = en_db_step(statement, report);
    *value = step == EN_STEP_ROW ? en_column_int(statement, 0) : 0;
    return en_db_finish(statement, step, report);
}

#endif
