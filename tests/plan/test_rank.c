/* Rankings against functions whose answer is known: straight lines, and the function of T. Ishigami and T.
 * Homma (1990) with its Sobol indices in closed form (A. Saltelli et al., Sensitivity Analysis, 2000). */
#include "check.h"
#include "rank.h"

#include <math.h>

enum { X, Y, Z, PARAMETERS };
enum { LINE, CURVE, ISHIGAMI, STEPS, ROOT, NOTHING, OUTPUTS };
#define PI 0x1.921fb54442d18p+1

typedef struct setting {
    en_program program;
    en_simulation simulation;
    en_varied varied[PARAMETERS];
    en_ensemble ensemble;
} setting;

static en_value op(en_value_graph *g, en_op op, en_value a, en_value b)
{
    return en_value_make(g, op, a, b, 0);
}

static void make_program(en_program *program)
{
    en_value_graph g;
    en_value_graph_make(&g, NULL);
    en_value x = op(&g, EN_OP_PARAMETER, X, 0), y = op(&g, EN_OP_PARAMETER, Y, 0),
             z = op(&g, EN_OP_PARAMETER, Z, 0);
    en_value line = op(&g, EN_OP_SUBTRACT, op(&g, EN_OP_MULTIPLY, en_value_constant(&g, 3), x),
                       op(&g, EN_OP_MULTIPLY, en_value_constant(&g, 2), y));
    en_value sine = op(&g, EN_OP_SIN, x, 0), other = op(&g, EN_OP_SIN, y, 0),
             square = op(&g, EN_OP_MULTIPLY, z, z);
    en_value fourth =
        op(&g, EN_OP_MULTIPLY, op(&g, EN_OP_MULTIPLY, square, square), en_value_constant(&g, 0.1));
    en_value ishigami =
        op(&g, EN_OP_ADD, op(&g, EN_OP_MULTIPLY, sine, op(&g, EN_OP_ADD, fourth, en_value_constant(&g, 1))),
           op(&g, EN_OP_MULTIPLY, op(&g, EN_OP_MULTIPLY, other, other), en_value_constant(&g, 7)));
    const en_value outputs[OUTPUTS] = {line,
                                       op(&g, EN_OP_EXP, line, 0),
                                       ishigami,
                                       op(&g, EN_OP_FLOOR, x, 0),
                                       op(&g, EN_OP_SQRT, x, 0),
                                       en_value_constant(&g, 4)};
    const en_plan_state state = {x, y, true};
    assert_int_equal(en_program_make(&g, PARAMETERS, &state, 1, outputs, OUTPUTS, NULL, program), EN_OK);
    en_value_graph_free(&g);
}

static setting *set(double low, double high)
{
    static const uint32_t parameters[PARAMETERS] = {X, Y, Z},
                          outputs[OUTPUTS] = {LINE, CURVE, ISHIGAMI, STEPS, ROOT, NOTHING};
    static const double fixed[PARAMETERS];
    setting *s = calloc(1, sizeof *s);
    assert_non_null(s);
    make_program(&s->program);
    s->simulation = (en_simulation){
        .program = &s->program, .method = EN_EULER, .dt = 1, .steps = 2, .save_every = 1, .seed = 1};
    for (uint32_t v = 0; v < PARAMETERS; v++) {
        s->varied[v] = (en_varied){.parameters = &parameters[v], .parameter_count = 1, .stream = 100 + v};
        s->varied[v].distribution = (en_distribution){.kind = EN_UNIFORM, .a = low, .b = high};
    }
    s->ensemble = (en_ensemble){.simulation = &s->simulation,
                                .parameters = fixed,
                                .varied = s->varied,
                                .varied_count = PARAMETERS,
                                .outputs = outputs,
                                .output_count = OUTPUTS,
                                .runs = 4000};
    return s;
}

static void unset(setting *s)
{
    en_program_free(&s->program);
    free(s);
}

