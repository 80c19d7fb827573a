/* Many futures of one variable, in up to four scenarios: as Futures, and as the picture of an outlook. See
 * job_model.h.
 *
 * Every scenario has the same draws, so that what differs between two of them is the scenario; what the asker
 * sets takes the place of what is drawn, and the draws of all else stay, so that a slider moves the fan and
 * does not shake it.
 */
#define _GNU_SOURCE
#include "job_model_parts.h"

#include "plan_fan.h"
#include "plan_futures.h"

enum { MOST_FORCES_DRAWN = 12 };

static const double percents[] = {5, 25, 50, 75, 95}; /* as `enishi plan run` has them */
enum { PERCENTS = sizeof percents / sizeof *percents };

/* What is asked for. */
typedef struct question {
    en_str variable;
    uint64_t runs, seed;
    en_sampling sampling;
    bool ranks;
    const json_t *settings;
    size_t scenario_count;
    en_str scenarios[EN_CHART_MOST_SCENARIOS]; /* one that is empty: the model as it is */
} question;

typedef struct asking {
    model_work m;
    question q;
    en_plan_column column;
    en_str label, unit;
    en_str said[EN_CHART_MOST_SCENARIOS]; /* what the scenarios are called */
    en_plan_rows targets, history;        /* of the variable alone */
    en_plan_settings settings[EN_CHART_MOST_SCENARIOS];
    en_futures futures[EN_CHART_MOST_SCENARIOS];
    size_t done; /* futures that are to be freed */
} asking;

static void end(asking *a)
{
    for (size_t i = 0; i < a->done; i++) en_futures_free(&a->futures[i]);
    model_work_end(&a->m);
}

/* ---- what is asked */

static en_sampling sampling_of(const char *name)
{
    if (!name || strcmp(name, "lhs") == 0) return EN_SAMPLING_LATIN;
    return strcmp(name, "sobol") == 0 ? EN_SAMPLING_SOBOL : EN_SAMPLING_RANDOM;
}

static void take_question(const json_t *asked, question *q)
{
    const json_t *scenarios = json_object_get(asked, "scenarios");
    *q = (question){.variable = en_str_of(json_string_value(json_object_get(asked, "variable"))),
                    .runs = (uint64_t)json_integer_value(json_object_get(asked, "runs")),
                    .seed = (uint64_t)json_integer_value(json_object_get(asked, "seed")),
                    .sampling = sampling_of(json_string_value(json_object_get(asked, "sampling"))),
                    .ranks = json_is_true(json_object_get(asked, "rank")),
                    .settings = json_object_get(asked, "settings"),
                    .scenario_count = json_array_size(scenarios)};
    for (size_t i = 0; i < q->scenario_count && i < EN_CHART_MOST_SCENARIOS; i++)
        q->scenarios[i] = en_str_of(json_string_value(json_array_get(scenarios, i)));
    if (q->scenario_count == 0) q->scenario_count = 1;
}

/* The targets whose variable is the one that is asked for. */
static en_status take_targets(asking *a)
{
    model_work *m = &a->m;
    en_plan_rows all;
    en_status status = model_work_read(m, MODEL_TARGETS, EN_TABLE_TARGETS, &all);
    if (status != EN_OK) return status;
    a->targets = (en_plan_rows){.file = all.file};
    a->targets.targets = en_arena_array(&m->w.arena, all.count + 1, sizeof *all.targets);
    if (!a->targets.targets) return EN_ERR_MEMORY;
    for (size_t i = 0; i < all.count; i++) {
        en_plan_found found;
        bool known = en_plan_find(&m->planned.plan, all.targets[i].variable, &found) == EN_FIND_FINE;
        if (!known || found.count != 1 || found.curve || found.first != a->column.slot) continue;
        a->targets.targets[a->targets.count++] = all.targets[i];
    }
    return EN_OK;
}

static en_status prepare(asking *a)
{
    model_work *m = &a->m;
    en_where where = {.column = en_str_of("variable")};
    en_status status = model_work_open(m);
    if (status == EN_OK) status = model_work_open_names(m);
    if (status == EN_OK) status = en_planned_column(&m->planned, a->q.variable, where, m->report, &a->column);
    if (status != EN_OK) return status;
    a->label = model_label(m, a->column.name);
    a->unit = model_unit(m, model_written(m, a->column.slot)->units.text);
    bool whole = a->label.at && a->unit.at;
    for (size_t i = 0; i < a->q.scenario_count; i++) {
        a->said[i] = a->q.scenarios[i].size ? model_label(m, a->q.scenarios[i]) : en_str_of("");
        whole = whole && a->said[i].at;
    }
    status = whole ? take_targets(a) : EN_ERR_MEMORY;
    return status == EN_OK ? model_read_history(m, a->column.slot, &a->history) : status;
}

