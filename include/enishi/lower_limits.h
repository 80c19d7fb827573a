/* Lower limits of plain places: places that open only if enough come, and places that must be filled so far.
 */
#ifndef ENISHI_LOWER_LIMITS_H
#define ENISHI_LOWER_LIMITS_H

#include <enishi/match.h>

/* How a search over places that open or stay closed ended. */
typedef struct en_match_closing {
    bool *closed;         /* per place */
    uint32_t *preferring; /* per place: how many acceptable applicants prefer it to their result */
    uint32_t wanted; /* how many closed places enough prefer to open them: 0 where the result is stable */
    uint32_t place;  /* where none exists: a place that can neither open nor stay closed */
    uint64_t steps;  /* of the search: how many deferred acceptances */
    void *memory;
} en_match_closing;

/* Lower quotas with closure (P. Biró, T. Fleiner, R. W. Irving, D. F. Manlove, "The College Admissions
 * problem with lower and common quotas", 2010): a place holds nobody, or at least min_seats[p]. The result is
 * the applicant-optimal stable matching of the open places, where fewer than min_seats acceptable applicants
 * prefer any of the closed ones. To find which to close is NP-complete; branch and bound is exact, for
 * closing one more leaves every applicant no better off and every other place no emptier. turn: per place,
 * all different; it decides between equals.
 *
 * EN_ERR_IMPOSSIBLE: proven that there is none; closing->place says where. EN_ERR_LIMIT: most_steps were not
 * enough; the result is what closing the places that lack most, one by one, leads to: stable but for
 * closing->wanted places. EN_ERR_USAGE for lines or groups. Free result and closing after EN_OK and
 * EN_ERR_LIMIT. Time O((steps + places) · deferred acceptance). */
EN_PUBLIC EN_MUST_USE en_status en_match_solve_closing(const en_match_problem *problem,
                                                       const uint32_t *min_seats, const uint32_t *turn,
                                                       uint64_t most_steps, const en_context *context,
                                                       en_match_result *result, en_match_closing *closing);
EN_PUBLIC void en_match_closing_free(en_match_closing *closing);

/* Whether every place holds nobody or at least its min_seats, the open places are stable, and too few prefer
 * any closed one. EN_ERR_CLAIM if not, see en_match_check; *wanted (may be NULL) is then how many closed
 * places enough prefer if nothing else is wrong, else 0. Time O(wishes). */
EN_PUBLIC EN_MUST_USE en_status en_match_check_closing(const en_match_problem *problem,
                                                       const uint32_t *min_seats, const uint32_t *wish,
                                                       const en_context *context, uint32_t *wanted,
                                                       en_match_blocking *blocking);

/* Minimum quotas: every place holds at least floors[p]. A matching without justified envy, in which seats may
 * be wasted, exists exactly if deferred acceptance with floors for seats fills them all (Y. Yokoi, "Envy-free
 * matchings with lower quotas", 2020). From there seats are given one by one, in rounds by turn, as long as
 * every floor stays filled, until no place could have one more; the result is deferred acceptance with the
 * seats that were given, seats_given[p] (places; the caller's). Seats given in another order may leave other
 * places with none to give, and rarely that is better for every applicant.
 *
 * EN_ERR_IMPOSSIBLE: there is none; seats_given[p] is then how many p holds with floors for seats, and *place
 * the first that holds less than its floor. EN_ERR_USAGE for lines or groups. Time O(wishes · log) + that of
 * the vacancy chains, each at most as long as the places it visits.
 */
EN_PUBLIC EN_MUST_USE en_status en_match_solve_floors(const en_match_problem *problem, const uint32_t *floors,
                                                      const uint32_t *turn, const en_context *context,
                                                      en_match_result *result, uint32_t *seats_given,
                                                      uint32_t *place);

/* Whether nobody prefers a place to their result that holds somebody behind them, and every place holds at
 * least its floor. EN_ERR_CLAIM if not, see en_match_check. Time O(wishes). */
EN_PUBLIC EN_MUST_USE en_status en_match_check_floors(const en_match_problem *problem, const uint32_t *floors,
                                                      const uint32_t *wish, const en_context *context,
                                                      en_match_blocking *blocking);

#endif
