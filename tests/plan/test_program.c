/* Programs against naive evaluation: random graphs of values, computed value by value for each run, must give
 * the same bits as the program that a block of runs goes through, by every method.
 */
#include "check.h"
#include "compute.h"
#include "context.h"
#include "emit.h"
#include "lookup.h"
#include "machine.h"
#include "poisson.h"

enum {
    PARAMETERS = 3,
    STATES = 4,
    OUTPUTS = 6,
    VALUES = 60,
    MANY_VALUES = 600,
    STEPS = 7,
    MOST_REPORTS = STEPS + 1
};

typedef struct model {
    bool arithmetic; /* nothing else */
    en_value_graph graph;
    en_value made[MANY_VALUES];
    uint32_t count;
    en_plan_state states[STATES];
    en_value outputs[OUTPUTS];
    double parameters[PARAMETERS][EN_BLOCK];
} model;

static const double points_x[] = {-2, 0, 1, 5}, points_y[] = {3, -1, 4, 4};
/* Of every kind and size: tables of up to 8, 16 and more points are looked up in different ways. */
static double many_x[40], many_y[40];
static const en_curve graphs[] = {
    {EN_CURVE_CONTINUOUS, 4, points_x, points_y}, {EN_CURVE_EXTRAPOLATE, 4, points_x, points_y},
    {EN_CURVE_DISCRETE, 4, points_x, points_y},   {EN_CURVE_CONTINUOUS, 16, many_x, many_y},
    {EN_CURVE_EXTRAPOLATE, 13, many_x, many_y},   {EN_CURVE_DISCRETE, 9, many_x, many_y},
    {EN_CURVE_CONTINUOUS, 40, many_x, many_y},    {EN_CURVE_EXTRAPOLATE, 17, many_x, many_y},
    {EN_CURVE_DISCRETE, 33, many_x, many_y},      {EN_CURVE_EXTRAPOLATE, 2, points_x, points_y},
    {EN_CURVE_DISCRETE, 8, many_x, many_y}};
static const uint64_t streams[] = {17, 5, 77};
enum { SEED = 3, FIRST_RUN = 1000 };

static void fill_graphs(void)
{
    for (int k = 0; k < 40; k++) {
        many_x[k] = k * k / 64.0 - 3;
        many_y[k] = (k * 37 % 11) / 3.0 - 1;
    }
}

static en_value any(const model *m, uint64_t *random) { return m->made[check_below(random, m->count)]; }

/* Arithmetic alone, all of which has machine code. */
static en_value draw_arithmetic(model *m, uint64_t *random)
{
    static const en_op unary[] = {EN_OP_NEGATE, EN_OP_NOT,      EN_OP_ABS,   EN_OP_FLOOR,
                                  EN_OP_CEIL,   EN_OP_TRUNCATE, EN_OP_ROUND, EN_OP_SQRT};
    static const en_op binary[] = {EN_OP_ADD, EN_OP_SUBTRACT, EN_OP_MULTIPLY, EN_OP_DIVIDE,
                                   EN_OP_MIN, EN_OP_MAX,      EN_OP_LESS,     EN_OP_NOT_EQUAL};
    en_value_graph *g = &m->graph;
    switch (check_below(random, 12)) {
    case 0: return en_value_constant(g, (double)check_below(random, 9) / 2 - 2);
    case 1: return en_value_make(g, EN_OP_PARAMETER, (uint32_t)check_below(random, PARAMETERS), 0, 0);
    case 2: return en_value_make(g, EN_OP_SELECT, any(m, random), any(m, random), any(m, random));
    case 3: return en_value_make(g, unary[check_below(random, CHECK_COUNT(unary))], any(m, random), 0, 0);
    default:
        return en_value_make(g, binary[check_below(random, CHECK_COUNT(binary))], any(m, random),
                             any(m, random), 0);
    }
}

