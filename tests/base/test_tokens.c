/* Tokens of texts, and keys for sorting names. */
#include "check.h"

#include "order.h"
#include "tokens.h"

/* All tokens as an index keeps them. */
static void expect_tokens(const char *text, const char *expected)
{
    en_arena arena = en_arena_make(NULL);
    en_text added = en_text_make(NULL);
    en_tokens_add(&added, &arena, en_str_of(text));
    assert_false(added.failed);
    check_str(en_text_str(&added), expected);
    en_text_free(&added);
    en_arena_free(&arena);
}

static void tokens__of_vietnamese_words_are_found_with_and_without_marks(void **state)
{
    (void)state;
    expect_tokens("Đặng Văn Lâm", "dang =đặng van =văn lam =lâm ");
    expect_tokens("Dang", "dang =dang ");
    expect_tokens("Nguye\xCC\x82\xCC\x83n", "nguyen =nguyễn ");
    expect_tokens("D\xC6\xAF\xC6\xA0NG", "duong =dương ");
}

static void tokens__of_kana_keep_their_voice(void **state)
{
    (void)state;
    expect_tokens("ハンダ", "はん んだ だ ");
    expect_tokens("はんだ", "はん んだ だ ");
    expect_tokens("ﾊﾝﾀﾞ", "はん んだ だ ");
    expect_tokens("ハンタ", "はん んた た ");
    expect_tokens("ヴ", "ゔ ");
}

static void tokens__of_kanji_are_neighbours(void **state)
{
    (void)state;
    expect_tokens("佐藤", "佐藤 藤 ");
    expect_tokens("佐藤製作所", "佐藤 藤製 製作 作所 所 ");
    expect_tokens("縁", "縁 ");
    expect_tokens("佐々木さん、元気", "佐々 々木 木さ さん ん 元気 気 ");
}

static void tokens__of_full_width_are_those_of_half_width(void **state)
{
    (void)state;
    expect_tokens("ＦＰＴ　２０３０", "fpt =fpt 2030 =2030 ");
    expect_tokens("N2レベル", "n2 =n2 れべ べる る ");
    expect_tokens("㈱テスト", "株 てす すと と ");
}

static void tokens__are_parted_by_what_is_no_letter(void **state)
{
    (void)state;
    expect_tokens("c-japan/71,500 (JICA)", "c =c japan =japan 71 =71 500 =500 jica =jica ");
    expect_tokens("", "");
    expect_tokens(" \t、。\"*", "");
}

static void tokens__keep_marks_of_other_scripts(void **state)
{
    (void)state;
    expect_tokens("Йод", "йод =йод ");
}

static void tokens__are_bounded(void **state)
{
    (void)state;
    char text[401];
    memset(text, 'a', 400);
    text[400] = '\0';
    en_arena arena = en_arena_make(NULL);
    en_tokens tokens;
    en_token token;
    assert_true(en_tokens_of(&tokens, &arena, en_str_of(text)));
    assert_true(en_tokens_next(&tokens, &token));
    assert_int_equal(token.folded.size, EN_TOKEN_MOST_BYTES);
    assert_false(en_tokens_next(&tokens, &token));
    en_arena_free(&arena);
}

/* Whether a sorts before b in the language. */
static bool before(const char *a, const char *b, en_language language)
{
    en_text x = en_text_make(NULL), y = en_text_make(NULL);
    en_sort_key_add(&x, en_str_of(a), language);
    en_sort_key_add(&y, en_str_of(b), language);
    int order = en_str_compare(en_text_str(&x), en_text_str(&y));
    en_text_free(&x);
    en_text_free(&y);
    return order < 0;
}

static void expect_sorted(const char *const *names, size_t count, en_language language)
{
    for (size_t i = 1; i < count; i++)
        if (!before(names[i - 1], names[i], language)) fail_msg("%s, %s", names[i - 1], names[i]);
}

static void names__in_vietnamese_sort_by_its_alphabet_and_tones(void **state)
{
    (void)state;
    static const char *const names[] = {"“An Bình”", "Anh", "Ăn", "Ân", "Ba",    "Ca",    "Cà",
                                        "Cả",        "Cã",  "Cá", "Cạ", "Dương", "Đặng",  "Em",
                                        "Êm",        "Ôn",  "Ơn", "Tử", "Tứ Ba", "Tư Xa", "Ví"};
    expect_sorted(names, CHECK_COUNT(names), EN_LANGUAGE_VI);
    assert_true(before("Đặng", "Dương", EN_LANGUAGE_EN));
}

static void names__in_japanese_sort_kana_by_sound_before_kanji(void **state)
{
    (void)state;
    static const char *const names[] = {"123",  "ABC",  "あい", "アイス", "かき", "ガキ", "かさ",
                                        "はん", "パン", "んん", "亜細亜", "伊藤", "佐藤", "鈴木"};
    expect_sorted(names, CHECK_COUNT(names), EN_LANGUAGE_JA);
    assert_true(before("コーヒー", "こおひいや", EN_LANGUAGE_JA));
    assert_false(before("ハンダ", "はんだ", EN_LANGUAGE_JA) || before("はんだ", "ハンダ", EN_LANGUAGE_JA));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tokens__of_vietnamese_words_are_found_with_and_without_marks),
        cmocka_unit_test(tokens__of_kana_keep_their_voice),
        cmocka_unit_test(tokens__of_kanji_are_neighbours),
        cmocka_unit_test(tokens__of_full_width_are_those_of_half_width),
        cmocka_unit_test(tokens__are_parted_by_what_is_no_letter),
        cmocka_unit_test(tokens__keep_marks_of_other_scripts),
        cmocka_unit_test(tokens__are_bounded),
        cmocka_unit_test(names__in_vietnamese_sort_by_its_alphabet_and_tones),
        cmocka_unit_test(names__in_japanese_sort_kana_by_sound_before_kanji),
    };
    return cmocka_run_group_tests_name("tokens", tests, NULL, NULL);
}
