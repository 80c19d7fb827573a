/* The numbers that a block of runs is given: each varied parameter drawn and inverted, correlated ones by way
 * of their scores. */
#ifndef EN_PLAN_VARY_H
#define EN_PLAN_VARY_H

#include "ensemble.h"

typedef struct en_vary {
    const en_ensemble *ensemble;
    en_sample *samples;   /* by varied parameter */
    en_inverse *inverses; /* the same */
    bool *correlated;     /* the same */
    en_copula copula;
} en_vary;

/* Checks what varies and makes it ready, for this many runs; in the arena. EN_ERR_INPUT after reporting,
 * EN_ERR_USAGE, EN_ERR_MEMORY. */
EN_MUST_USE en_status en_vary_make(const en_ensemble *ensemble, uint64_t runs, en_arena *arena,
                                   en_report *report, en_vary *vary);

/* What making it ready took, in bytes. */
size_t en_vary_bytes(const en_vary *vary);

/* Doubles that drawing a block needs beside it. */
size_t en_vary_scratch(const en_vary *vary);

/* What does not vary, which a block keeps from run to run. */
void en_vary_fix(const en_vary *vary, en_block *block);

/* Gives the block's runs, from `first_run` on, what varies. */
void en_vary_draw(const en_vary *vary, uint64_t first_run, en_block *block, double *scratch);

/* Gives them these numbers of one varied parameter: EN_BLOCK uniform ones, which become values. */
void en_vary_give(const en_vary *vary, uint32_t which, double *uniform, en_block *block);

#endif
