/* Blocks of runs over the executor's threads, and what they report in a table: the part that ensembles and
 * rankings share.
 *
 * A worker has a block of its own and takes the next one that nobody has; what it writes has its place by
 * run, so that neither the number of workers nor their order can be seen in the table.
 */
#ifndef EN_PLAN_RUNS_H
#define EN_PLAN_RUNS_H

#include "context.h"
#include "emit.h"
#include "machine.h"
#include "report.h"

#define EN_NOT_FAILED UINT32_MAX

/* Cells: a reported time of an output, by output, then report. Values of a cell stand by run, `stride` to a
 * cell. */
typedef struct en_run_table {
    double *values; /* of cells from `from` to `to` */
    size_t from, to, stride;
    uint32_t *failed_at; /* by run: the first report that is not finite, or EN_NOT_FAILED */
} en_run_table;

typedef struct en_run_worker {
    en_arena arena; /* of the block */
    en_block block;
    double *scratch;
    void *own; /* of whoever gives and hears */
} en_run_worker;

typedef struct en_runs {
    en_simulation simulation; /* stays where it is as long as there are workers */
    en_emitted emitted;       /* its machine code, where the context has pages for it */
    const uint32_t *outputs;  /* of the program's */
    uint32_t output_count, reports;
    /* Sets the parameters that stay from block to block. */
    void (*fix)(const void *user, en_block *block);
    /* Gives the block's other parameters for the runs from `run` on, and sets its first_run. */
    void (*give)(const void *user, uint64_t run, en_run_worker *worker);
    /* NULL, or hears an output's EN_BLOCK values at a report; and after a block which of its runs count. */
    void (*hear)(const void *user, en_run_worker *worker, uint32_t output, uint32_t report,
                 const double *values);
    void (*end)(const void *user, en_run_worker *worker, uint64_t good);
    const void *user;
    en_run_worker *workers;
    uint32_t worker_count;
    const en_context *context;
    en_report *report;
} en_runs;

/* The simulation, with no more room for the devices of a block than a part of the memory. */
en_simulation en_run_simulation(const en_simulation *simulation, size_t memory);

/* Bytes of a worker, without what it owns. */
size_t en_run_worker_bytes(const en_simulation *simulation, size_t scratch);

/* Workers with so many doubles of scratch; they live in the arena, but for their blocks. EN_ERR_MEMORY.
 * en_runs_dismiss in any case. */
EN_MUST_USE en_status en_runs_hire(en_runs *runs, uint32_t count, size_t scratch, en_arena *arena);
void en_runs_dismiss(en_runs *runs);

/* Runs `count` runs from `first` on, a multiple of EN_BLOCK, into the table, which has room for whole blocks.
 * `done` runs of `total` have been made before, for progress. EN_ERR_LIMIT, reported, where devices need more
 * than their part of the memory; EN_ERR_MEMORY, EN_ERR_CANCELLED. */
EN_MUST_USE en_status en_runs_make(const en_runs *runs, uint64_t first, uint64_t count,
                                   const en_run_table *table, uint64_t done, uint64_t total);

/* The runs of a block of the table that count, of `count` in all. */
uint64_t en_runs_good(const en_run_table *table, uint64_t block, uint64_t count);

#endif
