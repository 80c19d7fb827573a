/* Fans and tornados of tables: what many runs of a model came to, drawn for files and for the page alike. */
#ifndef EN_PLAN_FAN_H
#define EN_PLAN_FAN_H

#include "fan.h"
#include "plan_results.h"
#include "tornado.h"

/* One fan of the picture: a column of an ensemble's table. */
typedef struct en_fan_part {
    en_str label; /* may be empty where there is only one */
    const en_fan_table *fan;
    size_t column;
    uint64_t left_out; /* runs that are in no quantile */
} en_fan_part;

/* Completes the chart with the fans of the parts, which have the same times, and draws it: bands, medians and
 * times; no more times than a picture shows. What else it shows is set by the caller, whose
 * chart->scenario_count is taken from part_count. Statuses as en_chart_fan_add. */
EN_MUST_USE en_status en_fan_draw(en_chart_fan *chart, const en_fan_part *parts, size_t part_count,
                                  en_arena *arena, en_text *svg);

/* Sets the chart's times to those of rows, thinned, and whether they are years of the calendar; values are to
 * be thinned alike. EN_ERR_MEMORY. */
EN_MUST_USE en_status en_fan_take_times(en_chart_fan *chart, const double *times, size_t rows,
                                        en_arena *arena);

/* Of values[row * step] those that are drawn, in the arena; NULL: memory is out. */
double *en_fan_thinned(const double *values, size_t rows, size_t step, en_arena *arena);

/* Whether a picture shows anything of the table: its median, or two quantiles that make a band. */
bool en_fan_has_bands(const en_fan_table *fan);

/* Completes the tornado with the strongest forces of a ranking, `most` of them and no more than a picture has
 * room for, in the arena, and with what their lengths mean; names are those of the table, for the caller to
 * change. */
EN_MUST_USE en_status en_tornado_take(en_chart_tornado *chart, const en_rank_table *rank, size_t most,
                                      en_arena *arena, en_chart_force **forces);

#endif
