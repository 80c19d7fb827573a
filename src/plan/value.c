/* See value.h. */
#include "value.h"

#include "compute.h"

#include <string.h>

enum { FIRST_ROOM = 256, MOST = 1 << 30 };

unsigned en_op_operands(en_op op)
{
    if (op < EN_OP_NEGATE) return 0;
    if (op < EN_OP_ADD) return 1;
    if (op < EN_OP_SELECT) return 2;
    if (op == EN_OP_SELECT) return 3;
    return op == EN_OP_DEVICE ? 0 : 1;
}

/* Whether a and b may change places without changing a bit of the result. */
static bool commutes(en_op op)
{
    return op == EN_OP_ADD || op == EN_OP_MULTIPLY || op == EN_OP_EQUAL || op == EN_OP_NOT_EQUAL ||
           op == EN_OP_AND || op == EN_OP_OR;
}

void en_value_graph_make(en_value_graph *graph, const en_allocator *allocator)
{
    *graph = (en_value_graph){.allocator = allocator ? allocator : &en_libc_allocator};
}

void en_value_graph_free(en_value_graph *graph)
{
    const en_allocator *allocator = graph->allocator;
    if (graph->nodes) allocator->resize(allocator->user, graph->nodes, 0);
    if (graph->slots) allocator->resize(allocator->user, graph->slots, 0);
    if (graph->list) allocator->resize(allocator->user, graph->list, 0);
    *graph = (en_value_graph){.allocator = allocator};
}

static uint32_t hash(const en_node *node)
{
    uint64_t h = ((uint64_t)node->a << 32 | node->b) * 0x9E3779B97F4A7C15u;
    h = (h ^ (h >> 29) ^ node->op ^ (uint64_t)node->c << 17) * 0xBF58476D1CE4E5B9u;
    return (uint32_t)(h ^ (h >> 32));
}

static bool same(const en_node *x, const en_node *y)
{
    return x->op == y->op && x->a == y->a && x->b == y->b && x->c == y->c;
}

static uint32_t slot_of(const en_value_graph *graph, const en_node *node)
{
    uint32_t at = hash(node) & graph->mask;
    while (graph->slots[at] != EN_VALUE_NONE && !same(&graph->nodes[graph->slots[at]], node))
        at = (at + 1) & graph->mask;
    return at;
}

/* Room for twice as many nodes, and slots for four times as many, so that half of them at most are taken. */
static bool grow(en_value_graph *graph)
{
    uint32_t room = graph->room ? graph->room * 2 : FIRST_ROOM;
    if (room >= MOST) return false;
    const en_allocator *allocator = graph->allocator;
    en_node *nodes = allocator->resize(allocator->user, graph->nodes, room * sizeof *nodes);
    if (!nodes) return false;
    graph->nodes = nodes;
    uint32_t *slots = allocator->resize(allocator->user, graph->slots, 2 * (size_t)room * sizeof *slots);
    if (!slots) return false;
    graph->slots = slots;
    graph->room = room;
    graph->mask = 2 * room - 1;
    memset(slots, 0xFF, 2 * (size_t)room * sizeof *slots);
    for (uint32_t v = 0; v < graph->count; v++) slots[slot_of(graph, &graph->nodes[v])] = v;
    return true;
}

static unsigned variation(const en_value_graph *graph, const en_node *node)
{
    if (node->op == EN_OP_CONSTANT) return 0;
    if (node->op == EN_OP_TIME) return EN_VARIES_BY_STEP;
    if (node->op == EN_OP_PARAMETER) return EN_VARIES_BY_RUN;
    if (node->op < EN_OP_NEGATE) return EN_VARIES_BY_RUN | EN_VARIES_BY_STEP;
    if (node->op == EN_OP_POISSON || node->op == EN_OP_DEVICE) return EN_VARIES_BY_RUN | EN_VARIES_BY_STEP;
    unsigned varies = 0;
    for (unsigned k = 0; k < en_op_operands((en_op)node->op); k++)
        varies |= graph->nodes[en_node_operand(node, k)].varies;
    for (uint32_t k = 0; k < en_node_listed(node); k++)
        varies |= graph->nodes[graph->list[node->b + k]].varies;
    return varies ? varies
                  : EN_VARIES_BY_STEP; /* a look-up of a constant: the graph does not know its points */
}

