/* Pictures of how full the things of a tree are: on random data what must hold of every picture, and one that
 * somebody has looked at. */
#include "looked_at.h"

static en_chart_level random_level(uint64_t *random)
{
    return (en_chart_level){.kind = (en_chart_level_kind)check_below(random, EN_CHART_LEVEL_KINDS),
                            .depth = (unsigned)check_below(random, check_below(random, 9) ? 5 : 1000),
                            .filled = random_value(random),
                            .most = random_value(random),
                            .has_target = check_below(random, 3) == 0,
                            .target = random_value(random),
                            .is_bound = check_below(random, 3) == 0,
                            .label = random_words(random),
                            .said = random_words(random),
                            .about = random_words(random)};
}

static void levels__of_any_data_overlap_nothing_and_stay_inside(void **state)
{
    (void)state;
    uint64_t random = 5;
    static en_chart_level all[EN_CHART_MOST_MARKS];
    for (int round = 0; round < 2000; round++) {
        size_t count = check_below(&random, check_below(&random, 50) ? 14 : EN_CHART_MOST_MARKS + 1);
        for (size_t i = 0; i < count; i++) all[i] = random_level(&random);
        en_text text = en_text_make(NULL), again = en_text_make(NULL);
        en_chart_levels chart = {random_frame(&random), all, count};
        assert_int_equal(en_chart_levels_add(&text, &chart), EN_OK);
        assert_int_equal(check_picture(en_text_str(&text)), count);
        assert_int_equal(en_chart_levels_add(&again, &chart), EN_OK);
        assert_true(en_str_equal(en_text_str(&text), en_text_str(&again)));
        en_text_free(&text);
        en_text_free(&again);
    }
}

static const en_chart_level tree[] = {
    {EN_CHART_LEVEL_GROUP, 0, 3, 3, false, 0, true, {"Kyushu", 6}, {"3 / 3", 5}, {"cap reached", 11}},
    {EN_CHART_LEVEL_PLACE, 1, 2, 3, true, 1, false, {"Lab", 3}, {"2 / 3", 5}, {0}},
    {EN_CHART_LEVEL_RESERVED, 2, 1, 2, false, 0, false, {"women", 5}, {"1 / 2", 5}, {"1 handed on", 11}},
    {EN_CHART_LEVEL_TERM, 2, 1, 1, false, 0, true, {"full", 4}, {"1 / 1", 5}, {0}},
    {EN_CHART_LEVEL_OPEN, 2, 0, 0, false, 0, false, {"open", 4}, {"0 / 0", 5}, {0}}};

static void levels__refuse_more_marks_than_they_can_hold(void **state)
{
    (void)state;
    static const en_chart_level many[EN_CHART_MOST_MARKS + 1];
    en_text text = en_text_make(NULL);
    en_chart_levels chart = {.levels = many, .count = CHECK_COUNT(many)};
    assert_int_equal(en_chart_levels_add(&text, &chart), EN_ERR_LIMIT);
    assert_int_equal(text.size, 0);
    en_text_free(&text);
}

static en_status draw_tree(const en_context *context, void *user)
{
    (void)user;
    en_text text = en_text_make(context->allocator);
    en_chart_levels chart = {{.width = 400}, tree, CHECK_COUNT(tree)};
    en_status status = en_chart_levels_add(&text, &chart);
    assert_true(status == EN_OK || text.size == 0);
    en_text_free(&text);
    return status;
}

static void levels__survive_every_lack_of_memory(void **state)
{
    (void)state;
    check_refused_allocations(draw_tree, NULL, 1000);
}

static void levels__look_as_they_did(void **state)
{
    (void)state;
    en_chart_levels chart = {{EN_LANGUAGE_EN,
                              480,
                              en_str_of("Seats of Kyushu 2027"),
                              en_str_of("A whole bar is the cap or the seats"),
                              en_str_of("A tree."),
                              {0}},
                             tree,
                             CHECK_COUNT(tree)};
    en_text text = en_text_make(NULL);
    assert_int_equal(en_chart_levels_add(&text, &chart), EN_OK);
    check_golden("levels.svg", en_text_str(&text));
    en_text_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels__of_any_data_overlap_nothing_and_stay_inside),
        cmocka_unit_test(levels__look_as_they_did),
        cmocka_unit_test(levels__refuse_more_marks_than_they_can_hold),
        cmocka_unit_test(levels__survive_every_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
