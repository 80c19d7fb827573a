/* See vary.h. */
#include "vary.h"

#include "lane_functions.h"

static en_status check_sampling(const en_ensemble *e, uint64_t runs, en_report *report)
{
    if (runs == 0 || runs > EN_SAMPLE_MOST_RUNS) {
        const en_arg args[] = {en_arg_int("most", EN_SAMPLE_MOST_RUNS)};
        return en_report_add(report, EN_ERROR, EN_W_PLAN_ENSEMBLE_RUNS, (en_where){0}, 1, args);
    }
    if (e->sampling == EN_SAMPLING_SOBOL && e->varied_count > EN_SOBOL_DIMENSIONS) {
        const en_arg args[] = {en_arg_int("most", EN_SOBOL_DIMENSIONS), en_arg_int("count", e->varied_count)};
        return en_report_add(report, EN_ERROR, EN_W_PLAN_SOBOL_DIMENSIONS, (en_where){0}, 2, args);
    }
    return EN_OK;
}

static en_status check_varied(const en_ensemble *e, en_report *report)
{
    en_status status = EN_OK;
    for (uint32_t v = 0; v < e->varied_count; v++) {
        const en_varied *varied = &e->varied[v];
        if (varied->parameter_count == 0) return EN_ERR_USAGE;
        for (uint32_t k = 0; k < varied->parameter_count; k++)
            if (varied->parameters[k] >= e->simulation->program->parameters) return EN_ERR_USAGE;
        en_status one = en_distribution_check(&varied->distribution, varied->where, report);
        if (one != EN_OK) status = one;
    }
    return status;
}

en_status en_vary_make(const en_ensemble *e, uint64_t runs, en_arena *arena, en_report *report, en_vary *vary)
{
    en_status status = check_sampling(e, runs, report), varied = check_varied(e, report);
    if (status == EN_OK) status = varied;
    *vary = (en_vary){.ensemble = e};
    if (status == EN_OK)
        status = en_copula_make(e->correlations, e->correlation_count, e->varied_count, arena, report,
                                &vary->copula);
    if (status != EN_OK) return status;
    vary->samples = en_arena_array(arena, e->varied_count, sizeof *vary->samples);
    vary->inverses = en_arena_array(arena, e->varied_count, sizeof *vary->inverses);
    vary->correlated = en_arena_array(arena, e->varied_count, sizeof *vary->correlated);
    if (!vary->samples || !vary->inverses || !vary->correlated) return EN_ERR_MEMORY;
    for (uint32_t v = 0; v < e->varied_count && status == EN_OK; v++) {
        vary->samples[v] = (en_sample){e->sampling, e->simulation->seed, e->varied[v].stream, runs, v};
        status = en_inverse_make(&e->varied[v].distribution, arena, &vary->inverses[v]);
    }
    for (uint32_t k = 0; k < vary->copula.count; k++) vary->correlated[vary->copula.parameters[k]] = true;
    return status;
}

size_t en_vary_bytes(const en_vary *vary)
{
    size_t n = vary->copula.count, count = vary->ensemble->varied_count;
    size_t bytes = count * (sizeof *vary->samples + sizeof *vary->inverses + sizeof *vary->correlated +
                            2 * sizeof(uint32_t)) +
                   n * (n + 1) / 2 * (sizeof(double) + sizeof(uint32_t));
    for (size_t v = 0; v < count; v++) bytes += vary->inverses[v].pert ? sizeof *vary->inverses[v].pert : 0;
    return bytes;
}

size_t en_vary_scratch(const en_vary *vary) { return (size_t)vary->copula.count * EN_BLOCK; }

void en_vary_fix(const en_vary *vary, en_block *block)
{
    const en_program *program = block->simulation->program;
    for (uint32_t p = 0; p < program->parameters; p++)
        for (size_t k = 0; k < EN_BLOCK; k++) en_block_parameter(block, p)[k] = vary->ensemble->parameters[p];
}

/* The value of the first parameter that one draw is for, to the others. */
static void share(const en_varied *varied, const en_block *block)
{
    for (uint32_t k = 1; k < varied->parameter_count; k++)
        memcpy(en_block_parameter(block, varied->parameters[k]),
               en_block_parameter(block, varied->parameters[0]), sizeof(double[EN_BLOCK]));
}

static void draw_correlated(const en_vary *vary, uint64_t first_run, const en_block *block, double *scores)
{
    const en_copula *copula = &vary->copula;
    for (uint32_t k = 0; k < copula->count; k++)
        en_sample_uniform(&vary->samples[copula->parameters[k]], first_run, EN_BLOCK,
                          scores + (size_t)k * EN_BLOCK);
    en_lane_functions_best()->one[EN_LANE_NORMAL](en_vary_scratch(vary), scores, scores);
    en_copula_mix(copula, scores, EN_BLOCK, EN_BLOCK);
    for (uint32_t k = 0; k < copula->count; k++) {
        const en_varied *varied = &vary->ensemble->varied[copula->parameters[k]];
        double *row = en_block_parameter(block, varied->parameters[0]);
        memcpy(row, scores + (size_t)k * EN_BLOCK, sizeof(double[EN_BLOCK]));
        en_inverse_values_of_scores(&vary->inverses[copula->parameters[k]], EN_BLOCK, row);
        share(varied, block);
    }
}

void en_vary_draw(const en_vary *vary, uint64_t first_run, en_block *block, double *scratch)
{
    for (uint32_t v = 0; v < vary->ensemble->varied_count; v++) {
        const en_varied *varied = &vary->ensemble->varied[v];
        if (vary->correlated[v]) continue;
        double *row = en_block_parameter(block, varied->parameters[0]);
        en_sample_uniform(&vary->samples[v], first_run, EN_BLOCK, row);
        en_inverse_values(&vary->inverses[v], EN_BLOCK, row);
        share(varied, block);
    }
    if (vary->copula.count) draw_correlated(vary, first_run, block, scratch);
}

void en_vary_give(const en_vary *vary, uint32_t which, double *uniform, en_block *block)
{
    const en_varied *varied = &vary->ensemble->varied[which];
    en_inverse_values(&vary->inverses[which], EN_BLOCK, uniform);
    memcpy(en_block_parameter(block, varied->parameters[0]), uniform, sizeof(double[EN_BLOCK]));
    share(varied, block);
}
