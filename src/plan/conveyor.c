/* See conveyor.h. The storage: belt.h. */
#include "conveyor.h"

#include "belt.h"

#include <string.h>

static en_value constant(const en_draft *draft, double x) { return en_value_constant(draft->graph, x); }
static en_value make(const en_draft *draft, en_op op, en_value a, en_value b)
{
    return en_value_make(draft->graph, op, a, b, 0);
}
static en_value either(const en_draft *draft, en_value value, double otherwise)
{
    return value != EN_VALUE_NONE ? value : constant(draft, otherwise);
}
/* Of what has come so far, at first the constant 0, and a further inflow. */
static en_value sum(const en_draft *draft, en_value so_far, en_value inflow)
{
    return so_far == constant(draft, 0) ? inflow : make(draft, EN_OP_ADD, so_far, inflow);
}
static en_value times_dt(const en_draft *draft, en_value rate)
{
    return make(draft, EN_OP_MULTIPLY, rate, constant(draft, draft->dt));
}

static bool make_device(en_draft *draft, const en_conveyor_spec *spec, en_conveyor *conveyor)
{
    en_leak *leak = en_arena_array(draft->arena, spec->leaks, sizeof *leak);
    if (!leak) return false;
    if (spec->leaks > 0) memcpy(leak, spec->leak, spec->leaks * sizeof *leak);
    en_device device = {.kind = EN_DEVICE_CONVEYOR,
                        .initials = spec->initials,
                        .discrete = spec->discrete,
                        .exponential = spec->exponential,
                        .counts = spec->discrete && spec->limited,
                        .leaks = spec->leaks,
                        .leak = leak};
    return en_draft_device(draft, device, &conveyor->device);
}

bool en_conveyor_begin(en_draft *draft, const en_conveyor_spec *spec, en_conveyor *conveyor)
{
    *conveyor = (en_conveyor){.leaks = spec->leaks,
                              .discrete = spec->discrete,
                              .limited = spec->limited,
                              .inflow = constant(draft, 0),
                              .limited_inflow = constant(draft, 0),
                              .room = EN_VALUE_NONE};
    uint32_t count = 0, most = spec->leaks + spec->initials + 3;
    en_value results[2], *operands = en_arena_array(draft->arena, most, sizeof *operands);
    if (!operands || !make_device(draft, spec, conveyor)) return false;
    operands[count++] = en_draft_at_start(draft, spec->transit);
    for (uint32_t k = 0; k < spec->leaks; k++)
        operands[count++] = en_draft_at_start(draft, spec->fraction[k]);
    for (uint32_t k = 0; k < spec->initials; k++)
        operands[count++] = en_draft_at_start(draft, spec->initial[k]);
    operands[count++] = en_draft_state(draft, constant(draft, 0), EN_STATE_AMOUNT, &conveyor->amount);
    bool counts = draft->devices[conveyor->device].counts;
    if (counts)
        operands[count++] =
            en_draft_state(draft, constant(draft, 0), EN_STATE_AMOUNT, &conveyor->limited_amount);
    if (!en_value_look(draft->graph, en_look(conveyor->device, EN_LOOK_IN), operands, count, results,
                       counts ? 2 : 1))
        return false;
    conveyor->contents = results[0];
    conveyor->used = counts ? results[1] : EN_VALUE_NONE;
    return true;
}

bool en_conveyor_move(en_draft *draft, en_conveyor *conveyor, const en_conveyor_motion *motion)
{
    uint32_t count = EN_BELT_LEAKS, leaks = conveyor->leaks;
    en_value *operands = en_arena_array(draft->arena, count + 2 * (size_t)leaks, sizeof *operands);
    bool arrests = motion->arrest != EN_VALUE_NONE;
    en_value *results = en_arena_array(draft->arena, leaks + 3, sizeof *results);
    if (!operands || !results || motion->transit == EN_VALUE_NONE) return false;
    operands[EN_BELT_CONTENTS] = conveyor->contents;
    operands[EN_BELT_TRANSIT] = motion->transit;
    operands[EN_BELT_SAMPLE] = either(draft, motion->sample, 1);
    operands[EN_BELT_ARREST] = either(draft, motion->arrest, 0);
    operands[EN_BELT_HELD] = either(draft, motion->held, 0);
    for (uint32_t k = 0; k < leaks; k++) {
        operands[count++] = motion->fraction[k];
        operands[count++] = either(draft, motion->leak_held ? motion->leak_held[k] : EN_VALUE_NONE, 0);
    }
    draft->devices[conveyor->device].varies = draft->graph->nodes[motion->transit].varies & EN_VARIES_BY_STEP;
    draft->devices[conveyor->device].arrests = arrests;
    if (!en_value_look(draft->graph, en_look(conveyor->device, EN_LOOK_OUT), operands, count, results,
                       leaks + 2 + arrests))
        return false;
    conveyor->outflow = results[0];
    conveyor->leak = results + 1;
    conveyor->left = results[1 + leaks];
    conveyor->arrest = arrests ? results[2 + leaks] : EN_VALUE_NONE;
    return true;
}

