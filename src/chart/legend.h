/* A legend: entries of a swatch and words, one behind the other, in as many lines as they need.
 *
 * The words are written first; the caller then draws the swatch around the place that it is told.
 */
#ifndef EN_LEGEND_H
#define EN_LEGEND_H

#include "frame.h"

/* The width of a swatch with its gap, and how far below f->y its middle is. */
enum { LEGEND_SWATCH = 26, LEGEND_MIDDLE = 10 };

typedef struct legend {
    frame *f;
    double x; /* where the next entry goes */
    bool any;
} legend;

static inline legend legend_begin(frame *f) { return (legend){f, FRAME_EDGE, false}; }

/* Makes room for an entry, and writes its words; returns the middle of its swatch. */
double legend_entry(legend *l, en_str words);

/* Moves below the last line. */
void legend_end(legend *l);

#endif
