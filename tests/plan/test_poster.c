/* Event posters: when thresholds fire. */
#include "check.h"
#include "poster.h"

static en_plan_text text(const char *s) { return (en_plan_text){.text = {s, strlen(s)}}; }

/* The times at which it fires, of values at 0, 1, 2, …; ended by -1. */
static void expect(en_plan_threshold *t, const double *values, const double *times)
{
    en_watch watch = {.threshold = t};
    size_t event;
    for (int k = 0; values[k] >= 0; k++) {
        bool fires = en_watch_fires(&watch, k, values[k], k == 0, &event);
        assert_int_equal(fires, *times == k);
        times += fires;
    }
    assert_true(*times < 0);
}

static void threshold__fires_when_it_is_crossed_from_its_side(void **unused)
{
    (void)unused;
    en_plan_threshold t = {.value = {.value = 5}};
    static const double values[] = {1, 5, 6, 4, 7, 7, -1};
    expect(&t, values, (const double[]){1, 4, -1});
    t.direction = text("decreasing");
    expect(&t, values, (const double[]){3, -1});
    t.direction = text("increasing");
    t.repeat = text("once");
    expect(&t, values, (const double[]){1, -1});
}

static void threshold__fires_again_after_each_interval(void **unused)
{
    (void)unused;
    en_plan_threshold t = {.value = {.value = 5}, .interval = {.text = text("2"), .value = 2}};
    expect(&t, (const double[]){1, 6, 6, 6, 6, 6, 1, 6, -1}, (const double[]){1, 3, 5, 7, -1});
}

static void threshold__that_a_run_begins_beyond_is_not_crossed(void **unused)
{
    (void)unused;
    en_plan_threshold t = {.value = {.value = 5}};
    expect(&t, (const double[]){8, 8, 2, 9, -1}, (const double[]){3, -1});
}

static void threshold__takes_turns_with_its_events(void **unused)
{
    (void)unused;
    en_plan_text messages[] = {text("first"), text("second")};
    en_plan_threshold t = {.value = {.value = 5}, .messages = {messages, 2}};
    en_watch watch = {.threshold = &t};
    size_t event = 9;
    assert_false(en_watch_fires(&watch, 0, 1, true, &event));
    for (size_t k = 0; k < 5; k++) {
        assert_true(en_watch_fires(&watch, (double)(2 * k), 6, false, &event));
        assert_int_equal(event, k % 2);
        assert_false(en_watch_fires(&watch, (double)(2 * k + 1), 1, false, &event));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threshold__fires_when_it_is_crossed_from_its_side),
        cmocka_unit_test(threshold__fires_again_after_each_interval),
        cmocka_unit_test(threshold__that_a_run_begins_beyond_is_not_crossed),
        cmocka_unit_test(threshold__takes_turns_with_its_events),
    };
    return cmocka_run_group_tests_name("poster", tests, NULL, NULL);
}
