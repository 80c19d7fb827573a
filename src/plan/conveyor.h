/* Conveyors as values of a program (XMILE 1.0, 3.7.2 and 4.2.1; docs/plan-devices.md).
 *
 * In the parts in which their values are known, so that what a model may ask for in between can be made: the
 * contents, of what went before alone; then what leaves, of the transit time and the leakages, which may
 * depend on the contents; then what may come in, of what leaves. Each conveyor: en_conveyor_begin, _move,
 * then _join of inflows that are another conveyor's outflow, _limit, then of each other inflow in the order
 * of priority _admit, or _room and _take for one that is a queue's outflow; at last _end. EN_VALUE_NONE and
 * false: no memory. Bound: a few values each.
 */
#ifndef EN_PLAN_CONVEYOR_H
#define EN_PLAN_CONVEYOR_H

#include "draft.h"

typedef struct en_conveyor_spec {
    bool discrete, exponential; /* exponential leakage */
    bool limited;               /* there is an inflow limit */
    uint32_t leaks, initials;
    const en_leak *leak; /* in the order of their priority; copied */
    /* As they are at the start (the model's initial values): */
    en_value transit;
    const en_value *fraction; /* of each leakage */
    const en_value
        *initial; /* a total, or, from the end of the conveyor on, of each step or each unit of time */
} en_conveyor_spec;

/* What moves it; each but the transit time and the fractions may be EN_VALUE_NONE. */
typedef struct en_conveyor_motion {
    en_value transit, sample, arrest; /* sample: none is always; arrest: none is never */
    en_value held; /* where true the outflow stays on: the conveyor that it flows into is arrested */
    const en_value *fraction, *leak_held; /* by leakage; leak_held itself may be NULL */
} en_conveyor_motion;

typedef struct en_conveyor {
    en_value contents;             /* from _begin on */
    en_value outflow, left, *leak; /* from _move on: rates; what is left on it after them */
    /* Between the calls: */
    uint32_t device, leaks, amount, limited_amount; /* states */
    bool discrete, limited;
    en_value used, arrest, inflow, limited_inflow,
        room; /* room: amount of the step, EN_VALUE_NONE: without bound */
} en_conveyor;

EN_MUST_USE bool en_conveyor_begin(en_draft *draft, const en_conveyor_spec *spec, en_conveyor *conveyor);
EN_MUST_USE bool en_conveyor_move(en_draft *draft, en_conveyor *conveyor, const en_conveyor_motion *motion);

/* An inflow that nothing limits: the outflow or leakage of a conveyor, which is to be held where this one is
 * arrested. */
EN_MUST_USE bool en_conveyor_join(en_draft *draft, en_conveyor *conveyor, en_value inflow);

/* Either may be EN_VALUE_NONE: there is none. in_limit only where the spec says `limited`. */
EN_MUST_USE bool en_conveyor_limit(en_draft *draft, en_conveyor *conveyor, en_value capacity,
                                   en_value in_limit);

/* An inflow: so much of what is requested as is not below 0, and as has room. */
en_value en_conveyor_admit(en_draft *draft, en_conveyor *conveyor, en_value requested);

/* How much may still come in over the step (an amount), for a queue; and what the queue then lets flow in. */
en_value en_conveyor_room(en_draft *draft, const en_conveyor *conveyor);
EN_MUST_USE bool en_conveyor_take(en_draft *draft, en_conveyor *conveyor, en_value inflow);

EN_MUST_USE bool en_conveyor_end(en_draft *draft, const en_conveyor *conveyor);

#endif
