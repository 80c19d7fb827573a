/* Drawing a Sankey diagram. See sankey.h. */
#include "sankey_parts.h"

enum { BOX_PAD = 6, TEXT_GAP = 4 };

static const char between[] = " · ";

/* A place of the picture from one along and one across. */
typedef struct place {
    double x, y;
} place;

static place place_of(const sankey *s, double along, double across)
{
    double a = s->origin_along + along, b = s->origin_across + across;
    return s->is_down ? (place){b, a} : (place){a, b};
}

static void step(const sankey *s, en_text *path, char command, double along, double across)
{
    place p = place_of(s, along, across);
    svg_step(path, command, p.x, p.y);
}

/* From one along and across to another, leaving and arriving straight. */
static void bend(const sankey *s, en_text *path, double along1, double across1, double along2, double across2)
{
    double half = (along1 + along2) / 2;
    place a = place_of(s, half, across1), b = place_of(s, half, across2), c = place_of(s, along2, across2);
    svg_curve(path, a.x, a.y, b.x, b.y, c.x, c.y);
}

en_str sankey_stock_said(sankey *s, const en_chart_stock *stock)
{
    bool begins = isfinite(stock->begin), ends = isfinite(stock->end);
    if (!begins && !ends) return (en_str){0};
    if (!begins || !ends) return speech_amount(&s->said, begins ? stock->begin : stock->end, s->chart->unit);
    en_arg args[] = {en_arg_str("begin", speech_number(&s->said, stock->begin)),
                     en_arg_str("end", speech_amount(&s->said, stock->end, s->chart->unit))};
    return speech_say(&s->said, EN_W_CHART_SANKEY_LEVEL, 2, args);
}

en_str sankey_flow_said(sankey *s, size_t flow)
{
    return speech_number(&s->said, s->chart->flows[flow].value);
}

static en_str stock_name(sankey *s, size_t stock)
{
    if (stock == EN_CHART_OUTSIDE) return speech_word(&s->said, EN_W_CHART_SANKEY_OUTSIDE);
    return s->chart->stocks[stock].label;
}

/* "Students → Graduates · returns" */
static en_str way_said(sankey *s, size_t flow)
{
    const sankey_way *way = &s->ways[flow];
    en_arg args[] = {en_arg_str("from", stock_name(s, way->from)), en_arg_str("to", stock_name(s, way->to))};
    en_str parts[3] = {speech_say(&s->said, EN_W_CHART_SANKEY_BETWEEN, 2, args)};
    if (way->is_return) parts[1] = speech_word(&s->said, EN_W_CHART_SANKEY_RETURNS);
    if (way->is_reversed) parts[2] = speech_word(&s->said, EN_W_CHART_SANKEY_REVERSED);
    return speech_join(&s->said, between, 3, parts);
}

static const char *way_class(const sankey_way *way)
{
    if (way->is_return) return "chart-band chart-series-3";
    if (way->from == EN_CHART_OUTSIDE) return "chart-band chart-series-4";
    return way->to == EN_CHART_OUTSIDE ? "chart-band chart-series-2" : "chart-band chart-series-1";
}

static const char *way_colour(const sankey_way *way)
{
    if (way->is_return) return COLOUR_PURPLE;
    if (way->from == EN_CHART_OUTSIDE) return COLOUR_GREEN;
    return way->to == EN_CHART_OUTSIDE ? COLOUR_ORANGE : COLOUR_BLUE;
}

/* One after another along a way: where it is straight, from `start` to `end` along. */
typedef struct stretch {
    double start, end, middle;
} stretch;

static stretch item_stretch(const sankey *s, size_t item)
{
    size_t layer = s->layer[item];
    double start = s->layer_start[layer];
    return (stretch){start, start + s->layer_size[layer], sankey_middle(&s->items[item])};
}

static stretch stock_stretch(const sankey *s, size_t stock, double port)
{
    stretch at = item_stretch(s, stock);
    at.middle = port;
    return at;
}

/* How far the notch or the point of a band with an end outside goes. */
static double tip(double width) { return fmin(width / 2, 9); }

