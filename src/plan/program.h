/* A program: what a run computes, as straight instructions over registers.
 *
 * A wide register holds a value of each run of a block; a narrow one a value that all runs share: constants,
 * and what varies by time alone. What does not vary by step is computed once a run. In a step, what the next
 * step needs comes before what only a report needs. Registers are used again after the last use of what they
 * hold (M. Poletto and V. Sarkar, "Linear scan register allocation", 1999). Bound: linear in the number of
 * values that states and outputs need.
 */
#ifndef EN_PLAN_PROGRAM_H
#define EN_PLAN_PROGRAM_H

#include "value.h"

/* A register; of narrow ones the highest bit is set. */
typedef uint32_t en_register;
#define EN_NARROW ((uint32_t)1 << 31)

/* Two operations of two operands in one: op₂(op₁(a, b), c), or, turned, op₂(c, op₁(a, b)). What stands
 * between them needs no register. */
enum { EN_FUSED = 64, EN_FUSABLE = 6 };
static inline uint32_t en_fused(uint32_t first, uint32_t second, bool turned)
{
    return EN_FUSED + (first * EN_FUSABLE + second) * 2 + turned;
}

/* Three of them in one: op₂(op₁(a, b), op₃(c, d)), where op₁ and op₃ are a sum, a difference or a product. */
enum { EN_JOINED = EN_FUSED + 2 * EN_FUSABLE * EN_FUSABLE, EN_JOINABLE = 3 };
static inline uint32_t en_joined(uint32_t first, uint32_t second, uint32_t third)
{
    return EN_JOINED + (first * EN_JOINABLE + third) * EN_FUSABLE + second;
}

/* What changes a state where it stands: `to` grows by the step's length times a; becomes a; becomes the
 * step's length times a. From EN_GROWING on: it grows by the step's length times what the operation before
 * gives, of those whose last is a sum or a difference. */
enum {
    EN_GROW = EN_JOINED + EN_JOINABLE * EN_JOINABLE * EN_FUSABLE,
    EN_BECOME,
    EN_GATHER,
    EN_GROWING,
    EN_INSTRUCTIONS = EN_GROWING + EN_GROW
};

typedef struct en_instruction {
    uint32_t op; /* an en_op, en_fused or en_joined of such, which count from EN_OP_ADD, EN_GROW, EN_BECOME or
                    EN_GATHER */
    en_register to, a, b, c, d;
} en_instruction;
static inline en_register en_instruction_operand(const en_instruction *i, unsigned k)
{
    return k == 0 ? i->a : k == 1 ? i->b : k == 2 ? i->c : i->d;
}

typedef struct en_code {
    en_instruction *at;
    uint32_t count;
} en_code;

/* What a state becomes: what was at the step's beginning; what it was and what came in over the step; what
 * came in alone (what a device is given: the method's own weights, so that nothing is lost). */
typedef enum en_state_kind { EN_STATE_REMEMBERED, EN_STATE_INTEGRATED, EN_STATE_AMOUNT } en_state_kind;

/* What a step leaves to the next. */
typedef struct en_plan_state {
    en_value initial; /* at the start of a run */
    en_value next;    /* what it is then, or a slope: by how much it grows in a unit of time */
    en_state_kind kind;
} en_plan_state;

typedef struct en_program {
    en_arena arena;
    uint32_t wide, narrow; /* registers: parameters, states, then others; constants, the time, then others */
    uint32_t parameters, states, constants;
    uint32_t graphs, streams; /* graphical functions and streams that it knows, from 0 on */
    const double *constant;   /* the first narrow registers */
    en_code once;             /* wide: when a run has its parameters */
    en_code draw;             /* before all else of a step */
    en_code initial_narrow, initial;
    en_code step_narrow, step;
    uint32_t advance; /* so many of step are needed for the next step, the rest for outputs alone */
    en_code euler; /* where apart, a step of Euler's method that nobody sees: step and the change of states in
                      one */
    en_register *first, *next; /* by state, after initial; after step */
    uint8_t *kind;             /* by state: an en_state_kind */
    uint32_t *passing;         /* states that are not integrated: what is not finite does not stay in them */
    uint32_t passing_count;
    bool apart;          /* no state is told by `next` where it or another one stands */
    en_register *output; /* after step */
    uint32_t outputs;
    en_register *picked; /* operands of EN_OP_PICK and EN_OP_DEVICE: c of them from b on */
} en_program;

/* The program for these states and outputs. EN_ERR_MEMORY; EN_ERR_USAGE where an initial value asks for a
 * device, which is not there yet. en_program_free in any case. */
EN_MUST_USE en_status en_program_make(const en_value_graph *graph, uint32_t parameters,
                                      const en_plan_state *states, uint32_t state_count,
                                      const en_value *outputs, uint32_t output_count,
                                      const en_allocator *allocator, en_program *program);
void en_program_free(en_program *program);

#endif