static en_value draw_value(model *m, uint64_t *random)
{
    if (m->arithmetic) return draw_arithmetic(m, random);
    static const en_op unary[] = {EN_OP_NEGATE, EN_OP_NOT,  EN_OP_ABS, EN_OP_FLOOR,
                                  EN_OP_CEIL,   EN_OP_SQRT, EN_OP_SIN};
    static const en_op binary[] = {EN_OP_ADD,      EN_OP_SUBTRACT, EN_OP_MULTIPLY, EN_OP_DIVIDE,
                                   EN_OP_MODULO,   EN_OP_MIN,      EN_OP_MAX,      EN_OP_LESS,
                                   EN_OP_NOT_MORE, EN_OP_EQUAL,    EN_OP_AND,      EN_OP_OR};
    en_value_graph *g = &m->graph;
    switch (check_below(random, 14)) {
    case 0: return en_value_constant(g, (double)check_below(random, 9) / 2 - 2);
    case 1: return en_value_make(g, EN_OP_TIME, 0, 0, 0);
    case 2: return en_value_make(g, EN_OP_PARAMETER, (uint32_t)check_below(random, PARAMETERS), 0, 0);
    case 3: return en_value_make(g, EN_OP_SELECT, any(m, random), any(m, random), any(m, random));
    case 4:
        return en_value_make(g, EN_OP_LOOKUP, any(m, random),
                             (uint32_t)check_below(random, CHECK_COUNT(graphs)), 0);
    case 5:
        return en_value_pick(g, (en_value[]){any(m, random), any(m, random), any(m, random)}, 3,
                             any(m, random));
    case 6: return en_value_make(g, unary[check_below(random, CHECK_COUNT(unary))], any(m, random), 0, 0);
    case 7:
        return en_value_make(g, check_below(random, 2) ? EN_OP_DRAW : EN_OP_DRAW_NORMAL,
                             (uint32_t)check_below(random, 3), 0, 0);
    case 8:
        if (check_below(random, 4) > 0)
            return en_value_make(g, EN_OP_MULTIPLY, any(m, random), any(m, random), 0);
        return en_value_make(g, EN_OP_POISSON, any(m, random), (uint32_t)check_below(random, 3), 0);
    default:
        return en_value_make(g, binary[check_below(random, CHECK_COUNT(binary))], any(m, random),
                             any(m, random), 0);
    }
}

/* Initial values first, of values that do not ask for states; then values of the steps. */
static void draw_model(model *m, uint32_t values, uint64_t *random)
{
    *m = (model){.arithmetic = values > VALUES};
    en_value_graph_make(&m->graph, NULL);
    m->made[m->count++] = en_value_constant(&m->graph, 1.5);
    while (m->count < VALUES / 3) m->made[m->count] = draw_value(m, random), m->count++;
    for (uint32_t s = 0; s < STATES; s++) m->states[s].initial = any(m, random);
    for (uint32_t s = 0; s < STATES; s++)
        m->made[m->count++] = en_value_make(&m->graph, EN_OP_STATE, s, 0, 0);
    bool amounts = check_below(random, 4) == 0; /* with them states do not change in the midst of a step */
    while (m->count < values) m->made[m->count] = draw_value(m, random), m->count++;
    for (uint32_t s = 0; s < STATES; s++) {
        m->states[s].next = s > 0 && check_below(random, 3) == 0 ? m->states[s - 1].next : any(m, random);
        m->states[s].kind = (en_state_kind)check_below(random, amounts ? 3 : 2);
    }
    for (uint32_t k = 0; k < OUTPUTS; k++) m->outputs[k] = any(m, random);
    for (uint32_t p = 0; p < PARAMETERS; p++)
        for (uint32_t r = 0; r < EN_BLOCK; r++) m->parameters[p][r] = (double)check_below(random, 64) / 8 - 3;
}

static double draw(const en_node *n, uint32_t run, uint32_t step, double mean)
{
    en_draw at = {.run = FIRST_RUN + run, .step = step};
    if (n->op == EN_OP_POISSON) return en_poisson(en_philox_key_of(SEED, streams[n->b]), at, mean);
    double uniform[8] = {
        en_uniform_open(en_philox_first(en_philox_draw(en_philox_key_of(SEED, streams[n->a]), at)))};
    if (n->op == EN_OP_DRAW_NORMAL)
        en_lane_functions_of(EN_LANES_SSE2)->one[EN_LANE_NORMAL](8, uniform, uniform);
    return uniform[0];
}

/* All values of one run at a time. */
static void evaluate(const model *m, uint32_t run, uint32_t step, double time, const double *state,
                     double *value)
{
    for (uint32_t v = 0; v < m->graph.count; v++) {
        const en_node *n = &m->graph.nodes[v];
        unsigned operands = en_op_operands((en_op)n->op);
        double a = operands > 0 ? value[n->a] : 0, b = operands > 1 ? value[n->b] : 0,
               c = operands > 2 ? value[n->c] : 0;
        if (n->op == EN_OP_CONSTANT) value[v] = en_value_of_constant(&m->graph, v);
        else if (n->op == EN_OP_TIME) value[v] = time;
        else if (n->op == EN_OP_PARAMETER) value[v] = m->parameters[n->a][run];
        else if (n->op == EN_OP_STATE) value[v] = state[n->a];
        else if (n->op == EN_OP_DRAW || n->op == EN_OP_DRAW_NORMAL || n->op == EN_OP_POISSON)
            value[v] = draw(n, run, step, a);
        else if (n->op == EN_OP_LOOKUP) value[v] = en_plan_look_up(&graphs[n->b], a);
        else if (n->op == EN_OP_PICK)
            value[v] = a >= 1 && a < n->c + 1.0 ? value[m->graph.list[n->b + (uint32_t)a - 1]]
                       : a != a                 ? a
                                                : 0;
        else value[v] = en_plan_compute((en_op)n->op, a, b, c);
    }
}

