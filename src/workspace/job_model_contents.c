/* What is in a model, as ModelContents: its constants with their ranges and sources, its variables, and the
 * tables beside it, with everything that is wrong. See job_model.h.
 */
#include "job_model_parts.h"

#include "fan.h"
#include "plan_check.h"
#include "plan_flows.h"

typedef struct contents {
    model_work m;
    en_plan_summary summary;
    en_plan_settings settings; /* what VARY.csv makes of the model */
    en_plan_rows scenarios, targets, history;
    en_json json;
    bool *seen;                       /* by slot */
    const en_plan_variable *noted_of; /* whose note these sources are from: elements share it */
    en_str sources;
} contents;

/* The variable that VARY.csv draws the slot by; NULL: none. */
static const en_varied_name *varied_by(const contents *c, uint32_t slot)
{
    for (uint32_t i = 0; i < c->settings.varied_count; i++) {
        const en_varied_name *v = &c->settings.names[i];
        if (!v->curve && slot >= v->first && slot < v->first + v->count) return v;
    }
    return NULL;
}

/* The range that the model gives, else the one that it is drawn from. */
static void add_range(contents *c, const en_plan_variable *written, const en_varied_name *varied)
{
    const en_plan_scale *range = written->range;
    double low = __builtin_nan(""), high = low;
    if (range && range->min.known && range->max.known) {
        low = range->min.value;
        high = range->max.value;
    } else if (varied) {
        low = varied->low;
        high = varied->high;
    }
    if (!(low < high)) return;
    model_key_real(&c->json, "low", low);
    model_key_real(&c->json, "high", high);
}

static en_status find_sources(contents *c, const en_plan_variable *written)
{
    if (c->noted_of == written) return EN_OK;
    c->noted_of = written;
    return model_sources(&c->m, written->doc.text, &c->sources);
}

static en_status begin_variable(contents *c, const en_plan_column *column, const en_plan_variable *written)
{
    en_str unit = model_unit(&c->m, written->units.text);
    en_json_open(&c->json, '{');
    en_json_key_str(&c->json, "name", column->name);
    model_key_text(&c->json, "unit", unit);
    return unit.at ? model_add_label(&c->json, &c->m, column->name) : EN_ERR_MEMORY;
}

static en_status add_constant(contents *c, const en_plan_column *column, double value)
{
    const en_plan_variable *written = model_written(&c->m, column->slot);
    const en_varied_name *varied = varied_by(c, column->slot);
    en_status status = find_sources(c, written);
    if (status == EN_OK) status = begin_variable(c, column, written);
    if (status != EN_OK) return status;
    model_key_number(&c->json, "value", value);
    add_range(c, written, varied);
    en_json_key_bool(&c->json, "varied", varied != NULL);
    model_key_text(&c->json, "note", written->doc.text);
    model_key_text(&c->json, "source", c->sources);
    en_json_close(&c->json, '}');
    return EN_OK;
}

static const char *kind_of(const en_plan_variable *written)
{
    switch (written->kind) {
    case EN_PLAN_STOCK: return "stock";
    case EN_PLAN_FLOW: return "flow";
    case EN_PLAN_AUXILIARY:
    case EN_PLAN_GRAPH:
    case EN_PLAN_MODULE: break;
    }
    return "auxiliary";
}

static en_status add_variable(contents *c, const en_plan_column *column)
{
    const en_plan_variable *written = model_written(&c->m, column->slot);
    en_status status = begin_variable(c, column, written);
    if (status != EN_OK) return status;
    en_json_key_text(&c->json, "kind", kind_of(written));
    en_json_close(&c->json, '}');
    return EN_OK;
}

/* Constants, or what is none; each slot once, though a module may show it again under another name. */
static en_status add_all(contents *c, const char *key, bool constants)
{
    const en_planned *planned = &c->m.planned;
    en_status status = EN_OK;
    if (planned->plan.space.slot_count > 0)
        memset(c->seen, 0, planned->plan.space.slot_count * sizeof *c->seen);
    en_json_key(&c->json, key);
    en_json_open(&c->json, '[');
    for (size_t i = 0; i < planned->all.count && status == EN_OK; i++) {
        const en_plan_column *column = &planned->all.at[i];
        double value;
        bool constant = en_plan_role_of(&planned->plan, column->slot, &value) == EN_ROLE_CONSTANT;
        if (c->seen[column->slot] || constant != constants) continue;
        c->seen[column->slot] = true;
        /* a constant that is no number, such as INF, is nothing that a slider could set */
        if (constant && value - value != 0) continue;
        status = constant ? add_constant(c, column, value) : add_variable(c, column);
    }
    en_json_close(&c->json, ']');
    return status;
}

