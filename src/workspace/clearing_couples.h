/* Clearing a round with couples; see clearing.h. */
#ifndef EN_CLEARING_COUPLES_H
#define EN_CLEARING_COUPLES_H

#include "result.h"

/* A stable matching, or the nearest to one: then EN_OK too, and result->couples says what it is. */
EN_MUST_USE en_status en_clear_couples(const en_round *round, const en_match_problem *problem,
                                       const en_context *context, en_round_result *result);

EN_MUST_USE en_status en_stand_couples(const en_round *round, const en_match_problem *problem,
                                       const en_context *context, en_arena *arena, en_round_result *result);

/* Whether the wishes that the result names, and no others, block it. */
EN_MUST_USE en_status en_check_couples(const en_round *round, const en_match_problem *problem,
                                       const en_round_result *result, const en_context *context,
                                       en_match_blocking *found);

#endif
