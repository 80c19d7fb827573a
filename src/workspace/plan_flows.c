/* What flows in a period of a run. See plan_flows.h. */
#include "plan_flows.h"

#include "name.h"
#include "plan_run.h"
#include "unit_names.h"

#include <math.h>

/* A stock whose flows are looked at; two numbers of the run for each of its elements. */
typedef struct flow_stock {
    uint32_t variable;
    bool is_shown;
    size_t shown;  /* its place in the result */
    size_t column; /* of its first element in the run's table */
} flow_stock;

/* A stock that names a flow: what leaves it, or enters it. */
typedef struct flow_end {
    uint32_t flow; /* variable */
    size_t stock;
    bool is_inflow;
    size_t amount; /* of the flow's first element among the run's amounts */
} flow_end;

typedef struct gathering {
    en_planned *planned;
    const en_flows_ask *ask;
    en_report *report;
    en_arena *arena;
    en_flows *flows;
    flow_stock *stocks;
    size_t stock_count;
    flow_end *ends;
    size_t end_count;
    en_plan_columns columns;
    en_plan_amount *amounts;
    uint32_t amount_count;
    uint64_t steps[2];
    en_plan_run run;
} gathering;

static const en_space_variable *variable_of(const gathering *g, uint32_t variable)
{
    return &g->planned->plan.space.variables[variable];
}

static const en_plan_variable *written_of(const gathering *g, uint32_t variable)
{
    return variable_of(g, variable)->definition->written;
}

static bool is_own(const en_space_variable *v, en_plan_kind kind)
{
    return !v->hidden && v->source == EN_SPACE_NONE && v->definition->written->kind == kind;
}

/* ---- times */

/* A time that is a step's, but for rounding, is that step's. */
static double step_at(const en_plan *plan, double time)
{
    return fmax(ceil((time - plan->start) / plan->dt - 1e-6), 0);
}

static double last_step(const en_plan *plan) { return floor((plan->stop - plan->start) / plan->dt + 1e-6); }

void en_flow_times(const en_planned *planned, double *first, size_t *count)
{
    const en_plan *plan = &planned->plan;
    *first = plan->start;
    *count = (size_t)ceil(last_step(plan) * plan->dt - 1e-6);
}

static en_str shortest(en_arena *arena, double value)
{
    en_text text = en_text_make(arena->allocator);
    en_text_add_real(&text, value);
    en_str kept = {text.failed ? NULL : en_arena_copy(arena, text.at, text.size), text.size};
    en_text_free(&text);
    return kept;
}

static en_status tell_time(const gathering *g, en_word rule)
{
    const en_plan *plan = &g->planned->plan;
    en_arg args[] = {en_arg_time("start", plan->start), en_arg_time("stop", plan->stop),
                     en_arg_time("dt", plan->dt)};
    en_where where = {.file = g->planned->model.file, .value = shortest(g->arena, g->ask->time)};
    return where.value.at ? en_report_add(g->report, EN_ERROR, rule, where, 3, args) : EN_ERR_MEMORY;
}

/* The steps at which the period begins and ends. */
static en_status find_period(gathering *g)
{
    const en_plan *plan = &g->planned->plan;
    double length = g->ask->length > 0 ? g->ask->length : 1, last = last_step(plan), time = g->ask->time;
    bool is_within = isfinite(time) && time > plan->start - plan->dt * 1e-6;
    double from = is_within ? step_at(plan, time) : last;
    if (!(from < last)) return tell_time(g, EN_W_PLAN_FLOWS_TIME);
    double to = fmin(step_at(plan, time + length), last);
    if (!(to > from)) return tell_time(g, EN_W_PLAN_FLOWS_SHORT);
    g->steps[0] = (uint64_t)from;
    g->steps[1] = (uint64_t)to;
    g->flows->from = plan->start + from * plan->dt;
    g->flows->to = plan->start + to * plan->dt;
    g->flows->are_years = plan->start >= 1000 && plan->stop < 3000;
    return EN_OK;
}

