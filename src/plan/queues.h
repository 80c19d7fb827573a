/* Queues as values of a program (XMILE 1.0, 3.7.3 and 4.3; docs/plan-devices.md): first in, first out, batch
 * by batch.
 *
 * First the contents, of what went before; then the outflows, of the inflows of the same step and of what has
 * room in the conveyors that they lead into (en_conveyor_room). What flows to anything but a conveyor takes
 * all. Euler's method only: the compiler refuses others. EN_VALUE_NONE and false: no memory. Bound: a few
 * values each.
 */
#ifndef EN_PLAN_QUEUE_H
#define EN_PLAN_QUEUE_H

#include "draft.h"

typedef struct en_queue_spec {
    uint32_t initials, inflows, ways;
    const en_value *initial; /* batches as they are at the start, the first to leave first */
    const en_way *way;       /* outflows in the order of their priority; copied */
} en_queue_spec;

typedef struct en_queue {
    en_value contents, batches; /* from _begin on; how many batches there are */
    en_value *outflow;          /* from _serve on, by way */
    uint32_t device;
} en_queue;

EN_MUST_USE bool en_queue_begin(en_draft *draft, const en_queue_spec *spec, en_queue *queue);

/* An inflow is not below 0: what others are to see of one that is requested. */
en_value en_queue_inflow(en_draft *draft, en_value requested);

/* room: by way, the amount that has room in the conveyor; EN_VALUE_NONE where the way does not lead into one.
 */
EN_MUST_USE bool en_queue_serve(en_draft *draft, en_queue *queue, const en_value *inflow,
                                const en_value *room);

#endif
