/* Stable improvement cycles (Erdil and Ergin 2008), all of them in one search.
 *
 * Of those who want a seat at place q rather than their own, only the ones with the highest score may take
 * one that is left there: nobody with a higher score is then passed over. An arrow goes from q to the place
 * where such a one holds a seat; a cycle of arrows is an exchange that leaves every place full and every
 * matching stable. The search goes along a path of places. A place all of whose arrows end at places that are
 * done is done for good: who holds a seat at a done place never moves again, so its arrows never change.
 * Carrying out a cycle takes its places off the path; what lies before them stays. Wants only become fewer
 * and arrows are looked at in one direction, and each cycle moves as many applicants up their lists as it has
 * places: O(wishes), after wants are sorted by place.
 */
#include "by_place.h"
#include "kept_ties.h"

#include <enishi/ties.h>

typedef enum progress_of_place { UNSEEN, ON_PATH, DONE } progress_of_place;

typedef struct wanted_place {
    uint32_t at;         /* who of its wants is looked at */
    uint8_t state;       /* progress_of_place */
    bool waits;          /* one before `at` wants it still, and will for good */
    double waiting;      /* their score */
    double lowest_taken; /* no holder has a lower score */
} wanted_place;

typedef struct improving {
    const en_match_problem *problem;
    uint32_t *wish; /* the matching */
    by_place wants; /* per place: who prefers it to what they had at the start */
    wanted_place *places;
    uint32_t *path;
    uint32_t depth;
    bool only_look; /* a cycle is a fault */
    uint64_t cycles;
} improving;

static en_status find_wants(improving *m, const en_context *context, en_arena *scratch)
{
    uint32_t *until = en_arena_raw(scratch, m->problem->applicants, sizeof *until);
    if (!until) return EN_ERR_MEMORY;
    for (uint32_t i = 0; i < m->problem->applicants; i++)
        until[i] = m->wish[i] == EN_MATCH_NONE ? m->problem->wish_begin[i + 1] : m->wish[i];
    return group_by_place(m->problem, NULL, until, context, scratch, &m->wants);
}

static en_status start_improving(improving *m, const en_context *context, en_arena *scratch)
{
    const en_match_problem *problem = m->problem;
    en_status status = find_wants(m, context, scratch);
    if (status != EN_OK) return status;
    m->places = en_arena_array(scratch, problem->places, sizeof *m->places);
    m->path = en_arena_raw(scratch, problem->places, sizeof *m->path);
    if (!m->places || !m->path) return EN_ERR_MEMORY;
    for (uint32_t p = 0; p < problem->places; p++) {
        m->places[p].at = m->wants.begin[p];
        m->places[p].lowest_taken = (double)INFINITY;
    }
    for (uint32_t i = 0; i < problem->applicants; i++) {
        if (m->wish[i] == EN_MATCH_NONE) continue;
        wanted_place *p = &m->places[problem->wish_place[m->wish[i]]];
        double score = problem->wish_score[m->wish[i]];
        if (score < p->lowest_taken) p->lowest_taken = score;
    }
    return EN_OK;
}

static candidate looked_at(const improving *m, uint32_t p) { return m->wants.candidates[m->places[p].at]; }

/* Goes to the next of those with the highest score among who want a seat at p still, and can move; returns
 * the place where they hold a seat, or EN_MATCH_NONE where p is done. */
static uint32_t next_arrow(improving *m, uint32_t p)
{
    wanted_place *place = &m->places[p];
    for (; place->at < m->wants.begin[p + 1]; place->at++) {
        candidate c = looked_at(m, p);
        uint32_t has = m->wish[c.applicant];
        if (has != EN_MATCH_NONE && has <= c.wish) continue; /* has moved up since */
        if (place->waits && c.score < place->waiting) return EN_MATCH_NONE;
        uint32_t from = has == EN_MATCH_NONE ? EN_MATCH_NONE : m->problem->wish_place[has];
        if (from != EN_MATCH_NONE && m->places[from].state != DONE) return from;
        place->waits = true;
        place->waiting = c.score;
    }
    return EN_MATCH_NONE;
}

