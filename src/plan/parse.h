/* Equations to trees (XMILE 1.0, sections 3.3 and 3.7.1), by operator precedence (V. R. Pratt, "Top down
 * operator precedence", 1973).
 *
 * From the strongest: `[ ]` and `( )` behind a name, the transposition `'`, `^` (from right to left), `+ -
 * not` before an operand, `* / mod`, `+ -`, `< <= > >=`, `= <>`, `and`, `or`; all but `^` from left to right.
 * So -2^2 is -4, 2^-1 is a half, and `not a = b` is `(not a) = b`.
 *
 * Where the standard leaves room:
 * - `if … then … else …` is called a statement, but is used as an operand. It is one here, anywhere; its last
 *   part reaches as far as it can: `1 + if a then b else c + d` adds d to c.
 * - comparisons in a row follow the table: `a < b < c` is `(a < b) < c`.
 * - a sign or `not` may follow any operator: `2^-x^2` is `2^(-(x^2))`. The table alone would not allow it.
 * - a name that is called may stand apart from its parenthesis; names of functions are names like others.
 * - subscripts of subscripts (elements of a queue in an array) and calls of subscripts (graphical functions
 * of an array) are taken; of anything else than names they are not.
 * - several names in a row, without quotes, which translators write for one name with blanks, are that one
 * name, with a warning. There is no other meaning that they could have.
 * - `a, b, c` as a whole equation is a list of elements, as isee systems and Vensim write arrays.
 *
 * Limits: EN_EXPR_MOST_BYTES a text, EN_EXPR_MOST_DEPTH parentheses, subscripts, signs and powers within each
 * other; a tree may be deeper, as `a + b + c + …` has no limit of its own. O(text).
 */
#ifndef EN_PLAN_PARSE_H
#define EN_PLAN_PARSE_H

#include "equation_tree.h"
#include "report.h"

enum { EN_EXPR_MOST_BYTES = 1 << 20, EN_EXPR_MOST_DEPTH = 200 };

/* An equation and where it stands. All is borrowed. */
typedef struct en_equation {
    en_str text;
    en_str file, owner;    /* for messages: the file, and the variable as it is named there */
    uint32_t line, column; /* of the text's first character, from 1 */
    /* Where the byte at `offset` stands, for a text whose characters are not one after the other in the file;
     * NULL: they are. */
    void (*place)(const void *user, size_t offset, uint32_t *line, uint32_t *column);
    const void *user;
} en_equation;

/* Parses; the tree lives in the arena and borrows the text. The first fault ends it, and is reported with its
 * line and column. EN_ERR_INPUT, EN_ERR_MEMORY. */
EN_MUST_USE en_status en_expr_parse(const en_equation *equation, en_arena *arena, en_report *report,
                                    en_expr *expr);

/* Reports a rule about a node, or any part of the text: its place and, as the value, its text. Up to two
 * arguments beside the column. For what comes after parsing, too. */
en_status en_equation_report(const en_equation *equation, en_report *report, en_severity severity,
                             en_word rule, uint32_t at, uint32_t size, size_t arg_count, const en_arg *args);

#endif
