/* device_tool < CASES > RESULTS: runs nets of devices that test_devices.py describes; both are numbers of 8
 * bytes. Every case is run by all builds of the machine, by its routines and by machine code, reporting every
 * step or only the ends, with different runs in a block and with a block of each run alone: all must be the
 * same bits.
 */
#include "context.h"
#include "conveyor.h"
#include "delay.h"
#include "emit.h"
#include "queues.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* RUNS different ones, repeated to fill a block. */
enum { RUNS = 8, MOST = 64, MOST_VALUES = 400 };

typedef enum command {
    END,
    CONVEYOR_BEGIN,
    CONVEYOR_MOVE,
    CONVEYOR_JOIN,
    CONVEYOR_LIMIT,
    CONVEYOR_ADMIT,
    CONVEYOR_ROOM,
    CONVEYOR_TAKE,
    CONVEYOR_END,
    QUEUE_BEGIN,
    QUEUE_INFLOW,
    QUEUE_SERVE,
    DELAY_BEGIN,
    DELAY_END,
    ARITHMETIC
} command;

typedef struct net {
    en_arena arena;
    en_value_graph graph;
    en_draft draft;
    en_value value[MOST_VALUES];
    uint32_t values, parameters, conveyors, queues, delays;
    en_conveyor conveyor[8];
    en_queue queue[8];
    en_delay delay[8];
    double *parameter; /* by parameter, of each of RUNS */
    size_t steps;
    uint32_t inflows[8], ways[8];
} net;

static void need(bool true_of_a_good_case)
{
    if (true_of_a_good_case) return;
    fputs("device_tool: not a case\n", stderr);
    exit(2);
}

static double number(void)
{
    double x;
    need(fread(&x, sizeof x, 1, stdin) == 1);
    return x;
}
static uint32_t index_of(void) { return (uint32_t)number(); }

/* A value of the net by its index; -1: none. */
static en_value value(const net *n)
{
    double index = number();
    need(index < n->values);
    return index < 0 ? EN_VALUE_NONE : n->value[(uint32_t)index];
}

static void add(net *n, en_value value)
{
    need(value != EN_VALUE_NONE && n->values < MOST_VALUES);
    n->value[n->values++] = value;
}

static en_value parameter(net *n)
{
    n->parameter = realloc(n->parameter, (n->parameters + 1) * sizeof(double[RUNS]));
    need(n->parameter != NULL);
    for (uint32_t run = 0; run < RUNS; run++) n->parameter[n->parameters * RUNS + run] = number();
    return en_value_make(&n->graph, EN_OP_PARAMETER, n->parameters++, 0, 0);
}

/* A series: a constant, a number of each run, or one of each run and step, which a stage of a step takes from
 * its time. */
static void read_series(net *n)
{
    en_value_graph *g = &n->graph;
    uint32_t form = index_of();
    if (form == 0) {
        add(n, en_value_constant(g, number()));
        return;
    }
    if (form == 1) {
        add(n, parameter(n));
        return;
    }
    en_value of_step[MOST];
    for (size_t k = 0; k < n->steps + 2; k++) of_step[k] = parameter(n);
    en_value since = en_value_make(g, EN_OP_SUBTRACT, en_value_make(g, EN_OP_TIME, 0, 0, 0),
                                   en_value_constant(g, n->draft.start), 0);
    en_value steps = en_value_make(g, EN_OP_DIVIDE, since, en_value_constant(g, n->draft.dt), 0);
    add(n, en_value_pick(g, of_step, (uint32_t)n->steps + 2,
                         en_value_make(g, EN_OP_ADD, steps, en_value_constant(g, 1 + 1e-6), 0)));
}

static void begin_conveyor(net *n)
{
    en_leak leak[MOST];
    en_value fraction[MOST], initial[MOST];
    en_conveyor *c = &n->conveyor[n->conveyors++];
    en_conveyor_spec spec = {.leak = leak, .fraction = fraction, .initial = initial};
    spec.discrete = number() != 0;
    spec.exponential = number() != 0;
    spec.limited = number() != 0;
    spec.leaks = index_of();
    for (uint32_t k = 0; k < spec.leaks; k++) {
        leak[k].start = number();
        leak[k].end = number();
        leak[k].integers = number() != 0;
    }
    spec.initials = index_of();
    spec.transit = value(n);
    for (uint32_t k = 0; k < spec.leaks; k++) fraction[k] = value(n);
    for (uint32_t k = 0; k < spec.initials; k++) initial[k] = value(n);
    need(en_conveyor_begin(&n->draft, &spec, c));
    add(n, c->contents);
}

