/* See lower.h: stocks, and what limits the flows between them.
 *
 * A stock that may not be negative gives its outflows, in their order, no more than it holds and gets in the
 * step: outflow k is at most stock / dt + inflows - the outflows before it (XMILE 1.0, section 4.1.2). Where
 * an inflow depends on the outflow that it would help to limit, it is left out of the limit. What is left
 * below zero by inflows that are negative, or by a flow that several stocks name as their outflow, is made
 * zero.
 */
#include "lower.h"

#include "name.h"

static const uint32_t *find_all(const en_space *space, uint32_t scope, const en_plan_list *names,
                                en_arena *arena)
{
    uint32_t *flows = en_arena_array(arena, names->count, sizeof *flows);
    for (size_t k = 0; k < names->count && flows; k++) {
        en_str key;
        en_name_fault fault = en_qualified_of(arena, names->at[k].text, &key);
        if (fault == EN_NAME_NO_MEMORY) return NULL;
        flows[k] = fault == EN_NAME_FINE ? en_space_find(space, scope, key) : EN_SPACE_NONE;
        if (flows[k] != EN_SPACE_NONE && space->variables[flows[k]].definition->written->kind != EN_PLAN_FLOW)
            flows[k] = EN_SPACE_NONE;
    }
    return flows;
}

bool en_lower_find_flows(const en_space *space, uint32_t stock, en_arena *arena, en_stock_flows *flows)
{
    const en_space_variable *v = &space->variables[stock];
    const en_plan_body *lists = &v->definition->written->body;
    flows->in = find_all(space, v->scope, &lists->inflows, arena);
    flows->out = find_all(space, v->scope, &lists->outflows, arena);
    return flows->in && flows->out;
}

/* Where the ends of a flow are noted; NULL after telling that there is no such flow. */
static en_flow_ends *ends_of(en_lowering *l, uint32_t stock, uint32_t flow, const en_plan_text *name)
{
    if (flow != EN_SPACE_NONE) return &l->ends[flow];
    l->wrong = true;
    (void)en_space_report(l->report, EN_ERROR, EN_W_PLAN_FLOW_UNKNOWN, l->space->written->file,
                          en_plan_text_place(name, 0), l->space->variables[stock].definition->name,
                          name->text, 0, NULL);
    return NULL;
}

static bool find_ends_of(en_lowering *l, uint32_t stock)
{
    const en_plan_body *lists = &l->space->variables[stock].definition->written->body;
    en_stock_flows *flows = &l->flows[stock];
    if (!en_lower_find_flows(l->space, stock, &l->arena, flows)) return false;
    for (size_t k = 0; k < lists->outflows.count; k++) {
        en_flow_ends *ends = ends_of(l, stock, flows->out[k], &lists->outflows.at[k]);
        if (!ends) continue;
        ends->shared = ends->shared || ends->from != EN_SPACE_NONE;
        ends->from = stock;
        ends->priority = (uint32_t)k;
    }
    for (size_t k = 0; k < lists->inflows.count; k++) {
        en_flow_ends *ends = ends_of(l, stock, flows->in[k], &lists->inflows.at[k]);
        if (!ends) continue;
        ends->twice = ends->twice || ends->to != EN_SPACE_NONE;
        ends->to = stock;
    }
    return true;
}

bool en_lower_find_ends(en_lowering *l)
{
    uint64_t least = (uint64_t)l->space->variable_count + 1;
    en_flow_ends *ends = en_lower_grown(l, l->ends, &l->end_room, least, sizeof *ends);
    if (!ends) return false;
    l->ends = ends;
    en_stock_flows *flows = en_lower_grown(l, l->flows, &l->flows_room, least, sizeof *flows);
    if (!flows) return false;
    l->flows = flows;
    uint32_t first = l->ended;
    for (; l->ended < l->space->variable_count; l->ended++)
        l->ends[l->ended] = (en_flow_ends){.from = EN_SPACE_NONE, .to = EN_SPACE_NONE};
    for (uint32_t v = first; v < l->ended && !l->out_of_memory; v++)
        if (l->space->variables[v].definition->written->kind == EN_PLAN_STOCK)
            l->out_of_memory = !find_ends_of(l, v);
    return !l->out_of_memory;
}

