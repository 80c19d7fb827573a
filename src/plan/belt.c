/* How a conveyor moves, step by step. At the beginning of a step: a slat on, what came in over the last step
 * is put where the transit time of then says; then leakages take their part of every slat, in the order of
 * their priority, and what is left on slat 0 is the outflow. Bound: runs × slats × leakages a step; slats ×
 * runs where an arrested run is held back. */
#include "belt.h"

#include <string.h>

/* Contents and, of linear leakages, a plane or two each: without a zone all of the way leaks, and needs no
 * account of what is left. */
static bool make(en_device_store *store, en_arena *arena)
{
    const en_device *d = store->device;
    en_belt *belt = en_arena_raw(arena, 1, sizeof *belt + d->leaks * sizeof *belt->leak);
    if (!belt) return false;
    memset(belt, 0, sizeof *belt + d->leaks * sizeof *belt->leak);
    belt->planes = 1;
    belt->lanes = en_lane_functions_best();
    if (d->exponential && d->leaks > 1) belt->before_plane = belt->planes++;
    for (uint32_t j = 0; j < d->leaks && !d->exponential; j++) {
        belt->leak[j].amount_plane = belt->planes++;
        if (en_belt_is_zoned(&d->leak[j])) belt->leak[j].left_plane = belt->planes++;
    }
    store->own = belt;
    return true;
}

/* One slat more than the longest, which is always empty: the row that the end leaves behind. */
static uint64_t rows(const en_sight *in)
{
    en_belt *belt = in->store->own;
    const en_simulation *s = in->block->simulation;
    uint64_t most = 1;
    for (size_t run = 0; run < EN_BLOCK; run++) {
        double transit = en_given_of(en_sight_operand(in, EN_BELT_TRANSIT_AT_START), run);
        uint64_t slats = en_belt_slats(transit, s->dt);
        if (in->store->device->varies) slats = 2 * slats > s->steps ? 2 * slats : s->steps;
        belt->most[run] = slats;
        if (slats > most) most = slats;
    }
    belt->slots = most + 1;
    return belt->slots * belt->planes;
}

/* ---- the first look */

/* An arrested run does not go with the others: what was slat 0, and now is the row behind them all, is slat 0
 * again. */
static void put_back(const en_device_store *store, size_t run)
{
    const en_belt *belt = store->own;
    for (uint32_t plane = 0; plane < belt->planes; plane++) {
        double end = en_belt_row(store, plane, belt->slots - 1)[run];
        for (uint64_t slat = belt->slots - 1; slat > 0; slat--)
            en_belt_row(store, plane, slat)[run] = en_belt_row(store, plane, slat - 1)[run];
        en_belt_row(store, plane, 0)[run] = end;
    }
}

/* All runs a slat on. What was held at the end has leaked all that it was to, and joins what comes to the
 * end. */
static void move(const en_sight *sight)
{
    const en_device_store *store = sight->store;
    en_belt *belt = store->own;
    double at_end[EN_BLOCK], *row = en_belt_row(store, 0, 0);
    memcpy(at_end, row, sizeof at_end);
    for (uint32_t plane = 0; plane < belt->planes; plane++)
        for (size_t run = 0; run < EN_BLOCK; run++)
            if (plane == 0 || !belt->still[run]) en_belt_row(store, plane, 0)[run] = 0;
    belt->head = belt->head + 1 < belt->slots ? belt->head + 1 : 0;
    for (size_t run = 0; run < EN_BLOCK; run++) {
        if (belt->still[run]) put_back(store, run);
        else if (belt->deepest[run] > 0) belt->deepest[run]--;
        en_belt_row(store, 0, 0)[run] += at_end[run];
        if (at_end[run] != 0 && belt->deepest[run] == 0) belt->deepest[run] = 1;
    }
}

/* What came in, and how much of it each linear leakage is to take in a step. */
static void put_in(const en_sight *sight, en_given amount)
{
    const en_device_store *store = sight->store;
    en_belt *belt = store->own;
    for (size_t run = 0; run < EN_BLOCK; run++) {
        double came = en_given_of(amount, run);
        uint64_t depth = belt->depth[run];
        en_belt_row(store, 0, depth - 1)[run] += came;
        if (came != 0 && depth > belt->deepest[run]) belt->deepest[run] = depth;
        uint64_t length = depth > belt->deepest[run] ? depth : belt->deepest[run];
        for (uint32_t j = 0; j < store->device->leaks && !store->device->exponential; j++) {
            en_belt_leak *l = &belt->leak[j];
            double low = 0, high = (double)length;
            if (l->left_plane) en_belt_zone(&store->device->leak[j], length, &low, &high);
            double all = l->fraction[run] * came, slats = en_belt_zone_slats(low, high, depth);
            if (slats > 0) en_belt_row(store, l->amount_plane, depth - 1)[run] += all / slats;
            if (l->left_plane && slats > 0) en_belt_row(store, l->left_plane, depth - 1)[run] += all;
        }
    }
}

