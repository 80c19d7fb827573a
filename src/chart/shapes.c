/* Shapes and their legend. See shapes.h. */
#include "shapes.h"

#include <math.h>

static const struct {
    const char *name, *class, *colour;
    en_word word;
} kinds[EN_CHART_KINDS] = {
    {"actual", "chart-shape chart-actual", COLOUR_BLUE, EN_W_CHART_ACTUAL},
    {"target", "chart-shape chart-target", COLOUR_ORANGE, EN_W_CHART_TARGET},
    {"forecast", "chart-shape chart-forecast", COLOUR_PURPLE, EN_W_CHART_FORECAST},
    {"need", "chart-shape chart-need", COLOUR_GREEN, EN_W_CHART_NEED},
};

const char *shape_name(en_chart_kind kind) { return kinds[kind].name; }

en_str shape_words(en_chart_kind kind, en_language language)
{
    return en_str_of(en_word_template(language, kinds[kind].word));
}

/* A polygon or a cross through points around (x, y), in units of the radius. */
static void add_path(svg *out, const char *name, double x, double y, const signed char *points, size_t count)
{
    en_text path = en_text_make(out->text->allocator);
    for (size_t i = 0; i < count; i++)
        svg_step(&path, i ? 'L' : 'M', x + points[2 * i] * SHAPE_RADIUS / 10.0,
                 y + points[2 * i + 1] * SHAPE_RADIUS / 10.0);
    en_text_add_z(&path, " Z");
    svg_open(out, "path");
    svg_set_z(out, "class", name);
    svg_set(out, "d", en_text_str(&path));
    out->text->failed = out->text->failed || path.failed;
    en_text_free(&path);
}

static const signed char diamond[] = {0, -10, 10, 0, 0, 10, -10, 0};
static const signed char triangle[] = {0, -9, 9, 8, -9, 8};
static const signed char square[] = {-8, -8, 8, -8, 8, 8, -8, 8};

static void add_cross(svg *out, double x, double y)
{
    double r = SHAPE_RADIUS;
    for (int turn = -1; turn <= 1; turn += 2) {
        svg_line(out, "chart-cross", x - r, y - turn * r, x + r, y + turn * r);
        svg_set_z(out, "stroke", "currentColor");
        svg_set_z(out, "stroke-width", "1.5");
        svg_close(out, "line");
    }
}

void shape_add(svg *out, en_chart_kind kind, double x, double y, bool is_replaced)
{
    bool is_disc = kind == EN_CHART_ACTUAL;
    if (is_disc) {
        svg_open(out, "circle");
        svg_set_z(out, "class", kinds[kind].class);
        svg_set_number(out, "cx", x);
        svg_set_number(out, "cy", y);
        svg_set_number(out, "r", SHAPE_RADIUS - 1);
    } else if (kind == EN_CHART_FORECAST) {
        add_path(out, kinds[kind].class, x, y, triangle, 3);
    } else {
        add_path(out, kinds[kind].class, x, y, kind == EN_CHART_NEED ? square : diamond, 4);
    }
    svg_set_z(out, "fill", is_disc && !is_replaced ? kinds[kind].colour : COLOUR_GROUND);
    svg_set_z(out, "stroke", kinds[kind].colour);
    svg_set_z(out, "stroke-width", "2");
    svg_close(out, is_disc ? "circle" : "path");
    if (is_replaced) add_cross(out, x, y);
}

void shape_add_promise(svg *out, double x, double y)
{
    add_path(out, "chart-shape chart-promise", x, y, diamond, 4);
    svg_close(out, "path");
}

static void add_arrow(svg *out, const char *colour, double x, double tip, double down)
{
    svg_open(out, "path");
    svg_set_z(out, "class", "chart-range");
    en_text path = en_text_make(out->text->allocator);
    svg_step(&path, 'M', x - 4, tip + 5 * down);
    svg_step(&path, 'L', x, tip);
    svg_step(&path, 'L', x + 4, tip + 5 * down);
    svg_set(out, "d", en_text_str(&path));
    out->text->failed = out->text->failed || path.failed;
    en_text_free(&path);
    svg_set_z(out, "fill", "none");
    svg_set_z(out, "stroke", colour);
    svg_set_z(out, "stroke-width", "1.5");
    svg_close(out, "path");
}