static bool is_known(const en_plan_rows *rows, size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (en_str_equal(rows->scenarios[i].scenario, rows->scenarios[at].scenario)) return true;
    return false;
}

/* What its rows say about a scenario: the first that say anything. */
static en_str note_of(const en_plan_rows *rows, size_t at)
{
    for (size_t i = at; i < rows->count; i++)
        if (en_str_equal(rows->scenarios[i].scenario, rows->scenarios[at].scenario) &&
            rows->scenarios[i].note.size > 0)
            return rows->scenarios[i].note;
    return (en_str){0};
}

static en_status add_scenarios(contents *c)
{
    en_status status = EN_OK;
    en_json_key(&c->json, "scenarios");
    en_json_open(&c->json, '[');
    for (size_t i = 0; i < c->scenarios.count && status == EN_OK; i++) {
        if (is_known(&c->scenarios, i)) continue;
        en_json_open(&c->json, '{');
        en_json_key_str(&c->json, "name", c->scenarios.scenarios[i].scenario);
        status = model_add_label(&c->json, &c->m, c->scenarios.scenarios[i].scenario);
        model_key_text(&c->json, "note", note_of(&c->scenarios, i));
        en_json_close(&c->json, '}');
    }
    en_json_close(&c->json, ']');
    return status;
}

static en_status add_targets(contents *c)
{
    en_status status = EN_OK;
    en_json_key(&c->json, "targets");
    en_json_open(&c->json, '[');
    for (size_t i = 0; i < c->targets.count && status == EN_OK; i++) {
        const en_target_row *row = &c->targets.targets[i];
        en_json_open(&c->json, '{');
        en_json_key_str(&c->json, "target", row->target);
        status = model_add_label(&c->json, &c->m, row->target);
        en_json_key_str(&c->json, "variable", row->variable);
        model_key_real(&c->json, "time", row->time);
        model_key_number(&c->json, "value", row->value);
        model_key_text(&c->json, "as_of", row->as_of);
        model_key_text(&c->json, "source", row->source);
        model_key_figure(&c->json, row->figure);
        en_json_close(&c->json, '}');
    }
    en_json_close(&c->json, ']');
    return status;
}

static void add_years(contents *c)
{
    double first;
    size_t count;
    en_flow_times(&c->m.planned, &first, &count);
    en_json_key(&c->json, "years");
    en_json_open(&c->json, '[');
    for (size_t i = 0; i < count && i < EN_CHART_MOST_TIMES; i++) en_json_real(&c->json, first + (double)i);
    en_json_close(&c->json, ']');
}

/* What somebody called the model, else what it calls itself, else its id. */
static en_str title_of(const model_work *m)
{
    en_str given = m->stored.title[m->asked->language];
    en_str written = m->planned.model.header.name.text;
    if (given.size == 0) given = m->stored.title[EN_LANGUAGE_EN];
    if (given.size > 0) return given;
    return written.size > 0 ? written : m->stored.model;
}

static void add_numbers(contents *c)
{
    const en_plan *plan = &c->m.planned.plan;
    const en_plan_summary *s = &c->summary;
    const en_plan_specs *specs = c->m.planned.model.specs;
    model_key_number(&c->json, "start", plan->start);
    model_key_number(&c->json, "stop", plan->stop);
    model_key_number(&c->json, "dt", plan->dt);
    en_str time_unit = model_unit(&c->m, specs ? specs->time_units.text : (en_str){0});
    c->json.text->failed = c->json.text->failed || !time_unit.at;
    model_key_text(&c->json, "time_unit", time_unit);
    en_json_key_int(&c->json, "stocks", (int64_t)s->stocks);
    en_json_key_int(&c->json, "flows", (int64_t)s->flows);
    en_json_key_int(&c->json, "auxiliaries", (int64_t)s->auxiliaries);
    en_json_key_int(&c->json, "graphs", (int64_t)s->graphs);
    en_json_key_int(&c->json, "arrays", (int64_t)s->arrays);
    en_json_key_int(&c->json, "modules", (int64_t)s->modules);
    en_json_key_bool(&c->json, "random", s->random);
}

/* A table that is wrong is said, and left out. */
static en_status allow(en_status status, const en_report *report)
{
    return status == EN_ERR_INPUT && !report->out_of_memory ? EN_OK : status;
}

