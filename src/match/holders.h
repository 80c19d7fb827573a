/* Who holds seats that are filled together: a heap with the weakest on top.
 *
 * A heap may know the line whose members it puts first, and may keep where each applicant stands, so that one
 * can be taken out of its middle. Every operation is O(log holders).
 */
#ifndef EN_HOLDERS_H
#define EN_HOLDERS_H

#include "market.h"

typedef struct holders {
    candidate *at; /* room of them */
    uint32_t count, room;
    const en_match_line *line; /* NULL: nobody is put first */
    uint32_t *position;        /* by applicant; NULL: nobody is taken out of the middle */
} holders;

static inline bool is_member(const en_match_problem *problem, const en_match_line *line, candidate c)
{
    return line->category == 0 || (problem->categories[c.applicant] & line->category) != 0;
}

/* Whether the wish may have a seat of the line at all. */
static inline bool may_take_line(const en_match_problem *problem, const en_match_line *line, candidate c)
{
    if (line->term && (!problem->wish_term || problem->wish_term[c.wish] != line->term)) return false;
    return !line->others_never || c.score == EN_MATCH_HELD || is_member(problem, line, c);
}

/* Holders of held seats stand before members, members before others. */
static inline int rank_at_line(const en_match_problem *problem, const en_match_line *line, candidate c)
{
    if (c.score == EN_MATCH_HELD) return 2;
    return is_member(problem, line, c);
}

/* Whether a comes before b among those who want these seats. */
static inline bool is_stronger(const en_match_problem *problem, const holders *h, candidate a, candidate b)
{
    if (h->line && h->line->category) {
        int first = rank_at_line(problem, h->line, a), second = rank_at_line(problem, h->line, b);
        if (first != second) return first > second;
    }
    return comes_before(problem, a, b);
}

static inline void holders_put(holders *h, uint32_t at, candidate c)
{
    h->at[at] = c;
    if (h->position) h->position[c.applicant] = at;
}

/* c stands at `at`, too weak for those above it: lets it rise to where it belongs. */
static inline void holders_rise(const en_match_problem *problem, holders *h, uint32_t at, candidate c)
{
    for (; at > 0 && is_stronger(problem, h, h->at[(at - 1) / 2], c); at = (at - 1) / 2)
        holders_put(h, at, h->at[(at - 1) / 2]);
    holders_put(h, at, c);
}

/* c stands at `at`, too strong for those below it: lets it sink. */
static inline void holders_sink(const en_match_problem *problem, holders *h, uint32_t at, candidate c)
{
    for (uint32_t child; (child = 2 * at + 1) < h->count; at = child) {
        if (child + 1 < h->count && is_stronger(problem, h, h->at[child], h->at[child + 1])) child++;
        if (is_stronger(problem, h, h->at[child], c)) break;
        holders_put(h, at, h->at[child]);
    }
    holders_put(h, at, c);
}

static inline void holders_push(const en_match_problem *problem, holders *h, candidate c)
{
    holders_rise(problem, h, h->count++, c);
}

/* Puts c in place of the weakest, which is returned. */
static inline candidate holders_replace(const en_match_problem *problem, holders *h, candidate c)
{
    candidate weakest = h->at[0];
    holders_sink(problem, h, 0, c);
    return weakest;
}

static inline candidate holders_pop(const en_match_problem *problem, holders *h)
{
    candidate weakest = h->at[0], last = h->at[--h->count];
    if (h->count > 0) holders_sink(problem, h, 0, last);
    return weakest;
}

/* Takes out the one of this applicant. */
static inline void holders_remove(const en_match_problem *problem, holders *h, uint32_t applicant)
{
    uint32_t at = h->position[applicant];
    candidate last = h->at[--h->count];
    if (at == h->count) return;
    if (at > 0 && is_stronger(problem, h, h->at[(at - 1) / 2], last)) holders_rise(problem, h, at, last);
    else holders_sink(problem, h, at, last);
}

#endif
