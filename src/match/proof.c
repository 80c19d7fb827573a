/* Finding a proof of how large a weakly stable matching can be: see ties.h.
 *
 * The first prices are the potentials of a matching of the largest size, stable or not (D. König, 1931). The
 * program of largest.c, solved without integrality, gives better ones where it is not too large: the dual
 * values of its rows, rounded. Where they do not reach the size, the leaf with the largest bound becomes a
 * node: of the questions that its prices turn on, the one whose two answers lower the bound most. Nothing
 * rests on the solver's floating point, since every leaf is valued in whole numbers.
 */
#include "largest.h"
#include "prices.h"

#include <enishi/assign.h>

/* Questions tried for a split; entries of a program, and a distance to the size, beyond which no tree is
 * tried. */
enum { TRIALS = 4, MOST_PROGRAM = 200000, MOST_GAP = 2 };

/* A leaf under way: what the solver says of it. */
typedef struct leaf {
    uint32_t parent, bound;
    bool is_filled; /* which branch of the parent */
    double value;   /* the program's */
    double *solution, *dual;
    en_match_prices prices;
} leaf;

typedef struct proving {
    valuing v;
    program g;
    const en_mip_solver *solver;
    const en_context *context;
    uint32_t size, most_nodes;
    en_arena *arena, *scratch; /* of the proof; of all else */
    en_match_proof_node *nodes;
    leaf *leaves; /* as nodes */
    uint32_t count;
    double *low, *high; /* columns */
} proving;

static bool make_prices(const en_match_problem *problem, en_arena *arena, en_match_prices *prices)
{
    uint32_t wishes = wish_count(problem);
    *prices = (en_match_prices){en_arena_array(arena, problem->places, sizeof *prices->seat),
                                en_arena_array(arena, wishes, sizeof *prices->wish),
                                en_arena_array(arena, wishes, sizeof *prices->level)};
    return prices->seat && prices->wish && prices->level;
}

void en_match_proof_free(en_match_proof *proof)
{
    if (proof->memory) free_arena(proof->memory);
    *proof = (en_match_proof){0};
}

