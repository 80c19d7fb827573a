/* What was observed, out of the ledger: the rows of a history that name an indicator or a figure become
 * points.
 *
 * Of an indicator every actual figure counts that stands: replaced ones do not, and of several with one key
 * (same subject, area and period) the one that speaks does (en_track_speaker); where such figures contradict
 * each other none is chosen. The time of a figure, where 2024 is the beginning of 2024: a stock stands at the
 * end of its last day; what is counted or measured over a period in the middle of it, where a rate that
 * changes evenly has its mean; over a period without a beginning ("by then") at its end. What is no point, a
 * mere bound, is told and left out. Bound: for each figure of the indicator the numbers of the ledger.
 */
#ifndef EN_HISTORY_LEDGER_H
#define EN_HISTORY_LEDGER_H

#include "plan_tables.h"
#include "store.h"

typedef struct en_history_ask {
    en_store *store; /* the ledger; NULL: that of the workspace, which is opened only where a row asks */
    const char *workspace; /* a folder */
    bool are_years;        /* the model's times are years of the calendar */
    en_severity severity;  /* of what is wrong with a row; by EN_WARNING such rows are left out */
} en_history_ask;

/* Whether times from first to last are years of the calendar. */
bool en_history_are_years(double first, double last);

/* Puts points in the place of the rows that ask the ledger, those of one row by time. In the arena.
 * EN_ERR_INPUT after reporting, where severity is EN_ERROR. */
EN_MUST_USE en_status en_history_resolve(const en_history_ask *ask, const en_context *context,
                                         en_arena *arena, en_report *report, en_plan_rows *rows);

/* Reads a table of history and resolves it. */
EN_MUST_USE en_status en_history_read(en_plan_source source, const en_history_ask *ask,
                                      const en_context *context, en_arena *arena, en_report *report,
                                      en_plan_rows *rows);

#endif
