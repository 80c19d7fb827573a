/* Files that models name, without a disk: which paths a resource can mean, what a model is of files that are
 * given from memory, and what the engine says where nobody gives any.
 */
#include "check.h"
#include "plan_model.h"

#include <enishi/plan.h>

#define BEGIN                                                                                                \
    "<xmile xmlns=\"http://docs.oasis-open.org/xmile/ns/XMILE/v1.0\" version=\"1.0\"><sim_specs>"            \
    "<start>0</start><stop>1</stop></sim_specs>"
#define MODEL(variables) BEGIN "<model><variables>" variables "</variables></model></xmile>"

static void path_is(const char *folder, const char *resource, const char *expected)
{
    en_arena arena = en_arena_make(NULL);
    bool memory = false;
    const char *path = en_plan_path_of(&arena, en_str_of(folder), en_str_of(resource), &memory);
    assert_false(memory);
    if (expected) {
        assert_non_null(path);
        assert_string_equal(path, expected);
    } else assert_null(path);
    en_arena_free(&arena);
}

static void path__goes_down_from_its_folder(void **state)
{
    (void)state;
    path_is("", "a.xmile", "a.xmile");
    path_is("", "rates.csv", "rates.csv");
    path_is("", "./a//b/./c.xmile", "a/b/c.xmile");
    path_is("x/y/", "a/b", "x/y/a/b");
    path_is("", "a\\b.csv", "a/b.csv");
    path_is("", "r../Data/d.csv", "Data/d.csv");
    path_is("x/", "r..\\d.csv", "x/d.csv");
    path_is("", "a..b/..c", "a..b/..c");
}

static void path__that_leads_out_is_none(void **state)
{
    (void)state;
    static const char *const bad[] = {"",         "..",   "../x",  "a/..",     "a/../x", "a/../../x",  "/x",
                                      "/",        "\\x",  "C:\\x", "c:x",      "file:x", "http://h/x", ".",
                                      "r../../x", "r../", "./..",  "a\\..\\x", "//h/x",  "r../..\\x"};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) path_is("", bad[k], NULL);
    path_is("x/", "../y", NULL);
}

/* Files that are texts: the user is an array of names and texts, with a NULL at its end. */
static en_finder_fault read_text(void *user, const char *path, size_t most, en_arena *arena, en_str *bytes)
{
    (void)arena;
    const char *const *files = user;
    for (; *files; files += 2)
        if (strcmp(*files, path) == 0) {
            *bytes = en_str_of(files[1]);
            return bytes->size > most ? EN_FINDER_TOO_LARGE : EN_FINDER_FINE;
        }
    return EN_FINDER_MISSING;
}

static en_word rule_of(const char *text, const en_plan_finder *finder, en_status expected, en_where *where)
{
    en_planned planned;
    en_report report = en_report_make(NULL);
    en_status status =
        en_planned_read(en_str_of(text), en_str_of("m.xmile"), finder, NULL, &report, &planned);
    assert_int_equal(status, expected);
    en_word rule = report.errors ? report.problems[0].rule : EN_WORD_COUNT;
    if (where && report.errors) {
        *where = report.problems[0].where;
        assert_true(en_str_is(where->file, "sub/b.xmile"));
    }
    en_report_free(&report);
    en_planned_close(&planned);
    return rule;
}

static void finder__gives_the_models_of_modules(void **state)
{
    (void)state;
    static const char *const files[] = {"sub/a.xmile", MODEL("<module name=\"b\" resource=\"b.xmile\"/>"),
                                        "sub/b.xmile", MODEL("<aux name=\"x\"><eqn>7</eqn></aux>"), NULL};
    en_plan_finder finder = {.user = (void *)(uintptr_t)files, .read = read_text};
    en_planned planned;
    en_report report = en_report_make(NULL);
    const char *text = MODEL("<module name=\"a\" resource=\"sub/a.xmile\"/>");
    assert_int_equal(en_planned_read(en_str_of(text), en_str_of("m.xmile"), &finder, NULL, &report, &planned),
                     EN_OK);
    assert_int_equal(report.errors + report.warnings, 0);
    assert_int_equal(planned.all.count, 1);
    assert_true(en_str_is(planned.all.at[0].name, "a.b.x"));
    double value;
    assert_int_equal(en_plan_role_of(&planned.plan, planned.all.at[0].slot, &value), EN_ROLE_CONSTANT);
    assert_true(value == 7);
    en_planned_close(&planned);
    en_report_free(&report);
}

static void finder__problems_in_a_file_are_of_that_file(void **state)
{
    (void)state;
    static const char *const files[] = {"sub/b.xmile", MODEL("<aux name=\"x\"><eqn>7 +</eqn></aux>"), NULL};
    en_plan_finder finder = {.user = (void *)(uintptr_t)files, .read = read_text};
    en_where where = {0};
    (void)rule_of(MODEL("<module name=\"b\" resource=\"sub/b.xmile\"/>"), &finder, EN_ERR_INPUT, &where);
    assert_int_equal(where.row, 1);
}

static void finder__that_there_is_not_leaves_the_refusal_to_the_engine(void **state)
{
    (void)state;
    const char *module = MODEL("<module name=\"b\" resource=\"b.xmile\"/>");
    const char *model = BEGIN "<model><variables><module name=\"b\"/></variables></model>"
                              "<model name=\"b\" resource=\"b.xmile\"/></xmile>";
    const char *data = BEGIN "<data><import resource=\"d.csv\"/></data><model><variables/></model></xmile>";
    const char *demand = BEGIN "<data><import resource=\"d.csv\" frequency=\"on_demand\"/></data>"
                               "<model><variables/></model></xmile>";
    assert_int_equal(rule_of(module, NULL, EN_ERR_INPUT, NULL), EN_W_PLAN_MODULE_FILE);
    assert_int_equal(rule_of(model, NULL, EN_ERR_INPUT, NULL), EN_W_PLAN_MODULE_FILE);
    assert_int_equal(rule_of(data, NULL, EN_ERR_INPUT, NULL), EN_W_PLAN_IMPORT);
    assert_int_equal(rule_of(demand, NULL, EN_OK, NULL), EN_WORD_COUNT);
}

static void library__refuses_files_by_name(void **state)
{
    (void)state;
    const char *module = MODEL("<module name=\"b\" resource=\"b.xmile\"/>");
    en_model_report *report;
    en_model *read = NULL;
    assert_int_equal(en_model_report_make(NULL, &report), EN_OK);
    assert_int_equal(en_model_load(module, strlen(module), "m.xmile", NULL, report, &read), EN_ERR_INPUT);
    assert_null(read);
    en_model_problem problem;
    assert_int_equal(en_model_report_get(report, 0, &problem), EN_OK);
    assert_string_equal(problem.rule, "plan.module-file");
    assert_string_equal(problem.source, "m.xmile");
    assert_string_equal(problem.value, "b.xmile");
    en_model_report_free(report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(path__goes_down_from_its_folder),
        cmocka_unit_test(path__that_leads_out_is_none),
        cmocka_unit_test(finder__gives_the_models_of_modules),
        cmocka_unit_test(finder__problems_in_a_file_are_of_that_file),
        cmocka_unit_test(finder__that_there_is_not_leaves_the_refusal_to_the_engine),
        cmocka_unit_test(library__refuses_files_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
