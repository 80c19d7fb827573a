/* Equations: what is taken, every fault with its place, limits, and lack of memory. Precedence is tested by
 * test_equations.py. */
#include "name.h"
#include "parse.h"

#include "print.h"
#include "words.h"

#include "check.h"

#include <stdio.h>

typedef struct reading {
    en_arena arena;
    en_report report;
    en_status status;
    en_expr expr;
} reading;

static reading read_text(en_str text)
{
    reading r = {.arena = en_arena_make(NULL), .report = en_report_make(NULL)};
    en_equation equation = {.text = text,
                            .file = en_str_of("model.xmile"),
                            .owner = en_str_of("Births"),
                            .line = 40,
                            .column = 13};
    r.status = en_expr_parse(&equation, &r.arena, &r.report, &r.expr);
    return r;
}

static void done(reading *r)
{
    en_report_free(&r->report);
    en_arena_free(&r->arena);
}

static void check_printed(const char *text, const char *expected)
{
    reading r = read_text(en_str_of(text));
    if (r.status != EN_OK) fail_msg("%s: %s", text, en_word_key(r.report.problems[0].rule));
    assert_int_equal(r.report.kept, 0);
    en_text printed = en_text_make(NULL);
    en_expr_print(&printed, &r.expr, en_expr_root(&r.expr));
    check_str(en_text_str(&printed), expected);
    reading again = read_text(en_text_str(&printed));
    assert_int_equal(again.status, EN_OK);
    assert_true(en_expr_equal(&r.expr, &again.expr));
    en_text_free(&printed);
    done(&again);
    done(&r);
}

/* The fault's place counts from line 40, column 13. */
static void check_fault(const char *text, en_word rule, uint64_t line, int64_t column, const char *value)
{
    reading r = read_text(en_str_of(text));
    assert_int_equal(r.status, EN_ERR_INPUT);
    assert_int_equal(r.report.kept, 1);
    const en_problem *problem = &r.report.problems[0];
    if (problem->rule != rule || problem->where.row != line || problem->args[0].as.integer != column)
        fail_msg("%s: %s at %d, %d", text, en_word_key(problem->rule), (int)problem->where.row,
                 (int)problem->args[0].as.integer);
    check_str(problem->where.file, "model.xmile");
    check_str(problem->where.column, "Births");
    check_str(problem->where.value, value);
    done(&r);
}

static void equation__is_printed_with_the_fewest_parentheses(void **state)
{
    (void)state;
    check_printed("((a)+(b))", "a + b");
    check_printed("(-2)^2", "(-2)^2");
    check_printed("-(2^2)", "-2^2");
    check_printed("30^(-(30^(-cons)))", "30^-30^-cons");
    check_printed("(2^3)^4", "(2^3)^4");
    check_printed("a-(b-c)", "a - (b - c)");
    check_printed("(not a) = b", "NOT a = b");
    check_printed("not (a = b)", "NOT (a = b)");
    check_printed("( IF NoT x THEN 1 ELSE 0 )", "IF NOT x THEN 1 ELSE 0");
    check_printed("1 + (if a then b else c) + d", "1 + (IF a THEN b ELSE c) + d");
    check_printed("1 + (if a then b else (c + d))", "1 + IF a THEN b ELSE c + d");
    check_printed("(A+B)'", "(A + B)'");
    check_printed("a < b < c", "a < b < c");
    check_printed("a < (b < c)", "a < (b < c)");
}

static void equation__may_call_and_subscript_in_every_way(void **state)
{
    (void)state;
    check_printed("IF (TIME > 3) THEN 10 ELSE 5", "IF TIME > 3 THEN 10 ELSE 5");
    check_printed("f ( )", "f()");
    check_printed("f(a,,b)", "f(a, , b)");
    check_printed("f(,)", "f(, )");
    check_printed("A[*, *:Dim, 1:3, @2, Boston, n+1, ]", "A[*, *:Dim, 1:3, @2, Boston, n + 1, ]");
    check_printed("A[]", "A[]");
    check_printed("A[2, 3][1]''", "A[2, 3][1]''");
    check_printed("cost_f [Boston] (2003)", "cost_f[Boston](2003)");
    check_printed("hares.area * .area + \"a.b\".c", "hares.area*.area + \"a.b\".c");
    check_printed("std.ABS(x)", "std.ABS(x)");
    check_printed("1, 2, 3", "1, 2, 3");
    check_printed("SUM(M[Cats, *:dummy]*C[Cats])", "SUM(M[Cats, *:dummy]*C[Cats])");
}

