/* What failed first in the runs of an ensemble that were left out.
 *
 * The ensemble looks at states in every step and at what it reports; its program may not even compute the
 * variable in which it began. So the blocks of those runs are made once more by a program that tells every
 * variable in every step, until each of the runs has failed: at most EN_FAILED_MOST blocks.
 */
#ifndef EN_PLAN_FAILURES_H
#define EN_PLAN_FAILURES_H

#include "plan_futures.h"

/* Finds them for the runs that the result lists, into futures->failures. Statuses as of en_again_run. */
EN_MUST_USE en_status en_futures_find_failures(en_planned *planned, const en_futures_ask *ask,
                                               const en_ensemble *ensemble, const en_context *context,
                                               en_report *report, en_futures *futures);

#endif
