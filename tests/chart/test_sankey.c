/* Sankey diagrams: what must hold of every picture on random data, what is said of known numbers, and ones
 * that somebody has looked at. */
#include "titles.h"

#include "sankey.h"

enum { MOST_STOCKS = 60, MOST_FLOWS = 140 };

typedef struct drawn {
    en_chart_stock stocks[MOST_STOCKS];
    en_chart_flow flows[MOST_FLOWS];
    en_chart_sankey chart;
} drawn;

static size_t random_end(const drawn *d, uint64_t *random)
{
    return check_below(random, 4) ? check_below(random, d->chart.stock_count) : EN_CHART_OUTSIDE;
}

static double random_amount(uint64_t *random)
{
    return check_below(random, 3) ? (double)check_below(random, 5000) : random_value(random);
}

static void make_chart(drawn *d, uint64_t *random)
{
    bool many = check_below(random, 12) == 0;
    d->chart = (en_chart_sankey){.frame = random_frame(random),
                                 .model = random_words(random),
                                 .period = random_words(random),
                                 .unit = random_words(random),
                                 .runs = check_below(random, 2) * 1000,
                                 .is_approximate = check_below(random, 2),
                                 .is_synthetic = check_below(random, 2),
                                 .stocks = d->stocks,
                                 .stock_count = 1 + check_below(random, many ? MOST_STOCKS : 8),
                                 .flows = d->flows,
                                 .flow_count = check_below(random, many ? MOST_FLOWS + 1 : 16)};
    for (size_t i = 0; i < d->chart.stock_count; i++)
        d->stocks[i] = (en_chart_stock){random_words(random), random_value(random),
                                        check_below(random, 5) ? random_value(random) : NAN};
    for (size_t i = 0; i < d->chart.flow_count; i++) {
        size_t from = random_end(d, random), to = random_end(d, random);
        if (from == EN_CHART_OUTSIDE && to == EN_CHART_OUTSIDE) to = 0;
        d->flows[i] = (en_chart_flow){random_words(random), from, to, random_amount(random)};
    }
}

static void sankeys__of_any_data_overlap_nothing_and_stay_inside(void **state)
{
    (void)state;
    static drawn d;
    uint64_t random = 41;
    for (int round = 0; round < 1200; round++) {
        make_chart(&d, &random);
        en_text text = en_text_make(NULL), again = en_text_make(NULL);
        assert_int_equal(en_chart_sankey_add(&text, &d.chart), EN_OK);
        assert_int_equal(check_picture(en_text_str(&text)), d.chart.stock_count + d.chart.flow_count);
        assert_int_equal(en_chart_sankey_add(&again, &d.chart), EN_OK);
        assert_true(en_str_equal(en_text_str(&text), en_text_str(&again)));
        en_text_free(&text);
        en_text_free(&again);
    }
}

static const en_chart_stock stocks[] = {{{"Students", 8}, 21000, 23401},
                                        {{"Masters", 7}, 2101, 2602},
                                        {{"Engineers in Vietnam", 20}, 6103, 8304},
                                        {{"Engineers in Kyushu", 19}, 425, 616}};
static const en_chart_flow flows[] = {{{"intake", 6}, EN_CHART_OUTSIDE, 0, 7201},
                                      {{"drop-out", 8}, 0, EN_CHART_OUTSIDE, 902},
                                      {{"graduation to work", 18}, 0, 2, 3103},
                                      {{"on to master", 12}, 0, 1, 804},
                                      {{"master to work", 14}, 1, 2, 425},
                                      {{"placement", 9}, 2, 3, 246},
                                      {{"return", 6}, 3, 2, 117},
                                      {{"net exchange", 12}, 1, 0, -38},
                                      {{"attrition", 9}, 2, EN_CHART_OUTSIDE, 649}};

static en_chart_sankey known(double width)
{
    return (en_chart_sankey){.frame = {.width = width},
                             .model = {"Pipeline", 8},
                             .period = {"2030", 4},
                             .unit = {"persons", 7},
                             .runs = 10000,
                             .is_synthetic = true,
                             .stocks = stocks,
                             .stock_count = CHECK_COUNT(stocks),
                             .flows = flows,
                             .flow_count = CHECK_COUNT(flows)};
}

