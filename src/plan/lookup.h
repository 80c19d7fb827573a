/* A graphical function at x. Between points a straight line; beyond the ends the end's value, or the line of
 * the last two points (extrapolate); discrete: the value of the point at or before x. Not a number gives
 * itself. Bound: logarithmic in the points. */
#ifndef EN_PLAN_LOOKUP_H
#define EN_PLAN_LOOKUP_H

#include "machine.h"

/* The last point at or before x, but not the last of all. */
static inline uint32_t en_plan_find_point(const en_curve *graph, double x)
{
    uint32_t low = 0, high = graph->count - 1;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (graph->x[middle] <= x) low = middle;
        else high = middle;
    }
    return low;
}

/* Of the line from point k to the next. */
static inline double en_plan_slope(const en_curve *graph, uint32_t k)
{
    return (graph->y[k + 1] - graph->y[k]) / (graph->x[k + 1] - graph->x[k]);
}

static inline double en_plan_look_up(const en_curve *graph, double x)
{
    const double *gx = graph->x, *gy = graph->y;
    uint32_t last = graph->count - 1;
    if (x != x) return x;
    if (graph->kind != EN_CURVE_EXTRAPOLATE && x <= gx[0]) return gy[0];
    if (graph->kind != EN_CURVE_EXTRAPOLATE && x >= gx[last]) return gy[last];
    uint32_t k = en_plan_find_point(graph, x);
    return graph->kind == EN_CURVE_DISCRETE ? gy[k] : gy[k] + (x - gx[k]) * en_plan_slope(graph, k);
}

#endif