static void slopes(const model *m, uint32_t run, uint32_t step, double time, const double *state,
                   double *slope)
{
    double value[2 * MANY_VALUES];
    evaluate(m, run, step, time, state, value);
    for (uint32_t s = 0; s < STATES; s++) slope[s] = value[m->states[s].next];
}

static void step_naively(const model *m, en_plan_method method, uint32_t run, uint32_t step, double time,
                         double dt, double *state)
{
    double k[4][STATES], at[STATES];
    slopes(m, run, step, time, state, k[0]);
    for (uint32_t s = 0; s < STATES; s++) k[1][s] = k[2][s] = k[3][s] = 0;
    for (int stage = 1; stage < (method == EN_RK4 ? 4 : method == EN_RK2 ? 2 : 1); stage++) {
        double far = method == EN_RK4 && stage < 3 ? 0.5 : 1;
        for (uint32_t s = 0; s < STATES; s++)
            at[s] =
                m->states[s].kind == EN_STATE_INTEGRATED ? state[s] + dt * far * k[stage - 1][s] : state[s];
        slopes(m, run, step, time + dt * far, at, k[stage]);
    }
    for (uint32_t s = 0; s < STATES; s++) {
        double slope = k[0][s], from = m->states[s].kind == EN_STATE_AMOUNT ? 0 : state[s];
        if (m->states[s].kind == EN_STATE_REMEMBERED) state[s] = k[0][s];
        else if (method == EN_EULER) state[s] = from + dt * slope;
        else if (method == EN_RK2) state[s] = from + dt * (0 + k[0][s] + k[1][s]) / 2;
        else state[s] = from + dt * (0 + k[0][s] + 2 * k[1][s] + 2 * k[2][s] + k[3][s]) / 6;
    }
}

typedef struct reports {
    double output[MOST_REPORTS][OUTPUTS][EN_BLOCK];
    uint32_t count;
} reports;

static void note(void *user, const en_block *block)
{
    reports *r = user;
    for (uint32_t k = 0; k < OUTPUTS; k++) {
        bool shared;
        const double *at = en_block_operand(block, block->simulation->program->output[k], &shared);
        for (uint32_t run = 0; run < EN_BLOCK; run++) r->output[r->count][k][run] = at[shared ? 0 : run];
    }
    r->count++;
}

static void check_same(double a, double b)
{
    if (a != a && b != b) return;
    assert_memory_equal(&a, &b, sizeof a);
}

static void check_run(const model *m, const en_simulation *simulation, const reports *r, uint32_t run)
{
    double value[2 * MANY_VALUES], state[STATES] = {0};
    evaluate(m, run, 0, simulation->start, state, value);
    for (uint32_t s = 0; s < STATES; s++) state[s] = value[m->states[s].initial];
    uint32_t report = 0;
    for (uint64_t step = 0; step <= simulation->steps; step++) {
        double time = simulation->start + (double)step * simulation->dt;
        evaluate(m, run, (uint32_t)step, time, state, value);
        if (step % simulation->save_every == 0 || step == simulation->steps) {
            for (uint32_t k = 0; k < OUTPUTS; k++)
                check_same(r->output[report][k][run], value[m->outputs[k]]);
            report++;
        }
        step_naively(m, simulation->method, run, (uint32_t)step, time, simulation->dt, state);
    }
    assert_int_equal(r->count, report);
}

static void set_parameters(const model *m, const en_block *block)
{
    for (uint32_t p = 0; p < PARAMETERS; p++)
        memcpy(en_block_parameter(block, p), m->parameters[p], sizeof m->parameters[p]);
}

/* The outputs of the block by this build. */
static const reports *run_by(const model *m, en_lane_build build, en_block *block)
{
    static reports r[2];
    static int which;
    which = !which;
    r[which].count = 0;
    set_parameters(m, block);
    assert_int_equal(en_machine_of(build)(block, note, &r[which]), EN_OK);
    return &r[which];
}

/* Machine code gives what routines give; whether there was any. */
static bool check_emitted(const model *m, en_lane_build build, en_simulation *simulation, en_block *block,
                          const reports *interpreted)
{
    en_emitted emitted;
    assert_int_equal(en_emit(simulation, build, NULL, &en_system_pages, &emitted), EN_OK);
    assert_true(build != EN_LANES_SSE2 || !emitted.code);
    simulation->emitted = &emitted;
    const reports *r = run_by(m, build, block);
    assert_int_equal(r->count, interpreted->count);
    for (uint32_t k = 0; k < r->count; k++)
        for (uint32_t output = 0; output < OUTPUTS; output++)
            for (uint32_t run = 0; run < EN_BLOCK; run++)
                check_same(r->output[k][output][run], interpreted->output[k][output][run]);
    simulation->emitted = NULL;
    en_emitted_free(&emitted);
    return emitted.size > 0;
}

