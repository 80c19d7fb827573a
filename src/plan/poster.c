/* See poster.h. */
#include "poster.h"

static size_t count_thresholds(const en_space *space, uint32_t v)
{
    const en_space_definition *d = space->variables[v].definition;
    const en_plan_poster *poster = space->variables[v].hidden ? NULL : d->written->body.poster;
    return poster ? poster->threshold_count * d->count : 0;
}

static void add_watches(const en_space *space, uint32_t v, en_watches *watches)
{
    const en_plan_poster *poster = space->variables[v].definition->written->body.poster;
    size_t count = count_thresholds(space, v);
    for (size_t k = 0; k < count; k++)
        watches->at[watches->count++] =
            (en_watch){.threshold = &poster->thresholds[k % poster->threshold_count],
                       .slot = space->variables[v].first + (uint32_t)(k / poster->threshold_count)};
}

en_status en_watches_make(const en_space *space, en_arena *arena, en_watches *watches)
{
    size_t count = 0;
    *watches = (en_watches){0};
    for (uint32_t v = 0; v < space->variable_count; v++) count += count_thresholds(space, v);
    watches->at = en_arena_array(arena, count, sizeof *watches->at);
    if (!watches->at) return EN_ERR_MEMORY;
    for (uint32_t v = 0; v < space->variable_count; v++) add_watches(space, v, watches);
    return EN_OK;
}

bool en_watch_fires(en_watch *watch, double time, double value, bool first, size_t *event)
{
    const en_plan_threshold *t = watch->threshold;
    bool falling = en_str_is(t->direction.text, "decreasing"), was_beyond = watch->beyond;
    bool once = en_str_is(t->repeat.text, "once") || en_str_is(t->repeat.text, "once_ever");
    watch->beyond = falling ? value <= t->value.value : value >= t->value.value;
    bool again =
        en_plan_given(t->interval.text) && was_beyond && time - watch->last >= t->interval.value * (1 - 1e-9);
    bool crossed =
        watch->beyond && !was_beyond && !first; /* of what begins beyond nothing has been crossed */
    if (!(crossed || (watch->beyond && again)) || (once && watch->fired > 0)) return false;
    *event = t->messages.count ? watch->fired % t->messages.count : 0;
    watch->fired++;
    watch->last = time;
    return true;
}