/* The side of a band that is `side` from its middle, forward. */
static void add_side_forward(const sankey *s, en_text *path, const sankey_way *way, double side)
{
    double along, across;
    if (way->from == EN_CHART_OUTSIDE) {
        stretch slot = item_stretch(s, way->first);
        step(s, path, 'M', slot.start + tip(2 * fabs(side)), slot.middle);
        along = slot.start;
        across = slot.middle + side;
        step(s, path, 'L', along, across);
    } else {
        along = stock_stretch(s, way->from, way->leaves).end;
        across = way->leaves + side;
        step(s, path, 'M', along, across);
    }
    for (size_t k = 0; k < way->count; k++) {
        stretch at = item_stretch(s, way->first + k);
        bool is_end = k + 1 == way->count && way->to == EN_CHART_OUTSIDE;
        if (at.start > along) bend(s, path, along, across, at.start, at.middle + side);
        along = is_end ? at.end - tip(2 * fabs(side)) : at.end;
        across = at.middle + side;
        step(s, path, 'L', along, across);
        if (is_end) step(s, path, 'L', at.end, at.middle);
    }
    if (way->to == EN_CHART_OUTSIDE) return;
    bend(s, path, along, across, stock_stretch(s, way->to, way->enters).start, way->enters + side);
}

static void add_side_back(const sankey *s, en_text *path, const sankey_way *way, double side)
{
    double along = 0, across = 0;
    bool begun = way->to != EN_CHART_OUTSIDE;
    if (begun) {
        along = stock_stretch(s, way->to, way->enters).start;
        across = way->enters + side;
        step(s, path, 'L', along, across);
    }
    for (size_t k = way->count; k-- > 0;) {
        stretch at = item_stretch(s, way->first + k);
        if (begun) bend(s, path, along, across, at.end, at.middle + side);
        else step(s, path, 'L', at.end - tip(2 * fabs(side)), at.middle + side);
        begun = true;
        along = at.start;
        across = at.middle + side;
        step(s, path, 'L', along, across);
    }
    if (way->from == EN_CHART_OUTSIDE) return;
    bend(s, path, along, across, stock_stretch(s, way->from, way->leaves).end, way->leaves + side);
}

static void set_path(sankey *s, en_text *path)
{
    svg_set(&s->f.out, "d", en_text_str(path));
    s->f.body.failed = s->f.body.failed || path->failed;
    en_text_free(path);
}

static void add_band(sankey *s, const sankey_way *way)
{
    double half = sankey_width(s, way->amount) / 2;
    en_text path = en_text_make(s->f.body.allocator);
    add_side_forward(s, &path, way, -half);
    add_side_back(s, &path, way, half);
    en_text_add_z(&path, " Z");
    svg_open(&s->f.out, "path");
    svg_set_z(&s->f.out, "class", way_class(way));
    frame_colour(&s->f.out, way_colour(way));
    set_path(s, &path);
    svg_set_z(&s->f.out, "fill-opacity", "0.45");
    svg_set_z(&s->f.out, "stroke", "currentColor"); /* so that the thinnest are seen, too */
    svg_set_z(&s->f.out, "stroke-width", "0.75");
    svg_close(&s->f.out, "path");
}

/* Out of its stock, through its slot, and back below all layers to the stock that it enters. */
static void add_return(sankey *s, const sankey_way *way)
{
    stretch from = stock_stretch(s, way->from, way->leaves), slot = item_stretch(s, way->first),
            to = stock_stretch(s, way->to, way->enters);
    en_text path = en_text_make(s->f.body.allocator);
    step(s, &path, 'M', from.end, from.middle);
    bend(s, &path, from.end, from.middle, slot.start, slot.middle);
    step(s, &path, 'L', way->down, slot.middle);
    step(s, &path, 'L', way->down, way->lane);
    step(s, &path, 'L', way->up, way->lane);
    step(s, &path, 'L', way->up, to.middle);
    step(s, &path, 'L', to.start, to.middle);
    svg_open(&s->f.out, "path");
    svg_set_z(&s->f.out, "class", way_class(way));
    frame_colour(&s->f.out, way_colour(way));
    set_path(s, &path);
    svg_set_z(&s->f.out, "fill", "none");
    svg_set_z(&s->f.out, "stroke", "currentColor");
    svg_set_number(&s->f.out, "stroke-width", sankey_width(s, way->amount));
    svg_set_z(&s->f.out, "stroke-opacity", "0.6");
    svg_set_z(&s->f.out, "stroke-linejoin", "round");
    svg_close(&s->f.out, "path");
}

