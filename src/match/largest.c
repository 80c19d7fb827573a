/* The largest weakly stable matching, as a binary program (after Kwanashie and Manlove 2014, and Delorme et
 * al. 2019).
 *
 * x[w] says whether wish w comes true, z[p, s] whether place p is filled with scores of at least s. A wish w
 * for p with score s does not block where its applicant has a wish of at most its rank, or p is filled with
 * scores of at least s: sum of x over those wishes + z[p, s] ≥ 1. Columns and rows stand in the order of the
 * applicants, and places in the order in which they are first wished for, so that rows of the input decide
 * nothing.
 */
#include "largest.h"

static uint32_t column_of_member(const program *g, uint32_t k)
{
    return g->column[g->groups.candidates[k].wish];
}

/* Numbers the columns: first wishes, then what places are filled with. */
static bool number_columns(program *g, en_arena *arena)
{
    const en_match_problem *problem = g->problem;
    uint32_t wishes = wish_count(problem), n = 0;
    bool *seen = en_arena_array(arena, problem->places, sizeof *seen);
    g->places = en_arena_raw(arena, problem->places, sizeof *g->places);
    g->column = en_arena_raw(arena, wishes, sizeof *g->column);
    g->filled = en_arena_raw(arena, wishes, sizeof *g->filled);
    if (!seen || !g->places || !g->column || !g->filled) return false;
    for (uint32_t k = 0; k < problem->applicants; k++)
        for (uint32_t w = problem->wish_begin[g->order[k]]; w < problem->wish_begin[g->order[k] + 1]; w++) {
            uint32_t p = problem->wish_place[w];
            g->column[w] = is_acceptable(problem, w) ? n++ : EN_MATCH_NONE;
            if (g->column[w] == EN_MATCH_NONE || seen[p]) continue;
            seen[p] = true;
            g->places[g->place_count++] = p;
        }
    for (uint32_t q = 0; q < g->place_count; q++) {
        const uint32_t *begin = &g->groups.begin[g->places[q]];
        const candidate *c = g->groups.candidates;
        for (uint32_t k = begin[0]; k < begin[1]; k++) {
            if (k == begin[0] || c[k].score < c[k - 1].score) n++;
            g->filled[c[k].wish] = n - 1;
        }
    }
    g->mip.columns = n;
    return true;
}

/* Adds an entry to the row that is being written. False where there are too many. */
static bool add(program *g, uint32_t column, double value)
{
    size_t at = g->begin[g->mip.rows + 1];
    if (at == MOST_ENTRIES) return false;
    g->entry[at] = column;
    g->value[at] = value;
    g->begin[g->mip.rows + 1]++;
    return true;
}

static void end_row(program *g, double least, double most)
{
    uint32_t r = g->mip.rows++;
    g->least[r] = least;
    g->most[r] = most;
    g->begin[r + 2] = g->begin[r + 1];
}

/* At most one wish; and none that blocks. */
static bool add_applicant(program *g, uint32_t i)
{
    const uint32_t *begin = &g->problem->wish_begin[i];
    bool fits = true;
    for (uint32_t w = begin[0]; w < begin[1]; w++)
        if (g->column[w] != EN_MATCH_NONE) fits = fits && add(g, g->column[w], 1);
    end_row(g, 0, 1);
    for (uint32_t w = begin[0]; w < begin[1]; w++) {
        if (g->column[w] == EN_MATCH_NONE) continue;
        for (uint32_t v = begin[0]; v < begin[1] && (v <= w || ties_with(g->rank, v, w)); v++)
            if (g->column[v] != EN_MATCH_NONE) fits = fits && add(g, g->column[v], 1);
        fits = fits && add(g, g->filled[w], 1);
        g->row_of_wish[w] = g->mip.rows;
        end_row(g, 1, (double)INFINITY);
    }
    return fits;
}

/* At most its seats, in its first row; and filled with a score only where that many hold seats with it or a
 * higher one. */
