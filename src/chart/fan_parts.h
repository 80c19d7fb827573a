/* What the files of the fan share: what is drawn where (fan_lay.c), and what is said (fan_words.c). */
#ifndef EN_FAN_PARTS_H
#define EN_FAN_PARTS_H

#include "fan.h"
#include "series.h"
#include "speech.h"
#include "tags.h"

enum { FAN_MOST_SERIES = EN_CHART_MOST_SCENARIOS * (EN_CHART_MOST_LINES + 1) };

/* A line of the picture: a median, or a line of a scenario. */
typedef struct fan_series {
    const en_chart_scenario *scenario;
    const double *values;
    en_str label; /* in the legend */
    en_str end;   /* at the end of the line */
    size_t style;
    series_weight weight;
} fan_series;

/* A plot with one scenario or all of them. */
typedef struct fan_panel {
    size_t first, count; /* scenarios */
    double left, right, top, bottom;
    scale x, y;
    measure_lines title;
    tag tags[EN_CHART_MOST_TARGETS];
    labels labels;
} fan_panel;

typedef struct fan_picture {
    frame f;
    en_chart_frame texts; /* the frame with what has been made */
    const en_chart_fan *chart;
    en_arena *arena;
    speech said;
    fan_series series[FAN_MOST_SERIES];
    size_t series_count;
    value_ticks values, times;
    double first_time, last_time; /* of what is drawn */
    double end_width;             /* of labels at the ends of lines; 0: none */
    size_t stride, strips;        /* which times can be pointed at, and how many */
    fan_panel panels[EN_CHART_MOST_SCENARIOS];
    size_t panel_count;
} fan_picture;

/* Names the lines, and makes the texts of the frame. */
void fan_name(fan_picture *fan);

/* Runs, failures, and what is approximate or made up. */
en_str fan_facts(fan_picture *fan);

/* Everything about a target but its label: value, time, as of, source. The time of a model is an instant: a
 * whole year is its start. */
en_str fan_target_said(fan_picture *fan, const en_chart_aim *aim);
en_str fan_target_about(fan_picture *fan, const en_chart_aim *aim);
en_str fan_target_met(fan_picture *fan, const en_chart_aim *aim, size_t first, size_t count);

en_str fan_band_name(fan_picture *fan, const en_chart_band *band);

/* All values of a panel's scenarios at a time. */
en_str fan_time_said(fan_picture *fan, const fan_panel *panel, size_t time);
en_str fan_time(fan_picture *fan, double time);

/* The bands of a scenario from the widest to the narrowest, as indices. */
void fan_bands(const en_chart_scenario *scenario, size_t order[EN_CHART_MOST_BANDS]);

/* Lays the panels out below f.y, and finds places for the words beside marks. False where memory is out. */
EN_MUST_USE bool fan_lay(fan_picture *fan);

/* The name at the end of a line, broken to fit. */
measure_lines fan_end_words(const fan_picture *fan, const fan_series *series, double width);

/* The i-th time that can be pointed at. */
static inline size_t fan_strip_time(const fan_picture *fan, size_t i)
{
    return i + 1 == fan->strips ? fan->chart->time_count - 1 : i * fan->stride;
}

#endif