/* ---- running */

static en_status run_scenario(asking *a, size_t which)
{
    model_work *m = &a->m;
    en_plan_settings *settings = &a->settings[which];
    en_status status = model_settings(m, a->q.settings, a->q.scenarios[which], settings);
    if (status != EN_OK) return status;
    bool varies = settings->varied_count > 0;
    const char *name = en_arena_copy(&m->w.arena, a->column.name.at, a->column.name.size);
    if (!name) return EN_ERR_MEMORY;
    en_futures_ask ask = {.settings = settings,
                          .columns = {&a->column, 1},
                          .seed = a->q.seed,
                          .runs = a->q.runs,
                          .sampling = varies ? a->q.sampling : EN_SAMPLING_RANDOM,
                          .percents = percents,
                          .percent_count = PERCENTS,
                          .targets = &a->targets,
                          .rank = a->q.ranks && varies && which == 0 ? name : NULL,
                          .rank_column = "variable",
                          .ranking = EN_RANKING_REGRESSION};
    a->done = which + 1;
    status = en_planned_futures(&m->planned, &ask, m->context, m->report, &a->futures[which]);
    /* some runs failed: the fan is of the others, and a warning says so */
    return status == EN_ERR_LIMIT && a->futures[which].fan.rows > 0 ? EN_OK : status;
}

static en_status run_all(asking *a)
{
    en_status status = EN_OK;
    for (size_t i = 0; i < a->q.scenario_count && status == EN_OK; i++) status = run_scenario(a, i);
    return status;
}

/* ---- pictures */

static en_status take_aims(asking *a, en_chart_fan *chart)
{
    en_arena *arena = &a->m.w.arena;
    size_t count = a->targets.count < EN_CHART_MOST_TARGETS ? a->targets.count : EN_CHART_MOST_TARGETS;
    en_chart_aim *aims = en_arena_array(arena, count, sizeof *aims);
    double *met = en_arena_array(arena, count * a->q.scenario_count, sizeof *met);
    if (!aims || !met) return EN_ERR_MEMORY;
    for (size_t i = 0; i < count; i++, met += a->q.scenario_count) {
        const en_target_row *row = &a->targets.targets[i];
        bool known = true;
        for (size_t s = 0; s < a->q.scenario_count; s++) {
            met[s] = a->futures[s].outcomes[i].share;
            known = known && met[s] >= 0;
        }
        en_str label = model_label(&a->m, row->target), source;
        en_status status = model_source_titles(&a->m, row->source, &source);
        if (status != EN_OK || !label.at) return status != EN_OK ? status : EN_ERR_MEMORY;
        aims[i] = (en_chart_aim){.label = label,
                                 .time = row->time,
                                 .value = row->value,
                                 .as_of = row->as_of,
                                 .source = source,
                                 .met = known ? met : NULL};
    }
    chart->targets = aims;
    chart->target_count = count;
    if (count == a->targets.count) return EN_OK;
    en_where where = {.file = a->targets.file, .row = a->targets.targets[count].row};
    return en_report_add(a->m.report, EN_WARNING, EN_W_PLAN_PLOT_MANY_TARGETS, where, 0, NULL);
}

static en_chart_frame frame_of(const asking *a)
{
    return (en_chart_frame){.language = a->m.asked->language, .width = (double)a->m.asked->width};
}

static en_str time_unit_of(asking *a)
{
    const en_plan_specs *specs = a->m.planned.model.specs;
    return model_unit(&a->m, specs ? specs->time_units.text : (en_str){0});
}

