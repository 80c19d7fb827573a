/* See models.h. */
#include "models.h"

#include "chain.h"

#include <stdio.h>
#include <stdlib.h>

static en_value_graph graph;

typedef en_value value;

static value number(double x) { return en_value_constant(&graph, x); }
static value plus(value a, value b) { return en_value_make(&graph, EN_OP_ADD, a, b, 0); }
static value minus(value a, value b) { return en_value_make(&graph, EN_OP_SUBTRACT, a, b, 0); }
static value times(value a, value b) { return en_value_make(&graph, EN_OP_MULTIPLY, a, b, 0); }
static value over(value a, value b) { return en_value_make(&graph, EN_OP_DIVIDE, a, b, 0); }
static value least(value a, value b) { return en_value_make(&graph, EN_OP_MIN, a, b, 0); }
static value largest(value a, value b) { return en_value_make(&graph, EN_OP_MAX, a, b, 0); }
static value below(value a, value b) { return en_value_make(&graph, EN_OP_LESS, a, b, 0); }
static value chosen(value which, value yes, value no)
{
    return en_value_make(&graph, EN_OP_SELECT, which, yes, no);
}
static value parameter(int p) { return en_value_make(&graph, EN_OP_PARAMETER, (uint32_t)p, 0, 0); }
static value state(int s) { return en_value_make(&graph, EN_OP_STATE, (uint32_t)s, 0, 0); }

#include "stages.h"

static en_program made(uint32_t parameters, const en_plan_state *states, uint32_t state_count, value output)
{
    en_program program;
    if (en_program_make(&graph, parameters, states, state_count, &output, 1, NULL, &program) != EN_OK) {
        fprintf(stderr, "bench-plan: no memory\n");
        exit(1);
    }
    en_value_graph_free(&graph);
    return program;
}

en_program make_chain(bool mixed)
{
    en_plan_state states[STAGES];
    en_value_graph_make(&graph, NULL);
    value in = parameter(VARIED - 1);
    for (int s = 0; s < STAGES; s++) {
        value stock = state(s), out = flow(mixed, s, stock, parameter(3 * s), parameter(3 * s + 1));
        states[s] =
            (en_plan_state){number(100), growth(in, out, stock, parameter(3 * s + 2)), EN_STATE_INTEGRATED};
        in = out;
    }
    return made(VARIED, states, STAGES, state(STAGES - 1));
}

/* Eight points from 0 to 2, a falling or a rising curve around 1. */
static const double curve_x[] = {0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2},
                    rising[] = {0.2, 0.4, 0.6, 0.8, 1, 1.1, 1.2, 1.25},
                    falling[] = {1.6, 1.5, 1.3, 1.15, 1, 0.9, 0.85, 0.8};
#define RISING                                                                                               \
    {                                                                                                        \
        EN_CURVE_CONTINUOUS, 8, curve_x, rising                                                              \
    }
#define FALLING                                                                                              \
    {                                                                                                        \
        EN_CURVE_CONTINUOUS, 8, curve_x, falling                                                             \
    }
#define TWO RISING, FALLING
#define TEN TWO, TWO, TWO, TWO, TWO
const en_curve world_graphs[WORLD_GRAPHS] = {TEN, TEN, TEN, TEN, TEN, TEN};

/* A variable of what is there already, in the proportions of World3: a graphical function of a ratio in a
 * fifth of all, else products, quotients, sums, and now and then a policy that begins in a year. */
static value world_variable(const value *there, int count, int k)
{
    value a = there[(k * 7 + 3) % count], b = there[(k * 13 + 5) % count], c = there[count - 1];
    if (k % 5 == 0) return en_value_make(&graph, EN_OP_LOOKUP, over(a, c), (uint32_t)(k / 5), 0);
    if (k % 31 == 1) return chosen(below(en_value_make(&graph, EN_OP_TIME, 0, 0, 0), number(1975)), a, c);
    switch (k % 4) {
    case 0: return over(plus(a, b), plus(c, number(1)));
    case 1: return times(c, plus(number(0.5), times(number(0.25), minus(a, b))));
    case 2: return plus(times(number(0.75), c), times(number(0.25), a));
    default: return least(largest(times(a, b), number(0.125)), number(4));
    }
}

en_program make_world(void)
{
    en_plan_state states[WORLD_STOCKS];
    value there[WORLD_STOCKS + WORLD_VARIED + WORLD_VARIABLES];
    int count = 0;
    en_value_graph_make(&graph, NULL);
    for (int p = 0; p < WORLD_VARIED; p++) there[count++] = parameter(p);
    for (int s = 0; s < WORLD_STOCKS; s++) there[count++] = state(s);
    for (int k = 0; k < WORLD_VARIABLES; k++) {
        there[count] = world_variable(there, count, k);
        count++;
    }
    for (int s = 0; s < WORLD_STOCKS; s++) {
        value goal = there[count - 1 - s * 11],
              gap = minus(largest(least(goal, number(4)), number(0.125)), state(s));
        states[s] = (en_plan_state){number(1), times(gap, number(0.1)), EN_STATE_INTEGRATED};
    }
    return made(WORLD_VARIED, states, WORLD_STOCKS, there[count - 1]);
}
