/* Whether an assignment is feasible and best, from the market and prices that nobody needs to trust.
 *
 * At prices v ≥ 0, with v = 0 where a seat is free, the sum of gains is at most the sum over applicants of
 * their best value (gain - v, or 0 unplaced) plus that over places of seats · v; it is reached where
 * everybody attains their best value (weak duality). The largest size alone: no path leads from an unplaced
 * applicant to a free seat (C. Berge, "Two theorems in graph theory", 1957).
 */
#include "assign.h"

#define LARGEST_PRICE ((int64_t)1 << 61)

typedef struct checking {
    const en_assign_problem *problem;
    const en_match_problem *market;
    const uint32_t *wish;
    const int64_t *prices; /* places × length */
    en_assign_objective objective;
    uint32_t length, rank_count;
    uint32_t *ranks, *held;
    en_assign_fault *fault;
} checking;

static bool fails(checking *c, en_assign_fault_kind kind, uint32_t applicant, uint32_t wish, uint32_t place)
{
    *c->fault = (en_assign_fault){kind, applicant, wish, place};
    return false;
}

static bool is_feasible(checking *c)
{
    const en_match_problem *m = c->market;
    for (uint32_t i = 0; i < m->applicants; i++) {
        uint32_t w = c->wish[i];
        if (w == EN_MATCH_NONE) continue;
        if (!may_have(m, i, w)) return fails(c, EN_ASSIGN_NOT_FEASIBLE, i, w, EN_MATCH_NONE);
        uint32_t p = m->wish_place[w];
        if (c->held[p] == m->seats[p]) return fails(c, EN_ASSIGN_NOT_FEASIBLE, i, w, p);
        c->held[p]++;
    }
    return true;
}

/* Not below 0 as a whole, 0 where a seat is free, and no component too large to subtract. */
static bool prices_hold(checking *c)
{
    for (uint32_t p = 0; p < c->market->places; p++) {
        const int64_t *price = c->prices + (size_t)p * c->length;
        int64_t leading = 0;
        for (uint32_t k = 0; k < c->length; k++) {
            if (price[k] > LARGEST_PRICE || price[k] < -LARGEST_PRICE) leading = -1;
            if (leading == 0) leading = price[k];
        }
        if (leading < 0 || (leading > 0 && c->held[p] < c->market->seats[p]))
            return fails(c, EN_ASSIGN_FREE_SEAT, EN_MATCH_NONE, EN_MATCH_NONE, p);
    }
    return true;
}

static int64_t value_of(const checking *c, uint32_t wish, uint32_t rank, uint32_t component)
{
    if (wish == EN_MATCH_NONE) return 0;
    return assign_gain(c->objective, c->ranks, c->rank_count, rank, component) -
           c->prices[(size_t)c->market->wish_place[wish] * c->length + component];
}

static uint32_t rank_of(const checking *c, uint32_t wish, uint32_t hint)
{
    if (wish == EN_MATCH_NONE) return 0;
    return assign_rank_index(c->ranks, c->rank_count, c->problem->wish_rank[wish], hint);
}

static bool is_better(const checking *c, uint32_t wish, uint32_t rank, uint32_t than, uint32_t than_rank)
{
    for (uint32_t k = 0; k < c->length; k++) {
        int64_t one = value_of(c, wish, rank, k), other = value_of(c, than, than_rank, k);
        if (one != other) return one > other;
    }
    return false;
}

static bool attains_best(checking *c, uint32_t applicant)
{
    const en_match_problem *m = c->market;
    uint32_t result = c->wish[applicant], rank = rank_of(c, result, 0), hint = 0;
    if (is_better(c, EN_MATCH_NONE, 0, result, rank))
        return fails(c, EN_ASSIGN_BETTER_WISH, applicant, EN_MATCH_NONE, EN_MATCH_NONE);
    for (uint32_t w = m->wish_begin[applicant]; w < m->wish_begin[applicant + 1]; w++) {
        if (!is_acceptable(m, w)) continue;
        uint32_t r = rank_of(c, w, hint);
        if (is_better(c, w, r, result, rank))
            return fails(c, EN_ASSIGN_BETTER_WISH, applicant, w, m->wish_place[w]);
        hint = r + 1;
    }
    return true;
}

