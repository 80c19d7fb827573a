/* Models through libenishi as another program has it: the public header, and the shared library. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <enishi/plan.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* A model with something of every kind: an array, a module, a macro, a graphical function, a delay, a draw.
 */
static const char text[] =
    "<xmile version='1.0' xmlns='http://docs.oasis-open.org/xmile/ns/XMILE/v1.0'>"
    "<header><vendor>t</vendor><name>Small</name><product version='1'>t</product></header>"
    "<sim_specs method='rk4' time_units='Year'><start>0</start><stop>4</stop><dt>0.5</dt></sim_specs>"
    "<dimensions><dim name='d'><elem name='a'/><elem name='b'/></dim></dimensions>"
    "<macro name='DOUBLE'><eqn>2 * v</eqn><parm>v</parm></macro>"
    "<model><variables>"
    "<stock name='s'><eqn>10</eqn><inflow>f</inflow><units>Person</units></stock>"
    "<flow name='f'><eqn>DOUBLE(rate) * DELAY3(s, 2) + SUM(x)</eqn></flow>"
    "<aux name='rate'><eqn>0.1</eqn><range min='0' max='1'/></aux>"
    "<aux name='x'><dimensions><dim name='d'/></dimensions><eqn>level / 2</eqn></aux>"
    "<aux name='level'><eqn>TIME</eqn><gf><xscale min='0' max='4'/><ypts>1,2,4,3</ypts></gf></aux>"
    "<aux name='noise'><eqn>RANDOM(0, 1)</eqn></aux>"
    "<module name='m'><connect to='m.i' from='s'/></module></variables></model>"
    "<model name='m'><variables><aux name='i' access='input'><eqn>0</eqn></aux>"
    "<aux name='o'><eqn>i * 2</eqn></aux></variables></model></xmile>";

static const char wrong[] =
    "<xmile version='1.0' xmlns='http://docs.oasis-open.org/xmile/ns/XMILE/v1.0'>\n"
    "<header><vendor>t</vendor><product version='1'>t</product></header>\n"
    "<sim_specs><start>0</start><stop>4</stop><dt>1</dt></sim_specs>\n<model><variables>\n"
    "<aux name='a'><eqn>1 + nobody</eqn></aux>\n<aux name='b'><eqn>b</eqn></aux></variables></model></xmile>";

enum { ROWS = 9, RUNS = 100 };

static en_model *load(const char *of, const en_context *context)
{
    en_model *model = NULL;
    assert_int_equal(en_model_load(of, strlen(of), "m.xmile", context, NULL, &model), EN_OK);
    return model;
}

static uint32_t column_of(const en_model *model, const char *name)
{
    uint32_t first, count;
    assert_int_equal(en_model_find(model, name, NULL, NULL, &first, &count), EN_OK);
    assert_int_equal(count, 1);
    return first;
}

/* ---- contents */

static void contents__are_those_of_the_model(void **state)
{
    (void)state;
    en_model *model = load(text, NULL);
    const en_model_contents *c = en_model_contents_of(model);
    assert_string_equal(c->name, "Small");
    assert_string_equal(c->time_units, "Year");
    assert_true(c->start == 0 && c->stop == 4 && c->dt == 0.5 && c->save_step == 0.5);
    assert_int_equal(c->method, EN_MODEL_RK4);
    static const char *const names[] = {"s", "f", "rate", "x", "level", "noise", "m.i", "m.o"};
    static const char *const columns[] = {"s", "f", "rate", "x[a]", "x[b]", "level", "noise", "m.i", "m.o"};
    assert_int_equal(c->variable_count, sizeof names / sizeof *names);
    assert_int_equal(c->column_count, sizeof columns / sizeof *columns);
    for (uint32_t i = 0; i < c->variable_count; i++) assert_string_equal(c->variables[i].name, names[i]);
    for (uint32_t i = 0; i < c->column_count; i++) assert_string_equal(c->columns[i].name, columns[i]);
    assert_int_equal(c->variables[0].kind, EN_MODEL_STOCK);
    assert_int_equal(c->variables[1].kind, EN_MODEL_FLOW);
    assert_string_equal(c->variables[0].units, "Person");
    const en_model_variable *rate = &c->variables[2], *x = &c->variables[3];
    assert_true(rate->constant && rate->low == 0 && rate->high == 1 &&
                c->columns[rate->first].constant == 0.1);
    assert_true(x->rank == 1 && x->count == 2 && x->first == 3 && x->dimensions[0] == 0 && !x->constant);
    assert_true(c->variables[4].curve && c->variables[6].input && !c->variables[6].constant);
    assert_int_equal(c->dimension_count, 1);
    assert_string_equal(c->dimensions[0].elements[1], "b");
    en_model_free(model);
}

