/* Every variable of a model as an output of its program, to be looked at in each step; and, once one is not
 * finite, the one that it began with. */
#ifndef EN_PLAN_LOOKED_H
#define EN_PLAN_LOOKED_H

#include "plan_model.h"

typedef struct en_looked {
    const en_planned *planned;
    const uint32_t *slots; /* by output: the columns, then every other variable */
    bool *may_be_infinite; /* by output: the model itself sets it to INF */
    uint32_t count;
} en_looked;

/* In the arena. EN_ERR_MEMORY. */
EN_MUST_USE en_status en_looked_make(const en_planned *planned, const en_plan_columns *columns,
                                     en_arena *arena, en_looked *looked);

/* Which output it began with, of the values of one step, in all before which everything was finite, and one
 * of which is not; at_start: of the first step. EN_ERR_MEMORY. Linear in the equations of what is not finite.
 */
EN_MUST_USE en_status en_looked_culprit(const en_looked *looked, const double *now, bool at_start,
                                        uint32_t *culprit);

/* Where an element's equation is written. */
en_plan_place en_slot_place(const en_plan *plan, uint32_t slot);

#endif
