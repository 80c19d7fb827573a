/* Lying bars. See chart.h.
 *
 * Labels stand in a column left of the bars, or above them where the picture is narrow; a bar's value stands
 * behind its end, for which the widest has room. Bars of another kind are hatched, so that print and eyes
 * without colour tell them apart.
 */
#include "frame.h"

enum { GAP = 8, MOST_LABEL_LINES = 3, MOST_ABOUT_LINES = 3, BAR_HEIGHT = 18, ROW_GAP = 8 };

typedef struct bars {
    frame f;
    const en_chart_bars *chart;
    bool is_narrow;                 /* labels above the bars */
    double label_most, said_most;   /* where labels and values break */
    double label_width, said_width; /* of the widest */
    value_ticks ticks;
    scale x;
    double top; /* of the plot */
} bars;

static bool has_negative(const en_chart_bars *chart)
{
    for (size_t i = 0; i < chart->count; i++)
        if (chart->bars[i].value < 0) return true;
    return false;
}

static measure_lines label_of(const bars *b, size_t i)
{
    return measure_wrap(b->chart->bars[i].label, FRAME_TEXT, b->label_most, MOST_LABEL_LINES);
}

static measure_lines about_of(const bars *b, size_t i)
{
    return measure_wrap(b->chart->bars[i].about, FRAME_SMALL, b->label_most, MOST_ABOUT_LINES);
}

static measure_lines said_of(const bars *b, size_t i)
{
    return measure_wrap(b->chart->bars[i].said, FRAME_TEXT, b->said_most, 1);
}

/* Labels stand above the bars where they and the values would leave too little for the bars. */
static void lay_columns(bars *b)
{
    bool both_sides = has_negative(b->chart);
    b->label_most = b->f.width * 0.4;
    b->said_most = b->f.width * (both_sides ? 0.3 : 0.5);
    for (size_t i = 0; i < b->chart->count; i++) {
        b->label_width = fmax(b->label_width, fmax(label_of(b, i).width, about_of(b, i).width));
        b->said_width = fmax(b->said_width, said_of(b, i).width);
    }
    b->is_narrow = b->label_width + b->said_width * (both_sides ? 2 : 1) > b->f.width * 0.6;
    if (b->is_narrow) b->label_most = b->f.width - 2 * FRAME_EDGE;
}

/* The values' scale, with as many ticks as their labels leave room for. */
static void lay_scale(bars *b)
{
    enum { MOST_TICKS = 7, LEAST_TICKS = 3 };
    double low = 0, high = 0;
    bool whole = true;
    for (size_t i = 0; i < b->chart->count; i++) {
        low = fmin(low, b->chart->bars[i].value);
        high = fmax(high, b->chart->bars[i].value);
        whole = whole && is_whole(b->chart->bars[i].value);
    }
    double left = FRAME_EDGE + (b->is_narrow ? 0 : b->label_width + GAP);
    double right = b->f.width - FRAME_EDGE - b->said_width - GAP;
    if (has_negative(b->chart)) left += b->said_width + GAP;
    size_t most = MOST_TICKS;
    do {
        b->ticks = value_ticks_of(low, high, most, whole);
        b->x = scale_of(&b->ticks, left, right);
    } while (most-- > LEAST_TICKS &&
             (frame_ticks_width(&b->f, &b->ticks, false) + 2 * GAP) * (double)(b->ticks.count - 1) >
                 right - left);
}

/* The height of what stands left of a bar, or above it. */
static double text_height(const measure_lines *label, const measure_lines *about)
{
    return (double)label->count * line_height(FRAME_TEXT) + (double)about->count * line_height(FRAME_SMALL);
}

static double row_height(const bars *b, size_t i)
{
    measure_lines label = label_of(b, i), about = about_of(b, i);
    double text = text_height(&label, &about);
    if (b->is_narrow) return text + BAR_HEIGHT + ROW_GAP;
    return fmax(text, BAR_HEIGHT) + ROW_GAP;
}

