/* What was observed, out of the ledger. See history_ledger.h. */
#include "history_ledger.h"

#include "workspace.h"

#include "ledger_build.h"

#include <math.h>
#include <stdlib.h>

typedef struct resolver {
    const en_history_ask *ask;
    const en_context *context;
    en_arena *arena;
    en_report *report;
    const en_plan_rows *rows;
    en_rows cells;
    en_ledger ledger;
    en_track track; /* its numbers alone */
    size_t *found;  /* figures of the row at hand */
    size_t found_count;
    en_history_row *points;
    size_t count, room;
} resolver;

/* ---- what is said */

static en_status tell(const resolver *r, en_severity severity, en_word rule, en_where where, size_t arg_count,
                      const en_arg *args)
{
    if (r->ask->severity == EN_WARNING) severity = EN_WARNING;
    return en_report_add(r->report, severity, rule, where, arg_count, args);
}

static en_where where_of(const resolver *r, const en_history_row *row, const char *column, en_str value)
{
    return (en_where){r->rows->file, row->row, en_str_of(column), value};
}

/* The column that names what is looked for. */
static en_where asked_of(const resolver *r, const en_history_row *row)
{
    bool indicator = row->indicator.size > 0;
    return where_of(r, row, indicator ? "indicator" : "figure", indicator ? row->indicator : row->figure);
}

static const en_figure *figure_at(const resolver *r, size_t number)
{
    return en_figure_at(&r->ledger, number);
}

/* ---- times */

/* The beginning of a day, in years. */
static double time_of_day(int32_t day)
{
    en_date year = {en_date_of_day(day).year, 0, 0};
    int32_t first = en_date_first(year), days = en_date_last(year) + 1 - first;
    return year.year + (double)(day - first) / days;
}

static double begin_of(en_date date) { return time_of_day(en_date_first(date)); }

static double end_of(en_date date) { return time_of_day(en_date_last(date) + 1); }

static en_date last_of(const en_figure *figure)
{
    if (en_date_given(figure->key.period_end)) return figure->key.period_end;
    return en_date_given(figure->as_of) ? figure->as_of : figure->key.period_start;
}

static const en_indicator *indicator_of(const resolver *r, const en_figure *figure)
{
    return en_indicator_at(&r->ledger, figure->key.indicator.index);
}

static bool has_period(const en_figure *figure)
{
    return en_date_given(figure->key.period_start) && en_date_given(figure->key.period_end);
}

static double time_of(const resolver *r, const en_figure *figure)
{
    double end = end_of(last_of(figure));
    if (indicator_of(r, figure)->measure == EN_STOCK || !has_period(figure)) return end;
    return (begin_of(figure->key.period_start) + end) / 2;
}

static int32_t days_of(const en_figure *figure)
{
    return en_date_last(figure->key.period_end) + 1 - en_date_first(figure->key.period_start);
}

/* Whether it counts what came over a period that is not a year, so that it is no rate. */
static bool is_of_part(const resolver *r, const en_figure *figure)
{
    const en_indicator *indicator = indicator_of(r, figure);
    if (indicator->measure != EN_FLOW || !has_period(figure) || en_track_per_year(indicator->unit))
        return false;
    return fabs(days_of(figure) / 365.2425 - 1) >= 0.01;
}

/* ---- what can be a point */

/* Why a figure is no point; EN_WORD_COUNT: it is one. */
static en_word fault_of(const resolver *r, const en_history_row *row, const en_figure *figure)
{
    if (figure->qualifier == EN_AT_LEAST || figure->qualifier == EN_UNDER) return EN_W_PLAN_HISTORY_BOUND;
    if (row->has_time) return EN_WORD_COUNT;
    if (!en_date_given(last_of(figure))) return EN_W_PLAN_HISTORY_UNDATED;
    return is_of_part(r, figure) ? EN_W_PLAN_HISTORY_PART : EN_WORD_COUNT;
}

