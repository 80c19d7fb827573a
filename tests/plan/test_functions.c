/* The table of functions. */
#include "functions.h"

#include "words.h"

#include "check.h"

typedef struct reading {
    en_arena arena;
    en_report report;
    en_equation equation;
    en_expr expr;
} reading;

static reading read_text(const char *text)
{
    reading r = {.arena = en_arena_make(NULL),
                 .report = en_report_make(NULL),
                 .equation = {.text = en_str_of(text), .line = 1, .column = 1}};
    assert_int_equal(en_expr_parse(&r.equation, &r.arena, &r.report, &r.expr), EN_OK);
    return r;
}

static void done(reading *r)
{
    en_report_free(&r->report);
    en_arena_free(&r->arena);
}

static void table__is_complete_and_says_one_thing_of_each(void **state)
{
    (void)state;
    for (int i = 0; i < EN_FUNCTION_COUNT; i++) {
        const en_function *f = &en_functions[i];
        assert_non_null(f->name);
        assert_true(f->least <= f->most);
        size_t kinds = strlen(f->kinds);
        assert_true(f->most == 0 ? kinds == 0 : kinds >= 1 && kinds <= f->most);
        assert_int_equal(strspn(f->kinds, "vsnamgx"), kinds);
        assert_non_null(f->source);
        char key[32] = "";
        for (size_t k = 0; f->name[k]; k++) key[k] = (char)(f->name[k] + (f->name[k] >= 'A' ? 'a' - 'A' : 0));
        for (size_t k = 0; key[k]; k++)
            if (f->name[k] == '_') key[k] = '_';
        assert_ptr_equal(en_function_find(en_str_of(key)), f);
        assert_int_equal(en_function_id_of(f), i);
    }
}

/* All of sections 3.5 and 3.7.1.3 of XMILE 1.0, with the most arguments that they name. */
static void table__has_every_function_of_the_standard(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        uint8_t least, most;
    } standard[] = {
        {"abs", 1, 1},      {"arccos", 1, 1}, {"arcsin", 1, 1},    {"arctan", 1, 1},   {"cos", 1, 1},
        {"exp", 1, 1},      {"inf", 0, 0},    {"int", 1, 1},       {"ln", 1, 1},       {"log10", 1, 1},
        {"max", 1, 255},    {"min", 1, 255},  {"pi", 0, 0},        {"sin", 1, 1},      {"sqrt", 1, 1},
        {"tan", 1, 1},      {"exprnd", 1, 2}, {"lognormal", 2, 3}, {"normal", 2, 3},   {"poisson", 1, 2},
        {"random", 2, 3},   {"delay", 2, 3},  {"delay1", 2, 3},    {"delay3", 2, 3},   {"delayn", 3, 4},
        {"forcst", 3, 4},   {"smth1", 2, 3},  {"smth3", 2, 3},     {"smthn", 3, 4},    {"trend", 2, 3},
        {"pulse", 2, 3},    {"ramp", 2, 2},   {"step", 2, 2},      {"dt", 0, 0},       {"starttime", 0, 0},
        {"stoptime", 0, 0}, {"time", 0, 0},   {"init", 1, 1},      {"previous", 2, 2}, {"self", 0, 0},
        {"mean", 1, 255},   {"rank", 2, 3},   {"size", 0, 1},      {"stddev", 1, 255}, {"sum", 1, 255}};
    for (size_t i = 0; i < CHECK_COUNT(standard); i++) {
        const en_function *f = en_function_find(en_str_of(standard[i].key));
        if (!f) {
            fail_msg("no function %s", standard[i].key);
            return;
        }
        assert_int_equal(f->least, standard[i].least);
        assert_int_equal(f->most, standard[i].most);
    }
    assert_int_equal(CHECK_COUNT(standard), EN_FUNCTION_SUM + 1);
}

static void function__is_found_in_its_namespaces_and_by_other_names(void **state)
{
    (void)state;
    assert_ptr_equal(en_function_find(en_str_of("std.abs")), &en_functions[EN_FUNCTION_ABS]);
    assert_ptr_equal(en_function_find(en_str_of("isee.safediv")), &en_functions[EN_FUNCTION_SAFEDIV]);
    assert_ptr_equal(en_function_find(en_str_of("vensim.modulo")), &en_functions[EN_FUNCTION_MODULO]);
    assert_ptr_equal(en_function_find(en_str_of("uniform")), &en_functions[EN_FUNCTION_RANDOM]);
    assert_ptr_equal(en_function_find(en_str_of("initial")), &en_functions[EN_FUNCTION_INIT]);
    static const char *const none[] = {"", "ab", "absx", "forio.abs", "std", "std.", ".abs", "std.std.abs"};
    for (size_t i = 0; i < CHECK_COUNT(none); i++) assert_null(en_function_find(en_str_of(none[i])));
}

