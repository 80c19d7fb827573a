/* enishi plan plot: tables of `plan run` as pictures. */
#include "plan_command.h"

#include "cli_ledger.h"
#include "outfile.h"
#include "plan_picture.h"
#include "reading_options.h"

enum { INPUTS = CLI_MOST_ARGUMENTS + 3 };

static en_status say_written(cli *c, const en_plot_left *left)
{
    const char *out = cli_value(c, "output");
    en_text text = en_text_make(NULL);
    if (c->json) {
        en_json json = en_json_to(&text);
        en_json_open(&json, '{');
        en_json_key_text(&json, "out", out);
        en_json_key_int(&json, "left_out", (int64_t)(left->variables + left->bars));
        en_json_close(&json, '}');
        return cli_print(c, &text);
    }
    en_arg written = en_arg_text("out", out);
    en_arg variables = en_arg_int("count", (int64_t)left->variables);
    en_arg bars = en_arg_int("count", (int64_t)left->bars);
    if (!c->quiet) plan_add_line(&text, c, EN_W_MATCH_WRITTEN, 1, &written);
    if (!c->quiet && left->variables) plan_add_line(&text, c, EN_W_CLI_PLAN_PLOT_LEFT_OUT, 1, &variables);
    if (!c->quiet && left->bars) plan_add_line(&text, c, EN_W_CLI_PLAN_PLOT_MORE_BARS, 1, &bars);
    return cli_print(c, &text);
}

static size_t list_inputs(const cli *c, const char *inputs[INPUTS])
{
    size_t n = 0;
    for (; n < c->argument_count; n++) inputs[n] = c->arguments[n];
    inputs[n++] = cli_value(c, "target");
    inputs[n++] = cli_value(c, "data");
    inputs[n++] = cli_value(c, "names");
    return n;
}

static en_status write_picture(cli *c, const en_text *svg)
{
    const char *inputs[INPUTS];
    size_t input_count = list_inputs(c, inputs);
    en_outfile file = {0};
    en_status status =
        en_outfile_write(cli_value(c, "output"), inputs, input_count, en_text_str(svg), c->report, &file);
    if (status == EN_OK) status = en_outfile_commit(&file, c->report);
    en_outfile_end(&file);
    return status;
}

static en_status draw(cli *c, const en_table_options *reading, const en_plan_names *labels)
{
    const char *records[CLI_MOST_LISTED], *titles[CLI_MOST_LISTED];
    en_plan_source results[CLI_MOST_ARGUMENTS];
    en_plot_left left = {0};
    uint64_t top = 0;
    for (size_t i = 0; i < c->argument_count; i++) results[i] = (en_plan_source){c->arguments[i], *reading};
    en_status status = plan_take_whole(c, "top", 1, EN_CHART_MOST_MARKS, &top);
    if (status != EN_OK) return status;
    en_plot_ask ask = {.results = results,
                       .result_count = c->argument_count,
                       .target = {cli_value(c, "target"), *reading},
                       .history = {cli_value(c, "data"), *reading},
                       .workspace = cli_workspace(c),
                       .records = records,
                       .record_count = cli_list(c, "columns", records),
                       .titles = titles,
                       .title_count = cli_list(c, "label", titles),
                       .top = (size_t)top,
                       .labels = labels,
                       .language = c->language,
                       .width = EN_CHART_USUAL_WIDTH};
    en_text svg = en_text_make(NULL);
    status = en_plan_picture(&ask, &c->context, c->report, &svg, &left);
    if (status == EN_OK) status = write_picture(c, &svg);
    en_text_free(&svg);
    return status == EN_OK ? say_written(c, &left) : status;
}

static en_status check_place(cli *c)
{
    const char *inputs[INPUTS];
    size_t input_count = list_inputs(c, inputs);
    return en_plan_place_check(EN_OUTPUT_PICTURE, cli_value(c, "output"), cli_flag(c, "force"), inputs,
                               input_count, c->report);
}

en_status cli_run_plan_plot(cli *c)
{
    en_table_options reading;
    en_plan_names names;
    en_arena arena = en_arena_make(NULL);
    const char *table = cli_value(c, "names");
    if (!cli_value(c, "output")) return cli_misuse(c, EN_W_CLI_TOO_FEW_ARGUMENTS, c->command->usage);
    en_status status = cli_reading(c, &reading);
    if (status == EN_OK) status = check_place(c);
    if (status == EN_OK && table)
        status = en_plan_names_read((en_plan_source){table, reading}, &c->context, &arena, c->report, &names);
    if (status == EN_OK) status = draw(c, &reading, table ? &names : NULL);
    en_arena_free(&arena);
    return status;
}
