/* Diagrams of models: what must hold of every picture on random data, what is said, and ones that somebody
 * has looked at. */
#include "titles.h"

#include "diagram.h"

enum { MOST_DRAWN = 90, MOST_LINKS = 200 };

typedef struct drawn {
    en_chart_part parts[MOST_DRAWN];
    en_chart_spot bends[MOST_DRAWN][EN_CHART_MOST_BENDS];
    en_chart_link links[MOST_LINKS];
    en_chart_diagram chart;
} drawn;

static double random_place(uint64_t *random)
{
    return check_below(random, 50) ? (double)check_below(random, 900) : random_value(random);
}

static en_chart_spot random_spot(uint64_t *random)
{
    en_chart_spot at = {random_place(random), random_place(random)};
    if (fabs(at.x) > 1e9) at.x = 1e9;
    if (fabs(at.y) > 1e9) at.y = -1e9;
    return at;
}

/* The stocks come first, so that flows have some to lead to. */
static size_t random_end(uint64_t *random, size_t stock_count)
{
    return stock_count && check_below(random, 4) ? check_below(random, stock_count) : EN_CHART_OUTSIDE;
}

static void make_part(drawn *d, uint64_t *random, size_t i, size_t stock_count)
{
    static const en_chart_part_kind others[] = {EN_CHART_FLOW,     EN_CHART_FLOW,  EN_CHART_AUXILIARY,
                                                EN_CHART_CONSTANT, EN_CHART_GRAPH, EN_CHART_MODULE};
    en_chart_part *part = &d->parts[i];
    *part = (en_chart_part){.kind = i < stock_count ? EN_CHART_STOCK : others[check_below(random, 6)],
                            .label = random_words(random),
                            .unit = random_words(random),
                            .equation = random_words(random),
                            .is_placed = true,
                            .at = random_spot(random),
                            .from = EN_CHART_OUTSIDE,
                            .to = EN_CHART_OUTSIDE,
                            .bends = d->bends[i]};
    if (part->kind != EN_CHART_FLOW) return;
    part->from = random_end(random, stock_count);
    part->to = random_end(random, stock_count);
    part->bend_count = check_below(random, 3) ? 0 : check_below(random, EN_CHART_MOST_BENDS + 1);
    for (size_t k = 0; k < part->bend_count; k++) d->bends[i][k] = random_spot(random);
}

static void make_chart(drawn *d, uint64_t *random)
{
    size_t count = check_below(random, check_below(random, 12) ? 16 : MOST_DRAWN + 1);
    d->chart = (en_chart_diagram){.frame = random_frame(random),
                                  .model = random_words(random),
                                  .parts = d->parts,
                                  .part_count = count,
                                  .links = d->links,
                                  .link_count = count ? check_below(random, MOST_LINKS + 1) : 0};
    size_t stock_count = count ? check_below(random, count + 1) : 0;
    for (size_t i = 0; i < count; i++) make_part(d, random, i, stock_count);
    if (count && check_below(random, 2)) d->parts[check_below(random, count)].is_placed = false;
    for (size_t i = 0; i < d->chart.link_count; i++)
        d->links[i] = (en_chart_link){check_below(random, count), check_below(random, count),
                                      check_below(random, 2), random_value(random)};
}

static void diagrams__of_any_data_overlap_nothing_and_stay_inside(void **state)
{
    (void)state;
    static drawn d;
    uint64_t random = 51;
    for (int round = 0; round < 800; round++) {
        make_chart(&d, &random);
        en_text text = en_text_make(NULL), again = en_text_make(NULL);
        assert_int_equal(en_chart_diagram_add(&text, &d.chart), EN_OK);
        (void)check_picture(en_text_str(&text));
        titles t = titles_of(en_text_str(&text));
        for (size_t i = 0; i < d.chart.part_count; i++) /* all but what XML cannot hold */
            if (en_utf8_invalid(d.parts[i].label.at, d.parts[i].label.size) == d.parts[i].label.size)
                assert_non_null(strstr(t.said.at, d.parts[i].label.at));
        assert_int_equal(en_chart_diagram_add(&again, &d.chart), EN_OK);
        assert_true(en_str_equal(en_text_str(&text), en_text_str(&again)));
        en_text_free(&t.said);
        en_text_free(&text);
        en_text_free(&again);
    }
}

