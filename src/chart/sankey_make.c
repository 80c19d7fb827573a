/* From stocks and flows to layers of items. See sankey_parts.h. */
#include "sankey_parts.h"

static void make_ways(sankey *s)
{
    for (size_t i = 0; i < s->chart->flow_count; i++) {
        const en_chart_flow *flow = &s->chart->flows[i];
        bool reversed = flow->value < 0;
        s->ways[i] = (sankey_way){.from = reversed ? flow->to : flow->from,
                                  .to = reversed ? flow->from : flow->to,
                                  .amount = fabs(flow->value),
                                  .is_reversed = reversed};
    }
}

/* The depth of each stock, and which flows return. */
static bool find_depths(sankey *s, size_t *depth)
{
    size_t count = 0, flows = s->chart->flow_count;
    layers_edge *edges = en_arena_array(s->arena, flows, sizeof *edges);
    if (!edges) return false;
    for (size_t i = 0; i < flows; i++)
        if (s->ways[i].from != EN_CHART_OUTSIDE && s->ways[i].to != EN_CHART_OUTSIDE)
            edges[count++] = (layers_edge){s->ways[i].from, s->ways[i].to, false};
    if (!layers_find(s->arena->allocator, s->chart->stock_count, edges, count, depth)) return false;
    count = 0;
    for (size_t i = 0; i < flows; i++)
        if (s->ways[i].from != EN_CHART_OUTSIDE && s->ways[i].to != EN_CHART_OUTSIDE)
            s->ways[i].is_return = edges[count++].is_back;
    return true;
}

/* The layers of a flow's slot and of its last passage. */
static void reach(const sankey_way *way, const size_t *depth, size_t *first, size_t *last)
{
    if (way->from == EN_CHART_OUTSIDE) {
        *first = *last = 2 * depth[way->to];
        return;
    }
    *first = *last = 2 * depth[way->from] + 2;
    if (way->to != EN_CHART_OUTSIDE && !way->is_return) *last = 2 * depth[way->to];
}

/* ---- shelves */

typedef struct shelves {
    size_t *component;        /* by stock: the first stock of those that flows join it with */
    size_t *own, layer_count; /* by layer: the items of one component */
    size_t *filled, *deepest; /* by shelf and layer: those of its components; by shelf: its depths */
    size_t *shelf_of, count;  /* by component */
} shelves;

static void find_components(const sankey *s, size_t *component)
{
    for (size_t i = 0; i < s->chart->stock_count; i++) component[i] = i;
    for (bool moved = true; moved;) {
        moved = false;
        for (size_t i = 0; i < s->chart->flow_count; i++) {
            const sankey_way *way = &s->ways[i];
            if (way->from == EN_CHART_OUTSIDE || way->to == EN_CHART_OUTSIDE) continue;
            size_t *a = &component[way->from], *b = &component[way->to];
            moved = moved || *a != *b;
            *a = *b = *a < *b ? *a : *b;
        }
    }
}

/* Counts the items of a component by layer; returns its greatest depth. */
static size_t count_component(const sankey *s, const size_t *depth, shelves *h, size_t component)
{
    size_t deepest = 0, first, last;
    for (size_t layer = 0; layer < h->layer_count; layer++) h->own[layer] = 0;
    for (size_t i = 0; i < s->chart->stock_count; i++) {
        if (h->component[i] != component) continue;
        h->own[2 * depth[i] + 1]++;
        if (depth[i] > deepest) deepest = depth[i];
    }
    for (size_t i = 0; i < s->chart->flow_count; i++) {
        const sankey_way *way = &s->ways[i];
        if (h->component[way->from == EN_CHART_OUTSIDE ? way->to : way->from] != component) continue;
        reach(way, depth, &first, &last);
        for (size_t layer = first; layer <= last; layer++) h->own[layer]++;
    }
    return deepest;
}

static bool fits_on(const shelves *h, size_t shelf, size_t most)
{
    for (size_t layer = 0; layer < h->layer_count; layer++)
        if (h->own[layer] > 0 && h->filled[shelf * h->layer_count + layer] + h->own[layer] > most)
            return false;
    return true;
}

/* Puts what is joined onto the first shelf where no layer gets more than so many items, else onto one of its
 * own, and moves each shelf below the one before. */
