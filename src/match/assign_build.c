/* From a market to the numbers of its orders, and from ranks to their indices. See assign.h.
 *
 * Everything that follows sees applicants and places only as the orders number them, and so cannot depend on
 * how the arrays of the market happen to stand. O(acceptable wishes).
 */
#include "assign.h"

#include <string.h>

enum { DIGIT_BITS = 8, DIGITS = 1 << DIGIT_BITS };

static bool is_plain(const en_match_problem *m)
{
    if (m->line_begin || m->in_group || m->group_count > 0) return false;
    for (uint32_t w = 0; w < wish_count(m); w++)
        if (m->wish_score[w] == EN_MATCH_HELD) return false;
    return true;
}

en_status assign_check_problem(const en_assign_problem *problem)
{
    en_status status = check_problem(problem->market);
    return status == EN_OK && !is_plain(problem->market) ? EN_ERR_USAGE : status;
}

/* number[order[k]] = k; false where it is no order of 0 … n - 1. order NULL: k itself. */
static bool number_by(const uint32_t *order, uint32_t n, uint32_t *number)
{
    for (uint32_t k = 0; k < n; k++) number[k] = order ? EN_MATCH_NONE : k;
    for (uint32_t k = 0; k < n && order; k++) {
        if (order[k] >= n || number[order[k]] != EN_MATCH_NONE) return false;
        number[order[k]] = k;
    }
    return true;
}

static void sort_digit(const uint32_t *from, uint32_t *to, uint32_t n, int shift)
{
    uint32_t count[DIGITS + 1] = {0};
    for (uint32_t k = 0; k < n; k++) count[(from[k] >> shift) % DIGITS + 1]++;
    for (uint32_t d = 0; d < DIGITS; d++) count[d + 1] += count[d];
    for (uint32_t k = 0; k < n; k++) to[count[(from[k] >> shift) % DIGITS]++] = from[k];
}

/* The ranks of acceptable wishes in a row; those equal to the one before are left out. */
static uint32_t gather_ranks(const en_assign_problem *problem, uint32_t *ranks)
{
    uint32_t n = 0;
    for (uint32_t w = 0; w < wish_count(problem->market); w++)
        if (is_acceptable(problem->market, w) && (n == 0 || ranks[n - 1] != problem->wish_rank[w]))
            ranks[n++] = problem->wish_rank[w];
    return n;
}

en_status assign_find_ranks(const en_assign_problem *problem, en_arena *arena, en_arena *scratch,
                            uint32_t **ranks, uint32_t *rank_count)
{
    uint32_t wishes = wish_count(problem->market), count = 0;
    uint32_t *one = en_arena_raw(scratch, wishes, sizeof *one),
             *two = en_arena_raw(scratch, wishes, sizeof *two);
    if (!one || !two) return EN_ERR_MEMORY;
    uint32_t n = gather_ranks(problem, one);
    for (int shift = 0; shift < 32; shift += 2 * DIGIT_BITS) {
        sort_digit(one, two, n, shift);
        sort_digit(two, one, n, shift + DIGIT_BITS);
    }
    for (uint32_t k = 0; k < n; k++)
        if (k == 0 || one[k] != one[k - 1]) one[count++] = one[k];
    *ranks = en_arena_raw(arena, count, sizeof **ranks);
    if (!*ranks) return EN_ERR_MEMORY;
    memcpy(*ranks, one, count * sizeof **ranks);
    *rank_count = count;
    return EN_OK;
}

uint32_t assign_rank_index(const uint32_t *ranks, uint32_t count, uint32_t rank, uint32_t hint)
{
    if (hint < count && ranks[hint] == rank) return hint;
    uint32_t low = 0;
    for (uint32_t n = count; n > 1; n -= n / 2)
        if (ranks[low + n / 2] <= rank) low += n / 2;
    return low;
}

