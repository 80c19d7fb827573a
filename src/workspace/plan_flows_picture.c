/* Flows of a period as a Sankey diagram. See plan_flows.h. */
#include "plan_flows.h"
#include "speech.h"

typedef struct flows_picture {
    const en_flows *flows;
    const en_plan_names *labels;
    en_arena arena;
    speech said;
} flows_picture;

static en_str label_of(flows_picture *p, en_str name)
{
    en_str label = en_plan_name_said(p->labels, p->said.language, name, &p->arena);
    p->said.failed = p->said.failed || !label.at;
    return label;
}

static bool is_whole_year(const en_flows *flows)
{
    return flows->are_years && flows->to == flows->from + 1 && flows->from == (double)(int64_t)flows->from;
}

/* "2030" for the year, else "3 – 4 Month". */
static en_str period_of(flows_picture *p)
{
    const en_flows *flows = p->flows;
    if (is_whole_year(flows)) return speech_time(&p->said, flows->from, true);
    en_str ends[2] = {speech_time(&p->said, flows->from, flows->are_years),
                      speech_time(&p->said, flows->to, flows->are_years)};
    en_str parts[2] = {speech_join(&p->said, " – ", 2, ends)};
    if (!flows->are_years && flows->time_units.size) parts[1] = label_of(p, flows->time_units);
    return speech_join(&p->said, " ", 2, parts);
}

/* What is not in the picture, and what no flow explains. */
static en_str note_of(flows_picture *p)
{
    const en_flows *flows = p->flows;
    int64_t unexplained = 0;
    for (size_t i = 0; i < flows->stock_count; i++) unexplained += flows->stocks[i].unexplained != 0;
    en_arg left_out[] = {en_arg_int("stocks", (int64_t)flows->stocks_left_out),
                         en_arg_int("flows", (int64_t)flows->flows_left_out)};
    en_arg count = en_arg_int("count", unexplained);
    en_str parts[2] = {{0}};
    if (flows->stocks_left_out || flows->flows_left_out)
        parts[0] = speech_say(&p->said, EN_W_CHART_SANKEY_LEFT_OUT, 2, left_out);
    if (unexplained) parts[1] = speech_say(&p->said, EN_W_CHART_SANKEY_UNEXPLAINED, 1, &count);
    return speech_join(&p->said, " ", 2, parts);
}

static en_status draw_flows(flows_picture *p, double width, en_text *svg)
{
    const en_flows *from = p->flows;
    en_chart_stock *stocks = en_arena_array(&p->arena, from->stock_count, sizeof *stocks);
    en_chart_flow *flows = en_arena_array(&p->arena, from->flow_count, sizeof *flows);
    if (!stocks || !flows) return EN_ERR_MEMORY;
    for (size_t i = 0; i < from->stock_count; i++) {
        const en_flowing_stock *s = &from->stocks[i];
        stocks[i] = (en_chart_stock){label_of(p, s->name), s->begin, s->end};
    }
    for (size_t i = 0; i < from->flow_count; i++) {
        const en_flowing *f = &from->flows[i];
        flows[i] = (en_chart_flow){label_of(p, f->name), f->from, f->to, f->amount};
    }
    en_chart_sankey chart = {.frame = {.language = p->said.language, .width = width, .note = note_of(p)},
                             .model = label_of(p, from->model),
                             .period = period_of(p),
                             .unit = label_of(p, from->unit),
                             .stocks = stocks,
                             .stock_count = from->stock_count,
                             .flows = flows,
                             .flow_count = from->flow_count};
    return p->said.failed ? EN_ERR_MEMORY : en_chart_sankey_add(svg, &chart);
}

en_status en_picture_of_flows(const en_flows *flows, const en_plan_names *labels, en_language language,
                              double width, en_report *report, en_text *svg)
{
    flows_picture p = {.flows = flows, .labels = labels, .arena = en_arena_make(svg->allocator)};
    p.said = (speech){&p.arena, language, false};
    en_status status = draw_flows(&p, width, svg);
    en_arena_free(&p.arena);
    if (status != EN_ERR_LIMIT) return status;
    en_arg args[] = {en_arg_int("stocks", (int64_t)flows->stock_count),
                     en_arg_int("flows", (int64_t)flows->flow_count),
                     en_arg_int("most", EN_CHART_MOST_MARKS)};
    return en_report_add(report, EN_ERROR, EN_W_PLAN_FLOWS_MANY,
                         (en_where){.file = flows->model, .value = flows->unit}, 3, args);
}
