/* A tornado: which constants of a model matter most for a variable, as lying bars from the longest.
 *
 * A bar to the right: the variable rises with the constant; to the left and hatched: it falls. What the
 * length means is named, with the range of each constant. All words and numbers are written here.
 */
#ifndef EN_TORNADO_H
#define EN_TORNADO_H

#include "chart.h"

typedef enum en_chart_sensitivity {
    EN_CHART_STANDARDISED, /* standardised coefficients of a linear regression; r_squared says how it fits */
    EN_CHART_RANKED,       /* the same of the ranks */
    EN_CHART_MORRIS,       /* mean elementary effects with their sign; second: their standard deviation */
    EN_CHART_SOBOL,        /* total indices, 0 to 1; second: of the constant alone (first order) */
    EN_CHART_SENSITIVITIES
} en_chart_sensitivity;

typedef struct en_chart_force {
    en_str label;        /* the constant */
    double value;        /* finite; its sign is that of the effect */
    double second;       /* not finite: none */
    double low, high;    /* the range it was drawn from; not finite: not said */
    en_str unit, source; /* may be empty; the source may be the word for an assumption */
    bool is_year;        /* the range is of years of the calendar: 2030, not 2,030 */
} en_chart_force;

typedef struct en_chart_tornado {
    en_chart_frame frame; /* empty texts but the note are made of what is below */
    en_str variable;
    en_str when; /* at which time, as it is to be read; may be empty */
    en_chart_sensitivity kind;
    double r_squared; /* not finite: not said */
    uint64_t runs;
    bool is_synthetic;
    const en_chart_force *forces; /* in any order: sorted here by size, then by label */
    size_t count;                 /* at most EN_CHART_MOST_MARKS */
    size_t left_out;              /* smaller ones that the caller leaves out; said below */
} en_chart_tornado;

/* Draws the tornado. EN_ERR_MEMORY; EN_ERR_LIMIT for too many bars. Adds nothing to the text then. */
EN_MUST_USE en_status en_chart_tornado_add(en_text *text, const en_chart_tornado *chart);

#endif