/* ---- stocks of one unit */

static en_status list_stocks(gathering *g)
{
    const en_plan *plan = &g->planned->plan;
    g->stocks = en_arena_array(g->arena, plan->listed_count, sizeof *g->stocks);
    if (!g->stocks) return EN_ERR_MEMORY;
    for (uint32_t i = 0; i < plan->listed_count; i++)
        if (is_own(variable_of(g, plan->listed[i]), EN_PLAN_STOCK))
            g->stocks[g->stock_count++] = (flow_stock){.variable = plan->listed[i]};
    if (g->stock_count > 0) return EN_OK;
    return en_report_error(g->report, EN_W_PLAN_FLOWS_NO_STOCK, (en_where){.file = g->planned->model.file});
}

/* Units of stocks: which are the same. */
typedef struct flow_units {
    en_unit_names names;
    en_unit *units; /* by stock; what cannot be read compares by its text */
    bool *is_read;
    en_str *texts;
} flow_units;

static en_status read_unit(flow_units *u, const en_plan_text *text, size_t k)
{
    u->texts[k] = text->text;
    if (text->text.size == 0) return EN_OK;
    en_status status = en_unit_read(&u->names, text, (en_str){0}, &u->units[k]);
    u->is_read[k] = status == EN_OK;
    return status == EN_ERR_INPUT ? EN_OK : status;
}

/* One more place, for the unit that is asked for. */
static en_status read_units(gathering *g, flow_units *u)
{
    size_t count = g->stock_count + 1;
    u->units = en_arena_array(g->arena, count, sizeof *u->units);
    u->is_read = en_arena_array(g->arena, count, sizeof *u->is_read);
    u->texts = en_arena_array(g->arena, count, sizeof *u->texts);
    if (!u->units || !u->is_read || !u->texts) return EN_ERR_MEMORY;
    en_status status = en_unit_names_make(g->arena, &g->planned->model, EN_WARNING, NULL, &u->names);
    for (size_t i = 0; status == EN_OK && i < g->stock_count; i++)
        status = read_unit(u, &written_of(g, g->stocks[i].variable)->units, i);
    const en_plan_text asked = {.text = en_str_of(g->ask->unit)};
    return status == EN_OK ? read_unit(u, &asked, g->stock_count) : status;
}

static bool is_same_unit(const flow_units *u, size_t a, size_t b)
{
    if (u->is_read[a] && u->is_read[b]) return en_unit_equal(u->units[a], u->units[b]);
    return u->is_read[a] == u->is_read[b] && en_str_equal(u->texts[a], u->texts[b]);
}

/* The first stock of the unit that most of them have. */
static size_t commonest(const gathering *g, const flow_units *u)
{
    size_t best = 0, most = 0;
    for (size_t i = 0; i < g->stock_count; i++) {
        size_t count = 0;
        for (size_t k = 0; k < g->stock_count; k++) count += is_same_unit(u, i, k);
        if (count > most) best = i;
        if (count > most) most = count;
    }
    return best;
}

/* Says which units there are. */
static en_status tell_unit(const gathering *g, const flow_units *u)
{
    en_text names = en_text_make(g->arena->allocator);
    for (size_t i = 0; i < g->stock_count; i++) {
        bool is_new = u->texts[i].size > 0;
        for (size_t k = 0; k < i; k++) is_new = is_new && !is_same_unit(u, i, k);
        if (is_new && names.size) en_text_add_z(&names, ", ");
        if (is_new) en_text_add(&names, u->texts[i]);
    }
    en_arg arg = en_arg_str("names", en_text_str(&names));
    en_where where = {.file = g->planned->model.file, .value = en_str_of(g->ask->unit)};
    en_word rule = names.size ? EN_W_PLAN_FLOWS_UNIT : EN_W_PLAN_FLOWS_NO_UNITS;
    en_status status =
        names.failed ? EN_ERR_MEMORY : en_report_add(g->report, EN_ERROR, rule, where, 1, &arg);
    en_text_free(&names);
    return status;
}

