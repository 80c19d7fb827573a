/* See lower.h: the order of work. */
#include "lower.h"

void *en_lower_grown(en_lowering *l, void *at, uint32_t *room, uint64_t least, size_t size)
{
    if (at && least <= *room) return at;
    uint64_t wanted = *room ? *room : 64;
    while (wanted < least) wanted *= 2;
    const en_allocator *allocator = l->arena.allocator;
    void *more = wanted < UINT32_MAX ? allocator->resize(allocator->user, at, wanted * size) : NULL;
    if (more) *room = (uint32_t)wanted;
    else l->out_of_memory = true;
    return more;
}

uint32_t en_lower_state(en_lowering *l, uint32_t count)
{
    en_value zero = en_lower_constant(l, 0);
    uint32_t first = l->draft.state_count, state;
    for (uint32_t k = 0; k < count; k++) {
        if (en_draft_state(&l->draft, zero, EN_STATE_REMEMBERED, &state) == EN_VALUE_NONE) {
            l->out_of_memory = true;
            return EN_VALUE_NONE;
        }
        l->draft.states[state] = (en_plan_state){.initial = EN_VALUE_NONE, .next = EN_VALUE_NONE};
    }
    return first;
}

bool en_lower_note(en_lowering *l, const en_env *env, uint32_t node, uint32_t first, uint32_t states,
                   en_memory_define *define)
{
    en_memory *more =
        en_lower_grown(l, l->memories, &l->memory_room, (uint64_t)l->memory_count + 1, sizeof *more);
    en_axis *axes = en_arena_array(&l->arena, env->axis_count, sizeof *axes);
    if (more) l->memories = more;
    if (!more || !axes) {
        l->out_of_memory = true;
        return false;
    }
    if (env->axis_count) memcpy(axes, env->axes, env->axis_count * sizeof *axes);
    en_memory *memory = &l->memories[l->memory_count++];
    *memory = (en_memory){.env = *env, .node = node, .first = first, .states = states, .define = define};
    memory->env.axes = axes;
    memory->env.when = EN_AT_STEP;
    return true;
}

en_env en_lower_env(const en_lowering *l, uint32_t slot, en_when when, en_formula *formula, en_axis *axes)
{
    uint32_t variable = l->space->variable_of[slot];
    const en_space_variable *v = &l->space->variables[variable];
    const en_space_definition *d = v->definition;
    uint32_t behind = d->count, element = slot - v->first;
    for (uint32_t k = 0; k < d->rank; k++) {
        uint32_t count = en_space_dimension_of(l->space, d, k)->count;
        behind /= count;
        axes[k] = (en_axis){.dimension = d->dimensions[k],
                            .ordinal = en_space_ordinal(d, k),
                            .element = element / behind % count,
                            .own = true};
    }
    return (en_env){.when = when,
                    .scope = v->scope,
                    .slot = slot,
                    .formula = formula,
                    .axes = axes,
                    .axis_count = d->rank};
}

en_value en_lower_fault(en_lowering *l, const en_env *env, uint32_t node, en_word rule, size_t arg_count,
                        const en_arg *args)
{
    const en_expr_node *n = &env->formula->expr.nodes[node];
    if (!env->formula->faulty)
        (void)en_equation_report(&env->formula->equation, l->report, EN_ERROR, rule, n->at, n->size,
                                 arg_count, args);
    env->formula->faulty = l->wrong = true;
    return en_lower_constant(l, 1);
}

void en_lower_warn(en_lowering *l, const en_env *env, uint32_t node, en_word rule, size_t arg_count,
                   const en_arg *args)
{
    const en_expr_node *n = &env->formula->expr.nodes[node];
    (void)en_equation_report(&env->formula->equation, l->report, EN_WARNING, rule, n->at, n->size, arg_count,
                             args);
}

static bool push(en_lowering *l, en_work **list, uint32_t *count, uint32_t *room, en_work work)
{
    en_work *more = en_lower_grown(l, *list, room, (uint64_t)*count + 1, sizeof *more);
    if (!more) return false;
    *list = more;
    more[(*count)++] = work;
    return true;
}