static void equation__has_names_in_every_script(void **state)
{
    (void)state;
    check_printed("2*tốc_độ_sinh+半導体人材/（比率）", "2*tốc_độ_sinh + 半導体人材/（比率）");
    check_printed("\"Aux_with_$peC!@|_characters\"", "\"Aux_with_$peC!@|_characters\"");
    check_printed("\"revenue\\ngap\" + \"say \\\"no\\\"\"", "\"revenue\\ngap\" + \"say \\\"no\\\"\"");
    check_printed("a\xC2\xA0+\xC2\xA0"
                  "3",
                  "a + 3"); /* a no-break space is a blank between tokens */
    check_printed("birth\xC2\xA0rate", "birth\xC2\xA0rate");
    check_printed("\"if\" + \"Not\"", "\"if\" + \"Not\"");
    check_printed("$us + _x", "$us + _x");
}

static void mod__is_a_name_where_no_operator_can_stand(void **state)
{
    (void)state;
    check_printed("mod", "mod");
    check_printed("a mod b", "a MOD b");
    check_printed("mod mod mod", "mod MOD mod");
    check_printed("Mod(10, 3)", "Mod(10, 3)");
    check_printed("a + mod", "a + mod");
    check_printed("A[*:mod]", "A[*:mod]");
}

static void equation__passes_over_comments_and_blanks(void **state)
{
    (void)state;
    check_printed("a*b { take product of a and b } + c { then add c }", "a*b + c");
    check_printed("-10 + Time/10\t\t\t\t\t", "-10 + Time/10");
    check_printed("a {{ } +\r\n b", "a + b"); /* comments do not nest */
    static const char *const nothing[] = {"", " \t\n", "{Enter equation for use when not hooked up}",
                                          "{a}{b} "};
    for (size_t i = 0; i < CHECK_COUNT(nothing); i++) {
        reading r = read_text(en_str_of(nothing[i]));
        assert_int_equal(r.status, EN_OK);
        assert_int_equal(en_expr_root(&r.expr), EN_EXPR_NONE);
        done(&r);
    }
}

static void number__is_read_exactly(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } numbers[] = {{"0", 0},
                   {".375", 0.375},
                   {"14.", 14},
                   {"6E5", 6e5},
                   {"8.123e-10", 8.123e-10},
                   {"14.e3", 14e3},
                   {".5E+1", 5},
                   {"1e308", 1e308},
                   {"3.14159265358979323846264", 0x1.921fb54442d18p+1},
                   {"0.1", 0.1},
                   {"007", 7},
                   {"9007199254740993", 9007199254740992.0}};
    for (size_t i = 0; i < CHECK_COUNT(numbers); i++) {
        reading r = read_text(en_str_of(numbers[i].text));
        assert_int_equal(r.status, EN_OK);
        assert_int_equal(r.expr.node_count, 1);
        assert_true(r.expr.nodes[0].number == numbers[i].value);
        done(&r);
    }
}

static void tree__has_the_places_of_what_was_written(void **state)
{
    (void)state;
    reading r = read_text(en_str_of("aa + IF b THEN ff(12) ELSE c'"));
    assert_int_equal(r.status, EN_OK);
    static const struct {
        en_expr_kind kind;
        uint32_t at, size;
    } nodes[] = {{EN_EXPR_NAME, 0, 2},       {EN_EXPR_NAME, 8, 1},  {EN_EXPR_NAME, 15, 2},
                 {EN_EXPR_NUMBER, 18, 2},    {EN_EXPR_CALL, 17, 1}, {EN_EXPR_NAME, 27, 1},
                 {EN_EXPR_TRANSPOSE, 28, 1}, {EN_EXPR_IF, 5, 2},    {EN_EXPR_ADD, 3, 1}};
    assert_int_equal(r.expr.node_count, CHECK_COUNT(nodes));
    for (uint32_t i = 0; i < r.expr.node_count; i++) {
        assert_int_equal(r.expr.nodes[i].kind, nodes[i].kind);
        assert_int_equal(r.expr.nodes[i].at, nodes[i].at);
        assert_int_equal(r.expr.nodes[i].size, nodes[i].size);
        for (uint32_t k = 0; k < r.expr.nodes[i].count; k++) assert_true(en_expr_child(&r.expr, i, k) < i);
    }
    done(&r);
}

