/* Numbers of the Poisson distribution against its probabilities, by fixed seeds: what is refused, the mean
 * and the variance, how often each number comes, and that a larger mean never gives a smaller number where
 * one draw decides.
 */
#include "check.h"
#include "poisson.h"

#include <math.h>

enum { NUMBERS = 200000, MOST = 2000 };

static double number(double mean, uint32_t k)
{
    return en_poisson(en_philox_key_of(7, 11), (en_draw){.run = k, .step = 3}, mean);
}

static void poisson__is_what_the_mean_allows(void **unused)
{
    (void)unused;
    assert_true(number(0, 1) == 0);
    assert_true(isnan(number(-1, 1)));
    assert_true(isnan(number(NAN, 1)));
    assert_true(isnan(number(INFINITY, 1)));
    for (uint32_t k = 0; k < 1000; k++) {
        double huge = number(1e18, k);
        assert_true(huge == floor(huge) && fabs(huge - 1e18) < 1e10);
    }
}

static void poisson__has_the_mean_and_the_variance(void **unused)
{
    (void)unused;
    static const double means[] = {0.01, 0.5, 3, 9.99, 10, 11, 40, 699.5, 1e5, 1e9, 1e13};
    for (size_t m = 0; m < CHECK_COUNT(means); m++) {
        double sum = 0, squares = 0, mean = means[m];
        for (uint32_t k = 0; k < NUMBERS; k++) {
            double apart = number(mean, k) - mean;
            sum += apart;
            squares += apart * apart;
        }
        assert_true(fabs(sum / NUMBERS) < 4 * sqrt(mean / NUMBERS));
        assert_true(fabs(squares / NUMBERS / mean - 1) < 4 * sqrt((2 + 1 / mean) / NUMBERS));
    }
}

static void poisson__gives_each_number_as_often_as_is_probable(void **unused)
{
    (void)unused;
    static const double means[] = {0.5, 3, 9.99, 10, 12.5, 40, 300};
    for (size_t m = 0; m < CHECK_COUNT(means); m++) {
        double mean = means[m], square = 0, cells = 0;
        static uint32_t times[MOST];
        memset(times, 0, sizeof times);
        for (uint32_t k = 0; k < NUMBERS; k++) times[(int)number(mean, k)]++;
        for (int k = 0; k < MOST; k++) {
            double expected = NUMBERS * exp(k * log(mean) - mean - lgamma(k + 1.0));
            if (expected < 10) continue;
            square += (times[k] - expected) * (times[k] - expected) / expected;
            cells++;
        }
        assert_true(square < cells + 4 * sqrt(2 * cells));
    }
}

static void poisson__grows_with_the_mean_below_ten(void **unused)
{
    (void)unused;
    for (uint32_t k = 0; k < 2000; k++)
        for (double mean = 0; mean < 9.75; mean += 0.25)
            assert_true(number(mean, k) <= number(mean + 0.2, k));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(poisson__is_what_the_mean_allows),
        cmocka_unit_test(poisson__has_the_mean_and_the_variance),
        cmocka_unit_test(poisson__gives_each_number_as_often_as_is_probable),
        cmocka_unit_test(poisson__grows_with_the_mean_below_ten),
    };
    return cmocka_run_group_tests_name("poisson", tests, NULL, NULL);
}
