/* Couples: two applicants who rank pairs of places together. Plain places, strict priorities.
 *
 * The market of match.h, where members of couples have wishes too, but wish only through joint wishes, each
 * of which names one wish of each member, or of one member alone. EN_ERR_USAGE for lines, groups and held
 * seats. A joint wish with a wish that is not acceptable does not count.
 *
 * A joint wish blocks a matching where the couple prefers it to what it has, and each of its places would
 * choose its wishes, both together where it is one place, out of them and whom the place holds; a member whom
 * it holds by the same wish stays. A single's wish blocks likewise. A matching is stable where nothing
 * blocks (F. Kojima, P. A. Pathak and A. E. Roth, "Matching with couples: stability and incentives in large
 * markets", 2013). So a member who would leave a place is still among those whom it holds: it does not take
 * the partner instead if it puts the partner behind all of these. With couples no stable matching may exist,
 * and to find out is NP-complete (E. Ronn, "NP-complete stable matching problems", 1990).
 */
#ifndef ENISHI_COUPLES_H
#define ENISHI_COUPLES_H

#include <enishi/match.h>

/* A wish of each member; EN_MATCH_NONE for one who stays unplaced, but not for both. */
typedef struct en_match_joint_wish {
    uint32_t wish[2];
} en_match_joint_wish;

/* Joint wishes begin … end - 1, best first. Nobody is in two couples. */
typedef struct en_match_couple {
    uint32_t applicant[2];
    uint32_t begin, end;
} en_match_couple;

/* Borrowed arrays. Where several outcomes are equally good, couples go as they stand and singles by `order`,
 * which holds every applicant once: together with the tie keys they make the outcome independent of the order
 * of rows. */
typedef struct en_match_couples {
    const en_match_couple *couples;
    uint32_t count;
    const en_match_joint_wish *joint_wishes;
    const uint32_t *order;
} en_match_couples;

/* What blocks: a wish of a single (couple and joint_wish are EN_MATCH_NONE), or a joint wish of a couple
 * (applicant and wish are). */
typedef struct en_match_couples_blocking {
    uint32_t applicant, wish;
    uint32_t couple, joint_wish;
} en_match_couples_blocking;

/* Whether a matching is feasible and stable; wish: as in en_match_check. EN_ERR_CLAIM if not, with the first
 * that blocks, and how many do (0, and all four EN_MATCH_NONE: it is not even feasible; so also where a
 * couple holds seats by no joint wish). Both may be NULL. Time O(wishes + joint wishes). */
EN_PUBLIC EN_MUST_USE en_status en_match_check_couples(const en_match_problem *problem,
                                                       const en_match_couples *couples, const uint32_t *wish,
                                                       const en_context *context,
                                                       en_match_couples_blocking *first, uint32_t *count);

/* en_match_stand for such a matching: a member waits where a joint wish that the couple prefers to what it
 * has, and that counts, names the place. Time as en_match_stand, and O(joint wishes). */
EN_PUBLIC EN_MUST_USE en_status en_match_stand_couples(const en_match_problem *problem,
                                                       const en_match_couples *couples,
                                                       const en_match_result *result,
                                                       const en_context *context,
                                                       en_match_standings *standings);

/* Work, not seconds. */
typedef struct en_match_couples_limits {
    uint64_t steps_each; /* of the heuristic, for each couple that it adds; 3,000 is plenty */
    uint64_t steps;      /* after so many it does not begin again; 1,000,000 are a tenth of a second */
    uint64_t nodes; /* of the exact search, if it comes to that; each takes time O(wishes), seldom some times
                       that. 0: no exact search */
} en_match_couples_limits;

/* How a search for couples ended. */
typedef enum en_match_couples_end {
    EN_MATCH_COUPLES_STABLE, /* the matching is stable */
    EN_MATCH_COUPLES_FEWEST, /* proven: none is stable, and in none do fewer wishes block */
    EN_MATCH_COUPLES_BOUND   /* a limit was reached: in every matching at least `least` block, in this more */
} en_match_couples_end;

/* What came of it. */
typedef struct en_match_couples_outcome {
    en_match_couples_end end;
    en_match_couples_blocking *blocking; /* in this matching: singles as they stand, then couples */
    uint32_t blocking_count;
    uint32_t least;
    bool searched; /* the heuristic left a couple over, and the exact search ran */
    uint64_t steps, nodes;
    void *memory;
} en_match_couples_outcome;

/* A stable matching, or one in which the fewest wishes block. First A. E. Roth and E. Peranson, "The redesign
 * of the matching market for American physicians" (1999): deferred acceptance for singles, then couples one
 * by one, with everyone who gives way and everyone who could use a seat that was given up. A couple
 * that has not come to rest after limits.steps_each is put aside; while some are, and steps are left, all
 * begins again with those first. Then, if need be, branch and bound in whole numbers, which is exact: see
 * src/match/couples_search.c. EN_OK with any of the three ends. Free result and outcome; on failure both are
 * untouched. */
EN_PUBLIC EN_MUST_USE en_status en_match_solve_couples(const en_match_problem *problem,
                                                       const en_match_couples *couples,
                                                       en_match_couples_limits limits,
                                                       const en_context *context, en_match_result *result,
                                                       en_match_couples_outcome *outcome);
EN_PUBLIC void en_match_couples_outcome_free(en_match_couples_outcome *outcome);

#endif
