/* A model checked: what is in it, and what nothing uses. */
#ifndef EN_PLAN_CHECK_H
#define EN_PLAN_CHECK_H

#include "plan_run.h"
#include "words.h"

typedef struct en_plan_summary {
    size_t stocks, flows, auxiliaries, graphs, modules, arrays, macros, dimensions;
    size_t elements;      /* values that are computed at a time, arrays by element */
    size_t constants;     /* elements that hold a number alone */
    uint64_t steps, rows; /* from start to stop; saved times */
    bool random;          /* draws random numbers */
    en_str *unused;       /* constants and flows that nothing uses */
    size_t unused_count;
} en_plan_summary;

/* Compiles the model with everything in it, so that whatever is wrong is reported, and looks at what may be
 * wrong; sums it up. strict_units: units that disagree are errors, no warnings. The names live in the
 * planned's arena. */
EN_MUST_USE en_status en_planned_check(en_planned *planned, bool strict_units, const en_context *context,
                                       en_report *report, en_plan_summary *summary);

/* Adds a VARY.csv with every constant of the model: uniform over the range that the model gives it, else over
 * 10 % to either side, which the column `note` says in this language. A constant 0 without a range has none,
 * and is left out: *left_out counts those. */
EN_MUST_USE en_status en_vary_template_add(en_text *text, en_planned *planned, en_language language,
                                           size_t *rows, size_t *left_out);

#endif
