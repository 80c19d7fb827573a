/* Reasons of the system and of expat in words: which have words of their own, and what the others fall back
 * to. */
#include "check.h"
#include "file.h"
#include "reasons.h"
#include "words.h"

#include <errno.h>
#include <expat.h>

static void system__has_words_for_what_happens_to_files(void **state)
{
    (void)state;
    static const int known[] = {ENOENT, EACCES, EPERM,        ENOSPC,  EROFS,     EISDIR, ENOTDIR,
                                EEXIST, EIO,    ENAMETOOLONG, EMFILE,  ENFILE,    EBUSY,  EDQUOT,
                                EFBIG,  ELOOP,  ENOMEM,       ETXTBSY, EADDRINUSE};
    for (size_t i = 0; i < CHECK_COUNT(known); i++) {
        char room[EN_REASON_ROOM];
        en_arg said = en_reason_of_system(known[i], room);
        assert_string_equal(said.name, "said");
        assert_int_equal(said.kind, EN_ARG_WORD);
    }
    char room[EN_REASON_ROOM];
    assert_int_equal(en_reason_of_system(ENOSPC, room).as.word, EN_W_SYSTEM_NO_ROOM);
    assert_int_equal(en_reason_of_system(EACCES, room).as.word, EN_W_SYSTEM_DENIED);
}

static void system__is_quoted_where_there_are_no_words(void **state)
{
    (void)state;
    char room[EN_REASON_ROOM];
    en_arg said = en_reason_of_system(ENOTTY, room);
    assert_int_equal(said.kind, EN_ARG_TEXT);
    assert_true(en_str_is(said.as.text, strerror(ENOTTY)));
}

static void xml__has_words_or_the_number(void **state)
{
    (void)state;
    char room[EN_REASON_ROOM];
    assert_int_equal(en_reason_of_xml(XML_ERROR_INVALID_TOKEN, room).as.word, EN_W_XML_TOKEN);
    assert_int_equal(en_reason_of_xml(XML_ERROR_DUPLICATE_ATTRIBUTE, room).as.word, EN_W_XML_ATTRIBUTE_TWICE);
    en_arg said = en_reason_of_xml(XML_ERROR_NOT_STANDALONE, room);
    assert_int_equal(said.kind, EN_ARG_TEXT);
    assert_true(en_str_is(said.as.text, "expat 22"));
}

static void messages__say_the_reason_in_each_language(void **state)
{
    (void)state;
    static const char *const wanted[EN_LANGUAGE_COUNT] = {
        "x.csv: cannot be written: there is no room left on the disk",
        "x.csv: không ghi được: ổ đĩa đã hết chỗ", "x.csv: 書き込めません：ディスクの空きがありません"};
    en_report report = en_report_make(NULL);
    assert_int_equal(en_file_fault(&report, EN_W_FILE_CANNOT_WRITE, "x.csv", ENOSPC), EN_ERR_IO);
    for (en_language language = EN_LANGUAGE_EN; language < EN_LANGUAGE_COUNT; language++) {
        en_text text = en_text_make(NULL);
        en_words_add_problem(&text, language, &report.problems[0]);
        assert_true(en_str_is(en_text_str(&text), wanted[language]));
        en_text_free(&text);
    }
    en_report_free(&report);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(system__has_words_for_what_happens_to_files),
        cmocka_unit_test(system__is_quoted_where_there_are_no_words),
        cmocka_unit_test(xml__has_words_or_the_number),
        cmocka_unit_test(messages__say_the_reason_in_each_language),
    };
    return cmocka_run_group_tests_name("reasons", tests, NULL, NULL);
}
