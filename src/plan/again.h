/* Runs of an ensemble made once more, a block at a time, by another program of the same model that tells more
 * of them: with the same parameters and the same random numbers, so that all that both programs compute is
 * the same. Bound: a block's.
 */
#ifndef EN_PLAN_AGAIN_H
#define EN_PLAN_AGAIN_H

#include "vary.h"

typedef struct en_again {
    en_arena arena;
    en_simulation simulation;
    en_vary vary;
    en_block block;
    double *scratch;
} en_again;

/* Makes it ready for the runs of an ensemble that has been run, whose parameters the simulation's program
 * has; both stay where they are, as does *again. Statuses as of en_ensemble_run; en_again_free in any case.
 */
EN_MUST_USE en_status en_again_make(const en_ensemble *ensemble, const en_simulation *simulation,
                                    const en_context *context, en_report *report, en_again *again);

/* Runs the block that begins with run `first`, a multiple of EN_BLOCK. EN_ERR_LIMIT, reported, where its
 * devices need more than the ensemble's memory; EN_ERR_MEMORY, EN_ERR_CANCELLED. */
EN_MUST_USE en_status en_again_run(en_again *again, uint64_t first, en_block_report *look, void *user,
                                   en_report *report);

void en_again_free(en_again *again);

#endif
