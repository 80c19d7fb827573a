/* The pictures: axes, widths and lines of text, escaping, and on thousands of random data sets what must hold
 * of every picture: it is well-formed XML, nothing leaves the view box, and no two texts overlap. */
#include "looked_at.h"

#include "svg.h"
#include "ticks.h"

static void ticks__are_at_1_2_5_times_powers_of_ten(void **state)
{
    (void)state;
    static const struct {
        double low, high;
        size_t most;
        double first, last;
        size_t count;
    } cases[] = {{0, 31, 6, 0, 40, 5},           {0, 50000, 6, 0, 50000, 6}, {0, 1, 6, 0, 1, 6},
                 {-3, 7, 7, -4, 8, 7},           {0, 0, 6, 0, 1, 6},         {0.1, 0.35, 6, 0.1, 0.35, 6},
                 {1e-9, 3e-9, 6, 1e-9, 3e-9, 5}, {5, 5, 6, 2, 8, 4}};
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        value_ticks t = value_ticks_of(cases[i].low, cases[i].high, cases[i].most, false);
        assert_true(value_tick(&t, 0) == cases[i].first);
        assert_true(value_tick(&t, t.count - 1) == cases[i].last);
        assert_int_equal(t.count, cases[i].count);
    }
}

static void ticks__of_counts_are_whole(void **state)
{
    (void)state;
    value_ticks t = value_ticks_of(0, 1, 6, true);
    assert_int_equal(t.count, 2);
    assert_true(value_tick(&t, 0) == 0 && value_tick(&t, 1) == 1);
    t = value_ticks_of(0, 7, 6, true);
    assert_true(value_tick(&t, 1) == 2 && t.count == 5);
}

static void ticks__enclose_any_two_values(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (int round = 0; round < 20000; round++) {
        double a = random_value(&random), b = check_below(&random, 5) ? random_value(&random) : a;
        size_t most = 3 + check_below(&random, 8);
        value_ticks t = value_ticks_of(fmin(a, b), fmax(a, b), most, check_below(&random, 2));
        assert_true(t.count >= 2 && t.count <= most);
        assert_true(value_tick(&t, 0) <= fmin(a, b) && value_tick(&t, t.count - 1) >= fmax(a, b));
        assert_true(t.digit == 1 || t.digit == 2 || t.digit == 5);
        for (size_t i = 1; i < t.count; i++) assert_true(value_tick(&t, i - 1) < value_tick(&t, i));
    }
}

static void check_tick(en_language language, double high, size_t i, const char *expected)
{
    value_ticks t = value_ticks_of(0, high, 6, false);
    en_text text = en_text_make(NULL);
    value_tick_add(&text, language, &t, i, false);
    check_str(en_text_str(&text), expected);
    en_text_free(&text);
}

static void ticks__are_written_as_the_language_does(void **state)
{
    (void)state;
    check_tick(EN_LANGUAGE_EN, 50000, 1, "10,000");
    check_tick(EN_LANGUAGE_VI, 50000, 1, "10.000");
    check_tick(EN_LANGUAGE_JA, 50000, 1, "10,000");
    check_tick(EN_LANGUAGE_EN, 0.5, 3, "0.3");
    check_tick(EN_LANGUAGE_VI, 0.5, 3, "0,3");
}

static void check_dates(const char *first, const char *last, size_t most, en_language language,
                        const char *expected)
{
    en_date from = {0}, to = {0};
    assert_true(en_date_read(en_str_of(first), &from) && en_date_read(en_str_of(last), &to));
    date_ticks t = date_ticks_of(en_date_first(from), en_date_last(to), most);
    en_text text = en_text_make(NULL);
    for (size_t i = 0; i < t.count; i++) {
        if (i > 0) en_text_add_char(&text, ' ');
        en_words_add_date(&text, language, t.at[i], false);
    }
    check_str(en_text_str(&text), expected);
    en_text_free(&text);
}

static void date_ticks__are_days_months_or_years(void **state)
{
    (void)state;
    check_dates("2025", "2030", 6, EN_LANGUAGE_EN, "2025 2026 2027 2028 2029 2030");
    check_dates("2025", "2030", 5, EN_LANGUAGE_JA, "2026年 2028年 2030年");
    check_dates("2025-02-10", "2025-12", 6, EN_LANGUAGE_EN, "2025-04 2025-07 2025-10");
    check_dates("2025-02-10", "2025-12", 6, EN_LANGUAGE_VI, "4/2025 7/2025 10/2025");
    check_dates("2025-02-27", "2025-03-02", 6, EN_LANGUAGE_EN, "2025-02-27 2025-02-28 2025-03-01 2025-03-02");
    check_dates("1000", "9999", 4, EN_LANGUAGE_EN, "2000 4000 6000 8000");
    check_dates("1000", "9999", 10, EN_LANGUAGE_EN, "1000 2000 3000 4000 5000 6000 7000 8000 9000");
}

