/* Rows of cells to the ledger: types, references, and the rules that cross rows and tables.
 *
 * Every problem of every row is reported, with the file and row that it comes from; only a ledger without
 * problems is built. A reference into a table that is incomplete is not called unknown: the lost row may be
 * the one.
 */
#ifndef EN_LEDGER_BUILD_H
#define EN_LEDGER_BUILD_H

#include "report.h"
#include "rows.h"

#include "context.h"

/* Builds the ledger, whose texts stay those of rows. EN_ERR_INPUT after reporting problems, and where rows is
 * incomplete. Linear, with a hash table over all ids. */
EN_MUST_USE en_status en_ledger_build(const en_rows *rows, const en_context *context, en_report *report,
                                      en_ledger *ledger);

/* The rules beyond single cells, for a ledger whose cells and references are sound. */
EN_MUST_USE en_status en_ledger_check(const en_ledger *ledger, const en_rows *rows, en_report *report);

/* Warns of what is sound and yet may be meant otherwise, in rows that are being read; ledger has been built
 * from them and others. 50.000 is 50 for us and fifty thousand in Viet Nam: of three decimals that end in
 * zeros, or that cut whole things into thousandths. */
void en_ledger_warn(const en_ledger *ledger, const en_rows *rows, en_report *report);

/* Where the column of a row stands, for a report. */
en_where en_row_where(const en_row *row, const char *column, en_str value);

#endif
