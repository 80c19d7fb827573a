/* The picture of a commitment: its figures over time, and what was promised. See picture.h.
 *
 * An actual figure stands at the day for which it was true; a target, forecast or need at the day it was
 * said, since what it is about lies elsewhere: so vintages can be told apart. The path is the one that the
 * pace is measured against (promises.c).
 */
#include "picture.h"

#include "said.h"

#include <math.h>
#include <stdlib.h>

/* A number that is drawn. */
typedef struct drawn {
    size_t number;
    int32_t day;
} drawn;

typedef struct promise {
    en_speaker who;
    const en_standing *standing;
    const en_commitment *commitment;
    en_arena arena;
    drawn *numbers;
    size_t count, undated, older;
    bool failed; /* memory ran out */
} promise;

static bool is_about(const promise *p, size_t number)
{
    const en_track_number *n = &p->who.track->numbers[number];
    return n->visible && n->known && isfinite(n->value) && en_ref_given(p->commitment->indicator) &&
           en_ref_equal(n->key->indicator, p->commitment->indicator) &&
           en_track_concerns(p->commitment, n->key->subject);
}

/* The day at which a number stands, as a date; not given where nobody says. */
static en_date day_of(const promise *p, size_t number)
{
    const en_track_number *n = &p->who.track->numbers[number];
    if (en_date_given(n->as_of)) return n->as_of;
    if (n->key->kind == EN_ACTUAL && en_date_given(n->key->period_end)) return n->key->period_end;
    if (n->ref.table != EN_FIGURES) return (en_date){0};
    const en_figure *f = en_figure_at(p->who.ledger, n->ref.index);
    return en_ref_given(f->source) ? en_source_at(p->who.ledger, f->source.index)->published : (en_date){0};
}