static void argument__has_the_kind_of_its_letter(void **state)
{
    (void)state;
    const en_function *delayn = &en_functions[EN_FUNCTION_DELAYN], *max = &en_functions[EN_FUNCTION_MAX];
    assert_int_equal(en_function_argument(delayn, 0), EN_ARGUMENT_VALUE);
    assert_int_equal(en_function_argument(delayn, 2), EN_ARGUMENT_WHOLE);
    assert_int_equal(en_function_argument(delayn, 3), EN_ARGUMENT_START);
    assert_int_equal(en_function_argument(max, 7), EN_ARGUMENT_MIXED);
    assert_int_equal(en_function_argument(&en_functions[EN_FUNCTION_LOOKUP], 0), EN_ARGUMENT_GRAPH);
}

static void near__finds_what_a_slip_of_the_hand_meant(void **state)
{
    (void)state;
    static const char *const meant[][2] = {{"dealy3", "DELAY3"},
                                           {"smht1", "SMTH1"},
                                           {"sqr", "SQRT"},
                                           {"foecast", "FORCST"},
                                           {"max2", "MAX"},
                                           {"tiem", "TIME"},
                                           {"absolute", NULL},
                                           {"xy", NULL},
                                           {"std.stpe", "STEP"},
                                           {"previuos", "PREVIOUS"},
                                           {"q", NULL},
                                           {"", NULL},
                                           {"a_name_that_is_longer_than_any_function", NULL}};
    for (size_t i = 0; i < CHECK_COUNT(meant); i++) {
        const en_function *f = en_function_near(en_str_of(meant[i][0]));
        if (!meant[i][1]) assert_null(f);
        else if (!f || strcmp(f->name, meant[i][1]) != 0)
            fail_msg("%s: %s", meant[i][0], f ? f->name : "none");
    }
}

static void check_call(const char *text, en_word rule, int64_t column, const char *told)
{
    reading r = read_text(text);
    uint32_t root = en_expr_root(&r.expr), name = root;
    while (r.expr.nodes[name].kind != EN_EXPR_NAME) name = en_expr_child(&r.expr, name, 0);
    const en_function *f = en_function_find(en_expr_key(&r.expr, name));
    en_status status = f ? en_function_check(f, &r.equation, &r.expr, root, &r.report)
                         : en_function_unknown(&r.equation, &r.expr, root, &r.report);
    if (!told) {
        assert_int_equal(status, EN_OK);
        assert_int_equal(r.report.kept, 0);
    } else {
        assert_int_equal(status, EN_ERR_INPUT);
        assert_int_equal(r.report.problems[0].rule, rule);
        assert_int_equal(r.report.problems[0].args[0].as.integer, column);
        en_text text_told = en_text_make(NULL);
        en_words_add_problem(&text_told, EN_LANGUAGE_EN, &r.report.problems[0]);
        check_str(en_text_str(&text_told), told);
        en_text_free(&text_told);
    }
    done(&r);
}

static void call__is_checked_for_its_arguments(void **state)
{
    (void)state;
    static const char *const fine[] = {"TIME",   "TIME()",        "ABS(x)",
                                       "MAX(a)", "MAX(a, b, c)",  "DELAYN(a, b, 3)",
                                       "SIZE",   "RANK(A, SIZE)", "isee.SAFEDIV(a, b)"};
    for (size_t i = 0; i < CHECK_COUNT(fine); i++) check_call(fine[i], EN_W_PLAN_UNEXPECTED, 0, NULL);
    check_call("ABS(x, y)", EN_W_PLAN_ARGUMENTS_EXACT, 1,
               "\"ABS\": character 1: this function takes exactly one argument");
    check_call("STEP(2)", EN_W_PLAN_ARGUMENTS_EXACT, 1,
               "\"STEP\": character 1: this function takes exactly 2 arguments");
    check_call("ABS", EN_W_PLAN_ARGUMENTS_EXACT, 1,
               "\"ABS\": character 1: this function takes exactly one argument");
    check_call("DELAYN(a, b)", EN_W_PLAN_ARGUMENTS_BETWEEN, 1,
               "\"DELAYN\": character 1: this function takes 3 to 4 arguments");
    check_call("MAX()", EN_W_PLAN_ARGUMENTS_LEAST, 1,
               "\"MAX\": character 1: this function takes at least one argument");
    check_call("TIME(1)", EN_W_PLAN_ARGUMENTS_NONE, 1,
               "\"TIME\": character 1: this function takes no arguments; write its name alone");
    check_call("DELAY(a, , 3)", EN_W_PLAN_ARGUMENT_EMPTY, 10,
               "\",\": character 10: an argument is left out; this function needs all of them");
    check_call("DEALY(a, 3)", EN_W_PLAN_FUNCTION_NEAR, 1,
               "\"DEALY\": character 1: there is no function of this name; did you mean DELAY?");
    check_call(
        "oven[1](3)", EN_W_PLAN_FUNCTION_UNKNOWN, 1,
        "\"oven\": character 1: there is no function, graphical function, macro or array of this name");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(table__is_complete_and_says_one_thing_of_each),
        cmocka_unit_test(table__has_every_function_of_the_standard),
        cmocka_unit_test(function__is_found_in_its_namespaces_and_by_other_names),
        cmocka_unit_test(argument__has_the_kind_of_its_letter),
        cmocka_unit_test(near__finds_what_a_slip_of_the_hand_meant),
        cmocka_unit_test(call__is_checked_for_its_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
