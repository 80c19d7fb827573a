/* What is kept beside the rows of the ledger so that they are found: the keys by which names sort, and the
 * tokens of all texts. Both are written in the transaction of the row. */
#ifndef EN_INDEX_H
#define EN_INDEX_H

#include "sqlite.h"

/* A row of the index names its table and row: tables have 5 bits. */
enum { INDEX_TABLE_BITS = 5 };

/* The keys of a row's name, in the arena, for the columns of sql_sort_keys. False when memory is out. */
EN_MUST_USE bool index_sort_keys(const en_shape *shape, const en_str *cells, en_arena *arena, en_str keys[]);

/* Puts the tokens of a row; `old` are the cells that it had, NULL for a new one. */
EN_MUST_USE en_status index_row(en_store *store, en_ledger_table table, int64_t row, const en_str *cells,
                                const en_str *old, en_arena *arena, en_report *report);

/* Fills keys and tokens for all rows of a database from before there were any. */
EN_MUST_USE en_status index_all(en_store *store, en_report *report);

#endif
