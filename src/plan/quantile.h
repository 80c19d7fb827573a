/* Numbers about many numbers: moments that are joined block by block, quantiles exact or from a histogram.
 *
 * Moments: of a block in two passes, corrected by the sum of deviations, and joined by T. F. Chan, G. H.
 * Golub and R. J. LeVeque (Algorithms for computing the sample variance, The American Statistician 37, 1983),
 * the mean in two parts. They depend on the order of blocks alone. Quantiles of type 7 (Hyndman and Fan,
 * 1996) by selection (C. A. R. Hoare, Algorithm 65: find, CACM 4, 1961) among the numbers that are near one,
 * linear on average and at most n log n by sorting the rest where pivots are bad. Histograms count by the
 * leading bits of doubles, ordered as numbers are: a bucket's middle is within 2^-11 of each normal number in
 * it; 0 is exact, and no quantile lies outside of what was counted.
 */
#ifndef EN_PLAN_QUANTILE_H
#define EN_PLAN_QUANTILE_H

#include <stddef.h>
#include <stdint.h>

typedef struct en_moments {
    uint64_t count;
    double mean, rest; /* mean + rest */
    double squares;    /* of deviations from the mean */
    double least, most;
} en_moments;

/* Of nothing. */
en_moments en_moments_none(void);
/* Adds those of 64 numbers whose bits are set. */
void en_moments_add(en_moments *m, const double *x, uint64_t which);
/* NaN where too few numbers have been added. */
double en_moments_mean(const en_moments *m);
double en_moments_sd(const en_moments *m);

/* The quantiles of n finite numbers at `count` probabilities, 0 … 1; the numbers change places. NaN where n
 * is 0. */
void en_quantiles(double *x, size_t n, const double *probability, uint32_t count, double *quantile);

/* Buckets of all finite doubles, in order: from 0 on, less than EN_BUCKETS. Both zeros are in the same, since
 * the least of numbers may be either. */
#define EN_BUCKETS ((uint32_t)1 << 22)
static inline uint32_t en_bucket_of(double x)
{
    uint64_t bits;
    x += 0.0; /* of -0: 0 */
    __builtin_memcpy(&bits, &x, sizeof bits);
    uint64_t turned = bits >> 63 ? ~bits : bits | (uint64_t)1 << 63;
    return (uint32_t)(turned >> 42);
}

/* The same quantiles of numbers that a histogram counts, of which `buckets` stand from bucket `first` on. */
void en_histogram_quantiles(const uint32_t *counted, uint32_t first, uint32_t buckets, const en_moments *m,
                            const double *probability, uint32_t count, double *quantile);

/* The same of a list of the buckets that m's numbers lie in, counted from bucket `first` on, in any order. */
void en_listed_quantiles(const uint32_t *listed, uint32_t first, const en_moments *m,
                         const double *probability, uint32_t count, double *quantile);

#endif
