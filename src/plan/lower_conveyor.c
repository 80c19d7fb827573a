/* See lower.h: a conveyor's steps (conveyor.h) from its model. */
#include "lower.h"

static bool is_leakage(const en_lowering *l, uint32_t flow)
{
    const en_plan_body *w = &l->space->variables[l->space->variable_of[flow]].definition->written->body;
    return w->leaks.given && w->leaks.value;
}

/* The slots of its leakages, in the order of its outflows, and that of its outflow: the first that is not
 * marked as a leakage; all others are leakages, marked or not (XMILE 1.0, section 3.7.2). */
typedef struct exits {
    uint32_t *leakages, count, outflow;
} exits;

static bool find_exits(en_lowering *l, uint32_t slot, exits *e)
{
    const en_plan_body *lists = en_lower_lists(l->space, slot);
    *e = (exits){.leakages = en_arena_array(&l->arena, lists->outflows.count, sizeof *e->leakages),
                 .outflow = EN_SPACE_NONE};
    l->out_of_memory = l->out_of_memory || !e->leakages;
    for (size_t k = 0; k < lists->outflows.count && e->leakages; k++) {
        uint32_t flow = en_lower_outflow(l, slot, k);
        if (flow == EN_SPACE_NONE) return false;
        if (e->outflow == EN_SPACE_NONE && !is_leakage(l, flow)) e->outflow = flow;
        else e->leakages[e->count++] = flow;
    }
    if (e->leakages && e->outflow == EN_SPACE_NONE)
        return en_lower_device_fault(l, slot, EN_W_PLAN_CONVEYOR_NO_OUTFLOW), false;
    return e->leakages;
}

uint32_t en_lower_leakage(en_lowering *l, uint32_t slot, uint32_t flow)
{
    exits e;
    if (!find_exits(l, slot, &e)) return EN_SPACE_NONE;
    for (uint32_t k = 0; k < e.count; k++)
        if (e.leakages[k] == flow) return k;
    return EN_SPACE_NONE;
}

/* The fraction is written in <leak>, or as the flow's equation. */
static en_value fraction_of(en_lowering *l, uint32_t flow, en_when when, bool *lacking)
{
    bool leaks = en_space_formula(l->space, flow, EN_FORMULA_LEAK)->given;
    if (!leaks && !en_space_formula(l->space, flow, EN_FORMULA_EQUATION)->given)
        return en_lower_device_fault(l, flow, EN_W_PLAN_NO_EQUATION);
    return en_lower_property(l, flow, when, leaks ? EN_FORMULA_LEAK : EN_FORMULA_EQUATION, lacking);
}

static en_value *fractions_of(en_lowering *l, const exits *e, en_when when, bool *lacking)
{
    en_value *fractions = en_arena_array(&l->arena, e->count, sizeof *fractions);
    l->out_of_memory = l->out_of_memory || !fractions;
    for (uint32_t k = 0; k < e->count && fractions; k++)
        fractions[k] = fraction_of(l, e->leakages[k], when, lacking);
    return fractions;
}

/* Where it leaks: all of its length unless the flow says otherwise. */
static bool find_leaks(en_lowering *l, const exits *e, en_leak *leaks)
{
    for (uint32_t k = 0; k < e->count; k++) {
        const en_plan_variable *w =
            l->space->variables[l->space->variable_of[e->leakages[k]]].definition->written;
        double start = en_plan_given(w->leak_start.text) ? w->leak_start.value : 0,
               end = en_plan_given(w->leak_end.text) ? w->leak_end.value : 1;
        if (!(start >= 0 && end <= 1 && start <= end))
            return en_lower_device_fault(l, e->leakages[k], EN_W_PLAN_LEAK_ZONE), false;
        leaks[k] = (en_leak){start, end, w->body.leak_integers.given && w->body.leak_integers.value};
    }
    return true;
}

static bool is_set(const en_plan_flag *flag) { return flag->given && flag->value; }

