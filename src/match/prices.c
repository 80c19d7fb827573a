/* Prices that prove how large a weakly stable matching can be: see ties.h.
 *
 * The first are the potentials of a matching of the largest size, stable or not (D. König, 1931). The program of
 * largest.c, solved without integrality, gives better ones where it is not too large: the dual values of its
 * rows, rounded. Whatever they are, the bound is computed from them in whole numbers: with applicants and
 * places apart it is a maximum over each of them. Linear, but for sorting and the two programs.
 */
#include "largest.h"

#include <enishi/assign.h>

static void *copy_zeroed(en_arena *arena, size_t count) { return en_arena_array(arena, count, sizeof(uint64_t)); }

static bool make_prices(const en_match_problem *problem, const en_context *context, en_match_prices *prices)
{
    en_arena *arena = new_arena(context);
    if (!arena) return false;
    *prices = (en_match_prices){copy_zeroed(arena, problem->places), copy_zeroed(arena, wish_count(problem)),
                                copy_zeroed(arena, wish_count(problem)), arena};
    if (prices->seat && prices->wish && prices->level) return true;
    free_arena(arena);
    return false;
}

void en_match_prices_free(en_match_prices *prices)
{
    if (prices->memory) free_arena(prices->memory);
    *prices = (en_match_prices){0};
}

/* What is needed to value prices. */
typedef struct valuing {
    const en_match_problem *problem;
    const uint32_t *rank;
    const en_match_prices *prices;
    by_place groups;
    int64_t *worth; /* per wish: one for being placed, minus the seat's price, plus those of levels */
    int64_t total;
} valuing;

static uint32_t room_of(const valuing *v, uint32_t p)
{
    uint32_t n = v->groups.begin[p + 1] - v->groups.begin[p];
    return n < v->problem->seats[p] ? n : v->problem->seats[p];
}

/* Small enough that no sum overflows: all sums are below 2^62. */
static bool are_in_range(const valuing *v)
{
    double sum = 0;
    for (uint32_t p = 0; p < v->problem->places; p++) {
        uint32_t begin = v->groups.begin[p], end = v->groups.begin[p + 1];
        uint64_t most = v->prices->seat[p];
        sum += (double)most * (end - begin);
        for (uint32_t k = begin; k < end; k++) {
            uint64_t wish = v->prices->wish[v->groups.candidates[k].wish],
                     level = v->prices->level[v->groups.candidates[k].wish];
            sum += (double)wish + (double)level * (end - begin);
            most = wish > most ? wish : most;
            most = level > most ? level : most;
        }
        if (most > EN_MATCH_MOST_PRICE) return false;
    }
    return sum < 1e18;
}

/* A place chooses the score from which on downwards it is filled. */
static void value_place(valuing *v, uint32_t p)
{
    const candidate *c = v->groups.candidates;
    int64_t room = room_of(v, p), seat = (int64_t)v->prices->seat[p], levels = 0, filled = 0, best = 0;
    v->total += room * seat;
    for (uint32_t k = v->groups.begin[p + 1]; k-- > v->groups.begin[p];) {
        uint32_t first = k;
        while (first > v->groups.begin[p] && c[first - 1].score == c[k].score) first--;
        for (uint32_t l = first; l <= k; l++) {
            levels += (int64_t)v->prices->level[c[l].wish];
            filled += (int64_t)v->prices->wish[c[l].wish] - room * (int64_t)v->prices->level[c[l].wish];
            v->total -= (int64_t)v->prices->wish[c[l].wish];
        }
        for (uint32_t l = first; l <= k; l++)
            v->worth[c[l].wish] = (int64_t)EN_MATCH_PRICE_ONE - seat + levels;
        if (filled > best) best = filled;
        k = first;
    }
    v->total += best;
}

/* An applicant chooses a wish, which keeps those of its rank and behind it from blocking. */
static void value_applicant(valuing *v, uint32_t i)
{
    int64_t kept = 0, best = 0;
    for (uint32_t w = v->problem->wish_begin[i + 1]; w-- > v->problem->wish_begin[i];) {
        uint32_t first = w;
        while (first > v->problem->wish_begin[i] && ties_with(v->rank, first - 1, w)) first--;
        for (uint32_t u = first; u <= w; u++)
            if (is_acceptable(v->problem, u)) kept += (int64_t)v->prices->wish[u];
        for (uint32_t u = first; u <= w; u++)
            if (is_acceptable(v->problem, u) && v->worth[u] + kept > best) best = v->worth[u] + kept;
        w = first;
    }
    v->total += best;
}

static en_status value(valuing *v, uint32_t *most)
{
    if (!are_in_range(v)) return EN_ERR_CLAIM;
    v->total = 0;
    for (uint32_t p = 0; p < v->problem->places; p++) value_place(v, p);
    for (uint32_t i = 0; i < v->problem->applicants; i++) value_applicant(v, i);
    int64_t bound = v->total / (int64_t)EN_MATCH_PRICE_ONE, n = v->problem->applicants;
    *most = (uint32_t)(bound < n ? bound : n);
    return EN_OK;
}

