/* Models of enishi/plan.h: reading one, and what is in it. See model_parts.h. */
#include "model_parts.h"

#include "lower.h"
#include "model_check.h"

/* What makes the description, all of it in the model's arena. */
typedef struct describer {
    en_planned *planned;
    en_arena *arena;
    en_model_contents *contents;
    en_model_variable *variables;
    en_model_column *columns;
} describer;

static const char *keep(en_arena *arena, en_str text)
{
    return en_arena_copy(arena, text.at ? text.at : "", text.size);
}

static const char *name_of(const describer *d, uint32_t variable)
{
    en_text text = en_text_make(d->arena->allocator);
    en_space_show(&d->planned->plan.space, variable, &text);
    const char *name = text.failed ? NULL : keep(d->arena, en_text_str(&text));
    en_text_free(&text);
    return name;
}

static en_model_kind kind_of(en_plan_kind kind)
{
    return kind == EN_PLAN_STOCK ? EN_MODEL_STOCK : kind == EN_PLAN_FLOW ? EN_MODEL_FLOW : EN_MODEL_AUXILIARY;
}

static double end_of(const en_plan_scale *range, bool low)
{
    if (!range) return __builtin_nan("");
    const en_plan_number *end = low ? &range->min : &range->max;
    return end->known ? end->value : __builtin_nan("");
}

static bool describe_variable(describer *d, uint32_t i)
{
    const en_space *space = &d->planned->plan.space;
    uint32_t variable = d->planned->plan.listed[i], source = en_space_source(space, variable);
    const en_plan_variable *written = space->variables[variable].definition->written;
    const en_space_variable *values = &space->variables[source];
    const en_space_definition *shape = values->definition;
    uint32_t *dimensions = en_arena_array(d->arena, shape->rank, sizeof *dimensions);
    en_model_variable *v = &d->variables[i];
    *v = (en_model_variable){.name = name_of(d, variable),
                             .units = keep(d->arena, written->units.text),
                             .doc = keep(d->arena, written->doc.text),
                             .kind = kind_of(written->kind),
                             .input = source != variable,
                             .curve = source == variable && en_lower_has_curve(space, values->first),
                             .low = end_of(written->range, true),
                             .high = end_of(written->range, false),
                             .rank = shape->rank,
                             .dimensions = dimensions,
                             .first = d->contents->column_count};
    if (!v->name || !v->units || !v->doc || !dimensions) return false;
    for (uint32_t k = 0; k < shape->rank; k++) dimensions[k] = shape->dimensions[k];
    return true;
}

/* The variable's columns, which are the next of all. */
static void describe_columns(describer *d, uint32_t i)
{
    const en_plan *plan = &d->planned->plan;
    const en_planned *planned = d->planned;
    en_model_variable *v = &d->variables[i];
    v->count = en_planned_width(planned, plan->listed[i]);
    v->constant = v->count > 0 && !v->input;
    for (uint32_t e = 0; e < v->count; e++) {
        const en_plan_column *from = &planned->all.at[d->contents->column_count];
        double value;
        bool constant = !v->input && en_plan_role_of(plan, from->slot, &value) == EN_ROLE_CONSTANT;
        d->columns[d->contents->column_count++] =
            (en_model_column){from->name.at, i, constant ? value : __builtin_nan("")};
        v->constant = v->constant && constant;
    }
}

static en_status describe_dimensions(describer *d)
{
    const en_space *space = &d->planned->plan.space;
    en_model_dimension *dimensions = en_arena_array(d->arena, space->dimension_count, sizeof *dimensions);
    if (!dimensions) return EN_ERR_MEMORY;
    for (uint32_t k = 0; k < space->dimension_count; k++) {
        const en_space_dimension *from = &space->dimensions[k];
        const char **elements = en_arena_array(d->arena, from->count, sizeof *elements);
        dimensions[k] = (en_model_dimension){keep(d->arena, from->name), from->count, elements};
        if (!dimensions[k].name || !elements) return EN_ERR_MEMORY;
        for (uint32_t e = 0; e < from->count; e++) {
            elements[e] = keep(d->arena, from->shown[e]);
            if (!elements[e]) return EN_ERR_MEMORY;
        }
    }
    d->contents->dimensions = dimensions;
    d->contents->dimension_count = space->dimension_count;
    return EN_OK;
}

