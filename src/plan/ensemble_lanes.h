/* What ensembles need of each number, over lanes: Latin hypercubes (sample.h), where the stratum of a run is
 * what a permutation makes of its number, the normal distribution (normal.h), and what is not finite.
 *
 * The permutation is of 0 … 2^bits - 1, six rounds of a Feistel network; what lies beyond the runs is sent
 * through again, which ends, since the run itself is on its cycle. Fewer than two passes a run are needed on
 * average, but for less than 128 runs. */
#ifndef EN_PLAN_ENSEMBLE_LANES_H
#define EN_PLAN_ENSEMBLE_LANES_H

#include "philox.h"

#include <stddef.h>

enum { EN_LATIN_ROUNDS = 6, EN_LATIN_LEAST_BITS = 8 };

typedef struct en_latin {
    uint32_t key[EN_LATIN_ROUNDS];
    unsigned high, low; /* bits of the halves */
    uint64_t runs;
} en_latin;

typedef struct en_ensemble_lanes {
    /* Puts the `count` runs from `first` on, a multiple of 8, into their strata, each at the place that is
     * its uniform number in `to`. */
    void (*latin)(const en_latin *latin, uint64_t first, size_t count, double *to);
    /* See normal.h. */
    void (*normal_below)(size_t count, double *x);
    /* Adds up, for each of EN_BLOCK runs, 0 times its number in every row: 0 as long as all are finite, else
     * not a number. */
    void (*zeros)(const double *rows, size_t count, double *sum);
} en_ensemble_lanes;

extern const en_ensemble_lanes en_ensemble_lanes_sse2;
#ifdef __x86_64__
extern const en_ensemble_lanes en_ensemble_lanes_avx2, en_ensemble_lanes_avx512;
#endif

/* Those of the widest build that this processor can run. */
const en_ensemble_lanes *en_ensemble_lanes_best(void);

#endif
