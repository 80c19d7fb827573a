/* Machine code of each operation (emitter.h): what lane_ops.h and lanes.h say, in instructions. */
#include "emitter.h"

static const en_x64_mask everywhere, masked = {.at = 1}, only = {.at = 1, .zero = true};
enum { MASK = 1 };
#define ABSOLUTE UINT64_C(0x7FFFFFFFFFFFFFFF)
#define SIGN     UINT64_C(0x8000000000000000)

static void plain(en_emitter *e, en_x64_op op, unsigned to, unsigned a, en_x64_operand b)
{
    en_emit_vectors(e, op, to, a, b, everywhere, EN_X64_NO_IMMEDIATE);
}

static void move(en_emitter *e, unsigned to, en_x64_operand from) { plain(e, EN_X64_LOAD, to, 0, from); }

/* Into the mask, or, with AVX2, into the vector. */
static void compare(en_emitter *e, en_x64_condition condition, unsigned vector, unsigned a, en_x64_operand b)
{
    en_emit_vectors(e, EN_X64_COMPARE, e->code.evex ? MASK : vector, a, b, everywhere, (int)condition);
}

/* to = yes where the comparison held, else no. */
static void blend(en_emitter *e, unsigned to, unsigned compared, unsigned no, en_x64_operand yes)
{
    if (e->code.evex) en_emit_vectors(e, EN_X64_BLEND_MASKED, to, no, yes, masked, EN_X64_NO_IMMEDIATE);
    else en_emit_vectors(e, EN_X64_BLEND, to, no, yes, everywhere, (int)(compared << 4));
}

/* The instruction gives the second where either is not a number. */
static void extreme(en_emitter *e, en_x64_op op, unsigned to, unsigned a, en_x64_operand b)
{
    unsigned compared = e->code.evex ? to : en_take_vector(e);
    plain(e, op, to, a, b);
    compare(e, EN_X64_UNORDERED, compared, a, en_x64_register(a));
    if (e->code.evex) en_emit_vectors(e, EN_X64_LOAD, to, 0, en_x64_register(a), masked, EN_X64_NO_IMMEDIATE);
    else blend(e, to, compared, to, en_x64_register(a));
}

/* 1 where it holds. */
static void relation(en_emitter *e, en_x64_condition condition, unsigned to, unsigned a, en_x64_operand b)
{
    compare(e, condition, to, a, b);
    if (e->code.evex) en_emit_vectors(e, EN_X64_LOAD, to, 0, en_constant(e, 1), only, EN_X64_NO_IMMEDIATE);
    else plain(e, EN_X64_AND, to, to, en_constant(e, 1));
}

static void both_or_either(en_emitter *e, bool both, unsigned to, unsigned a, unsigned b)
{
    if (!e->code.evex) {
        unsigned first = en_take_vector(e);
        compare(e, EN_X64_NOT_EQUAL, first, a, en_constant(e, 0));
        compare(e, EN_X64_NOT_EQUAL, to, b, en_constant(e, 0));
        plain(e, both ? EN_X64_AND : EN_X64_OR, to, to, en_x64_register(first));
        plain(e, EN_X64_AND, to, to, en_constant(e, 1));
        return;
    }
    en_x64_condition condition = both ? EN_X64_NOT_EQUAL : EN_X64_EQUAL; /* either: not (neither) */
    compare(e, condition, to, a, en_constant(e, 0));
    en_emit_vectors(e, EN_X64_COMPARE, MASK, b, en_constant(e, 0), masked, (int)condition);
    move(e, to, en_constant(e, both ? 0 : 1));
    en_emit_vectors(e, EN_X64_LOAD, to, 0, en_constant(e, both ? 1 : 0), masked, EN_X64_NO_IMMEDIATE);
}

