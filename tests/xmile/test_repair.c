/* What real files get wrong: each repaired with a warning at its place, or refused at its place. */
#include "bench.h"

#define WITH_NAME(text) ROOT "<header><name>" text "</name></header>" END

#define DECLARED "<?xml version='1.0' encoding='%s'?><xmile><header><name>%s</name></header>" END

typedef struct mended {
    const char *read, *written;
    en_word rule;
    uint64_t line;
    const char *column;
} mended;

/* A place inside WITH_NAME, as text; 16 characters stand between the root's tag and the name. */
static const char *in_name(size_t offset)
{
    static char column[32];
    snprintf(column, sizeof column, "%zu", strlen(ROOT "<header><name>") + 1 + offset);
    return column;
}

static void expect_mended(en_str read, const char *written, en_word rule, uint64_t line, const char *column)
{
    bench b;
    bench_read(&b, read);
    if (b.status != EN_OK) bench_show(&b);
    assert_int_equal(b.status, EN_OK);
    bench_expect(&b, 0, EN_WARNING, rule, line, column);
    bench_written(&b, en_str_of(written));
    bench_round_trip(&b);
    bench_free(&b);
}

static void repairs__references_and_signs(void **state)
{
    (void)state;
    static const struct {
        const char *read, *written;
        en_word rule;
        size_t at;
    } cases[] = {
        {WITH_NAME("Đ&nbsp;x"), WITH_NAME("Đ\xC2\xA0x"), EN_W_XMILE_HTML_ENTITY, 1},
        {WITH_NAME("x&eacute;&zwnj;"), WITH_NAME("xé\xE2\x80\x8C"), EN_W_XMILE_HTML_ENTITY, 1},
        {WITH_NAME("&AElig;"), WITH_NAME("Æ"), EN_W_XMILE_HTML_ENTITY, 0},
        {WITH_NAME("R&D"), WITH_NAME("R&amp;D"), EN_W_XMILE_STRAY_AMPERSAND, 1},
        {WITH_NAME("a & b"), WITH_NAME("a &amp; b"), EN_W_XMILE_STRAY_AMPERSAND, 2},
        {WITH_NAME("&unknown;"), WITH_NAME("&amp;unknown;"), EN_W_XMILE_STRAY_AMPERSAND, 0},
        {WITH_NAME("a < b"), WITH_NAME("a &lt; b"), EN_W_XMILE_STRAY_LESS, 2},
        {WITH_NAME("a<=b"), WITH_NAME("a&lt;=b"), EN_W_XMILE_STRAY_LESS, 1},
        {WITH_NAME("a\x01z"), WITH_NAME("az"), EN_W_XMILE_FORBIDDEN, 1},
        {WITH_NAME("a\xEF\xBF\xBFz"), WITH_NAME("az"), EN_W_XMILE_FORBIDDEN, 1},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++)
        expect_mended(en_str_of(cases[i].read), cases[i].written, cases[i].rule, 1, in_name(cases[i].at));
    static const char nul[] = ROOT "<header/>\n\0" END;
    expect_mended((en_str){nul, sizeof nul - 1}, ROOT "<header/>\n" END, EN_W_XMILE_FORBIDDEN, 2, "1");
}

static void repairs__attributes_and_equations(void **state)
{
    (void)state;
    static const char head[] = ROOT "<model><variables>\n", tail[] = "</variables></model>" END;
    static const struct {
        const char *read, *written;
        en_word rule;
        const char *column;
    } cases[] = {
        {"<aux name='a<b'/>", "<aux name='a&lt;b'/>", EN_W_XMILE_STRAY_LESS, "13"},
        {"<aux name='R&D &eacute;'/>", "<aux name='R&amp;D é'/>", EN_W_XMILE_STRAY_AMPERSAND, "13"},
        {"<aux name='a'><eqn>IF a<b THEN 1 ELSE 0</eqn></aux>",
         "<aux name='a'><eqn>IF a&lt;b THEN 1 ELSE 0</eqn></aux>", EN_W_XMILE_STRAY_LESS, "24"},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        char read[1000], written[1000];
        snprintf(read, sizeof read, "%s%s%s", head, cases[i].read, tail);
        snprintf(written, sizeof written, "%s%s%s", head, cases[i].written, tail);
        expect_mended(en_str_of(read), written, cases[i].rule, 2, cases[i].column);
    }
}