/* Of the figures of an indicator those that are none are told and left out; one that is named must be one. */
static bool is_point(const resolver *r, const en_history_row *row, size_t number, en_status *status)
{
    const en_figure *figure = figure_at(r, number);
    en_word fault = fault_of(r, row, figure);
    if (fault == EN_WORD_COUNT) return true;
    en_arg args[] = {en_arg_str("figure", figure->id),
                     en_arg_int("days", fault == EN_W_PLAN_HISTORY_PART ? days_of(figure) : 0)};
    en_severity severity = row->indicator.size ? EN_WARNING : EN_ERROR;
    en_status told = tell(r, severity, fault, asked_of(r, row), 2, args);
    if (told != EN_OK) *status = told;
    return false;
}

/* A text that lives on without the ledger. */
static bool keep(const resolver *r, en_str text, en_str *kept)
{
    *kept = (en_str){en_arena_copy(r->arena, text.at ? text.at : "", text.size), text.size};
    return kept->at != NULL;
}

static en_status add_point(resolver *r, const en_history_row *row)
{
    if (r->count == r->room) {
        size_t room = r->room ? 2 * r->room : 64;
        en_history_row *grown = en_arena_array(r->arena, room, sizeof *grown);
        if (!grown) return EN_ERR_MEMORY;
        if (r->count) memcpy(grown, r->points, r->count * sizeof *grown);
        r->points = grown;
        r->room = room;
    }
    r->points[r->count++] = *row;
    return EN_OK;
}

static en_status add_figure(resolver *r, const en_history_row *row, size_t number)
{
    const en_figure *figure = figure_at(r, number);
    en_text as_of = en_text_make(NULL);
    en_history_row point = {.variable = row->variable,
                            .has_time = true,
                            .time = row->has_time ? row->time : time_of(r, figure),
                            .value = r->track.numbers[number].value,
                            .row = row->row};
    en_date_add(&as_of, en_date_given(figure->as_of) ? figure->as_of : last_of(figure));
    bool kept = keep(r, en_text_str(&as_of), &point.as_of) && keep(r, figure->id, &point.figure) &&
                keep(r, en_ref_id(&r->ledger, figure->source), &point.source) && !as_of.failed;
    en_text_free(&as_of);
    return kept ? add_point(r, &point) : EN_ERR_MEMORY;
}

/* ---- one figure */

static en_status take_figure(resolver *r, const en_history_row *row)
{
    en_ref ref = en_ledger_find(&r->ledger, EN_FIGURES, row->figure);
    en_status status = EN_OK;
    if (!en_ref_given(ref))
        return tell(r, EN_ERROR, EN_W_PLAN_HISTORY_UNKNOWN_FIGURE, asked_of(r, row), 0, NULL);
    size_t number = ref.index;
    for (size_t steps = 0; r->track.numbers[number].replaced_by != EN_NO_NUMBER; steps++) {
        if (steps == r->track.figure_count) break; /* they replace each other in a circle */
        number = r->track.numbers[number].replaced_by;
    }
    if (figure_at(r, number)->key.kind != EN_ACTUAL)
        return tell(r, EN_ERROR, EN_W_PLAN_HISTORY_NOT_ACTUAL, asked_of(r, row), 0, NULL);
    if (!row->has_time && !r->ask->are_years)
        return tell(r, EN_ERROR, EN_W_PLAN_HISTORY_CALENDAR, asked_of(r, row), 0, NULL);
    return is_point(r, row, number, &status) ? add_figure(r, row, number) : status;
}

/* ---- every figure of an indicator */

static bool is_asked(const resolver *r, en_str wanted, en_ref ref)
{
    return wanted.size == 0 || en_str_equal(en_ref_id(&r->ledger, ref), wanted);
}

static void find_figures(resolver *r, const en_history_row *row, en_ref indicator)
{
    r->found_count = 0;
    for (size_t i = 0; i < r->track.figure_count; i++) {
        const en_key *key = r->track.numbers[i].key;
        if (key->kind == EN_ACTUAL && en_ref_equal(key->indicator, indicator) &&
            en_track_stands(&r->track, i) && is_asked(r, row->subject, key->subject) &&
            is_asked(r, row->area, key->area))
            r->found[r->found_count++] = i;
    }
}

