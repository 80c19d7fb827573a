/* See lower.h: a queue's steps (queues.h) from its model. */
#include "lower.h"

/* The outflows of a queue; NULL: told of what is wrong, or no memory. */
static en_way *find_ways(en_lowering *l, uint32_t slot, uint32_t *count)
{
    const en_plan_body *lists = en_lower_lists(l->space, slot);
    en_way *ways = en_arena_array(&l->arena, lists->outflows.count, sizeof *ways);
    l->out_of_memory = l->out_of_memory || !ways;
    *count = (uint32_t)lists->outflows.count;
    for (uint32_t k = 0; k < *count && ways; k++) {
        uint32_t flow = en_lower_outflow(l, slot, k);
        if (flow == EN_SPACE_NONE) return NULL;
        uint32_t to = l->ends[l->space->variable_of[flow]].to;
        const en_plan_body *w = &l->space->variables[l->space->variable_of[flow]].definition->written->body;
        const en_plan_conveyor *c =
            to == EN_SPACE_NONE ? NULL : l->space->variables[to].definition->written->body.conveyor;
        if (c && !(c->discrete.given && c->discrete.value))
            return en_lower_device_fault(l, slot, EN_W_PLAN_QUEUE_CONVEYOR), NULL;
        ways[k] = (en_way){.into_conveyor = c != NULL,
                           .overflow = w->overflow.given && w->overflow.value,
                           .whole = c && c->batch_integrity.given && c->batch_integrity.value,
                           .one = c && (!c->one_at_a_time.given || c->one_at_a_time.value)};
    }
    return ways;
}

bool en_lower_begin_queue(en_lowering *l, uint32_t slot, uint32_t device)
{
    uint32_t ways, count;
    if (l->plan->method != EN_EULER) return en_lower_device_fault(l, slot, EN_W_PLAN_QUEUE_METHOD), false;
    en_way *way = find_ways(l, slot, &ways);
    en_value whole = en_lower_need(l, slot, EN_AT_START); /* under settings */
    en_value *initials = en_lower_initials(l, slot, &count);
    if (!way || !initials || whole == EN_VALUE_NONE) return false;
    bool set = l->setting[slot] != EN_SPACE_NONE;
    en_queue_spec spec = {.initials = set ? 1 : count,
                          .initial = set ? &whole : initials,
                          .inflows = (uint32_t)en_lower_lists(l->space, slot)->inflows.count,
                          .ways = ways,
                          .way = way};
    bool begun = en_queue_begin(&l->draft, &spec, &l->devices[device].queue);
    l->out_of_memory = l->out_of_memory || !begun;
    return begun;
}

/* The room in the conveyor that a flow leads into, once what comes before the flow there has been let in;
 * EN_VALUE_NONE: it leads into none. */
static en_value room_for(en_lowering *l, uint32_t flow, bool *lacking)
{
    uint32_t to = l->ends[l->space->variable_of[flow]].to;
    if (to == EN_SPACE_NONE || !en_lower_is_conveyor(l->space, to)) return EN_VALUE_NONE;
    uint32_t stock = en_lower_partner(l, flow, to);
    en_value room = stock == EN_SPACE_NONE ? en_lower_constant(l, 0) : en_lower_room(l, stock, flow);
    *lacking = *lacking || room == EN_VALUE_NONE;
    return room;
}

bool en_lower_serve_queue(en_lowering *l, uint32_t slot, uint32_t device)
{
    const en_plan_body *lists = en_lower_lists(l->space, slot);
    en_value *inflow = en_arena_array(&l->arena, lists->inflows.count, sizeof *inflow);
    en_value *room = en_arena_array(&l->arena, lists->outflows.count, sizeof *room);
    bool lacking = false;
    l->out_of_memory = l->out_of_memory || !inflow || !room;
    if (!inflow || !room) return false;
    for (size_t k = 0; k < lists->inflows.count; k++) {
        uint32_t flow = en_lower_inflow(l, slot, k);
        inflow[k] = flow == EN_SPACE_NONE ? en_lower_constant(l, 0) : en_lower_need(l, flow, EN_AT_STEP);
        lacking = lacking || inflow[k] == EN_VALUE_NONE;
    }
    for (size_t k = 0; k < lists->outflows.count; k++) {
        uint32_t flow = en_lower_outflow(l, slot, k);
        room[k] = flow == EN_SPACE_NONE ? EN_VALUE_NONE : room_for(l, flow, &lacking);
    }
    if (lacking) return false;
    bool served = en_queue_serve(&l->draft, &l->devices[device].queue, inflow, room);
    l->out_of_memory = l->out_of_memory || !served;
    return served;
}
