/* What the mechanisms over plain places share: places without lines and groups, seats that nobody holds from
 * before. */
#ifndef EN_PLAIN_H
#define EN_PLAIN_H

#include "market.h"

enum { CANCEL_EVERY_APPLICANTS = 1 << 14 };

/* EN_ERR_USAGE where the market is more than plain places, EN_ERR_INPUT where its arrays do not fit together.
 */
en_status check_plain(const en_match_problem *problem);

/* EN_ERR_INPUT where `order` does not hold every applicant once. */
en_status check_order(const en_match_problem *problem, const uint32_t *order, en_arena *scratch);

/* A result in which nobody is placed; EN_ERR_MEMORY where there is none. */
en_status start_result(const en_match_problem *problem, const en_context *context, en_match_result *result);

/* Gives the result to the caller, or frees it. Returns status. */
en_status end_result(en_status status, en_match_result *made, en_match_result *result);

/* A copy of the places' seats; NULL where memory is out. */
uint32_t *seats_to_fill(const en_match_problem *problem, en_arena *scratch);

/* Every so many applicants: whether the caller wants no more; tells progress. */
static inline bool pause_at(const en_context *context, uint32_t done, uint32_t total)
{
    if (done % CANCEL_EVERY_APPLICANTS != 0) return false;
    en_progress(context, done, total);
    return en_cancelled(context);
}

static inline void place_applicant(const en_match_problem *problem, en_match_result *result,
                                   uint32_t applicant, uint32_t wish)
{
    result->wish[applicant] = wish;
    result->filled[problem->wish_place[wish]]++;
}

#endif
