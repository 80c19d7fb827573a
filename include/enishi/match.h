/* Matching applicants to places with seats: stable matchings by deferred acceptance.
 *
 * Indices only: applicants and places are 0 … n-1, names and tables are the caller's. All functions are pure
 * and re-entrant, and give the same result for any executor. Sources: D. Gale, L. S. Shapley, "College
 * admissions and the stability of marriage" (1962); D. G. McVitie, L. B. Wilson, "The stable marriage
 * problem" (1971), for proposing one at a time.
 */
#ifndef ENISHI_MATCH_H
#define ENISHI_MATCH_H

#include <enishi/base.h>
#include <math.h>
#include <stdbool.h>

/* No wish, place, group, line or limit; and the scores that are none. */
#define EN_MATCH_NONE         UINT32_MAX
#define EN_MATCH_UNACCEPTABLE (-(double)INFINITY) /* the score of a wish that the place does not accept */
#define EN_MATCH_HELD         ((double)INFINITY)  /* of one that is a seat held from before: it comes first */

/* Seats of one place that are filled together, in the order in which a place's lines stand. Each line puts
 * holders of held seats first, then members of its category, then the higher score, then ties. */
typedef struct en_match_line {
    uint32_t seats;
    uint32_t term;     /* it takes only wishes of this term; 0: of any */
    uint64_t category; /* the one bit of its members; 0: everyone is a member */
    bool others_never; /* only members may take it */
    uint32_t to;       /* the line, of all lines, that gets its unfilled seats; or EN_MATCH_NONE */
} en_match_line;

/* How a group gives its seats to what is in it. */
typedef enum en_match_choice {
    EN_MATCH_BY_TARGETS,     /* each child up to its target, then one each in turn (Kamada and Kojima) */
    EN_MATCH_BY_COMMON_ORDER /* the wishes of the whole subtree in one order, by their scores */
} en_match_choice;

/* Places, or groups, under one limit. Groups form a forest. */
typedef struct en_match_group {
    uint32_t parent; /* or EN_MATCH_NONE */
    uint32_t cap;    /* EN_MATCH_NONE: no limit of its own */
    uint32_t target; /* as a child of its parent: see en_match_place_in_group */
    uint32_t turn;
    en_match_choice choice; /* all of a subtree under common order have it */
} en_match_group;

/* Where a place stands in the forest. Turns of the children of one group, places and groups alike, are all
 * different and below 2^31. */
typedef struct en_match_place_in_group {
    uint32_t group; /* or EN_MATCH_NONE */
    uint32_t target, turn;
} en_match_place_in_group;

/* A market. Wishes of applicant i are wish_begin[i] … wish_begin[i + 1] - 1, best first; two for one place
 * only on different terms. A place prefers the higher score, then the smaller tie key; keys that are equal
 * too are told apart by tie_further, and two wishes of one applicant by which comes first. Borrowed arrays.
 *
 * What solves refuses arrays that do not fit together (EN_ERR_INPUT); what checks or explains a result takes
 * a market that was solved. Everything returns EN_ERR_MEMORY where the allocator does, and what tells
 * progress EN_ERR_CANCELLED where the caller wants no more. */
typedef struct en_match_problem {
    uint32_t applicants, places;
    const uint32_t *seats;      /* places */
    const uint32_t *wish_begin; /* applicants + 1 */
    const uint32_t *wish_place; /* wishes */
    const double *wish_score;   /* wishes; finite, or one of the two above */
    const uint64_t *tie; /* per applicant, or per wish; NULL where no place has two wishes of equal score */
    bool tie_per_wish;
    int (*tie_further)(void *user, uint32_t wish,
                       uint32_t other); /* < 0: the first comes first; may be NULL */
    void *tie_user;

    /* NULL where a round has none of it. */
    const uint32_t *held_turn;  /* applicants: holders of held seats stand among each other by these */
    const uint32_t *wish_term;  /* wishes; 0: none */
    const uint64_t *categories; /* applicants: bits */
    const uint32_t *line_begin; /* places + 1; a place without lines has one for all of its seats */
    const en_match_line *lines; /* the seats of a place's lines sum up to the place's */
    const en_match_place_in_group *in_group; /* places */
    const en_match_group *groups;
    uint32_t group_count;
} en_match_problem;

/* Who asks and who is asked: the stable matching is the best one for who proposes. */
typedef enum en_match_proposer { EN_MATCH_APPLICANTS_PROPOSE, EN_MATCH_PLACES_PROPOSE } en_match_proposer;

/* Who goes where. The caller owns it, and frees it with en_match_result_free. */
typedef struct en_match_result {
    uint32_t *wish;   /* per applicant: the wish that came true, or EN_MATCH_NONE */
    uint32_t *filled; /* per place: seats taken */
    uint32_t *line;   /* per applicant: which line of the place, from 0; NULL where a market has no lines */
    void *memory;
} en_match_result;

/* The stable matching that is best for every applicant (applicants propose) or worst for them and best for
 * the places (places propose). With lines or groups, where only applicants propose, the outcome of cumulative
 * offers, which is stable; places proposing are refused there (EN_ERR_USAGE). EN_ERR_INPUT where the arrays
 * do not fit together. Time O(wishes · log seats) and O(wishes · log wishes at a place); see choices.h for
 * lines and groups. Free the result with en_match_result_free; on failure it is untouched. */
