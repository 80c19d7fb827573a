/* Units: each rule on small models that keep it and that break it. */
#include "checked_model.h"

typedef struct equation {
    const char *units, *text;
    int rule;
} equation;

/* Of a variable with these units in WORLD. */
static const equation equations[] = {
    /* sums and numbers */
    {"people", "P + 3", FINE},
    {"people", "P + P*share - (2 + 3)", FINE},
    {"people", "P + F", EN_W_PLAN_UNITS_SUM},
    {"people", "P - F*tau", FINE},
    {"people", "P + price", EN_W_PLAN_UNITS_SUM},
    {"people", "100", FINE},
    {"people", "-(2*3)^2", FINE},
    {"people", "2*P/4", FINE},
    {"people", "100*share", EN_W_PLAN_UNITS_EQUATION},
    {"1/people", "1/P", FINE},
    {"people", "1/P", EN_W_PLAN_UNITS_EQUATION},
    {"1", "1 - share", FINE},
    {"people", "INF", FINE},
    {"people", "P + INF", FINE},
    {"1", "PI*share", FINE},
    {"people", "P MOD 12", FINE},
    {"people", "P MOD F", EN_W_PLAN_UNITS_ARGUMENTS},
    /* products */
    {"people*people/year", "P*F", FINE},
    {"people^2/year", "P*F", FINE},
    {"people/year", "P*F", EN_W_PLAN_UNITS_EQUATION},
    {"$*person", "price*P", FINE},
    {"dollars per person", "price/P", FINE},
    {"1", "P/P", FINE},
    {"", "P*F + P", EN_W_PLAN_UNITS_SUM},
    /* powers and roots */
    {"people^2", "P^2", FINE},
    {"people^(1/2)", "P^0.5", FINE},
    {"people^(1/2)", "SQRT(P)", FINE},
    {"people", "SQRT(P)^2", FINE},
    {"people", "SQRT(P^2)", FINE},
    {"people", "P^(1/3)*P^(2/3)", FINE},
    {"people", "P^0.35*P^0.65", FINE},
    {"people", "P^0.35*P^0.6", EN_W_PLAN_UNITS_EQUATION},
    {"1/people", "P^-1", FINE},
    {"1", "share^tau", EN_W_PLAN_UNITS_EXPONENT},
    {"1", "2^(TIME/tau)", FINE},
    {"1", "2^TIME", EN_W_PLAN_UNITS_EXPONENT},
    {"people", "P^share", EN_W_PLAN_UNITS_BASE},
    {"people", "P*(P/P)^share", FINE},
    /* comparisons, truth, branches */
    {"1", "P &gt; F", EN_W_PLAN_UNITS_COMPARISON},
    {"1", "P &gt; 10 AND F &lt; 3", FINE},
    {"people", "IF P &gt;= 10 THEN P ELSE 0", FINE},
    {"people", "IF P = 10 THEN P ELSE F", EN_W_PLAN_UNITS_BRANCHES},
    {"people", "IF TIME &gt; tau THEN P ELSE F*tau", FINE},
    {"people", "IF TIME &gt; P THEN P ELSE 0", EN_W_PLAN_UNITS_COMPARISON},
    {"people", "P*(TIME &gt; 3)", FINE},
    {"people", "P*NOT share", FINE},
    /* functions by their rules */
    {"people", "ABS(P) + INT(P) + MAX(P, 0) + MIN(P, F*tau)", FINE},
    {"people", "MAX(P, F)", EN_W_PLAN_UNITS_ARGUMENTS},
    {"1", "EXP(-TIME/tau)", FINE},
    {"1", "EXP(P)", EN_W_PLAN_UNITS_PURE},
    {"1", "LN(P/10)", EN_W_PLAN_UNITS_PURE},
    {"1", "SIN(2*PI*TIME/12)", FINE},
    {"1", "SIN(P/12)", EN_W_PLAN_UNITS_PURE},
    {"1", "SIN(TIME)", EN_W_PLAN_UNITS_PURE},
    {"people", "DELAY1(P, tau)", FINE},
    {"people", "DELAY3(P, 5, 10)", FINE},
    {"people", "DELAY3(P, P)", EN_W_PLAN_UNITS_TIME},
    {"people", "SMTH1(P, tau, F)", EN_W_PLAN_UNITS_ARGUMENTS},
    {"people", "SMTHN(P, tau, 3, P)", FINE},
    {"people", "DELAYN(P, tau, 3, price)", EN_W_PLAN_UNITS_ARGUMENTS},
    {"1/year", "TREND(P, tau)", FINE},
    {"people", "TREND(P, tau)", EN_W_PLAN_UNITS_EQUATION},
    {"people", "FORCST(P, tau, 5)", FINE},
    {"people", "FORCST(P, tau, P)", EN_W_PLAN_UNITS_TIME},
    {"people", "STEP(P, 3)", FINE},
    {"people", "STEP(10, tau)", FINE},
    {"people", "STEP(10, P)", EN_W_PLAN_UNITS_TIME},
    {"people", "RAMP(F, 3)", FINE},
    {"people", "RAMP(10, 3)", FINE},
    {"people/year", "RAMP(F, 3)", EN_W_PLAN_UNITS_EQUATION},
    {"people/year", "PULSE(P, 3, tau)", FINE},
    {"people", "PULSE(P, 3, tau)", EN_W_PLAN_UNITS_EQUATION},
    {"people", "NORMAL(P, 3, 7)", FINE},
    {"people", "NORMAL(P, F)", EN_W_PLAN_UNITS_ARGUMENTS},
    {"people", "P*RANDOM(0, 1)", FINE},
    {"people", "PREVIOUS(P, 0) + INIT(P)", FINE},
    {"people", "PREVIOUS(P, F)", EN_W_PLAN_UNITS_ARGUMENTS},
    {"people", "PREVIOUS(SELF, P)", FINE},
    {"people/year", "PREVIOUS(SELF, P)", EN_W_PLAN_UNITS_ARGUMENTS},
    {"people/year", "SAFEDIV(P, tau)", FINE},
    {"people/year", "SAFEDIV(P, tau, P)", EN_W_PLAN_UNITS_ARGUMENTS},
    {"year", "TIME + DT - STARTTIME", FINE},
    {"people", "P + TIME", EN_W_PLAN_UNITS_SUM},
    {"people*$", "PROD(P, price)", FINE},
    /* what nobody declared is not complained of, and passes on what it is */
    {"people", "P + unknown", FINE},
    {"people", "unknown*P", FINE},
    {"people", "P*other/unknown", FINE},
};

