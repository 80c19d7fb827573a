/* Trees back to equations, with the fewest parentheses: for messages and for models that are written.
 *
 * Parsing what was printed gives an equal tree. Numbers have the fewest digits that read back as the same,
 * names are as written.
 */
#ifndef EN_PLAN_PRINT_H
#define EN_PLAN_PRINT_H

#include "equation_tree.h"

/* Adds the part of the tree that `node` is the root of; nothing for EN_EXPR_NONE. Ends with text->failed
 * where memory is out. O(nodes), without recursion. */
void en_expr_print(en_text *text, const en_expr *expr, uint32_t node);

/* Whether both trees are the same but for places in the text and how names are written. */
bool en_expr_equal(const en_expr *a, const en_expr *b);

#endif
