/* Attributes of applicants and places, as `columns` of round.json types them, and their cells as values.
 *
 * A value is a double, whatever its type, so that values of one type compare as doubles: a number is itself,
 * a date the number of its day, a level its height (N5 is 1, N1 is 5; A1 is 1, C2 is 6). NaN is "unknown": an
 * empty cell.
 */
#ifndef EN_ATTRIBUTE_H
#define EN_ATTRIBUTE_H

#include "cell.h"

#include <math.h>

typedef enum en_attribute_type {
    EN_ATTRIBUTE_TEXT,
    EN_ATTRIBUTE_NUMBER,
    EN_ATTRIBUTE_DATE,
    EN_ATTRIBUTE_JLPT,
    EN_ATTRIBUTE_CEFR,
    EN_ATTRIBUTE_TYPES
} en_attribute_type;

/* An entry of `columns`: the type of the columns of this name in applicants.csv and places.csv. `place.NAME`
 * is that of places.csv alone, and goes first. */
typedef struct en_attribute {
    en_str name;
    en_attribute_type type;
} en_attribute;

/* As round.json writes it: "text", "number", "date", "jlpt", "cefr". */
const char *en_attribute_type_name(en_attribute_type type);

/* The levels from the lowest, NULL at the end; NULL for a type without levels. */
const char *const *en_attribute_levels(en_attribute_type type);

/* The value of a trimmed text that is not empty, of a type other than text; false if it is none. */
EN_MUST_USE bool en_attribute_value(en_attribute_type type, en_str text, double *value);

/* The value of a cell of a type other than text: NaN if it is empty, false after reporting what is wrong. */
EN_MUST_USE bool en_attribute_cell(const en_csv *csv, int column, en_attribute_type type, double *value);

#endif
