/* The check of a model beside its units: parts that are missing, left over or out of their range, and what
 * nothing uses. */
#include "checked_model.h"

static void parts__that_are_missing_or_left_over(void **state)
{
    (void)state;
    expect("<stock name=\"s\"><eqn>1</eqn></stock>", EN_W_PLAN_STOCK_ALONE);
    expect(WORLD "<flow name=\"lonely\"><eqn>1</eqn></flow>", EN_W_PLAN_FLOW_ALONE);
    expect(WORLD "<flow name=\"asked\"><eqn>1</eqn></flow><aux name=\"x\"><eqn>asked*2</eqn></aux>", FINE);
    expect("<aux name=\"c\"><eqn>3</eqn><range min=\"4\" max=\"5\"/></aux>", EN_W_PLAN_RANGE_BELOW);
    expect("<aux name=\"c\"><eqn>-(-6)</eqn><range min=\"4\" max=\"5\"/></aux>", EN_W_PLAN_RANGE_ABOVE);
    expect("<aux name=\"c\"><eqn>4</eqn><range min=\"4\" max=\"5\"/></aux><aux "
           "name=\"e\"><eqn>c*2</eqn><range min=\"4\" max=\"5\"/></aux>",
           FINE);
    checked c;
    check_file(&c, HEAD(""), WORLD,
               "<views><view><stock name=\"P\" x=\"1\" y=\"1\"/><aux name=\"P\\n\" x=\"1\" y=\"1\"/><aux "
               "name=\"ghost\" x=\"1\" y=\"1\"/>"
               "<alias x=\"1\" y=\"1\" uid=\"1\"><of>spirit</of></alias><alias x=\"1\" y=\"1\" "
               "uid=\"2\"><of>tau</of></alias></view></views></model>",
               true);
    assert_int_equal(c.status, EN_OK); /* only units are a matter of being strict */
    assert_int_equal(c.report.warnings, 2);
    assert_int_equal(c.report.problems[0].rule, EN_W_PLAN_VIEW_UNKNOWN);
    check_str(c.report.problems[0].where.value, "ghost");
    check_str(c.report.problems[1].where.value, "spirit");
    checked_free(&c);
}

static void flows_and_constants__that_nothing_uses_are_listed(void **state)
{
    (void)state;
    checked c;
    uint32_t *unused, count;
    check_model(&c,
                WORLD AUX("used", "", "1") AUX("result", "", "used*P") AUX("self", "", "PREVIOUS(self, 1)")
                    FLOW("lonely", "", "used") STOCK("alone", "", "1", ""));
    assert_int_equal(en_plan_unused(&c.plan, &c.arena, &unused, &count), EN_OK);
    static const char *const expected[] = {"price", "tau", "share", "lonely"};
    assert_int_equal(count, CHECK_COUNT(expected));
    for (uint32_t k = 0; k < count; k++)
        check_str(c.plan.space.variables[unused[k]].definition->name, expected[k]);
    checked_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts__that_are_missing_or_left_over),
        cmocka_unit_test(flows_and_constants__that_nothing_uses_are_listed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
