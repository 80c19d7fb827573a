/* Many runs of a model: what its variables come to, whether targets are met, and which constants matter most.
 */
#ifndef EN_PLAN_FUTURES_H
#define EN_PLAN_FUTURES_H

#include "plan_results.h"
#include "plan_settings.h"
#include "rank.h"

typedef struct en_futures_ask {
    const en_plan_settings *settings;
    en_plan_columns columns;
    double save_step; /* 0: the file's */
    uint64_t seed, runs;
    en_sampling sampling;
    const double *percents; /* of quantiles, ascending */
    uint32_t percent_count;
    const en_plan_rows *targets; /* NULL: none; outlives the result */
    const char *rank; /* VARIABLE or VARIABLE@TIME to rank by, the end where no time is given; NULL: none */
    const char *rank_column; /* for messages: what the variable was given by */
    en_ranking ranking;
    size_t memory; /* 0: the engine's own limit */
} en_futures_ask;

/* What became of a target. */
typedef struct en_target_outcome {
    const en_target_row *row;
    uint64_t met;      /* of the runs that count, at the target's time */
    double share;      /* the same as a part of them; NaN where none counts */
    bool has_half;     /* half of the runs have been at the value, once or longer, */
    double half_time;  /* by this time */
    bool has_first;    /* any has, */
    double first_time; /* the earliest at this time */
    uint64_t never;    /* runs that are not there at any saved time */
} en_target_outcome;

/* A run that was left out: when something in it was not finite for the first time, and the variable that it
 * began with, the line of whose equation is told. Empty, at the saved time by which it was seen, where it is
 * within a function of the model and no variable shows it. */
typedef struct en_failure {
    uint64_t run;
    double time, value;
    en_str variable;
    uint64_t line;
} en_failure;

typedef struct en_futures {
    en_arena arena;
    en_ensemble_result result;
    const en_failure *failures; /* of those that the result lists */
    size_t failure_count;
    en_fan_table fan;
    en_target_outcome *outcomes;
    size_t outcome_count;
    bool ranked;
    en_rank_table rank;
} en_futures;

/* Runs the model so many times. EN_ERR_LIMIT with a warning where runs were left out: the result is of the
 * others then. *futures is to be freed in any case; it borrows names from the planned. */
EN_MUST_USE en_status en_planned_futures(en_planned *planned, const en_futures_ask *ask,
                                         const en_context *context, en_report *report, en_futures *futures);
void en_futures_free(en_futures *futures);

#endif
