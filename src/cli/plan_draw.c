/* enishi plan draw: a model as a picture: its diagram, or what flows in a period of a run. */
#include "plan_command.h"

#include "json.h"
#include "number.h"
#include "outfile.h"
#include "plan_diagram.h"
#include "plan_flows.h"
#include "reading.h"

/* What was asked for. Borrowed from the command line and the arena. */
typedef struct draw_options {
    plan_options plan; /* --set, --scenario, --force and --seed */
    double time;       /* of --flows */
    uint64_t view, width;
    en_plan_names names;
    bool has_names;
} draw_options;

/* Options that go with --flows, or without it, alone. */
static en_status check_together(cli *c)
{
    static const char *const of_flows[] = {"unit", "set", "scenario", "seed"}, *const of_diagram[] = {
                                                                                   "view", "group"};
    const char *values[CLI_MOST_LISTED];
    bool is_flows = cli_value(c, "flows") != NULL;
    for (size_t i = 0; i < sizeof of_flows / sizeof *of_flows && !is_flows; i++)
        if (cli_value(c, of_flows[i]) || cli_list(c, of_flows[i], values) > 0)
            return cli_misuse(c, EN_W_CLI_PLAN_NEEDS_FLOWS, of_flows[i]);
    for (size_t i = 0; i < sizeof of_diagram / sizeof *of_diagram && is_flows; i++)
        if (cli_value(c, of_diagram[i])) return cli_misuse(c, EN_W_CLI_PLAN_NOT_WITH_FLOWS, of_diagram[i]);
    return EN_OK;
}

static en_status take_time(cli *c, draw_options *o)
{
    const char *given = cli_value(c, "flows");
    if (!given || en_real_read(en_str_of(given), &o->time) == EN_NUMBER_FINE) return EN_OK;
    en_where where = {.column = en_str_of("--flows"), .value = en_str_of(given)};
    (void)en_report_error(c->report, EN_W_CLI_PLAN_TIME, where);
    return EN_ERR_USAGE;
}

enum { INPUTS = 3 };
static void list_inputs(const cli *c, const plan_options *o, const char *inputs[INPUTS])
{
    inputs[0] = c->arguments[0];
    inputs[1] = o->from.scenario.path;
    inputs[2] = cli_value(c, "names");
}

static en_status check_place(cli *c, const plan_options *o)
{
    const char *inputs[INPUTS];
    list_inputs(c, o, inputs);
    return en_plan_place_check(EN_OUTPUT_PICTURE, cli_value(c, "output"), o->from.force, inputs, INPUTS,
                               c->report);
}

static en_status take_options(cli *c, en_arena *arena, draw_options *o)
{
    *o = (draw_options){.width = EN_CHART_USUAL_WIDTH};
    if (!cli_value(c, "output")) return cli_misuse(c, EN_W_CLI_TOO_FEW_ARGUMENTS, c->command->usage);
    en_status status = check_together(c);
    if (status == EN_OK) status = take_time(c, o);
    if (status == EN_OK) status = plan_take_whole(c, "view", 1, UINT32_MAX, &o->view);
    if (status == EN_OK) status = plan_take_width(c, &o->width);
    if (status == EN_OK) status = plan_take_options(c, arena, &o->plan);
    if (status == EN_OK) status = check_place(c, &o->plan);
    if (status != EN_OK || !cli_value(c, "names")) return status;
    en_plan_source source = {cli_value(c, "names"), o->plan.reading};
    o->has_names = true;
    return en_plan_names_read(source, &c->context, arena, c->report, &o->names);
}

static void add_end(en_json *json, const char *key, const en_flows *flows, size_t end)
{
    en_json_key(json, key);
    if (end == EN_CHART_OUTSIDE) en_json_null(json);
    else en_json_str(json, flows->stocks[end].name);
}

static void add_number(en_json *json, const char *key, double value)
{
    en_json_key(json, key);
    en_json_real(json, value);
}