/* The element of the same name in each dimension. */
uint32_t en_lower_partner(en_lowering *l, uint32_t slot, uint32_t variable)
{
    en_axis axes[EN_LOWER_MOST_AXES];
    const en_space_variable *own = &l->space->variables[l->space->variable_of[slot]];
    en_formula none = {0};
    en_env env = en_lower_env(l, slot, EN_AT_STEP, &none, axes);
    uint32_t found = en_lower_match(l, &env, variable);
    bool same = l->space->variables[variable].definition->rank == own->definition->rank;
    if (found != EN_SPACE_NONE && same) return found;
    l->wrong = true;
    en_formula *whole = &own->definition->bodies[0].formulas[EN_FORMULA_EQUATION];
    if (!whole->faulty)
        (void)en_space_report(l->report, EN_ERROR, EN_W_PLAN_FLOW_SHAPE, l->space->written->file,
                              own->definition->written->place, own->definition->name,
                              l->space->variables[variable].definition->name, 0, NULL);
    whole->faulty = true;
    return EN_SPACE_NONE;
}

/* A flow's value where it enters: times its multiplier. */
static en_value entering(en_lowering *l, uint32_t flow, en_when when)
{
    en_axis axes[EN_LOWER_MOST_AXES];
    en_formula *multiplier = en_space_formula(l->space, flow, EN_FORMULA_MULTIPLIER);
    en_value value = en_lower_need(l, flow, when);
    if (!multiplier->given) return value;
    en_env env = en_lower_env(l, flow, when, multiplier, axes);
    return en_lower_op(l, EN_OP_MULTIPLY, value, en_lower(l, &env, en_expr_root(&multiplier->expr)));
}

uint32_t en_lower_inflow(en_lowering *l, uint32_t stock_slot, size_t which)
{
    uint32_t flow = l->flows[l->space->variable_of[stock_slot]].in[which];
    return flow == EN_SPACE_NONE ? EN_SPACE_NONE : en_lower_partner(l, stock_slot, flow);
}

uint32_t en_lower_outflow(en_lowering *l, uint32_t stock_slot, size_t which)
{
    uint32_t flow = l->flows[l->space->variable_of[stock_slot]].out[which];
    return flow == EN_SPACE_NONE ? EN_SPACE_NONE : en_lower_partner(l, stock_slot, flow);
}

static en_value add(en_lowering *l, en_value sum, en_op op, en_value value)
{
    if (sum != EN_VALUE_NONE) return en_lower_op(l, op, sum, value);
    return op == EN_OP_ADD ? value : en_value_make(&l->graph, EN_OP_NEGATE, value, 0, 0);
}

en_value en_lower_net(en_lowering *l, uint32_t slot, en_when when)
{
    const en_plan_body *lists = en_lower_lists(l->space, slot);
    en_value net = EN_VALUE_NONE;
    bool lost = false;
    for (size_t k = 0; k < lists->inflows.count + lists->outflows.count; k++) {
        bool in = k < lists->inflows.count;
        uint32_t flow =
            in ? en_lower_inflow(l, slot, k) : en_lower_outflow(l, slot, k - lists->inflows.count);
        en_value value = flow == EN_SPACE_NONE ? en_lower_constant(l, 0)
                         : in                  ? entering(l, flow, when)
                                               : en_lower_need(l, flow, when);
        lost = lost || value == EN_VALUE_NONE;
        if (!lost) net = add(l, net, in ? EN_OP_ADD : EN_OP_SUBTRACT, value);
    }
    if (lost) return EN_VALUE_NONE;
    return net == EN_VALUE_NONE ? en_lower_constant(l, 0) : net;
}

static bool define_stock(en_lowering *l, const en_memory *m)
{
    uint32_t slot = m->env.slot;
    const en_space_variable *v = &l->space->variables[l->space->variable_of[slot]];
    en_value initial = en_lower_need(l, slot, EN_AT_START), net = en_lower_net(l, slot, EN_AT_STEP);
    if (v->definition->not_negative) {
        en_value held = en_value_make(&l->graph, EN_OP_STATE, m->first, 0, 0);
        en_value all = en_lower_op(l, EN_OP_DIVIDE, held, en_lower_constant(l, l->plan->dt));
        net = en_lower_op(l, EN_OP_MAX, net, en_value_make(&l->graph, EN_OP_NEGATE, all, 0, 0));
    }
    l->draft.states[m->first] = (en_plan_state){.initial = initial, .next = net, .kind = EN_STATE_INTEGRATED};
    return initial != EN_VALUE_NONE && net != EN_VALUE_NONE;
}