static en_status start_valuing(valuing *v, const en_context *context, en_arena *scratch)
{
    en_status status = check_kept_ties(v->problem, v->rank);
    if (status == EN_OK) status = group_by_place(v->problem, NULL, NULL, context, scratch, &v->groups);
    if (status != EN_OK) return status;
    v->worth = en_arena_raw(scratch, wish_count(v->problem), sizeof *v->worth);
    return v->worth ? EN_OK : EN_ERR_MEMORY;
}

en_status en_match_check_prices(const en_match_problem *problem, const uint32_t *wish_rank,
                                const en_match_prices *prices, const en_context *context, uint32_t *most)
{
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    valuing v = {.problem = problem, .rank = wish_rank, .prices = prices};
    en_status status = start_valuing(&v, context, &scratch);
    if (status == EN_OK) status = value(&v, most);
    en_arena_free(&scratch);
    return status;
}

/* What one more seat would add to the largest matching of all, stable or not. */
static en_status price_by_size(const valuing *v, const uint32_t *order, const en_context *context)
{
    const en_assign_problem assign = {v->problem, v->rank, order, NULL};
    en_assign_result result;
    en_status status = en_assign_solve(&assign, EN_ASSIGN_MAX_SIZE, context, &result);
    if (status != EN_OK) return status;
    for (uint32_t p = 0; p < v->problem->places; p++)
        v->prices->seat[p] = (uint64_t)result.potentials[p] * EN_MATCH_PRICE_ONE;
    en_assign_result_free(&result);
    return EN_OK;
}

/* A dual value as a price: of the sign that it has at an optimum, or 0. */
static uint64_t to_price(double value)
{
    if (!(value > 0)) return 0;
    double price = value * (double)EN_MATCH_PRICE_ONE + 0.5;
    return price < (double)EN_MATCH_MOST_PRICE ? (uint64_t)price : EN_MATCH_MOST_PRICE;
}

static void read_prices(const program *g, const double *dual, en_match_prices *to)
{
    for (uint32_t p = 0; p < g->problem->places; p++)
        if (g->row_of_place[p] != EN_MATCH_NONE) to->seat[p] = to_price(dual[g->row_of_place[p]]);
    for (uint32_t w = 0; w < wish_count(g->problem); w++) {
        if (g->row_of_wish[w] != EN_MATCH_NONE) to->wish[w] = to_price(-dual[g->row_of_wish[w]]);
        if (g->row_of_level[w] != EN_MATCH_NONE) to->level[w] = to_price(-dual[g->row_of_level[w]]);
    }
}

/* Prices by the program without integrality, in place of those that are there if they prove more. */
static en_status improve(valuing *v, const uint32_t *order, const en_mip_solver *solver,
                         const en_context *context, en_arena *scratch, en_match_prices *prices, uint32_t *most)
{
    program g = {.problem = v->problem, .rank = v->rank, .order = order, .groups = v->groups};
    en_match_prices better;
    uint32_t bound;
    en_status status = build_program(&g, 0, scratch);
    if (status == EN_ERR_LIMIT) return EN_OK;
    double *dual = status == EN_OK ? en_arena_array(scratch, g.mip.rows, sizeof *dual) : NULL;
    if (status == EN_OK && !dual) status = EN_ERR_MEMORY;
    if (status == EN_OK) status = solver->relax(solver->user, &g.mip, context, dual);
    if (status != EN_OK) return status;
    if (!make_prices(v->problem, context, &better)) return EN_ERR_MEMORY;
    read_prices(&g, dual, &better);
    v->prices = &better;
    if (value(v, &bound) == EN_OK && bound < *most) {
        en_match_prices worse = *prices;
        *prices = better;
        better = worse;
        *most = bound;
    }
    en_match_prices_free(&better);
    return EN_OK;
}

en_status en_match_bound_weakly(const en_match_problem *problem, const uint32_t *wish_rank,
                                const uint32_t *order, const en_mip_solver *solver, const en_context *context,
                                en_match_prices *prices, uint32_t *most)
{
    en_match_prices made;
    uint32_t bound = 0;
    if (!make_prices(problem, context, &made)) return EN_ERR_MEMORY;
    en_arena scratch = en_arena_make(((en_arena *)made.memory)->allocator);
    valuing v = {.problem = problem, .rank = wish_rank, .prices = &made};
    en_status status = start_valuing(&v, context, &scratch);
    if (status == EN_OK) status = price_by_size(&v, order, context);
    if (status == EN_OK) status = value(&v, &bound);
    if (status == EN_OK) status = improve(&v, order, solver, context, &scratch, &made, &bound);
    en_arena_free(&scratch);
    if (status != EN_OK) {
        en_match_prices_free(&made);
        return status;
    }
    *prices = made;
    *most = bound;
    return EN_OK;
}
