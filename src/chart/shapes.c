/* Shapes and their legend. See shapes.h. */
#include "shapes.h"

#include "legend.h"

#include <stdio.h>

static const struct {
    const char *name, *class, *colour; /* the colour is the default of the class */
    en_word word;
} kinds[EN_CHART_KINDS] = {
    {"actual", "chart-actual", COLOUR_BLUE, EN_W_CHART_ACTUAL},
    {"target", "chart-target", COLOUR_ORANGE, EN_W_CHART_TARGET},
    {"forecast", "chart-forecast", COLOUR_PURPLE, EN_W_CHART_FORECAST},
    {"need", "chart-need", COLOUR_GREEN, EN_W_CHART_NEED},
};

const char *shape_name(en_chart_kind kind) { return kinds[kind].name; }

en_str shape_words(en_chart_kind kind, en_language language)
{
    return en_str_of(en_word_template(language, kinds[kind].word));
}

/* Opens a polygon through points around (x, y), in units of the radius. */
static void open_path(svg *out, double x, double y, const signed char *points, size_t count)
{
    en_text path = en_text_make(out->text->allocator);
    for (size_t i = 0; i < count; i++)
        svg_step(&path, i ? 'L' : 'M', x + points[2 * i] * SHAPE_RADIUS / 10.0,
                 y + points[2 * i + 1] * SHAPE_RADIUS / 10.0);
    en_text_add_z(&path, " Z");
    svg_open(out, "path");
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

/* The class of the kind behind one of its own. */
static void set_class(svg *out, const char *own, en_chart_kind kind)
{
    char names[64];
    int n = snprintf(names, sizeof names, "%s %s", own, kinds[kind].class);
    svg_set(out, "class", (en_str){names, (size_t)n});
    frame_colour(out, kinds[kind].colour);
}

static const char *open_shape(svg *out, en_chart_kind kind, double x, double y)
{
    if (kind == EN_CHART_ACTUAL) {
        svg_open(out, "circle");
        svg_set_number(out, "cx", x);
        svg_set_number(out, "cy", y);
        svg_set_number(out, "r", SHAPE_RADIUS - 1);
        return "circle";
    }
    if (kind == EN_CHART_FORECAST) open_path(out, x, y, triangle, 3);
    else open_path(out, x, y, kind == EN_CHART_NEED ? square : diamond, 4);
    return "path";
}

void shape_add(svg *out, en_chart_kind kind, double x, double y, bool is_replaced)
{
    bool is_hollow = kind != EN_CHART_ACTUAL || is_replaced;
    const char *element = open_shape(out, kind, x, y);
    set_class(out, is_hollow ? "chart-shape chart-hollow" : "chart-shape", kind);
    if (is_hollow) svg_set_z(out, "fill", COLOUR_GROUND);
    svg_set_z(out, "stroke", "currentColor");
    svg_set_z(out, "stroke-width", "2");
    svg_close(out, element);
    if (is_replaced) add_cross(out, x, y);
}

void shape_add_promise(svg *out, double x, double y)
{
    open_path(out, x, y, diamond, 4);
    svg_set_z(out, "class", "chart-shape chart-promise");
    svg_close(out, "path");
}

static void add_arrow(svg *out, en_chart_kind kind, double x, double tip, double down)
{
    svg_open(out, "path");
    set_class(out, "chart-range", kind);
    en_text path = en_text_make(out->text->allocator);
    svg_step(&path, 'M', x - 4, tip + 5 * down);
    svg_step(&path, 'L', x, tip);
    svg_step(&path, 'L', x + 4, tip + 5 * down);
    svg_set(out, "d", en_text_str(&path));
    out->text->failed = out->text->failed || path.failed;
    en_text_free(&path);
    svg_set_z(out, "fill", "none");
    svg_set_z(out, "stroke", "currentColor");
    svg_set_z(out, "stroke-width", "1.5");
    svg_close(out, "path");
}

shape_range shape_range_of(double x, double y, double top, double bottom, bool is_open_above,
                           bool is_open_below)
{
    enum { STUB = 24 };
    return (shape_range){x, is_open_above ? fmax(top, y - STUB) : top,
                         is_open_below ? fmin(bottom, y + STUB) : bottom, is_open_above, is_open_below};
}

void shape_add_range(svg *out, en_chart_kind kind, const shape_range *range)
{
    enum { WIDTH = 4 };
    double top = range->top, bottom = range->bottom;
    if (bottom - top <= 2 * SHAPE_RADIUS) return;
    svg_open(out, "rect");
    set_class(out, "chart-range", kind);
    svg_set_number(out, "x", range->x - WIDTH / 2.0);
    svg_set_number(out, "y", top);
    svg_set_number(out, "width", WIDTH);
    svg_set_number(out, "height", bottom - top);
    svg_set_z(out, "fill-opacity", "0.35");
    svg_close(out, "rect");
    if (range->is_open_above) add_arrow(out, kind, range->x, top, 1);
    if (range->is_open_below) add_arrow(out, kind, range->x, bottom, -1);
}

static double add_entry(legend *pen, en_word word)
{
    return legend_entry(pen, en_str_of(en_word_template(pen->f->of->language, word)));
}

static void add_line_entry(legend *pen, en_word word)
{
    double x = add_entry(pen, word), y = pen->f->y + LEGEND_MIDDLE;
    svg *out = &pen->f->out;
    svg_line(out, "chart-path", x - LEGEND_SWATCH / 2.0 + 3, y, x + LEGEND_SWATCH / 2.0 - 3, y);
    svg_set_z(out, "stroke", "currentColor");
    svg_set_z(out, "stroke-width", "1.5");
    svg_set_z(out, "stroke-dasharray", "5 3");
    svg_close(out, "line");
}

static void add_cross_entry(legend *pen)
{
    double x = add_entry(pen, EN_W_CHART_REPLACED), y = pen->f->y + LEGEND_MIDDLE;
    add_cross(&pen->f->out, x, y);
}

void shape_add_legend(frame *f, const shape_legend *of)
{
    legend pen = legend_begin(f);
    for (int kind = 0; kind < EN_CHART_KINDS; kind++) {
        if (!of->has[kind]) continue;
        double x = add_entry(&pen, kinds[kind].word);
        shape_add(&f->out, (en_chart_kind)kind, x, f->y + LEGEND_MIDDLE, false);
    }
    if (of->has_replaced) add_cross_entry(&pen);
    if (of->has_promise) {
        double x = add_entry(&pen, EN_W_CHART_PROMISED);
        shape_add_promise(&f->out, x, f->y + LEGEND_MIDDLE);
    }
    if (of->has_level) add_line_entry(&pen, EN_W_CHART_PROMISED_UNDATED);
    if (of->has_path) add_line_entry(&pen, EN_W_CHART_PATH);
    legend_end(&pen);
}
