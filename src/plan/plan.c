/* See plan.h. */
#include "plan.h"

#include "extras.h"
#include "lower.h"

#include <math.h>

enum { MOST_STEPS = 1000000000, MOST_DEVICE_BYTES = 1 << 29 /* of a block */ };

static en_status complain(const en_plan_model *model, en_report *report, en_word rule, en_plan_place place,
                          en_str value)
{
    return en_space_report(report, EN_ERROR, rule, model->file, place, en_str_of("sim_specs"), value, 0,
                           NULL);
}

static bool is_word(en_str text, const char *word)
{
    size_t i = 0;
    while (i < text.size && word[i] && (text.at[i] | 0x20) == word[i]) i++;
    return i == text.size && !word[i];
}

static bool begins_with(en_str text, const char *start)
{
    return text.size >= strlen(start) && memcmp(text.at, start, strlen(start)) == 0;
}

/* Vensim's own export writes RK4 whatever the model is integrated by, which is Euler's method unless someone
 * changed it. */
static void mend_method(const en_plan_model *model, const en_plan_specs *specs, en_report *report,
                        en_plan_method *method)
{
    if (*method != EN_RK4 || !begins_with(model->header.vendor.text, "Ventana Systems, Inc.")) return;
    *method = EN_EULER;
    (void)en_space_report(report, EN_WARNING, EN_W_PLAN_VENSIM_METHOD, model->file, specs->place,
                          en_str_of("sim_specs"), en_str_of("RK4"), 0, NULL);
}

bool en_plan_method_of(const en_plan_specs *specs, en_plan_method *method)
{
    static const char *const names[] = {[EN_EULER] = "euler", [EN_RK2] = "rk2", [EN_RK4] = "rk4"};
    *method = EN_EULER;
    for (size_t k = 0; specs && k < specs->methods.count; k++)
        for (int m = EN_EULER; m <= EN_RK4; m++)
            if (is_word(specs->methods.at[k].text, names[m])) {
                *method = (en_plan_method)m;
                return true;
            }
    return !specs || specs->methods.count == 0;
}

static en_status choose_method(const en_plan_model *model, const en_plan_specs *specs, en_report *report,
                               en_plan_method *method)
{
    if (!en_plan_method_of(specs, method))
        return complain(model, report, EN_W_PLAN_METHOD, specs->place, specs->methods.at[0].text);
    if (specs) mend_method(model, specs, report, method);
    return EN_OK;
}

/* Those of the root model, else of the file; NULL: none. */
static const en_plan_specs *specs_of(const en_plan_model *model)
{
    return model->model_count > 0 && model->models[0].specs ? model->models[0].specs : model->specs;
}

/* What is not given is as the standard has it: from 1 to 13 by steps of 1. */
static en_status read_specs(const en_plan_model *model, en_report *report, en_plan *plan)
{
    const en_plan_specs *specs = specs_of(model);
    plan->start = specs && en_plan_given(specs->start.text) ? specs->start.value : 1;
    plan->stop = specs && en_plan_given(specs->stop.text) ? specs->stop.value : 13;
    plan->dt = specs && en_plan_given(specs->dt.text) ? specs->dt.value : 1;
    if (specs && specs->reciprocal.given && specs->reciprocal.value) plan->dt = 1 / plan->dt;
    plan->save_interval = specs && en_plan_given(specs->save_interval.text) ? specs->save_interval.value : 0;
    plan->vensim = begins_with(model->header.vendor.text, "Ventana Systems");
    double steps = (plan->stop - plan->start) / plan->dt;
    en_plan_place place = specs ? specs->place : (en_plan_place){0};
    if (!(steps >= 0 && steps <= MOST_STEPS))
        return complain(model, report, EN_W_PLAN_STEPS, place, (en_str){0});
    return choose_method(model, specs, report, &plan->method);
}

