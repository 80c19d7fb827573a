/* Rows of the ledger's tables as cells: what files and stores hand to each other, before (or without) their
 * meaning.
 *
 * Every row has a cell for each field of its shape, in that order, trimmed and with ids in normal form; an
 * empty cell is "not given".
 */
#ifndef EN_ROWS_H
#define EN_ROWS_H

#include "fields.h"

typedef struct en_row {
    const en_str *cells;
    en_str file;    /* where it comes from, for messages */
    uint64_t line;  /* its row there as a spreadsheet shows it; 0: unknown */
    int64_t stored; /* its number in the store; 0: not stored */
} en_row;

typedef struct en_row_list {
    en_row *at;
    size_t count, capacity;
} en_row_list;

typedef struct en_rows {
    en_arena arena;
    en_row_list of[EN_LEDGER_TABLES];
    uint32_t incomplete; /* a bit for each table of which rows were lost, having been reported */
} en_rows;

en_rows en_rows_make(const en_allocator *allocator);
void en_rows_free(en_rows *rows);

/* Adds a row; false when memory is out. The cells must live in rows->arena, or longer than rows. */
bool en_rows_add(en_rows *rows, en_ledger_table table, en_row row);

/* Whether two rows of a table have the same key cells; whether all their cells are the same. */
bool en_row_same_key(const en_shape *shape, const en_row *a, const en_row *b);
bool en_row_same(const en_shape *shape, const en_row *a, const en_row *b);

/* Adds what a row is called: its id, or the cells of its key that are given. */
void en_row_add_label(en_text *text, const en_shape *shape, const en_str *cells);

/* A hash of the key cells. */
uint64_t en_row_key_hash(const en_shape *shape, const en_row *row);

#endif
