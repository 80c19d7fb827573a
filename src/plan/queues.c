/* See queues.h. The storage: line.c. */
#include "queues.h"

#include <string.h>

bool en_queue_begin(en_draft *draft, const en_queue_spec *spec, en_queue *queue)
{
    en_way *way = en_arena_array(draft->arena, spec->ways, sizeof *way);
    en_value results[2], *operands = en_arena_array(draft->arena, spec->initials, sizeof *operands);
    if (!way || !operands) return false;
    if (spec->ways > 0) memcpy(way, spec->way, spec->ways * sizeof *way);
    for (uint32_t k = 0; k < spec->initials; k++) operands[k] = en_draft_at_start(draft, spec->initial[k]);
    en_device device = {.kind = EN_DEVICE_QUEUE,
                        .initials = spec->initials,
                        .inflows = spec->inflows,
                        .ways = spec->ways,
                        .way = way};
    if (!en_draft_device(draft, device, &queue->device)) return false;
    if (!en_value_look(draft->graph, en_look(queue->device, EN_LOOK_IN), operands, spec->initials, results,
                       2))
        return false;
    queue->contents = results[0];
    queue->batches = results[1];
    return true;
}

en_value en_queue_inflow(en_draft *draft, en_value requested)
{
    return en_value_make(draft->graph, EN_OP_MAX, requested, en_value_constant(draft->graph, 0), 0);
}

bool en_queue_serve(en_draft *draft, en_queue *queue, const en_value *inflow, const en_value *room)
{
    en_device *device = &draft->devices[queue->device];
    uint32_t count = 0, inflows = device->inflows, ways = device->ways;
    en_value *operands = en_arena_array(draft->arena, (size_t)inflows + ways + 1, sizeof *operands);
    queue->outflow = en_arena_array(draft->arena, ways + 1, sizeof *queue->outflow);
    if (!operands || !queue->outflow) return false;
    operands[count++] = queue->contents;
    for (uint32_t k = 0; k < inflows; k++) operands[count++] = inflow[k];
    for (uint32_t w = 0; w < ways; w++)
        operands[count++] = device->way[w].into_conveyor ? room[w] : en_value_constant(draft->graph, 0);
    return en_value_look(draft->graph, en_look(queue->device, EN_LOOK_OUT), operands, count, queue->outflow,
                         ways ? ways : 1);
}
