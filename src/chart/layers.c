/* Layers of a graph. See layers.h. */
#include "layers.h"

#include <stdlib.h>

/* The edges that leave each node, and a walk over them. */
typedef struct walk {
    en_arena arena;
    size_t count, edge_count;
    layers_edge *edges;
    size_t *first, *out; /* of node i: out[first[i]] to out[first[i + 1] - 1] */
    size_t *next;        /* the edge to follow next */
    size_t *stack;
    unsigned char *state;
    size_t *done; /* nodes in the order in which the walk left them */
    size_t done_count;
} walk;

enum { UNSEEN, OPEN, LEFT };

static bool make_walk(walk *w)
{
    en_arena *a = &w->arena;
    w->first = en_arena_array(a, w->count + 2, sizeof(size_t));
    w->out = en_arena_array(a, w->edge_count, sizeof(size_t));
    w->next = en_arena_array(a, w->count, sizeof(size_t));
    w->stack = en_arena_array(a, w->count, sizeof(size_t));
    w->state = en_arena_array(a, w->count, 1);
    w->done = en_arena_array(a, w->count, sizeof(size_t));
    if (!w->first || !w->out || !w->next || !w->stack || !w->state || !w->done) return false;
    for (size_t i = 0; i < w->edge_count; i++) w->first[w->edges[i].from + 2]++;
    for (size_t i = 0; i < w->count; i++) w->first[i + 2] += w->first[i + 1];
    for (size_t i = 0; i < w->edge_count; i++) w->out[w->first[w->edges[i].from + 1]++] = i;
    for (size_t i = 0; i < w->count; i++) w->next[i] = w->first[i];
    return true;
}

/* In depth from a node, without recursion. */
static void walk_from(walk *w, size_t start)
{
    size_t depth = 0;
    if (w->state[start] != UNSEEN) return;
    w->stack[depth++] = start;
    w->state[start] = OPEN;
    while (depth > 0) {
        size_t node = w->stack[depth - 1];
        if (w->next[node] == w->first[node + 1]) {
            w->state[node] = LEFT;
            w->done[w->done_count++] = node;
            depth--;
            continue;
        }
        layers_edge *edge = &w->edges[w->out[w->next[node]++]];
        edge->is_back = w->state[edge->to] == OPEN;
        if (w->state[edge->to] != UNSEEN) continue;
        w->state[edge->to] = OPEN;
        w->stack[depth++] = edge->to;
    }
}

/* From the nodes that nothing leads to first, so that a chain with a return begins at its beginning. */
static void walk_all(walk *w, size_t *entering)
{
    for (size_t i = 0; i < w->edge_count; i++)
        if (w->edges[i].from != w->edges[i].to) entering[w->edges[i].to]++;
    for (size_t i = 0; i < w->count; i++)
        if (entering[i] == 0) walk_from(w, i);
    for (size_t i = 0; i < w->count; i++) walk_from(w, i);
}

static void set_layers(const walk *w, size_t *layer)
{
    for (size_t i = 0; i < w->count; i++) layer[i] = 0;
    for (size_t i = w->count; i-- > 0;) {
        size_t node = w->done[i];
        for (size_t k = w->first[node]; k < w->first[node + 1]; k++) {
            const layers_edge *edge = &w->edges[w->out[k]];
            if (!edge->is_back && layer[edge->to] < layer[node] + 1) layer[edge->to] = layer[node] + 1;
        }
    }
}

/* Sources go as near to what they lead to as they can. */
static void pull_sources(const walk *w, const size_t *entering, size_t *layer)
{
    for (size_t node = 0; node < w->count; node++) {
        size_t least = SIZE_MAX;
        for (size_t k = w->first[node]; k < w->first[node + 1]; k++) {
            const layers_edge *edge = &w->edges[w->out[k]];
            if (!edge->is_back && layer[edge->to] < least) least = layer[edge->to];
        }
        if (entering[node] == 0 && least != SIZE_MAX) layer[node] = least - 1;
    }
}

bool layers_find(const en_allocator *allocator, size_t count, layers_edge *edges, size_t edge_count,
                 size_t *layer)
{
    walk w = {.arena = en_arena_make(allocator), .count = count, .edge_count = edge_count, .edges = edges};
    size_t *entering = en_arena_array(&w.arena, count, sizeof(size_t));
    bool made = entering && make_walk(&w);
    if (made) {
        walk_all(&w, entering);
        set_layers(&w, layer);
        pull_sources(&w, entering, layer);
    }
    en_arena_free(&w.arena);
    return made;
}

bool layers_group(en_arena *arena, size_t count, const size_t *layer, layers *out)
{
    *out = (layers){.node_count = count};
    for (size_t i = 0; i < count; i++)
        if (layer[i] >= out->layer_count) out->layer_count = layer[i] + 1;
    out->first = en_arena_array(arena, out->layer_count + 2, sizeof(size_t));
    out->at = en_arena_array(arena, count, sizeof(size_t));
    if (!out->first || !out->at) return false;
    for (size_t i = 0; i < count; i++) out->first[layer[i] + 2]++;
    for (size_t i = 0; i < out->layer_count; i++) out->first[i + 2] += out->first[i + 1];
    for (size_t i = 0; i < count; i++) out->at[out->first[layer[i] + 1]++] = i;
    return true;
}

