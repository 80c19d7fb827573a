/* Equations: any bytes are a tree, or one fault with its place. A tree that is printed and read again is the
 * same; keys of names are their own keys; calls are checked or said to be unknown.
 */
#include "fuzz.h"

#include "functions.h"
#include "name.h"
#include "print.h"
#include "words.h"

static en_status read_text(en_str text, en_arena *arena, en_report *report, en_equation *equation,
                           en_expr *expr)
{
    *equation = (en_equation){.text = text, .line = 1, .column = 1};
    return en_expr_parse(equation, arena, report, expr);
}

static void check_fault(const en_report *report)
{
    fuzz_check(report->errors == 1);
    const en_problem *problem = &report->problems[report->kept - 1];
    if (report->kept < EN_REPORT_MOST) {
        fuzz_check(problem->severity == EN_ERROR && problem->where.row > 0);
        fuzz_check(problem->args[0].as.integer > 0);
    }
    for (int language = 0; language < EN_LANGUAGE_COUNT; language++) {
        en_text text = en_text_make(NULL);
        en_words_add_problem(&text, (en_language)language, problem);
        fuzz_check(!text.failed && en_utf8_invalid(text.at, text.size) == text.size);
        en_text_free(&text);
    }
}

static void check_round(const en_expr *expr, en_arena *arena)
{
    en_text once = en_text_make(NULL), twice = en_text_make(NULL);
    en_report report = en_report_make(NULL);
    en_equation equation;
    en_expr again;
    en_expr_print(&once, expr, en_expr_root(expr));
    fuzz_check(read_text(en_text_str(&once), arena, &report, &equation, &again) == EN_OK);
    fuzz_check(report.warnings == 0 && en_expr_equal(expr, &again));
    en_expr_print(&twice, &again, en_expr_root(&again));
    fuzz_check(en_str_equal(en_text_str(&once), en_text_str(&twice)));
    en_report_free(&report);
    en_text_free(&once);
    en_text_free(&twice);
}

static void check_names(const en_expr *expr, en_arena *arena)
{
    for (uint32_t i = 0; i < expr->name_count; i++) {
        en_str rest = expr->names[i].key, part, key;
        for (bool first = true; en_qualified_next(&rest, &part); first = false) {
            if (part.size == 0) fuzz_check(first);
            if (part.size == 0 || memchr(part.at, '\\', part.size)) continue;
            if (part.at[0] == '"' || part.size > EN_NAME_MOST_BYTES) continue;
            fuzz_check(en_name_of(arena, part, &key) == EN_NAME_FINE && en_str_equal(key, part));
        }
        en_text shown = en_text_make(NULL);
        en_name_show(&shown, expr->names[i].written);
        fuzz_check(!shown.failed && en_utf8_invalid(shown.at, shown.size) == shown.size);
        en_text_free(&shown);
    }
}

static void check_calls(const en_equation *equation, const en_expr *expr, en_report *report)
{
    for (uint32_t i = 0; i < expr->node_count; i++) {
        en_expr_kind kind = expr->nodes[i].kind;
        for (uint32_t k = 0; k < expr->nodes[i].count; k++) fuzz_check(en_expr_child(expr, i, k) < i);
        if (kind != EN_EXPR_CALL && kind != EN_EXPR_NAME) continue;
        uint32_t name = i;
        while (expr->nodes[name].kind != EN_EXPR_NAME) name = en_expr_child(expr, name, 0);
        const en_function *f = en_function_find(en_expr_key(expr, name));
        uint64_t before = report->errors;
        en_status status = f ? en_function_check(f, equation, expr, i, report)
                             : en_function_unknown(equation, expr, i, report);
        fuzz_check((status == EN_OK) == (report->errors == before));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    en_arena arena = en_arena_make(NULL);
    en_report report = en_report_make(NULL);
    en_equation equation;
    en_expr expr = {0};
    en_str text = {(const char *)data, size};
    en_status status = read_text(text, &arena, &report, &equation, &expr);
    fuzz_check(status == (report.errors ? EN_ERR_INPUT : EN_OK));
    if (status == EN_OK) {
        check_round(&expr, &arena);
        check_names(&expr, &arena);
        check_calls(&equation, &expr, &report);
    } else {
        check_fault(&report);
    }
    en_report_free(&report);
    en_arena_free(&arena);
    return 0;
}
