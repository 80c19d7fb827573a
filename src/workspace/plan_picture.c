/* Pictures of what a model came to. See plan_picture.h. */
#include "plan_picture.h"

#include "history_ledger.h"
#include "name.h"
#include "plan_columns.h"
#include "plan_fan.h"

enum { USUAL_LINES = 4, USUAL_BARS = 20 };

typedef struct plot {
    const en_plot_ask *ask;
    const en_context *context;
    en_report *report;
    en_arena arena;
    en_plan_result *results;
    en_plan_rows targets, history;
    size_t chosen[EN_CHART_MOST_LINES]; /* columns of the first table */
    size_t chosen_count;
    en_plot_left left;
} plot;

/* What a variable is called; at NULL: memory is out. */
static en_str label_of(plot *p, en_str name)
{
    return en_plan_name_said(p->ask->labels, p->ask->language, name, &p->arena);
}

/* Whether two names mean the same variable. */
static bool same_name(plot *p, en_str a, en_str b)
{
    en_str x, y;
    if (en_str_equal(a, b)) return true;
    return en_name_of(&p->arena, a, &x) == EN_NAME_FINE && en_name_of(&p->arena, b, &y) == EN_NAME_FINE &&
           en_str_equal(x, y);
}

static const en_str *names_of(const en_plan_result *r, size_t *count)
{
    *count = r->kind == EN_RESULT_OF_RUN ? r->run.columns : r->fan.columns;
    return r->kind == EN_RESULT_OF_RUN ? r->run.names : r->fan.names;
}

static size_t column_of(plot *p, const en_plan_result *r, en_str name)
{
    size_t count;
    const en_str *names = names_of(r, &count);
    for (size_t i = 0; i < count; i++)
        if (same_name(p, names[i], name)) return i;
    return SIZE_MAX;
}

/* ---- which variables */

static en_status choose_one(plot *p, en_str name)
{
    en_where where = {.file = p->results[0].file, .column = en_str_of("--columns"), .value = name};
    size_t column = name.at ? column_of(p, &p->results[0], name) : 0;
    if (!name.at) return EN_ERR_MEMORY;
    if (column == SIZE_MAX) return en_report_error(p->report, EN_W_PLAN_PLOT_NO_COLUMN, where);
    en_arg most = en_arg_int("most", EN_CHART_MOST_LINES);
    if (p->chosen_count == EN_CHART_MOST_LINES)
        return en_report_add(p->report, EN_ERROR, EN_W_PLAN_PLOT_TOO_MANY, where, 1, &most);
    p->chosen[p->chosen_count++] = column;
    return EN_OK;
}

static en_status choose_named(plot *p)
{
    en_status status = EN_OK;
    for (size_t i = 0; i < p->ask->record_count; i++) {
        const char *record = p->ask->records[i];
        for (en_str name; en_columns_next(&record, &p->arena, &name);) {
            en_status chosen = choose_one(p, name);
            if (chosen != EN_OK) status = chosen;
        }
    }
    return status;
}

/* Of a run its lines, of an ensemble the variable that a target is about, or the first. */
static void choose_usual(plot *p)
{
    size_t count, most = p->results[0].kind == EN_RESULT_OF_RUN ? USUAL_LINES : 1;
    (void)names_of(&p->results[0], &count);
    for (size_t i = 0; i < p->targets.count && p->chosen_count == 0; i++) {
        size_t column = column_of(p, &p->results[0], p->targets.targets[i].variable);
        if (column != SIZE_MAX) p->chosen[p->chosen_count++] = column;
    }
    for (size_t c = 0; c < count && p->chosen_count < most && p->targets.count == 0; c++)
        p->chosen[p->chosen_count++] = c;
    if (p->chosen_count == 0) p->chosen[p->chosen_count++] = 0;
    p->left.variables = count - p->chosen_count;
}

