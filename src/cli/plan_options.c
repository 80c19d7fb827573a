/* The options of `plan run`. See plan_command.h. */
#include "plan_command.h"

#include "chart.h"
#include "number.h"
#include "reading_options.h"

#include <stdlib.h>

enum { MOST_PERCENTS = 99 };

static en_status refuse_value(cli *c, const char *option, en_word rule, size_t arg_count, const en_arg *args)
{
    en_text name = en_text_make(NULL);
    en_text_add_z(&name, "--");
    en_text_add_z(&name, option);
    en_where where = {.column = en_text_str(&name), .value = en_str_of(cli_value(c, option))};
    (void)en_report_add(c->report, EN_ERROR, rule, where, arg_count, args);
    en_text_free(&name);
    return EN_ERR_USAGE;
}

static en_status wrong_value(cli *c, const char *option, en_word rule)
{
    return refuse_value(c, option, rule, 0, NULL);
}

en_status plan_take_whole(cli *c, const char *option, uint64_t least, uint64_t most, uint64_t *value)
{
    const char *given = cli_value(c, option);
    if (!given) return EN_OK;
    if (en_whole_read(en_str_of(given), most, value) == EN_NUMBER_FINE && *value >= least) return EN_OK;
    en_arg args[] = {en_arg_int("least", (int64_t)least), en_arg_int("most", (int64_t)most)};
    char digits[24];
    snprintf(digits, sizeof digits, "%llu", (unsigned long long)most);
    if (most > INT64_MAX) args[1] = en_arg_text("most", digits);
    return refuse_value(c, option, EN_W_CLI_PLAN_WHOLE, 2, args);
}

en_status plan_take_width(cli *c, uint64_t *width)
{
    return plan_take_whole(c, "width", EN_CHART_LEAST_WIDTH, EN_CHART_MOST_WIDTH, width);
}

static en_status take_save_step(cli *c, plan_options *o)
{
    const char *given = cli_value(c, "save-step");
    if (!given) return EN_OK;
    if (en_real_read(en_str_of(given), &o->save_step) == EN_NUMBER_FINE && o->save_step > 0) return EN_OK;
    return wrong_value(c, "save-step", EN_W_CLI_PLAN_POSITIVE);
}

