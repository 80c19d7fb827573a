/* Fans: what must hold of every picture on random data, what is said of known numbers, and one that somebody
 * has looked at. */
#include "titles.h"

#include "fan.h"
#include "speech.h"

enum { MOST_TIMES = 40 };

/* A random fan with its arrays. */
typedef struct drawn {
    double times[EN_CHART_MOST_TIMES], values[EN_CHART_MOST_SCENARIOS][16][EN_CHART_MOST_TIMES];
    en_chart_band bands[EN_CHART_MOST_SCENARIOS][EN_CHART_MOST_BANDS];
    en_chart_line lines[EN_CHART_MOST_SCENARIOS][EN_CHART_MOST_LINES];
    en_chart_scenario scenarios[EN_CHART_MOST_SCENARIOS];
    en_chart_point points[EN_CHART_MOST_MARKS];
    en_chart_aim targets[EN_CHART_MOST_TARGETS];
    double met[EN_CHART_MOST_SCENARIOS];
    en_chart_fan fan;
} drawn;

static const double *random_values(drawn *d, uint64_t *random, size_t scenario, size_t which)
{
    double *values = d->values[scenario][which];
    double about = random_value(random);
    for (size_t i = 0; i < d->fan.time_count; i++) {
        values[i] =
            check_below(random, 40) ? about + (double)check_below(random, 1000) : random_value(random);
        if (check_below(random, 30) == 0) values[i] = check_below(random, 2) ? NAN : INFINITY;
    }
    return values;
}

static void make_scenario(drawn *d, uint64_t *random, size_t s)
{
    en_chart_scenario *scenario = &d->scenarios[s];
    *scenario = (en_chart_scenario){.label = random_words(random),
                                    .bands = d->bands[s],
                                    .band_count = check_below(random, EN_CHART_MOST_BANDS + 1),
                                    .lines = d->lines[s],
                                    .line_count = check_below(random, EN_CHART_MOST_LINES + 1),
                                    .runs = check_below(random, 3) * 5000,
                                    .left_out = check_below(random, 3)};
    size_t which = 0;
    if (check_below(random, 4)) scenario->median = random_values(d, random, s, which++);
    for (size_t i = 0; i < scenario->band_count; i++) {
        double low = (double)check_below(random, 50);
        d->bands[s][i] = (en_chart_band){low, 100 - low, random_values(d, random, s, which), NULL};
        d->bands[s][i].high = random_values(d, random, s, which + 1);
        which += 2;
    }
    for (size_t i = 0; i < scenario->line_count; i++)
        d->lines[s][i] = (en_chart_line){random_words(random), random_values(d, random, s, which++)};
}

static void make_times(drawn *d, uint64_t *random)
{
    double at = check_below(random, 3) ? 2020 : random_value(random);
    double step = check_below(random, 3) ? 1 : 0.25;
    d->fan.time_count = 1 + check_below(random, check_below(random, 60) ? MOST_TIMES : EN_CHART_MOST_TIMES);
    if (fabs(at) > 1e9) at = 0;
    for (size_t i = 0; i < d->fan.time_count; i++) d->times[i] = at + step * (double)i;
}

static double random_time(const drawn *d, uint64_t *random)
{
    if (check_below(random, 10) == 0) return random_value(random);
    return d->times[check_below(random, d->fan.time_count)] + (double)check_below(random, 10) - 5;
}

static void make_fan(drawn *d, uint64_t *random)
{
    d->fan = (en_chart_fan){.frame = random_frame(random),
                            .variable = random_words(random),
                            .unit = random_words(random),
                            .time_unit = random_words(random),
                            .are_years = check_below(random, 2),
                            .are_apart = check_below(random, 2),
                            .is_approximate = check_below(random, 2),
                            .is_synthetic = check_below(random, 2),
                            .times = d->times,
                            .scenarios = d->scenarios,
                            .scenario_count = 1 + check_below(random, EN_CHART_MOST_SCENARIOS),
                            .points = d->points,
                            .point_count = check_below(random, check_below(random, 30) ? 12 : 201),
                            .targets = d->targets,
                            .target_count = check_below(random, check_below(random, 9) ? 4 : 13)};
    make_times(d, random);
    for (size_t i = 0; i < d->fan.scenario_count; i++) {
        make_scenario(d, random, i);
        d->met[i] = check_below(random, 4) ? (double)check_below(random, 1001) / 1000 : NAN;
    }
    for (size_t i = 0; i < d->fan.point_count; i++)
        d->points[i] = (en_chart_point){random_time(d, random), random_value(random), random_words(random)};
    for (size_t i = 0; i < d->fan.target_count; i++)
        d->targets[i] =
            (en_chart_aim){random_words(random), check_below(random, 4) ? random_time(d, random) : NAN,
                           random_value(random), random_words(random),
                           random_words(random), check_below(random, 2) ? d->met : NULL};
}

