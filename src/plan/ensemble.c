/* See ensemble.h. What runs report goes into a table of as many runs as fit; then threads take its cells,
 * each in the order of the runs. Where all runs fit there is one such table, and quantiles are selected in
 * it. Else there is one after the other, twice: first for moments, least and most, between which the
 * histograms then lie; a cell with fewer numbers than buckets has a list of their buckets instead, which
 * tells the same, so that as many cells as can be share a pass. */
#include "ensemble.h"

#include "quantile.h"
#include "runs.h"
#include "vary.h"

enum { WORKERS_RESERVED = 4, CHUNKS_A_THREAD = 8, WAVE_BYTES = 32 << 20, SMALL_BYTES = 128 << 10 };
#define BLOCK_BYTES     (EN_BLOCK * sizeof(uint32_t) + sizeof(uint64_t)) /* beside the cells' */
#define CELL_BYTES      (sizeof(double[EN_BLOCK]))
#define HISTOGRAM_BYTES (EN_BUCKETS * sizeof(uint32_t))

/* Of a goal and the block that a worker is at. */
typedef struct goal_state {
    uint64_t met, *first; /* over blocks, as in the result */
    uint64_t at_time;     /* of the block's runs */
    uint32_t first_at[EN_BLOCK];
} goal_state;

typedef struct job {
    const en_ensemble *ensemble;
    const en_context *context;
    en_ensemble_result *result;
    en_arena work;
    en_vary vary;
    en_runs runs;
    en_run_table table;
    size_t cells, left;    /* left: bytes for tables and histograms */
    uint64_t blocks, room; /* of all runs; of the table */
    uint64_t *good;        /* by block of the table */
    uint64_t made, total;  /* runs, over all passes */
    en_moments *moments;   /* by cell */
    double *mean, *sd, *least, *most, *quantile;
    en_failed_run *failures;
    /* Of a pass over histograms: by cell of the table. */
    uint32_t *counted;
    size_t *counted_from;
    uint64_t wave; /* runs in the table */
} job;

uint64_t en_simulation_reports(const en_simulation *s)
{
    return s->steps / s->save_every + 1 + (s->steps % s->save_every != 0);
}

double en_simulation_report_time(const en_simulation *s, uint64_t report)
{
    uint64_t step = report >= s->steps / s->save_every + 1 ? s->steps : report * s->save_every;
    return s->start + (double)step * s->dt;
}

static void fix(const void *user, en_block *block) { en_vary_fix(&((const job *)user)->vary, block); }

static void give(const void *user, uint64_t run, en_run_worker *worker)
{
    const job *j = user;
    worker->block.first_run = run;
    en_vary_draw(&j->vary, run, &worker->block, worker->scratch);
    goal_state *goals = worker->own;
    for (uint32_t g = 0; g < j->ensemble->goal_count; g++) {
        memset(goals[g].first_at, 0xff, sizeof goals[g].first_at);
        goals[g].at_time = 0;
    }
}

static void hear(const void *user, en_run_worker *worker, uint32_t output, uint32_t report, const double *x)
{
    const job *j = user;
    for (uint32_t g = 0; g < j->ensemble->goal_count; g++) {
        const en_goal *goal = &j->ensemble->goals[g];
        goal_state *state = &((goal_state *)worker->own)[g];
        if (goal->output != output) continue;
        for (size_t k = 0; k < EN_BLOCK; k++) {
            if (!(x[k] >= goal->value)) continue;
            if (state->first_at[k] == EN_NOT_FAILED) state->first_at[k] = report;
            if (goal->report == report) state->at_time |= (uint64_t)1 << k;
        }
    }
}

static void end_block(const void *user, en_run_worker *worker, uint64_t good)
{
    const job *j = user;
    for (uint32_t g = 0; g < j->ensemble->goal_count; g++) {
        goal_state *state = &((goal_state *)worker->own)[g];
        state->met += (uint64_t)__builtin_popcountll(state->at_time & good);
        for (uint64_t rest = good; rest; rest &= rest - 1) {
            uint32_t at = state->first_at[__builtin_ctzll(rest)];
            if (at != EN_NOT_FAILED) state->first[at]++;
        }
    }
}