static bool add_place(program *g, uint32_t p)
{
    const candidate *c = g->groups.candidates;
    uint32_t begin = g->groups.begin[p], end = g->groups.begin[p + 1];
    bool fits = true;
    for (uint32_t k = begin; k < end; k++) fits = fits && add(g, column_of_member(g, k), 1);
    g->row_of_place[p] = g->mip.rows;
    end_row(g, 0, g->problem->seats[p]);
    for (uint32_t k = begin; k < end; k++) {
        if (k + 1 < end && c[k + 1].score == c[k].score) continue;
        for (uint32_t l = begin; l <= k; l++) fits = fits && add(g, column_of_member(g, l), 1);
        fits = fits && add(g, g->filled[c[k].wish], -(double)g->problem->seats[p]);
        g->row_of_level[c[k].wish] = g->mip.rows;
        end_row(g, 0, (double)INFINITY);
        if (k + 1 == end) break;
        fits = fits && add(g, g->filled[c[k + 1].wish], 1) && add(g, g->filled[c[k].wish], -1);
        end_row(g, 0, (double)INFINITY);
    }
    return fits;
}

static bool make_row_numbers(program *g, en_arena *arena)
{
    uint32_t wishes = wish_count(g->problem);
    g->row_of_place = en_arena_raw(arena, g->problem->places, sizeof *g->row_of_place);
    g->row_of_wish = en_arena_raw(arena, wishes, sizeof *g->row_of_wish);
    g->row_of_level = en_arena_raw(arena, wishes, sizeof *g->row_of_level);
    if (!g->row_of_place || !g->row_of_wish || !g->row_of_level) return false;
    for (uint32_t p = 0; p < g->problem->places; p++) g->row_of_place[p] = EN_MATCH_NONE;
    for (uint32_t w = 0; w < wishes; w++) g->row_of_wish[w] = g->row_of_level[w] = EN_MATCH_NONE;
    return true;
}

static en_status write_rows(program *g, en_arena *arena)
{
    size_t most = (size_t)g->problem->applicants + g->place_count + 3 * (size_t)wish_count(g->problem) + 2;
    g->begin = en_arena_array(arena, most + 1, sizeof *g->begin);
    g->least = en_arena_raw(arena, most, sizeof *g->least);
    g->most = en_arena_raw(arena, most, sizeof *g->most);
    g->entry = en_arena_raw(arena, MOST_ENTRIES, sizeof *g->entry);
    g->value = en_arena_raw(arena, MOST_ENTRIES, sizeof *g->value);
    g->objective = en_arena_array(arena, g->mip.columns, sizeof *g->objective);
    if (!g->begin || !g->least || !g->most || !g->entry || !g->value || !g->objective) return EN_ERR_MEMORY;
    if (!make_row_numbers(g, arena)) return EN_ERR_MEMORY;
    bool fits = true;
    for (uint32_t k = 0; k < g->problem->applicants && fits; k++) fits = add_applicant(g, g->order[k]);
    for (uint32_t q = 0; q < g->place_count && fits; q++) fits = add_place(g, g->places[q]);
    return fits ? EN_OK : EN_ERR_LIMIT;
}

en_status build_program(program *g, uint32_t size, en_arena *arena)
{
    if (wish_count(g->problem) > MOST_WISHES) return EN_ERR_LIMIT;
    if (!number_columns(g, arena)) return EN_ERR_MEMORY;
    en_status status = write_rows(g, arena);
    for (uint32_t w = 0; status == EN_OK && w < wish_count(g->problem); w++)
        if (g->column[w] != EN_MATCH_NONE) g->objective[g->column[w]] = 1;
    g->mip.objective = g->objective;
    g->mip.begin = g->begin;
    g->mip.column = g->entry;
    g->mip.value = g->value;
    g->mip.least = g->least;
    g->mip.most = g->most;
    g->mip.better_than = size;
    return status;
}

/* Takes the solver's matching if it is larger and, by our own check, weakly stable: floating point decides
 * nothing here. Returns the size of what result holds then. */
