/* The one reader of XLSX workbooks (ECMA-376, transitional and strict; .xlsm without its macros): a sheet
 * becomes CSV in memory, which the one CSV reader then reads.
 *
 * Row n of the sheet is record n of the CSV, so that messages show the row that the spreadsheet shows; blank
 * rows are blank lines. Every row is as wide as the header (the first row that is not blank), or wider if it
 * has more cells. What becomes of a cell: text            as it is; runs of rich text are joined, furigana
 * (phonetic runs) are left out, _x000D_ is the character number          the shortest decimal that reads back
 * as the same double (see number.h): 5.0 is 5 date, time      2024-04-01, 2024-04-01T09:30:00, 09:30:00: a
 * number whose cell is formatted so; see xlsx_date.h boolean         TRUE, FALSE formula         its value as
 * the spreadsheet last stored it; without one an error #N/A …          an error merged          the first
 * cell holds the value, the others are empty Limits: those of xlsx_part.h; a file of 16 GiB; 64 sheets;
 * 1,048,576 rows and 1,024 columns; 65,536 bytes a cell (as in CSV); 33,554,432 shared texts; 65,536 formats;
 * 512 MiB of CSV from one sheet. Bound: linear in the unzipped XML and the CSV.
 */
#ifndef EN_XLSX_H
#define EN_XLSX_H

#include "csv.h"
#include "file.h"
#include "xlsx_part.h"

enum {
    EN_XLSX_MOST_SHEETS = 64,
    EN_XLSX_MOST_ROWS = 1 << 20,
    EN_XLSX_MOST_TEXTS = 1 << 25,
    EN_XLSX_MOST_FORMATS = 1 << 16,
    EN_XLSX_MOST_RAW = 7 * EN_CSV_MOST_CELL, /* a text this long is too long whatever its _x000D_ become */
};
#define EN_XLSX_MOST_CSV_BYTES ((uint64_t)1 << 29)

typedef struct en_sheet {
    en_str name; /* trimmed */
    const en_part *part;
} en_sheet;

/* An open workbook. Sheets can be read from several threads at once. */
typedef struct en_workbook {
    en_file file; /* the bytes, and their hash */
    en_arena arena;
    en_package package;
    size_t sheet_count;
    en_sheet *sheets;  /* in the order of the workbook, hidden ones too */
    en_text texts;     /* the shared texts, one behind the other */
    en_text text_ends; /* where each ends: an array of size_t */
    en_text formats;   /* one byte a cell style: its en_xlsx_format */
    bool from_1904;
    bool not_calculated; /* the program that wrote it left calculating to whoever opens it */
} en_workbook;

/* Whether a file of this name is a workbook that can be read: it ends in .xlsx or .xlsm. */
bool en_workbook_is_name(en_str name);

/* Whether it is a workbook of another kind, which has to be saved as .xlsx first. */
bool en_workbook_is_other_name(en_str name);

/* Takes the file over, hashes it, and reads all but the sheets. After a failure there is nothing to free. */
EN_MUST_USE en_status en_workbook_open(en_file file, const en_context *context, en_report *report,
                                       en_workbook *workbook);
void en_workbook_free(en_workbook *workbook);

/* The sheet of exactly this name, or NULL. */
const en_sheet *en_workbook_sheet(const en_workbook *workbook, en_str name);

/* The sheet as CSV with EN_FILE_PADDING zeros behind it. `file` names it in messages ("round.xlsx[choices]").
 * A sheet with a faulty cell is refused whole, after all its faults are reported; csv is empty then. */
EN_MUST_USE en_status en_workbook_read(const en_workbook *workbook, const en_sheet *sheet, en_str file,
                                       const en_context *context, en_report *report, en_text *csv);

/* Text with _x000D_ and the like as the characters that they stand for, added to text. */
void en_xlsx_add_text(en_text *text, en_str raw);

#endif
