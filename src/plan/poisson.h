/* Numbers of the Poisson distribution, one a run, for any mean.
 *
 * Below a mean of 10 by inversion: the smallest k whose probability of "k or fewer", summed from 0 on, is
 * above the uniform number, so that with a larger mean the same draw is never smaller. From 10 on by
 * transformed rejection (W. Hörmann, "The transformed rejection method for generating Poisson random
 * variables", Insurance: Mathematics and Economics 12, 1993, algorithm PTRS); an attempt takes the two halves
 * of a draw of its own: attempt n is draw n of the counter. Arithmetic is that of the lanes, so that bits are
 * the same everywhere. Bound: 1.2 attempts on average; after 64, with a probability below 2⁻¹⁰⁰, the mean cut
 * to an integer.
 */
#ifndef EN_PLAN_POISSON_H
#define EN_PLAN_POISSON_H

#include "philox.h"

/* 0 for a mean of 0; NaN for one that is negative, infinite or not a number. */
double en_poisson(en_philox_key key, en_draw at, double mean);

#endif
