/* What flows from stock to stock of a model in a period, by a run; and its picture.
 *
 * Stocks and flows of arrays are summed over their elements. Amounts are integrals over the period by the
 * method of the model itself: the engine integrates each flow beside the stocks, with the same steps and
 * weights, so that for Euler's method an amount is the sum of flow · dt over the steps, and what a stock
 * gains is what comes in less what goes out, up to rounding. Where it is not (a stock that is kept from
 * falling below 0 by the engine, what a conveyor loses otherwise), `unexplained` says so.
 *
 * Only stocks of one unit are shown. A flow into a stock of another unit, or from one, comes from outside, or
 * goes there. Bound: one run, and the square of the stocks' flows.
 */
#ifndef EN_PLAN_FLOWS_H
#define EN_PLAN_FLOWS_H

#include "plan_names.h"
#include "plan_settings.h"
#include "sankey.h"

typedef struct en_flows_ask {
    const en_plan_settings *settings;
    double time;   /* at which the period begins, from start up to before stop */
    double length; /* in time units, above 0; 0: one. The period is that of the steps that begin in it, so it
                      is cut at stop */
    const char
        *unit; /* of the stocks to show; NULL: the one that most stocks have, of equally many the first */
    uint64_t seed;
} en_flows_ask;

/* A stock with its elements together. */
typedef struct en_flowing_stock {
    en_str name;
    double begin, end;
    double unexplained; /* end - begin - in + out, where that is more than rounding; else 0 */
} en_flowing_stock;

/* A flow with its elements together. One that several stocks name as their inflow, or their outflow, stands
 * there for each of them. */
typedef struct en_flowing {
    en_str name;
    size_t from, to; /* stocks, or EN_CHART_OUTSIDE; never both outside */
    double amount;   /* in the period; below 0: it went the other way */
} en_flowing;

typedef struct en_flows {
    en_arena arena;
    en_str model;      /* its name, else its file */
    en_str unit;       /* as the model writes it; may be empty */
    en_str time_units; /* may be empty */
    double from, to;   /* the period */
    bool are_years;    /* its times are years of the calendar */
    bool random;       /* the model draws random numbers, so that the seed matters */
    en_flowing_stock *stocks;
    size_t stock_count;
    en_flowing *flows;
    size_t flow_count;
    size_t stocks_left_out; /* of other units */
    size_t flows_left_out;  /* with no end at a stock that is shown */
} en_flows;

/* Runs the model once and sums its flows. EN_ERR_INPUT after reporting: a time or unit that the model does
 * not have, no stock, a run that ends early. *flows is to be freed in any case; it borrows names from the
 * planned. */
EN_MUST_USE en_status en_planned_flows(en_planned *planned, const en_flows_ask *ask,
                                       const en_context *context, en_report *report, en_flows *flows);
void en_flows_free(en_flows *flows);

/* The times that en_flows_ask.time may be chosen from: start, start + 1, … before stop; *count of them, 0
 * where the model does not run at all. */
void en_flow_times(const en_planned *planned, double *first, size_t *count);

/* Draws them as a Sankey diagram. labels NULL: the model's own names. EN_ERR_INPUT after reporting where
 * there are more than a picture shows. */
EN_MUST_USE en_status en_picture_of_flows(const en_flows *flows, const en_plan_names *labels,
                                          en_language language, double width, en_report *report,
                                          en_text *svg);

#endif
