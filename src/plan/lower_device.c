/* See lower.h: conveyors and queues, what both share. Their making is a row of steps (conveyor.h, queues.h),
 * each of which waits until all is there that it needs, and is then done once. */
#include "lower.h"

bool en_lower_is_conveyor(const en_space *space, uint32_t variable)
{
    const en_plan_variable *w = space->variables[variable].definition->written;
    return w->kind == EN_PLAN_STOCK && w->body.conveyor != NULL;
}

bool en_lower_is_queue(const en_space *space, uint32_t variable)
{
    const en_plan_variable *w = space->variables[variable].definition->written;
    return w->kind == EN_PLAN_STOCK && !w->body.conveyor && w->body.queue.given && w->body.queue.value;
}

en_value en_lower_device_fault(en_lowering *l, uint32_t slot, en_word rule)
{
    const en_space_definition *d = l->space->variables[l->space->variable_of[slot]].definition;
    en_formula *equation = &d->bodies[0].formulas[EN_FORMULA_EQUATION];
    l->wrong = true;
    if (!equation->faulty)
        (void)en_space_report(l->report, EN_ERROR, rule, l->space->written->file, d->written->place, d->name,
                              (en_str){0}, 0, NULL);
    equation->faulty = true;
    return en_lower_constant(l, 1);
}

static bool define_device(en_lowering *l, const en_memory *m);

uint32_t en_lower_device_of(en_lowering *l, uint32_t slot)
{
    en_site site = {slot, 0, 0, 0};
    uint32_t device = en_sites_find(&l->device_at, site);
    if (device != EN_SITES_NONE) return device;
    uint32_t variable = l->space->variable_of[slot];
    en_lower_device *more =
        en_lower_grown(l, l->devices, &l->device_room, (uint64_t)l->device_count + 1, sizeof *more);
    if (!more) return EN_SITES_NONE;
    l->devices = more;
    l->devices[l->device_count] = (en_lower_device){.is_queue = en_lower_is_queue(l->space, variable)};
    en_env env = {.when = EN_AT_STEP,
                  .slot = slot,
                  .formula =
                      &l->space->variables[variable].definition->bodies[0].formulas[EN_FORMULA_EQUATION]};
    if (!en_sites_add(&l->device_at, l->arena.allocator, site, l->device_count) ||
        !en_lower_note(l, &env, 0, 0, 0, define_device)) {
        l->out_of_memory = true;
        return EN_SITES_NONE;
    }
    return l->device_count++;
}

en_value en_lower_property(en_lowering *l, uint32_t slot, en_when when, en_formula_kind kind, bool *lacking)
{
    en_formula *formula = en_space_formula(l->space, slot, kind);
    en_axis axes[EN_LOWER_MOST_AXES];
    if (!formula->given) return EN_VALUE_NONE;
    en_env env = en_lower_env(l, slot, when, formula, axes);
    en_value value = en_lower(l, &env, en_expr_root(&formula->expr));
    *lacking = *lacking || value == EN_VALUE_NONE;
    return value;
}

static en_value *lower_list(en_lowering *l, const en_env *env, uint32_t *count)
{
    const en_expr *expr = &env->formula->expr;
    uint32_t root = en_expr_root(expr);
    *count = expr->nodes[root].count;
    en_value *initials = en_arena_array(&l->arena, *count, sizeof *initials);
    bool whole = initials != NULL;
    l->out_of_memory = l->out_of_memory || !initials;
    for (uint32_t k = 0; k < *count && initials; k++) {
        initials[k] = en_lower(l, env, en_expr_child(expr, root, k));
        whole = whole && initials[k] != EN_VALUE_NONE;
    }
    return whole ? initials : NULL;
}

en_value *en_lower_initials(en_lowering *l, uint32_t slot, uint32_t *count)
{
    en_axis axes[EN_LOWER_MOST_AXES];
    const en_space_variable *v = &l->space->variables[l->space->variable_of[slot]];
    en_formula *formula = en_space_formula(l->space, slot, EN_FORMULA_EQUATION);
    en_env env = en_lower_env(l, slot, EN_AT_START, formula, axes);
    en_value *initials = en_arena_array(&l->arena, 1, sizeof *initials);
    *count = 1;
    if (!initials) l->out_of_memory = true;
    else if (!formula->given) initials[0] = en_lower_device_fault(l, slot, EN_W_PLAN_NO_EQUATION);
    else if (v->definition->rank == 0 &&
             formula->expr.nodes[en_expr_root(&formula->expr)].kind == EN_EXPR_LIST)
        return lower_list(l, &env, count);
    else initials[0] = en_lower(l, &env, en_expr_root(&formula->expr));
    return initials && initials[0] != EN_VALUE_NONE ? initials : NULL;
}