static uint32_t take_larger(const program *g, const unsigned char *solution, uint32_t *wish, uint32_t size,
                            const en_context *context, en_match_result *result)
{
    const en_match_problem *problem = g->problem;
    uint32_t found = 0;
    for (uint32_t i = 0; i < problem->applicants; i++) {
        wish[i] = EN_MATCH_NONE;
        for (uint32_t w = problem->wish_begin[i]; w < problem->wish_begin[i + 1]; w++)
            if (g->column[w] != EN_MATCH_NONE && solution[g->column[w]]) wish[i] = w;
        found += wish[i] != EN_MATCH_NONE;
    }
    if (found <= size || en_match_check_weakly(problem, g->rank, wish, context, NULL) != EN_OK) return size;
    for (uint32_t p = 0; p < problem->places; p++) result->filled[p] = 0;
    for (uint32_t i = 0; i < problem->applicants; i++) {
        result->wish[i] = wish[i];
        if (wish[i] != EN_MATCH_NONE) result->filled[problem->wish_place[wish[i]]]++;
    }
    return found;
}

/* No matching is larger: as many as have an acceptable wish, and as the seats that are wished for. */
static uint32_t size_at_most(const en_match_problem *problem, const by_place *groups)
{
    uint32_t wishing = 0;
    uint64_t seats = 0;
    for (uint32_t i = 0; i < problem->applicants; i++) {
        uint32_t w = problem->wish_begin[i], end = problem->wish_begin[i + 1];
        while (w < end && (!is_acceptable(problem, w) || problem->seats[problem->wish_place[w]] == 0)) w++;
        wishing += w < end;
    }
    for (uint32_t p = 0; p < problem->places; p++) {
        uint32_t n = groups->begin[p + 1] - groups->begin[p];
        seats += n < problem->seats[p] ? n : problem->seats[p];
    }
    return seats < wishing ? (uint32_t)seats : wishing;
}

static en_status enlarge(program *g, const en_mip_solver *solver, uint64_t most_nodes,
                         const en_context *context, en_arena *scratch, en_match_result *result,
                         uint32_t *most)
{
    uint32_t n = g->problem->applicants, size = 0;
    for (uint32_t i = 0; i < n; i++) size += result->wish[i] != EN_MATCH_NONE;
    en_status status = group_by_place(g->problem, NULL, NULL, context, scratch, &g->groups);
    if (status != EN_OK) return status;
    *most = size_at_most(g->problem, &g->groups);
    if (*most == size) return EN_OK;
    status = build_program(g, size, scratch);
    if (status != EN_OK) return status;
    unsigned char *solution = en_arena_array(scratch, g->mip.columns, sizeof *solution);
    uint32_t *wish = en_arena_raw(scratch, n, sizeof *wish);
    if (!solution || !wish) return EN_ERR_MEMORY;
    en_mip_answer answer;
    status = solver->solve(solver->user, &g->mip, most_nodes, context, solution, &answer);
    if (status != EN_OK) return status;
    double bound = floor(answer.bound + 1e-6);
    if (bound >= 0 && bound < *most) *most = (uint32_t)bound;
    if (answer.found) size = take_larger(g, solution, wish, size, context, result);
    if (*most < size || answer.settled) *most = size;
    return *most == size ? EN_OK : EN_ERR_LIMIT;
}

en_status en_match_solve_largest(const en_match_problem *problem, const uint32_t *wish_rank,
                                 const uint32_t *order, const en_mip_solver *solver, uint64_t most_nodes,
                                 const en_context *context, en_match_result *result, uint32_t *most)
{
    en_match_result made;
    en_status status = en_match_solve_weakly(problem, wish_rank, order, context, &made);
    if (status != EN_OK) return status;
    en_arena scratch = en_arena_make(((en_arena *)made.memory)->allocator);
    program g = {.problem = problem, .rank = wish_rank, .order = order};
    uint32_t bound = 0;
    status = enlarge(&g, solver, most_nodes, context, &scratch, &made, &bound);
    en_arena_free(&scratch);
    if (status != EN_OK && status != EN_ERR_LIMIT) {
        en_match_result_free(&made);
        return status;
    }
    *result = made;
    *most = bound;
    return status;
}
