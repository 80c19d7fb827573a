/* Reports: bounded, copied, clean; and their words in three languages. */
#include "report.h"

#include "check.h"
#include "words.h"

#include <math.h>

static en_where at_row(uint64_t row) { return (en_where){.file = en_str_of("choices.csv"), .row = row}; }

static void report__keeps_its_own_copies(void **state)
{
    (void)state;
    char file[] = "a.csv", column[] = "rank", value[] = "x", text[] = "arg";
    en_report report = en_report_make(NULL);
    en_where where = {en_str_of(file), 3, en_str_of(column), en_str_of(value)};
    en_arg arg = en_arg_text("said", text);
    assert_int_equal(en_report_add(&report, EN_ERROR, EN_W_FILE_CANNOT_READ, where, 1, &arg), EN_ERR_INPUT);
    memset(file, '#', 5);
    memset(column, '#', 4);
    memset(value, '#', 1);
    memset(text, '#', 3);
    const en_problem *p = report.problems;
    check_str(p->where.file, "a.csv");
    check_str(p->where.column, "rank");
    check_str(p->where.value, "x");
    check_str(p->args[0].as.text, "arg");
    assert_int_equal(p->where.row, 3);
    en_report_free(&report);
}

static void report__tells_errors_from_warnings(void **state)
{
    (void)state;
    en_report report = en_report_make(NULL);
    assert_int_equal(en_report_add(&report, EN_WARNING, EN_W_TABLE_UNKNOWN_COLUMN, at_row(1), 0, NULL),
                     EN_OK);
    assert_int_equal(report.errors, 0);
    assert_int_equal(report.warnings, 1);
    assert_int_equal(en_report_error(&report, EN_W_TABLE_EMPTY, at_row(1)), EN_ERR_INPUT);
    assert_int_equal(report.errors, 1);
    assert_int_equal(report.kept, 2);
    en_report_free(&report);
}

static void report__keeps_the_first_thousand_and_counts_the_rest(void **state)
{
    (void)state;
    en_report report = en_report_make(NULL);
    for (uint64_t i = 1; i <= 1500; i++) (void)en_report_error(&report, EN_W_CSV_NUL, at_row(i));
    assert_int_equal(report.errors, 1500);
    assert_int_equal(report.kept, EN_REPORT_MOST);
    assert_int_equal(report.problems[EN_REPORT_MOST - 1].where.row, EN_REPORT_MOST);
    en_report_free(&report);
}

static void report__that_is_null_takes_nothing(void **state)
{
    (void)state;
    assert_int_equal(en_report_error(NULL, EN_W_CSV_NUL, at_row(1)), EN_ERR_INPUT);
    assert_int_equal(en_report_add(NULL, EN_WARNING, EN_W_CSV_NUL, at_row(1), 0, NULL), EN_OK);
}

static void check_kept_value(const char *value, const char *expected)
{
    en_report report = en_report_make(NULL);
    en_where where = {.column = en_str_of(value), .value = en_str_of(value)};
    (void)en_report_error(&report, EN_W_CSV_NUL, where);
    check_str(report.problems[0].where.value, expected);
    check_str(report.problems[0].where.column,
              expected); /* a column's name comes from a stranger's file as well */
    en_report_free(&report);
}

static void report__makes_values_fit_for_a_terminal(void **state)
{
    (void)state;
    check_kept_value("plain 縁", "plain 縁");
    check_kept_value("\033[31mred", "?[31mred");
    check_kept_value("a\nb\tc\x7F", "a?b?c?");
    check_kept_value("\xC2\x9B"
                     "31m",
                     "??31m"); /* the one-character form of ESC [ */
    check_kept_value("\xC2\xA0", "\xC2\xA0");
    check_kept_value("a\u202Eb\u2069", "a???b???");
    check_kept_value("\xFFx\xE7\xB8", "?x??");
}