static en_status choose_unit(gathering *g)
{
    flow_units u = {0};
    en_status status = read_units(g, &u);
    if (status != EN_OK) return status;
    size_t chosen = g->ask->unit ? g->stock_count : commonest(g, &u), shown = 0;
    for (size_t i = 0; i < g->stock_count; i++) {
        if (!is_same_unit(&u, i, chosen)) continue;
        g->stocks[i].is_shown = true;
        g->stocks[i].shown = shown++;
        if (shown == 1) g->flows->unit = u.texts[i];
    }
    if (shown == 0) return tell_unit(g, &u);
    g->flows->stock_count = shown;
    g->flows->stocks_left_out = g->stock_count - shown;
    return EN_OK;
}

/* ---- the ends of flows */

static en_status add_ends(gathering *g, size_t stock, bool is_inflow)
{
    uint32_t variable = g->stocks[stock].variable;
    const en_plan_body *body = &written_of(g, variable)->body;
    const en_plan_list *list = is_inflow ? &body->inflows : &body->outflows;
    for (size_t k = 0; k < list->count; k++) {
        en_str key;
        en_name_fault fault = en_qualified_of(g->arena, list->at[k].text, &key);
        if (fault == EN_NAME_NO_MEMORY) return EN_ERR_MEMORY;
        if (fault != EN_NAME_FINE) continue; /* what the run will refuse */
        uint32_t flow = en_space_find(&g->planned->plan.space, variable_of(g, variable)->scope, key);
        if (flow != EN_SPACE_NONE && written_of(g, flow)->kind == EN_PLAN_FLOW)
            g->ends[g->end_count++] = (flow_end){.flow = flow, .stock = stock, .is_inflow = is_inflow};
    }
    return EN_OK;
}

static en_status list_ends(gathering *g)
{
    size_t most = 0;
    for (size_t i = 0; i < g->stock_count; i++) {
        const en_plan_body *body = &written_of(g, g->stocks[i].variable)->body;
        most += body->inflows.count + body->outflows.count;
    }
    g->ends = en_arena_array(g->arena, most, sizeof *g->ends);
    en_status status = g->ends ? EN_OK : EN_ERR_MEMORY;
    for (size_t i = 0; status == EN_OK && i < g->stock_count; i++) {
        status = add_ends(g, i, true);
        if (status == EN_OK) status = add_ends(g, i, false);
    }
    return status;
}

static bool has_multiplier(const gathering *g, uint32_t flow)
{
    const en_space_definition *d = variable_of(g, flow)->definition;
    for (uint32_t b = 0; b < d->body_count; b++)
        if (d->bodies[b].formulas[EN_FORMULA_MULTIPLIER].given) return true;
    return false;
}

/* ---- the run */

/* The columns of the stocks that are shown, and an amount for each of their ends. */
static en_status ask_for_all(gathering *g)
{
    size_t columns = 0, amounts = 0;
    for (size_t i = 0; i < g->stock_count; i++)
        columns += variable_of(g, g->stocks[i].variable)->definition->count;
    for (size_t i = 0; i < g->end_count; i++) amounts += variable_of(g, g->ends[i].flow)->definition->count;
    g->columns.at = en_arena_array(g->arena, columns, sizeof *g->columns.at);
    g->amounts = en_arena_array(g->arena, amounts, sizeof *g->amounts);
    if (!g->columns.at || !g->amounts) return EN_ERR_MEMORY;
    for (size_t i = 0; i < g->stock_count; i++) {
        const en_space_variable *v = variable_of(g, g->stocks[i].variable);
        g->stocks[i].column = g->columns.count;
        for (uint32_t e = 0; g->stocks[i].is_shown && e < v->definition->count; e++)
            g->columns.at[g->columns.count++] = (en_plan_column){.slot = v->first + e};
    }
    for (size_t i = 0; i < g->end_count; i++) {
        flow_end *end = &g->ends[i];
        const en_space_variable *v = variable_of(g, end->flow);
        end->amount = g->amount_count;
        for (uint32_t e = 0; g->stocks[end->stock].is_shown && e < v->definition->count; e++)
            g->amounts[g->amount_count++] = (en_plan_amount){v->first + e, end->is_inflow};
    }
    return EN_OK;
}

