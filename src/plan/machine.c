/* See machine.h. Compiled once a kind of processor, with EN_LANES_BUILT_FOR as its name (meson.build). */
#include "machine.h"

#include "compute.h"
#include "curve_table.h"
#include "device.h"
#include "draw.h"
#include "emit.h"
#include "lane_ops.h"
#include "lookup.h"
#include "machine_builds.h"
#include "poisson.h"

/* Where an operand stands: the runs from k on are at[k & mask], since a narrow register holds its number as
 * often as lanes are wide. */
typedef struct source {
    const double *at;
    size_t mask;
} source;

EN_LANES_INLINE source source_of(const en_block *b, en_register operand)
{
    if (operand & EN_NARROW) return (source){&b->narrow[(size_t)(operand & ~EN_NARROW) * EN_SHARED], 0};
    return (source){&b->wide[(size_t)operand * EN_STRIDE], SIZE_MAX};
}

EN_LANES_INLINE en_lanes take(source from, size_t k) { return en_lanes_load(&from.at[k & from.mask]); }
EN_LANES_INLINE double take_one(source from, size_t run) { return from.at[run & from.mask]; }
EN_LANES_INLINE double *target(const en_block *b, const en_instruction *i)
{
    return &b->wide[(size_t)i->to * EN_STRIDE];
}

/* A routine does one instruction for all runs of the block. Where all operands are wide, as they are most
 * often, its loop holds nothing but loads, the operation and a store. */
typedef void routine(const en_block *b, const en_instruction *i);

EN_LANES_INLINE source wide_of(const en_block *b, en_register operand)
{
    return (source){&b->wide[(size_t)operand * EN_STRIDE], SIZE_MAX};
}
EN_LANES_INLINE bool all_wide(en_register operands)
{
    return __builtin_expect((operands & EN_NARROW) == 0, 1);
}

EN_LANES_INLINE void unary(const en_block *b, const en_instruction *i, en_op op)
{
    double *to = target(b, i);
    source x = source_of(b, i->a);
    for (size_t k = 0; k < EN_BLOCK; k += EN_LANES) en_lanes_store(to + k, en_lanes_unary(op, take(x, k)));
}

/* Where a result goes: to a register, or, by a length of time, onto the state that stands there. */
typedef struct result {
    double *to;
    en_lanes dt;
    bool grows;
} result;

EN_LANES_INLINE result result_of(const en_block *b, const en_instruction *i, bool grows)
{
    return (result){target(b, i), en_lanes_all(grows ? b->simulation->dt : 0), grows};
}
EN_LANES_INLINE void put(result r, size_t k, en_lanes x)
{
    en_lanes_store(r.to + k, r.grows ? en_lanes_load(r.to + k) + r.dt * x : x);
}

EN_LANES_INLINE void binary_of(result to, source x, source y, en_op op)
{
    for (size_t k = 0; k < EN_BLOCK; k += EN_LANES) put(to, k, en_lanes_binary(op, take(x, k), take(y, k)));
}

EN_LANES_INLINE void binary(const en_block *b, const en_instruction *i, en_op op, bool grows)
{
    result to = result_of(b, i, grows);
    if (all_wide(i->a | i->b)) binary_of(to, wide_of(b, i->a), wide_of(b, i->b), op);
    else binary_of(to, source_of(b, i->a), source_of(b, i->b), op);
}

/* Two or three operations of an instruction: op₂(op₁(a, b), c), turned op₂(c, op₁(a, b)), or op₂(op₁(a, b),
 * op₃(c, d)). */
typedef struct tree {
    en_op first, second, third;
    bool turned;
} tree;

EN_LANES_INLINE void fused_of(result to, const source *x, tree t)
{
    for (size_t k = 0; k < EN_BLOCK; k += EN_LANES) {
        en_lanes between = en_lanes_binary(t.first, take(x[0], k), take(x[1], k));
        en_lanes last = take(x[2], k);
        put(to, k,
            t.turned ? en_lanes_binary(t.second, last, between) : en_lanes_binary(t.second, between, last));
    }
}

