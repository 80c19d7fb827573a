/* See runs.h. */
#include "runs.h"

#include "curve_table.h"
#include "ensemble_lanes.h"

#include <string.h>

/* The part of the memory that the devices of a block may take. */
enum { DEVICES_PART = 16 };

typedef struct work {
    const en_runs *runs;
    const en_run_table *table;
    uint64_t first, count, done, total;
    atomic_size_t next, finished; /* blocks */
    atomic_int status;            /* an en_status */
    en_machine *machine;
    const en_ensemble_lanes *lanes;
} work;

/* What a report needs to know. */
typedef struct listener {
    const work *work;
    en_run_worker *worker;
    size_t place; /* of the block's first run in the table */
    uint32_t report;
    uint32_t failed_at[EN_BLOCK];
    double passed[EN_BLOCK];
} listener;

static const double *values_of(const en_block *block, en_register operand, double *spread)
{
    bool shared;
    const double *at = en_block_operand(block, operand, &shared);
    if (!shared) return at;
    for (size_t k = 0; k < EN_BLOCK; k++) spread[k] = at[0];
    return spread;
}

static void store(const listener *l, uint32_t output, const double *x)
{
    const en_run_table *t = l->work->table;
    size_t cell = (size_t)output * l->work->runs->reports + l->report;
    if (cell >= t->from && cell < t->to)
        memcpy(&t->values[(cell - t->from) * t->stride + l->place], x, sizeof(double[EN_BLOCK]));
}

static void report(void *user, const en_block *block)
{
    listener *l = user;
    const en_runs *runs = l->work->runs;
    const en_program *program = block->simulation->program;
    const en_ensemble_lanes *lanes = l->work->lanes;
    double sum[EN_BLOCK], spread[EN_BLOCK];
    memcpy(sum, l->passed, sizeof sum);
    for (uint32_t s = 0; s < program->states; s++)
        lanes->zeros(en_block_parameter(block, program->parameters + s), 1, sum);
    for (uint32_t k = 0; k < runs->output_count; k++) {
        const double *x = values_of(block, program->output[runs->outputs[k]], spread);
        lanes->zeros(x, 1, sum);
        store(l, k, x);
        if (runs->hear) runs->hear(runs->user, l->worker, k, l->report, x);
    }
    for (size_t k = 0; k < EN_BLOCK; k++)
        if (sum[k] != 0 && l->failed_at[k] == EN_NOT_FAILED) l->failed_at[k] = l->report;
    l->report++;
}

static bool make_block(const en_runs *runs, en_run_worker *worker)
{
    en_arena_free(&worker->arena);
    if (!en_block_make(&runs->simulation, &worker->arena, &worker->block)) return false;
    worker->block.cancel = runs->context ? runs->context->cancel : NULL;
    runs->fix(runs->user, &worker->block);
    return true;
}

static en_status start_block(const work *w, en_run_worker *worker, listener *l)
{
    w->runs->give(w->runs->user, w->first + l->place, worker);
    worker->block.passed = l->passed;
    return w->machine(&worker->block, report, l);
}

/* Devices take more room as blocks need it, and keep it; whether there is enough must not depend on the
 * blocks before. */
static en_status try_block(const work *w, en_run_worker *worker, listener *l)
{
    en_status status = start_block(w, worker, l);
    if (status != EN_ERR_LIMIT) return status;
    if (!make_block(w->runs, worker)) return EN_ERR_MEMORY;
    return start_block(w, worker, l);
}

static en_status run_block(const work *w, en_run_worker *worker, size_t block)
{
    listener l = {.work = w, .worker = worker, .place = block * EN_BLOCK};
    memset(l.failed_at, 0xff, sizeof l.failed_at);
    en_status status = try_block(w, worker, &l);
    if (status != EN_OK) return status;
    memcpy(&w->table->failed_at[l.place], l.failed_at, sizeof l.failed_at);
    if (w->runs->end) w->runs->end(w->runs->user, worker, en_runs_good(w->table, block, w->count));
    return EN_OK;
}

