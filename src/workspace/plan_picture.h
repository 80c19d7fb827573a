/* Pictures of what a model came to: a run's lines, an ensemble's fan beside targets and history, and a
 * ranking's tornado. */
#ifndef EN_PLAN_PICTURE_H
#define EN_PLAN_PICTURE_H

#include "plan_names.h"
#include "plan_results.h"

#include "chart.h"

typedef struct en_plot_ask {
    const en_plan_source
        *results; /* OUT.csv, FAN.csv or -rank.csv; several FAN.csv: scenarios side by side */
    size_t result_count;
    en_plan_source target, history; /* path NULL: not given */
    const char *workspace;          /* whose ledger the history may ask */
    const char *const *records;     /* of --columns: variables as the table names them; none: those of the
                                       targets, else the first */
    size_t record_count;
    const char *const *titles; /* what the fans are called, in their order; without: their files */
    size_t title_count;
    size_t top;                  /* how many bars of a ranking; 0: as many as are usual */
    const en_plan_names *labels; /* NULL: the names of the tables */
    en_language language;
    double width;
} en_plot_ask;

/* What is in the tables and not in the picture. */
typedef struct en_plot_left {
    size_t variables, bars;
} en_plot_left;

/* Draws the picture of the tables. EN_ERR_INPUT after reporting; rows of targets and of the past that are
 * about no variable of the table are left out with a warning. */
EN_MUST_USE en_status en_plan_picture(const en_plot_ask *ask, const en_context *context, en_report *report,
                                      en_text *svg, en_plot_left *left);

#endif