static en_status check(const en_ensemble *e)
{
    uint64_t reports = e->simulation->save_every ? en_simulation_reports(e->simulation) : 0;
    if (reports == 0 || reports > UINT32_MAX) return EN_ERR_USAGE;
    for (uint32_t k = 0; k < e->output_count; k++)
        if (e->outputs[k] >= e->simulation->program->outputs) return EN_ERR_USAGE;
    for (uint32_t k = 0; k < e->probability_count; k++)
        if (!(e->probabilities[k] >= 0 && e->probabilities[k] <= 1)) return EN_ERR_USAGE;
    for (uint32_t k = 0; k < e->goal_count; k++)
        if (e->goals[k].output >= e->output_count || e->goals[k].report >= reports) return EN_ERR_USAGE;
    return EN_OK;
}

/* Bytes beside tables: of what is made once, with what is small, and of a worker. */
static bool size_fixed(const job *j, size_t *once, size_t *worker)
{
    const en_ensemble *e = j->ensemble;
    size_t a_cell = (4 + (size_t)e->probability_count) * sizeof(double) + sizeof(en_moments) + sizeof(size_t),
           goals;
    *worker = en_run_worker_bytes(&j->runs.simulation, en_vary_scratch(&j->vary));
    if (!en_mul_size(e->goal_count, sizeof(goal_state) + j->result->reports * sizeof(uint64_t), &goals))
        return false;
    return en_mul_size(j->cells, a_cell, once) && en_add_size(*once, SMALL_BYTES, once) &&
           en_add_size(*once, en_vary_bytes(&j->vary), once) && en_add_size(*once, goals, once) &&
           en_add_size(*worker, goals, worker);
}

static en_status too_small(en_report *report, size_t needed)
{
    const en_arg arg = en_arg_int("least", (int64_t)((needed >> 20) + 1));
    en_report_add(report, EN_ERROR, EN_W_PLAN_ENSEMBLE_MEMORY, (en_where){0}, 1, &arg);
    return EN_ERR_LIMIT;
}

static size_t memory_of(const en_ensemble *e) { return e->memory ? e->memory : EN_ENSEMBLE_MEMORY; }

/* Whether quantiles are exact, which must not depend on the number of threads; then how many workers there
 * are. */
static en_status share_memory(job *j, en_report *report, uint32_t *workers)
{
    size_t limit = memory_of(j->ensemble), once, worker, all, a_block;
    if (!size_fixed(j, &once, &worker) || !en_mul_size(j->cells, CELL_BYTES, &a_block)) return EN_ERR_MEMORY;
    a_block += BLOCK_BYTES;
    bool fits = en_mul_size((size_t)j->blocks, a_block, &all) && en_add_size(all, once, &all) &&
                en_add_size(all, WORKERS_RESERVED * worker, &all) && all <= limit;
    size_t needed = once + worker + 2 * (HISTOGRAM_BYTES + CELL_BYTES + BLOCK_BYTES);
    j->result->approximate = !fits;
    if (!fits && limit < needed) return too_small(report, needed);
    size_t spare = fits ? limit - (all - WORKERS_RESERVED * worker) : (limit - needed) / 2 + worker;
    uint64_t most = en_width(j->context);
    if (most > j->blocks) most = j->blocks;
    *workers = (uint32_t)(spare / worker < most ? spare / worker : most);
    if (*workers == 0) *workers = 1;
    j->left = limit - once - *workers * worker;
    return EN_OK;
}

static en_status hire(job *j, uint32_t workers)
{
    const en_ensemble *e = j->ensemble;
    en_status status = en_runs_hire(&j->runs, workers, en_vary_scratch(&j->vary), &j->work);
    for (uint32_t w = 0; w < workers && status == EN_OK; w++) {
        goal_state *goals = en_arena_array(&j->work, e->goal_count, sizeof *goals);
        if (!goals) return EN_ERR_MEMORY;
        for (uint32_t g = 0; g < e->goal_count; g++) {
            goals[g].first = en_arena_array(&j->work, j->result->reports, sizeof *goals[g].first);
            if (!goals[g].first) return EN_ERR_MEMORY;
        }
        j->runs.workers[w].own = goals;
    }
    return status;
}

