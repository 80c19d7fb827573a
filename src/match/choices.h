/* How places choose under lines and groups, one offer at a time: what cumulative offers are made of.
 *
 * A unit is a place, or a root group with all below it. Holding Y and offered one wish more, it keeps what it
 * would choose out of both; one at most is turned away. Seats of a group that chooses by targets are given
 * one by one: each child up to its target first, then one each in turn (Y. Kamada, F. Kojima, "Efficient
 * matching under distributional constraints", 2015; for groups within groups, "Stability concepts in matching
 * under distributional constraints", 2017). So where the group is full, the child with the last given seat
 * loses it.
 */
#ifndef EN_CHOICES_H
#define EN_CHOICES_H

#include "common_order.h"
#include "lines.h"

/* What a group that chooses by targets knows of a child; nodes are places, then groups. */
typedef struct child {
    uint32_t count; /* seats given to it */
    uint32_t kept;  /* held seats there: so many it is given before all others are */
    uint32_t target, turn;
    uint32_t slot; /* where it stands in its parent's heap */
} child;

typedef struct choices {
    const en_match_problem *problem;
    lines lines;
    common_order common;
    uint32_t *parent; /* by node; EN_MATCH_NONE */
    child *children;  /* by node */
    uint32_t *begin;  /* by group: its heap of children, the one with the last given seat on top */
    uint32_t *heap;
} choices;

EN_MUST_USE en_status choices_make(choices *s, const en_match_problem *problem, en_arena *arena);

/* Offers c to its place. Returns who is turned away: perhaps c, or nobody. */
candidate choices_offer(choices *s, candidate c);

#endif
