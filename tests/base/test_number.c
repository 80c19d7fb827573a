/* Numbers: read as the C library reads them, refused where digits would be lost, printed with the fewest
 * digits that read back. */
#define _GNU_SOURCE /* strfromd */
#include "number.h"

#include "check.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>

static void check_fault(const char *text, en_number_fault expected)
{
    double value = -7;
    en_number_fault fault = en_real_read(en_str_of(text), &value);
    if (fault != expected) fail_msg("\"%s\": fault %d, not %d", text ? text : "", (int)fault, (int)expected);
    if (expected != EN_NUMBER_FINE) assert_true(value == -7); /* outputs are written on success only */
}

static void check_value(const char *text, double expected)
{
    double value;
    check_fault(text, EN_NUMBER_FINE);
    assert_int_equal(en_real_read(en_str_of(text), &value), EN_NUMBER_FINE);
    if (value != expected) print_error("%s is %.17g, not %.17g\n", text, value, expected);
    assert_true(value == expected);
}

static void number__reads_the_forms_of_the_contract(void **state)
{
    (void)state;
    check_value("0", 0);
    check_value("00012", 12);
    check_value("+5", 5);
    check_value("-5.25", -5.25);
    check_value("1e3", 1000);
    check_value("1E+3", 1000);
    check_value("25e-1", 2.5);
    check_value("0.1", 0.1);
    check_value("1000000000000000000000000", 1e24);
    check_value("0.000000000000000000000000000001", 1e-30);
}

static void number__refuses_other_forms(void **state)
{
    (void)state;
    static const char *const wrong[] = {
        "",      " ",     "x",     ".5",    "5.", "+",  "-",       "--1",   "1-",  "1e",
        "1e+",   "e5",    "1,5",   "1 000", " 1", "1 ", "0x10",    "inf",   "nan", "NaN",
        "1_000", "1.2.3", "1e5.5", "1e 5",  "１", "−5", "1,000.5", "1e5e5", "1d5", "infinity"};
    for (size_t i = 0; i < CHECK_COUNT(wrong); i++) check_fault(wrong[i], EN_NUMBER_MALFORMED);
}

static void number__refuses_a_nul_inside(void **state)
{
    (void)state;
    double value;
    assert_int_equal(en_real_read((en_str){"1\0", 2}, &value), EN_NUMBER_MALFORMED);
}

static void number__refuses_what_a_double_cannot_hold(void **state)
{
    (void)state;
    check_fault("1e309", EN_NUMBER_OUT_OF_RANGE);
    check_fault("-1e309", EN_NUMBER_OUT_OF_RANGE);
    check_fault("1e-320", EN_NUMBER_OUT_OF_RANGE);
    check_fault("1e99999999999999999999", EN_NUMBER_OUT_OF_RANGE);
    check_fault("1e-99999999999999999999", EN_NUMBER_OUT_OF_RANGE);
    check_value("0e99999999999999999999", 0);
    check_value("1.7976931348623157e308", 1.7976931348623157e308);
    check_value("2.2250738585072014e-308", 2.2250738585072014e-308);
}

static void number__refuses_digits_that_would_be_lost(void **state)
{
    (void)state;
    check_fault("9007199254740993", EN_NUMBER_TOO_PRECISE); /* 2^53 + 1 */
    check_fault("0.1234567890123456789", EN_NUMBER_TOO_PRECISE);
    check_fault("123456789012345678901", EN_NUMBER_TOO_PRECISE);
    check_value("9007199254740992", 9007199254740992.0);
    check_fault("0.10000000000000001",
                EN_NUMBER_TOO_PRECISE); /* 0.1 is the shortest way to write that double */
    check_value("0.30000000000000004", 0.1 + 0.2);
    check_value("100000000000000000000000.0000000000000000000000", 1e23); /* zeros are no digits to lose */
}

