/* run_tool MODEL: runs a model once and prints every variable at every saved time, for tests that compare
 * with others' numbers before there is a command line. */
#include "plan.h"
#include "tree.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>

typedef struct printing {
    const en_plan *plan;
    const uint32_t *slots;
    uint32_t count;
} printing;

static void print_row(void *user, const en_block *block)
{
    const printing *p = user;
    const en_simulation *s = block->simulation;
    printf("%.17g", s->start + (double)block->step * s->dt);
    for (uint32_t k = 0; k < p->count; k++) {
        bool shared;
        printf("\t%.17g", *en_block_operand(block, s->program->output[k], &shared));
    }
    putchar('\n');
}

static void show(const en_report *report)
{
    en_text text = en_text_make(NULL);
    en_words_add_report(&text, EN_LANGUAGE_EN, report, 20, "");
    fprintf(stderr, "%.*s", (int)text.size, text.at ? text.at : "");
    en_text_free(&text);
}

static int run(en_plan *plan, en_report *report)
{
    uint32_t *slots = calloc(plan->space.slot_count + 1, sizeof *slots), count = 0;
    printf("time");
    for (uint32_t k = 0; k < plan->listed_count; k++) {
        const en_space_variable *v = &plan->space.variables[plan->listed[k]];
        for (uint32_t e = 0; e < v->definition->count; e++) {
            en_text name = en_text_make(NULL);
            en_space_show_slot(&plan->space, v->first + e, &name);
            printf("\t%.*s", (int)name.size, name.at);
            en_text_free(&name);
            slots[count++] = v->first + e;
        }
    }
    putchar('\n');
    en_plan_wish wish = {.outputs = slots, .output_count = count};
    en_plan_code code;
    en_status status = en_plan_compile(plan, &wish, NULL, report, &code);
    en_arena arena = en_arena_make(NULL);
    en_block block;
    if (status == EN_OK && en_block_make(&code.simulation, &arena, &block)) {
        printing p = {plan, slots, count};
        status = en_machine_best()(&block, print_row, &p);
    }
    en_arena_free(&arena);
    en_plan_code_free(&code);
    free(slots);
    return (int)status;
}

int main(int argc, char **argv)
{
    if (argc != 2) return 2;
    FILE *f = fopen(argv[1], "rb");
    if (!f) return 5;
    static char bytes[1 << 24];
    size_t size = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    en_report report = en_report_make(NULL);
    en_xmile_tree tree;
    en_plan_model model;
    en_plan plan = {0};
    en_arena arena = en_arena_make(NULL);
    int status = (int)en_xmile_parse((en_str){bytes, size}, en_str_of(argv[1]), NULL, &report, &tree);
    if (status == EN_OK) status = (int)en_xmile_read(&tree, &arena, &report, &model);
    if (status == EN_OK) status = (int)en_plan_understand(&model, NULL, &report, &plan);
    if (status == EN_OK) status = run(&plan, &report);
    show(&report);
    if (plan.space.arena.allocator) en_plan_free(&plan);
    en_xmile_free(&tree);
    en_arena_free(&arena);
    en_report_free(&report);
    return status;
}