EN_PUBLIC EN_MUST_USE en_status en_match_solve(const en_match_problem *problem, en_match_proposer proposer,
                                               const en_context *context, en_match_result *result);
EN_PUBLIC void en_match_result_free(en_match_result *result);

/* Whether all seats that are held from before (EN_MATCH_HELD) can be kept at once: each on a line of the
 * wish's term or of any, and within every cap. EN_ERR_CLAIM if not, with a wish that finds none. Time as
 * en_match_solve for these wishes alone. */
EN_PUBLIC EN_MUST_USE en_status en_match_seat_held(const en_match_problem *problem, const en_context *context,
                                                   uint32_t *unseated);

/* Where a result is not what it claims: the applicant prefers the place to the result, and the place would
 * take them. */
typedef struct en_match_blocking {
    uint32_t applicant, wish;
} en_match_blocking;

/* Whether a matching is feasible and stable. EN_ERR_CLAIM with the first blocking wish if not (wish
 * EN_MATCH_NONE: it is not even feasible). wish: per applicant the wish that came true, or EN_MATCH_NONE.
 * With lines or groups, a matching is refused too that would be stable only because a unit counts nobody
 * twice; no outcome of en_match_solve is. Time O(wishes), or that of en_match_solve with lines or groups. */
EN_PUBLIC EN_MUST_USE en_status en_match_check(const en_match_problem *problem, const uint32_t *wish,
                                               const en_context *context, en_match_blocking *blocking);

/* Counts the wishes that block a matching of plain places: their applicant prefers them to the result, and
 * the place has a free seat or holds somebody with lower priority. In the second case the applicant has
 * justified envy, unless they hold a seat there on another term: envious[i] is set for them and cleared for
 * others (applicants; the caller's).
 *
 * rank: per wish, where an applicant does not prefer between equal ranks; NULL: wishes are best first.
 * equal_scores: a place has no priority between equal scores. EN_ERR_USAGE with lines or groups. Time
 * O(wishes). Source of the two notions: Gale and Shapley (1962); Abdulkadiroglu and Sonmez, "School choice: a
 * mechanism design approach" (2003). */
EN_PUBLIC EN_MUST_USE en_status en_match_count_blocking(const en_match_problem *problem, const uint32_t *wish,
                                                        const uint32_t *rank, bool equal_scores,
                                                        const en_context *context, bool *envious,
                                                        uint64_t *blocking);

/* How a line of a place stands; a place without lines has one. */
typedef struct en_match_line_standing {
    uint32_t seats; /* after lines gave each other what they did not fill */
    uint32_t filled;
    uint32_t last;    /* the wish of the last one admitted, in the line's order; or EN_MATCH_NONE */
    uint32_t lowest;  /* the same in the order of scores, leaving out holders of held seats */
    uint32_t applied; /* acceptable wishes that the line may take */
    uint32_t refused; /* those of them that are preferred to the result */
} en_match_line_standing;

/* How the places stand under a stable result. */
typedef struct en_match_standings {
    uint32_t *line_begin;          /* places + 1 */
    en_match_line_standing *lines; /* of all places */
    uint32_t *group_filled;        /* per group */
    uint32_t *waiting_begin;       /* places + 1 */
    uint32_t *waiting;   /* wishes that are preferred to the result, per place in the order of scores */
    uint32_t *applicant; /* of each entry of waiting */
    double *score;       /* of each entry of waiting */
    void *memory;
} en_match_standings;

/* Cut-offs and waiting lists. Time O(wishes · lines of a place + waiting · log waiting at a place); places
 * are sorted side by side. */
EN_PUBLIC EN_MUST_USE en_status en_match_stand(const en_match_problem *problem, const en_match_result *result,
                                               const en_context *context, en_match_standings *standings);
EN_PUBLIC void en_match_standings_free(en_match_standings *standings);

/* What keeps somebody out of a place that they prefer to their result. */
typedef enum en_match_refusal {
    EN_MATCH_REFUSED_SCORE,    /* everyone admitted on seats that they might take has a higher score */
    EN_MATCH_REFUSED_TIE,      /* the last of them has the same score and wins the tie */
    EN_MATCH_REFUSED_CATEGORY, /* somebody behind them was admitted as a member of a category, or no seat is
                                  for others */
    EN_MATCH_REFUSED_TERM,     /* no seat is for their term */
    EN_MATCH_REFUSED_CAP,      /* the place would take them; a group that it is in is full */
    EN_MATCH_REFUSED_NO_SEAT   /* all seats are held from before */
} en_match_refusal;

/* What refused this wish of this applicant, who prefers it to the result. *last: the wish of the last one
 * admitted before them, where that is score or tie; *group: the innermost full group where that is a cap;
 * else EN_MATCH_NONE. Both may be NULL. Time O(lines of the place + depth of groups). */
EN_PUBLIC en_match_refusal en_match_why_refused(const en_match_problem *problem,
                                                const en_match_standings *standings, uint32_t applicant,
                                                uint32_t wish, uint32_t *last, uint32_t *group);

/* Whether some place has two acceptable wishes of equal score, so that a tie rule decides; *place is one.
 * EN_ERR_INPUT where a place is in no group of the market, or a group is below itself. Time O(wishes · log +
 * places · depth of groups). */
EN_PUBLIC EN_MUST_USE en_status en_match_find_tie(const en_match_problem *problem, const en_context *context,
                                                  bool *found, uint32_t *place);

#endif
