/* Inside of search: from words to what FTS5 matches. */
#ifndef EN_SEARCH_H
#define EN_SEARCH_H

#include "lists.h"

/* What rows that have all the words match, in the arena; empty if there is no word. The last word may be the
 * beginning of one. False when memory is out. */
EN_MUST_USE bool search_match(en_arena *arena, en_str words, en_str *match);

/* One row by its number. */
EN_MUST_USE en_status store_row(en_store *store, en_ledger_table table, int64_t number, en_arena *arena,
                                en_report *report, en_stored_row *row);

#endif
