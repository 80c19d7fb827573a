/* Many runs. See plan_futures.h. */
#include "plan_futures.h"

#include "number.h"
#include "plan_failures.h"
#include "plan_run.h"

#include <math.h>

/* What is asked of the program: the columns, then what targets and the ranking need besides. */
typedef struct asking {
    en_planned *planned;
    const en_futures_ask *ask;
    const en_context *context;
    en_report *report;
    en_futures *futures;
    uint32_t *slots, *outputs;
    uint32_t slot_count;
    en_plan_rows targets; /* count 0: none */
    uint32_t *target_outputs;
    uint32_t rank_output, rank_report;
    en_str rank_time; /* as given; empty: the end */
    double rank_at;
    en_goal *goals;
    double *probabilities, *parameters;
} asking;

/* The place of a slot among the outputs; it is added where it is not there yet. */
static uint32_t output_of(asking *a, uint32_t slot)
{
    for (uint32_t i = 0; i < a->slot_count; i++)
        if (a->slots[i] == slot) return i;
    a->slots[a->slot_count] = slot;
    return a->slot_count++;
}

static en_status find_target_columns(asking *a)
{
    en_status status = EN_OK;
    a->target_outputs = en_arena_array(&a->futures->arena, a->targets.count, sizeof *a->target_outputs);
    a->goals = en_arena_array(&a->futures->arena, a->targets.count, sizeof *a->goals);
    if (!a->target_outputs || !a->goals) return EN_ERR_MEMORY;
    for (size_t i = 0; i < a->targets.count; i++) {
        const en_target_row *row = &a->targets.targets[i];
        en_where where = {.file = a->targets.file, .row = row->row, .column = en_str_of("variable")};
        en_plan_column column;
        en_status found = en_planned_column(a->planned, row->variable, where, a->report, &column);
        if (found == EN_OK) a->target_outputs[i] = output_of(a, column.slot);
        else if (found != EN_ERR_INPUT) return found;
        else status = found;
    }
    return status;
}

/* Where the time begins: at the last @ outside of quotes; the text's size where there is none. */
static size_t time_sign_of(en_str text)
{
    size_t sign = text.size;
    bool quoted = false;
    for (size_t i = 0; i < text.size; i++) {
        if (text.at[i] == '\\' && quoted) i++;
        else if (text.at[i] == '"') quoted = !quoted;
        else if (text.at[i] == '@' && !quoted) sign = i;
    }
    return sign;
}

/* VARIABLE or VARIABLE@TIME. A name that holds @ itself needs quotes; without them it is refused where the
 * model has it, since it could mean either. */
static en_status find_rank_column(asking *a)
{
    en_plan_column column;
    en_plan_found found;
    en_where where = {.column = en_str_of(a->ask->rank_column)};
    en_str name = en_str_of(a->ask->rank);
    size_t sign = time_sign_of(name);
    if (sign < name.size) {
        where.value = name;
        if (en_planned_find(a->planned, name, where, NULL, &found) == EN_OK)
            return en_report_error(a->report, EN_W_PLAN_RUN_RANK_EITHER, where);
        a->rank_time = en_str_trim((en_str){name.at + sign + 1, name.size - sign - 1});
        name.size = sign;
        if (a->rank_time.size == 0 || en_real_read(a->rank_time, &a->rank_at) != EN_NUMBER_FINE)
            return en_report_error(a->report, EN_W_PLAN_RUN_RANK_FORM, where);
    }
    en_status status = en_planned_column(a->planned, name, where, a->report, &column);
    if (status != EN_OK) return status;
    a->rank_output = output_of(a, column.slot);
    a->futures->rank.variable = column.name;
    return EN_OK;
}

static en_status list_outputs(asking *a)
{
    const en_futures_ask *ask = a->ask;
    size_t most = ask->columns.count + a->targets.count + 1;
    a->slots = en_arena_array(&a->futures->arena, most, sizeof *a->slots);
    a->outputs = en_arena_array(&a->futures->arena, most, sizeof *a->outputs);
    if (!a->slots || !a->outputs) return EN_ERR_MEMORY;
    for (size_t i = 0; i < ask->columns.count; i++) a->slots[a->slot_count++] = ask->columns.at[i].slot;
    en_status status = find_target_columns(a);
    if (ask->rank && (status == EN_OK || status == EN_ERR_INPUT)) {
        en_status ranked = find_rank_column(a);
        if (ranked != EN_OK) status = ranked;
    }
    for (uint32_t i = 0; i < a->slot_count; i++) a->outputs[i] = i;
    return status;
}