bool en_conveyor_join(en_draft *draft, en_conveyor *conveyor, en_value inflow)
{
    conveyor->inflow = sum(draft, conveyor->inflow, inflow);
    return conveyor->inflow != EN_VALUE_NONE;
}

/* What the capacity leaves, and what the limit does, of the unit of time or of its part in a step. */
bool en_conveyor_limit(en_draft *draft, en_conveyor *conveyor, en_value capacity, en_value in_limit)
{
    en_value room = constant(draft, __builtin_inf()), limit = room;
    if (capacity != EN_VALUE_NONE)
        room = make(draft, EN_OP_SUBTRACT, make(draft, EN_OP_SUBTRACT, capacity, conveyor->left),
                    times_dt(draft, conveyor->inflow));
    if (in_limit != EN_VALUE_NONE)
        limit = conveyor->discrete ? make(draft, EN_OP_SUBTRACT, in_limit, conveyor->used)
                                   : times_dt(draft, in_limit);
    if (capacity == EN_VALUE_NONE) room = limit;
    else if (in_limit != EN_VALUE_NONE) room = make(draft, EN_OP_MIN, room, limit);
    if (capacity != EN_VALUE_NONE || in_limit != EN_VALUE_NONE)
        room = make(draft, EN_OP_MAX, room, constant(draft, 0));
    if (conveyor->arrest != EN_VALUE_NONE)
        room = en_value_make(draft->graph, EN_OP_SELECT, conveyor->arrest, constant(draft, 0), room);
    bool bound = capacity != EN_VALUE_NONE || in_limit != EN_VALUE_NONE || conveyor->arrest != EN_VALUE_NONE;
    conveyor->room = bound ? room : EN_VALUE_NONE;
    return room != EN_VALUE_NONE;
}

bool en_conveyor_take(en_draft *draft, en_conveyor *conveyor, en_value inflow)
{
    conveyor->inflow = sum(draft, conveyor->inflow, inflow);
    conveyor->limited_inflow = sum(draft, conveyor->limited_inflow, inflow);
    if (conveyor->room == EN_VALUE_NONE) return conveyor->limited_inflow != EN_VALUE_NONE;
    conveyor->room = make(draft, EN_OP_SUBTRACT, conveyor->room, times_dt(draft, inflow));
    conveyor->room = make(draft, EN_OP_MAX, conveyor->room, constant(draft, 0));
    return conveyor->room != EN_VALUE_NONE && conveyor->limited_inflow != EN_VALUE_NONE;
}

en_value en_conveyor_admit(en_draft *draft, en_conveyor *conveyor, en_value requested)
{
    en_value inflow = make(draft, EN_OP_MAX, requested, constant(draft, 0));
    if (conveyor->room != EN_VALUE_NONE)
        inflow = make(draft, EN_OP_MIN, inflow,
                      make(draft, EN_OP_DIVIDE, conveyor->room, constant(draft, draft->dt)));
    return en_conveyor_take(draft, conveyor, inflow) ? inflow : EN_VALUE_NONE;
}

en_value en_conveyor_room(en_draft *draft, const en_conveyor *conveyor)
{
    return either(draft, conveyor->room, __builtin_inf());
}

bool en_conveyor_end(en_draft *draft, const en_conveyor *conveyor)
{
    if (conveyor->inflow == EN_VALUE_NONE || conveyor->limited_inflow == EN_VALUE_NONE) return false;
    draft->states[conveyor->amount].next = conveyor->inflow;
    if (draft->devices[conveyor->device].counts)
        draft->states[conveyor->limited_amount].next = conveyor->limited_inflow;
    return true;
}
