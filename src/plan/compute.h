/* One operation on one run's numbers, with the arithmetic of all runs. Without operands that are values, and
 * for look-ups and picks, there is nothing to compute here. */
#ifndef EN_PLAN_COMPUTE_H
#define EN_PLAN_COMPUTE_H

#include "value.h"

double en_plan_compute(en_op op, double a, double b, double c);

#endif
