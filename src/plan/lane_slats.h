/* What goes over the slats of conveyors (belt.h), runs side by side: a leakage, and the sum. For
 * lane_functions.c alone. */
#ifndef EN_LANE_SLATS_H
#define EN_LANE_SLATS_H

#include "lane_functions.h"
#include "lanes.h"

/* Runs from `run` on, slat by slat; not a number stays one. */
EN_LANES_INLINE void en_lanes_leak(const en_lane_slats *s, size_t run)
{
    en_lanes taken = en_lanes_load(s->taken + run), there = en_lanes_load(s->there + run);
    en_lanes part = s->part ? en_lanes_load(s->part + run) : en_lanes_all(1), nothing = en_lanes_all(0);
    en_lanes low = s->low ? en_lanes_load(s->low + run) : nothing, slat = en_lanes_all((double)s->first);
    en_lanes high = s->low ? en_lanes_load(s->high + run) : nothing;
    en_mask inside = ~en_lanes_equal(en_lanes_load(s->works + run), nothing), works = inside;
    for (size_t at = run; at < s->slats * s->runs; at += s->runs, slat += 1) {
        en_lanes here = en_lanes_load(s->content + at), want = en_lanes_load(s->wanted + at) * part;
        if (s->low) inside = works & en_lanes_less_equal(low, slat) & en_lanes_less_equal(slat, high);
        if (s->left) want = en_lanes_min(want, en_lanes_load(s->left + at));
        want = en_lanes_where(inside, en_lanes_max(en_lanes_min(want, here), nothing));
        taken += want;
        if (s->left) en_lanes_store(s->left + at, en_lanes_load(s->left + at) - want);
        if (s->whole) there += en_lanes_where(inside, here);
        else en_lanes_store(s->content + at, here - want);
    }
    en_lanes_store(s->taken + run, taken);
    en_lanes_store(s->there + run, there);
}

/* Four vectors of runs from `run` on: a sum waits for the one before it, so that one alone would mostly wait.
 */
EN_LANES_INLINE void en_lanes_sum_slats(size_t runs, size_t slats, const double *content, double *sum,
                                        size_t run)
{
    en_lanes a = en_lanes_load(sum + run), b = en_lanes_load(sum + run + EN_LANES);
    en_lanes c = en_lanes_load(sum + run + 2 * EN_LANES), d = en_lanes_load(sum + run + 3 * EN_LANES);
    for (const double *at = content + run; at < content + slats * runs; at += runs) {
        a += en_lanes_load(at);
        b += en_lanes_load(at + EN_LANES);
        c += en_lanes_load(at + 2 * EN_LANES);
        d += en_lanes_load(at + 3 * EN_LANES);
    }
    en_lanes_store(sum + run, a);
    en_lanes_store(sum + run + EN_LANES, b);
    en_lanes_store(sum + run + 2 * EN_LANES, c);
    en_lanes_store(sum + run + 3 * EN_LANES, d);
}

#endif
