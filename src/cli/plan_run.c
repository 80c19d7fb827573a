/* enishi plan run: one run of a model, printed or written. Many runs: plan_ensemble.c. */
#include "plan_command.h"

#include "plan_futures_write.h"

#include <unistd.h>

static void add_json_numbers(en_json *json, const double *values, size_t count, size_t stride)
{
    en_json_open(json, '[');
    for (size_t i = 0; i < count; i++) {
        double value = values[i * stride];
        if (value - value == 0) en_json_real(json, value);
        else en_json_null(json);
    }
    en_json_close(json, ']');
}

static void add_json_table(en_json *json, const en_run_table *table)
{
    en_json_key(json, "time");
    add_json_numbers(json, table->times, table->rows, 1);
    en_json_key(json, "variables");
    en_json_open(json, '[');
    for (size_t k = 0; k < table->columns; k++) {
        en_json_open(json, '{');
        en_json_key_str(json, "name", table->names[k]);
        en_json_key(json, "values");
        add_json_numbers(json, table->values + k, table->rows, table->columns);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
}

static void add_summary(en_text *text, const cli *c, const plan_options *o, const en_plan_run *run)
{
    en_arg args[] = {en_arg_text("out", o->output), en_arg_int("rows", (int64_t)run->table.rows),
                     en_arg_int("columns", (int64_t)run->table.columns)};
    plan_add_line(text, c, EN_W_CLI_PLAN_WRITTEN, 3, args);
}

/* The seed of a run that draws, where standard output holds the result alone. */
static void say_seed(const cli *c, const plan_options *o, const en_plan_run *run, FILE *to)
{
    if (!run->random || c->quiet || c->json) return;
    fprintf(to, "%s %llu\n", en_word_template(c->language, EN_W_CLI_PLAN_SEED), (unsigned long long)o->seed);
}

static en_status print_run(cli *c, const plan_options *o, const en_plan_run *run, const en_history_fits *fits)
{
    en_text text = en_text_make(NULL), said = en_text_make(NULL);
    bool bare = !o->output && !isatty(STDOUT_FILENO); /* standard output holds the table alone */
    if (c->json) {
        en_json json = en_json_to(&text);
        en_json_open(&json, '{');
        if (o->output) en_json_key_text(&json, "out", o->output);
        en_json_key_int(&json, "rows", (int64_t)run->table.rows);
        en_json_key_int(&json, "columns", (int64_t)run->table.columns);
        if (run->random) en_json_key_int(&json, "seed", (int64_t)o->seed);
        if (o->data) plan_add_fits_json(&json, fits);
        if (!o->output) add_json_table(&json, &run->table);
        en_json_close(&json, '}');
        return cli_print(c, &text);
    }
    say_seed(c, o, run, o->output ? stdout : stderr);
    if (o->output && !c->quiet) add_summary(&text, c, o, run);
    else if (!o->output && !bare) plan_add_table(&text, c, &run->table);
    else if (!o->output) en_run_table_add(&text, &run->table);
    if (!bare && !c->quiet && fits->count) en_text_add_char(&text, '\n');
    if (!c->quiet) plan_add_fits(bare ? &said : &text, c, fits);
    if (said.size) fwrite(said.at, 1, said.size, stderr);
    text.failed = text.failed || said.failed;
    en_text_free(&said);
    return cli_print(c, &text);
}

/* The table without what only the history asked for. */
static en_status narrow(en_plan_run *run, size_t columns)
{
    en_run_table *table = &run->table;
    size_t cells;
    if (columns == table->columns) return EN_OK;
    if (!en_mul_size(columns, table->rows, &cells)) return EN_ERR_MEMORY;
    double *values = en_arena_raw(&run->arena, cells, sizeof *values);
    if (!values) return EN_ERR_MEMORY;
    for (size_t r = 0; r < table->rows; r++)
        memcpy(values + r * columns, table->values + r * table->columns, columns * sizeof *values);
    table->values = values;
    table->columns = columns;
    return EN_OK;
}

static en_status run_once(cli *c, en_planned *planned, const plan_options *o,
                          const en_plan_settings *settings, en_plan_columns columns)
{
    plan_history history;
    en_history_fits fits = {0};
    const char *inputs[PLAN_INPUTS];
    en_status status = plan_take_history(c, planned, o, columns, &history);
    if (status != EN_OK) return status;
    en_run_ask ask = {
        .settings = settings, .columns = history.columns.columns, .save_step = o->save_step, .seed = o->seed};
    en_plan_run run;
    status = en_planned_run(planned, &ask, &c->context, c->report, &run);
    if (status == EN_OK && o->data)
        status = en_history_fit_all(&history.rows, &history.columns, &run.table, NULL, &run.arena, &fits);
    if (status == EN_OK) status = narrow(&run, columns.count);
    plan_list_inputs(c, o, inputs);
    if (status == EN_OK && o->output)
        status = en_run_write(&run.table, o->data ? &fits : NULL, o->output, inputs, PLAN_INPUTS, c->report);
    if (status == EN_OK) status = print_run(c, o, &run, &fits);
    en_plan_run_free(&run);
    return status;
}

en_status cli_run_plan_run(cli *c)
{
    en_arena arena = en_arena_make(NULL);
    plan_options options;
    en_planned planned = {0};
    en_plan_settings settings;
    en_plan_columns columns;
    en_status status = plan_take_options(c, &arena, &options);
    if (status == EN_OK) status = en_planned_open(c->arguments[0], &c->context, c->report, &planned);
    if (status == EN_OK) {
        en_status stepped = plan_check_save_step(c, &options, &planned);
        en_status chosen =
            en_planned_choose(&planned, options.records, options.record_count, c->report, &columns);
        status = en_plan_settings_make(&planned, &options.from, &c->context, c->report, &settings);
        if (status == EN_OK) status = stepped != EN_OK ? stepped : chosen;
    }
    if (status == EN_OK)
        status = options.runs ? plan_run_ensemble(c, &planned, &options, &settings, columns)
                              : run_once(c, &planned, &options, &settings, columns);
    en_planned_close(&planned);
    en_arena_free(&arena);
    return status;
}
