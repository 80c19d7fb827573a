/* Pictures of a model's structure and of what flows in it. See job_model.h. */
#include "job_model_parts.h"

#include "plan_diagram.h"
#include "plan_flows.h"

en_status en_job_model_diagram(const en_job_place *place, const en_job_model_asked *asked,
                               const en_context *context, en_report *report)
{
    model_work m;
    en_text answer = en_text_make(NULL);
    en_status status = model_work_start(&m, place, asked, context, report);
    if (status == EN_OK) status = model_work_open(&m);
    if (status == EN_OK) status = model_work_open_names(&m);
    en_diagram_ask ask = {
        .labels = m.has_names ? &m.names : NULL, .language = asked->language, .width = (double)asked->width};
    if (status == EN_OK) status = en_picture_of_diagram(&m.planned, &ask, report, &answer);
    status = model_answer(&m, status, &answer);
    model_work_end(&m);
    en_text_free(&answer);
    return status;
}

/* ---- flows */

static en_status add_stock(en_json *json, model_work *m, const en_flowing_stock *stock)
{
    en_json_open(json, '{');
    en_json_key_str(json, "name", stock->name);
    model_key_number(json, "begin", stock->begin);
    model_key_number(json, "end", stock->end);
    en_status status = model_add_label(json, m, stock->name);
    en_json_close(json, '}');
    return status;
}

static en_status add_flow(en_json *json, model_work *m, const en_flows *flows, const en_flowing *flow)
{
    en_json_open(json, '{');
    en_json_key_str(json, "name", flow->name);
    if (flow->from < flows->stock_count) en_json_key_str(json, "from", flows->stocks[flow->from].name);
    if (flow->to < flows->stock_count) en_json_key_str(json, "to", flows->stocks[flow->to].name);
    model_key_number(json, "value", flow->amount);
    en_status status = model_add_label(json, m, flow->name);
    en_json_close(json, '}');
    return status;
}

static en_status add_lists(en_json *json, model_work *m, const en_flows *flows)
{
    en_status status = EN_OK;
    en_json_key(json, "stocks");
    en_json_open(json, '[');
    for (size_t i = 0; i < flows->stock_count && status == EN_OK; i++)
        status = add_stock(json, m, &flows->stocks[i]);
    en_json_close(json, ']');
    en_json_key(json, "flows");
    en_json_open(json, '[');
    for (size_t i = 0; i < flows->flow_count && status == EN_OK; i++)
        status = add_flow(json, m, flows, &flows->flows[i]);
    en_json_close(json, ']');
    return status;
}

static en_status write_flows(model_work *m, const en_flows *flows, en_text *answer)
{
    en_json json = en_json_compact_to(answer);
    en_text svg = en_text_make(NULL);
    const en_job_model_asked *asked = m->asked;
    en_status status = en_picture_of_flows(flows, m->has_names ? &m->names : NULL, asked->language,
                                           (double)asked->width, m->report, &svg);
    if (status == EN_OK) {
        en_json_open(&json, '{');
        model_key_number(&json, "time", flows->from);
        en_json_key_str(&json, "picture", en_text_str(&svg));
        answer->failed = answer->failed || svg.failed;
        en_str unit = model_unit(m, flows->unit);
        model_key_text(&json, "unit", unit);
        status = unit.at ? EN_OK : EN_ERR_MEMORY;
        if (status == EN_OK) status = add_lists(&json, m, flows);
        if (status == EN_OK) status = model_add_findings(&json, m);
        en_json_close(&json, '}');
    }
    en_text_free(&svg);
    return status;
}

/* One run, in which nothing is drawn: what varies has the model's own value. */
static en_status run_flows(model_work *m, const json_t *asked, en_text *answer)
{
    en_plan_settings settings;
    en_flows flows;
    en_str scenario = en_str_of(json_string_value(json_object_get(asked, "scenario")));
    m->paths[MODEL_VARY] = NULL;
    en_status status = model_settings(m, json_object_get(asked, "settings"), scenario, &settings);
    if (status != EN_OK) return status;
    en_flows_ask ask = {.settings = &settings, .time = json_number_value(json_object_get(asked, "time"))};
    status = en_planned_flows(&m->planned, &ask, m->context, m->report, &flows);
    if (status == EN_OK) status = write_flows(m, &flows, answer);
    en_flows_free(&flows);
    return status;
}

en_status en_job_model_flows(const en_job_place *place, const en_job_model_asked *asked,
                             const en_context *context, en_report *report)
{
    model_work m;
    json_t *question = NULL;
    en_text answer = en_text_make(NULL);
    en_status status = model_work_start(&m, place, asked, context, report);
    if (status == EN_OK) status = work_read_asked(&m.w, EN_JOB_ASKED, report, &question);
    if (status == EN_OK) status = model_work_open(&m);
    if (status == EN_OK) status = model_work_open_names(&m);
    if (status == EN_OK) status = run_flows(&m, question, &answer);
    status = model_answer(&m, status, &answer);
    model_work_end(&m);
    json_decref(question);
    en_text_free(&answer);
    return status;
}
