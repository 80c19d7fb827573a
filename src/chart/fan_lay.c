/* Where everything of a fan is: panels, axes, and the words beside targets. See fan_parts.h.
 *
 * All panels have the same axes. Words beside a target keep off the lines and the points where they can;
 * what finds no room stays in the list of targets below.
 */
#include "fan_parts.h"

enum { GAP = 6, PAD = 8, POINT = 4 };

static void take_all(span *s, const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++) span_take(s, values[i]);
}

/* From 0 where that leaves the values at least half of the height. */
static span values_of(const en_chart_fan *c)
{
    span s = {INFINITY, -INFINITY};
    for (size_t k = 0; k < c->scenario_count; k++) {
        const en_chart_scenario *scenario = &c->scenarios[k];
        for (size_t i = 0; i < scenario->band_count; i++) {
            take_all(&s, scenario->bands[i].low, c->time_count);
            take_all(&s, scenario->bands[i].high, c->time_count);
        }
        if (scenario->median) take_all(&s, scenario->median, c->time_count);
        for (size_t i = 0; i < scenario->line_count; i++)
            take_all(&s, scenario->lines[i].values, c->time_count);
    }
    for (size_t i = 0; i < c->point_count; i++) span_take(&s, c->points[i].value);
    for (size_t i = 0; i < c->target_count; i++) span_take(&s, c->targets[i].value);
    if (s.low > s.high) return (span){0, 1};
    if (s.low > 0 && s.low <= s.high / 2) s.low = 0;
    if (s.high < 0 && s.high >= s.low / 2) s.high = 0;
    return s;
}

static span times_of(const en_chart_fan *c)
{
    span s = {c->times[0], c->times[c->time_count - 1]};
    for (size_t i = 0; i < c->point_count; i++) span_take(&s, c->points[i].time);
    for (size_t i = 0; i < c->target_count; i++) span_take(&s, c->targets[i].time);
    double room = fmax(1, fabs(s.low) * 1e-6);
    return s.low < s.high ? s : (span){s.low - room, s.high + room};
}

static void lay_strips(fan_picture *fan)
{
    enum { MOST_STRIPS = 120 };
    size_t steps = fan->chart->time_count - 1;
    fan->stride = steps < MOST_STRIPS ? 1 : (steps - 1) / (MOST_STRIPS - 1) + 1;
    fan->strips = (steps + fan->stride - 1) / fan->stride + 1;
}

measure_lines fan_end_words(const fan_picture *fan, const fan_series *series, double width)
{
    enum { MOST_IN_TWO_LINES = 4 };
    return measure_wrap(series->end, FRAME_SMALL, width, fan->series_count <= MOST_IN_TWO_LINES ? 2 : 1);
}

/* Names at the ends of lines, where there are several lines and room. */
static void lay_ends(fan_picture *fan)
{
    enum { LEAST_WIDTH = 560, MOST_LABELS = 8 };
    const double share = 0.22;
    size_t mains = 0;
    double widest = 0;
    for (size_t i = 0; i < fan->series_count; i++) {
        if (fan->series[i].weight != SERIES_MAIN) continue;
        mains++;
        measure_lines words = fan_end_words(fan, &fan->series[i], fan->f.width * share);
        widest = fmax(widest, words.width);
    }
    if (mains > 1 && mains <= MOST_LABELS && fan->panel_count == 1 && fan->f.width >= LEAST_WIDTH)
        fan->end_width = widest + GAP + PAD;
}

static size_t columns_of(const fan_picture *fan)
{
    enum { LEAST_PANEL = 270 };
    size_t most = (size_t)((fan->f.width - FRAME_EDGE) / LEAST_PANEL);
    if (most < 1) most = 1;
    if (fan->panel_count <= most) return fan->panel_count;
    return fan->panel_count == 4 && most == 3 ? 2 : most;
}

static void lay_panel(fan_picture *fan, fan_panel *p, double left, double width, double title_height)
{
    enum { PLOT_LEAST = 180, PLOT_MOST = 380 };
    p->left = left + frame_ticks_width(&fan->f, &fan->values, false) + GAP;
    p->right = left + width - fan->end_width;
    p->top = fan->f.y + title_height + PAD;
    p->bottom = p->top + fmin(fmax(width * 0.45, PLOT_LEAST), PLOT_MOST);
    p->x = (scale){fan->first_time, fan->last_time, p->left + PAD, p->right - PAD};
    p->y = scale_of(&fan->values, p->bottom, p->top);
    p->labels.bounds = (box){p->left + 2, p->top, p->right - 2, p->bottom - 2};
}

static void lay_row(fan_picture *fan, size_t first, size_t count, size_t columns)
{
    enum { PANEL_GAP = 18, MOST_TITLE_LINES = 3, UNIT_LINE = 15 };
    double width = (fan->f.width - 2 * FRAME_EDGE - PANEL_GAP * (double)(columns - 1)) / (double)columns;
    size_t lines = 0;
    for (size_t i = first; i < first + count; i++) {
        fan_panel *p = &fan->panels[i];
        en_str title = fan->panel_count > 1 ? fan->chart->scenarios[p->first].label : (en_str){0};
        p->title = measure_wrap(title, FRAME_TEXT, width, MOST_TITLE_LINES);
        if (p->title.count > lines) lines = p->title.count;
    }
    double title_height = (double)lines * line_height(FRAME_TEXT);
    for (size_t i = 0; i < count; i++)
        lay_panel(fan, &fan->panels[first + i], FRAME_EDGE + (double)i * (width + PANEL_GAP), width,
                  title_height);
    fan->f.y = fan->panels[first].bottom + line_height(FRAME_SMALL) + PAD;
    if (!fan->chart->are_years && fan->chart->time_unit.size) fan->f.y += UNIT_LINE;
}