static void binary(en_emitter *e, en_op op, unsigned to, unsigned a, en_x64_operand b)
{
    switch ((int)op) {
    case EN_OP_ADD: plain(e, EN_X64_ADD, to, a, b); break;
    case EN_OP_SUBTRACT: plain(e, EN_X64_SUBTRACT, to, a, b); break;
    case EN_OP_MULTIPLY: plain(e, EN_X64_MULTIPLY, to, a, b); break;
    case EN_OP_DIVIDE: plain(e, EN_X64_DIVIDE, to, a, b); break;
    case EN_OP_MIN: extreme(e, EN_X64_MIN, to, a, b); break;
    case EN_OP_MAX: extreme(e, EN_X64_MAX, to, a, b); break;
    case EN_OP_LESS: relation(e, EN_X64_LESS, to, a, b); break;
    case EN_OP_NOT_MORE: relation(e, EN_X64_NOT_MORE, to, a, b); break;
    case EN_OP_EQUAL: relation(e, EN_X64_EQUAL, to, a, b); break;
    default: relation(e, EN_X64_NOT_EQUAL, to, a, b); break;
    }
}

static void round_to(en_emitter *e, en_x64_rounding how, unsigned to, en_x64_operand x)
{
    en_emit_vectors(e, EN_X64_ROUND, to, 0, x, everywhere, (int)how);
}

/* Halves away from zero: by the size, whose fraction is compared with one half. */
static void round_halves(en_emitter *e, unsigned to, unsigned x)
{
    unsigned size = en_take_vector(e), more = en_take_vector(e);
    plain(e, EN_X64_AND, size, x, en_constant_bits(e, ABSOLUTE));
    round_to(e, EN_X64_TRUNCATE, to, en_x64_register(size));
    plain(e, EN_X64_SUBTRACT, size, size, en_x64_register(to));
    relation(e, EN_X64_NOT_LESS, more, size, en_constant(e, 0.5));
    plain(e, EN_X64_ADD, to, to, en_x64_register(more));
    plain(e, EN_X64_AND, size, x, en_constant_bits(e, SIGN));
    plain(e, EN_X64_OR, to, to, en_x64_register(size));
}

static void unary(en_emitter *e, en_op op, unsigned to, unsigned x)
{
    switch ((int)op) {
    case EN_OP_NEGATE: plain(e, EN_X64_XOR, to, x, en_constant_bits(e, SIGN)); break;
    case EN_OP_NOT: relation(e, EN_X64_EQUAL, to, x, en_constant(e, 0)); break;
    case EN_OP_ABS: plain(e, EN_X64_AND, to, x, en_constant_bits(e, ABSOLUTE)); break;
    case EN_OP_FLOOR: round_to(e, EN_X64_FLOOR, to, en_x64_register(x)); break;
    case EN_OP_CEIL: round_to(e, EN_X64_CEIL, to, en_x64_register(x)); break;
    case EN_OP_TRUNCATE: round_to(e, EN_X64_TRUNCATE, to, en_x64_register(x)); break;
    case EN_OP_ROUND: round_halves(e, to, x); break;
    default: plain(e, EN_X64_SQRT, to, 0, en_x64_register(x)); break;
    }
}

static bool commutes(en_op op)
{
    return op == EN_OP_ADD || op == EN_OP_MULTIPLY || op == EN_OP_EQUAL || op == EN_OP_NOT_EQUAL;
}

/* An operation on registers of the program, of which the second may stay in memory. */
static void binary_of(en_emitter *e, en_op op, unsigned to, const en_register *operand, const uint32_t *next)
{
    bool turned = commutes(op) && en_is_in_vector(e, operand[1]) && !en_is_in_vector(e, operand[0]);
    unsigned first = en_load_operand(e, operand[turned], next[turned]);
    if (op == EN_OP_AND || op == EN_OP_OR) {
        both_or_either(e, op == EN_OP_AND, to, first, en_load_operand(e, operand[1], next[1]));
        return;
    }
    binary(e, op, to, first, en_place_operand(e, operand[!turned], next[!turned]));
}