static void run_blocks(void *arg, size_t index)
{
    work *w = arg;
    size_t blocks = (size_t)((w->count + EN_BLOCK - 1) / EN_BLOCK);
    for (size_t block; (block = atomic_fetch_add(&w->next, 1)) < blocks && !en_cancelled(w->runs->context);) {
        en_status status = run_block(w, &w->runs->workers[index], block);
        if (status != EN_OK) atomic_store(&w->status, (int)status);
        if (atomic_load(&w->status) != EN_OK) return;
        uint64_t now = w->done + (atomic_fetch_add(&w->finished, 1) + 1) * EN_BLOCK, end = w->done + w->count;
        en_progress(w->runs->context, now < end ? now : end, w->total);
    }
}

static en_status settle(const work *w)
{
    en_status status = (en_status)atomic_load(&w->status);
    if (status == EN_OK) return en_cancelled(w->runs->context) ? EN_ERR_CANCELLED : EN_OK;
    if (status != EN_ERR_LIMIT) return status;
    const en_arg arg = en_arg_int("most", (int64_t)(w->runs->simulation.device_most >> 20));
    en_report_add(w->runs->report, EN_ERROR, EN_W_PLAN_ENSEMBLE_DEVICES, (en_where){0}, 1, &arg);
    return status;
}

en_status en_runs_make(const en_runs *runs, uint64_t first, uint64_t count, const en_run_table *table,
                       uint64_t done, uint64_t total)
{
    work w = {.runs = runs,
              .table = table,
              .first = first,
              .count = count,
              .done = done,
              .total = total,
              .machine = en_machine_best(),
              .lanes = en_ensemble_lanes_best()};
    atomic_init(&w.next, 0);
    atomic_init(&w.finished, 0);
    atomic_init(&w.status, EN_OK);
    en_run(runs->context, run_blocks, &w, runs->worker_count);
    return settle(&w);
}

uint64_t en_runs_good(const en_run_table *table, uint64_t block, uint64_t count)
{
    uint64_t good = 0;
    for (uint64_t k = 0; k < EN_BLOCK && block * EN_BLOCK + k < count; k++)
        if (table->failed_at[block * EN_BLOCK + k] == EN_NOT_FAILED) good |= (uint64_t)1 << k;
    return good;
}

en_simulation en_run_simulation(const en_simulation *simulation, size_t memory)
{
    en_simulation s = *simulation;
    size_t most = memory / DEVICES_PART;
    if (s.device_most == 0 || s.device_most > most) s.device_most = most;
    return s;
}

size_t en_run_worker_bytes(const en_simulation *simulation, size_t scratch)
{
    const en_program *p = simulation->program;
    size_t bytes = ((size_t)p->wide + 3 * (size_t)p->states) * sizeof(double[EN_STRIDE]) +
                   (size_t)p->narrow * sizeof(double[EN_SHARED]);
    for (uint32_t g = 0; g < p->graphs; g++)
        bytes += sizeof(en_table) +
                 (EN_TABLE_POINTS + 2 * (size_t)simulation->graphs[g].count) * sizeof(double[4]);
    if (simulation->device_count) bytes += simulation->device_most;
    return bytes + p->streams * sizeof(en_philox_key) + scratch * sizeof(double) + sizeof(en_run_worker);
}

en_status en_runs_hire(en_runs *runs, uint32_t count, size_t scratch, en_arena *arena)
{
    runs->workers = en_arena_array(arena, count, sizeof *runs->workers);
    if (!runs->workers) return EN_ERR_MEMORY;
    en_status status = en_emit(&runs->simulation, en_machine_best_build(), arena->allocator,
                               runs->context ? runs->context->pages : NULL, &runs->emitted);
    if (status != EN_OK) return status;
    runs->simulation.emitted = &runs->emitted;
    for (; runs->worker_count < count; runs->worker_count++) {
        en_run_worker *worker = &runs->workers[runs->worker_count];
        worker->arena = en_arena_make(arena->allocator);
        worker->scratch = en_arena_array(arena, scratch, sizeof *worker->scratch);
        if (worker->scratch && make_block(runs, worker)) continue;
        en_arena_free(&worker->arena);
        return EN_ERR_MEMORY;
    }
    return EN_OK;
}

void en_runs_dismiss(en_runs *runs)
{
    for (uint32_t k = 0; k < runs->worker_count; k++) en_arena_free(&runs->workers[k].arena);
    en_emitted_free(&runs->emitted);
}