static en_status describe(en_planned *planned, en_model_contents *contents)
{
    const en_plan *plan = &planned->plan;
    const en_plan_model *model = &planned->model;
    const en_plan_specs *specs =
        model->model_count > 0 && model->models[0].specs ? model->models[0].specs : model->specs;
    describer d = {.planned = planned, .arena = &planned->arena, .contents = contents};
    static const en_model_method methods[] = {
        [EN_EULER] = EN_MODEL_EULER, [EN_RK2] = EN_MODEL_RK2, [EN_RK4] = EN_MODEL_RK4};
    d.variables = en_arena_array(d.arena, plan->listed_count, sizeof *d.variables);
    d.columns = en_arena_array(d.arena, planned->all.count, sizeof *d.columns);
    *contents = (en_model_contents){.name = keep(d.arena, model->header.name.text),
                                    .time_units = keep(d.arena, specs ? specs->time_units.text : (en_str){0}),
                                    .start = plan->start,
                                    .stop = plan->stop,
                                    .dt = plan->dt,
                                    .save_step = plan->save_interval > 0 ? plan->save_interval : plan->dt,
                                    .method = methods[plan->method],
                                    .variable_count = plan->listed_count,
                                    .variables = d.variables,
                                    .columns = d.columns};
    if (!contents->name || !contents->time_units || !d.variables || !d.columns) return EN_ERR_MEMORY;
    for (uint32_t i = 0; i < plan->listed_count; i++) {
        if (!describe_variable(&d, i)) return EN_ERR_MEMORY;
        describe_columns(&d, i);
    }
    return describe_dimensions(&d);
}

en_status en_model_load(const void *bytes, size_t size, const char *name, const en_context *context,
                        en_model_report *report, en_model **model)
{
    en_model_call call;
    en_status status = en_model_call_begin(&call, NULL, context, report);
    const en_allocator *allocator = call.own.arena.allocator;
    en_model *made = status == EN_OK && bytes ? allocator->resize(allocator->user, NULL, sizeof *made) : NULL;
    if (!made) return en_model_call_end(&call, bytes ? EN_ERR_MEMORY : EN_ERR_USAGE);
    *made = (en_model){.allocator = allocator};
    en_str text = {bytes, size}, shown = en_str_of(name ? name : "");
    status = en_planned_read(text, shown, NULL, context, call.report, &made->planned);
    if (status == EN_OK) status = describe(&made->planned, &made->contents);
    status = en_model_call_end(&call, status);
    if (status == EN_OK) *model = made;
    else en_model_free(made);
    return status;
}

void en_model_free(en_model *model)
{
    if (!model) return;
    en_planned_close(&model->planned);
    (void)model->allocator->resize(model->allocator->user, model, 0);
}

const en_model_contents *en_model_contents_of(const en_model *model) { return &model->contents; }

/* Compiles all of the model. */
static en_status compile_all(en_model_call *call)
{
    const en_plan_columns *all = &call->planned.all;
    uint32_t *slots = en_arena_array(&call->planned.arena, all->count, sizeof *slots);
    if (!slots) return EN_ERR_MEMORY;
    for (size_t i = 0; i < all->count; i++) slots[i] = all->at[i].slot;
    en_plan_wish wish = {.outputs = slots, .output_count = (uint32_t)all->count};
    en_plan_code code = {0};
    en_status status = en_plan_compile(&call->planned.plan, &wish, call->context, call->report, &code);
    en_plan_code_free(&code);
    return status;
}

en_status en_model_check(const en_model *model, bool strict_units, const en_context *context,
                         en_model_report *report)
{
    en_model_call call;
    en_status status = en_model_call_begin(&call, model, context, report);
    if (status == EN_OK) status = compile_all(&call);
    if (status == EN_OK) status = en_plan_check(&call.planned.plan, strict_units, context, call.report);
    return en_model_call_end(&call, status);
}

/* Where a variable stands among those of the contents, or their count. */
static uint32_t listed_at(const en_plan *plan, uint32_t variable)
{
    uint32_t i = 0;
    while (i < plan->listed_count && plan->listed[i] != variable) i++;
    return i;
}

static en_status find_columns(const en_model *model, en_str name, en_report *report, uint32_t *first,
                              uint32_t *count)
{
    const en_plan *plan = &model->planned.plan;
    en_where where = {.column = en_str_of("name"), .value = name};
    en_plan_found found;
    en_status status = en_planned_find(&model->planned, name, where, report, &found);
    if (status != EN_OK) return status;
    uint32_t i = listed_at(plan, found.variable), source = en_space_source(&plan->space, found.variable);
    if (found.curve || i == plan->listed_count || model->contents.variables[i].count == 0)
        return en_report_error(report, EN_W_PLAN_RUN_NO_VALUE, where);
    *first = model->contents.variables[i].first + (found.first - plan->space.variables[source].first);
    *count = found.count;
    return EN_OK;
}

en_status en_model_find(const en_model *model, const char *name, const en_context *context,
                        en_model_report *report, uint32_t *first, uint32_t *count)
{
    en_model_call call;
    en_status status = en_model_call_begin(&call, NULL, context, report);
    if (status == EN_OK)
        status = name ? find_columns(model, en_str_of(name), call.report, first, count) : EN_ERR_USAGE;
    return en_model_call_end(&call, status);
}