/* Of a step's inflow, what the limit is about, until a unit of time of the clock begins. */
static void count(const en_sight *sight, en_given limited)
{
    const en_simulation *s = sight->block->simulation;
    en_belt *belt = sight->store->own;
    double step = s->start / s->dt + (double)sight->block->step;
    bool begins = en_belt_unit(step, s->dt) != en_belt_unit(step - 1, s->dt);
    double *result = en_sight_result(sight, 1);
    for (size_t run = 0; run < EN_BLOCK; run++) {
        belt->used[run] = begins || sight->block->step == 0 ? 0 : belt->used[run] + en_given_of(limited, run);
        result[run] = belt->used[run];
    }
}

static double contents_at_start(const en_device_store *store, size_t run)
{
    const en_belt *belt = store->own;
    double sum = 0;
    for (uint64_t slat = 0; slat < belt->deepest[run]; slat++) sum += en_belt_row(store, 0, slat)[run];
    return sum;
}

static void look_in(const en_sight *sight)
{
    const en_device_store *store = sight->store;
    const en_device *d = store->device;
    en_belt *belt = store->own;
    uint32_t after = EN_BELT_FRACTIONS_AT_START + d->leaks + d->initials;
    bool first = sight->block->step == 0;
    en_given amount = en_sight_operand(sight, after);
    if (first) {
        belt->head = 0;
        en_belt_fill(sight);
        for (uint32_t j = 0; j < d->leaks; j++) memset(belt->leak[j].carry, 0, sizeof belt->leak[j].carry);
    } else {
        move(sight);
        put_in(sight, amount);
    }
    double *contents = en_sight_result(sight, 0);
    for (size_t run = 0; run < EN_BLOCK; run++)
        contents[run] = belt->wrong[run] +
                        (first ? contents_at_start(store, run) : belt->left[run] + en_given_of(amount, run));
    if (d->counts) count(sight, en_sight_operand(sight, after + 1));
}

/* ---- the second look */

/* Whether the run moves in this step, and where what comes in will be put. */
static void set_out(const en_sight *sight)
{
    en_belt *belt = sight->store->own;
    en_given transit = en_sight_operand(sight, EN_BELT_TRANSIT),
             sample = en_sight_operand(sight, EN_BELT_SAMPLE);
    en_given arrest = en_sight_operand(sight, EN_BELT_ARREST), held = en_sight_operand(sight, EN_BELT_HELD);
    belt->span = 1;
    for (uint32_t run = 0; run < EN_BLOCK; run++) {
        belt->still[run] = en_given_of(arrest, run) != 0;
        belt->held[run] = belt->still[run] || en_given_of(held, run) != 0;
        if (sight->store->device->varies && !belt->still[run] && en_given_of(sample, run) != 0 &&
            belt->wrong[run] == 0) {
            uint64_t slats = en_belt_slats(en_given_of(transit, run), sight->block->simulation->dt);
            if (slats > 0 && slats <= belt->most[run]) {
                belt->depth[run] = slats;
            } else {
                en_sight_trouble(sight, run, slats ? EN_TROUBLE_TOO_LONG : EN_TROUBLE_TIME);
                belt->wrong[run] = __builtin_nan("");
            }
        }
        uint64_t length = belt->deepest[run] > belt->depth[run] ? belt->deepest[run] : belt->depth[run];
        if (length > belt->span) belt->span = length;
        for (uint32_t j = 0; j < sight->store->device->leaks; j++)
            en_belt_zone(&sight->store->device->leak[j], length, &belt->leak[j].low[run],
                         &belt->leak[j].high[run]);
    }
}

/* Calls with the slats of the longest run, in the two pieces that their rows are in. */
static void each_piece(const en_belt *belt, void (*visit)(void *with, uint64_t first, uint64_t count),
                       void *with)
{
    uint64_t to_end = belt->slots - belt->head, count = belt->span < to_end ? belt->span : to_end;
    visit(with, 0, count);
    if (belt->span > count) visit(with, count, belt->span - count);
}

/* A leakage at work: by run, the part of a slat that it takes if it is exponential; whether it leaks; what it
 * has taken, and what there was. */
typedef struct leaking {
    const en_device_store *store;
    const en_belt_leak *leak;
    const en_leak *about;
    double part[EN_BLOCK], works[EN_BLOCK], taken[EN_BLOCK], there[EN_BLOCK];
} leaking;