static void find__tells_elements_and_refuses_what_has_no_value(void **state)
{
    (void)state;
    en_model *model = load(text, NULL);
    uint32_t first = 99, count = 99;
    assert_int_equal(en_model_find(model, "X", NULL, NULL, &first, &count), EN_OK);
    assert_true(first == 3 && count == 2);
    assert_int_equal(en_model_find(model, "m.I", NULL, NULL, &first, &count), EN_OK);
    assert_true(first == 7 && count == 1);
    static const char *const none[] = {"nobody", "m", "x[c]", "level.y", "", "DOUBLE"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(en_model_find(model, none[i], NULL, NULL, &first, &count), EN_ERR_INPUT);
    assert_int_equal(en_model_find(model, NULL, NULL, NULL, &first, &count), EN_ERR_USAGE);
    assert_true(first == 7 && count == 1);
    en_model_free(model);
}

/* ---- problems */

static void problems__have_their_place_and_words_in_three_languages(void **state)
{
    (void)state;
    en_model_report *report;
    assert_int_equal(en_model_report_make(NULL, &report), EN_OK);
    en_model *model = load(wrong, NULL);
    assert_int_equal(en_model_check(model, false, NULL, report), EN_ERR_INPUT);
    uint64_t errors, warnings;
    assert_int_equal(en_model_report_count(report, &errors, &warnings), 2);
    assert_true(errors == 2 && warnings == 0);
    en_model_problem problem;
    assert_int_equal(en_model_report_get(report, 0, &problem), EN_OK);
    assert_true(problem.error && problem.line == 5 && problem.column > 0);
    assert_string_equal(problem.source, "m.xmile");
    assert_string_equal(problem.about, "a");
    assert_string_equal(problem.value, "nobody");
    char said[3][256];
    size_t size;
    for (int k = 0; k < 3; k++)
        assert_int_equal(en_model_report_say(report, 0, (en_model_language)k, false, said[k], 256, &size),
                         EN_OK);
    assert_true(strcmp(said[0], said[1]) != 0 && strcmp(said[1], said[2]) != 0);
    char cut[8];
    assert_int_equal(en_model_report_say(report, 0, EN_MODEL_ENGLISH, true, cut, sizeof cut, &size), EN_OK);
    assert_string_equal(cut, "m.xmile");
    assert_true(size > strlen(said[0]));
    assert_int_equal(en_model_report_say(report, 0, EN_MODEL_ENGLISH, true, NULL, 0, &size), EN_OK);
    assert_int_equal(en_model_report_say(report, 2, EN_MODEL_ENGLISH, true, NULL, 0, &size), EN_ERR_USAGE);
    assert_int_equal(en_model_report_say(report, 0, (en_model_language)3, true, NULL, 0, &size),
                     EN_ERR_USAGE);
    assert_int_equal(en_model_report_get(report, 2, &problem), EN_ERR_USAGE);
    en_model_free(model);
    en_model_report_free(report);
}

static void problems__are_told_again_by_every_call(void **state)
{
    (void)state;
    en_model *model = load(wrong, NULL);
    for (int k = 0; k < 3; k++) {
        en_model_report *report;
        assert_int_equal(en_model_report_make(NULL, &report), EN_OK);
        assert_int_equal(en_model_check(model, false, NULL, report), EN_ERR_INPUT);
        assert_int_equal(en_model_report_count(report, NULL, NULL), 2);
        en_model_report_free(report);
    }
    en_model_free(model);
}

static void load__refuses_what_is_no_model(void **state)
{
    (void)state;
    static const char *const none[] = {"", "<", "text", "<xmile", "<a/>", "\xff\xfe"};
    en_model *model = NULL;
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        en_model_report *report;
        assert_int_equal(en_model_report_make(NULL, &report), EN_OK);
        assert_int_equal(en_model_load(none[i], strlen(none[i]), NULL, NULL, report, &model), EN_ERR_INPUT);
        assert_true(en_model_report_count(report, NULL, NULL) > 0);
        en_model_report_free(report);
    }
    assert_int_equal(en_model_load(NULL, 0, NULL, NULL, NULL, &model), EN_ERR_USAGE);
    assert_null(model);
}