/* The options of applicant i of the market: the acceptable wishes in their order, and staying unplaced. */
static uint32_t add_options(assigning *a, const en_assign_problem *problem, const uint32_t *place_number,
                            uint32_t i, uint32_t next)
{
    const en_match_problem *m = problem->market;
    uint32_t hint = 0;
    for (uint32_t w = m->wish_begin[i]; w < m->wish_begin[i + 1]; w++) {
        if (!is_acceptable(m, w)) continue;
        uint32_t rank = assign_rank_index(a->ranks, a->rank_count, problem->wish_rank[w], hint);
        a->options[next++] = (assign_option){place_number[m->wish_place[w]], rank};
        hint = rank + 1;
    }
    a->options[next] = (assign_option){a->nowhere, a->rank_count};
    return next + 1;
}

static void add_people(assigning *a, const en_assign_problem *problem, const uint32_t *place_number)
{
    uint32_t next = 0;
    for (uint32_t k = 0; k < a->applicants; k++) {
        uint32_t begin = next, i = problem->applicant_order ? problem->applicant_order[k] : k;
        next = add_options(a, problem, place_number, i, next);
        a->people[k] = (assign_person){begin, next, next - 1};
    }
    for (uint32_t o = 0; o < next; o++) a->open_at[a->options[o].rank]++;
}

/* Everything with a length that is known from the market. */
static bool make_arrays(assigning *a, size_t options, en_arena *arena)
{
    size_t nodes = (size_t)a->places + 1, ranks = (size_t)a->rank_count + 1;
    a->seats = en_arena_raw(arena, nodes, sizeof *a->seats);
    a->options = en_arena_raw(arena, options, sizeof *a->options);
    a->people = en_arena_raw(arena, a->applicants, sizeof *a->people);
    a->open_at = en_arena_array(arena, ranks, sizeof *a->open_at);
    a->gain = en_arena_array(arena, ranks, sizeof *a->gain);
    a->whole_gain = en_arena_array(arena, ranks, sizeof *a->whole_gain);
    a->nodes = en_arena_array(arena, nodes, sizeof *a->nodes);
    a->must_be_full = en_arena_array(arena, nodes, sizeof *a->must_be_full);
    a->holders = en_arena_raw(arena, options, sizeof *a->holders);
    a->first = en_arena_raw(arena, nodes + 1, sizeof *a->first);
    a->held = en_arena_raw(arena, nodes, sizeof *a->held);
    a->free = en_arena_array(arena, nodes, sizeof *a->free);
    a->balance = en_arena_array(arena, nodes, sizeof *a->balance);
    a->heap = en_arena_raw(arena, nodes, sizeof *a->heap);
    a->cursors = en_arena_raw(arena, nodes, sizeof *a->cursors);
    a->path = en_arena_raw(arena, nodes, sizeof *a->path);
    a->moves = en_arena_raw(arena, nodes, sizeof *a->moves);
    return a->seats && a->options && a->people && a->open_at && a->gain && a->whole_gain && a->nodes &&
           a->must_be_full && a->holders && a->first && a->held && a->free && a->balance && a->heap &&
           a->cursors && a->path && a->moves;
}

static size_t count_options(const en_match_problem *m)
{
    size_t options = m->applicants;
    for (uint32_t w = 0; w < wish_count(m); w++) options += is_acceptable(m, w);
    return options;
}

en_status assign_build(assigning *a, const en_assign_problem *problem, en_arena *arena)
{
    const en_match_problem *m = problem->market;
    size_t options = count_options(m);
    if (options > UINT32_MAX - 1) return EN_ERR_LIMIT;
    a->applicants = m->applicants;
    a->places = a->nowhere = m->places;
    uint32_t *applicant_number = en_arena_raw(arena, m->applicants, sizeof *applicant_number);
    uint32_t *place_number = en_arena_raw(arena, m->places, sizeof *place_number);
    if (!applicant_number || !place_number || !make_arrays(a, options, arena)) return EN_ERR_MEMORY;
    if (!number_by(problem->applicant_order, m->applicants, applicant_number) ||
        !number_by(problem->place_order, m->places, place_number))
        return EN_ERR_INPUT;
    a->place_number = place_number;
    for (uint32_t p = 0; p < m->places; p++) a->seats[place_number[p]] = m->seats[p];
    add_people(a, problem, place_number);
    return EN_OK;
}
