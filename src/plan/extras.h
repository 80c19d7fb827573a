/* What vendors have beyond XMILE 1.0 that would change what is computed: first-in-first-out conveyors,
 * inflows that are spread over a conveyor, ovens, material that is purged. It is refused by name wherever it
 * stands in a variable; what else a vendor adds is told of by who read the file.
 */
#ifndef EN_PLAN_EXTRAS_H
#define EN_PLAN_EXTRAS_H

#include "model.h"
#include "report.h"

/* EN_ERR_INPUT after reporting. Linear in the variables. */
EN_MUST_USE en_status en_plan_check_extras(const en_plan_model *model, en_report *report);

#endif
