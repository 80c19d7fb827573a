/* Bytes as a model that is compiled and run. Whatever they are, they end in a result or a reported problem;
 * the same bytes give the same numbers by the narrowest and the widest build of the machine. */
#include "fuzz.h"

#include "plan.h"
#include "tree.h"

#include <string.h>

enum {
    MOST_BYTES = 1 << 16,
    MOST_WORK = 1 << 20 /* steps × instructions */,
    MOST_OUTPUTS = 64,
    MOST_SLOTS = 4096
};

typedef struct numbers {
    uint64_t hash;
    uint32_t outputs;
} numbers;

/* Every not-a-number is one: which of them it is differs from build to build. */
static void take(void *user, const en_block *block)
{
    numbers *n = user;
    for (uint32_t k = 0; k < n->outputs; k++) {
        bool shared;
        const double *at = en_block_operand(block, block->simulation->program->output[k], &shared);
        double value = at[0] != at[0] ? 0x1p-1000 : at[0] + 0.0;
        uint64_t bits;
        memcpy(&bits, &value, sizeof bits);
        n->hash = (n->hash ^ bits) * 0x100000001B3u;
    }
}

static uint64_t run(const en_plan_code *code, en_machine *machine, uint32_t outputs)
{
    numbers n = {.hash = 0xCBF29CE484222325u, .outputs = outputs};
    en_arena arena = en_arena_make(NULL);
    en_block block;
    fuzz_check(en_block_make(&code->simulation, &arena, &block));
    en_status status = machine(&block, take, &n);
    fuzz_check(status == EN_OK || status == EN_ERR_LIMIT);
    en_arena_free(&arena);
    return n.hash;
}

static void compile(en_plan *plan, en_report *report)
{
    uint32_t outputs[MOST_OUTPUTS], count = 0;
    for (uint32_t k = 0; k < plan->listed_count && count < MOST_OUTPUTS; k++)
        outputs[count++] = plan->space.variables[plan->listed[k]].first;
    en_plan_wish wish = {.outputs = outputs, .output_count = count};
    en_plan_code code;
    en_status status = en_plan_compile(plan, &wish, NULL, report, &code);
    fuzz_check((status == EN_OK) == (report->errors == 0));
    uint64_t instructions = code.program.step.count + 64u * code.simulation.device_count + 64u;
    if (status == EN_OK && code.simulation.steps < MOST_WORK / instructions)
        fuzz_check(run(&code, en_machine_of(EN_LANES_SSE2), count) == run(&code, en_machine_best(), count));
    en_plan_code_free(&code);
}

static void understand(const en_plan_model *model, en_report *report)
{
    en_plan plan;
    en_status status = en_plan_understand(model, NULL, report, &plan);
    fuzz_check((status == EN_OK) == (report->errors == 0));
    if (status == EN_OK && plan.space.slot_count <= MOST_SLOTS) compile(&plan, report);
    en_plan_free(&plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > MOST_BYTES) return 0;
    en_report report = en_report_make(NULL);
    en_arena arena = en_arena_make(NULL);
    en_xmile_tree tree;
    en_plan_model model;
    if (en_xmile_parse((en_str){(const char *)data, size}, en_str_of("f"), NULL, &report, &tree) == EN_OK) {
        if (en_xmile_read(&tree, &arena, &report, &model) == EN_OK) understand(&model, &report);
        en_xmile_free(&tree);
    }
    en_arena_free(&arena);
    en_report_free(&report);
    return 0;
}