static en_ranking_result rank_by(const setting *s, en_ranking how, uint32_t output)
{
    en_ranking_result r;
    assert_int_equal(en_ensemble_rank(&s->ensemble, how, output, 1, NULL, NULL, &r), EN_OK);
    return r;
}

static void check_order(const en_ranking_result *r, uint32_t first, uint32_t second, uint32_t third)
{
    assert_true(r->order[0] == first && r->order[1] == second && r->order[2] == third);
}

static void regression__of_a_line_gives_its_slopes_and_all_of_the_variance(void **unused)
{
    (void)unused;
    setting *s = set(0, 1);
    s->ensemble.sampling = EN_SAMPLING_SOBOL;
    s->ensemble.runs = 4096;
    en_ranking_result r = rank_by(s, EN_RANKING_REGRESSION, LINE);
    assert_true(fabs(r.of[X].coefficient - 3 / sqrt(13)) < 1e-3 &&
                fabs(r.of[Y].coefficient + 2 / sqrt(13)) < 1e-3);
    assert_true(fabs(r.of[Z].coefficient) < 1e-10 && fabs(r.r_squared - 1) < 1e-10);
    assert_true(r.runs == 4096 && r.failed == 0 && isnan(r.of[X].first) && isnan(r.of[X].effect));
    check_order(&r, X, Y, Z);
    en_ranking_free(&r);
    unset(s);
}

static void regression__of_ranks_sees_through_a_curve(void **unused)
{
    (void)unused;
    setting *s = set(0, 5);
    en_ranking_result line = rank_by(s, EN_RANKING_REGRESSION, LINE),
                      curve = rank_by(s, EN_RANKING_REGRESSION, CURVE);
    assert_true(curve.r_squared < 0.6 && curve.rank_r_squared > 0.95);
    for (uint32_t v = 0; v < PARAMETERS; v++)
        assert_true(line.of[v].rank_coefficient == curve.of[v].rank_coefficient);
    en_ranking_free(&line);
    en_ranking_free(&curve);
    unset(s);
}

/* Of what one parameter alone decides, rising throughout, the ranks are those of the parameter, ties
 * included. */
static void regression__of_ranks_takes_ties_as_one(void **unused)
{
    (void)unused;
    setting *s = set(0, 1);
    static const double values[] = {5, 2, 7, 3};
    s->varied[X].distribution = (en_distribution){.kind = EN_CHOICE, .values = values, .value_count = 4};
    s->ensemble.varied_count = 1;
    en_ranking_result r = rank_by(s, EN_RANKING_REGRESSION, STEPS);
    assert_true(fabs(r.of[X].rank_coefficient - 1) < 1e-12 && fabs(r.rank_r_squared - 1) < 1e-12);
    en_ranking_free(&r);
    unset(s);
}

/* y = 3x - 2y fits exactly, so that the coefficients are 3 sd(x) / sd(y) and so on, whatever the correlation.
 */
static void regression__takes_correlated_parameters_apart(void **unused)
{
    (void)unused;
    setting *s = set(0, 1);
    static const en_correlation pair = {.first = X, .second = Y, .rank_correlation = 0.8};
    s->ensemble.correlations = &pair;
    s->ensemble.correlation_count = 1;
    en_ranking_result r = rank_by(s, EN_RANKING_REGRESSION, LINE);
    double variance = (9 + 4 - 12 * 0.8) / 12, x = 3 / sqrt(12 * variance);
    assert_true(fabs(r.r_squared - 1) < 1e-10 && fabs(r.of[X].coefficient - x) < 0.05 * x);
    assert_true(fabs(r.of[Y].coefficient / r.of[X].coefficient + 2.0 / 3) < 0.02);
    en_ranking_free(&r);
    unset(s);
}