static void leak_piece(void *with, uint64_t first, uint64_t count)
{
    leaking *w = with;
    const en_belt *belt = w->store->own;
    bool linear = w->leak->amount_plane != 0;
    uint32_t wanted = linear ? w->leak->amount_plane : belt->before_plane;
    belt->lanes->leak(&(en_lane_slats){
        .runs = EN_BLOCK,
        .first = first,
        .slats = count,
        .content = en_belt_row(w->store, 0, first),
        .wanted = en_belt_row(w->store, wanted, first),
        .left = w->leak->left_plane ? en_belt_row(w->store, w->leak->left_plane, first) : NULL,
        .part = linear ? NULL : w->part,
        .works = w->works,
        .low = en_belt_is_zoned(w->about) ? w->leak->low : NULL,
        .high = w->leak->high,
        .whole = w->about->integers,
        .taken = w->taken,
        .there = w->there,
    });
}

/* Takes `units` from the slats of the zone nearest the end; returns how many there were. */
static double take_units(const leaking *w, size_t run, double units)
{
    double left = units;
    for (uint64_t slat = (uint64_t)w->leak->low[run]; left > 0 && (double)slat <= w->leak->high[run];
         slat++) {
        double *here = &en_belt_row(w->store, 0, slat)[run], took = left < *here ? left : *here;
        *here -= took;
        left -= took;
    }
    return units - left;
}

/* Whole numbers: what the leakage wants is saved up, and as many whole ones as that makes, and as there are
 * in the zone, are taken. */
static void take_whole(leaking *w, double *carry, size_t run)
{
    if (w->works[run] == 0) return;
    *carry += w->taken[run];
    w->taken[run] = 0;
    double most = (w->there[run] < *carry ? w->there[run] : *carry) * (1 + 0x1p-40);
    if (most != most) w->taken[run] = en_belt_row(w->store, 0, 0)[run] = most;
    if (!(most >= 1)) return;
    double units = (double)en_whole(most, (uint64_t)1 << 53);
    w->taken[run] = take_units(w, run, units);
    *carry -= units;
}

static void leak(const en_sight *sight, uint32_t j)
{
    en_belt *belt = sight->store->own;
    double dt = sight->block->simulation->dt;
    en_given fraction = en_sight_operand(sight, EN_BELT_LEAKS + 2 * j),
             held = en_sight_operand(sight, EN_BELT_LEAKS + 2 * j + 1);
    leaking w = {.store = sight->store, .leak = &belt->leak[j], .about = &sight->store->device->leak[j]};
    for (size_t run = 0; run < EN_BLOCK; run++) {
        double now = en_given_of(fraction, run);
        belt->leak[j].fraction[run] = now <= 0 ? 0 : now;
        w.part[run] = belt->leak[j].fraction[run] * dt;
        w.works[run] = !belt->still[run] && en_given_of(held, run) == 0;
    }
    each_piece(belt, leak_piece, &w);
    for (size_t run = 0; run < EN_BLOCK && w.about->integers; run++)
        take_whole(&w, &belt->leak[j].carry[run], run);
    double *result = en_sight_result(sight, 1 + j);
    for (size_t run = 0; run < EN_BLOCK; run++) result[run] = belt->wrong[run] + w.taken[run] / dt;
}

static void keep_piece(void *with, uint64_t first, uint64_t count)
{
    const en_device_store *store = with;
    const en_belt *belt = store->own;
    memcpy(en_belt_row(store, belt->before_plane, first), en_belt_row(store, 0, first),
           count * sizeof(double[EN_BLOCK]));
}

static void sum_piece(void *with, uint64_t first, uint64_t count)
{
    const en_device_store *store = with;
    en_belt *belt = store->own;
    belt->lanes->sum_slats(EN_BLOCK, count, en_belt_row(store, 0, first), belt->left);
}

static void look_out(const en_sight *sight)
{
    const en_device_store *store = sight->store;
    en_belt *belt = store->own;
    set_out(sight);
    if (belt->before_plane) each_piece(belt, keep_piece, sight->store);
    for (uint32_t j = 0; j < store->device->leaks; j++) leak(sight, j);
    double *outflow = en_sight_result(sight, 0), *end = en_belt_row(store, 0, 0),
           *left = en_sight_result(sight, 1 + store->device->leaks);
    for (size_t run = 0; run < EN_BLOCK; run++) {
        double out = belt->held[run] ? 0 : end[run];
        end[run] = belt->held[run] ? end[run] : 0;
        outflow[run] = belt->wrong[run] + out / sight->block->simulation->dt;
    }
    memset(belt->left, 0, sizeof belt->left);
    each_piece(belt, sum_piece, sight->store);
    for (size_t run = 0; run < EN_BLOCK; run++) left[run] = belt->wrong[run] + belt->left[run];
    double *still = store->device->arrests ? en_sight_result(sight, 2 + store->device->leaks) : NULL;
    for (size_t run = 0; run < EN_BLOCK && still; run++) still[run] = belt->still[run];
}

const en_store_kind en_store_conveyor = {0, make, rows, {look_in, look_out}};
