/* Assignment without stability: objectives as gains, component by component, and the result. See
 * <enishi/assign.h>.
 */
#include "assign.h"

enum { MOST_POTENTIALS = 1 << 28 };

uint32_t assign_length(en_assign_objective objective, uint32_t rank_count)
{
    switch (objective) {
    case EN_ASSIGN_MAX_SIZE: return 1;
    case EN_ASSIGN_MIN_COST_MAX: return 2;
    case EN_ASSIGN_RANK_MAXIMAL: return rank_count;
    case EN_ASSIGN_GENEROUS_MAX:
    case EN_ASSIGN_GREEDY_MAX:
    default: return rank_count + 1;
    }
}

int64_t assign_gain(en_assign_objective objective, const uint32_t *ranks, uint32_t rank_count, uint32_t rank,
                    uint32_t component)
{
    if (objective == EN_ASSIGN_RANK_MAXIMAL) return rank == component;
    if (component == 0) return 1;
    if (objective == EN_ASSIGN_MIN_COST_MAX) return -(int64_t)ranks[rank];
    if (objective == EN_ASSIGN_GREEDY_MAX) return rank == component - 1;
    return -(int64_t)(rank == rank_count - component);
}

/* No path visits a place twice, so that no price is beyond (places + 1) · the largest gain. */
static en_status check_size(const assigning *a, en_assign_objective objective)
{
    uint64_t largest = 1, most = (uint64_t)1 << 60;
    if (objective == EN_ASSIGN_MIN_COST_MAX && a->rank_count > 0) largest = a->ranks[a->rank_count - 1];
    if (largest > 0 && (uint64_t)a->places + 2 > most / largest) return EN_ERR_LIMIT;
    uint64_t length = assign_length(objective, a->rank_count);
    return a->places > 0 && length > MOST_POTENTIALS / a->places ? EN_ERR_LIMIT : EN_OK;
}

static en_status find_best(assigning *a, en_assign_objective objective, en_assign_result *result)
{
    for (uint32_t c = 0; c < result->length; c++) {
        if (en_cancelled(a->context)) return EN_ERR_CANCELLED;
        en_progress(a->context, c, result->length);
        for (uint32_t r = 0; r < a->rank_count; r++)
            a->gain[r] = assign_gain(objective, a->ranks, a->rank_count, r, c);
        a->gain[a->rank_count] = 0;
        en_status status = assign_component(a);
        if (status != EN_OK) return status;
        for (uint32_t p = 0; p < a->places; p++)
            result->potentials[(size_t)p * result->length + c] = a->nodes[a->place_number[p]].price;
    }
    return EN_OK;
}

/* The applicant's first wish for that node with that rank: two differ in their terms alone. */
static uint32_t wish_of(const assigning *a, const en_assign_problem *problem, uint32_t applicant,
                        assign_option o)
{
    const en_match_problem *m = problem->market;
    uint32_t w = m->wish_begin[applicant];
    while (!is_acceptable(m, w) || a->place_number[m->wish_place[w]] != o.node ||
           problem->wish_rank[w] != a->ranks[o.rank])
        w++;
    return w;
}

static void write_result(const assigning *a, const en_assign_problem *problem, en_assign_result *result)
{
    for (uint32_t k = 0; k < a->applicants; k++) {
        uint32_t i = problem->applicant_order ? problem->applicant_order[k] : k;
        assign_option o = a->options[a->people[k].at];
        result->wish[i] = o.node == a->nowhere ? EN_MATCH_NONE : wish_of(a, problem, i, o);
        if (o.node != a->nowhere) result->filled[problem->market->wish_place[result->wish[i]]]++;
    }
}

static en_status assign(const en_assign_problem *problem, en_assign_objective objective,
                        const en_context *context, en_arena *arena, en_arena *scratch,
                        en_assign_result *result)
{
    const en_match_problem *m = problem->market;
    assigning a = {.context = context};
    en_status status = assign_find_ranks(problem, arena, scratch, &a.ranks, &a.rank_count);
    en_arena_free(scratch);
    if (status == EN_OK) status = assign_build(&a, problem, scratch);
    if (status == EN_OK) status = check_size(&a, objective);
    if (status != EN_OK) return status;
    result->ranks = a.ranks;
    result->rank_count = a.rank_count;
    result->length = assign_length(objective, a.rank_count);
    result->wish = en_arena_raw(arena, m->applicants, sizeof *result->wish);
    result->filled = en_arena_array(arena, m->places, sizeof *result->filled);
    result->potentials =
        en_arena_array(arena, (size_t)m->places * result->length, sizeof *result->potentials);
    if (!result->wish || !result->filled || !result->potentials) return EN_ERR_MEMORY;
    status = find_best(&a, objective, result);
    if (status == EN_OK) write_result(&a, problem, result);
    return status;
}

en_status en_assign_solve(const en_assign_problem *problem, en_assign_objective objective,
                          const en_context *context, en_assign_result *result)
{
    en_status status = assign_check_problem(problem);
    if (status != EN_OK) return status;
    en_arena *arena = new_arena(context);
    if (!arena) return EN_ERR_MEMORY;
    en_arena scratch = en_arena_make(arena->allocator);
    en_assign_result r = {.memory = arena};
    status = assign(problem, objective, context, arena, &scratch, &r);
    en_arena_free(&scratch);
    if (status == EN_OK) *result = r;
    else free_arena(arena);
    return status;
}

void en_assign_result_free(en_assign_result *result)
{
    free_arena(result->memory);
    *result = (en_assign_result){0};
}