static void regression__tells_nothing_of_what_does_not_vary(void **unused)
{
    (void)unused;
    setting *s = set(0, 1);
    en_ranking_result r = rank_by(s, EN_RANKING_REGRESSION, NOTHING);
    assert_true(isnan(r.r_squared) && isnan(r.rank_r_squared) && isnan(r.of[X].coefficient) &&
                isnan(r.of[X].rank_coefficient));
    en_ranking_free(&r);
    s->varied[Y].distribution = (en_distribution){.kind = EN_NORMAL, .a = 1, .b = 0};
    r = rank_by(s, EN_RANKING_REGRESSION, LINE);
    assert_true(isnan(r.of[Y].coefficient) && isnan(r.of[Y].rank_coefficient) &&
                fabs(r.of[X].coefficient - 1) < 1e-9);
    check_order(&r, X, Z, Y);
    en_ranking_free(&r);
    unset(s);
}

static void effects__of_a_line_are_its_slopes_over_the_range(void **unused)
{
    (void)unused;
    setting *s = set(0, 10);
    s->ensemble.runs = 402;
    en_ranking_result r = rank_by(s, EN_RANKING_MORRIS, LINE);
    assert_true(r.runs == 400 && r.failed == 0 && isnan(r.r_squared));
    const double slope[PARAMETERS] = {30, -20, 0};
    for (uint32_t v = 0; v < PARAMETERS; v++) {
        assert_true(fabs(r.of[v].mean_effect - slope[v]) < 1e-12 &&
                    fabs(r.of[v].effect - fabs(slope[v])) < 1e-12);
        assert_true(r.of[v].effect_sd < 1e-12 && isnan(r.of[v].coefficient) && isnan(r.of[v].total));
    }
    check_order(&r, X, Y, Z);
    en_ranking_free(&r);
    unset(s);
}

/* At the levels ±pi/4 and ±3pi/4 the square of the sine is 1/2 always; z only counts together with x. */
static void effects__show_what_works_only_together(void **unused)
{
    (void)unused;
    setting *s = set(-PI, PI);
    en_ranking_result r = rank_by(s, EN_RANKING_MORRIS, ISHIGAMI);
    assert_true(r.of[Y].effect < 1e-12 && r.of[X].effect > 1);
    /* z moves between 3pi/4 and -pi/4 or the other way: by 0.1 (pi/4)^4 (81 - 1) times ± the root of a half,
     * twice for a step of a half. */
    double size = 0.1 * pow(PI / 4, 4) * 80 * sqrt(0.5) * 2;
    assert_true(fabs(r.of[Z].effect - size) < 1e-10 && fabs(r.of[Z].mean_effect) < 0.15 * size &&
                fabs(r.of[Z].effect_sd - size) < 0.02 * size);
    en_ranking_free(&r);
    unset(s);
}

static void indices__of_ishigamis_function_are_those_of_its_closed_form(void **unused)
{
    (void)unused;
    setting *s = set(-PI, PI);
    double b = 0.1 * pow(PI, 4), whole = 7.0 * 7 / 8 + b / 5 + b * b / 18 + 0.5,
           x = 0.5 * (1 + b / 5) * (1 + b / 5), y = 7.0 * 7 / 8;
    const double first[PARAMETERS] = {x / whole, y / whole, 0},
                 total[PARAMETERS] = {1 - y / whole, y / whole, 1 - (x + y) / whole};
    for (int sampling = EN_SAMPLING_RANDOM; sampling <= EN_SAMPLING_SOBOL; sampling++) {
        s->ensemble.sampling = (en_sampling)sampling;
        s->ensemble.runs = sampling == EN_SAMPLING_SOBOL ? 5 * 4096 : 5 * 40000;
        en_ranking_result r = rank_by(s, EN_RANKING_SOBOL, ISHIGAMI);
        assert_true(r.runs == s->ensemble.runs && r.failed == 0);
        for (uint32_t v = 0; v < PARAMETERS; v++) {
            assert_true(fabs(r.of[v].first - first[v]) < 0.015);
            assert_true(fabs(r.of[v].total - total[v]) < 0.015);
        }
        check_order(&r, X, Y, Z);
        en_ranking_free(&r);
    }
    unset(s);
}