/* Whether nobody who wants a seat at p has a higher score than one who holds one. */
static bool is_stable_at(const improving *m, uint32_t p)
{
    const wanted_place *place = &m->places[p];
    if (place->waits) return place->waiting <= place->lowest_taken;
    for (uint32_t k = place->at; k < m->wants.begin[p + 1]; k++) {
        candidate c = m->wants.candidates[k];
        if (m->wish[c.applicant] > c.wish) return c.score <= place->lowest_taken;
    }
    return true;
}

/* Everyone on the cycle that begins at `head` and ends where the path does gets the seat they want. */
static en_status exchange(improving *m, uint32_t head)
{
    uint32_t end = m->depth;
    do {
        uint32_t p = m->path[--m->depth];
        candidate c = looked_at(m, p);
        m->wish[c.applicant] = c.wish;
        m->places[p].state = UNSEEN;
        if (c.score < m->places[p].lowest_taken) m->places[p].lowest_taken = c.score;
    } while (m->path[m->depth] != head);
    for (uint32_t k = m->depth; k < end; k++)
        if (!is_stable_at(m, m->path[k])) return EN_ERR_CLAIM;
    m->cycles++;
    return EN_OK;
}

typedef struct telling {
    const en_context *context;
    uint32_t done, places;
} telling;

static en_status follow_path(improving *m, uint32_t start, telling *told)
{
    for (uint32_t to = start;;) {
        if (to == EN_MATCH_NONE) {
            m->places[m->path[--m->depth]].state = DONE;
            told->done++;
        } else if (m->places[to].state == UNSEEN) {
            m->places[to].state = ON_PATH;
            m->path[m->depth++] = to;
        } else {
            if (m->only_look || exchange(m, to) != EN_OK) return EN_ERR_CLAIM;
            en_progress(told->context, told->done, told->places);
            if (en_cancelled(told->context)) return EN_ERR_CANCELLED;
        }
        if (m->depth == 0) return EN_OK;
        to = next_arrow(m, m->path[m->depth - 1]);
    }
}

/* From the places of all who hold a seat. order: NULL where it does not matter. */
static en_status search_cycles(improving *m, const uint32_t *order, const en_context *context)
{
    const en_match_problem *problem = m->problem;
    telling told = {context, 0, problem->places};
    for (uint32_t k = 0; k < problem->applicants; k++) {
        uint32_t i = order ? order[k] : k;
        while (m->wish[i] != EN_MATCH_NONE && m->places[problem->wish_place[m->wish[i]]].state != DONE) {
            en_status status = follow_path(m, problem->wish_place[m->wish[i]], &told);
            if (status != EN_OK) return status;
        }
    }
    return EN_OK;
}

en_status en_match_improve(const en_match_problem *problem, const uint32_t *order, const en_context *context,
                           en_match_result *result, uint64_t *cycles)
{
    en_status status = en_match_check_weakly(problem, NULL, result->wish, context, NULL);
    if (status != EN_OK) return status;
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    improving m = {.problem = problem, .wish = result->wish};
    status = check_order(problem, order, &scratch);
    if (status == EN_OK) status = start_improving(&m, context, &scratch);
    if (status == EN_OK) status = search_cycles(&m, order, context);
    en_arena_free(&scratch);
    if (status == EN_OK && cycles) *cycles = m.cycles;
    return status;
}

en_status en_match_check_improved(const en_match_problem *problem, const uint32_t *wish,
                                  const en_context *context)
{
    en_status status = en_match_check_weakly(problem, NULL, wish, context, NULL);
    if (status != EN_OK) return status;
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    improving m = {.problem = problem, .only_look = true};
    m.wish = en_arena_raw(&scratch, problem->applicants, sizeof *m.wish);
    if (!m.wish) status = EN_ERR_MEMORY;
    for (uint32_t i = 0; i < problem->applicants && status == EN_OK; i++) m.wish[i] = wish[i];
    if (status == EN_OK) status = start_improving(&m, context, &scratch);
    if (status == EN_OK) status = search_cycles(&m, NULL, context);
    en_arena_free(&scratch);
    return status;
}
