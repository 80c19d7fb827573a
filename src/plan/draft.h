/* A program in the making: values, states and devices, which the builders of conveyors, queues and delays add
 * to. */
#ifndef EN_PLAN_DRAFT_H
#define EN_PLAN_DRAFT_H

#include "device.h"

typedef struct en_draft {
    en_arena *arena; /* lists of devices; owned by the caller, and to live as long as simulations do */
    en_value_graph *graph;
    double start, dt;
    en_plan_state *states;
    en_device *devices;
    uint32_t state_count, state_room, device_count, device_room;
} en_draft;

/* Its states and devices are in memory of the graph's allocator; en_draft_free in any case. */
void en_draft_make(en_draft *draft, en_arena *arena, en_value_graph *graph, double start, double dt);
void en_draft_free(en_draft *draft);

/* A further state, whose `next` is the constant 0 until it is set; its value is EN_OP_STATE of *state.
 * EN_VALUE_NONE where memory is out, also if `initial` is EN_VALUE_NONE. */
en_value en_draft_state(en_draft *draft, en_value initial, en_state_kind kind, uint32_t *state);

/* A value of the start, for a device's first look: itself where it does not vary by step, else a state that
 * is 0 later on. */
en_value en_draft_at_start(en_draft *draft, en_value initial);

/* A further device; false where memory is out. */
EN_MUST_USE bool en_draft_device(en_draft *draft, en_device device, uint32_t *index);

#endif
