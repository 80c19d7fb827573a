/* The table of what combines: whole, closed, and as docs/formats.md prints it (argv[1]). */
#define _GNU_SOURCE
#include "check.h"

#include "combine.h"
#include "file.h"

static en_text docs;

static const en_feature_set ALL = ((en_feature_set)1 << EN_FEATURE_COUNT) - 1;

static void add_row(en_text *row, const en_combination *c)
{
    en_text_add_z(row, "| `");
    en_text_add_z(row, en_mechanism_name(c->mechanism));
    en_text_add_z(row, "` | ");
    bool some = false;
    for (int f = 0; f < EN_FEATURE_COUNT; f++) {
        if (!(c->features & en_feature_bit((en_feature)f))) continue;
        if (some) en_text_add_z(row, ", ");
        en_text_add_z(row, en_feature_name((en_feature)f));
        some = true;
    }
    if (!some) en_text_add_z(row, "none of them");
    en_text_add_z(row, c->ready ? " | yes |\n" : " | no |\n");
}

static void docs_print_the_table(void **state)
{
    (void)state;
    en_text table = en_text_make(NULL);
    for (size_t i = 0; i < en_combination_count; i++) {
        size_t before = table.size;
        add_row(&table, &en_combinations[i]);
        if (!memmem(docs.at, docs.size, table.at + before, table.size - before))
            print_error("docs/formats.md lacks %.*s", (int)(table.size - before), table.at + before);
    }
    en_text_add_z(&table, "\n"); /* and no row more */
    assert_non_null(memmem(docs.at, docs.size, table.at, table.size));
    en_text_free(&table);
}

static void every_mechanism_runs_plain_rounds_or_says_what_it_needs(void **state)
{
    (void)state;
    for (int m = 0; m < EN_MECHANISM_COUNT; m++)
        assert_true(en_features_combine((en_mechanism)m, en_features_required((en_mechanism)m), false));
}

static void every_set_combines_or_shows_a_conflict_of_at_most_three(void **state)
{
    (void)state;
    for (int m = 0; m < EN_MECHANISM_COUNT; m++)
        for (en_feature_set set = 0; set <= ALL; set++) {
            en_feature_set conflicts[EN_MOST_CONFLICTS];
            size_t n = en_features_conflicts((en_mechanism)m, set, false, conflicts);
            assert_int_equal(n == 0, en_features_combine((en_mechanism)m, set, false));
            for (size_t k = 0; k < n; k++) {
                assert_int_equal(conflicts[k] & ~set, 0);
                assert_in_range(__builtin_popcount(conflicts[k]), 1, 3);
            }
        }
}

static void parts_of_what_combines_combine(void **state)
{
    (void)state;
    for (size_t i = 0; i < en_combination_count; i++)
        for (en_feature_set set = 0; set <= ALL; set++) {
            bool part = (set & ~en_combinations[i].features) == 0;
            assert_true(!part || en_features_combine(en_combinations[i].mechanism, set, false));
        }
}

static void what_is_ready_is_promised(void **state)
{
    (void)state;
    for (int m = 0; m < EN_MECHANISM_COUNT; m++)
        for (en_feature_set set = 0; set <= ALL; set++)
            assert_true(!en_features_combine((en_mechanism)m, set, true) ||
                        en_features_combine((en_mechanism)m, set, false));
}

static void all_conflicts_of_the_smallest_size_are_named(void **state)
{
    (void)state;
    en_feature_set held = en_feature_bit(EN_FEATURE_HELD), floor = en_feature_bit(EN_FEATURE_FLOOR),
                   couples = en_feature_bit(EN_FEATURE_COUPLES), lines = en_feature_bit(EN_FEATURE_LINES),
                   demands = en_feature_bit(EN_FEATURE_DEMANDS);
    en_feature_set conflicts[EN_MOST_CONFLICTS];
    assert_int_equal(en_features_conflicts(EN_DEFERRED_ACCEPTANCE, held | floor | couples, false, conflicts),
                     3);
    assert_int_equal(en_features_conflicts(EN_DEFERRED_ACCEPTANCE, lines | floor | held, false, conflicts),
                     2);
    assert_int_equal(conflicts[0], lines | floor);
    assert_int_equal(conflicts[1], floor | held);
    assert_int_equal(en_features_conflicts(EN_DEFERRED_ACCEPTANCE, lines | demands | held, false, conflicts),
                     1);
    assert_int_equal(conflicts[0], demands);
}

int main(int argc, char **argv)
{
    if (argc != 2) return 2;
    en_file file;
    if (en_file_read(argv[1], NULL, NULL, &file) != EN_OK) return 2;
    docs = en_text_make(NULL);
    en_text_add(&docs, (en_str){file.at, file.size});
    en_file_free(&file);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(docs_print_the_table),
        cmocka_unit_test(every_mechanism_runs_plain_rounds_or_says_what_it_needs),
        cmocka_unit_test(every_set_combines_or_shows_a_conflict_of_at_most_three),
        cmocka_unit_test(parts_of_what_combines_combine),
        cmocka_unit_test(what_is_ready_is_promised),
        cmocka_unit_test(all_conflicts_of_the_smallest_size_are_named),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    en_text_free(&docs);
    return failed;
}