static en_status make_result(job *j)
{
    en_ensemble_result *r = j->result;
    size_t quantiles;
    if (!en_mul_size(j->cells, r->probabilities, &quantiles)) return EN_ERR_MEMORY;
    double *time = en_arena_array(&r->arena, r->reports, sizeof *time);
    r->mean = j->mean = en_arena_array(&r->arena, j->cells, sizeof(double));
    r->sd = j->sd = en_arena_array(&r->arena, j->cells, sizeof(double));
    r->least = j->least = en_arena_array(&r->arena, j->cells, sizeof(double));
    r->most = j->most = en_arena_array(&r->arena, j->cells, sizeof(double));
    r->quantile = j->quantile = en_arena_array(&r->arena, quantiles, sizeof(double));
    j->moments = en_arena_raw(&j->work, j->cells, sizeof *j->moments);
    if (!time || !j->mean || !j->sd || !j->least || !j->most || !j->quantile || !j->moments)
        return EN_ERR_MEMORY;
    for (size_t c = 0; c < j->cells; c++) j->moments[c] = en_moments_none();
    for (uint32_t t = 0; t < r->reports; t++) time[t] = en_simulation_report_time(j->ensemble->simulation, t);
    r->time = time;
    return EN_OK;
}

/* A table of this many cells and blocks. */
static en_status make_table(job *j, size_t cells, uint64_t blocks)
{
    j->room = blocks * EN_BLOCK;
    j->table = (en_run_table){.stride = (size_t)j->room,
                              .values = en_arena_raw(&j->work, cells, (size_t)j->room * sizeof(double)),
                              .failed_at = en_arena_raw(&j->work, (size_t)j->room, sizeof(uint32_t))};
    j->good = en_arena_raw(&j->work, (size_t)blocks, sizeof *j->good);
    return j->table.values && j->table.failed_at && j->good ? EN_OK : EN_ERR_MEMORY;
}

static uint64_t blocks_of(uint64_t runs) { return (runs + EN_BLOCK - 1) / EN_BLOCK; }

/* Does it for every cell of the table, some at a time on each thread. */
typedef struct cell_work {
    job *j;
    void (*one)(job *j, size_t cell, double *values);
    size_t chunks;
} cell_work;

static void do_chunk(void *arg, size_t chunk)
{
    const cell_work *w = arg;
    const en_run_table *t = &w->j->table;
    size_t count = t->to - t->from, each = count / w->chunks, more = count % w->chunks;
    size_t first = chunk * each + (chunk < more ? chunk : more), last = first + each + (chunk < more);
    for (size_t c = first; c < last && !en_cancelled(w->j->context); c++)
        w->one(w->j, t->from + c, &t->values[c * t->stride]);
}

static en_status for_cells(job *j, void (*one)(job *j, size_t cell, double *values))
{
    size_t count = j->table.to - j->table.from, chunks = (size_t)j->runs.worker_count * CHUNKS_A_THREAD;
    cell_work w = {j, one, count < chunks ? count : chunks};
    if (count) en_run(j->context, do_chunk, &w, w.chunks);
    return en_cancelled(j->context) ? EN_ERR_CANCELLED : EN_OK;
}

static void add_moments(job *j, size_t cell, double *values)
{
    for (uint64_t b = 0; b < blocks_of(j->wave); b++)
        en_moments_add(&j->moments[cell], values + b * EN_BLOCK, j->good[b]);
}

/* A cell's counters: by bucket from its least number's to its most's; or, where its numbers are fewer, how
 * many of them are listed and then the bucket of each. */
static size_t buckets_of(const en_moments *m)
{
    return m->count ? en_bucket_of(m->most) - en_bucket_of(m->least) + 1 : 0;
}
static bool is_listed(const en_moments *m) { return m->count + 1 < buckets_of(m); }
static size_t counters_of(const en_moments *m) { return is_listed(m) ? (size_t)m->count + 1 : buckets_of(m); }

static void count_values(job *j, size_t cell, double *values)
{
    const en_moments *m = &j->moments[cell];
    uint32_t *counted = j->counted + j->counted_from[cell - j->table.from], first = en_bucket_of(m->least);
    bool listed = is_listed(m);
    for (uint64_t b = 0; b < blocks_of(j->wave); b++)
        for (uint64_t rest = j->good[b]; rest; rest &= rest - 1) {
            uint32_t bucket = en_bucket_of(values[b * EN_BLOCK + (uint64_t)__builtin_ctzll(rest)]) - first;
            if (listed) counted[++counted[0]] = bucket;
            else counted[bucket]++;
        }
}

/* The exact quantiles of a table that has all runs: those that count are moved together. */
static void select_quantiles(job *j, size_t cell, double *values)
{
    uint32_t q = j->ensemble->probability_count;
    size_t n = 0;
    for (uint64_t b = 0; b < blocks_of(j->wave); b++)
        for (uint64_t rest = j->good[b]; rest; rest &= rest - 1)
            values[n++] = values[b * EN_BLOCK + (uint64_t)__builtin_ctzll(rest)];
    en_quantiles(values, n, j->ensemble->probabilities, q, j->quantile + cell * q);
}

