/* What a model computes, as a graph of values: each is an operation on values before it, and equal ones are
 * one.
 *
 * A walk by index is a walk from causes to effects. A value is made once however often equations name it
 * (A. P. Ershov, "On programming of arithmetic operations", 1958); one whose operands are constants is
 * computed when it is made, by the arithmetic that runs use. Bound: constant time a value on average; at most
 * 2³⁰ values.
 */
#ifndef EN_PLAN_VALUE_H
#define EN_PLAN_VALUE_H

#include "memory.h"

typedef uint32_t en_value;
#define EN_VALUE_NONE UINT32_MAX /* no operand; also what is returned where memory is out */

typedef enum en_op {
    /* Without operands that are values; `a` is an index. */
    EN_OP_CONSTANT,  /* a and b are the halves of its double */
    EN_OP_TIME,      /* of the step */
    EN_OP_PARAMETER, /* a: what a run is given */
    EN_OP_STATE,     /* a: what the last step left, a stock or a memory */
    EN_OP_DRAW,      /* a: a stream of random numbers, uniform over 0 … 1, both left out */
    EN_OP_DRAW_NORMAL,
    /* One operand. */
    EN_OP_NEGATE,
    EN_OP_NOT,
    EN_OP_ABS,
    EN_OP_FLOOR,
    EN_OP_CEIL,
    EN_OP_TRUNCATE,
    EN_OP_ROUND, /* halves away from zero */
    EN_OP_SQRT,
    EN_OP_EXP,
    EN_OP_LN,
    EN_OP_LOG10,
    EN_OP_SIN,
    EN_OP_COS,
    EN_OP_TAN,
    EN_OP_ARCSIN,
    EN_OP_ARCCOS,
    EN_OP_ARCTAN,
    /* Two operands. Truth is 1, everything but 0 is true. */
    EN_OP_ADD, /* from here to the larger: what program.h joins in pairs */
    EN_OP_SUBTRACT,
    EN_OP_MULTIPLY,
    EN_OP_DIVIDE,
    EN_OP_MIN,
    EN_OP_MAX,
    EN_OP_POWER,
    EN_OP_MODULO, /* has the sign of b */
    EN_OP_LESS,
    EN_OP_NOT_MORE,
    EN_OP_EQUAL,
    EN_OP_NOT_EQUAL,
    EN_OP_AND,
    EN_OP_OR,
    /* Three operands. */
    EN_OP_SELECT, /* a true: b, else c */
    /* One operand, and indices. */
    EN_OP_LOOKUP,  /* b: a graphical function */
    EN_OP_POISSON, /* a number of the Poisson distribution with mean a, of the stream b (poisson.h) */
    EN_OP_PICK,    /* the a-th, from 1, of the c values of the graph's list from b on; beyond: 0 */
    /* What has storage of its own (device.h). */
    EN_OP_DEVICE, /* a: a look at a device, once a step; its operands: the c values of the list from b on. Its
                     first result */
    EN_OP_READ,   /* a: an EN_OP_DEVICE, b: which of its other results, from 1 */
    EN_OP_COUNT
} en_op;

/* What makes a value another: bits, so that an operation varies by all that its operands vary by. */
enum { EN_VARIES_BY_RUN = 1, EN_VARIES_BY_STEP = 2 };

typedef struct en_node {
    uint8_t op, varies;
    uint32_t a, b, c;
} en_node;

typedef struct en_value_graph {
    const en_allocator *allocator;
    en_node *nodes;
    uint32_t count, room;
    uint32_t *slots; /* open hashing: values, or EN_VALUE_NONE */
    uint32_t mask;
    en_value *list; /* what EN_OP_PICK picks from, operands of EN_OP_DEVICE */
    uint32_t listed, list_room;
} en_value_graph;

/* An empty graph; en_value_graph_free in any case. */
void en_value_graph_make(en_value_graph *graph, const en_allocator *allocator);
void en_value_graph_free(en_value_graph *graph);

/* The value of an operation. An operand that is EN_VALUE_NONE where the operation needs one gives
 * EN_VALUE_NONE, so that a caller need only look at the last. */
en_value en_value_make(en_value_graph *graph, en_op op, uint32_t a, uint32_t b, uint32_t c);
en_value en_value_constant(en_value_graph *graph, double value);
/* One of count values; none of them is EN_VALUE_NONE. */
en_value en_value_pick(en_value_graph *graph, const en_value *from, uint32_t count, en_value which);
/* A look at a device: its results, which vary by run and step; false where memory is out or an operand is
 * EN_VALUE_NONE. Looks are not joined where they are equal: each one is made once. */
EN_MUST_USE bool en_value_look(en_value_graph *graph, uint32_t look, const en_value *operands, uint32_t count,
                               en_value *results, uint32_t result_count);

/* How many values of the list the node has as operands, from its b on. */
static inline uint32_t en_node_listed(const en_node *node)
{
    return node->op == EN_OP_PICK || node->op == EN_OP_DEVICE ? node->c : 0;
}

/* How many of a, b, c, from a on, are values; those behind are indices or nothing. */
unsigned en_op_operands(en_op op);
static inline uint32_t en_node_operand(const en_node *node, unsigned k)
{
    return k == 0 ? node->a : k == 1 ? node->b : node->c;
}

static inline bool en_value_is_constant(const en_value_graph *graph, en_value value)
{
    return graph->nodes[value].op == EN_OP_CONSTANT;
}
double en_value_of_constant(const en_value_graph *graph, en_value value);

#endif