/* How many marks each plot has at least: one for each point and target, and some for the times. */
static void check_marks(const en_chart_fan *fan, size_t marks)
{
    size_t panels = fan->are_apart ? fan->scenario_count : 1, strips = marks / panels;
    assert_int_equal(marks % panels, 0);
    strips -= fan->point_count + fan->target_count;
    if (fan->time_count <= 120) assert_int_equal(strips, fan->time_count);
    else assert_true(strips > 60 && strips <= 121);
}

static void fans__of_any_data_overlap_nothing_and_stay_inside(void **state)
{
    (void)state;
    static drawn d;
    uint64_t random = 11;
    for (int round = 0; round < 800; round++) {
        make_fan(&d, &random);
        en_text text = en_text_make(NULL), again = en_text_make(NULL);
        assert_int_equal(en_chart_fan_add(&text, &d.fan), EN_OK);
        check_marks(&d.fan, check_picture(en_text_str(&text)));
        assert_int_equal(en_chart_fan_add(&again, &d.fan), EN_OK);
        assert_true(en_str_equal(en_text_str(&text), en_text_str(&again)));
        en_text_free(&text);
        en_text_free(&again);
    }
}

enum { YEARS = 6 };
static const double years[YEARS] = {2025, 2026, 2027, 2028, 2029, 2030};
static const double wide_low[2][YEARS] = {{6010, 7011, 9012, 12013, 15014, 18015},
                                          {6110, 7611, 10112, 14113, 19114, 25115}};
static const double wide_high[2][YEARS] = {{6210, 8211, 12212, 18213, 25214, 33215},
                                           {6310, 9311, 15312, 24313, 36314, 52315}};
static const double low[2][YEARS] = {{6050, 7451, 10052, 14053, 18054, 22055},
                                     {6150, 8051, 11552, 17053, 24054, 33055}};
static const double high[2][YEARS] = {{6160, 8061, 11462, 16463, 22464, 29465},
                                      {6260, 8961, 13962, 21463, 31464, 44465}};
static const double median[2][YEARS] = {{6100, 7701, 10702, 15203, 20104, 25505},
                                        {6200, 8402, 12703, 19204, 27605, 38506}};
static const double single[2][YEARS] = {{6101, 7801, 10401, 15701, 19901, 26401},
                                        {6201, 8301, 12901, 18801, 28401, 37901}};
static const double met[2] = {0.034, 0.216};

static const en_chart_band bands[2][2] = {{{25, 75, low[0], high[0]}, {5, 95, wide_low[0], wide_high[0]}},
                                          {{25, 75, low[1], high[1]}, {5, 95, wide_low[1], wide_high[1]}}};
static const en_chart_line lines[2] = {{{0}, single[0]}, {{0}, single[1]}};

/* Two scenarios with all that a fan can have. */
static en_chart_fan known_fan(en_chart_scenario scenarios[2], const en_str labels[2], bool are_apart)
{
    static const en_chart_point points[] = {{2023, 4803, {"MOET", 4}}, {2024, 5204, {0}}};
    static const en_chart_aim targets[] = {
        {{"National programme 1017", 23}, 2030, 50000, {"2024-09-21", 10}, {"Decision 1017", 13}, met},
        {{"Capacity", 8}, NAN, 30000, {0}, {0}, NULL}};
    for (size_t i = 0; i < 2; i++)
        scenarios[i] = (en_chart_scenario){.label = labels[i],
                                           .bands = bands[i],
                                           .band_count = 2,
                                           .median = median[i],
                                           .lines = &lines[i],
                                           .line_count = i == 0,
                                           .runs = 10000,
                                           .left_out = i ? 12 : 0};
    return (en_chart_fan){.frame = {.width = 720},
                          .variable = {"Engineers", 9},
                          .unit = {"persons", 7},
                          .are_years = true,
                          .are_apart = are_apart,
                          .is_approximate = true,
                          .is_synthetic = true,
                          .times = years,
                          .time_count = YEARS,
                          .scenarios = scenarios,
                          .scenario_count = 2,
                          .points = points,
                          .point_count = 2,
                          .targets = targets,
                          .target_count = 2};
}