en_status plan_check_save_step(cli *c, const plan_options *o, const en_planned *planned)
{
    uint64_t every;
    if (o->save_step == 0 || en_plan_saves_by(&planned->plan, o->save_step, &every)) return EN_OK;
    const en_arg args[] = {en_arg_time("step", o->save_step), en_arg_time("dt", planned->plan.dt)};
    (void)refuse_value(c, "save-step", EN_W_PLAN_SAVE_STEP, 2, args);
    return EN_ERR_INPUT;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Percents, each once, in ascending order. */
static en_status take_quantiles(cli *c, en_arena *arena, plan_options *o)
{
    const char *given = cli_value(c, "quantiles");
    en_str rest = en_str_of(given ? given : "5,25,50,75,95"), piece;
    o->percents = en_arena_array(arena, MOST_PERCENTS, sizeof *o->percents);
    if (!o->percents) return EN_ERR_MEMORY;
    uint32_t n = 0;
    while (en_str_next(&rest, ',', &piece)) {
        if (n == MOST_PERCENTS || en_real_read(piece, &o->percents[n]) != EN_NUMBER_FINE ||
            o->percents[n] < 0 || o->percents[n] > 100)
            return wrong_value(c, "quantiles", EN_W_CLI_PLAN_QUANTILES);
        n++;
    }
    if (n == 0) return wrong_value(c, "quantiles", EN_W_CLI_PLAN_QUANTILES);
    qsort(o->percents, n, sizeof *o->percents, by_size);
    double largest = o->percents[n - 1];
    if (largest > 0 && largest < 1) return wrong_value(c, "quantiles", EN_W_CLI_PLAN_QUANTILES_PARTS);
    for (uint32_t i = 0; i < n; i++)
        if (i == 0 || o->percents[i] != o->percents[o->percent_count - 1])
            o->percents[o->percent_count++] = o->percents[i];
    return EN_OK;
}

/* Whether the median and the band that a history is compared with are asked for. */
static bool has_band(const plan_options *o)
{
    static const double needed[] = {5, 50, 95};
    size_t found = 0;
    for (uint32_t i = 0; i < o->percent_count; i++)
        for (size_t k = 0; k < sizeof needed / sizeof *needed; k++) found += o->percents[i] == needed[k];
    return found == sizeof needed / sizeof *needed;
}

/* Where the results go, and what may not stand there: told before the work, not after it. */
static en_status check_places(cli *c, en_arena *arena, const plan_options *o)
{
    const char *inputs[PLAN_INPUTS];
    const bool wanted[EN_OUTPUT_KINDS] = {[EN_OUTPUT_TABLE] = true,
                                          [EN_OUTPUT_TARGETS] = o->target != NULL,
                                          [EN_OUTPUT_RANK] = o->rank != NULL,
                                          [EN_OUTPUT_FAILED] = o->runs > 0,
                                          [EN_OUTPUT_HISTORY] = o->data != NULL};
    en_status status = EN_OK;
    plan_list_inputs(c, o, inputs);
    for (en_plan_output i = EN_OUTPUT_TABLE; i < EN_OUTPUT_KINDS && status == EN_OK; i++) {
        char *place = wanted[i] ? en_plan_place_beside(arena, o->output, i) : NULL;
        if (wanted[i] && !place) return EN_ERR_MEMORY;
        if (place) status = en_plan_place_check(i, place, o->from.force, inputs, PLAN_INPUTS, c->report);
    }
    return status;
}

/* What is for many runs alone. */
static en_status check_many(cli *c, const plan_options *o)
{
    static const char *const many[] = {"vary",   "sample", "correlate", "quantiles",
                                       "target", "rank",   "rank-by",   "memory"};
    for (size_t i = 0; i < sizeof many / sizeof *many && o->runs == 0; i++)
        if (cli_value(c, many[i])) return cli_misuse(c, EN_W_CLI_PLAN_NEEDS_RUNS, many[i]);
    if (cli_value(c, "correlate") && !cli_value(c, "vary"))
        return cli_misuse(c, EN_W_CLI_PLAN_NEEDS_VARY, "correlate");
    if (cli_value(c, "rank") && !cli_value(c, "vary")) return cli_misuse(c, EN_W_CLI_PLAN_NEEDS_VARY, "rank");
    if (cli_value(c, "rank-by") && !o->rank) return cli_misuse(c, EN_W_CLI_PLAN_NEEDS_RANK, "rank-by");
    if (o->runs && o->data && !has_band(o)) return cli_misuse(c, EN_W_CLI_PLAN_NEEDS_BAND, "data");
    return EN_OK;
}

/* Which of the choices of an option it is; the first where it is not given. */
static int choice_of(const cli *c, const char *option, const char *const *choices)
{
    const char *given = cli_value(c, option);
    for (int i = 0; given && choices[i]; i++)
        if (strcmp(given, choices[i]) == 0) return i;
    return 0;
}

static en_status take_numbers(cli *c, en_arena *arena, plan_options *o)
{
    uint64_t memory = 0;
    en_status status = plan_take_whole(c, "runs", 1, EN_SAMPLE_MOST_RUNS, &o->runs);
    if (status == EN_OK) status = plan_take_whole(c, "seed", 0, UINT64_MAX, &o->seed);
    if (status == EN_OK) status = plan_take_whole(c, "memory", 1, 1u << 20, &memory);
    if (status == EN_OK) status = take_save_step(c, o);
    if (status == EN_OK) status = take_quantiles(c, arena, o);
    o->memory = (size_t)memory << 20;
    return status;
}

static en_status take_all(cli *c, en_arena *arena, plan_options *o)
{
    static const char *const samplings[] = {"random", "lhs", "sobol", NULL}, *const rankings[] = {
                                                                                 "regression", "morris",
                                                                                 "sobol", NULL};
    *o = (plan_options){.output = cli_value(c, "output"),
                        .target = cli_value(c, "target"),
                        .rank = cli_value(c, "rank"),
                        .data = cli_value(c, "data")};
    o->record_count = cli_list(c, "columns", o->records);
    en_status status = take_numbers(c, arena, o);
    if (status == EN_OK) status = check_many(c, o);
    if (status == EN_OK) status = cli_reading(c, &o->reading);
    if (status != EN_OK) return status;
    o->sampling = choice_of(c, "sample", samplings);
    o->ranking = choice_of(c, "rank-by", rankings);
    o->from = (en_plan_settings_from){
        .sets = o->sets, .set_count = cli_list(c, "set", o->sets), .force = cli_flag(c, "force")};
    o->from.vary = (en_plan_source){cli_value(c, "vary"), o->reading};
    o->from.correlate = (en_plan_source){cli_value(c, "correlate"), o->reading};
    o->from.scenario.options = o->reading;
    const char *scenario = cli_value(c, "scenario");
    if (!scenario) return EN_OK;
    o->from.scenario.path = en_scenario_split(scenario, arena, &o->from.scenario_name);
    return o->from.scenario.path ? EN_OK : EN_ERR_MEMORY;
}

void plan_list_inputs(const cli *c, const plan_options *o, const char *inputs[PLAN_INPUTS])
{
    const char *const all[PLAN_INPUTS] = {c->arguments[0],   o->from.scenario.path,
                                          o->from.vary.path, o->from.correlate.path,
                                          o->target,         o->data};
    memcpy(inputs, all, sizeof all);
}

en_status plan_take_options(cli *c, en_arena *arena, plan_options *o)
{
    en_status status = take_all(c, arena, o);
    bool is_run = status == EN_OK && c->command->run == cli_run_plan_run;
    return is_run && o->output ? check_places(c, arena, o) : status;
}
