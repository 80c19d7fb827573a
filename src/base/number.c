/* Numbers as tables write them. See number.h.
 *
 * Reading: W. D. Clinger, "How to read floating point numbers accurately" (1990): a significand below 2^53
 * times or divided by a power of ten up to 10^22 is one correctly rounded operation; the rest goes to the C
 * library in the "C" locale. Printing: decimals of at most 15 digits map one to one into the doubles, so the
 * first r / 10^d that reads back as the value, with d counted up from 0, has the fewest digits there are.
 */
#define _GNU_SOURCE /* strtod_l */
#include "number.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double powers_of_ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                       1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
enum {
    LARGEST_POWER = 22,
    EXACT_DIGITS = 15,
    MOST_DIGITS = 17,
    MOST_NUMBER_BYTES = 400,
    EXPONENT_BOUND = 100000
};

static const double smallest_normal = 2.2250738585072014e-308;

/* A number taken apart: significand × 10^exponent. */
typedef struct parts {
    bool negative;
    uint64_t significand; /* the first 19 significant digits */
    int digits;           /* significant digits, from the first to the last that is not 0 */
    int exponent;
} parts;

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Takes digits into p; zeros wait until a digit follows, so that trailing ones never count. */
static const char *take_digits(const char *at, const char *end, bool fraction, parts *p, int *zeros)
{
    for (; at < end && is_digit(*at); at++) {
        if (fraction) p->exponent--;
        if (*at == '0') {
            if (p->digits > 0) (*zeros)++;
            continue;
        }
        for (; *zeros > 0; (*zeros)--)
            if (p->digits++ < 19) p->significand *= 10;
        if (p->digits++ < 19) p->significand = p->significand * 10 + (uint64_t)(*at - '0');
    }
    return at;
}

static const char *take_exponent(const char *at, const char *end, int *exponent)
{
    bool negative = false;
    if (at < end && (*at == '+' || *at == '-')) negative = *at++ == '-';
    if (at == end || !is_digit(*at)) return NULL;
    int value = 0;
    for (; at < end && is_digit(*at); at++)
        if (value < EXPONENT_BOUND) value = value * 10 + (*at - '0');
    *exponent += negative ? -value : value;
    return at;
}

static bool take_apart(en_str s, parts *p)
{
    const char *at = s.at, *end = s.at + s.size;
    int zeros = 0;
    *p = (parts){0};
    if (at < end && (*at == '+' || *at == '-')) p->negative = *at++ == '-';
    const char *whole = at;
    at = take_digits(at, end, false, p, &zeros);
    if (at == whole) return false;
    if (at < end && *at == '.') {
        const char *fraction = ++at;
        at = take_digits(at, end, true, p, &zeros);
        if (at == fraction) return false;
    }
    p->exponent += zeros; /* trailing zeros left out of the significand */
    if (at < end && (*at == 'e' || *at == 'E')) at = take_exponent(at + 1, end, &p->exponent);
    return at == end;
}

/* strtod in the "C" locale, whatever locale the program has set. s fits the buffer. */
static double read_slowly(en_str s)
{
    char buffer[MOST_NUMBER_BYTES + 1];
    memcpy(buffer, s.at, s.size);
    buffer[s.size] = '\0';
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0); /* glibc: a constant, nothing is allocated */
    double value = strtod_l(buffer, NULL, c);
    freelocale(c);
    return value;
}

enum { SCIENTIFIC_BYTES = 32 };

/* value > 0 with so many significant digits and an exponent, with a point whatever locale the program has
 * set. */
static void print_scientific(double value, int digits, char buffer[SCIENTIFIC_BYTES])
{
    snprintf(buffer, SCIENTIFIC_BYTES, "%.*e", digits - 1, value);
    if (digits > 1) buffer[1] = '.';
}

/* Whether value, in the fewest digits that read back as it, has the digits that were read. */
static bool is_shortest(double value, const parts *p)
{
    char buffer[SCIENTIFIC_BYTES];
    print_scientific(fabs(value), p->digits - 1, buffer);
    if (read_slowly(en_str_of(buffer)) == fabs(value)) return false;
    print_scientific(fabs(value), p->digits, buffer);
    parts written;
    return take_apart(en_str_of(buffer), &written) && written.significand == p->significand &&
           written.exponent == p->exponent;
}

/* The common case: an optional sign and at most 18 digits with an optional point among them, worth less than
 * 10^15. */
