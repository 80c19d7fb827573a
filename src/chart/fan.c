/* Drawing a fan. See fan.h.
 *
 * From behind to the front: bands from the widest to the narrowest, lines, a strip for each time that can be
 * pointed at with all of its values, points of the past, and targets. Every target is said in full below the
 * plot, whether or not its words found room beside its mark.
 */
#include "fan_parts.h"

#include "legend.h"
#include "shapes.h"

enum { HIT = 12, GAP = 6, POINT_RADIUS = 4 };

static bool is_alone(const fan_picture *fan) { return fan->chart->scenario_count == 1; }

static void add_series_entries(fan_picture *fan, legend *l)
{
    for (size_t i = 0; i < fan->series_count; i++) {
        const fan_series *series = &fan->series[i];
        double x = legend_entry(l, series->label);
        series_line_swatch(&fan->f, x, fan->f.y + LEGEND_MIDDLE, series->style, series->weight);
    }
}

/* Whether a scenario before this one has a band of these quantiles. */
static bool is_explained(const en_chart_fan *c, size_t scenario, const en_chart_band *band)
{
    for (size_t s = 0; s < scenario; s++)
        for (size_t i = 0; i < c->scenarios[s].band_count; i++) {
            const en_chart_band *other = &c->scenarios[s].bands[i];
            if (other->low_percent == band->low_percent && other->high_percent == band->high_percent)
                return true;
        }
    return false;
}

static void add_band_entries(fan_picture *fan, legend *l)
{
    for (size_t s = 0; s < fan->chart->scenario_count; s++) {
        const en_chart_scenario *scenario = &fan->chart->scenarios[s];
        size_t order[EN_CHART_MOST_BANDS] = {0};
        fan_bands(scenario, order);
        for (size_t i = 0; i < scenario->band_count; i++) {
            const en_chart_band *band = &scenario->bands[order[i]];
            if (is_explained(fan->chart, s, band)) continue;
            double x = legend_entry(l, fan_band_name(fan, band));
            series_band_swatch(&fan->f, x, fan->f.y + LEGEND_MIDDLE, i, s, !is_alone(fan));
        }
    }
}

static void add_point_shape(frame *f, double x, double y)
{
    svg_open(&f->out, "circle");
    svg_set_z(&f->out, "class", "chart-shape chart-hollow");
    svg_set_number(&f->out, "cx", x);
    svg_set_number(&f->out, "cy", y);
    svg_set_number(&f->out, "r", POINT_RADIUS - 1);
    svg_set_z(&f->out, "fill", COLOUR_GROUND);
    svg_set_z(&f->out, "stroke", "currentColor");
    svg_set_z(&f->out, "stroke-width", "1.5");
    svg_close(&f->out, "circle");
}

static void add_legend(fan_picture *fan)
{
    legend l = legend_begin(&fan->f);
    add_series_entries(fan, &l);
    add_band_entries(fan, &l);
    if (fan->chart->point_count) {
        double x = legend_entry(&l, speech_word(&fan->said, EN_W_CHART_FAN_HISTORY));
        add_point_shape(&fan->f, x, fan->f.y + LEGEND_MIDDLE);
    }
    if (fan->chart->target_count) {
        double x = legend_entry(&l, speech_word(&fan->said, EN_W_CHART_TARGET));
        shape_add_promise(&fan->f.out, x, fan->f.y + LEGEND_MIDDLE);
    }
    legend_end(&l);
}

static void add_value_axis(fan_picture *fan, const fan_panel *p)
{
    for (size_t i = 0; i < fan->values.count; i++) {
        double value = value_tick(&fan->values, i), y = scale_at(&p->y, value);
        frame_grid(&fan->f, p->left, y, p->right, y, value == 0 || (i == 0 && value > 0));
        en_text words = en_text_make(fan->f.body.allocator);
        value_tick_add(&words, fan->f.of->language, &fan->values, i, false);
        frame_text how = {
            .name = "chart-tick", .x = p->left - GAP, .y = y + 4, .size = FRAME_SMALL, .anchor = ANCHOR_END};
        frame_words(&fan->f, how, en_text_str(&words), false);
        fan->f.body.failed = fan->f.body.failed || words.failed;
        en_text_free(&words);
    }
}

