/* Shortest paths over the nodes by Dijkstra's algorithm, ties by the number of arcs. See assign.h.
 *
 * A binary heap knows where each node stands. O(options of the holders that are met + nodes · log nodes). */
#include "assign.h"

static bool is_nearer(const assign_node *a, const assign_node *b)
{
    return a->distance != b->distance ? a->distance < b->distance : a->hops < b->hops;
}

static void put(assigning *a, uint32_t at, uint32_t node)
{
    a->heap[at] = node;
    a->nodes[node].heap_at = at + 1;
}

static void rise(assigning *a, uint32_t node)
{
    uint32_t at = a->nodes[node].heap_at;
    at = at == 0 ? a->heap_size++ : at - 1;
    while (at > 0 && is_nearer(&a->nodes[node], &a->nodes[a->heap[(at - 1) / 2]])) {
        put(a, at, a->heap[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    put(a, at, node);
}

static uint32_t take_nearest(assigning *a)
{
    uint32_t nearest = a->heap[0], moved = a->heap[--a->heap_size], n = a->heap_size, at = 0;
    a->nodes[nearest].heap_at = 0;
    if (n == 0) return nearest;
    for (uint32_t child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && is_nearer(&a->nodes[a->heap[child + 1]], &a->nodes[a->heap[child]])) child++;
        if (!is_nearer(&a->nodes[a->heap[child]], &a->nodes[moved])) break;
        put(a, at, a->heap[child]);
    }
    put(a, at, moved);
    return nearest;
}

/* A path of this length and so many arcs leads to the node. No longer path is of interest than `limit`, the
 * nearest node that lacks someone, as far as is known. */
static inline void reach(assigning *a, uint32_t node, int64_t distance, uint32_t hops, int64_t *limit)
{
    assign_node *n = &a->nodes[node];
    if (distance > *limit || distance > n->distance || (distance == n->distance && hops >= n->hops)) return;
    n->distance = distance;
    n->hops = hops;
    if (a->balance[node] < 0) *limit = distance;
    rise(a, node);
}

static void scan_holders(assigning *a, uint32_t p, int64_t *limit)
{
    const uint32_t *holders = a->holders + a->first[p], n = a->held[p], hops = a->nodes[p].hops + 1;
    int64_t distance = a->nodes[p].distance;
    for (uint32_t k = 0; k < n; k++) {
        fetch_ahead(a, holders, k, n);
        const assign_person *person = &a->people[holders[k]];
        int64_t from = distance + option_value(a, a->options[person->at]);
        for (uint32_t o = person->begin; o < person->end; o++)
            reach(a, a->options[o].node, from - option_value(a, a->options[o]), hops, limit);
    }
}

/* Fillers go from a place to nowhere, and from nowhere to every place that need not be full. */
static void scan_fillers(assigning *a, uint32_t p, int64_t *limit)
{
    const assign_node *nodes = a->nodes, *here = &nodes[p];
    if (p != a->nowhere) {
        if (a->free[p] > 0)
            reach(a, a->nowhere, here->distance + nodes[a->nowhere].price - here->price, here->hops + 1,
                  limit);
        return;
    }
    for (uint32_t q = 0; q < a->places; q++)
        if (!a->must_be_full[q])
            reach(a, q, here->distance + nodes[q].price - here->price, here->hops + 1, limit);
}

static void begin_search(assigning *a, uint32_t from, int64_t *limit)
{
    a->heap_size = 0;
    for (uint32_t p = 0; p <= a->nowhere; p++) {
        a->nodes[p].distance = ASSIGN_FAR;
        a->nodes[p].hops = UINT32_MAX;
        a->nodes[p].heap_at = 0;
    }
    for (uint32_t p = 0; p <= a->nowhere; p++)
        if (from == ASSIGN_FILLER ? a->balance[p] > 0 : p == from) reach(a, p, 0, 0, limit);
}

int64_t assign_search(assigning *a, uint32_t from)
{
    int64_t limit = ASSIGN_FAR;
    begin_search(a, from, &limit);
    while (a->heap_size > 0) {
        uint32_t p = take_nearest(a);
        if (a->nodes[p].distance > limit) break;
        if (a->balance[p] < 0) continue;
        scan_holders(a, p, &limit);
        scan_fillers(a, p, &limit);
    }
    return limit;
}
