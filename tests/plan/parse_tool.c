/* parse_tool <EQUATIONS: equations, each ended by the byte 0x1E, parsed one after the other. A line for each:
 * its tree as JSON, a tab and the equation printed again; or the rule that it breaks, line, column and value.
 */
#include "json.h"
#include "parse.h"
#include "print.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>

static void add_tree(en_text *out, const en_expr *expr, uint32_t index)
{
    static const char *const kinds[] = {
        "number", "name", "[]", "()", "empty", "all", ":", "@",  "'", "+1", "-1",  "not", "^",  "*",
        "/",      "mod",  "+",  "-",  "<",     "<=",  ">", ">=", "=", "<>", "and", "or",  "if", "list"};
    const en_expr_node *node = &expr->nodes[index];
    bool numeric = node->kind == EN_EXPR_NUMBER || node->kind == EN_EXPR_POSITION;
    en_text_add_char(out, '[');
    en_json_add_string(out, en_str_of(kinds[node->kind]));
    if (numeric || node->name != EN_EXPR_NONE) en_text_add_char(out, ',');
    if (numeric) en_text_add_real(out, node->number);
    if (node->name != EN_EXPR_NONE) en_json_add_string(out, en_expr_key(expr, index));
    for (uint32_t i = 0; i < node->count; i++) {
        en_text_add_char(out, ',');
        add_tree(out, expr, en_expr_child(expr, index, i));
    }
    en_text_add_char(out, ']');
}

static void add_result(en_text *out, const en_expr *expr)
{
    uint32_t root = en_expr_root(expr);
    if (root == EN_EXPR_NONE) en_text_add_z(out, "[\"nothing\"]");
    else add_tree(out, expr, root);
    en_text_add_char(out, '\t');
    en_expr_print(out, expr, root);
}

static void add_problem(en_text *out, const en_problem *problem)
{
    en_text_add_z(out, en_word_key(problem->rule));
    en_text_add_char(out, ' ');
    en_text_add_int(out, (int64_t)problem->where.row);
    en_text_add_char(out, ' ');
    en_text_add_int(out, problem->args[0].as.integer);
    en_text_add_char(out, ' ');
    en_text_add(out, problem->where.value);
}

static void parse(en_str text)
{
    en_equation equation = {.text = text, .line = 1, .column = 1};
    en_arena arena = en_arena_make(NULL);
    en_report report = en_report_make(NULL);
    en_text out = en_text_make(NULL);
    en_expr expr;
    if (en_expr_parse(&equation, &arena, &report, &expr) == EN_OK) add_result(&out, &expr);
    else add_problem(&out, &report.problems[report.kept - 1]);
    en_text_add_char(&out, '\n');
    fwrite(out.at, 1, out.size, stdout);
    en_text_free(&out);
    en_report_free(&report);
    en_arena_free(&arena);
}

int main(void)
{
    en_text all = en_text_make(NULL);
    for (size_t n = 1; n > 0 && !all.failed;) {
        char *room = en_text_reserve(&all, 65536);
        n = room ? fread(room, 1, 65536, stdin) : 0;
        all.size += n;
    }
    for (size_t at = 0; at < all.size;) {
        const char *end = memchr(all.at + at, 0x1E, all.size - at);
        if (!end) break;
        parse((en_str){all.at + at, (size_t)(end - all.at) - at});
        at = (size_t)(end - all.at) + 1;
    }
    en_text_free(&all);
    return 0;
}
