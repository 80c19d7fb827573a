/* What a pure delay keeps: the inputs of the last steps, as many as its longest time has. Operands of its one
 * look: the delay time and what it gives at first, both as they are at the start; the input of the last step.
 * Results: the input of then; whether that is now. Bound: constant time a step. */
#include "device_store.h"

typedef struct lag {
    uint64_t steps[EN_BLOCK]; /* beyond the run's end: none arrives */
    double first[EN_BLOCK];
} lag;

/* How many steps late; UINT64_MAX where that is no number. */
static uint64_t steps_of(const en_sight *in, size_t run)
{
    const en_simulation *s = in->block->simulation;
    double steps = en_given_of(en_sight_operand(in, 0), run) / s->dt + 0.5;
    return steps >= 0 ? en_whole(steps, s->steps + 1) : UINT64_MAX;
}

static uint64_t rows(const en_sight *in)
{
    uint64_t most = 1, end = in->block->simulation->steps;
    for (size_t run = 0; run < EN_BLOCK; run++) {
        uint64_t steps = steps_of(in, run);
        if (steps <= end && steps > most) most = steps;
    }
    return most;
}

static void begin(const en_sight *sight, lag *own)
{
    en_given first = en_sight_operand(sight, 1);
    for (uint32_t run = 0; run < EN_BLOCK; run++) {
        own->steps[run] = steps_of(sight, run);
        en_sight_result(sight, 1)[run] = own->steps[run] == 0;
        own->first[run] = en_given_of(first, run);
        if (own->steps[run] != UINT64_MAX) continue;
        en_sight_trouble(sight, run, EN_TROUBLE_TIME);
        own->first[run] = __builtin_nan("");
    }
}

static void look(const en_sight *sight)
{
    lag *own = sight->store->own;
    const en_device_store *store = sight->store;
    uint64_t step = sight->block->step;
    if (step == 0) begin(sight, own);
    en_given input = en_sight_operand(sight, 2);
    for (size_t run = 0; run < EN_BLOCK && step > 0; run++)
        en_store_row(store, (step - 1) % store->rows)[run] = en_given_of(input, run);
    double *result = en_sight_result(sight, 0);
    for (size_t run = 0; run < EN_BLOCK; run++) {
        uint64_t late = own->steps[run];
        bool arrived = late > 0 && step >= late;
        result[run] = arrived ? en_store_row(store, (step - late) % store->rows)[run] : own->first[run];
    }
}

const en_store_kind en_store_delay = {sizeof(lag), NULL, rows, {look, NULL}};
