/* Many runs of enishi/plan.h. See model_parts.h. */
#include "model_parts.h"

#include "plan_futures.h"

/* What a fan owns. */
typedef struct fan_memory {
    en_futures futures;
} fan_memory;

typedef struct many_call {
    en_model_call *call;
    const en_model_many *many;
    en_plan_settings settings;
    en_plan_setter setter;
    en_plan_rows targets;
    en_futures_ask ask;
} many_call;

static bool given(const void *array, uint32_t count) { return array || count == 0; }

/* What no report has a word for. */
static en_status check(const en_model_many *many)
{
    if (!given(many->vary, many->vary_count) || !given(many->correlations, many->correlation_count) ||
        !given(many->percents, many->percent_count) || !given(many->targets, many->target_count))
        return EN_ERR_USAGE;
    if ((int)many->sampling < 0 || many->sampling > EN_MODEL_SOBOL || (int)many->ranking < 0 ||
        many->ranking > EN_MODEL_BY_SOBOL || (many->rank_by && many->vary_count == 0))
        return EN_ERR_USAGE;
    for (uint32_t i = 0; i < many->percent_count; i++)
        if (!(many->percents[i] >= 0 && many->percents[i] <= 100)) return EN_ERR_USAGE;
    for (uint32_t i = 0; i < many->vary_count; i++)
        if (!many->vary[i].name || (int)many->vary[i].distribution < 0 ||
            many->vary[i].distribution > EN_MODEL_CHOICE ||
            !given(many->vary[i].values, many->vary[i].value_count))
            return EN_ERR_USAGE;
    for (uint32_t i = 0; i < many->correlation_count; i++)
        if (!many->correlations[i].first || !many->correlations[i].second) return EN_ERR_USAGE;
    for (uint32_t i = 0; i < many->target_count; i++)
        if (!many->targets[i].variable) return EN_ERR_USAGE;
    return EN_OK;
}

static en_status take_vary(many_call *m)
{
    static const en_distribution_kind kinds[] = {
        [EN_MODEL_UNIFORM] = EN_UNIFORM,     [EN_MODEL_NORMAL] = EN_NORMAL,
        [EN_MODEL_LOGNORMAL] = EN_LOGNORMAL, [EN_MODEL_TRIANGULAR] = EN_TRIANGULAR,
        [EN_MODEL_PERT] = EN_PERT,           [EN_MODEL_CHOICE] = EN_CHOICE};
    en_plan_rows rows = {.file = en_str_of("vary"), .count = m->many->vary_count};
    rows.vary = en_arena_array(&m->call->planned.arena, rows.count, sizeof *rows.vary);
    en_status status = rows.vary ? EN_OK : EN_ERR_MEMORY;
    for (uint32_t i = 0; i < rows.count && rows.vary; i++) {
        const en_model_vary *from = &m->many->vary[i];
        en_distribution d = {.kind = kinds[from->distribution],
                             .a = from->a,
                             .b = from->b,
                             .c = from->c,
                             .values = from->values,
                             .value_count = from->value_count};
        en_status sound = en_distribution_check(&d, en_plan_row_at(rows.file, i + 1, ""), m->call->report);
        if (sound != EN_OK) status = sound;
        rows.vary[i] = (en_vary_row){.name = en_str_of(from->name), .distribution = d, .row = i + 1};
    }
    return status == EN_OK ? en_plan_vary(&m->setter, &rows) : status;
}

static en_status take_correlations(many_call *m)
{
    en_plan_rows rows = {.file = en_str_of("correlations"), .count = m->many->correlation_count};
    rows.correlations = en_arena_array(&m->call->planned.arena, rows.count, sizeof *rows.correlations);
    if (!rows.correlations) return EN_ERR_MEMORY;
    for (uint32_t i = 0; i < rows.count; i++) {
        const en_model_correlation *from = &m->many->correlations[i];
        rows.correlations[i] = (en_correlation_row){.first = en_str_of(from->first),
                                                    .second = en_str_of(from->second),
                                                    .rank_correlation = from->rank_correlation,
                                                    .row = i + 1};
    }
    return en_plan_correlate(&m->setter, &rows);
}

static en_status take_settings(many_call *m)
{
    m->setter = en_plan_setter_make(&m->call->planned, m->many->ask.force, m->call->report, &m->settings);
    if (en_plan_setter_goes_on(&m->setter, take_vary(m))) en_model_take_sets(&m->setter, &m->many->ask);
    if (m->setter.status == EN_OK) (void)en_plan_setter_goes_on(&m->setter, take_correlations(m));
    return en_plan_setter_end(&m->setter);
}

static en_status take_targets(many_call *m)
{
    m->targets = (en_plan_rows){.file = en_str_of("targets"), .count = m->many->target_count};
    m->targets.targets = en_arena_array(&m->call->planned.arena, m->targets.count, sizeof(en_target_row));
    if (!m->targets.targets) return EN_ERR_MEMORY;
    en_status status = EN_OK;
    for (uint32_t i = 0; i < m->targets.count; i++) {
        const en_model_target *from = &m->many->targets[i];
        en_status time = en_model_finite(m->call->report, "targets", i + 1, "time", from->time);
        en_status value = en_model_finite(m->call->report, "targets", i + 1, "value", from->value);
        if (time != EN_OK || value != EN_OK) status = EN_ERR_INPUT;
        m->targets.targets[i] = (en_target_row){
            .variable = en_str_of(from->variable), .time = from->time, .value = from->value, .row = i + 1};
    }
    return status;
}

