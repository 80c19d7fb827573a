/* Random numbers: Philox against the known answers that its authors publish with Random123 (kat_vectors),
 * uniform numbers at their ends, and normal deviates against MPFR's error function.
 */
#include "check.h"
#include "lane_functions.h"
#include "philox.h"
#include "points.h"

#include <math.h>
#include <mpfr.h>

static void philox__gives_the_published_answers(void **state)
{
    (void)state;
    static const struct {
        en_philox_block counter;
        en_philox_key key;
        en_philox_block answer;
    } known[] = {
        {{{0, 0, 0, 0}}, {{0, 0}}, {{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}}},
        {{{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}},
         {{0xffffffff, 0xffffffff}},
         {{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}}},
        {{{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}},
         {{0xa4093822, 0x299f31d0}},
         {{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}},
    };
    for (size_t i = 0; i < CHECK_COUNT(known); i++) {
        en_philox_block block = en_philox(known[i].counter, known[i].key);
        assert_memory_equal(&block, &known[i].answer, sizeof block);
    }
}

static uint64_t first_of(uint64_t seed, uint64_t stream, en_draw at)
{
    return en_philox_first(en_philox_draw(en_philox_key_of(seed, stream), at));
}

static void draws__differ_with_each_part_of_their_place(void **state)
{
    (void)state;
    const en_draw at = {5, 6, 7};
    uint64_t here = first_of(1, 2, at);
    assert_true(here == first_of(1, 2, at));
    const uint64_t others[] = {
        first_of(3, 2, at),
        first_of(1, 3, at),
        first_of(1, 2, (en_draw){4, 6, 7}),
        first_of(1, 2, (en_draw){5, 5, 7}),
        first_of(1, 2, (en_draw){5, 6, 8}),
        first_of(UINT64_C(1) << 32 | 1, 2, at),
        first_of(1, UINT64_C(1) << 32 | 2, at),
        first_of(1, 2, (en_draw){UINT64_C(1) << 32 | 5, 6, 7}),
        en_philox_second(en_philox_draw(en_philox_key_of(1, 2), at)),
    };
    for (size_t i = 0; i < CHECK_COUNT(others); i++) assert_true(others[i] != here);
}

/* A key of seed and stream kept as they are would let seed 1, stream 2 and seed 2, stream 1 share words. */
static void keys__of_small_seeds_and_streams_are_all_different(void **state)
{
    (void)state;
    enum { SIDE = 64 };
    uint64_t *keys = calloc((size_t)SIDE * SIDE, sizeof *keys);
    assert_non_null(keys);
    for (size_t i = 0; i < (size_t)SIDE * SIDE; i++) {
        en_philox_key key = en_philox_key_of(i / SIDE, i % SIDE);
        keys[i] = (uint64_t)key.word[1] << 32 | key.word[0];
        for (size_t j = 0; j < i; j++) assert_true(keys[j] != keys[i]);
    }
    free(keys);
}

static void uniform_numbers__keep_to_their_interval(void **state)
{
    (void)state;
    assert_true(en_uniform(0) == 0);
    assert_true(en_uniform(UINT64_MAX) == 1 - 0x1p-53);
    assert_true(en_uniform_open(0) == 0x1p-53);
    assert_true(en_uniform_open(UINT64_MAX) == 1 - 0x1p-53);
    assert_true(en_uniform(UINT64_C(1) << 63) == 0.5);
}

/* Mean, variance and the sum over neighbours of a million numbers, within 5 of their standard deviations. */
static void uniform_numbers__are_even_and_unrelated(void **state)
{
    (void)state;
    enum { COUNT = 1000000 };
    en_philox_key key = en_philox_key_of(0, 1);
    double sum = 0, squares = 0, products = 0, before = 0;
    for (int i = 0; i < COUNT; i++) {
        double x = en_uniform(en_philox_first(en_philox_draw(key, (en_draw){(uint64_t)i, 0, 0}))) - 0.5;
        sum += x;
        squares += x * x;
        products += x * before;
        before = x;
    }
    assert_true(fabs(sum / COUNT) < 5 * sqrt(1.0 / 12 / COUNT));
    assert_true(fabs(squares / COUNT - 1.0 / 12) < 5 * sqrt(1.0 / 180 / COUNT));
    assert_true(fabs(products / COUNT) < 5 / 12.0 / sqrt(COUNT));
}

static points points_of_probability(void)
{
    points p = {.random = 17};
    static const double edges[] = {0.5, 0.075, 0.925, 0.25, 1, 0x1p-53, 0x1.e9p-37, 0x1p-1022, 0x1.8p-30};
    for (size_t i = 0; i < CHECK_COUNT(edges); i++) add_around(&p, edges[i], 0);
    for (size_t i = 0; i < scaled(8000); i++) {
        add_point(&p, en_uniform_open(check_random(&p.random)), 0);
        add_point(&p, spread(&p.random, 0.5, 1, -1073, 1074), 0);
        add_point(&p, 1 - spread(&p.random, 0.5, 1, -52, 53), 0);
    }
    fill_up(&p);
    return p;
}

/* sqrt(2 pi) exp(x^2/2): 1 / phi(x). */
static void inverse_density(mpfr_t to, double x)
{
    mpfr_t root;
    mpfr_init2(root, 200);
    mpfr_const_pi(root, MPFR_RNDN);
    mpfr_mul_2ui(root, root, 1, MPFR_RNDN);
    mpfr_sqrt(root, root, MPFR_RNDN);
    mpfr_set_d(to, x, MPFR_RNDN);
    mpfr_sqr(to, to, MPFR_RNDN);
    mpfr_div_2ui(to, to, 1, MPFR_RNDN);
    mpfr_exp(to, to, MPFR_RNDN);
    mpfr_mul(to, to, root, MPFR_RNDN);
    mpfr_clear(root);
}

/* Phi(-|x|), which loses no digits. */
static void lower_tail(mpfr_t to, double x)
{
    mpfr_t root;
    mpfr_init2(root, 200);
    mpfr_sqrt_ui(root, 2, MPFR_RNDN);
    mpfr_d_div(to, fabs(x), root, MPFR_RNDN);
    mpfr_erfc(to, to, MPFR_RNDN);
    mpfr_div_2ui(to, to, 1, MPFR_RNDN);
    mpfr_clear(root);
}

/* (Phi(x) - p) / phi(x) in units in the last place of x. */
static double error_of_deviate(double p, double x, mpfr_t a, mpfr_t b)
{
    lower_tail(a, x);
    if (x >= 0) mpfr_ui_sub(a, 1, a, MPFR_RNDN);
    mpfr_sub_d(a, a, p, MPFR_RNDN);
    inverse_density(b, x);
    mpfr_mul(a, a, b, MPFR_RNDN);
    int exponent;
    frexp(x, &exponent);
    return fabs(mpfr_get_d(a, MPFR_RNDN)) / ldexp(1, exponent - 53);
}

/* What stands in for an error where no error can be measured: at 0, 1/2, 1 and outside. */
static bool right_at_the_ends(double p, double x)
{
    if (p == 0.5) return x == 0;
    if (p == 0) return x == -INFINITY;
    if (p == 1) return x == INFINITY;
    return isnan(x);
}

/* Two bounds: for what a uniform number can be, and for the tail beyond. */
static void normal_deviates__are_within_their_bounds(void **state)
{
    (void)state;
    points p = points_of_probability();
    double *ours = calloc(p.count, sizeof *ours), worst = 0, worst_beyond = 0;
    assert_non_null(ours);
    en_lane_functions_best()->one[EN_LANE_NORMAL](p.count, p.x, ours);
    mpfr_t a, b;
    mpfr_inits2(200, a, b, (mpfr_ptr)0);
    for (size_t i = 0; i < p.count; i++) {
        if (!(p.x[i] > 0 && p.x[i] < 1) || p.x[i] == 0.5) {
            assert_true(right_at_the_ends(p.x[i], ours[i]));
            continue;
        }
        double ulps = error_of_deviate(p.x[i], ours[i], a, b);
        if (p.x[i] >= 0x1p-53) worst = fmax(worst, ulps);
        else worst_beyond = fmax(worst_beyond, ulps);
    }
    print_message("# normal: %zu points, at most %.4f ulp, below 2^-53 %.4f\n", p.count, worst, worst_beyond);
    mpfr_clears(a, b, (mpfr_ptr)0);
    free(ours);
    free_points(&p);
    assert_true(worst <= 5);
    assert_true(worst_beyond <= 8);
}

static void normal_deviates__of_opposite_tails_are_opposite(void **state)
{
    (void)state;
    double p[8], x[8], y[8];
    uint64_t random = 19;
    for (int round = 0; round < 1000; round++) {
        for (int i = 0; i < 8; i++) p[i] = en_uniform_open(check_random(&random));
        en_lane_functions_best()->one[EN_LANE_NORMAL](8, p, x);
        for (int i = 0; i < 8; i++) p[i] = 1 - p[i];
        en_lane_functions_best()->one[EN_LANE_NORMAL](8, p, y);
        for (int i = 0; i < 8; i++) assert_true(x[i] == -y[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox__gives_the_published_answers),
        cmocka_unit_test(draws__differ_with_each_part_of_their_place),
        cmocka_unit_test(keys__of_small_seeds_and_streams_are_all_different),
        cmocka_unit_test(uniform_numbers__keep_to_their_interval),
        cmocka_unit_test(uniform_numbers__are_even_and_unrelated),
        cmocka_unit_test(normal_deviates__are_within_their_bounds),
        cmocka_unit_test(normal_deviates__of_opposite_tails_are_opposite),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
