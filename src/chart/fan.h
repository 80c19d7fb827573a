/* A fan chart: what the runs of a model may come to over time, as bands of quantiles around the median,
 * beside history and targets.
 *
 * Up to four scenarios lie over each other or side by side, told apart by the pattern of their lines and by
 * label, not only by colour. All words and numbers are written here, in the language of the frame: the caller
 * gives the numbers and the names. Texts and arrays are borrowed.
 */
#ifndef EN_FAN_H
#define EN_FAN_H

#include "chart.h"

enum {
    EN_CHART_MOST_SCENARIOS = 4,
    EN_CHART_MOST_BANDS = 4,
    EN_CHART_MOST_LINES = 4,
    EN_CHART_MOST_TIMES = 4000,
    EN_CHART_MOST_TARGETS = 12
};

/* Where the values are between two quantiles. */
typedef struct en_chart_band {
    double low_percent, high_percent; /* such as 5 and 95 */
    const double *low, *high;         /* one value for each time; not finite: none there */
} en_chart_band;

/* One run, or anything else that has one value for each time. */
typedef struct en_chart_line {
    en_str label;
    const double *values; /* one for each time; not finite: none there */
} en_chart_line;

typedef struct en_chart_scenario {
    en_str label;               /* may be empty where there is only one */
    const en_chart_band *bands; /* at most EN_CHART_MOST_BANDS, in any order */
    size_t band_count;
    const double *median;       /* one value for each time, or NULL */
    const en_chart_line *lines; /* at most EN_CHART_MOST_LINES */
    size_t line_count;
    uint64_t runs;     /* 0: not said, as where a single run is shown */
    uint64_t left_out; /* runs of these that failed and are in no quantile */
} en_chart_scenario;

/* A figure of the past. */
typedef struct en_chart_point {
    double time, value; /* finite */
    en_str source;      /* may be empty */
} en_chart_point;

/* A promised value; a time that is not finite: no time is given, a level line. */
typedef struct en_chart_aim {
    en_str label;
    double time, value;   /* value: finite */
    en_str as_of, source; /* as they are to be read; may be empty */
    const double *met;    /* for each scenario the share of its runs that hold it then, 0 to 1; or NULL */
} en_chart_aim;

typedef struct en_chart_fan {
    en_chart_frame frame; /* empty texts but the note are made of what is below */
    en_str variable, unit;
    en_str time_unit; /* below the axis, unless the times are years */
    bool are_years;   /* times are years of the calendar: 2030, not 2,030 */
    bool are_apart;   /* scenarios side by side (below each other where it is narrow), with the same axes */
    bool is_approximate; /* the quantiles are */
    bool is_synthetic;   /* the data are made up */
    const double *times; /* rising, finite; shared by all scenarios */
    size_t time_count;   /* 1 to EN_CHART_MOST_TIMES */
    const en_chart_scenario *scenarios;
    size_t scenario_count; /* 1 to EN_CHART_MOST_SCENARIOS */
    const en_chart_point *points;
    size_t point_count; /* at most EN_CHART_MOST_MARKS */
    const en_chart_aim *targets;
    size_t target_count; /* at most EN_CHART_MOST_TARGETS */
} en_chart_fan;

/* Draws the fan. EN_ERR_MEMORY; EN_ERR_LIMIT for more than the numbers above; EN_ERR_USAGE where there is no
 * time or no scenario. Adds nothing to the text then. Linear in the values. */
EN_MUST_USE en_status en_chart_fan_add(en_text *text, const en_chart_fan *chart);

#endif
