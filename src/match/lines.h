/* Places whose seats stand in lines: holders of held seats sit down first, then each line takes the best it
 * can of those whom the lines before it left.
 *
 * S. D. Kominers, T. Sönmez, "Matching with slot-specific priorities" (2016); lines that give their unfilled
 * seats to another: O. Aygün, B. Turhan, "Dynamic reserves in matching markets" (2020).
 */
#ifndef EN_LINES_H
#define EN_LINES_H

#include "holders.h"

/* The lines of all places: a place without any has one for all of its seats, and `to` counts in this array.
 */
typedef struct line_table {
    uint32_t *begin; /* places + 1 */
    en_match_line *line;
} line_table;

EN_MUST_USE bool line_table_make(line_table *table, const en_match_problem *problem, en_arena *arena);

typedef struct lines {
    const en_match_problem *problem;
    line_table table;
    holders *own;      /* by line */
    holders *received; /* by line: on seats that other lines did not fill */
} lines;

EN_MUST_USE bool lines_make(lines *s, const en_match_problem *problem, en_arena *arena);

/* Offers c to place p. Returns who is turned away, perhaps c, or nobody; *grew: the place holds one more. */
candidate lines_offer(lines *s, uint32_t p, candidate c, bool *grew);

/* The place may hold one less: the weakest on the seats that were filled last leaves. */
candidate lines_evict(lines *s, uint32_t p);

#endif