static bool read_plain(en_str s, double *value)
{
    const char *at = s.at, *end = s.at + s.size, *point = NULL;
    bool negative = at < end && *at == '-';
    if (negative) at++;
    const char *start = at;
    uint64_t significand = 0;
    for (; at < end; at++) {
        unsigned digit = (unsigned)*at - '0';
        if (digit <= 9) significand = significand * 10 + digit;
        else if (*at == '.' && !point && at > start) point = at;
        else return false;
    }
    size_t digits = (size_t)(end - start) - (point != NULL), decimals = point ? (size_t)(end - point) - 1 : 0;
    if (digits == 0 || digits > 18 || (point && decimals == 0) || significand >= 1000000000000000u)
        return false;
    double result = (double)significand / powers_of_ten[decimals];
    *value = negative && significand > 0 ? -result : result;
    return true;
}

en_number_fault en_real_read(en_str s, double *value)
{
    if (s.size == 0) return EN_NUMBER_MALFORMED;
    if (read_plain(s, value)) return EN_NUMBER_FINE;
    parts p;
    if (!take_apart(s, &p)) return EN_NUMBER_MALFORMED;
    double result;
    if (p.digits == 0) {
        result = 0;
    } else if (p.digits <= EXACT_DIGITS && p.exponent >= -LARGEST_POWER && p.exponent <= LARGEST_POWER) {
        double significand = (double)p.significand;
        result = p.exponent < 0 ? significand / powers_of_ten[-p.exponent]
                                : significand * powers_of_ten[p.exponent];
        if (p.negative) result = -result;
    } else {
        if (p.digits > MOST_DIGITS || s.size > MOST_NUMBER_BYTES) return EN_NUMBER_TOO_PRECISE;
        result = read_slowly(s);
        if (!isfinite(result) || fabs(result) < smallest_normal) return EN_NUMBER_OUT_OF_RANGE;
        if (p.digits > EXACT_DIGITS && !is_shortest(result, &p)) return EN_NUMBER_TOO_PRECISE;
    }
    *value = result;
    return EN_NUMBER_FINE;
}

en_number_fault en_real_round(en_str s, double *value)
{
    parts p;
    if (s.size == 0 || !take_apart(s, &p)) return EN_NUMBER_MALFORMED;
    if (p.digits <= EXACT_DIGITS && en_real_read(s, value) == EN_NUMBER_FINE) return EN_NUMBER_FINE;
    if (s.size > MOST_NUMBER_BYTES) return EN_NUMBER_TOO_PRECISE;
    double result = read_slowly(s);
    if (!isfinite(result) || result == 0) return EN_NUMBER_OUT_OF_RANGE;
    *value = result;
    return EN_NUMBER_FINE;
}

en_number_fault en_whole_read(en_str s, uint64_t most, uint64_t *value)
{
    if (s.size == 0) return EN_NUMBER_MALFORMED;
    uint64_t result = 0;
    bool over = false;
    for (size_t i = 0; i < s.size; i++) {
        if (!is_digit(s.at[i])) return EN_NUMBER_MALFORMED;
        over = over || __builtin_mul_overflow(result, 10, &result) ||
               __builtin_add_overflow(result, (uint64_t)(s.at[i] - '0'), &result);
    }
    if (over || result > most) return EN_NUMBER_OUT_OF_RANGE;
    *value = result;
    return EN_NUMBER_FINE;
}

static const char digit_pairs[] =
    "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748"
    "49505152535455565758596061626364656667686970717273747576777879808182838485868788899091929394959697"
    "9899";

static unsigned count_digits(uint64_t value)
{
    static const uint64_t powers[] = {0u,
                                      10u,
                                      100u,
                                      1000u,
                                      10000u,
                                      100000u,
                                      1000000u,
                                      10000000u,
                                      100000000u,
                                      1000000000u,
                                      10000000000u,
                                      100000000000u,
                                      1000000000000u,
                                      10000000000000u,
                                      100000000000000u,
                                      1000000000000000u,
                                      10000000000000000u,
                                      100000000000000000u,
                                      1000000000000000000u,
                                      10000000000000000000u};
    unsigned bits = 64 - (unsigned)__builtin_clzll(value | 1),
             least = bits * 1233 >> 12; /* 1233 / 4096 is log 2, nearly */
    return least + (value >= powers[least]);
}

/* The last n digits of value, up to `end`. Byte by byte: what has just been written is not read again. */
static void put_digits(uint64_t value, unsigned n, char *end)
{
    for (; n >= 2; n -= 2, value /= 100) {
        const char *pair = digit_pairs + 2 * (value % 100);
        *--end = pair[1];
        *--end = pair[0];
    }
    if (n) *--end = (char)('0' + value % 10);
}

static size_t print_whole(uint64_t value, char *out)
{
    unsigned n = count_digits(value);
    put_digits(value, n, out + n);
    return n;
}

size_t en_int_print(int64_t value, char *out)
{
    if (value >= 0) return print_whole((uint64_t)value, out);
    *out = '-';
    return 1 + print_whole(0 - (uint64_t)value, out + 1);
}