/* What one more seat would add to the largest matching of all, stable or not. */
static en_status price_by_size(const proving *q, en_match_prices *prices)
{
    const en_match_problem *problem = q->v.problem;
    const uint32_t *alike = en_arena_array(q->scratch, wish_count(problem), sizeof *alike);
    if (!alike) return EN_ERR_MEMORY;
    const en_assign_problem assign = {problem, alike, q->g.order, NULL};
    en_assign_result result;
    en_status status = en_assign_solve(&assign, EN_ASSIGN_MAX_SIZE, q->context, &result);
    if (status != EN_OK) return status;
    for (uint32_t p = 0; p < problem->places; p++)
        prices->seat[p] = (uint64_t)result.potentials[p] * EN_MATCH_PRICE_ONE;
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

/* The column of a place that is filled with a score. */
static uint32_t column_of(const proving *q, uint32_t place, double score)
{
    const by_place *groups = &q->v.groups;
    for (uint32_t k = groups->begin[place]; k < groups->begin[place + 1]; k++)
        if (groups->candidates[k].score == score) return q->g.filled[groups->candidates[k].wish];
    return EN_MATCH_NONE;
}

/* Puts down, or takes back, the answers above a leaf. */
static void answer(proving *q, const leaf *of, bool back)
{
    for (uint32_t p = 0; back && p < q->v.problem->places; p++) {
        q->v.filled[p] = -(double)INFINITY;
        q->v.unfilled[p] = (double)INFINITY;
    }
    for (uint32_t k = of->parent, filled = of->is_filled; k != EN_MATCH_NONE;
         filled = q->leaves[k].is_filled, k = q->leaves[k].parent) {
        const en_match_proof_node *node = &q->nodes[k];
        uint32_t p = node->place, column = column_of(q, p, node->score);
        q->low[column] = !back && filled;
        q->high[column] = back || filled;
        if (back) continue;
        if (filled && node->score > q->v.filled[p]) q->v.filled[p] = node->score;
        if (!filled && node->score < q->v.unfilled[p]) q->v.unfilled[p] = node->score;
    }
}

/* Solves the program of a leaf, and values its prices. */
static en_status solve_leaf(proving *q, leaf *l)
{
    const program *g = &q->g;
    if (!make_prices(g->problem, q->arena, &l->prices)) return EN_ERR_MEMORY;
    l->solution = en_arena_raw(q->scratch, g->mip.columns, sizeof *l->solution);
    l->dual = en_arena_raw(q->scratch, g->mip.rows, sizeof *l->dual);
    if (!l->solution || !l->dual) return EN_ERR_MEMORY;
    answer(q, l, false);
    en_status status =
        q->solver->relax(q->solver->user, &g->mip, q->low, q->high, q->context, l->solution, l->dual);
    read_prices(g, l->dual, &l->prices);
    if (status == EN_OK && value_prices(&q->v, &l->prices, &l->bound) != EN_OK)
        l->bound = g->problem->applicants;
    answer(q, l, true);
    l->value = 0;
    for (uint32_t j = 0; j < g->mip.columns && status == EN_OK; j++)
        l->value += g->objective[j] * l->solution[j];
    return status;
}

/* A wish whose place may or may not be filled with its score, and on which the prices turn. */
typedef struct question {
    uint32_t wish;
    double distance; /* of the program's answer from one half */
} question;

/* The best questions, the nearest to one half first; each place and score once. Returns how many. */
static uint32_t find_questions(const proving *q, const leaf *l, question best[TRIALS])
{
    const program *g = &q->g;
    uint32_t n = 0;
    for (uint32_t k = 0; k < g->problem->applicants; k++) {
        uint32_t i = g->order[k];
        for (uint32_t w = g->problem->wish_begin[i]; w < g->problem->wish_begin[i + 1]; w++) {
            if (l->prices.wish[w] == 0) continue;
            double x = l->solution[g->filled[w]], distance = fabs(x - 0.5);
            if (!(distance < 0.5 - 1e-6)) continue;
            uint32_t at = 0;
            while (at < n && g->filled[best[at].wish] != g->filled[w]) at++;
            if (at < n) continue;
            at = n < TRIALS ? n++ : TRIALS;
            for (; at > 0 && best[at - 1].distance > distance; at--)
                if (at < TRIALS) best[at] = best[at - 1];
            if (at < TRIALS) best[at] = (question){w, distance};
        }
    }
    return n;
}

/* Splits a leaf by one question: two more leaves. */
static en_status ask(proving *q, uint32_t k, uint32_t wish, leaf two[2])
{
    const en_match_problem *problem = q->v.problem;
    q->nodes[k].place = problem->wish_place[wish];
    q->nodes[k].score = problem->wish_score[wish];
    en_status status = EN_OK;
    for (int filled = 0; filled < 2 && status == EN_OK; filled++) {
        two[filled] = (leaf){.parent = k, .is_filled = filled};
        status = solve_leaf(q, &two[filled]);
    }
    q->nodes[k].place = EN_MATCH_NONE;
    return status;
}

static double gain_of(const leaf *from, const leaf two[2])
{
    double first = from->value - two[0].value, second = from->value - two[1].value;
    if (isnan(first)) first = 4; /* no matching is so */
    if (isnan(second)) second = 4;
    return (first + 1e-4) * (second + 1e-4);
}

/* False where no question is left. */
static en_status split(proving *q, uint32_t k, bool *done)
{
    question questions[TRIALS];
    leaf best[2], two[2];
    double most = -1;
    uint32_t n = find_questions(q, &q->leaves[k], questions), wish = EN_MATCH_NONE;
    for (uint32_t t = 0; t < n; t++) {
        en_status status = ask(q, k, questions[t].wish, two);
        if (status != EN_OK) return status;
        double gain = gain_of(&q->leaves[k], two);
        if (gain <= most) continue;
        most = gain;
        wish = questions[t].wish;
        best[0] = two[0];
        best[1] = two[1];
    }
    *done = wish != EN_MATCH_NONE;
    if (!*done) return EN_OK;
    en_match_proof_node *node = &q->nodes[k];
    node->place = q->v.problem->wish_place[wish];
    node->score = q->v.problem->wish_score[wish];
    node->unfilled = q->count;
    node->filled = q->count + 1;
    for (int filled = 0; filled < 2; filled++) {
        q->leaves[q->count] = best[filled];
        q->nodes[q->count++] = (en_match_proof_node){.place = EN_MATCH_NONE, .prices = best[filled].prices};
    }
    return EN_OK;
}

static uint32_t worst_leaf(const proving *q)
{
    uint32_t worst = EN_MATCH_NONE;
    for (uint32_t k = 0; k < q->count; k++)
        if (q->nodes[k].place == EN_MATCH_NONE &&
            (worst == EN_MATCH_NONE || q->leaves[k].bound > q->leaves[worst].bound))
            worst = k;
    return worst;
}

/* A tree that does not lower the bound of its root is none. */
static en_status grow(proving *q)
{
    uint32_t bound = q->leaves[0].bound;
    for (bool done = true; done && q->count + 2 <= q->most_nodes;) {
        uint32_t k = worst_leaf(q);
        if (q->leaves[k].bound <= q->size) return EN_OK;
        if (en_cancelled(q->context)) return EN_ERR_CANCELLED;
        en_status status = split(q, k, &done);
        if (status != EN_OK) return status;
    }
    if (q->leaves[worst_leaf(q)].bound < bound) return EN_OK;
    q->count = 1;
    q->nodes[0].place = EN_MATCH_NONE;
    return EN_OK;
}

static en_status start_tree(proving *q, uint32_t most_leaves)
{
    q->most_nodes = most_leaves > 1 ? 2 * most_leaves - 1 : 1;
    q->nodes = en_arena_array(q->arena, q->most_nodes, sizeof *q->nodes);
    q->leaves = en_arena_array(q->scratch, q->most_nodes, sizeof *q->leaves);
    if (!q->nodes || !q->leaves) return EN_ERR_MEMORY;
    q->count = 1;
    q->nodes[0].place = EN_MATCH_NONE;
    q->leaves[0].parent = EN_MATCH_NONE;
    return make_prices(q->v.problem, q->arena, &q->nodes[0].prices) ? EN_OK : EN_ERR_MEMORY;
}

/* By the program, where it is not too large. */
static en_status prove_by_program(proving *q)
{
    leaf root = {.parent = EN_MATCH_NONE};
    q->g.groups = q->v.groups;
    en_status status = build_program(&q->g, 0, q->scratch);
    if (status == EN_ERR_LIMIT) return EN_OK;
    if (status != EN_OK) return status;
    q->low = en_arena_array(q->scratch, q->g.mip.columns, sizeof *q->low);
    q->high = en_arena_raw(q->scratch, q->g.mip.columns, sizeof *q->high);
    if (!q->low || !q->high) return EN_ERR_MEMORY;
    for (uint32_t j = 0; j < q->g.mip.columns; j++) q->high[j] = 1;
    status = solve_leaf(q, &root);
    if (status != EN_OK || root.bound > q->leaves[0].bound) return status;
    q->leaves[0] = root;
    q->nodes[0].prices = root.prices;
    bool small = q->g.mip.begin[q->g.mip.rows] <= MOST_PROGRAM && root.bound - q->size <= MOST_GAP;
    return small ? grow(q) : EN_OK;
}

static en_status prove(proving *q, uint32_t most_leaves)
{
    en_status status = start_valuing(&q->v, q->context, q->scratch);
    if (status == EN_OK) status = start_tree(q, most_leaves);
    if (status == EN_OK) status = price_by_size(q, &q->nodes[0].prices);
    if (status == EN_OK) status = value_prices(&q->v, &q->nodes[0].prices, &q->leaves[0].bound);
    return status == EN_OK && q->leaves[0].bound > q->size ? prove_by_program(q) : status;
}

en_status en_match_bound_weakly(const en_match_problem *problem, const uint32_t *wish_rank,
                                const uint32_t *order, const en_mip_solver *solver, uint32_t size,
                                uint32_t most_leaves, const en_context *context, en_match_proof *proof,
                                uint32_t *most)
{
    en_arena *arena = new_arena(context);
    if (!arena) return EN_ERR_MEMORY;
    en_arena scratch = en_arena_make(arena->allocator);
    proving q = {.v = {.problem = problem, .rank = wish_rank},
                 .g = {.problem = problem, .rank = wish_rank, .order = order},
                 .solver = solver,
                 .context = context,
                 .size = size,
                 .arena = arena,
                 .scratch = &scratch};
    en_status status = prove(&q, most_leaves);
    if (status == EN_OK) {
        *most = q.leaves[worst_leaf(&q)].bound;
        *proof = (en_match_proof){q.nodes, q.count, arena};
    } else {
        free_arena(arena);
    }
    en_arena_free(&scratch);
    return status;
}
