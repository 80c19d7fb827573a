/* See rank.h: what is asked is checked, the way of ranking does the work, and the parameters are put in
 * order. */
#include "rank.h"

#include "rank_parts.h"

#include <math.h>
#include <string.h>

void en_rank_sort(en_ranked *at, en_ranked *beside, size_t count)
{
    en_ranked *from = at, *to = beside;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width) {
            size_t middle = start + width < count ? start + width : count,
                   end = middle + width < count ? middle + width : count;
            for (size_t k = start, a = start, b = middle; k < end; k++)
                to[k] = b == end || (a < middle && from[a].value <= from[b].value) ? from[a++] : from[b++];
        }
        en_ranked *next = from;
        from = to;
        to = next;
    }
    if (from != at) memcpy(at, from, count * sizeof *at);
}

en_status en_rank_fit(const en_rank_job *job, uint64_t runs, size_t bytes, uint64_t least, uint64_t *rows)
{
    *rows = job->ensemble->runs / runs;
    if (*rows < least) {
        const en_arg arg = en_arg_int("least", (int64_t)(runs * least));
        return en_report_add(job->report, EN_ERROR, EN_W_PLAN_RANK_RUNS, (en_where){0}, 1, &arg);
    }
    if (job->memory / bytes < *rows) *rows = job->memory / bytes;
    if (*rows >= least) return EN_OK;
    const en_arg arg = en_arg_int("least", (int64_t)((2 * least * bytes >> 20) + 1));
    en_report_add(job->report, EN_ERROR, EN_W_PLAN_ENSEMBLE_MEMORY, (en_where){0}, 1, &arg);
    return EN_ERR_LIMIT;
}

/* As many as there are threads, blocks, and room for. */
static uint32_t count_workers(const en_rank_job *job, uint64_t blocks, size_t scratch)
{
    uint64_t most = en_width(job->context),
             fit = job->memory / en_run_worker_bytes(&job->runs.simulation, scratch);
    if (most > blocks) most = blocks;
    return (uint32_t)(fit == 0 ? 1 : fit < most ? fit : most);
}

static void fix(const void *user, en_block *block) { en_vary_fix(&((const en_rank_job *)user)->vary, block); }

en_status en_rank_make_runs(en_rank_job *job, uint64_t runs, size_t scratch,
                            void (*give)(const void *job, uint64_t run, en_run_worker *worker))
{
    const en_ensemble *e = job->ensemble;
    size_t room = (size_t)en_padded(runs);
    job->table = (en_run_table){.from = job->at,
                                .to = (size_t)job->at + 1,
                                .stride = room,
                                .values = en_arena_raw(&job->work, room, sizeof(double)),
                                .failed_at = en_arena_raw(&job->work, room, sizeof(uint32_t))};
    job->runs = (en_runs){.simulation = en_run_simulation(e->simulation, 2 * job->memory),
                          .outputs = &e->outputs[job->output],
                          .output_count = 1,
                          .reports = (uint32_t)en_simulation_reports(e->simulation),
                          .fix = fix,
                          .give = give,
                          .user = job,
                          .context = job->context,
                          .report = job->report};
    uint32_t workers = count_workers(job, room / EN_BLOCK, scratch);
    if (!job->table.values || !job->table.failed_at) return EN_ERR_MEMORY;
    en_status status = en_runs_hire(&job->runs, workers, scratch, &job->work);
    if (status == EN_OK) status = en_runs_make(&job->runs, 0, runs, &job->table, 0, runs);
    for (uint64_t r = 0; r < runs && status == EN_OK; r++) job->result->failed += !en_rank_good(job, r);
    job->result->runs = runs;
    return status;
}

/* How much a parameter matters; what is not known, least. */
static double weight_of(const en_sensitivity *s, en_ranking how)
{
    double x = how == EN_RANKING_REGRESSION ? s->rank_coefficient
               : how == EN_RANKING_MORRIS   ? s->effect
                                            : s->total;
    return x != x ? -1 : x < 0 ? -x : x;
}

static en_status put_in_order(en_rank_job *job, en_ranking how)
{
    en_ranked *ranked = en_arena_raw(&job->work, job->count, sizeof *ranked),
              *beside = en_arena_raw(&job->work, job->count, sizeof *beside);
    uint32_t *order = en_arena_array(&job->result->arena, job->count, sizeof *order);
    if (!ranked || !beside || !order) return EN_ERR_MEMORY;
    for (uint32_t v = 0; v < job->count; v++) ranked[v] = (en_ranked){-weight_of(&job->of[v], how), v};
    en_rank_sort(ranked, beside, job->count);
    for (uint32_t v = 0; v < job->count; v++) order[v] = ranked[v].from;
    job->result->order = order;
    job->result->of = job->of;
    return EN_OK;
}

static en_status check(const en_rank_job *job, en_ranking how)
{
    const en_ensemble *e = job->ensemble;
    if (e->simulation->save_every == 0 || job->output >= e->output_count ||
        e->outputs[job->output] >= e->simulation->program->outputs ||
        job->at >= en_simulation_reports(e->simulation) || job->count == 0)
        return EN_ERR_USAGE;
    if (how != EN_RANKING_REGRESSION && e->correlation_count)
        return en_report_error(job->report, EN_W_PLAN_RANK_CORRELATED, e->correlations[0].where);
    if (how == EN_RANKING_SOBOL && e->sampling == EN_SAMPLING_SOBOL && job->count > EN_SOBOL_DIMENSIONS / 2) {
        const en_arg args[] = {en_arg_int("most", EN_SOBOL_DIMENSIONS / 2), en_arg_int("count", job->count)};
        return en_report_add(job->report, EN_ERROR, EN_W_PLAN_SOBOL_DIMENSIONS, (en_where){0}, 2, args);
    }
    return EN_OK;
}

static en_status rank(en_rank_job *job, en_ranking how)
{
    static en_status (*const ways[])(en_rank_job * job) = {en_rank_by_regression, en_rank_by_effects,
                                                           en_rank_by_indices};
    en_status status = check(job, how);
    if (status == EN_OK)
        status = en_vary_make(job->ensemble, job->ensemble->runs, &job->work, job->report, &job->vary);
    if (status != EN_OK) return status;
    job->of = en_arena_array(&job->result->arena, job->count, sizeof *job->of);
    if (!job->of) return EN_ERR_MEMORY;
    for (uint32_t v = 0; v < job->count; v++)
        job->of[v] = (en_sensitivity){NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    job->result->r_squared = job->result->rank_r_squared = NAN;
    job->result->first_sum = job->result->widest = NAN;
    status = ways[how](job);
    return status == EN_OK ? put_in_order(job, how) : status;
}

en_status en_ensemble_rank(const en_ensemble *ensemble, en_ranking how, uint32_t output, uint32_t at,
                           const en_context *context, en_report *report, en_ranking_result *result)
{
    const en_allocator *allocator = context ? context->allocator : NULL;
    *result = (en_ranking_result){.arena = en_arena_make(allocator), .parameters = ensemble->varied_count};
    en_rank_job job = {.ensemble = ensemble,
                       .context = context,
                       .report = report,
                       .work = en_arena_make(allocator),
                       .memory = (ensemble->memory ? ensemble->memory : EN_ENSEMBLE_MEMORY) / 2,
                       .output = output,
                       .at = at,
                       .count = ensemble->varied_count,
                       .result = result};
    en_status status = rank(&job, how);
    en_runs_dismiss(&job.runs);
    en_arena_free(&job.work);
    return status;
}

void en_ranking_free(en_ranking_result *result) { en_arena_free(&result->arena); }