EN_LANES_INLINE void fused(const en_block *b, const en_instruction *i, tree t, bool grows)
{
    if (all_wide(i->a | i->b | i->c))
        fused_of(result_of(b, i, grows), (source[]){wide_of(b, i->a), wide_of(b, i->b), wide_of(b, i->c)}, t);
    else
        fused_of(result_of(b, i, grows),
                 (source[]){source_of(b, i->a), source_of(b, i->b), source_of(b, i->c)}, t);
}

EN_LANES_INLINE void joined_of(result to, const source *x, tree t)
{
    for (size_t k = 0; k < EN_BLOCK; k += EN_LANES) {
        en_lanes left = en_lanes_binary(t.first, take(x[0], k), take(x[1], k)),
                 right = en_lanes_binary(t.third, take(x[2], k), take(x[3], k));
        put(to, k, en_lanes_binary(t.second, left, right));
    }
}

EN_LANES_INLINE void joined(const en_block *b, const en_instruction *i, tree t, bool grows)
{
    if (all_wide(i->a | i->b | i->c | i->d)) {
        source x[] = {wide_of(b, i->a), wide_of(b, i->b), wide_of(b, i->c), wide_of(b, i->d)};
        joined_of(result_of(b, i, grows), x, t);
    } else {
        source x[] = {source_of(b, i->a), source_of(b, i->b), source_of(b, i->c), source_of(b, i->d)};
        joined_of(result_of(b, i, grows), x, t);
    }
}

static void choose(const en_block *b, const en_instruction *i)
{
    double *to = target(b, i);
    source which = source_of(b, i->a), yes = source_of(b, i->b), no = source_of(b, i->c);
    for (size_t k = 0; k < EN_BLOCK; k += EN_LANES)
        en_lanes_store(to + k, en_lanes_select(en_lanes_true(take(which, k)), take(yes, k), take(no, k)));
}

EN_LANES_INLINE void look_up_in(const en_block *b, const en_instruction *i, const en_table *table,
                                en_curve_kind kind, en_table_size size)
{
    double *to = target(b, i);
    source x = source_of(b, i->a);
    for (size_t k = 0; k < EN_BLOCK; k += EN_LANES)
        en_lanes_store(to + k, en_table_look_up(table, take(x, k), kind, size));
}

EN_LANES_INLINE void look_up_sized(const en_block *b, const en_instruction *i, const en_table *table,
                                   en_table_size size)
{
    switch (table->kind) {
    case EN_CURVE_CONTINUOUS: look_up_in(b, i, table, EN_CURVE_CONTINUOUS, size); break;
    case EN_CURVE_EXTRAPOLATE: look_up_in(b, i, table, EN_CURVE_EXTRAPOLATE, size); break;
    case EN_CURVE_DISCRETE: look_up_in(b, i, table, EN_CURVE_DISCRETE, size); break;
    }
}

static void look_up(const en_block *b, const en_instruction *i)
{
    const en_table *table = &b->tables[i->b];
    switch (en_table_size_of(table)) {
    case EN_TABLE_8: look_up_sized(b, i, table, EN_TABLE_8); break;
    case EN_TABLE_16: look_up_sized(b, i, table, EN_TABLE_16); break;
    case EN_TABLE_LARGE: look_up_sized(b, i, table, EN_TABLE_LARGE); break;
    }
}

static void poisson(const en_block *b, const en_instruction *i)
{
    double *to = target(b, i);
    source mean = source_of(b, i->a);
    for (size_t k = 0; k < EN_BLOCK; k++)
        to[k] = en_poisson(b->keys[i->b], (en_draw){.run = b->first_run + k, .step = (uint32_t)b->step},
                           take_one(mean, k));
}

static double picked(const en_block *b, const en_instruction *i, size_t run)
{
    double which = take_one(source_of(b, i->a), run);
    if (!(which >= 1 && which < i->c + 1.0)) return which != which ? which : 0;
    return take_one(source_of(b, b->simulation->program->picked[i->b + (uint32_t)which - 1]), run);
}

static void pick(const en_block *b, const en_instruction *i)
{
    double *to = target(b, i);
    for (size_t k = 0; k < EN_BLOCK; k++) to[k] = picked(b, i, k);
}

