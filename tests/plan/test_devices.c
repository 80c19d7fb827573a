/* Devices in programs: what single steps give is compared by test_devices.py; here are the joints: methods,
 * storage, memory. */
#include "check.h"
#include "conveyor.h"
#include "delay.h"
#include "queues.h"

enum { STEPS = 12 };

/* The input of a delay is a parameter times what a stock has become; its time is another parameter. */
typedef struct model {
    en_arena arena;
    en_value_graph graph;
    en_draft draft;
    en_program program;
    en_value outputs[2]; /* the input, the delayed one */
} model;

static en_status make_model(model *m, const en_allocator *allocator)
{
    m->arena = en_arena_make(allocator);
    en_value_graph_make(&m->graph, allocator);
    en_draft_make(&m->draft, &m->arena, &m->graph, 0, 0.25);
    m->program = (en_program){.arena = en_arena_make(allocator)};
    en_value_graph *g = &m->graph;
    uint32_t stock;
    en_delay delay;
    en_value level =
        en_draft_state(&m->draft, en_value_make(g, EN_OP_TIME, 0, 0, 0), EN_STATE_INTEGRATED, &stock);
    en_value input = en_value_make(g, EN_OP_MULTIPLY, level, en_value_make(g, EN_OP_PARAMETER, 0, 0, 0), 0);
    if (!en_delay_begin(&m->draft, en_value_make(g, EN_OP_PARAMETER, 1, 0, 0), en_value_constant(g, -5),
                        &delay))
        return EN_ERR_MEMORY;
    m->outputs[0] = input;
    m->outputs[1] = en_delay_end(&m->draft, &delay, input);
    if (m->outputs[1] == EN_VALUE_NONE) return EN_ERR_MEMORY;
    m->draft.states[stock].next = en_value_make(g, EN_OP_ADD, level, en_value_constant(g, 1), 0);
    return en_program_make(g, 2, m->draft.states, m->draft.state_count, m->outputs, 2, allocator,
                           &m->program);
}

static void free_model(model *m)
{
    en_program_free(&m->program);
    en_draft_free(&m->draft);
    en_value_graph_free(&m->graph);
    en_arena_free(&m->arena);
}

static en_simulation simulation_of(const model *m, en_plan_method method)
{
    return (en_simulation){.program = &m->program,
                           .method = method,
                           .dt = 0.25,
                           .steps = STEPS,
                           .save_every = 1,
                           .devices = m->draft.devices,
                           .device_count = m->draft.device_count};
}

/* Parameter 1: from less than half a step to beyond the end. */
static double time_of(uint32_t run) { return run * 0.25 - 0.05; }

static void set_parameters(en_block *block)
{
    for (uint32_t run = 0; run < EN_BLOCK; run++) {
        en_block_parameter(block, 0)[run] = 1 + run;
        en_block_parameter(block, 1)[run] = time_of(run);
    }
}

typedef struct series {
    double at[STEPS + 1][2][EN_BLOCK];
} series;

static void note(void *user, const en_block *block)
{
    series *s = user;
    bool shared;
    for (uint32_t k = 0; k < 2; k++)
        memcpy(s->at[block->step][k], en_block_operand(block, block->simulation->program->output[k], &shared),
               sizeof s->at[0][0]);
}

static void delay__gives_the_input_of_steps_ago_under_every_method(void **unused)
{
    (void)unused;
    model m;
    assert_int_equal(make_model(&m, NULL), EN_OK);
    for (int method = EN_EULER; method <= EN_RK4; method++)
        for (int build = 0; build < EN_LANE_BUILDS; build++) {
            en_simulation simulation = simulation_of(&m, (en_plan_method)method);
            en_machine *machine = en_machine_of((en_lane_build)build);
            en_arena arena = en_arena_make(NULL);
            en_block block;
            static series s;
            if (!machine) continue;
            assert_true(en_block_make(&simulation, &arena, &block));
            set_parameters(&block);
            assert_int_equal(machine(&block, note, &s), EN_OK);
            for (int step = 0; step <= STEPS; step++)
                for (int run = 0; run < EN_BLOCK; run++)
                    assert_true(s.at[step][1][run] == (step < run ? -5 : s.at[step - run][0][run]));
            en_arena_free(&arena);
        }
    free_model(&m);
}

static void delay__of_no_time_at_all_is_no_number_and_told(void **unused)
{
    (void)unused;
    model m;
    assert_int_equal(make_model(&m, NULL), EN_OK);
    en_simulation simulation = simulation_of(&m, EN_EULER);
    en_arena arena = en_arena_make(NULL);
    en_block block;
    static series s;
    assert_true(en_block_make(&simulation, &arena, &block));
    set_parameters(&block);
    en_block_parameter(&block, 1)[3] = -1;
    assert_int_equal(en_machine_best()(&block, note, &s), EN_OK);
    for (uint32_t run = 0; run < EN_BLOCK; run++) {
        assert_int_equal(en_block_trouble(&block, run).kind, run == 3 ? EN_TROUBLE_TIME : EN_TROUBLE_NONE);
        assert_int_equal(s.at[0][1][run] != s.at[0][1][run], run == 3);
    }
    en_arena_free(&arena);
    free_model(&m);
}