static void move_conveyor(net *n)
{
    en_conveyor *c = &n->conveyor[index_of()];
    en_value fraction[MOST], held[MOST];
    en_conveyor_motion motion = {.fraction = fraction, .leak_held = held};
    motion.transit = value(n);
    motion.sample = value(n);
    motion.arrest = value(n);
    motion.held = value(n);
    for (uint32_t k = 0; k < c->leaks; k++) {
        fraction[k] = value(n);
        held[k] = value(n);
    }
    need(en_conveyor_move(&n->draft, c, &motion));
    add(n, c->outflow);
    for (uint32_t k = 0; k < c->leaks; k++) add(n, c->leak[k]);
    add(n, c->left);
}

static void begin_queue(net *n)
{
    en_way way[MOST];
    en_value initial[MOST];
    en_queue *q = &n->queue[n->queues];
    en_queue_spec spec = {.initial = initial, .way = way};
    spec.inflows = n->inflows[n->queues] = index_of();
    spec.ways = n->ways[n->queues++] = index_of();
    for (uint32_t k = 0; k < spec.ways; k++) {
        way[k].into_conveyor = number() != 0;
        way[k].overflow = number() != 0;
        way[k].whole = number() != 0;
        way[k].one = number() != 0;
    }
    spec.initials = index_of();
    for (uint32_t k = 0; k < spec.initials; k++) initial[k] = value(n);
    need(en_queue_begin(&n->draft, &spec, q));
    add(n, q->contents);
    add(n, q->batches);
}

static void serve_queue(net *n)
{
    uint32_t index = index_of();
    en_value inflow[MOST], room[MOST];
    for (uint32_t k = 0; k < n->inflows[index]; k++) inflow[k] = value(n);
    for (uint32_t k = 0; k < n->ways[index]; k++) room[k] = value(n);
    need(en_queue_serve(&n->draft, &n->queue[index], inflow, room));
    for (uint32_t k = 0; k < n->ways[index]; k++) add(n, n->queue[index].outflow[k]);
}

static void perform(net *n, command what)
{
    en_conveyor *c = what >= CONVEYOR_JOIN && what <= CONVEYOR_END ? &n->conveyor[index_of()] : NULL;
    switch (what) {
    case CONVEYOR_BEGIN: begin_conveyor(n); break;
    case CONVEYOR_MOVE: move_conveyor(n); break;
    case CONVEYOR_JOIN: need(en_conveyor_join(&n->draft, c, value(n))); break;
    case CONVEYOR_LIMIT: {
        en_value capacity = value(n);
        need(en_conveyor_limit(&n->draft, c, capacity, value(n)));
        break;
    }
    case CONVEYOR_ADMIT: add(n, en_conveyor_admit(&n->draft, c, value(n))); break;
    case CONVEYOR_ROOM: add(n, en_conveyor_room(&n->draft, c)); break;
    case CONVEYOR_TAKE: need(en_conveyor_take(&n->draft, c, value(n))); break;
    case CONVEYOR_END: need(en_conveyor_end(&n->draft, c)); break;
    case QUEUE_BEGIN: begin_queue(n); break;
    case QUEUE_INFLOW: add(n, en_queue_inflow(&n->draft, value(n))); break;
    case QUEUE_SERVE: serve_queue(n); break;
    case DELAY_BEGIN: {
        en_value time = value(n);
        need(en_delay_begin(&n->draft, time, value(n), &n->delay[n->delays++]));
        add(n, n->delay[n->delays - 1].delayed);
        break;
    }
    case DELAY_END: {
        uint32_t delay = index_of();
        add(n, en_delay_end(&n->draft, &n->delay[delay], value(n)));
        break;
    }
    case ARITHMETIC: {
        static const en_op ops[] = {EN_OP_ADD, EN_OP_SUBTRACT, EN_OP_MULTIPLY};
        en_op op = ops[index_of() % 3];
        en_value a = value(n);
        add(n, en_value_make(&n->graph, op, a, value(n), 0));
        break;
    }
    case END: break;
    }
}

typedef struct series {
    double *at; /* by step, output and run of the block */
    uint32_t outputs;
} series;

static void note(void *user, const en_block *block)
{
    const series *s = user;
    for (uint32_t k = 0; k < s->outputs; k++) {
        bool shared;
        const double *at = en_block_operand(block, block->simulation->program->output[k], &shared);
        for (uint32_t run = 0; run < EN_BLOCK; run++)
            s->at[(block->step * s->outputs + k) * EN_BLOCK + run] = at[shared ? 0 : run];
    }
}

/* only: a run that all of the block are; RUNS: different ones. */
static void run_block(const net *n, en_machine *machine, en_block *block, uint32_t only, series *s)
{
    for (uint32_t p = 0; p < n->parameters; p++)
        for (uint32_t run = 0; run < EN_BLOCK; run++)
            en_block_parameter(block, p)[run] = n->parameter[p * RUNS + (only < RUNS ? only : run % RUNS)];
    need(machine(block, note, s) == EN_OK);
}

