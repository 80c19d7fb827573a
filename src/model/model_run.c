/* One run of enishi/plan.h. See model_parts.h. */
#include "model_parts.h"

#include "plan_run.h"

en_status en_model_columns_of(en_model_call *call, const en_model_ask *ask, en_plan_columns *columns)
{
    *columns = call->planned.all;
    if (!(ask->save_step >= 0) || (ask->set_count && !ask->sets)) return EN_ERR_USAGE;
    if (!ask->columns) return EN_OK;
    en_plan_columns chosen = {.at =
                                  en_arena_array(&call->planned.arena, ask->column_count, sizeof *chosen.at)};
    if (!chosen.at) return EN_ERR_MEMORY;
    for (; chosen.count < ask->column_count; chosen.count++) {
        uint32_t which = ask->columns[chosen.count];
        if (which >= columns->count) return EN_ERR_USAGE;
        chosen.at[chosen.count] = columns->at[which];
    }
    *columns = chosen;
    return EN_OK;
}

static en_status take_set(en_plan_setter *setter, const en_model_set *set, uint64_t row)
{
    en_where where = en_plan_row_at(en_str_of("sets"), row, "name");
    if (!set->name) return EN_ERR_USAGE;
    en_status status = en_model_finite(setter->report, "sets", row, "value", set->value);
    if (status != EN_OK) return status;
    if (set->bounded && !(set->from <= set->to))
        return en_report_error(setter->report, EN_W_PLAN_TABLE_FROM_TO,
                               en_plan_row_at(en_str_of("sets"), row, "to"));
    en_scenario_row as_row = {.name = en_str_of(set->name),
                              .value = set->value,
                              .has_from = set->bounded,
                              .has_to = set->bounded,
                              .from = set->from,
                              .to = set->to};
    return en_plan_set(setter, &as_row, where);
}

void en_model_take_sets(en_plan_setter *setter, const en_model_ask *ask)
{
    for (uint32_t i = 0; i < ask->set_count; i++)
        if (!en_plan_setter_goes_on(setter, take_set(setter, &ask->sets[i], i + 1))) return;
}

static en_status count_rows(en_model_call *call, double save_step, uint64_t *rows)
{
    en_plan_wish wish = {.save_step = save_step};
    en_plan_code code = {0};
    en_report *report = save_step >= 0 ? call->report : NULL;
    en_status status =
        !report ? EN_ERR_USAGE : en_plan_compile(&call->planned.plan, &wish, call->context, report, &code);
    if (status == EN_OK) *rows = en_saved_rows(&code.simulation);
    en_plan_code_free(&code);
    return status;
}

en_status en_model_rows(const en_model *model, double save_step, const en_context *context,
                        en_model_report *report, uint64_t *rows)
{
    en_model_call call;
    en_status status = en_model_call_begin(&call, model, context, report);
    if (status == EN_OK) status = count_rows(&call, save_step, rows);
    return en_model_call_end(&call, status);
}

static en_status run_once(en_model_call *call, const en_model_ask *ask, double *times, double *values)
{
    en_plan_settings settings;
    en_run_ask wanted = {.settings = &settings, .save_step = ask->save_step, .seed = ask->seed};
    en_status status = en_model_columns_of(call, ask, &wanted.columns);
    if (status != EN_OK) return status;
    en_plan_setter setter = en_plan_setter_make(&call->planned, ask->force, call->report, &settings);
    en_model_take_sets(&setter, ask);
    status = en_plan_setter_end(&setter);
    if (status != EN_OK) return status;
    en_plan_run run;
    status = en_planned_run(&call->planned, &wanted, call->context, call->report, &run);
    const en_run_table *table = &run.table;
    if (status == EN_OK) memcpy(times, table->times, table->rows * sizeof *times);
    if (status == EN_OK && table->columns)
        memcpy(values, table->values, table->rows * table->columns * sizeof *values);
    en_plan_run_free(&run);
    return status;
}

en_status en_model_run(const en_model *model, const en_model_ask *ask, const en_context *context,
                       en_model_report *report, double *times, double *values)
{
    en_model_call call;
    en_status status = en_model_call_begin(&call, model, context, report);
    if (status == EN_OK) status = run_once(&call, ask, times, values);
    return en_model_call_end(&call, status);
}