static double width_of(const char *text) { return measure_width(en_str_of(text), 1000); }

static void width__is_that_of_the_letters_without_their_marks(void **state)
{
    (void)state;
    assert_true(width_of("0") == 637);
    assert_true(width_of("Việt Nam") == width_of("Viet Nam"));
    assert_true(width_of("Vie\xCC\xA3\xCC\x82t Nam") == width_of("Viet Nam")); /* decomposed */
    assert_true(width_of("ế") == width_of("e") && width_of("Ẵ") == width_of("A"));
    assert_true(width_of("ơ") == width_of("o") + 130 && width_of("Ự") == width_of("U") + 130);
    assert_true(width_of("Đ") == 775 && width_of("đ") == 635);
    assert_true(width_of("決定者がいる") == 6000 && width_of("。") == 1000);
    assert_true(width_of("") == 0);
    assert_true(width_of("\xFF") > 0);
}

static void check_lines(const char *text, double width, size_t most, const char *expected)
{
    measure_lines lines = measure_wrap(en_str_of(text), 10, width, most);
    en_text joined = en_text_make(NULL);
    for (size_t i = 0; i < lines.count; i++) {
        if (i > 0) en_text_add_char(&joined, '|');
        en_text_add(&joined, lines.at[i]);
    }
    if (lines.is_cut) en_text_add_z(&joined, "…");
    check_str(en_text_str(&joined), expected);
    en_text_free(&joined);
    assert_true(lines.width <= width);
}

static void lines__break_where_the_script_allows(void **state)
{
    (void)state;
    check_lines("placed at the first wish", 60, 8, "placed at|the first|wish");
    check_lines("Được xếp theo nguyện vọng", 60, 8, "Được xếp|theo|nguyện|vọng");
    check_lines("希望順位ごとの決定者数です。", 60, 8, "希望順位ごと|の決定者数で|す。");
    check_lines("決定者です。", 50, 8, "決定者で|す。");     /* no line begins with 。 */
    check_lines("一二三（四五）", 40, 8, "一二三|（四五）"); /* none ends with （ */
    check_lines("incomprehensibilities", 60, 8, "incomprehe|nsibilities");
    check_lines("placed at the first wish", 60, 2, "placed at|the first…");
    check_lines("", 60, 2, "");
    check_lines("   ", 60, 2, "");
}

static void text__is_escaped(void **state)
{
    (void)state;
    en_text text = en_text_make(NULL);
    svg out = svg_to(&text);
    svg_open(&out, "a");
    svg_set(&out, "b", en_str_of("\"<&>'\n\x01"));
    svg_words(&out, en_str_of("</a>&amp;\xFF\xEF\xBF\xBFx"));
    svg_close(&out, "a");
    check_str(en_text_str(&text),
              "<a b=\"&quot;&lt;&amp;&gt;' \xEF\xBF\xBD\">&lt;/a&gt;&amp;amp;\xEF\xBF\xBD\xEF\xBF\xBDx</a>");
    en_text_free(&text);
}

static void bars__of_any_data_overlap_nothing_and_stay_inside(void **state)
{
    (void)state;
    uint64_t random = 2;
    static en_chart_bar bars[EN_CHART_MOST_MARKS];
    for (int round = 0; round < 2000; round++) {
        size_t count = check_below(&random, check_below(&random, 50) ? 14 : EN_CHART_MOST_MARKS + 1);
        for (size_t i = 0; i < count; i++)
            bars[i] = (en_chart_bar){random_words(&random), random_words(&random), random_value(&random),
                                     check_below(&random, 4) == 0,
                                     check_below(&random, 2) ? random_words(&random) : (en_str){0}};
        en_text text = en_text_make(NULL), again = en_text_make(NULL);
        en_chart_bars chart = {random_frame(&random), bars, count};
        assert_int_equal(en_chart_bars_add(&text, &chart), EN_OK);
        assert_int_equal(check_picture(en_text_str(&text)), count);
        assert_int_equal(en_chart_bars_add(&again, &chart), EN_OK);
        assert_true(en_str_equal(en_text_str(&text), en_text_str(&again)));
        en_text_free(&text);
        en_text_free(&again);
    }
}

