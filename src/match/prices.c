/* What prices prove of the size of a weakly stable matching, in whole numbers: applicants and places apart,
 * it is a maximum over the wishes of each applicant, and over the scores that may fill each place. See
 * ties.h. Linear for each leaf of a tree, but for sorting once.
 */
#include "prices.h"

static uint32_t room_of(const valuing *v, uint32_t p)
{
    uint32_t n = v->groups.begin[p + 1] - v->groups.begin[p];
    return n < v->problem->seats[p] ? n : v->problem->seats[p];
}

/* Small enough that no sum overflows: all sums are below 2^62. */
static bool are_in_range(const valuing *v, const en_match_prices *prices)
{
    double sum = 0;
    for (uint32_t p = 0; p < v->problem->places; p++) {
        uint32_t begin = v->groups.begin[p], end = v->groups.begin[p + 1];
        uint64_t most = prices->seat[p];
        sum += (double)most * (end - begin);
        for (uint32_t k = begin; k < end; k++) {
            uint64_t wish = prices->wish[v->groups.candidates[k].wish],
                     level = prices->level[v->groups.candidates[k].wish];
            sum += (double)wish + (double)level * (end - begin);
            most = wish > most ? wish : most;
            most = level > most ? level : most;
        }
        if (most > EN_MATCH_MOST_PRICE) return false;
    }
    return sum < 1e18;
}

/* A place chooses the score from which on downwards it is filled; INT64_MIN where it has no choice. */
static int64_t value_place(const valuing *v, const en_match_prices *prices, uint32_t p)
{
    const candidate *c = v->groups.candidates;
    int64_t room = room_of(v, p), seat = (int64_t)prices->seat[p], total = room * seat, levels = 0,
            filled = 0;
    int64_t best = v->filled[p] > -(double)INFINITY ? INT64_MIN : 0;
    for (uint32_t end = v->groups.begin[p + 1], k; end > v->groups.begin[p]; end = k) {
        double score = c[end - 1].score;
        for (k = end; k > v->groups.begin[p] && c[k - 1].score == score; k--) {
            int64_t wish = (int64_t)prices->wish[c[k - 1].wish],
                    level = (int64_t)prices->level[c[k - 1].wish];
            levels += level;
            filled += wish - room * level;
            total -= wish;
        }
        for (uint32_t l = k; l < end; l++) v->worth[c[l].wish] = (int64_t)EN_MATCH_PRICE_ONE - seat + levels;
        if (score >= v->filled[p] && score < v->unfilled[p] && filled > best) best = filled;
    }
    return best == INT64_MIN ? best : total + best;
}

/* An applicant chooses a wish, which keeps those of its rank and behind it from blocking; or none. */
static int64_t value_applicant(const valuing *v, const en_match_prices *prices, uint32_t i)
{
    int64_t kept = 0, best = 0;
    for (uint32_t end = v->problem->wish_begin[i + 1], w; end > v->problem->wish_begin[i]; end = w) {
        for (w = end; w == end || (w > v->problem->wish_begin[i] && ties_with(v->rank, w - 1, end - 1)); w--)
            if (is_acceptable(v->problem, w - 1)) kept += (int64_t)prices->wish[w - 1];
        for (uint32_t u = w; u < end; u++)
            if (is_acceptable(v->problem, u) && v->worth[u] + kept > best) best = v->worth[u] + kept;
    }
    return best;
}

en_status value_prices(const valuing *v, const en_match_prices *prices, uint32_t *most)
{
    int64_t total = 0, n = v->problem->applicants;
    if (!are_in_range(v, prices)) return EN_ERR_CLAIM;
    *most = 0;
    for (uint32_t p = 0; p < v->problem->places; p++) {
        int64_t value = value_place(v, prices, p);
        if (value == INT64_MIN) return EN_OK; /* nothing can be so */
        total += value;
    }
    for (uint32_t i = 0; i < v->problem->applicants; i++) total += value_applicant(v, prices, i);
    int64_t bound = total < 0 ? 0 : total / (int64_t)EN_MATCH_PRICE_ONE;
    *most = (uint32_t)(bound < n ? bound : n);
    return EN_OK;
}

en_status start_valuing(valuing *v, const en_context *context, en_arena *scratch)
{
    en_status status = check_kept_ties(v->problem, v->rank);
    if (status == EN_OK) status = group_by_place(v->problem, NULL, NULL, context, scratch, &v->groups);
    if (status != EN_OK) return status;
    v->worth = en_arena_raw(scratch, wish_count(v->problem), sizeof *v->worth);
    v->filled = en_arena_raw(scratch, v->problem->places, sizeof *v->filled);
    v->unfilled = en_arena_raw(scratch, v->problem->places, sizeof *v->unfilled);
    if (!v->worth || !v->filled || !v->unfilled) return EN_ERR_MEMORY;
    for (uint32_t p = 0; p < v->problem->places; p++) {
        v->filled[p] = -(double)INFINITY;
        v->unfilled[p] = (double)INFINITY;
    }
    return EN_OK;
}

/* The largest bound of the leaves at and below a node. */
static en_status value_node(valuing *v, const en_match_proof *proof, uint32_t k, uint32_t *most)
{
    if (k >= proof->count) return EN_ERR_CLAIM;
    const en_match_proof_node *node = &proof->nodes[k];
    uint32_t p = node->place, one, other;
    if (p == EN_MATCH_NONE) return value_prices(v, &node->prices, most);
    if (p >= v->problem->places || node->filled <= k || node->unfilled <= k) return EN_ERR_CLAIM;
    double filled = v->filled[p], unfilled = v->unfilled[p];
    if (node->score > filled) v->filled[p] = node->score;
    en_status status = value_node(v, proof, node->filled, &one);
    v->filled[p] = filled;
    if (node->score < unfilled) v->unfilled[p] = node->score;
    if (status == EN_OK) status = value_node(v, proof, node->unfilled, &other);
    v->unfilled[p] = unfilled;
    if (status == EN_OK) *most = one > other ? one : other;
    return status;
}

en_status en_match_check_bound(const en_match_problem *problem, const uint32_t *wish_rank,
                               const en_match_proof *proof, const en_context *context, uint32_t *most)
{
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    valuing v = {.problem = problem, .rank = wish_rank};
    en_status status = start_valuing(&v, context, &scratch);
    if (status == EN_OK) status = value_node(&v, proof, 0, most);
    en_arena_free(&scratch);
    return status;
}