/* The invisible rectangle around an item. */
static void add_hit(sankey *s, size_t item)
{
    stretch at = item_stretch(s, item);
    const sankey_item *i = &s->items[item];
    place a = place_of(s, at.start, i->start), b = place_of(s, at.end, i->start + i->size);
    svg_rect(&s->f.out, "chart-hit", a.x, a.y, b.x - a.x, b.y - a.y);
    svg_set_z(&s->f.out, "fill", "none");
    svg_set_z(&s->f.out, "pointer-events", "all");
    svg_close(&s->f.out, "rect");
}

/* The words of a flow: above its band, or right of it. */
static void add_slot_words(sankey *s, size_t item)
{
    const sankey_item *i = &s->items[item];
    stretch at = item_stretch(s, item);
    double aside = s->is_down ? i->band * 2 + TEXT_GAP : 0;
    place p = place_of(s, at.start, i->start + aside);
    frame_text how = {.name = "chart-label", .x = p.x, .y = p.y + FRAME_SMALL, .size = FRAME_SMALL};
    frame_lines(&s->f, how, &i->name);
    how.y += (double)i->name.count * line_height(FRAME_SMALL);
    how.name = "chart-said";
    frame_lines(&s->f, how, &i->said);
}

static void add_flow(sankey *s, size_t flow)
{
    const sankey_way *way = &s->ways[flow];
    frame_open_mark(
        &s->f, &(frame_mark){.name = "chart-mark",
                             .kind = way->is_return ? "return" : "flow",
                             .value = s->chart->flows[flow].value,
                             .low = NAN,
                             .high = NAN,
                             .label = s->chart->flows[flow].label,
                             .said = speech_amount(&s->said, s->chart->flows[flow].value, s->chart->unit),
                             .about = way_said(s, flow)});
    if (way->is_return) add_return(s, way);
    else add_band(s, way);
    add_hit(s, way->first);
    add_slot_words(s, way->first);
    svg_close(&s->f.out, "g");
}

static void add_stock_words(sankey *s, place a, place b, const sankey_item *i)
{
    double height =
        (double)i->name.count * line_height(FRAME_TEXT) + (double)i->said.count * line_height(FRAME_SMALL);
    frame_text how = {.name = "chart-label",
                      .x = (a.x + b.x) / 2,
                      .y = (a.y + b.y - height) / 2 + FRAME_TEXT,
                      .size = FRAME_TEXT,
                      .anchor = ANCHOR_MIDDLE};
    frame_lines(&s->f, how, &i->name);
    how.y += (double)i->name.count * line_height(FRAME_TEXT) - FRAME_TEXT + FRAME_SMALL;
    how.size = FRAME_SMALL;
    how.name = "chart-said";
    frame_lines(&s->f, how, &i->said);
}

static void add_stock(sankey *s, size_t stock)
{
    const en_chart_stock *of = &s->chart->stocks[stock];
    const sankey_item *i = &s->items[stock];
    stretch at = item_stretch(s, stock);
    place a = place_of(s, at.start, i->start), b = place_of(s, at.end, i->start + i->size);
    frame_open_mark(&s->f, &(frame_mark){.name = "chart-mark",
                                         .kind = "stock",
                                         .value = of->end,
                                         .low = of->begin,
                                         .high = NAN,
                                         .label = of->label,
                                         .said = sankey_stock_said(s, of)});
    svg_rect(&s->f.out, "chart-shape chart-hollow", a.x, a.y, b.x - a.x, b.y - a.y);
    svg_set_z(&s->f.out, "fill", COLOUR_GROUND);
    svg_set_z(&s->f.out, "stroke", "currentColor");
    svg_set_z(&s->f.out, "stroke-width", "1.5");
    svg_close(&s->f.out, "rect");
    add_hit(s, stock);
    add_stock_words(s, a, b, i);
    svg_close(&s->f.out, "g");
}

