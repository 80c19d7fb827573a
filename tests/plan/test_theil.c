/* How well a model matches what was observed: worked by hand, and what has no number. test_history.py
 * computes the same with numpy. */
#include "check.h"
#include "theil.h"

#include <math.h>

static void check_near(double got, double wanted) { assert_true(fabs(got - wanted) < 1e-14); }

/* Observed 2, 4, 6; simulated 3, 7, 5: errors 1, 3, -1, whose mean is 1; squares 1, 9, 1, whose mean is 11/3.
 * Means 4 and 5; squares about them 8/3 both, products 4/3. So bias 1 / (11/3), variance 0, covariance
 * 2 (8/3 - 4/3) / (11/3); parts 1/2, 3/4, 1/6. */
static void numbers__are_those_worked_by_hand(void **unused)
{
    (void)unused;
    static const double observed[] = {2, 4, 6}, simulated[] = {3, 7, 5};
    en_theil theil = en_theil_compare(observed, simulated, 3);
    check_near(theil.mean_error, 1);
    check_near(theil.rmse, sqrt(11.0 / 3));
    check_near(theil.mape / 100, (0.5 + 0.75 + 1.0 / 6) / 3);
    check_near(theil.bias, 3.0 / 11);
    check_near(theil.variance, 0);
    check_near(theil.covariance, 8.0 / 11);
}

/* Observed -1, 1; simulated -3, 3: the means are equal, the spreads 1 and 3 go together. */
static void variance__is_what_another_spread_explains(void **unused)
{
    (void)unused;
    static const double observed[] = {-1, 1}, simulated[] = {-3, 3};
    en_theil theil = en_theil_compare(observed, simulated, 2);
    check_near(theil.mean_error, 0);
    check_near(theil.rmse, 2);
    check_near(theil.mape, 200);
    check_near(theil.bias, 0);
    check_near(theil.variance, 1);
    check_near(theil.covariance, 0);
}

static void bias__is_all_there_is_of_one_point(void **unused)
{
    (void)unused;
    static const double observed[] = {4}, simulated[] = {3};
    en_theil theil = en_theil_compare(observed, simulated, 1);
    check_near(theil.mean_error, -1);
    check_near(theil.rmse, 1);
    check_near(theil.mape, 25);
    check_near(theil.bias, 1);
    check_near(theil.variance, 0);
    check_near(theil.covariance, 0);
}

static void percentage__there_is_none_beside_an_observed_zero(void **unused)
{
    (void)unused;
    static const double observed[] = {0, 2}, off[] = {1, 2}, met[] = {0, 2};
    assert_true(isnan(en_theil_compare(observed, off, 2).mape));
    assert_true(isnan(en_theil_compare(observed, met, 2).mape));
    check_near(en_theil_compare(observed, off, 2).rmse, sqrt(0.5));
}

static void parts__there_are_none_of_no_error(void **unused)
{
    (void)unused;
    static const double values[] = {1, 2, 4};
    en_theil theil = en_theil_compare(values, values, 3);
    assert_true(theil.mean_error == 0 && theil.rmse == 0 && theil.mape == 0);
    assert_true(isnan(theil.bias) && isnan(theil.variance) && isnan(theil.covariance));
}

static void numbers__there_are_none_without_points(void **unused)
{
    (void)unused;
    en_theil theil = en_theil_compare(NULL, NULL, 0);
    assert_true(isnan(theil.mean_error) && isnan(theil.mape) && isnan(theil.rmse));
    assert_true(isnan(theil.bias) && isnan(theil.variance) && isnan(theil.covariance));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers__are_those_worked_by_hand),
        cmocka_unit_test(variance__is_what_another_spread_explains),
        cmocka_unit_test(bias__is_all_there_is_of_one_point),
        cmocka_unit_test(percentage__there_is_none_beside_an_observed_zero),
        cmocka_unit_test(parts__there_are_none_of_no_error),
        cmocka_unit_test(numbers__there_are_none_without_points),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
