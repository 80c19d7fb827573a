/* Lines for the terminal: where Japanese may be broken, and where not. */
#include "check.h"

#include "terminal.h"

#include <stdio.h>

static void expect_lines(const char *s, size_t at, size_t indent, size_t width, const char *lines)
{
    en_text text = en_text_make(NULL);
    terminal_wrap(&text, en_str_of(s), at, indent, width);
    assert_false(text.failed);
    check_str(en_text_str(&text), lines);
    en_text_free(&text);
}

static void wrap__breaks_between_words(void **state)
{
    (void)state;
    expect_lines("one two three", 0, 2, 7, "one two\n  three");
    expect_lines("one two three", 4, 2, 7, "one\n  two\n  three");
    expect_lines("one  two ", 0, 0, 80, "one  two");
    expect_lines("unbreakable", 0, 2, 4, "unbreakable");
    expect_lines("", 0, 2, 4, "");
}

static void wrap__begins_no_line_with_closing_marks(void **state)
{
    (void)state;
    expect_lines("計画が進む。次に移る", 0, 0, 10, "計画が進\nむ。次\nに移る");
}

static void wrap__keeps_brackets_with_what_they_hold(void **state)
{
    (void)state;
    expect_lines("一二三（四）五六", 0, 0, 8, "一二三\n（四）\n五六");
    expect_lines("一二三「四」五六", 0, 0, 8, "一二三\n「四」\n五六");
    expect_lines("一二三(四五)六七八", 0, 0, 7, "一二三\n(四五)\n六七八");
}

static void wrap__keeps_a_number_and_its_counter_together(void **state)
{
    (void)state;
    expect_lines("今年は38.0人が行く", 0, 0, 10, "今年は\n38.0人\nが行く");
    expect_lines("全部で 33 件のうち", 0, 0, 9, "全部で\n33 件\nのうち");
    expect_lines("派遣は約1,000人である", 0, 0, 12, "派遣は\n約1,000人\nである");
    expect_lines("期間は2025～2027年", 0, 0, 14, "期間は\n2025～2027年");
    expect_lines("割合は14.3％に達する", 0, 0, 10, "割合は\n14.3％に\n達する");
}

static void wrap__leaves_no_last_line_of_one_character(void **state)
{
    (void)state;
    expect_lines("遅れを意味しません。", 0, 0, 18, "遅れを意味しま\nせん。");
    expect_lines("one two three a", 0, 0, 13, "one two\nthree a");
}

/* Whatever the text and the width, the marks hold. */
static void wrap__never_begins_a_line_with_a_closing_mark_in_any_width(void **state)
{
    (void)state;
    static const char *const pieces[] = {"。", "、", "（", "）", "「", "」", "人", "年", "38", "JDS",
                                         " ",  ")",  "(",  "：", "％", ".",  ";",  "か", "ッ", "A"};
    static const char *const closing[] = {"。", "、", "）", "」", "：", "％", "ッ", ")", ".", ";"};
    static const char *const opening[] = {"（", "「", "("};
    uint64_t random = 4;
    for (int round = 0; round < 2000; round++) {
        char s[400] = "字";
        for (int i = 0; i < 40; i++) {
            const char *piece = pieces[check_below(&random, CHECK_COUNT(pieces))];
            bool after_blank = s[strlen(s) - 1] == ' ';
            for (size_t k = 0; k < CHECK_COUNT(closing) && after_blank; k++)
                if (strcmp(piece, closing[k]) == 0)
                    piece = "字"; /* a blank before a mark is the writer's wish */
            strcat(s, piece);
        }
        en_text text = en_text_make(NULL);
        terminal_wrap(&text, en_str_of(s), 0, 0, 4 + check_below(&random, 40));
        en_text_add_char(&text, '\0');
        for (const char *end = strchr(text.at, '\n'); end; end = strchr(end + 1, '\n')) {
            for (size_t k = 0; k < CHECK_COUNT(closing); k++)
                if (strncmp(end + 1, closing[k], strlen(closing[k])) == 0) fail_msg("%s", text.at);
            for (size_t k = 0; k < CHECK_COUNT(opening); k++) {
                size_t size = strlen(opening[k]);
                bool blank_behind = false;
                for (const char *at = strstr(s, opening[k]); at; at = strstr(at + 1, opening[k]))
                    blank_behind = blank_behind || at[size] == ' ';
                if (!blank_behind && (size_t)(end - text.at) >= size &&
                    memcmp(end - size, opening[k], size) == 0)
                    fail_msg("%s", text.at);
            }
        }
        en_text_free(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrap__breaks_between_words),
        cmocka_unit_test(wrap__begins_no_line_with_closing_marks),
        cmocka_unit_test(wrap__keeps_brackets_with_what_they_hold),
        cmocka_unit_test(wrap__keeps_a_number_and_its_counter_together),
        cmocka_unit_test(wrap__leaves_no_last_line_of_one_character),
        cmocka_unit_test(wrap__never_begins_a_line_with_a_closing_mark_in_any_width),
    };
    return cmocka_run_group_tests_name("terminal", tests, NULL, NULL);
}
