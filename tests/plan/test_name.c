/* Names of XMILE: which are the same, and which are none. */
#include "name.h"

#include "check.h"
#include "ids.h"

typedef en_name_fault make(en_arena *arena, en_str written, en_str *key);

static void check_key(make *key_of, const char *written, const char *expected)
{
    en_arena arena = en_arena_make(NULL);
    en_str key = {0};
    assert_int_equal(key_of(&arena, en_str_of(written), &key), EN_NAME_FINE);
    check_str(key, expected);
    en_arena_free(&arena);
}

static void check_fault(make *key_of, const char *written, en_name_fault expected)
{
    en_arena arena = en_arena_make(NULL);
    en_str key = {"untouched", 9};
    assert_int_equal(key_of(&arena, en_str_of(written), &key), expected);
    check_str(key, "untouched");
    en_arena_free(&arena);
}

static void name__is_the_same_in_any_case_and_with_any_blanks(void **state)
{
    (void)state;
    static const char *const same[] = {"birth_rate",        "Birth Rate",          "BIRTH_____RATE",
                                       "\"birth rate\"",    "birth\\nrate",        "\"Birth\nRate\"",
                                       "birth\xC2\xA0rate", " birth\t_ \r\nrate ", "\"Birth\\n\\nrate \""};
    for (size_t i = 0; i < CHECK_COUNT(same); i++) check_key(en_name_of, same[i], "birth_rate");
}

static void name__folds_case_of_every_script(void **state)
{
    (void)state;
    check_key(en_name_of, "TĂNG TRƯỞNG Đà Nẵng", "tăng_trưởng_đà_nẵng");
    check_key(en_name_of, "Nguye\xCC\x82\xCC\x83n", "nguyễn"); /* as macOS writes it */
    check_key(en_name_of, "ΔΊΚΗ", "δίκη");
    check_key(en_name_of, "STRASSE", "strasse");
    check_key(en_name_of, "Straße", "strasse");
    check_key(en_name_of, "半導体 人材", "半導体_人材");
}

static void name__keeps_apart_what_unicode_only_calls_similar(void **state)
{
    (void)state;
    check_key(en_name_of, "Ａ", "ａ");                                 /* full width is not A */
    check_key(en_name_of, "人口\xE3\x80\x80比", "人口\xE3\x80\x80比"); /* U+3000 is no blank */
    check_key(en_name_of, "ハンダ", "ハンダ");
    check_key(en_name_of,
              "a\xE2\x80\x82"
              "b",
              "a\xE2\x80\x82"
              "b"); /* nor is U+2002 */
}

static void name__keeps_an_underscore_at_its_ends_but_no_blank(void **state)
{
    (void)state;
    check_key(en_name_of, "_a_", "_a_");
    check_key(en_name_of, "\" a \"", "a");
    check_key(en_name_of, "\"_ a _\"", "_a_");
    check_key(en_name_of, "_", "_");
}

static void name__takes_points_quotes_and_backslashes_as_part_of_it(void **state)
{
    (void)state;
    check_key(en_name_of, "v1.0", "v1\\.0");
    check_key(en_name_of, "\"v1.0\"", "v1\\.0");
    check_key(en_name_of, "say \\\"no\\\"", "say_\"no\"");
    check_key(en_name_of, "the \"big\" one", "the_\"big\"_one");
    check_key(en_name_of, "\"a\" or \"b\"", "\"a\"_or_\"b\"");
    check_key(en_name_of, "a\\\\b", "a\\\\b");
}

static void name__refuses_what_is_none(void **state)
{
    (void)state;
    static const char *const empty[] = {"", "  ", "\"\"", "\" \"", "\\n", "\xC2\xA0"};
    for (size_t i = 0; i < CHECK_COUNT(empty); i++) check_fault(en_name_of, empty[i], EN_NAME_EMPTY);
    check_fault(en_name_of, "a\\tb", EN_NAME_ESCAPE);
    check_fault(en_name_of, "a\\", EN_NAME_ESCAPE);
    static char full[EN_NAME_MOST_BYTES + 2];
    memset(full, 'a', EN_NAME_MOST_BYTES + 1);
    check_fault(en_name_of, full, EN_NAME_TOO_LONG);
    check_fault(en_qualified_of, full, EN_NAME_TOO_LONG);
    full[EN_NAME_MOST_BYTES] = '\0';
    check_key(en_name_of, full, full);
}

static void path__is_qualified_by_points_outside_of_quotes(void **state)
{
    (void)state;
    check_key(en_qualified_of, "Hares.Birth_Rate", "hares.birth_rate");
    check_key(en_qualified_of, ".Area", ".area");
    check_key(en_qualified_of, "\"Module 1\".\"v1.0\"", "module_1.v1\\.0");
    check_key(en_qualified_of, "isee.utils.find", "isee.utils.find");
}