/* The value of the node, which is made where there is none like it. */
static en_value find_or_add(en_value_graph *graph, en_node node)
{
    if (graph->count == graph->room && !grow(graph)) return EN_VALUE_NONE;
    uint32_t at = slot_of(graph, &node);
    if (graph->slots[at] != EN_VALUE_NONE) return graph->slots[at];
    node.varies = (uint8_t)variation(graph, &node);
    graph->nodes[graph->count] = node;
    return graph->slots[at] = graph->count++;
}

en_value en_value_constant(en_value_graph *graph, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return find_or_add(graph,
                       (en_node){.op = EN_OP_CONSTANT, .a = (uint32_t)(bits >> 32), .b = (uint32_t)bits});
}

double en_value_of_constant(const en_value_graph *graph, en_value value)
{
    const en_node *node = &graph->nodes[value];
    uint64_t bits = (uint64_t)node->a << 32 | node->b;
    double constant;
    memcpy(&constant, &bits, sizeof constant);
    return constant;
}

/* What can be said of the operation without computing it: a choice that is made, or its value where all
 * operands are constants. EN_VALUE_NONE: nothing. */
static en_value fold(en_value_graph *graph, const en_node *node)
{
    unsigned operands = en_op_operands((en_op)node->op);
    if (operands == 0 || node->op > EN_OP_SELECT) return EN_VALUE_NONE;
    if (node->op == EN_OP_SELECT && en_value_is_constant(graph, node->a))
        return en_value_of_constant(graph, node->a) != 0 ? node->b : node->c;
    double known[3] = {0};
    for (unsigned k = 0; k < operands; k++) {
        en_value operand = en_node_operand(node, k);
        if (!en_value_is_constant(graph, operand)) return EN_VALUE_NONE;
        known[k] = en_value_of_constant(graph, operand);
    }
    return en_value_constant(graph, en_plan_compute((en_op)node->op, known[0], known[1], known[2]));
}

en_value en_value_make(en_value_graph *graph, en_op op, uint32_t a, uint32_t b, uint32_t c)
{
    unsigned operands = en_op_operands(op);
    if ((operands > 0 && a == EN_VALUE_NONE) || (operands > 1 && b == EN_VALUE_NONE) ||
        (operands > 2 && c == EN_VALUE_NONE))
        return EN_VALUE_NONE;
    en_node node = {.op = (uint8_t)op, .a = a, .b = b, .c = c};
    if (commutes(op) && b < a) node.a = b, node.b = a;
    en_value folded = fold(graph, &node);
    return folded != EN_VALUE_NONE ? folded : find_or_add(graph, node);
}

static bool make_room_in_list(en_value_graph *graph, uint32_t count)
{
    if (graph->list_room - graph->listed >= count) return true;
    uint64_t room = 2 * ((uint64_t)graph->listed + count);
    if (room >= MOST) return false;
    en_value *list = graph->allocator->resize(graph->allocator->user, graph->list, room * sizeof *list);
    if (!list) return false;
    graph->list = list;
    graph->list_room = (uint32_t)room;
    return true;
}

en_value en_value_pick(en_value_graph *graph, const en_value *from, uint32_t count, en_value which)
{
    if (which == EN_VALUE_NONE || !make_room_in_list(graph, count)) return EN_VALUE_NONE;
    if (en_value_is_constant(graph, which)) {
        double index = en_value_of_constant(graph, which);
        return index >= 1 && index < count + 1.0 ? from[(uint32_t)index - 1] : en_value_constant(graph, 0);
    }
    memcpy(graph->list + graph->listed, from, count * sizeof *from);
    uint32_t first = graph->listed;
    en_value value = find_or_add(graph, (en_node){.op = EN_OP_PICK, .a = which, .b = first, .c = count});
    if (value != EN_VALUE_NONE) graph->listed += count;
    return value;
}

bool en_value_look(en_value_graph *graph, uint32_t look, const en_value *operands, uint32_t count,
                   en_value *results, uint32_t result_count)
{
    for (uint32_t k = 0; k < count; k++)
        if (operands[k] == EN_VALUE_NONE) return false;
    if (!make_room_in_list(graph, count)) return false;
    if (count > 0) memcpy(graph->list + graph->listed, operands, count * sizeof *operands);
    results[0] = find_or_add(graph, (en_node){.op = EN_OP_DEVICE, .a = look, .b = graph->listed, .c = count});
    if (results[0] != EN_VALUE_NONE) graph->listed += count;
    for (uint32_t k = 1; k < result_count; k++)
        results[k] = en_value_make(graph, EN_OP_READ, results[0], k, 0);
    return results[result_count - 1] != EN_VALUE_NONE;
}