static en_status draw_fan(asking *a, en_text *svg)
{
    en_fan_part parts[EN_CHART_MOST_SCENARIOS];
    en_chart_fan chart = {.frame = frame_of(a),
                          .variable = a->label,
                          .unit = a->unit,
                          .time_unit = time_unit_of(a),
                          .are_apart = a->q.scenario_count > 1};
    if (!chart.time_unit.at) return EN_ERR_MEMORY;
    for (size_t i = 0; i < a->q.scenario_count; i++) {
        const en_futures *f = &a->futures[i];
        parts[i] = (en_fan_part){.label = a->said[i], .fan = &f->fan, .left_out = f->result.failed};
        chart.is_approximate = chart.is_approximate || f->result.approximate;
    }
    en_status status = take_aims(a, &chart);
    if (status == EN_OK) status = model_draw_history(&a->m, &a->history, &chart);
    if (status == EN_OK) status = en_fan_draw(&chart, parts, a->q.scenario_count, &a->m.w.arena, svg);
    if (status != EN_ERR_LIMIT && status != EN_ERR_USAGE) return status;
    return en_report_error(a->m.report, EN_W_PLAN_PLOT_TOO_MUCH, (en_where){.value = a->column.name});
}

/* ---- what matters most */

/* Whether the asker has set all that this parameter would draw. */
static bool is_set(const en_plan_settings *s, const en_varied_name *name)
{
    uint32_t set = 0;
    for (uint32_t k = 0; k < name->count; k++) {
        bool found = false;
        for (size_t i = 0; i < s->count && !found; i++)
            found = !s->at[i].by_run && !s->at[i].bounded && s->at[i].curve == name->curve &&
                    s->at[i].first == name->first + k;
        set += found;
    }
    return set == name->count;
}

static const en_varied_name *varied_of(const en_plan_settings *s, en_str name)
{
    for (uint32_t i = 0; i < s->varied_count; i++)
        if (en_str_equal(s->names[i].name, name)) return &s->names[i];
    return NULL;
}

/* A force with what the model says of it. */
typedef struct force {
    const en_rank_row *row;
    en_str label, unit, source;
    bool is_amount; /* in a unit that is no time of the model */
} force;

static bool says_assumption(en_str note)
{
    return note.size && memmem(note.at, note.size, "ssumption", 9) != NULL;
}

/* Sources by their ids, or the word for an assumption where the note says no more. */
static en_status describe(asking *a, const en_varied_name *varied, force *f)
{
    model_work *m = &a->m;
    const en_plan_variable *written = model_written(m, varied->first);
    f->label = model_label(m, f->row->name);
    f->unit = varied->curve ? en_str_of("") : model_unit(m, written->units.text);
    f->is_amount = f->unit.size && !en_str_equal(written->units.text, time_unit_of(a));
    en_status status = model_sources(m, written->doc.text, &f->source);
    if (status == EN_OK && f->source.size == 0 && says_assumption(written->doc.text))
        f->source = en_str_of(en_word_template(m->asked->language, EN_W_MODEL_ASSUMPTION));
    return f->label.at && f->unit.at ? status : EN_ERR_MEMORY;
}

static en_status take_forces(asking *a, force **forces, size_t *count)
{
    const en_rank_table *rank = &a->futures[0].rank;
    *count = 0;
    *forces = en_arena_array(&a->m.w.arena, rank->count, sizeof **forces);
    if (!*forces) return EN_ERR_MEMORY;
    for (size_t i = 0; i < rank->count; i++) {
        const en_varied_name *varied = varied_of(&a->settings[0], rank->rows[i].name);
        if (!varied || is_set(&a->settings[0], varied)) continue;
        force *f = &(*forces)[(*count)++];
        *f = (force){.row = &rank->rows[i]};
        en_status status = describe(a, varied, f);
        if (status != EN_OK) return status;
    }
    return EN_OK;
}

/* The first forces, under the names that readers know. */
static en_status draw_forces(asking *a, const force *forces, size_t count, en_text *svg)
{
    const en_rank_table *rank = &a->futures[0].rank;
    en_arena *arena = &a->m.w.arena;
    en_rank_table few = *rank;
    en_chart_force *drawn;
    en_text when = en_text_make(NULL);
    few.count = count < MOST_FORCES_DRAWN ? count : MOST_FORCES_DRAWN;
    few.rows = en_arena_array(arena, few.count, sizeof *few.rows);
    if (!few.rows) return EN_ERR_MEMORY;
    for (size_t i = 0; i < few.count; i++) few.rows[i] = *forces[i].row;
    en_words_add_time(&when, a->m.asked->language, rank->time, -1);
    en_chart_tornado chart = {.frame = frame_of(a), .variable = a->label, .when = en_text_str(&when)};
    en_status status = when.failed ? EN_ERR_MEMORY : en_tornado_take(&chart, &few, few.count, arena, &drawn);
    for (size_t i = 0; i < few.count && status == EN_OK; i++) {
        drawn[i].label = forces[i].label;
        drawn[i].unit = forces[i].unit;
        drawn[i].source = forces[i].source;
        if (forces[i].is_amount) drawn[i].is_year = false;
    }
    chart.left_out = count - few.count;
    if (status == EN_OK) status = en_chart_tornado_add(svg, &chart);
    en_text_free(&when);
    return status;
}

