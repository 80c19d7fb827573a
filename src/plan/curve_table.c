/* See curve_table.h. */
#include "curve_table.h"

#include "lookup.h"

static uint32_t power_of_two(uint32_t count)
{
    uint32_t points = EN_TABLE_POINTS;
    while (points < count) points *= 2;
    return points;
}

bool en_table_make(const en_curve *graph, en_arena *arena, en_table *table)
{
    uint32_t points = power_of_two(graph->count), last = graph->count - 1;
    double *columns = en_arena_array(arena, points, sizeof(double[4]));
    if (!columns) return false;
    double *search = columns, *x = search + points, *y = x + points, *slope = y + points;
    for (uint32_t k = 0; k < points; k++) search[k] = k < last ? graph->x[k] : __builtin_nan("");
    for (uint32_t k = 0; k < last; k++) {
        x[k] = graph->x[k];
        y[k] = graph->y[k];
        slope[k] = en_plan_slope(graph, k);
    }
    *table = (en_table){.kind = graph->kind,
                        .last = last,
                        .points = points,
                        .search = search,
                        .x = x,
                        .y = y,
                        .slope = slope,
                        .first_x = graph->x[0],
                        .first_y = graph->y[0],
                        .last_x = graph->x[last],
                        .last_y = graph->y[last]};
    return true;
}