/* A node's place, and the mean place of its neighbours. */
typedef struct rank {
    double mean;
    size_t place, node;
} rank;

typedef struct sorting {
    layers *l;
    const size_t *layer;
    const layers_edge *edges;
    size_t edge_count;
    const bool *last;
    rank *ranks;              /* by node */
    size_t *known;            /* how many neighbours */
    size_t *first[2], *by[2]; /* the edges that enter each layer, and those that leave it */
    rank *row;
} sorting;

static int compare_ranks(const void *left, const void *right)
{
    const rank *a = left, *b = right;
    if (a->mean != b->mean) return a->mean < b->mean ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

/* The share of its layer that is before a node: so that layers of different sizes can be compared. */
static double share_of(const sorting *s, size_t node)
{
    size_t layer = s->layer[node];
    return ((double)s->ranks[node].place + 0.5) / (double)(s->l->first[layer + 1] - s->l->first[layer]);
}

static void number_layer(sorting *s, size_t layer)
{
    for (size_t i = s->l->first[layer]; i < s->l->first[layer + 1]; i++)
        s->ranks[s->l->at[i]].place = i - s->l->first[layer];
}

static bool counts(const sorting *s, const layers_edge *edge)
{
    return !edge->is_back && s->layer[edge->from] < s->layer[edge->to];
}

/* Groups the edges by the layer that they enter, or that they leave. */
static bool group_edges(sorting *s, en_arena *arena, int side)
{
    size_t *first = s->first[side] = en_arena_array(arena, s->l->layer_count + 2, sizeof *first);
    size_t *by = s->by[side] = en_arena_array(arena, s->edge_count, sizeof *by);
    if (!first || !by) return false;
    for (size_t i = 0; i < s->edge_count; i++)
        if (counts(s, &s->edges[i])) first[s->layer[side ? s->edges[i].from : s->edges[i].to] + 2]++;
    for (size_t i = 0; i < s->l->layer_count; i++) first[i + 2] += first[i + 1];
    for (size_t i = 0; i < s->edge_count; i++)
        if (counts(s, &s->edges[i])) by[first[s->layer[side ? s->edges[i].from : s->edges[i].to] + 1]++] = i;
    return true;
}

/* The means of a layer's nodes over their neighbours before them, or (side 1) behind them. */
static void find_means(sorting *s, size_t layer, int side)
{
    for (size_t i = s->l->first[layer]; i < s->l->first[layer + 1]; i++) {
        s->ranks[s->l->at[i]].mean = 0;
        s->known[s->l->at[i]] = 0;
    }
    for (size_t i = s->first[side][layer]; i < s->first[side][layer + 1]; i++) {
        const layers_edge *edge = &s->edges[s->by[side][i]];
        size_t node = side ? edge->from : edge->to;
        s->ranks[node].mean += share_of(s, side ? edge->to : edge->from);
        s->known[node]++;
    }
    for (size_t i = s->l->first[layer]; i < s->l->first[layer + 1]; i++) {
        size_t node = s->l->at[i];
        s->ranks[node].mean =
            s->known[node] ? s->ranks[node].mean / (double)s->known[node] : share_of(s, node);
    }
}

static void sort_layer(sorting *s, size_t layer)
{
    size_t first = s->l->first[layer], count = s->l->first[layer + 1] - first;
    for (size_t i = 0; i < count; i++) {
        size_t node = s->l->at[first + i];
        s->row[i] = s->ranks[node];
        s->row[i].node = node;
        if (s->last && s->last[node]) s->row[i].mean += 2; /* shares are below 1 */
    }
    if (count > 1) qsort(s->row, count, sizeof *s->row, compare_ranks);
    for (size_t i = 0; i < count; i++) s->l->at[first + i] = s->row[i].node;
    number_layer(s, layer);
}

static void sweep(sorting *s, int side)
{
    for (size_t i = 0; i < s->l->layer_count; i++) {
        size_t layer = side ? s->l->layer_count - 1 - i : i;
        find_means(s, layer, side);
        sort_layer(s, layer);
    }
}

bool layers_order(const en_allocator *allocator, layers *l, const size_t *layer, const layers_edge *edges,
                  size_t edge_count, const bool *last)
{
    enum { SWEEPS = 24 };
    en_arena arena = en_arena_make(allocator);
    sorting s = {.l = l, .layer = layer, .edges = edges, .edge_count = edge_count, .last = last};
    s.ranks = en_arena_array(&arena, l->node_count, sizeof *s.ranks);
    s.known = en_arena_array(&arena, l->node_count, sizeof *s.known);
    s.row = en_arena_array(&arena, l->node_count, sizeof *s.row);
    bool made = s.ranks && s.known && s.row && group_edges(&s, &arena, 0) && group_edges(&s, &arena, 1);
    for (size_t i = 0; made && i < l->layer_count; i++) number_layer(&s, i);
    for (int i = 0; made && i < SWEEPS; i++) sweep(&s, i % 2);
    en_arena_free(&arena);
    return made;
}