static en_status run_period(gathering *g, const en_context *context)
{
    en_status status = ask_for_all(g);
    if (status != EN_OK) return status;
    en_run_ask ask = {.settings = g->ask->settings,
                      .columns = g->columns,
                      .seed = g->ask->seed,
                      .steps = g->steps,
                      .step_count = 2,
                      .amounts = g->amounts,
                      .amount_count = g->amount_count};
    status = en_planned_run(g->planned, &ask, context, g->report, &g->run);
    g->flows->random = g->run.random;
    return status;
}

static double sum_of(const double *values, size_t first, uint32_t count)
{
    double sum = 0;
    for (uint32_t e = 0; e < count; e++) sum += values[first + e];
    return sum;
}

static double amount_at(const gathering *g, const flow_end *end, size_t row)
{
    return sum_of(g->run.amounts + row * g->amount_count, end->amount,
                  variable_of(g, end->flow)->definition->count);
}

static double amount_of(const gathering *g, const flow_end *end)
{
    return amount_at(g, end, 1) - amount_at(g, end, 0);
}

/* ---- the result */

static en_str name_of(gathering *g, uint32_t variable)
{
    en_text text = en_text_make(g->arena->allocator);
    en_space_show(&g->planned->plan.space, variable, &text);
    en_str kept = {text.failed ? NULL : en_arena_copy(g->arena, text.at ? text.at : "", text.size),
                   text.size};
    en_text_free(&text);
    return kept;
}

/* What the stock gained and no flow brought, beyond rounding. */
static double unexplained_of(const gathering *g, size_t stock, const en_flowing_stock *made)
{
    const double rounding = 1e-9;
    double rest = made->end - made->begin, scale = fabs(made->end) + fabs(made->begin);
    for (size_t i = 0; i < g->end_count; i++) {
        const flow_end *end = &g->ends[i];
        if (end->stock != stock) continue;
        rest -= end->is_inflow ? amount_of(g, end) : -amount_of(g, end);
        scale += fabs(amount_at(g, end, 0)) + fabs(amount_at(g, end, 1));
    }
    return fabs(rest) > rounding * scale ? rest : 0;
}

static en_status put_stocks(gathering *g)
{
    en_flows *flows = g->flows;
    flows->stocks = en_arena_array(g->arena, flows->stock_count, sizeof *flows->stocks);
    if (!flows->stocks) return EN_ERR_MEMORY;
    for (size_t i = 0; i < g->stock_count; i++) {
        const flow_stock *from = &g->stocks[i];
        if (!from->is_shown) continue;
        uint32_t count = variable_of(g, from->variable)->definition->count;
        en_flowing_stock *made = &flows->stocks[from->shown];
        *made =
            (en_flowing_stock){.name = name_of(g, from->variable),
                               .begin = sum_of(g->run.table.values, from->column, count),
                               .end = sum_of(g->run.table.values + g->columns.count, from->column, count)};
        made->unexplained = unexplained_of(g, i, made);
        if (!made->name.at) return EN_ERR_MEMORY;
    }
    return EN_OK;
}

/* The next end of a flow on one side, from *at on; NULL: none. */
static const flow_end *next_end(const gathering *g, uint32_t flow, bool is_inflow, size_t *at)
{
    while (*at < g->end_count) {
        const flow_end *end = &g->ends[(*at)++];
        if (end->flow == flow && end->is_inflow == is_inflow) return end;
    }
    return NULL;
}

