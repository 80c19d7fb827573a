/* The elementary functions against MPFR: the largest error is measured and bounded, and the bits are the same
 * in every build, lane, run and with every compiler. EN_TEST_SCALE multiplies the random points.
 */
#include "check.h"
#include "exact.h"
#include "lane_functions.h"
#include "points.h"
#include "sha256.h"

#include <math.h>

typedef int reference(mpfr_t, const mpfr_t, mpfr_rnd_t);
enum { RANDOM_POINTS = 20000, EDGES = 8 };

typedef struct subject {
    const char *name;
    int index;
    reference *exact;
    double low, high, bound; /* where it is used, and the largest error in ulps */
    double edges[EDGES];
} subject;

static const subject subjects[] = {
    {"exp",
     EN_LANE_EXP,
     mpfr_exp,
     -745.5,
     710,
     0.80,
     {0x1.62e42fefa39efp+9, -0x1.74910d52d3051p+9, -0x1.6232bdd7abcd2p+9, 0x1.62e42fefa39efp-2, 1000, -1000,
      0x1p-54, 1e-5}},
    {"ln",
     EN_LANE_LN,
     mpfr_log,
     0,
     4,
     0.70,
     {0x1.6a09e667f3bcdp-1, 0x1.6a09e667f3bcdp+0, 0x1.5bf0a8b145769p+1, 0x1p-1030, 0.75, 1.5, 4, 0x1p500}},
    {"log10",
     EN_LANE_LOG10,
     mpfr_log10,
     0,
     4,
     0.55,
     {0x1.6a09e667f3bcdp-1, 0x1.6a09e667f3bcdp+0, 100, 1e15, 1e22, 1e-5, 0.75, 1e300}},
    {"sin",
     EN_LANE_SIN,
     mpfr_sin,
     -8,
     8,
     0.85,
     {M_PI_4, M_PI_2, M_PI, 3 * M_PI_4, 0x1p19, 0x1.921fb54442d18p+19, 22, 355}},
    {"cos",
     EN_LANE_COS,
     mpfr_cos,
     -8,
     8,
     0.85,
     {M_PI_4, M_PI_2, M_PI, 3 * M_PI_4, 0x1p19, 0x1.921fb54442d18p+19, 11, 355}},
    {"tan",
     EN_LANE_TAN,
     mpfr_tan,
     -8,
     8,
     0.95,
     {M_PI_4, M_PI_2, M_PI, 3 * M_PI_4, 0x1p19, 0x1.921fb54442d18p+19, 11, 355}},
    {"arcsin",
     EN_LANE_ARCSIN,
     mpfr_asin,
     -1,
     1,
     0.70,
     {0.5, 1, M_SQRT1_2, 0.25, 0.75, 0.96875, 0x1p-26, 1.5}},
    {"arccos",
     EN_LANE_ARCCOS,
     mpfr_acos,
     -1,
     1,
     0.70,
     {0.5, 1, M_SQRT1_2, 0.25, 0.75, 0.96875, 0x1p-26, 1.5}},
    {"arctan",
     EN_LANE_ARCTAN,
     mpfr_atan,
     -5,
     5,
     0.70,
     {M_SQRT2 - 1, M_SQRT2 + 1, 0x1.a8p-2, 0x1.35p+1, 1, 4, 0x1p60, 0x1p-26}},
    {"sqrt", EN_LANE_SQRT, mpfr_sqrt, 0, 100, 0.5, {2, 4, 9, 0x1p-1023, 0x1p1023, 0.5, 3, 1e10}},
};

static points points_of(const subject *s)
{
    points p = {.random = 5};
    add_ends(&p, 0);
    for (int i = 0; i < EDGES; i++) add_around(&p, s->edges[i], 0);
    for (int i = 1; i <= 22; i++) add_around(&p, pow(10, i), 0);
    for (int i = 1; i <= 400; i++) add_around(&p, i * M_PI_4, 0);
    add_hard_angles(&p);
    for (size_t i = 0; i < scaled(RANDOM_POINTS); i++) {
        add_point(&p, any_double(&p.random), 0);
        add_point(&p, between(&p.random, s->low, s->high), 0);
        add_point(&p, spread(&p.random, -1, 1, -30, 60), 0);
    }
    fill_up(&p);
    return p;
}

