/* Moves that everybody on them would gain by, and that leave a matching stable: none may be left.
 *
 * Applicant- and place-optimal: a cycle of such moves is a rotation. R. Irving and P. Leather, "The
 * complexity of counting stable marriages" (1986). Constrained-efficient: a stable improvement cycle, where
 * those with equal scores are equal. A. Erdil and H. Ergin, "What's the matter with tie-breaking?" (2008).
 * Bound: linear.
 */
#include "verify.h"

/* A move of an applicant to the place of a wish; the chain goes on at `to`. */
typedef struct move {
    uint32_t wish, to;
} move;

/* The i-th move that a chain at place p can go on with; false: there are no more. */
typedef bool moves_at(const en_verify *v, uint32_t p, uint32_t i, move *m);

/* p takes one of those who prefer it; the chain goes on where that one leaves a seat. */
static bool come_to(const en_verify *v, const en_verify_waiter *waiter, move *m)
{
    uint32_t result = v->result[waiter->applicant];
    *m = (move){waiter->wish, result == EN_VERIFY_NONE ? result : v->round.wishes.at[result].place};
    return true;
}

static bool applicants_gain(const en_verify *v, uint32_t p, uint32_t i, move *m)
{
    return i == 0 && v->refused[p] > 0 && come_to(v, en_verify_waiting(v, p), m);
}

/* Of those who prefer p, any that have the best score. */
static bool equals_gain(const en_verify *v, uint32_t p, uint32_t i, move *m)
{
    const en_verify_waiter *at = en_verify_waiting(v, p);
    return i < v->refused[p] && at[i].score == at[0].score && come_to(v, &at[i], m);
}

/* p lets its last go to the next place on their list that would take them in place of its own last. A place
 * with an empty seat would take them too, but holds the same in every stable matching: there the chain ends.
 */
static bool places_gain(const en_verify *v, uint32_t p, uint32_t i, move *m)
{
    const en_intake *round = &v->round;
    if (i > 0 || v->filled[p] == 0 || v->filled[p] < round->seats[p]) return false;
    uint32_t end = round->wishes.first[round->wishes.at[v->last[p]].applicant + 1];
    for (uint32_t w = v->last[p] + 1; w < end; w++) {
        uint32_t q = round->wishes.at[w].place;
        if (!en_verify_acceptable(v, w)) continue;
        *m = (move){w, q};
        if (v->filled[q] < round->seats[q]) return false;
        if (v->filled[q] > 0 && en_verify_compare(v, w, v->last[q]) < 0) return true;
    }
    return false;
}

/* A walk in depth over the places: each is entered once. */
typedef struct walk {
    const en_verify *v;
    moves_at *moves;
    en_report *report;
    move *taken;            /* by place: the move that the chain takes there */
    uint32_t *next, *chain; /* by place: how many of its moves were taken; by depth: the place */
    bool *inside;           /* by place: it is on the chain */
} walk;

static void report_cycle(const walk *w, uint32_t p)
{
    const en_intake *round = &w->v->round;
    uint32_t start = p;
    do {
        const en_intake_wish *wish = &round->wishes.at[w->taken[p].wish];
        uint32_t from = round->wishes.at[w->v->result[wish->applicant]].place;
        en_arg args[] = {en_arg_str("applicant", round->applicants.ids[wish->applicant]),
                         en_arg_str("from", round->places.ids[from]),
                         en_arg_str("to", round->places.ids[wish->place])};
        (void)en_report_add(w->report, EN_ERROR, EN_W_VERIFY_CYCLE, (en_where){0}, 3, args);
        p = w->taken[p].to;
    } while (p != start);
}

static void walk_from(walk *w, uint32_t start)
{
    size_t depth = 0;
    w->chain[depth++] = start;
    while (depth > 0) {
        uint32_t p = w->chain[depth - 1];
        w->inside[p] = w->moves(w->v, p, w->next[p]++, &w->taken[p]);
        if (!w->inside[p]) {
            depth--;
            continue;
        }
        uint32_t to = w->taken[p].to;
        if (to == EN_VERIFY_NONE) continue;
        if (w->inside[to]) report_cycle(w, to);
        else if (w->next[to] == 0) w->chain[depth++] = to;
    }
}

static en_status search(en_verify *v, en_check *check, moves_at *moves)
{
    size_t places = v->round.places.count;
    walk w = {.v = v, .moves = moves, .report = &check->report};
    w.taken = en_arena_raw(&v->arena, places, sizeof *w.taken);
    w.next = en_arena_array(&v->arena, places, sizeof *w.next);
    w.chain = en_arena_raw(&v->arena, places, sizeof *w.chain);
    w.inside = en_arena_array(&v->arena, places, sizeof *w.inside);
    if (!w.taken || !w.next || !w.chain || !w.inside) return EN_ERR_MEMORY;
    for (uint32_t p = 0; p < places; p++)
        if (w.next[p] == 0) walk_from(&w, p);
    check->checked = places;
    return EN_OK;
}

en_status en_verify_optimal(en_verify *v, en_check *check)
{
    return search(v, check, v->round.proposer == 1 ? places_gain : applicants_gain);
}

en_status en_verify_constrained_efficient(en_verify *v, en_check *check)
{
    return search(v, check, equals_gain);
}
