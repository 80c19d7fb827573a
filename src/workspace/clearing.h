/* Clearing a round: the mechanism that its rules name, and the check of what it gave. */
#ifndef EN_CLEARING_H
#define EN_CLEARING_H

#include "result.h"

/* Runs the mechanism. Refuses by name what this version does not have. EN_ERR_IMPOSSIBLE, EN_ERR_LIMIT:
 * reported with what gave way. Arrays are in the arena; free the result with en_clearing_free. */
EN_MUST_USE en_status en_clear(const en_round *round, const en_context *context, en_arena *arena,
                               en_report *report, en_round_result *result);

/* Checks a result by the definition of what is claimed, before it is written. EN_ERR_CLAIM, reported, if it
 * does not hold: a defect of the program. */
EN_MUST_USE en_status en_clear_check(const en_round *round, const en_round_result *result,
                                     const en_context *context, en_report *report);

/* Where the result is not what was asked for, or not proven to be: adds to the report what it is instead, and
 * what blocks it. */
void en_clearing_tell(const en_round *round, const en_round_result *result, en_report *report);

void en_clearing_free(en_round_result *result);

#endif
