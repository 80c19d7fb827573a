/* What the algorithms that keep ties share. */
#ifndef EN_KEPT_TIES_H
#define EN_KEPT_TIES_H

#include "plain.h"

/* Whether an applicant is indifferent between two of their wishes. */
static inline bool ties_with(const uint32_t *rank, uint32_t a, uint32_t b)
{
    return rank && rank[a] == rank[b];
}

/* EN_ERR_USAGE where the market is more than plain places or has wishes with terms, EN_ERR_INPUT where its
 * arrays, or the ranks, do not fit together. */
en_status check_kept_ties(const en_match_problem *problem, const uint32_t *rank);

#endif
