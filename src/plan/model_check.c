/* See model_check.h: everything but units, which units_check.c looks at. */
#include "model_check.h"

#include "name.h"
#include "units_check.h"

typedef struct checker {
    const en_plan *plan;
    const en_space *space;
    en_report *report;
    en_arena *arena;
    bool *used; /* by variable */
    bool out_of_memory;
} checker;

static void warn(checker *c, en_word rule, en_plan_place place, uint32_t variable, en_str value,
                 size_t arg_count, const en_arg *args)
{
    en_text name = en_text_make(c->arena->allocator);
    en_space_show(c->space, variable, &name);
    if (name.failed) c->out_of_memory = true;
    else
        (void)en_space_report(c->report, EN_WARNING, rule, c->space->written->file, place, en_text_str(&name),
                              value, arg_count, args);
    en_text_free(&name);
}

static uint32_t find(checker *c, uint32_t scope, en_str written)
{
    en_str key;
    en_name_fault fault = en_qualified_of(c->arena, written, &key);
    if (fault == EN_NAME_NO_MEMORY) c->out_of_memory = true;
    return fault == EN_NAME_FINE ? en_space_find_written(c->space, scope, key) : EN_SPACE_NONE;
}

/* A variable, and what it stands for. */
static void use(checker *c, uint32_t variable)
{
    for (uint32_t hops = 0; variable != EN_SPACE_NONE && hops < EN_SPACE_MOST_NESTED; hops++) {
        c->used[variable] = true;
        variable = c->space->variables[variable].source;
    }
}

static void use_list(checker *c, uint32_t scope, const en_plan_list *list)
{
    for (size_t k = 0; k < list->count && !c->out_of_memory; k++) use(c, find(c, scope, list->at[k].text));
}

static void use_flows(checker *c, uint32_t stock)
{
    const en_space_variable *v = &c->space->variables[stock];
    for (uint32_t b = 0; b < v->definition->body_count; b++) {
        use_list(c, v->scope, &v->definition->bodies[b].written->inflows);
        use_list(c, v->scope, &v->definition->bodies[b].written->outflows);
    }
}

static bool has_flows(const en_space_definition *d)
{
    bool has = false;
    for (uint32_t b = 0; b < d->body_count; b++)
        has = has || d->bodies[b].written->inflows.count || d->bodies[b].written->outflows.count;
    return has;
}

static void use_formula(checker *c, uint32_t variable, const en_formula *f)
{
    for (uint32_t n = 0; f->given && !f->faulty && n < f->expr.name_count; n++) {
        uint32_t named =
            en_space_find_written(c->space, c->space->variables[variable].scope, f->expr.names[n].key);
        if (named != variable) use(c, named);
    }
}

static void use_body(checker *c, uint32_t variable, const en_space_body *b)
{
    for (int kind = 0; kind < EN_FORMULA_KINDS; kind++) use_formula(c, variable, &b->formulas[kind]);
    const en_plan_graph *graph = b->written->graph;
    if (graph && graph->count == 0 && en_plan_given(graph->name))
        use(c, find(c, c->space->variables[variable].scope, graph->name.text));
}

static void use_of_root(checker *c, const en_formula *f)
{
    for (uint32_t n = 0; n < f->expr.name_count; n++)
        if (f->expr.names[n].key.at[0] == '.')
            use(c, en_space_find_written(c->space, 0, f->expr.names[n].key));
}

/* What stands in a macro may name variables of the root model by `.name`. */
static void use_in_macros(checker *c)
{
    for (uint32_t m = c->space->macro_first; m < c->space->macro_first + c->space->written->macro_count;
         m++) {
        const en_space_model *model = &c->space->models[m];
        const en_formula *const own[] = {&model->result, &model->start, &model->stop, &model->step};
        for (size_t k = 0; k < sizeof own / sizeof *own; k++) use_of_root(c, own[k]);
        for (uint32_t k = 0; k < model->parameters; k++) use_of_root(c, &model->fallbacks[k]);
        for (uint32_t d = 0; d < model->count; d++)
            for (uint32_t b = 0; b < model->definitions[d].body_count; b++)
                use_of_root(c, &model->definitions[d].bodies[b].formulas[EN_FORMULA_EQUATION]);
    }
}

static void use_all(checker *c)
{
    for (uint32_t v = 0; v < c->space->variable_count && !c->out_of_memory; v++) {
        const en_space_definition *d = c->space->variables[v].definition;
        use(c, c->space->variables[v].source);
        if (d->written->kind == EN_PLAN_STOCK) use_flows(c, v);
        for (uint32_t b = 0; b < d->body_count; b++) use_body(c, v, &d->bodies[b]);
    }
    use_in_macros(c);
}

static void check_flows(checker *c)
{
    use_all(c);
    for (uint32_t v = 0; v < c->space->variable_count && !c->out_of_memory; v++) {
        const en_space_definition *d = c->space->variables[v].definition;
        bool input = c->space->variables[v].source != EN_SPACE_NONE;
        if (d->written->kind == EN_PLAN_STOCK && !input && !has_flows(d))
            warn(c, EN_W_PLAN_STOCK_ALONE, d->written->place, v, d->name, 0, NULL);
        if (d->written->kind == EN_PLAN_FLOW && !input && !c->used[v])
            warn(c, EN_W_PLAN_FLOW_ALONE, d->written->place, v, d->name, 0, NULL);
    }
}