static void units__follow_the_rules_of_equations(void **state)
{
    (void)state;
    for (size_t k = 0; k < CHECK_COUNT(equations); k++) {
        const equation *e = &equations[k];
        char variables[2048];
        snprintf(variables, sizeof variables,
                 WORLD AUX("unknown", "", "7") AUX("other", "", "8") AUX("x", "%s", "%s"), e->text, e->units);
        fprintf(stderr, "# [%s] = %s\n", e->units, e->text);
        expect(variables, e->rule);
    }
}

static void units__are_inferred_and_hold_elsewhere(void **state)
{
    (void)state;
    expect(WORLD AUX("rate", "", "0.1") FLOW("G", "people/year", "P*rate")
               STOCK("Q", "people", "0", "<inflow>G</inflow>") AUX("x", "1/year", "rate + 1/tau"),
           FINE);
    expect(WORLD AUX("rate", "", "0.1") FLOW("G", "people/year", "P*rate")
               STOCK("Q", "people", "0", "<inflow>G</inflow>") AUX("x", "", "rate + P"),
           EN_W_PLAN_UNITS_SUM);
    expect(WORLD AUX("z", "", "y*2") AUX("y", "", "w + 0") AUX("w", "", "P/tau") AUX("x", "people", "z"),
           EN_W_PLAN_UNITS_EQUATION);
    expect(WORLD AUX("z", "", "y*2") AUX("y", "", "w + 0") AUX("w", "", "P/tau") AUX("x", "people", "z*tau"),
           FINE);
    expect(STOCK("S", "people", "1", "<inflow>G</inflow>") FLOW("G", "", "H") AUX("H", "", "3")
               AUX("x", "people", "H"),
           EN_W_PLAN_UNITS_EQUATION);
    expect(FLOW("G", "people/year", "1") STOCK("S", "", "1", "<inflow>G</inflow>") AUX("x", "people", "S"),
           FINE);
    expect(FLOW("G", "people/year", "1") STOCK("S", "", "1", "<inflow>G</inflow>")
               AUX("x", "people/year", "S"),
           EN_W_PLAN_UNITS_EQUATION);
    expect(WORLD AUX("x", "", "y") AUX("y", "", "x0*y0") AUX("x0", "", "1") AUX("y0", "", "2"), FINE);
}

static void units__of_one_mistake_are_told_once(void **state)
{
    (void)state;
    expect(STOCK("P", "people", "1", "<inflow>F</inflow>") STOCK("Q", "people", "1", "<outflow>F</outflow>")
               FLOW("F", "people", "P*rate") AUX("rate", "", "0.1") AUX("a", "people/year", "F")
                   AUX("b", "1/year", "rate") AUX("c", "people/year", "F + 1"),
           EN_W_PLAN_UNITS_FLOW);
    expect(WORLD AUX("bad", "", "P + price") AUX("x", "$", "bad") AUX("y", "people", "bad"),
           EN_W_PLAN_UNITS_SUM);
    expect(WORLD AUX("bad", "", "(P + price) + (F + tau)"), EN_W_PLAN_UNITS_SUM);
    expect(WORLD AUX("k", "", "1") AUX("x", "people", "P*k") AUX("y", "people/year", "P*k")
               AUX("z", "people*people", "P*k"),
           EN_W_PLAN_UNITS_EQUATION);
    expect(WORLD AUX("odd", "peo[ple", "1") AUX("x", "people", "odd + P") AUX("y", "$", "odd + price"),
           EN_W_PLAN_UNIT_MALFORMED);
}

