/* What is on a conveyor at the start: a total, spread as if the inflow had always been the same, so that a
 * conveyor without leakages is even and one with leakages is in balance; or a list, the end of the conveyor
 * first, of a value a step or a value a unit of time. On a discrete conveyor whatever belongs to a unit of
 * time is at its start. Bound: runs × slats × leakages. */
#include "belt.h"

/* Material that went in as 1 and its leakages, slat by slat. */
typedef struct filling {
    const en_sight *sight;
    const en_device *device;
    en_belt *belt;
    size_t run;
    uint64_t slats;
    double dt, total, starts, passed; /* given; slats that are filled, and what of 1 would be on them */
} filling;

uint64_t en_belt_slats(double transit, double dt)
{
    const uint64_t most = (uint64_t)1 << 40;
    if (!(transit > 0 && transit / dt < (double)most)) return 0;
    uint64_t slats = en_whole(transit / dt + 0.5, most);
    return slats ? slats : 1;
}

void en_belt_zone(const en_leak *leak, uint64_t length, double *low, double *high)
{
    const double near = 1e-9;
    *low = 0;
    *high = (double)length - 1;
    if (!en_belt_is_zoned(leak)) return;
    double slats = (double)length, last = slats - 1;
    double from = slats * (1 - leak->end) - 0.5 - near, to = slats * (1 - leak->start) - 0.5 + near;
    *low = from <= 0 ? 0 : (double)(uint64_t)from + ((double)(uint64_t)from < from);
    *high = to < 0 ? -1 : (double)(uint64_t)to < last ? (double)(uint64_t)to : last;
    if (*low <= *high) return;
    double middle = slats * (1 - (leak->start + leak->end) / 2);
    *low = *high = middle < last ? (double)(uint64_t)middle : last;
}

static double fraction_of(const filling *f, uint32_t leak)
{
    double given = en_given_of(en_sight_operand(f->sight, EN_BELT_FRACTIONS_AT_START + leak), f->run);
    return given <= 0 ? 0 : given;
}

/* What a leakage takes in a step of what went in as 1 and is `here` in this slat. */
static double wanted(const filling *f, uint32_t leak, uint64_t slat, double here)
{
    const en_belt_leak *l = &f->belt->leak[leak];
    if ((double)slat < l->low[f->run] || (double)slat > l->high[f->run]) return 0;
    if (f->device->exponential) return here * fraction_of(f, leak) * f->dt;
    return fraction_of(f, leak) / en_belt_zone_slats(l->low[f->run], l->high[f->run], f->slats);
}

static double after_leaks(const filling *f, uint64_t slat, double here)
{
    double left = here;
    for (uint32_t j = 0; j < f->device->leaks; j++) {
        double taken = wanted(f, j, slat, here);
        left -= taken > left ? left : taken;
    }
    return left;
}

static bool starts_unit(const filling *f, uint64_t slat)
{
    return slat == 0 || en_belt_unit((double)slat, f->dt) > en_belt_unit((double)slat - 1, f->dt);
}

/* How many slats are of the same unit of time. */
static double slats_of_unit(const filling *f, uint64_t slat)
{
    double unit = en_belt_unit((double)slat, f->dt);
    uint64_t first = slat, end = slat + 1;
    while (first > 0 && en_belt_unit((double)(first - 1), f->dt) == unit) first--;
    while (end < f->slats && en_belt_unit((double)end, f->dt) == unit) end++;
    return (double)(end - first);
}

/* What the slat holds at the start; `passed` is what of 1 would be there. */
static double content_of(const filling *f, uint64_t slat, double passed)
{
    uint32_t first = EN_BELT_FRACTIONS_AT_START + f->device->leaks, count = f->device->initials;
    bool whole = f->device->discrete, starts = starts_unit(f, slat);
    if (count == 1 && whole && !starts) return 0;
    if (count == 1) return f->passed > 0 ? f->total * passed / f->passed : f->total / f->starts;
    if (count == f->slats) return en_given_of(en_sight_operand(f->sight, first + (uint32_t)slat), f->run);
    double value =
        en_given_of(en_sight_operand(f->sight, first + (uint32_t)en_belt_unit((double)slat, f->dt)), f->run);
    if (whole) return starts ? value : 0;
    return value / slats_of_unit(f, slat);
}

