/* What the files of a clearing share. */
#ifndef EN_CLEARING_PARTS_H
#define EN_CLEARING_PARTS_H

#include "clearing.h"

/* What a mechanism works on. */
typedef struct clearing {
    const en_round *round;
    en_match_problem problem;
    const en_context *context;
    en_arena *arena;
    en_report *report;
    en_round_result *result;
} clearing;

/* Top trading cycles. */
EN_MUST_USE en_status clear_trading(clearing *c);

#endif