void shape_add_range(svg *out, en_chart_kind kind, const shape_range *range)
{
    enum { STUB = 24, WIDTH = 4 };
    double top = range->is_open_above ? fmax(range->top, range->y - STUB) : range->top;
    double bottom = range->is_open_below ? fmin(range->bottom, range->y + STUB) : range->bottom;
    if (bottom - top <= 2 * SHAPE_RADIUS) return;
    svg_rect(out, "chart-range", range->x - WIDTH / 2.0, top, WIDTH, bottom - top);
    svg_set_z(out, "fill", kinds[kind].colour);
    svg_set_z(out, "fill-opacity", "0.35");
    svg_close(out, "rect");
    if (range->is_open_above) add_arrow(out, kinds[kind].colour, range->x, top, 1);
    if (range->is_open_below) add_arrow(out, kinds[kind].colour, range->x, bottom, -1);
}

/* Where the next entry of the legend goes. */
typedef struct legend_pen {
    frame *f;
    double x;
    bool any;
} legend_pen;

enum { SWATCH = 26, ENTRY_GAP = 18, LINE = 20 };

/* Makes room for an entry, and writes its words; returns the middle of its swatch. */
static double add_entry(legend_pen *pen, en_word word)
{
    frame *f = pen->f;
    en_str words = en_str_of(en_word_template(f->of->language, word));
    double room = f->width - 2 * FRAME_EDGE - SWATCH;
    measure_lines lines = measure_wrap(words, FRAME_SMALL, room, 2);
    if (pen->any && pen->x + SWATCH + lines.width > f->width - FRAME_EDGE) {
        f->y += LINE;
        pen->x = FRAME_EDGE;
    }
    frame_text how = {.name = "chart-legend", .x = pen->x + SWATCH, .y = f->y + 14, .size = FRAME_SMALL};
    frame_lines(f, how, &lines);
    double middle = pen->x + SWATCH / 2.0 - 2;
    pen->x += SWATCH + lines.width + ENTRY_GAP;
    pen->any = true;
    if (lines.count > 1) {
        f->y += line_height(FRAME_SMALL);
        pen->x = f->width;
    }
    return middle;
}

static void add_line_entry(legend_pen *pen, en_word word)
{
    double x = add_entry(pen, word), y = pen->f->y + 10;
    svg *out = &pen->f->out;
    svg_line(out, "chart-path", x - SWATCH / 2.0 + 3, y, x + SWATCH / 2.0 - 3, y);
    svg_set_z(out, "stroke", "currentColor");
    svg_set_z(out, "stroke-width", "1.5");
    svg_set_z(out, "stroke-dasharray", "6 4");
    svg_close(out, "line");
}

static void add_cross_entry(legend_pen *pen)
{
    double x = add_entry(pen, EN_W_CHART_REPLACED), y = pen->f->y + 10;
    add_cross(&pen->f->out, x, y);
}

void shape_add_legend(frame *f, const shape_legend *legend)
{
    legend_pen pen = {f, FRAME_EDGE, false};
    for (int kind = 0; kind < EN_CHART_KINDS; kind++) {
        if (!legend->has[kind]) continue;
        double x = add_entry(&pen, kinds[kind].word);
        shape_add(&f->out, (en_chart_kind)kind, x, f->y + 10, false);
    }
    if (legend->has_replaced) add_cross_entry(&pen);
    if (legend->has_promise) {
        double x = add_entry(&pen, EN_W_CHART_PROMISED);
        shape_add_promise(&f->out, x, f->y + 10);
    }
    if (legend->has_level) add_line_entry(&pen, EN_W_CHART_PROMISED_UNDATED);
    if (legend->has_path) add_line_entry(&pen, EN_W_CHART_PATH);
    if (pen.any) f->y += LINE;
}