/* The saved time that this one is, to a millionth of dt. */
static en_status find_report(const asking *a, const en_simulation *simulation, double wanted, en_where where,
                             uint32_t *found)
{
    uint64_t reports = en_simulation_reports(simulation);
    for (uint64_t k = 0; k < reports; k++) {
        double away = en_simulation_report_time(simulation, k) - wanted;
        if ((away < 0 ? -away : away) > simulation->dt * 1e-6) continue;
        *found = (uint32_t)k;
        return EN_OK;
    }
    en_text time = en_text_make(NULL);
    en_text_add_real(&time, wanted);
    where.value = en_text_str(&time);
    en_arg args[] = {en_arg_time("start", simulation->start),
                     en_arg_time("stop", en_simulation_report_time(simulation, reports - 1)),
                     en_arg_time("step", simulation->dt * (double)simulation->save_every)};
    en_status status = en_report_add(a->report, EN_ERROR, EN_W_PLAN_RUN_TARGET_TIME, where, 3, args);
    if (time.failed) status = EN_ERR_MEMORY;
    en_text_free(&time);
    return status;
}

static en_status find_rank_report(asking *a, const en_simulation *simulation)
{
    const en_where where = {.column = en_str_of(a->ask->rank_column)};
    a->rank_report = (uint32_t)en_simulation_reports(simulation) - 1;
    if (a->rank_time.size == 0) return EN_OK;
    return find_report(a, simulation, a->rank_at, where, &a->rank_report);
}

static en_status find_times(asking *a, const en_simulation *simulation)
{
    en_status status = EN_OK;
    for (size_t i = 0; i < a->targets.count; i++) {
        const en_target_row *row = &a->targets.targets[i];
        a->goals[i] = (en_goal){.output = a->target_outputs[i], .value = row->value};
        const en_where where = {.file = a->targets.file, .row = row->row, .column = en_str_of("time")};
        en_status found = find_report(a, simulation, row->time, where, &a->goals[i].report);
        if (found != EN_OK) status = found;
    }
    if (!a->ask->rank || (status != EN_OK && status != EN_ERR_INPUT)) return status;
    en_status found = find_rank_report(a, simulation);
    return found == EN_OK ? status : found;
}

static en_status make_ensemble(asking *a, const en_simulation *simulation, en_ensemble *ensemble)
{
    const en_plan_settings *s = a->ask->settings;
    a->probabilities = en_arena_array(&a->futures->arena, a->ask->percent_count, sizeof *a->probabilities);
    a->parameters = en_arena_array(&a->futures->arena, s->varied_count, sizeof *a->parameters);
    if (!a->probabilities || !a->parameters) return EN_ERR_MEMORY;
    for (uint32_t q = 0; q < a->ask->percent_count; q++) a->probabilities[q] = a->ask->percents[q] / 100;
    *ensemble = (en_ensemble){.simulation = simulation,
                              .parameters = a->parameters,
                              .varied = s->varied,
                              .varied_count = s->varied_count,
                              .correlations = s->correlations,
                              .correlation_count = s->correlation_count,
                              .outputs = a->outputs,
                              .output_count = a->slot_count,
                              .probabilities = a->probabilities,
                              .probability_count = a->ask->percent_count,
                              .goals = a->goals,
                              .goal_count = (uint32_t)a->targets.count,
                              .sampling = a->ask->sampling,
                              .runs = a->ask->runs,
                              .memory = a->ask->memory};
    return find_times(a, simulation);
}

/* ---- what came out */

static en_status take_fan(asking *a)
{
    const en_ensemble_result *r = &a->futures->result;
    size_t columns = a->ask->columns.count;
    en_str *names = en_arena_array(&a->futures->arena, columns, sizeof *names);
    double *percents = en_arena_array(&a->futures->arena, a->ask->percent_count, sizeof *percents);
    if (!names || !percents) return EN_ERR_MEMORY;
    for (size_t c = 0; c < columns; c++) names[c] = a->ask->columns.at[c].name;
    for (uint32_t q = 0; q < a->ask->percent_count; q++) percents[q] = a->ask->percents[q];
    a->futures->fan = (en_fan_table){.names = names,
                                     .columns = columns,
                                     .rows = r->reports,
                                     .quantile_count = r->probabilities,
                                     .percents = percents,
                                     .times = r->time,
                                     .mean = r->mean,
                                     .sd = r->sd,
                                     .quantiles = r->quantile,
                                     .runs = r->runs};
    return EN_OK;
}

