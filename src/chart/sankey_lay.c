/* Where everything of a Sankey diagram is. See sankey_parts.h.
 *
 * From left to right where the names of all layers find room beside each other, with the height that this
 * takes; else from top to bottom, with the widest bands for which the fullest layer has the width, and what
 * no flow joins on several shelves where a layer would be too full. Items then move towards what they are
 * joined with, as far as their neighbours let them.
 */
#include "sankey_parts.h"

enum { LAYER_GAP = 30, ITEM_GAP = 12, LANE_GAP = 4, BOX_PAD = 6, TEXT_GAP = 4, MOST_LINES = 5 };

static size_t layer_length(const sankey *s, size_t layer)
{
    return s->layers.first[layer + 1] - s->layers.first[layer];
}

static sankey_item *item_at(const sankey *s, size_t layer, size_t i)
{
    return &s->items[s->layers.at[s->layers.first[layer] + i]];
}

static bool is_stock_layer(size_t layer) { return layer % 2 == 1; }

static en_str name_of(const sankey *s, const sankey_item *item)
{
    return item->kind == SANKEY_STOCK ? s->chart->stocks[item->of].label : s->chart->flows[item->of].label;
}

/* The words of an item within a width; none where that is too little. */
static void measure_item(sankey *s, sankey_item *item, double width)
{
    enum { LEAST_WIDTH = 34 };
    item->name.count = item->said.count = 0;
    item->name.width = item->said.width = 0;
    if (item->kind == SANKEY_PASSAGE) return;
    bool is_stock = item->kind == SANKEY_STOCK;
    if (width < LEAST_WIDTH) return;
    en_str said =
        is_stock ? sankey_stock_said(s, &s->chart->stocks[item->of]) : sankey_flow_said(s, item->of);
    item->name = measure_wrap(name_of(s, item), is_stock ? FRAME_TEXT : FRAME_SMALL, width, MOST_LINES);
    item->said = measure_wrap(said, FRAME_SMALL, width, MOST_LINES);
}

static double text_width(const sankey_item *item) { return fmax(item->name.width, item->said.width); }

static double text_height(const sankey_item *item)
{
    double size = item->kind == SANKEY_STOCK ? FRAME_TEXT : FRAME_SMALL;
    return (double)item->name.count * line_height(size) + (double)item->said.count * line_height(FRAME_SMALL);
}

/* The size of an item across with its words, and where its band is. */
static void size_item(const sankey *s, sankey_item *item)
{
    double width = sankey_width(s, item->amount), words = s->is_down ? text_width(item) : text_height(item);
    if (item->kind == SANKEY_STOCK) {
        item->size = fmax(width, words > 0 ? words + 2.0 * BOX_PAD : 0);
        item->band = item->size / 2;
    } else {
        double gap = words > 0 ? TEXT_GAP : 0;
        item->size = width + gap + words;
        item->band = s->is_down ? width / 2 : words + gap + width / 2;
    }
}

static double item_gap(const sankey *s, size_t layer)
{
    const double share = 0.08;
    if (!s->is_down) return ITEM_GAP;
    return fmin(ITEM_GAP, s->across * share / (double)layer_length(s, layer));
}

static double layer_across(const sankey *s, size_t layer)
{
    double size = 0;
    for (size_t i = 0; i < layer_length(s, layer); i++) {
        sankey_item *item = item_at(s, layer, i);
        size_item(s, item);
        size += item->size + (i > 0 ? item_gap(s, layer) : 0);
    }
    return size;
}

static size_t return_count(const sankey *s)
{
    size_t count = 0;
    for (size_t i = 0; i < s->chart->flow_count; i++) count += s->ways[i].is_return;
    return count;
}

static double lane_gap(const sankey *s)
{
    const double share = 0.05;
    size_t count = return_count(s);
    return s->is_down && count ? fmin(LANE_GAP, s->across * share / (double)count) : LANE_GAP;
}

/* What the lanes of returns take, with a gap before each. */
static double lanes_across(const sankey *s)
{
    double size = 0;
    for (size_t i = 0; i < s->chart->flow_count; i++)
        if (s->ways[i].is_return) size += sankey_width(s, s->ways[i].amount) + lane_gap(s);
    return size;
}

