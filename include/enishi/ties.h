/* Ties that are kept: matchings that are weakly stable, as large as can be, or as good for applicants as can
 * be.
 *
 * The market of match.h with plain places: EN_ERR_USAGE where it has lines, groups or held seats. A place is
 * indifferent between equal scores; the tie keys only say which of several equally good outcomes is taken,
 * and so does `order`, which holds every applicant once (EN_ERR_INPUT otherwise): together they make the
 * outcome independent of the order of rows. wish_rank gives the written rank of each wish, never falling
 * along an applicant's wishes (EN_ERR_INPUT otherwise); an applicant is indifferent between equal ranks, and
 * where wish_rank is NULL between no two wishes.
 *
 * A matching is weakly stable where no applicant and place both strictly gain by each other: the applicant
 * has a worse rank, or nothing, and the place has a free seat or holds somebody with a lower score.
 */
#ifndef ENISHI_TIES_H
#define ENISHI_TIES_H

#include <enishi/match.h>
#include <enishi/mip.h>

/* A weakly stable matching with at least two thirds as many placed applicants as the largest one has (finding
 * the largest is NP-hard: D. F. Manlove et al., "Hard variants of stable marriage", 2002). Time
 * O(wishes · log seats). Source: Z. Kiraly, "Linear time local approximation algorithm for maximum stable
 * marriage" (2013), for ties on both sides; a place of several seats is as many places of one seat that every
 * applicant ties. Free the result with en_match_result_free; on failure it is untouched. */
EN_PUBLIC EN_MUST_USE en_status en_match_solve_weakly(const en_match_problem *problem,
                                                      const uint32_t *wish_rank, const uint32_t *order,
                                                      const en_context *context, en_match_result *result);

/* The largest weakly stable matching, by search. EN_OK: the solver has settled that none is larger.
 * EN_ERR_LIMIT: most_nodes were not enough, or the market has more than 50,000 wishes or its program more
 * than 2,000,000 entries; the result is then the best found, at least as large as that of
 * en_match_solve_weakly, and none is larger than *most. The result is weakly stable by en_match_check_weakly,
 * whatever the solver says; that none is larger rests on the solver's floating point. Exponential time.
 * Source: A. Kwanashie, D. F. Manlove, "An integer programming approach to the hospitals/residents problem
 * with ties" (2014); M. Delorme et al., "Mathematical models for stable matching problems with ties and
 * incomplete lists" (2019). */
EN_PUBLIC EN_MUST_USE en_status en_match_solve_largest(const en_match_problem *problem,
                                                       const uint32_t *wish_rank, const uint32_t *order,
                                                       const en_mip_solver *solver, uint64_t most_nodes,
                                                       const en_context *context, en_match_result *result,
                                                       uint32_t *most);

/* Prices that prove how large a weakly stable matching can be, in billionths; any numbers up to
 * EN_MATCH_MOST_PRICE prove something.
 *
 * Let x(w) be 1 where wish w comes true, S(p, s) the seats of place p with scores of at least s, n(p) the
 * smaller of its seats and its acceptable wishes, and z(p, s) 1 where all n(p) are filled with scores of at
 * least s. In every weakly stable matching S(p, s) - n(p) z(p, s) ≥ 0; the applicant of w has a wish of at
 * most its rank or z(p, s) = 1 for its place and score; and no place has more than n(p). So the size is at
 * most the largest value that the size, plus each of these (in)equalities times a price, takes when each
 * applicant chooses a wish or none, and each place a score from which on downwards it is filled: the bound.
 * Source: Lagrangian relaxation, of the program of en_match_solve_largest. */
typedef struct en_match_prices {
    uint64_t *seat;  /* places: of n(p) seats */
    uint64_t *wish;  /* wishes: of not blocking */
    uint64_t *level; /* wishes: of S(p, s) for the wish's place and score */
} en_match_prices;

