/* Deferred acceptance, applicants proposing: the fast path for places that choose by seats alone.
 *
 * Each place keeps its holders in a heap with the weakest on top. O(wishes · log seats).
 */
#include "holders.h"
#include "propose.h"

/* What is looked at for every proposal, in one piece of memory: most are turned away by it alone. */
typedef struct place_state {
    candidate weakest; /* the top of its heap, where it holds somebody */
    holders holders;
} place_state;

typedef struct holding {
    const en_match_problem *problem;
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
        holders *held = &h->places[p].holders;
        held->room = acceptable[p] < problem->seats[p] ? acceptable[p] : problem->seats[p];
        total += held->room;
    }
    candidate *at = en_arena_raw(arena, total, sizeof *at);
    for (uint32_t p = 0; p < problem->places && at; p++) {
        h->places[p].holders.at = at;
        at += h->places[p].holders.room;
    }
    return at != NULL;
}

static inline candidate offer(void *state, candidate c)
{
    holding *h = state;
    place_state *place = &h->places[h->problem->wish_place[c.wish]];
    holders *held = &place->holders;
    candidate away = nobody;
    if (held->count < held->room) holders_push(h->problem, held, c);
    else if (held->room == 0 || comes_before(h->problem, place->weakest, c)) return c;
    else away = holders_replace(h->problem, held, c);
    place->weakest = held->at[0];
    return away;
}

en_status solve_for_applicants(const en_match_problem *problem, const en_context *context,
                               en_match_result *result)
{
    en_arena scratch = en_arena_make(((en_arena *)result->memory)->allocator);
    holding h = {.problem = problem};
    en_status status = make_room(&h, &scratch) ? EN_OK : EN_ERR_MEMORY;
    if (status == EN_OK) status = propose_all(problem, context, offer, &h);
    for (uint32_t p = 0; p < problem->places && status == EN_OK; p++) {
        const holders *held = &h.places[p].holders;
        result->filled[p] = held->count;
        for (uint32_t k = 0; k < held->count; k++) result->wish[held->at[k].applicant] = held->at[k].wish;
    }
    en_arena_free(&scratch);
    return status;
}