static const en_str english[2] = {{"Baseline", 8}, {"Twice the lecturers", 19}};

static void fans__say_every_number_in_a_title(void **state)
{
    (void)state;
    for (int apart = 0; apart < 2; apart++) {
        en_chart_scenario scenarios[2];
        en_chart_fan fan = known_fan(scenarios, english, apart);
        en_text text = en_text_make(NULL);
        assert_int_equal(en_chart_fan_add(&text, &fan), EN_OK);
        titles t = titles_of(en_text_str(&text));
        for (size_t i = 0; i < YEARS; i++) {
            char year[8];
            snprintf(year, sizeof year, "%.0f", years[i]);
            for (size_t s = 0; s < 2; s++) {
                check_title(&t, year, whole_words(median[s][i]));
                check_title(&t, year, whole_words(low[s][i]));
                check_title(&t, year, whole_words(high[s][i]));
                check_title(&t, year, whole_words(wide_low[s][i]));
                check_title(&t, year, whole_words(wide_high[s][i]));
                check_title(&t, year, english[s].at);
            }
            check_title(&t, year, whole_words(single[0][i]));
        }
        check_title(&t, "figure of the past", "4,803 persons · 2023 · MOET");
        check_title(&t, "figure of the past", "5,204 persons · 2024");
        check_title(&t, "target · National programme 1017", "50,000 persons at the start of 2030");
        check_title(&t, "target · National programme 1017", "as of 2024-09-21 · Decision 1017");
        check_title(&t, "target · National programme 1017", "3.4% of runs");
        check_title(&t, "target · National programme 1017", "21.6% of runs");
        check_title(&t, "target · Capacity", "30,000 persons");
        en_text_free(&t.said);
        en_text_free(&text);
    }
}

/* Whether the words are in a text of the picture, not only in titles or data. */
static bool is_written(en_str svg, const char *words)
{
    char pattern[200];
    snprintf(pattern, sizeof pattern, ">%s", words);
    for (const char *at = svg.at; (at = strstr(at, words)) != NULL; at++) {
        const char *open = at;
        while (*open != '<') open--;
        if (strncmp(open, "<text", 5) == 0 && memchr(open, '>', (size_t)(at - open))) return true;
    }
    return false;
}

static void fans__write_what_a_reader_must_not_miss(void **state)
{
    (void)state;
    en_chart_scenario scenarios[2];
    en_chart_fan fan = known_fan(scenarios, english, false);
    en_text text = en_text_make(NULL);
    assert_int_equal(en_chart_fan_add(&text, &fan), EN_OK);
    en_text_add_char(&text, '\0');
    static const char *const must[] = {"Engineers over time",
                                       "in persons",
                                       "10,000 runs for each scenario",
                                       "12 of 10,000 runs failed",
                                       "approximate quantiles",
                                       "synthetic data",
                                       "as of 2024-09-21",
                                       "source: Decision 1017",
                                       "50,000 persons at the start of 2030",
                                       "5% to 95% of runs",
                                       "25% to 75% of runs",
                                       "Baseline: median",
                                       ">2026<",
                                       ">20,000<"};
    for (size_t i = 0; i < CHECK_COUNT(must); i++)
        if (!is_written(en_text_str(&text), must[i]) && !strstr(text.at, must[i])) fail_msg("%s", must[i]);
    assert_false(is_written(en_text_str(&text), "7,701"));
    en_text_free(&text);
}

