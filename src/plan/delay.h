/* DELAY(input, time[, initial]): the input of floor(time / dt + 0.5) steps ago, and before that the initial
 * value.
 *
 * The time is that of the start, also where it is a variable: XMILE 1.0, 3.5.3, says "the requested fixed
 * time", and Stella's help on DELAY that of a variable its initial value is the fixed lag. Rounding is
 * Vensim's, of DELAY FIXED: it and a conveyor of the same transit time are late by the same number of steps.
 */
#ifndef EN_PLAN_DELAY_H
#define EN_PLAN_DELAY_H

#include "draft.h"

typedef struct en_delay {
    en_value delayed;   /* right where the time is a step at least */
    en_value immediate; /* 1 where the time is less than half a step, so that the input itself is the result;
                           else 0 */
    uint32_t input_state; /* holds the input of the last step */
} en_delay;

/* A delay in two parts, so that its input may depend on it. time, initial: as they are at the start. */
EN_MUST_USE bool en_delay_begin(en_draft *draft, en_value time, en_value initial, en_delay *delay);

/* Tells its input. The result is that of DELAY; EN_VALUE_NONE: no memory. */
en_value en_delay_end(en_draft *draft, const en_delay *delay, en_value input);

/* Whether no run's result depends on the input of the same step: then `delayed` may be used before the input
 * is known. */
bool en_delay_is_late(const en_draft *draft, const en_delay *delay);

#endif
