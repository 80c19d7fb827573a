/* Tables by name: NAME.csv or the sheet NAME of a folder, checked up to the header.
 *
 * Bytes that are not what the contract asks for (CP932 from a Japanese spreadsheet, `;` from a European one,
 * UTF-16) are recognised and refused with the remedy, or read with the options that name them.
 */
#ifndef EN_TABLE_H
#define EN_TABLE_H

#include "csv.h"
#include "folder.h"

typedef struct en_table {
    en_arena arena; /* header, and cells that had to be unescaped */
    en_file file; /* the bytes on disk and their hash; none if the table is a sheet (see en_table_is_sheet) */
    en_text recoded; /* the same as UTF-8, where `encoding` was given; the CSV that a sheet became */
    en_str name;     /* for messages: "choices.csv", "round.xlsx[choices]" */
    char delimiter;
    size_t columns;
    en_str *header;
    uint64_t header_row;
    en_str body; /* the records behind the header */
    uint64_t body_row;
} en_table;

/* Opens the table `name` of a folder, or reports that it is missing. */
EN_MUST_USE en_status en_table_open(const en_folder *folder, const char *name, const en_context *context,
                                    en_report *report, en_table *table);
/* Opens the table at a path: a CSV file, or, where the path ends in .xlsx, the sheet of this name of a
 * workbook.
 */
EN_MUST_USE en_status en_table_open_path(const char *path, const char *sheet, en_table_options options,
                                         const en_context *context, en_report *report, en_table *table);
void en_table_free(en_table *table);

/* A sheet is no input file of its own: the folder's workbook is, and is hashed. A CSV file is; it is not
 * hashed yet: call en_file_hash(&table->file), beside other work if it is large. */
static inline bool en_table_is_sheet(const en_table *table) { return table->file.at == NULL; }

enum { EN_NO_COLUMN = -1 };

/* The index of a column, or EN_NO_COLUMN. */
int en_table_column(const en_table *table, const char *name);

/* A column that a reader knows. */
typedef struct en_column {
    const char *name;
    bool required;
    int *index; /* receives the index, or EN_NO_COLUMN */
} en_column;

/* Finds columns; reports required ones that are missing and, unless attributes are allowed, warns of unknown
 * ones. */
EN_MUST_USE en_status en_table_columns(const en_table *table, size_t count, const en_column *columns,
                                       bool attributes, en_report *report);

/* Starts reading one piece of the body, with the header's cell count and names. */
EN_MUST_USE bool en_table_read(const en_table *table, en_csv_piece piece, bool careful, en_arena *arena,
                               en_report *report, en_csv *csv);

/* The whole body as one piece, read carefully. */
EN_MUST_USE bool en_table_read_all(en_table *table, en_report *report, en_csv *csv);

#endif
