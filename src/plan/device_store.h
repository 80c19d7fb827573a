/* The storage of devices (device.h), and what each kind does with its own. Only the devices' own files see
 * it. */
#ifndef EN_PLAN_DEVICE_STORE_H
#define EN_PLAN_DEVICE_STORE_H

#include "device.h"

/* Storage of a device: numbers that each run of a block has one of, side by side. */
typedef struct en_device_store {
    const en_device *device;
    const en_instruction *in; /* NULL: the program has no use for the device */
    void *own;                /* what its kind keeps */
    double *cells;            /* rows of EN_BLOCK numbers */
    uint64_t rows, room;      /* that this block needs, that there are */
} en_device_store;

struct en_storage {
    en_arena *arena;
    en_device_store *store;
    uint32_t count;
    bool held;
    size_t bytes;
    en_trouble trouble[EN_BLOCK];
};

/* A look at a device. */
typedef struct en_sight {
    const en_block *block;
    const en_instruction *instruction;
    en_device_store *store;
} en_sight;

typedef struct en_store_kind {
    size_t own;                                            /* bytes */
    bool (*make)(en_device_store *store, en_arena *arena); /* NULL: nothing to do */
    uint64_t (*rows)(const en_sight *in); /* that a block needs, by the first values of its states */
    void (*look[EN_LOOKS])(const en_sight *sight);
} en_store_kind;

extern const en_store_kind en_store_delay, en_store_conveyor, en_store_queue;

/* An operand: the number of a run is at[run & mask]. */
typedef struct en_given {
    const double *at;
    size_t mask;
} en_given;

static inline en_given en_sight_operand(const en_sight *sight, uint32_t k)
{
    bool shared;
    const double *at = en_block_operand(
        sight->block, sight->block->simulation->program->picked[sight->instruction->b + k], &shared);
    return (en_given){at, shared ? 0 : SIZE_MAX};
}
static inline double en_given_of(en_given given, size_t run) { return given.at[run & given.mask]; }

static inline double *en_sight_result(const en_sight *sight, uint32_t k)
{
    return &sight->block->wide[((size_t)sight->instruction->to + k) * EN_STRIDE];
}
static inline double *en_store_row(const en_device_store *store, uint64_t row)
{
    return &store->cells[row * EN_BLOCK];
}

/* x at or above 0, rounded down, at most `most`. */
static inline uint64_t en_whole(double x, uint64_t most) { return x < (double)most ? (uint64_t)x : most; }

/* The run's first trouble. */
void en_sight_trouble(const en_sight *sight, uint32_t run, en_trouble_kind kind);

#endif
