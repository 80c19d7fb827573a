/* Applicants propose one at a time (D. G. McVitie, L. B. Wilson, 1971): whoever is turned away goes on at
 * once, so that the whole state is one applicant in hand. The order of proposals does not matter.
 */
#ifndef EN_PROPOSE_H
#define EN_PROPOSE_H

#include "market.h"

/* Offers a candidate to its place; returns who is turned away for good: perhaps the candidate, or nobody. */
typedef candidate (*offer_function)(void *state, candidate c);

/* Proposes for the applicant from wish `next` on, and for whoever is turned away by it. Inline, so that the
 * fast path's offer is too. */
static inline void propose(const en_match_problem *problem, uint32_t applicant, uint32_t next,
                           offer_function offer, void *state)
{
    while (applicant != EN_MATCH_NONE) {
        uint32_t end = problem->wish_begin[applicant + 1];
        while (next < end && !is_acceptable(problem, next)) next++;
        if (next == end) return;
        candidate away = offer(state, (candidate){problem->wish_score[next], applicant, next});
        applicant = away.applicant;
        next = away.wish + 1;
    }
}

static inline en_status propose_all(const en_match_problem *problem, const en_context *context,
                                    offer_function offer, void *state)
{
    enum { CANCEL_EVERY = 1 << 14 };
    for (uint32_t i = 0; i < problem->applicants; i++) {
        if (i % CANCEL_EVERY == 0) {
            if (en_cancelled(context)) return EN_ERR_CANCELLED;
            en_progress(context, i, problem->applicants);
        }
        propose(problem, i, problem->wish_begin[i], offer, state);
    }
    return EN_OK;
}

#endif
