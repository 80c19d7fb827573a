/* A table of CSV text in memory, as en_table_open gives one of a file. */
#ifndef EN_TESTS_TABLES_H
#define EN_TESTS_TABLES_H

#include "table.h"

/* False where there is no header. The arena keeps a copy of the text; the table has no arena of its own and
 * needs no freeing. */
static inline bool table_of_text(en_arena *arena, const char *name, en_str text, en_report *report,
                                 en_table *table)
{
    char *bytes = en_arena_array(arena, text.size + EN_FILE_PADDING, 1);
    en_csv csv;
    if (!bytes) return false;
    if (text.size) memcpy(bytes, text.at, text.size);
    *table = (en_table){.name = en_str_of(name), .delimiter = ','};
    en_csv_piece piece = {.at = bytes, .end = bytes + text.size, .row = 1};
    if (!en_table_read(table, piece, true, arena, report, &csv) || en_csv_next(&csv) != EN_CSV_RECORD)
        return false;
    table->header = en_arena_array(arena, csv.count, sizeof *table->header);
    for (size_t i = 0; table->header && i < csv.count; i++) table->header[i] = en_str_trim(csv.fields[i]);
    table->columns = csv.count;
    table->header_row = csv.row;
    table->body = (en_str){csv.at, (size_t)(csv.end - csv.at)};
    table->body_row = csv.row + 1;
    return table->header != NULL;
}

#endif
