/* Whether two documents are the same: kinds, names, spaces, attributes in order with their quotes, texts. */
#ifndef EN_TESTS_XMILE_SAME_H
#define EN_TESTS_XMILE_SAME_H

#include "tree.h"

static inline bool xmile_same_attributes(const en_xmile_node *a, const en_xmile_node *b)
{
    if (a->attribute_count != b->attribute_count) return false;
    for (uint32_t i = 0; i < a->attribute_count; i++) {
        const en_xmile_attribute *x = &a->attributes[i], *y = &b->attributes[i];
        if (!en_str_equal(x->name, y->name) || !en_str_equal(x->value, y->value)) return false;
        if (x->quote != y->quote || x->space != y->space) return false;
    }
    return true;
}

/* The first node that differs, or 0 where none does; the document itself differs by its number of nodes
 * alone, which is then 1. */
static inline uint32_t xmile_first_difference(const en_xmile_tree *a, const en_xmile_tree *b)
{
    for (uint32_t n = 0; n < a->node_count && n < b->node_count; n++) {
        const en_xmile_node *x = &a->nodes[n], *y = &b->nodes[n];
        bool same = x->kind == y->kind && x->space == y->space && x->parent == y->parent &&
                    x->first == y->first && x->next == y->next && en_str_equal(x->name, y->name) &&
                    en_str_equal(x->text, y->text) && xmile_same_attributes(x, y);
        if (!same) return n ? n : 1;
    }
    return a->node_count != b->node_count;
}

#endif