/* As many ticks within the times as their words have room for; some may lie outside. */
static value_ticks time_ticks_of(fan_picture *fan, double width)
{
    enum { BETWEEN = 14, OUTSIDE = 2, LEAST = 3, MOST = 14 };
    const double first = fan->first_time, last = fan->last_time;
    bool whole = fan->chart->are_years && last - first >= 2;
    double label = fmax(measure_width(fan_time(fan, nearbyint(first)), FRAME_SMALL),
                        measure_width(fan_time(fan, nearbyint(last)), FRAME_SMALL));
    size_t room = (size_t)fmin(fmax(width / (label + BETWEEN), 2), MOST), most = room + OUTSIDE;
    for (;; most--) {
        value_ticks ticks = value_ticks_of(first, last, most, whole);
        size_t within = ticks.count;
        if (value_tick(&ticks, 0) < first) within--;
        if (value_tick(&ticks, ticks.count - 1) > last) within--;
        if (within <= room || most == LEAST) return ticks;
    }
}

/* Ticks of the times that lie within; a year has the words of a date. */
static void add_time_axis(fan_picture *fan, const fan_panel *p)
{
    enum { UNIT_LINE = 15 };
    value_ticks ticks = time_ticks_of(fan, p->right - p->left);
    double used = p->left - 4 * GAP;
    for (size_t i = 0; i < ticks.count; i++) {
        double time = value_tick(&ticks, i), x = scale_at(&p->x, time);
        if (time < fan->first_time || time > fan->last_time) continue;
        frame_grid(&fan->f, x, p->bottom, x, p->bottom + 4, true);
        frame_tick_below(&fan->f, x, p->bottom + 6 + FRAME_SMALL, fan_time(fan, time), &used);
    }
    if (fan->chart->are_years || !fan->chart->time_unit.size) return;
    measure_lines unit = measure_wrap(fan->chart->time_unit, FRAME_SMALL, p->right - p->left, 1);
    frame_lines(&fan->f,
                (frame_text){.name = "chart-tick",
                             .x = p->right,
                             .y = p->bottom + 6 + FRAME_SMALL + UNIT_LINE,
                             .size = FRAME_SMALL,
                             .anchor = ANCHOR_END},
                &unit);
}

static void add_lines(fan_picture *fan, const fan_panel *p)
{
    series_plot plot = {&p->x, &p->y, fan->chart->times, fan->chart->time_count};
    for (size_t s = p->first; s < p->first + p->count; s++) {
        const en_chart_scenario *scenario = &fan->chart->scenarios[s];
        size_t order[EN_CHART_MOST_BANDS] = {0};
        fan_bands(scenario, order);
        for (size_t i = 0; i < scenario->band_count; i++)
            series_band(&fan->f, &plot, scenario->bands[order[i]].low, scenario->bands[order[i]].high, s,
                        i == 0 || p->count == 1);
    }
    for (size_t i = 0; i < fan->series_count; i++) {
        const fan_series *series = &fan->series[i];
        size_t s = (size_t)(series->scenario - fan->chart->scenarios);
        if (s >= p->first && s < p->first + p->count)
            series_line(&fan->f, &plot, series->values, series->style, series->weight);
    }
}

/* The last place of a line that is there. */
static bool find_end(const fan_picture *fan, const fan_panel *p, const fan_series *series, double *x,
                     double *y)
{
    for (size_t i = fan->chart->time_count; i-- > 0;) {
        if (!isfinite(series->values[i])) continue;
        *x = scale_at(&p->x, fan->chart->times[i]);
        *y = scale_at(&p->y, series->values[i]);
        return true;
    }
    return false;
}

typedef struct end_label {
    double x, y, top, height; /* where the line ends, and where its name stands */
    measure_lines words;
} end_label;