static void fits(const subject *s)
{
    points p = points_of(s);
    double *ours = calloc(p.count, sizeof *ours), worst = 0, at = 0;
    assert_non_null(ours);
    en_lane_functions_best()->one[s->index](p.count, p.x, ours);
    mpfr_t x, exact;
    mpfr_inits2(200, x, exact, (mpfr_ptr)0);
    for (size_t i = 0; i < p.count; i++) {
        mpfr_set_d(x, p.x[i], MPFR_RNDN);
        s->exact(exact, x, MPFR_RNDN);
        double ulps = ulps_from(ours[i], exact);
        if (!(ulps > worst)) continue;
        worst = ulps;
        at = p.x[i];
    }
    print_message("# %s: %zu points, at most %.4f ulp, at %a\n", s->name, p.count, worst, at);
    mpfr_clears(x, exact, (mpfr_ptr)0);
    free(ours);
    free_points(&p);
    assert_true(worst <= s->bound);
}

static void every_function__is_within_its_bound_of_mpfr(void **state)
{
    (void)state;
    for (size_t i = 0; i < CHECK_COUNT(subjects); i++) fits(&subjects[i]);
}

/* The exponent's own trouble: huge powers of numbers about 1, whole powers of whole numbers, results at the
 * ends. */
static points points_of_powers(void)
{
    static const double ys[] = {0,    1,          2,      3,      0.5,   1.5,       1023,     1024,
                                1075, 0x1p52 + 1, 0x1p53, 0x1p64, 1e300, 0x1p-1074, INFINITY, NAN};
    points p = {.random = 7};
    for (size_t i = 0; i < CHECK_COUNT(ys); i++) {
        add_ends(&p, ys[i]);
        add_ends(&p, -ys[i]);
    }
    for (int base = -20; base <= 20; base++)
        for (int power = -12; power <= 14; power++) add_point(&p, base, power);
    for (int i = -30; i <= 30; i++) add_point(&p, i * 0.25, i * 0.5);
    for (size_t i = 0; i < scaled(RANDOM_POINTS); i++) {
        add_any(&p);
        add_between(&p, 0, 3, -20, 20);
        double x = fabs(any_double(&p.random));
        add_point(&p, x, between(&p.random, 0.98, 1.02) * (i & 1 ? 709.8 : -745.2) / log(x));
        double near = 1 + spread(&p.random, -1, 1, -52, 53);
        add_point(&p, near, between(&p.random, -745, 710) / log(near));
        double base = -(double)check_below(&p.random, 1000);
        add_point(&p, base, (double)check_below(&p.random, 200) - 100);
    }
    fill_up(&p);
    return p;
}

static void pow__is_within_its_bound_of_mpfr(void **state)
{
    (void)state;
    points p = points_of_powers();
    double *ours = calloc(p.count, sizeof *ours), worst = 0;
    assert_non_null(ours);
    en_lane_functions_best()->two[EN_LANE_POW](p.count, p.x, p.y, ours);
    mpfr_t x, y, exact;
    mpfr_inits2(200, x, y, exact, (mpfr_ptr)0);
    size_t at = 0;
    for (size_t i = 0; i < p.count; i++) {
        mpfr_set_d(x, p.x[i], MPFR_RNDN);
        mpfr_set_d(y, p.y[i], MPFR_RNDN);
        mpfr_pow(exact, x, y, MPFR_RNDN);
        double ulps = ulps_from(ours[i], exact);
        if (!(ulps > worst)) continue;
        worst = ulps;
        at = i;
    }
    print_message("# pow: %zu points, at most %.4f ulp, at %a ^ %a\n", p.count, worst, p.x[at], p.y[at]);
    mpfr_clears(x, y, exact, (mpfr_ptr)0);
    free(ours);
    free_points(&p);
    assert_true(worst <= 0.85);
}