static void add_shape(bars *b, size_t i, double y)
{
    const en_chart_bar *bar = &b->chart->bars[i];
    double base = scale_at(&b->x, 0), end = scale_at(&b->x, bar->value);
    double x = fmin(base, end), width = fmax(fabs(end - base), 1);
    svg_rect(&b->f.out, bar->is_other ? "chart-shape chart-other" : "chart-shape chart-bar", x, y, width,
             BAR_HEIGHT);
    frame_colour(&b->f.out, bar->is_other ? COLOUR_ORANGE : COLOUR_BLUE);
    if (bar->is_other) svg_set_z(&b->f.out, "fill", "none");
    if (bar->is_other) svg_set_z(&b->f.out, "stroke", "currentColor");
    svg_close(&b->f.out, "rect");
    if (bar->is_other)
        frame_hatch(&b->f, "chart-other", COLOUR_ORANGE, x, y, width, BAR_HEIGHT, FRAME_HATCH_SLANTED);
    bool left = bar->value < 0;
    measure_lines said = said_of(b, i);
    frame_text how = {.name = "chart-said",
                      .x = left ? x - GAP : x + width + GAP - 2,
                      .y = y + BAR_HEIGHT - 4.5,
                      .size = FRAME_TEXT,
                      .anchor = left ? ANCHOR_END : ANCHOR_START};
    frame_lines(&b->f, how, &said);
}

static void add_row(bars *b, size_t i)
{
    const en_chart_bar *bar = &b->chart->bars[i];
    measure_lines label = label_of(b, i), about = about_of(b, i);
    double height = row_height(b, i), text = text_height(&label, &about);
    double y = b->is_narrow ? b->f.y + text : b->f.y + (height - ROW_GAP - BAR_HEIGHT) / 2;
    frame_open_mark(&b->f, &(frame_mark){.name = "chart-mark",
                                         .kind = bar->is_other ? "other" : "bar",
                                         .value = bar->value,
                                         .low = -INFINITY,
                                         .high = INFINITY,
                                         .label = bar->label,
                                         .said = bar->said,
                                         .about = bar->about});
    svg_rect(&b->f.out, "chart-hit", FRAME_EDGE / 2.0, b->f.y - ROW_GAP / 2.0, b->f.width - FRAME_EDGE,
             height);
    svg_set_z(&b->f.out, "fill", "none");
    svg_set_z(&b->f.out, "pointer-events", "all");
    svg_close(&b->f.out, "rect");
    frame_text how = {.name = b->is_narrow ? "chart-label chart-halo" : "chart-label",
                      .has_halo = b->is_narrow, /* there the grid runs behind the words */
                      .x = b->is_narrow ? FRAME_EDGE : FRAME_EDGE + b->label_width,
                      .y = b->f.y + FRAME_TEXT + (b->is_narrow ? 0 : (height - ROW_GAP - text) / 2),
                      .size = FRAME_TEXT,
                      .anchor = b->is_narrow ? ANCHOR_START : ANCHOR_END};
    frame_lines(&b->f, how, &label);
    how.name = b->is_narrow ? "chart-about chart-halo" : "chart-about";
    how.y += (double)label.count * line_height(FRAME_TEXT) - FRAME_TEXT + FRAME_SMALL;
    how.size = FRAME_SMALL;
    frame_lines(&b->f, how, &about);
    add_shape(b, i, y);
    svg_close(&b->f.out, "g");
    b->f.y += height;
}

static void add_axis(bars *b, double bottom)
{
    double used = -GAP;
    for (size_t i = 0; i < b->ticks.count; i++) {
        double x = scale_at(&b->x, value_tick(&b->ticks, i));
        frame_grid(&b->f, x, b->top, x, bottom, value_tick(&b->ticks, i) == 0);
    }
    for (size_t i = 0; i < b->ticks.count; i++) {
        en_text words = en_text_make(b->f.body.allocator);
        value_tick_add(&words, b->f.of->language, &b->ticks, i, false);
        frame_tick_below(&b->f, scale_at(&b->x, value_tick(&b->ticks, i)), bottom + FRAME_SMALL + 4,
                         en_text_str(&words), &used);
        b->f.body.failed = b->f.body.failed || words.failed;
        en_text_free(&words);
    }
}

en_status en_chart_bars_add(en_text *text, const en_chart_bars *chart)
{
    if (chart->count > EN_CHART_MOST_MARKS) return EN_ERR_LIMIT;
    bars b = {.chart = chart};
    frame_begin(&b.f, &chart->frame, text->allocator);
    lay_columns(&b);
    lay_scale(&b);
    b.top = b.f.y += ROW_GAP;
    double bottom = b.top;
    for (size_t i = 0; i < chart->count; i++) bottom += row_height(&b, i);
    add_axis(&b, bottom);
    b.f.y += ROW_GAP / 2.0;
    for (size_t i = 0; i < chart->count; i++) add_row(&b, i);
    b.f.y = bottom + line_height(FRAME_SMALL) + 4;
    return frame_end(&b.f, "chart chart-bars", text);
}