/* What a program wrote from a double: also one nearer to 0 than 2^-1022. */
static void number__rounds_what_was_written_from_any_double(void **state)
{
    (void)state;
    const double near[] = {
        5e-324, 1.086461844974e-311, -2.225073858507201e-308, 2.2250738585072014e-308, 1.7976931348623157e308,
        0.1};
    for (size_t i = 0; i < CHECK_COUNT(near); i++) {
        char text[EN_REAL_MOST_BYTES];
        double value = -7;
        en_str written = {text, en_real_print(near[i], text)};
        assert_int_equal(en_real_round(written, &value), EN_NUMBER_FINE);
        assert_true(value == near[i]);
    }
    double value = -7;
    assert_int_equal(en_real_round(en_str_of("1e-400"), &value), EN_NUMBER_OUT_OF_RANGE);
    assert_int_equal(en_real_round(en_str_of("1e400"), &value), EN_NUMBER_OUT_OF_RANGE);
    assert_true(value == -7);
}

static void number__reads_leading_and_trailing_zeros_without_end(void **state)
{
    (void)state;
    char text[2001];
    memset(text, '0', sizeof text);
    memcpy(text + 1000, "1.5", 3);
    double value;
    assert_int_equal(en_real_read((en_str){text, sizeof text}, &value), EN_NUMBER_FINE);
    assert_true(value == 1.5);
}

/* A random text of up to 15 significant digits. */
static size_t random_number(uint64_t *random, char *out)
{
    size_t n = 0;
    if (check_below(random, 3) == 0) out[n++] = "+-"[check_below(random, 2)];
    size_t digits = 1 + check_below(random, 15), point = check_below(random, digits);
    for (size_t i = 0; i < digits; i++) {
        out[n++] = (char)('0' + check_below(random, 10));
        if (i == point && i + 1 < digits) out[n++] = '.';
    }
    if (check_below(random, 2)) n += (size_t)sprintf(out + n, "e%d", (int)check_below(random, 600) - 300);
    out[n] = '\0';
    return n;
}

static void number__reads_as_strtod_does(void **state)
{
    (void)state;
    uint64_t random = 1;
    for (int i = 0; i < 200000; i++) {
        char text[64];
        size_t n = random_number(&random, text);
        double expected = strtod(text, NULL), value;
        en_number_fault fault = en_real_read((en_str){text, n}, &value);
        if (expected != 0 && (!isfinite(expected) || fabs(expected) < 2.2250738585072014e-308)) {
            assert_int_equal(fault, EN_NUMBER_OUT_OF_RANGE);
            continue;
        }
        if (fault != EN_NUMBER_FINE || value != expected) print_error("%s\n", text);
        assert_int_equal(fault, EN_NUMBER_FINE);
        assert_true(value == expected);
    }
}

static double random_double(uint64_t *random)
{
    for (;;) {
        uint64_t bits = check_random(random);
        double value;
        memcpy(&value, &bits, sizeof value);
        if (isnormal(value)) return value;
    }
}

/* A value as data have them: few digits, whole numbers, sums of such. */
static double plain_double(uint64_t *random)
{
    static const double divisors[] = {1, 2, 3, 4, 7, 10, 100, 1000, 1e6, 1e9, 1e-3};
    double value = (double)(int64_t)(check_random(random) >> (check_below(random, 60) + 4)) /
                   divisors[check_below(random, CHECK_COUNT(divisors))];
    return check_below(random, 2) ? value : -value;
}

static void number__prints_what_reads_back_as_the_same(void **state)
{
    (void)state;
    uint64_t random = 2;
    for (int i = 0; i < 100000; i++) {
        double value = i % 2 ? random_double(&random) : plain_double(&random), back;
        char out[EN_REAL_MOST_BYTES];
        size_t n = en_real_print(value, out);
        assert_in_range(n, 1, EN_REAL_MOST_BYTES);
        assert_int_equal(en_real_read((en_str){out, n}, &back), EN_NUMBER_FINE);
        assert_true(back == value);
    }
}