/* rounded / 10^decimals, without an exponent; decimals may be more than rounded has digits. */
static size_t print_decimal(uint64_t rounded, int decimals, char *out)
{
    if (decimals == 0) return print_whole(rounded, out);
    unsigned places = (unsigned)decimals;
    uint64_t power = places < 20 ? (uint64_t)powers_of_ten[places] : UINT64_MAX; /* rounded is below 10^19 */
    size_t n = print_whole(rounded / power, out);
    out[n++] = '.';
    put_digits(rounded % power, places, out + n + places);
    return n + places;
}

/* The fewest digits of value > 0 that read back as the same, taken apart again. */
static parts shortest(double value)
{
    char buffer[SCIENTIFIC_BYTES];
    parts p;
    for (int digits = 1; digits <= MOST_DIGITS; digits++) {
        print_scientific(value, digits, buffer);
        if (read_slowly(en_str_of(buffer)) == value) break;
    }
    (void)take_apart(en_str_of(buffer), &p);
    return p;
}

/* d.ddde-30 */
static size_t print_exponent(const parts *p, char *out)
{
    char digits[20] = "0";
    size_t n = print_whole(p->significand, digits), size = 0;
    out[size++] = digits[0];
    if (n > 1) out[size++] = '.';
    memcpy(out + size, digits + 1, n - 1);
    size += n - 1;
    int exponent = p->exponent + (int)n - 1;
    out[size++] = 'e';
    out[size++] = exponent < 0 ? '-' : '+';
    return size + print_whole((uint64_t)abs(exponent), out + size);
}

/* As JavaScript writes numbers: plainly from 1e-7 up to 21 digits. */
static size_t print_slowly(double value, char *out)
{
    parts p = shortest(value);
    int magnitude = p.exponent + p.digits;
    if (magnitude < -6 || magnitude > 21) return print_exponent(&p, out);
    if (p.exponent <= 0) return print_decimal(p.significand, -p.exponent, out);
    size_t size = print_whole(p.significand, out);
    memset(out + size, '0', (size_t)p.exponent);
    return size + (size_t)p.exponent;
}

static uint64_t nearest(double magnitude, int decimals)
{
    return (uint64_t)(magnitude * powers_of_ten[decimals] + 0.5);
}

/* Whether so many decimals, at most 15 digits in all, read back as the value. */
static bool reads_back(double magnitude, int decimals)
{
    return (double)nearest(magnitude, decimals) / powers_of_ten[decimals] == magnitude;
}

size_t en_real_print(double value, char *out)
{
    if (value == 0) {
        *out = '0';
        return 1;
    }
    size_t sign = value < 0;
    if (sign) *out = '-';
    double magnitude = fabs(value);
    if (magnitude >= 1e15 || magnitude < 1e-7) return sign + print_slowly(magnitude, out + sign);
    int least = 0, most = LARGEST_POWER;
    while (magnitude * powers_of_ten[most] >= 1e15) most--;
    if (!reads_back(magnitude, most)) return sign + print_slowly(magnitude, out + sign);
    while (least < most) { /* once some decimals suffice, more do too */
        int middle = (least + most) / 2;
        if (reads_back(magnitude, middle)) most = middle;
        else least = middle + 1;
    }
    return sign + print_decimal(nearest(magnitude, most), most, out + sign);
}

/* value, 1e9 … 1e15, whose own digits end before the last of `decimals`: zeros follow them. */
static size_t print_padded(double value, int decimals, char *out)
{
    size_t size = en_real_print(value, out);
    const char *point = memchr(out, '.', size);
    int there = point ? (int)(out + size - point) - 1 : 0;
    if (!point) out[size++] = '.';
    for (; there < decimals; there++) out[size++] = '0';
    return size;
}

/* a / 10^power, half to even. */
static uint64_t divide_rounded(uint64_t a, int power)
{
    if (power > 19) return 0;
    if (power > 18) return a > 5000000000000000000u; /* 10^19 / 2 */
    uint64_t by = (uint64_t)powers_of_ten[power], whole = a / by, rest = a % by;
    return whole + (rest > by / 2 || (rest == by / 2 && whole % 2 == 1));
}

size_t en_fixed_print(double value, int decimals, char *out)
{
    double magnitude = fabs(value);
    if (magnitude >= 1e15) return en_real_print(value, out);
    if (magnitude * powers_of_ten[decimals] >= 1e18) return print_padded(value, decimals, out);
    char digits[EN_REAL_MOST_BYTES];
    parts p;
    (void)take_apart((en_str){digits, en_real_print(magnitude, digits)}, &p);
    int shift = p.exponent + decimals;
    uint64_t rounded =
        shift < 0 ? divide_rounded(p.significand, -shift) : p.significand * (uint64_t)powers_of_ten[shift];
    size_t sign = value < 0 && rounded > 0;
    if (sign) *out = '-';
    return sign + print_decimal(rounded, decimals, out + sign);
}