static bool shelve(sankey *s, size_t *depth, size_t most)
{
    size_t stocks = s->chart->stock_count, deepest = 0, below = 0;
    for (size_t i = 0; i < stocks; i++) deepest = depth[i] > deepest ? depth[i] : deepest;
    shelves h = {.layer_count = 2 * deepest + 3};
    h.component = en_arena_array(s->arena, stocks, sizeof *h.component);
    h.own = en_arena_array(s->arena, h.layer_count, sizeof *h.own);
    h.filled = en_arena_array(s->arena, stocks * h.layer_count, sizeof *h.filled);
    h.deepest = en_arena_array(s->arena, stocks, sizeof *h.deepest);
    h.shelf_of = en_arena_array(s->arena, stocks, sizeof *h.shelf_of);
    if (!h.component || !h.own || !h.filled || !h.deepest || !h.shelf_of) return false;
    find_components(s, h.component);
    for (size_t i = 0; i < stocks; i++) {
        if (h.component[i] != i) continue;
        size_t depths = count_component(s, depth, &h, i), shelf = 0;
        while (shelf < h.count && !fits_on(&h, shelf, most)) shelf++;
        if (shelf == h.count) h.count++;
        h.shelf_of[i] = shelf;
        if (depths > h.deepest[shelf]) h.deepest[shelf] = depths;
        for (size_t layer = 0; layer < h.layer_count; layer++)
            h.filled[shelf * h.layer_count + layer] += h.own[layer];
    }
    for (size_t shelf = 0; shelf < h.count; shelf++) {
        for (size_t i = 0; i < stocks; i++)
            if (h.shelf_of[h.component[i]] == shelf) depth[i] += below;
        below += h.deepest[shelf] + 2;
    }
    return true;
}

/* ---- items */

static size_t count_items(const sankey *s, const size_t *depth)
{
    size_t count = s->chart->stock_count, first, last;
    for (size_t i = 0; i < s->chart->flow_count; i++) {
        reach(&s->ways[i], depth, &first, &last);
        count += last - first + 1;
    }
    return count;
}

static void add_item(sankey *s, sankey_kind kind, size_t of, double amount, size_t layer)
{
    s->layer[s->item_count] = layer;
    s->items[s->item_count++] = (sankey_item){.kind = kind, .of = of, .amount = amount};
}

/* What goes through a stock: what enters or what leaves, whichever is more. */
static double through(const sankey *s, size_t stock)
{
    double in = 0, out = 0;
    for (size_t i = 0; i < s->chart->flow_count; i++) {
        if (s->ways[i].to == stock) in += s->ways[i].amount;
        if (s->ways[i].from == stock) out += s->ways[i].amount;
    }
    return fmax(in, out);
}

static void add_items(sankey *s, const size_t *depth)
{
    for (size_t i = 0; i < s->chart->stock_count; i++)
        add_item(s, SANKEY_STOCK, i, through(s, i), 2 * depth[i] + 1);
    for (size_t i = 0; i < s->chart->flow_count; i++) {
        size_t first, last;
        reach(&s->ways[i], depth, &first, &last);
        s->ways[i].first = s->item_count;
        s->ways[i].count = last - first + 1;
        for (size_t layer = first; layer <= last; layer++)
            add_item(s, layer == first ? SANKEY_SLOT : SANKEY_PASSAGE, i, s->ways[i].amount, layer);
    }
}

/* The steps of all ways from item to item; returns how many. */
static size_t add_steps(const sankey *s, layers_edge *steps)
{
    size_t count = 0;
    for (size_t i = 0; i < s->chart->flow_count; i++) {
        const sankey_way *way = &s->ways[i];
        if (way->from != EN_CHART_OUTSIDE) steps[count++] = (layers_edge){way->from, way->first, false};
        for (size_t k = 1; k < way->count; k++)
            steps[count++] = (layers_edge){way->first + k - 1, way->first + k, false};
        if (way->to != EN_CHART_OUTSIDE && !way->is_return)
            steps[count++] = (layers_edge){way->first + way->count - 1, way->to, false};
    }
    return count;
}

bool sankey_make(sankey *s, size_t most)
{
    en_arena *a = s->arena;
    size_t *depth = en_arena_array(a, s->chart->stock_count, sizeof *depth);
    s->ways = en_arena_array(a, s->chart->flow_count, sizeof *s->ways);
    if (!depth || !s->ways) return false;
    make_ways(s);
    s->item_count = 0;
    if (!find_depths(s, depth) || !shelve(s, depth, most)) return false;
    size_t count = count_items(s, depth);
    s->items = en_arena_array(a, count, sizeof *s->items);
    s->layer = en_arena_array(a, count, sizeof *s->layer);
    layers_edge *steps = en_arena_array(a, count + s->chart->flow_count, sizeof *steps);
    bool *last = en_arena_array(a, count, sizeof *last);
    if (!s->items || !s->layer || !steps || !last) return false;
    add_items(s, depth);
    for (size_t i = 0; i < s->chart->flow_count; i++)
        if (s->ways[i].is_return) last[s->ways[i].first] = true;
    return layers_group(a, count, s->layer, &s->layers) &&
           layers_order(a->allocator, &s->layers, s->layer, steps, add_steps(s, steps), last);
}