/* ---- runs */

static void run__gives_times_by_columns_and_repeats_itself(void **state)
{
    (void)state;
    en_model *model = load(text, NULL);
    uint64_t rows;
    assert_int_equal(en_model_rows(model, 0, NULL, NULL, &rows), EN_OK);
    assert_int_equal(rows, ROWS);
    const uint32_t columns[] = {column_of(model, "m.o"), column_of(model, "s"), column_of(model, "noise")};
    const en_model_ask ask = {.columns = columns, .column_count = 3, .seed = 5};
    double times[ROWS], values[3 * ROWS], again[3 * ROWS];
    for (int k = 0; k < 20; k++) {
        assert_int_equal(en_model_run(model, &ask, NULL, NULL, times, k ? again : values), EN_OK);
        if (k) assert_memory_equal(again, values, sizeof values);
    }
    for (int i = 0; i < ROWS; i++) {
        assert_true(times[i] == i * 0.5);
        assert_true(values[3 * i] == 2 * values[3 * i + 1]);
        assert_true(values[3 * i + 2] > 0 && values[3 * i + 2] < 1);
    }
    assert_true(values[1] == 10 && values[4] > 10);
    en_model_free(model);
}

static void run__takes_what_is_set(void **state)
{
    (void)state;
    en_model *model = load(text, NULL);
    const en_model_set sets[] = {{.name = "s", .value = 20},
                                 {.name = "rate", .value = 0.5, .bounded = true, .from = 1, .to = 2},
                                 {.name = "level.y", .value = 0}};
    const uint32_t columns[] = {column_of(model, "s"), column_of(model, "rate"), column_of(model, "level")};
    const en_model_ask ask = {.sets = sets, .set_count = 3, .columns = columns, .column_count = 3};
    double times[ROWS], values[3 * ROWS];
    assert_int_equal(en_model_run(model, &ask, NULL, NULL, times, values), EN_OK);
    assert_true(values[0] == 20);
    for (int i = 0; i < ROWS; i++) {
        assert_true(values[3 * i + 1] == (i >= 2 && i <= 4 ? 0.5 : 0.1));
        assert_true(values[3 * i + 2] == 0);
    }
    en_model_free(model);
}

static void run__refuses_and_leaves_the_arrays(void **state)
{
    (void)state;
    en_model *model = load(text, NULL);
    const uint32_t no_column = en_model_contents_of(model)->column_count;
    const en_model_set computed = {.name = "f", .value = 1}, nobody = {.name = "nobody", .value = 1},
                       turned = {.name = "rate", .bounded = true, .from = 2, .to = 1},
                       not_finite = {.name = "rate", .value = 1.0 / 0.0}, unnamed = {0};
    const struct {
        en_model_ask ask;
        en_status status;
    } asked[] = {{{.columns = &no_column, .column_count = 1}, EN_ERR_USAGE},
                 {{.save_step = -1}, EN_ERR_USAGE},
                 {{.set_count = 1}, EN_ERR_USAGE},
                 {{.sets = &unnamed, .set_count = 1}, EN_ERR_USAGE},
                 {{.save_step = 0.3}, EN_ERR_INPUT},
                 {{.sets = &computed, .set_count = 1}, EN_ERR_INPUT},
                 {{.sets = &nobody, .set_count = 1}, EN_ERR_INPUT},
                 {{.sets = &turned, .set_count = 1}, EN_ERR_INPUT},
                 {{.sets = &not_finite, .set_count = 1}, EN_ERR_INPUT}};
    double times[ROWS] = {-1}, values[9 * ROWS] = {-1};
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++)
        assert_int_equal(en_model_run(model, &asked[i].ask, NULL, NULL, times, values), asked[i].status);
    assert_true(times[0] == -1 && values[0] == -1);
    en_model_free(model);
}

/* ---- many runs */

static const en_model_vary varied[] = {
    {.name = "rate", .distribution = EN_MODEL_PERT, .a = 0, .b = 0.1, .c = 0.3},
    {.name = "s", .distribution = EN_MODEL_NORMAL, .a = 10, .b = 1}};