static bool begin(en_lowering *l, uint32_t slot, uint32_t device)
{
    if (l->devices[device].stage >= EN_DEVICE_BEGUN) return true;
    if (!(l->devices[device].is_queue ? en_lower_begin_queue : en_lower_begin_conveyor)(l, slot, device))
        return false;
    l->devices[device].stage = EN_DEVICE_BEGUN;
    return true;
}

/* A conveyor: what leaves it; a queue: all. */
static bool move(en_lowering *l, uint32_t slot, uint32_t device)
{
    if (!begin(l, slot, device)) return false;
    if (l->devices[device].stage >= EN_DEVICE_MOVED) return true;
    if (!(l->devices[device].is_queue ? en_lower_serve_queue : en_lower_move_conveyor)(l, slot, device))
        return false;
    l->devices[device].stage = EN_DEVICE_MOVED;
    return true;
}

static bool limit(en_lowering *l, uint32_t slot, uint32_t device)
{
    if (!move(l, slot, device)) return false;
    if (l->devices[device].stage >= EN_DEVICE_LIMITED) return true;
    if (!en_lower_limit_conveyor(l, slot, device)) return false;
    l->devices[device].stage = EN_DEVICE_LIMITED;
    return true;
}

/* All of it, and all of its flows. */
static bool define_device(en_lowering *l, const en_memory *m)
{
    uint32_t slot = m->env.slot, device = en_lower_device_of(l, slot);
    const en_plan_body *lists = en_lower_lists(l->space, slot);
    bool whole = device != EN_SITES_NONE && (l->devices[device].is_queue ? move : limit)(l, slot, device);
    for (size_t k = 0; k < lists->inflows.count; k++) {
        uint32_t flow = en_lower_inflow(l, slot, k);
        if (flow != EN_SPACE_NONE && l->ends[l->space->variable_of[flow]].twice)
            (void)en_lower_device_fault(l, flow, EN_W_PLAN_DEVICE_SHARED);
        whole = (flow == EN_SPACE_NONE || en_lower_need(l, flow, EN_AT_STEP) != EN_VALUE_NONE) && whole;
    }
    if (!whole) return false;
    if (l->devices[device].is_queue || l->devices[device].stage == EN_DEVICE_ENDED) return true;
    l->devices[device].stage = EN_DEVICE_ENDED;
    return l->wrong || en_conveyor_end(&l->draft, &l->devices[device].conveyor);
}

en_value en_lower_contents(en_lowering *l, uint32_t slot)
{
    uint32_t device = en_lower_device_of(l, slot);
    if (device == EN_SITES_NONE || !begin(l, slot, device))
        return l->wrong && l->missed == 0 ? en_lower_constant(l, 1) : EN_VALUE_NONE;
    return l->devices[device].is_queue ? l->devices[device].queue.contents
                                       : l->devices[device].conveyor.contents;
}

/* Which of a stock's outflows a flow is. */
static uint32_t place_of(en_lowering *l, uint32_t stock_slot, uint32_t flow)
{
    const en_plan_body *lists = en_lower_lists(l->space, stock_slot);
    for (uint32_t k = 0; k < lists->outflows.count; k++)
        if (en_lower_outflow(l, stock_slot, k) == flow) return k;
    return EN_SPACE_NONE;
}

static en_value value_of_leaving(en_lowering *l, uint32_t stock, uint32_t flow)
{
    uint32_t device = en_lower_device_of(l, stock);
    if (device == EN_SITES_NONE || !move(l, stock, device))
        return l->wrong && l->missed == 0 ? en_lower_constant(l, 1) : EN_VALUE_NONE;
    if (l->devices[device].is_queue) {
        uint32_t way = place_of(l, stock, flow);
        return way == EN_SPACE_NONE ? en_lower_constant(l, 0) : l->devices[device].queue.outflow[way];
    }
    uint32_t leakage = en_lower_leakage(l, stock, flow);
    const en_conveyor *c = &l->devices[device].conveyor;
    return leakage == EN_SPACE_NONE ? c->outflow : c->leak[leakage];
}

