/* What was observed of a variable, beside its futures. See job_model.h. */
#include "job_model_parts.h"

#include "history_ledger.h"

/* The rows about the one variable. */
static en_status choose_rows(model_work *m, uint32_t slot, en_plan_rows *rows)
{
    en_history_row *mine = en_arena_array(&m->w.arena, rows->count, sizeof *mine);
    size_t count = 0;
    if (!mine) return EN_ERR_MEMORY;
    for (size_t i = 0; i < rows->count; i++) {
        en_plan_found found;
        bool known = en_plan_find(&m->planned.plan, rows->history[i].variable, &found) == EN_FIND_FINE;
        if (known && found.count == 1 && !found.curve && found.first == slot)
            mine[count++] = rows->history[i];
    }
    rows->history = mine;
    rows->count = count;
    return EN_OK;
}

en_status model_resolve_history(model_work *m, en_plan_rows *rows)
{
    const en_plan *plan = &m->planned.plan;
    const en_history_ask ask = {.store = m->w.store,
                                .are_years = en_history_are_years(plan->start, plan->stop),
                                .severity = EN_WARNING};
    return en_history_resolve(&ask, m->context, &m->w.arena, m->report, rows);
}

en_status model_read_history(model_work *m, uint32_t slot, en_plan_rows *rows)
{
    en_status status = model_work_read(m, MODEL_HISTORY, EN_TABLE_HISTORY, rows);
    if (status == EN_OK) status = choose_rows(m, slot, rows);
    return status == EN_OK ? model_resolve_history(m, rows) : status;
}

en_status model_draw_history(model_work *m, const en_plan_rows *rows, en_chart_fan *chart)
{
    size_t left_out = rows->count > EN_CHART_MOST_MARKS ? rows->count - EN_CHART_MOST_MARKS : 0;
    en_chart_point *points = en_arena_array(&m->w.arena, rows->count, sizeof *points);
    if (!points) return EN_ERR_MEMORY;
    for (size_t i = left_out; i < rows->count; i++) {
        const en_history_row *row = &rows->history[i];
        points[chart->point_count++] = (en_chart_point){row->time, row->value, row->source};
    }
    chart->points = points;
    if (left_out == 0) return EN_OK;
    return en_report_add(m->report, EN_WARNING, EN_W_PLAN_PLOT_MANY_POINTS, (en_where){.file = rows->file}, 0,
                         NULL);
}

void model_add_history(en_json *json, const en_plan_rows *rows)
{
    en_json_key(json, "history");
    en_json_open(json, '[');
    for (size_t i = 0; i < rows->count; i++) {
        const en_history_row *row = &rows->history[i];
        en_json_open(json, '{');
        model_key_real(json, "time", row->time);
        model_key_real(json, "value", row->value);
        model_key_text(json, "as_of", row->as_of);
        model_key_text(json, "source", row->source);
        model_key_text(json, "figure", row->figure);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
}

en_status model_add_fit(en_json *json, model_work *m, const en_plan_rows *rows, const en_fan_table *fan)
{
    en_history_curve curve;
    en_history_fit fit = {0};
    if (rows->count == 0 || !en_history_curve_of(fan, 0, &curve)) return EN_OK;
    en_status status = en_history_compare(rows->history, rows->count, &curve, &m->w.arena, &fit);
    if (status != EN_OK) return status;
    en_json_key(json, "fit");
    en_json_open(json, '{');
    en_json_key_int(json, "points", (int64_t)fit.points);
    en_json_key_int(json, "outside", (int64_t)fit.outside);
    en_json_key_int(json, "in_band", (int64_t)fit.in_band);
    model_key_real(json, "mean_error", fit.theil.mean_error);
    model_key_real(json, "mape", fit.theil.mape);
    model_key_real(json, "rmse", fit.theil.rmse);
    model_key_real(json, "bias", fit.theil.bias);
    model_key_real(json, "variance", fit.theil.variance);
    model_key_real(json, "covariance", fit.theil.covariance);
    en_json_close(json, '}');
    return EN_OK;
}