static size_t digits_of(const char *text, size_t n)
{
    size_t digits = 0, zeros = 0;
    for (size_t i = 0; i < n && text[i] != 'e'; i++) {
        if (text[i] == '.' || text[i] == '-') continue;
        if (text[i] == '0') {
            zeros += digits > 0;
            continue;
        }
        digits += zeros + 1;
        zeros = 0;
    }
    return digits;
}

static void number__prints_the_fewest_digits(void **state)
{
    (void)state;
    uint64_t random = 3;
    for (int i = 0; i < 30000; i++) {
        double value = i % 2 ? random_double(&random) : plain_double(&random);
        if (value == 0) continue;
        char out[EN_REAL_MOST_BYTES], other[64];
        size_t n = en_real_print(value, out), fewest = digits_of(out, n);
        if (fewest < 2) continue;
        snprintf(other, sizeof other, "%.*e", (int)fewest - 2, value);
        if (strtod(other, NULL) == value) print_error("%.*s could be %s\n", (int)n, out, other);
        assert_true(strtod(other, NULL) != value);
    }
}

static void check_print(double value, const char *expected)
{
    char out[EN_REAL_MOST_BYTES];
    check_str((en_str){out, en_real_print(value, out)}, expected);
}

static void number__prints_for_tables(void **state)
{
    (void)state;
    check_print(0, "0");
    check_print(-0.0, "0");
    check_print(1, "1");
    check_print(-1.5, "-1.5");
    check_print(0.1, "0.1");
    check_print(71500.0 / 158588 * 100, "45.085378464953216");
    check_print(50000, "50000");
    check_print(999999999999999, "999999999999999");
    check_print(0.0000001, "0.0000001");
    check_print(12345678.123456789, "12345678.12345679");
    check_print(1e20, "100000000000000000000");
    check_print(1e21, "1e+21");
    check_print(-1.5e-7, "-0.00000015");
    check_print(1.5e-8, "1.5e-8");
    check_print(5e-324, "5e-324");
    check_print(1.7976931348623157e308, "1.7976931348623157e+308");
}

static void number__does_not_depend_on_the_locale(void **state)
{
    (void)state;
    assert_non_null(setlocale(LC_ALL, "vi_VN.UTF-8")); /* made by the build */
    assert_string_equal(localeconv()->decimal_point, ",");
    check_value("1.25e-30", 1.25e-30); /* goes through the C library */
    check_print(1.25e-30, "1.25e-30");
    check_print(2.5, "2.5");
    setlocale(LC_ALL, "C");
}

static void number__prints_whole_numbers(void **state)
{
    (void)state;
    static const int64_t values[] = {0, 1, -1, 9, 10, -10, 1234567890123, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < CHECK_COUNT(values); i++) {
        char out[EN_INT_MOST_BYTES], expected[32];
        snprintf(expected, sizeof expected, "%lld", (long long)values[i]);
        check_str((en_str){out, en_int_print(values[i], out)}, expected);
    }
}

static void number__reads_whole_numbers(void **state)
{
    (void)state;
    uint64_t value = 5;
    assert_int_equal(en_whole_read(en_str_of("007"), 10, &value), EN_NUMBER_FINE);
    assert_int_equal(value, 7);
    assert_int_equal(en_whole_read(en_str_of("18446744073709551615"), UINT64_MAX, &value), EN_NUMBER_FINE);
    assert_true(value == UINT64_MAX);
    assert_int_equal(en_whole_read(en_str_of("18446744073709551616"), UINT64_MAX, &value),
                     EN_NUMBER_OUT_OF_RANGE);
    assert_int_equal(en_whole_read(en_str_of("99999999999999999999999"), UINT64_MAX, &value),
                     EN_NUMBER_OUT_OF_RANGE);
    assert_int_equal(en_whole_read(en_str_of("11"), 10, &value), EN_NUMBER_OUT_OF_RANGE);
    static const char *const wrong[] = {
        "", "-1", "+1", "1.0", "1e2", " 1", "1 ", "x", "99999999999999999999x"};
    for (size_t i = 0; i < CHECK_COUNT(wrong); i++)
        assert_int_equal(en_whole_read(en_str_of(wrong[i]), UINT64_MAX, &value), EN_NUMBER_MALFORMED);
    assert_true(value == UINT64_MAX);
}

