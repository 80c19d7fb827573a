/* One run of a model. */
#ifndef EN_PLAN_RUN_H
#define EN_PLAN_RUN_H

#include "plan_results.h"
#include "plan_settings.h"

typedef struct en_run_ask {
    const en_plan_settings *settings;
    en_plan_columns columns;
    double save_step; /* 0: the file's */
    uint64_t seed;
    const uint64_t
        *steps; /* NULL: all of save_step; else these alone, ascending: the run ends with the last */
    size_t step_count;
    const en_plan_amount *amounts; /* beside the columns: what has flowed since the start */
    uint32_t amount_count;
} en_run_ask;

typedef struct en_plan_run {
    en_arena arena;
    en_run_table table;
    const double *amounts; /* amounts[row * amount_count + amount] */
    bool random;           /* the model draws random numbers, so that the seed matters */
} en_plan_run;

/* Runs the model once. Every variable is looked at in every step, saved or not: one that is not finite ends
 * the run with EN_ERR_INPUT after naming the variable that it began with, the line of its equation and the
 * time. What the model itself sets to INF may be infinite. en_plan_run_free in any case. */
EN_MUST_USE en_status en_planned_run(en_planned *planned, const en_run_ask *ask, const en_context *context,
                                     en_report *report, en_plan_run *run);
void en_plan_run_free(en_plan_run *run);

/* Steps of dt from one saved time to the next, from a code as it was compiled; and how many times are saved.
 */
uint64_t en_saved_rows(const en_simulation *simulation);

#endif
