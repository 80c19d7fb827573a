/* Whom a request is counted for. */
#include "check.h"

#include "callers.h"

#include <stdio.h>

#include <netinet/in.h>

static void check_address(const char *text, const char *name, bool is_loopback)
{
    caller read;
    assert_int_equal(address_read(en_str_of(text), &read), *name != '\0');
    assert_string_equal(read.name, name);
    assert_int_equal(read.is_loopback, is_loopback);
}

static void address__is_read_in_both_families(void **state)
{
    (void)state;
    check_address("203.0.113.9", "203.0.113.9", false);
    check_address("127.0.0.2", "127.0.0.2", true);
    check_address("::1", "::", true);
    check_address("::ffff:203.0.113.9", "203.0.113.9", false);
    check_address("::ffff:127.0.0.1", "127.0.0.1", true);
}

static void address__of_ipv6_is_one_for_a_person(void **state)
{
    (void)state;
    check_address("2001:db8:1:2::1", "2001:db8:1:2::", false);
    check_address("2001:DB8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::", false);
    check_address("2001:db8:1:3::1", "2001:db8:1:3::", false);
    struct sockaddr_in6 six = {.sin6_family = AF_INET6,
                               .sin6_addr = {.s6_addr = {0x20, 1, 13, 0xb8, 0, 1, 0, 2, 3}}};
    struct sockaddr_storage at = {0};
    memcpy(&at, &six, sizeof six);
    caller read;
    assert_true(address_of_socket((const struct sockaddr *)&at, &read));
    assert_string_equal(read.name, "2001:db8:1:2::");
}

static void address__is_nothing_else(void **state)
{
    (void)state;
    static const char *const none[] = {"",      "unknown",        "203.0.113.9:80", "[::1]",
                                       "1.2.3", "203.0.113.9, x", "localhost"};
    for (size_t i = 0; i < CHECK_COUNT(none); i++) check_address(none[i], "", false);
    char digits[4096];
    memset(digits, '1', sizeof digits - 1);
    digits[sizeof digits - 1] = '\0';
    check_address(digits, "", false);
    caller read;
    assert_false(address_read((en_str){"127.0.0.1\0x", 11}, &read));
    assert_false(address_of_socket(NULL, &read));
}

static void forwarded__is_what_the_outermost_trusted_proxy_says(void **state)
{
    (void)state;
    static const struct {
        const char *list;
        int64_t proxies;
        const char *found;
    } cases[] = {
        {"203.0.113.9", 1, "203.0.113.9"},
        {"10.0.0.1, 203.0.113.9", 1, "203.0.113.9"}, /* what the client says of itself is passed over */
        {"10.0.0.1, 203.0.113.9,198.51.100.1", 2, "203.0.113.9"},
        {"203.0.113.9", 2, "203.0.113.9"},
        {"203.0.113.9", 0, ""},
        {"", 1, ""},
    };
    for (size_t i = 0; i < CHECK_COUNT(cases); i++) {
        en_str found = address_forwarded(en_str_of(cases[i].list), cases[i].proxies);
        assert_int_equal(found.size, strlen(cases[i].found));
        if (found.size) assert_memory_equal(found.at, cases[i].found, found.size);
    }
}

static bool is_own(const char *host)
{
    return address_is_own_host(en_str_of(host), en_str_of("https://Enishi.example:8443"));
}

static void host__is_the_public_one_this_machine_or_figures(void **state)
{
    (void)state;
    static const char *const own[] = {
        "enishi.example", "enishi.example:8443", "ENISHI.example.", "localhost",   "localhost:8080",
        "127.0.0.1:8080", "[::1]:8080",          "[2001:db8::1]",   "203.0.113.9", "enishi.example:80"};
    static const char *const foreign[] = {"evil.example",
                                          "enishi.example.evil.example",
                                          "xenishi.example",
                                          "localhost.evil.example",
                                          "127.0.0.1.evil.example",
                                          "",
                                          "enishi.exampl",
                                          "[evil.example]",
                                          "::",
                                          ".",
                                          ":8080"};
    for (size_t i = 0; i < CHECK_COUNT(own); i++) assert_true(is_own(own[i]));
    for (size_t i = 0; i < CHECK_COUNT(foreign); i++) assert_false(is_own(foreign[i]));
}

/* They were counted by whole addresses, of which a person has 2^64. */
static void callers__of_one_ipv6_network_are_counted_together(void **state)
{
    (void)state;
    static callers all;
    caller from;
    caller_count *counted[3];
    static const char *const neighbours[] = {"2001:db8:1:2::1", "2001:db8:1:2:ffff::7", "2001:db8:1:2::3"};
    for (size_t i = 0; i < 3; i++) {
        assert_true(address_read(en_str_of(neighbours[i]), &from));
        counted[i] = callers_add(&all, &from, 2);
    }
    assert_non_null(counted[0]);
    assert_non_null(counted[1]);
    assert_null(counted[2]);
    assert_true(address_read(en_str_of("2001:db8:1:3::1"), &from));
    caller_count *other = callers_add(&all, &from, 2);
    assert_non_null(other);
    callers_remove(&all, counted[0]);
    assert_true(address_read(en_str_of(neighbours[2]), &from));
    counted[2] = callers_add(&all, &from, 2);
    assert_non_null(counted[2]);
    callers_remove(&all, counted[1]);
    callers_remove(&all, counted[2]);
    callers_remove(&all, other);
    for (size_t i = 0; i < CALLER_CHAINS; i++) assert_null(all.chains[i]);
}

static void callers__in_one_chain_are_told_apart(void **state)
{
    (void)state;
    enum { MANY = 4 * CALLER_CHAINS };
    static callers all;
    static caller_count *counted[MANY];
    caller from = {0};
    for (int i = 0; i < MANY; i++) {
        snprintf(from.name, sizeof from.name, "10.%d.%d.1", i / 256, i % 256);
        counted[i] = callers_add(&all, &from, 1);
        assert_non_null(counted[i]);
        assert_null(callers_add(&all, &from, 1));
    }
    for (int i = 0; i < MANY; i++) callers_remove(&all, counted[i * 7 % MANY]);
    for (size_t i = 0; i < CALLER_CHAINS; i++) assert_null(all.chains[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(address__is_read_in_both_families),
        cmocka_unit_test(address__of_ipv6_is_one_for_a_person),
        cmocka_unit_test(address__is_nothing_else),
        cmocka_unit_test(forwarded__is_what_the_outermost_trusted_proxy_says),
        cmocka_unit_test(callers__of_one_ipv6_network_are_counted_together),
        cmocka_unit_test(callers__in_one_chain_are_told_apart),
        cmocka_unit_test(host__is_the_public_one_this_machine_or_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