static points points_of_quotients(void)
{
    points p = {.random = 11};
    static const double ys[] = {
        0, 1, 3, 12, 0.1, 0x1p-1074, 0x1p-1022, 0x1p51, 0x1p53, 1e300, 0x1.fffffffffffffp1023, INFINITY, NAN};
    for (size_t i = 0; i < CHECK_COUNT(ys); i++) {
        add_ends(&p, ys[i]);
        add_ends(&p, -ys[i]);
    }
    for (size_t i = 0; i < scaled(RANDOM_POINTS); i++) {
        add_any(&p);
        double y = any_double(&p.random), multiple = floor(spread(&p.random, 1, 2, 0, 53));
        add_around(&p, multiple * y, y);
        add_between(&p, -100, 100, -20, 20);
    }
    fill_up(&p);
    return p;
}

/* The remainder is exact; the modulus adds the divisor and rounds once. */
static void expect_modulus(double x, double y, double remainder, double mod)
{
    double rest = fmod(x, y),
           want = rest != 0 && !signbit(rest) != !signbit(y) ? rest + y : copysign(rest, y);
    if (isnan(rest)) {
        assert_true(isnan(remainder) && isnan(mod));
        return;
    }
    if (bits_of_double(rest) != bits_of_double(remainder) || bits_of_double(want) != bits_of_double(mod))
        fail_msg("%a mod %a: %a and %a, not %a and %a", x, y, remainder, mod, rest, want);
}

static void mod__is_knuths_floored_modulus(void **state)
{
    (void)state;
    points p = points_of_quotients();
    double *remainder = calloc(p.count, sizeof *remainder), *mod = calloc(p.count, sizeof *mod);
    assert_true(remainder && mod);
    en_lane_functions_best()->two[EN_LANE_REMAINDER](p.count, p.x, p.y, remainder);
    en_lane_functions_best()->two[EN_LANE_MOD](p.count, p.x, p.y, mod);
    for (size_t i = 0; i < p.count; i++) expect_modulus(p.x[i], p.y[i], remainder[i], mod[i]);
    free(remainder);
    free(mod);
    free_points(&p);
}

static double absolute(double x) { return fabs(x); }

static void rounding__is_that_of_c(void **state)
{
    (void)state;
    static const struct {
        int index;
        double (*exact)(double);
    } kinds[] = {{EN_LANE_ABS, absolute},
                 {EN_LANE_FLOOR, floor},
                 {EN_LANE_CEIL, ceil},
                 {EN_LANE_TRUNC, trunc},
                 {EN_LANE_ROUND, round}};
    points p = {.random = 3};
    add_ends(&p, 0);
    for (int i = 0; i < 2000; i++) add_around(&p, i * 0.5, 0);
    for (int i = 0; i < 2000; i++) add_around(&p, ldexp(between(&p.random, -1, 1), 40 + i % 14), 0);
    for (size_t i = 0; i < scaled(RANDOM_POINTS); i++) add_point(&p, any_double(&p.random), 0);
    fill_up(&p);
    double *ours = calloc(p.count, sizeof *ours);
    assert_non_null(ours);
    for (size_t k = 0; k < CHECK_COUNT(kinds); k++) {
        en_lane_functions_best()->one[kinds[k].index](p.count, p.x, ours);
        for (size_t i = 0; i < p.count; i++) {
            double want = kinds[k].exact(p.x[i]);
            if (isnan(want) ? !isnan(ours[i]) : bits_of_double(want) != bits_of_double(ours[i]))
                fail_msg("rounding %zu of %a: %a, not %a", k, p.x[i], ours[i], want);
        }
    }
    free(ours);
    free_points(&p);
}

static void smaller_and_larger__pass_on_what_is_no_number(void **state)
{
    (void)state;
    const double x[8] = {1, 2, NAN, 1, INFINITY, -INFINITY, -0.0, 3}, y[8] = {2, 1, 1, NAN, 5, 5, -1, 3};
    double least[8], most[8];
    for (int build = 0; build < EN_LANE_BUILDS; build++) {
        const en_lane_functions *functions = en_lane_functions_of((en_lane_build)build);
        if (!functions) continue;
        functions->two[EN_LANE_MIN](8, x, y, least);
        functions->two[EN_LANE_MAX](8, x, y, most);
        for (int i = 0; i < 8; i++) {
            if (isnan(x[i]) || isnan(y[i])) assert_true(isnan(least[i]) && isnan(most[i]));
            else assert_true(least[i] == fmin(x[i], y[i]) && most[i] == fmax(x[i], y[i]));
        }
    }
}

