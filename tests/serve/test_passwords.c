/* What the server makes of cookies, keys and passwords, and how it slows down guessing. */
#include "check.h"

#include "credentials.h"
#include "password_rules.h"
#include "passwords.h"
#include "throttle.h"

#include <stdio.h>

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void cookie__is_found_among_others_by_its_whole_name(void **state)
{
    (void)state;
    check_str(access_cookie(en_str_of("enishi=" HEX), "enishi"), HEX);
    check_str(access_cookie(en_str_of("a=b; enishi=" HEX "; c=d"), "enishi"), HEX);
    check_str(access_cookie(en_str_of("xenishi=" HEX ";enishi=" HEX), "enishi"), HEX);
    static const char *const none[] = {"",
                                       ";",
                                       "enishi",
                                       "enishi=",
                                       "xenishi=" HEX,
                                       "enishix=" HEX,
                                       "ENISHI=" HEX,
                                       "enishi=\"" HEX "\"",
                                       "enishi=" HEX "0",
                                       "__Host-enishi=" HEX};
    for (size_t i = 0; i < CHECK_COUNT(none); i++)
        assert_int_equal(access_cookie(en_str_of(none[i]), "enishi").size, 0);
}

static void cookie__that_is_there_twice_counts_as_none(void **state)
{
    (void)state;
    assert_int_equal(access_cookie(en_str_of("enishi=" HEX "; enishi=" HEX), "enishi").size, 0);
    assert_int_equal(access_cookie(en_str_of("enishi=x; enishi=" HEX), "enishi").size, 0);
}

static void key__is_read_behind_bearer_only(void **state)
{
    (void)state;
    check_str(access_bearer(en_str_of("Bearer enk_" HEX)), HEX);
    static const char *const none[] = {"",
                                       "Bearer",
                                       "Bearer enk_",
                                       "Bearer " HEX,
                                       "Basic enk_" HEX,
                                       "enk_" HEX,
                                       "Bearer enk_" HEX " ",
                                       "Bearer  enk_" HEX,
                                       "Bearer enk_x" HEX};
    for (size_t i = 0; i < CHECK_COUNT(none); i++)
        assert_int_equal(access_bearer(en_str_of(none[i])).size, 0);
}

static void csrf__differs_by_session_and_is_not_the_hash_of_its_token(void **state)
{
    (void)state;
    unsigned char token[EN_SHA256_BYTES] = {1};
    char one[EN_SHA256_HEX + 1], other[EN_SHA256_HEX + 1], hash[EN_SHA256_HEX + 1];
    access_csrf(token, one);
    token[31] = 1;
    access_csrf(token, other);
    en_sha256_hex(token, hash);
    assert_string_not_equal(one, other);
    assert_string_not_equal(other, hash);
    assert_true(access_same(en_str_of(one), en_str_of(one)));
    assert_false(access_same(en_str_of(one), en_str_of(other)));
    assert_false(access_same((en_str){one, 63}, en_str_of(one)));
    assert_false(access_same((en_str){0}, (en_str){0}));
}

static const en_throttle_limits limits = {3, 60, 3600};
static const unsigned char key[EN_THROTTLE_KEY_BYTES] = "0123456789abcde";
static en_throttle throttle;

static int make_throttle(void **state)
{
    (void)state;
    en_throttle_make(&throttle, limits, key);
    return 0;
}

static int free_throttle(void **state)
{
    (void)state;
    en_throttle_free(&throttle);
    return 0;
}

static int64_t attempt(const char *name, int64_t now)
{
    return en_throttle_begin(&throttle, en_str_of(name), now * 1000);
}

static void throttle__doubles_the_wait_after_the_free_attempts(void **state)
{
    (void)state;
    static const int64_t waits[] = {1, 2, 4, 8, 16, 32, 60, 60};
    int64_t now = 1000;
    for (int i = 0; i < 3; i++) assert_int_equal(attempt("lan", now), 0);
    assert_int_equal(attempt("lan", now), 0); /* the one whose failure begins the waiting */
    for (size_t i = 0; i < CHECK_COUNT(waits); i++) {
        assert_int_equal(attempt("lan", now), waits[i]);
        now += waits[i];
        assert_int_equal(attempt("lan", now), 0);
    }
}

static void throttle__does_not_count_attempts_that_it_refuses(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) assert_int_equal(attempt("lan", 1000), 0);
    for (int i = 0; i < 100; i++) assert_int_equal(attempt("lan", 1000), 1);
    assert_int_equal(attempt("lan", 1001), 0);
    assert_int_equal(attempt("lan", 1001), 2);
}

