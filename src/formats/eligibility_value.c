/* The value of an eligibility expression for one pair: a walk over the nodes. See eligibility.h.
 *
 * All values are doubles, true is 1, false is 0, and NaN is unknown, so that unknown passes through
 * arithmetic by itself.
 */
#include "eligibility_parts.h"

static const double unknown = (double)NAN;

/* `and` (decisive 0) or `or` (decisive 1): the decisive value of any part decides; else unknown wins. */
static double joined(const en_eligibility *e, const node *n, const uint32_t *rows, double decisive)
{
    double result = 1 - decisive;
    for (uint32_t part = n->first; part != ELIGIBILITY_NONE; part = e->nodes[part].next) {
        double value = eligibility_value(e, part, rows);
        if (value == decisive) return decisive;
        if (isnan(value)) result = value;
    }
    return result;
}

static double chosen(const en_eligibility *e, const node *n, const uint32_t *rows)
{
    double condition = eligibility_value(e, n->first, rows);
    if (isnan(condition)) return unknown;
    return eligibility_value(e, condition == 1 ? e->nodes[n->first].next : n->last, rows);
}

static double compared(node_kind kind, double a, double b)
{
    if (isnan(a) || isnan(b)) return unknown;
    switch ((int)kind) {
    case NODE_EQUAL: return a == b;
    case NODE_UNEQUAL: return a != b;
    case NODE_LESS: return a < b;
    case NODE_AT_MOST: return a <= b;
    case NODE_MORE: return a > b;
    default: return a >= b;
    }
}

/* As an `or` of equalities. */
static double among(const en_eligibility *e, const node *n, const uint32_t *rows)
{
    double item = eligibility_value(e, n->first, rows), result = 0;
    if (isnan(item)) return unknown;
    for (uint32_t i = e->nodes[n->first].next; i != ELIGIBILITY_NONE; i = e->nodes[i].next) {
        double element = eligibility_value(e, i, rows);
        if (element == item) return 1;
        if (isnan(element)) result = unknown;
    }
    return result;
}

static const uint32_t *list_of(const en_eligibility *e, uint32_t n, const uint32_t *rows)
{
    return e->lists + (size_t)eligibility_value(e, n, rows);
}

static double member(const en_eligibility *e, const node *n, const uint32_t *rows)
{
    double item = eligibility_value(e, n->first, rows);
    const uint32_t *list = list_of(e, n->last, rows);
    if (isnan(item)) return unknown;
    for (uint32_t i = 1; i <= *list; i++)
        if (list[i] == item) return 1;
    return 0;
}

static double empty(const en_eligibility *e, const node *n, const uint32_t *rows)
{
    if (e->nodes[n->first].type == VALUE_LIST) return *list_of(e, n->first, rows) == 0;
    return isnan(eligibility_value(e, n->first, rows));
}

/* What is no number (a division by zero, an overflow) is unknown. */
static double computed(const en_eligibility *e, const node *n, const uint32_t *rows)
{
    double a = eligibility_value(e, n->first, rows), b = eligibility_value(e, n->last, rows);
    double result = n->kind == NODE_ADD        ? a + b
                    : n->kind == NODE_SUBTRACT ? a - b
                    : n->kind == NODE_MULTIPLY ? a * b
                                               : a / b;
    return isfinite(result) ? result : unknown;
}

double eligibility_value(const en_eligibility *e, uint32_t n, const uint32_t *rows)
{
    const node *at = &e->nodes[n];
    switch (at->kind) {
    case NODE_CONSTANT: return at->value;
    case NODE_COLUMN: return eligibility_column_of(e, at)->cells[rows[at->table]];
    case NODE_AND: return joined(e, at, rows, 0);
    case NODE_OR: return joined(e, at, rows, 1);
    case NODE_NOT: return 1 - eligibility_value(e, at->first, rows);
    case NODE_IF: return chosen(e, at, rows);
    case NODE_EQUAL:
    case NODE_UNEQUAL:
    case NODE_LESS:
    case NODE_AT_MOST:
    case NODE_MORE:
    case NODE_AT_LEAST:
        return compared(at->kind, eligibility_value(e, at->first, rows),
                        eligibility_value(e, at->last, rows));
    case NODE_IN: return among(e, at, rows);
    case NODE_MEMBER: return member(e, at, rows);
    case NODE_EMPTY: return empty(e, at, rows);
    case NODE_ADD:
    case NODE_SUBTRACT:
    case NODE_MULTIPLY:
    case NODE_DIVIDE: return computed(e, at, rows);
    case NODE_NEGATE: return -eligibility_value(e, at->first, rows);
    }
    return unknown;
}
