/* Models of bench-plan as graphs of values, without XMILE on the way. */
#ifndef BENCH_PLAN_MODELS_H
#define BENCH_PLAN_MODELS_H

#include "machine.h"

enum { WORLD_STOCKS = 12, WORLD_VARIABLES = 300, WORLD_GRAPHS = 60, WORLD_STEPS = 400, WORLD_VARIED = 20 };

/* A program that gives the last stock; the chain of chain.h. */
en_program make_chain(bool mixed);
/* One of World3's size. */
en_program make_world(void);
extern const en_curve world_graphs[WORLD_GRAPHS];

#endif
