/* What may be wrong with a model that can be computed: units that disagree, constants outside of their range,
 * stocks that nothing flows into or out of, flows that no stock names and no equation uses, pictures of
 * variables that are not there.
 *
 * docs/plan-units.md says what units must agree, and what is let pass.
 */
#ifndef EN_PLAN_MODEL_CHECK_H
#define EN_PLAN_MODEL_CHECK_H

#include "plan.h"

/* After a compile that went well. strict: what is wrong with units is an error, and EN_ERR_INPUT is returned;
 * everything else is a warning. EN_ERR_MEMORY. Linear in the model and in what its macros' calls go through,
 * but for bounds stated in units_check.h. */
EN_MUST_USE en_status en_plan_check(const en_plan *plan, bool strict, const en_context *context,
                                    en_report *report);

/* Variables of the model that might as well not be there, in the order of output: flows and constants that no
 * equation names, no stock is changed by, no input is connected to. A stock is never one of them, nor is what
 * is computed, which is a result where nothing else asks for it. *variables lives in the arena. */
EN_MUST_USE en_status en_plan_unused(const en_plan *plan, en_arena *arena, uint32_t **variables,
                                     uint32_t *count);

#endif