static bool room_for_slots(en_lowering *l)
{
    uint32_t before = l->slot_room, count = l->space->slot_count;
    if (count <= before && l->stock_state) return true;
    for (int w = 0; w < EN_WHENS; w++) {
        uint32_t room = before;
        en_slot_value *values = en_lower_grown(l, l->values[w], &room, count, sizeof *values);
        if (!values) return false;
        l->values[w] = values;
        for (uint32_t s = before; s < room; s++) values[s] = (en_slot_value){.value = EN_VALUE_NONE};
    }
    uint32_t room = before;
    uint32_t *states = en_lower_grown(l, l->stock_state, &room, count, sizeof *states);
    if (!states) return false;
    l->stock_state = states;
    for (uint32_t s = before; s < room; s++) states[s] = EN_VALUE_NONE;
    l->slot_room = room;
    return true;
}

/* "a → b → a", of what is open from `work` to the top. */
static void show_circle(const en_lowering *l, uint32_t slot, en_text *text)
{
    uint32_t first = 0, shown = 0;
    enum { MOST = 12 };
    for (uint32_t k = 0; k < l->stacked; k++)
        if (l->stack[k].kind == EN_WORK_VALUE && l->stack[k].which == slot &&
            l->values[l->stack[k].when][slot].stage == EN_OPEN) {
            first = k;
            break;
        }
    for (uint32_t k = first; k < l->stacked; k++) {
        const en_work *w = &l->stack[k];
        if (w->kind != EN_WORK_VALUE || l->values[w->when][w->which].stage != EN_OPEN) continue;
        if (shown < MOST) en_space_show_slot(l->space, w->which, text);
        if (shown <= MOST) en_text_add_z(text, shown < MOST ? " → " : "… → ");
        shown++;
    }
    en_space_show_slot(l->space, slot, text);
}

/* Whether what waits for itself can do without an inflow of a stock's limit. Then that is left out, and what
 * came after is new. */
static bool drop_inflow(en_lowering *l, uint32_t slot, en_when when)
{
    uint32_t k = l->stacked, next = slot;
    for (bool inside = true; inside && k-- > 0;) {
        const en_work *w = &l->stack[k];
        if (w->kind != EN_WORK_VALUE || w->when != when || l->values[when][w->which].stage != EN_OPEN)
            continue;
        en_site site = {w->which, next, 0, 0};
        en_site gone = {w->which, next, 0, 1};
        if (en_sites_find(&l->dropped, site) == 0 && en_sites_find(&l->dropped, gone) == EN_SITES_NONE) {
            for (uint32_t j = k + 1; j < l->stacked; j++)
                if (l->stack[j].kind == EN_WORK_VALUE &&
                    l->values[l->stack[j].when][l->stack[j].which].stage == EN_OPEN)
                    l->values[l->stack[j].when][l->stack[j].which].stage = EN_NEW;
            l->stacked = k + 1;
            if (!en_sites_add(&l->dropped, l->arena.allocator, gone, 1)) l->out_of_memory = true;
            return true;
        }
        inside = w->which != slot;
        next = w->which;
    }
    return false;
}

static void report_circle(en_lowering *l, uint32_t slot, en_when when)
{
    const en_space_variable *v = &l->space->variables[l->space->variable_of[slot]];
    en_text path = en_text_make(l->arena.allocator);
    show_circle(l, slot, &path);
    l->wrong = true;
    l->out_of_memory = l->out_of_memory || path.failed;
    en_arg arg = en_arg_str("path", en_text_str(&path));
    if (!path.failed)
        (void)en_space_report(l->report, EN_ERROR,
                              when == EN_AT_START ? EN_W_PLAN_CIRCLE_AT_START : EN_W_PLAN_CIRCLE,
                              l->space->written->file, v->definition->written->place, v->definition->name,
                              en_str_of(""), 1, &arg);
    en_text_free(&path);
}

en_value en_lower_need(en_lowering *l, uint32_t slot, en_when when)
{
    if (!room_for_slots(l)) return EN_VALUE_NONE;
    en_slot_value *value = &l->values[when][slot];
    if (value->stage == EN_DONE) return value->value;
    (void)push(l, &l->missing, &l->missed, &l->missing_room, (en_work){EN_WORK_VALUE, when, slot});
    return EN_VALUE_NONE;
}

bool en_lower_may_work(en_lowering *l)
{
    if (++l->worked <= EN_LOWER_MOST_WORK && l->graph.count <= EN_LOWER_MOST_VALUES) return true;
    if (!l->too_large)
        (void)en_space_report(l->report, EN_ERROR, EN_W_PLAN_TOO_MUCH, l->space->written->file,
                              (en_plan_place){0}, en_str_of(""), en_str_of(""), 0, NULL);
    l->too_large = l->wrong = true;
    return false;
}