static double fullest(const sankey *s)
{
    double size = 0;
    for (size_t layer = 0; layer < s->layers.layer_count; layer++) size = fmax(size, layer_across(s, layer));
    return size;
}

/* The most that flows through a layer; 1 where nothing flows. */
static double most_amount(const sankey *s)
{
    double most = 0;
    for (size_t layer = 0; layer < s->layers.layer_count; layer++) {
        double amount = 0;
        for (size_t i = 0; i < layer_length(s, layer); i++) amount += item_at(s, layer, i)->amount;
        most = fmax(most, amount);
    }
    return most > 0 ? most : 1;
}

/* The layer behind which a return turns down, and the one before which it turns up. */
static size_t down_layer(const sankey *s, const sankey_way *way) { return s->layer[way->first]; }
static size_t up_layer(const sankey *s, const sankey_way *way) { return s->layer[way->to] - 1; }

/* The starts of the layers along, with the turns of returns in the gaps between; returns the end. */
static double place_layers(sankey *s)
{
    double at = 0;
    for (size_t layer = 0; layer < s->layers.layer_count; layer++) {
        s->layer_start[layer] = at;
        at += s->layer_size[layer];
        double turn = at + LAYER_GAP / 3.0;
        bool has_turn = false;
        for (size_t i = 0; i < s->chart->flow_count; i++) {
            sankey_way *way = &s->ways[i];
            double width = way->is_return ? sankey_width(s, way->amount) : 0;
            if (way->is_return && down_layer(s, way) == layer) {
                way->down = turn + width / 2;
                turn += width + LANE_GAP;
                has_turn = true;
            }
            if (way->is_return && up_layer(s, way) == layer) {
                way->up = turn + width / 2;
                turn += width + LANE_GAP;
                has_turn = true;
            }
        }
        if (has_turn) at = turn + LAYER_GAP / 3.0;
        else if (s->layer_size[layer] > 0 && layer + 1 < s->layers.layer_count) at += LAYER_GAP;
    }
    return at;
}

/* Whether it can go from left to right: layers get the width that their words want, if it is there. */
static bool lay_across_page(sankey *s)
{
    enum {
        STOCK_LEAST = 92,
        STOCK_MOST = 190,
        FLOW_LEAST = 84,
        FLOW_MOST = 160,
        BANDS_LEAST = 160,
        BANDS_MOST = 300
    };
    const double width = s->f.width - 2 * FRAME_EDGE;
    s->is_down = false;
    s->scale = fmin(fmax(s->f.width * 0.3, BANDS_LEAST), BANDS_MOST) / most_amount(s);
    for (int tenths = 10; tenths >= 0; tenths -= 2) {
        double stock = STOCK_LEAST + (STOCK_MOST - STOCK_LEAST) * tenths / 10.0;
        double flow = FLOW_LEAST + (FLOW_MOST - FLOW_LEAST) * tenths / 10.0;
        for (size_t layer = 0; layer < s->layers.layer_count; layer++)
            s->layer_size[layer] = !layer_length(s, layer) ? 0 : is_stock_layer(layer) ? stock : flow;
        s->along = place_layers(s);
        if (s->along > width) continue;
        for (size_t i = 0; i < s->item_count; i++)
            measure_item(s, &s->items[i], s->items[i].kind == SANKEY_STOCK ? stock - 2 * BOX_PAD : flow);
        s->across = fullest(s);
        return true;
    }
    return false;
}

/* The widest bands for which all layers have room, by halving. */
static void fit_scale(sankey *s, double width)
{
    enum { HALVINGS = 40, BANDS_MOST = 280 };
    double low = 0, high = fmin(width, BANDS_MOST) / most_amount(s);
    for (int i = 0; i < HALVINGS; i++) {
        s->scale = low + (high - low) / 2;
        if (fullest(s) + lanes_across(s) <= width) low = s->scale;
        else high = s->scale;
    }
    s->scale = low;
    s->across = width - lanes_across(s);
    (void)fullest(s); /* sets the sizes for this scale */
}

