/* enishi plan run --runs: many runs of a model, written, and what they say about targets and constants. */
#include "plan_command.h"

#include "plan_futures_write.h"
#include "terminal.h"

#include <unistd.h>

/* A number as somebody gave it. */
static en_str number_text(en_text *text, const cli *c, double value)
{
    text->size = 0;
    plan_add_number(text, c, value, -1);
    return en_text_str(text);
}

/* Two things are told apart: in how many runs the value is there at the target's time, and when runs first
 * came to it. A series that rises and falls may have come to it long before, and be below it then. */
static void add_outcome(en_text *text, const cli *c, const en_futures *f, const en_target_outcome *o)
{
    en_text value = en_text_make(NULL), percent = en_text_make(NULL);
    en_words_add_real(&percent, c->language, 100 * o->share, 1);
    en_arg args[] = {en_arg_str("target", o->row->target), en_arg_str("variable", o->row->variable),
                     en_arg_str("value", number_text(&value, c, o->row->value)),
                     en_arg_time("time", o->row->time)};
    plan_add_line(text, c, EN_W_CLI_PLAN_TARGET, 4, args);
    en_arg held[] = {en_arg_str("percent", en_text_str(&percent)),
                     en_arg_int("runs", (int64_t)f->result.runs), en_arg_time("time", o->row->time)};
    en_text_add_z(text, "  ");
    plan_add_line(text, c, EN_W_CLI_PLAN_TARGET_HELD, 3, held);
    en_arg first[] = {en_arg_time("time", o->first_time), en_arg_time("half", o->half_time),
                      en_arg_int("never", (int64_t)o->never)};
    en_text_add_z(text, "  ");
    plan_add_line(text, c,
                  o->has_half    ? EN_W_CLI_PLAN_TARGET_HALF
                  : o->has_first ? EN_W_CLI_PLAN_TARGET_FIRST
                                 : EN_W_CLI_PLAN_TARGET_NEVER,
                  o->has_first || o->has_half ? 3 : 0, first);
    text->failed = text->failed || value.failed || percent.failed;
    en_text_free(&value);
    en_text_free(&percent);
}

static void add_ranking(en_text *text, const cli *c, const en_rank_table *rank)
{
    enum { MOST_SHOWN = 10, NAME = 32, NUMBER = 10 };
    static const en_word headings[] = {EN_W_CLI_PLAN_RANK_REGRESSION, EN_W_CLI_PLAN_RANK_MORRIS,
                                       EN_W_CLI_PLAN_RANK_SOBOL};
    int method = en_str_is(rank->method, "morris") ? 1 : en_str_is(rank->method, "sobol") ? 2 : 0;
    en_text number = en_text_make(NULL);
    en_arg args[] = {en_arg_str("variable", rank->variable), en_arg_time("time", rank->time)};
    en_text_add_char(text, '\n');
    plan_add_line(text, c, headings[method], 2, args);
    for (size_t i = 0; i < rank->count && i < MOST_SHOWN; i++) {
        en_text_add_z(text, "  ");
        terminal_pad(text, rank->rows[i].name, NAME, false);
        number.size = 0;
        en_words_add_real(&number, c->language, rank->rows[i].value, 3);
        terminal_pad(text, en_text_str(&number), NUMBER, true);
        en_text_add_char(text, '\n');
    }
    en_arg rest = en_arg_int("count", (int64_t)rank->count - MOST_SHOWN);
    if (rank->count > MOST_SHOWN) plan_add_line(text, c, EN_W_CLI_PLAN_RANK_MORE, 1, &rest);
    text->failed = text->failed || number.failed;
    en_text_free(&number);
}

static void add_summary(en_text *text, const cli *c, const plan_options *o, const en_futures *f,
                        const en_history_fits *fits)
{
    static const char *const samplings[] = {"random", "lhs", "sobol"};
    char digits[24];
    snprintf(digits, sizeof digits, "%llu", (unsigned long long)o->seed);
    en_arg args[] = {en_arg_int("runs", (int64_t)o->runs), en_arg_text("seed", digits),
                     en_arg_text("sample", samplings[o->sampling])};
    plan_add_line(text, c, EN_W_CLI_PLAN_RUNS, 3, args);
    if (f->result.approximate) plan_add_line(text, c, EN_W_CLI_PLAN_APPROXIMATE, 0, NULL);
    for (size_t i = 0; i < f->outcome_count; i++) {
        en_text_add_char(text, '\n');
        add_outcome(text, c, f, &f->outcomes[i]);
    }
    if (f->ranked) add_ranking(text, c, &f->rank);
    if (fits->count) en_text_add_char(text, '\n');
    plan_add_fits(text, c, fits);
    en_arg written[] = {en_arg_text("out", o->output), en_arg_int("rows", (int64_t)f->fan.rows),
                        en_arg_int("columns", (int64_t)f->fan.columns)};
    if (o->output) en_text_add_char(text, '\n');
    if (o->output) plan_add_line(text, c, EN_W_CLI_PLAN_WRITTEN, 3, written);
}

