/* Things with storage of their own beside states: conveyors, queues, pure delays (docs/plan-devices.md).
 *
 * A program looks at a device once a step, at its beginning: first what came in since the last step is put in
 * and the contents are told, then, in a look of its own, something is taken out, since what leaves may depend
 * on the contents. In the later stages of a method of Runge and Kutta a device keeps what the first stage
 * gave, as draws do. Storage is the block's: how much a device needs is known when a block begins, so that no
 * step allocates. Bound: of the storage, device_most bytes of machine.h; of the time, a pass over a
 * conveyor's slats a step.
 */
#ifndef EN_PLAN_DEVICE_H
#define EN_PLAN_DEVICE_H

#include "machine.h"

typedef enum en_device_kind { EN_DEVICE_DELAY, EN_DEVICE_CONVEYOR, EN_DEVICE_QUEUE } en_device_kind;

/* `a` of an EN_OP_DEVICE: which device, and which look at it. */
enum { EN_LOOK_IN, EN_LOOK_OUT, EN_LOOKS };
static inline uint32_t en_look(uint32_t device, uint32_t look) { return device * EN_LOOKS + look; }

/* A leakage of a conveyor: where it leaks, as parts of its length from the inflow's side; whether only whole
 * numbers leak. */
typedef struct en_leak {
    double start, end;
    bool integers;
} en_leak;

/* An outflow of a queue. Into a conveyor: whether batches stay whole, and whether only the first one may go
 * in a step. */
typedef struct en_way {
    bool into_conveyor, overflow, whole, one;
} en_way;

typedef struct en_device {
    en_device_kind kind;
    uint32_t initials;             /* how many values tell its contents at the start; a delay: 1 */
    bool varies;                   /* a conveyor's transit time, from step to step */
    bool discrete, exponential;    /* a conveyor */
    bool counts, arrests;          /* its limit is one of a unit of time; it may be arrested */
    uint32_t leaks, inflows, ways; /* leakages of a conveyor; inflows and outflows of a queue */
    const en_leak *leak;
    const en_way *way;
} en_device;

/* Why a device's results in a run are not numbers from a step on. The first one of a run. */
typedef enum en_trouble_kind {
    EN_TROUBLE_NONE,
    EN_TROUBLE_TIME, /* a transit time that is not finite and above 0, a delay time that is not 0 or above */
    EN_TROUBLE_TOO_LONG, /* a transit time that varies has grown to more steps than the run and twice its
                            first value have */
    EN_TROUBLE_CONTENTS, /* initial contents below 0 */
    EN_TROUBLE_LIST /* initial contents are neither one number, nor one a unit of time, nor one a step of the
                       transit time */
} en_trouble_kind;
typedef struct en_trouble {
    en_trouble_kind kind;
    uint32_t device;
    uint64_t step;
} en_trouble;

typedef struct en_storage en_storage;

/* What a simulation's devices need besides storage that depends on the run; *storage is NULL where it has
 * none. False: no memory. */
EN_MUST_USE bool en_storage_make(const en_simulation *simulation, en_arena *arena, en_storage **storage);

/* Room for the devices of a block, once its states have their first values: EN_ERR_MEMORY, EN_ERR_LIMIT. */
EN_MUST_USE en_status en_storage_begin(en_block *block);

/* Whether looks leave everything as it is. */
void en_storage_hold(en_storage *storage, bool held);

/* Bytes that the devices of a block have taken so far. */
size_t en_storage_bytes(const en_block *block);

/* Of a run of the block, counted from 0. */
en_trouble en_block_trouble(const en_block *block, uint32_t run);

/* Performs an EN_OP_DEVICE for all runs of the block: its results are the registers from i->to on. */
void en_device_look(const en_block *block, const en_instruction *i);

#endif