static void add_and_select(job *j, size_t cell, double *values)
{
    add_moments(j, cell, values);
    select_quantiles(j, cell, values);
}

/* Counts what failed in the table, whose first run is `first`. */
static en_status note_failures(job *j, uint64_t first)
{
    en_ensemble_result *r = j->result;
    for (uint64_t k = 0; k < j->wave; k++) {
        if (j->table.failed_at[k] == EN_NOT_FAILED) continue;
        if (!j->failures) j->failures = en_arena_raw(&r->arena, EN_FAILED_MOST, sizeof *j->failures);
        if (!j->failures) return EN_ERR_MEMORY;
        r->failures = j->failures;
        if (r->failed++ < EN_FAILED_MOST)
            j->failures[r->failures_listed++] = (en_failed_run){first + k, j->table.failed_at[k]};
    }
    return EN_OK;
}

/* All runs, a table of them at a time, for the cells that the table is of. */
static en_status pass(job *j, bool first_pass, void (*one)(job *j, size_t cell, double *values))
{
    en_status status = EN_OK;
    bool goals = first_pass && j->ensemble->goal_count > 0;
    j->runs.hear = goals ? hear : NULL;
    j->runs.end = goals ? end_block : NULL;
    for (uint64_t first = 0; first < j->ensemble->runs && status == EN_OK; first += j->wave) {
        j->wave = j->ensemble->runs - first < j->room ? j->ensemble->runs - first : j->room;
        status = en_runs_make(&j->runs, first, j->wave, &j->table, j->made, j->total);
        if (status != EN_OK) break;
        j->made += j->wave;
        for (uint64_t b = 0; b < blocks_of(j->wave); b++) j->good[b] = en_runs_good(&j->table, b, j->wave);
        if (first_pass) status = note_failures(j, first);
        if (status == EN_OK) status = for_cells(j, one);
    }
    return status;
}

static en_status run_exactly(job *j)
{
    en_status status = make_table(j, j->cells, j->blocks);
    j->table.to = j->cells;
    j->total = j->ensemble->runs;
    return status == EN_OK ? pass(j, true, add_and_select) : status;
}

/* A table for waves of runs: of all cells where that fits, of one block of fewer cells where not. Returns how
 * many cells. */
static en_status make_waves(job *j, size_t bytes, size_t *cells)
{
    size_t fit_one = (bytes - BLOCK_BYTES) / CELL_BYTES;
    uint64_t blocks = 1;
    *cells = fit_one < j->cells ? fit_one : j->cells;
    if (*cells == j->cells) {
        size_t a_block = j->cells * CELL_BYTES + BLOCK_BYTES;
        uint64_t fit = bytes / a_block, wanted = WAVE_BYTES / a_block,
                 least = 4 * (uint64_t)j->runs.worker_count;
        if (wanted < least) wanted = least;
        blocks = fit < wanted ? fit : wanted;
    }
    return make_table(j, *cells, blocks < j->blocks ? blocks : j->blocks);
}

static void finish_counters(job *j, size_t cell, double *values)
{
    (void)values;
    const en_moments *m = &j->moments[cell];
    const uint32_t *counted = j->counted + j->counted_from[cell - j->table.from];
    uint32_t q = j->ensemble->probability_count, first = m->count ? en_bucket_of(m->least) : 0;
    double *quantile = j->quantile + cell * q;
    if (is_listed(m)) en_listed_quantiles(counted + 1, first, m, j->ensemble->probabilities, q, quantile);
    else
        en_histogram_quantiles(counted, first, (uint32_t)buckets_of(m), m, j->ensemble->probabilities, q,
                               quantile);
}

/* The cells from `from` on whose counters fit; at least one's do. */
static size_t place_counters(job *j, size_t from, size_t most, size_t buckets)
{
    size_t used = 0, to = from;
    for (; to < j->cells && to - from < most; to++) {
        size_t needs = counters_of(&j->moments[to]);
        if (needs > buckets - used) break;
        j->counted_from[to - from] = used;
        used += needs;
    }
    memset(j->counted, 0, used * sizeof *j->counted);
    return to;
}

