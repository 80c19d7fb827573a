/* Ensembles against every run computed by hand: the numbers that are drawn come from the same functions,
 * which test_sample.py compares with scipy; what is made of them is computed again, run by run, and sorted.
 */
#include "small_model.h"

#include "delay.h"
#include "draft.h"
#include "rank.h"

#include <math.h>
#include <signal.h>
#include <sys/time.h>

static const uint64_t reported[REPORTS] = {0, 4, 8, 10};

/* What a run of the setting is given: start and rate. */
static void drawn(const setting *s, uint64_t runs, double *start, double *rate)
{
    double *to[] = {start, rate};
    for (uint32_t v = 0; v < 2; v++) {
        const en_sample sample = {s->ensemble.sampling, s->model->simulation.seed, s->varied[v].stream, runs,
                                  v};
        en_arena arena = en_arena_make(NULL);
        en_inverse inverse;
        assert_int_equal(en_inverse_make(&s->varied[v].distribution, &arena, &inverse), EN_OK);
        en_sample_uniform(&sample, 0, (runs + 7) / 8 * 8, to[v]);
        en_inverse_values(&inverse, (runs + 7) / 8 * 8, to[v]);
        en_arena_free(&arena);
    }
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double type_7(const double *sorted, size_t n, double p)
{
    double h = (double)(n - 1) * p;
    size_t k = (size_t)h;
    return k + 1 < n ? sorted[k] + (h - (double)k) * (sorted[k + 1] - sorted[k]) : sorted[n - 1];
}

static void check_cell(const en_ensemble_result *r, size_t cell, double *x, size_t n)
{
    long double sum = 0, squares = 0;
    for (size_t k = 0; k < n; k++) sum += x[k];
    long double mean = sum / (long double)n;
    for (size_t k = 0; k < n; k++) squares += (x[k] - mean) * (x[k] - mean);
    assert_true(fabsl(r->mean[cell] - mean) <= 1e-15L * fabsl(mean));
    if (n > 1)
        assert_true(fabsl(r->sd[cell] - sqrtl(squares / (long double)(n - 1))) <= 1e-12L * fabsl(mean));
    else assert_true(isnan(r->sd[cell]));
    qsort(x, n, sizeof *x, by_size);
    assert_true(r->least[cell] == x[0] && r->most[cell] == x[n - 1]);
    for (uint32_t q = 0; q < PROBABILITIES; q++)
        assert_true(fabs(r->quantile[cell * PROBABILITIES + q] - type_7(x, n, probabilities[q])) <=
                    1e-13 * fabs(x[n - 1]));
}

static void ensemble__tells_of_all_runs_what_sorting_them_does(void **unused)
{
    (void)unused;
    setting *s = set();
    static double start[1024], rate[1024], x[1024];
    const uint64_t runs[] = {1, 2, 63, 64, 65, 1000};
    for (size_t k = 0; k < CHECK_COUNT(runs); k++)
        for (int sampling = EN_SAMPLING_RANDOM; sampling <= EN_SAMPLING_SOBOL; sampling++) {
            en_ensemble_result r;
            s->ensemble.sampling = (en_sampling)sampling;
            s->ensemble.runs = runs[k];
            drawn(s, runs[k], start, rate);
            assert_int_equal(en_ensemble_run(&s->ensemble, NULL, NULL, &r), EN_OK);
            assert_int_equal(r.reports, REPORTS);
            assert_true(r.runs == runs[k] && r.failed == 0 && !r.approximate);
            for (uint32_t t = 0; t < REPORTS; t++) {
                assert_true(r.time[t] == 2000 + (double)reported[t]);
                for (size_t i = 0; i < runs[k]; i++) {
                    x[i] = start[i];
                    for (uint64_t step = 0; step < reported[t]; step++) x[i] += rate[i];
                }
                check_cell(&r, t, x, runs[k]);
                assert_true(r.mean[REPORTS + t] == r.time[t] && r.most[REPORTS + t] == r.time[t]);
            }
            en_ensemble_free(&r);
        }
    unset(s);
}

/* One with everything: failing runs, goals, correlated parameters. */
static void set_all(setting *s, uint64_t runs)
{
    static const en_correlation pair = {.first = 0, .second = 1, .rank_correlation = 0.6};
    s->varied[0].distribution = (en_distribution){.kind = EN_PERT, .a = -1, .b = 10, .c = 50};
    s->outputs[1] = LOGARITHM;
    s->goals[0] = (en_goal){.output = 0, .report = 2, .value = 40};
    s->goals[1] = (en_goal){.output = 1, .report = 3, .value = 3};
    s->ensemble.goal_count = 2;
    s->ensemble.correlations = &pair;
    s->ensemble.correlation_count = 1;
    s->ensemble.sampling = EN_SAMPLING_LATIN;
    s->ensemble.runs = runs;
}

static void ensemble__has_the_same_bytes_for_any_number_of_threads(void **unused)
{
    (void)unused;
    setting *s = set();
    set_all(s, 3000);
    en_ensemble_result one, many;
    assert_int_equal(en_ensemble_run(&s->ensemble, NULL, NULL, &one), EN_OK);
    assert_true(one.failed > 100 && one.runs > 1000);
    const unsigned widths[] = {1, 2, 3, 7};
    for (size_t k = 0; k < CHECK_COUNT(widths); k++) {
        en_executor threads = en_threads(widths[k]);
        const en_context context = {.executor = &threads};
        assert_int_equal(en_ensemble_run(&s->ensemble, &context, NULL, &many), EN_OK);
        check_same_bytes(&one, &many);
        en_ensemble_free(&many);
    }
    en_ensemble_free(&one);
    unset(s);
}

/* Bytes in use, with the size of each block before it; threads of the test never allocate side by side. */
typedef struct meter {
    size_t now, most;
} meter;

static void *measure(void *user, void *block, size_t size)
{
    meter *m = user;
    size_t *old = block ? (size_t *)block - 2 : NULL, before = old ? *old : 0;
    if (size == 0) {
        m->now -= before;
        free(old);
        return NULL;
    }
    size_t *new = realloc(old, size + 16);
    if (!new) return NULL;
    *new = size;
    m->now += size - before;
    if (m->now > m->most) m->most = m->now;
    return new + 2;
}

static void ensemble__beyond_its_memory_is_approximate_within_its_bound(void **unused)
{
    (void)unused;
    setting *s = set();
    set_all(s, 700 * 1000);
    en_ensemble_result exact, first = {0}, r;
    s->ensemble.memory = (size_t)64 << 20;
    assert_int_equal(en_ensemble_run(&s->ensemble, NULL, NULL, &exact), EN_OK);
    assert_false(exact.approximate);
    s->ensemble.memory = (size_t)35 << 20;
    const unsigned widths[] = {1, 2, 7};
    meter m = {0};
    en_allocator allocator = {&m, measure};
    for (size_t k = 0; k < CHECK_COUNT(widths); k++) {
        en_executor threads = en_threads(widths[k]);
        const en_context context = {.executor = &threads, .allocator = &allocator};
        assert_int_equal(en_ensemble_run(&s->ensemble, &context, NULL, &r), EN_OK);
        assert_in_range(m.most, 1, s->ensemble.memory);
        assert_true(r.approximate);
        for (size_t q = 0; q < (size_t)2 * REPORTS * PROBABILITIES; q++)
            assert_true(fabs(r.quantile[q] - exact.quantile[q]) <= 0x1p-11 * fabs(exact.quantile[q]));
        if (k == 0) first = r;
        else check_same_bytes(&first, &r);
        if (k > 0) en_ensemble_free(&r);
    }
    exact.approximate = true;
    memcpy((double *)(uintptr_t)exact.quantile, first.quantile, sizeof(double[2 * REPORTS * PROBABILITIES]));
    check_same_bytes(&exact, &first);
    en_ensemble_free(&exact);
    en_ensemble_free(&first);
    assert_int_equal(m.now, 0);
    unset(s);
}

static void count_passes(void *user, uint64_t done, uint64_t total)
{
    *(uint64_t *)user = total;
    assert_true(done <= total);
}

/* The stock goes through 0 at each of 2,001 times: its histogram would be 16 MiB at each, and all runs were
 * made again for every one of these. */
static void ensemble__makes_its_runs_twice_though_many_values_spread_widely(void **unused)
{
    (void)unused;
    setting *s = set();
    s->varied[0].distribution = (en_distribution){.kind = EN_UNIFORM, .a = -1, .b = 1};
    s->varied[1].distribution = (en_distribution){.kind = EN_NORMAL, .a = 0, .b = 1e-3};
    s->model->simulation.steps = 2000;
    s->model->simulation.save_every = 1;
    s->ensemble.runs = 1500;
    uint64_t total = 0;
    const en_context context = {.progress = count_passes, .progress_user = &total};
    en_ensemble_result exact, r;
    assert_int_equal(en_ensemble_run(&s->ensemble, &context, NULL, &exact), EN_OK);
    assert_true(!exact.approximate && total == 1500);
    s->ensemble.memory = (size_t)35 << 20;
    assert_int_equal(en_ensemble_run(&s->ensemble, &context, NULL, &r), EN_OK);
    assert_true(r.approximate && total == 3000);
    for (size_t q = 0; q < (size_t)2 * r.reports * PROBABILITIES; q++)
        assert_true(fabs(r.quantile[q] - exact.quantile[q]) <= 0x1p-11 * fabs(exact.quantile[q]) + 1e-6);
    en_ensemble_free(&exact);
    en_ensemble_free(&r);
    unset(s);
}

static void ensemble__leaves_out_runs_that_are_not_finite_and_lists_them(void **unused)
{
    (void)unused;
    setting *s = set();
    static double start[1024], rate[1024], x[REPORTS][1024];
    s->outputs[1] = LOGARITHM;
    s->varied[0].distribution = (en_distribution){.kind = EN_UNIFORM, .a = -2, .b = 20};
    drawn(s, 1000, start, rate);
    en_ensemble_result r;
    assert_int_equal(en_ensemble_run(&s->ensemble, NULL, NULL, &r), EN_OK);
    size_t good = 0, listed = 0;
    for (size_t i = 0; i < 1000; i++) {
        uint32_t failed_at = REPORTS;
        for (uint32_t t = 0; t < REPORTS; t++) {
            double stock = start[i];
            for (uint64_t step = 0; step < reported[t]; step++) stock += rate[i];
            if (!(stock > 0) && failed_at == REPORTS) failed_at = t;
            x[t][good] = stock;
        }
        if (failed_at == REPORTS) good++;
        else {
            assert_true(r.failures[listed].run == i && r.failures[listed].report == failed_at);
            listed++;
        }
    }
    assert_in_range(listed, 100, 900);
    assert_true(r.failed == listed && r.failures_listed == listed && r.runs == good);
    for (uint32_t t = 0; t < REPORTS; t++) check_cell(&r, t, x[t], good);
    en_ensemble_free(&r);
    s->varied[0].distribution = (en_distribution){.kind = EN_UNIFORM, .a = -2, .b = -1};
    assert_int_equal(en_ensemble_run(&s->ensemble, NULL, NULL, &r), EN_OK);
    assert_true(r.runs == 0 && r.failed == 1000 && isnan(r.mean[0]) && isnan(r.sd[0]) && isnan(r.least[0]) &&
                isnan(r.quantile[0]));
    en_ensemble_free(&r);
    unset(s);
}

/* What is remembered of the logarithm for one step is not finite at step 3 alone, where RATE is below 0; the
 * reports are at steps 0, 4, 8 and 10, of a number that does not show it. */
static void ensemble__leaves_out_runs_whose_states_are_not_finite_between_reports(void **unused)
{
    (void)unused;
    setting *s = set();
    static double start[1024], rate[1024];
    en_value_graph g;
    en_program program;
    en_value_graph_make(&g, NULL);
    const en_value is_two = en_value_make(&g, EN_OP_EQUAL, en_value_make(&g, EN_OP_TIME, 0, 0, 0),
                                          en_value_constant(&g, 2002), 0),
                   one = en_value_constant(&g, 1),
                   root = en_value_make(&g, EN_OP_SQRT, en_value_make(&g, EN_OP_PARAMETER, RATE, 0, 0), 0, 0),
                   state = en_value_make(&g, EN_OP_STATE, 0, 0, 0);
    const en_plan_state remembered = {one, en_value_make(&g, EN_OP_SELECT, is_two, root, one),
                                      EN_STATE_REMEMBERED};
    const en_value output = en_value_make(&g, EN_OP_LESS, state, en_value_constant(&g, 100), 0);
    assert_int_equal(en_program_make(&g, SMALL_PARAMETERS, &remembered, 1, &output, 1, NULL, &program),
                     EN_OK);
    en_simulation simulation = s->model->simulation;
    simulation.program = &program;
    s->ensemble.simulation = &simulation;
    s->ensemble.output_count = 1;
    s->outputs[0] = 0;
    drawn(s, 1000, start, rate);
    for (en_plan_method method = EN_EULER; method <= EN_RK4; method++) {
        en_ensemble_result r;
        size_t listed = 0;
        simulation.method = method;
        assert_int_equal(en_ensemble_run(&s->ensemble, NULL, NULL, &r), EN_OK);
        for (size_t i = 0; i < 1000; i++)
            if (rate[i] < 0) {
                assert_true(r.failures[listed].run == i && r.failures[listed].report == 1);
                listed++;
            }
        assert_in_range(listed, 100, 900);
        assert_true(r.failed == listed);
        en_ensemble_free(&r);
    }
    unset(s);
    en_program_free(&program);
    en_value_graph_free(&g);
}

static void goals__count_runs_that_meet_them_and_when_first(void **unused)
{
    (void)unused;
    setting *s = set();
    static double start[1024], rate[1024];
    s->goals[0] = (en_goal){.output = 0, .report = 2, .value = 112};
    s->ensemble.goal_count = 1;
    drawn(s, 1000, start, rate);
    en_ensemble_result r;
    assert_int_equal(en_ensemble_run(&s->ensemble, NULL, NULL, &r), EN_OK);
    uint64_t met = 0, first[REPORTS] = {0};
    for (size_t i = 0; i < 1000; i++) {
        double at[SMALL_STEPS + 1] = {start[i]};
        for (size_t step = 1; step <= SMALL_STEPS; step++) at[step] = at[step - 1] + rate[i];
        met += at[8] >= 112;
        for (uint32_t t = 0; t < REPORTS; t++) {
            if (!(at[reported[t]] >= 112)) continue;
            first[t]++;
            break;
        }
    }
    assert_true(met > 0 && first[1] > 0 && r.goal[0].met == met);
    assert_memory_equal(r.goal[0].first, first, sizeof first);
    en_ensemble_free(&r);
    unset(s);
}

static void ensembles__beyond_a_limit_are_refused(void **unused)
{
    (void)unused;
    setting *s = set();
    s->ensemble.runs = 0;
    check_refused(&s->ensemble, EN_ERR_INPUT, EN_W_PLAN_ENSEMBLE_RUNS, 0, NULL, NULL);
    s->ensemble.runs = (uint64_t)1 << 32;
    check_refused(&s->ensemble, EN_ERR_INPUT, EN_W_PLAN_ENSEMBLE_RUNS, 0, NULL, NULL);
    s->ensemble.runs = 100000;
    s->ensemble.memory = 1 << 20;
    check_refused(&s->ensemble, EN_ERR_LIMIT, EN_W_PLAN_ENSEMBLE_MEMORY, 0, NULL, NULL);
    static en_varied many[EN_SOBOL_DIMENSIONS + 1];
    for (size_t k = 0; k < CHECK_COUNT(many); k++) many[k] = s->varied[0];
    s->ensemble.varied = many;
    s->ensemble.varied_count = CHECK_COUNT(many);
    s->ensemble.sampling = EN_SAMPLING_SOBOL;
    check_refused(&s->ensemble, EN_ERR_INPUT, EN_W_PLAN_SOBOL_DIMENSIONS, 0, NULL, NULL);
    unset(s);
}

static void ensembles__that_name_what_is_not_there_are_refused(void **unused)
{
    (void)unused;
    static const uint32_t beyond[] = {SMALL_PARAMETERS};
    static const double above_one[PROBABILITIES] = {0, 0, 0, 0, 1.5};
    static const en_correlation with_none = {.first = 0, .second = 2};
    for (int k = 0; k < 5; k++) {
        setting *s = set();
        en_ensemble_result r;
        s->ensemble.goal_count = k == 3;
        s->ensemble.correlations = &with_none;
        s->ensemble.correlation_count = k == 4;
        if (k == 0) s->outputs[1] = SMALL_OUTPUTS;
        if (k == 1) s->varied[1].parameters = beyond;
        if (k == 2) s->ensemble.probabilities = above_one;
        if (k == 3) s->goals[0].report = REPORTS;
        assert_int_equal(en_ensemble_run(&s->ensemble, NULL, NULL, &r), EN_ERR_USAGE);
        en_ensemble_free(&r);
        unset(s);
    }
}

/* A pure delay of the parameter RATE by START units of time, a quarter of one a step: so many rows of a
 * block, of which the memory allows 35 MiB / 16, 4,480. Whichever blocks a thread had before, the same
 * ensembles fit. */
static void ensembles__whose_devices_need_too_much_are_refused_for_any_threads(void **unused)
{
    (void)unused;
    en_arena arena = en_arena_make(NULL);
    en_value_graph g;
    en_draft draft;
    en_delay delay;
    en_program program;
    en_value_graph_make(&g, NULL);
    en_draft_make(&draft, &arena, &g, 0, 0.25);
    assert_true(en_delay_begin(&draft, en_value_make(&g, EN_OP_PARAMETER, START, 0, 0),
                               en_value_constant(&g, 1), &delay));
    const en_value output = en_delay_end(&draft, &delay, en_value_make(&g, EN_OP_PARAMETER, RATE, 0, 0));
    assert_int_equal(
        en_program_make(&g, SMALL_PARAMETERS, draft.states, draft.state_count, &output, 1, NULL, &program),
        EN_OK);
    const en_simulation simulation = {.program = &program,
                                      .dt = 0.25,
                                      .steps = 10000,
                                      .save_every = 10000,
                                      .devices = draft.devices,
                                      .device_count = draft.device_count};
    setting *s = set();
    s->ensemble.simulation = &simulation;
    s->ensemble.output_count = 1;
    s->ensemble.memory = (size_t)35 << 20;
    s->outputs[0] = 0;
    const double longest[] = {900, 1300};
    const unsigned widths[] = {1, 3};
    for (size_t k = 0; k < CHECK_COUNT(longest); k++)
        for (size_t w = 0; w < CHECK_COUNT(widths); w++) {
            en_executor threads = en_threads(widths[w]);
            const en_context context = {.executor = &threads};
            en_report report = en_report_make(NULL);
            en_ensemble_result r;
            s->varied[0].distribution = (en_distribution){.kind = EN_UNIFORM, .a = 0, .b = longest[k]};
            assert_int_equal(en_ensemble_run(&s->ensemble, &context, &report, &r),
                             k == 0 ? EN_OK : EN_ERR_LIMIT);
            assert_int_equal(report.kept, k);
            if (k == 1) assert_int_equal(report.problems[0].rule, EN_W_PLAN_ENSEMBLE_DEVICES);
            en_ensemble_free(&r);
            en_report_free(&report);
        }
    unset(s);
    en_program_free(&program);
    en_draft_free(&draft);
    en_value_graph_free(&g);
    en_arena_free(&arena);
}

typedef struct stop {
    en_flag flag;
    uint64_t after, last;
} stop;

static void stop_after(void *user, uint64_t done, uint64_t total)
{
    stop *s = user;
    assert_true(done <= total);
    s->last = done;
    if (done >= s->after) atomic_store(&s->flag, true);
}

static void ensemble__ends_soon_after_it_is_cancelled_and_tells_its_progress(void **unused)
{
    (void)unused;
    setting *s = set();
    en_ensemble_result r;
    s->ensemble.runs = 5000;
    for (uint64_t after = 1; after < 12000; after += 3000) {
        stop stopped = {.after = after};
        atomic_init(&stopped.flag, false);
        const en_context context = {
            .cancel = &stopped.flag, .progress = stop_after, .progress_user = &stopped};
        assert_int_equal(en_ensemble_run(&s->ensemble, &context, NULL, &r),
                         after < 5000 ? EN_ERR_CANCELLED : EN_OK);
        assert_true(after < 5000 ? stopped.last < after + EN_BLOCK : stopped.last == 5000);
        en_ensemble_free(&r);
    }
    unset(s);
}

static en_flag alarmed;
static void set_alarmed(int signal)
{
    (void)signal;
    atomic_store(&alarmed, true);
}

/* A block takes minutes here. */
static void ensemble__ends_within_a_block_when_it_is_cancelled(void **unused)
{
    (void)unused;
    setting *s = set();
    const struct itimerval soon = {.it_value = {.tv_usec = 50000}};
    const en_context context = {.cancel = &alarmed};
    s->model->simulation.steps = (uint64_t)1 << 40;
    s->model->simulation.save_every = (uint64_t)1 << 40;
    for (int ranked = 0; ranked < 2; ranked++) {
        en_ensemble_result r;
        en_ranking_result ranking;
        atomic_store(&alarmed, false);
        assert_true(signal(SIGALRM, set_alarmed) != SIG_ERR);
        assert_int_equal(setitimer(ITIMER_REAL, &soon, NULL), 0);
        if (ranked) {
            assert_int_equal(
                en_ensemble_rank(&s->ensemble, EN_RANKING_MORRIS, 0, 1, &context, NULL, &ranking),
                EN_ERR_CANCELLED);
            en_ranking_free(&ranking);
        } else {
            assert_int_equal(en_ensemble_run(&s->ensemble, &context, NULL, &r), EN_ERR_CANCELLED);
            en_ensemble_free(&r);
        }
    }
    unset(s);
}

static en_status run_small(const en_context *context, void *user)
{
    setting *s = user;
    en_ensemble_result r;
    en_status status = en_ensemble_run(&s->ensemble, context, NULL, &r);
    en_ensemble_free(&r);
    return status;
}

static void ensemble__gives_back_all_memory_whichever_allocation_fails(void **unused)
{
    (void)unused;
    setting *s = set();
    set_all(s, 100);
    check_refused_allocations(run_small, s, 100);
    s->ensemble.memory = (size_t)35 << 20;
    s->ensemble.runs = 250 * 1000;
    s->model->simulation.save_every = 1;
    check_refused_allocations(run_small, s, 100);
    unset(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ensemble__tells_of_all_runs_what_sorting_them_does),
        cmocka_unit_test(ensemble__has_the_same_bytes_for_any_number_of_threads),
        cmocka_unit_test(ensemble__beyond_its_memory_is_approximate_within_its_bound),
        cmocka_unit_test(ensemble__makes_its_runs_twice_though_many_values_spread_widely),
        cmocka_unit_test(ensemble__leaves_out_runs_that_are_not_finite_and_lists_them),
        cmocka_unit_test(ensemble__leaves_out_runs_whose_states_are_not_finite_between_reports),
        cmocka_unit_test(goals__count_runs_that_meet_them_and_when_first),
        cmocka_unit_test(ensembles__beyond_a_limit_are_refused),
        cmocka_unit_test(ensembles__that_name_what_is_not_there_are_refused),
        cmocka_unit_test(ensembles__whose_devices_need_too_much_are_refused_for_any_threads),
        cmocka_unit_test(ensemble__ends_soon_after_it_is_cancelled_and_tells_its_progress),
        cmocka_unit_test(ensemble__ends_within_a_block_when_it_is_cancelled),
        cmocka_unit_test(ensemble__gives_back_all_memory_whichever_allocation_fails),
    };
    return cmocka_run_group_tests_name("ensemble", tests, NULL, NULL);
}
