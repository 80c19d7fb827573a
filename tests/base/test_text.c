/* Slices, growing text, UTF-8 and ids. */
#include "str.h"

#include "check.h"

static void str__compares_by_bytes(void **state)
{
    (void)state;
    assert_true(en_str_compare(en_str_of("a"), en_str_of("b")) < 0);
    assert_true(en_str_compare(en_str_of("b"), en_str_of("a")) > 0);
    assert_true(en_str_compare(en_str_of("a"), en_str_of("ab")) < 0);
    assert_true(en_str_compare(en_str_of("\x7F"), en_str_of("\x80")) < 0); /* unsigned */
    assert_int_equal(en_str_compare((en_str){0}, (en_str){0}), 0);
    assert_true(en_str_compare((en_str){0}, en_str_of("a")) < 0);
}

static void str__empty_slices_are_equal_whatever_they_point_to(void **state)
{
    (void)state;
    assert_true(en_str_equal((en_str){0}, en_str_of("")));
    assert_true(en_str_is((en_str){0}, ""));
    assert_false(en_str_is(en_str_of("a"), ""));
}

static void str__trims_every_kind_of_blank(void **state)
{
    (void)state;
    check_str(en_str_trim(en_str_of(" \t\xC2\xA0\xE3\x80\x80x y\xE3\x80\x80\xC2\xA0\t ")), "x y");
    check_str(en_str_trim(en_str_of(" \t\xC2\xA0\xE3\x80\x80")), "");
    check_str(en_str_trim(en_str_of("")), "");
    check_str(en_str_trim((en_str){0}), "");
}

static void str__trims_no_part_of_a_character(void **state)
{
    (void)state; /* à ends in the byte of a no-break space, 　's bytes stand in 〠 */
    check_str(en_str_trim(en_str_of("à")), "à");
    check_str(en_str_trim(en_str_of("〠")), "〠");
    check_str(en_str_trim(en_str_of("\xA0")), "\xA0");
}

static void check_list(const char *list, const char *expected)
{
    en_text text = en_text_make(NULL);
    en_str rest = en_str_of(list), piece;
    while (en_str_next(&rest, ';', &piece)) {
        en_text_add_char(&text, '<');
        en_text_add(&text, piece);
        en_text_add_char(&text, '>');
    }
    check_str(en_text_str(&text), expected);
    en_text_free(&text);
}

static void list__gives_trimmed_pieces_and_passes_over_empty_ones(void **state)
{
    (void)state;
    check_list("a;b", "<a><b>");
    check_list(" a ; b ;", "<a><b>");
    check_list(";; ;a;;", "<a>");
    check_list("", "");
    check_list("one", "<one>");
}

static void text__grows(void **state)
{
    (void)state;
    en_text text = en_text_make(NULL);
    for (int i = 0; i < 1000; i++) {
        en_text_add_z(&text, "ab");
        en_text_add_char(&text, 'c');
    }
    en_text_add_int(&text, -12);
    en_text_add_real(&text, 0.5);
    en_text_add_repeated(&text, "xy", 2);
    en_text_add(&text, (en_str){0});
    assert_false(text.failed);
    assert_int_equal(text.size, 3000 + 3 + 3 + 4);
    check_str((en_str){text.at + 2997, text.size - 2997}, "abc-120.5xyxy");
    en_text_free(&text);
    assert_int_equal(text.size, 0);
}

static void text__stays_as_it_was_when_memory_runs_out(void **state)
{
    (void)state;
    check_heap heap = {.fail_at = 2};
    en_allocator allocator = check_allocator(&heap);
    en_text text = en_text_make(&allocator);
    en_text_add_z(&text, "kept");
    en_text_add_repeated(&text, "0123456789", 100);
    assert_true(text.failed);
    size_t size = text.size;
    assert_memory_equal(text.at, "kept0123", 8);
    en_text_add_z(&text, "x");
    en_text_add_int(&text, 1);
    en_text_add_real(&text, 1);
    en_text_add_repeated(
        &text, " ",
        SIZE_MAX); /* ends at once: a width that was computed from a text that failed may be anything */
    assert_int_equal(text.size, size);
    en_text_free(&text);
    assert_int_equal(heap.in_use, 0);
}

static void text__refuses_sizes_that_overflow(void **state)
{
    (void)state;
    en_text text = en_text_make(NULL);
    en_text_add_z(&text, "a");
    assert_null(en_text_reserve(&text, SIZE_MAX));
    assert_true(text.failed);
    en_text_free(&text);
}