static en_status refuse(const en_plan_model *model, en_report *report, en_word rule, en_plan_place place,
                        en_str name)
{
    return en_space_report(report, EN_ERROR, rule, model->file, place, name, name, 0, NULL);
}

/* Data in place of an equation that nothing asks for would be passed over. */
static en_status check_import(const en_plan *plan, uint32_t variable, bool leaves, en_report *report)
{
    const en_space_variable *v = &plan->space.variables[variable];
    const en_plan_variable *w = v->definition->written;
    if (!w->imported || (v->source == EN_SPACE_NONE && !leaves)) return EN_OK;
    return refuse(plan->space.written, report, leaves ? EN_W_PLAN_DATA_LEAVING : EN_W_PLAN_RUN_INPUT,
                  w->place, w->name.text);
}

/* A flow that leaks, or overflows, does so out of a conveyor, or a queue. */
static en_status check_flow(const en_plan *plan, uint32_t flow, const bool *leaks, const bool *overflows,
                            en_report *report)
{
    const en_plan_variable *w = plan->space.variables[flow].definition->written;
    if (w->kind == EN_PLAN_FLOW && w->body.leaks.given && w->body.leaks.value && !leaks[flow])
        return refuse(plan->space.written, report, EN_W_PLAN_LEAK_WHERE, w->place, w->name.text);
    if (w->kind == EN_PLAN_FLOW && w->body.overflow.given && w->body.overflow.value && !overflows[flow])
        return refuse(plan->space.written, report, EN_W_PLAN_OVERFLOW_WHERE, w->place, w->name.text);
    return EN_OK;
}

/* Says anything but the 0 that programs put where an equation has no use. */
static bool says_something(const en_formula *f)
{
    const en_expr *expr = &f->expr;
    return f->given &&
           !(expr->node_count == 1 && expr->nodes[0].kind == EN_EXPR_NUMBER && expr->nodes[0].number == 0);
}

static void warn_of_equation(const en_plan *plan, uint32_t flow, en_report *report)
{
    const en_space_definition *d = plan->space.variables[flow].definition;
    for (uint32_t b = 0; b < d->body_count; b++) {
        const en_formula *f = &d->bodies[b].formulas[EN_FORMULA_EQUATION];
        if (!says_something(f)) continue;
        (void)en_space_report(report, EN_WARNING, EN_W_PLAN_DEVICE_EQUATION, plan->space.written->file,
                              en_plan_text_place(f->text, 0), d->name, f->text->text, 0, NULL);
        return;
    }
}

/* Of the outflows of a conveyor or a queue: equations that are not used, since the device says what leaves;
 * and leakages that are not marked as such. The first outflow of a conveyor that is not marked is that of
 * what has passed through (XMILE 1.0, section 4.2.1). */
static void warn_of_outflows(const en_plan *plan, uint32_t stock, const uint32_t *outflows, en_report *report)
{
    size_t count = plan->space.variables[stock].definition->written->body.outflows.count;
    bool conveyor = en_lower_is_conveyor(&plan->space, stock), passed = !conveyor;
    for (size_t k = 0; k < count; k++) {
        if (outflows[k] == EN_SPACE_NONE) continue;
        const en_space_definition *d = plan->space.variables[outflows[k]].definition;
        const en_plan_body *body = &d->written->body;
        bool marked = body->leaks.given && body->leaks.value, leaks = conveyor && (marked || passed);
        if (!leaks || body->leak.text.size) warn_of_equation(plan, outflows[k], report);
        if (leaks && !marked)
            (void)en_space_report(report, EN_WARNING, EN_W_PLAN_CONVEYOR_UNMARKED, plan->space.written->file,
                                  d->written->place, d->name, d->name, 0, NULL);
        passed = passed || !leaks;
    }
}

