/* See compute.h. */
#include "compute.h"

#include "lane_ops.h"

double en_plan_compute(en_op op, double a, double b, double c)
{
    if (op == EN_OP_SELECT) return a != 0 ? b : c;
    en_lanes x = en_lanes_all(a);
    return (op < EN_OP_ADD ? en_lanes_unary(op, x) : en_lanes_binary(op, x, en_lanes_all(b)))[0];
}
