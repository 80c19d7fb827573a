/* Many runs of one program, whose varied parameters are drawn for each: what its outputs are at each time,
 * over all runs.
 *
 * Blocks of EN_BLOCK runs go to the threads of the context's executor; every number is the same for any
 * number of them, since sums are joined in the order of the runs. Quantiles are of type 7 (R. J. Hyndman and
 * Y. Fan, Sample quantiles in statistical packages, The American Statistician 50, 1996) and exact where all
 * values fit the memory; else they come from histograms (quantile.h) with a relative error of at most 2^-11,
 * and all runs are made once more for each part of the table that fits.
 * A run is left out, whole, in which an output is not finite at a reported time, or a state at any step: in
 * one that is integrated it stays until the next report, the others are looked at in every step.
 */
#ifndef EN_PLAN_ENSEMBLE_H
#define EN_PLAN_ENSEMBLE_H

#include "context.h"
#include "correlate.h"
#include "distribution.h"
#include "machine.h"
#include "sample.h"

enum {
    EN_FAILED_MOST = 1000, /* runs left out that are listed; the rest are counted */
    EN_ENSEMBLE_MEMORY = 512 << 20
};

/* A parameter to vary. All is borrowed. */
typedef struct en_varied {
    const uint32_t *parameters; /* the program's, each of which takes the number drawn */
    uint32_t parameter_count;
    en_distribution distribution;
    uint64_t stream; /* the hash of its name */
    en_where where;  /* for messages */
} en_varied;

/* A value that an output should reach at a reported time. */
typedef struct en_goal {
    uint32_t output; /* of the ensemble's outputs */
    uint32_t report; /* of the reported times, from 0 */
    double value;
} en_goal;

typedef struct en_ensemble {
    const en_simulation *simulation; /* with the seed */
    const double *parameters;        /* by parameter: what those are that do not vary */
    const en_varied *varied;
    uint32_t varied_count;
    const en_correlation *correlations;
    uint32_t correlation_count;
    const uint32_t *outputs; /* of the program's outputs */
    uint32_t output_count;
    const double *probabilities; /* of the quantiles, 0 … 1 */
    uint32_t probability_count;
    const en_goal *goals;
    uint32_t goal_count;
    en_sampling sampling;
    uint64_t runs;
    size_t memory; /* bytes; 0: EN_ENSEMBLE_MEMORY */
} en_ensemble;

/* A run that was left out, and the first reported time at which something in it was not finite. */
typedef struct en_failed_run {
    uint64_t run;
    uint32_t report;
} en_failed_run;

/* Of a goal, over the runs that count. */
typedef struct en_goal_result {
    uint64_t met;          /* runs that are at the value or above at the goal's time */
    const uint64_t *first; /* by report: runs that are so there for the first time; the rest never are */
} en_goal_result;

/* Tables are by output, then report; quantiles by output, report, then probability. Where no run counts they
 * are NaN, as sd is where one counts. */
typedef struct en_ensemble_result {
    en_arena arena;
    uint32_t outputs, reports, probabilities, goals;
    const double *time; /* by report */
    uint64_t runs;      /* that count: those asked for less those that failed */
    uint64_t failed;
    const en_failed_run *failures; /* by run, the first of them */
    uint32_t failures_listed;
    bool approximate; /* quantiles come from histograms */
    const double *mean, *sd, *least, *most, *quantile;
    const en_goal_result *goal;
} en_ensemble_result;

/* Times at which a run of the simulation is reported, and the time of one. */
uint64_t en_simulation_reports(const en_simulation *simulation);
double en_simulation_report_time(const en_simulation *simulation, uint64_t report);

/* Checks what is asked for, and runs it. Progress counts runs, over all passes.
 * EN_ERR_INPUT after reporting; EN_ERR_LIMIT, reported, where the memory is too small for one block of runs;
 * EN_ERR_MEMORY; EN_ERR_CANCELLED. en_ensemble_free in any case. */
EN_MUST_USE en_status en_ensemble_run(const en_ensemble *ensemble, const en_context *context,
                                      en_report *report, en_ensemble_result *result);
void en_ensemble_free(en_ensemble_result *result);

#endif