/* The points that a digest is made of: no libm chooses them, and EN_TEST_SCALE does not touch them. */
static points fixed_points(void)
{
    points p = {.random = 13};
    add_ends(&p, 2);
    add_ends(&p, -0.3);
    for (int i = 0; i < 5000; i++) {
        add_any(&p);
        add_between(&p, -1, 1, -3, 3);
        add_between(&p, 0, 40, -20, 20);
        add_between(&p, -700, 700, -90, 90);
        p.y[p.count - 1] = (double)(int)p.y[p.count - 1];
        add_between(&p, 0x1p19, 0x1p70, 0.1, 1e6);
    }
    fill_up(&p);
    return p;
}

static bool keeps_nan(int two) { return two == EN_LANE_MIN || two == EN_LANE_MAX; }
static bool keeps_the_argument(int one) { return one >= EN_LANE_SQRT; }

/* Of what is only passed on, any NaN may come. */
static void one_nan(double *x, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (isnan(x[i])) x[i] = NAN;
}

static void digest_of(const en_lane_functions *functions, size_t from, char hex[EN_SHA256_HEX + 1])
{
    points p = fixed_points();
    size_t count = p.count - 8;
    double *results = calloc(count, sizeof *results);
    assert_non_null(results);
    en_sha256 hash;
    en_sha256_start(&hash);
    for (int i = 0; i < EN_LANE_ONES; i++) {
        functions->one[i](count, p.x + from, results);
        if (keeps_the_argument(i)) one_nan(results, count);
        en_sha256_add(&hash, results + 8 - from, (count - 8) * sizeof *results);
    }
    for (int i = 0; i < EN_LANE_TWOS; i++) {
        functions->two[i](count, p.x + from, p.y + from, results);
        if (keeps_nan(i)) one_nan(results, count);
        en_sha256_add(&hash, results + 8 - from, (count - 8) * sizeof *results);
    }
    unsigned char digest[EN_SHA256_BYTES];
    en_sha256_end(&hash, digest);
    en_sha256_hex(digest, hex);
    free(results);
    free_points(&p);
}

/* The same for gcc and clang, with and without optimisation: change it only together with a function's
 * results. */
static const char known_digest[] = "6d104a3a731eb1d0c2b099e6b9e84142f6aa58e987b65d8550978b39f14f0cc8";

static void build_has_the_known_digest(en_lane_build build)
{
    const en_lane_functions *functions = en_lane_functions_of(build);
    if (!functions) {
        skip();
        return;
    }
    char hex[EN_SHA256_HEX + 1];
    for (size_t from = 0; from < 8; from++) { /* each number in each lane, beside other neighbours */
        digest_of(functions, from, hex);
        assert_string_equal(hex, known_digest);
    }
}

static void results__of_sse2_have_the_known_bits(void **state)
{
    (void)state;
    build_has_the_known_digest(EN_LANES_SSE2);
}

static void results__of_avx2_have_the_known_bits(void **state)
{
    (void)state;
    build_has_the_known_digest(EN_LANES_AVX2);
}

static void results__of_avx512_have_the_known_bits(void **state)
{
    (void)state;
    build_has_the_known_digest(EN_LANES_AVX512);
}

static void results__may_replace_the_arguments(void **state)
{
    (void)state;
    double x[16], y[16], apart[16];
    uint64_t random = 1;
    for (int i = 0; i < 16; i++) x[i] = between(&random, 0, 5), y[i] = between(&random, -3, 3);
    en_lane_functions_best()->two[EN_LANE_POW](16, x, y, apart);
    en_lane_functions_best()->two[EN_LANE_POW](16, x, y, y);
    assert_memory_equal(apart, y, sizeof y);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function__is_within_its_bound_of_mpfr),
        cmocka_unit_test(pow__is_within_its_bound_of_mpfr),
        cmocka_unit_test(mod__is_knuths_floored_modulus),
        cmocka_unit_test(rounding__is_that_of_c),
        cmocka_unit_test(smaller_and_larger__pass_on_what_is_no_number),
        cmocka_unit_test(results__of_sse2_have_the_known_bits),
        cmocka_unit_test(results__of_avx2_have_the_known_bits),
        cmocka_unit_test(results__of_avx512_have_the_known_bits),
        cmocka_unit_test(results__may_replace_the_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