static void scenarios__differ_by_pattern_and_not_only_by_colour(void **state)
{
    (void)state;
    en_chart_scenario scenarios[2];
    en_chart_fan fan = known_fan(scenarios, english, false);
    en_text text = en_text_make(NULL);
    assert_int_equal(en_chart_fan_add(&text, &fan), EN_OK);
    en_text_add_char(&text, '\0');
    assert_non_null(strstr(text.at, "class=\"chart-line chart-series-1\""));
    const char *second = strstr(text.at, "class=\"chart-line chart-series-2\"");
    assert_non_null(second);
    const char *dashes = strstr(second, "stroke-dasharray");
    assert_true(dashes && dashes < strchr(second, '>'));
    en_text_free(&text);
}

static void fans__refuse_what_they_cannot_draw(void **state)
{
    (void)state;
    en_text text = en_text_make(NULL);
    en_chart_scenario scenarios[5] = {{{0}, NULL, 0, NULL, NULL, 0, 0, 0}};
    double falling[2] = {2, 1}, endless[1] = {NAN};
    en_chart_fan fan = {.times = years, .time_count = YEARS, .scenarios = scenarios, .scenario_count = 5};
    assert_int_equal(en_chart_fan_add(&text, &fan), EN_ERR_LIMIT);
    fan.scenario_count = 0;
    assert_int_equal(en_chart_fan_add(&text, &fan), EN_ERR_USAGE);
    fan.scenario_count = 1;
    fan.times = falling;
    fan.time_count = 2;
    assert_int_equal(en_chart_fan_add(&text, &fan), EN_ERR_USAGE);
    fan.times = endless;
    fan.time_count = 1;
    assert_int_equal(en_chart_fan_add(&text, &fan), EN_ERR_USAGE);
    fan.time_count = 0;
    assert_int_equal(en_chart_fan_add(&text, &fan), EN_ERR_USAGE);
    fan.time_count = EN_CHART_MOST_TIMES + 1;
    assert_int_equal(en_chart_fan_add(&text, &fan), EN_ERR_LIMIT);
    fan.time_count = 1;
    fan.point_count = EN_CHART_MOST_MARKS + 1;
    assert_int_equal(en_chart_fan_add(&text, &fan), EN_ERR_LIMIT);
    fan.point_count = 0;
    fan.target_count = EN_CHART_MOST_TARGETS + 1;
    assert_int_equal(en_chart_fan_add(&text, &fan), EN_ERR_LIMIT);
    fan.target_count = 0;
    scenarios[0].band_count = EN_CHART_MOST_BANDS + 1;
    assert_int_equal(en_chart_fan_add(&text, &fan), EN_ERR_LIMIT);
    assert_int_equal(text.size, 0);
    en_text_free(&text);
}

static en_status draw_known(const en_context *context, void *user)
{
    (void)user;
    en_chart_scenario scenarios[2];
    en_chart_fan fan = known_fan(scenarios, english, false);
    en_text text = en_text_make(context->allocator);
    en_status status = en_chart_fan_add(&text, &fan);
    assert_true(status == EN_OK || text.size == 0);
    en_text_free(&text);
    return status;
}

static void fans__survive_every_lack_of_memory(void **state)
{
    (void)state;
    check_refused_allocations(draw_known, NULL, 5000);
}

/* The time of a model is an instant, and 2030 the start of that year: a target there is none "by 2030". */
static void fans__say_at_which_instant_a_target_is(void **state)
{
    (void)state;
    static const double shares[2] = {0.034, 0.216};
    static const struct {
        en_language language;
        double time;
        bool are_years;
        const char *said;
    } cases[] = {{EN_LANGUAGE_EN, 2030, true, "50,000 persons at the start of 2030"},
                 {EN_LANGUAGE_EN, 2029.5, true, "50,000 persons at 2029.5"},
                 {EN_LANGUAGE_EN, 2030, false, "50,000 persons at 2,030"},
                 {EN_LANGUAGE_VI, 2030, true, "50.000 persons vào đầu năm 2030"},
                 {EN_LANGUAGE_VI, 2029.5, true, "50.000 persons vào thời điểm 2029,5"},
                 {EN_LANGUAGE_JA, 2030, true, "2030年初めに50,000 persons"},
                 {EN_LANGUAGE_JA, 2029.5, true, "2029.5時点で50,000 persons"}};
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        const en_chart_aim aim = {
            .label = en_str_of("Programme"), .time = cases[i].time, .value = 50000, .met = shares};
        en_chart_scenario scenarios[2];
        en_chart_fan fan = known_fan(scenarios, english, false);
        fan.frame.language = cases[i].language;
        fan.are_years = cases[i].are_years;
        fan.targets = &aim;
        fan.target_count = 1;
        en_text text = en_text_make(NULL);
        assert_int_equal(en_chart_fan_add(&text, &fan), EN_OK);
        en_text_add_char(&text, '\0');
        assert_non_null(strstr(text.at, cases[i].said));
        en_text_free(&text);
    }
}

