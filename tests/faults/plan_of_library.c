/* plan_of_library MODEL: a model through libenishi, for the sweep that refuses each allocation: what expat,
 * utf8proc and the C library ask for as well, which no context's allocator sees. Prints what it computes; 5
 * and a word where memory is out. */
#include <enishi/plan.h>

#include <stdio.h>
#include <stdlib.h>

enum { MOST_BYTES = 1 << 16, OUT_OF_MEMORY = 5 };

static en_status print_run(const en_model *model, en_model_report *report)
{
    const en_model_set set = {.name = "rate", .value = 0.2};
    const en_model_ask ask = {.sets = &set, .set_count = 1};
    const uint32_t columns = en_model_contents_of(model)->column_count;
    uint64_t rows;
    en_status status = en_model_rows(model, 0, NULL, report, &rows);
    if (status != EN_OK) return status;
    double *times = calloc(rows, sizeof *times), *values = calloc(rows * columns, sizeof *values);
    status = times && values ? en_model_run(model, &ask, NULL, report, times, values) : EN_ERR_MEMORY;
    for (uint64_t i = 0; i < rows * columns && status == EN_OK; i++) printf("%.17g\n", values[i]);
    free(times);
    free(values);
    return status;
}

static en_status print_many(const en_model *model, en_model_report *report)
{
    const en_model_vary vary = {.name = "rate", .distribution = EN_MODEL_PERT, .b = 0.1, .c = 0.3};
    const en_model_target target = {.variable = "s", .time = 2, .value = 15};
    const en_model_many many = {
        .runs = 70, .vary = &vary, .vary_count = 1, .targets = &target, .target_count = 1, .rank_by = "s"};
    en_model_fan fan;
    en_status status = en_model_run_many(model, &many, NULL, report, &fan);
    if (status != EN_OK) return status;
    for (size_t i = 0; i < fan.rows * fan.columns; i++) printf("%.17g\n", fan.mean[i]);
    printf("%s %.17g %.17g\n", fan.effects[0].name, fan.effects[0].effect, fan.outcomes[0].probability);
    en_model_fan_free(&fan);
    return EN_OK;
}

static en_status compute(const char *bytes, size_t size)
{
    en_model_report *report = NULL;
    en_model *model = NULL;
    en_status status = en_model_report_make(NULL, &report);
    if (status == EN_OK) status = en_model_load(bytes, size, "m.xmile", NULL, report, &model);
    if (status == EN_OK) status = en_model_check(model, false, NULL, report);
    if (status == EN_OK) status = print_run(model, report);
    if (status == EN_OK) status = print_many(model, report);
    en_model_free(model);
    en_model_report_free(report);
    return status;
}

int main(int argc, char **argv)
{
    static char bytes[MOST_BYTES], output[MOST_BYTES], input[BUFSIZ];
    (void)setvbuf(stdout, output, _IOFBF, sizeof output);
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (!file) {
        fputs(argc == 2 ? "the model cannot be opened\n" : "plan_of_library MODEL\n", stderr);
        return OUT_OF_MEMORY;
    }
    (void)setvbuf(file, input, _IOFBF, sizeof input);
    en_status status = compute(bytes, fread(bytes, 1, sizeof bytes, file));
    fclose(file);
    if (status == EN_ERR_MEMORY) fputs("out of memory\n", stderr);
    return status == EN_OK ? EXIT_SUCCESS : status == EN_ERR_MEMORY ? OUT_OF_MEMORY : EXIT_FAILURE;
}
