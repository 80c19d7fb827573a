/* Lists of rows of the ledger, page by page, and search.
 *
 * A page begins behind the last row of the page before it: a cursor holds by what this row sorts and its
 * number, so that a page costs the same wherever it is, and a row that comes or goes meanwhile moves no other
 * onto or off a page.
 */
#ifndef EN_LISTS_H
#define EN_LISTS_H

#include "store.h"
#include "words.h"

enum { EN_LIST_MOST_FILTERS = 10 };

/* The column is this; of a column that holds a list: one of them is. */
typedef struct en_list_filter {
    const char *column;
    en_str value;
} en_list_filter;

typedef struct en_list {
    en_ledger_table table;
    const en_list_filter *filters;
    size_t filter_count;
    en_str words;         /* that all rows have; empty: any */
    const char *sort;     /* a column: names by language, rows without a value last; NULL: by number */
    en_language language; /* of a title that has only one */
    bool turned;
    en_str after; /* a cursor; empty: from the start */
    size_t limit;
} en_list;

/* A row of the store, which lives until the function returns. */
typedef struct en_stored_row {
    en_ledger_table table;
    int64_t number;
    int64_t import; /* that wrote it last; 0 in a list */
    const en_str *cells;
} en_stored_row;

typedef en_status en_take_row(void *user, const en_stored_row *row);

/* Hands over the rows of a page in their order. *next is the cursor of the page behind it, in the arena;
 * empty: there is none. EN_ERR_INPUT after reporting a cursor that this list did not give. */
EN_MUST_USE en_status en_store_list(en_store *store, const en_list *list, en_arena *arena, en_report *report,
                                    en_take_row *take, void *user, en_str *next);

/* Rows of any table (or of one, unless EN_LEDGER_NONE) that have all the words; the last may have just begun.
 * First come names in the exact spelling, then names, then rows that have the words elsewhere. */
EN_MUST_USE en_status en_store_search(en_store *store, en_ledger_table table, en_str words, en_str after,
                                      size_t limit, en_arena *arena, en_report *report, en_take_row *take,
                                      void *user, en_str *next);

/* The row with this id; *row has number 0 if there is none. Cells are in the arena. */
EN_MUST_USE en_status en_store_find(en_store *store, en_ledger_table table, en_str id, en_arena *arena,
                                    en_report *report, en_stored_row *row);

/* Where an id of the entities (organisations, people, areas, programmes, agreements, projects, events)
 * belongs; *table is EN_LEDGER_NONE if nowhere. */
EN_MUST_USE en_status en_store_entity(en_store *store, en_str id, en_report *report, en_ledger_table *table);

/* What a row said before its corrections, the last first: when and by whom it was corrected, and its content
 * as a JSON object of texts. */
typedef en_status en_take_past(void *user, en_str at, en_str by, en_str content);
EN_MUST_USE en_status en_store_past(en_store *store, en_ledger_table table, int64_t number, en_str after,
                                    size_t limit, en_arena *arena, en_report *report, en_take_past *take,
                                    void *user, en_str *next);

#endif