/* Names from top to bottom, none over another, all beside the plot. */
static void spread(end_label *ends, size_t count, double top, double bottom)
{
    for (size_t i = 1; i < count; i++)
        for (size_t k = i; k > 0 && ends[k].y < ends[k - 1].y; k--) {
            end_label swap = ends[k];
            ends[k] = ends[k - 1];
            ends[k - 1] = swap;
        }
    for (size_t i = 0; i < count; i++) {
        ends[i].top = fmax(ends[i].y - ends[i].height / 2, top);
        if (i > 0) ends[i].top = fmax(ends[i].top, ends[i - 1].top + ends[i - 1].height);
    }
    for (size_t i = count; i-- > 0;)
        ends[i].top = fmin(ends[i].top, (i + 1 == count ? bottom : ends[i + 1].top) - ends[i].height);
}

static void add_end(fan_picture *fan, const fan_panel *p, const end_label *end)
{
    double middle = end->top + end->height / 2;
    svg_line(&fan->f.out, "chart-lead", end->x + 2, end->y, p->right + GAP / 2.0, middle);
    svg_set_z(&fan->f.out, "stroke", "currentColor");
    svg_set_z(&fan->f.out, "stroke-opacity", "0.4");
    svg_close(&fan->f.out, "line");
    frame_text how = {
        .name = "chart-label", .x = p->right + GAP, .y = end->top + FRAME_SMALL, .size = FRAME_SMALL};
    frame_lines(&fan->f, how, &end->words);
}

static void add_ends(fan_picture *fan, const fan_panel *p)
{
    end_label ends[FAN_MOST_SERIES];
    size_t count = 0;
    for (size_t i = 0; i < fan->series_count; i++) {
        const fan_series *series = &fan->series[i];
        end_label *end = &ends[count];
        if (series->weight != SERIES_MAIN || !find_end(fan, p, series, &end->x, &end->y)) continue;
        end->words = fan_end_words(fan, series, fan->end_width - GAP);
        end->height = (double)end->words.count * line_height(FRAME_SMALL);
        count++;
    }
    spread(ends, count, p->top, p->bottom);
    for (size_t i = 0; i < count; i++) add_end(fan, p, &ends[i]);
}

static void add_hit(frame *f, double left, double top, double right, double bottom)
{
    svg_rect(&f->out, "chart-hit", left, top, right - left, bottom - top);
    svg_set_z(&f->out, "fill", "none");
    svg_set_z(&f->out, "pointer-events", "all");
    svg_close(&f->out, "rect");
}

/* Median and widest band of a panel with one scenario, for the mark's data. */
static void set_numbers(const fan_picture *fan, const fan_panel *p, size_t time, frame_mark *mark)
{
    if (p->count != 1) return;
    const en_chart_scenario *scenario = &fan->chart->scenarios[p->first];
    size_t order[EN_CHART_MOST_BANDS] = {0};
    fan_bands(scenario, order);
    if (scenario->median) mark->value = scenario->median[time];
    else if (scenario->line_count == 1) mark->value = scenario->lines[0].values[time];
    if (!scenario->band_count) return;
    mark->low = scenario->bands[order[0]].low[time];
    mark->high = scenario->bands[order[0]].high[time];
}

/* The strip of a time reaches half the way to its neighbours. */
static void add_strip(fan_picture *fan, const fan_panel *p, size_t i)
{
    const double *times = fan->chart->times;
    size_t time = fan_strip_time(fan, i);
    double x = scale_at(&p->x, times[time]), left = x - 2.0 * HIT, right = x + 2.0 * HIT;
    if (i > 0) left = (x + scale_at(&p->x, times[fan_strip_time(fan, i - 1)])) / 2;
    if (i + 1 < fan->strips) right = (x + scale_at(&p->x, times[fan_strip_time(fan, i + 1)])) / 2;
    frame_mark mark = {.name = "chart-mark",
                       .kind = "time",
                       .value = NAN,
                       .low = NAN,
                       .high = NAN,
                       .label = fan_time(fan, times[time]),
                       .said = fan_time_said(fan, p, time),
                       .who = fan->panel_count > 1 ? fan->chart->scenarios[p->first].label : (en_str){0}};
    set_numbers(fan, p, time, &mark);
    frame_open_mark(&fan->f, &mark);
    add_hit(&fan->f, fmax(left, p->left), p->top, fmin(right, p->right), p->bottom);
    svg_close(&fan->f.out, "g");
}

