/* Lines, bands and their swatches in up to four styles that are told apart by pattern as well as by colour.
 */
#ifndef EN_SERIES_H
#define EN_SERIES_H

#include "frame.h"

enum { SERIES_STYLES = 4 };

typedef enum series_weight {
    SERIES_MAIN, /* a thick line with the pattern of its style */
    SERIES_THIN  /* a thin one without */
} series_weight;

/* Values at times, drawn with two scales; what is not finite leaves a gap. */
typedef struct series_plot {
    const scale *x, *y;
    const double *times;
    size_t count;
} series_plot;

void series_line(frame *f, const series_plot *plot, const double *values, size_t style, series_weight weight);

/* The area from low to high; a band within another is darker, since both are seen through. `is_edged`: with
 * a thin edge in the pattern of its style. */
void series_band(frame *f, const series_plot *plot, const double *low, const double *high, size_t style,
                 bool is_edged);

/* Swatches of a legend around a place. */
void series_line_swatch(frame *f, double x, double y, size_t style, series_weight weight);
void series_band_swatch(frame *f, double x, double y, size_t depth, size_t style, bool is_neutral);

#endif