/* Students to engineers, with a return; placed as somebody drew it. */
static const en_chart_spot intake_bends[] = {{60, 100}, {160, 100}};
static const en_chart_part parts[] = {
    {EN_CHART_STOCK, {"Students", 8}, {"persons", 7}, {0}, true, {200, 100}, 0, 0, NULL, 0},
    {EN_CHART_STOCK, {"Engineers", 9}, {"persons", 7}, {0}, true, {420, 100}, 0, 0, NULL, 0},
    {EN_CHART_FLOW,
     {"intake", 6},
     {"persons/year", 12},
     {"places", 6},
     true,
     {110, 100},
     EN_CHART_OUTSIDE,
     0,
     intake_bends,
     2},
    {EN_CHART_FLOW, {"graduation", 10}, {"persons/year", 12}, {0}, true, {310, 100}, 0, 1, NULL, 0},
    {EN_CHART_FLOW, {"further study", 13}, {0}, {0}, true, {310, 180}, 1, 0, NULL, 0},
    {EN_CHART_FLOW, {"attrition", 9}, {0}, {0}, true, {520, 100}, 1, EN_CHART_OUTSIDE, NULL, 0},
    {EN_CHART_CONSTANT, {"places", 6}, {0}, {"7200", 4}, true, {110, 30}, 0, 0, NULL, 0},
    {EN_CHART_GRAPH, {"wage ratio", 10}, {0}, {0}, true, {520, 30}, 0, 0, NULL, 0},
    {EN_CHART_AUXILIARY, {"attrition rate", 14}, {0}, {0}, true, {600, 160}, 0, 0, NULL, 0},
    {EN_CHART_MODULE, {"Kyushu", 6}, {0}, {0}, true, {420, 220}, 0, 0, NULL, 0}};
static const en_chart_link links[] = {
    {6, 2, true, 270}, {7, 8, false, 0}, {8, 5, false, 0}, {0, 3, true, 45}};

static en_chart_diagram known(en_chart_part copies[CHECK_COUNT(parts)], double width, bool is_placed)
{
    memcpy(copies, parts, sizeof parts);
    for (size_t i = 0; i < CHECK_COUNT(parts); i++) copies[i].is_placed = is_placed;
    return (en_chart_diagram){.frame = {.width = width},
                              .model = {"Pipeline", 8},
                              .parts = copies,
                              .part_count = CHECK_COUNT(parts),
                              .links = links,
                              .link_count = CHECK_COUNT(links)};
}

static void diagrams__say_what_each_part_is(void **state)
{
    (void)state;
    en_chart_part copies[CHECK_COUNT(parts)];
    for (int is_placed = 0; is_placed < 2; is_placed++) {
        en_chart_diagram chart = known(copies, 720, is_placed);
        en_text text = en_text_make(NULL);
        assert_int_equal(en_chart_diagram_add(&text, &chart), EN_OK);
        titles t = titles_of(en_text_str(&text));
        check_title(&t, "Students", "stock · in persons · goes into: graduation");
        check_title(&t, "intake", "flow · in persons/year · outside → Students · places");
        check_title(&t, "places", "constant · 7200 · goes into: intake");
        check_title(&t, "wage ratio", "graphical function · goes into: attrition rate");
        check_title(&t, "Kyushu", "module");
        en_text_add_char(&text, '\0');
        assert_int_equal(strstr(text.at, "Laid out in layers") != NULL, !is_placed);
        en_text_free(&t.said);
        en_text_free(&text);
    }
}

static void diagrams__name_every_part_on_a_phone_as_on_a_wide_page(void **state)
{
    (void)state;
    static const double widths[] = {360, 720, 1280};
    static const char *const words[] = {"Students", "Engineers", "intake",    "graduation", "study",
                                        "places",   "ratio",     "attrition", "rate",       "Kyushu"};
    en_chart_part copies[CHECK_COUNT(parts)];
    for (size_t w = 0; w < CHECK_COUNT(widths); w++)
        for (int is_placed = 0; is_placed < 2; is_placed++) {
            en_chart_diagram chart = known(copies, widths[w], is_placed);
            en_text text = en_text_make(NULL);
            assert_int_equal(en_chart_diagram_add(&text, &chart), EN_OK);
            en_text_add_char(&text, '\0');
            for (size_t i = 0; i < CHECK_COUNT(words); i++) {
                char written[64];
                snprintf(written, sizeof written, "%s</text>", words[i]);
                if (!strstr(text.at, written)) fail_msg("%s at %g", words[i], widths[w]);
            }
            assert_null(strstr(text.at, "left out"));
            en_text_free(&text);
        }
}