static void add_point(fan_picture *fan, const fan_panel *p, const en_chart_point *point)
{
    double x = scale_at(&p->x, point->time), y = scale_at(&p->y, point->value);
    frame_open_mark(&fan->f, &(frame_mark){.name = "chart-mark",
                                           .kind = "history",
                                           .value = point->value,
                                           .low = NAN,
                                           .high = NAN,
                                           .label = speech_word(&fan->said, EN_W_CHART_FAN_HISTORY),
                                           .said = speech_amount(&fan->said, point->value, fan->chart->unit),
                                           .when = fan_time(fan, point->time),
                                           .who = point->source});
    add_hit(&fan->f, x - HIT / 2.0, y - HIT / 2.0, x + HIT / 2.0, y + HIT / 2.0);
    add_point_shape(&fan->f, x, y);
    svg_close(&fan->f.out, "g");
}

/* Down to its time, or over the whole width. */
static void add_target_line(fan_picture *fan, const fan_panel *p, const tag *t, bool has_time)
{
    svg *out = &fan->f.out;
    if (has_time) svg_line(out, "chart-due", t->x, t->y, t->x, p->bottom);
    else svg_line(out, "chart-level", p->left, t->y, p->right, t->y);
    svg_set_z(out, "stroke", "currentColor");
    svg_set_z(out, "stroke-width", has_time ? "1" : "1.5");
    svg_set_z(out, "stroke-dasharray", has_time ? "2 3" : "6 4");
    svg_close(out, "line");
}

static void add_target(fan_picture *fan, const fan_panel *p, size_t i)
{
    const en_chart_aim *aim = &fan->chart->targets[i];
    const tag *t = &p->tags[i];
    en_str target = speech_word(&fan->said, EN_W_CHART_TARGET);
    en_str name[] = {target, aim->label}, as_of = {0};
    en_arg arg = en_arg_str("date", aim->as_of);
    if (aim->as_of.size) as_of = speech_say(&fan->said, EN_W_CHART_TODAY, 1, &arg);
    frame_open_mark(&fan->f, &(frame_mark){.name = "chart-mark",
                                           .kind = "target",
                                           .value = aim->value,
                                           .low = NAN,
                                           .high = NAN,
                                           .label = speech_join(&fan->said, " · ", 2, name),
                                           .said = fan_target_said(fan, aim),
                                           .about = fan_target_met(fan, aim, p->first, p->count),
                                           .when = as_of,
                                           .who = aim->source});
    double left = fmax(t->x - HIT, 0), right = fmin(t->x + HIT, fan->f.width);
    add_hit(&fan->f, left, t->y - HIT, right, t->y + HIT);
    add_target_line(fan, p, t, isfinite(aim->time));
    shape_add_promise(&fan->f.out, t->x, t->y);
    tag_add(&fan->f, t, false);
    svg_close(&fan->f.out, "g");
}

static void add_panel(fan_picture *fan, const fan_panel *p)
{
    double left = p->left - frame_ticks_width(&fan->f, &fan->values, false) - GAP;
    double title = p->top - (double)p->title.count * line_height(FRAME_TEXT) + 2;
    frame_lines(&fan->f, (frame_text){.name = "chart-label", .x = left, .y = title, .size = FRAME_TEXT},
                &p->title);
    add_value_axis(fan, p);
    add_time_axis(fan, p);
    add_lines(fan, p);
    if (fan->end_width > 0) add_ends(fan, p);
    for (size_t i = 0; i < fan->strips; i++) add_strip(fan, p, i);
    for (size_t i = 0; i < fan->chart->point_count; i++) add_point(fan, p, &fan->chart->points[i]);
    for (size_t i = 0; i < fan->chart->target_count; i++) add_target(fan, p, i);
}

