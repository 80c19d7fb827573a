/* See delay.h. The storage: lag.c. */
#include "delay.h"

/* Whether half a step is longer: known at once of a constant, else a result of the device. */
static en_value whether_immediate(en_draft *draft, en_value time, en_value told)
{
    en_value_graph *g = draft->graph;
    if (!en_value_is_constant(g, time)) return told;
    en_value steps = en_value_make(g, EN_OP_DIVIDE, time, en_value_constant(g, draft->dt), 0);
    steps =
        en_value_make(g, EN_OP_FLOOR, en_value_make(g, EN_OP_ADD, steps, en_value_constant(g, 0.5), 0), 0, 0);
    return en_value_make(g, EN_OP_EQUAL, steps, en_value_constant(g, 0), 0);
}

bool en_delay_begin(en_draft *draft, en_value time, en_value initial, en_delay *delay)
{
    uint32_t device;
    if (!en_draft_device(draft, (en_device){.kind = EN_DEVICE_DELAY, .initials = 1}, &device)) return false;
    en_value input =
        en_draft_state(draft, en_value_constant(draft->graph, 0), EN_STATE_REMEMBERED, &delay->input_state);
    en_value operands[] = {en_draft_at_start(draft, time), en_draft_at_start(draft, initial), input},
             results[2];
    if (!en_value_look(draft->graph, en_look(device, EN_LOOK_IN), operands, 3, results, 2)) return false;
    delay->delayed = results[0];
    delay->immediate = whether_immediate(draft, time, results[1]);
    return delay->immediate != EN_VALUE_NONE;
}

bool en_delay_is_late(const en_draft *draft, const en_delay *delay)
{
    return en_value_is_constant(draft->graph, delay->immediate) &&
           en_value_of_constant(draft->graph, delay->immediate) == 0;
}

en_value en_delay_end(en_draft *draft, const en_delay *delay, en_value input)
{
    if (input == EN_VALUE_NONE) return EN_VALUE_NONE;
    draft->states[delay->input_state].next = input;
    return en_value_make(draft->graph, EN_OP_SELECT, delay->immediate, input, delay->delayed);
}