static void units__of_stocks_flows_arrays_and_curves(void **state)
{
    (void)state;
    static const char curve[] = "<gf><xscale min=\"0\" max=\"1\"/><ypts>1,2</ypts></gf>";
    char text[2048];
    expect(STOCK("P", "people", "1", "<outflow>F</outflow>") FLOW("F", "people/month", "1"),
           EN_W_PLAN_UNITS_FLOW);
    expect(STOCK("P", "people", "price", "<outflow>F</outflow>") FLOW("F", "people/yr", "1")
               AUX("price", "$", "1"),
           EN_W_PLAN_UNITS_EQUATION);
    expect(STOCK("wood", "m^3", "1", "<outflow>use</outflow>") STOCK(
               "chairs", "chairs", "1", "<inflow>use</inflow>") "<flow "
                                                                "name=\"use\"><eqn>1</eqn><units>m^3/year</"
                                                                "units><multiplier>4</multiplier></flow>",
           FINE);
    snprintf(text, sizeof text,
             WORLD "<aux name=\"g\"><eqn>TIME</eqn><units>$</units>%s</aux>" AUX("x", "$", "g + g(3)"),
             curve);
    expect(text, FINE);
    snprintf(text, sizeof text, WORLD "<aux name=\"g\"><eqn>TIME + P</eqn><units>$</units>%s</aux>", curve);
    expect(text, EN_W_PLAN_UNITS_SUM);
    snprintf(text, sizeof text,
             WORLD "<gf name=\"g\"><units>$</units><xscale min=\"0\" max=\"1\"/><ypts>1,2</ypts></gf>" AUX(
                 "x", "people", "LOOKUP(g, P)"));
    expect(text, EN_W_PLAN_UNITS_EQUATION);
    expect(WORLD "<aux name=\"v\"><dimensions><dim name=\"d\"/></dimensions><units>people</units><element "
                 "subscript=\"a\"><eqn>P</eqn></element>"
                 "<element subscript=\"b\"><eqn>price</eqn></element></aux>",
           EN_W_PLAN_UNITS_EQUATION);
    expect(WORLD "<aux name=\"v\"><dimensions><dim "
                 "name=\"d\"/></dimensions><units>people</units><eqn>P*d</eqn></aux>" AUX(
                     "s", "people", "SUM(v[*]) + v[a] + MEAN(v[*])/d.size"),
           FINE);
    expect(WORLD "<aux name=\"v\"><dimensions><dim name=\"d\"/></dimensions><units>people</units><eqn>P, "
                 "price</eqn></aux>",
           EN_W_PLAN_UNITS_EQUATION);
    expect(WORLD "<stock "
                 "name=\"C\"><eqn>1</eqn><units>people</units><inflow>F</inflow><outflow>O</"
                 "outflow><conveyor><len>P</len></conveyor></stock>"
                 "<flow name=\"O\"><units>people/year</units></flow>",
           EN_W_PLAN_UNITS_TIME);
}

static void units__pass_through_modules_and_macros(void **state)
{
    (void)state;
    static const char tail[] = "</model><model name=\"m\"><variables>" AUX("i", "people", "0")
        AUX("o", "", "i*2") "</variables></model>"
                            "<macro name=\"twice\"><parm>a</parm><eqn>a + a</eqn></macro>"
                            "<macro name=\"lag\"><parm>a</parm><parm>t</parm><eqn>s/t</eqn><variables>"
                            "<stock name=\"s\"><eqn>a*t</eqn><inflow>f</inflow></stock><flow "
                            "name=\"f\"><eqn>a - s/t</eqn></flow></variables></macro>";
    static const struct {
        const char *variables;
        int rule;
    } models[] = {
        {WORLD "<module name=\"m\"><connect to=\"i\" from=\"P\"/></module>" AUX("x", "people", "m.o"), FINE},
        {WORLD "<module name=\"m\"><connect to=\"i\" from=\"P\"/></module>" AUX("x", "$", "m.o"),
         EN_W_PLAN_UNITS_EQUATION},
        {WORLD "<module name=\"m\"><connect to=\"i\" from=\"price\"/></module>" AUX("x", "people", "m.o"),
         EN_W_PLAN_UNITS_CONNECTION},
        {WORLD AUX("x", "people", "twice(P)") AUX("y", "$", "twice(price)"), FINE},
        {WORLD AUX("x", "people", "twice(price)"), EN_W_PLAN_UNITS_EQUATION},
        {WORLD AUX("x", "people", "lag(P, tau)") AUX("y", "$", "lag(twice(price), 3*tau)"), FINE},
        {WORLD AUX("x", "", "lag(P, price)*0 + tau") AUX("y", "people", "lag(P, tau)"), EN_W_PLAN_UNITS_SUM},
    };
    for (size_t k = 0; k < CHECK_COUNT(models); k++) {
        checked c;
        check_file(&c, HEAD(" time_units=\"years\""), models[k].variables, tail, false);
        assert_int_equal(c.report.warnings, models[k].rule >= 0);
        if (models[k].rule >= 0) assert_int_equal(c.report.problems[0].rule, models[k].rule);
        checked_free(&c);
    }
}

