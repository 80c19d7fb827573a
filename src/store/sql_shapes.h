/* Statements made from the shapes of the ledger's tables. Each is made once for a connection; NULL when
 * memory is out. */
#ifndef EN_SQL_SHAPES_H
#define EN_SQL_SHAPES_H

#include "sqlite.h"

/* Tables whose rows have a name or a title have three more columns, the keys by which these sort: sort_en,
 * sort_vi, sort_ja. They come after the cells wherever a row is written. */
enum { SORT_KEYS = 3 };
extern const char *const sql_sort_keys[SORT_KEYS];
bool sql_has_sort_keys(const en_shape *shape);

/* The name in that language, or else in English. */
en_str sql_name(const en_shape *shape, const en_str *cells, int language);

/* $1 import, then the cells. */
const char *sql_insert(en_store *store, en_ledger_table table);

/* $1 import, then the cells, then the row's number. */
const char *sql_update(en_store *store, en_ledger_table table);

/* The row's number, then the cells; of all rows in the order of their numbers. */
const char *sql_select(en_store *store, en_ledger_table table);

/* $1 the row's number: the number, the import that wrote it last, then the cells. */
const char *sql_row(en_store *store, en_ledger_table table);

/* The same by the row's id. */
const char *sql_row_of_id(en_store *store, en_ledger_table table);

void sql_add_quoted(en_text *sql, const char *before, const char *name);

/* Adds `, "column"` for each field of the shape. */
void sql_add_columns(en_text *sql, const en_shape *shape);

#endif
