/* An equation as a tree, in flat arrays: what was written, with names that nobody has looked up yet.
 *
 * Children stand before their parents, so that a loop over the nodes walks the tree from its leaves to its
 * root without recursion; the root is the last. A tree is made by en_expr_parse (parse.h) and lives in its
 * arena.
 */
#ifndef EN_EQUATION_TREE_H
#define EN_EQUATION_TREE_H

#include "str.h"

#define EN_EXPR_NONE UINT32_MAX

typedef enum en_expr_kind {
    EN_EXPR_NUMBER,
    EN_EXPR_NAME,      /* a variable, a dimension, an element, or a function without arguments: TIME */
    EN_EXPR_SUBSCRIPT, /* children: what is subscripted (a name, or a subscript again), then the subscripts */
    EN_EXPR_CALL,      /* children: what is called (a name, or a subscript of one), then the arguments */
    EN_EXPR_EMPTY,     /* an argument or subscript that is left out: f(a, , b) */
    EN_EXPR_ALL,       /* `*` as a subscript; with a name: `*:dimension` */
    EN_EXPR_RANGE,     /* a:b as a subscript */
    EN_EXPR_POSITION,  /* @2 as a subscript: number is 2 */
    EN_EXPR_TRANSPOSE, /* these with one child */
    EN_EXPR_PLUS,
    EN_EXPR_NEGATE,
    EN_EXPR_NOT,
    EN_EXPR_POWER, /* these with two, to EN_EXPR_OR */
    EN_EXPR_MULTIPLY,
    EN_EXPR_DIVIDE,
    EN_EXPR_MODULO,
    EN_EXPR_ADD,
    EN_EXPR_SUBTRACT,
    EN_EXPR_LESS,
    EN_EXPR_NOT_MORE,
    EN_EXPR_MORE,
    EN_EXPR_NOT_LESS,
    EN_EXPR_EQUAL,
    EN_EXPR_NOT_EQUAL,
    EN_EXPR_AND,
    EN_EXPR_OR,
    EN_EXPR_IF,  /* condition, then, else */
    EN_EXPR_LIST /* a, b, c: only as the root; the elements of an array, last subscript fastest */
} en_expr_kind;

typedef struct en_expr_node {
    en_expr_kind kind;
    uint32_t at, size;     /* the number, name or operator in the text, in bytes */
    uint32_t first, count; /* of its children in `links` */
    uint32_t name;         /* of EN_EXPR_NAME, and EN_EXPR_ALL or EN_EXPR_NONE */
    double number;         /* of EN_EXPR_NUMBER and EN_EXPR_POSITION */
} en_expr_node;

typedef struct en_expr_name {
    en_str written; /* as in the text */
    en_str key;     /* as en_qualified_of makes it */
} en_expr_name;

typedef struct en_expr {
    en_str text; /* borrowed */
    const en_expr_node *nodes;
    const uint32_t *links; /* children, by index */
    const en_expr_name *names;
    uint32_t node_count, link_count, name_count;
} en_expr;

/* An operator between two operands. */
static inline bool en_expr_is_binary(en_expr_kind kind)
{
    return kind >= EN_EXPR_POWER && kind <= EN_EXPR_OR;
}

/* EN_EXPR_NONE where the text has nothing but blanks and comments. */
static inline uint32_t en_expr_root(const en_expr *expr)
{
    return expr->node_count ? expr->node_count - 1 : EN_EXPR_NONE;
}

static inline uint32_t en_expr_child(const en_expr *expr, uint32_t node, uint32_t which)
{
    return expr->links[expr->nodes[node].first + which];
}

static inline en_str en_expr_key(const en_expr *expr, uint32_t node)
{
    return expr->names[expr->nodes[node].name].key;
}

#endif