static void units__without_a_unit_of_time_are_compared_by_the_first_flow(void **state)
{
    (void)state;
    checked c;
    static const char head[] = HEAD("");
    check_file(&c, head, WORLD AUX("x", "years", "TIME") AUX("y", "people", "DELAY1(P, tau)"), "</model>",
               false);
    assert_int_equal(c.report.warnings, 0);
    checked_free(&c);
    check_file(&c, head, WORLD AUX("x", "people", "TIME"), "</model>", false);
    assert_int_equal(c.report.warnings, 1);
    checked_free(&c);
}

static void messages__name_both_sides_and_their_lines(void **state)
{
    (void)state;
    checked c;
    check_file(&c, HEAD(" time_units=\"years\""),
               WORLD AUX("rate", "", "0.1") AUX("G", "people/year", "P*rate") AUX("x", "", "rate + 2*P"),
               "</model>", true);
    assert_int_equal(c.status, EN_ERR_INPUT);
    assert_int_equal(c.report.errors, 1);
    const en_problem *p = &c.report.problems[0];
    assert_int_equal(p->where.row, 9);
    check_str(p->where.column, "x");
    check_str(p->where.value, "rate + 2*P");
    assert_int_equal(p->args[0].as.integer, 25);
    check_str(p->args[1].as.text, "rate [1/year, L8]");
    check_str(p->args[2].as.text, "2*P [people]");
    for (int language = 0; language < EN_LANGUAGE_COUNT; language++) {
        en_text words = en_text_make(NULL);
        en_words_add_problem(&words, (en_language)language, p);
        assert_true(words.size > 0 && !words.failed);
        en_text_free(&words);
    }
    checked_free(&c);
}

static en_status check_with(const en_context *context, void *user)
{
    checked c;
    check_bytes(&c, *(const en_str *)user, false, context);
    en_status status = c.report.out_of_memory ? EN_ERR_MEMORY : c.status;
    checked_free(&c);
    return status;
}

static void memory__that_is_refused_is_said(void **state)
{
    (void)state;
    static const char model[] = HEAD(" time_units=\"years\"") UNITS DIMENSIONS
        "<model><variables>" WORLD AUX("rate", "", "0.1") AUX("k", "", "1")
            FLOW("G", "people", "P*rate + twice(price)") STOCK("S", "people", "1", "<inflow>G</inflow>")
                AUX("x", "load^2", "price*rate^0.5") AUX("y", "peo[ple", "0") AUX(
                    "z", "",
                    "P*k + F") "<module name=\"m\"><connect to=\"i\" from=\"price\"/></module>"
                               "<aux name=\"c\"><eqn>9</eqn><range min=\"1\" max=\"2\"/></aux><flow "
                               "name=\"lonely\"><eqn>1</eqn></flow></variables>"
                               "<views><view><aux name=\"ghost\" x=\"1\" y=\"1\"/></view></views></model>"
                               "<model name=\"m\"><variables>" AUX(
                                   "i", "people",
                                   "0") "</variables></model>"
                                        "<macro name=\"twice\"><parm>a</parm><eqn>a + b</eqn><variables>" AUX(
                                            "b", "", "a*1") "</variables></macro></xmile>";
    en_str text = en_str_of(model);
    check_refused_allocations(check_with, &text, 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units__follow_the_rules_of_equations),
        cmocka_unit_test(units__are_inferred_and_hold_elsewhere),
        cmocka_unit_test(units__of_one_mistake_are_told_once),
        cmocka_unit_test(units__of_stocks_flows_arrays_and_curves),
        cmocka_unit_test(units__pass_through_modules_and_macros),
        cmocka_unit_test(units__without_a_unit_of_time_are_compared_by_the_first_flow),
        cmocka_unit_test(messages__name_both_sides_and_their_lines),
        cmocka_unit_test(memory__that_is_refused_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