static void report__shortens_long_values_between_characters(void **state)
{
    (void)state;
    char ascii[200], expected[200];
    memset(ascii, 'a', sizeof ascii);
    ascii[199] = '\0';
    memset(expected, 'a', 60);
    memcpy(expected + 60, "…", 4);
    check_kept_value(ascii, expected);
    ascii[60] = '\0';
    check_kept_value(ascii, ascii);
    en_text wide = en_text_make(NULL), cut = en_text_make(NULL);
    en_text_add_repeated(&wide, "縁", 500);
    en_text_add_char(&wide, '\0');
    en_text_add_repeated(&cut, "縁", 30);
    en_text_add(&cut, (en_str){"…", 4});
    check_kept_value(wide.at, cut.at);
    en_text_free(&wide);
    en_text_free(&cut);
}

static void report__keeps_paths_whole_but_clean(void **state)
{
    (void)state;
    en_report report = en_report_make(NULL);
    char path[300];
    memset(path, 'p', sizeof path);
    path[5] = '\033';
    path[299] = '\0';
    (void)en_report_error(&report, EN_W_FILE_MISSING, (en_where){.file = en_str_of(path)});
    path[5] = '?';
    check_str(report.problems[0].where.file, path);
    en_report_free(&report);
}

static void report__joins_in_order_and_keeps_counts(void **state)
{
    (void)state;
    en_report a = en_report_make(NULL), b = en_report_make(NULL);
    for (uint64_t i = 1; i <= 800; i++) (void)en_report_error(&a, EN_W_CSV_NUL, at_row(i));
    for (uint64_t i = 801; i <= 2000; i++) (void)en_report_error(&b, EN_W_CSV_NUL, at_row(i));
    (void)en_report_add(&b, EN_WARNING, EN_W_CSV_NUL, at_row(0), 0, NULL);
    en_report_join(&a, &b);
    assert_int_equal(a.errors, 2000);
    assert_int_equal(a.warnings, 1);
    assert_int_equal(a.kept, EN_REPORT_MOST);
    for (uint64_t i = 0; i < EN_REPORT_MOST; i++) assert_int_equal(a.problems[i].where.row, i + 1);
    assert_int_equal(b.errors, 0);
    en_report_free(&a);
    en_report_free(&b);
}

static void report__joining_changes_no_value(void **state)
{
    (void)state;
    en_report a = en_report_make(NULL), b = en_report_make(NULL);
    en_text wide = en_text_make(NULL);
    en_text_add_repeated(&wide, "0123456789", 20);
    (void)en_report_error(&b, EN_W_CSV_NUL, (en_where){.value = en_text_str(&wide)});
    (void)en_report_error(&a, EN_W_CSV_NUL, (en_where){.value = en_text_str(&wide)});
    en_report_join(&a, &b);
    assert_true(en_str_equal(a.problems[0].where.value, a.problems[1].where.value));
    en_text_free(&wide);
    en_report_free(&a);
}

static void report__counts_on_when_memory_runs_out(void **state)
{
    (void)state;
    for (size_t fail = 1; fail < 12; fail++) {
        check_heap heap = {.fail_at = fail};
        en_allocator allocator = check_allocator(&heap);
        en_report report = en_report_make(&allocator);
        en_arg arg = en_arg_text("said", "no");
        en_where where = {en_str_of("a"), 1, en_str_of("b"), en_str_of("c")};
        assert_int_equal(en_report_add(&report, EN_ERROR, EN_W_FILE_CANNOT_READ, where, 1, &arg),
                         EN_ERR_INPUT);
        assert_int_equal(report.errors, 1);
        assert_true(report.out_of_memory || heap.calls < fail);
        en_report_free(&report);
        assert_int_equal(heap.in_use, 0);
    }
}

static void check_words(en_language language, en_word word, size_t count, const en_arg *args,
                        const char *expected)
{
    en_text text = en_text_make(NULL);
    en_words_add(&text, language, word, count, args);
    check_str(en_text_str(&text), expected);
    en_text_free(&text);
}

static void words__choose_by_number(void **state)
{
    (void)state;
    en_arg one = en_arg_int("count", 1), many = en_arg_int("count", 50000);
    check_words(EN_LANGUAGE_EN, EN_W_CLI_MORE_PROBLEMS, 1, &one, "… and one more problem");
    check_words(EN_LANGUAGE_EN, EN_W_CLI_MORE_PROBLEMS, 1, &many, "… and 50,000 more problems");
}