static void repairs__end_tags(void **state)
{
    (void)state;
    static const mended cases[] = {
        {ROOT "\n<header><name>x</nam></header>" END, ROOT "\n<header><name>x</name></header>" END,
         EN_W_XMILE_RENAMED_END, 2, "16"},
        {ROOT "\n<header><name>x</Name ></header>" END, ROOT "\n<header><name>x</name ></header>" END,
         EN_W_XMILE_RENAMED_END, 2, "16"},
        {ROOT "\n<header><name>x</name></HEADER>" END, ROOT "\n<header><name>x</name></header>" END,
         EN_W_XMILE_RENAMED_END, 2, "23"},
        {ROOT "\n<header><name>x\n</header>" END, ROOT "\n<header><name>x\n</name></header>" END,
         EN_W_XMILE_CLOSED_ELEMENT, 3, "1"},
        {ROOT "\n<header>\n<name>x</name>" END, ROOT "\n<header>\n<name>x</name></header>" END,
         EN_W_XMILE_CLOSED_ELEMENT, 3, "15"},
        {ROOT "\n<header><name>x</name></name></header>" END, ROOT "\n<header><name>x</name></header>" END,
         EN_W_XMILE_STRAY_END, 2, "23"},
        {ROOT "\n<header/>" END "\n</xmile>\n", ROOT "\n<header/>" END "\n\n", EN_W_XMILE_STRAY_END, 3, "1"},
        /* two at one place close from the inside */
        {ROOT "<model><variables><aux name='a'><eqn>1\n</variables></model>" END,
         ROOT "<model><variables><aux name='a'><eqn>1\n</eqn></aux></variables></model>" END,
         EN_W_XMILE_CLOSED_ELEMENT, 2, "1"},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++)
        expect_mended(en_str_of(cases[i].read), cases[i].written, cases[i].rule, cases[i].line,
                      cases[i].column);
}

static void repairs__undeclared_prefixes_once_each(void **state)
{
    (void)state;
    bench b;
    bench_read(&b, en_str_of("<xmile version='1.0'>\n<isee:prefs x:layer='m'/><isee:prefs/>"
                             "<a xmlns:y='urn:y'><y:b/></a>\n<y:c/>" END));
    assert_int_equal(b.status, EN_OK);
    bench_expect(&b, 0, EN_WARNING, EN_W_XMILE_UNDECLARED_PREFIX, 2, "13");
    bench_expect(&b, 1, EN_WARNING, EN_W_XMILE_UNDECLARED_PREFIX, 2, "1");
    bench_expect(&b, 2, EN_WARNING, EN_W_XMILE_UNDECLARED_PREFIX, 3, "1");
    bench_expect(&b, 3, EN_WARNING, EN_W_XMILE_UNKNOWN_ELEMENT, 2,
                 "39"); /* <a>; places are those of the file */
    assert_int_equal(b.report.warnings, 4);
    bench_written(&b,
                  en_str_of("<xmile xmlns:x=\"urn:undeclared:x\" xmlns:isee=\"http://iseesystems.com/XMILE\" "
                            "xmlns:y=\"urn:undeclared:y\" version='1.0'>\n<isee:prefs x:layer='m'/>"
                            "<isee:prefs/><a xmlns:y='urn:y'><y:b/></a>\n<y:c/>" END));
    bench_round_trip(&b);
    bench_free(&b);
}

static void repairs__what_stands_before_the_declaration(void **state)
{
    (void)state;
    expect_mended(en_str_of("\n \n<?xml version='1.0'?>\n" ROOT END), "<?xml version='1.0'?>\n" ROOT END,
                  EN_W_XMILE_BLANKS_FIRST, 1, "1");
    bench b; /* the lines are still those of the file */
    bench_read(&b, en_str_of("\n \n<?xml version='1.0'?>\n" ROOT "<odd/>" END));
    char column[32];
    snprintf(column, sizeof column, "%zu", strlen(ROOT) + 1);
    bench_expect(&b, 1, EN_WARNING, EN_W_XMILE_UNKNOWN_ELEMENT, 4, column);
    bench_free(&b);
}

/* ASCII as UTF-16 or UTF-32. */
static en_text widened(const char *text, size_t bytes, bool big)
{
    en_text wide = en_text_make(NULL);
    for (; *text; text++)
        for (size_t i = 0; i < bytes; i++) en_text_add_char(&wide, i == (big ? bytes - 1 : 0) ? *text : '\0');
    assert_false(wide.failed);
    return wide;
}

static void repairs__unicode_of_all_widths(void **state)
{
    (void)state;
    static const char text[] = "<?xml version='1.0' encoding='utf-16'?>" ROOT END;
    static const char utf8[] = "<?xml version='1.0' encoding='UTF-8'?>" ROOT END;
    for (int i = 0; i < 6; i++) {
        en_text wide = widened(text, i < 4 ? 2 : 4, i & 1);
        static const char *const marks[] = {"", "", "\xFF\xFE", "\xFE\xFF", "\xFF\xFE\0\0", "\0\0\xFE\xFF"};
        en_text all = en_text_make(NULL);
        en_text_add(&all, (en_str){marks[i], i < 2 ? 0 : i < 4 ? 2 : 4});
        en_text_add(&all, en_text_str(&wide));
        bench b;
        bench_read(&b, en_text_str(&all));
        assert_int_equal(b.status, EN_OK);
        bench_expect(&b, 0, EN_WARNING, EN_W_XMILE_RECODED, 1, "");
        bench_expect(&b, 1, EN_WARNING, EN_W_XMILE_DECLARED_ENCODING, 1, "31");
        bench_written(&b, en_str_of(utf8));
        bench_free(&b);
        en_text_free(&wide);
        en_text_free(&all);
    }
    expect_mended(en_str_of("<?xml version='1.0' encoding='utf-16'?>" ROOT END), utf8,
                  EN_W_XMILE_DECLARED_ENCODING, 1, "31"); /* single bytes, whatever it says */
}

