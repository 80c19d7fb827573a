/* How something differs from what it must be: a value, a JSON document, or a table of CSV, named down to the
 * cell. */
#ifndef EN_DIFFERS_H
#define EN_DIFFERS_H

#include "file.h"
#include "json.h"

/* Reports that where.value must be another. */
void en_differs(en_report *report, en_where where, en_str expected);

/* Compares by value: keys in any order, 1 like 1.0. path: where in the file both stand, "" for the whole. */
void en_differs_json(en_report *report, en_str file, const char *path, json_t *expected, json_t *found);

/* Compares the bytes of a table with the parts, one behind the other, that it must consist of. Where they
 * differ, reports how: by rows and cells, the header first. Padding follows `found`. */
EN_MUST_USE en_status en_differs_csv(en_report *report, en_str file, size_t count, const en_text *parts,
                                     en_str found);

/* A table that a program writes again, to compare it with what it finds. */
typedef struct en_differs_table {
    const char *file, *header;
    uint32_t count; /* of indices, each of which has some rows */
    void (*rows)(const void *user, uint32_t index, en_text *text);
    const void *user;
} en_differs_table;

/* As en_differs_csv; several tasks write parts of the table. hash: the file is hashed meanwhile. */
EN_MUST_USE en_status en_differs_rows(en_report *report, const en_context *context,
                                      const en_differs_table *table, en_file *found, bool hash);

#endif
