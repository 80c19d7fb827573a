/* A cup of tea that cools, with libenishi: a model is loaded, run once, and run a thousand times.
 *
 *     cc teacup.c $(pkg-config --cflags --libs enishi) && ./a.out
 */
#include <enishi/plan.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char text[] =
    "<xmile version='1.0' xmlns='http://docs.oasis-open.org/xmile/ns/XMILE/v1.0'>"
    "<header><vendor>enishi</vendor><product version='1'>example</product></header>"
    "<sim_specs time_units='Minutes'><start>0</start><stop>30</stop><dt>0.125</dt></sim_specs>"
    "<model><variables><stock name='Teacup Temperature'><eqn>180</eqn><outflow>heat loss</outflow></stock>"
    "<flow name='heat loss'><eqn>(Teacup_Temperature - room) / time_to_cool</eqn></flow>"
    "<aux name='room'><eqn>70</eqn></aux><aux name='time to cool'><eqn>10</eqn></aux>"
    "</variables></model></xmile>";

/* What went wrong, as programs print it. */
static void print_problems(const en_model_report *report)
{
    char line[512];
    size_t size;
    for (size_t i = 0; i < en_model_report_count(report, NULL, NULL); i++)
        if (en_model_report_say(report, i, EN_MODEL_ENGLISH, true, line, sizeof line, &size) == EN_OK)
            printf("%s\n", line);
}

static en_status run_once(const en_model *model, en_model_report *report)
{
    uint32_t column, count;
    uint64_t rows;
    en_status status = en_model_find(model, "Teacup Temperature", NULL, report, &column, &count);
    if (status == EN_OK) status = en_model_rows(model, 10, NULL, report, &rows);
    if (status != EN_OK) return status;
    const en_model_set warm = {.name = "room", .value = 72};
    const en_model_ask ask = {
        .sets = &warm, .set_count = 1, .columns = &column, .column_count = 1, .save_step = 10};
    double *times = calloc(rows, sizeof *times), *values = calloc(rows, sizeof *values);
    status = times && values ? en_model_run(model, &ask, NULL, report, times, values) : EN_ERR_MEMORY;
    for (uint64_t i = 0; i < rows && status == EN_OK; i++)
        printf("after %2.0f minutes: %.2f\n", times[i], values[i]);
    free(times);
    free(values);
    return status;
}

static en_status run_many(const en_model *model, en_model_report *report)
{
    const en_model_vary vary = {.name = "time to cool", .distribution = EN_MODEL_UNIFORM, .a = 8, .b = 12};
    const en_model_target warm = {.variable = "Teacup Temperature", .time = 30, .value = 75};
    const double percents[] = {5, 95};
    const uint32_t column = 0;
    const en_model_many many = {.ask = {.columns = &column, .column_count = 1, .save_step = 30, .seed = 1},
                                .runs = 1000,
                                .sampling = EN_MODEL_SOBOL,
                                .vary = &vary,
                                .vary_count = 1,
                                .percents = percents,
                                .percent_count = 2,
                                .targets = &warm,
                                .target_count = 1};
    en_model_fan fan;
    en_status status = en_model_run_many(model, &many, NULL, report, &fan);
    if (status != EN_OK) return status;
    size_t last = fan.rows - 1;
    printf("after %.0f minutes: %.1f on average, %.1f to %.1f in nine of ten runs\n", fan.times[last],
           fan.mean[last], fan.quantile[last * 2], fan.quantile[last * 2 + 1]);
    printf("at 75 degrees or above: %.0f %% of the runs\n", 100 * fan.outcomes[0].probability);
    en_model_fan_free(&fan);
    return EN_OK;
}

int main(void)
{
    en_model_report *report = NULL;
    en_model *model = NULL;
    en_status status = en_model_report_make(NULL, &report);
    if (status == EN_OK) status = en_model_load(text, strlen(text), "teacup.xmile", NULL, report, &model);
    if (status == EN_OK) status = run_once(model, report);
    if (status == EN_OK) status = run_many(model, report);
    print_problems(report);
    en_model_free(model);
    en_model_report_free(report);
    return status == EN_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
