/* How places stand under a result, for mechanisms in which other wishes are preferred to it than those before
 * it. */
#ifndef EN_STANDINGS_H
#define EN_STANDINGS_H

#include <enishi/match.h>

/* As en_match_stand. wanted: per wish its score where it is acceptable and preferred to the result, else
 * EN_MATCH_UNACCEPTABLE; NULL: the acceptable ones before the one that came true are preferred. */
EN_MUST_USE en_status stand_with(const en_match_problem *problem, const en_match_result *result,
                                 const double *wanted, const uint32_t *rank, const en_context *context,
                                 en_match_standings *standings);

#endif
