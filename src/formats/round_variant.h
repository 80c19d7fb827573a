/* A round in which one thing is otherwise: a score, a membership, a lower limit, or a rule that is left out.
 *
 * Seats and caps are changed by round_change.h. Each variant borrows `round` and the arena, and is not freed.
 */
#ifndef EN_ROUND_VARIANT_H
#define EN_ROUND_VARIANT_H

#include "round.h"

/* The group whose scores order the wish, or EN_MATCH_NONE: its place's do. */
uint32_t en_round_orderer(const en_round *round, uint32_t wish);

/* Whether the place (or the group) of the wish scores applicants, so that another score could be one. */
bool en_round_is_scored(const en_round *round, uint32_t wish);

/* Whether equal scores can be told apart: by ids, or by a lottery for which there is a seed. */
bool en_round_decides_ties(const en_round *round);

/* The applicant's score at the wish's place, or in the group whose order is common there, is another: that of
 * every wish that is ordered by it and has the same score as this one, or like it none. O(wishes). */
EN_MUST_USE en_status en_round_with_score(const en_round *round, uint32_t applicant, uint32_t wish,
                                          double score, const en_context *context, en_arena *arena,
                                          en_round *variant);

/* The applicant is a member of this category too. EN_ERR_MEMORY. */
EN_MUST_USE en_status en_round_with_member(const en_round *round, uint32_t applicant, uint64_t category,
                                           en_arena *arena, en_round *variant);

/* The place's min_seats is lower. EN_ERR_MEMORY. */
EN_MUST_USE en_status en_round_with_min_seats(const en_round *round, uint32_t place, uint32_t least,
                                              en_arena *arena, en_round *variant);

#endif
