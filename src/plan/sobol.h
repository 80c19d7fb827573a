/* Direction numbers of the Sobol sequence: a dimension's coordinate of a point is the exclusive or of those
 * that the bits of the point's index choose. Made by tools/sobol.py from the published table
 * (new-joe-kuo-6.txt). */
#ifndef EN_PLAN_SOBOL_H
#define EN_PLAN_SOBOL_H

#include "sample.h"

extern const uint32_t en_sobol_directions[EN_SOBOL_DIMENSIONS][32];

#endif