static void check_fixed(double value, int decimals, const char *expected)
{
    char out[EN_REAL_MOST_BYTES];
    check_str((en_str){out, en_fixed_print(value, decimals, out)}, expected);
}

static void fixed__keeps_the_digits_that_are_asked_for(void **state)
{
    (void)state;
    check_fixed(45.085378, 1, "45.1");
    check_fixed(45, 2, "45.00");
    check_fixed(0.004, 2, "0.00");
    check_fixed(-0.004, 2, "0.00");
    check_fixed(-0.006, 2, "-0.01");
    check_fixed(999.995, 1, "1000.0");
    check_fixed(0.05, 0, "0");
    check_fixed(0, 3, "0.000");
}

static void fixed__rounds_half_to_even_as_the_number_is_written(void **state)
{
    (void)state;
    check_fixed(0.5, 0, "0");
    check_fixed(1.5, 0, "2");
    check_fixed(2.5, 0, "2");
    check_fixed(0.125, 2, "0.12");
    check_fixed(2.675, 2, "2.68"); /* the double is a little less, but that is not what people see */
    check_fixed(1.005, 2, "1.00");
    check_fixed(1.115, 2, "1.12");
    check_fixed(0.285, 2, "0.28");
    check_fixed(0.2850001, 2, "0.29");
    check_fixed(8.5e-7, 7, "0.0000008");
}

static void fixed__prints_large_values_with_many_decimals(void **state)
{
    (void)state; /* their product with 10^9 is beyond any integer type */
    check_fixed(123456789012.0, 9, "123456789012.000000000");
    check_fixed(999999999999999.0, 9, "999999999999999.000000000");
    check_fixed(-99999999999.5, 9, "-99999999999.500000000");
}

static void fixed__fits_its_bytes(void **state)
{
    (void)state;
    uint64_t random = 5;
    for (int i = 0; i < 50000; i++) {
        double value = i % 2 ? random_double(&random) : plain_double(&random);
        int decimals = (int)check_below(&random, 10);
        char *out = malloc(EN_REAL_MOST_BYTES);
        assert_non_null(out);
        size_t n = en_fixed_print(value, decimals, out);
        assert_in_range(n, 1, EN_REAL_MOST_BYTES);
        if (fabs(value) < 1e15) {
            char text[EN_REAL_MOST_BYTES + 1] = "";
            memcpy(text, out, n);
            assert_true(fabs(strtod(text, NULL) - value) <=
                        0.5000001 * pow(10, -decimals) + fabs(value) * 1e-15);
        }
        free(out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(number__reads_the_forms_of_the_contract),
        cmocka_unit_test(number__refuses_other_forms),
        cmocka_unit_test(number__refuses_a_nul_inside),
        cmocka_unit_test(number__refuses_what_a_double_cannot_hold),
        cmocka_unit_test(number__refuses_digits_that_would_be_lost),
        cmocka_unit_test(number__rounds_what_was_written_from_any_double),
        cmocka_unit_test(number__reads_leading_and_trailing_zeros_without_end),
        cmocka_unit_test(number__reads_as_strtod_does),
        cmocka_unit_test(number__prints_what_reads_back_as_the_same),
        cmocka_unit_test(number__prints_the_fewest_digits),
        cmocka_unit_test(number__prints_for_tables),
        cmocka_unit_test(number__does_not_depend_on_the_locale),
        cmocka_unit_test(number__prints_whole_numbers),
        cmocka_unit_test(number__reads_whole_numbers),
        cmocka_unit_test(fixed__keeps_the_digits_that_are_asked_for),
        cmocka_unit_test(fixed__rounds_half_to_even_as_the_number_is_written),
        cmocka_unit_test(fixed__prints_large_values_with_many_decimals),
        cmocka_unit_test(fixed__fits_its_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