static void words__take_every_kind_of_argument(void **state)
{
    (void)state;
    en_arg args[] = {en_arg_word("said", EN_W_LABEL_WARNING)};
    check_words(EN_LANGUAGE_EN, EN_W_FILE_CANNOT_READ, 1, args, "cannot be read: warning");
    args[0] = en_arg_real("said", 1234.5);
    check_words(EN_LANGUAGE_EN, EN_W_FILE_CANNOT_READ, 1, args, "cannot be read: 1,234.5");
    args[0] = en_arg_text("said", "{x} {");
    check_words(EN_LANGUAGE_EN, EN_W_FILE_CANNOT_READ, 1, args,
                "cannot be read: {x} {"); /* an argument is no template */
}

static void words__are_there_in_every_language(void **state)
{
    (void)state;
    for (int word = 0; word < EN_WORD_COUNT; word++)
        for (int language = 0; language < EN_LANGUAGE_COUNT; language++) {
            const char *text = en_word_template((en_language)language, (en_word)word);
            assert_non_null(text);
            assert_int_not_equal(*text, '\0');
            assert_int_equal(en_utf8_invalid(text, strlen(text)), strlen(text));
        }
    assert_string_equal(en_word_key(EN_W_CSV_UNCLOSED_QUOTE), "csv.unclosed-quote");
}

static void check_real(en_language language, double value, int decimals, const char *expected)
{
    en_text text = en_text_make(NULL);
    en_words_add_real(&text, language, value, decimals);
    check_str(en_text_str(&text), expected);
    en_text_free(&text);
}

static void words__write_numbers_as_the_language_does(void **state)
{
    (void)state;
    check_real(EN_LANGUAGE_EN, 50000, 0, "50,000");
    check_real(EN_LANGUAGE_JA, 50000, 0, "50,000");
    check_real(EN_LANGUAGE_VI, 50000, 0, "50.000");
    check_real(EN_LANGUAGE_VI, 1234567.25, 2, "1.234.567,25");
    check_real(EN_LANGUAGE_EN, 45.08, 1, "45.1");
    check_real(EN_LANGUAGE_EN, -1500, -1, "−1,500");
    check_real(EN_LANGUAGE_EN, 999, 0, "999");
    check_real(EN_LANGUAGE_EN, -0.001, 1, "0.0");
    en_text text = en_text_make(NULL);
    en_words_add_int(&text, EN_LANGUAGE_EN, INT64_MIN);
    check_str(en_text_str(&text), "−9,223,372,036,854,775,808");
    en_text_free(&text);
}

static void check_time(en_language language, double time, const char *expected)
{
    en_arg args[] = {en_arg_time("time", time), en_arg_text("message", "x")};
    en_text text = en_text_make(NULL), message = en_text_make(NULL);
    en_words_add_time(&text, language, time, -1);
    check_str(en_text_str(&text), expected);
    en_words_add(&message, language, EN_W_PLAN_RUN_EVENT, 2, args);
    en_text_add_char(&message, '\0');
    assert_non_null(strstr(message.at, expected));
    en_text_free(&text);
    en_text_free(&message);
}

static void words__write_times_without_groups_of_digits(void **state)
{
    (void)state;
    check_time(EN_LANGUAGE_EN, 2033.875, "2033.875");
    check_time(EN_LANGUAGE_VI, 2033.875, "2033,875");
    check_time(EN_LANGUAGE_JA, 12000.5, "12000.5");
    check_time(EN_LANGUAGE_VI, 2030, "2030");
    check_time(EN_LANGUAGE_EN, -2030, "−2030");
}

static void words__find_the_language_of_a_tag(void **state)
{
    (void)state;
    en_language language = EN_LANGUAGE_EN;
    assert_true(en_language_of(en_str_of("vi"), &language) && language == EN_LANGUAGE_VI);
    assert_true(en_language_of(en_str_of("ja_JP.UTF-8"), &language) && language == EN_LANGUAGE_JA);
    assert_true(en_language_of(en_str_of("en-GB"), &language) && language == EN_LANGUAGE_EN);
    static const char *const others[] = {"", "v", "fr", "vie", "C", "C.UTF-8", "jab", "english"};
    language = EN_LANGUAGE_JA;
    for (size_t i = 0; i < CHECK_COUNT(others); i++)
        assert_false(en_language_of(en_str_of(others[i]), &language));
    assert_int_equal(language, EN_LANGUAGE_JA);
    assert_string_equal(en_language_tag(EN_LANGUAGE_VI), "vi");
}

