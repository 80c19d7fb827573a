/* Arguments for tests of functions of doubles: see points.h. */
#include "points.h"

#include "check.h"

#include <math.h>
#include <mpfr.h>
#include <string.h>

double double_of_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

uint64_t bits_of_double(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

double any_double(uint64_t *random)
{
    for (;;) {
        double x = double_of_bits(check_random(random));
        if (isfinite(x)) return x;
    }
}

double between(uint64_t *random, double low, double high)
{
    return low + (high - low) * ((double)(check_random(random) >> 11) * 0x1p-53);
}

double spread(uint64_t *random, double low, double high, int lowest, int count)
{
    double fraction = between(random, low, high);
    return ldexp(fraction, lowest + (int)check_below(random, (size_t)count));
}

void add_point(points *p, double x, double y)
{
    if (p->count == p->room) {
        p->room = p->room ? 2 * p->room : 1024;
        p->x = realloc(p->x, p->room * sizeof *p->x);
        p->y = realloc(p->y, p->room * sizeof *p->y);
        assert_true(p->x && p->y);
    }
    p->x[p->count] = x;
    p->y[p->count++] = y;
}

void add_any(points *p)
{
    double x = any_double(&p->random), y = any_double(&p->random);
    add_point(p, x, y);
}

void add_between(points *p, double low, double high, double low_y, double high_y)
{
    double x = between(&p->random, low, high), y = between(&p->random, low_y, high_y);
    add_point(p, x, y);
}

void add_around(points *p, double x, double y)
{
    double below = x, above = x;
    for (int i = 0; i <= 4; i++) {
        add_point(p, below, y);
        add_point(p, -below, y);
        add_point(p, above, y);
        add_point(p, -above, y);
        below = nextafter(below, -INFINITY);
        above = nextafter(above, INFINITY);
    }
}

void add_ends(points *p, double y)
{
    static const double ends[] = {
        0,      0x1p-1074, 0x1p-1022, 0x1p-1000, 0x1p-60, 0x1p-28,  0x1p-27,
        0.25,   0.5,       1,         2,         3,       10,       1000,
        0x1p20, 0x1p52,    0x1p53,    0x1p60,    0x1p64,  0x1p1000, 0x1.fffffffffffffp1023};
    for (size_t i = 0; i < CHECK_COUNT(ends); i++) add_around(p, ends[i], y);
    add_point(p, INFINITY, y);
    add_point(p, -INFINITY, y);
    add_point(p, NAN, y);
}

/* The denominators of the convergents of x in [0, 1): the integers q for which q x is nearest to an integer.
 * The last three below 2^53. */
static void convergents(mpfr_t x, double last[3])
{
    mpfr_t rest, part;
    mpfr_inits2(1400, rest, part, (mpfr_ptr)0);
    mpfr_set(rest, x, MPFR_RNDN);
    double before = 0, q = 1;
    while (q < 0x1p53) {
        last[0] = last[1];
        last[1] = last[2];
        last[2] = q;
        mpfr_ui_div(rest, 1, rest, MPFR_RNDN);
        mpfr_floor(part, rest);
        mpfr_sub(rest, rest, part, MPFR_RNDN);
        double next = mpfr_get_d(part, MPFR_RNDN) * q + before;
        before = q;
        q = next;
    }
    mpfr_clears(rest, part, (mpfr_ptr)0);
}

void add_hard_angles(points *p)
{
    mpfr_t x;
    mpfr_init2(x, 1400);
    for (int exponent = -50; exponent < 971; exponent += 3) {
        double last[3] = {1, 1, 1};
        mpfr_const_pi(x, MPFR_RNDN);
        mpfr_ui_div(x, 2, x, MPFR_RNDN);
        mpfr_mul_2si(x, x, exponent, MPFR_RNDN);
        mpfr_frac(x, x, MPFR_RNDN);
        convergents(x, last);
        for (int i = 0; i < 3; i++) {
            add_point(p, ldexp(last[i], exponent), 0);
            add_point(p, -ldexp(last[i], exponent), 0);
        }
    }
    mpfr_clear(x);
    add_around(p, 0x1.6ac5b262ca1ffp+849,
               0); /* Muller 2016, 11.2: of all doubles the one nearest to a multiple of pi/2 */
}

void fill_up(points *p)
{
    while (p->count % 8 != 0) add_point(p, 0, 0);
}

void free_points(points *p)
{
    free(p->x);
    free(p->y);
}

size_t scaled(size_t count)
{
    const char *scale = getenv("EN_TEST_SCALE");
    return scale ? (size_t)((double)count * strtod(scale, NULL)) : count;
}
