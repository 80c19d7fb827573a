/* What varies between runs: what a draw depends on, that correlations come out, and what is refused.
 * test_sample.py compares the numbers themselves with scipy. */
#include "small_model.h"

#include "ensemble_lanes.h"
#include "lane_functions.h"
#include "vary.h"

#include <math.h>

static void draws__stay_when_another_parameter_varies(void **unused)
{
    (void)unused;
    for (int sampling = EN_SAMPLING_RANDOM; sampling <= EN_SAMPLING_SOBOL; sampling++) {
        setting *s = set();
        en_ensemble_result two, three;
        s->ensemble.sampling = (en_sampling)sampling;
        s->varied[2] = vary_one(&each[SPARE], (en_distribution){.kind = EN_UNIFORM, .a = 0, .b = 1}, 13);
        assert_int_equal(en_ensemble_run(&s->ensemble, NULL, NULL, &two), EN_OK);
        s->ensemble.varied_count = 3;
        assert_int_equal(en_ensemble_run(&s->ensemble, NULL, NULL, &three), EN_OK);
        check_same_bytes(&two, &three); /* neither output depends on the third */
        en_ensemble_free(&two);
        en_ensemble_free(&three);
        unset(s);
    }
}

static void parameters__of_one_draw_are_the_same_number(void **unused)
{
    (void)unused;
    setting *s = set();
    static const uint32_t all[] = {RATE, START, SPARE};
    s->varied[0] = vary_one(all, (en_distribution){.kind = EN_TRIANGULAR, .a = 1, .b = 2, .c = 4}, 5);
    s->varied[0].parameter_count = 3;
    s->ensemble.varied_count = 1;
    s->outputs[1] = SUM_OF_PARAMETERS;
    en_ensemble_result r;
    assert_int_equal(en_ensemble_run(&s->ensemble, NULL, NULL, &r), EN_OK);
    for (uint32_t q = 0; q < PROBABILITIES; q++) {
        double start = r.quantile[q], sum = r.quantile[REPORTS * PROBABILITIES + q];
        assert_true(start > 1 && start < 4 && fabs(sum - 3 * start) < 1e-14 * sum);
    }
    en_ensemble_free(&r);
    unset(s);
}

/* The correlation of ranks of uniform parameters is that of the numbers themselves. */
static void correlations__come_out_within_sampling_error(void **unused)
{
    (void)unused;
    enum { BLOCKS = 400, N = BLOCKS * EN_BLOCK };
    static const en_correlation pairs[] = {{.first = 0, .second = 1, .rank_correlation = 0.7},
                                           {.first = 2, .second = 0, .rank_correlation = -0.4}};
    const double wanted[3] = {0.7, -0.4, 0};
    for (int sampling = EN_SAMPLING_RANDOM; sampling <= EN_SAMPLING_SOBOL; sampling++) {
        setting *s = set();
        for (uint32_t v = 0; v < 3; v++)
            s->varied[v] = vary_one(&each[v], (en_distribution){.kind = EN_UNIFORM, .a = 0, .b = 1}, 20 + v);
        s->ensemble.varied_count = 3;
        s->ensemble.sampling = (en_sampling)sampling;
        s->ensemble.correlations = pairs;
        s->ensemble.correlation_count = 2;
        en_arena arena = en_arena_make(NULL);
        en_vary vary;
        en_block block;
        assert_int_equal(en_vary_make(&s->ensemble, N, &arena, NULL, &vary), EN_OK);
        assert_true(en_block_make(&s->model->simulation, &arena, &block));
        double scratch[3 * EN_BLOCK], mean[3] = {0}, product[3][3] = {{0}};
        assert_int_equal(en_vary_scratch(&vary), 3 * EN_BLOCK);
        for (uint64_t b = 0; b < BLOCKS; b++) {
            en_vary_draw(&vary, b * EN_BLOCK, &block, scratch);
            for (size_t k = 0; k < EN_BLOCK; k++)
                for (size_t i = 0; i < 3; i++) {
                    double x = en_block_parameter(&block, (uint32_t)i)[k] - 0.5;
                    assert_true(x > -0.5 && x < 0.5);
                    mean[i] += x / N;
                    for (size_t j = 0; j <= i; j++)
                        product[i][j] += x * (en_block_parameter(&block, (uint32_t)j)[k] - 0.5) / N;
                }
        }
        for (size_t i = 0; i < 3; i++)
            assert_true(fabs(mean[i]) < 0.008 && fabs(product[i][i] - 1.0 / 12) < 0.003);
        assert_true(fabs(product[1][0] * 12 - wanted[0]) < 0.02);
        assert_true(fabs(product[2][0] * 12 - wanted[1]) < 0.03);
        assert_true(fabs(product[2][1] * 12 - wanted[2]) < 0.03); /* not given, so independent */
        en_arena_free(&arena);
        unset(s);
    }
}