static void add_name(en_text *names, en_str id)
{
    en_str rest = en_text_str(names), piece;
    if (id.size == 0) id = en_str_of("-");
    while (en_str_next(&rest, ',', &piece))
        if (en_str_equal(piece, id)) return;
    en_text_add_z(names, names->size ? ", " : "");
    en_text_add(names, id);
}

/* Figures about several things are no one series. */
static en_status check_one(const resolver *r, const en_history_row *row, bool subjects)
{
    en_text names = en_text_make(NULL);
    bool differ = false;
    for (size_t i = 0; i < r->found_count; i++) {
        const en_key *key = r->track.numbers[r->found[i]].key, *first = r->track.numbers[r->found[0]].key;
        en_ref ref = subjects ? key->subject : key->area;
        differ = differ || !en_ref_equal(ref, subjects ? first->subject : first->area);
        add_name(&names, en_ref_id(&r->ledger, ref));
    }
    en_arg arg = en_arg_str("names", en_text_str(&names));
    en_where where = where_of(r, row, subjects ? "subject" : "area", row->indicator);
    en_status status =
        names.failed ? EN_ERR_MEMORY
        : differ ? tell(r, EN_ERROR, subjects ? EN_W_PLAN_HISTORY_SUBJECTS : EN_W_PLAN_HISTORY_AREAS, where,
                        1, &arg)
                 : EN_OK;
    en_text_free(&names);
    return status == EN_OK && differ ? EN_ERR_INPUT : status;
}

/* Figures with one key whose possible values do not meet; *differ: there are. */
static en_status check_contradictions(const resolver *r, const en_history_row *row, bool *differ)
{
    en_status status = EN_OK;
    for (size_t i = 0; i < r->found_count; i++)
        for (size_t k = i + 1; k < r->found_count; k++) {
            const en_track_number *a = &r->track.numbers[r->found[i]], *b = &r->track.numbers[r->found[k]];
            if (!en_key_equal(a->key, b->key) || en_range_meet(a->range, b->range)) continue;
            en_arg args[] = {en_arg_str("first", figure_at(r, r->found[i])->id),
                             en_arg_str("second", figure_at(r, r->found[k])->id)};
            *differ = true;
            en_status told = tell(r, EN_ERROR, EN_W_PLAN_HISTORY_CONTRADICT, asked_of(r, row), 2, args);
            if (told != EN_OK) status = told;
        }
    return status;
}

static int by_time(const void *a, const void *b)
{
    const en_history_row *x = a, *y = b;
    if (x->time != y->time) return x->time < y->time ? -1 : 1;
    return en_str_compare(x->figure, y->figure);
}

static en_status add_found(resolver *r, const en_history_row *row)
{
    en_status status = EN_OK;
    size_t before = r->count;
    for (size_t i = 0; i < r->found_count && status == EN_OK; i++) {
        size_t number = r->found[i];
        if (en_track_speaker(&r->track, r->track.numbers[number].key) != number) continue;
        if (is_point(r, row, number, &status)) status = add_figure(r, row, number);
    }
    if (r->count > before) qsort(r->points + before, r->count - before, sizeof *r->points, by_time);
    return status;
}

/* By EN_WARNING what was told is no failure. */
static en_status allowed(const resolver *r, en_status status)
{
    return status == EN_ERR_INPUT && r->ask->severity == EN_WARNING ? EN_OK : status;
}

static en_status take_indicator(resolver *r, const en_history_row *row)
{
    en_ref indicator = en_ledger_find(&r->ledger, EN_INDICATORS, row->indicator);
    if (!en_ref_given(indicator))
        return tell(r, EN_ERROR, EN_W_PLAN_HISTORY_UNKNOWN_INDICATOR, asked_of(r, row), 0, NULL);
    if (!r->ask->are_years) return tell(r, EN_ERROR, EN_W_PLAN_HISTORY_CALENDAR, asked_of(r, row), 0, NULL);
    find_figures(r, row, indicator);
    if (r->found_count == 0)
        return tell(r, EN_ERROR, EN_W_PLAN_HISTORY_NO_FIGURES, asked_of(r, row), 0, NULL);
    en_status status = check_one(r, row, true);
    if (status == EN_OK) status = check_one(r, row, false);
    if (status != EN_OK) return allowed(r, status);
    bool differ = false;
    status = check_contradictions(r, row, &differ);
    return status == EN_OK && !differ ? add_found(r, row) : status;
}

