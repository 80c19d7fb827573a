/* enishi plan check: what is wrong with a model, and what is in it. */
#include "plan_check.h"

#include "json.h"
#include "outfile.h"
#include "plan_command.h"

static void add_counts(en_text *text, const cli *c, const en_planned *planned, const en_plan_summary *s)
{
    en_str name = planned->model.header.name.text;
    if (!name.size) name = planned->model.file;
    en_text_add(text, name);
    en_text_add_char(text, '\n');
    const struct {
        en_word word;
        size_t count;
    } lines[] = {{EN_W_CLI_PLAN_STOCKS, s->stocks},
                 {EN_W_CLI_PLAN_FLOWS, s->flows},
                 {EN_W_CLI_PLAN_AUXILIARIES, s->auxiliaries},
                 {EN_W_CLI_PLAN_GRAPHS, s->graphs},
                 {EN_W_CLI_PLAN_MODULES, s->modules},
                 {EN_W_CLI_PLAN_ARRAYS, s->arrays},
                 {EN_W_CLI_PLAN_MACROS, s->macros}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        en_arg arg = en_arg_int("count", (int64_t)lines[i].count);
        if (lines[i].count == 0 && i > 2) continue;
        en_text_add_z(text, "  ");
        plan_add_line(text, c, lines[i].word, 1, &arg);
    }
    en_arg args[] = {en_arg_int("count", (int64_t)s->elements),
                     en_arg_int("constants", (int64_t)s->constants)};
    en_text_add_z(text, "  ");
    plan_add_line(text, c, EN_W_CLI_PLAN_ELEMENTS, 2, args);
}

static const char *method_name(en_plan_method method)
{
    static const char *const names[] = {[EN_EULER] = "Euler", [EN_RK2] = "RK2", [EN_RK4] = "RK4"};
    return names[method];
}

static void add_times(en_text *text, const cli *c, const en_planned *planned, const en_plan_summary *s)
{
    const en_plan *plan = &planned->plan;
    en_str units = planned->model.specs ? planned->model.specs->time_units.text : (en_str){0};
    en_text dt = en_text_make(NULL);
    en_words_add_time(&dt, c->language, plan->dt, -1);
    if (units.size) {
        en_text_add_char(&dt, ' ');
        en_text_add(&dt, units);
    }
    en_arg args[] = {en_arg_time("start", plan->start), en_arg_time("stop", plan->stop),
                     en_arg_str("dt", en_text_str(&dt)), en_arg_text("method", method_name(plan->method))};
    en_text_add_z(text, "  ");
    plan_add_line(text, c, EN_W_CLI_PLAN_TIMES, 4, args);
    en_arg counts[] = {en_arg_int("steps", (int64_t)s->steps), en_arg_int("rows", (int64_t)s->rows)};
    en_text_add_z(text, "  ");
    plan_add_line(text, c, EN_W_CLI_PLAN_STEPS, 2, counts);
    text->failed = text->failed || dt.failed;
    en_text_free(&dt);
}

static void add_unused(en_text *text, const cli *c, const en_plan_summary *s)
{
    enum { MOST_NAMED = 20 };
    if (s->unused_count == 0) return;
    en_text names = en_text_make(NULL);
    for (size_t i = 0; i < s->unused_count && i < MOST_NAMED; i++) {
        en_text_add_z(&names, i ? ", " : "");
        en_text_add(&names, s->unused[i]);
    }
    if (s->unused_count > MOST_NAMED) en_text_add_z(&names, ", …");
    en_arg args[] = {en_arg_int("count", (int64_t)s->unused_count), en_arg_str("names", en_text_str(&names))};
    en_text_add_z(text, "  ");
    plan_add_line(text, c, EN_W_CLI_PLAN_UNUSED, 2, args);
    text->failed = text->failed || names.failed;
    en_text_free(&names);
}

static void add_summary(en_text *text, const cli *c, const en_planned *planned, const en_plan_summary *s)
{
    add_counts(text, c, planned, s);
    add_times(text, c, planned, s);
    if (s->random) {
        en_text_add_z(text, "  ");
        plan_add_line(text, c, EN_W_CLI_PLAN_RANDOM, 0, NULL);
    }
    add_unused(text, c, s);
    en_arg arg = en_arg_int("count", (int64_t)c->report->warnings);
    plan_add_line(text, c, c->report->warnings ? EN_W_CLI_PLAN_FINE_BUT : EN_W_CLI_PLAN_FINE, 1, &arg);
}