/* Roots of numbers below 0 fail: a tenth of x. */
static void rankings__leave_out_runs_that_fail(void **unused)
{
    (void)unused;
    setting *s = set(-1, 9);
    for (int how = EN_RANKING_REGRESSION; how <= EN_RANKING_SOBOL; how++) {
        en_ranking_result r = rank_by(s, (en_ranking)how, ROOT);
        assert_true(how == EN_RANKING_MORRIS ? r.failed == 0
                                             : r.failed > r.runs / 20 && r.failed < r.runs / 5);
        double x = how == EN_RANKING_REGRESSION ? r.of[X].rank_coefficient
                   : how == EN_RANKING_MORRIS   ? r.of[X].effect
                                                : r.of[X].total;
        assert_true(x > 0.9);
        assert_int_equal(r.order[0], X);
        en_ranking_free(&r);
    }
    s->varied[X].distribution = (en_distribution){.kind = EN_UNIFORM, .a = -2, .b = -1};
    for (int how = EN_RANKING_REGRESSION; how <= EN_RANKING_SOBOL; how++) {
        en_ranking_result r = rank_by(s, (en_ranking)how, ROOT);
        assert_true(r.failed == r.runs && isnan(r.of[X].rank_coefficient) && isnan(r.of[X].effect) &&
                    isnan(r.of[X].total));
        en_ranking_free(&r);
    }
    unset(s);
}

static void rankings__have_the_same_bytes_for_any_number_of_threads(void **unused)
{
    (void)unused;
    setting *s = set(-1, 9);
    const unsigned widths[] = {2, 3, 7};
    s->ensemble.sampling = EN_SAMPLING_LATIN;
    for (int how = EN_RANKING_REGRESSION; how <= EN_RANKING_SOBOL; how++) {
        en_ranking_result one = rank_by(s, (en_ranking)how, ROOT), many;
        for (size_t k = 0; k < CHECK_COUNT(widths); k++) {
            en_executor threads = en_threads(widths[k]);
            const en_context context = {.executor = &threads};
            assert_int_equal(en_ensemble_rank(&s->ensemble, (en_ranking)how, ROOT, 1, &context, NULL, &many),
                             EN_OK);
            assert_memory_equal(one.of, many.of, PARAMETERS * sizeof *one.of);
            assert_memory_equal(one.order, many.order, PARAMETERS * sizeof *one.order);
            assert_memory_equal(&one.r_squared, &many.r_squared, sizeof(double));
            assert_true(one.failed == many.failed && one.runs == many.runs);
            en_ranking_free(&many);
        }
        en_ranking_free(&one);
    }
    unset(s);
}

static void check_refused(const setting *s, en_ranking how, en_status status, en_word rule, int64_t number)
{
    en_report report = en_report_make(NULL);
    en_ranking_result r;
    assert_int_equal(en_ensemble_rank(&s->ensemble, how, LINE, 1, NULL, &report, &r), status);
    assert_int_equal(report.kept, 1);
    assert_int_equal(report.problems[0].rule, rule);
    if (number) assert_true(report.problems[0].args[0].as.integer == number);
    en_ranking_free(&r);
    en_report_free(&report);
}