static en_status take_ask(many_call *m)
{
    static const en_sampling samplings[] = {[EN_MODEL_RANDOM] = EN_SAMPLING_RANDOM,
                                            [EN_MODEL_LATIN_HYPERCUBE] = EN_SAMPLING_LATIN,
                                            [EN_MODEL_SOBOL] = EN_SAMPLING_SOBOL};
    static const en_ranking rankings[] = {[EN_MODEL_BY_REGRESSION] = EN_RANKING_REGRESSION,
                                          [EN_MODEL_BY_MORRIS] = EN_RANKING_MORRIS,
                                          [EN_MODEL_BY_SOBOL] = EN_RANKING_SOBOL};
    const en_model_many *many = m->many;
    m->ask = (en_futures_ask){.settings = &m->settings,
                              .save_step = many->ask.save_step,
                              .seed = many->ask.seed,
                              .runs = many->runs,
                              .percents = many->percents,
                              .percent_count = many->percent_count,
                              .targets = &m->targets,
                              .rank = many->rank_by,
                              .rank_column = "rank_by",
                              .memory = many->memory};
    en_status status = check(many);
    if (status != EN_OK) return status;
    m->ask.sampling = samplings[many->sampling];
    m->ask.ranking = rankings[many->ranking];
    status = en_model_columns_of(m->call, &many->ask, &m->ask.columns);
    if (status != EN_OK) return status;
    status = take_settings(m);
    en_status aimed = take_targets(m);
    return status == EN_OK || aimed == EN_ERR_MEMORY ? aimed : status;
}

/* ---- what came out */

static en_model_outcome outcome_of(const en_target_outcome *from)
{
    double none = __builtin_nan("");
    return (en_model_outcome){.met = from->met,
                              .probability = from->share,
                              .first_time = from->has_first ? from->first_time : none,
                              .half_time = from->has_half ? from->half_time : none,
                              .never = from->never};
}

static bool give_effects(const en_rank_table *rank, en_arena *arena, en_model_fan *fan)
{
    en_model_effect *effects = en_arena_array(arena, rank->count, sizeof *effects);
    for (size_t i = 0; i < rank->count && effects; i++) {
        const en_rank_row *row = &rank->rows[i];
        effects[i] = (en_model_effect){.name = en_arena_copy(arena, row->name.at, row->name.size),
                                       .effect = row->value,
                                       .second = row->second,
                                       .low = row->low,
                                       .high = row->high};
        if (!effects[i].name) return false;
    }
    fan->effects = effects;
    fan->effect_count = (uint32_t)rank->count;
    return effects != NULL;
}

/* Texts of the planned are copied, so that the fan outlives it. */
static en_status give(en_futures *f, size_t columns, en_model_fan *fan)
{
    const en_ensemble_result *r = &f->result;
    en_model_outcome *outcomes = en_arena_array(&f->arena, f->outcome_count, sizeof *outcomes);
    en_model_failure *failures = en_arena_array(&f->arena, r->failures_listed, sizeof *failures);
    *fan = (en_model_fan){.runs = r->runs,
                          .failed = r->failed,
                          .approximate = r->approximate,
                          .rows = r->reports,
                          .columns = columns,
                          .quantiles = r->probabilities,
                          .times = r->time,
                          .mean = r->mean,
                          .sd = r->sd,
                          .least = r->least,
                          .most = r->most,
                          .quantile = r->quantile,
                          .outcomes = outcomes,
                          .r_squared = f->ranked ? f->rank.r_squared : __builtin_nan(""),
                          .failures = failures,
                          .failure_count = r->failures_listed};
    if (!outcomes || !failures || !give_effects(&f->rank, &f->arena, fan)) return EN_ERR_MEMORY;
    for (size_t i = 0; i < f->outcome_count; i++) outcomes[i] = outcome_of(&f->outcomes[i]);
    for (uint32_t i = 0; i < r->failures_listed; i++)
        failures[i] = (en_model_failure){r->failures[i].run, r->time[r->failures[i].report]};
    return EN_OK;
}

/* Runs that were left out are a limit for programs; here they are counted. */
static en_status run_many(many_call *m, fan_memory *memory, en_model_fan *fan)
{
    en_model_call *call = m->call;
    en_futures *f = &memory->futures;
    en_status status = en_planned_futures(&call->planned, &m->ask, call->context, call->report, f);
    bool whole = f->fan.rows > 0 && (!m->ask.rank || f->ranked);
    if (status == EN_ERR_LIMIT && whole && f->result.failed > 0) status = EN_OK;
    en_model_fan made;
    if (status == EN_OK) status = give(f, m->ask.columns.count, &made);
    if (status != EN_OK) return status;
    made.memory = memory;
    *fan = made;
    return EN_OK;
}

en_status en_model_run_many(const en_model *model, const en_model_many *many, const en_context *context,
                            en_model_report *report, en_model_fan *fan)
{
    en_model_call call;
    many_call m = {.call = &call, .many = many};
    en_status status = en_model_call_begin(&call, model, context, report);
    const en_allocator *allocator = call.own.arena.allocator;
    if (status == EN_OK) status = take_ask(&m);
    fan_memory *memory = status == EN_OK ? allocator->resize(allocator->user, NULL, sizeof *memory) : NULL;
    if (status == EN_OK && !memory) status = EN_ERR_MEMORY;
    if (memory) {
        memory->futures = (en_futures){0};
        status = run_many(&m, memory, fan);
    }
    if (memory && status != EN_OK) {
        en_futures_free(&memory->futures);
        (void)allocator->resize(allocator->user, memory, 0);
    }
    return en_model_call_end(&call, status);
}

void en_model_fan_free(en_model_fan *fan)
{
    fan_memory *memory = fan->memory;
    if (memory) {
        const en_allocator *allocator = memory->futures.arena.allocator;
        en_futures_free(&memory->futures);
        (void)allocator->resize(allocator->user, memory, 0);
    }
    *fan = (en_model_fan){0};
}