static void check_utf8(const char *bytes, size_t bad)
{
    size_t n = strlen(bytes);
    char *copy = malloc(n + (n == 0)); /* no byte behind it may be looked at */
    assert_non_null(copy);
    memcpy(copy, bytes, n);
    assert_int_equal(en_utf8_invalid(copy, n), bad);
    free(copy);
}

static void utf8__accepts_well_formed_text(void **state)
{
    (void)state;
    static const char *const good[] = {"",
                                       "a",
                                       "縁",
                                       "duyên",
                                       "😀",
                                       "\x7F",
                                       "\xC2\x80",
                                       "\xDF\xBF",
                                       "\xE0\xA0\x80",
                                       "\xED\x9F\xBF",
                                       "\xEE\x80\x80",
                                       "\xEF\xBF\xBF",
                                       "\xF0\x90\x80\x80",
                                       "\xF4\x8F\xBF\xBF",
                                       "01234567縁01234567"};
    for (size_t i = 0; i < CHECK_COUNT(good); i++) check_utf8(good[i], strlen(good[i]));
}

static void utf8__finds_the_first_byte_that_is_wrong(void **state)
{
    (void)state;
    check_utf8("\x80", 0);
    check_utf8("a\xFF", 1);
    check_utf8("\xC0\x80", 0); /* overlong */
    check_utf8("\xC1\xBF", 0);
    check_utf8("\xE0\x9F\xBF", 0);
    check_utf8("\xF0\x8F\xBF\xBF", 0);
    check_utf8("\xED\xA0\x80", 0);     /* surrogate */
    check_utf8("\xF4\x90\x80\x80", 0); /* past U+10FFFF */
    check_utf8("\xF5\x80\x80\x80", 0);
    check_utf8("0123456789\xE7\xB8", 10); /* cut */
    check_utf8("\xC3(", 0);
    check_utf8("縁\xE7\xB8(", 3);
}

static size_t encode(uint32_t point, unsigned char out[4])
{
    if (point < 0x80) {
        out[0] = (unsigned char)point;
        return 1;
    }
    size_t n = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = n - 1; i > 0; i--, point >>= 6) out[i] = (unsigned char)(0x80 | (point & 0x3F));
    out[0] = (unsigned char)(leads[n] | point);
    return n;
}

static void utf8__accepts_every_code_point_but_surrogates(void **state)
{
    (void)state;
    for (uint32_t point = 0; point <= 0x110FFF; point++) {
        unsigned char bytes[4];
        size_t n = encode(point, bytes);
        bool good = point <= 0x10FFFF && (point < 0xD800 || point > 0xDFFF);
        if ((en_utf8_invalid((const char *)bytes, n) == n) != good) fail_msg("U+%04X", (unsigned)point);
        if (good && n > 1 && en_utf8_invalid((const char *)bytes, n - 1) != 0)
            fail_msg("U+%04X, cut", (unsigned)point);
    }
}

static void width__counts_terminal_columns(void **state)
{
    (void)state;
    assert_int_equal(en_utf8_width(en_str_of("abc")), 3);
    assert_int_equal(en_utf8_width(en_str_of("縁 duyên")), 8);
    assert_int_equal(en_utf8_width(en_str_of("e\xCC\x81")), 1); /* a combining mark has none */
    assert_int_equal(en_utf8_width(en_str_of("ｱ")), 1);
    assert_int_equal(en_utf8_width(en_str_of("Ａ")), 2);
    assert_int_equal(en_utf8_width(en_str_of("\xFF")), 1);
    assert_int_equal(en_utf8_width(en_str_of("")), 0);
}

static void cut__never_goes_through_a_character(void **state)
{
    (void)state;
    check_str(en_utf8_cut(en_str_of("縁縁縁"), 3), "縁");
    check_str(en_utf8_cut(en_str_of("縁縁縁"), 4), "縁縁");
    check_str(en_utf8_cut(en_str_of("abc"), 0), "");
    check_str(en_utf8_cut(en_str_of("abc"), 9), "abc");
    check_str(en_utf8_cut(en_str_of("e\xCC\x81x"), 1), "e\xCC\x81");
}

static void check_id(const char *raw, const char *expected)
{
    en_arena arena = en_arena_make(NULL);
    en_str id;
    assert_int_equal(en_id_normalise(&arena, en_str_of(raw), &id), EN_ID_FINE);
    check_str(id, expected);
    en_arena_free(&arena);
}

static void id__is_trimmed_and_composed(void **state)
{
    (void)state;
    check_id("V-001", "V-001");
    check_id("  V-001 ", "V-001");
    check_id("Nguye\xCC\x82\xCC\x83n", "Nguy\xE1\xBB\x85n"); /* e, circumflex, tilde: ễ */
    check_id("か\xE3\x82\x99", "が");
    check_id("\xE3\x80\x80佐藤\xE3\x80\x80", "佐藤");
    check_id("ﾊﾝﾀﾞ", "ﾊﾝﾀﾞ"); /* NFC, not NFKC */
    check_id("", "");
}