static void add_problems_json(en_json *json, const cli *c)
{
    en_json_key(json, "problems");
    en_json_open(json, '[');
    for (size_t i = 0; i < c->report->kept; i++)
        en_words_add_problem_json(json, c->language, &c->report->problems[i]);
    en_json_close(json, ']');
}

static void add_json(en_text *text, const cli *c, const en_planned *planned, const en_plan_summary *s)
{
    const struct {
        const char *key;
        size_t count;
    } counts[] = {{"stocks", s->stocks},       {"flows", s->flows},       {"auxiliaries", s->auxiliaries},
                  {"graphs", s->graphs},       {"modules", s->modules},   {"arrays", s->arrays},
                  {"macros", s->macros},       {"elements", s->elements}, {"constants", s->constants},
                  {"steps", (size_t)s->steps}, {"rows", (size_t)s->rows}};
    en_json json = en_json_to(text);
    en_json_open(&json, '{');
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        en_json_key_int(&json, counts[i].key, (int64_t)counts[i].count);
    en_json_key_text(&json, "method", method_name(planned->plan.method));
    const double times[] = {planned->plan.start, planned->plan.stop, planned->plan.dt};
    static const char *const keys[] = {"start", "stop", "dt"};
    for (size_t i = 0; i < 3; i++) {
        en_json_key(&json, keys[i]);
        en_json_real(&json, times[i]);
    }
    en_json_key_bool(&json, "random", s->random);
    en_json_key(&json, "unused");
    en_json_open(&json, '[');
    for (size_t i = 0; i < s->unused_count; i++) en_json_str(&json, s->unused[i]);
    en_json_close(&json, ']');
    add_problems_json(&json, c);
    en_json_close(&json, '}');
}

static en_status write_template(cli *c, en_planned *planned, size_t *rows, size_t *left_out)
{
    const char *const inputs[] = {c->arguments[0]};
    en_text text = en_text_make(NULL);
    en_outfile file = {0};
    en_status status = en_vary_template_add(&text, planned, c->language, rows, left_out);
    if (status == EN_OK)
        status =
            en_outfile_write(cli_value(c, "vary-template"), inputs, 1, en_text_str(&text), c->report, &file);
    en_text_free(&text);
    if (status == EN_OK) status = en_outfile_commit(&file, c->report);
    en_outfile_end(&file);
    return status;
}

static en_status print_summary(cli *c, en_planned *planned, const en_plan_summary *summary)
{
    size_t rows = 0, left_out = 0;
    const char *out = cli_value(c, "vary-template");
    en_status status = out ? write_template(c, planned, &rows, &left_out) : EN_OK;
    if (status != EN_OK) return status;
    en_text text = en_text_make(NULL);
    en_arg args[] = {en_arg_text("out", out), en_arg_int("rows", (int64_t)rows),
                     en_arg_int("count", (int64_t)left_out)};
    if (c->json) add_json(&text, c, planned, summary);
    else if (!c->quiet) add_summary(&text, c, planned, summary);
    if (out && !c->json && !c->quiet) {
        en_text_add_char(&text, '\n');
        plan_add_line(&text, c, EN_W_CLI_PLAN_TEMPLATE, 2, args);
        if (left_out) plan_add_line(&text, c, EN_W_CLI_PLAN_TEMPLATE_LEFT_OUT, 3, args);
    }
    return cli_print(c, &text);
}

/* What was reported, for programs, where there is no summary. */
static en_status print_problems(cli *c)
{
    en_text text = en_text_make(NULL);
    en_json json = en_json_to(&text);
    en_json_open(&json, '{');
    add_problems_json(&json, c);
    en_json_close(&json, '}');
    return cli_print(c, &text);
}

static en_status check_template(cli *c)
{
    const char *out = cli_value(c, "vary-template");
    if (!out) return EN_OK;
    return en_plan_place_check(EN_OUTPUT_TEMPLATE, out, cli_flag(c, "force"), c->arguments, 1, c->report);
}

en_status cli_run_plan_check(cli *c)
{
    en_planned planned = {0};
    en_plan_summary summary;
    en_status status = check_template(c);
    if (status == EN_OK) status = en_planned_open(c->arguments[0], &c->context, c->report, &planned);
    if (status == EN_OK)
        status = en_planned_check(&planned, cli_flag(c, "strict-units"), &c->context, c->report, &summary);
    if (status == EN_OK) status = print_summary(c, &planned, &summary);
    else if (status == EN_ERR_INPUT && c->json && print_problems(c) != EN_OK) status = EN_ERR_IO;
    en_planned_close(&planned);
    return status;
}