static en_status choose(plot *p)
{
    if (p->ask->record_count == 0) {
        choose_usual(p);
        return EN_OK;
    }
    en_status status = choose_named(p);
    bool one = p->results[0].kind == EN_RESULT_OF_ENSEMBLE && p->chosen_count > 1;
    if (status != EN_OK || !one) return status;
    return en_report_error(p->report, EN_W_PLAN_PLOT_ONE_VARIABLE,
                           (en_where){.file = p->results[0].file, .column = en_str_of("--columns")});
}

/* ---- what stands beside */

static bool is_chosen(plot *p, en_str name)
{
    size_t count;
    const en_str *names = names_of(&p->results[0], &count);
    for (size_t i = 0; i < p->chosen_count; i++)
        if (same_name(p, names[p->chosen[i]], name)) return true;
    return false;
}

static en_str joined_names(plot *p, const en_str *names)
{
    en_text text = en_text_make(NULL);
    for (size_t i = 0; i < p->chosen_count; i++) {
        en_str label = label_of(p, names[p->chosen[i]]);
        text.failed = text.failed || !label.at;
        en_text_add_z(&text, i ? ", " : "");
        en_text_add(&text, label);
    }
    en_str joined = {text.failed ? NULL : en_arena_copy(&p->arena, text.at, text.size), text.size};
    en_text_free(&text);
    return joined;
}

/* Names that the table lacks are told where they stand first, of many the first few. */
static en_status tell_unknown(plot *p, const en_plan_rows *rows, bool are_targets)
{
    enum { MOST_NAMED = 5 };
    en_ids seen;
    bool known;
    int64_t count = 0;
    if (!en_ids_make(&p->arena, rows->count, &seen)) return EN_ERR_MEMORY;
    en_where where = {.file = rows->file, .column = en_str_of("variable")};
    for (size_t i = 0; i < rows->count; i++) {
        where.value = are_targets ? rows->targets[i].variable : rows->history[i].variable;
        where.row = are_targets ? rows->targets[i].row : rows->history[i].row;
        (void)en_ids_add(&seen, where.value, &known);
        if (known || column_of(p, &p->results[0], where.value) != SIZE_MAX || ++count > MOST_NAMED) continue;
        (void)en_report_add(p->report, EN_WARNING, EN_W_PLAN_PLOT_NOT_IN_TABLE, where, 0, NULL);
    }
    en_arg more = en_arg_int("count", count - MOST_NAMED);
    if (count > MOST_NAMED)
        (void)en_report_add(p->report, EN_WARNING, EN_W_PLAN_PLOT_NOT_IN_TABLE_MORE,
                            (en_where){.file = rows->file}, 1, &more);
    return EN_OK;
}

/* A table of which nothing is drawn was given in vain. */
static en_status check_rows(plot *p, const en_plan_rows *rows, bool are_targets, size_t drawn)
{
    size_t count;
    if (rows->count == 0) return EN_OK;
    en_status status = tell_unknown(p, rows, are_targets);
    if (status != EN_OK || drawn > 0) return status;
    en_arg names = en_arg_str("names", joined_names(p, names_of(&p->results[0], &count)));
    if (!names.as.text.at) return EN_ERR_MEMORY;
    return en_report_add(p->report, EN_ERROR, EN_W_PLAN_PLOT_NO_ROW, (en_where){.file = rows->file}, 1,
                         &names);
}

static en_status take_aims(plot *p, en_chart_fan *chart)
{
    en_chart_aim *aims = en_arena_array(&p->arena, EN_CHART_MOST_TARGETS, sizeof *aims);
    if (!aims) return EN_ERR_MEMORY;
    for (size_t i = 0; i < p->targets.count; i++) {
        const en_target_row *row = &p->targets.targets[i];
        if (!is_chosen(p, row->variable)) continue;
        en_where where = {.file = p->targets.file, .row = row->row};
        if (chart->target_count == EN_CHART_MOST_TARGETS)
            return en_report_error(p->report, EN_W_PLAN_PLOT_MANY_TARGETS, where);
        en_chart_aim *aim = &aims[chart->target_count++];
        *aim = (en_chart_aim){.label = label_of(p, row->target),
                              .time = row->time,
                              .value = row->value,
                              .as_of = row->as_of,
                              .source = row->source};
        if (row->has_probability && p->ask->result_count == 1) aim->met = &row->probability;
        if (!aim->label.at) return EN_ERR_MEMORY;
    }
    chart->targets = aims;
    return check_rows(p, &p->targets, true, chart->target_count);
}