static int32_t random_day(uint64_t *random)
{
    enum { DAY_OF_2026 = 20454, FIRST = -354285, LAST = 2932896 };
    if (check_below(random, 20) == 0) return FIRST + (int32_t)check_below(random, LAST - FIRST);
    return DAY_OF_2026 + (int32_t)check_below(random, 3000);
}

static en_chart_figure random_figure(uint64_t *random)
{
    double value = random_value(random), low = value, high = value;
    if (check_below(random, 2)) low = check_below(random, 3) ? value - fabs(value) / 10 : -INFINITY;
    if (check_below(random, 2)) high = check_below(random, 3) ? value + fabs(value) / 10 : INFINITY;
    return (en_chart_figure){(en_chart_kind)check_below(random, EN_CHART_KINDS),
                             random_day(random),
                             value,
                             low,
                             high,
                             check_below(random, 4) == 0,
                             random_words(random),
                             random_words(random),
                             random_words(random),
                             random_words(random)};
}

static void timelines__of_any_data_overlap_nothing_and_stay_inside(void **state)
{
    (void)state;
    uint64_t random = 3;
    static en_chart_figure figures[EN_CHART_MOST_MARKS];
    for (int round = 0; round < 2000; round++) {
        size_t count = check_below(&random, check_below(&random, 50) ? 10 : EN_CHART_MOST_MARKS + 1);
        for (size_t i = 0; i < count; i++) {
            figures[i] = random_figure(&random);
            if (i > 0 && check_below(&random, 3) == 0) {
                figures[i].day = figures[i - 1].day;
                figures[i].value = figures[i - 1].value;
            }
        }
        en_chart_timeline chart = {.frame = random_frame(&random),
                                   .figures = figures,
                                   .count = count,
                                   .today = random_day(&random),
                                   .are_years = check_below(&random, 4) == 0};
        chart.promise =
            (en_chart_promise){random_value(&random), check_below(&random, 2), random_day(&random),
                               random_words(&random), random_words(&random),   random_words(&random)};
        if (check_below(&random, 2)) {
            int32_t from = random_day(&random), to = random_day(&random);
            chart.path =
                (en_chart_path){true, from < to ? from : to, from < to ? to : from, 0, chart.promise.value};
        }
        en_text text = en_text_make(NULL);
        assert_int_equal(en_chart_timeline_add(&text, &chart), EN_OK);
        assert_int_equal(check_picture(en_text_str(&text)), count + (chart.promise.said.size > 0));
        en_text_free(&text);
    }
}

static void charts__refuse_more_marks_than_they_can_hold(void **state)
{
    (void)state;
    en_text text = en_text_make(NULL);
    static const en_chart_bar bars[EN_CHART_MOST_MARKS + 1];
    static const en_chart_figure figures[EN_CHART_MOST_MARKS + 1];
    assert_int_equal(en_chart_bars_add(&text, &(en_chart_bars){.bars = bars, .count = CHECK_COUNT(bars)}),
                     EN_ERR_LIMIT);
    assert_int_equal(
        en_chart_timeline_add(&text, &(en_chart_timeline){.figures = figures, .count = CHECK_COUNT(figures)}),
        EN_ERR_LIMIT);
    assert_int_equal(text.size, 0);
    en_text_free(&text);
}

static void charts__survive_every_lack_of_memory(void **state)
{
    (void)state;
    static const en_chart_bar bars[] = {{{"a", 1}, {"1", 1}, 1, false, {0}},
                                        {{"b", 1}, {"2", 1}, 2, true, {"c", 1}}};
    static const en_chart_figure figures[] = {
        {EN_CHART_ACTUAL, 20000, 5, 4, INFINITY, true, {"5", 1}, {"2024", 4}, {"x", 1}, {"y", 1}}};
    for (size_t fail_at = 1;; fail_at++) {
        check_heap heap = {.fail_at = fail_at};
        en_allocator allocator = check_allocator(&heap);
        en_text text = en_text_make(&allocator);
        en_status status =
            en_chart_bars_add(&text, &(en_chart_bars){{.width = 720}, bars, CHECK_COUNT(bars)});
        if (status == EN_OK)
            status = en_chart_timeline_add(
                &text, &(en_chart_timeline){.frame = {.width = 720},
                                            .figures = figures,
                                            .count = 1,
                                            .promise = {5, true, 21000, {"5", 1}, {"2027", 4}, {0}},
                                            .path = {true, 20000, 21000, 0, 5},
                                            .today = 20500});
        assert_true(status == EN_OK || status == EN_ERR_MEMORY);
        en_text_free(&text);
        assert_int_equal(heap.in_use, 0);
        if (status == EN_OK) break;
        assert_true(heap.calls >= fail_at);
    }
}

