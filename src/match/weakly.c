/* A large weakly stable matching of a market with ties on both sides (Kiraly 2013).
 *
 * Applicants propose class by class of their list, a place with a free seat before a full one of the same
 * class. Who has been turned away everywhere tries the list once more, and places then put them before others
 * of equal score who are at their first try. A holder who could still have a free seat of the same class is
 * uncertain, and gives way to any newcomer. A wish that is turned down is struck out; one that an uncertain
 * holder left is not.
 *
 * The paper has places of one seat. A place of q seats stands for q such places that every applicant ties;
 * what happens here is one of the runs that the paper allows there, with newcomers asking first the seat of
 * an uncertain holder, then that of the weakest: who cannot have that one is turned down by all. Hence the
 * bound of 3/2 holds. Full places stay full, so all pointers move forward, twice at most: O(wishes · log
 * seats).
 */
#include "kept_ties.h"

#include <enishi/ties.h>

typedef struct suitor {
    uint32_t at;        /* the first wish that is not struck out, or before it */
    uint32_t class_end; /* behind the last wish of the same rank */
    uint32_t free_at;   /* in that class, no wish before this one is for a place with a free seat */
    uint32_t held;      /* the wish held, or EN_MATCH_NONE */
    uint32_t slot;      /* where in the place's heap */
    bool second;        /* at the second try */
} suitor;

typedef struct host {
    size_t begin; /* its heap, weakest on top, and its list of perhaps uncertain holders begin here */
    uint32_t room, held, doubtful;
} host;

typedef struct courting {
    const en_match_problem *problem;
    const uint32_t *rank;
    suitor *suitors;
    host *hosts;
    candidate *heap;
    uint32_t *doubtful; /* who took a seat while another of their class was free */
    uint8_t *struck;    /* per wish */
} courting;

static bool make_hosts(courting *c, en_arena *arena)
{
    const en_match_problem *problem = c->problem;
    uint32_t *acceptable = en_arena_array(arena, problem->places, sizeof *acceptable);
    uint32_t *seats = seats_to_fill(problem, arena);
    c->hosts = en_arena_array(arena, problem->places, sizeof *c->hosts);
    if (!acceptable || !seats || !c->hosts) return false;
    count_acceptable(problem, acceptable);
    size_t total = 0;
    for (uint32_t p = 0; p < problem->places; p++) {
        c->hosts[p].begin = total;
        c->hosts[p].room = acceptable[p] < seats[p] ? acceptable[p] : seats[p];
        total += c->hosts[p].room;
    }
    c->heap = en_arena_raw(arena, total, sizeof *c->heap);
    c->doubtful = en_arena_raw(arena, total, sizeof *c->doubtful);
    return c->heap && c->doubtful;
}

/* Puts an applicant at the head of the whole list. */
static void start_list(courting *c, uint32_t i)
{
    const uint32_t *begin = c->problem->wish_begin;
    suitor *s = &c->suitors[i];
    s->at = s->class_end = s->free_at = begin[i];
    s->held = EN_MATCH_NONE;
    for (uint32_t w = begin[i]; w < begin[i + 1]; w++) c->struck[w] = !is_acceptable(c->problem, w);
}

static en_status start_courting(courting *c, en_arena *arena)
{
    const en_match_problem *problem = c->problem;
    c->suitors = en_arena_array(arena, problem->applicants, sizeof *c->suitors);
    c->struck = en_arena_raw(arena, wish_count(problem), sizeof *c->struck);
    if (!c->suitors || !c->struck || !make_hosts(c, arena)) return EN_ERR_MEMORY;
    for (uint32_t i = 0; i < problem->applicants; i++) start_list(c, i);
    return EN_OK;
}

/* A wish of the applicant's present class whose place has a free seat, or EN_MATCH_NONE. */
static uint32_t find_free(courting *c, uint32_t i)
{
    suitor *s = &c->suitors[i];
    for (; s->free_at < s->class_end; s->free_at++) {
        const host *h = &c->hosts[c->problem->wish_place[s->free_at]];
        if (!c->struck[s->free_at] && h->held < h->room) return s->free_at;
    }
    return EN_MATCH_NONE;
}

/* The wish to propose for; EN_MATCH_NONE where all are struck out. */
static uint32_t favourite(courting *c, uint32_t i)
{
    suitor *s = &c->suitors[i];
    uint32_t end = c->problem->wish_begin[i + 1];
    while (s->at < end && c->struck[s->at]) s->at++;
    if (s->at == end) return EN_MATCH_NONE;
    if (s->at >= s->class_end) {
        s->free_at = s->at;
        s->class_end = s->at + 1;
        while (s->class_end < end && ties_with(c->rank, s->at, s->class_end)) s->class_end++;
    }
    uint32_t free = find_free(c, i);
    return free == EN_MATCH_NONE ? s->at : free;
}

/* Whether a place puts a before b strictly; ties between equal tries are left to wins_tie where one has to
 * go. */