static en_target_outcome outcome_of(const en_ensemble_result *r, const en_goal_result *goal,
                                    const en_target_row *row)
{
    en_target_outcome o = {.row = row,
                           .met = goal->met,
                           .share = r->runs ? (double)goal->met / (double)r->runs : __builtin_nan("")};
    uint64_t there = 0;
    for (uint32_t k = 0; k < r->reports; k++) {
        there += goal->first[k];
        if (!o.has_first && there > 0) o.first_time = r->time[k];
        o.has_first = there > 0;
        if (!o.has_half && there > 0 && there >= r->runs - there) {
            o.has_half = true;
            o.half_time = r->time[k];
        }
    }
    o.never = r->runs - there;
    return o;
}

static en_status take_outcomes(asking *a)
{
    en_futures *f = a->futures;
    f->outcomes = en_arena_array(&f->arena, a->targets.count, sizeof *f->outcomes);
    if (!f->outcomes) return EN_ERR_MEMORY;
    f->outcome_count = a->targets.count;
    for (size_t i = 0; i < f->outcome_count; i++)
        f->outcomes[i] = outcome_of(&f->result, &f->result.goal[i], &a->targets.targets[i]);
    return EN_OK;
}

/* The measure to draw, with the sign of the effect, and what goes with it. */
static void take_measure(en_rank_row *row, en_ranking how, const en_sensitivity *s)
{
    switch (how) {
    case EN_RANKING_REGRESSION:
        row->value = s->rank_coefficient;
        row->second = s->coefficient;
        break;
    case EN_RANKING_MORRIS:
        row->value = s->mean_effect < 0 ? -s->effect : s->effect;
        row->second = s->effect_sd;
        break;
    case EN_RANKING_SOBOL:
        row->value = s->total;
        row->second = s->first;
        break;
    }
}

/* An index counts as settled where its 95 % confidence interval is at most 0.05 wide (F. Sarrazin, F.
 * Pianosi, T. Wagener, Environmental Modelling & Software 79, 2016). */
static void warn_of_uncertainty(const asking *a, const en_ranking_result *ranking)
{
    if (!(ranking->widest > 0.05) && !(ranking->first_sum > 1.05)) return;
    const en_arg args[] = {en_arg_real("width", floor(ranking->widest * 100 + 0.5) / 100),
                           en_arg_real("sum", floor(ranking->first_sum * 100 + 0.5) / 100)};
    (void)en_report_add(
        a->report, EN_WARNING, EN_W_PLAN_RANK_UNCERTAIN,
        (en_where){.column = en_str_of(a->ask->rank_column), .value = en_str_of(a->ask->rank)}, 2, args);
}

static en_status take_ranking(asking *a, const en_ensemble *ensemble)
{
    static const char *const methods[] = {"regression", "morris", "sobol"};
    en_rank_table *rank = &a->futures->rank;
    const en_plan_settings *s = a->ask->settings;
    en_ranking_result ranking = {0};
    en_status status = en_ensemble_rank(ensemble, a->ask->ranking, a->rank_output, a->rank_report, a->context,
                                        a->report, &ranking);
    rank->rows = en_arena_array(&a->futures->arena, s->varied_count, sizeof *rank->rows);
    if (status == EN_OK && !rank->rows) status = EN_ERR_MEMORY;
    for (uint32_t k = 0; k < s->varied_count && status == EN_OK; k++) {
        uint32_t which = ranking.order[k];
        const en_varied_name *name = &s->names[which];
        rank->rows[k] = (en_rank_row){.name = name->name, .low = name->low, .high = name->high};
        take_measure(&rank->rows[k], a->ask->ranking, &ranking.of[which]);
        rank->count++;
    }
    rank->method = en_str_of(methods[a->ask->ranking]);
    rank->time = a->futures->result.time[a->rank_report];
    rank->r_squared = a->ask->ranking == EN_RANKING_REGRESSION ? ranking.rank_r_squared : __builtin_nan("");
    rank->runs = ranking.runs;
    a->futures->ranked = status == EN_OK;
    if (status == EN_OK) warn_of_uncertainty(a, &ranking);
    en_ranking_free(&ranking);
    return status;
}

