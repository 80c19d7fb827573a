/* Groups that choose by one order for all wishes of their subtree, such as a supervisor's projects.
 *
 * Walking that order and taking whom no limit keeps out is greedy on a laminar matroid: one more wish drives
 * out at most one, the weakest in the innermost full place or group on its path. D. J. Abraham, R. W. Irving,
 * D. F. Manlove, "Two algorithms for the student-project allocation problem" (2007).
 */
#ifndef EN_COMMON_ORDER_H
#define EN_COMMON_ORDER_H

#include "holders.h"

/* Nodes are places, then groups: group g is node places + g. */
typedef struct common_order {
    const en_match_problem *problem;
    const uint32_t *parent; /* by node */
    uint32_t *root;         /* by place: the node of the outermost group of common order; EN_MATCH_NONE */
    uint32_t *depth;        /* by node, from there */
    holders *held;          /* by node */
} common_order;

EN_MUST_USE bool common_order_make(common_order *s, const en_match_problem *problem, const uint32_t *parent,
                                   en_arena *arena);

static inline bool is_common_order(const en_match_problem *problem, uint32_t node)
{
    return node >= problem->places && node != EN_MATCH_NONE &&
           problem->groups[node - problem->places].choice == EN_MATCH_BY_COMMON_ORDER;
}

/* Offers c to its place, whose root is there; see lines_offer. */
candidate common_order_offer(common_order *s, candidate c, bool *grew);

/* The root may hold one less: the weakest in it leaves. */
candidate common_order_evict(common_order *s, uint32_t root);

#endif
