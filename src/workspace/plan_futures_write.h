/* What many runs come to, as files. */
#ifndef EN_PLAN_FUTURES_WRITE_H
#define EN_PLAN_FUTURES_WRITE_H

#include "plan_futures.h"
#include "plan_history.h"

/* Tables of targets (target,variable,time,value,as_of,source,runs,met,probability,first_time,half_by,never)
 * and of runs that were left out (run,time,variable,line). */
void en_outcomes_add(en_text *text, const en_futures *futures);
void en_failures_add(en_text *text, const en_futures *futures);

/* The table of how a model matches its history
 * (variable,points,outside,mean_error,mape,rmse,bias,variance,covariance,in_band). */
void en_fits_add(en_text *text, const en_history_fits *fits);

/* Writes FAN.csv and, where there are any, the same path with -targets, -rank, -failed and -history before
 * the ending; all or none, but for what happens between one rename and the next, FAN.csv last. fits NULL: no
 * history was given. */
EN_MUST_USE en_status en_futures_write(const en_futures *futures, const en_history_fits *fits,
                                       const char *path, const char *const *inputs, size_t input_count,
                                       en_report *report);

/* The same of one run: OUT.csv and OUT-history.csv. */
EN_MUST_USE en_status en_run_write(const en_run_table *run, const en_history_fits *fits, const char *path,
                                   const char *const *inputs, size_t input_count, en_report *report);

#endif
