/* Expressions over the columns of two tables, such as `jlpt >= place.min_jlpt`: read from text into a tree,
 * its names found in the headers, its types checked, its cells read as values. docs/eligibility.md has the
 * grammar. What a tree means is decided by who walks it. Bound: linear.
 */
#ifndef EN_EXPRESSION_H
#define EN_EXPRESSION_H

#include "cell.h"
#include "json.h"

typedef enum en_expression_kind {
    EN_EXPRESSION_OR,
    EN_EXPRESSION_AND,
    EN_EXPRESSION_NOT,
    EN_EXPRESSION_IF,      /* parts: condition, then, else */
    EN_EXPRESSION_COMPARE, /* text: the sign */
    EN_EXPRESSION_IN,      /* the first part, in the others */
    EN_EXPRESSION_EMPTY,
    EN_EXPRESSION_ARITHMETIC, /* text: the sign; one part: a minus before it */
    EN_EXPRESSION_COLUMN,
    EN_EXPRESSION_NUMBER,
    EN_EXPRESSION_TEXT,
    EN_EXPRESSION_TRUTH
} en_expression_kind;

typedef enum en_expression_type {
    EN_EXPRESSION_AS_TEXT,
    EN_EXPRESSION_AS_NUMBER,
    EN_EXPRESSION_AS_DATE,
    EN_EXPRESSION_AS_JLPT,
    EN_EXPRESSION_AS_CEFR,
    EN_EXPRESSION_AS_LIST, /* separated by `;` */
    EN_EXPRESSION_AS_CONDITION
} en_expression_type;

/* A cell: its text, trimmed and composed, and of a type other than text its value. */
typedef struct en_expression_cell {
    en_str text; /* empty: the cell is */
    double value;
} en_expression_cell;

typedef struct en_expression_node en_expression_node;
struct en_expression_node {
    en_expression_kind kind;
    en_expression_node *parts, *next; /* the first part; the next of the same whole */
    bool negated;                     /* not in, is not empty, false */
    en_str text;                      /* a sign, the name of a column, a text */
    double number;
    int table, column;         /* of a column: 0 applicants, 1 places; where it stands in the header */
    en_expression_type type;   /* of a column; of what is compared, or searched for */
    en_expression_cell *cells; /* by row */
    en_expression_node *column_before; /* all columns, the last first */
};

typedef struct en_expression {
    en_str text;
    en_arena arena;
    en_report *report;
    en_str file;
    const json_t *types; /* column → type */
    en_expression_node *root, *columns;
} en_expression;

enum { EN_EXPRESSION_MOST_BYTES = 16384, EN_EXPRESSION_MOST_DEPTH = 100 };

/* Reads text, file, report and types, which are set; reports where it is malformed. Free in any case. */
EN_MUST_USE bool en_expression_read(en_expression *expression);
void en_expression_free(en_expression *expression);

/* Finds the columns of a table, and makes room for their cells. Reports names that are not in its header;
 * after the second table, types that do not fit. */
EN_MUST_USE bool en_expression_bind(en_expression *expression, int table, const en_table *from, size_t most);

/* Keeps the cells of a record; reports those that are not of their column's type. */
EN_MUST_USE bool en_expression_keep(en_expression *expression, int table, const en_csv *csv, uint32_t row);

/* The value of a text as that type; false if it is none. */
EN_MUST_USE bool en_expression_value(en_expression_type type, en_str text, double *value);

#endif