static void fault__has_its_line_and_column(void **state)
{
    (void)state;
    check_fault("a +\n  b ? c", EN_W_PLAN_CHARACTER, 41, 5, "?");
    check_fault("人口 + ; b", EN_W_PLAN_CHARACTER, 40, 18, ";");
    check_fault("a }", EN_W_PLAN_CHARACTER, 40, 15, "}");
    check_fault("a + {b", EN_W_PLAN_UNCLOSED_COMMENT, 40, 17, "{");
    check_fault("a + \"b", EN_W_PLAN_UNCLOSED_QUOTE, 40, 17, "\"");
    check_fault("a.\"b", EN_W_PLAN_UNCLOSED_QUOTE, 40, 15, "\"");
    check_fault("a. b", EN_W_PLAN_NAME_AFTER_POINT, 40, 13, "a.");
    check_fault("marketing.4", EN_W_PLAN_NAME_AFTER_POINT, 40, 13, "marketing.");
    check_fault("\"a\\tb\"", EN_W_PLAN_NAME_ESCAPE, 40, 13, "\"a\\tb\"");
    check_fault("a + \"\"", EN_W_PLAN_NAME_EMPTY, 40, 17, "\"\"");
    check_fault("1 + 2nd", EN_W_PLAN_NUMBER_MALFORMED, 40, 17, "2nd");
    check_fault("1.2.3", EN_W_PLAN_NUMBER_MALFORMED, 40, 13, "1.2.3");
    check_fault("1e + 2", EN_W_PLAN_NUMBER_MALFORMED, 40, 13, "1e");
    check_fault("2*1e999", EN_W_PLAN_NUMBER_RANGE, 40, 15, "1e999");
    check_fault("2*1e-999", EN_W_PLAN_NUMBER_RANGE, 40, 15, "1e-999");
    check_fault("a + b)", EN_W_PLAN_STRAY_CLOSE, 40, 18, ")");
    check_fault("a]", EN_W_PLAN_STRAY_CLOSE, 40, 14, "]");
    check_fault("2*(a + b", EN_W_PLAN_UNCLOSED_PARENTHESIS, 40, 15, "(");
    check_fault("f(a, b", EN_W_PLAN_UNCLOSED_PARENTHESIS, 40, 14, "(");
    check_fault("v[a", EN_W_PLAN_UNCLOSED_BRACKET, 40, 14, "[");
    check_fault("2*(a + b]", EN_W_PLAN_UNEXPECTED, 40, 21, "]");
    check_fault("v[a)", EN_W_PLAN_UNEXPECTED, 40, 16, ")");
    check_fault("a + * b", EN_W_PLAN_UNEXPECTED, 40, 17, "*");
    check_fault("* b", EN_W_PLAN_ONLY_SUBSCRIPT, 40, 13, "*");
    check_fault("@1", EN_W_PLAN_ONLY_SUBSCRIPT, 40, 13, "@");
    check_fault("a[@0]", EN_W_PLAN_UNEXPECTED, 40, 16, "0");
    check_fault("a[@1.5]", EN_W_PLAN_UNEXPECTED, 40, 16, "1.5");
    check_fault("a[*:2]", EN_W_PLAN_UNEXPECTED, 40, 17, "2");
    check_fault("a == b", EN_W_PLAN_UNEXPECTED, 40, 16, "=");
    check_fault("a ** b", EN_W_PLAN_UNEXPECTED, 40, 16, "*");
    check_fault("if a", EN_W_PLAN_EQUATION_ENDS, 40, 17, "");
    check_fault("if a, b", EN_W_PLAN_UNEXPECTED, 40, 17, ",");
    check_fault("if a then b", EN_W_PLAN_EQUATION_ENDS, 40, 24, "");
    check_fault("then", EN_W_PLAN_UNEXPECTED, 40, 13, "then");
    check_fault("a 3", EN_W_PLAN_UNEXPECTED, 40, 15, "3");
    check_fault("a \"b\"", EN_W_PLAN_UNEXPECTED, 40, 15, "\"b\"");
    check_fault("a {x} b", EN_W_PLAN_UNEXPECTED, 40, 19, "b");
    check_fault("a .b", EN_W_PLAN_UNEXPECTED, 40, 15, ".b");
    check_fault("mod x", EN_W_PLAN_UNEXPECTED, 40, 17, "x");
    check_fault("(a)(b)", EN_W_PLAN_UNEXPECTED, 40, 16, "(");
    check_fault("1, 2,", EN_W_PLAN_EQUATION_ENDS, 40, 18, "");
    check_fault("a +", EN_W_PLAN_EQUATION_ENDS, 40, 16, "");
    check_fault("a\n+", EN_W_PLAN_EQUATION_ENDS, 41, 2, "");
}