static const en_model_correlation pair = {"rate", "s", 0.5};
static const en_model_target target = {.variable = "s", .time = 4, .value = 20};
static const double percents[] = {5, 50, 95};

static en_model_many many_runs(void)
{
    return (en_model_many){.runs = RUNS,
                           .ask.seed = 3,
                           .sampling = EN_MODEL_LATIN_HYPERCUBE,
                           .vary = varied,
                           .vary_count = 2,
                           .correlations = &pair,
                           .correlation_count = 1,
                           .percents = percents,
                           .percent_count = 3,
                           .targets = &target,
                           .target_count = 1,
                           .rank_by = "s"};
}

static void many__give_quantiles_targets_and_a_ranking(void **state)
{
    (void)state;
    en_model *model = load(text, NULL);
    en_model_many many = many_runs();
    en_model_fan fan;
    assert_int_equal(en_model_run_many(model, &many, NULL, NULL, &fan), EN_OK);
    en_model_free(model); /* which the fan does not need */
    assert_true(fan.runs == RUNS && fan.failed == 0 && fan.rows == ROWS && fan.columns == 9 &&
                fan.quantiles == 3);
    for (size_t cell = 0; cell < fan.columns * fan.rows; cell++) {
        const double *q = &fan.quantile[3 * cell];
        assert_true(fan.least[cell] <= q[0] && q[0] <= q[1] && q[1] <= q[2] && q[2] <= fan.most[cell]);
    }
    assert_true(fan.sd[2 * ROWS] > 0);
    const en_model_outcome *o = &fan.outcomes[0];
    assert_true(o->probability == (double)o->met / RUNS && o->met + o->never <= RUNS && o->met > 0);
    assert_int_equal(fan.effect_count, 2);
    assert_true(fan.r_squared > 0.5 && fan.r_squared <= 1 + 1e-9);
    assert_true(strcmp(fan.effects[0].name, "rate") == 0 || strcmp(fan.effects[1].name, "rate") == 0);
    en_model_fan_free(&fan);
    assert_null(fan.memory);
    en_model_fan_free(&fan);
}

static void many__refuse_what_is_outside_of_the_header(void **state)
{
    (void)state;
    en_model *model = load(text, NULL);
    const double percent = 101;
    const en_model_vary unnamed = {.distribution = EN_MODEL_UNIFORM},
                        none = {.name = "rate", .distribution = EN_MODEL_CHOICE},
                        input = {.name = "m.i", .distribution = EN_MODEL_UNIFORM, .b = 1};
    en_model_many asked[10];
    for (size_t i = 0; i < 10; i++) asked[i] = many_runs();
    asked[0].percents = &percent;
    asked[0].percent_count = 1;
    asked[1].vary = NULL;
    asked[2].sampling = (en_model_sampling)3;
    asked[3].ranking = (en_model_ranking)3;
    asked[4].vary = &unnamed;
    asked[4].vary_count = 1;
    asked[5].vary_count = asked[5].correlation_count = 0; /* nothing to rank */
    asked[6].runs = 0;
    asked[7].vary = &none;
    asked[7].vary_count = 1;
    asked[8].vary = &input;
    asked[8].vary_count = 1;
    asked[9].rank_by = "nobody";
    en_model_fan fan = {.runs = 77};
    for (size_t i = 0; i < 10; i++)
        assert_int_equal(en_model_run_many(model, &asked[i], NULL, NULL, &fan),
                         i < 6 ? EN_ERR_USAGE : EN_ERR_INPUT);
    asked[0] = many_runs();
    asked[0].memory = 1;
    assert_int_equal(en_model_run_many(model, &asked[0], NULL, NULL, &fan), EN_ERR_LIMIT);
    assert_int_equal(fan.runs, 77);
    en_model_free(model);
}

/* ---- cancelling and threads */

typedef struct stopping {
    en_flag *flag;
    uint64_t after, told;
} stopping;

static void stop_after(void *user, uint64_t done, uint64_t total)
{
    stopping *s = user;
    assert_true(done <= total);
    if (++s->told > s->after) *s->flag = true;
}

