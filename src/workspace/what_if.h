/* What another number of seats, another cap, or the round without one of its rules would change: who gains,
 * who loses. Nothing is written.
 *
 * The round is cleared as it is and with the change, and the two results are compared applicant by applicant,
 * by the rank of the wish that came true.
 */
#ifndef EN_WHAT_IF_H
#define EN_WHAT_IF_H

#include "round_change.h"
#include "round_without.h"
#include "solve.h"

typedef enum en_move_kind {
    EN_MOVE_PLACED,   /* has a place with the change, and none without */
    EN_MOVE_BETTER,   /* at a wish of smaller rank */
    EN_MOVE_WORSE,    /* at a wish of greater rank */
    EN_MOVE_UNPLACED, /* loses the place */
    EN_MOVE_ASIDE,    /* at another wish of the same rank */
    EN_MOVE_KINDS
} en_move_kind;

/* The wishes that come true without and with the change; EN_MATCH_NONE: none. */
typedef struct en_move {
    uint32_t applicant, from, to;
} en_move;

typedef struct en_moves {
    en_move *of[EN_MOVE_KINDS]; /* in the order of applicants.csv */
    uint32_t count[EN_MOVE_KINDS];
    int64_t
        ranks_gained; /* over those who have a place in both: smaller ranks count, greater count against */
} en_moves;

/* What is asked, as people write it: see round_change.h and round_without.h. */
typedef struct en_what_if_ask {
    const char *const *seats, *const *caps;
    size_t seat_count, cap_count;
    const char *without; /* a rule, then alone; or NULL */
} en_what_if_ask;

/* Those of one category: how many have a place without and with the change, and how many move. */
typedef struct en_category_moves {
    uint32_t applicants, before, after, count[EN_MOVE_KINDS];
} en_category_moves;

/* The seats taken at all places below a group, without and with the change. */
typedef struct en_group_seats {
    uint32_t before, after;
} en_group_seats;

typedef struct en_what_if {
    en_solved before;
    en_round changed; /* borrows before.round */
    en_round_result after;
    en_result_summary summary; /* of after */
    en_round_change *changes;
    size_t change_count;
    bool left_out; /* a rule is, and nothing else changes */
    en_rule rule;
    en_moves moves;
    en_category_moves *categories; /* per category of applicants.csv; NULL where there is none */
    en_group_seats *groups;        /* per group of groups.csv */
    en_arena arena;
} en_what_if;

/* Whether a search ended before it could settle one of the two results. */
static inline bool en_what_if_reached_limit(const en_what_if *w)
{
    return w->before.result.reached_limit || w->after.reached_limit;
}

/* Clears the round without and with the changes, or with and without the rule; both results are checked.
 * Errors as en_solve_round, and those of the changes. Free with en_what_if_free. */
EN_MUST_USE en_status en_what_if_changed(en_round_source source, const en_what_if_ask *ask,
                                         const en_context *context, en_report *report, en_what_if *result);
void en_what_if_free(en_what_if *result);

/* What one change would do. */
typedef struct en_worth {
    bool cleared;       /* else the changed round has no result */
    bool reached_limit; /* a search ended before it could settle the changed round */
    uint32_t count[EN_MOVE_KINDS];
    int64_t ranks_gained;
} en_worth;

/* What one more seat of a place, or of one of its lines, would do. */
typedef struct en_seat_worth {
    uint32_t place, line; /* line: see en_round_change */
    en_str id;            /* of the place */
    en_worth worth;
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

/* What the round without one of its rules would be: those who are better off then are whom the rule cost
 * something, those who are worse off are whom it gave something. */
typedef struct en_rule_worth {
    en_rule rule;
    en_worth worth;
} en_rule_worth;

typedef struct en_rule_worths {
    en_solved before;
    en_rule_worth *of; /* in the order of en_round_rules_list */
    size_t count;
    size_t left_out; /* rules that were not tried, the last of that order */
    en_arena arena;
} en_rule_worths;

/* Clears the round once more without each of its rules: at most `most` times. Errors as en_solve_round. Free
 * with en_rule_worths_free. */
EN_MUST_USE en_status en_what_if_rules(en_round_source source, size_t most, const en_context *context,
                                       en_report *report, en_rule_worths *worths);
void en_rule_worths_free(en_rule_worths *worths);

/* Whether a search ended before it could settle the round, or one of the changed ones. */
bool en_seat_worths_reached_limit(const en_seat_worths *worths);
bool en_rule_worths_reached_limit(const en_rule_worths *worths);

/* Adds all of it as one object: docs/formats.md. */
void en_what_if_json(en_json *json, const en_what_if *result);
void en_seat_worths_json(en_json *json, const en_seat_worths *worths);
void en_rule_worths_json(en_json *json, const en_rule_worths *worths);

#endif
