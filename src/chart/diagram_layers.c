/* A diagram in layers, where the places of its parts are not given. See diagram_parts.h.
 *
 * Stocks and flows follow each other along the pipes; what goes into something stands in the layer before it.
 * Every part has a cell of its own with its name in it. Layers go from left to right where they find room so,
 * else from top to bottom, in several rows where one is too full. A pipe that does not lead to the next row
 * runs through a lane beside all cells, so that it meets no shape.
 */
#include "diagram_parts.h"
#include "layers.h"

enum {
    GAP = 44,
    LANES_GAP = 80,
    LANE = 10,
    PAD = 6,
    MOST_LINES = 4,
    LEAST_CELL = 100,
    MOST_CELL = 170,
    LEAST_ACROSS = 112,
    COLUMN_GAP = 26
};

/* Rows of cells: layers, or parts of them. */
typedef struct row {
    size_t first, count; /* in the layers' order */
    double start, size;  /* along */
} row;

typedef struct layout {
    diagram *d;
    size_t *layer, *row_of;
    layers_edge *edges;
    size_t edge_count;
    layers layers;
    row *rows;
    size_t row_count;
    bool is_down;
    double cell;          /* the width of words */
    double across, lanes; /* the room of the cells, and what lanes take */
    size_t lane_count;
} layout;

static bool is_piped(const en_chart_part *part)
{
    return part->kind == EN_CHART_STOCK || part->kind == EN_CHART_FLOW;
}

/* Pipes, and what goes into something; what comes out of a stock or a flow does not move it. */
static void collect_edges(layout *l)
{
    const en_chart_diagram *c = l->d->chart;
    for (size_t i = 0; i < c->part_count; i++) {
        const en_chart_part *part = &c->parts[i];
        if (part->kind != EN_CHART_FLOW) continue;
        if (part->from != EN_CHART_OUTSIDE) l->edges[l->edge_count++] = (layers_edge){part->from, i, false};
        if (part->to != EN_CHART_OUTSIDE) l->edges[l->edge_count++] = (layers_edge){i, part->to, false};
    }
    for (size_t i = 0; i < c->link_count; i++)
        if (!is_piped(&c->parts[c->links[i].from]))
            l->edges[l->edge_count++] = (layers_edge){c->links[i].from, c->links[i].to, false};
}

/* What is no stock and no flow goes right before the first that it goes into, in turns until all are there.
 * A layer only grows, and is bounded by those of stocks and flows. */
static void pull_others(layout *l, size_t *least)
{
    const en_chart_diagram *c = l->d->chart;
    bool moved = true;
    for (size_t turn = 0; moved && turn < c->part_count; turn++) {
        moved = false;
        for (size_t i = 0; i < c->part_count; i++) least[i] = SIZE_MAX;
        for (size_t i = 0; i < l->edge_count; i++) {
            const layers_edge *e = &l->edges[i];
            if (!e->is_back && l->layer[e->to] < least[e->from]) least[e->from] = l->layer[e->to];
        }
        for (size_t i = 0; i < c->part_count; i++)
            if (!is_piped(&c->parts[i]) && least[i] != SIZE_MAX && least[i] - 1 > l->layer[i]) {
                l->layer[i] = least[i] - 1;
                moved = true;
            }
    }
}

static bool make_layers(layout *l)
{
    const en_chart_diagram *c = l->d->chart;
    en_arena *a = l->d->arena;
    l->layer = en_arena_array(a, c->part_count, sizeof *l->layer);
    l->row_of = en_arena_array(a, c->part_count, sizeof *l->row_of);
    l->edges = en_arena_array(a, 2 * c->part_count + c->link_count, sizeof *l->edges);
    size_t *least = en_arena_array(a, c->part_count, sizeof *least);
    if (!l->layer || !l->row_of || !l->edges || !least) return false;
    collect_edges(l);
    if (!layers_find(a->allocator, c->part_count, l->edges, l->edge_count, l->layer)) return false;
    pull_others(l, least);
    return layers_group(a, c->part_count, l->layer, &l->layers) &&
           layers_order(a->allocator, &l->layers, l->layer, l->edges, l->edge_count, NULL);
}

/* Where a layer will be cut into rows: flows behind what goes into them, stocks before it, so that they stay
 * beside the layer that their pipes lead to. */
