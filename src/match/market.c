/* Priorities, wishes grouped by place, and the entry point. See market.h. */
#include "market.h"

bool wins_tie(const en_match_problem *problem, candidate a, candidate b)
{
    if (a.applicant == b.applicant) return a.wish < b.wish;
    if (a.score == EN_MATCH_HELD && problem->held_turn)
        return problem->held_turn[a.applicant] < problem->held_turn[b.applicant];
    if (problem->tie) {
        uint64_t first = problem->tie[problem->tie_per_wish ? a.wish : a.applicant];
        uint64_t second = problem->tie[problem->tie_per_wish ? b.wish : b.applicant];
        if (first != second) return first < second;
    }
    if (problem->tie_further) return problem->tie_further(problem->tie_user, a.wish, b.wish) < 0;
    return a.applicant < b.applicant;
}

static void insertion_sort(const en_match_problem *problem, candidate *c, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        candidate moved = c[i];
        size_t j = i;
        for (; j > 0 && comes_before(problem, moved, c[j - 1]); j--) c[j] = c[j - 1];
        c[j] = moved;
    }
}

/* Lets c[root] sink in a heap whose top is the last in priority. */
static void sink(const en_match_problem *problem, candidate *c, size_t root, size_t n)
{
    candidate moved = c[root];
    for (size_t child; (child = 2 * root + 1) < n; root = child) {
        if (child + 1 < n && comes_before(problem, c[child], c[child + 1])) child++;
        if (comes_before(problem, c[child], moved)) break;
        c[root] = c[child];
    }
    c[root] = moved;
}

static void heap_sort(const en_match_problem *problem, candidate *c, size_t n)
{
    for (size_t i = n / 2; i-- > 0;) sink(problem, c, i, n);
    for (size_t end = n; end-- > 1;) {
        candidate last = c[0];
        c[0] = c[end];
        c[end] = last;
        sink(problem, c, 0, end);
    }
}

static candidate median(const en_match_problem *problem, candidate a, candidate b, candidate c)
{
    if (comes_before(problem, b, a)) {
        candidate swap = a;
        a = b;
        b = swap;
    }
    if (comes_before(problem, c, a)) return a;
    return comes_before(problem, c, b) ? c : b;
}

/* Quicksort that turns to heap sort where it runs too deep (D. R. Musser, "Introspective sorting", 1997). */
static void intro_sort(const en_match_problem *problem, candidate *c, size_t n, int depth)
{
    while (n > 24) {
        if (depth-- == 0) {
            heap_sort(problem, c, n);
            return;
        }
        candidate pivot = median(problem, c[0], c[n / 2], c[n - 1]);
        size_t i = 0, j = n - 1;
        for (;; i++, j--) {
            while (comes_before(problem, c[i], pivot)) i++;
            while (comes_before(problem, pivot, c[j])) j--;
            if (i >= j) break;
            candidate swap = c[i];
            c[i] = c[j];
            c[j] = swap;
        }
        intro_sort(problem, c + j + 1, n - j - 1, depth);
        n = j + 1;
    }
    insertion_sort(problem, c, n);
}

void sort_candidates(const en_match_problem *problem, candidate *candidates, size_t n)
{
    int depth = 0;
    for (size_t left = n; left > 0; left /= 2) depth += 2;
    intro_sort(problem, candidates, n, depth);
}

/* A place's lines share out its seats; what is left over goes to another of its lines, that gives nothing. */
static bool has_sound_lines(const en_match_problem *problem, uint32_t p)
{
    uint32_t begin = problem->line_begin[p], end = problem->line_begin[p + 1];
    uint64_t seats = 0;
    for (uint32_t l = begin; l < end; l++) {
        const en_match_line *line = &problem->lines[l];
        seats += line->seats;
        if (line->category && !problem->categories) return false;
        if (line->to == EN_MATCH_NONE) continue;
        if (line->to < begin || line->to >= end || problem->lines[line->to].to != EN_MATCH_NONE) return false;
    }
    return begin == end || seats == problem->seats[p];
}

static en_status check_lines(const en_match_problem *problem)
{
    if (!problem->line_begin) return EN_OK;
    if (problem->line_begin[0] != 0) return EN_ERR_INPUT;
    for (uint32_t p = 0; p < problem->places; p++)
        if (problem->line_begin[p] > problem->line_begin[p + 1] || !has_sound_lines(problem, p))
            return EN_ERR_INPUT;
    return EN_OK;
}

en_status check_problem(const en_match_problem *problem)
{
    if (problem->applicants == EN_MATCH_NONE || problem->places == EN_MATCH_NONE ||
        problem->wish_begin[0] != 0)
        return EN_ERR_INPUT;
    for (uint32_t i = 0; i < problem->applicants; i++)
        if (problem->wish_begin[i] > problem->wish_begin[i + 1]) return EN_ERR_INPUT;
    uint32_t wishes = wish_count(problem);
    if (wishes == EN_MATCH_NONE) return EN_ERR_INPUT;
    for (uint32_t w = 0; w < wishes; w++) {
        if (problem->wish_place[w] >= problem->places) return EN_ERR_INPUT;
        double score = problem->wish_score[w];
        if (isnan(score)) return EN_ERR_INPUT;
    }
    return check_lines(problem);
}

void count_acceptable(const en_match_problem *problem, uint32_t *acceptable)
{
    uint32_t wishes = wish_count(problem);
    for (uint32_t w = 0; w < wishes; w++) acceptable[problem->wish_place[w]] += is_acceptable(problem, w);
}

en_arena *new_arena(const en_context *context)
{
    const en_allocator *allocator = context && context->allocator ? context->allocator : &en_libc_allocator;
    en_arena *arena = allocator->resize(allocator->user, NULL, sizeof *arena);
    if (arena) *arena = en_arena_make(allocator);
    return arena;
}

void free_arena(void *memory)
{
    en_arena *arena = memory;
    if (!arena) return;
    const en_allocator *allocator = arena->allocator;
    en_arena_free(arena);
    allocator->resize(allocator->user, arena, 0);
}

en_status en_match_solve(const en_match_problem *problem, en_match_proposer proposer,
                         const en_context *context, en_match_result *result)
{
    en_status status = check_problem(problem);
    if (status != EN_OK) return status;
    if (proposer == EN_MATCH_PLACES_PROPOSE && has_choices(problem)) return EN_ERR_USAGE;
    en_arena *arena = new_arena(context);
    if (!arena) return EN_ERR_MEMORY;
    en_match_result r = {.wish = en_arena_raw(arena, problem->applicants, sizeof *r.wish),
                         .filled = en_arena_array(arena, problem->places, sizeof *r.filled),
                         .memory = arena};
    if (problem->line_begin) r.line = en_arena_array(arena, problem->applicants, sizeof *r.line);
    status = EN_ERR_MEMORY;
    if (r.wish && r.filled && (r.line || !problem->line_begin)) {
        for (uint32_t i = 0; i < problem->applicants; i++) r.wish[i] = EN_MATCH_NONE;
        if (proposer == EN_MATCH_PLACES_PROPOSE) status = solve_for_places(problem, context, &r);
        else if (has_choices(problem)) status = solve_by_choices(problem, context, &r);
        else status = solve_for_applicants(problem, context, &r);
    }
    if (status == EN_OK) *result = r;
    else free_arena(arena);
    return status;
}

void en_match_result_free(en_match_result *result)
{
    free_arena(result->memory);
    *result = (en_match_result){0};
}