/* Each target in full, with the diamond before it. */
static void add_target_list(fan_picture *fan)
{
    enum { MOST_LINES = 6, LINE_GAP = 3, INDENT = 20 };
    frame *f = &fan->f;
    for (size_t i = 0; i < fan->chart->target_count; i++) {
        const en_chart_aim *aim = &fan->chart->targets[i];
        en_str parts[] = {aim->label, fan_target_said(fan, aim),
                          fan_target_met(fan, aim, 0, fan->chart->scenario_count),
                          fan_target_about(fan, aim)};
        en_str said = speech_join(&fan->said, " · ", sizeof parts / sizeof *parts, parts);
        measure_lines lines = measure_wrap(said, FRAME_SMALL, f->width - 2 * FRAME_EDGE - INDENT, MOST_LINES);
        frame_text how = {.name = "chart-targets",
                          .x = FRAME_EDGE + INDENT,
                          .y = f->y + FRAME_SMALL + LINE_GAP,
                          .size = FRAME_SMALL};
        shape_add_promise(&f->out, FRAME_EDGE + INDENT / 2.0 - 2, how.y - 4);
        frame_lines(f, how, &lines);
        f->y += (double)lines.count * line_height(FRAME_SMALL) + LINE_GAP;
    }
}

static void add_thinned(fan_picture *fan)
{
    if (fan->stride == 1) return;
    en_arg args[] = {en_arg_int("marks", (int64_t)fan->strips),
                     en_arg_int("count", (int64_t)fan->chart->time_count)};
    frame_paragraph(&fan->f, "chart-note", speech_say(&fan->said, EN_W_CHART_FAN_THINNED, 2, args),
                    FRAME_SMALL, 3);
}

static en_status draw(fan_picture *fan, en_text *text)
{
    enum { MOST_FACTS_LINES = 6 };
    fan_name(fan);
    frame_begin(&fan->f, &fan->texts, text->allocator);
    frame_paragraph(&fan->f, "chart-facts", fan_facts(fan), FRAME_SMALL, MOST_FACTS_LINES);
    add_legend(fan);
    bool laid = fan_lay(fan);
    for (size_t i = 0; laid && i < fan->panel_count; i++) add_panel(fan, &fan->panels[i]);
    if (laid) add_target_list(fan);
    if (laid) add_thinned(fan);
    fan->f.body.failed = fan->f.body.failed || fan->said.failed || !laid;
    return frame_end(&fan->f, "chart chart-fan", text);
}

static bool is_too_much(const en_chart_fan *c)
{
    for (size_t s = 0; s < c->scenario_count && s < EN_CHART_MOST_SCENARIOS; s++)
        if (c->scenarios[s].band_count > EN_CHART_MOST_BANDS ||
            c->scenarios[s].line_count > EN_CHART_MOST_LINES)
            return true;
    return c->scenario_count > EN_CHART_MOST_SCENARIOS || c->time_count > EN_CHART_MOST_TIMES ||
           c->target_count > EN_CHART_MOST_TARGETS || c->point_count > EN_CHART_MOST_MARKS;
}

static bool are_rising(const double *times, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!isfinite(times[i]) || (i > 0 && times[i] <= times[i - 1])) return false;
    return count > 0;
}

en_status en_chart_fan_add(en_text *text, const en_chart_fan *chart)
{
    if (is_too_much(chart)) return EN_ERR_LIMIT;
    if (chart->scenario_count == 0 || !are_rising(chart->times, chart->time_count)) return EN_ERR_USAGE;
    en_arena arena = en_arena_make(text->allocator);
    fan_picture *fan = en_arena_array(&arena, 1, sizeof *fan);
    en_status status = EN_ERR_MEMORY;
    if (fan) {
        fan->chart = chart;
        fan->arena = &arena;
        fan->said = (speech){&arena, chart->frame.language, false};
        status = draw(fan, text);
    }
    en_arena_free(&arena);
    return status;
}
