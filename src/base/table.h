/* Tables by name: from NAME.csv in a folder, checked up to the header.
 *
 * Bytes that are not what the contract asks for (CP932 from a Japanese spreadsheet, `;` from a European one, UTF-16) are
 * recognised and refused with the remedy, or read with the options that name them.
 */
#ifndef EN_TABLE_H
#define EN_TABLE_H

#include "csv.h"
#include "file.h"

typedef struct en_table_options {
    const char *encoding; /* NULL or "utf-8"; otherwise a name that iconv knows, such as "cp932" */
    char delimiter;       /* 0 means ',' */
} en_table_options;

/* Where tables come from. Borrowed texts. */
typedef struct en_folder {
    const char *path;
    en_table_options options;
} en_folder;

typedef struct en_table {
    en_arena arena;   /* header, and cells that had to be unescaped */
    en_file file;     /* the bytes on disk and their hash */
    en_text recoded;  /* the same as UTF-8, where `encoding` was given */
    en_str name;      /* for messages: "choices.csv" */
    char delimiter;
    size_t columns;
    en_str *header;
    en_str body;      /* the records behind the header */
    uint64_t body_row;
} en_table;

/* Whether the folder has the table. */
bool en_folder_has(const en_folder *folder, const char *name);

/* Opens the table `name` of a folder. The file is not hashed yet: call en_file_hash(&table->file), beside other work if it is large. */
EN_MUST_USE en_status en_table_open(const en_folder *folder, const char *name, const en_context *context,
                                    en_report *report, en_table *table);
void en_table_free(en_table *table);

enum { EN_NO_COLUMN = -1 };

/* The index of a column, or EN_NO_COLUMN. */
int en_table_column(const en_table *table, const char *name);

/* A column that a reader knows. */
typedef struct en_column {
    const char *name;
    bool required;
    int *index; /* receives the index, or EN_NO_COLUMN */
} en_column;

/* Finds columns; reports required ones that are missing and, unless attributes are allowed, warns of unknown ones. */
EN_MUST_USE en_status en_table_columns(const en_table *table, size_t count, const en_column *columns, bool attributes,
                                       en_report *report);

/* Starts reading one piece of the body, with the header's cell count and names. */
EN_MUST_USE bool en_table_read(const en_table *table, en_csv_piece piece, bool careful, en_arena *arena,
                               en_report *report, en_csv *csv);

/* The whole body as one piece, read carefully. */
EN_MUST_USE bool en_table_read_all(en_table *table, en_report *report, en_csv *csv);

#endif