static void sankeys__say_every_number_in_a_title(void **state)
{
    (void)state;
    en_chart_sankey chart = known(720);
    en_text text = en_text_make(NULL);
    assert_int_equal(en_chart_sankey_add(&text, &chart), EN_OK);
    titles t = titles_of(en_text_str(&text));
    for (size_t i = 0; i < CHECK_COUNT(stocks); i++) {
        check_title(&t, stocks[i].label.at, whole_words(stocks[i].begin));
        check_title(&t, stocks[i].label.at, whole_words(stocks[i].end));
    }
    for (size_t i = 0; i < CHECK_COUNT(flows); i++)
        check_title(&t, flows[i].label.at, whole_words(flows[i].value));
    check_title(&t, "graduation to work", "3,103 persons · Students → Engineers in Vietnam");
    check_title(&t, "intake", "outside → Students");
    check_title(&t, "return", "Engineers in Kyushu → Engineers in Vietnam · returns");
    check_title(&t, "net exchange", "Students → Masters · against its direction");
    en_text_free(&t.said);
    en_text_free(&text);
}

/* Every name and amount is written, on a phone as on a wide page. */
static void sankeys__leave_no_name_out_where_there_is_room(void **state)
{
    (void)state;
    static const double widths[] = {360, 720, 1280};
    for (size_t w = 0; w < CHECK_COUNT(widths); w++) {
        en_chart_sankey chart = known(widths[w]);
        en_text text = en_text_make(NULL);
        assert_int_equal(en_chart_sankey_add(&text, &chart), EN_OK);
        en_text_add_char(&text, '\0');
        static const char *const said[] = {">7,201<", ">902<", ">3,103<", ">804<", ">425<",
                                           ">246<",   ">117<", ">−38<",   ">649<"};
        for (size_t i = 0; i < CHECK_COUNT(said); i++)
            if (!strstr(text.at, said[i])) fail_msg("%s at %g", said[i], widths[w]);
        assert_null(strstr(text.at, "left out"));
        assert_null(strstr(text.at, "…"));
        en_text_free(&text);
    }
}

static size_t count_of(const char *text, const char *words)
{
    size_t count = 0;
    while ((text = strstr(text, words)) != NULL) {
        text += strlen(words);
        count++;
    }
    return count;
}

/* Only flows that close a cycle return: none of a model that has no cycle, one of each ring. */
static void returns__are_what_closes_a_cycle(void **state)
{
    (void)state;
    uint64_t random = 42;
    for (int round = 0; round < 300; round++) {
        size_t count = 1 + check_below(&random, 7);
        en_chart_stock some[7];
        en_chart_flow ring[14];
        for (size_t i = 0; i < count; i++) some[i] = (en_chart_stock){{"s", 1}, 1, 1};
        for (size_t i = 0; i < count; i++) ring[i] = (en_chart_flow){{"f", 1}, i, (i + 1) % count, 5};
        en_chart_sankey chart = {.stocks = some, .stock_count = count, .flows = ring, .flow_count = count};
        if (round % 2) chart.flow_count--; /* the ring is open */
        en_text text = en_text_make(NULL);
        assert_int_equal(en_chart_sankey_add(&text, &chart), EN_OK);
        en_text_add_char(&text, '\0');
        assert_int_equal(count_of(text.at, "data-kind=\"return\""), round % 2 ? 0 : 1);
        en_text_free(&text);
    }
}

/* The height of a band that lies straight, from its path "M x y … " where it goes through its slot. */
static double first_band_width(const char *svg)
{
    const char *path = strstr(svg, "chart-band");
    double low = INFINITY, high = -INFINITY;
    assert_non_null(path);
    path = strstr(path, " d=\"");
    assert_non_null(path);
    for (const char *at = path + 4; *at != '"';) {
        char *end;
        (void)strtod(at + strspn(at, "MLCZ "), &end);
        double y = strtod(end, &end);
        low = fmin(low, y);
        high = fmax(high, y);
        at = end + strspn(end, " Z");
    }
    return high - low;
}