static int by_day(const void *a, const void *b)
{
    const drawn *x = a, *y = b;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* The numbers about the commitment by their day; of too many the newest. */
static void choose(promise *p)
{
    const en_track *track = p->who.track;
    p->numbers = en_arena_array(&p->arena, track->number_count, sizeof *p->numbers);
    p->failed = !p->numbers;
    for (size_t i = 0; i < track->number_count && !p->failed; i++) {
        if (!is_about(p, i)) continue;
        en_date day = day_of(p, i);
        if (en_date_given(day)) p->numbers[p->count++] = (drawn){i, en_date_last(day)};
        else p->undated++;
    }
    if (p->count) qsort(p->numbers, p->count, sizeof *p->numbers, by_day);
    if (p->count <= EN_CHART_MOST_MARKS) return;
    p->older = p->count - EN_CHART_MOST_MARKS;
    p->numbers += p->older;
    p->count = EN_CHART_MOST_MARKS;
}

/* What has been written to the text, in the arena. Empties the text. */
static en_str keep(promise *p, en_text *text)
{
    char *copy = text->failed ? NULL : en_arena_copy(&p->arena, text->at ? text->at : "", text->size);
    en_str kept = {copy, copy ? text->size : 0};
    p->failed = p->failed || !copy;
    text->size = 0;
    return kept;
}

static bool has_value(const en_commitment *c) { return c->value.text.size > 0; }

/* Period and area of a number, where they say more than its day. */
static en_str about(promise *p, const en_track_number *n, en_text *text)
{
    if (!en_date_equal(n->key->period_end, n->as_of) || en_date_given(n->key->period_start))
        en_say_period(text, p->who, n->key->period_start, n->key->period_end);
    if (en_ref_given(n->key->area)) {
        if (text->size) en_text_add_z(text, " · ");
        en_text_add(text, en_say_name(p->who, n->key->area));
    }
    return keep(p, text);
}

/* Who said it; how it was computed is in the table. */
static en_str source_of(promise *p, const en_track_number *n, en_text *text)
{
    if (n->ref.table == EN_FIGURES)
        en_say_source(text, p->who, en_figure_at(p->who.ledger, n->ref.index)->source);
    else en_words_add(text, p->who.language, EN_W_CHART_COMPUTED, 0, NULL);
    return keep(p, text);
}

static en_chart_figure figure_of(promise *p, const drawn *d, en_text *text)
{
    static const en_chart_kind kinds[EN_FIGURE_KINDS] = {[EN_ACTUAL] = EN_CHART_ACTUAL,
                                                         [EN_TARGET] = EN_CHART_TARGET,
                                                         [EN_FORECAST] = EN_CHART_FORECAST,
                                                         [EN_NEED] = EN_CHART_NEED};
    const en_track_number *n = &p->who.track->numbers[d->number];
    en_chart_figure figure = {.kind = kinds[n->key->kind],
                              .day = d->day,
                              .value = n->value,
                              .low = n->range.low,
                              .high = n->range.high,
                              .replaced = !en_track_stands(p->who.track, d->number)};
    en_say_value(text, p->who, d->number);
    figure.said = keep(p, text);
    en_words_add_date(text, p->who.language, day_of(p, d->number), false);
    figure.when = keep(p, text);
    figure.who = source_of(p, n, text);
    figure.about = about(p, n, text);
    return figure;
}

static en_chart_promise promised(promise *p, en_text *text)
{
    const en_commitment *c = p->commitment;
    if (!has_value(c)) return (en_chart_promise){0};
    en_chart_promise promised = {.value = c->value.value, .has_day = en_date_given(c->due)};
    if (promised.has_day) promised.day = en_date_last(c->due);
    en_say_promised(text, p->who, c);
    promised.said = keep(p, text);
    if (promised.has_day) en_say_period(text, p->who, (en_date){0}, c->due);
    else en_words_add(text, p->who.language, EN_W_CHART_PROMISED_UNDATED, 0, NULL);
    promised.when = keep(p, text);
    en_say_source(text, p->who, c->source);
    promised.who = keep(p, text);
    return promised;
}

/* Level for what is promised for each year, else from nothing to all. */
static en_chart_path path_of(const promise *p)
{
    const en_commitment *c = p->commitment;
    if (!has_value(c) || !c->per || !en_date_given(c->starts) || !en_date_given(c->due))
        return (en_chart_path){0};
    return (en_chart_path){.given = true,
                           .from_day = en_date_first(c->starts),
                           .to_day = en_date_last(c->due),
                           .from = c->per == EN_PER_YEAR ? c->value.value : 0,
                           .to = c->value.value};
}

static void add_sentence(en_text *text, const promise *p, en_word word, size_t count)
{
    if (count == 0) return;
    en_arg arg = en_arg_int("count", (int64_t)count);
    if (text->size) en_text_add_char(text, ' ');
    en_words_add(text, p->who.language, word, 1, &arg);
}

static en_str note_of(promise *p, const en_chart_figure *figures, en_text *text)
{
    bool said = false;
    for (size_t i = 0; i < p->count; i++) said = said || figures[i].kind != EN_CHART_ACTUAL;
    if (said) en_words_add(text, p->who.language, EN_W_CHART_NOTE_VINTAGES, 0, NULL);
    add_sentence(text, p, EN_W_CHART_NOTE_UNDATED, p->undated);
    add_sentence(text, p, EN_W_CHART_NOTE_OLDER, p->older);
    return keep(p, text);
}

static en_str summary_of(promise *p, en_str promised, en_text *text)
{
    en_arg args[] = {en_arg_int("count", (int64_t)p->count), en_arg_str("promised", promised)};
    en_words_add(text, p->who.language, promised.size ? EN_W_CHART_SUMMARY_PROMISED : EN_W_CHART_SUMMARY,
                 1 + (promised.size > 0), args);
    return keep(p, text);
}

static en_status draw(promise *p, en_picture_options options, en_text *text, en_text *svg)
{
    const en_commitment *c = p->commitment;
    en_chart_figure *figures = en_arena_array(&p->arena, p->count, sizeof *figures);
    if (!figures) return EN_ERR_MEMORY;
    for (size_t i = 0; i < p->count; i++) figures[i] = figure_of(p, &p->numbers[i], text);
    en_chart_timeline chart = {.figures = figures, .count = p->count};
    chart.promise = promised(p, text);
    chart.path = path_of(p);
    chart.today = en_date_last(p->who.track->options.today);
    if (en_ref_given(c->indicator)) {
        const en_indicator *indicator = en_indicator_at(p->who.ledger, c->indicator.index);
        chart.are_years = indicator->measure == EN_DATE_MEASURE;
        chart.frame.subtitle = en_say_in(p->who, &indicator->name);
    }
    chart.frame.language = options.language;
    chart.frame.width = options.width;
    chart.frame.title = en_say_in(p->who, &c->what);
    chart.frame.summary = summary_of(p, chart.promise.said, text);
    chart.frame.note = note_of(p, figures, text);
    return p->failed ? EN_ERR_MEMORY : en_chart_timeline_add(svg, &chart);
}

en_status en_picture_of_promise(const en_standing *standing, size_t commitment, en_picture_options options,
                                en_report *report, en_text *svg)
{
    promise p = {.who = {&standing->ledger, &standing->track, options.language},
                 .standing = standing,
                 .commitment = en_commitment_at(&standing->ledger, commitment),
                 .arena = en_arena_make(svg->allocator)};
    en_text text = en_text_make(svg->allocator);
    choose(&p);
    en_status status = p.failed ? EN_ERR_MEMORY : EN_OK;
    if (status == EN_OK && p.count == 0 && !(has_value(p.commitment) && en_date_given(p.commitment->due)))
        status = en_report_error(report, EN_W_CHART_NOTHING_TO_DRAW, (en_where){.value = p.commitment->id});
    if (status == EN_OK) status = draw(&p, options, &text, svg);
    en_text_free(&text);
    en_arena_free(&p.arena);
    return status;
}