static void throttle__keeps_names_apart_and_forgets_with_time_or_success(void **state)
{
    (void)state;
    for (int i = 0; i < 4; i++) assert_int_equal(attempt("lan", 1000), 0);
    assert_int_equal(attempt("lan", 1000), 1);
    assert_int_equal(attempt("mai", 1000), 0);
    en_throttle_forget(&throttle, en_str_of("lan"));
    for (int i = 0; i < 4; i++) assert_int_equal(attempt("lan", 1000), 0);
    assert_int_equal(attempt("lan", 1000), 1);
    for (int i = 0; i < 4; i++) assert_int_equal(attempt("lan", 1001 + 3600), 0);
    assert_int_equal(attempt("lan", 1001 + 3600), 1);
}

static void throttle__knows_who_tried_until_that_is_forgotten(void **state)
{
    (void)state;
    assert_false(en_throttle_knows(&throttle, en_str_of("lan"), 1000000));
    assert_int_equal(attempt("lan", 1000), 0);
    assert_true(en_throttle_knows(&throttle, en_str_of("lan"), 1000000));
    assert_false(en_throttle_knows(&throttle, en_str_of("mai"), 1000000));
    assert_true(en_throttle_knows(&throttle, en_str_of("lan"), 4599999));
    assert_false(en_throttle_knows(&throttle, en_str_of("lan"), 4600000));
    en_throttle_forget(&throttle, en_str_of("lan"));
    assert_false(en_throttle_knows(&throttle, en_str_of("lan"), 1000000));
}

static void throttle__takes_an_attempt_back(void **state)
{
    (void)state;
    for (int i = 0; i < 50; i++) {
        assert_int_equal(attempt("lan", 1000), 0);
        en_throttle_take_back(&throttle, en_str_of("lan"), 1000000);
    }
}

/* A flood of other names is bounded in memory, and rarely pushes out one that has failed often. */
static void throttle__remembers_who_failed_most_through_a_flood_of_names(void **state)
{
    (void)state;
    int64_t now = 1000;
    for (int i = 0; i < 8; i++) now += attempt("lan", now) ? attempt("lan", now) : 0;
    assert_true(attempt("lan", now) > 0);
    for (int i = 0; i < 100000; i++) {
        char name[16];
        snprintf(name, sizeof name, "n%d", i);
        (void)attempt(name, now);
    }
    assert_true(attempt("lan", now) > 0);
}

static en_password_fault judge(const char *password)
{
    return en_password_judge(en_str_of(password), en_str_of("yui.tanaka@example.jp"),
                             en_str_of("Nguyễn Thị Lan"), EN_PASSWORD_LEAST);
}

static void password__needs_fifteen_characters_of_any_script(void **state)
{
    (void)state;
    assert_int_equal(judge("violet cactus!"), EN_PASSWORD_SHORT);
    assert_int_equal(judge("violet cactus 9"), EN_PASSWORD_FINE);
    assert_int_equal(judge("雨の日は静かに本を読み続ける"), EN_PASSWORD_SHORT);
    assert_int_equal(judge("雨の日は静かに本を読み続ける人"), EN_PASSWORD_FINE);
    assert_int_equal(judge("mèo đen ngủ trên mái"), EN_PASSWORD_FINE);
}

static void password__is_refused_when_guessing_programs_try_it_first(void **state)
{
    (void)state;
    static const char *const common[] = {
        "passwordpassword",          "Password123456!",    "P@ssw0rd!2026!!",
        "qwertyuiopasdfg",           "QWERTYUIOPASDFGH",   "1qaz2wsx3edc4rfv",
        "abcdefghijklmnop",          "zyxwvutsrqponml",    "123456789012345",
        "1111111111111111",          "iloveyou iloveyou",  "letmein-letmein-1",
        "AnhYeuEm20262026",          "matkhau12345678",    "sakurasakura2026",
        "correcthorsebatterystaple", "admin@dministrator", "enishi enishi 1",
        "dragon!!sunshine",          "abcabcabcabcabcabc", "ｐａｓｓｗｏｒｄ１２３４５６７",
        "ÁÁÁÁÁÁÁÁÁÁÁÁÁÁÁÁ",
    };
    for (size_t i = 0; i < CHECK_COUNT(common); i++)
        if (judge(common[i]) != EN_PASSWORD_COMMON) fail_msg("%s: %d", common[i], judge(common[i]));
}