static en_status take_history(plot *p, en_chart_fan *chart)
{
    en_chart_point *points = en_arena_array(&p->arena, p->history.count, sizeof *points);
    if (!points) return EN_ERR_MEMORY;
    for (size_t i = 0; i < p->history.count; i++) {
        const en_history_row *row = &p->history.history[i];
        if (is_chosen(p, row->variable))
            points[chart->point_count++] = (en_chart_point){row->time, row->value, row->source};
    }
    chart->points = points;
    if (chart->point_count <= EN_CHART_MOST_MARKS)
        return check_rows(p, &p->history, false, chart->point_count);
    return en_report_error(p->report, EN_W_PLAN_PLOT_MANY_POINTS, (en_where){.file = p->history.file});
}

/* What stands beside the lines, and how it is written. */
static en_status furnish(plot *p, en_chart_fan *chart)
{
    chart->frame.language = p->ask->language;
    chart->frame.width = p->ask->width;
    en_status status = take_aims(p, chart);
    return status == EN_OK ? take_history(p, chart) : status;
}

static en_status drawn(plot *p, en_status status)
{
    if (status != EN_ERR_LIMIT && status != EN_ERR_USAGE) return status;
    return en_report_error(p->report, EN_W_PLAN_PLOT_TOO_MUCH, (en_where){.file = p->results[0].file});
}

/* ---- one run */

static bool is_drawn(const double *values, size_t count, size_t step)
{
    for (size_t i = 0; i < count; i++)
        if (values[i * step] - values[i * step] == 0) return true;
    return false;
}

static en_status draw_run(plot *p, en_text *svg)
{
    const en_run_table *run = &p->results[0].run;
    en_chart_line *lines = en_arena_array(&p->arena, p->chosen_count, sizeof *lines);
    if (!lines) return EN_ERR_MEMORY;
    for (size_t i = 0; i < p->chosen_count; i++) {
        en_where where = {.file = p->results[0].file, .column = run->names[p->chosen[i]]};
        if (!is_drawn(run->values + p->chosen[i], run->rows, run->columns))
            return en_report_error(p->report, EN_W_PLAN_PLOT_NO_VALUES, where);
        lines[i] =
            (en_chart_line){label_of(p, run->names[p->chosen[i]]),
                            en_fan_thinned(run->values + p->chosen[i], run->rows, run->columns, &p->arena)};
        if (!lines[i].label.at || !lines[i].values) return EN_ERR_MEMORY;
    }
    en_chart_scenario scenario = {.lines = lines, .line_count = p->chosen_count};
    en_chart_fan chart = {
        .variable = joined_names(p, run->names), .scenarios = &scenario, .scenario_count = 1};
    if (!chart.variable.at) return EN_ERR_MEMORY;
    en_status status = en_fan_take_times(&chart, run->times, run->rows, &p->arena);
    if (status == EN_OK) status = furnish(p, &chart);
    return status == EN_OK ? drawn(p, en_chart_fan_add(svg, &chart)) : status;
}

/* ---- ensembles */

static en_str stem_of(en_str file)
{
    bool csv = file.size > 4 && memcmp(file.at + file.size - 4, ".csv", 4) == 0;
    return (en_str){file.at, csv ? file.size - 4 : file.size};
}

static bool same_times(const en_fan_table *a, const en_fan_table *b)
{
    bool same = a->rows == b->rows;
    for (size_t r = 0; r < a->rows && same; r++) same = a->times[r] == b->times[r];
    return same;
}