static void gather_piped(layout *l, size_t layer, size_t *kept)
{
    size_t first = l->layers.first[layer], end = l->layers.first[layer + 1], count = 0;
    bool has_flow = false;
    for (size_t i = first; i < end; i++)
        has_flow = has_flow || l->d->chart->parts[l->layers.at[i]].kind == EN_CHART_FLOW;
    for (int turn = 0; turn < 2; turn++)
        for (size_t i = first; i < end; i++)
            if (is_piped(&l->d->chart->parts[l->layers.at[i]]) == (has_flow == (turn == 1)))
                kept[count++] = l->layers.at[i];
    for (size_t i = 0; i < count; i++) l->layers.at[first + i] = kept[i];
}

/* Cuts layers into rows of at most so many parts, as even as can be. */
static bool make_rows(layout *l, size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < l->layers.layer_count; i++)
        count += (l->layers.first[i + 1] - l->layers.first[i] + most - 1) / most;
    l->rows = en_arena_array(l->d->arena, count, sizeof *l->rows);
    size_t *kept = en_arena_array(l->d->arena, l->d->chart->part_count, sizeof *kept);
    if (!l->rows || !kept) return false;
    for (size_t i = 0; i < l->layers.layer_count; i++) {
        size_t first = l->layers.first[i], parts = l->layers.first[i + 1] - first,
               cuts = (parts + most - 1) / most;
        if (cuts > 1) gather_piped(l, i, kept);
        for (size_t k = 0; k < cuts; k++) {
            size_t from = first + parts * k / cuts, to = first + parts * (k + 1) / cuts;
            for (size_t n = from; n < to; n++) l->row_of[l->layers.at[n]] = l->row_count;
            l->rows[l->row_count++] = (row){.first = from, .count = to - from};
        }
    }
    return true;
}

/* Whether a pipe's section from one row to another may need a lane. */
static bool may_need_lane(const layout *l, size_t from, size_t to)
{
    return from != EN_CHART_OUTSIDE && to != EN_CHART_OUTSIDE && l->row_of[to] != l->row_of[from] + 1;
}

static void count_lanes(layout *l)
{
    const en_chart_diagram *c = l->d->chart;
    l->lane_count = 0;
    for (size_t i = 0; i < c->part_count; i++)
        if (c->parts[i].kind == EN_CHART_FLOW)
            l->lane_count +=
                (size_t)may_need_lane(l, c->parts[i].from, i) + may_need_lane(l, i, c->parts[i].to);
}

static void measure_names(layout *l, double width)
{
    l->cell = width;
    for (size_t i = 0; i < l->d->chart->part_count; i++)
        l->d->nodes[i].words = measure_wrap(l->d->chart->parts[i].label, FRAME_SMALL, width, MOST_LINES);
}

static double words_height(const diagram_node *node)
{
    return (double)node->words.count * line_height(FRAME_SMALL);
}

/* The shape's half sizes and the cell's whole size, with the name inside, below (across) or right of it. */
static void size_cell(const layout *l, size_t part, double *width, double *height)
{
    diagram_node *node = &l->d->nodes[part];
    bool boxed = diagram_is_boxed(&l->d->chart->parts[part]);
    double words = node->words.width, lines = words_height(node);
    node->half_width = boxed ? fmax(words / 2 + PAD, 22) : DIAGRAM_RADIUS;
    node->half_height = boxed ? fmax(lines / 2 + PAD, 12) : DIAGRAM_RADIUS;
    *width = 2 * node->half_width;
    *height = 2 * node->half_height;
    if (boxed) return;
    if (l->is_down) {
        *width += PAD + words;
        *height = fmax(*height, lines);
    } else {
        *width = fmax(*width, words);
        *height += PAD / 2.0 + lines;
    }
}

/* Puts a part's shape and name into its cell, whose middle is given. */
static void fill_cell(const layout *l, size_t part, double x, double y)
{
    diagram_node *node = &l->d->nodes[part];
    double width, height;
    size_cell(l, part, &width, &height);
    bool boxed = diagram_is_boxed(&l->d->chart->parts[part]);
    double words = node->words.width, lines = words_height(node), left = x - words / 2, top = y - lines / 2;
    node->x = x;
    node->y = y;
    node->side = ANCHOR_MIDDLE;
    if (!boxed && l->is_down) {
        node->x = x - width / 2 + DIAGRAM_RADIUS;
        left = node->x + DIAGRAM_RADIUS + PAD;
        node->side = ANCHOR_START;
    } else if (!boxed) {
        node->y = y - height / 2 + DIAGRAM_RADIUS;
        top = node->y + DIAGRAM_RADIUS + PAD / 2.0;
    }
    node->label = (box){left, top, left + words, top + lines};
    node->has_label = node->words.count > 0;
    node->is_inside = boxed;
}