static void id__refuses_control_characters(void **state)
{
    (void)state;
    static const char *const wrong[] = {"a\nb",      "a\tb",     "\x7F",     "a\x01",        "縁\n",
                                        "a\xC2\x85", "\xC2\x80", "a\u202Eb", "\u2066a\u2069"};
    en_arena arena = en_arena_make(NULL);
    for (size_t i = 0; i < CHECK_COUNT(wrong); i++) {
        en_str id = en_str_of("untouched");
        assert_int_equal(en_id_normalise(&arena, en_str_of(wrong[i]), &id), EN_ID_CONTROL);
        check_str(id, "untouched");
    }
    en_arena_free(&arena);
}

static void id__has_at_most_128_bytes_after_composing(void **state)
{
    (void)state;
    char raw[600];
    en_arena arena = en_arena_make(NULL);
    en_str id;
    memset(raw, 'a', sizeof raw);
    assert_int_equal(en_id_normalise(&arena, (en_str){raw, 128}, &id), EN_ID_FINE);
    assert_int_equal(en_id_normalise(&arena, (en_str){raw, 129}, &id), EN_ID_TOO_LONG);
    assert_int_equal(en_id_normalise(&arena, (en_str){raw, 600}, &id), EN_ID_TOO_LONG);
    memset(raw, ' ', sizeof raw);
    memset(raw + 200, 'a', 128);
    assert_int_equal(en_id_normalise(&arena, (en_str){raw, 600}, &id), EN_ID_FINE);
    for (size_t i = 0; i < 64; i++) memcpy(raw + 3 * i, "u\xCC\x88", 3); /* 192 bytes, composed 128 */
    assert_int_equal(en_id_normalise(&arena, (en_str){raw, 192}, &id), EN_ID_FINE);
    assert_int_equal(id.size, 128);
    memcpy(raw + 192, "u", 1);
    assert_int_equal(en_id_normalise(&arena, (en_str){raw, 193}, &id), EN_ID_TOO_LONG);
    en_arena_free(&arena);
}

static void id__is_the_same_after_a_second_time(void **state)
{
    (void)state;
    static const char *const parts[] = {"a",
                                        "e",
                                        "o",
                                        " ",
                                        "\xCC\x81",
                                        "\xCC\x82",
                                        "\xCC\xA3",
                                        "\xCC\x9B",
                                        "か",
                                        "\xE3\x82\x99",
                                        "\xE1\x84\x80",
                                        "\xE1\x85\xA1",
                                        "\xE1\x86\xA8",
                                        "\xE2\x84\xAB",
                                        "\xEF\xA8\x90",
                                        "đ",
                                        "-"};
    uint64_t random = 1;
    for (int round = 0; round < 5000; round++) {
        char raw[64] = "";
        size_t count = 1 + check_below(&random, 12);
        for (size_t i = 0; i < count; i++) strcat(raw, parts[check_below(&random, CHECK_COUNT(parts))]);
        en_arena arena = en_arena_make(NULL);
        en_str once, twice;
        assert_int_equal(en_id_normalise(&arena, en_str_of(raw), &once), EN_ID_FINE);
        assert_int_equal(en_id_normalise(&arena, once, &twice), EN_ID_FINE);
        assert_true(en_str_equal(once, twice));
        en_arena_free(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(str__compares_by_bytes),
        cmocka_unit_test(str__empty_slices_are_equal_whatever_they_point_to),
        cmocka_unit_test(str__trims_every_kind_of_blank),
        cmocka_unit_test(str__trims_no_part_of_a_character),
        cmocka_unit_test(list__gives_trimmed_pieces_and_passes_over_empty_ones),
        cmocka_unit_test(text__grows),
        cmocka_unit_test(text__stays_as_it_was_when_memory_runs_out),
        cmocka_unit_test(text__refuses_sizes_that_overflow),
        cmocka_unit_test(utf8__accepts_well_formed_text),
        cmocka_unit_test(utf8__finds_the_first_byte_that_is_wrong),
        cmocka_unit_test(utf8__accepts_every_code_point_but_surrogates),
        cmocka_unit_test(width__counts_terminal_columns),
        cmocka_unit_test(cut__never_goes_through_a_character),
        cmocka_unit_test(id__is_trimmed_and_composed),
        cmocka_unit_test(id__refuses_control_characters),
        cmocka_unit_test(id__has_at_most_128_bytes_after_composing),
        cmocka_unit_test(id__is_the_same_after_a_second_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
