/* Figures over time. See chart.h.
 *
 * Each kind of figure has its own shape and colour; what it may be is a bar through it; an old vintage is
 * hollow and crossed out, its words are struck, and it is there. The promise is a diamond at the day by which
 * it is due, or a level line where no day is given. Marks at the same spot are moved aside by their own
 * width.
 */
#include "shapes.h"
#include "tags.h"

enum { PLOT_LEAST = 200, PLOT_MOST = 320, PAD = 16, GAP = 6, MARK = SHAPE_RADIUS, HIT = 12 };

typedef struct timeline {
    frame f;
    const en_chart_timeline *chart;
    en_arena arena;
    value_ticks ticks;
    scale x, y;
    double left, right, top, bottom; /* of the plot */
    tag *spots;                      /* of the figures, then of the promise */
    labels labels;
} timeline;

static bool has_promise(const en_chart_timeline *chart) { return chart->promise.said.size > 0; }

static span values_of(const en_chart_timeline *chart)
{
    span s = {INFINITY, -INFINITY};
    if (!chart->are_years) span_take(&s, 0);
    for (size_t i = 0; i < chart->count; i++) {
        span_take(&s, chart->figures[i].value);
        span_take(&s, chart->figures[i].low);
        span_take(&s, chart->figures[i].high);
    }
    if (has_promise(chart)) span_take(&s, chart->promise.value);
    if (chart->path.given) {
        span_take(&s, chart->path.from);
        span_take(&s, chart->path.to);
    }
    return s.low <= s.high ? s : (span){0, 1};
}

/* Whether all that is drawn are counts. */
static bool are_counts(const en_chart_timeline *chart)
{
    for (size_t i = 0; i < chart->count; i++)
        if (!is_whole(chart->figures[i].value)) return false;
    return !has_promise(chart) || is_whole(chart->promise.value);
}

/* The days, with some time around a single one. */
static span days_of(const en_chart_timeline *chart)
{
    enum { ALONE = 200 };
    span s = {INFINITY, -INFINITY};
    for (size_t i = 0; i < chart->count; i++) span_take(&s, chart->figures[i].day);
    if (has_promise(chart) && chart->promise.has_day) span_take(&s, chart->promise.day);
    if (chart->path.given) {
        span_take(&s, chart->path.from_day);
        span_take(&s, chart->path.to_day);
    }
    if (s.low > s.high) s = (span){chart->today, chart->today};
    if (s.high - s.low < 2) return (span){s.low - ALONE, s.high + ALONE};
    return s;
}

static void lay_out(timeline *t)
{
    enum { MOST_TICKS = 6, TODAY_LINE = 22 };
    span values = values_of(t->chart), days = days_of(t->chart);
    t->ticks = value_ticks_of(values.low, values.high, MOST_TICKS, are_counts(t->chart));
    t->left = FRAME_EDGE + frame_ticks_width(&t->f, &t->ticks, t->chart->are_years) + GAP;
    t->right = t->f.width - FRAME_EDGE;
    t->top = t->f.y + TODAY_LINE;
    t->bottom = t->top + fmin(fmax(t->f.width * 0.4, PLOT_LEAST), PLOT_MOST);
    t->x = (scale){days.low, days.high, t->left + PAD, t->right - PAD};
    t->y = scale_of(&t->ticks, t->bottom, t->top);
    t->labels.bounds = (box){t->left + 2, t->top, t->f.width - 4, t->bottom - 2};
}

static bool is_taken(const timeline *t, size_t count, double x, double y)
{
    for (size_t i = 0; i < count; i++)
        if (fabs(t->spots[i].x - x) < MARK + 1 && fabs(t->spots[i].y - y) < MARK + 1) return true;
    return false;
}