/* Imports and exports that are on, and are not done. */
static void warn_of(const en_plan_model *model, const en_plan_transfers *transfers, en_word rule,
                    en_report *report)
{
    for (size_t k = 0; k < transfers->count; k++) {
        const en_plan_transfer *t = &transfers->at[k];
        bool on = !t->enabled.given || t->enabled.value;
        if (on && (transfers == &model->exports || !en_plan_is_automatic(t)))
            (void)en_space_report(report, EN_WARNING, rule, model->file, t->place, t->resource.text,
                                  t->resource.text, 0, NULL);
    }
}

/* What the file asks for and this engine does not do: models that run by settings of their own, parts in
 * other files, data from files. */
static en_status refuse_others(const en_plan_model *model, en_report *report)
{
    en_status status = EN_OK;
    for (size_t k = 0; k < model->model_count; k++) {
        const en_plan_submodel *m = &model->models[k];
        bool alone = k > 0 && (m->specs || (m->run.given && m->run.value));
        bool elsewhere = en_plan_given(m->resource) || en_plan_given(m->encryption);
        if (alone) status = refuse(model, report, EN_W_PLAN_MODEL_SPECS, m->place, m->name.text);
        if (elsewhere) status = refuse(model, report, EN_W_PLAN_MODULE_FILE, m->place, m->name.text);
    }
    for (size_t k = 0; k < model->header.includes.count; k++)
        status =
            refuse(model, report, EN_W_PLAN_INCLUDE, en_plan_text_place(&model->header.includes.at[k], 0),
                   model->header.includes.at[k].text);
    for (size_t k = 0; k < model->imports.count; k++)
        if (en_plan_is_automatic(&model->imports.at[k]))
            status = refuse(model, report, EN_W_PLAN_IMPORT, model->imports.at[k].place,
                            model->imports.at[k].resource.text);
    warn_of(model, &model->imports, EN_W_PLAN_DATA_ON_DEMAND, report);
    warn_of(model, &model->exports, EN_W_PLAN_DATA_EXPORT, report);
    return status;
}

static void list_scope(en_plan *plan, uint32_t scope)
{
    const en_space_scope *s = &plan->space.scopes[scope];
    for (uint32_t v = s->first; v < s->first + plan->space.models[s->model].count; v++) {
        const en_space_variable *variable = &plan->space.variables[v];
        if (variable->inner != EN_SPACE_NONE)
            list_scope(plan, variable->inner); /* at most EN_SPACE_MOST_NESTED deep */
        else if (variable->definition->written->kind != EN_PLAN_GRAPH) plan->listed[plan->listed_count++] = v;
    }
}

static bool mark_outflows(const en_plan *plan, uint32_t stock, en_arena *scratch, bool *marks,
                          en_report *report)
{
    en_stock_flows flows;
    if (!en_lower_find_flows(&plan->space, stock, scratch, &flows)) return false;
    size_t count = plan->space.variables[stock].definition->written->body.outflows.count;
    for (size_t k = 0; k < count; k++)
        if (flows.out[k] != EN_SPACE_NONE) marks[flows.out[k]] = true;
    warn_of_outflows(plan, stock, flows.out, report);
    return true;
}

static en_status check_flows(en_plan *plan, en_report *report)
{
    uint32_t count = plan->space.variable_count;
    en_arena scratch = en_arena_make(plan->space.arena.allocator);
    bool *leaks = en_arena_array(&scratch, 2 * (size_t)count, sizeof *leaks);
    bool whole = leaks != NULL;
    for (uint32_t v = 0; v < count && whole; v++) {
        if (en_lower_is_conveyor(&plan->space, v)) whole = mark_outflows(plan, v, &scratch, leaks, report);
        if (en_lower_is_queue(&plan->space, v))
            whole = mark_outflows(plan, v, &scratch, leaks + count, report);
    }
    en_status status = whole ? EN_OK : EN_ERR_MEMORY;
    for (uint32_t v = 0; v < count && whole; v++)
        if (check_import(plan, v, leaks[v] || leaks[count + v], report) != EN_OK) status = EN_ERR_INPUT;
    for (uint32_t v = 0; v < count && whole; v++)
        if (check_flow(plan, v, leaks, leaks + count, report) != EN_OK) status = EN_ERR_INPUT;
    en_arena_free(&scratch);
    return status;
}