/* What a fan is called: as the user says, else as its file; the table of names may have either. */
static en_str title_of(plot *p, size_t which)
{
    if (which < p->ask->title_count) return label_of(p, en_str_of(p->ask->titles[which]));
    return p->ask->result_count > 1 ? label_of(p, stem_of(p->results[which].file)) : (en_str){"", 0};
}

/* Whether there is a median or a band in it, with a value. */
static en_status check_fan(plot *p, const en_fan_part *part, en_str file, en_str variable)
{
    const en_fan_table *fan = part->fan;
    const double *values = fan->quantiles + part->column * fan->rows * fan->quantile_count;
    en_where where = {.file = file, .column = variable};
    if (!en_fan_has_bands(fan)) return en_report_error(p->report, EN_W_PLAN_PLOT_NO_BANDS, where);
    if (is_drawn(values, fan->rows * fan->quantile_count, 1)) return EN_OK;
    return en_report_error(p->report, EN_W_PLAN_PLOT_NO_VALUES, where);
}

static en_status take_part(plot *p, size_t which, en_str variable, en_fan_part *part)
{
    const en_plan_result *result = &p->results[which];
    en_where where = {.file = result->file, .value = variable};
    size_t column = result->kind == EN_RESULT_OF_ENSEMBLE ? column_of(p, result, variable) : SIZE_MAX;
    if (result->kind != EN_RESULT_OF_ENSEMBLE)
        return en_report_error(p->report, EN_W_PLAN_PLOT_ONLY_FANS, (en_where){.file = result->file});
    if (column == SIZE_MAX) return en_report_error(p->report, EN_W_PLAN_PLOT_NO_COLUMN, where);
    if (!same_times(&p->results[0].fan, &result->fan))
        return en_report_error(p->report, EN_W_PLAN_PLOT_OTHER_TIMES, where);
    *part = (en_fan_part){.label = title_of(p, which), .fan = &result->fan, .column = column};
    return part->label.at ? check_fan(p, part, result->file, variable) : EN_ERR_MEMORY;
}

static en_status draw_fan(plot *p, en_text *svg)
{
    en_fan_part parts[EN_CHART_MOST_SCENARIOS];
    en_chart_fan chart = {.variable = p->results[0].fan.names[p->chosen[0]]};
    for (size_t i = 0; i < p->ask->result_count; i++) {
        en_status status = take_part(p, i, chart.variable, &parts[i]);
        if (status != EN_OK) return status;
    }
    chart.variable = label_of(p, chart.variable);
    en_status status = chart.variable.at ? furnish(p, &chart) : EN_ERR_MEMORY;
    return status == EN_OK ? drawn(p, en_fan_draw(&chart, parts, p->ask->result_count, &p->arena, svg))
                           : status;
}

/* ---- a ranking */

static en_status draw_tornado(plot *p, en_text *svg)
{
    const en_rank_table *rank = &p->results[0].rank;
    en_chart_force *forces;
    en_str variable = label_of(p, rank->variable);
    if (!variable.at) return EN_ERR_MEMORY;
    en_text when = en_text_make(NULL);
    en_words_add_time(&when, p->ask->language, rank->time, -1);
    en_chart_tornado chart = {.variable = variable, .when = en_text_str(&when)};
    chart.frame.language = p->ask->language;
    chart.frame.width = p->ask->width;
    size_t most = p->ask->top ? p->ask->top : USUAL_BARS;
    en_status status = when.failed ? EN_ERR_MEMORY : en_tornado_take(&chart, rank, most, &p->arena, &forces);
    for (size_t i = 0; status == EN_OK && i < chart.count; i++) {
        forces[i].label = label_of(p, forces[i].label);
        if (!forces[i].label.at) status = EN_ERR_MEMORY;
    }
    if (status == EN_OK) status = en_chart_tornado_add(svg, &chart);
    p->left.bars = chart.left_out;
    en_text_free(&when);
    return status;
}

