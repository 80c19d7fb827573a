/* Units as they are written: expressions into one form, and the definitions of a model. */
#include "checked_model.h"
#include "unit_names.h"

static void read_unit(const char *text, const char *expected)
{
    static const char model[] =
        HEAD("") "<model_units><unit name=\"engineers\"><alias>engineer</alias></unit>"
                 "<unit name=\"load\"><eqn>hours/engineer</eqn></unit>"
                 "<unit name=\"Month\"/><unit name=\"off\" disabled=\"true\"><eqn>load</eqn></unit>"
                 "<unit name=\"Yen\"><eqn>JPY</eqn><alias>¥</alias></unit>"
                 "</model_units><model><variables/></model></xmile>";
    checked c;
    en_unit_names names;
    en_unit unit;
    check_bytes(&c, en_str_of(model), false, NULL);
    assert_int_equal(c.report.warnings, 0);
    assert_int_equal(en_unit_names_make(&c.arena, &c.model, EN_WARNING, &c.report, &names), EN_OK);
    en_plan_text written = {.text = en_str_of(text)};
    en_status status = en_unit_read(&names, &written, en_str_of("x"), &unit);
    assert_int_equal(status, expected ? EN_OK : EN_ERR_INPUT);
    assert_int_equal(c.report.warnings, !expected);
    if (expected) {
        en_text shown = en_text_make(NULL);
        en_unit_show(&names, unit, &shown);
        check_str(en_text_str(&shown), expected);
        en_text_free(&shown);
    }
    checked_free(&c);
}

/* What is written, and how it is shown; NULL: it is malformed. */
static const char *const written_as[][2] = {
    {"people/year", "people/year"},
    {"Person / yr", "Person/yr"},
    {"person-years", "person*years"},
    {"1", "1"},
    {"Dmnl", "1"},
    {"dimensionless", "1"},
    {"1/year", "1/year"},
    {"per year", "1/year"},
    {"per_year", "1/year"},
    {"engineer*engineers", "engineers^2"},
    {"hours/engineers", "load"},
    {"load*engineer", "hours"},
    {"months", "Month"},
    {"mo", "Month"},
    {"off", "off"},
    {"$", "$"},
    {"dollars/$", "1"},
    {"¥", "Yen"},
    {"JPY/year", "JPY/year"},
    {"m^2*m^-2", "1"},
    {"m^(1/2)", "m^(1/2)"},
    {"m^(-1/2)", "1/m^(1/2)"},
    {"(a/b)/(c*d)", "a/(b*c*d)"},
    {"a/b*c", "a*c/b"},
    {"(a*b)^3", "a^3*b^3"},
    {"a^2^2", "a^4"},
    {"Degrees Fahrenheit/Minute", "Degrees Fahrenheit/Minute"},
    {"degrees_fahrenheit", "degrees fahrenheit"},
    {"tonnes per person per year", "tonnes/(person*year)"},
    {"\"kg (net)\"", "kg (net)"},
    {"người/năm", "người/năm"},
    {"人/年", "人/年"},
    {"%", "%"},
    {"people*1/1", "people"},
    {"", NULL},
    {"2", NULL},
    {"2 people", NULL},
    {"1st", NULL},
    {"people/", NULL},
    {"*people", NULL},
    {"(people", NULL},
    {"people)", NULL},
    {"people^", NULL},
    {"people^x", NULL},
    {"people^1.5", NULL},
    {"people^(1/0)", NULL},
    {"people^9999999", NULL},
    {"people^1000000^1000", NULL},
    {"[0,100]", NULL},
    {"a+b", NULL},
    {"\"open", NULL},
    {"\xff", NULL},
    {"_", "_"},
    {"_s", "_s"},
};

static void expressions__are_read_into_one_form(void **state)
{
    (void)state;
    for (size_t k = 0; k < CHECK_COUNT(written_as); k++) {
        fprintf(stderr, "# %s\n", written_as[k][0]);
        read_unit(written_as[k][0], written_as[k][1]);
    }
    char deep[201];
    memset(deep, '(', sizeof deep);
    deep[200] = '\0';
    read_unit(deep, NULL);
}

static void definitions__that_are_circular_or_double_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *units;
        int rule;
    } models[] = {
        {"<unit name=\"a\"><eqn>b</eqn></unit><unit name=\"b\"><eqn>a</eqn></unit>", EN_W_PLAN_UNIT_CIRCLE},
        {"<unit name=\"a\"><eqn>a*b</eqn></unit>", EN_W_PLAN_UNIT_CIRCLE},
        {"<unit name=\"a\"><eqn>b*b</eqn></unit><unit name=\"b\"><eqn>1/c</eqn></unit><unit "
         "name=\"c\"><eqn>x/a</eqn></unit>",
         EN_W_PLAN_UNIT_CIRCLE},
        {"<unit name=\"$\"><eqn>$</eqn></unit>", FINE},
        {"<unit name=\"a\"><eqn>b*b</eqn></unit><unit name=\"b\"><eqn>b</eqn></unit>", FINE},
        {"<unit name=\"a\"><alias>x</alias></unit><unit name=\"b\"><alias>x</alias></unit>",
         EN_W_PLAN_UNIT_TWICE},
        {"<unit name=\"a\"><eqn>b^^</eqn></unit>", EN_W_PLAN_UNIT_MALFORMED},
    };
    for (size_t k = 0; k < CHECK_COUNT(models); k++) {
        char head[1024];
        checked c;
        snprintf(head, sizeof head, HEAD("") "<model_units>%s</model_units>", models[k].units);
        check_file(&c, head, "", "</model>", false);
        assert_int_equal(c.report.warnings, models[k].rule >= 0);
        if (models[k].rule >= 0) assert_int_equal(c.report.problems[0].rule, models[k].rule);
        checked_free(&c);
    }
}

static void definitions__in_a_chain_longer_than_any_stack_are_told(void **state)
{
    (void)state;
    en_text head = en_text_make(NULL);
    en_text_add_z(&head, HEAD("") "<model_units>");
    for (int k = 0; k < 20000; k++) {
        char unit[80];
        snprintf(unit, sizeof unit, "<unit name=\"u%d\"><eqn>u%d</eqn></unit>", k, k + 1);
        en_text_add_z(&head, unit);
    }
    en_text_add_z(&head, "</model_units>");
    en_text_add_char(&head, '\0');
    checked c;
    check_file(&c, head.at, "", "</model>", false);
    assert_true(c.report.warnings > 0);
    checked_free(&c);
    en_text_free(&head);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expressions__are_read_into_one_form),
        cmocka_unit_test(definitions__that_are_circular_or_double_are_told),
        cmocka_unit_test(definitions__in_a_chain_longer_than_any_stack_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