static void diagrams__refuse_what_they_cannot_draw(void **state)
{
    (void)state;
    en_text text = en_text_make(NULL);
    en_chart_part part = {.kind = EN_CHART_FLOW, .from = 0, .to = EN_CHART_OUTSIDE};
    en_chart_diagram chart = {.parts = &part, .part_count = 1};
    assert_int_equal(en_chart_diagram_add(&text, &chart), EN_ERR_USAGE); /* from a flow */
    part = (en_chart_part){.kind = EN_CHART_FLOW, .from = 1, .to = EN_CHART_OUTSIDE};
    assert_int_equal(en_chart_diagram_add(&text, &chart), EN_ERR_USAGE);
    part = (en_chart_part){.kind = EN_CHART_STOCK, .is_placed = true, .at = {NAN, 0}};
    assert_int_equal(en_chart_diagram_add(&text, &chart), EN_ERR_USAGE);
    part = (en_chart_part){.kind = EN_CHART_STOCK, .is_placed = true, .at = {0, 1e10}};
    assert_int_equal(en_chart_diagram_add(&text, &chart), EN_ERR_USAGE);
    part = (en_chart_part){.kind = EN_CHART_STOCK};
    const en_chart_link link = {0, 1, false, 0};
    chart.links = &link;
    chart.link_count = 1;
    assert_int_equal(en_chart_diagram_add(&text, &chart), EN_ERR_USAGE);
    chart.part_count = EN_CHART_MOST_PARTS + 1;
    assert_int_equal(en_chart_diagram_add(&text, &chart), EN_ERR_LIMIT);
    chart.part_count = 1;
    chart.link_count = EN_CHART_MOST_LINKS + 1;
    assert_int_equal(en_chart_diagram_add(&text, &chart), EN_ERR_LIMIT);
    assert_int_equal(text.size, 0);
    en_text_free(&text);
}

static en_status draw_known(const en_context *context, void *user)
{
    en_chart_part copies[CHECK_COUNT(parts)];
    en_chart_diagram chart = known(copies, 720, *(const bool *)user);
    en_text text = en_text_make(context->allocator);
    en_status status = en_chart_diagram_add(&text, &chart);
    assert_true(status == EN_OK || text.size == 0);
    en_text_free(&text);
    return status;
}

static void diagrams__survive_every_lack_of_memory(void **state)
{
    (void)state;
    bool is_placed = true;
    check_refused_allocations(draw_known, &is_placed, 3000);
    is_placed = false;
    check_refused_allocations(draw_known, &is_placed, 3000);
}

static void look(bool is_placed, double width, en_language language, const char *file)
{
    en_chart_part copies[CHECK_COUNT(parts)];
    en_chart_diagram chart = known(copies, width, is_placed);
    chart.frame.language = language;
    en_text text = en_text_make(NULL);
    assert_int_equal(en_chart_diagram_add(&text, &chart), EN_OK);
    check_golden(file, en_text_str(&text));
    en_text_free(&text);
}

static void diagrams__look_as_they_did(void **state)
{
    (void)state;
    look(true, 720, EN_LANGUAGE_EN, "diagram.svg");
    look(false, 360, EN_LANGUAGE_JA, "diagram-layers.svg");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(diagrams__of_any_data_overlap_nothing_and_stay_inside),
        cmocka_unit_test(diagrams__say_what_each_part_is),
        cmocka_unit_test(diagrams__name_every_part_on_a_phone_as_on_a_wide_page),
        cmocka_unit_test(diagrams__refuse_what_they_cannot_draw),
        cmocka_unit_test(diagrams__survive_every_lack_of_memory),
        cmocka_unit_test(diagrams__look_as_they_did),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