/* Whether the panel has this line. */
static bool has_series(const fan_picture *fan, const fan_panel *p, const fan_series *series)
{
    size_t s = (size_t)(series->scenario - fan->chart->scenarios);
    return s >= p->first && s < p->first + p->count;
}

static void avoid_series(const fan_picture *fan, fan_panel *p, const fan_series *series)
{
    const double *times = fan->chart->times, *values = series->values;
    for (size_t i = 1; i < fan->strips; i++) {
        size_t a = fan_strip_time(fan, i - 1), b = fan_strip_time(fan, i);
        if (isfinite(values[a]) && isfinite(values[b]))
            labels_avoid(&p->labels, (segment){scale_at(&p->x, times[a]), scale_at(&p->y, values[a]),
                                               scale_at(&p->x, times[b]), scale_at(&p->y, values[b])});
    }
}

static bool make_room(fan_picture *fan, fan_panel *p)
{
    const en_chart_fan *c = fan->chart;
    p->labels.taken = en_arena_array(fan->arena, c->point_count + 2 * c->target_count, sizeof(box));
    p->labels.lines =
        en_arena_array(fan->arena, fan->series_count * fan->strips + c->target_count, sizeof(segment));
    return p->labels.taken && p->labels.lines;
}

static void take(labels *l, double x, double y, double r)
{
    labels_take(l, (box){x - r, y - r, x + r, y + r});
}

/* How near the panel's lines come to a value between two of the times. */
static double nearest(const fan_picture *fan, const fan_panel *p, double value, size_t from, size_t to)
{
    double least = INFINITY;
    for (size_t i = 0; i < fan->series_count; i++)
        for (size_t time = from; has_series(fan, p, &fan->series[i]) && time < to; time++)
            least = fmin(least, fabs(fan->series[i].values[time] - value));
    return least;
}

/* A target without a time has its mark at the start of the axis, or at the end where that is much freer. */
static double level_end(const fan_picture *fan, const fan_panel *p, double value)
{
    size_t count = fan->chart->time_count, part = count * 2 / 5 + 1;
    bool is_left = 2 * nearest(fan, p, value, 0, part) >= nearest(fan, p, value, count - part, count);
    return is_left ? p->left + PAD : p->right - PAD;
}

static void place_tags(fan_picture *fan, fan_panel *p)
{
    const en_chart_fan *c = fan->chart;
    for (size_t i = 0; i < c->point_count; i++)
        take(&p->labels, scale_at(&p->x, c->points[i].time), scale_at(&p->y, c->points[i].value), POINT);
    for (size_t i = 0; i < fan->series_count; i++)
        if (has_series(fan, p, &fan->series[i])) avoid_series(fan, p, &fan->series[i]);
    for (size_t i = 0; i < c->target_count; i++) {
        const en_chart_aim *aim = &c->targets[i];
        bool has_time = isfinite(aim->time);
        tag *t = &p->tags[i];
        t->x = has_time ? scale_at(&p->x, aim->time) : level_end(fan, p, aim->value);
        t->y = scale_at(&p->y, aim->value);
        take(&p->labels, t->x, t->y, TAG_MARK);
        labels_avoid(&p->labels, has_time ? (segment){t->x, t->y, t->x, p->bottom}
                                          : (segment){p->left, t->y, p->right, t->y});
    }
    for (size_t i = 0; i < c->target_count; i++)
        tag_place(&fan->f, &p->labels, &p->tags[i], fan_target_said(fan, &c->targets[i]),
                  c->targets[i].label);
}

bool fan_lay(fan_picture *fan)
{
    enum { MOST_VALUE_TICKS = 7 };
    const en_chart_fan *c = fan->chart;
    span values = values_of(c), times = times_of(c);
    fan->values = value_ticks_of(values.low, values.high, MOST_VALUE_TICKS, false);
    fan->first_time = times.low;
    fan->last_time = times.high;
    fan->panel_count = c->are_apart ? c->scenario_count : 1;
    lay_strips(fan);
    lay_ends(fan);
    size_t columns = columns_of(fan);
    fan->f.y += GAP;
    for (size_t i = 0; i < fan->panel_count; i++) {
        fan->panels[i].first = i;
        fan->panels[i].count = c->are_apart ? 1 : c->scenario_count;
    }
    for (size_t i = 0; i < fan->panel_count; i += columns)
        lay_row(fan, i, fan->panel_count - i < columns ? fan->panel_count - i : columns, columns);
    for (size_t i = 0; i < fan->panel_count; i++) {
        if (!make_room(fan, &fan->panels[i])) return false;
        place_tags(fan, &fan->panels[i]);
    }
    return true;
}