static en_status read_history(plot *p)
{
    const en_plan_result *result = &p->results[0];
    bool run = result->kind == EN_RESULT_OF_RUN;
    const double *times = run ? result->run.times : result->fan.times;
    size_t rows = run ? result->run.rows : result->fan.rows;
    const en_history_ask ask = {.workspace = p->ask->workspace,
                                .are_years = rows && en_history_are_years(times[0], times[rows - 1]),
                                .severity = EN_ERROR};
    return en_history_read(p->ask->history, &ask, p->context, &p->arena, p->report, &p->history);
}

static en_status read_all(plot *p)
{
    const en_plot_ask *ask = p->ask;
    p->results = en_arena_array(&p->arena, ask->result_count, sizeof *p->results);
    if (!p->results) return EN_ERR_MEMORY;
    en_status status = EN_OK;
    for (size_t i = 0; i < ask->result_count && status == EN_OK; i++)
        status = en_plan_result_read(ask->results[i], p->context, &p->arena, p->report, &p->results[i]);
    if (status == EN_OK && ask->target.path)
        status =
            en_plan_table_read(EN_TABLE_TARGETS, ask->target, p->context, &p->arena, p->report, &p->targets);
    return status == EN_OK && ask->history.path ? read_history(p) : status;
}

/* An option that changes nothing in a picture of this kind is a mistake about the table. */
static en_status check_options(plot *p, en_plan_result_kind kind)
{
    const en_plot_ask *ask = p->ask;
    bool is_ranking = kind == EN_RESULT_OF_RANKING;
    const struct {
        const char *option;
        bool is_vain;
    } options[] = {{"--target", is_ranking && ask->target.path},
                   {"--data", is_ranking && ask->history.path},
                   {"--columns", is_ranking && ask->record_count > 0},
                   {"--label", kind != EN_RESULT_OF_ENSEMBLE && ask->title_count > 0},
                   {"--top", !is_ranking && ask->top > 0}};
    en_where where = {.file = p->results[0].file};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        where.column = en_str_of(options[i].option);
        if (options[i].is_vain) return en_report_error(p->report, EN_W_PLAN_PLOT_NO_EFFECT, where);
    }
    where.column = en_str_of("--label");
    if (ask->title_count > ask->result_count)
        return en_report_error(p->report, EN_W_PLAN_PLOT_MANY_LABELS, where);
    en_arg most = en_arg_int("most", EN_CHART_MOST_SCENARIOS);
    if (ask->result_count <= EN_CHART_MOST_SCENARIOS) return EN_OK;
    return en_report_add(p->report, EN_ERROR, EN_W_PLAN_PLOT_MANY_FANS,
                         (en_where){.file = p->results[EN_CHART_MOST_SCENARIOS].file}, 1, &most);
}

static en_status draw_kind(plot *p, en_text *svg)
{
    en_plan_result_kind kind = p->results[0].kind;
    if (p->ask->result_count > 1 && kind != EN_RESULT_OF_ENSEMBLE)
        return en_report_error(p->report, EN_W_PLAN_PLOT_ONLY_FANS, (en_where){.file = p->results[0].file});
    en_status status = check_options(p, kind);
    if (status != EN_OK) return status;
    if (kind == EN_RESULT_OF_RANKING) return draw_tornado(p, svg);
    status = choose(p);
    if (status != EN_OK) return status;
    return kind == EN_RESULT_OF_RUN ? draw_run(p, svg) : draw_fan(p, svg);
}

en_status en_plan_picture(const en_plot_ask *ask, const en_context *context, en_report *report, en_text *svg,
                          en_plot_left *left)
{
    plot p = {.ask = ask,
              .context = context,
              .report = report,
              .arena = en_arena_make(context ? context->allocator : NULL)};
    en_status status = read_all(&p);
    if (status == EN_OK) status = draw_kind(&p, svg);
    *left = p.left;
    en_arena_free(&p.arena);
    return status;
}
