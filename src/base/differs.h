/* How something differs from what it must be: a value, a JSON document, or a table of CSV, named down to the
 * cell. */
#ifndef EN_DIFFERS_H
#define EN_DIFFERS_H

#include "json.h"

/* Reports that where.value must be another. */
void en_differs(en_report *report, en_where where, en_str expected);

/* Compares by value: keys in any order, 1 like 1.0. path: where in the file both stand, "" for the whole. */
void en_differs_json(en_report *report, en_str file, const char *path, json_t *expected, json_t *found);

/* Compares the bytes of a table with the parts, one behind the other, that it must consist of. Where they
 * differ, reports how: by rows and cells, the header first. Padding follows `found`. */
EN_MUST_USE en_status en_differs_csv(en_report *report, en_str file, size_t count, const en_text *parts,
                                     en_str found);

#endif
