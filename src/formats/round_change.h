/* A round with other seats and caps: what changes, read as people write it, and the changed round.
 *
 * A change is written PLACE=+2, PLACE/ORDER=-1 where a place has several lines, or GROUP=+1 for a cap. The
 * changed round passes the checks that its tables would pass.
 */
#ifndef EN_ROUND_CHANGE_H
#define EN_ROUND_CHANGE_H

#include "round.h"

typedef struct en_round_change {
    uint32_t place, line; /* line: of all lines, EN_MATCH_NONE in a round without lines */
    uint32_t group;       /* its cap changes; or EN_MATCH_NONE: seats of a place do */
    int64_t by;
} en_round_change;

/* Reads a change of seats, or of a cap. EN_ERR_USAGE for what is not of that form, EN_ERR_INPUT for what the
 * round does not have; both reported. */
EN_MUST_USE en_status en_round_change_seats(const en_round *round, en_str text, en_report *report,
                                            en_round_change *change);
EN_MUST_USE en_status en_round_change_cap(const en_round *round, en_str text, en_report *report,
                                          en_round_change *change);

/* The round with all changes made; it borrows `round` and the arena, and is not freed. Changes of the same
 * seats add up. EN_ERR_INPUT, reported, where its tables would be refused. */
EN_MUST_USE en_status en_round_changed(const en_round *round, const en_round_change *changes, size_t count,
                                       const en_context *context, en_arena *arena, en_report *report,
                                       en_round *changed);

#endif
