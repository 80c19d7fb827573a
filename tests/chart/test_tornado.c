/* Tornados: their order, what is said of known numbers, and one that somebody has looked at. */
#include "titles.h"

#include "tornado.h"

static const en_chart_force forces[] = {
    {{"attrition", 9}, -0.31, NAN, 0.02, 0.08, {"per year", 8}, {"assumption", 10}, false},
    {{"lecturers", 9}, 0.62, NAN, 200, 900, {"persons", 7}, {"MOET 2024", 9}, false},
    {{"zeta", 4}, 0.18, NAN, NAN, NAN, {0}, {0}, false},
    {{"alpha", 5}, -0.18, NAN, 1, 2, {0}, {0}, false},
    {{"return", 6}, 0.012, NAN, 0, 1, {"%", 1}, {0}, false}};

static en_chart_tornado known(en_chart_sensitivity kind)
{
    return (en_chart_tornado){.frame = {.width = 720},
                              .variable = {"engineers", 9},
                              .when = {"2030", 4},
                              .kind = kind,
                              .r_squared = 0.9312,
                              .runs = 10000,
                              .is_synthetic = true,
                              .forces = forces,
                              .count = CHECK_COUNT(forces),
                              .left_out = 7};
}

static void bars__go_from_the_longest_and_by_name_where_they_are_equal(void **state)
{
    (void)state;
    static const char *const order[] = {"lecturers", "attrition", "alpha", "zeta", "return"};
    en_chart_tornado chart = known(EN_CHART_STANDARDISED);
    en_text text = en_text_make(NULL);
    assert_int_equal(en_chart_tornado_add(&text, &chart), EN_OK);
    en_text_add_char(&text, '\0');
    const char *at = text.at;
    for (size_t i = 0; i < CHECK_COUNT(order); i++) {
        char label[64];
        snprintf(label, sizeof label, "data-label=\"%s\"", order[i]);
        at = strstr(at, label);
        assert_non_null(at);
    }
    en_text_free(&text);
}

static void tornados__say_every_number(void **state)
{
    (void)state;
    en_chart_tornado chart = known(EN_CHART_STANDARDISED);
    en_text text = en_text_make(NULL);
    chart.frame.width = 1600; /* so that no line breaks */
    assert_int_equal(en_chart_tornado_add(&text, &chart), EN_OK);
    titles t = titles_of(en_text_str(&text));
    check_title(&t, "lecturers", "+0.62 · range 200 to 900 persons · MOET 2024");
    check_title(&t, "attrition", "−0.31 · range 0.02 to 0.08 per year · assumption");
    check_title(&t, "zeta", "+0.18");
    check_title(&t, "return", "range 0 to 1%");
    en_text_add_char(&text, '\0');
    static const char *const must[] = {
        "standardised regression coefficients",  "R² 0.9312",       "10,000 runs", "synthetic data",
        "What matters most for engineers, 2030", "7 more constants"};
    for (size_t i = 0; i < CHECK_COUNT(must); i++) assert_non_null(strstr(text.at, must[i]));
    en_text_free(&t.said);
    en_text_free(&text);
}

static void kinds__say_their_second_number(void **state)
{
    (void)state;
    static const struct {
        en_chart_sensitivity kind;
        const char *said;
    } cases[] = {{EN_CHART_MORRIS, "0.4 · standard deviation 0.25"}, {EN_CHART_SOBOL, "0.4 · alone 0.25"}};
    const en_chart_force one = {{"rate", 4}, 0.4, 0.25, NAN, NAN, {0}, {0}, false};
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        en_chart_tornado chart = {.kind = cases[i].kind, .r_squared = NAN, .forces = &one, .count = 1};
        en_text text = en_text_make(NULL);
        assert_int_equal(en_chart_tornado_add(&text, &chart), EN_OK);
        titles t = titles_of(en_text_str(&text));
        check_title(&t, "rate", cases[i].said);
        en_text_add_char(&text, '\0');
        assert_null(strstr(text.at, "R²"));
        en_text_free(&t.said);
        en_text_free(&text);
    }
}

static void ranges__have_the_digits_that_tell_their_ends_apart_and_years_no_groups(void **state)
{
    (void)state;
    static const struct {
        double low, high;
        bool is_year;
        const char *said[EN_LANGUAGE_COUNT];
    } cases[] = {
        {2025, 2026.5, true, {"range 2025 to 2026.5", "2025", "2026.5"}},
        {2025.123456, 2025.123457, true, {"range 2025.123456 to 2025.123457", "2025,123456", "2025.123456"}},
        {2000, 9000.4, false, {"range 2,000 to 9,000", "2.000", "2,000"}},
        {2025, 2026.5, false, {"range 2,025 to 2,026", "2.025", "2,025"}},
        {12345.25, 12345.375, false, {"range 12,345.2 to 12,345.4", "12.345,2", "12,345.2"}},
        {3, 3, false, {"range 3 to 3", "3", "3"}},
        {1e20, 2e20, false, {"range 100,000,", "100.000.", "100,000,"}},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++)
        for (en_language language = EN_LANGUAGE_EN; language < EN_LANGUAGE_COUNT; language++) {
            en_chart_force one = {.label = {"opens", 5},
                                  .value = 0.5,
                                  .second = NAN,
                                  .low = cases[i].low,
                                  .high = cases[i].high,
                                  .is_year = cases[i].is_year};
            en_chart_tornado chart = {
                .frame = {.language = language, .width = 1600}, .r_squared = NAN, .forces = &one, .count = 1};
            en_text text = en_text_make(NULL);
            assert_int_equal(en_chart_tornado_add(&text, &chart), EN_OK);
            titles t = titles_of(en_text_str(&text));
            check_title(&t, "opens", cases[i].said[language]);
            en_text_free(&t.said);
            en_text_free(&text);
        }
}