en_value en_lower_stock(en_lowering *l, uint32_t slot)
{
    uint32_t variable = l->space->variable_of[slot];
    if (en_lower_is_conveyor(l->space, variable) || en_lower_is_queue(l->space, variable))
        return en_lower_contents(l, slot);
    uint32_t state = l->stock_state[slot];
    if (state == EN_VALUE_NONE) {
        en_formula *equation =
            &l->space->variables[variable].definition->bodies[0].formulas[EN_FORMULA_EQUATION];
        en_env env = {.when = EN_AT_STEP, .slot = slot, .formula = equation};
        state = en_lower_state(l, 1);
        if (state == EN_VALUE_NONE || !en_lower_note(l, &env, 0, state, 1, define_stock))
            return EN_VALUE_NONE;
        l->stock_state[slot] = state;
    }
    en_value held = en_value_make(&l->graph, EN_OP_STATE, state, 0, 0);
    if (!l->space->variables[variable].definition->not_negative) return held;
    return en_lower_op(
        l, EN_OP_MAX, held,
        en_lower_constant(l, 0)); /* what division and multiplication by dt may leave below 0 */
}

static bool define_sum(en_lowering *l, const en_memory *m, en_value flow)
{
    en_value none = en_lower_constant(l, 0);
    l->draft.states[m->first] = (en_plan_state){.initial = none, .next = flow, .kind = EN_STATE_INTEGRATED};
    return none != EN_VALUE_NONE && flow != EN_VALUE_NONE;
}

static bool define_leaving(en_lowering *l, const en_memory *m)
{
    return define_sum(l, m, en_lower_need(l, m->env.slot, EN_AT_STEP));
}

static bool define_entering(en_lowering *l, const en_memory *m)
{
    return define_sum(l, m, entering(l, m->env.slot, EN_AT_STEP));
}

bool en_lower_amounts(en_lowering *l)
{
    uint32_t count = l->wish->amount_count;
    if (count == 0) return true;
    l->amount_first = en_lower_state(l, count);
    if (l->amount_first == EN_VALUE_NONE) return false;
    for (uint32_t k = 0; k < count; k++) {
        const en_plan_amount *amount = &l->wish->amounts[k];
        const en_space_definition *d = l->space->variables[l->space->variable_of[amount->flow]].definition;
        en_env env = {
            .when = EN_AT_STEP, .slot = amount->flow, .formula = &d->bodies[0].formulas[EN_FORMULA_EQUATION]};
        if (!en_lower_note(l, &env, 0, l->amount_first + k, 1,
                           amount->entering ? define_entering : define_leaving))
            return false;
    }
    return true;
}

/* What the stock gets in the step, as far as that does not depend on this outflow. EN_VALUE_NONE: something
 * is not there yet. */
static en_value counted_inflows(en_lowering *l, uint32_t outflow, uint32_t stock, en_when when)
{
    size_t inflows = en_lower_lists(l->space, stock)->inflows.count;
    en_value sum = en_lower_constant(l, 0);
    for (size_t k = 0; k < inflows; k++) {
        uint32_t flow = en_lower_inflow(l, stock, k);
        en_site may = {outflow, flow, 0, 0}, gone = {outflow, flow, 0, 1};
        if (flow == EN_SPACE_NONE || en_sites_find(&l->dropped, gone) != EN_SITES_NONE) continue;
        if (en_sites_find(&l->dropped, may) == EN_SITES_NONE &&
            !en_sites_add(&l->dropped, l->arena.allocator, may, 0)) {
            l->out_of_memory = true;
            return EN_VALUE_NONE;
        }
        sum = en_lower_op(l, EN_OP_ADD, sum, entering(l, flow, when));
    }
    return sum;
}

en_value en_lower_limit(en_lowering *l, const en_env *env, uint32_t slot, en_value request)
{
    const en_flow_ends *ends = &l->ends[l->space->variable_of[slot]];
    uint32_t from = ends->from, priority = ends->priority;
    if (from == EN_SPACE_NONE || ends->shared || !l->space->variables[from].definition->not_negative)
        return request;
    uint32_t stock = en_lower_partner(l, slot, from);
    if (stock == EN_SPACE_NONE) return request;
    en_value held =
        en_lower_op(l, EN_OP_DIVIDE, en_lower_need(l, stock, env->when), en_lower_constant(l, l->plan->dt));
    en_value available = en_lower_op(l, EN_OP_ADD, held, counted_inflows(l, slot, stock, env->when));
    for (uint32_t k = 0; k < priority; k++) {
        uint32_t before = en_lower_outflow(l, stock, k);
        if (before != EN_SPACE_NONE)
            available = en_lower_op(l, EN_OP_SUBTRACT, available, en_lower_need(l, before, env->when));
    }
    return en_lower_op(l, EN_OP_MIN, request, en_lower_op(l, EN_OP_MAX, available, en_lower_constant(l, 0)));
}
