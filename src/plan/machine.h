/* Runs a program for a block of runs side by side.
 *
 * Each instruction works on all runs of the block before the next one is looked at, so that what it costs to
 * read an instruction is shared, and the registers of a block stay in the cache. Time is start + step · dt,
 * never added up. Methods: Euler; Runge and Kutta of order 2 (Heun's) and 4 (the classic one). Bound: steps ×
 * stages × instructions.
 */
#ifndef EN_PLAN_MACHINE_H
#define EN_PLAN_MACHINE_H

#include "lane_functions.h"
#include "program.h"

/* Runs of a block, and how often a narrow register holds its number: as often as the widest lanes take at
 * once. */
enum { EN_BLOCK = 64, EN_STRIDE = 72, EN_SHARED = 8 };

typedef enum en_plan_method { EN_EULER, EN_RK2, EN_RK4 } en_plan_method;

/* A graphical function: y at ascending x, at least two points. */
typedef enum en_curve_kind { EN_CURVE_CONTINUOUS, EN_CURVE_EXTRAPOLATE, EN_CURVE_DISCRETE } en_curve_kind;
typedef struct en_curve {
    en_curve_kind kind;
    uint32_t count;
    const double *x, *y;
} en_curve;

typedef struct en_table en_table; /* a graphical function made ready (curve_table.h) */

typedef struct en_emitted en_emitted; /* machine code of a program (emit.h) */

typedef struct en_simulation {
    const en_program *program;
    const en_curve *graphs;
    en_plan_method method;
    double start, dt;
    uint64_t steps, save_every; /* steps: from start to stop */
    uint64_t seed;
    const uint64_t *streams;   /* keys of draws */
    const en_emitted *emitted; /* code of this program's steps, or NULL */
    const struct en_device *devices;
    uint32_t device_count;
    size_t device_most; /* bytes that the devices of a block may take; 0: as many as there are */
} en_simulation;

/* What a report sees of a block at a step: its outputs. */
typedef struct en_block {
    const en_simulation *simulation;
    uint64_t first_run, step;
    double *wide, *narrow;  /* registers: EN_BLOCK doubles, EN_STRIDE apart, and EN_SHARED times the same */
    double *scratch;        /* 3 × states × EN_STRIDE */
    const en_table *tables; /* by graphical function */
    const en_philox_key *keys;  /* by stream */
    struct en_storage *storage; /* of devices; NULL: there are none */
    /* Set by the caller, where it wants them. */
    const en_flag *cancel; /* looked at in every step */
    double *passed;        /* EN_BLOCK sums of 0 times every number, at each step, of the states that are not
                              integrated:        not 0 once one was not finite */
} en_block;

/* A parameter's values of the block's runs, which the caller sets before each run of the block. */
static inline double *en_block_parameter(const en_block *block, uint32_t parameter)
{
    return &block->wide[(size_t)parameter * EN_STRIDE];
}

/* An output's values of the block's runs; *shared: the first one is that of all. */
static inline const double *en_block_operand(const en_block *block, en_register operand, bool *shared)
{
    *shared = operand & EN_NARROW;
    return *shared ? &block->narrow[(size_t)(operand & ~EN_NARROW) * EN_SHARED]
                   : &block->wide[(size_t)operand * EN_STRIDE];
}

typedef void en_block_report(void *user, const en_block *block);

/* Runs a block, whose parameters are set. report is called at the start, at every
 * save_every-th step and at the end; never where its devices have no room: EN_ERR_MEMORY, or EN_ERR_LIMIT
 * beyond device_most; no more once it is cancelled: EN_ERR_CANCELLED. */
typedef en_status en_machine(en_block *block, en_block_report *report, void *user);

/* That of a build of the lanes, NULL where this processor cannot run it; and the widest that it can. All give
 * the same bits. */
en_machine *en_machine_of(en_lane_build build);
en_machine *en_machine_best(void);
en_lane_build en_machine_best_build(void);

/* Memory for a block of this simulation: registers, graphical functions made ready, keys. False where there
 * is none. */
EN_MUST_USE bool en_block_make(const en_simulation *simulation, en_arena *arena, en_block *block);

#endif
