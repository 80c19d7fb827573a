/* What the mechanism of two agencies and its check share. */
#ifndef EN_AGENCIES_H
#define EN_AGENCIES_H

#include "plain.h"

#include <enishi/agencies.h>

/* EN_ERR_USAGE or EN_ERR_INPUT where the call is none. */
en_status check_call(const en_match_problem *problem, const en_match_call *call);

/* Whether the applicant has an acceptable wish. */
static inline bool takes_part(const en_match_problem *problem, uint32_t applicant)
{
    uint32_t w = problem->wish_begin[applicant], end = problem->wish_begin[applicant + 1];
    while (w < end && !is_acceptable(problem, w)) w++;
    return w < end;
}

/* left: per budget. */
static inline bool fits_budgets(const en_match_call *call, uint32_t wish, const uint64_t *left)
{
    for (uint32_t d = call->demand_begin[wish]; d < call->demand_begin[wish + 1]; d++)
        if (call->demands[d].units > left[call->demands[d].budget]) return false;
    return true;
}

#endif
