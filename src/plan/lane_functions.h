/* The elementary functions over arrays, built for several kinds of processor and chosen when the program
 * runs; the results are the same bits whichever is chosen. */
#ifndef EN_LANE_FUNCTIONS_H
#define EN_LANE_FUNCTIONS_H

#include "philox.h"

#include <stdbool.h>
#include <stddef.h>

/* `count` is a multiple of 8; arrays may be of any alignment, and `result` may be an argument itself. */
typedef void en_lane_one(size_t count, const double *x, double *result);
typedef void en_lane_two(size_t count, const double *x, const double *y, double *result);

enum {
    EN_LANE_EXP,
    EN_LANE_LN,
    EN_LANE_LOG10,
    EN_LANE_SIN,
    EN_LANE_COS,
    EN_LANE_TAN,
    EN_LANE_ARCSIN,
    EN_LANE_ARCCOS,
    EN_LANE_ARCTAN,
    EN_LANE_NORMAL,
    EN_LANE_SQRT,
    EN_LANE_ABS,
    EN_LANE_FLOOR,
    EN_LANE_CEIL,
    EN_LANE_TRUNC,
    EN_LANE_ROUND,
    EN_LANE_ONES
};
enum { EN_LANE_POW, EN_LANE_MOD, EN_LANE_REMAINDER, EN_LANE_MIN, EN_LANE_MAX, EN_LANE_TWOS };

/* The uniform numbers, without 0 and 1, of `count` runs from at.run on, at this step and draw of the stream.
 */
typedef void en_lane_draws(en_philox_key key, en_draw at, size_t count, double *result);

/* A leakage of slats that follow each other: rows of `runs` numbers (a multiple of 32), from the row of slat
 * `first` on. */
typedef struct en_lane_slats {
    size_t runs, first, slats;
    double *content;
    const double *wanted; /* by slat; times `part`, unless that is NULL */
    double *left;         /* by slat: at most so much, and less by what was taken; or NULL */
    const double *part, *works, *low,
        *high;             /* by run; works: 0 where not; low, high: of its slats; low NULL: all */
    bool whole;            /* takes nothing: whole numbers are taken afterwards */
    double *taken, *there; /* by run, added to: what it takes; `whole`: the contents of its slats */
} en_lane_slats;
typedef void en_lane_leak(const en_lane_slats *slats);
typedef void en_lane_sum(size_t runs, size_t slats, const double *content, double *sum);

typedef struct en_lane_functions {
    const char *build;
    en_lane_one *one[EN_LANE_ONES];
    en_lane_two *two[EN_LANE_TWOS];
    en_lane_draws *uniform;
    en_lane_leak *leak;
    en_lane_sum *sum_slats;
} en_lane_functions;

typedef enum en_lane_build {
    EN_LANES_SSE2, /* on other processors: whatever vectors they have */
    EN_LANES_AVX2,
    EN_LANES_AVX512,
    EN_LANE_BUILDS
} en_lane_build;

/* NULL where this processor cannot run that build. */
const en_lane_functions *en_lane_functions_of(en_lane_build build);

/* Those of the widest build that this processor can run. */
const en_lane_functions *en_lane_functions_best(void);

#endif