static void grow_in_place(const en_block *b, const en_instruction *i)
{
    double *to = target(b, i), dt = b->simulation->dt;
    source slope = source_of(b, i->a);
    for (size_t k = 0; k < EN_BLOCK; k += EN_LANES)
        en_lanes_store(to + k, en_lanes_load(to + k) + dt * take(slope, k));
}

/* From nothing, which makes a zero of either sign one without. */
static void gather(const en_block *b, const en_instruction *i)
{
    double dt = b->simulation->dt;
    source slope = source_of(b, i->a);
    for (size_t k = 0; k < EN_BLOCK; k += EN_LANES)
        en_lanes_store(target(b, i) + k, en_lanes_all(0) + dt * take(slope, k));
}

static void become(const en_block *b, const en_instruction *i)
{
    source from = source_of(b, i->a);
    for (size_t k = 0; k < EN_BLOCK; k += EN_LANES) en_lanes_store(target(b, i) + k, take(from, k));
}

/* Routines of operations; macros, since a pointer to an inline function would not be inlined. */
// clang-format off
#define ROUTINE(name, call)                                                                                     \
    static void name(const en_block *b, const en_instruction *i) { call; }
#define ONE(op) ROUTINE(one_##op, unary(b, i, EN_OP_##op))
#define TWO(op) ROUTINE(two_##op, binary(b, i, EN_OP_##op, false))
#define TWO_GROWING(op) ROUTINE(growing_##op, binary(b, i, EN_OP_##op, true))
#define FUSED(first, second)                                                                                    \
    ROUTINE(first##_##second, fused(b, i, ((tree){EN_OP_##first, EN_OP_##second, 0, false}), false))            \
    ROUTINE(turned_##first##_##second, fused(b, i, ((tree){EN_OP_##first, EN_OP_##second, 0, true}), false))
#define FUSED_GROWING(first, second)                                                                            \
    ROUTINE(growing_##first##_##second, fused(b, i, ((tree){EN_OP_##first, EN_OP_##second, 0, false}), true))   \
    ROUTINE(growing_turned_##first##_##second, fused(b, i, ((tree){EN_OP_##first, EN_OP_##second, 0, true}), true))
#define FUSED_AFTER(first)                                                                                      \
    FUSED(first, ADD) FUSED(first, SUBTRACT) FUSED(first, MULTIPLY) FUSED(first, DIVIDE) FUSED(first, MIN) FUSED(first, MAX)\
    FUSED_GROWING(first, ADD) FUSED_GROWING(first, SUBTRACT)
#define JOINED(first, second, third)                                                                            \
    ROUTINE(first##_##second##_##third, joined(b, i, ((tree){EN_OP_##first, EN_OP_##second, EN_OP_##third, false}), false))
#define JOINED_GROWING(first, second, third)                                                                    \
    ROUTINE(growing_##first##_##second##_##third, joined(b, i, ((tree){EN_OP_##first, EN_OP_##second, EN_OP_##third, false}), true))
#define JOINED_OF(first, third)                                                                                 \
    JOINED(first, ADD, third) JOINED(first, SUBTRACT, third) JOINED(first, MULTIPLY, third)                     \
    JOINED(first, DIVIDE, third) JOINED(first, MIN, third) JOINED(first, MAX, third)                            \
    JOINED_GROWING(first, ADD, third) JOINED_GROWING(first, SUBTRACT, third)

ONE(NEGATE) ONE(NOT) ONE(ABS) ONE(FLOOR) ONE(CEIL) ONE(TRUNCATE) ONE(ROUND) ONE(SQRT) ONE(EXP)
ONE(LN) ONE(LOG10) ONE(SIN) ONE(COS) ONE(TAN) ONE(ARCSIN) ONE(ARCCOS) ONE(ARCTAN)
TWO(ADD) TWO(SUBTRACT) TWO(MULTIPLY) TWO(DIVIDE) TWO(MIN) TWO(MAX) TWO(POWER)
TWO(MODULO) TWO(LESS) TWO(NOT_MORE) TWO(EQUAL) TWO(NOT_EQUAL) TWO(AND) TWO(OR)
TWO_GROWING(ADD) TWO_GROWING(SUBTRACT)
FUSED_AFTER(ADD) FUSED_AFTER(SUBTRACT) FUSED_AFTER(MULTIPLY) FUSED_AFTER(DIVIDE) FUSED_AFTER(MIN) FUSED_AFTER(MAX)
JOINED_OF(ADD, ADD) JOINED_OF(ADD, SUBTRACT) JOINED_OF(ADD, MULTIPLY)
JOINED_OF(SUBTRACT, ADD) JOINED_OF(SUBTRACT, SUBTRACT) JOINED_OF(SUBTRACT, MULTIPLY)
JOINED_OF(MULTIPLY, ADD) JOINED_OF(MULTIPLY, SUBTRACT) JOINED_OF(MULTIPLY, MULTIPLY)

#define BOTH(first, second) first##_##second, turned_##first##_##second
#define ALL_AFTER(first)                                                                                        \
    BOTH(first, ADD), BOTH(first, SUBTRACT), BOTH(first, MULTIPLY), BOTH(first, DIVIDE), BOTH(first, MIN), BOTH(first, MAX)
#define ALL_JOINED(first, third)                                                                                \
    first##_ADD_##third, first##_SUBTRACT_##third, first##_MULTIPLY_##third,                                    \
    first##_DIVIDE_##third, first##_MIN_##third, first##_MAX_##third
#define GROWING_AFTER(first)                                                                                    \
    [EN_GROWING + EN_FUSED + 2 * EN_FUSABLE * (EN_OP_##first - EN_OP_ADD)] = growing_##first##_ADD, growing_turned_##first##_ADD,\
    growing_##first##_SUBTRACT, growing_turned_##first##_SUBTRACT
#define GROWING_JOINED(first, third)                                                                            \
    [EN_GROWING + EN_JOINED + EN_FUSABLE * (EN_JOINABLE * (EN_OP_##first - EN_OP_ADD) + EN_OP_##third - EN_OP_ADD)] =\
    growing_##first##_ADD_##third, growing_##first##_SUBTRACT_##third

/* By operation; those that are no instruction have none. */
static routine *const routines[EN_INSTRUCTIONS] = {
    [EN_OP_NEGATE] = one_NEGATE,
    [EN_OP_NOT] = one_NOT,
    [EN_OP_ABS] = one_ABS,
    [EN_OP_FLOOR] = one_FLOOR,
    [EN_OP_CEIL] = one_CEIL,
    [EN_OP_TRUNCATE] = one_TRUNCATE,
    [EN_OP_ROUND] = one_ROUND,
    [EN_OP_SQRT] = one_SQRT,
    [EN_OP_EXP] = one_EXP,
    [EN_OP_LN] = one_LN,
    [EN_OP_LOG10] = one_LOG10,
    [EN_OP_SIN] = one_SIN,
    [EN_OP_COS] = one_COS,
    [EN_OP_TAN] = one_TAN,
    [EN_OP_ARCSIN] = one_ARCSIN,
    [EN_OP_ARCCOS] = one_ARCCOS,
    [EN_OP_ARCTAN] = one_ARCTAN,
    [EN_OP_ADD] = two_ADD,
    [EN_OP_SUBTRACT] = two_SUBTRACT,
    [EN_OP_MULTIPLY] = two_MULTIPLY,
    [EN_OP_DIVIDE] = two_DIVIDE,
    [EN_OP_MIN] = two_MIN,
    [EN_OP_MAX] = two_MAX,
    [EN_OP_POWER] = two_POWER,
    [EN_OP_MODULO] = two_MODULO,
    [EN_OP_LESS] = two_LESS,
    [EN_OP_NOT_MORE] = two_NOT_MORE,
    [EN_OP_EQUAL] = two_EQUAL,
    [EN_OP_NOT_EQUAL] = two_NOT_EQUAL,
    [EN_OP_AND] = two_AND,
    [EN_OP_OR] = two_OR,
    [EN_OP_SELECT] = choose,
    [EN_OP_LOOKUP] = look_up,
    [EN_OP_POISSON] = poisson,
    [EN_OP_PICK] = pick,
    [EN_OP_DEVICE] = en_device_look,
    [EN_FUSED] = ALL_AFTER(ADD), ALL_AFTER(SUBTRACT), ALL_AFTER(MULTIPLY), ALL_AFTER(DIVIDE), ALL_AFTER(MIN), ALL_AFTER(MAX),
    [EN_JOINED] = ALL_JOINED(ADD, ADD),
    ALL_JOINED(ADD, SUBTRACT),
    ALL_JOINED(ADD, MULTIPLY),
    ALL_JOINED(SUBTRACT, ADD),
    ALL_JOINED(SUBTRACT, SUBTRACT),
    ALL_JOINED(SUBTRACT, MULTIPLY),
    ALL_JOINED(MULTIPLY, ADD),
    ALL_JOINED(MULTIPLY, SUBTRACT),
    ALL_JOINED(MULTIPLY, MULTIPLY),
    [EN_GROW] = grow_in_place,
    [EN_BECOME] = become,
    [EN_GATHER] = gather,
    [EN_GROWING + EN_OP_ADD] = growing_ADD,
    [EN_GROWING + EN_OP_SUBTRACT] = growing_SUBTRACT,
    GROWING_AFTER(ADD), GROWING_AFTER(SUBTRACT), GROWING_AFTER(MULTIPLY), GROWING_AFTER(DIVIDE), GROWING_AFTER(MIN), GROWING_AFTER(MAX),
    GROWING_JOINED(ADD, ADD),
    GROWING_JOINED(ADD, SUBTRACT),
    GROWING_JOINED(ADD, MULTIPLY),
    GROWING_JOINED(SUBTRACT, ADD),
    GROWING_JOINED(SUBTRACT, SUBTRACT),
    GROWING_JOINED(SUBTRACT, MULTIPLY),
    GROWING_JOINED(MULTIPLY, ADD),
    GROWING_JOINED(MULTIPLY, SUBTRACT),
    GROWING_JOINED(MULTIPLY, MULTIPLY),
};
// clang-format on

static void perform_all(const en_block *b, const en_instruction *at, uint32_t count)
{
    for (uint32_t k = 0; k < count; k++) routines[at[k].op](b, &at[k]);
}

static void perform_parts(const en_block *b, const en_instruction *at, const en_emitted_parts *parts)
{
    for (uint32_t k = 0; k < parts->count; k++) {
        const en_emitted_part *part = &parts->at[k];
        if (part->code) part->code(b->wide, b->narrow, b->simulation->emitted->constants);
        else perform_all(b, &at[part->first], part->count);
    }
}

/* The code of a step: what the next step needs, or all of it. */
static void perform_step(const en_block *b, bool all)
{
    const en_code *step = &b->simulation->program->step;
    const en_emitted *emitted = b->simulation->emitted;
    if (!emitted || !emitted->code) {
        perform_all(b, step->at, all ? step->count : b->simulation->program->advance);
        return;
    }
    perform_parts(b, step->at, &emitted->advance);
    if (all) perform_parts(b, step->at, &emitted->rest);
}

static void perform_euler(const en_block *b)
{
    const en_code *euler = &b->simulation->program->euler;
    const en_emitted *emitted = b->simulation->emitted;
    if (emitted && emitted->code) perform_parts(b, euler->at, &emitted->euler);
    else perform_all(b, euler->at, euler->count);
}

/* Narrow code: numbers that all runs share. */
static double compute_shared(const en_block *b, const en_instruction *i)
{
    if (i->op == EN_OP_LOOKUP)
        return en_plan_look_up(&b->simulation->graphs[i->b], take_one(source_of(b, i->a), 0));
    if (i->op == EN_OP_PICK) return picked(b, i, 0);
    double x[3] = {0};
    for (unsigned k = 0; k < en_op_operands((en_op)i->op); k++)
        x[k] = take_one(source_of(b, en_instruction_operand(i, k)), 0);
    return en_plan_compute((en_op)i->op, x[0], x[1], x[2]);
}

static void set_narrow(const en_block *b, uint32_t narrow, double x)
{
    double *to = &b->narrow[(size_t)(narrow & ~EN_NARROW) * EN_SHARED];
    for (size_t k = 0; k < EN_SHARED; k++) to[k] = x;
}

static void set_time(const en_block *b, const en_code *code, double time)
{
    set_narrow(b, b->simulation->program->constants, time);
    for (uint32_t k = 0; k < code->count; k++) set_narrow(b, code->at[k].to, compute_shared(b, &code->at[k]));
}

static void draw(const en_block *b)
{
    const en_code *code = &b->simulation->program->draw;
    for (uint32_t k = 0; k < code->count; k++) {
        const en_instruction *i = &code->at[k];
        for (size_t run = 0; run < EN_BLOCK; run += EN_LANES) {
            en_draw at = {.run = b->first_run + run, .step = (uint32_t)b->step};
            en_lanes uniform = en_lanes_uniform(b->keys[i->a], at);
            en_lanes_store(target(b, i) + run,
                           i->op == EN_OP_DRAW_NORMAL ? en_lanes_normal(uniform) : uniform);
        }
    }
}

static double *state_of(const en_block *b, uint32_t s)
{
    return &b->wide[((size_t)b->simulation->program->parameters + s) * EN_STRIDE];
}

static void begin(en_block *b)
{
    const en_program *p = b->simulation->program;
    for (uint32_t k = 0; k < p->constants; k++) set_narrow(b, k, p->constant[k]);
    perform_all(b, p->once.at, p->once.count);
    b->step = 0;
    draw(b);
    set_time(b, &p->initial_narrow, b->simulation->start);
    perform_all(b, p->initial.at, p->initial.count);
    for (uint32_t s = 0; s < p->states; s++)
        for (size_t k = 0; k < EN_BLOCK; k += EN_LANES)
            en_lanes_store(state_of(b, s) + k, take(source_of(b, p->first[s]), k));
}

/* The parts of scratch, by state: what it was, what it becomes, the weighted sum of its slopes. */
static double *old_of(const en_block *b, uint32_t s) { return &b->scratch[(size_t)s * EN_STRIDE]; }
static double *new_of(const en_block *b, uint32_t s) { return old_of(b, b->simulation->program->states + s); }
static double *sum_of(const en_block *b, uint32_t s)
{
    return old_of(b, 2 * b->simulation->program->states + s);
}

static void copy_states(const en_block *b, double *to, const double *of)
{
    memcpy(to, of, b->simulation->program->states * sizeof(double[EN_STRIDE]));
}

/* What states that remember become: asked at the beginning of a step, whatever the method. */
static void remember(const en_block *b, double *(*to)(const en_block *b, uint32_t s))
{
    const en_program *p = b->simulation->program;
    for (uint32_t s = 0; s < p->states; s++)
        for (size_t k = 0; k < EN_BLOCK && p->kind[s] == EN_STATE_REMEMBERED; k += EN_LANES)
            en_lanes_store(to(b, s) + k, take(source_of(b, p->next[s]), k));
}

/* Where a step starts from: what the state was; an amount is nothing. */
static const double *start_of(const en_block *b, double *(*of)(const en_block *b, uint32_t s), uint32_t s)
{
    static const double nothing[EN_BLOCK];
    return b->simulation->program->kind[s] == EN_STATE_AMOUNT && of != sum_of ? nothing : of(b, s);
}

/* to = of + far · slope, of states that have one. */
static void grow(const en_block *b, double *(*to)(const en_block *b, uint32_t s),
                 double *(*of)(const en_block *b, uint32_t s), double far)
{
    const en_program *p = b->simulation->program;
    for (uint32_t s = 0; s < p->states; s++) {
        if (p->kind[s] == EN_STATE_REMEMBERED) continue;
        double *into = to(b, s);
        const double *base = start_of(b, of, s);
        source slope = source_of(b, p->next[s]);
        for (size_t k = 0; k < EN_BLOCK; k += EN_LANES)
            en_lanes_store(into + k, en_lanes_load(base + k) + far * take(slope, k));
    }
}

/* A stage of a method of Runge and Kutta: where in the step slopes are taken, with which weight, and how far
 * they lead to the states of the next stage. */
typedef struct stage {
    double at, weight, reach;
} stage;

/* By way of `new`: a slope may stand where a state does, and must not change before all have been used. */
static void reach(const en_block *b, double far)
{
    const en_program *p = b->simulation->program;
    grow(b, new_of, old_of, far);
    for (uint32_t s = 0; s < p->states; s++)
        if (p->kind[s] == EN_STATE_INTEGRATED)
            memcpy(state_of(b, s), new_of(b, s), sizeof(double[EN_STRIDE]));
}

static void step_by_stages(const en_block *b, const stage *stages, unsigned count, double time,
                           double divisor)
{
    const en_program *p = b->simulation->program;
    double dt = b->simulation->dt;
    copy_states(b, old_of(b, 0), state_of(b, 0));
    memset(sum_of(b, 0), 0, p->states * sizeof(double[EN_STRIDE]));
    grow(b, sum_of, sum_of, stages[0].weight);
    en_storage_hold(b->storage, true);
    for (unsigned k = 1; k < count; k++) {
        reach(b, dt * stages[k - 1].reach);
        set_time(b, &p->step_narrow, time + dt * stages[k].at);
        perform_step(b, false);
        grow(b, sum_of, sum_of, stages[k].weight);
    }
    en_storage_hold(b->storage, false);
    for (uint32_t s = 0; s < p->states; s++)
        for (size_t k = 0; k < EN_BLOCK && p->kind[s] != EN_STATE_REMEMBERED; k += EN_LANES)
            en_lanes_store(new_of(b, s) + k, en_lanes_load(start_of(b, old_of, s) + k) +
                                                 dt * en_lanes_load(sum_of(b, s) + k) / divisor);
}

/* The step that follows what has been computed at its beginning. */
static void advance(const en_block *b, double time)
{
    static const stage rk2[] = {{0, 1, 1}, {1, 1, 0}},
                       rk4[] = {{0, 1, 0.5}, {0.5, 2, 0.5}, {0.5, 2, 1}, {1, 1, 0}};
    if (b->simulation->method == EN_EULER && b->simulation->program->apart) {
        grow(b, state_of, state_of, b->simulation->dt);
        remember(b, state_of);
        return;
    }
    remember(b, new_of);
    switch (b->simulation->method) {
    case EN_EULER: grow(b, new_of, state_of, b->simulation->dt); break;
    case EN_RK2: step_by_stages(b, rk2, 2, time, 2); break;
    case EN_RK4: step_by_stages(b, rk4, 4, time, 6); break;
    }
    copy_states(b, state_of(b, 0), new_of(b, 0));
}

/* In a stock what is not finite stays; what else a step leaves to the next may be gone before it is reported.
 */
static void look_at_passing(const en_block *b)
{
    const en_program *p = b->simulation->program;
    for (uint32_t i = 0; i < p->passing_count; i++) {
        const double *x = state_of(b, p->passing[i]);
        for (size_t k = 0; k < EN_BLOCK; k += EN_LANES)
            en_lanes_store(b->passed + k, en_lanes_load(b->passed + k) + en_lanes_load(x + k) * 0.0);
    }
}

static bool is_cancelled(const en_block *b)
{
    return b->cancel && atomic_load_explicit(b->cancel, memory_order_relaxed);
}

#define RUN_OF(build) en_machine_run_##build
#define RUN(build)    RUN_OF(build)

en_status RUN(EN_LANES_BUILT_FOR)(en_block *b, en_block_report *report, void *user)
{
    const en_simulation *s = b->simulation;
    const en_program *p = s->program;
    begin(b);
    en_status status = en_storage_begin(b);
    if (status != EN_OK) return status;
    for (b->step = 0;; b->step++) {
        if (is_cancelled(b)) return EN_ERR_CANCELLED;
        if (b->passed) look_at_passing(b);
        double time = s->start + (double)b->step * s->dt;
        bool reported = b->step % s->save_every == 0 || b->step == s->steps;
        if (b->step > 0) draw(b);
        set_time(b, &p->step_narrow, time);
        if (!reported && s->method == EN_EULER && p->apart) {
            perform_euler(b);
            continue;
        }
        perform_step(b, reported);
        if (reported) report(user, b);
        if (b->step == s->steps) return EN_OK;
        advance(b, time);
    }
}
