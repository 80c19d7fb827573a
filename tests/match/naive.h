/* Choosing by lines and groups as docs/formats.md says it, with no care for time: sets of wishes are bits,
 * and every choice is made anew out of the whole set. */
#ifndef EN_TESTS_NAIVE_H
#define EN_TESTS_NAIVE_H

#include "check.h"

#include <enishi/match.h>

enum {
    MOST_APPLICANTS = 5,
    MOST_PLACES = 4,
    MOST_TERMS = 2,
    MOST_WISHES = MOST_APPLICANTS * MOST_PLACES,
    MOST_LINES = 3 * MOST_PLACES,
    MOST_GROUPS = 4
};

typedef uint32_t wish_set; /* bit w: wish w */

typedef struct market {
    uint32_t seats[MOST_PLACES], wish_begin[MOST_APPLICANTS + 1], wish_place[MOST_WISHES];
    uint32_t wish_term[MOST_WISHES], owner[MOST_WISHES];
    double wish_score[MOST_WISHES];
    uint64_t tie[MOST_APPLICANTS], categories[MOST_APPLICANTS];
    uint32_t line_begin[MOST_PLACES + 1];
    en_match_line lines[MOST_LINES];
    en_match_place_in_group in_group[MOST_PLACES];
    en_match_group groups[MOST_GROUPS];
    en_match_problem problem;
} market;

/* What the unit of this place chooses out of these wishes, all of places of the unit. */
wish_set naive_choose_of(const market *m, uint32_t place, wish_set offered);

/* What the place chooses out of these wishes if no group limits it. */
wish_set naive_choose_alone(const market *m, uint32_t place, wish_set offered);

/* Whether two places belong to one unit. */
bool naive_same_unit(const market *m, uint32_t place, uint32_t other);

static inline bool naive_acceptable(const market *m, uint32_t wish)
{
    return m->wish_score[wish] != EN_MATCH_UNACCEPTABLE;
}

#endif