static void path__without_points_has_the_key_of_the_name(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"Birth Rate", "birth_rate"}, {"\"v1.0\"", "v1\\.0"}, {"\"a\\\\b\"", "a\\\\b"}, {"Nguyễn", "nguyễn"}};
    for (size_t i = 0; i < CHECK_COUNT(names); i++) {
        check_key(en_name_of, names[i][0], names[i][1]);
        check_key(en_qualified_of, names[i][0], names[i][1]);
    }
}

static void path__refuses_what_is_none(void **state)
{
    (void)state;
    static const char *const empty[] = {"a.", ".", "a..b", "..a", "", "\"\".a"};
    for (size_t i = 0; i < CHECK_COUNT(empty); i++) check_fault(en_qualified_of, empty[i], EN_NAME_EMPTY);
    check_fault(en_qualified_of, "\"a", EN_NAME_QUOTE);
    check_fault(en_qualified_of, "a.\"b", EN_NAME_QUOTE);
    check_fault(en_qualified_of, "\"a\"b", EN_NAME_QUOTE);
    check_fault(en_qualified_of, "\"a\\\"", EN_NAME_QUOTE);
    check_fault(en_qualified_of, "a.b\\c", EN_NAME_ESCAPE);
}

static void path__is_taken_apart_again(void **state)
{
    (void)state;
    en_arena arena = en_arena_make(NULL);
    en_str key, part;
    assert_int_equal(en_qualified_of(&arena, en_str_of(".\"a.b\\\\\".c"), &key), EN_NAME_FINE);
    static const char *const parts[] = {"", "a\\.b\\\\", "c"};
    for (size_t i = 0; i < CHECK_COUNT(parts); i++) {
        assert_true(en_qualified_next(&key, &part));
        check_str(part, parts[i]);
    }
    assert_false(en_qualified_next(&key, &part));
    en_arena_free(&arena);
}

static void keys__are_found_in_a_table_of_ids(void **state)
{
    (void)state;
    en_arena arena = en_arena_make(NULL);
    en_ids ids;
    en_str key;
    bool known;
    assert_true(en_ids_make(&arena, 4, &ids));
    assert_int_equal(en_name_of(&arena, en_str_of("Tốc độ\\nsinh"), &key), EN_NAME_FINE);
    assert_int_equal(en_ids_add(&ids, key, &known), 0);
    assert_int_equal(en_qualified_of(&arena, en_str_of("TỐC_ĐỘ_SINH"), &key), EN_NAME_FINE);
    assert_int_equal(en_ids_find(&ids, key), 0);
    assert_int_equal(en_qualified_of(&arena, en_str_of("toc_do_sinh"), &key), EN_NAME_FINE);
    assert_int_equal(en_ids_find(&ids, key), EN_IDS_NONE);
    en_arena_free(&arena);
}

static void name__is_shown_without_quotes_and_line_ends(void **state)
{
    (void)state;
    static const char *const shown[][2] = {{"Birth_Rate", "Birth_Rate"},
                                           {"Birth\\nRate", "Birth Rate"},
                                           {" \"Say \\\"no\\\" \\\\ now\" ", "Say \"no\" \\ now"},
                                           {"a\r\nb", "a  b"},
                                           {"a\\tb", "a\\tb"},
                                           {"Tốc độ", "Tốc độ"}};
    for (size_t i = 0; i < CHECK_COUNT(shown); i++) {
        en_text text = en_text_make(NULL);
        en_name_show(&text, en_str_of(shown[i][0]));
        check_str(en_text_str(&text), shown[i][1]);
        en_text_free(&text);
    }
}

static en_status make_keys(const en_context *context, void *user)
{
    (void)user;
    en_arena arena = en_arena_make(context->allocator);
    en_str key;
    en_name_fault fault = en_name_of(&arena, en_str_of("Birth Rate"), &key);
    if (fault == EN_NAME_FINE) fault = en_qualified_of(&arena, en_str_of(".Nguyễn.\"Trần\""), &key);
    en_arena_free(&arena);
    return fault == EN_NAME_FINE ? EN_OK : EN_ERR_MEMORY;
}

static void name__says_when_memory_is_out(void **state)
{
    (void)state;
    check_refused_allocations(make_keys, NULL, 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(name__is_the_same_in_any_case_and_with_any_blanks),
        cmocka_unit_test(name__folds_case_of_every_script),
        cmocka_unit_test(name__keeps_apart_what_unicode_only_calls_similar),
        cmocka_unit_test(name__keeps_an_underscore_at_its_ends_but_no_blank),
        cmocka_unit_test(name__takes_points_quotes_and_backslashes_as_part_of_it),
        cmocka_unit_test(name__refuses_what_is_none),
        cmocka_unit_test(path__is_qualified_by_points_outside_of_quotes),
        cmocka_unit_test(path__without_points_has_the_key_of_the_name),
        cmocka_unit_test(path__refuses_what_is_none),
        cmocka_unit_test(path__is_taken_apart_again),
        cmocka_unit_test(keys__are_found_in_a_table_of_ids),
        cmocka_unit_test(name__is_shown_without_quotes_and_line_ends),
        cmocka_unit_test(name__says_when_memory_is_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