static void cancelling__ends_a_run_and_many(void **state)
{
    (void)state;
    en_model *model = load(text, NULL);
    en_flag flag = false;
    stopping s = {.flag = &flag};
    const en_context context = {.cancel = &flag, .progress = stop_after, .progress_user = &s};
    double times[ROWS] = {-1}, values[9 * ROWS] = {-1};
    const en_model_ask ask = {0};
    assert_int_equal(en_model_run(model, &ask, &context, NULL, times, values), EN_ERR_CANCELLED);
    assert_true(times[0] == -1 && values[0] == -1);
    flag = false;
    s.after = 3;
    s.told = 0;
    en_model_many many = many_runs();
    many.runs = 10000000;
    many.rank_by = NULL;
    en_model_fan fan = {.runs = 77};
    assert_int_equal(en_model_run_many(model, &many, &context, NULL, &fan), EN_ERR_CANCELLED);
    assert_true(s.told < 100 && fan.runs == 77);
    en_model_free(model);
}

enum { THREADS = 4 };

typedef struct share {
    const en_model *models[2];
    double values[THREADS][9 * ROWS];
    double means[THREADS][9 * ROWS];
    en_status status[THREADS];
    size_t count;
} share;

static void work(share *s, size_t k)
{
    double times[ROWS];
    const en_model_ask ask = {.seed = 3};
    const en_model_many many = many_runs();
    en_model_fan fan;
    for (int i = 0; i < 10; i++) {
        s->status[k] = en_model_run(s->models[k % 2], &ask, NULL, NULL, times, s->values[k]);
        if (s->status[k] == EN_OK)
            s->status[k] = en_model_run_many(s->models[k % 2], &many, NULL, NULL, &fan);
        if (s->status[k] != EN_OK) return;
        memcpy(s->means[k], fan.mean, sizeof s->means[k]);
        en_model_fan_free(&fan);
    }
}

typedef struct worker {
    share *share;
    size_t k;
} worker;

static void *work_on(void *arg)
{
    const worker *w = arg;
    work(w->share, w->k);
    return NULL;
}

static void models__run_on_many_threads_at_once(void **state)
{
    (void)state;
    share *s = calloc(1, sizeof *s);
    assert_non_null(s);
    en_model *first = load(text, NULL), *second = load(text, NULL);
    s->models[0] = first;
    s->models[1] = second;
    pthread_t threads[THREADS];
    worker workers[THREADS];
    for (size_t k = 0; k < THREADS; k++) {
        workers[k] = (worker){s, k};
        assert_int_equal(pthread_create(&threads[k], NULL, work_on, &workers[k]), 0);
    }
    for (size_t k = 0; k < THREADS; k++) assert_int_equal(pthread_join(threads[k], NULL), 0);
    for (size_t k = 0; k < THREADS; k++) {
        assert_int_equal(s->status[k], EN_OK);
        assert_memory_equal(s->values[k], s->values[0], sizeof s->values[0]);
        assert_memory_equal(s->means[k], s->means[0], sizeof s->means[0]);
    }
    en_model_free(first);
    en_model_free(second);
    free(s);
}

/* Each task on a thread of its own, the last begun first. */
typedef struct task_call {
    void (*task)(void *arg, size_t index);
    void *arg;
    size_t index;
} task_call;

static void *do_task(void *arg)
{
    const task_call *call = arg;
    call->task(call->arg, call->index);
    return NULL;
}

static void run_backwards(void *user, void (*task)(void *arg, size_t index), void *arg, size_t count)
{
    (void)user;
    enum { MOST = 256 };
    assert_true(count <= MOST);
    pthread_t threads[MOST];
    task_call calls[MOST];
    for (size_t i = count; i-- > 0;) {
        calls[i] = (task_call){task, arg, i};
        assert_int_equal(pthread_create(&threads[i], NULL, do_task, &calls[i]), 0);
    }
    for (size_t i = 0; i < count; i++) assert_int_equal(pthread_join(threads[i], NULL), 0);
}

static void many__are_the_same_for_any_executor(void **state)
{
    (void)state;
    en_model *model = load(text, NULL);
    en_model_many many = many_runs();
    many.runs = 1000;
    const en_executor executor = {.width = 5, .run = run_backwards};
    const en_context context = {.executor = &executor};
    en_model_fan alone, together;
    assert_int_equal(en_model_run_many(model, &many, NULL, NULL, &alone), EN_OK);
    assert_int_equal(en_model_run_many(model, &many, &context, NULL, &together), EN_OK);
    assert_memory_equal(alone.mean, together.mean, 9 * ROWS * sizeof(double));
    assert_memory_equal(alone.sd, together.sd, 9 * ROWS * sizeof(double));
    assert_memory_equal(alone.quantile, together.quantile, 3 * 9 * ROWS * sizeof(double));
    assert_int_equal(alone.outcomes[0].met, together.outcomes[0].met);
    en_model_fan_free(&alone);
    en_model_fan_free(&together);
    en_model_free(model);
}

