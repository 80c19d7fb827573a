/* What a queue keeps in a block: its batches in the order they came, each run's beside the others'. Operands
 * of the first look: the batches at the start; results: contents, how many batches. Of the second look: the
 * inflows, then, by outflow, how much may go into the conveyor there (amounts; of other outflows nobody
 * asks); results: the outflows. What comes in over a step may leave in it. A batch is one inflow's material
 * of one step. Bound: of rows, initial batches and inflows × steps; of time, a batch is put in and taken out
 * once. */
#include "device_store.h"

typedef struct line {
    uint64_t first[EN_BLOCK], end[EN_BLOCK]; /* batches */
    double contents[EN_BLOCK], wrong[EN_BLOCK];
} line;

static uint64_t rows(const en_sight *in)
{
    const en_device *d = in->store->device;
    return d->initials + d->inflows * (in->block->simulation->steps + 1) + 1;
}

static void append(const en_device_store *store, size_t run, double batch)
{
    line *own = store->own;
    if (batch == 0) return;
    en_store_row(store, own->end[run]++)[run] = batch;
    own->contents[run] += batch;
}

static void begin(const en_sight *sight)
{
    line *own = sight->store->own;
    *own = (line){.first = {0}};
    for (uint32_t k = 0; k < sight->store->device->initials; k++) {
        en_given initial = en_sight_operand(sight, k);
        for (uint32_t run = 0; run < EN_BLOCK; run++) {
            double batch = en_given_of(initial, run);
            append(sight->store, run, batch);
            if (!(batch < 0)) continue;
            en_sight_trouble(sight, run, EN_TROUBLE_CONTENTS);
            own->wrong[run] = __builtin_nan("");
        }
    }
}

static void look_in(const en_sight *sight)
{
    line *own = sight->store->own;
    if (sight->block->step == 0) begin(sight);
    double *contents = en_sight_result(sight, 0), *batches = en_sight_result(sight, 1);
    for (size_t run = 0; run < EN_BLOCK; run++) {
        contents[run] = own->wrong[run] + own->contents[run];
        batches[run] = own->wrong[run] + (double)(own->end[run] - own->first[run]);
    }
}

/* What goes this way: all that there is, or, into a conveyor, what has room there. A batch that is too large
 * by less than rounding goes whole. *blocked: there was more than had room. */
static double serve(const en_device_store *store, const en_way *way, size_t run, double room, bool *blocked)
{
    line *own = store->own;
    double taken = 0;
    while (own->first[run] < own->end[run]) {
        double *batch = &en_store_row(store, own->first[run])[run];
        bool fits = !way->into_conveyor || *batch <= room - taken + *batch * 0x1p-40;
        double part = fits ? *batch : way->whole || room <= taken ? 0 : room - taken;
        taken += part;
        *batch -= part;
        own->first[run] += fits;
        *blocked = !fits;
        if (!fits || (way->into_conveyor && way->one)) break;
    }
    own->contents[run] = own->first[run] < own->end[run] ? own->contents[run] - taken : 0;
    return taken;
}

/* All ways in the order of their priority. An overflow is open where one before it was blocked, unless
 * another overflow has helped already. */
static void serve_all(const en_sight *sight, size_t run)
{
    const en_device *d = sight->store->device;
    const line *own = sight->store->own;
    bool open = false;
    for (uint32_t w = 0; w < d->ways; w++) {
        double taken = 0;
        bool blocked = false;
        if (!d->way[w].overflow || open) {
            double room = en_given_of(en_sight_operand(sight, 1 + d->inflows + w), run);
            taken = serve(sight->store, &d->way[w], run, room, &blocked);
            open = blocked || (open && !d->way[w].overflow);
        }
        en_sight_result(sight, w)[run] = own->wrong[run] + taken / sight->block->simulation->dt;
    }
}

static void look_out(const en_sight *sight)
{
    for (uint32_t k = 0; k < sight->store->device->inflows; k++) {
        en_given inflow = en_sight_operand(sight, 1 + k);
        for (size_t run = 0; run < EN_BLOCK; run++)
            append(sight->store, run, en_given_of(inflow, run) * sight->block->simulation->dt);
    }
    for (size_t run = 0; run < EN_BLOCK; run++) serve_all(sight, run);
}

const en_store_kind en_store_queue = {sizeof(line), NULL, rows, {look_in, look_out}};