static void fused(en_emitter *e, const en_instruction *i, const en_uses *uses, unsigned to)
{
    uint32_t which = i->op - EN_FUSED;
    bool turned = which % 2;
    en_op second = (en_op)(EN_OP_ADD + which / 2 % EN_FUSABLE),
          first = (en_op)(EN_OP_ADD + which / 2 / EN_FUSABLE);
    unsigned between = en_take_vector(e);
    binary_of(e, first, between, (en_register[]){i->a, i->b}, uses->operand);
    if (turned && !commutes(second)) {
        binary(e, second, to, en_load_operand(e, i->c, uses->operand[2]), en_x64_register(between));
        return;
    }
    binary(e, second, to, between, en_place_operand(e, i->c, uses->operand[2]));
}

static void joined(en_emitter *e, const en_instruction *i, const en_uses *uses, unsigned to)
{
    uint32_t which = i->op - EN_JOINED, pair = which / EN_FUSABLE;
    unsigned left = en_take_vector(e), right = en_take_vector(e);
    binary_of(e, (en_op)(EN_OP_ADD + pair / EN_JOINABLE), left, (en_register[]){i->a, i->b}, uses->operand);
    binary_of(e, (en_op)(EN_OP_ADD + pair % EN_JOINABLE), right, (en_register[]){i->c, i->d},
              uses->operand + 2);
    binary(e, (en_op)(EN_OP_ADD + which % EN_FUSABLE), to, left, en_x64_register(right));
}

static void select(en_emitter *e, const en_instruction *i, const en_uses *uses, unsigned to)
{
    unsigned which = en_load_operand(e, i->a, uses->operand[0]),
             no = en_load_operand(e, i->c, uses->operand[2]);
    unsigned compared = e->code.evex ? to : en_take_vector(e);
    compare(e, EN_X64_NOT_EQUAL, compared, which, en_constant(e, 0));
    blend(e, to, compared, no, en_place_operand(e, i->b, uses->operand[1]));
}

/* to = what stands there, and the step's length times the slope. */
static void grow(en_emitter *e, en_x64_operand from, unsigned slope, unsigned to)
{
    unsigned by = en_take_vector(e);
    plain(e, EN_X64_MULTIPLY, by, slope, en_constant(e, e->simulation->dt));
    plain(e, EN_X64_ADD, to, by, from);
}

/* The operation's result in the vector `to`. */
static void operation(en_emitter *e, const en_instruction *i, const en_uses *uses, unsigned to)
{
    const en_register operand[] = {i->a, i->b};
    if (i->op == EN_GROW || i->op == EN_GATHER) {
        unsigned slope = en_load_operand(e, i->a, uses->operand[0]);
        grow(e, i->op == EN_GROW ? en_place_operand(e, i->to, EN_NO_USE) : en_constant(e, 0), slope, to);
    } else if (i->op == EN_BECOME) move(e, to, en_place_operand(e, i->a, uses->operand[0]));
    else if (i->op >= EN_JOINED) joined(e, i, uses, to);
    else if (i->op >= EN_FUSED) fused(e, i, uses, to);
    else if (i->op == EN_OP_LOOKUP) en_emit_lookup(e, i->b, to, en_load_operand(e, i->a, uses->operand[0]));
    else if (i->op == EN_OP_SELECT) select(e, i, uses, to);
    else if (i->op < EN_OP_ADD) unary(e, (en_op)i->op, to, en_load_operand(e, i->a, uses->operand[0]));
    else binary_of(e, (en_op)i->op, to, operand, uses->operand);
}

void en_emit_instruction(en_emitter *e, const en_instruction *i, const en_uses *uses)
{
    unsigned to = en_take_vector(e);
    if (i->op >= EN_GROWING) {
        en_instruction slope = *i;
        unsigned by = en_take_vector(e);
        slope.op -= EN_GROWING;
        operation(e, &slope, uses, by);
        grow(e, en_place_operand(e, i->to, EN_NO_USE), by, to);
    } else {
        operation(e, i, uses, to);
    }
    en_define(e, i->to, to, uses);
    en_end_instruction(e);
}