static void block__takes_no_more_for_devices_than_it_may(void **unused)
{
    (void)unused;
    model m;
    assert_int_equal(make_model(&m, NULL), EN_OK);
    en_simulation simulation = simulation_of(&m, EN_EULER);
    const size_t least = STEPS * sizeof(double[EN_BLOCK]);
    for (size_t spare = 0; spare < 2; spare++) {
        simulation.device_most = least - 1 + spare;
        en_arena arena = en_arena_make(NULL);
        en_block block;
        static series s;
        assert_true(en_block_make(&simulation, &arena, &block));
        set_parameters(&block);
        assert_int_equal(en_machine_best()(&block, note, &s), spare ? EN_OK : EN_ERR_LIMIT);
        assert_int_equal(en_storage_bytes(&block), spare ? least : 0);
        en_arena_free(&arena);
    }
    free_model(&m);
}

static void program__refuses_a_device_before_the_first_step(void **unused)
{
    (void)unused;
    model m;
    assert_int_equal(make_model(&m, NULL), EN_OK);
    m.draft.states[0].initial = m.outputs[1];
    en_program program;
    assert_int_equal(
        en_program_make(&m.graph, 2, m.draft.states, m.draft.state_count, m.outputs, 2, NULL, &program),
        EN_ERR_USAGE);
    en_program_free(&program);
    free_model(&m);
}

/* Patients: a conveyor whose leakage depends on its contents, from a stock that grows, into a stock; what
 * would its contents be as one more stock is an output. Parameter 0: the transit time. */
static en_status make_ward(model *m, const en_allocator *allocator)
{
    m->arena = en_arena_make(allocator);
    en_value_graph_make(&m->graph, allocator);
    en_draft_make(&m->draft, &m->arena, &m->graph, 0, 0.25);
    m->program = (en_program){.arena = en_arena_make(allocator)};
    en_value_graph *g = &m->graph;
    en_draft *d = &m->draft;
    uint32_t source, mirror;
    en_value transit = en_value_make(g, EN_OP_PARAMETER, 0, 0, 0), small = en_value_constant(g, 0.01),
             ten = en_value_constant(g, 10);
    en_value level = en_draft_state(d, ten, EN_STATE_INTEGRATED, &source);
    en_value as_stock = en_draft_state(d, ten, EN_STATE_INTEGRATED, &mirror);
    en_conveyor c;
    en_leak leak = {0, 1, false};
    if (level == EN_VALUE_NONE || as_stock == EN_VALUE_NONE) return EN_ERR_MEMORY;
    en_conveyor_spec spec = {
        .leaks = 1, .leak = &leak, .initials = 1, .transit = transit, .fraction = &small, .initial = &ten};
    if (!en_conveyor_begin(d, &spec, &c)) return EN_ERR_MEMORY;
    en_value fraction = en_value_make(g, EN_OP_MULTIPLY, c.contents, small, 0);
    en_conveyor_motion motion = {.transit = transit,
                                 .sample = EN_VALUE_NONE,
                                 .arrest = EN_VALUE_NONE,
                                 .held = EN_VALUE_NONE,
                                 .fraction = &fraction};
    if (!en_conveyor_move(d, &c, &motion) ||
        !en_conveyor_limit(d, &c, en_value_constant(g, 1000), EN_VALUE_NONE))
        return EN_ERR_MEMORY;
    en_value inflow = en_conveyor_admit(d, &c, level);
    if (inflow == EN_VALUE_NONE || !en_conveyor_end(d, &c)) return EN_ERR_MEMORY;
    en_value out = en_value_make(g, EN_OP_ADD, c.outflow, c.leak[0], 0);
    d->states[source].next = en_value_make(g, EN_OP_MULTIPLY, level, small, 0);
    d->states[mirror].next = en_value_make(g, EN_OP_SUBTRACT, inflow, out, 0);
    m->outputs[0] = c.contents;
    m->outputs[1] = as_stock;
    if (d->states[source].next == EN_VALUE_NONE || d->states[mirror].next == EN_VALUE_NONE)
        return EN_ERR_MEMORY;
    return en_program_make(g, 1, d->states, d->state_count, m->outputs, 2, allocator, &m->program);
}