/* ---- the ledger */

static en_status load_store(resolver *r, en_store *store)
{
    en_status status = en_store_begin_reading(store, r->report);
    if (status != EN_OK) return status;
    status = en_store_load(store, r->report, &r->cells);
    en_store_rollback(store);
    return status;
}

static en_status load_workspace(resolver *r)
{
    en_store *store = NULL;
    char *path = en_path_join(r->arena, r->ask->workspace, EN_WORKSPACE_DATABASE);
    if (!path) return EN_ERR_MEMORY;
    en_status status =
        en_store_open_sqlite(path, r->context ? r->context->allocator : NULL, r->report, &store);
    if (status == EN_OK) status = load_store(r, store);
    en_store_close(store);
    return status;
}

static en_status load(resolver *r)
{
    en_status status = r->ask->store ? load_store(r, r->ask->store) : load_workspace(r);
    if (status == EN_OK) status = en_ledger_build(&r->cells, r->context, r->report, &r->ledger);
    if (status == EN_OK) status = en_track_numbers(&r->track);
    if (status != EN_OK) return status;
    r->found = en_arena_array(r->arena, r->track.figure_count, sizeof *r->found);
    return r->found ? EN_OK : EN_ERR_MEMORY;
}

/* An id as the ledger has it; what cannot be one is found nowhere. */
static bool normalise(const resolver *r, en_str *id)
{
    return id->size == 0 || en_id_normalise(r->arena, *id, id) != EN_ID_NO_MEMORY;
}

static en_status take_row(resolver *r, const en_history_row *row)
{
    en_history_row asked = *row;
    if (!en_history_asks(row)) return add_point(r, row);
    bool ids = normalise(r, &asked.indicator) && normalise(r, &asked.subject) && normalise(r, &asked.area) &&
               normalise(r, &asked.figure);
    if (!ids) return EN_ERR_MEMORY;
    return asked.indicator.size ? take_indicator(r, &asked) : take_figure(r, &asked);
}

static en_status resolve(resolver *r)
{
    en_status status = load(r), each = EN_OK;
    for (size_t i = 0; i < r->rows->count && status == EN_OK; i++) {
        en_status one = take_row(r, &r->rows->history[i]);
        if (one == EN_ERR_INPUT) each = one;
        else status = one;
    }
    return status == EN_OK ? each : status;
}

bool en_history_are_years(double first, double last) { return first >= 1000 && last < 3000; }

en_status en_history_resolve(const en_history_ask *ask, const en_context *context, en_arena *arena,
                             en_report *report, en_plan_rows *rows)
{
    const en_allocator *allocator = context ? context->allocator : NULL;
    bool asks = false;
    for (size_t i = 0; i < rows->count; i++) asks = asks || en_history_asks(&rows->history[i]);
    if (!asks) return EN_OK;
    resolver r = {.ask = ask,
                  .context = context,
                  .arena = arena,
                  .report = report,
                  .rows = rows,
                  .cells = en_rows_make(allocator),
                  .ledger = en_ledger_make(allocator)};
    r.track = (en_track){.arena = en_arena_make(allocator), .ledger = &r.ledger};
    en_status status = resolve(&r);
    en_track_free(&r.track);
    en_ledger_free(&r.ledger);
    en_rows_free(&r.cells);
    if (status != EN_OK) return status;
    rows->history = r.points;
    rows->count = r.count;
    return EN_OK;
}

en_status en_history_read(en_plan_source source, const en_history_ask *ask, const en_context *context,
                          en_arena *arena, en_report *report, en_plan_rows *rows)
{
    en_status status = en_plan_table_read(EN_TABLE_HISTORY, source, context, arena, report, rows);
    return status == EN_OK ? en_history_resolve(ask, context, arena, report, rows) : status;
}