/* The words of a layer's items, all within the same width; returns what they take. */
static double measure_within(sankey *s, size_t layer, double width)
{
    double pad = is_stock_layer(layer) ? 2 * BOX_PAD : TEXT_GAP, size = 0;
    for (size_t i = 0; i < layer_length(s, layer); i++) {
        sankey_item *item = item_at(s, layer, i);
        if (item->kind == SANKEY_PASSAGE) continue;
        measure_item(s, item, width);
        size += text_width(item) > 0 ? text_width(item) + pad : 0;
    }
    return size;
}

/* The widest words that leave a part of the width to the bands. */
static void measure_layer(sankey *s, size_t layer, double width)
{
    enum { MOST_WIDTH = 150, STEP = 4 };
    const double share = 0.74;
    double most = MOST_WIDTH, height = 0;
    while (measure_within(s, layer, most) > width * share) most -= STEP;
    for (size_t i = 0; i < layer_length(s, layer); i++) {
        sankey_item *item = item_at(s, layer, i);
        s->unlabelled += item->kind != SANKEY_PASSAGE && item->said.count == 0 && item->name.count == 0;
        height = fmax(height, text_height(item));
    }
    if (is_stock_layer(layer)) height += 2.0 * BOX_PAD;
    s->layer_size[layer] = layer_length(s, layer) ? fmax(height, 2.0 * BOX_PAD) : 0;
}

static void lay_down_page(sankey *s)
{
    const double share = 0.1;
    const double width = s->f.width - 2 * FRAME_EDGE;
    size_t longest = 1;
    s->is_down = true;
    s->across = width;
    for (size_t layer = 0; layer < s->layers.layer_count; layer++) {
        if (layer_length(s, layer) > longest) longest = layer_length(s, layer);
        measure_layer(s, layer, width);
    }
    s->least = fmin(1, width * share / (double)(longest + return_count(s)));
    fit_scale(s, width);
    s->along = place_layers(s);
}

/* Items in their order from the start that they wish, none over another, none beyond the end. */
static void settle_layer(const sankey *s, size_t layer)
{
    double end = 0, most = s->across;
    for (size_t i = 0; i < layer_length(s, layer); i++) {
        sankey_item *item = item_at(s, layer, i);
        item->start = fmax(item->start, end);
        end = item->start + item->size + item_gap(s, layer);
    }
    for (size_t i = layer_length(s, layer); i-- > 0;) {
        sankey_item *item = item_at(s, layer, i);
        item->start = fmin(item->start, most - item->size);
        most = item->start - item_gap(s, layer);
    }
}

/* Where a way's neighbours wish an item: the mean of those it is joined with, by their amounts. */
typedef struct wish {
    double sum, weight;
} wish;

static void wish_for(wish *wishes, const sankey *s, size_t item, size_t other, double amount)
{
    double weight = fmax(amount * s->scale, 0.01);
    wishes[item].sum += weight * sankey_middle(&s->items[other]);
    wishes[item].weight += weight;
}

/* All items of a way wish to be where their mean is, so that a long band is straight. */
static void wish_for_mean(wish *wishes, const sankey *s, const sankey_way *way)
{
    enum { STRENGTH = 6 };
    double sum = 0, weight = STRENGTH * fmax(way->amount * s->scale, 0.01);
    for (size_t k = 0; k < way->count; k++) sum += sankey_middle(&s->items[way->first + k]);
    for (size_t k = 0; way->count > 1 && k < way->count; k++) {
        wishes[way->first + k].sum += weight * sum / (double)way->count;
        wishes[way->first + k].weight += weight;
    }
}

static void collect_wishes(const sankey *s, wish *wishes)
{
    for (size_t i = 0; i < s->item_count; i++) wishes[i] = (wish){0, 0};
    for (size_t i = 0; i < s->chart->flow_count; i++) {
        const sankey_way *way = &s->ways[i];
        size_t before = way->from;
        wish_for_mean(wishes, s, way);
        for (size_t k = 0; k <= way->count; k++) {
            size_t at = k < way->count ? way->first + k : way->to;
            if (k == way->count && way->is_return) break;
            if (before != EN_CHART_OUTSIDE && at != EN_CHART_OUTSIDE) {
                wish_for(wishes, s, before, at, way->amount);
                wish_for(wishes, s, at, before, way->amount);
            }
            before = at;
        }
    }
}