en_value en_lower_leaving(en_lowering *l, const en_env *env, uint32_t flow)
{
    uint32_t variable = l->space->variable_of[flow], from = l->ends[variable].from;
    if (env->when == EN_AT_START || l->ends[variable].shared)
        return en_lower_device_fault(
            l, flow, l->ends[variable].shared ? EN_W_PLAN_DEVICE_SHARED : EN_W_PLAN_DEVICE_AT_START);
    uint32_t stock = en_lower_partner(l, flow, from);
    if (stock == EN_SPACE_NONE) return en_lower_constant(l, 1);
    en_value value = value_of_leaving(l, stock, flow);
    if (value == EN_VALUE_NONE || !en_lower_is_queue(l->space, from)) return value;
    return en_lower_entering(l, env, flow, value);
}

/* What comes before it in the conveyor's list has been let in. */
static bool earlier_are_in(en_lowering *l, uint32_t conveyor, uint32_t flow)
{
    const en_plan_body *lists = en_lower_lists(l->space, conveyor);
    bool all = true;
    for (size_t k = 0; k < lists->inflows.count; k++) {
        uint32_t other = en_lower_inflow(l, conveyor, k);
        if (other == flow) break;
        all = (other == EN_SPACE_NONE || en_lower_need(l, other, EN_AT_STEP) != EN_VALUE_NONE) && all;
    }
    return all;
}

en_value en_lower_room(en_lowering *l, uint32_t stock, uint32_t flow)
{
    uint32_t device = en_lower_device_of(l, stock);
    bool ready = device != EN_SITES_NONE && limit(l, stock, device);
    ready = earlier_are_in(l, stock, flow) && ready;
    return ready ? en_conveyor_room(&l->draft, &l->devices[device].conveyor) : EN_VALUE_NONE;
}

static bool keep_admitted(en_lowering *l, uint32_t flow, en_value value)
{
    en_site site = {flow, 0, 0, 0};
    bool kept = value != EN_VALUE_NONE && en_sites_add(&l->admitted, l->arena.allocator, site, value);
    l->out_of_memory = l->out_of_memory || !kept;
    return kept;
}

/* Into a conveyor. What comes from a conveyor has been joined before, and is not limited. */
static en_value enter_conveyor(en_lowering *l, uint32_t stock, uint32_t flow, uint32_t from, en_value request)
{
    bool from_conveyor = from != EN_SPACE_NONE && en_lower_is_conveyor(l->space, from),
         from_queue = from != EN_SPACE_NONE && en_lower_is_queue(l->space, from);
    uint32_t device = en_lower_device_of(l, stock);
    if (from_conveyor || device == EN_SITES_NONE) return device == EN_SITES_NONE ? EN_VALUE_NONE : request;
    bool ready = limit(l, stock, device);
    ready = earlier_are_in(l, stock, flow) && ready;
    if (!ready) return l->wrong && l->missed == 0 ? en_lower_constant(l, 1) : EN_VALUE_NONE;
    en_value value = request;
    if (from_queue && !en_conveyor_take(&l->draft, &l->devices[device].conveyor, request))
        value = EN_VALUE_NONE;
    if (!from_queue) value = en_conveyor_admit(&l->draft, &l->devices[device].conveyor, request);
    return keep_admitted(l, flow, value) ? value : EN_VALUE_NONE;
}

en_value en_lower_entering(en_lowering *l, const en_env *env, uint32_t flow, en_value request)
{
    uint32_t variable = l->space->variable_of[flow], to = l->ends[variable].to, from = l->ends[variable].from;
    if (to == EN_SPACE_NONE || request == EN_VALUE_NONE || env->when == EN_AT_START) return request;
    bool conveyor = en_lower_is_conveyor(l->space, to), queue = en_lower_is_queue(l->space, to);
    if (!conveyor && !queue) return request;
    if (en_space_formula(l->space, flow, EN_FORMULA_MULTIPLIER)->given)
        return en_lower_device_fault(l, flow, EN_W_PLAN_DEVICE_MULTIPLIER);
    uint32_t admitted = en_sites_find(&l->admitted, (en_site){flow, 0, 0, 0});
    if (admitted != EN_SITES_NONE) return admitted;
    uint32_t stock = en_lower_partner(l, flow, to);
    if (stock == EN_SPACE_NONE) return en_lower_constant(l, 1);
    return queue ? en_queue_inflow(&l->draft, request) : enter_conveyor(l, stock, flow, from, request);
}