bool en_lower_begin_conveyor(en_lowering *l, uint32_t slot, uint32_t device)
{
    exits e;
    bool lacking = false;
    uint32_t count = 0;
    const en_plan_conveyor *w = en_lower_lists(l->space, slot)->conveyor;
    if (!find_exits(l, slot, &e)) return false;
    if (!en_space_formula(l->space, slot, EN_FORMULA_LENGTH)->given)
        return en_lower_device_fault(l, slot, EN_W_PLAN_CONVEYOR_LENGTH), false;
    en_leak *leaks = en_arena_array(&l->arena, e.count, sizeof *leaks);
    l->out_of_memory = l->out_of_memory || !leaks;
    if (!leaks || !find_leaks(l, &e, leaks)) return false;
    en_conveyor_spec spec = {.discrete = is_set(&w->discrete),
                             .exponential = is_set(&w->exponential_leak),
                             .leaks = e.count,
                             .leak = leaks};
    spec.limited = en_space_formula(l->space, slot, EN_FORMULA_INFLOW_LIMIT)->given;
    spec.transit = en_lower_property(l, slot, EN_AT_START, EN_FORMULA_LENGTH, &lacking);
    spec.fraction = fractions_of(l, &e, EN_AT_START, &lacking);
    en_value whole = en_lower_need(l, slot, EN_AT_START); /* under settings */
    spec.initial = l->setting[slot] != EN_SPACE_NONE ? &whole : en_lower_initials(l, slot, &count);
    spec.initials = l->setting[slot] != EN_SPACE_NONE ? 1 : count;
    if (lacking || whole == EN_VALUE_NONE || !spec.fraction || !spec.initial) return false;
    bool begun = en_conveyor_begin(&l->draft, &spec, &l->devices[device].conveyor);
    l->out_of_memory = l->out_of_memory || !begun;
    return begun;
}

/* Whether the conveyor that a flow leads into stands still; EN_VALUE_NONE: it never does, or leads into none.
 */
static en_value held_by(en_lowering *l, uint32_t flow, bool *lacking)
{
    uint32_t to = l->ends[l->space->variable_of[flow]].to;
    if (to == EN_SPACE_NONE || !en_lower_is_conveyor(l->space, to)) return EN_VALUE_NONE;
    uint32_t stock = en_lower_partner(l, flow, to);
    return stock == EN_SPACE_NONE ? EN_VALUE_NONE
                                  : en_lower_property(l, stock, EN_AT_STEP, EN_FORMULA_ARREST, lacking);
}

bool en_lower_move_conveyor(en_lowering *l, uint32_t slot, uint32_t device)
{
    exits e;
    bool lacking = false;
    if (!find_exits(l, slot, &e)) return false;
    en_value *held = en_arena_array(&l->arena, e.count, sizeof *held);
    l->out_of_memory = l->out_of_memory || !held;
    en_conveyor_motion motion = {
        .transit = en_lower_property(l, slot, EN_AT_STEP, EN_FORMULA_LENGTH, &lacking),
        .sample = en_lower_property(l, slot, EN_AT_STEP, EN_FORMULA_SAMPLE, &lacking),
        .arrest = en_lower_property(l, slot, EN_AT_STEP, EN_FORMULA_ARREST, &lacking),
        .held = held_by(l, e.outflow, &lacking),
        .fraction = fractions_of(l, &e, EN_AT_STEP, &lacking),
        .leak_held = held};
    for (uint32_t k = 0; k < e.count && held; k++) held[k] = held_by(l, e.leakages[k], &lacking);
    if (lacking || !motion.fraction || !held) return false;
    bool moved = en_conveyor_move(&l->draft, &l->devices[device].conveyor, &motion);
    l->out_of_memory = l->out_of_memory || !moved;
    return moved;
}

/* What flows in from other conveyors, and what that leaves for others. */
bool en_lower_limit_conveyor(en_lowering *l, uint32_t slot, uint32_t device)
{
    const en_plan_body *lists = en_lower_lists(l->space, slot);
    en_value *joined = en_arena_array(&l->arena, lists->inflows.count, sizeof *joined);
    bool lacking = false;
    uint32_t count = 0;
    l->out_of_memory = l->out_of_memory || !joined;
    for (size_t k = 0; k < lists->inflows.count && joined; k++) {
        uint32_t flow = en_lower_inflow(l, slot, k);
        uint32_t from = flow == EN_SPACE_NONE ? EN_SPACE_NONE : l->ends[l->space->variable_of[flow]].from;
        if (from == EN_SPACE_NONE || !en_lower_is_conveyor(l->space, from)) continue;
        joined[count] = en_lower_need(l, flow, EN_AT_STEP);
        lacking = lacking || joined[count++] == EN_VALUE_NONE;
    }
    en_value capacity = en_lower_property(l, slot, EN_AT_STEP, EN_FORMULA_CAPACITY, &lacking);
    en_value most = en_lower_property(l, slot, EN_AT_STEP, EN_FORMULA_INFLOW_LIMIT, &lacking);
    if (lacking || !joined) return false;
    bool made = true;
    for (uint32_t k = 0; k < count; k++)
        made = made && en_conveyor_join(&l->draft, &l->devices[device].conveyor, joined[k]);
    made = made && en_conveyor_limit(&l->draft, &l->devices[device].conveyor, capacity, most);
    l->out_of_memory = l->out_of_memory || !made;
    return made;
}