static void fault__of_bytes_that_are_no_text_is_reported(void **state)
{
    (void)state;
    check_fault("a + \xFF", EN_W_PLAN_EQUATION_ENCODING, 40, 17, "");
    check_fault("a\xE2\x80", EN_W_PLAN_EQUATION_ENCODING, 40, 14, "");
}

static void fault__is_told_in_every_language(void **state)
{
    (void)state;
    static const char *const told[] = {
        "model.xmile:40: Births \"]\": character 21: this cannot stand here; expected: an operator, a comma "
        "or "
        "a closing parenthesis",
        "model.xmile:40: Births \"]\": ký tự thứ 21: phần này không đứng được ở đây; cần: một phép toán, dấu "
        "phẩy hoặc dấu ngoặc đóng",
        "model.xmile:40: Births \"]\": 21 文字目：ここには書けません。必要なもの："
        "演算子、コンマ、または閉じ括弧"};
    reading r = read_text(en_str_of("2*(a + b]"));
    for (int language = 0; language < EN_LANGUAGE_COUNT; language++) {
        en_text text = en_text_make(NULL);
        en_words_add_problem(&text, (en_language)language, &r.report.problems[0]);
        check_str(en_text_str(&text), told[language]);
        en_text_free(&text);
    }
    done(&r);
}

/* A text whose second half stands in another line. */
static void in_halves(const void *user, size_t offset, uint32_t *line, uint32_t *column)
{
    size_t half = *(const size_t *)user;
    *line = offset < half ? 7 : 9;
    *column = (uint32_t)(offset < half ? offset : offset - half) + 1;
}

static void fault__stands_where_the_caller_says(void **state)
{
    (void)state;
    size_t half = 4;
    en_arena arena = en_arena_make(NULL);
    en_report report = en_report_make(NULL);
    en_expr expr;
    en_equation equation = {.text = en_str_of("a + b + ;"), .place = in_halves, .user = &half};
    assert_int_equal(en_expr_parse(&equation, &arena, &report, &expr), EN_ERR_INPUT);
    assert_int_equal(report.problems[0].where.row, 9);
    assert_int_equal(report.problems[0].args[0].as.integer, 5);
    en_report_free(&report);
    en_arena_free(&arena);
}

static void names__in_a_row_are_one_with_a_warning(void **state)
{
    (void)state;
    reading r = read_text(en_str_of("2 + EXPRESSION  MACRO x(3)"));
    assert_int_equal(r.status, EN_OK);
    assert_int_equal(r.report.warnings, 1);
    assert_int_equal(r.report.problems[0].rule, EN_W_PLAN_NAMES_JOINED);
    check_str(r.report.problems[0].where.value, "EXPRESSION  MACRO x");
    en_text printed = en_text_make(NULL);
    en_expr_print(&printed, &r.expr, en_expr_root(&r.expr));
    check_str(en_text_str(&printed), "2 + EXPRESSION__MACRO_x(3)");
    check_str(en_expr_key(&r.expr, 1), "expression_macro_x");
    en_text_free(&printed);
    done(&r);
}

/* `before` n times, a name, `behind` n times. */
static reading read_nested(const char *before, const char *behind, size_t n)
{
    en_text text = en_text_make(NULL);
    en_text_add_repeated(&text, before, n);
    en_text_add_z(&text, "a");
    en_text_add_repeated(&text, behind, n);
    reading r = read_text(en_text_str(&text));
    en_text_free(&text); /* trees are not looked at */
    return r;
}

static void depth__has_a_limit_and_length_of_sums_has_none(void **state)
{
    (void)state;
    static const char *const nested[][2] = {{"(", ")"},
                                            {"-", ""},
                                            {"not ", ""},
                                            {"a^", ""},
                                            {"f(", ")"},
                                            {"v[", "]"},
                                            {"if ", " then b else c"},
                                            {"if a then b else ", ""}};
    for (size_t i = 0; i < CHECK_COUNT(nested); i++) {
        reading r = read_nested(nested[i][0], nested[i][1], EN_EXPR_MOST_DEPTH - 1);
        assert_int_equal(r.status, EN_OK);
        done(&r);
        static const size_t beyond[] = {EN_EXPR_MOST_DEPTH, 50000};
        for (size_t k = 0; k < CHECK_COUNT(beyond); k++) {
            r = read_nested(nested[i][0], nested[i][1], beyond[k]);
            assert_int_equal(r.status, EN_ERR_INPUT);
            assert_int_equal(r.report.problems[0].rule, EN_W_PLAN_EQUATION_DEEP);
            done(&r);
        }
    }
    static const char *const wide[] = {"+a", "*a", "[1]", "'", " and a", ", a"};
    for (size_t i = 0; i < CHECK_COUNT(wide); i++) {
        reading r = read_nested("", wide[i], 50000);
        assert_int_equal(r.status, EN_OK);
        done(&r);
    }
}