static void falling__is_told_from_rising_by_hatching(void **state)
{
    (void)state;
    en_chart_force one = {{"rate", 4}, 0.4, NAN, NAN, NAN, {0}, {0}, false};
    for (int falls = 0; falls < 2; falls++) {
        one.value = falls ? -0.4 : 0.4;
        en_chart_tornado chart = {.r_squared = NAN, .forces = &one, .count = 1};
        en_text text = en_text_make(NULL);
        assert_int_equal(en_chart_tornado_add(&text, &chart), EN_OK);
        en_text_add_char(&text, '\0');
        assert_int_equal(strstr(text.at, "chart-hatch") != NULL, falls);
        en_text_free(&text);
    }
}

static void tornados__of_any_data_overlap_nothing_and_stay_inside(void **state)
{
    (void)state;
    uint64_t random = 21;
    static en_chart_force all[EN_CHART_MOST_MARKS];
    for (int round = 0; round < 1000; round++) {
        size_t count = check_below(&random, check_below(&random, 50) ? 14 : EN_CHART_MOST_MARKS + 1);
        for (size_t i = 0; i < count; i++)
            all[i] =
                (en_chart_force){random_words(&random), random_value(&random),
                                 random_value(&random), check_below(&random, 3) ? random_value(&random) : NAN,
                                 random_value(&random), random_words(&random),
                                 random_words(&random), check_below(&random, 2) == 0};
        en_chart_tornado chart = {.frame = random_frame(&random),
                                  .variable = random_words(&random),
                                  .when = random_words(&random),
                                  .kind = (en_chart_sensitivity)check_below(&random, EN_CHART_SENSITIVITIES),
                                  .r_squared = check_below(&random, 2) ? 0.5 : NAN,
                                  .forces = all,
                                  .count = count,
                                  .left_out = check_below(&random, 3)};
        en_text text = en_text_make(NULL);
        assert_int_equal(en_chart_tornado_add(&text, &chart), EN_OK);
        assert_int_equal(check_picture(en_text_str(&text)), count);
        en_text_free(&text);
    }
}

static void tornados__refuse_more_bars_than_they_can_hold(void **state)
{
    (void)state;
    en_text text = en_text_make(NULL);
    en_chart_tornado chart = {.count = EN_CHART_MOST_MARKS + 1};
    assert_int_equal(en_chart_tornado_add(&text, &chart), EN_ERR_LIMIT);
    assert_int_equal(text.size, 0);
    en_text_free(&text);
}

static en_status draw_known(const en_context *context, void *user)
{
    (void)user;
    en_chart_tornado chart = known(EN_CHART_STANDARDISED);
    en_text text = en_text_make(context->allocator);
    en_status status = en_chart_tornado_add(&text, &chart);
    assert_true(status == EN_OK || text.size == 0);
    en_text_free(&text);
    return status;
}

static void tornados__survive_every_lack_of_memory(void **state)
{
    (void)state;
    check_refused_allocations(draw_known, NULL, 2000);
}

static void tornados__look_as_they_did(void **state)
{
    (void)state;
    en_chart_tornado chart = known(EN_CHART_STANDARDISED);
    chart.frame.language = EN_LANGUAGE_VI;
    en_text text = en_text_make(NULL);
    assert_int_equal(en_chart_tornado_add(&text, &chart), EN_OK);
    check_golden("tornado.svg", en_text_str(&text));
    en_text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bars__go_from_the_longest_and_by_name_where_they_are_equal),
        cmocka_unit_test(tornados__say_every_number),
        cmocka_unit_test(kinds__say_their_second_number),
        cmocka_unit_test(ranges__have_the_digits_that_tell_their_ends_apart_and_years_no_groups),
        cmocka_unit_test(falling__is_told_from_rising_by_hatching),
        cmocka_unit_test(tornados__of_any_data_overlap_nothing_and_stay_inside),
        cmocka_unit_test(tornados__refuse_more_bars_than_they_can_hold),
        cmocka_unit_test(tornados__survive_every_lack_of_memory),
        cmocka_unit_test(tornados__look_as_they_did),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