/* The first element that is outside; the others of the variable go with it. */
static void check_range(checker *c, uint32_t variable)
{
    const en_space_variable *v = &c->space->variables[variable];
    const en_plan_scale *range = v->definition->written->range;
    bool low = range && range->min.known, high = range && range->max.known;
    for (uint32_t e = 0; (low || high) && e < v->definition->count; e++) {
        double value;
        if (en_plan_role_of(c->plan, v->first + e, &value) != EN_ROLE_CONSTANT) continue;
        bool below = low && value < range->min.value, above = high && value > range->max.value;
        if (!below && !above) continue;
        const en_formula *f = en_space_formula(c->space, v->first + e, EN_FORMULA_EQUATION);
        en_arg args[] = {en_arg_real("value", value),
                         en_arg_real("limit", below ? range->min.value : range->max.value)};
        warn(c, below ? EN_W_PLAN_RANGE_BELOW : EN_W_PLAN_RANGE_ABOVE, en_plan_text_place(f->text, 0),
             variable, f->text->text, 2, args);
        return;
    }
}

/* In a scope of the model, since a picture may name what is in a module. */
static void check_views(checker *c, uint32_t scope)
{
    const en_space_model *model = &c->space->models[c->space->scopes[scope].model];
    for (size_t k = 0; model->written && k < model->written->shown.count && !c->out_of_memory; k++) {
        const en_plan_text *shown = &model->written->shown.at[k];
        en_str key;
        en_name_fault fault = en_name_of(c->arena, shown->text, &key);
        if (fault == EN_NAME_NO_MEMORY) c->out_of_memory = true;
        bool there = fault == EN_NAME_FINE && en_ids_find(&model->names, key) != EN_IDS_NONE;
        if (there || find(c, scope, shown->text) != EN_SPACE_NONE || c->out_of_memory) continue;
        (void)en_space_report(c->report, EN_WARNING, EN_W_PLAN_VIEW_UNKNOWN, c->space->written->file,
                              en_plan_text_place(shown, 0), model->written->name.text, shown->text, 0, NULL);
    }
}

static bool begin(checker *c, const en_plan *plan, en_arena *arena, en_report *report)
{
    *c = (checker){.plan = plan, .space = &plan->space, .report = report, .arena = arena};
    c->used = en_arena_array(arena, plan->space.variable_count, sizeof *c->used);
    return c->used != NULL;
}

static en_status check_parts(const en_plan *plan, en_arena *arena, en_report *report)
{
    checker c;
    if (!begin(&c, plan, arena, report)) return EN_ERR_MEMORY;
    bool *seen = en_arena_array(arena, plan->space.model_count, sizeof *seen);
    if (!seen) return EN_ERR_MEMORY;
    check_flows(&c);
    for (uint32_t v = 0; v < c.space->variable_count && !c.out_of_memory; v++) check_range(&c, v);
    for (uint32_t s = 0; s < c.space->scope_count && !c.out_of_memory; s++) {
        uint32_t model = c.space->scopes[s].model;
        if (!seen[model]) check_views(&c, s);
        seen[model] = true;
    }
    return c.out_of_memory ? EN_ERR_MEMORY : EN_OK;
}

en_status en_plan_check(const en_plan *plan, bool strict, const en_context *context, en_report *report)
{
    en_arena arena = en_arena_make(context ? context->allocator : NULL);
    uint64_t before = report->errors;
    en_status status = en_units_check(plan, strict ? EN_ERROR : EN_WARNING, &arena, report);
    if (status == EN_OK) status = check_parts(plan, &arena, report);
    en_arena_free(&arena);
    return status == EN_OK && report->errors > before ? EN_ERR_INPUT : status;
}

/* ---- What nothing uses */

/* Whether it is a loss that nothing uses it: a result at the end of the model is not. */
static bool is_loss(const en_plan *plan, uint32_t variable)
{
    const en_space_variable *v = &plan->space.variables[variable];
    double value;
    return v->definition->written->kind == EN_PLAN_FLOW ||
           en_plan_role_of(plan, v->first, &value) == EN_ROLE_CONSTANT;
}

en_status en_plan_unused(const en_plan *plan, en_arena *arena, uint32_t **variables, uint32_t *count)
{
    checker c;
    uint32_t *unused = en_arena_array(arena, plan->listed_count, sizeof *unused), found = 0;
    if (!unused || !begin(&c, plan, arena, NULL)) return EN_ERR_MEMORY;
    use_all(&c);
    for (uint32_t k = 0; k < plan->listed_count; k++) {
        uint32_t v = plan->listed[k];
        if (!c.used[v] && is_loss(plan, v)) unused[found++] = v;
    }
    if (c.out_of_memory) return EN_ERR_MEMORY;
    *variables = unused;
    *count = found;
    return EN_OK;
}
