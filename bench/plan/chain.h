/* The chain of 20 stocks that bench-plan measures: what is varied, and the hand-written code that the engine
 * is held against. */
#ifndef BENCH_PLAN_CHAIN_H
#define BENCH_PLAN_CHAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "philox.h"

/* Parameters: rate, capacity and attrition of each stage, and what flows into the first. */
enum { STAGES = 20, CHAIN_STEPS = 120, VARIED = 3 * STAGES + 1, RUNS = 64 };
#define CHAIN_DT 0.25

/* Parameter p is low[p] + spread[p] · u, with u from the stream of key[p]. */
typedef struct chain_ranges {
    en_philox_key key[VARIED];
    double low[VARIED], spread[VARIED];
} chain_ranges;

/* Draws RUNS runs from first_run on and runs them to the end: the last stock of each. */
typedef void chain_by_hand(const chain_ranges *ranges, uint64_t first_run, double *last);
chain_by_hand plain_vectors, mixed_vectors, plain_numbers, mixed_numbers;

#endif
