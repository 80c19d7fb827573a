/* Sorting and saying a tornado, drawn as lying bars. See tornado.h and bars.c. */
#include "tornado.h"

#include "speech.h"

#include <math.h>
#include <stdlib.h>

typedef struct tornado {
    const en_chart_tornado *chart;
    en_arena arena;
    speech said;
    const en_chart_force **sorted;
    en_chart_bar *bars;
} tornado;

static const char between[] = " · ";

/* From the longest bar; equal ones by name, then as they were given. */
static int compare_forces(const void *left, const void *right)
{
    const en_chart_force *a = *(const en_chart_force *const *)left,
                         *b = *(const en_chart_force *const *)right;
    double first = fabs(a->value), second = fabs(b->value);
    if (first != second) return first > second ? -1 : 1;
    int order = en_str_compare(a->label, b->label);
    return order ? order : (a > b) - (a < b);
}

static const struct {
    en_word name, second;
    bool is_signed, has_second;
} kinds[EN_CHART_SENSITIVITIES] = {
    {EN_W_CHART_TORNADO_STANDARDISED, EN_W_CHART_TORNADO_STANDARDISED, true, false},
    {EN_W_CHART_TORNADO_RANKED, EN_W_CHART_TORNADO_RANKED, true, false},
    {EN_W_CHART_TORNADO_MORRIS, EN_W_CHART_TORNADO_SPREAD, true, true},
    {EN_W_CHART_TORNADO_SOBOL, EN_W_CHART_TORNADO_ALONE, false, true},
};

/* "range 0.1 to 0.3 per year · assumption" */
static en_str range_said(tornado *t, const en_chart_force *force)
{
    en_str parts[2] = {{0}, force->source};
    if (isfinite(force->low) && isfinite(force->high)) {
        en_str low, high;
        speech_range(&t->said, force->low, force->high, force->is_year, &low, &high);
        en_arg args[] = {en_arg_str("low", low),
                         en_arg_str("high", speech_with_unit(&t->said, high, force->unit))};
        parts[0] = speech_say(&t->said, EN_W_CHART_RANGE, 2, args);
    }
    return speech_join(&t->said, between, 2, parts);
}

static en_str second_said(tornado *t, const en_chart_force *force)
{
    if (!kinds[t->chart->kind].has_second || !isfinite(force->second)) return (en_str){0};
    en_arg arg = en_arg_str("value", speech_number(&t->said, force->second));
    return speech_say(&t->said, kinds[t->chart->kind].second, 1, &arg);
}

static en_chart_bar bar_of(tornado *t, const en_chart_force *force)
{
    bool is_signed = kinds[t->chart->kind].is_signed;
    en_str said = is_signed ? speech_signed(&t->said, force->value) : speech_number(&t->said, force->value);
    en_str about[] = {second_said(t, force), range_said(t, force)};
    return (en_chart_bar){force->label, said, force->value, force->value < 0,
                          speech_join(&t->said, between, 2, about)};
}

/* Which measure, how well it fits, how many runs, and what is made up. */
static en_str subtitle_of(tornado *t)
{
    const en_chart_tornado *c = t->chart;
    en_str parts[4] = {speech_word(&t->said, kinds[c->kind].name)};
    en_arg fit = en_arg_str("value", speech_number(&t->said, isfinite(c->r_squared) ? c->r_squared : 0));
    en_arg runs = en_arg_int("count", (int64_t)c->runs);
    if (isfinite(c->r_squared)) parts[1] = speech_say(&t->said, EN_W_CHART_TORNADO_R_SQUARED, 1, &fit);
    if (c->runs) parts[2] = speech_say(&t->said, EN_W_CHART_FAN_RUNS, 1, &runs);
    if (c->is_synthetic) parts[3] = speech_word(&t->said, EN_W_CHART_SYNTHETIC);
    return speech_join(&t->said, between, sizeof parts / sizeof *parts, parts);
}

static en_str note_of(tornado *t)
{
    const en_chart_tornado *c = t->chart;
    en_str parts[3] = {{0}, {0}, c->frame.note};
    en_arg variable = en_arg_str("variable", c->variable), count = en_arg_int("count", (int64_t)c->left_out);
    if (kinds[c->kind].is_signed && c->count)
        parts[0] = speech_say(&t->said, EN_W_CHART_TORNADO_NOTE, 1, &variable);
    if (c->left_out) parts[1] = speech_say(&t->said, EN_W_CHART_TORNADO_LEFT_OUT, 1, &count);
    return speech_join(&t->said, " ", 3, parts);
}

static en_chart_frame frame_of(tornado *t)
{
    const en_chart_tornado *c = t->chart;
    en_chart_frame frame = c->frame;
    en_arg args[] = {en_arg_str("variable", c->variable), en_arg_str("when", c->when)};
    en_arg first = en_arg_str("first", c->count ? t->sorted[0]->label : (en_str){0});
    if (!frame.title.size)
        frame.title = speech_say(
            &t->said, c->when.size ? EN_W_CHART_TORNADO_TITLE_WHEN : EN_W_CHART_TORNADO_TITLE, 2, args);
    if (!frame.subtitle.size) frame.subtitle = subtitle_of(t);
    if (!frame.summary.size)
        frame.summary = c->count ? speech_say(&t->said, EN_W_CHART_TORNADO_SUMMARY, 1, &first)
                                 : speech_word(&t->said, EN_W_CHART_TORNADO_SUMMARY_NONE);
    frame.note = note_of(t);
    return frame;
}

static en_status draw(tornado *t, en_text *text)
{
    for (size_t i = 0; i < t->chart->count; i++) t->sorted[i] = &t->chart->forces[i];
    if (t->chart->count) qsort(t->sorted, t->chart->count, sizeof *t->sorted, compare_forces);
    for (size_t i = 0; i < t->chart->count; i++) t->bars[i] = bar_of(t, t->sorted[i]);
    en_chart_bars bars = {frame_of(t), t->bars, t->chart->count};
    return t->said.failed ? EN_ERR_MEMORY : en_chart_bars_add(text, &bars);
}

en_status en_chart_tornado_add(en_text *text, const en_chart_tornado *chart)
{
    if (chart->count > EN_CHART_MOST_MARKS) return EN_ERR_LIMIT;
    tornado t = {.chart = chart, .arena = en_arena_make(text->allocator)};
    t.said = (speech){&t.arena, chart->frame.language, false};
    t.sorted = en_arena_array(&t.arena, chart->count, sizeof *t.sorted);
    t.bars = en_arena_array(&t.arena, chart->count, sizeof *t.bars);
    en_status status = t.sorted && t.bars ? draw(&t, text) : EN_ERR_MEMORY;
    en_arena_free(&t.arena);
    return status;
}