static void add_stocks_and_flows(en_json *json, const en_flows *flows)
{
    en_json_key(json, "stocks");
    en_json_open(json, '[');
    for (size_t i = 0; i < flows->stock_count; i++) {
        en_json_open(json, '{');
        en_json_key_str(json, "name", flows->stocks[i].name);
        add_number(json, "begin", flows->stocks[i].begin);
        add_number(json, "end", flows->stocks[i].end);
        add_number(json, "unexplained", flows->stocks[i].unexplained);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
    en_json_key(json, "flows");
    en_json_open(json, '[');
    for (size_t i = 0; i < flows->flow_count; i++) {
        en_json_open(json, '{');
        en_json_key_str(json, "name", flows->flows[i].name);
        add_end(json, "from", flows, flows->flows[i].from);
        add_end(json, "to", flows, flows->flows[i].to);
        add_number(json, "amount", flows->flows[i].amount);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
}

/* flows NULL: a diagram. */
static en_status say_drawn(cli *c, const en_flows *flows)
{
    const char *out = cli_value(c, "output");
    en_text text = en_text_make(NULL);
    en_arg arg = en_arg_text("out", out);
    if (c->json) {
        en_json json = en_json_to(&text);
        en_json_open(&json, '{');
        en_json_key_text(&json, "out", out);
        if (flows) {
            add_number(&json, "from", flows->from);
            add_number(&json, "to", flows->to);
            en_json_key_str(&json, "unit", flows->unit);
            en_json_key_int(&json, "stocks_left_out", (int64_t)flows->stocks_left_out);
            en_json_key_int(&json, "flows_left_out", (int64_t)flows->flows_left_out);
            add_stocks_and_flows(&json, flows);
        }
        en_json_close(&json, '}');
    } else if (!c->quiet) {
        plan_add_line(&text, c, EN_W_MATCH_WRITTEN, 1, &arg);
    }
    return cli_print(c, &text);
}

static en_status draw_flows(cli *c, en_planned *planned, const draw_options *o, en_flows *flows, en_text *svg)
{
    en_plan_settings settings;
    en_status status = en_plan_settings_make(planned, &o->plan.from, &c->context, c->report, &settings);
    if (status != EN_OK) return status;
    en_flows_ask ask = {
        .settings = &settings, .time = o->time, .unit = cli_value(c, "unit"), .seed = o->plan.seed};
    status = en_planned_flows(planned, &ask, &c->context, c->report, flows);
    if (status != EN_OK) return status;
    return en_picture_of_flows(flows, o->has_names ? &o->names : NULL, c->language, (double)o->width,
                               c->report, svg);
}

static en_status draw_diagram(cli *c, const en_planned *planned, const draw_options *o, en_text *svg)
{
    en_diagram_ask ask = {.labels = o->has_names ? &o->names : NULL,
                          .language = c->language,
                          .width = (double)o->width,
                          .group = cli_value(c, "group"),
                          .view = (uint32_t)o->view};
    return en_picture_of_diagram(planned, &ask, c->report, svg);
}

static en_status write_picture(cli *c, const draw_options *o, const en_text *svg)
{
    const char *inputs[INPUTS];
    en_outfile file = {0};
    list_inputs(c, &o->plan, inputs);
    en_status status =
        en_outfile_write(cli_value(c, "output"), inputs, INPUTS, en_text_str(svg), c->report, &file);
    if (status == EN_OK) status = en_outfile_commit(&file, c->report);
    en_outfile_end(&file);
    return status;
}

en_status cli_run_plan_draw(cli *c)
{
    en_arena arena = en_arena_make(NULL);
    draw_options options;
    en_planned planned = {0};
    en_flows flows = {0};
    en_text svg = en_text_make(NULL);
    bool is_flows = cli_value(c, "flows") != NULL;
    en_status status = take_options(c, &arena, &options);
    if (status == EN_OK) status = en_planned_open(c->arguments[0], &c->context, c->report, &planned);
    if (status == EN_OK)
        status = is_flows ? draw_flows(c, &planned, &options, &flows, &svg)
                          : draw_diagram(c, &planned, &options, &svg);
    if (status == EN_OK) status = write_picture(c, &options, &svg);
    if (status == EN_OK) status = say_drawn(c, is_flows ? &flows : NULL);
    en_text_free(&svg);
    en_flows_free(&flows);
    en_planned_close(&planned);
    en_arena_free(&arena);
    return status;
}
