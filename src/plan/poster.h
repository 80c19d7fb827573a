/* Event posters (XMILE 1.0, 4.1.8): a variable's thresholds, and what is to be said when its value crosses
 * one.
 *
 * A threshold fires when the value comes to it from below (`increasing`, as the standard has it where nothing
 * is said) or from above; while the value stays beyond it, again after each `interval` of time, if that is
 * given. `once` and `once_ever` fire the first time alone. The events of a threshold take turns. Bound: a
 * step costs as many comparisons as there are thresholds.
 */
#ifndef EN_PLAN_POSTER_H
#define EN_PLAN_POSTER_H

#include "space.h"

typedef struct en_watch {
    const en_plan_threshold *threshold;
    uint32_t slot;
    size_t fired;
    double last; /* when it fired last */
    bool beyond;
} en_watch;

typedef struct en_watches {
    en_watch *at;
    uint32_t count;
} en_watches;

/* The thresholds of a model's variables, by element. EN_ERR_MEMORY. In the arena. */
EN_MUST_USE en_status en_watches_make(const en_space *space, en_arena *arena, en_watches *watches);

/* Whether it fires at this time, whose value is `value`; first: the run has just begun. *event: which of its
 * events, where it has any. */
bool en_watch_fires(en_watch *watch, double time, double value, bool first, size_t *event);

#endif
