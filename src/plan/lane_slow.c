/* The reduction of large angles, and the remainder of numbers far apart, in integers.
 *
 * Angles: M. Payne and R. Hanek, Radian reduction for trigonometric functions (SIGNUM Newsletter 18, 1983).
 * Of the binary expansion of 2/pi only the 192 bits from the one that makes a multiple of 4 are multiplied
 * with the 53 bits of x: two give the quadrant, 137 of the others are right. No double lies nearer to a
 * multiple of pi/2 than about 2^-61 of it (Muller, Elementary Functions, 2016, 11.2), so that 75 right bits
 * are left at worst.
 */
#include "lane_slow.h"

#include "lane_coefficients.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

enum { MANTISSA_BITS = 52, EXPONENT_BIAS = 1075 };
static const uint64_t hidden_bit = UINT64_C(1) << MANTISSA_BITS;

typedef struct integer_double {
    uint64_t mantissa;
    int exponent; /* |x| = mantissa * 2^exponent */
} integer_double;

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double of_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static integer_double take_normal_apart(double x)
{
    int exponent = (int)(bits_of(x) >> MANTISSA_BITS & 0x7ff);
    return (integer_double){(bits_of(x) & (hidden_bit - 1)) | hidden_bit, exponent - EXPONENT_BIAS};
}

static integer_double take_apart(double x)
{
    if (x >= 0x1p-1022) return take_normal_apart(x);
    return (integer_double){bits_of(x), 1 - EXPONENT_BIAS};
}

static double power_of_two(int k) { return of_bits((uint64_t)(k + 1023) << MANTISSA_BITS); }

/* 64 bits of 2/pi with those of weight 2^63 … 1 before it, which are 0: from bit `from` of these on. */
static uint64_t bits_of_two_over_pi(unsigned from)
{
    unsigned word = from / 64, shift = from % 64;
    assert(word < sizeof TWO_OVER_PI_BITS / sizeof *TWO_OVER_PI_BITS);
    uint64_t first = word == 0 ? 0 : TWO_OVER_PI_BITS[word - 1];
    return shift == 0 ? first : first << shift | TWO_OVER_PI_BITS[word] >> (64 - shift);
}

/* 192 bits of a number of quarter turns, first the highest. */
typedef struct fraction {
    uint64_t word[3];
} fraction;

/* x times 2/pi modulo 4, times 2^190, for x >= 1. */
static fraction quadrants(integer_double x)
{
    unsigned from = (unsigned)(64 + x.exponent - 2);
    fraction turn;
    wide carry = 0;
    for (int i = 2; i >= 0; i--) {
        carry += (wide)x.mantissa * bits_of_two_over_pi(from + 64 * (unsigned)i);
        turn.word[i] = (uint64_t)carry;
        carry >>= 64;
    }
    return turn;
}

static fraction shift_left(fraction f, int by)
{
    for (; by >= 64; by -= 64) f = (fraction){{f.word[1], f.word[2], 0}};
    if (by <= 0) return f;
    return (fraction){{f.word[0] << by | f.word[1] >> (64 - by), f.word[1] << by | f.word[2] >> (64 - by),
                       f.word[2] << by}};
}

static fraction negate(fraction f)
{
    uint64_t last = ~f.word[2] + 1, middle = ~f.word[1] + (last == 0);
    return (fraction){{~f.word[0] + (last == 0 && middle == 0), middle, last}};
}

static int leading_zeros(fraction f)
{
    if (f.word[0] != 0) return __builtin_clzll(f.word[0]);
    return 64 + __builtin_clzll(f.word[1] | 1);
}

/* high + low = a * b to about 2^-105, by Dekker's product. */
static double product(double a, double b, double *low)
{
    const uint64_t leading = ~UINT64_C(0x7ffffff);
    double a1 = of_bits(bits_of(a) & leading), b1 = of_bits(bits_of(b) & leading), a2 = a - a1, b2 = b - b1;
    double high = a * b;
    *low = ((a1 * b1 - high) + a1 * b2 + a2 * b1) + a2 * b2;
    return high;
}

/* f * pi/2 as a pair: 106 bits of f in two doubles, times pi/2 in two. */
static void angle_of(fraction f, bool negative, double *high, double *low)
{
    int zeros = leading_zeros(f);
    f = shift_left(f, zeros);
    double scale = negative ? -power_of_two(-zeros) : power_of_two(-zeros);
    double first = (double)(f.word[0] >> 11) * 0x1p-53;
    double second = (double)((f.word[0] & 0x7ff) << 42 | f.word[1] >> 22) * 0x1p-106;
    double rest, lead = product(first, PAIR_HALF_PI_1, &rest);
    rest += first * PAIR_HALF_PI_2 + second * PAIR_HALF_PI_1;
    double sum = lead + rest;
    *high = sum * scale;
    *low = (rest - (sum - lead)) * scale;
}

unsigned en_slow_angle(double x, double *high, double *low)
{
    fraction turn = quadrants(take_normal_apart(x));
    unsigned quadrant = (unsigned)(turn.word[0] >> 62);
    turn = shift_left(turn, 2);
    bool beyond = turn.word[0] >> 63 != 0, negative = bits_of(x) >> 63 != 0;
    if (beyond) turn = negate(turn);
    quadrant += beyond;
    angle_of(turn, beyond != negative, high, low);
    return (negative ? 0U - quadrant : quadrant) & 3;
}

double en_slow_remainder(double x, double y)
{
    const uint64_t infinite = UINT64_C(0x7ff) << MANTISSA_BITS;
    if (bits_of(x) >= infinite || bits_of(y) > infinite || y == 0) return __builtin_nan("");
    if (x < y) return x;
    integer_double a = take_apart(x), b = take_apart(y);
    uint64_t rest = a.mantissa % b.mantissa;
    for (int left = a.exponent - b.exponent; left > 0 && rest != 0; left -= 11)
        rest = (rest << (left < 11 ? left : 11)) % b.mantissa;
    /* rest * 2^exponent has at most the bits of y, so both steps are exact. */
    int exponent = b.exponent;
    double size = (double)rest;
    return exponent < -1022 ? size * 0x1p-1022 * power_of_two(exponent + 1022)
                            : size * power_of_two(exponent);
}