/* A tree that proves a bound. A node asks whether a place is filled with scores of at least `score`, z(p, s)
 * of above, and its two branches may count on the answer; a leaf has prices. The bound is the largest of
 * those of the leaves, each under the answers above it. */
typedef struct en_match_proof_node {
    uint32_t place; /* EN_MATCH_NONE: a leaf */
    double score;
    uint32_t filled, unfilled; /* nodes behind this one */
    en_match_prices prices;    /* of a leaf */
} en_match_proof_node;

/* The tree, in memory of its own: en_match_proof_free. */
typedef struct en_match_proof {
    en_match_proof_node *nodes; /* the root first */
    uint32_t count;
    void *memory;
} en_match_proof;

/* The unit of prices, which are whole numbers of it; and the largest price. */
#define EN_MATCH_PRICE_ONE  UINT64_C(1000000000)
#define EN_MATCH_MOST_PRICE (UINT64_C(1) << 40)

/* Finds a proof, and the bound *most that it proves: at most the size of any matching, and that of the
 * program without integrality where en_match_solve_largest would search. A tree is tried where that is larger
 * than `size` by one or two, of at most most_leaves leaves. Free it with en_match_proof_free; on failure it
 * is untouched. Time that of en_assign_solve, and of relax for each node and for up to 4 trials a node. */
EN_PUBLIC EN_MUST_USE en_status en_match_bound_weakly(const en_match_problem *problem,
                                                      const uint32_t *wish_rank, const uint32_t *order,
                                                      const en_mip_solver *solver, uint32_t size,
                                                      uint32_t most_leaves, const en_context *context,
                                                      en_match_proof *proof, uint32_t *most);
EN_PUBLIC void en_match_proof_free(en_match_proof *proof);

/* The bound that a proof proves, in whole numbers. EN_ERR_CLAIM where its prices are out of range, or it is
 * no tree. Time O(leaves · wishes · log wishes at a place). */
EN_PUBLIC EN_MUST_USE en_status en_match_check_bound(const en_match_problem *problem,
                                                     const uint32_t *wish_rank, const en_match_proof *proof,
                                                     const en_context *context, uint32_t *most);

/* Whether a matching is feasible and weakly stable. EN_ERR_CLAIM with the first blocking wish if not (wish
 * EN_MATCH_NONE: it is not even feasible). wish: as in en_match_check. Time O(wishes). */
EN_PUBLIC EN_MUST_USE en_status en_match_check_weakly(const en_match_problem *problem,
                                                      const uint32_t *wish_rank, const uint32_t *wish,
                                                      const en_context *context, en_match_blocking *blocking);

/* Carries out stable improvement cycles until none is left: applicants who hold seats exchange them, each for
 * a wish that stands earlier, where no place has anyone of a higher score who wants the seat. `result` is
 * weakly stable (EN_ERR_CLAIM otherwise, and it is untouched), say from en_match_solve; afterwards no weakly
 * stable matching is better for some applicant and worse for none. Applicants' own ties stay broken as their
 * wishes stand. After every cycle the places that it changed are checked again, then progress is told (places
 * done, of all), and `result` is a stable matching: a call that is cancelled leaves the last of them.
 * *cycles: how many were carried out; may be NULL. Time O(wishes · log wishes at a place), for the sorting.
 * Source: A. Erdil, H. Ergin, "What's the matter with tie-breaking? Improving efficiency in school choice"
 * (2008). */
EN_PUBLIC EN_MUST_USE en_status en_match_improve(const en_match_problem *problem, const uint32_t *order,
                                                 const en_context *context, en_match_result *result,
                                                 uint64_t *cycles);

/* Whether a weakly stable matching has a stable improvement cycle left: EN_ERR_CLAIM if so, or if it is not
 * weakly stable. Time as en_match_improve. */
EN_PUBLIC EN_MUST_USE en_status en_match_check_improved(const en_match_problem *problem, const uint32_t *wish,
                                                        const en_context *context);

#endif
