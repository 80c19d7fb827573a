/* Mechanisms that fill seats for good, one after another: immediate acceptance, serial dictatorship and top
 * trading cycles.
 *
 * They take the market of match.h with plain places: EN_ERR_USAGE where it has lines, groups or held seats.
 * Results are those of match.h, freed with en_match_result_free, and untouched on
 * failure. None of the three gives a stable matching in general: docs/mechanisms says what each promises.
 */
#ifndef ENISHI_SEQUENTIAL_H
#define ENISHI_SEQUENTIAL_H

#include <enishi/match.h>

/* Immediate acceptance: in step k everyone who is still unplaced asks for the k-th of their acceptable
 * wishes, and each place takes the best of them, for good, as long as it has seats. Time O(wishes · log
 * askers of one place). Source: A. Abdulkadiroglu, T. Sonmez, "School choice: a mechanism design approach"
 * (2003), on the Boston mechanism. */
EN_PUBLIC EN_MUST_USE en_status en_match_solve_immediate(const en_match_problem *problem,
                                                         const en_context *context, en_match_result *result);

/* Serial dictatorship: one applicant after another, as they stand in `order`, takes the best acceptable place
 * that has a seat left. order: every applicant once, or EN_ERR_INPUT. Scores say who is acceptable and
 * nothing else. Time O(wishes). Source: M. A. Satterthwaite, H. Sonnenschein, "Strategy-proof allocation
 * mechanisms at differentiable points" (1981). */
EN_PUBLIC EN_MUST_USE en_status en_match_solve_serial(const en_match_problem *problem, const uint32_t *order,
                                                      const en_context *context, en_match_result *result);

/* Whom each place puts first: its list of applicants is applicant[begin[p]] … applicant[begin[p + 1] - 1],
 * the first first, also those who do not wish for it; nobody twice. A place without a list has `shared`: it
 * is one order for all of them, of shared_count applicants. */
typedef struct en_match_priorities {
    uint32_t *begin; /* places + 1 */
    uint32_t *applicant;
    const uint32_t *shared; /* borrowed; NULL where each place has a list of its own */
    uint32_t shared_count;
    void *memory; /* NULL where the arrays are the caller's */
} en_match_priorities;

/* The lists that scores give: `scored` is a market whose wishes are all scored pairs, also of applicants who
 * do not wish for the place; pairs that are not acceptable are left out. Places are sorted side by side. Time
 * O(pairs · log pairs of one place). Free with en_match_priorities_free. */
EN_PUBLIC EN_MUST_USE en_status en_match_prioritise(const en_match_problem *scored, const en_context *context,
                                                    en_match_priorities *priorities);
EN_PUBLIC void en_match_priorities_free(en_match_priorities *priorities);

/* Top trading cycles: each place with a seat left points to the first on its list who is still there, each
 * applicant to the best acceptable place that has a seat left; whoever is on a cycle takes the place they
 * point to, for good. A place leaves when its seats are taken or its list is at its end. The outcome does not
 * depend on the order in which cycles are carried out. EN_ERR_INPUT where a list names nobody of the market.
 * Time O(wishes + lists). Source: L. Shapley, H. Scarf, "On cores and indivisibility" (1974), for D. Gale's
 * idea; with counters of seats: Abdulkadiroglu and Sonmez (2003). */
EN_PUBLIC EN_MUST_USE en_status en_match_solve_trading(const en_match_problem *problem,
                                                       const en_match_priorities *priorities,
                                                       const en_context *context, en_match_result *result);

#endif
