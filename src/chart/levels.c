/* How full things are that stand in a tree. See chart.h.
 *
 * Every bar has the same length, which stands for what there may be at most: so a group of thousands and a
 * line of one seat are both seen. The tree is in the indent of the labels, which stand above the bars and
 * have the whole width. What a bar is made of says its kind without any colour: filled, hatched, or striped.
 */
#include "frame.h"

enum { GAP = 8, STEP = 14, MOST_DEPTH = 6, BAR_HEIGHT = 13, MOST_LABEL_LINES = 3, MOST_ABOUT_LINES = 4 };

typedef struct levels {
    frame f;
    const en_chart_levels *chart;
    double said_most;          /* where the numbers break */
    double bar_start, bar_end; /* of every bar */
} levels;

typedef struct row {
    measure_lines label, about, said;
    double left; /* of the label */
    double label_height, height;
} row;

static unsigned depth_of(const en_chart_level *level)
{
    return level->depth < MOST_DEPTH ? level->depth : MOST_DEPTH;
}

/* The numbers behind the bars take what the widest needs, and never more than half. */
static void lay_columns(levels *l)
{
    double said_width = 0;
    unsigned deepest = 0;
    l->said_most = l->f.width * 0.45;
    for (size_t i = 0; i < l->chart->count; i++) {
        const en_chart_level *level = &l->chart->levels[i];
        said_width = fmax(said_width, measure_wrap(level->said, FRAME_TEXT, l->said_most, 1).width);
        if (depth_of(level) > deepest) deepest = depth_of(level);
    }
    l->bar_start = FRAME_EDGE + deepest * STEP;
    l->bar_end = fmax(l->bar_start + 20, l->f.width - FRAME_EDGE - said_width - GAP);
}

static row row_of(const levels *l, const en_chart_level *level)
{
    row r = {.left = FRAME_EDGE + depth_of(level) * STEP};
    double room = l->f.width - FRAME_EDGE - r.left;
    r.label = measure_wrap(level->label, FRAME_TEXT, room, MOST_LABEL_LINES);
    r.said = measure_wrap(level->said, FRAME_TEXT, l->said_most, 1);
    r.about =
        measure_wrap(level->about, FRAME_SMALL, l->f.width - FRAME_EDGE - l->bar_start, MOST_ABOUT_LINES);
    r.label_height = (double)r.label.count * line_height(FRAME_TEXT) + 3;
    r.height = r.label_height + fmax(BAR_HEIGHT, line_height(FRAME_TEXT)) + GAP;
    if (r.about.count) r.height += (double)r.about.count * line_height(FRAME_SMALL) + 2;
    return r;
}

static const char *const kinds[EN_CHART_LEVEL_KINDS] = {"group", "place", "open", "reserved", "term"};

static void add_filled(frame *f, en_chart_level_kind kind, double x, double y, double width)
{
    const bool is_reserved = kind == EN_CHART_LEVEL_RESERVED, is_term = kind == EN_CHART_LEVEL_TERM;
    const char *colour = is_reserved ? COLOUR_ORANGE : is_term ? COLOUR_GREEN : COLOUR_BLUE;
    const char *name = is_reserved ? "chart-shape chart-other"
                       : is_term   ? "chart-shape chart-need"
                                   : "chart-shape chart-bar";
    if (width <= 0) return;
    svg_rect(&f->out, name, x, y, width, BAR_HEIGHT);
    frame_colour(&f->out, colour);
    if (is_reserved || is_term) {
        svg_set_z(&f->out, "fill", "none");
        svg_set_z(&f->out, "stroke", "currentColor");
    }
    svg_close(&f->out, "rect");
    if (is_reserved) frame_hatch(f, "chart-other", colour, x, y, width, BAR_HEIGHT, FRAME_HATCH_SLANTED);
    if (is_term) frame_hatch(f, "chart-need", colour, x, y, width, BAR_HEIGHT, FRAME_HATCH_UPRIGHT);
}

/* What there may be at most, as a frame around the bar. */
static void add_room(levels *l, double y)
{
    svg_rect(&l->f.out, "chart-room", l->bar_start, y, l->bar_end - l->bar_start, BAR_HEIGHT);
    svg_set_z(&l->f.out, "fill", "none");
    svg_set_z(&l->f.out, "stroke", "currentColor");
    svg_set_z(&l->f.out, "stroke-opacity", "0.5");
    svg_close(&l->f.out, "rect");
}

/* A thick end where the limit bound; a line through the frame, longer than it is high, at the target. */
static void add_limit(frame *f, double x, double y, bool is_target)
{
    const double beyond = is_target ? 4 : 1.5;
    svg_line(&f->out, is_target ? "chart-target-line" : "chart-bound", x, y - beyond, x,
             y + BAR_HEIGHT + beyond);
    svg_set_z(&f->out, "stroke", "currentColor");
    svg_set_z(&f->out, "stroke-width", is_target ? "2.5" : "5");
    svg_close(&f->out, "line");
}

static double share(double part, double whole)
{
    double s = whole > 0 ? part / whole : 0;
    return s < 0 ? 0 : s > 1 ? 1 : s;
}

static void add_shapes(levels *l, const en_chart_level *level, double y)
{
    double length = l->bar_end - l->bar_start;
    add_filled(&l->f, level->kind, l->bar_start, y, length * share(level->filled, level->most));
    add_room(l, y);
    if (level->has_target)
        add_limit(&l->f, l->bar_start + length * share(level->target, level->most), y, true);
    if (level->is_bound) add_limit(&l->f, l->bar_end, y, false);
}

static void add_row(levels *l, const en_chart_level *level)
{
    row r = row_of(l, level);
    double y = l->f.y + r.label_height, top = l->f.y;
    frame_open_mark(&l->f, &(frame_mark){.name = "chart-mark",
                                         .kind = kinds[level->kind],
                                         .value = level->filled,
                                         .low = -INFINITY,
                                         .high = level->most,
                                         .label = level->label,
                                         .said = level->said,
                                         .about = level->about});
    svg_rect(&l->f.out, "chart-hit", FRAME_EDGE / 2.0, top - 2, l->f.width - FRAME_EDGE, r.height);
    svg_set_z(&l->f.out, "fill", "none");
    svg_set_z(&l->f.out, "pointer-events", "all");
    svg_close(&l->f.out, "rect");
    frame_text how = {.name = "chart-label", .x = r.left, .y = top + FRAME_TEXT, .size = FRAME_TEXT};
    frame_lines(&l->f, how, &r.label);
    add_shapes(l, level, y + 2);
    how = (frame_text){.name = "chart-said", .x = l->bar_end + GAP, .y = y + FRAME_TEXT, .size = FRAME_TEXT};
    frame_lines(&l->f, how, &r.said);
    how = (frame_text){.name = "chart-about",
                       .x = l->bar_start,
                       .y = y + line_height(FRAME_TEXT) + FRAME_SMALL + 2,
                       .size = FRAME_SMALL};
    frame_lines(&l->f, how, &r.about);
    svg_close(&l->f.out, "g");
    l->f.y += r.height;
}

en_status en_chart_levels_add(en_text *text, const en_chart_levels *chart)
{
    if (chart->count > EN_CHART_MOST_MARKS) return EN_ERR_LIMIT;
    levels l = {.chart = chart};
    frame_begin(&l.f, &chart->frame, text->allocator);
    lay_columns(&l);
    l.f.y += GAP;
    for (size_t i = 0; i < chart->count; i++) add_row(&l, &chart->levels[i]);
    return frame_end(&l.f, "chart chart-levels", text);
}