static void settle(sankey *s, wish *wishes)
{
    enum { TURNS = 160 };
    for (size_t i = 0; i < s->item_count; i++) s->items[i].start = 0;
    for (size_t layer = 0; layer < s->layers.layer_count; layer++) settle_layer(s, layer);
    for (int turn = 0; turn < TURNS; turn++) {
        collect_wishes(s, wishes);
        for (size_t i = 0; i < s->item_count; i++) {
            sankey_item *item = &s->items[i];
            if (wishes[i].weight > 0) /* half of the way, so that neighbours do not swap places for ever */
                item->start += (wishes[i].sum / wishes[i].weight - item->band - item->start) / 2;
        }
        for (size_t layer = 0; layer < s->layers.layer_count; layer++) settle_layer(s, layer);
    }
}

/* A way that begins or ends at a stock, and what it is ordered by there. */
typedef struct port {
    double at;
    size_t way;
} port;

static int compare_ports(const port *a, const port *b)
{
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    return (a->way > b->way) - (a->way < b->way);
}

static void place_ports(sankey *s, size_t stock, bool leaving, port *ports)
{
    size_t count = 0;
    double total = 0;
    for (size_t i = 0; i < s->chart->flow_count; i++) {
        const sankey_way *way = &s->ways[i];
        if ((leaving ? way->from : way->to) != stock) continue;
        size_t other = leaving ? way->first : way->first + way->count - 1;
        port p = {!leaving && way->is_return ? INFINITY : sankey_middle(&s->items[other]), i};
        size_t at = count++;
        for (; at > 0 && compare_ports(&p, &ports[at - 1]) < 0; at--) ports[at] = ports[at - 1];
        ports[at] = p;
        total += sankey_width(s, way->amount);
    }
    double size = fmin(total, s->items[stock].size), at = sankey_middle(&s->items[stock]) - size / 2;
    for (size_t i = 0; i < count; i++) {
        sankey_way *way = &s->ways[ports[i].way];
        double width = sankey_width(s, way->amount) * (total > 0 ? size / total : 1);
        *(leaving ? &way->leaves : &way->enters) = at + width / 2;
        at += width;
    }
}

static void place_lanes(sankey *s)
{
    double at = s->across;
    for (size_t i = 0; i < s->chart->flow_count; i++) {
        sankey_way *way = &s->ways[i];
        if (!way->is_return) continue;
        double width = sankey_width(s, way->amount);
        way->lane = at + lane_gap(s) + width / 2;
        at += lane_gap(s) + width;
    }
    s->across = at;
}

static bool make_room(sankey *s)
{
    size_t count = s->layers.layer_count;
    s->layer_start = en_arena_array(s->arena, count, sizeof *s->layer_start);
    s->layer_size = en_arena_array(s->arena, count, sizeof *s->layer_size);
    s->least = 1;
    return s->layer_start && s->layer_size;
}

bool sankey_lay(sankey *s)
{
    enum { ABOVE = 8, LEAST_CELL = 112 };
    const double width = s->f.width - 2 * FRAME_EDGE;
    if (!make_room(s)) return false;
    if (!lay_across_page(s)) {
        if (!sankey_make(s, (size_t)(width / LEAST_CELL)) || !make_room(s)) return false;
        lay_down_page(s);
    }
    wish *wishes = en_arena_array(s->arena, s->item_count, sizeof *wishes);
    port *ports = en_arena_array(s->arena, s->chart->flow_count, sizeof *ports);
    if (!wishes || !ports) return false;
    settle(s, wishes);
    for (size_t i = 0; i < s->chart->stock_count; i++) {
        place_ports(s, i, true, ports);
        place_ports(s, i, false, ports);
    }
    place_lanes(s);
    s->origin_along = s->is_down ? s->f.y + ABOVE : FRAME_EDGE;
    s->origin_across = s->is_down ? FRAME_EDGE : s->f.y + ABOVE;
    s->f.y += ABOVE + (s->is_down ? s->along : s->across);
    return true;
}
