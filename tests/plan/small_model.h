/* A model that tests of ensembles run, of which every number can be told by hand: a stock that begins at the
 * parameter START and grows by RATE a time, what its logarithm is (not finite once the stock is not above 0),
 * and the time itself. */
#ifndef EN_TESTS_SMALL_MODEL_H
#define EN_TESTS_SMALL_MODEL_H

#include "check.h"
#include "ensemble.h"

enum { START, RATE, SPARE, SMALL_PARAMETERS };
enum { STOCK, LOGARITHM, CLOCK, SUM_OF_PARAMETERS, SMALL_OUTPUTS };
enum { SMALL_STEPS = 10 };

typedef struct small_model {
    en_program program;
    en_simulation simulation;
} small_model;

static inline small_model *small_model_make(void)
{
    small_model *m = calloc(1, sizeof *m);
    en_value_graph g;
    assert_non_null(m);
    en_value_graph_make(&g, NULL);
    en_value start = en_value_make(&g, EN_OP_PARAMETER, START, 0, 0),
             rate = en_value_make(&g, EN_OP_PARAMETER, RATE, 0, 0);
    en_value spare = en_value_make(&g, EN_OP_PARAMETER, SPARE, 0, 0),
             stock = en_value_make(&g, EN_OP_STATE, 0, 0, 0);
    en_value sum = en_value_make(&g, EN_OP_ADD, en_value_make(&g, EN_OP_ADD, start, rate, 0), spare, 0);
    const en_plan_state state = {start, rate, true};
    const en_value outputs[] = {stock, en_value_make(&g, EN_OP_LN, stock, 0, 0),
                                en_value_make(&g, EN_OP_TIME, 0, 0, 0), sum};
    assert_int_equal(
        en_program_make(&g, SMALL_PARAMETERS, &state, 1, outputs, SMALL_OUTPUTS, NULL, &m->program), EN_OK);
    en_value_graph_free(&g);
    m->simulation = (en_simulation){.program = &m->program,
                                    .method = EN_EULER,
                                    .start = 2000,
                                    .dt = 1,
                                    .steps = SMALL_STEPS,
                                    .save_every = 4,
                                    .seed = 3};
    return m;
}

static inline void small_model_free(small_model *m)
{
    en_program_free(&m->program);
    free(m);
}

/* An ensemble of it: start and rate vary, the stock and the time are reported. */
enum { REPORTS = 4, PROBABILITIES = 5 }; /* steps 0, 4, 8 and 10 */
static const double probabilities[PROBABILITIES] = {0.05, 0.25, 0.5, 0.9, 1};
static const uint32_t each[SMALL_PARAMETERS] = {START, RATE, SPARE};
static const double fixed[SMALL_PARAMETERS] = {100, 1, 0.5};

typedef struct setting {
    small_model *model;
    en_varied varied[3];
    uint32_t outputs[SMALL_OUTPUTS];
    en_goal goals[2];
    en_ensemble ensemble;
} setting;

static inline en_varied vary_one(const uint32_t *parameter, en_distribution distribution, uint64_t stream)
{
    return (en_varied){
        .parameters = parameter, .parameter_count = 1, .distribution = distribution, .stream = stream};
}

static inline setting *set(void)
{
    setting *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->model = small_model_make();
    s->varied[0] = vary_one(&each[START], (en_distribution){.kind = EN_UNIFORM, .a = 90, .b = 110}, 11);
    s->varied[1] = vary_one(&each[RATE], (en_distribution){.kind = EN_NORMAL, .a = 2, .b = 3}, 12);
    s->outputs[0] = STOCK;
    s->outputs[1] = CLOCK;
    s->ensemble = (en_ensemble){.simulation = &s->model->simulation,
                                .parameters = fixed,
                                .varied = s->varied,
                                .varied_count = 2,
                                .outputs = s->outputs,
                                .output_count = 2,
                                .probabilities = probabilities,
                                .probability_count = PROBABILITIES,
                                .goals = s->goals,
                                .runs = 1000};
    return s;
}

static inline void unset(setting *s)
{
    small_model_free(s->model);
    free(s);
}

/* Everything that an ensemble tells. */
static inline void check_same_bytes(const en_ensemble_result *a, const en_ensemble_result *b)
{
    size_t cells = (size_t)a->outputs * a->reports;
    assert_int_equal(a->approximate, b->approximate);
    assert_true(a->runs == b->runs && a->failed == b->failed && a->failures_listed == b->failures_listed);
    assert_memory_equal(a->mean, b->mean, cells * sizeof(double));
    assert_memory_equal(a->sd, b->sd, cells * sizeof(double));
    assert_memory_equal(a->least, b->least, cells * sizeof(double));
    assert_memory_equal(a->most, b->most, cells * sizeof(double));
    assert_memory_equal(a->quantile, b->quantile, cells * a->probabilities * sizeof(double));
    for (uint32_t k = 0; k < a->failures_listed; k++)
        assert_true(a->failures[k].run == b->failures[k].run &&
                    a->failures[k].report == b->failures[k].report);
    for (uint32_t g = 0; g < a->goals; g++) {
        assert_true(a->goal[g].met == b->goal[g].met);
        assert_memory_equal(a->goal[g].first, b->goal[g].first, a->reports * sizeof(uint64_t));
    }
}

/* Refused by this rule alone, about this row, column and value. */
static inline void check_refused(const en_ensemble *e, en_status status, en_word rule, uint64_t row,
                                 const char *column, const char *value)
{
    en_report report = en_report_make(NULL);
    en_ensemble_result r;
    assert_int_equal(en_ensemble_run(e, NULL, &report, &r), status);
    assert_int_equal(report.kept, 1);
    assert_int_equal(report.problems[0].rule, rule);
    assert_int_equal(report.problems[0].where.row, row);
    if (column) check_str(report.problems[0].where.column, column);
    if (value) check_str(report.problems[0].where.value, value);
    en_ensemble_free(&r);
    en_report_free(&report);
}

#endif
