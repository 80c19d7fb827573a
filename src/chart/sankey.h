/* Stocks and flows of a period as a Sankey diagram: a stock is a box, a flow a band as wide as its amount.
 *
 * Boxes stand in the order of depth, from left to right, or from top to bottom where the picture is narrow or
 * the chain is long, on several shelves where what no flow joins has no room side by side. Every flow has its
 * name and amount in a place of its own, so that no label is left out for want of room unless a layer is
 * fuller than the width. Flows that return run back below (beside, where the order is from top to bottom).
 * All words and numbers are written here.
 */
#ifndef EN_SANKEY_H
#define EN_SANKEY_H

#include "chart.h"

/* The end of a flow that is no stock: a source or a sink. */
#define EN_CHART_OUTSIDE SIZE_MAX

typedef struct en_chart_stock {
    en_str label;
    double begin, end; /* its content at both ends of the period; not finite: not said */
} en_chart_stock;

typedef struct en_chart_flow {
    en_str label;
    size_t from, to; /* stocks, or EN_CHART_OUTSIDE; not both outside */
    double value;    /* finite: the amount in the period; negative: it went the other way */
} en_chart_flow;

typedef struct en_chart_sankey {
    en_chart_frame frame; /* empty texts but the note are made of what is below */
    en_str model;         /* whose flows they are; may be empty */
    en_str period;        /* such as "2030" */
    en_str unit;          /* of the amounts and of the stocks */
    uint64_t runs;        /* 0: of a single run; else the amounts are medians of so many */
    bool is_approximate, is_synthetic;
    const en_chart_stock *stocks;
    size_t stock_count;
    const en_chart_flow *flows;
    size_t flow_count; /* stocks and flows: at most EN_CHART_MOST_MARKS together */
} en_chart_sankey;

/* Draws the diagram. EN_ERR_MEMORY; EN_ERR_LIMIT for too many; EN_ERR_USAGE for a flow whose end is no stock,
 * or both of whose ends are outside. Adds nothing to the text then. Time: the square of stocks and flows. */
EN_MUST_USE en_status en_chart_sankey_add(en_text *text, const en_chart_sankey *chart);

#endif