/* The stock of an end, if it is shown; *counted is the end whose amount it is. */
static size_t take_end(const gathering *g, const flow_end *end, const flow_end **counted)
{
    if (!end || !g->stocks[end->stock].is_shown) return EN_CHART_OUTSIDE;
    *counted = end;
    return g->stocks[end->stock].shown;
}

static void put_flow(gathering *g, en_str name, const flow_end *from, const flow_end *to)
{
    const flow_end *counted = NULL;
    size_t target = take_end(g, to, &counted), source = take_end(g, from, &counted);
    if (counted)
        g->flows->flows[g->flows->flow_count++] = (en_flowing){name, source, target, amount_of(g, counted)};
}

/* The k-th stock that it leaves with the k-th that it enters. What enters by a multiplier is another amount
 * than what left, so that each is a flow to or from outside. */
static en_status put_flow_of(gathering *g, uint32_t flow)
{
    size_t out = 0, in = 0, before = g->flows->flow_count;
    bool is_split = has_multiplier(g, flow);
    en_str name = name_of(g, flow);
    if (!name.at) return EN_ERR_MEMORY;
    for (;;) {
        const flow_end *from = next_end(g, flow, false, &out), *to = next_end(g, flow, true, &in);
        if (!from && !to) break;
        put_flow(g, name, from, is_split ? NULL : to);
        if (is_split) put_flow(g, name, NULL, to);
    }
    g->flows->flows_left_out += g->flows->flow_count == before;
    return EN_OK;
}

static en_status put_flows(gathering *g)
{
    const en_plan *plan = &g->planned->plan;
    g->flows->flows = en_arena_array(g->arena, g->end_count, sizeof *g->flows->flows);
    if (!g->flows->flows) return EN_ERR_MEMORY;
    en_status status = EN_OK;
    for (uint32_t i = 0; status == EN_OK && i < plan->listed_count; i++)
        if (is_own(variable_of(g, plan->listed[i]), EN_PLAN_FLOW)) status = put_flow_of(g, plan->listed[i]);
    return status;
}

/* Sums of finite numbers may not be. */
static en_status check_sums(const gathering *g)
{
    en_str name = {0};
    for (size_t i = 0; i < g->flows->stock_count; i++) {
        const en_flowing_stock *stock = &g->flows->stocks[i];
        if (!isfinite(stock->begin) || !isfinite(stock->end)) name = stock->name;
    }
    for (size_t i = 0; i < g->flows->flow_count; i++)
        if (!isfinite(g->flows->flows[i].amount)) name = g->flows->flows[i].name;
    en_where where = {.file = g->planned->model.file, .column = name};
    return name.at ? en_report_error(g->report, EN_W_PLAN_FLOWS_INFINITE, where) : EN_OK;
}

static en_status gather(gathering *g, const en_context *context)
{
    en_status status = find_period(g);
    if (status == EN_OK) status = list_stocks(g);
    if (status == EN_OK) status = choose_unit(g);
    if (status == EN_OK) status = list_ends(g);
    if (status == EN_OK) status = run_period(g, context);
    if (status == EN_OK) status = put_stocks(g);
    if (status == EN_OK) status = put_flows(g);
    return status == EN_OK ? check_sums(g) : status;
}

en_status en_planned_flows(en_planned *planned, const en_flows_ask *ask, const en_context *context,
                           en_report *report, en_flows *flows)
{
    *flows = (en_flows){.arena = en_arena_make(context ? context->allocator : NULL)};
    gathering g = {.planned = planned, .ask = ask, .report = report, .arena = &flows->arena, .flows = flows};
    flows->model = planned->model.header.name.text;
    if (flows->model.size == 0) flows->model = planned->model.file;
    if (planned->model.specs) flows->time_units = planned->model.specs->time_units.text;
    en_status status = gather(&g, context);
    if (g.run.arena.allocator) en_plan_run_free(&g.run);
    return status;
}

void en_flows_free(en_flows *flows)
{
    if (flows->arena.allocator) en_arena_free(&flows->arena);
    *flows = (en_flows){0};
}