/* The first runs that were left out, as text. */
static void list_failures(const en_ensemble_result *r, en_text *text)
{
    enum { MOST_NAMED = 12 };
    for (uint32_t i = 0; i < r->failures_listed && i < MOST_NAMED; i++) {
        en_text_add_z(text, i ? ", " : "");
        en_text_add_int(text, (int64_t)r->failures[i].run);
    }
    if (r->failed > MOST_NAMED) en_text_add_z(text, ", …");
}

static en_status tell_failure(const asking *a, const en_failure *failure)
{
    en_arg args[] = {en_arg_time("time", failure->time), en_arg_int("run", (int64_t)failure->run),
                     en_arg_word("what", failure->value == failure->value ? EN_W_PLAN_RUN_INFINITE
                                                                          : EN_W_PLAN_RUN_NO_NUMBER)};
    const en_where where = {
        .file = a->planned->model.file, .row = failure->line, .column = failure->variable};
    return en_report_add(a->report, EN_WARNING, EN_W_PLAN_RUN_LEFT_OUT_FIRST, where, 3, args);
}

static en_status tell_failures(const asking *a)
{
    const en_ensemble_result *r = &a->futures->result;
    if (r->failed == 0) return EN_OK;
    en_text runs = en_text_make(NULL);
    list_failures(r, &runs);
    en_arg args[] = {en_arg_int("failed", (int64_t)r->failed), en_arg_int("all", (int64_t)a->ask->runs),
                     en_arg_str("runs", en_text_str(&runs))};
    (void)en_report_add(a->report, EN_WARNING, EN_W_PLAN_RUN_LEFT_OUT,
                        (en_where){.file = a->planned->model.file}, 3, args);
    en_status status = runs.failed ? EN_ERR_MEMORY : EN_ERR_LIMIT;
    en_text_free(&runs);
    const en_failure *first = &a->futures->failures[0];
    return first->variable.size && tell_failure(a, first) != EN_OK ? EN_ERR_MEMORY : status;
}

static en_status run_all(asking *a, const en_simulation *simulation)
{
    en_ensemble ensemble;
    en_status status = make_ensemble(a, simulation, &ensemble);
    if (status == EN_OK) status = en_ensemble_run(&ensemble, a->context, a->report, &a->futures->result);
    if (status == EN_OK)
        status = en_futures_find_failures(a->planned, a->ask, &ensemble, a->context, a->report, a->futures);
    if (status == EN_OK) status = take_fan(a);
    if (status == EN_OK) status = take_outcomes(a);
    if (status == EN_OK && a->ask->rank) status = take_ranking(a, &ensemble);
    return status == EN_OK ? tell_failures(a) : status;
}

static void warn_of_sameness(const asking *a, const en_plan_code *code)
{
    if (a->ask->settings->varied_count > 0 || code->program.draw.count > 0 || a->ask->runs < 2) return;
    const en_arg arg = en_arg_int("runs", (int64_t)a->ask->runs);
    (void)en_report_add(a->report, EN_WARNING, EN_W_PLAN_RUN_NOTHING_VARIES,
                        (en_where){.file = a->planned->model.file}, 1, &arg);
}

en_status en_planned_futures(en_planned *planned, const en_futures_ask *ask, const en_context *context,
                             en_report *report, en_futures *futures)
{
    *futures = (en_futures){.arena = en_arena_make(context ? context->allocator : NULL)};
    asking a = {.planned = planned, .ask = ask, .context = context, .report = report, .futures = futures};
    if (ask->targets) a.targets = *ask->targets;
    en_status status = list_outputs(&a);
    if (status != EN_OK) return status;
    en_plan_wish wish = {.settings = ask->settings->at,
                         .setting_count = ask->settings->count,
                         .outputs = a.slots,
                         .output_count = a.slot_count,
                         .parameters = ask->settings->varied_count,
                         .save_step = ask->save_step,
                         .seed = ask->seed};
    en_plan_code code = {0};
    status = en_plan_compile(&planned->plan, &wish, context, report, &code);
    if (status == EN_OK) warn_of_sameness(&a, &code);
    if (status == EN_OK) status = run_all(&a, &code.simulation);
    en_plan_code_free(&code);
    return status;
}

void en_futures_free(en_futures *futures)
{
    en_ensemble_free(&futures->result);
    en_arena_free(&futures->arena);
}
