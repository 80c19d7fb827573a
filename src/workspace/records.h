/* Rows of the ledger one at a time, as programs see them: JSON by the table's description, and added or
 * corrected under the same check as an import. */
#ifndef EN_RECORDS_H
#define EN_RECORDS_H

#include "lists.h"
#include "workspace.h"

#include <jansson.h>

/* Adds a row as a JSON object: lists as arrays, all else as texts, what is not given left out. */
void en_row_json(en_text *text, en_ledger_table table, const en_str *cells);

/* Adds what the history keeps of a row (a JSON object of texts) in the same form. EN_ERR_IO where it is none.
 */
EN_MUST_USE en_status en_past_json(en_text *text, en_ledger_table table, en_str content, en_arena *arena,
                                   en_report *report);

/* The row that such an object describes, in rows; its type has been checked. EN_ERR_INPUT after reporting
 * what cannot be in a cell. */
EN_MUST_USE en_status en_row_of_json(const json_t *object, en_ledger_table table, en_rows *rows,
                                     en_report *report);

/* Whether a row of this table, or of one that shares its ids, has this id. */
EN_MUST_USE en_status en_record_is_taken(en_store *store, en_ledger_table table, en_str id, en_arena *arena,
                                         en_report *report, bool *is_taken);

typedef enum en_put_outcome { EN_PUT_ADDED, EN_PUT_CORRECTED, EN_PUT_UNCHANGED } en_put_outcome;

/* Imports the one row of summary->rows inside a transaction of the caller's. A row that says what is there
 * already is not written. */
EN_MUST_USE en_status en_record_put(en_store *store, en_ledger_table table, const en_import_by *by,
                                    en_report *report, en_import_summary *summary, en_put_outcome *outcome);

/* The name, title or text of a row, and what tells people more: of a source who published it and when, of an
 * indicator its unit. In the arena of the row's cells, or borrowed from them. */
en_texts en_row_texts(en_ledger_table table, const en_str *cells);
void en_row_detail_add(en_text *text, en_ledger_table table, const en_str *cells);

/* The row of any table that has this id; number 0 if there is none. */
EN_MUST_USE en_status en_record_find_any(en_store *store, en_str id, en_arena *arena, en_report *report,
                                         en_stored_row *row);

#endif
