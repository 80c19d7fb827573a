/* How something differs from what it must be: a value, a JSON document, or a table of CSV, named down to the cell. */
#ifndef EN_DIFFERS_H
#define EN_DIFFERS_H

#include "json.h"

/* Reports that where.value must be another. */
void en_differs(en_report *report, en_where where, en_str expected);

/* Compares by value: keys in any order, 1 like 1.0. path: where in the file both stand, "" for the whole. */
void en_differs_json(en_report *report, en_str file, const char *path, json_t *expected, json_t *found);

/* Compares two texts that are known to differ, the header first, record by record. Bytes may follow both: see csv.h. */
EN_MUST_USE en_status en_differs_csv(en_report *report, en_str file, en_str expected, en_str found);

#endif