en_status en_plan_understand(const en_plan_model *model, const en_context *context, en_report *report,
                             en_plan *plan)
{
    *plan = (en_plan){.space = {.written = model}};
    if (model->model_count == 0)
        return complain(model, report, EN_W_PLAN_NO_MODEL, (en_plan_place){0}, (en_str){0});
    en_status status = read_specs(model, report, plan), own = refuse_others(model, report);
    if (en_plan_check_extras(model, report) != EN_OK) own = EN_ERR_INPUT;
    en_status space = en_space_make(model, context ? context->allocator : NULL, report, &plan->space);
    if (space != EN_OK) return space;
    if (status != EN_OK || own != EN_OK) return EN_ERR_INPUT;
    plan->listed = en_arena_array(&plan->space.arena, plan->space.variable_count, sizeof *plan->listed);
    if (!plan->listed) return EN_ERR_MEMORY;
    list_scope(plan, 0);
    return check_flows(plan, report);
}

void en_plan_free(en_plan *plan)
{
    en_space_free(&plan->space);
    *plan = (en_plan){0};
}

static bool is_plain_number(const en_expr *expr)
{
    for (uint32_t k = 0; k < expr->node_count; k++) {
        en_expr_kind kind = expr->nodes[k].kind;
        if (kind != EN_EXPR_NUMBER && kind != EN_EXPR_PLUS && kind != EN_EXPR_NEGATE && kind != EN_EXPR_LIST)
            return false;
    }
    return expr->node_count > 0;
}

/* The number that a node of signs and one number stands for. */
static double number_of(const en_expr *expr, uint32_t node)
{
    bool negative = false;
    while (expr->nodes[node].kind != EN_EXPR_NUMBER) {
        negative ^= expr->nodes[node].kind == EN_EXPR_NEGATE;
        node = en_expr_child(expr, node, 0);
    }
    return negative ? -expr->nodes[node].number : expr->nodes[node].number;
}

en_plan_role en_plan_role_of(const en_plan *plan, uint32_t slot, double *value)
{
    const en_space_variable *v = &plan->space.variables[plan->space.variable_of[slot]];
    const en_space_definition *d = v->definition;
    if (d->written->kind == EN_PLAN_MODULE) return EN_ROLE_MODULE;
    if (d->written->kind == EN_PLAN_GRAPH) return EN_ROLE_GRAPH;
    if (d->written->kind == EN_PLAN_STOCK) return EN_ROLE_STOCK;
    const en_expr *expr = &en_space_formula(&plan->space, slot, EN_FORMULA_EQUATION)->expr;
    if (v->source != EN_SPACE_NONE || en_lower_has_curve(&plan->space, slot) || !is_plain_number(expr))
        return EN_ROLE_COMPUTED;
    uint32_t root = en_expr_root(expr);
    if (expr->nodes[root].kind == EN_EXPR_LIST) {
        if (expr->nodes[root].count != d->count) return EN_ROLE_COMPUTED;
        root = en_expr_child(expr, root, slot - v->first);
    }
    *value = number_of(expr, root);
    return EN_ROLE_CONSTANT;
}

static bool begin(en_lowering *l)
{
    const en_plan_wish *wish = l->wish;
    l->setting = en_arena_array(&l->arena, l->space->slot_count, sizeof *l->setting);
    l->chained = en_arena_array(&l->arena, wish->setting_count, sizeof *l->chained);
    if (!l->setting || !l->chained) return false;
    for (uint32_t s = 0; s < l->space->slot_count; s++) l->setting[s] = EN_SPACE_NONE;
    return true;
}

/* A slot's settings are a chain from the last to the first. A setting of several slots is one of its first
 * slot's chain, so that each slot has a setting of its own: callers give one for each slot where chains would
 * differ. */
