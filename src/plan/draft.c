/* See draft.h. */
#include "draft.h"

void en_draft_make(en_draft *draft, en_arena *arena, en_value_graph *graph, double start, double dt)
{
    *draft = (en_draft){.arena = arena, .graph = graph, .start = start, .dt = dt};
}

void en_draft_free(en_draft *draft)
{
    const en_allocator *allocator = draft->graph->allocator;
    if (draft->states) allocator->resize(allocator->user, draft->states, 0);
    if (draft->devices) allocator->resize(allocator->user, draft->devices, 0);
    draft->states = NULL;
    draft->devices = NULL;
    draft->state_count = draft->state_room = draft->device_count = draft->device_room = 0;
}

/* Room for one more of `count`, doubling. */
static bool make_room(const en_allocator *allocator, void **at, uint32_t count, uint32_t *room, size_t size)
{
    if (count < *room) return true;
    uint32_t wanted = *room ? 2 * *room : 16;
    if (wanted > UINT32_MAX / 4) return false;
    void *grown = allocator->resize(allocator->user, *at, wanted * size);
    if (!grown) return false;
    *at = grown;
    *room = wanted;
    return true;
}

en_value en_draft_state(en_draft *draft, en_value initial, en_state_kind kind, uint32_t *state)
{
    void *states = draft->states;
    en_value zero = en_value_constant(draft->graph, 0);
    if (initial == EN_VALUE_NONE || zero == EN_VALUE_NONE) return EN_VALUE_NONE;
    if (!make_room(draft->graph->allocator, &states, draft->state_count, &draft->state_room,
                   sizeof *draft->states))
        return EN_VALUE_NONE;
    draft->states = states;
    *state = draft->state_count;
    draft->states[draft->state_count++] = (en_plan_state){.initial = initial, .next = zero, .kind = kind};
    return en_value_make(draft->graph, EN_OP_STATE, *state, 0, 0);
}

en_value en_draft_at_start(en_draft *draft, en_value initial)
{
    if (initial == EN_VALUE_NONE || !(draft->graph->nodes[initial].varies & EN_VARIES_BY_STEP))
        return initial;
    uint32_t state;
    return en_draft_state(draft, initial, EN_STATE_REMEMBERED, &state);
}

bool en_draft_device(en_draft *draft, en_device device, uint32_t *index)
{
    void *devices = draft->devices;
    if (!make_room(draft->graph->allocator, &devices, draft->device_count, &draft->device_room,
                   sizeof *draft->devices))
        return false;
    draft->devices = devices;
    *index = draft->device_count;
    draft->devices[draft->device_count++] = device;
    return true;
}