static void samples__have_the_same_bits_whatever_the_width_of_lanes(void **unused)
{
    (void)unused;
    const en_ensemble_lanes *builds[] = {&en_ensemble_lanes_sse2, NULL, NULL};
#ifdef __x86_64__
    if (en_lane_functions_of(EN_LANES_AVX2)) builds[1] = &en_ensemble_lanes_avx2;
    if (en_lane_functions_of(EN_LANES_AVX512)) builds[2] = &en_ensemble_lanes_avx512;
#endif
    for (size_t build = 1; build < CHECK_COUNT(builds) && builds[build]; build++)
        for (unsigned bits = 8; bits <= 32; bits += 3) {
            const en_latin latin = {.key = {1, 2, 3, 4, 0xfffffff5, 6},
                                    .high = bits / 2,
                                    .low = bits - bits / 2,
                                    .runs = ((uint64_t)1 << bits) - 57};
            double x[EN_BLOCK], y[EN_BLOCK];
            for (size_t k = 0; k < EN_BLOCK; k++) x[k] = y[k] = ((double)k + 0.5) / EN_BLOCK;
            builds[0]->latin(&latin, 64, EN_BLOCK, x);
            builds[build]->latin(&latin, 64, EN_BLOCK, y);
            assert_memory_equal(x, y, sizeof x);
            for (size_t k = 0; k < EN_BLOCK; k++) x[k] = y[k] = (x[k] - 0.5) * bits;
            builds[0]->normal_below(EN_BLOCK, x);
            builds[build]->normal_below(EN_BLOCK, y);
            assert_memory_equal(x, y, sizeof x);
        }
}

static void distributions__that_are_none_are_refused_by_rule_and_value(void **unused)
{
    (void)unused;
    static const struct {
        en_distribution distribution;
        en_word rule;
        const char *column, *value;
    } none[] = {
        {{.kind = EN_UNIFORM, .a = 3, .b = 2}, EN_W_PLAN_DISTRIBUTION_LOW, "a", "3"},
        {{.kind = EN_UNIFORM, .a = -1e308, .b = 1e308}, EN_W_PLAN_DISTRIBUTION_WIDE, "a", "-1e+308"},
        {{.kind = EN_UNIFORM, .a = 0, .b = INFINITY}, EN_W_PLAN_DISTRIBUTION_FINITE, "b", ""},
        {{.kind = EN_NORMAL, .a = 0, .b = -0.5}, EN_W_PLAN_DISTRIBUTION_SPREAD, "b", "-0.5"},
        {{.kind = EN_LOGNORMAL, .a = NAN, .b = 1}, EN_W_PLAN_DISTRIBUTION_FINITE, "a", ""},
        {{.kind = EN_LOGNORMAL, .a = 0, .b = -1}, EN_W_PLAN_DISTRIBUTION_SPREAD, "b", "-1"},
        {{.kind = EN_TRIANGULAR, .a = 1, .b = 0, .c = 2}, EN_W_PLAN_DISTRIBUTION_MODE_LOW, "b", "0"},
        {{.kind = EN_TRIANGULAR, .a = 1, .b = 2, .c = 0}, EN_W_PLAN_DISTRIBUTION_LOW, "a", "1"},
        {{.kind = EN_PERT, .a = 1, .b = 4, .c = 3}, EN_W_PLAN_DISTRIBUTION_MODE_HIGH, "b", "4"},
        {{.kind = EN_PERT, .a = 1, .b = 2, .c = NAN}, EN_W_PLAN_DISTRIBUTION_FINITE, "c", ""},
        {{.kind = EN_CHOICE}, EN_W_PLAN_DISTRIBUTION_CHOICES, "a", ""},
        {{.kind = EN_CHOICE, .values = &none[2].distribution.b, .value_count = 1},
         EN_W_PLAN_DISTRIBUTION_FINITE,
         "a",
         ""},
    };
    for (size_t k = 0; k < CHECK_COUNT(none); k++) {
        setting *s = set();
        s->varied[1].distribution = none[k].distribution;
        s->varied[1].where.row = 17;
        check_refused(&s->ensemble, EN_ERR_INPUT, none[k].rule, 17, none[k].column, none[k].value);
        unset(s);
    }
}