static void rankings__that_cannot_be_made_are_refused(void **unused)
{
    (void)unused;
    setting *s = set(0, 1);
    static const en_correlation pair = {.first = X, .second = Y, .rank_correlation = 0.8};
    s->ensemble.runs = 4;
    check_refused(s, EN_RANKING_REGRESSION, EN_ERR_INPUT, EN_W_PLAN_RANK_RUNS, 5);
    check_refused(s, EN_RANKING_MORRIS, EN_ERR_INPUT, EN_W_PLAN_RANK_RUNS, 8);
    check_refused(s, EN_RANKING_SOBOL, EN_ERR_INPUT, EN_W_PLAN_RANK_RUNS, 10);
    s->ensemble.runs = 1000;
    s->ensemble.memory = 100;
    for (int how = EN_RANKING_REGRESSION; how <= EN_RANKING_SOBOL; how++)
        check_refused(s, (en_ranking)how, EN_ERR_LIMIT, EN_W_PLAN_ENSEMBLE_MEMORY, 1);
    s->ensemble.correlations = &pair;
    s->ensemble.correlation_count = 1;
    check_refused(s, EN_RANKING_MORRIS, EN_ERR_INPUT, EN_W_PLAN_RANK_CORRELATED, 0);
    check_refused(s, EN_RANKING_SOBOL, EN_ERR_INPUT, EN_W_PLAN_RANK_CORRELATED, 0);
    static en_varied many[EN_SOBOL_DIMENSIONS / 2 + 1];
    for (size_t k = 0; k < CHECK_COUNT(many); k++) many[k] = s->varied[X];
    s->ensemble.varied = many;
    s->ensemble.varied_count = CHECK_COUNT(many);
    s->ensemble.correlation_count = 0;
    s->ensemble.sampling = EN_SAMPLING_SOBOL;
    check_refused(s, EN_RANKING_SOBOL, EN_ERR_INPUT, EN_W_PLAN_SOBOL_DIMENSIONS, EN_SOBOL_DIMENSIONS / 2);
    unset(s);
}

typedef struct asked {
    const setting *s;
    en_ranking how;
} asked;

static en_status rank_again(const en_context *context, void *user)
{
    const asked *a = user;
    en_ranking_result r;
    en_status status = en_ensemble_rank(&a->s->ensemble, a->how, LINE, 1, context, NULL, &r);
    en_ranking_free(&r);
    return status;
}

static void rankings__give_back_all_memory_whichever_allocation_fails(void **unused)
{
    (void)unused;
    setting *s = set(0, 1);
    for (int how = EN_RANKING_REGRESSION; how <= EN_RANKING_SOBOL; how++) {
        asked a = {s, (en_ranking)how};
        check_refused_allocations(rank_again, &a, 100);
    }
    unset(s);
}

static void rankings__end_when_they_are_cancelled(void **unused)
{
    (void)unused;
    setting *s = set(0, 1);
    en_flag flag;
    atomic_init(&flag, true);
    const en_context context = {.cancel = &flag};
    for (int how = EN_RANKING_REGRESSION; how <= EN_RANKING_SOBOL; how++) {
        asked a = {s, (en_ranking)how};
        assert_int_equal(rank_again(&context, &a), EN_ERR_CANCELLED);
    }
    unset(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(regression__of_a_line_gives_its_slopes_and_all_of_the_variance),
        cmocka_unit_test(regression__of_ranks_sees_through_a_curve),
        cmocka_unit_test(regression__of_ranks_takes_ties_as_one),
        cmocka_unit_test(regression__takes_correlated_parameters_apart),
        cmocka_unit_test(regression__tells_nothing_of_what_does_not_vary),
        cmocka_unit_test(effects__of_a_line_are_its_slopes_over_the_range),
        cmocka_unit_test(effects__show_what_works_only_together),
        cmocka_unit_test(indices__of_ishigamis_function_are_those_of_its_closed_form),
        cmocka_unit_test(rankings__leave_out_runs_that_fail),
        cmocka_unit_test(rankings__have_the_same_bytes_for_any_number_of_threads),
        cmocka_unit_test(rankings__that_cannot_be_made_are_refused),
        cmocka_unit_test(rankings__give_back_all_memory_whichever_allocation_fails),
        cmocka_unit_test(rankings__end_when_they_are_cancelled),
    };
    return cmocka_run_group_tests_name("rank", tests, NULL, NULL);
}