/* How many builds had machine code. */
static int check_builds(const model *m, en_simulation *simulation)
{
    int with_code = 0;
    en_arena arena = en_arena_make(NULL);
    en_block block;
    assert_true(en_block_make(simulation, &arena, &block));
    block.first_run = FIRST_RUN;
    for (int build = 0; build < EN_LANE_BUILDS; build++) {
        if (!en_machine_of((en_lane_build)build)) continue;
        const reports *r = run_by(m, (en_lane_build)build, &block);
        for (uint32_t run = 0; run < EN_BLOCK; run += 7) check_run(m, simulation, r, run);
        with_code += check_emitted(m, (en_lane_build)build, simulation, &block, r);
    }
    en_arena_free(&arena);
    return with_code;
}

/* A model of so many values, by one of the methods. */
static int check_model(uint32_t values, en_plan_method method, uint64_t *random)
{
    model m;
    draw_model(&m, values, random);
    en_program program;
    assert_int_equal(
        en_program_make(&m.graph, PARAMETERS, m.states, STATES, m.outputs, OUTPUTS, NULL, &program), EN_OK);
    en_simulation simulation = {.program = &program,
                                .graphs = graphs,
                                .method = method,
                                .start = -1,
                                .dt = 0.25,
                                .steps = STEPS,
                                .seed = SEED,
                                .streams = streams,
                                .save_every = 1 + check_below(random, 3)};
    int with_code = check_builds(&m, &simulation);
    en_program_free(&program);
    en_value_graph_free(&m.graph);
    return with_code;
}

static void machine__gives_the_bits_of_naive_evaluation(void **unused)
{
    (void)unused;
    uint64_t random = 1;
    int with_code = 0;
    fill_graphs();
    for (int round = 0; round < 600; round++)
        with_code += check_model(VALUES, (en_plan_method)(round % 3), &random);
    if (en_machine_of(EN_LANES_AVX2)) assert_true(with_code > 500);
}

/* So many that they have no room in the registers of a processor. */
static void machine__gives_the_bits_of_naive_evaluation_of_many_values(void **unused)
{
    (void)unused;
    uint64_t random = 2;
    fill_graphs();
    for (int round = 0; round < 90; round++)
        (void)check_model(MANY_VALUES, (en_plan_method)(round % 3), &random);
}

static void value__is_one_however_often_it_is_made(void **unused)
{
    (void)unused;
    en_value_graph g;
    en_value_graph_make(&g, NULL);
    en_value x = en_value_make(&g, EN_OP_PARAMETER, 0, 0, 0), y = en_value_make(&g, EN_OP_PARAMETER, 1, 0, 0);
    assert_int_equal(en_value_make(&g, EN_OP_ADD, x, y, 0), en_value_make(&g, EN_OP_ADD, y, x, 0));
    assert_int_not_equal(en_value_make(&g, EN_OP_SUBTRACT, x, y, 0),
                         en_value_make(&g, EN_OP_SUBTRACT, y, x, 0));
    en_value three = en_value_make(&g, EN_OP_ADD, en_value_constant(&g, 1), en_value_constant(&g, 2), 0);
    assert_int_equal(three, en_value_constant(&g, 3));
    assert_int_equal(en_value_make(&g, EN_OP_SELECT, three, x, y), x);
    assert_int_not_equal(en_value_constant(&g, 0.0), en_value_constant(&g, -0.0));
    assert_int_equal(en_value_make(&g, EN_OP_ADD, EN_VALUE_NONE, x, 0), EN_VALUE_NONE);
    en_value_graph_free(&g);
}

static en_status make_program(const en_context *context, void *user)
{
    uint64_t random = 5;
    (void)user;
    model m;
    draw_model(&m, VALUES, &random);
    en_program program;
    en_status status = en_program_make(&m.graph, PARAMETERS, m.states, STATES, m.outputs, OUTPUTS,
                                       context->allocator, &program);
    en_program_free(&program);
    en_value_graph_free(&m.graph);
    return status;
}

static void program__gives_back_all_memory_whichever_allocation_fails(void **unused)
{
    (void)unused;
    check_refused_allocations(make_program, NULL, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(value__is_one_however_often_it_is_made),
        cmocka_unit_test(machine__gives_the_bits_of_naive_evaluation),
        cmocka_unit_test(machine__gives_the_bits_of_naive_evaluation_of_many_values),
        cmocka_unit_test(program__gives_back_all_memory_whichever_allocation_fails),
    };
    return cmocka_run_group_tests_name("program", tests, NULL, NULL);
}