static en_status check_prices(checking *c, en_arena *scratch)
{
    en_status status = assign_find_ranks(c->problem, scratch, scratch, &c->ranks, &c->rank_count);
    if (status != EN_OK) return status;
    c->length = assign_length(c->objective, c->rank_count);
    bool holds = prices_hold(c);
    for (uint32_t i = 0; i < c->market->applicants && holds; i++) holds = attains_best(c, i);
    return holds ? EN_OK : EN_ERR_CLAIM;
}

/* A search from the unplaced over places: a place leads on to whatever its holders wish for. */
typedef struct reaching {
    uint32_t *first, *holders; /* of place p: holders[first[p]] … holders[first[p + 1] - 1] */
    uint32_t *from; /* per place: the unplaced applicant from whom it was reached, or EN_MATCH_NONE */
    uint32_t *queue, end;
} reaching;

static bool make_reaching(const checking *c, reaching *r, en_arena *scratch)
{
    const en_match_problem *m = c->market;
    r->first = en_arena_array(scratch, (size_t)m->places + 2, sizeof *r->first);
    r->holders = en_arena_raw(scratch, m->applicants, sizeof *r->holders);
    r->from = en_arena_raw(scratch, m->places, sizeof *r->from);
    r->queue = en_arena_raw(scratch, m->places, sizeof *r->queue);
    if (!r->first || !r->holders || !r->from || !r->queue) return false;
    for (uint32_t p = 0; p < m->places; p++) {
        r->first[p + 2] = r->first[p + 1] + c->held[p];
        r->from[p] = EN_MATCH_NONE;
    }
    for (uint32_t i = 0; i < m->applicants; i++)
        if (c->wish[i] != EN_MATCH_NONE) r->holders[r->first[m->wish_place[c->wish[i]] + 1]++] = i;
    return true;
}

/* False where a wish of the applicant is for a place with a free seat. */
static bool reach_wishes(checking *c, reaching *r, uint32_t applicant, uint32_t from)
{
    const en_match_problem *m = c->market;
    for (uint32_t w = m->wish_begin[applicant]; w < m->wish_begin[applicant + 1]; w++) {
        uint32_t p = m->wish_place[w];
        if (!is_acceptable(m, w) || r->from[p] != EN_MATCH_NONE) continue;
        if (c->held[p] < m->seats[p]) return fails(c, EN_ASSIGN_AUGMENTING, from, EN_MATCH_NONE, p);
        r->from[p] = from;
        r->queue[r->end++] = p;
    }
    return true;
}

static en_status check_paths(checking *c, en_arena *scratch)
{
    reaching r = {0};
    if (!make_reaching(c, &r, scratch)) return EN_ERR_MEMORY;
    bool holds = true;
    for (uint32_t i = 0; i < c->market->applicants && holds; i++)
        if (c->wish[i] == EN_MATCH_NONE) holds = reach_wishes(c, &r, i, i);
    for (uint32_t k = 0; k < r.end && holds; k++) {
        uint32_t p = r.queue[k];
        for (uint32_t h = r.first[p]; h < r.first[p + 1] && holds; h++)
            holds = reach_wishes(c, &r, r.holders[h], r.from[p]);
    }
    return holds ? EN_OK : EN_ERR_CLAIM;
}

en_status en_assign_check(const en_assign_problem *problem, en_assign_objective objective,
                          const uint32_t *wish, const int64_t *potentials, const en_context *context,
                          en_assign_fault *fault)
{
    en_status status = assign_check_problem(problem);
    if (status != EN_OK) return status;
    if (!potentials && objective != EN_ASSIGN_MAX_SIZE) return EN_ERR_INPUT;
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    en_assign_fault found = {0};
    checking c = {.problem = problem, .market = problem->market, .wish = wish, .prices = potentials};
    c.objective = objective;
    c.fault = &found;
    c.held = en_arena_array(&scratch, problem->market->places, sizeof *c.held);
    if (!c.held) status = EN_ERR_MEMORY;
    else if (!is_feasible(&c)) status = EN_ERR_CLAIM;
    else status = potentials ? check_prices(&c, &scratch) : check_paths(&c, &scratch);
    en_arena_free(&scratch);
    if (status == EN_ERR_CLAIM && fault) *fault = found;
    return status;
}
