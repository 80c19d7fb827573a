/* Statements made from the shapes of the ledger's tables. Each is made once for a connection; NULL when
 * memory is out. */
#ifndef EN_SHAPES_H
#define EN_SHAPES_H

#include "sqlite.h"

/* $1 import, then the cells. */
const char *sql_insert(en_store *store, en_ledger_table table);

/* $1 import, then the cells, then the row's number. */
const char *sql_update(en_store *store, en_ledger_table table);

/* The row's number, then the cells; of all rows in the order of their numbers. */
const char *sql_select(en_store *store, en_ledger_table table);

/* Adds `, "column"` for each field of the shape. */
void sql_add_columns(en_text *sql, const en_shape *shape);

#endif