/* ---- lack of memory */

typedef struct purse {
    size_t left; /* allocations that are let through */
    size_t held; /* blocks that are not given back */
} purse;

static void *resize(void *user, void *block, size_t size)
{
    purse *p = user;
    if (size == 0) {
        p->held -= block != NULL;
        free(block);
        return NULL;
    }
    if (p->left == 0) return NULL;
    p->left--;
    void *more = realloc(block, size);
    p->held += more && !block;
    return more;
}

/* All that there is, once; the first status that is not fine. */
static en_status do_all(const en_context *context, const char *of, en_status *refused)
{
    en_model_report *report = NULL;
    en_model *model = NULL;
    en_model_fan fan = {0};
    uint32_t first, count;
    double times[ROWS], values[9 * ROWS];
    const en_model_set set = {.name = "rate", .value = 0.2}, nobody = {.name = "nobody", .value = 1};
    const en_model_ask ask = {.sets = &set, .set_count = 1}, bad = {.sets = &nobody, .set_count = 1};
    const en_model_many many = many_runs();
    en_status status = en_model_report_make(context, &report);
    if (status == EN_OK) status = en_model_load(of, strlen(of), "m.xmile", context, report, &model);
    if (status == EN_OK) status = en_model_check(model, false, context, report);
    if (status == EN_OK) status = en_model_find(model, "x[a]", context, report, &first, &count);
    if (status == EN_OK) status = en_model_run(model, &ask, context, report, times, values);
    if (status == EN_OK) *refused = en_model_run(model, &bad, context, report, times, values);
    if (status == EN_OK) status = en_model_run_many(model, &many, context, report, &fan);
    en_model_fan_free(&fan);
    en_model_free(model);
    en_model_report_free(report);
    return status;
}

static void memory__whichever_allocation_is_refused_says_so_and_leaks_nothing(void **state)
{
    (void)state;
    purse p = {.left = SIZE_MAX};
    const en_allocator allocator = {&p, resize};
    const en_context context = {.allocator = &allocator};
    en_status refused = EN_OK;
    assert_int_equal(do_all(&context, text, &refused), EN_OK);
    assert_int_equal(refused, EN_ERR_INPUT);
    assert_int_equal(p.held, 0);
    size_t all = SIZE_MAX - p.left;
    assert_true(all > 100);
    for (size_t n = 0; n < all; n++) {
        p = (purse){.left = n};
        refused = EN_OK;
        en_status status = do_all(&context, text, &refused);
        assert_true(status == EN_ERR_MEMORY || refused == EN_ERR_MEMORY);
        assert_int_equal(p.held, 0);
    }
    p = (purse){.left = SIZE_MAX};
    assert_int_equal(do_all(&context, wrong, &refused), EN_ERR_INPUT);
    assert_int_equal(p.held, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contents__are_those_of_the_model),
        cmocka_unit_test(find__tells_elements_and_refuses_what_has_no_value),
        cmocka_unit_test(problems__have_their_place_and_words_in_three_languages),
        cmocka_unit_test(problems__are_told_again_by_every_call),
        cmocka_unit_test(load__refuses_what_is_no_model),
        cmocka_unit_test(run__gives_times_by_columns_and_repeats_itself),
        cmocka_unit_test(run__takes_what_is_set),
        cmocka_unit_test(run__refuses_and_leaves_the_arrays),
        cmocka_unit_test(many__give_quantiles_targets_and_a_ranking),
        cmocka_unit_test(many__refuse_what_is_outside_of_the_header),
        cmocka_unit_test(cancelling__ends_a_run_and_many),
        cmocka_unit_test(models__run_on_many_threads_at_once),
        cmocka_unit_test(many__are_the_same_for_any_executor),
        cmocka_unit_test(memory__whichever_allocation_is_refused_says_so_and_leaks_nothing),
    };
    return cmocka_run_group_tests_name("plan", tests, NULL, NULL);
}
