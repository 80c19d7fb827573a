/* The ledger's tables from a folder (or whatever en_folder stands for) to rows of cells, driven by the
 * description in fields.h.
 *
 * All tables are read and every problem is reported before anything fails. Cells come out trimmed, ids in
 * normal form, lists rejoined with
 * `;`, so that equal rows are equal byte by byte.
 */
#ifndef EN_LEDGER_READ_H
#define EN_LEDGER_READ_H

#include "rows.h"
#include "table.h"

/* A file as it was read. */
typedef struct en_ledger_file {
    en_str name;
    uint64_t size;
    char digest[EN_SHA256_HEX + 1];
} en_ledger_file;

typedef struct en_ledger_files {
    en_ledger_file at[EN_LEDGER_TABLES + 1]; /* CSV files, and a workbook */
    size_t count;
} en_ledger_files;

/* Reads every table of the ledger that the folder has into rows, which must be empty; names of files live in
 * rows->arena. EN_ERR_INPUT after reporting problems (rows then holds what could be read, and says of which
 * tables it is incomplete), and where there is no table at all. Linear. */
EN_MUST_USE en_status en_ledger_read(const en_folder *folder, const en_context *context, en_report *report,
                                     en_rows *rows, en_ledger_files *files);

/* A cell as the ledger keeps it, in the arena: trimmed, ids in normal form, lists rejoined. EN_ERR_INPUT
 * after reporting an id that cannot be one, at this place. */
EN_MUST_USE en_status en_cell_clean(en_arena *arena, const en_field *field, en_str raw, en_where where,
                                    en_report *report, en_str *cell);

#endif