static bool chain_settings(en_lowering *l)
{
    for (size_t k = 0; k < l->wish->setting_count; k++) {
        const en_plan_setting *s = &l->wish->settings[k];
        l->chained[k] = l->setting[s->first];
        for (uint32_t slot = s->first; slot < s->first + s->count; slot++) {
            if (l->setting[slot] != l->chained[k]) return false;
            l->setting[slot] = (uint32_t)k;
        }
    }
    return true;
}

static void end(en_lowering *l)
{
    const en_allocator *allocator = l->arena.allocator;
    void *const blocks[] = {l->values[0], l->values[1], l->stock_state, l->ends,    l->flows,
                            l->stack,     l->missing,   l->delays,      l->devices, l->memories,
                            l->frames,    l->curves,    l->streams};
    for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++)
        if (blocks[k]) allocator->resize(allocator->user, blocks[k], 0);
    en_sites *const sites[] = {&l->sites, &l->calls, &l->dropped, &l->curve_at, &l->device_at, &l->admitted};
    for (size_t k = 0; k < sizeof sites / sizeof *sites; k++) en_sites_free(sites[k], allocator);
    en_draft_free(&l->draft);
    en_value_graph_free(&l->graph);
    en_arena_free(&l->arena);
}

static bool copy_curves(const en_lowering *l, en_arena *arena, en_curve *to)
{
    for (uint32_t k = 0; k < l->curve_count; k++) {
        const en_curve *c = &l->curves[k];
        double *points = en_arena_raw(arena, 2 * (size_t)c->count, sizeof *points);
        if (!points) return false;
        memcpy(points, c->x, c->count * sizeof *points);
        memcpy(points + c->count, c->y, c->count * sizeof *points);
        to[k] = (en_curve){.kind = c->kind, .count = c->count, .x = points, .y = points + c->count};
    }
    return true;
}

bool en_plan_saves_by(const en_plan *plan, double save_step, uint64_t *every)
{
    double times = save_step / plan->dt, whole = floor(times + 0.5);
    bool fits = whole >= 1 && whole < 0x1p63 && fabs(times - whole) <= 1e-6 * whole;
    *every = fits ? (uint64_t)whole : 0;
    return fits;
}

/* The step that was asked for is at fault, or else the file's own. */
static en_status refuse_save_step(const en_plan *plan, const en_plan_wish *wish, double save,
                                  en_report *report)
{
    const en_plan_model *model = plan->space.written;
    en_arg args[] = {en_arg_time("step", save), en_arg_time("dt", plan->dt)};
    if (wish->save_step > 0)
        return en_report_add(report, EN_ERROR, EN_W_PLAN_SAVE_STEP,
                             (en_where){.column = en_str_of("save_step")}, 2, args);
    const en_plan_text *text = &specs_of(model)->save_interval.text;
    return en_space_report(report, EN_ERROR, EN_W_PLAN_SAVE_STEP, model->file, en_plan_text_place(text, 0),
                           en_str_of("sim_specs"), text->text, 2, args);
}

static en_status set_times(const en_plan *plan, const en_plan_wish *wish, en_report *report, en_simulation *s)
{
    double steps = (plan->stop - plan->start) / plan->dt, whole = floor(steps + 1e-6);
    double save = wish->save_step > 0       ? wish->save_step
                  : plan->save_interval > 0 ? plan->save_interval
                                            : plan->dt;
    uint64_t every;
    if (!en_plan_saves_by(plan, save, &every)) return refuse_save_step(plan, wish, save, report);
    const en_plan_specs *specs = specs_of(plan->space.written);
    const en_plan_text *stop = specs ? &specs->stop.text : NULL;
    en_arg last = en_arg_time("time", plan->start + whole * plan->dt);
    if (fabs(steps - whole) > 1e-6)
        (void)en_space_report(report, EN_WARNING, EN_W_PLAN_STOP, plan->space.written->file,
                              stop ? en_plan_text_place(stop, 0) : (en_plan_place){0}, en_str_of("sim_specs"),
                              stop ? stop->text : (en_str){0}, 1, &last);
    s->method = plan->method;
    s->start = plan->start;
    s->dt = plan->dt;
    s->steps = (uint64_t)whole;
    s->save_every = every;
    s->seed = wish->seed;
    return EN_OK;
}