/* The place of a mark: at its day, or beside those that are there already. */
static void place_mark(timeline *t, size_t i, double day, double value)
{
    enum { MOST_STEPS = 24 };
    double x = scale_at(&t->x, day), y = scale_at(&t->y, value), moved = x;
    for (int step = 1; step < MOST_STEPS && is_taken(t, i, moved, y); step++) {
        int steps = (step + 1) / 2 * (step % 2 ? 1 : -1); /* 1, −1, 2, −2 … */
        double aside = x + steps * (2.0 * MARK + 2);
        if (aside > t->left + MARK && aside < t->right - MARK) moved = aside;
    }
    t->spots[i].x = moved;
    t->spots[i].y = y;
    labels_take(&t->labels, (box){moved - MARK - 1, y - MARK - 1, moved + MARK + 1, y + MARK + 1});
}

static void place_marks(timeline *t)
{
    const en_chart_timeline *c = t->chart;
    for (size_t i = 0; i < c->count; i++) place_mark(t, i, c->figures[i].day, c->figures[i].value);
    if (!has_promise(c)) return;
    tag *promise = &t->spots[c->count];
    if (c->promise.has_day) place_mark(t, c->count, c->promise.day, c->promise.value);
    else *promise = (tag){.x = t->right - 1, .y = scale_at(&t->y, c->promise.value)};
    labels_avoid(&t->labels, c->promise.has_day ? (segment){promise->x, promise->y, promise->x, t->bottom}
                                                : (segment){t->left, promise->y, t->right, promise->y});
}

static shape_range range_of(const timeline *t, size_t i)
{
    const en_chart_figure *figure = &t->chart->figures[i];
    const tag *s = &t->spots[i];
    bool above = isinf(figure->high), below = isinf(figure->low);
    return shape_range_of(s->x, s->y, above ? t->top : scale_at(&t->y, figure->high),
                          below ? t->bottom : scale_at(&t->y, figure->low), above, below);
}

static segment path_of(const timeline *t)
{
    const en_chart_path *p = &t->chart->path;
    return (segment){scale_at(&t->x, p->from_day), scale_at(&t->y, p->from), scale_at(&t->x, p->to_day),
                     scale_at(&t->y, p->to)};
}

/* "2025-07 · 2028–2034"; empty where memory is out. */
static en_str join(en_arena *arena, en_str when, en_str about)
{
    static const char between[] = " · ";
    if (!when.size || !about.size) return when.size ? when : about;
    size_t gap = sizeof between - 1, size = when.size + gap + about.size;
    char *text = en_arena_raw(arena, size, 1);
    if (!text) return (en_str){0};
    memcpy(text, when.at, when.size);
    memcpy(text + when.size, between, gap);
    memcpy(text + when.size + gap, about.at, about.size);
    return (en_str){text, size};
}

static void place_label(timeline *t, size_t i, en_str said, en_str when, en_str about)
{
    tag_place(&t->f, &t->labels, &t->spots[i], said, join(&t->arena, when, about));
}

/* The promise first, then what stands from the newest on, then what has been replaced. */
static void place_labels(timeline *t)
{
    const en_chart_timeline *c = t->chart;
    if (c->path.given) labels_avoid(&t->labels, path_of(t));
    for (size_t i = 0; i < c->count; i++) {
        shape_range range = range_of(t, i);
        labels_avoid(&t->labels, (segment){range.x, range.top, range.x, range.bottom});
    }
    if (has_promise(c)) place_label(t, c->count, c->promise.said, c->promise.when, (en_str){0});
    for (int replaced = 0; replaced < 2; replaced++)
        for (size_t i = c->count; i-- > 0;) {
            const en_chart_figure *figure = &c->figures[i];
            if (figure->replaced == replaced) place_label(t, i, figure->said, figure->when, figure->about);
        }
}