/* What an element starts with is its own affair: one with an equation alone does not take the whole's. */
static en_formula *equation_of(const en_space *space, uint32_t slot, en_when when)
{
    const en_space_variable *v = &space->variables[space->variable_of[slot]];
    en_formula *initial = &en_space_body_of(v->definition, slot - v->first)->formulas[EN_FORMULA_INITIAL];
    return when == EN_AT_START && initial->given ? initial
                                                 : en_space_formula(space, slot, EN_FORMULA_EQUATION);
}

static bool leaves_device(const en_lowering *l, uint32_t flow)
{
    uint32_t from = l->ends[flow].from;
    return from != EN_SPACE_NONE &&
           (en_lower_is_conveyor(l->space, from) || en_lower_is_queue(l->space, from));
}

/* The contents of a device at the start: the sum of a list. */
static en_value sum_initials(en_lowering *l, uint32_t slot)
{
    uint32_t count;
    en_value *initials = en_lower_initials(l, slot, &count), sum = EN_VALUE_NONE;
    for (uint32_t k = 0; initials && k < count; k++)
        sum = k == 0 ? initials[k] : en_lower_op(l, EN_OP_ADD, sum, initials[k]);
    return sum;
}

/* What the equation says, whatever a setting does to it. */
static en_value compute(en_lowering *l, uint32_t slot, en_when when)
{
    en_axis axes[EN_LOWER_MOST_AXES];
    uint32_t variable = l->space->variable_of[slot];
    const en_space_variable *v = &l->space->variables[variable];
    if (en_lower_is_conveyor(l->space, variable) || en_lower_is_queue(l->space, variable))
        return sum_initials(l, slot);
    en_formula *formula = equation_of(l->space, slot, when);
    en_env env = en_lower_env(l, slot, when, formula, axes);
    bool is_flow = v->definition->written->kind == EN_PLAN_FLOW;
    if (is_flow && leaves_device(l, variable)) return en_lower_leaving(l, &env, slot);
    if (!formula->given) {
        l->wrong = true;
        if (!formula->faulty)
            (void)en_space_report(l->report, EN_ERROR, EN_W_PLAN_NO_EQUATION, l->space->written->file,
                                  v->definition->written->place, v->definition->name, en_str_of(""), 0, NULL);
        formula->faulty = true;
        return en_lower_constant(l, 1);
    }
    en_value value = en_lower(l, &env, en_expr_root(&formula->expr));
    if (en_lower_has_curve(l->space, slot))
        value = en_lower_curve(l, &env, slot, value, en_expr_root(&formula->expr));
    if (!is_flow) return value;
    if (v->definition->not_negative) value = en_lower_op(l, EN_OP_MAX, value, en_lower_constant(l, 0));
    return en_lower_entering(l, &env, slot, en_lower_limit(l, &env, slot, value));
}

static en_value setting_value(en_lowering *l, const en_plan_setting *s)
{
    return s->by_run ? en_value_make(&l->graph, EN_OP_PARAMETER, s->parameter, 0, 0)
                     : en_lower_constant(l, s->value);
}

/* The value under the settings for the slot: the last one that holds at the time. */
static en_value apply_settings(en_lowering *l, uint32_t slot, en_when when, uint32_t setting)
{
    const en_plan_setting *s = NULL;
    while (setting != EN_SPACE_NONE && (s = &l->wish->settings[setting])->curve)
        setting = l->chained[setting];
    if (setting == EN_SPACE_NONE) return compute(l, slot, when);
    if (!s->bounded) return setting_value(l, s);
    en_value otherwise = apply_settings(l, slot, when, l->chained[setting]);
    en_value time = when == EN_AT_START ? en_lower_constant(l, l->plan->start)
                                        : en_value_make(&l->graph, EN_OP_TIME, 0, 0, 0);
    double slack = l->plan->dt * 1e-6;
    en_value within =
        en_lower_op(l, EN_OP_AND, en_lower_op(l, EN_OP_NOT_MORE, en_lower_constant(l, s->from - slack), time),
                    en_lower_op(l, EN_OP_NOT_MORE, time, en_lower_constant(l, s->to + slack)));
    return en_value_make(&l->graph, EN_OP_SELECT, within, setting_value(l, s), otherwise);
}