static void repairs__other_encodings(void **state)
{
    (void)state;
    expect_mended(en_str_of("<?xml version='1.0' encoding=\"ISO-8859-1\"?>" WITH_NAME("\xE9\x80")),
                  "<?xml version='1.0' encoding=\"UTF-8\"?>" WITH_NAME("é€"), EN_W_XMILE_RECODED, 1, "");
    expect_mended(en_str_of("<?xml version='1.0' encoding=\"Shift_JIS\"?>" WITH_NAME("\x93\xFA\x96\x7B")),
                  "<?xml version='1.0' encoding=\"UTF-8\"?>" WITH_NAME("日本"), EN_W_XMILE_RECODED, 1, "");
    static const struct {
        const char *encoding, *name, *utf8;
    } cases[] = {{"CP932", "\x93\xFA", "日"},  {"euc-jp", "\xC6\xFC", "日"}, {"windows-1258", "\xF0", "đ"},
                 {"TCVN5712-1", "\xAE", "đ"},  {"VISCII", "\xF0", "đ"},      {"GB18030", "\xC8\xD5", "日"},
                 {"iso-8859-15", "\xA4", "€"}, {"KOI8-R", "\xC1", "а"}};
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        char read[500], written[500];
        snprintf(read, sizeof read, DECLARED, cases[i].encoding, cases[i].name);
        snprintf(written, sizeof written, DECLARED, "UTF-8", cases[i].utf8);
        expect_mended(en_str_of(read), written, EN_W_XMILE_RECODED, 1, "");
    }
    expect_mended(en_str_of(WITH_NAME("\n\xE9 \xC4\x90 \x93x\x94")), WITH_NAME("\né Đ “x”"),
                  EN_W_XMILE_NOT_UTF8, 2, "");
}

static void refuses__what_cannot_be_repaired(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        en_word rule;
        uint64_t line;
        const char *column;
    } cases[] = {
        {"", EN_W_XMILE_EMPTY, 1, "1"},
        {"\n\n", EN_W_XMILE_EMPTY, 3, "1"},
        {"just words", EN_W_XMILE_MALFORMED, 1, "1"},
        {"<xmile version='1.0'>\n <header>", EN_W_XMILE_NOT_CLOSED, 2, "2"},
        {"<xmile version='1.0'>\n <!-- ", EN_W_XMILE_MALFORMED, 2, "2"},
        {"<xmile version='1.0'>\n <header a=1/></xmile>", EN_W_XMILE_MALFORMED, 2, "12"},
        {"<xmile version='1.0'>\n <aux a='1' a='2'/></xmile>", EN_W_XMILE_MALFORMED, 2, "13"},
        {"<xmile version='1.0'>\n&#0;</xmile>", EN_W_XMILE_MALFORMED, 2, "1"},
        {"<xmile version='1.0'/>\n<xmile/>", EN_W_XMILE_MALFORMED, 2, "1"},
        {"<a/>", EN_W_XMILE_NOT_XMILE, 1, "1"},
        {"<?xml version='1.0' encoding='no-such'?><xmile/>", EN_W_XMILE_UNKNOWN_ENCODING, 1, ""},
        {"<?xml version='1.0' encoding='UTF-8//IGNORE'?><xmile/>", EN_W_XMILE_UNKNOWN_ENCODING, 1, ""},
        {"<?xml version='1.0' encoding='EUC-JP'?>\n<xmile>\xFF</xmile>", EN_W_XMILE_NOT_IN_ENCODING, 2, ""},
        {"<xmile>\n<!-- \x82\xB1\x82\xEA --></xmile>", EN_W_XMILE_UNDECLARED_ENCODING, 2, ""},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        bench b;
        bench_read(&b, en_str_of(cases[i].text));
        if (b.status != EN_ERR_INPUT) fail_msg("accepted: %s", cases[i].text);
        assert_int_equal(b.report.errors, 1);
        bench_expect(&b, b.report.kept - 1, EN_ERROR, cases[i].rule, cases[i].line, cases[i].column);
        bench_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repairs__references_and_signs),
        cmocka_unit_test(repairs__attributes_and_equations),
        cmocka_unit_test(repairs__end_tags),
        cmocka_unit_test(repairs__undeclared_prefixes_once_each),
        cmocka_unit_test(repairs__what_stands_before_the_declaration),
        cmocka_unit_test(repairs__unicode_of_all_widths),
        cmocka_unit_test(repairs__other_encodings),
        cmocka_unit_test(refuses__what_cannot_be_repaired),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
