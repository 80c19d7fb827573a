/* What the parts of assignment without stability share: the market as a flow on the graph of its places.
 *
 * A node is a place, or nowhere: there the unplaced are, and from there come the fillers of free seats, one
 * on each free seat of a place that need not be full. An arc from node p to node q is somebody at p who has
 * an open option at q; its loss is by how much q is worse for them at the present prices, never below 0. A
 * search walks over nodes alone, whose state fits a cache; applicants are what arcs are made of.
 */
#ifndef EN_ASSIGN_PARTS_H
#define EN_ASSIGN_PARTS_H

#include <enishi/assign.h>

#include "market.h"

#define ASSIGN_FAR    INT64_MAX
#define ASSIGN_FILLER UINT32_MAX

/* A wish, or staying unplaced (node nowhere, the rank behind the last). */
typedef struct assign_option {
    uint32_t node, rank; /* rank: an index of ranks */
} assign_option;

/* Options begin … end - 1 are open; `at` is the one taken. */
typedef struct assign_person {
    uint32_t begin, end, at;
} assign_person;

/* What a search reads and writes of a node, in one piece of memory. */
typedef struct assign_node {
    int64_t price;
    int64_t distance; /* by the last search: the least loss on a path to it; or ASSIGN_FAR */
    uint32_t hops;    /* the fewest arcs of such a path */
    uint32_t heap_at; /* its position in the heap + 1, or 0 */
} assign_node;

/* Where the search for paths goes on at a node. */
typedef struct assign_cursor {
    uint32_t holder, option, place;
    bool closed; /* the node is on the path, or no path leads on from it */
} assign_cursor;

/* One unit on an arc: a person by an option of theirs, or the filler of a free seat. */
typedef struct assign_move {
    uint32_t to, option; /* or ASSIGN_FILLER */
} assign_move;

typedef struct assigning {
    const en_context *context;
    uint32_t applicants, places, nowhere; /* both numbered by their orders; nowhere = places */
    const uint32_t *place_number;         /* of each place of the market */
    uint32_t *seats;                      /* places */
    assign_option *options;
    assign_person *people;
    uint32_t rank_count;
    uint32_t *ranks;
    uint32_t *open_at; /* ranks + 1: open options of that rank */
    int64_t *gain;     /* ranks + 1: in the component at hand, as far as its bits have been taken in */
    int64_t *whole_gain;

    assign_node *nodes;    /* places + 1, as all that follows */
    bool *must_be_full;    /* a component before gave its seats a price */
    uint32_t *holders;     /* of node p: holders[first[p]] … + held[p] - 1 */
    uint32_t *first;       /* one more: room for whoever has an open option there */
    uint32_t *held, *free; /* persons, and fillers */
    int64_t *balance;      /* persons and fillers beyond its seats */
    uint32_t *heap;
    uint32_t heap_size;
    bool any_hops; /* arcs need not go one hop further */
    assign_cursor *cursors;
    uint32_t *path;
    assign_move *moves;
} assigning;

/* EN_ERR_USAGE where the market is not plain, EN_ERR_INPUT where it does not fit together. */
en_status assign_check_problem(const en_assign_problem *problem);

/* The ranks that occur in acceptable wishes, ascending, in `arena`. */
EN_MUST_USE en_status assign_find_ranks(const en_assign_problem *problem, en_arena *arena, en_arena *scratch,
                                        uint32_t **ranks, uint32_t *rank_count);

/* The index of a rank that is among them; tried first: hint. */
uint32_t assign_rank_index(const uint32_t *ranks, uint32_t count, uint32_t rank, uint32_t hint);

/* The length of an objective's gains, and one component of the gain of a wish of rank ranks[rank]. */
uint32_t assign_length(en_assign_objective objective, uint32_t rank_count);
int64_t assign_gain(en_assign_objective objective, const uint32_t *ranks, uint32_t rank_count, uint32_t rank,
                    uint32_t component);

/* The market in the numbers of its orders, with everybody unplaced and all options open. The ranks are there.
 */
EN_MUST_USE en_status assign_build(assigning *a, const en_assign_problem *problem, en_arena *arena);

/* Makes the sum of `gain` largest on the open options. Afterwards the nodes hold the least prices that prove
 * it, and only those options are open that are as good as the one taken. */
EN_MUST_USE en_status assign_component(assigning *a);

/* Labels nodes by distance and hops: from one node, or (ASSIGN_FILLER) from all that hold too many, as far as
 * the nearest that lack someone. Returns the distance of those; ASSIGN_FAR where there are none. */
int64_t assign_search(assigning *a, uint32_t from);

/* After a search and the change of prices: moves units along arcs without loss until no such path of growing
 * hops is left. */
void assign_push(assigning *a);

static inline int64_t option_value(const assigning *a, assign_option o)
{
    return a->gain[o.rank] - a->nodes[o.node].price;
}

/* Starts loading what scanning the holders of a node will read soon. */
static inline __attribute__((always_inline)) void fetch_ahead(const assigning *a, const uint32_t *holders,
                                                              uint32_t k, uint32_t n)
{
    if (k + 12 < n) __builtin_prefetch(&a->people[holders[k + 12]]);
    if (k + 6 < n) __builtin_prefetch(&a->options[a->people[holders[k + 6]].begin]);
}

#endif
