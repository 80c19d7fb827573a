/* Deferred acceptance, applicants proposing one at a time (McVitie and Wilson 1971).
 *
 * Each place keeps its holders in a heap with the weakest on top. An applicant proposes down the list;
 * whoever is turned away goes on at once, so the whole state is one applicant in hand. The order of proposals
 * does not matter. O(wishes · log seats).
 */
#include "market.h"

enum { CANCEL_EVERY = 1 << 14 };

/* What is looked at for every proposal, in one piece of memory: most are turned away by it alone. */
typedef struct place_state {
    candidate weakest; /* the top of its heap, where it holds somebody */
    size_t begin;      /* its heap is heap[begin] … */
    uint32_t room, held;
} place_state;

typedef struct holding {
    const en_match_problem *problem;
    candidate *heap;
    place_state *places;
} holding;

/* Room for min(seats, acceptable wishes) holders a place. */
static bool make_room(holding *h, en_arena *arena)
{
    const en_match_problem *problem = h->problem;
    uint32_t *acceptable = en_arena_array(arena, problem->places, sizeof *acceptable);
    h->places = en_arena_array(arena, problem->places, sizeof *h->places);
    if (!acceptable || !h->places) return false;
    count_acceptable(problem, acceptable);
    size_t total = 0;
    for (uint32_t p = 0; p < problem->places; p++) {
        uint32_t room = acceptable[p] < problem->seats[p] ? acceptable[p] : problem->seats[p];
        h->places[p].begin = total;
        h->places[p].room = room;
        total += room;
    }
    h->heap = en_arena_raw(arena, total, sizeof *h->heap);
    return h->heap != NULL;
}

/* Puts c in place of the weakest on top. */
static void replace_top(const en_match_problem *problem, candidate *heap, size_t n, candidate c)
{
    size_t root = 0;
    for (size_t child; (child = 2 * root + 1) < n; root = child) {
        if (child + 1 < n && comes_before(problem, heap[child], heap[child + 1])) child++;
        if (comes_before(problem, heap[child], c)) break;
        heap[root] = heap[child];
    }
    heap[root] = c;
}

static void push(const en_match_problem *problem, candidate *heap, size_t n, candidate c)
{
    size_t at = n;
    while (at > 0 && comes_before(problem, heap[(at - 1) / 2], c)) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = c;
}

/* Offers c to its place; returns who is turned away (perhaps c), or applicant EN_MATCH_NONE. */
static candidate offer(holding *h, candidate c)
{
    static const candidate nobody = {0, EN_MATCH_NONE, EN_MATCH_NONE};
    place_state *place = &h->places[h->problem->wish_place[c.wish]];
    candidate *heap = h->heap + place->begin, weakest = place->weakest;
    if (place->held < place->room) {
        push(h->problem, heap, place->held++, c);
        place->weakest = heap[0];
        return nobody;
    }
    if (place->room == 0 || comes_before(h->problem, weakest, c)) return c;
    replace_top(h->problem, heap, place->held, c);
    place->weakest = heap[0];
    return weakest;
}

/* Proposes for the applicant from wish `next` on, and for whoever is turned away by it. */
static void propose(holding *h, uint32_t applicant, uint32_t next)
{
    const en_match_problem *problem = h->problem;
    while (applicant != EN_MATCH_NONE) {
        uint32_t end = problem->wish_begin[applicant + 1];
        while (next < end && !is_acceptable(problem, next)) next++;
        if (next == end) return;
        candidate away = offer(h, (candidate){problem->wish_score[next], applicant, next});
        applicant = away.applicant;
        next = away.wish + 1;
    }
}

en_status solve_for_applicants(const en_match_problem *problem, const en_context *context,
                               en_match_result *result)
{
    en_arena scratch = en_arena_make(((en_arena *)result->memory)->allocator);
    holding h = {.problem = problem};
    en_status status = make_room(&h, &scratch) ? EN_OK : EN_ERR_MEMORY;
    for (uint32_t i = 0; i < problem->applicants && status == EN_OK; i++) {
        if (i % CANCEL_EVERY == 0) {
            if (en_cancelled(context)) status = EN_ERR_CANCELLED;
            en_progress(context, i, problem->applicants);
        }
        propose(&h, i, problem->wish_begin[i]);
    }
    for (uint32_t p = 0; p < problem->places && status == EN_OK; p++) {
        result->filled[p] = h.places[p].held;
        for (size_t k = 0; k < h.places[p].held; k++) {
            candidate c = h.heap[h.places[p].begin + k];
            result->wish[c.applicant] = c.wish;
        }
    }
    en_arena_free(&scratch);
    return status;
}
