/* What prices prove of the size of a weakly stable matching: see ties.h. */
#ifndef EN_PRICES_H
#define EN_PRICES_H

#include "by_place.h"
#include "kept_ties.h"

#include <enishi/ties.h>

/* What is needed to value prices. */
typedef struct valuing {
    const en_match_problem *problem;
    const uint32_t *rank;
    by_place groups;
    double *filled, *unfilled; /* per place: the highest score that must fill it, the lowest that must not */
    int64_t *worth; /* per wish: one for being placed, minus the seat's price, plus those of levels */
} valuing;

/* The market alone: nothing is known of any place. */
en_status start_valuing(valuing *v, const en_context *context, en_arena *scratch);

/* The bound that prices prove under what is known of places. EN_ERR_CLAIM where they are out of range. */
en_status value_prices(const valuing *v, const en_match_prices *prices, uint32_t *most);

#endif