static void add_json_number(en_json *json, const char *key, bool given, double value)
{
    en_json_key(json, key);
    if (given && value - value == 0) en_json_real(json, value);
    else en_json_null(json);
}

static void add_json(en_json *json, const plan_options *o, const en_futures *f, const en_history_fits *fits)
{
    en_json_open(json, '{');
    if (o->output) en_json_key_text(json, "out", o->output);
    en_json_key_int(json, "runs", (int64_t)f->result.runs);
    en_json_key_int(json, "failed", (int64_t)f->result.failed);
    en_json_key_int(json, "seed", (int64_t)o->seed);
    en_json_key_bool(json, "approximate", f->result.approximate);
    en_json_key(json, "targets");
    en_json_open(json, '[');
    for (size_t i = 0; i < f->outcome_count; i++) {
        const en_target_outcome *t = &f->outcomes[i];
        en_json_open(json, '{');
        en_json_key_str(json, "target", t->row->target);
        en_json_key_str(json, "variable", t->row->variable);
        add_json_number(json, "time", true, t->row->time);
        add_json_number(json, "value", true, t->row->value);
        add_json_number(json, "probability", true, t->share);
        add_json_number(json, "first_time", t->has_first, t->first_time);
        add_json_number(json, "half_by", t->has_half, t->half_time);
        en_json_key_int(json, "never", (int64_t)t->never);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
    if (o->data) plan_add_fits_json(json, fits);
    en_json_key(json, "rank");
    en_json_open(json, '[');
    for (size_t i = 0; i < f->rank.count; i++) {
        en_json_open(json, '{');
        en_json_key_str(json, "name", f->rank.rows[i].name);
        add_json_number(json, "effect", true, f->rank.rows[i].value);
        add_json_number(json, "second", true, f->rank.rows[i].second);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
    en_json_close(json, '}');
}

/* Without a file for it, the table goes to standard output and what is said about it to standard error. */
static en_status print(cli *c, const plan_options *o, const en_futures *f, const en_history_fits *fits)
{
    en_text text = en_text_make(NULL), said = en_text_make(NULL);
    en_json json = en_json_to(&text);
    if (c->json) add_json(&json, o, f, fits);
    else if (!c->quiet) add_summary(o->output ? &text : &said, c, o, f, fits);
    if (!o->output && !c->json) en_fan_table_add(&text, &f->fan);
    if (said.size) fwrite(said.at, 1, said.size, stderr);
    text.failed = text.failed || said.failed;
    en_text_free(&said);
    return cli_print(c, &text);
}

static en_status take_targets(cli *c, en_planned *planned, const plan_options *o, en_plan_rows *targets)
{
    *targets = (en_plan_rows){0};
    if (!o->target) return EN_OK;
    return en_plan_table_read(EN_TABLE_TARGETS, (en_plan_source){o->target, o->reading}, &c->context,
                              &planned->arena, c->report, targets);
}

en_status plan_run_ensemble(cli *c, en_planned *planned, const plan_options *o,
                            const en_plan_settings *settings, en_plan_columns columns)
{
    const char *inputs[PLAN_INPUTS];
    plan_history history;
    en_history_fits fits = {0};
    en_status status = plan_take_history(c, planned, o, columns, &history), ending;
    if (status != EN_OK) return status;
    en_futures_ask ask = {.settings = settings,
                          .columns = history.columns.columns,
                          .save_step = o->save_step,
                          .seed = o->seed,
                          .runs = o->runs,
                          .sampling = (en_sampling)o->sampling,
                          .percents = o->percents,
                          .percent_count = o->percent_count,
                          .rank = o->rank,
                          .rank_column = "--rank",
                          .ranking = (en_ranking)o->ranking,
                          .memory = o->memory};
    en_plan_rows targets;
    status = take_targets(c, planned, o, &targets);
    if (status != EN_OK) return status;
    ask.targets = &targets;
    plan_list_inputs(c, o, inputs);
    en_futures futures;
    ending = status = en_planned_futures(planned, &ask, &c->context, c->report, &futures);
    if (status == EN_ERR_LIMIT && futures.fan.rows > 0) status = EN_OK;
    if (status == EN_OK && o->data)
        status =
            en_history_fit_all(&history.rows, &history.columns, NULL, &futures.fan, &futures.arena, &fits);
    futures.fan.columns = columns.count; /* those of the history alone come last */
    if (status == EN_OK && o->output)
        status =
            en_futures_write(&futures, o->data ? &fits : NULL, o->output, inputs, PLAN_INPUTS, c->report);
    if (status == EN_OK) status = print(c, o, &futures, &fits);
    en_futures_free(&futures);
    return status == EN_OK ? ending : status;
}
