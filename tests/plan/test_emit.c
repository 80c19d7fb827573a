/* Machine code and its memory: pages are never writable and executable at once, and where the system refuses
 * them the machine's routines do the work. That the code computes the right numbers, test_program.c looks at.
 */
#include "check.h"
#include "context.h"
#include "emit.h"

#include <stdio.h>

enum { STEPS = 5 };

/* A stock that fills towards a goal, with a look-up, and a logarithm which no machine code does. */
static void make_program(const en_allocator *allocator, en_status *status, en_program *program)
{
    en_value_graph g;
    en_value_graph_make(&g, NULL);
    en_value stock = en_value_make(&g, EN_OP_STATE, 0, 0, 0),
             goal = en_value_make(&g, EN_OP_PARAMETER, 0, 0, 0);
    en_value gap = en_value_make(&g, EN_OP_SUBTRACT, goal, stock, 0);
    en_value eased = en_value_make(&g, EN_OP_LN, en_value_make(&g, EN_OP_ABS, gap, 0, 0), 0, 0);
    en_value flow = en_value_make(&g, EN_OP_MIN, en_value_make(&g, EN_OP_LOOKUP, gap, 0, 0), eased, 0);
    en_plan_state state = {.initial = en_value_constant(&g, 1), .next = flow, .kind = EN_STATE_INTEGRATED};
    *status = en_program_make(&g, 1, &state, 1, &stock, 1, allocator, program);
    en_value_graph_free(&g);
}

static const double points_x[] = {0, 10, 20}, points_y[] = {0, 5, 6};
static const en_curve graph = {EN_CURVE_CONTINUOUS, 3, points_x, points_y};

static en_simulation simulation_of(const en_program *program)
{
    return (en_simulation){
        .program = program, .graphs = &graph, .dt = 0.5, .steps = STEPS, .save_every = STEPS};
}

static void keep(void *user, const en_block *block)
{
    bool shared;
    memcpy(user, en_block_operand(block, block->simulation->program->output[0], &shared),
           sizeof(double[EN_BLOCK]));
}

static void run(const en_simulation *simulation, double *last)
{
    en_arena arena = en_arena_make(NULL);
    en_block block;
    assert_true(en_block_make(simulation, &arena, &block));
    for (size_t k = 0; k < EN_BLOCK; k++) en_block_parameter(&block, 0)[k] = 15 + (double)k / 8;
    assert_int_equal(en_machine_best()(&block, keep, last), EN_OK);
    en_arena_free(&arena);
}

/* Pages that count, and that refuse what they are told to. */
typedef struct counting {
    bool refuses_memory, refuses_seal;
    int reserved, sealed, released;
} counting;

static void *reserve(void *user, size_t size)
{
    counting *c = user;
    if (c->refuses_memory) return NULL;
    c->reserved++;
    return en_system_pages.reserve(NULL, size);
}

static int seal(void *user, void *block, size_t size)
{
    counting *c = user;
    if (c->refuses_seal) return 0;
    c->sealed++;
    return en_system_pages.seal(NULL, block, size);
}

static void release(void *user, void *block, size_t size)
{
    ((counting *)user)->released++;
    en_system_pages.release(NULL, block, size);
}

static void check_with(counting *c, bool with_code)
{
    en_status status;
    en_program program;
    make_program(NULL, &status, &program);
    assert_int_equal(status, EN_OK);
    const en_pages pages = {.user = c, .reserve = reserve, .seal = seal, .release = release};
    en_simulation simulation = simulation_of(&program);
    double plain[EN_BLOCK], last[EN_BLOCK];
    run(&simulation, plain);
    en_emitted emitted;
    assert_int_equal(en_emit(&simulation, en_machine_best_build(), NULL, &pages, &emitted), EN_OK);
    assert_int_equal(emitted.code != NULL, with_code);
    simulation.emitted = &emitted;
    run(&simulation, last);
    assert_memory_equal(plain, last, sizeof plain);
    en_emitted_free(&emitted);
    en_program_free(&program);
    assert_int_equal(c->released, c->reserved);
}

static void emit__has_pages_that_are_sealed_once_and_released(void **unused)
{
    (void)unused;
    counting c = {0};
    if (en_machine_best_build() == EN_LANES_SSE2) {
        check_with(&c, false);
        return;
    }
    check_with(&c, true);
    assert_int_equal(c.reserved, 1);
    assert_int_equal(c.sealed, 1);
}

static void emit__leaves_the_work_to_routines_where_pages_are_refused(void **unused)
{
    (void)unused;
    check_with(&(counting){.refuses_memory = true}, false);
    check_with(&(counting){.refuses_seal = true}, false);
}

/* The rights of the page at the address, as the system tells them: "r-xp". */
static void rights_of(const void *address, char rights[5])
{
    FILE *maps = fopen("/proc/self/maps", "r");
    assert_non_null(maps);
    char line[512], found[5] = "";
    unsigned long from, to;
    while (fgets(line, sizeof line, maps))
        if (sscanf(line, "%lx-%lx %4s", &from, &to, found) == 3 && from <= (uintptr_t)address &&
            (uintptr_t)address < to)
            memcpy(rights, found, sizeof found);
    fclose(maps);
}

static void pages__are_writable_and_then_executable_but_never_both(void **unused)
{
    (void)unused;
    char rights[5] = "";
    void *block = en_system_pages.reserve(NULL, 100);
    assert_non_null(block);
    rights_of(block, rights);
    assert_string_equal(rights, "rw-p");
    assert_true(en_system_pages.seal(NULL, block, 100));
    rights_of(block, rights);
    assert_string_equal(rights, "r-xp");
    en_system_pages.release(NULL, block, 100);
}

static en_status emit_with(const en_context *context, void *user)
{
    (void)user;
    en_status status;
    en_program program;
    make_program(NULL, &status, &program);
    if (status != EN_OK) return status;
    en_simulation simulation = simulation_of(&program);
    en_emitted emitted;
    status = en_emit(&simulation, en_machine_best_build(), context->allocator, &en_system_pages, &emitted);
    en_emitted_free(&emitted);
    en_program_free(&program);
    return status;
}

static void emit__gives_back_all_memory_whichever_allocation_fails(void **unused)
{
    (void)unused;
    check_refused_allocations(emit_with, NULL, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(emit__has_pages_that_are_sealed_once_and_released),
        cmocka_unit_test(emit__leaves_the_work_to_routines_where_pages_are_refused),
        cmocka_unit_test(pages__are_writable_and_then_executable_but_never_both),
        cmocka_unit_test(emit__gives_back_all_memory_whichever_allocation_fails),
    };
    return cmocka_run_group_tests_name("emit", tests, NULL, NULL);
}
