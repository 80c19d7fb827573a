/* The largest weakly stable matching of a small market, by enumeration. */
#ifndef EN_TESTS_SMALL_WEAKLY_H
#define EN_TESTS_SMALL_WEAKLY_H

#include "small_market.h"

#include <enishi/ties.h>

static inline uint32_t largest_weakly_stable(const small_market *m, const uint32_t *rank)
{
    uint32_t choice[MOST_APPLICANTS] = {0}, wish[MOST_APPLICANTS], largest = 0;
    do
        if (matching_of(m, choice, wish) && size_of(m, wish) > largest &&
            en_match_check_weakly(&m->problem, rank, wish, NULL, NULL) == EN_OK)
            largest = size_of(m, wish);
    while (next_choice(m, choice));
    return largest;
}

#endif