static en_status count_all(job *j, size_t most, size_t buckets)
{
    en_status status = EN_OK;
    for (size_t from = 0; from < j->cells && status == EN_OK; from = j->table.to) {
        j->table.from = from;
        j->table.to = place_counters(j, from, most, buckets);
        j->total = j->made + j->ensemble->runs * (j->table.to < j->cells ? 2 : 1);
        status = pass(j, false, count_values);
        if (status == EN_OK) status = for_cells(j, finish_counters);
    }
    return status;
}

static en_status run_by_histograms(job *j)
{
    size_t most, half = j->left / 2, buckets = half / sizeof(uint32_t);
    en_status status = make_waves(j, half, &most);
    if (status != EN_OK) return status;
    for (size_t from = 0; from < j->cells && status == EN_OK; from = j->table.to) {
        j->table.from = from;
        j->table.to = j->cells - from < most ? j->cells : from + most;
        j->total = j->made + j->ensemble->runs * (j->table.to < j->cells ? 3 : 2);
        status = pass(j, from == 0, add_moments);
    }
    if (status != EN_OK) return status;
    if (buckets > j->cells * (size_t)EN_BUCKETS) buckets = j->cells * (size_t)EN_BUCKETS;
    j->counted = en_arena_raw(&j->work, buckets, sizeof *j->counted);
    j->counted_from = en_arena_raw(&j->work, most, sizeof *j->counted_from);
    return j->counted && j->counted_from ? count_all(j, most, buckets) : EN_ERR_MEMORY;
}

static en_status finish(job *j)
{
    en_ensemble_result *r = j->result;
    en_goal_result *goals = en_arena_array(&r->arena, r->goals, sizeof *goals);
    if (!goals) return EN_ERR_MEMORY;
    for (size_t c = 0; c < j->cells; c++) {
        const en_moments *m = &j->moments[c];
        j->mean[c] = en_moments_mean(m);
        j->sd[c] = en_moments_sd(m);
        j->least[c] = m->count ? m->least : j->mean[c];
        j->most[c] = m->count ? m->most : j->mean[c];
    }
    for (uint32_t g = 0; g < r->goals; g++) {
        uint64_t *first = en_arena_array(&r->arena, r->reports, sizeof *first);
        if (!first) return EN_ERR_MEMORY;
        for (uint32_t w = 0; w < j->runs.worker_count; w++) {
            const goal_state *state = &((const goal_state *)j->runs.workers[w].own)[g];
            goals[g].met += state->met;
            for (uint32_t t = 0; t < r->reports; t++) first[t] += state->first[t];
        }
        goals[g].first = first;
    }
    r->goal = goals;
    r->runs = j->ensemble->runs - r->failed;
    return EN_OK;
}

static en_status run(job *j, en_report *report)
{
    const en_ensemble *e = j->ensemble;
    uint32_t workers;
    en_status status = check(e);
    if (status != EN_OK) return status;
    j->result->reports = (uint32_t)en_simulation_reports(e->simulation);
    if (!en_mul_size(e->output_count, j->result->reports, &j->cells)) return EN_ERR_MEMORY;
    j->blocks = blocks_of(e->runs);
    j->runs = (en_runs){.simulation = en_run_simulation(e->simulation, memory_of(e)),
                        .outputs = e->outputs,
                        .output_count = e->output_count,
                        .reports = j->result->reports,
                        .fix = fix,
                        .give = give,
                        .user = j,
                        .context = j->context,
                        .report = report};
    status = en_vary_make(e, e->runs, &j->work, report, &j->vary);
    if (status == EN_OK) status = share_memory(j, report, &workers);
    if (status == EN_OK) status = make_result(j);
    if (status == EN_OK) status = hire(j, workers);
    if (status == EN_OK) status = j->result->approximate ? run_by_histograms(j) : run_exactly(j);
    return status == EN_OK ? finish(j) : status;
}

en_status en_ensemble_run(const en_ensemble *ensemble, const en_context *context, en_report *report,
                          en_ensemble_result *result)
{
    const en_allocator *allocator = context ? context->allocator : NULL;
    *result = (en_ensemble_result){.arena = en_arena_make(allocator),
                                   .outputs = ensemble->output_count,
                                   .probabilities = ensemble->probability_count,
                                   .goals = ensemble->goal_count};
    job j = {.ensemble = ensemble, .context = context, .result = result, .work = en_arena_make(allocator)};
    en_status status = run(&j, report);
    en_runs_dismiss(&j.runs);
    en_arena_free(&j.work);
    return status;
}

void en_ensemble_free(en_ensemble_result *result) { en_arena_free(&result->arena); }