/* From top to bottom: cells share the width of their row; returns the height. */
static double fill_down(layout *l)
{
    double gap = l->lane_count ? LANES_GAP : GAP, at = gap / 2;
    for (size_t i = 0; i < l->row_count; i++) {
        row *r = &l->rows[i];
        r->start = at;
        r->size = 0;
        for (size_t k = 0; k < r->count; k++) {
            double width, height;
            size_cell(l, l->layers.at[r->first + k], &width, &height);
            r->size = fmax(r->size, height);
        }
        for (size_t k = 0; k < r->count; k++)
            fill_cell(l, l->layers.at[r->first + k],
                      FRAME_EDGE + l->across * ((double)k + 0.5) / (double)r->count,
                      l->d->top + at + r->size / 2);
        at += r->size + gap;
    }
    return at;
}

static double column_height(const layout *l, const row *r)
{
    double sum = 0;
    for (size_t k = 0; k < r->count; k++) {
        double width, height;
        size_cell(l, l->layers.at[r->first + k], &width, &height);
        sum += height + GAP / 2.0;
    }
    return sum;
}

/* From left to right: columns of cells, in the middle of the highest; returns the height. */
static double fill_across(layout *l)
{
    double highest = 0, step = l->across / (double)l->row_count;
    for (size_t i = 0; i < l->row_count; i++) highest = fmax(highest, column_height(l, &l->rows[i]));
    for (size_t i = 0; i < l->row_count; i++) {
        row *r = &l->rows[i];
        double y = l->d->top + PAD + (highest - column_height(l, r)) / 2;
        r->start = step * (double)i;
        r->size = step;
        for (size_t k = 0; k < r->count; k++) {
            double width, height;
            size_t part = l->layers.at[r->first + k];
            size_cell(l, part, &width, &height);
            fill_cell(l, part, FRAME_EDGE + step * ((double)i + 0.5), y + height / 2);
            y += height + GAP / 2.0;
        }
    }
    return highest + PAD;
}

/* What a part takes, with its name. */
static box cell_of(const diagram_node *node)
{
    box b = {node->x - node->half_width, node->y - node->half_height, node->x + node->half_width,
             node->y + node->half_height};
    if (!node->has_label) return b;
    return (box){fmin(b.left, node->label.left), fmin(b.top, node->label.top),
                 fmax(b.right, node->label.right), fmax(b.bottom, node->label.bottom)};
}

/* A section needs a lane if it goes back, or if its straight line meets another part. */
static bool needs_lane(const layout *l, size_t from, size_t to)
{
    if (!may_need_lane(l, from, to)) return false;
    if (l->row_of[to] <= l->row_of[from]) return true;
    const diagram_node *a = &l->d->nodes[from], *b = &l->d->nodes[to];
    for (size_t i = 0; i < l->d->chart->part_count; i++)
        if (i != from && i != to &&
            segment_crosses((segment){a->x, a->y, b->x, b->y}, cell_of(&l->d->nodes[i])))
            return true;
    return false;
}

/* A point `step` further along from a shape's middle. */
static en_chart_spot beside(const layout *l, const diagram_node *node, double step)
{
    return l->is_down ? (en_chart_spot){node->x, node->y + step} : (en_chart_spot){node->x + step, node->y};
}

/* The gap before (or behind) the row of a part, along: where no cell is. */
static double gap_at(const layout *l, size_t part, bool before, size_t lane)
{
    enum { APART = 8, LANES = 2, BEHIND_CLOUDS = 28 };
    const row *r = &l->rows[l->row_of[part]];
    double inset = (l->is_down ? BEHIND_CLOUDS : 3) + (double)(lane % LANES) * APART;
    if (l->is_down) return l->d->top + (before ? r->start - inset : r->start + r->size + inset);
    return FRAME_EDGE + (before ? r->start + inset : r->start + r->size - inset);
}

/* Turns through the next lane: out into the gap behind the one, along the lane, into the gap before the
 * other. */