static en_value lower_slot(en_lowering *l, uint32_t slot, en_when when)
{
    uint32_t variable = l->space->variable_of[slot], source = en_space_source(l->space, variable);
    const en_space_variable *v = &l->space->variables[variable];
    if (source != variable)
        return en_lower_need(l, l->space->variables[source].first + slot - v->first, when);
    uint32_t setting = v->hidden ? EN_SPACE_NONE : l->setting[slot];
    if (v->definition->written->kind == EN_PLAN_STOCK && en_lower_moment(l, v->scope))
        return en_lower_stock_at(l, slot, when);
    if (v->definition->written->kind == EN_PLAN_STOCK && when == EN_AT_STEP) return en_lower_stock(l, slot);
    const en_space_model *model = &l->space->models[l->space->scopes[v->scope].model];
    if (v->hidden && variable - l->space->scopes[v->scope].first < model->parameters)
        return en_lower_parameter(l, slot, when);
    return apply_settings(l, slot, when, setting);
}

/* Puts off the top of the stack until what it lacks is there. */
static void put_off(en_lowering *l)
{
    for (uint32_t k = 0; k < l->missed; k++) {
        en_work lacks = l->missing[k];
        en_slot_value *value = &l->values[lacks.when][lacks.which];
        if (value->stage == EN_NEW && !push(l, &l->stack, &l->stacked, &l->stack_room, lacks)) return;
        if (value->stage != EN_OPEN) continue;
        if (drop_inflow(l, lacks.which, lacks.when)) return;
        report_circle(l, lacks.which, lacks.when);
        *value = (en_slot_value){.value = en_lower_constant(l, 1), .stage = EN_DONE, .faulty = true};
    }
}

static void try_value(en_lowering *l, en_work work)
{
    l->values[work.when][work.which].stage = EN_OPEN;
    en_value value = lower_slot(l, work.which, work.when);
    if (en_lower_stopped(l)) return;
    en_slot_value *slot = &l->values[work.when][work.which];
    if (l->missed > 0) {
        put_off(l);
        return;
    }
    if (value == EN_VALUE_NONE) l->out_of_memory = true;
    if (slot->stage != EN_DONE) *slot = (en_slot_value){.value = value, .stage = EN_DONE};
    l->stacked--;
}

static void try_top(en_lowering *l)
{
    en_work work = l->stack[l->stacked - 1];
    l->missed = 0;
    if (work.kind == EN_WORK_VALUE) {
        if (l->values[work.when][work.which].stage == EN_DONE) l->stacked--;
        else try_value(l, work);
        return;
    }
    en_memory memory = l->memories[work.which]; /* which may move while it is defined */
    bool defined = memory.define(l, &memory);
    if (en_lower_stopped(l)) return;
    if (l->missed > 0) put_off(l);
    else if (defined || l->wrong) l->stacked--; /* of what is wrong nothing can be made */
    else l->out_of_memory = true;
}

static bool work_on(en_lowering *l, en_work work)
{
    if (!push(l, &l->stack, &l->stacked, &l->stack_room, work)) return false;
    while (l->stacked > 0 && !en_lower_stopped(l)) try_top(l);
    return !en_lower_stopped(l);
}

static bool has_value(const en_space_variable *v)
{
    en_plan_kind kind = v->definition->written->kind;
    return kind != EN_PLAN_MODULE && kind != EN_PLAN_GRAPH;
}

/* Every variable of the document, so that whatever is wrong is found; then what stocks and memories become,
 * which may bring forth more of them. */
bool en_lower_all(en_lowering *l)
{
    if (!room_for_slots(l) || !en_lower_find_ends(l)) return false;
    for (uint32_t v = 0; v < l->space->variable_count; v++) {
        const en_space_variable *variable = &l->space->variables[v];
        uint32_t first = variable->first, count = variable->definition->count;
        if (variable->hidden || !has_value(variable)) continue;
        for (uint32_t e = 0; e < count; e++)
            if (!work_on(l, (en_work){EN_WORK_VALUE, EN_AT_STEP, first + e})) return false;
    }
    if (!en_lower_amounts(l)) return false;
    while (l->defined < l->memory_count)
        if (!work_on(l, (en_work){EN_WORK_MEMORY, EN_AT_STEP, l->defined++})) return false;
    return true;
}
