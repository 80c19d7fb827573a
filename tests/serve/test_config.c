/* Settings: what is taken, refused, and what goes together. */
#include "check.h"

#include "config.h"

#include <stdio.h>

static en_status set(en_config *config, const char *name, const char *value)
{
    en_report report = en_report_make(NULL);
    en_status status = en_config_set(config, en_str_of(name), en_str_of(value), (en_where){0}, &report);
    assert_int_equal(report.errors, status == EN_OK ? 0 : 1);
    en_report_free(&report);
    return status;
}

static en_status check_config(const en_config *config)
{
    en_report report = en_report_make(NULL);
    en_status status = en_config_check(config, &report);
    en_report_free(&report);
    return status;
}

static void defaults__are_within_their_own_bounds(void **state)
{
    (void)state;
    en_config config;
    en_config_reset(&config);
    assert_int_equal(check_config(&config), EN_OK);
    for (size_t i = 0; i < en_config_key_count; i++) {
        const en_config_key *key = &en_config_keys[i];
        char digits[32];
        snprintf(digits, sizeof digits, "%lld", (long long)key->default_number);
        assert_int_equal(set(&config, key->name, key->is_text ? key->default_text : digits), EN_OK);
        for (size_t j = 0; j < i; j++) assert_string_not_equal(key->name, en_config_keys[j].name);
    }
}

static void numbers__are_bound_on_both_sides(void **state)
{
    (void)state;
    for (size_t i = 0; i < en_config_key_count; i++) {
        const en_config_key *key = &en_config_keys[i];
        if (key->is_text) continue;
        en_config config;
        en_config_reset(&config);
        char least[32], most[32], below[32], above[32];
        snprintf(least, sizeof least, "%lld", (long long)key->least);
        snprintf(most, sizeof most, "%lld", (long long)key->most);
        snprintf(below, sizeof below, "%lld", (long long)key->least - 1);
        snprintf(above, sizeof above, "%lld", (long long)key->most + 1);
        assert_int_equal(set(&config, key->name, least), EN_OK);
        assert_int_equal(set(&config, key->name, most), EN_OK);
        assert_int_equal(set(&config, key->name, below), EN_ERR_INPUT);
        assert_int_equal(set(&config, key->name, above), EN_ERR_INPUT);
        int64_t kept;
        memcpy(&kept, (const char *)&config + key->offset, sizeof kept);
        assert_true(kept == key->most); /* a refused value changes nothing */
    }
}

static void values__of_another_form_are_refused(void **state)
{
    (void)state;
    en_config config;
    en_config_reset(&config);
    static const char *const wrong[] = {"",    " 1", "1 ", "+1", "0x10", "1.0", "1e3", "99999999999999999999",
                                        "port"};
    for (size_t i = 0; i < CHECK_COUNT(wrong); i++)
        assert_int_equal(set(&config, "port", wrong[i]), EN_ERR_INPUT);
    assert_int_equal(set(&config, "log", "loud"), EN_ERR_INPUT);
    assert_int_equal(set(&config, "Port", "1"), EN_ERR_INPUT);
    assert_int_equal(set(&config, "", "1"), EN_ERR_INPUT);
    char longest[EN_CONFIG_TEXT_BYTES + 1];
    memset(longest, 'a', sizeof longest);
    longest[EN_CONFIG_TEXT_BYTES] = '\0';
    assert_int_equal(set(&config, "address", longest), EN_ERR_INPUT);
    longest[EN_CONFIG_TEXT_BYTES - 1] = '\0';
    assert_int_equal(set(&config, "address", longest), EN_OK);
    assert_string_equal(config.address, longest);
}

static void environment__is_read_by_its_prefix(void **state)
{
    (void)state;
    char port[] = "ENISHI_SERVE_PORT=81", other[] = "ENISHI_LANG=vi", unknown[] = "ENISHI_SERVE_=1",
         strange[] = "X";
    char *good[] = {other, port, strange, NULL}, *bad[] = {unknown, port, NULL};
    en_report report = en_report_make(NULL);
    en_config config;
    en_config_reset(&config);
    assert_int_equal(en_config_from_environment(&config, good, &report), EN_OK);
    assert_int_equal(config.port, 81);
    en_config_reset(&config);
    assert_int_equal(en_config_from_environment(&config, bad, &report), EN_ERR_INPUT);
    assert_int_equal(config.port, 81); /* what is right is read all the same */
    assert_int_equal(report.errors, 1);
    en_report_free(&report);
}

static void addresses__decide_who_may_come(void **state)
{
    (void)state;
    static const struct {
        const char *address, *public_address;
        en_status status;
        bool is_loopback, is_secure;
    } cases[] = {
        {"127.0.0.1", "", EN_OK, true, false},
        {"127.9.9.9", "", EN_OK, true, false},
        {"::1", "", EN_OK, true, false},
        {"127.0.0.1", "https://a.example", EN_OK, true, true},
        {"0.0.0.0", "", EN_ERR_INPUT, false, false},
        {"::", "", EN_ERR_INPUT, false, false},
        {"0.0.0.0", "http://a.example", EN_ERR_INPUT, false, false},
        {"0.0.0.0", "https://a.example:8443", EN_OK, false, true},
        {"::ffff:127.0.0.1", "", EN_ERR_INPUT, false, false},
        {"128.0.0.1", "https://", EN_ERR_INPUT, false, false},
        {"127.0.0.1", "https://a/", EN_ERR_INPUT, true, true},
        {"127.1", "", EN_ERR_INPUT, false, false},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        en_config config;
        en_config_reset(&config);
        assert_int_equal(set(&config, "address", cases[i].address), EN_OK);
        assert_int_equal(set(&config, "public_address", cases[i].public_address), EN_OK);
        assert_int_equal(check_config(&config), cases[i].status);
        assert_int_equal(en_config_is_loopback(&config), cases[i].is_loopback);
        assert_int_equal(en_config_is_secure(&config), cases[i].is_secure);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults__are_within_their_own_bounds),
        cmocka_unit_test(numbers__are_bound_on_both_sides),
        cmocka_unit_test(values__of_another_form_are_refused),
        cmocka_unit_test(environment__is_read_by_its_prefix),
        cmocka_unit_test(addresses__decide_who_may_come),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