/* ---- as JSON */

static void add_picture(en_json *json, const en_text *svg)
{
    en_json_key_str(json, "picture", en_text_str(svg));
    json->text->failed = json->text->failed || svg->failed;
}

static void add_row(en_json *json, const en_fan_table *fan, size_t row)
{
    const double *quantiles = fan->quantiles + row * fan->quantile_count;
    bool finite = true;
    for (size_t q = 0; q < fan->quantile_count; q++) finite = finite && quantiles[q] - quantiles[q] == 0;
    en_json_open(json, '{');
    model_key_number(json, "time", fan->times[row]);
    model_key_number(json, "mean", fan->mean[row]);
    model_key_number(json, "sd", fan->sd[row]);
    en_json_key(json, "quantiles");
    if (finite) {
        en_json_open(json, '[');
        for (size_t q = 0; q < fan->quantile_count; q++) en_json_real(json, quantiles[q]);
        en_json_close(json, ']');
    } else {
        en_json_null(json);
    }
    en_json_close(json, '}');
}

static en_status add_scenarios(en_json *json, asking *a)
{
    en_status status = EN_OK;
    en_json_key(json, "percents");
    en_json_open(json, '[');
    for (size_t q = 0; q < PERCENTS; q++) en_json_real(json, percents[q]);
    en_json_close(json, ']');
    en_json_key(json, "scenarios");
    en_json_open(json, '[');
    for (size_t i = 0; i < a->q.scenario_count && status == EN_OK; i++) {
        const en_futures *f = &a->futures[i];
        en_json_open(json, '{');
        en_json_key_str(json, "scenario", a->q.scenarios[i].at ? a->q.scenarios[i] : en_str_of(""));
        en_json_key_str(json, "label", a->said[i]);
        en_json_key_int(json, "runs", (int64_t)f->result.runs);
        en_json_key_int(json, "left_out", (int64_t)f->result.failed);
        en_json_key_bool(json, "approximate", f->result.approximate);
        en_json_key(json, "rows");
        en_json_open(json, '[');
        for (size_t row = 0; row < f->fan.rows; row++) add_row(json, &f->fan, row);
        en_json_close(json, ']');
        status = model_add_fit(json, &a->m, &a->history, &f->fan);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
    return status;
}

static en_status add_outcome(en_json *json, asking *a, const en_target_outcome *o, en_str scenario)
{
    double none = __builtin_nan("");
    en_status status;
    en_json_open(json, '{');
    en_json_key_str(json, "target", o->row->target);
    status = model_add_label(json, &a->m, o->row->target);
    en_json_key_str(json, "scenario", scenario.at ? scenario : en_str_of(""));
    model_key_real(json, "time", o->row->time);
    model_key_number(json, "value", o->row->value);
    model_key_real(json, "probability", o->share);
    model_key_real(json, "first_time", o->has_first ? o->first_time : none);
    model_key_real(json, "half_by", o->has_half ? o->half_time : none);
    en_json_key_int(json, "never", (int64_t)o->never);
    model_key_text(json, "as_of", o->row->as_of);
    model_key_text(json, "source", o->row->source);
    model_key_figure(json, o->row->figure);
    en_json_close(json, '}');
    return status;
}

static en_status add_targets(en_json *json, asking *a)
{
    en_status status = EN_OK;
    en_json_key(json, "targets");
    en_json_open(json, '[');
    for (size_t t = 0; t < a->targets.count; t++)
        for (size_t i = 0; i < a->q.scenario_count && status == EN_OK; i++)
            status = add_outcome(json, a, &a->futures[i].outcomes[t], a->q.scenarios[i]);
    en_json_close(json, ']');
    return status;
}

static void add_force(en_json *json, const force *f)
{
    en_json_open(json, '{');
    en_json_key_str(json, "name", f->row->name);
    en_json_key_str(json, "label", f->label);
    model_key_number(json, "value", f->row->value);
    model_key_real(json, "low", f->row->low);
    model_key_real(json, "high", f->row->high);
    model_key_text(json, "unit", f->unit);
    model_key_text(json, "source", f->source);
    en_json_close(json, '}');
}

static en_status add_ranking(en_json *json, asking *a)
{
    force *forces;
    size_t count;
    en_text svg = en_text_make(NULL);
    if (!a->futures[0].ranked) return EN_OK;
    en_status status = take_forces(a, &forces, &count);
    if (status == EN_OK && count > 0) status = draw_forces(a, forces, count, &svg);
    if (status == EN_OK && count > 0) {
        en_json_key(json, "ranking");
        en_json_open(json, '{');
        add_picture(json, &svg);
        model_key_real(json, "r_squared", a->futures[0].rank.r_squared);
        en_json_key(json, "forces");
        en_json_open(json, '[');
        for (size_t i = 0; i < count; i++) add_force(json, &forces[i]);
        en_json_close(json, ']');
        en_json_close(json, '}');
    }
    en_text_free(&svg);
    return status;
}

static en_status write_futures(asking *a, en_text *answer)
{
    en_json json = en_json_compact_to(answer);
    en_text svg = en_text_make(NULL);
    en_status status = draw_fan(a, &svg);
    if (status == EN_OK) {
        en_json_open(&json, '{');
        en_json_key_str(&json, "variable", a->column.name);
        en_json_key_str(&json, "label", a->label);
        model_key_text(&json, "unit", a->unit);
        en_json_key_int(&json, "seed", (int64_t)a->q.seed);
        add_picture(&json, &svg);
        model_add_history(&json, &a->history);
        status = add_scenarios(&json, a);
        if (status == EN_OK) status = add_targets(&json, a);
        if (status == EN_OK) status = add_ranking(&json, a);
    }
    if (status == EN_OK) status = model_add_findings(&json, &a->m);
    en_json_close(&json, '}');
    en_text_free(&svg);
    return status;
}

en_status en_job_model_futures(const en_job_place *place, const en_job_model_asked *asked,
                               const en_context *context, en_report *report)
{
    asking a = {0};
    json_t *said = NULL;
    en_text answer = en_text_make(NULL);
    en_status status = model_work_start(&a.m, place, asked, context, report);
    if (status == EN_OK) status = work_read_asked(&a.m.w, EN_JOB_ASKED, report, &said);
    if (status == EN_OK) take_question(said, &a.q);
    if (status == EN_OK) status = prepare(&a);
    if (status == EN_OK) status = run_all(&a);
    if (status == EN_OK) status = write_futures(&a, &answer);
    status = model_answer(&a.m, status, &answer);
    end(&a);
    json_decref(said);
    en_text_free(&answer);
    return status;
}

/* ---- the outlook of a target */

static bool names_figure(en_str figures, en_str figure)
{
    en_str piece;
    while (en_str_next(&figures, ';', &piece))
        if (en_str_equal(en_str_trim(piece), figure)) return true;
    return false;
}

/* The variable that a target of this figure is about. */
static en_status find_figure(asking *a, en_str figure)
{
    en_plan_rows targets;
    en_status status = model_work_read(&a->m, MODEL_TARGETS, EN_TABLE_TARGETS, &targets);
    for (size_t i = 0; i < targets.count && status == EN_OK; i++) {
        if (!names_figure(targets.targets[i].figure, figure)) continue;
        a->q = (question){.variable = targets.targets[i].variable,
                          .runs = EN_OUTLOOK_RUNS,
                          .seed = EN_OUTLOOK_SEED,
                          .sampling = EN_SAMPLING_LATIN,
                          .scenario_count = 1};
        return EN_OK;
    }
    return status == EN_OK ? EN_ERR_USAGE : status;
}

en_status en_job_outlook(const en_job_place *place, const en_job_model_asked *asked, en_str figure,
                         const en_context *context, en_report *report)
{
    asking a = {0};
    en_text answer = en_text_make(NULL);
    en_status status = model_work_start(&a.m, place, asked, context, report);
    if (status == EN_OK) status = find_figure(&a, figure);
    if (status == EN_OK) status = prepare(&a);
    if (status == EN_OK) status = run_all(&a);
    if (status == EN_OK) status = draw_fan(&a, &answer);
    status = model_answer(&a.m, status, &answer);
    end(&a);
    en_text_free(&answer);
    return status;
}