static void fans__look_as_they_did(void **state)
{
    (void)state;
    const en_str labels[2] = {en_str_of("基準"), en_str_of("教員を2倍")};
    en_chart_scenario scenarios[2];
    en_chart_fan fan = known_fan(scenarios, labels, false);
    fan.frame.language = EN_LANGUAGE_JA;
    fan.variable = en_str_of("半導体技術者");
    fan.unit = en_str_of("人");
    en_text text = en_text_make(NULL);
    assert_int_equal(en_chart_fan_add(&text, &fan), EN_OK);
    check_golden("fan.svg", en_text_str(&text));
    en_text_free(&text);
}

static void check_said(en_language language, double value, const char *expected)
{
    en_arena arena = en_arena_make(NULL);
    speech s = {&arena, language, false};
    check_str(speech_number(&s, value), expected);
    assert_false(s.failed);
    en_arena_free(&arena);
}

static void numbers__are_rounded_to_four_digits_but_not_before_the_point(void **state)
{
    (void)state;
    check_said(EN_LANGUAGE_EN, 0, "0");
    check_said(EN_LANGUAGE_EN, 41234.567, "41,235");
    check_said(EN_LANGUAGE_VI, 41234.567, "41.235");
    check_said(EN_LANGUAGE_EN, 0.123456, "0.1235");
    check_said(EN_LANGUAGE_VI, 0.123456, "0,1235");
    check_said(EN_LANGUAGE_EN, 12.3, "12.3");
    check_said(EN_LANGUAGE_EN, 12.0004, "12");
    check_said(EN_LANGUAGE_EN, 0.00001234567, "0.00001235");
    check_said(EN_LANGUAGE_EN, -1.5, "−1.5");
    check_said(EN_LANGUAGE_EN, 1.23456789e20, "123,500,000,000,000,000,000");
    check_said(EN_LANGUAGE_EN, 1.23456789e-9, "1.235e-9");
}

static void amounts__stand_before_their_unit_as_the_language_has_it(void **state)
{
    (void)state;
    en_arena arena = en_arena_make(NULL);
    speech s = {&arena, EN_LANGUAGE_JA, false};
    check_str(speech_amount(&s, 50000, en_str_of("人")), "50,000人");
    check_str(speech_amount(&s, 50000, en_str_of("persons")), "50,000 persons");
    check_str(speech_amount(&s, 3, en_str_of("%")), "3%");
    check_str(speech_amount(&s, 3, (en_str){0}), "3");
    check_str(speech_signed(&s, 0.25), "+0.25");
    check_str(speech_time(&s, 2030, true), "2030年");
    check_str(speech_time(&s, 2030.25, true), "2030.25");
    check_str(speech_time(&s, 2030, false), "2,030");
    check_str(speech_time(&s, 3, true), "3");
    en_arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers__are_rounded_to_four_digits_but_not_before_the_point),
        cmocka_unit_test(amounts__stand_before_their_unit_as_the_language_has_it),
        cmocka_unit_test(fans__of_any_data_overlap_nothing_and_stay_inside),
        cmocka_unit_test(fans__say_every_number_in_a_title),
        cmocka_unit_test(fans__write_what_a_reader_must_not_miss),
        cmocka_unit_test(scenarios__differ_by_pattern_and_not_only_by_colour),
        cmocka_unit_test(fans__refuse_what_they_cannot_draw),
        cmocka_unit_test(fans__survive_every_lack_of_memory),
        cmocka_unit_test(fans__say_at_which_instant_a_target_is),
        cmocka_unit_test(fans__look_as_they_did),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
