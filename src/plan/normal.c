/* See normal.h; the work is done over lanes (ensemble_lanes.c). */
#include "normal.h"

#include "ensemble_lanes.h"

void en_normal_below(size_t count, double *x) { en_ensemble_lanes_best()->normal_below(count, x); }
