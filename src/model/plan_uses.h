/* Which variables a variable's equations name: for messages that lead to the cause. */
#ifndef EN_PLAN_USES_H
#define EN_PLAN_USES_H

#include "plan.h"

typedef void en_plan_use(void *user, uint32_t used);

/* Calls `use` for every variable that equations of this one name, as often as they do; an input of a module
 * is what it stands for, and the flows of a stock, which only change it later, are not among them. Linear in
 * the equations. */
void en_plan_uses(const en_plan *plan, uint32_t variable, en_plan_use *use, void *user);

#endif