static en_str subtitle_of(sankey *s)
{
    const en_chart_sankey *c = s->chart;
    en_arg unit = en_arg_str("unit", c->unit), runs = en_arg_int("count", (int64_t)c->runs);
    en_str parts[5] = {c->period};
    if (c->unit.size) parts[1] = speech_say(&s->said, EN_W_CHART_UNIT, 1, &unit);
    if (c->runs) parts[2] = speech_say(&s->said, EN_W_CHART_SANKEY_MEDIANS, 1, &runs);
    if (c->is_approximate) parts[3] = speech_word(&s->said, EN_W_CHART_APPROXIMATE);
    if (c->is_synthetic) parts[4] = speech_word(&s->said, EN_W_CHART_SYNTHETIC);
    return speech_join(&s->said, between, 5, parts);
}

static void name(sankey *s)
{
    const en_chart_sankey *c = s->chart;
    en_arg model = en_arg_str("model", c->model);
    en_arg counts[] = {en_arg_int("stocks", (int64_t)c->stock_count),
                       en_arg_int("flows", (int64_t)c->flow_count)};
    s->texts = c->frame;
    if (!c->frame.title.size)
        s->texts.title = c->model.size ? speech_say(&s->said, EN_W_CHART_SANKEY_TITLE_OF, 1, &model)
                                       : speech_word(&s->said, EN_W_CHART_SANKEY_TITLE);
    if (!c->frame.subtitle.size) s->texts.subtitle = subtitle_of(s);
    if (!c->frame.summary.size) s->texts.summary = speech_say(&s->said, EN_W_CHART_SANKEY_SUMMARY, 2, counts);
}

static void add_notes(sankey *s)
{
    en_arg count = en_arg_int("count", (int64_t)s->unlabelled);
    en_str parts[2] = {speech_word(&s->said, EN_W_CHART_SANKEY_NOTE)};
    if (s->unlabelled) parts[1] = speech_say(&s->said, EN_W_CHART_SANKEY_UNLABELLED, 1, &count);
    s->f.y += BOX_PAD;
    frame_paragraph(&s->f, "chart-note", speech_join(&s->said, " ", 2, parts), FRAME_SMALL, 6);
}

static en_status draw(sankey *s, en_text *text)
{
    if (!sankey_make(s, SIZE_MAX)) return EN_ERR_MEMORY;
    name(s);
    frame_begin(&s->f, &s->texts, text->allocator);
    bool laid = sankey_lay(s);
    for (size_t turn = 0; laid && turn < 2; turn++) /* returns behind all else */
        for (size_t i = 0; i < s->chart->flow_count; i++)
            if (s->ways[i].is_return == (turn == 0)) add_flow(s, i);
    for (size_t i = 0; laid && i < s->chart->stock_count; i++) add_stock(s, i);
    if (laid) add_notes(s);
    s->f.body.failed = s->f.body.failed || s->said.failed || !laid;
    return frame_end(&s->f, "chart chart-sankey", text);
}

static bool is_end(const en_chart_sankey *chart, size_t end)
{
    return end == EN_CHART_OUTSIDE || end < chart->stock_count;
}

en_status en_chart_sankey_add(en_text *text, const en_chart_sankey *chart)
{
    if (chart->stock_count > EN_CHART_MOST_MARKS || chart->flow_count > EN_CHART_MOST_MARKS ||
        chart->stock_count + chart->flow_count > EN_CHART_MOST_MARKS)
        return EN_ERR_LIMIT;
    for (size_t i = 0; i < chart->flow_count; i++) {
        const en_chart_flow *flow = &chart->flows[i];
        if (!is_end(chart, flow->from) || !is_end(chart, flow->to) || !isfinite(flow->value) ||
            (flow->from == EN_CHART_OUTSIDE && flow->to == EN_CHART_OUTSIDE))
            return EN_ERR_USAGE;
    }
    en_arena arena = en_arena_make(text->allocator);
    sankey s = {.chart = chart, .arena = &arena, .said = {&arena, chart->frame.language, false}};
    en_status status = draw(&s, text);
    en_arena_free(&arena);
    return status;
}
