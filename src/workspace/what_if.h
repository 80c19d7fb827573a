/* What another number of seats, or another cap, would change in a round: who gains, who loses. Nothing is
 * written.
 *
 * The round is cleared as it is and with the change, and the two results are compared applicant by applicant,
 * by the rank of the wish that came true.
 */
#ifndef EN_WHAT_IF_H
#define EN_WHAT_IF_H

#include "round_change.h"
#include "solve.h"

typedef enum en_move_kind {
    EN_MOVE_PLACED,   /* has a place with the change, and none without */
    EN_MOVE_BETTER,   /* at a wish of smaller rank */
    EN_MOVE_WORSE,    /* at a wish of greater rank */
    EN_MOVE_UNPLACED, /* loses the place */
    EN_MOVE_ASIDE,    /* at another wish of the same rank */
    EN_MOVE_KINDS
} en_move_kind;

/* The wishes that come true without and with the change, and their ranks; EN_MATCH_NONE: none. */
typedef struct en_move {
    uint32_t applicant, from, to, from_rank, to_rank;
} en_move;

typedef struct en_moves {
    en_move *of[EN_MOVE_KINDS]; /* in the order of applicants.csv */
    uint32_t count[EN_MOVE_KINDS];
    int64_t
        ranks_gained; /* over those who have a place in both: smaller ranks count, greater count against */
} en_moves;

/* What is asked, as people write it: see round_change.h. */
typedef struct en_what_if_ask {
    const char *const *seats, *const *caps;
    size_t seat_count, cap_count;
} en_what_if_ask;

typedef struct en_what_if {
    en_solved before;
    en_round changed; /* borrows before.round */
    en_round_result after;
    en_result_summary summary; /* of after */
    en_round_change *changes;
    size_t change_count;
    en_moves moves;
    en_arena arena;
} en_what_if;

/* Clears the round without and with the changes; both results are checked. Errors as en_solve_round, and
 * those of the changes. Free with en_what_if_free. */
EN_MUST_USE en_status en_what_if_changed(en_round_source source, const en_what_if_ask *ask,
                                         const en_context *context, en_report *report, en_what_if *result);
void en_what_if_free(en_what_if *result);

/* What one more seat of a place, or of one of its lines, would do. */
typedef struct en_seat_worth {
    uint32_t place, line; /* line: see en_round_change */
    en_str id;            /* of the place */
    bool cleared;         /* else the round with that seat has no result, or reaches a limit */
    uint32_t count[EN_MOVE_KINDS];
    int64_t ranks_gained;
} en_seat_worth;

typedef struct en_seat_worths {
    en_solved before;
    en_seat_worth *of; /* most newly placed first, then most ranks gained, then by id and line */
    size_t count;
    size_t left_out; /* seats that were not tried; those that most wait for are */
    en_arena arena;
} en_seat_worths;

/* Clears the round once more for each place, or line, with one more seat: at most `most` times, and then
 * left_out says how many were not tried. Errors as en_solve_round. Free with en_seat_worths_free. */
EN_MUST_USE en_status en_what_if_each(en_round_source source, size_t most, const en_context *context,
                                      en_report *report, en_seat_worths *worths);
void en_seat_worths_free(en_seat_worths *worths);

/* Adds all of it as one object: docs/formats.md. */
void en_what_if_json(en_json *json, const en_what_if *result);
void en_seat_worths_json(en_json *json, const en_seat_worths *worths);

#endif