static void password__is_refused_when_it_is_little_but_the_person(void **state)
{
    (void)state;
    assert_int_equal(judge("Yui.Tanaka@Example.JP"), EN_PASSWORD_PERSONAL);
    assert_int_equal(judge("nguyễn thị lan 1"), EN_PASSWORD_PERSONAL);
    assert_int_equal(judge("NGUYỄN--kqz--2026"), EN_PASSWORD_PERSONAL);
    assert_int_equal(judge("the example of a quiet harbour"), EN_PASSWORD_FINE);
}

static void password__has_a_list_that_is_sorted_in_small_letters(void **state)
{
    (void)state;
    assert_true(en_common_password_count > 3000);
    for (size_t i = 1; i < en_common_password_count; i++)
        assert_true(strcmp(en_common_passwords[i - 1], en_common_passwords[i]) < 0);
    for (size_t i = 0; i < en_common_password_count; i++) {
        assert_true(strlen(en_common_passwords[i]) >= 4);
        assert_int_equal(strspn(en_common_passwords[i], "abcdefghijklmnopqrstuvwxyz0123456789"),
                         strlen(en_common_passwords[i]));
    }
}

static bool fits(const char *password, const char *encoded)
{
    bool fit = true;
    assert_int_equal(en_password_verify(en_str_of(password), en_str_of(encoded), &fit), EN_OK);
    return fit;
}

static void password__is_hashed_by_argon2id_with_its_own_salt(void **state)
{
    (void)state;
    char one[EN_PASSWORD_ENCODED_BYTES], other[EN_PASSWORD_ENCODED_BYTES];
    en_report report = en_report_make(NULL);
    assert_int_equal(en_password_hash(en_str_of("violet cactus ladder"), &report, one), EN_OK);
    assert_int_equal(en_password_hash(en_str_of("violet cactus ladder"), &report, other), EN_OK);
    assert_memory_equal(one, "$argon2id$v=19$m=19456,t=2,p=1$", 31);
    assert_string_not_equal(one, other);
    assert_true(fits("violet cactus ladder", one));
    assert_true(fits("violet cactus ladder", other));
    assert_false(fits("violet cactus ladde", one));
    assert_false(fits("", one));
    en_report_free(&report);
}

static void password__is_the_same_however_its_letters_are_composed(void **state)
{
    (void)state;
    char encoded[EN_PASSWORD_ENCODED_BYTES];
    en_report report = en_report_make(NULL);
    assert_int_equal(en_password_hash(en_str_of("m\u00e8o \u0111en ng\u1ee7 ngon"), &report, encoded), EN_OK);
    assert_true(fits("me\u0300o \u0111en ngu\u0309 ngon", encoded));
    assert_false(fits("meo \u0111en ngu ngon", encoded));
    en_report_free(&report);
}

static void password__never_fits_where_there_is_none(void **state)
{
    (void)state;
    assert_false(fits("", ""));
    assert_false(fits("violet cactus ladder", ""));
}

#define THROTTLE(name) cmocka_unit_test_setup_teardown(name, make_throttle, free_throttle)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cookie__is_found_among_others_by_its_whole_name),
        cmocka_unit_test(cookie__that_is_there_twice_counts_as_none),
        cmocka_unit_test(key__is_read_behind_bearer_only),
        cmocka_unit_test(csrf__differs_by_session_and_is_not_the_hash_of_its_token),
        THROTTLE(throttle__doubles_the_wait_after_the_free_attempts),
        THROTTLE(throttle__does_not_count_attempts_that_it_refuses),
        THROTTLE(throttle__keeps_names_apart_and_forgets_with_time_or_success),
        THROTTLE(throttle__knows_who_tried_until_that_is_forgotten),
        THROTTLE(throttle__takes_an_attempt_back),
        THROTTLE(throttle__remembers_who_failed_most_through_a_flood_of_names),
        cmocka_unit_test(password__needs_fifteen_characters_of_any_script),
        cmocka_unit_test(password__is_refused_when_guessing_programs_try_it_first),
        cmocka_unit_test(password__is_refused_when_it_is_little_but_the_person),
        cmocka_unit_test(password__has_a_list_that_is_sorted_in_small_letters),
        cmocka_unit_test(password__is_hashed_by_argon2id_with_its_own_salt),
        cmocka_unit_test(password__is_the_same_however_its_letters_are_composed),
        cmocka_unit_test(password__never_fits_where_there_is_none),
    };
    return cmocka_run_group_tests_name("passwords", tests, NULL, NULL);
}