static void conveyor__loses_nothing_under_any_method_and_in_no_block(void **unused)
{
    (void)unused;
    model m;
    assert_int_equal(make_ward(&m, NULL), EN_OK);
    for (int method = EN_EULER; method <= EN_RK4; method++) {
        en_simulation simulation = simulation_of(&m, (en_plan_method)method);
        en_arena arena = en_arena_make(NULL);
        en_block block;
        assert_true(en_block_make(&simulation, &arena, &block));
        size_t bytes = 0;
        for (int longest = 1; longest < 10; longest += 4) {
            static series s;
            for (int run = 0; run < EN_BLOCK; run++) block.wide[run] = 0.25 * (1 + run % longest);
            assert_int_equal(en_machine_best()(&block, note, &s), EN_OK);
            for (int step = 0; step <= STEPS; step++)
                for (int run = 0; run < EN_BLOCK; run++) {
                    double apart = s.at[step][0][run] - s.at[step][1][run];
                    assert_true(apart < 1e-12 && apart > -1e-12 && s.at[step][0][run] > 0);
                }
            assert_true(en_storage_bytes(&block) > bytes);
            bytes = en_storage_bytes(&block);
        }
        en_arena_free(&arena);
    }
    free_model(&m);
}

/* A queue into a conveyor and, where that is full, elsewhere. */
static en_status make_counter(model *m, const en_allocator *allocator)
{
    m->arena = en_arena_make(allocator);
    en_value_graph_make(&m->graph, allocator);
    en_draft_make(&m->draft, &m->arena, &m->graph, 0, 0.25);
    m->program = (en_program){.arena = en_arena_make(allocator)};
    en_value_graph *g = &m->graph;
    en_draft *d = &m->draft;
    en_conveyor c;
    en_queue q;
    en_value transit = en_value_make(g, EN_OP_PARAMETER, 0, 0, 0),
             inflow = en_value_make(g, EN_OP_PARAMETER, 1, 0, 0);
    en_value two = en_value_constant(g, 2), room[2] = {EN_VALUE_NONE, EN_VALUE_NONE};
    en_way ways[] = {{.into_conveyor = true, .one = true}, {.overflow = true}};
    if (two == EN_VALUE_NONE) return EN_ERR_MEMORY;
    en_queue_spec waiting = {.initials = 1, .initial = &two, .inflows = 1, .ways = 2, .way = ways};
    en_conveyor_spec served = {
        .discrete = true, .limited = true, .initials = 1, .transit = transit, .initial = &two};
    en_conveyor_motion motion = {
        .transit = transit, .sample = EN_VALUE_NONE, .arrest = EN_VALUE_NONE, .held = EN_VALUE_NONE};
    if (!en_queue_begin(d, &waiting, &q) || !en_conveyor_begin(d, &served, &c) ||
        !en_conveyor_move(d, &c, &motion) || !en_conveyor_limit(d, &c, EN_VALUE_NONE, two))
        return EN_ERR_MEMORY;
    inflow = en_queue_inflow(d, inflow);
    room[0] = en_conveyor_room(d, &c);
    if (room[0] == EN_VALUE_NONE || !en_queue_serve(d, &q, &inflow, room) ||
        !en_conveyor_take(d, &c, q.outflow[0]) || !en_conveyor_end(d, &c))
        return EN_ERR_MEMORY;
    m->outputs[0] = q.outflow[0];
    m->outputs[1] = q.outflow[1];
    return en_program_make(g, 2, d->states, d->state_count, m->outputs, 2, allocator, &m->program);
}

static void ignore(void *user, const en_block *block)
{
    (void)user;
    (void)block;
}

typedef en_status make_one(model *m, const en_allocator *allocator);

static en_status run_model(const en_context *context, void *user)
{
    model m;
    en_status status = (*(make_one **)user)(&m, context->allocator);
    if (status == EN_OK) {
        en_simulation simulation = simulation_of(&m, EN_EULER);
        en_arena arena = en_arena_make(context->allocator);
        en_block block;
        if (en_block_make(&simulation, &arena, &block)) {
            set_parameters(&block);
            status = en_machine_best()(&block, ignore, NULL);
        } else status = EN_ERR_MEMORY;
        en_arena_free(&arena);
    }
    free_model(&m);
    return status;
}

static void devices__give_back_all_memory_whichever_allocation_fails(void **unused)
{
    (void)unused;
    make_one *models[] = {make_model, make_ward, make_counter};
    for (size_t k = 0; k < CHECK_COUNT(models); k++) check_refused_allocations(run_model, &models[k], 300);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delay__gives_the_input_of_steps_ago_under_every_method),
        cmocka_unit_test(delay__of_no_time_at_all_is_no_number_and_told),
        cmocka_unit_test(block__takes_no_more_for_devices_than_it_may),
        cmocka_unit_test(program__refuses_a_device_before_the_first_step),
        cmocka_unit_test(conveyor__loses_nothing_under_any_method_and_in_no_block),
        cmocka_unit_test(devices__give_back_all_memory_whichever_allocation_fails),
    };
    return cmocka_run_group_tests_name("devices", tests, NULL, NULL);
}
