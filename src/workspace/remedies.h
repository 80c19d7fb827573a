/* What would have changed an applicant's result: the smallest change of a score, of seats, of a category, of
 * a cap or of min_seats by which a refused wish, or a better one, comes true.
 *
 * Nothing is derived: the round is cleared again with the change, and with the next smaller one. So each
 * remedy is true by itself, all other rows of the round being the same, and one less is not enough
 * (docs/formats.md). The work is bounded; what is beyond the bound is left out, and the story says so.
 */
#ifndef EN_REMEDIES_H
#define EN_REMEDIES_H

#include "explain.h"
#include "solve.h"

/* Rows of tables that all clearings for one applicant may go through. */
enum { EN_REMEDIES_MOST_ROWS = 32000000 };

/* The stories of all wishes of an applicant, in their order, with what would have changed each that was
 * refused. In the arena. O(clearings · time of one), at most EN_REMEDIES_MOST_ROWS rows. */
EN_MUST_USE en_status en_find_remedies(const en_solved *solved, uint32_t applicant, const en_context *context,
                                       en_arena *arena, en_report *report, en_wish_story **stories);

#endif
