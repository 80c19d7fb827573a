/* Things that stand together by their owners: those of owner k are begin[k] … begin[k + 1] - 1. */
#ifndef EN_BUCKET_H
#define EN_BUCKET_H

#include <stdint.h>

/* Whose the thing with this number is, of `count` owners. O(log count). */
static inline uint32_t en_bucket_of(const uint32_t *begin, uint32_t count, uint32_t number)
{
    uint32_t low = 0, high = count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (begin[middle] <= number) low = middle;
        else high = middle;
    }
    return low;
}

#endif
