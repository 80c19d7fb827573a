/* The tables that lane_functions.c makes, one a build; only the choice between them sees their names. */
#ifndef EN_LANE_TABLES_H
#define EN_LANE_TABLES_H

#include "lane_functions.h"

extern const en_lane_functions en_lane_functions_sse2;
#ifdef __x86_64__
extern const en_lane_functions en_lane_functions_avx2;
extern const en_lane_functions en_lane_functions_avx512;
#endif

#endif