static void add_value_axis(timeline *t)
{
    for (size_t i = 0; i < t->ticks.count; i++) {
        double value = value_tick(&t->ticks, i), y = scale_at(&t->y, value);
        frame_grid(&t->f, t->left, y, t->right, y, value == 0 || (i == 0 && value > 0));
        en_text words = en_text_make(t->f.body.allocator);
        value_tick_add(&words, t->f.of->language, &t->ticks, i, t->chart->are_years);
        frame_text how = {
            .name = "chart-tick", .x = t->left - GAP, .y = y + 4, .size = FRAME_SMALL, .anchor = ANCHOR_END};
        frame_words(&t->f, how, en_text_str(&words), false);
        t->f.body.failed = t->f.body.failed || words.failed;
        en_text_free(&words);
    }
}

static void add_day_tick(timeline *t, en_date date, double *used)
{
    double x = scale_at(&t->x, en_date_first(date));
    frame_grid(&t->f, x, t->bottom, x, t->bottom + 4, true);
    en_text words = en_text_make(t->f.body.allocator);
    en_words_add_date(&words, t->f.of->language, date, false);
    frame_tick_below(&t->f, x, t->bottom + 6 + FRAME_SMALL, en_text_str(&words), used);
    t->f.body.failed = t->f.body.failed || words.failed;
    en_text_free(&words);
}

static void add_day_axis(timeline *t)
{
    enum { PIXELS_PER_TICK = 84, LEAST_TICKS = 3 };
    size_t most = (size_t)((t->right - t->left) / PIXELS_PER_TICK);
    date_ticks ticks =
        date_ticks_of((int32_t)t->x.low, (int32_t)t->x.high, most > LEAST_TICKS ? most : LEAST_TICKS);
    double used = -GAP;
    for (size_t i = 0; i < ticks.count; i++) add_day_tick(t, ticks.at[i], &used);
}

/* A line that is no mark: dashed, in the colour of the text. */
static void add_dashed(timeline *t, const char *name, segment s, const char *dashes, const char *width)
{
    svg_line(&t->f.out, name, s.x1, s.y1, s.x2, s.y2);
    svg_set_z(&t->f.out, "stroke", "currentColor");
    svg_set_z(&t->f.out, "stroke-width", width);
    svg_set_z(&t->f.out, "stroke-dasharray", dashes);
    svg_close(&t->f.out, "line");
}

/* The day of the question, where the days around it are shown. */
static void add_today(timeline *t)
{
    if (t->chart->today <= t->x.low || t->chart->today >= t->x.high) return;
    double x = scale_at(&t->x, t->chart->today), used = -GAP;
    add_dashed(t, "chart-today", (segment){x, t->top, x, t->bottom}, "1 3", "1");
    en_text date = en_text_make(t->f.body.allocator), words = en_text_make(t->f.body.allocator);
    en_words_add_date(&date, t->f.of->language, en_date_of_day(t->chart->today), false);
    en_arg arg = en_arg_str("date", en_text_str(&date));
    en_words_add(&words, t->f.of->language, EN_W_CHART_TODAY, 1, &arg);
    frame_tick_below(&t->f, x, t->top - 9, en_text_str(&words), &used);
    t->f.body.failed = t->f.body.failed || date.failed || words.failed;
    en_text_free(&date);
    en_text_free(&words);
}

static void add_hit(timeline *t, const tag *s)
{
    svg_rect(&t->f.out, "chart-hit", s->x - HIT, s->y - HIT, 2 * HIT, 2 * HIT);
    svg_set_z(&t->f.out, "fill", "none");
    svg_set_z(&t->f.out, "pointer-events", "all");
    svg_close(&t->f.out, "rect");
}

/* The kind in words, and that it is replaced. */
static en_str label_of(timeline *t, const en_chart_figure *figure)
{
    en_str kind = shape_words(figure->kind, t->f.of->language);
    en_str replaced = en_str_of(en_word_template(t->f.of->language, EN_W_CHART_REPLACED));
    return figure->replaced ? join(&t->arena, kind, replaced) : kind;
}

