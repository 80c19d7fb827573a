/* Units along the arcs without loss, depth first: first only by arcs that go one hop further, which leaves no
 * shortest path (E. A. Dinic, "Algorithm for solution of a problem of maximum flow in networks with power
 * estimation", 1970), then by any, which saves one search in three (I. S. Duff, T.
 * Wiberg, "Remarks on implementations of O(n^1/2 τ) assignment algorithms", 1988). See assign.h.
 *
 * Every node remembers how far its arcs have been tried. Who arrives at a node during the first part has no
 * such arc to go on by: it would start one hop before the node from which they came. O(open options + units ·
 * hops) each.
 */
#include "assign.h"

enum { MOST_HOPS = 32 }; /* of the second kind of path: they tend to wander, and every unit walks its path */

/* Whether an arc without loss from p to q may be tried. */
static bool leads_on(const assigning *a, uint32_t p, uint32_t q)
{
    if (a->cursors[q].closed) return false;
    return a->any_hops || a->nodes[q].hops == a->nodes[p].hops + 1;
}

static bool find_filler(assigning *a, uint32_t p, assign_move *move)
{
    const assign_node *nodes = a->nodes;
    if (p != a->nowhere) {
        *move = (assign_move){a->nowhere, ASSIGN_FILLER};
        return a->free[p] > 0 && nodes[p].price == nodes[a->nowhere].price && leads_on(a, p, a->nowhere);
    }
    for (uint32_t *q = &a->cursors[p].place; *q < a->places; ++*q) {
        *move = (assign_move){*q, ASSIGN_FILLER};
        if (!a->must_be_full[*q] && nodes[*q].price == nodes[p].price && leads_on(a, p, *q)) return true;
    }
    return false;
}

static bool find_holder(assigning *a, uint32_t p, assign_move *move)
{
    assign_cursor *cursor = &a->cursors[p];
    const uint32_t *holders = a->holders + a->first[p];
    for (; cursor->holder < a->held[p]; cursor->holder++, cursor->option = 0) {
        fetch_ahead(a, holders, cursor->holder, a->held[p]);
        const assign_person *person = &a->people[holders[cursor->holder]];
        int64_t value = option_value(a, a->options[person->at]);
        for (uint32_t n = person->end - person->begin; cursor->option < n; cursor->option++) {
            assign_option o = a->options[person->begin + cursor->option];
            if (!leads_on(a, p, o.node) || option_value(a, o) != value) continue;
            *move = (assign_move){o.node, person->begin + cursor->option};
            return true;
        }
    }
    return false;
}

static void move_filler(assigning *a, uint32_t from, uint32_t to)
{
    if (from != a->nowhere) a->free[from]--;
    if (to != a->nowhere) a->free[to]++;
}

/* The holder at the cursor of `from` leaves by the move; the last holder takes their position. */
static void move_holder(assigning *a, uint32_t from, assign_move move)
{
    uint32_t *holders = a->holders + a->first[from];
    uint32_t person = holders[a->cursors[from].holder];
    holders[a->cursors[from].holder] = holders[--a->held[from]];
    a->cursors[from].option = 0;
    a->holders[a->first[move.to] + a->held[move.to]++] = person;
    a->people[person].at = move.option;
}

static void move_along(assigning *a, uint32_t length)
{
    for (uint32_t k = 0; k < length; k++) {
        a->cursors[a->path[k]].closed = false;
        if (a->moves[k].option == ASSIGN_FILLER) move_filler(a, a->path[k], a->moves[k].to);
        else move_holder(a, a->path[k], a->moves[k]);
    }
    a->balance[a->path[0]]--;
    a->balance[a->path[length]]++;
}

/* Moves one unit from the node to one that lacks it; false where no path is left. */
static bool push_from(assigning *a, uint32_t source)
{
    uint32_t depth = 0;
    a->path[0] = source;
    for (;;) {
        uint32_t p = a->path[depth];
        if (a->balance[p] < 0) {
            move_along(a, depth);
            return true;
        }
        assign_move *move = &a->moves[depth];
        bool end = a->any_hops && depth == MOST_HOPS;
        a->cursors[p].closed = true;
        if (!end && (find_filler(a, p, move) || find_holder(a, p, move))) a->path[++depth] = move->to;
        else if (depth-- == 0) return false;
    }
}

static void push_all(assigning *a, bool any_hops)
{
    a->any_hops = any_hops;
    for (uint32_t p = 0; p <= a->nowhere; p++) a->cursors[p] = (assign_cursor){0};
    for (uint32_t p = 0; p <= a->nowhere; p++)
        while (a->balance[p] > 0 && push_from(a, p)) {}
}

void assign_push(assigning *a)
{
    push_all(a, false);
    push_all(a, true);
}