static void bars__look_as_they_did(void **state)
{
    (void)state;
    const en_chart_bar bars[] = {{en_str_of("Nguyện vọng 1"), en_str_of("1.329 (60,6%)"), 1329, false, {0}},
                                 {en_str_of("Nguyện vọng 2"), en_str_of("146 (6,7%)"), 146, false, {0}},
                                 {en_str_of("Chưa được xếp"), en_str_of("717 (32,7%)"), 717, true, {0}}};
    en_chart_bars chart = {{EN_LANGUAGE_VI,
                            480,
                            en_str_of("Kyushu 2027: được xếp theo nguyện vọng thứ mấy"),
                            en_str_of("Trong 2.192 người đăng ký"),
                            en_str_of("Một thanh cho mỗi nguyện vọng."),
                            {0}},
                           bars,
                           CHECK_COUNT(bars)};
    en_text text = en_text_make(NULL);
    assert_int_equal(en_chart_bars_add(&text, &chart), EN_OK);
    check_golden("bars.svg", en_text_str(&text));
    en_text_free(&text);
}

static void timeline__looks_as_it_did(void **state)
{
    (void)state;
    const en_chart_figure figures[] = {{EN_CHART_FORECAST,
                                        20269,
                                        250,
                                        180,
                                        320,
                                        true,
                                        en_str_of("約250人"),
                                        en_str_of("2025年6月"),
                                        en_str_of("文部科学省"),
                                        {0}},
                                       {EN_CHART_ACTUAL, 20453, 12, 12, 12, false, en_str_of("12人"),
                                        en_str_of("2025年12月"), en_str_of("外務省"), en_str_of("九州")},
                                       {EN_CHART_FORECAST,
                                        20543,
                                        180,
                                        150,
                                        210,
                                        false,
                                        en_str_of("150–210人"),
                                        en_str_of("2026年3月"),
                                        en_str_of("文部科学省"),
                                        {0}},
                                       {EN_CHART_NEED,
                                        20484,
                                        400,
                                        400,
                                        INFINITY,
                                        false,
                                        en_str_of("400人以上"),
                                        en_str_of("2026年1月"),
                                        {0},
                                        {0}},
                                       {EN_CHART_TARGET,
                                        20207,
                                        250,
                                        250,
                                        250,
                                        false,
                                        en_str_of("250人"),
                                        en_str_of("2025年4月28日"),
                                        {0},
                                        {0}}};
    en_chart_timeline chart = {
        .frame = {EN_LANGUAGE_JA, 720, en_str_of("博士課程の研究者を約250人受け入れる"),
                  en_str_of("日本が受け入れる博士課程学生"), en_str_of("5件の数値"),
                  en_str_of("目標値は公表日の位置にあります。")},
        .figures = figures,
        .count = CHECK_COUNT(figures),
        .promise = {250, true, 22279, en_str_of("約250人"), en_str_of("2030年まで"), en_str_of("外務省")},
        .path = {true, 20089, 22279, 0, 250},
        .today = 20779};
    en_text text = en_text_make(NULL);
    assert_int_equal(en_chart_timeline_add(&text, &chart), EN_OK);
    check_golden("timeline.svg", en_text_str(&text));
    en_text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ticks__are_at_1_2_5_times_powers_of_ten),
        cmocka_unit_test(ticks__of_counts_are_whole),
        cmocka_unit_test(ticks__enclose_any_two_values),
        cmocka_unit_test(ticks__are_written_as_the_language_does),
        cmocka_unit_test(date_ticks__are_days_months_or_years),
        cmocka_unit_test(width__is_that_of_the_letters_without_their_marks),
        cmocka_unit_test(lines__break_where_the_script_allows),
        cmocka_unit_test(text__is_escaped),
        cmocka_unit_test(bars__of_any_data_overlap_nothing_and_stay_inside),
        cmocka_unit_test(timelines__of_any_data_overlap_nothing_and_stay_inside),
        cmocka_unit_test(bars__look_as_they_did),
        cmocka_unit_test(timeline__looks_as_it_did),
        cmocka_unit_test(charts__refuse_more_marks_than_they_can_hold),
        cmocka_unit_test(charts__survive_every_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