static void add_figure(timeline *t, size_t i)
{
    const en_chart_figure *figure = &t->chart->figures[i];
    const tag *s = &t->spots[i];
    frame_open_mark(&t->f,
                    &(frame_mark){.name = figure->replaced ? "chart-mark chart-replaced" : "chart-mark",
                                  .kind = shape_name(figure->kind),
                                  .value = figure->value,
                                  .low = figure->low,
                                  .high = figure->high,
                                  .is_replaced = figure->replaced,
                                  .label = label_of(t, figure),
                                  .said = figure->said,
                                  .when = figure->when,
                                  .who = figure->who,
                                  .about = figure->about});
    add_hit(t, s);
    shape_range range = range_of(t, i);
    shape_add_range(&t->f.out, figure->kind, &range);
    shape_add(&t->f.out, figure->kind, s->x, s->y, figure->replaced);
    tag_add(&t->f, s, figure->replaced);
    svg_close(&t->f.out, "g");
}

static void add_promise(timeline *t)
{
    const en_chart_promise *p = &t->chart->promise;
    const tag *s = &t->spots[t->chart->count];
    frame_open_mark(
        &t->f, &(frame_mark){.name = "chart-mark",
                             .kind = "promise",
                             .value = p->value,
                             .low = -INFINITY,
                             .high = INFINITY,
                             .label = en_str_of(en_word_template(t->f.of->language, EN_W_CHART_PROMISED)),
                             .said = p->said,
                             .when = p->when,
                             .who = p->who});
    add_hit(t, s);
    if (p->has_day) {
        add_dashed(t, "chart-due", (segment){s->x, s->y, s->x, t->bottom}, "2 3", "1");
        shape_add_promise(&t->f.out, s->x, s->y);
    } else {
        add_dashed(t, "chart-level", (segment){t->left, s->y, t->right, s->y}, "6 4", "1.5");
    }
    tag_add(&t->f, s, false);
    svg_close(&t->f.out, "g");
}

static void draw(timeline *t)
{
    const en_chart_timeline *c = t->chart;
    add_value_axis(t);
    add_day_axis(t);
    add_today(t);
    if (c->path.given) add_dashed(t, "chart-path", path_of(t), "6 4", "1.5");
    if (has_promise(c)) add_promise(t);
    for (size_t i = 0; i < c->count; i++) add_figure(t, i);
    t->f.y = t->bottom + line_height(FRAME_SMALL) + 8;
}

static shape_legend legend_of(const en_chart_timeline *c)
{
    shape_legend legend = {.has_promise = has_promise(c) && c->promise.has_day,
                           .has_level = has_promise(c) && !c->promise.has_day,
                           .has_path = c->path.given};
    for (size_t i = 0; i < c->count; i++) {
        const en_chart_figure *figure = &c->figures[i];
        legend.has[figure->kind] = true;
        legend.has_replaced = legend.has_replaced || figure->replaced;
    }
    return legend;
}

en_status en_chart_timeline_add(en_text *text, const en_chart_timeline *chart)
{
    if (chart->count > EN_CHART_MOST_MARKS) return EN_ERR_LIMIT;
    timeline t = {.chart = chart, .arena = en_arena_make(text->allocator)};
    size_t marks = chart->count + 1;
    t.spots = en_arena_array(&t.arena, marks, sizeof *t.spots);
    t.labels.taken = en_arena_array(&t.arena, 2 * marks, sizeof *t.labels.taken);
    t.labels.lines = en_arena_array(&t.arena, marks + 2, sizeof *t.labels.lines);
    en_status status = EN_ERR_MEMORY;
    if (t.spots && t.labels.taken && t.labels.lines) {
        frame_begin(&t.f, &chart->frame, text->allocator);
        shape_legend legend = legend_of(chart);
        shape_add_legend(&t.f, &legend);
        lay_out(&t);
        place_marks(&t);
        place_labels(&t);
        draw(&t);
        status = frame_end(&t.f, "chart chart-timeline", text);
    }
    en_arena_free(&t.arena);
    return status;
}