static void bands__are_as_wide_as_their_amount(void **state)
{
    (void)state;
    const en_chart_stock two[] = {{{"a", 1}, 0, 0}, {{"b", 1}, 0, 0}};
    double widths[2];
    for (int i = 0; i < 2; i++) {
        const en_chart_flow some[] = {{{"in", 2}, 0, 1, i ? 100 : 50},
                                      {{"big", 3}, EN_CHART_OUTSIDE, 0, 400}};
        en_chart_sankey chart = {
            .frame = {.width = 1280}, .stocks = two, .stock_count = 2, .flows = some, .flow_count = 2};
        en_text text = en_text_make(NULL);
        assert_int_equal(en_chart_sankey_add(&text, &chart), EN_OK);
        en_text_add_char(&text, '\0');
        widths[i] = first_band_width(text.at);
        en_text_free(&text);
    }
    assert_true(fabs(widths[1] - 2 * widths[0]) < 0.1);
}

static void sankeys__refuse_what_they_cannot_draw(void **state)
{
    (void)state;
    static const en_chart_flow wrong[] = {{{0}, EN_CHART_OUTSIDE, EN_CHART_OUTSIDE, 1},
                                          {{0}, 1, 0, 1},
                                          {{0}, 0, 1, 1},
                                          {{0}, 0, EN_CHART_OUTSIDE, NAN}};
    en_text text = en_text_make(NULL);
    for (size_t i = 0; i < CHECK_COUNT(wrong); i++) {
        en_chart_sankey chart = {.stocks = stocks, .stock_count = 1, .flows = &wrong[i], .flow_count = 1};
        assert_int_equal(en_chart_sankey_add(&text, &chart), EN_ERR_USAGE);
    }
    en_chart_sankey chart = {.stock_count = 100, .flow_count = 101};
    assert_int_equal(en_chart_sankey_add(&text, &chart), EN_ERR_LIMIT);
    chart.flow_count = SIZE_MAX;
    assert_int_equal(en_chart_sankey_add(&text, &chart), EN_ERR_LIMIT);
    assert_int_equal(text.size, 0);
    en_text_free(&text);
}

static en_status draw_known(const en_context *context, void *user)
{
    en_chart_sankey chart = known(*(const double *)user);
    en_text text = en_text_make(context->allocator);
    en_status status = en_chart_sankey_add(&text, &chart);
    assert_true(status == EN_OK || text.size == 0);
    en_text_free(&text);
    return status;
}

static void sankeys__survive_every_lack_of_memory(void **state)
{
    (void)state;
    double narrow = 360, wide = 1600;
    check_refused_allocations(draw_known, &narrow, 3000);
    check_refused_allocations(draw_known, &wide, 3000);
}

static void look(double width, en_language language, const char *file)
{
    en_chart_sankey chart = known(width);
    chart.frame.language = language;
    en_text text = en_text_make(NULL);
    assert_int_equal(en_chart_sankey_add(&text, &chart), EN_OK);
    check_golden(file, en_text_str(&text));
    en_text_free(&text);
}

static void sankeys__look_as_they_did(void **state)
{
    (void)state;
    look(360, EN_LANGUAGE_EN, "sankey-narrow.svg");
    look(1280, EN_LANGUAGE_VI, "sankey.svg");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sankeys__of_any_data_overlap_nothing_and_stay_inside),
        cmocka_unit_test(sankeys__say_every_number_in_a_title),
        cmocka_unit_test(sankeys__leave_no_name_out_where_there_is_room),
        cmocka_unit_test(returns__are_what_closes_a_cycle),
        cmocka_unit_test(bands__are_as_wide_as_their_amount),
        cmocka_unit_test(sankeys__refuse_what_they_cannot_draw),
        cmocka_unit_test(sankeys__survive_every_lack_of_memory),
        cmocka_unit_test(sankeys__look_as_they_did),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
