/* What a conveyor keeps in a block: slats of a step each, slat 0 at the end. The slats of all runs stand side
 * by side and move together: a step on, each is one row nearer, and nothing is copied. Only the conveyor's
 * own files see it. */
#ifndef EN_PLAN_BELT_H
#define EN_PLAN_BELT_H

#include "device_store.h"

/* Operands of the first look: the transit time and the leakages' fractions as they are at the start, the
 * initial values; what came in over the step, and, where it counts, what of that the inflow limit is about.
 * Results: contents; what of the limit is used up. */
enum { EN_BELT_TRANSIT_AT_START, EN_BELT_FRACTIONS_AT_START };
/* Of the second look. Results: the outflow, the leakages, what is left; whether it is arrested, where it may
 * be. */
enum {
    EN_BELT_CONTENTS,
    EN_BELT_TRANSIT,
    EN_BELT_SAMPLE,
    EN_BELT_ARREST,
    EN_BELT_HELD,
    EN_BELT_LEAKS /* fraction, held */
};

typedef struct en_belt_leak {
    uint32_t amount_plane,
        left_plane; /* linear: what a slat leaks in a step; what its material may leak yet; 0: none kept */
    double fraction[EN_BLOCK];            /* when the last material came in */
    double carry[EN_BLOCK];               /* of integers: what has not leaked for want of a whole one */
    double low[EN_BLOCK], high[EN_BLOCK]; /* slats of the zone */
} en_belt_leak;

typedef struct en_belt {
    const en_lane_functions *lanes;
    uint64_t slots, head; /* rows of a plane; that of slat 0 */
    uint32_t planes,
        before_plane; /* contents first; before_plane: contents before the step's leakages, 0: none kept */
    uint64_t depth[EN_BLOCK];             /* slats of the transit time: where material comes in */
    uint64_t most[EN_BLOCK];              /* slats that a run may have */
    uint64_t deepest[EN_BLOCK];           /* slats up to the last one that material came into */
    uint64_t span;                        /* slats of the longest run */
    bool still[EN_BLOCK], held[EN_BLOCK]; /* arrested; the end may not leave */
    double left[EN_BLOCK], used[EN_BLOCK],
        wrong[EN_BLOCK]; /* wrong: 0, or not a number where there was trouble */
    en_belt_leak leak[];
} en_belt;

static inline double *en_belt_row(const en_device_store *store, uint32_t plane, uint64_t slat)
{
    const en_belt *belt = store->own;
    uint64_t row = belt->head + slat;
    return en_store_row(store, plane * belt->slots + (row < belt->slots ? row : row - belt->slots));
}

/* Puts the initial contents of all runs on. */
void en_belt_fill(const en_sight *sight);

/* Whether it is about a part of the conveyor only. */
static inline bool en_belt_is_zoned(const en_leak *leak) { return leak->start > 0 || leak->end < 1; }

/* The slats that a leakage is about, of a belt of so many: those whose middle is in its zone, at least one.
 */
void en_belt_zone(const en_leak *leak, uint64_t length, double *low, double *high);

/* Of the slats below `depth`, those of a zone. */
static inline double en_belt_zone_slats(double low, double high, uint64_t depth)
{
    double last = high < (double)depth - 1 ? high : (double)depth - 1;
    return last >= low ? last - low + 1 : 0;
}

/* The whole unit of time that x steps reach to, allowing for rounding. */
static inline double en_belt_unit(double x, double dt)
{
    double steps = x * dt + dt / 1024;
    double whole = (double)(int64_t)steps;
    return whole > steps ? whole - 1 : whole;
}

/* A transit time in slats, at least 1; 0 where it is not finite and above 0. */
uint64_t en_belt_slats(double transit, double dt);

#endif