static bool strictly_before(const courting *c, candidate a, candidate b)
{
    if (a.score != b.score) return a.score > b.score;
    return c->suitors[a.applicant].second && !c->suitors[b.applicant].second;
}

static bool before(const courting *c, candidate a, candidate b)
{
    if (strictly_before(c, a, b)) return true;
    return !strictly_before(c, b, a) && wins_tie(c->problem, a, b);
}

static void put(courting *c, candidate *heap, uint32_t slot, candidate x)
{
    heap[slot] = x;
    c->suitors[x.applicant].slot = slot;
}

/* Puts x into the slot of a heap of n, whose holder has left, and restores its order. */
static void settle(courting *c, candidate *heap, uint32_t n, uint32_t slot, candidate x)
{
    while (slot > 0 && before(c, heap[(slot - 1) / 2], x)) {
        put(c, heap, slot, heap[(slot - 1) / 2]);
        slot = (slot - 1) / 2;
    }
    for (uint32_t child; (child = 2 * slot + 1) < n; slot = child) {
        if (child + 1 < n && before(c, heap[child], heap[child + 1])) child++;
        if (before(c, heap[child], x)) break;
        put(c, heap, slot, heap[child]);
    }
    put(c, heap, slot, x);
    c->suitors[x.applicant].held = x.wish;
}

/* Somebody who holds a seat at p and could have a free one of the same class, or EN_MATCH_NONE. Who is
 * certain once stays so. */
static uint32_t find_uncertain(courting *c, uint32_t p)
{
    host *h = &c->hosts[p];
    while (h->doubtful > 0) {
        uint32_t i = c->doubtful[h->begin + --h->doubtful], held = c->suitors[i].held;
        if (held == EN_MATCH_NONE || c->problem->wish_place[held] != p || c->suitors[i].second) continue;
        if (find_free(c, i) != EN_MATCH_NONE) return i;
    }
    return EN_MATCH_NONE;
}

static void take_free_seat(courting *c, uint32_t p, candidate x)
{
    host *h = &c->hosts[p];
    h->held++;
    settle(c, c->heap + h->begin, h->held, h->held - 1, x);
    if (!c->suitors[x.applicant].second && find_free(c, x.applicant) != EN_MATCH_NONE)
        c->doubtful[h->begin + h->doubtful++] = x.applicant;
}

/* Offers x to its place; returns who is without a seat then, or EN_MATCH_NONE. */
static uint32_t offer(courting *c, candidate x)
{
    uint32_t p = c->problem->wish_place[x.wish];
    host *h = &c->hosts[p];
    candidate *heap = c->heap + h->begin;
    if (h->held < h->room) {
        take_free_seat(c, p, x);
        return EN_MATCH_NONE;
    }
    uint32_t away = find_uncertain(c, p);
    if (away == EN_MATCH_NONE) {
        bool taken = h->held > 0 && strictly_before(c, x, heap[0]);
        c->struck[taken ? heap[0].wish : x.wish] = true;
        if (!taken) return x.applicant;
        away = heap[0].applicant;
    }
    c->suitors[away].held = EN_MATCH_NONE;
    settle(c, heap, h->held, c->suitors[away].slot, x);
    return away;
}

/* Proposes for the applicant, and for whoever is without a seat by it. */
static void court(courting *c, uint32_t applicant)
{
    while (applicant != EN_MATCH_NONE) {
        uint32_t w = favourite(c, applicant);
        if (w != EN_MATCH_NONE) {
            applicant = offer(c, (candidate){c->problem->wish_score[w], applicant, w});
        } else {
            if (c->suitors[applicant].second) return;
            c->suitors[applicant].second = true;
            start_list(c, applicant);
        }
    }
}

static en_status court_all(courting *c, const uint32_t *order, const en_context *context, en_arena *scratch,
                           en_match_result *result)
{
    uint32_t n = c->problem->applicants;
    en_status status = check_order(c->problem, order, scratch);
    if (status == EN_OK) status = start_courting(c, scratch);
    for (uint32_t k = 0; k < n && status == EN_OK; k++) {
        if (pause_at(context, k, n)) status = EN_ERR_CANCELLED;
        else court(c, order[k]);
    }
    for (uint32_t i = 0; i < n && status == EN_OK; i++)
        if (c->suitors[i].held != EN_MATCH_NONE) place_applicant(c->problem, result, i, c->suitors[i].held);
    return status;
}

en_status en_match_solve_weakly(const en_match_problem *problem, const uint32_t *wish_rank,
                                const uint32_t *order, const en_context *context, en_match_result *result)
{
    en_match_result made;
    en_status status = check_kept_ties(problem, wish_rank);
    if (status == EN_OK) status = start_result(problem, context, &made);
    if (status != EN_OK) return status;
    en_arena scratch = en_arena_make(((en_arena *)made.memory)->allocator);
    courting c = {.problem = problem, .rank = wish_rank};
    status = court_all(&c, order, context, &scratch, &made);
    en_arena_free(&scratch);
    return end_result(status, &made, result);
}