static void compare(const series *a, const series *b, size_t steps, uint32_t run_of_a, uint32_t run_of_b)
{
    for (size_t k = 0; k < (steps + 1) * a->outputs; k++) {
        double x = a->at[k * EN_BLOCK + run_of_a], y = b->at[k * EN_BLOCK + run_of_b];
        if (memcmp(&x, &y, sizeof x) == 0 || (x != x && y != y)) continue;
        fprintf(stderr, "device_tool: step %zu, output %zu: %a, alone %a\n", k / a->outputs, k % a->outputs,
                x, y);
        exit(1);
    }
}

/* The block again, in another way; its runs, or its first one, against those of the first time. Steps that
 * are not reported stay as they were then, but the last. */
static void run_again(const net *n, en_machine *machine, en_block *block, uint32_t only, const series *first,
                      series *other)
{
    size_t step = first->outputs * sizeof(double[EN_BLOCK]);
    memcpy(other->at, first->at, n->steps * step);
    memset((char *)other->at + n->steps * step, 0xFF, step);
    run_block(n, machine, block, only, other);
    for (uint32_t run = 0; run < (only < RUNS ? 1 : EN_BLOCK); run++)
        compare(first, other, n->steps, only < RUNS ? only : run, run);
}

/* Every build of the machine, reporting every step or none, with machine code and without. */
static void run_all_ways(const net *n, en_simulation *simulation, en_block *block, const series *first,
                         series *other)
{
    for (int way = 0; way < 4 * EN_LANE_BUILDS; way++) {
        en_lane_build build = (en_lane_build)(way / 4);
        en_machine *machine = en_machine_of(build);
        if (!machine) continue;
        en_emitted emitted;
        need(en_emit(simulation, build, NULL, &en_system_pages, &emitted) == EN_OK);
        simulation->emitted = way & 1 ? &emitted : NULL;
        simulation->save_every = way & 2 ? n->steps + 1 : 1;
        run_again(n, machine, block, RUNS, first, other);
        en_emitted_free(&emitted);
    }
    simulation->emitted = NULL;
    simulation->save_every = 1;
}

/* However it is done, and alone, a run gives the same bits. */
static void run_case(const net *n, en_simulation *simulation)
{
    uint32_t outputs = simulation->program->outputs;
    size_t size = (n->steps + 1) * outputs * sizeof(double[EN_BLOCK]);
    series first = {malloc(size), outputs}, other = {malloc(size), outputs};
    en_arena arena = en_arena_make(NULL);
    en_block block;
    need(first.at && other.at && en_block_make(simulation, &arena, &block));
    run_block(n, en_machine_of(EN_LANES_SSE2), &block, RUNS, &first);
    en_trouble trouble[RUNS];
    for (uint32_t run = 0; run < RUNS; run++) trouble[run] = en_block_trouble(&block, run);
    for (uint32_t only = 0; only < RUNS; only++)
        run_again(n, en_machine_of(EN_LANES_SSE2), &block, only, &first, &other);
    run_all_ways(n, simulation, &block, &first, &other);
    for (size_t k = 0; k < (n->steps + 1) * outputs; k++)
        fwrite(&first.at[k * EN_BLOCK], sizeof(double), RUNS, stdout);
    for (uint32_t run = 0; run < RUNS; run++) fwrite(&(double){trouble[run].kind}, sizeof(double), 1, stdout);
    en_arena_free(&arena);
    free(first.at);
    free(other.at);
}

static bool do_case(void)
{
    static net n;
    double steps;
    if (fread(&steps, sizeof steps, 1, stdin) != 1) return false;
    n = (net){.steps = (size_t)steps, .arena = en_arena_make(NULL)};
    need(n.steps < MOST - 2);
    en_value_graph_make(&n.graph, NULL);
    double start = number(), dt = number();
    en_draft_make(&n.draft, &n.arena, &n.graph, start, dt);
    en_plan_method method = (en_plan_method)number();
    for (uint32_t count = index_of(); count > 0; count--) read_series(&n);
    for (command what; (what = (command)number()) != END;) perform(&n, what);
    en_value output[MOST_VALUES];
    uint32_t outputs = index_of();
    for (uint32_t k = 0; k < outputs; k++) output[k] = value(&n);
    en_program program;
    need(en_program_make(&n.graph, n.parameters, n.draft.states, n.draft.state_count, output, outputs, NULL,
                         &program) == EN_OK);
    en_simulation simulation = {.program = &program,
                                .method = method,
                                .start = start,
                                .dt = dt,
                                .steps = n.steps,
                                .save_every = 1,
                                .devices = n.draft.devices,
                                .device_count = n.draft.device_count};
    run_case(&n, &simulation);
    en_program_free(&program);
    en_draft_free(&n.draft);
    en_value_graph_free(&n.graph);
    en_arena_free(&n.arena);
    free(n.parameter);
    return true;
}

int main(void)
{
    while (do_case()) {}
    return fflush(stdout) == 0 ? 0 : 2;
}
