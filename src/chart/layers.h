/* Putting the nodes of a graph into layers along its edges, and into an order within each layer.
 *
 * Edges that would close a cycle are found by a search in depth and left aside; a node's layer is then the
 * length of the longest path to it. Within the layers nodes go to the mean of their neighbours, in turns
 * forward and back (Sugiyama, Tagawa and Toda 1981). Linear in nodes and edges but for sorting the layers.
 */
#ifndef EN_LAYERS_H
#define EN_LAYERS_H

#include "memory.h"

typedef struct layers_edge {
    size_t from, to;
    bool is_back; /* found: it closes a cycle */
} layers_edge;

/* Finds the edges that close a cycle, and the layer of each node: `layer` has room for `count`. A node that
 * nothing leads to stands right before the first of those it leads to. False where memory is out. */
EN_MUST_USE bool layers_find(const en_allocator *allocator, size_t count, layers_edge *edges,
                             size_t edge_count, size_t *layer);

/* Nodes by layer: those of layer i are at[first[i]] to at[first[i + 1] - 1], in their order. */
typedef struct layers {
    size_t layer_count, node_count;
    size_t *first, *at;
} layers;

/* Groups the nodes by their layer, in the order of their numbers. False where memory is out. */
EN_MUST_USE bool layers_group(en_arena *arena, size_t count, const size_t *layer, layers *out);

/* Orders the nodes within their layers; a node that is `last` goes behind all others. Edges that are back or
 * stay within a layer do not count. False where memory is out. */
EN_MUST_USE bool layers_order(const en_allocator *allocator, layers *l, const size_t *layer,
                              const layers_edge *edges, size_t edge_count, const bool *last);

#endif
