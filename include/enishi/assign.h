/* Assigning applicants to places without stability: as many as possible, or by a profile of ranks.
 *
 * Every objective gives each acceptable wish a gain: a vector of whole numbers, compared lexicographically,
 * the most important first; staying unplaced gains 0. The result has the largest sum of gains. It comes with
 * potentials that prove this: a price for a seat at each place, of the same length, so that each applicant
 * gets what is best for them at those prices, and free seats cost nothing. Such prices are a dual solution of
 * the assignment problem (H. W. Kuhn, "The Hungarian method for the assignment problem", 1955).
 */
#ifndef ENISHI_ASSIGN_H
#define ENISHI_ASSIGN_H

#include <enishi/match.h>

/* What is largest, and the gain of a wish that says so. r1 < … < rR are the ranks of acceptable wishes. */
typedef enum en_assign_objective {
    EN_ASSIGN_MAX_SIZE,     /* most placed: (1) */
    EN_ASSIGN_MIN_COST_MAX, /* most placed, then the least sum of ranks: (1, -rank) */
    EN_ASSIGN_GENEROUS_MAX, /* most placed, then fewest at the worst rank …: (1, -[rR], …, -[r1]) */
    EN_ASSIGN_GREEDY_MAX,   /* most placed, then most at the best rank …: (1, [r1], …, [rR]) */
    EN_ASSIGN_RANK_MAXIMAL  /* most at the best rank, then at the next …: ([r1], …, [rR]) */
} en_assign_objective;

/* A market with plain places (EN_ERR_USAGE where it has lines, groups or held seats), of which
 * scores only say which wishes are acceptable. Among several best results the orders decide, never how the
 * arrays happen to stand. Borrowed arrays. */
typedef struct en_assign_problem {
    const en_match_problem *market;
    const uint32_t *wish_rank;       /* wishes: the written ranks */
    const uint32_t *applicant_order; /* all applicants, such as in the lottery's order; NULL: 0, 1 … */
    const uint32_t *place_order;     /* all places, such as in that of their ids; NULL: 0, 1 … */
} en_assign_problem;

/* Who goes where, and the prices that prove it. The caller owns it. */
typedef struct en_assign_result {
    uint32_t *wish;      /* per applicant: the wish that came true, or EN_MATCH_NONE */
    uint32_t *filled;    /* per place: seats taken */
    uint32_t *ranks;     /* the ranks that occur in acceptable wishes, ascending */
    uint32_t rank_count; /* R */
    uint32_t length;     /* of a gain, and of a potential */
    int64_t *potentials; /* places × length, place by place */
    void *memory;
} en_assign_result;

/* A best assignment. Its potentials are the least that prove it, and therefore the same for every best
 * assignment: the potential of a place is what one more seat there would add to the objective.
 *
 * Component by component, each a shortest-path problem on the graph of the places, on the wishes that the
 * components before leave open. EN_ERR_LIMIT where numbers do not fit: (places + 2) · the largest rank is at
 * most 2^60 for EN_ASSIGN_MIN_COST_MAX, places · length at most 2^28, applicants + acceptable wishes below
 * 2^32. Time O(length · searches · wishes), where a search finds at least all paths of one length and the
 * fewest hops; in practice a few dozen a component. Free the result with en_assign_result_free; on failure it
 * is untouched. */
EN_PUBLIC EN_MUST_USE en_status en_assign_solve(const en_assign_problem *problem,
                                                en_assign_objective objective, const en_context *context,
                                                en_assign_result *result);
EN_PUBLIC void en_assign_result_free(en_assign_result *result);

/* What an assignment that is refused lacks. */
typedef enum en_assign_fault_kind {
    EN_ASSIGN_NOT_FEASIBLE, /* the wish is not the applicant's, not acceptable, or its place is overfull */
    EN_ASSIGN_FREE_SEAT,    /* the place has a free seat that has a price, or a price is below 0 */
    EN_ASSIGN_BETTER_WISH,  /* at these prices the wish (EN_MATCH_NONE: staying unplaced) beats the result */
    EN_ASSIGN_AUGMENTING    /* an augmenting path leads from the applicant to a free seat at the place */
} en_assign_fault_kind;

/* Where a result is not what it claims. */
typedef struct en_assign_fault {
    en_assign_fault_kind kind;
    uint32_t applicant, wish, place; /* EN_MATCH_NONE where it does not apply */
} en_assign_fault;

/* Whether a matching is feasible and best, by potentials (places × length of the objective) that nobody needs
 * to trust; potentials NULL: for EN_ASSIGN_MAX_SIZE alone, by the absence of an augmenting path. EN_ERR_CLAIM
 * with the fault if not. Components beyond ±2^61 are a fault. Time O(wishes · length), and O(wishes) for
 * paths. */
EN_PUBLIC EN_MUST_USE en_status en_assign_check(const en_assign_problem *problem,
                                                en_assign_objective objective, const uint32_t *wish,
                                                const int64_t *potentials, const en_context *context,
                                                en_assign_fault *fault);

#endif