/* A slat's contents, and the leakages that they were to have from the moment they went in. */
static void put(const filling *f, uint64_t slat, double passed)
{
    const en_device_store *store = f->sight->store;
    double content = content_of(f, slat, passed), went_in = passed > 0 ? content / passed : 0;
    en_belt_row(store, 0, slat)[f->run] = content;
    if (content != 0 && f->belt->deepest[f->run] < slat + 1) f->belt->deepest[f->run] = slat + 1;
    for (uint32_t j = 0; j < f->device->leaks && !f->device->exponential; j++) {
        const en_belt_leak *l = &f->belt->leak[j];
        double low = l->low[f->run], high = l->high[f->run];
        double amount = fraction_of(f, j) * went_in / en_belt_zone_slats(low, high, f->slats);
        en_belt_row(store, l->amount_plane, slat)[f->run] = amount;
        if (l->left_plane)
            en_belt_row(store, l->left_plane, slat)[f->run] =
                amount * en_belt_zone_slats(low, high, slat + 1);
    }
}

static en_trouble_kind trouble_of(const filling *f)
{
    uint32_t first = EN_BELT_FRACTIONS_AT_START + f->device->leaks, count = f->device->initials;
    if (f->slats == 0) return EN_TROUBLE_TIME;
    for (uint32_t k = 0; k < count; k++)
        if (en_given_of(en_sight_operand(f->sight, first + k), f->run) < 0) return EN_TROUBLE_CONTENTS;
    double units = en_belt_unit((double)f->slats - 1, f->dt) + 1;
    return count == 1 || count == f->slats || count == units ? EN_TROUBLE_NONE : EN_TROUBLE_LIST;
}

static void fill_run(filling *f)
{
    en_belt *belt = f->belt;
    double passed = 1;
    f->total = en_given_of(en_sight_operand(f->sight, EN_BELT_FRACTIONS_AT_START + f->device->leaks), f->run);
    for (uint32_t j = 0; j < f->device->leaks; j++)
        en_belt_zone(&f->device->leak[j], f->slats, &belt->leak[j].low[f->run], &belt->leak[j].high[f->run]);
    for (uint64_t slat = f->slats; slat-- > 0;) {
        if (!f->device->discrete || starts_unit(f, slat)) f->passed += passed, f->starts++;
        passed = after_leaks(f, slat, passed);
    }
    passed = 1;
    for (uint64_t slat = f->slats; slat-- > 0;) {
        put(f, slat, passed);
        passed = after_leaks(f, slat, passed);
    }
}

void en_belt_fill(const en_sight *sight)
{
    en_belt *belt = sight->store->own;
    double dt = sight->block->simulation->dt;
    for (uint32_t run = 0; run < EN_BLOCK; run++) {
        uint64_t slats =
            en_belt_slats(en_given_of(en_sight_operand(sight, EN_BELT_TRANSIT_AT_START), run), dt);
        filling f = {.sight = sight,
                     .device = sight->store->device,
                     .belt = belt,
                     .run = run,
                     .slats = slats,
                     .dt = dt};
        belt->depth[run] = slats ? slats : 1;
        belt->deepest[run] = 0;
        belt->wrong[run] = 0;
        en_trouble_kind trouble = trouble_of(&f);
        if (trouble == EN_TROUBLE_NONE) {
            fill_run(&f);
            continue;
        }
        en_sight_trouble(sight, run, trouble);
        belt->wrong[run] = __builtin_nan("");
    }
}
