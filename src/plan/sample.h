/* The uniform number of a varied parameter in a run, as a function of seed, stream and run alone: nothing is
 * stored, so that blocks of runs can be drawn in any order and on any thread.
 *
 * Random: Philox (philox.h). Latin hypercube (M. D. McKay, R. J. Beckman, W. J. Conover, Technometrics 21,
 * 1979): run r is in stratum p(r) of as many as there are runs, at a random place in it; p is a permutation
 * by a keyed Feistel network whose values beyond the end are sent through again (J. Black and P. Rogaway,
 * Ciphers with arbitrary finite domains, CT-RSA 2002). Sobol: the digital sequence with the direction numbers
 * of S. Joe and F. Y. Kuo (Constructing Sobol sequences with better two-dimensional projections, SIAM J. Sci.
 * Comput. 30, 2008; new-joe-kuo-6), Owen-scrambled by hashing (B. Burley, Practical hash-based Owen
 * scrambling, JCGT 9(4), 2020, after S. Laine and T. Karras, 2011; the hash of N. Vegdahl, Building a better
 * LK hash, 2021, under 63 bits of key); the digits beyond the 32nd are random.
 * Under random and Latin sampling a further parameter changes no other's numbers; under Sobol, one at the
 * end of the list does not, since the dimension is the place in the list.
 */
#ifndef EN_PLAN_SAMPLE_H
#define EN_PLAN_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

/* Dimensions of Sobol points, and runs of an ensemble. */
enum { EN_SOBOL_DIMENSIONS = 1111 };
#define EN_SAMPLE_MOST_RUNS UINT32_MAX

typedef enum en_sampling { EN_SAMPLING_RANDOM, EN_SAMPLING_LATIN, EN_SAMPLING_SOBOL } en_sampling;

/* What one parameter is drawn by. */
typedef struct en_sample {
    en_sampling sampling;
    uint64_t seed, stream;
    uint64_t runs;      /* of the hypercube */
    uint32_t dimension; /* of the Sobol points, from 0 */
} en_sample;

/* Uniform numbers over 0 … 1, without either end, of the `count` runs from `first` on. count is a multiple
 * of 8. Runs beyond the last of a Latin hypercube get numbers, too, that mean nothing. */
void en_sample_uniform(const en_sample *sample, uint64_t first, size_t count, double *to);

/* A coordinate of the Sobol sequence itself, times 2³². */
uint32_t en_sobol_point(uint32_t dimension, uint32_t index);

#endif