static void correlations__that_cannot_be_are_refused_by_pair(void **unused)
{
    (void)unused;
    static const struct {
        en_correlation pairs[3];
        uint32_t count;
        en_word rule;
        uint64_t row;
        const char *value;
    } none[] = {
        {{{.first = 1, .second = 1, .rank_correlation = 0.5, .where = {.row = 2}}},
         1,
         EN_W_PLAN_CORRELATION_SELF,
         2,
         "0.5"},
        {{{.first = 0, .second = 1, .rank_correlation = 1, .where = {.row = 2}}},
         1,
         EN_W_PLAN_CORRELATION_RANGE,
         2,
         "1"},
        {{{.first = 0, .second = 1, .rank_correlation = NAN, .where = {.row = 2}}},
         1,
         EN_W_PLAN_CORRELATION_RANGE,
         2,
         ""},
        {{{.first = 0, .second = 1, .rank_correlation = 0.5},
          {.first = 1, .second = 0, .rank_correlation = 0.4, .where = {.row = 3}}},
         2,
         EN_W_PLAN_CORRELATION_TWICE,
         3,
         "0.4"},
        {{{.first = 0, .second = 1, .rank_correlation = 0.9},
          {.first = 2, .second = 1, .rank_correlation = -0.9, .where = {.row = 4}},
          {.first = 0, .second = 2, .rank_correlation = 0.9}},
         3,
         EN_W_PLAN_CORRELATION_TOGETHER,
         4,
         "-0.9"},
        /* What is not given is 0, which the first two rule out; of the third parameter the second pair is the
           last given. */
        {{{.first = 0, .second = 1, .rank_correlation = 0.9},
          {.first = 0, .second = 2, .rank_correlation = 0.9, .where = {.row = 3}}},
         2,
         EN_W_PLAN_CORRELATION_TOGETHER,
         3,
         "0.9"},
    };
    for (size_t k = 0; k < CHECK_COUNT(none); k++) {
        setting *s = set();
        s->varied[2] = vary_one(&each[SPARE], (en_distribution){.kind = EN_UNIFORM, .a = 0, .b = 1}, 13);
        s->ensemble.varied_count = 3;
        s->ensemble.correlations = none[k].pairs;
        s->ensemble.correlation_count = none[k].count;
        check_refused(&s->ensemble, EN_ERR_INPUT, none[k].rule, none[k].row, NULL, none[k].value);
        unset(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws__stay_when_another_parameter_varies),
        cmocka_unit_test(parameters__of_one_draw_are_the_same_number),
        cmocka_unit_test(correlations__come_out_within_sampling_error),
        cmocka_unit_test(samples__have_the_same_bits_whatever_the_width_of_lanes),
        cmocka_unit_test(distributions__that_are_none_are_refused_by_rule_and_value),
        cmocka_unit_test(correlations__that_cannot_be_are_refused_by_pair),
    };
    return cmocka_run_group_tests_name("vary", tests, NULL, NULL);
}
