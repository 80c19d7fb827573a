/* Where the plan commands put what they write, and what may stand there.
 *
 * A result takes the place of an earlier one of its kind, known by its first bytes: a picture by `<svg`, a
 * table by the header that `plan run` writes. Anything else that is there is somebody's, and stays unless the
 * user says otherwise; so does a table of what to vary, which is written to be changed. A name that ends like
 * another format is refused, because what it says would not be true.
 */
#ifndef EN_PLAN_PLACE_H
#define EN_PLAN_PLACE_H

#include "outfile.h"

typedef enum en_plan_output {
    EN_OUTPUT_TEMPLATE, /* of --vary-template */
    EN_OUTPUT_PICTURE,
    EN_OUTPUT_TABLE, /* of `plan run -o`; the next four stand beside it */
    EN_OUTPUT_TARGETS,
    EN_OUTPUT_RANK,
    EN_OUTPUT_FAILED,
    EN_OUTPUT_HISTORY,
    EN_OUTPUT_KINDS
} en_plan_output;

/* Whether the output may be written there. `replaces`: over whatever file it is. An input is refused when it
 * is written, in en_outfile_write. EN_ERR_INPUT, for the ending of a name EN_ERR_USAGE, after reporting. */
EN_MUST_USE en_status en_plan_place_check(en_plan_output output, const char *path, bool replaces,
                                          const char *const *inputs, size_t input_count, en_report *report);

/* The place of a table beside that of `plan run -o`, or that one itself: fan.csv, fan-rank.csv. In the arena;
 * NULL: memory is out. */
char *en_plan_place_beside(en_arena *arena, const char *path, en_plan_output output);

/* Removes the tables that an earlier result left beside this one and that are not among those written now,
 * each with a warning that says so. Files that `plan run` did not write stay. */
EN_MUST_USE en_status en_plan_place_clear(const char *path, const bool written[EN_OUTPUT_KINDS],
                                          const char *const *inputs, size_t input_count, en_report *report);

#endif