static void print__needs_no_stack_for_long_sums(void **state)
{
    (void)state;
    en_text text = en_text_make(NULL), printed = en_text_make(NULL);
    en_text_add_z(&text, "a");
    en_text_add_repeated(&text, " + a'", 100000);
    reading r = read_text(en_text_str(&text));
    assert_int_equal(r.status, EN_OK);
    en_expr_print(&printed, &r.expr, en_expr_root(&r.expr));
    assert_true(en_str_equal(en_text_str(&printed), en_text_str(&text)));
    en_text_free(&printed);
    en_text_free(&text);
    done(&r);
}

static void equation__has_a_limit_of_bytes(void **state)
{
    (void)state;
    en_text text = en_text_make(NULL);
    en_text_add_repeated(&text, " ", EN_EXPR_MOST_BYTES);
    reading r = read_text(en_text_str(&text));
    assert_int_equal(r.status, EN_OK);
    done(&r);
    en_text_add_char(&text, ' ');
    r = read_text(en_text_str(&text));
    assert_int_equal(r.status, EN_ERR_INPUT);
    assert_int_equal(r.report.problems[0].rule, EN_W_PLAN_EQUATION_LONG);
    done(&r);
    text.size = 0;
    en_text_add_repeated(&text, "a", EN_NAME_MOST_BYTES + 1);
    r = read_text(en_text_str(&text));
    assert_int_equal(r.report.problems[0].rule, EN_W_PLAN_NAME_LONG);
    done(&r);
    text.size = 0;
    en_text_add_repeated(&text, "1", 401);
    r = read_text(en_text_str(&text));
    assert_int_equal(r.report.problems[0].rule, EN_W_PLAN_NUMBER_LONG);
    en_text_free(&text);
    done(&r);
}

static en_status read_and_print(const en_context *context, void *user)
{
    const char *text = user;
    en_arena arena = en_arena_make(context->allocator);
    en_equation equation = {.text = en_str_of(text), .line = 1, .column = 1};
    en_expr expr;
    en_text printed = en_text_make(context->allocator);
    en_status status = en_expr_parse(&equation, &arena, NULL, &expr);
    if (status == EN_OK) en_expr_print(&printed, &expr, en_expr_root(&expr));
    if (printed.failed) status = EN_ERR_MEMORY;
    en_text_free(&printed);
    en_arena_free(&arena);
    return status;
}

static void equation__says_when_memory_is_out(void **state)
{
    (void)state;
    static char text[] =
        "if not (a + b*tốc_độ) then f(1, , v[*:d, 1:3, @2])' else \"x y\", 2, 3, 4, 5, 6, 7, 8, 9, "
        "10, 11, 12, 13, 14, 15, 16, 17, 18, 19, a[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]";
    check_refused_allocations(read_and_print, text, 400);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equation__is_printed_with_the_fewest_parentheses),
        cmocka_unit_test(equation__may_call_and_subscript_in_every_way),
        cmocka_unit_test(equation__has_names_in_every_script),
        cmocka_unit_test(mod__is_a_name_where_no_operator_can_stand),
        cmocka_unit_test(equation__passes_over_comments_and_blanks),
        cmocka_unit_test(number__is_read_exactly),
        cmocka_unit_test(tree__has_the_places_of_what_was_written),
        cmocka_unit_test(fault__has_its_line_and_column),
        cmocka_unit_test(fault__of_bytes_that_are_no_text_is_reported),
        cmocka_unit_test(fault__is_told_in_every_language),
        cmocka_unit_test(fault__stands_where_the_caller_says),
        cmocka_unit_test(names__in_a_row_are_one_with_a_warning),
        cmocka_unit_test(depth__has_a_limit_and_length_of_sums_has_none),
        cmocka_unit_test(print__needs_no_stack_for_long_sums),
        cmocka_unit_test(equation__has_a_limit_of_bytes),
        cmocka_unit_test(equation__says_when_memory_is_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
