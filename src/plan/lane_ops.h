/* What each operation computes, over lanes: the one place that says it, for runs and for folding constants
 * alike. */
#ifndef EN_LANE_OPS_H
#define EN_LANE_OPS_H

#include "lane_angles.h"
#include "lane_maths.h"
#include "value.h"

EN_LANES_INLINE en_mask en_lanes_true(en_lanes x) { return ~en_lanes_equal(x, en_lanes_all(0)); }

EN_LANES_INLINE en_lanes en_lanes_unary(en_op op, en_lanes a)
{
    switch ((int)op) {
    case EN_OP_NEGATE: return en_lanes_negate(a);
    case EN_OP_NOT: return en_lanes_of_mask(en_lanes_equal(a, en_lanes_all(0)));
    case EN_OP_ABS: return en_lanes_abs(a);
    case EN_OP_FLOOR: return en_lanes_floor(a);
    case EN_OP_CEIL: return en_lanes_ceil(a);
    case EN_OP_TRUNCATE: return en_lanes_trunc(a);
    case EN_OP_ROUND: return en_lanes_round(a);
    case EN_OP_SQRT: return en_lanes_sqrt(a);
    case EN_OP_EXP: return en_lanes_exp(a);
    case EN_OP_LN: return en_lanes_ln(a);
    case EN_OP_LOG10: return en_lanes_log10(a);
    case EN_OP_SIN: return en_lanes_sin(a);
    case EN_OP_COS: return en_lanes_cos(a);
    case EN_OP_TAN: return en_lanes_tan(a);
    case EN_OP_ARCSIN: return en_lanes_arcsin(a);
    case EN_OP_ARCCOS: return en_lanes_arccos(a);
    default: return en_lanes_arctan(a);
    }
}

EN_LANES_INLINE en_lanes en_lanes_binary(en_op op, en_lanes a, en_lanes b)
{
    switch ((int)op) {
    case EN_OP_ADD: return a + b;
    case EN_OP_SUBTRACT: return a - b;
    case EN_OP_MULTIPLY: return a * b;
    case EN_OP_DIVIDE: return a / b;
    case EN_OP_POWER: return en_lanes_pow(a, b);
    case EN_OP_MODULO: return en_lanes_mod(a, b);
    case EN_OP_MIN: return en_lanes_min(a, b);
    case EN_OP_MAX: return en_lanes_max(a, b);
    case EN_OP_LESS: return en_lanes_of_mask(en_lanes_less(a, b));
    case EN_OP_NOT_MORE: return en_lanes_of_mask(en_lanes_less_equal(a, b));
    case EN_OP_EQUAL: return en_lanes_of_mask(en_lanes_equal(a, b));
    case EN_OP_NOT_EQUAL: return en_lanes_of_mask(~en_lanes_equal(a, b));
    case EN_OP_AND: return en_lanes_of_mask(en_lanes_true(a) & en_lanes_true(b));
    default: return en_lanes_of_mask(en_lanes_true(a) | en_lanes_true(b));
    }
}

#endif
