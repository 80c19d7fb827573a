/* Deferred acceptance, places proposing: each place goes down its own order and offers its free seats; an
 * applicant keeps the best offer.
 *
 * A place whose holder leaves for a better offer goes on with its next. The outcome is the stable matching
 * that is best for every place and worst for every applicant. O(wishes · log wishes at a place), for the
 * sorting.
 */
#include "by_place.h"

typedef struct offering {
    const en_match_problem *problem;
    by_place groups;
    uint32_t *next;  /* per place: who gets the next offer */
    uint32_t *stack; /* places with a free seat that may go on */
    uint32_t depth;
    en_match_result *result;
} offering;

/* Offers seats of place p until it is full or its order is at an end. Places that lose a holder go on the
 * stack. */
static void offer_seats(offering *o, uint32_t p)
{
    uint32_t *wish = o->result->wish, *filled = o->result->filled;
    while (filled[p] < o->problem->seats[p] && o->next[p] < o->groups.begin[p + 1]) {
        candidate c = o->groups.candidates[o->next[p]++];
        uint32_t held = wish[c.applicant];
        if (held != EN_MATCH_NONE && held < c.wish) continue; /* an earlier wish is a better one */
        wish[c.applicant] = c.wish;
        filled[p]++;
        if (held == EN_MATCH_NONE) continue;
        uint32_t left = o->problem->wish_place[held];
        if (filled[left]-- == o->problem->seats[left]) o->stack[o->depth++] = left;
    }
}

en_status solve_for_places(const en_match_problem *problem, const en_context *context,
                           en_match_result *result)
{
    en_arena scratch = en_arena_make(((en_arena *)result->memory)->allocator);
    offering o = {.problem = problem, .result = result};
    en_status status = group_by_place(problem, NULL, NULL, context, &scratch, &o.groups);
    o.next = en_arena_raw(&scratch, problem->places, sizeof *o.next);
    o.stack = en_arena_raw(&scratch, problem->places, sizeof *o.stack);
    if (status == EN_OK && (!o.next || !o.stack)) status = EN_ERR_MEMORY;
    for (uint32_t p = 0; p < problem->places && status == EN_OK; p++) {
        o.next[p] = o.groups.begin[p];
        o.stack[problem->places - 1 - p] = p;
    }
    o.depth = problem->places;
    while (status == EN_OK && o.depth > 0) {
        if (en_cancelled(context)) status = EN_ERR_CANCELLED;
        offer_seats(&o, o.stack[--o.depth]);
    }
    en_arena_free(&scratch);
    return status;
}
