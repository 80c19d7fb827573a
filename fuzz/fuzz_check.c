/* Whole models, checked: any file that can be read and understood has a verdict, which is the same when it is
 * asked for again, strictly or not. */
#include "fuzz.h"

#include "model_check.h"
#include "tree.h"
#include "words.h"

static uint64_t verdict(const en_plan *plan, bool strict)
{
    en_report report = en_report_make(NULL);
    en_status status = en_plan_check(plan, strict, NULL, &report);
    fuzz_check(status == (report.errors ? EN_ERR_INPUT : EN_OK) && (strict || report.errors == 0));
    for (size_t k = 0; k < report.kept; k++) {
        en_text text = en_text_make(NULL);
        en_words_add_problem(&text, EN_LANGUAGE_JA, &report.problems[k]);
        fuzz_check(!text.failed && en_utf8_invalid(text.at, text.size) == text.size);
        en_text_free(&text);
    }
    uint64_t found = report.errors + report.warnings;
    en_report_free(&report);
    return found;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    en_report report = en_report_make(NULL);
    en_arena arena = en_arena_make(NULL);
    en_xmile_tree tree;
    en_plan_model model;
    en_plan plan = {0};
    bool parsed =
        en_xmile_parse((en_str){(const char *)data, size}, en_str_of("m"), NULL, &report, &tree) == EN_OK;
    bool read = parsed && en_xmile_read(&tree, &arena, &report, &model) == EN_OK;
    if (read && en_plan_understand(&model, NULL, &report, &plan) == EN_OK) {
        uint32_t *unused, count;
        fuzz_check(verdict(&plan, false) == verdict(&plan, true));
        fuzz_check(en_plan_unused(&plan, &arena, &unused, &count) == EN_OK && count <= plan.listed_count);
    }
    if (plan.space.arena.allocator) en_plan_free(&plan);
    if (parsed) en_xmile_free(&tree);
    en_arena_free(&arena);
    en_report_free(&report);
    return 0;
}
