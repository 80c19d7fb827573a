/* What the three ways of ranking (rank.h) share: runs of one output at one time, and numbers in order. */
#ifndef EN_PLAN_RANK_PARTS_H
#define EN_PLAN_RANK_PARTS_H

#include "rank.h"
#include "runs.h"
#include "vary.h"

typedef struct en_rank_job {
    const en_ensemble *ensemble;
    const en_context *context;
    en_report *report;
    en_arena work;
    en_vary vary;
    en_runs runs;
    en_run_table table; /* of one cell */
    size_t memory;      /* for tables; as much again for what threads need */
    uint32_t output, at;
    uint32_t count; /* of varied parameters */
    en_sensitivity *of;
    en_ranking_result *result;
    const void *design; /* of the way of ranking */
} en_rank_job;

/* Makes `runs` runs, padded to whole blocks, of what `give` gives, with so many doubles of scratch a worker:
 * job->table then has the output's value by run. */
EN_MUST_USE en_status en_rank_make_runs(en_rank_job *job, uint64_t runs, size_t scratch,
                                        void (*give)(const void *job, uint64_t run, en_run_worker *worker));

/* How many rows the ensemble's runs give, of so many runs and bytes each, that fit the memory for tables.
 * Reports where that is less than `least`: EN_ERR_INPUT for too few runs, EN_ERR_LIMIT for too little memory.
 */
EN_MUST_USE en_status en_rank_fit(const en_rank_job *job, uint64_t runs, size_t bytes, uint64_t least,
                                  uint64_t *rows);

static inline bool en_rank_good(const en_rank_job *job, uint64_t run)
{
    return job->table.failed_at[run] == EN_NOT_FAILED;
}
static inline uint64_t en_padded(uint64_t runs) { return (runs + EN_BLOCK - 1) / EN_BLOCK * EN_BLOCK; }

EN_MUST_USE en_status en_rank_by_regression(en_rank_job *job);
EN_MUST_USE en_status en_rank_by_effects(en_rank_job *job);
EN_MUST_USE en_status en_rank_by_indices(en_rank_job *job);

/* A number and where it came from. */
typedef struct en_ranked {
    double value;
    uint32_t from;
} en_ranked;

/* In ascending order, equal ones as they stood (J. von Neumann's merging); `beside` has as much room. */
void en_rank_sort(en_ranked *at, en_ranked *beside, size_t count);

#endif
