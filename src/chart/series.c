/* Lines and bands. See series.h. */
#include "series.h"

#include "legend.h"

static const struct {
    const char *line, *band, *edge, *colour, *dashes;
} styles[SERIES_STYLES] = {
    {"chart-line chart-series-1", "chart-band chart-series-1", "chart-edge chart-series-1", COLOUR_BLUE,
     NULL},
    {"chart-line chart-series-2", "chart-band chart-series-2", "chart-edge chart-series-2", COLOUR_ORANGE,
     "9 4"},
    {"chart-line chart-series-3", "chart-band chart-series-3", "chart-edge chart-series-3", COLOUR_PURPLE,
     "2 3"},
    {"chart-line chart-series-4", "chart-band chart-series-4", "chart-edge chart-series-4", COLOUR_GREEN,
     "11 3 2 3"},
};

static const char band_opacity[] = "0.16";

static void add_stroke(svg *out, size_t style, const char *width, bool has_pattern)
{
    frame_colour(out, styles[style % SERIES_STYLES].colour);
    svg_set_z(out, "fill", "none");
    svg_set_z(out, "stroke", "currentColor");
    svg_set_z(out, "stroke-width", width);
    svg_set_z(out, "stroke-linejoin", "round");
    const char *dashes = styles[style % SERIES_STYLES].dashes;
    if (has_pattern && dashes) svg_set_z(out, "stroke-dasharray", dashes);
}

/* Adds the steps through values from one index up to another. */
static void add_steps(en_text *path, const series_plot *plot, const double *values, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        svg_step(path, i == from ? 'M' : 'L', scale_at(plot->x, plot->times[i]),
                 scale_at(plot->y, values[i]));
}

/* The end of what is there from `from` on. */
static size_t run_end(const double *low, const double *high, size_t from, size_t count)
{
    while (from < count && isfinite(low[from]) && isfinite(high[from])) from++;
    return from;
}

static void set_path(frame *f, en_text *path)
{
    svg_set(&f->out, "d", en_text_str(path));
    f->body.failed = f->body.failed || path->failed;
}

void series_line(frame *f, const series_plot *plot, const double *values, size_t style, series_weight weight)
{
    en_text path = en_text_make(f->body.allocator);
    for (size_t i = 0, end; i < plot->count; i = end + 1) {
        end = run_end(values, values, i, plot->count);
        add_steps(&path, plot, values, i, end);
        if (end == i + 1)
            svg_step(&path, 'L', scale_at(plot->x, plot->times[i]), scale_at(plot->y, values[i]));
    }
    if (path.size) {
        svg_open(&f->out, "path");
        svg_set_z(&f->out, "class", styles[style % SERIES_STYLES].line);
        set_path(f, &path);
        add_stroke(&f->out, style, weight == SERIES_MAIN ? "2.25" : "1", weight == SERIES_MAIN);
        svg_set_z(&f->out, "stroke-linecap", plot->count == 1 ? "round" : "butt");
        svg_close(&f->out, "path");
    }
    f->body.failed = f->body.failed || path.failed;
    en_text_free(&path);
}

/* There and back again, as one closed path for each stretch without gaps. */
static void add_area(en_text *path, const series_plot *plot, const double *low, const double *high)
{
    for (size_t i = 0, end; i < plot->count; i = end + 1) {
        end = run_end(low, high, i, plot->count);
        if (end == i) continue;
        add_steps(path, plot, high, i, end);
        for (size_t k = end; k-- > i;)
            svg_step(path, 'L', scale_at(plot->x, plot->times[k]), scale_at(plot->y, low[k]));
        en_text_add_z(path, " Z");
    }
}

static void add_edge(frame *f, const series_plot *plot, const double *low, const double *high, size_t style)
{
    const double *const sides[] = {low, high};
    en_text path = en_text_make(f->body.allocator);
    for (int side = 0; side < 2; side++)
        for (size_t i = 0, end; i < plot->count; i = end + 1) {
            end = run_end(low, high, i, plot->count);
            add_steps(&path, plot, sides[side], i, end);
        }
    svg_open(&f->out, "path");
    svg_set_z(&f->out, "class", styles[style % SERIES_STYLES].edge);
    set_path(f, &path);
    add_stroke(&f->out, style, "0.8", true);
    svg_set_z(&f->out, "stroke-opacity", "0.7");
    svg_close(&f->out, "path");
    en_text_free(&path);
}

void series_band(frame *f, const series_plot *plot, const double *low, const double *high, size_t style,
                 bool is_edged)
{
    en_text path = en_text_make(f->body.allocator);
    add_area(&path, plot, low, high);
    if (path.size) {
        svg_open(&f->out, "path");
        svg_set_z(&f->out, "class", styles[style % SERIES_STYLES].band);
        set_path(f, &path);
        frame_colour(&f->out, styles[style % SERIES_STYLES].colour);
        svg_set_z(&f->out, "fill-opacity", band_opacity);
        svg_close(&f->out, "path");
        if (is_edged) add_edge(f, plot, low, high, style);
    }
    f->body.failed = f->body.failed || path.failed;
    en_text_free(&path);
}

void series_line_swatch(frame *f, double x, double y, size_t style, series_weight weight)
{
    svg_line(&f->out, styles[style % SERIES_STYLES].line, x - LEGEND_SWATCH / 2.0 + 1, y,
             x + LEGEND_SWATCH / 2.0 - 1, y);
    add_stroke(&f->out, style, weight == SERIES_MAIN ? "2.25" : "1", weight == SERIES_MAIN);
    svg_close(&f->out, "line");
}

void series_band_swatch(frame *f, double x, double y, size_t depth, size_t style, bool is_neutral)
{
    enum { WIDTH = 18, HEIGHT = 11 };
    for (size_t i = 0; i <= depth; i++) {
        svg_rect(&f->out, is_neutral ? "chart-band" : styles[style % SERIES_STYLES].band, x - WIDTH / 2.0,
                 y - HEIGHT / 2.0, WIDTH, HEIGHT);
        if (!is_neutral) frame_colour(&f->out, styles[style % SERIES_STYLES].colour);
        svg_set_z(&f->out, "fill-opacity", band_opacity);
        svg_close(&f->out, "rect");
    }
}