static void add_lane(const layout *l, diagram_pipe *p, size_t from, size_t to, size_t *lane)
{
    const diagram_node *a = &l->d->nodes[from], *b = &l->d->nodes[to];
    double out = gap_at(l, from, false, *lane), in = gap_at(l, to, true, *lane);
    if (l->is_down) {
        double x = FRAME_EDGE + l->across + LANE * ((double)*lane + 0.5) * l->lanes;
        const en_chart_spot turns[] = {{a->x, out}, {x, out}, {x, in}, {b->x, in}};
        for (size_t i = 0; i < 4; i++) p->at[p->count++] = turns[i];
    } else {
        double y = l->d->bottom + LANE * ((double)*lane + 0.5);
        const en_chart_spot turns[] = {{out, a->y}, {out, y}, {in, y}, {in, b->y}};
        for (size_t i = 0; i < 4; i++) p->at[p->count++] = turns[i];
    }
    ++*lane;
}

static void lay_pipe(const layout *l, size_t part, size_t *lane)
{
    enum { CLOUD_AWAY = 26 };
    const en_chart_part *flow = &l->d->chart->parts[part];
    const diagram_node *valve = &l->d->nodes[part];
    diagram_pipe *p = &l->d->pipes[part];
    *p = (diagram_pipe){.starts_outside = flow->from == EN_CHART_OUTSIDE,
                        .ends_outside = flow->to == EN_CHART_OUTSIDE};
    p->at[p->count++] =
        p->starts_outside ? beside(l, valve, -CLOUD_AWAY) : beside(l, &l->d->nodes[flow->from], 0);
    if (needs_lane(l, flow->from, part)) add_lane(l, p, flow->from, part, lane);
    p->at[p->count++] = beside(l, valve, 0);
    if (needs_lane(l, part, flow->to)) add_lane(l, p, part, flow->to, lane);
    p->at[p->count++] = p->ends_outside ? beside(l, valve, CLOUD_AWAY) : beside(l, &l->d->nodes[flow->to], 0);
    en_chart_spot *last = &p->at[p->count - 1];
    if (!p->starts_outside) p->at[0] = diagram_edge(&l->d->nodes[flow->from], true, p->at[1].x, p->at[1].y);
    if (!p->ends_outside)
        *last = diagram_edge(&l->d->nodes[flow->to], true, p->at[p->count - 2].x, p->at[p->count - 2].y);
}

static void lay_pipes(layout *l)
{
    size_t lane = 0;
    for (size_t i = 0; i < l->d->chart->part_count; i++)
        if (l->d->chart->parts[i].kind == EN_CHART_FLOW) lay_pipe(l, i, &lane);
}

static bool lay_across(layout *l, double width)
{
    if (!make_rows(l, SIZE_MAX / 2)) return false;
    count_lanes(l);
    l->is_down = false;
    l->across = width;
    l->lanes = 1;
    measure_names(l, fmin(width / (double)l->row_count - 2 * PAD - COLUMN_GAP, MOST_CELL));
    l->d->bottom = l->d->top + fill_across(l);
    lay_pipes(l);
    l->d->bottom += LANE * (double)l->lane_count + PAD;
    return true;
}

/* Lanes take at most a fifth of the width: where they are many they come closer to each other. */
static bool lay_down(layout *l, double width)
{
    const double share = 0.2;
    size_t most = (size_t)(width * (1 - share) / LEAST_CELL);
    if (!make_rows(l, most > 0 ? most : 1)) return false;
    count_lanes(l);
    l->is_down = true;
    l->lanes = l->lane_count ? fmin(1, width * share / (LANE * (double)l->lane_count)) : 1;
    l->across = width - LANE * (double)l->lane_count * l->lanes;
    size_t fullest = 1;
    for (size_t i = 0; i < l->row_count; i++)
        if (l->rows[i].count > fullest) fullest = l->rows[i].count;
    double shape = 2.0 * DIAGRAM_RADIUS + 3.0 * PAD;
    measure_names(l, fmin(l->across / (double)fullest - shape, MOST_CELL));
    l->d->bottom = l->d->top + fill_down(l);
    lay_pipes(l);
    return true;
}

bool diagram_lay_out(diagram *d)
{
    layout l = {.d = d};
    double width = d->f.width - 2 * FRAME_EDGE;
    d->is_laid_out = true;
    d->top = d->f.y + DIAGRAM_ABOVE;
    if (!make_layers(&l)) return false;
    bool fits = (double)l.layers.layer_count * LEAST_ACROSS <= width;
    if (!(fits ? lay_across(&l, width) : lay_down(&l, width))) return false;
    d->f.y = d->bottom;
    return true;
}