static en_status read_tables(contents *c)
{
    model_work *m = &c->m;
    en_status status = allow(model_work_open_names(m), m->report);
    if (status == EN_OK) status = allow(model_settings(m, NULL, (en_str){0}, &c->settings), m->report);
    if (status == EN_OK)
        status = allow(model_work_read(m, MODEL_SCENARIOS, EN_TABLE_SCENARIOS, &c->scenarios), m->report);
    if (status == EN_OK)
        status = allow(model_work_read(m, MODEL_TARGETS, EN_TABLE_TARGETS, &c->targets), m->report);
    if (status == EN_OK)
        status = allow(model_work_read(m, MODEL_HISTORY, EN_TABLE_HISTORY, &c->history), m->report);
    return status;
}

/* A variable that a row of a table names. */
static en_status check_variable(model_work *m, en_str file, uint64_t row, en_str name)
{
    en_plan_column column;
    en_where where = {.file = file, .row = row, .column = en_str_of("variable")};
    return allow(en_planned_column(&m->planned, name, where, m->report, &column), m->report);
}

/* Names in tables that the model, or the ledger, does not have. */
static en_status check_tables(contents *c)
{
    model_work *m = &c->m;
    en_status status = EN_OK;
    for (size_t i = 0; i < c->scenarios.count && status == EN_OK; i++) {
        const en_scenario_row *row = &c->scenarios.scenarios[i];
        en_plan_found found;
        en_where where = {.file = c->scenarios.file, .row = row->row, .column = en_str_of("name")};
        where.value = row->name;
        status = allow(en_planned_find(&m->planned, row->name, where, m->report, &found), m->report);
    }
    for (size_t i = 0; i < c->targets.count && status == EN_OK; i++) {
        const en_target_row *row = &c->targets.targets[i];
        status = check_variable(m, c->targets.file, row->row, row->variable);
    }
    for (size_t i = 0; i < c->history.count && status == EN_OK; i++) {
        const en_history_row *row = &c->history.history[i];
        status = check_variable(m, c->history.file, row->row, row->variable);
    }
    return status == EN_OK ? model_resolve_history(m, &c->history) : status;
}

static en_status add_lists(contents *c)
{
    c->seen = en_arena_array(&c->m.w.arena, c->m.planned.plan.space.slot_count, sizeof *c->seen);
    if (!c->seen) return EN_ERR_MEMORY;
    en_status status = add_all(c, "constants", true);
    if (status == EN_OK) status = add_all(c, "variables", false);
    if (status == EN_OK) status = add_scenarios(c);
    if (status == EN_OK) status = add_targets(c);
    add_years(c);
    return status;
}

/* Of a model that cannot be computed there is nothing to list. */
static void add_no_lists(contents *c)
{
    static const char *const keys[] = {"constants", "variables", "scenarios", "targets", "years"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        en_json_key(&c->json, keys[i]);
        en_json_open(&c->json, '[');
        en_json_close(&c->json, ']');
    }
}

static en_status write_contents(contents *c, bool computes)
{
    en_json_open(&c->json, '{');
    en_json_key_str(&c->json, "title", title_of(&c->m));
    add_numbers(c);
    en_status status = EN_OK;
    if (computes) status = add_lists(c);
    else add_no_lists(c);
    if (status == EN_OK) status = model_add_findings(&c->json, &c->m);
    en_json_key_int(&c->json, "errors", (int64_t)c->m.report->errors);
    en_json_close(&c->json, '}');
    return status;
}

en_status en_job_model_contents(const en_job_place *place, const en_job_model_asked *asked,
                                const en_context *context, en_report *report)
{
    contents c = {0};
    en_text answer = en_text_make(NULL);
    c.json = en_json_compact_to(&answer);
    en_status status = model_work_start(&c.m, place, asked, context, report);
    if (status == EN_OK) {
        en_status opened = model_work_open(&c.m);
        if (opened == EN_OK) opened = en_planned_check(&c.m.planned, false, context, report, &c.summary);
        bool computes = opened == EN_OK;
        status = allow(opened, report);
        if (status == EN_OK && computes) status = read_tables(&c);
        if (status == EN_OK && computes) status = check_tables(&c);
        if (status == EN_OK) status = write_contents(&c, computes);
    }
    status = model_answer(&c.m, status, &answer);
    model_work_end(&c.m);
    en_text_free(&answer);
    return status;
}
