/* A model beside what was observed: which of its variables have a history, and how well they match it.
 *
 * The model's value at a point's time is that of the saved time, or lies on the straight line between the
 * saved times before and after it: for a stock by Euler this is what it is there, as long as every step is
 * saved. Bound: for each point the log of the times, and the number of variables.
 */
#ifndef EN_PLAN_HISTORY_H
#define EN_PLAN_HISTORY_H

#include "plan_model.h"
#include "plan_results.h"
#include "theil.h"

/* Columns that a run needs beside a history. */
typedef struct en_history_columns {
    en_plan_columns columns; /* those that are asked for, then those that only the history names */
    size_t asked;
    size_t *of_row; /* by row of the history: its column */
} en_history_columns;

/* Finds the variables of the history, which has no row that asks the ledger. In the planned's arena.
 * EN_ERR_INPUT after reporting each that the model does not have. */
EN_MUST_USE en_status en_history_find(en_planned *planned, const en_plan_rows *history, en_plan_columns asked,
                                      en_report *report, en_history_columns *found);

/* How a variable matches its history. */
typedef struct en_history_fit {
    en_str variable;
    size_t points;  /* that are compared */
    size_t outside; /* others: outside of the run's time, or the variable is not finite there */
    en_theil theil;
    bool has_band;
    size_t in_band; /* points between the quantiles of 5 and 95 percent */
} en_history_fit;

typedef struct en_history_fits {
    en_history_fit *at;
    size_t count;
} en_history_fits;

/* What a variable is over time: every step-th value. */
typedef struct en_history_curve {
    const double *times;
    size_t rows;
    const double *middle;     /* of a run its value, of an ensemble the median */
    const double *low, *high; /* the band; NULL: there is none */
    size_t step;
} en_history_curve;

/* Compares the points of one variable. scratch: an arena. EN_ERR_MEMORY. */
EN_MUST_USE en_status en_history_compare(const en_history_row *points, size_t count,
                                         const en_history_curve *curve, en_arena *scratch,
                                         en_history_fit *fit);

/* The curve of an ensemble's column; false where the table lacks one of the quantiles 5, 50 and 95. */
bool en_history_curve_of(const en_fan_table *fan, size_t column, en_history_curve *curve);

/* Compares each variable of the history, in the order in which it names them, with a run of these columns, or
 * an ensemble, which has the three quantiles; run or fan NULL. In the arena. */
EN_MUST_USE en_status en_history_fit_all(const en_plan_rows *history, const en_history_columns *columns,
                                         const en_run_table *run, const en_fan_table *fan, en_arena *arena,
                                         en_history_fits *fits);

#endif