/* The program for what has been lowered. */
static en_status make_code(en_lowering *l, en_plan_code *code)
{
    const en_plan_wish *wish = l->wish;
    uint32_t output_count = wish->output_count + wish->amount_count;
    en_value *outputs = en_arena_array(&l->arena, output_count, sizeof *outputs);
    en_curve *curves = en_arena_array(&code->arena, l->curve_count, sizeof *curves);
    uint64_t *streams = en_arena_array(&code->arena, l->stream_count, sizeof *streams);
    if (!outputs || !curves || !streams || !copy_curves(l, &code->arena, curves)) return EN_ERR_MEMORY;
    if (l->stream_count) memcpy(streams, l->streams, l->stream_count * sizeof *streams);
    for (uint32_t k = 0; k < wish->output_count; k++)
        outputs[k] = l->values[EN_AT_STEP][wish->outputs[k]].value;
    for (uint32_t k = 0; k < wish->amount_count; k++)
        outputs[wish->output_count + k] = en_value_make(&l->graph, EN_OP_STATE, l->amount_first + k, 0, 0);
    en_device *devices = en_arena_array(&code->arena, l->draft.device_count, sizeof *devices);
    if (!devices) return EN_ERR_MEMORY;
    if (l->draft.device_count) memcpy(devices, l->draft.devices, l->draft.device_count * sizeof *devices);
    code->simulation.devices = devices;
    code->simulation.device_count = l->draft.device_count;
    code->simulation.device_most = MOST_DEVICE_BYTES;
    code->simulation.graphs = curves;
    code->simulation.streams = streams;
    return en_program_make(&l->graph, wish->parameters, l->draft.states, l->draft.state_count, outputs,
                           output_count, code->arena.allocator, &code->program);
}

en_status en_plan_compile(en_plan *plan, const en_plan_wish *wish, const en_context *context,
                          en_report *report, en_plan_code *code)
{
    const en_allocator *allocator = context ? context->allocator : NULL;
    *code = (en_plan_code){.arena = en_arena_make(allocator)};
    en_lowering l = {.plan = plan,
                     .space = &plan->space,
                     .wish = wish,
                     .report = report,
                     .arena = en_arena_make(allocator)};
    en_value_graph_make(&l.graph, l.arena.allocator);
    en_draft_make(&l.draft, &code->arena, &l.graph, plan->start, plan->dt);
    en_status status = set_times(plan, wish, report, &code->simulation);
    const en_space before = plan->space; /* calls of macros have their scopes as long as this lasts */
    bool whole = status == EN_OK && begin(&l);
    if (whole && !chain_settings(&l)) status = EN_ERR_USAGE;
    if (status == EN_OK) {
        whole = whole && en_lower_all(&l);
        status = l.wrong       ? EN_ERR_INPUT
                 : l.too_large ? EN_ERR_LIMIT
                 : whole       ? make_code(&l, code)
                               : EN_ERR_MEMORY;
    }
    if (l.out_of_memory) status = EN_ERR_MEMORY;
    code->simulation.program = &code->program;
    plan->space.scope_count = before.scope_count;
    plan->space.variable_count = before.variable_count;
    plan->space.slot_count = before.slot_count;
    end(&l);
    return status;
}

void en_plan_code_free(en_plan_code *code)
{
    if (code->program.arena.allocator) en_program_free(&code->program);
    if (code->arena.allocator) en_arena_free(&code->arena);
    *code = (en_plan_code){0};
}
