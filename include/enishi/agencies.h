/* Calls of two agencies: proposals that both score, and that take from several budgets at once.
 *
 * The market of match.h with plain places: EN_ERR_USAGE for lines, groups and held seats. A wish is a
 * proposal, and its applicant is funded at one place at most, as far as the place's seats go. Of wish_score
 * only whether a wish is acceptable counts; the two agencies score applicants.
 */
#ifndef ENISHI_AGENCIES_H
#define ENISHI_AGENCIES_H

#include <enishi/match.h>

/* What a funded wish takes from a budget. */
typedef struct en_match_demand {
    uint32_t budget, units;
} en_match_demand;

/* Borrowed arrays. */
typedef struct en_match_call {
    const double *score[2]; /* applicants; by each agency, finite; the higher the better */
    uint32_t budgets;
    const uint64_t *units;          /* budgets: what there is */
    const uint32_t *demand_begin;   /* wishes + 1 */
    const en_match_demand *demands; /* of a wish: by ascending budget, none twice */
    const uint32_t *order; /* every applicant once: who goes first of those whose ranks sum up alike */
} en_match_call;

/* A proposal r is better than a funded one f where both agencies give its applicant at least the score, and
 * one more, and it needs no more of any budget. It is refused where its applicant prefers it to the result,
 * and for want of a seat where its place has none left and f is at another.
 *
 * The mechanism: applicants are ranked by each agency (one more than have a higher score, of those with an
 * acceptable wish) and go by the sum of the two ranks, then by `order`. Each takes the best acceptable wish
 * for which there is a seat and enough in every budget, or nothing. Whoever is better has the smaller sum,
 * and goes when no budget holds less: so no refused proposal is better than a funded one, but for want of a
 * seat. No budget is overdrawn, nothing that still fits is refused, and no untrue list of wishes helps
 * anyone.
 *
 * EN_ERR_INPUT where the arrays do not fit together. Free the result with en_match_result_free; on failure it
 * is untouched. Time O(applicants · log + wishes + demands). */
EN_PUBLIC EN_MUST_USE en_status en_match_solve_agencies(const en_match_problem *problem,
                                                        const en_match_call *call, const en_context *context,
                                                        en_match_result *result);

/* The sums of ranks that the mechanism goes by: per applicant, one more than have a higher score by the first
 * agency, and one more than have one by the second, of those with an acceptable wish; 0 for who has none.
 * sum: applicants; the caller's. Time O(applicants · log + wishes). */
EN_PUBLIC EN_MUST_USE en_status en_match_rank_agencies(const en_match_problem *problem,
                                                       const double *const score[2],
                                                       const en_context *context, uint64_t *sum);

/* What is not as it is claimed. */
typedef enum en_match_call_fault {
    EN_MATCH_CALL_FEASIBLE, /* `wish` of `applicant` is none, not acceptable, or one too many for its place */
    EN_MATCH_CALL_BUDGET,   /* `budget` is overdrawn */
    EN_MATCH_CALL_BETTER,   /* `wish` of `applicant` is refused, and better than what `funded` has */
    EN_MATCH_CALL_FITS /* `wish` of `applicant` is refused, and there is a seat and enough in every budget */
} en_match_call_fault;

/* Where a result is not what it claims; what does not apply is EN_MATCH_NONE. */
typedef struct en_match_call_blocking {
    en_match_call_fault fault;
    uint32_t applicant, wish, funded, budget;
} en_match_call_blocking;

/* Whether a funding is feasible, within every budget, refuses no proposal that is better than a funded one,
 * and none that would still fit if its applicant gave up
 * what they have. EN_ERR_CLAIM with the first fault if not; faults are looked for in the order of
 * the enumeration. wish: as in en_match_check. Time O(refused · (funded + demands)). */
EN_PUBLIC EN_MUST_USE en_status en_match_check_agencies(const en_match_problem *problem,
                                                        const en_match_call *call, const uint32_t *wish,
                                                        const en_context *context,
                                                        en_match_call_blocking *blocking);

#endif