static void check_problem(en_where where, en_severity severity, const char *expected)
{
    en_report report = en_report_make(NULL);
    (void)en_report_add(&report, severity, EN_W_FILE_MISSING, where, 0, NULL);
    en_text text = en_text_make(NULL);
    en_words_add_problem(&text, EN_LANGUAGE_EN, &report.problems[0]);
    check_str(en_text_str(&text), expected);
    en_text_free(&text);
    en_report_free(&report);
}

static void words__say_where_a_problem_is(void **state)
{
    (void)state;
    en_str file = en_str_of("choices.csv"), column = en_str_of("rank"), value = en_str_of("x");
    check_problem((en_where){file, 17, column, value}, EN_ERROR,
                  "choices.csv:17: rank \"x\": there is no such file or folder");
    check_problem((en_where){.file = file}, EN_ERROR, "choices.csv: there is no such file or folder");
    check_problem((en_where){.file = file, .row = 2, .column = column}, EN_ERROR,
                  "choices.csv:2: rank: there is no such file or folder");
    check_problem((en_where){.value = value}, EN_WARNING, "warning: \"x\": there is no such file or folder");
    check_problem((en_where){0}, EN_ERROR, "there is no such file or folder");
}

/* A user once got the exit status 1 without a word. */
static void report__never_lets_a_failure_pass_without_a_word(void **state)
{
    (void)state;
    for (int status = EN_OK; status < EN_STATUS_COUNT; status++) {
        bool told = status == EN_OK || status == EN_ERR_MEMORY || status == EN_ERR_CANCELLED;
        en_report report = en_report_make(NULL);
        en_report_settle(&report, (en_status)status);
        assert_int_equal(report.errors, told ? 0 : 1);
        en_report_settle(&report, (en_status)status);
        assert_int_equal(report.errors, told ? 0 : 1);
        en_report_free(&report);
    }
}

static void report__takes_a_warning_as_the_reason_of_a_limit_alone(void **state)
{
    (void)state;
    en_report report = en_report_make(NULL);
    (void)en_report_add(&report, EN_WARNING, EN_W_FILE_MISSING, (en_where){0}, 0, NULL);
    en_report_settle(&report, EN_ERR_LIMIT);
    assert_int_equal(report.errors, 0);
    en_report_settle(&report, EN_ERR_INPUT);
    assert_int_equal(report.errors, 1);
    assert_int_equal(report.problems[1].rule, EN_W_REPORT_NO_REASON);
    en_report_free(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(report__keeps_its_own_copies),
        cmocka_unit_test(report__tells_errors_from_warnings),
        cmocka_unit_test(report__keeps_the_first_thousand_and_counts_the_rest),
        cmocka_unit_test(report__that_is_null_takes_nothing),
        cmocka_unit_test(report__makes_values_fit_for_a_terminal),
        cmocka_unit_test(report__shortens_long_values_between_characters),
        cmocka_unit_test(report__keeps_paths_whole_but_clean),
        cmocka_unit_test(report__joins_in_order_and_keeps_counts),
        cmocka_unit_test(report__joining_changes_no_value),
        cmocka_unit_test(report__counts_on_when_memory_runs_out),
        cmocka_unit_test(report__never_lets_a_failure_pass_without_a_word),
        cmocka_unit_test(report__takes_a_warning_as_the_reason_of_a_limit_alone),
        cmocka_unit_test(words__choose_by_number),
        cmocka_unit_test(words__take_every_kind_of_argument),
        cmocka_unit_test(words__are_there_in_every_language),
        cmocka_unit_test(words__write_numbers_as_the_language_does),
        cmocka_unit_test(words__write_times_without_groups_of_digits),
        cmocka_unit_test(words__find_the_language_of_a_tag),
        cmocka_unit_test(words__say_where_a_problem_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
