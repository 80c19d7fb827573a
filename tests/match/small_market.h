/* Small random markets for the tests of the engine, their matchings one after another, and their rows in
 * another order. */
#ifndef EN_TESTS_SMALL_MARKET_H
#define EN_TESTS_SMALL_MARKET_H

#include "check.h"

#include <enishi/match.h>

enum { MOST_APPLICANTS = 6, MOST_PLACES = 5, MOST_WISHES = MOST_APPLICANTS * MOST_PLACES };

typedef struct small_market {
    uint32_t seats[MOST_PLACES], begin[MOST_APPLICANTS + 1], place[MOST_WISHES], rank[MOST_WISHES];
    double score[MOST_WISHES];
    uint64_t tie[MOST_APPLICANTS], wish_tie[MOST_WISHES];
    bool tie_per_wish;
    uint32_t order[MOST_APPLICANTS];
    en_match_problem problem;
} small_market;

typedef struct drawing {
    uint32_t applicants, places, most_wishes, most_seats; /* at most */
    uint32_t scores;                                      /* so many different ones */
    uint32_t least_wishes;
    uint32_t refuse; /* one wish of so many is not acceptable; 0: none */
} drawing;

static inline void shuffle(uint32_t *list, uint32_t n, uint64_t *random)
{
    for (uint32_t k = 0; k < n; k++) {
        uint32_t at = k + (uint32_t)check_below(random, n - k), swap = list[k];
        list[k] = list[at];
        list[at] = swap;
    }
}

static inline void shuffled(uint32_t *list, uint32_t n, uint64_t *random)
{
    for (uint32_t k = 0; k < n; k++) list[k] = k;
    shuffle(list, n, random);
}

static inline bool one_of(uint64_t *random, uint32_t n) { return n > 0 && check_below(random, n) == 0; }

/* The problem that the arrays are. */
static inline void set_problem(small_market *m, uint32_t applicants, uint32_t places)
{
    m->problem = (en_match_problem){.applicants = applicants,
                                    .places = places,
                                    .seats = m->seats,
                                    .wish_begin = m->begin,
                                    .wish_place = m->place,
                                    .wish_score = m->score,
                                    .tie = m->tie_per_wish ? m->wish_tie : m->tie,
                                    .tie_per_wish = m->tie_per_wish};
}

static inline void draw_small(small_market *m, const drawing *d, uint64_t *random)
{
    *m = (small_market){0};
    uint32_t applicants = 1 + (uint32_t)check_below(random, d->applicants), wishes = 0;
    uint32_t places = 1 + (uint32_t)check_below(random, d->places);
    for (uint32_t p = 0; p < places; p++) {
        m->seats[p] = (uint32_t)check_below(random, d->most_seats + 1);
    }
    m->tie_per_wish = check_below(random, 2);
    shuffled(m->order, applicants, random);
    for (uint32_t i = 0; i < applicants; i++) {
        uint32_t list[MOST_PLACES], most = places < d->most_wishes ? places : d->most_wishes, rank = 1;
        uint32_t least = most < d->least_wishes ? most : d->least_wishes;
        uint32_t n = least + (uint32_t)check_below(random, most + 1 - least);
        shuffled(list, places, random);
        m->begin[i] = wishes;
        m->tie[i] = check_below(random, 1000) * MOST_APPLICANTS + i;
        for (uint32_t k = 0; k < n; k++) {
            m->place[wishes] = list[k];
            m->wish_tie[wishes] = check_below(random, 1000) * MOST_WISHES + wishes;
            m->rank[wishes] = rank += k > 0 && check_below(random, 2);
            m->score[wishes++] =
                one_of(random, d->refuse) ? EN_MATCH_UNACCEPTABLE : (double)check_below(random, d->scores);
        }
    }
    m->begin[applicants] = wishes;
    set_problem(m, applicants, places);
}

static inline uint32_t wish_for(const small_market *m, uint32_t applicant, uint32_t place)
{
    for (uint32_t w = m->begin[applicant]; w < m->begin[applicant + 1]; w++)
        if (m->place[w] == place) return w;
    return EN_MATCH_NONE;
}

/* Same market, rows elsewhere: applicant i becomes to[i], place p becomes place_to[p]. */
static inline void permute(const small_market *m, const uint32_t *to, const uint32_t *place_to,
                           small_market *out)
{
    uint32_t n = m->problem.applicants, wishes = 0;
    for (uint32_t p = 0; p < m->problem.places; p++) {
        out->seats[place_to[p]] = m->seats[p];
    }
    for (uint32_t j = 0; j < n; j++) {
        uint32_t i = 0;
        while (to[i] != j) i++;
        out->begin[j] = wishes;
        out->tie[j] = m->tie[i];
        for (uint32_t w = m->begin[i]; w < m->begin[i + 1]; w++, wishes++) {
            out->place[wishes] = place_to[m->place[w]];
            out->rank[wishes] = m->rank[w];
            out->wish_tie[wishes] = m->wish_tie[w];
            out->score[wishes] = m->score[w];
        }
    }
    out->begin[n] = wishes;
    out->tie_per_wish = m->tie_per_wish;
    for (uint32_t k = 0; k < n; k++) out->order[k] = to[m->order[k]];
    set_problem(out, n, m->problem.places);
}

/* Whether two results are the same but for where rows stand. */
static inline void expect_permuted(const small_market *m, const uint32_t *wish, const uint32_t *to,
                                   const small_market *other, const uint32_t *other_wish)
{
    for (uint32_t i = 0; i < m->problem.applicants; i++) {
        uint32_t w = other_wish[to[i]];
        if (wish[i] == EN_MATCH_NONE) assert_int_equal(w, EN_MATCH_NONE);
        else assert_int_equal(w - other->begin[to[i]], wish[i] - m->begin[i]);
    }
}

/* All feasible matchings one after another: `choice` counts, from all zero. False at the end. */
static inline bool next_choice(const small_market *m, uint32_t *choice)
{
    for (uint32_t i = 0; i < m->problem.applicants; i++) {
        if (++choice[i] <= m->begin[i + 1] - m->begin[i]) return true;
        choice[i] = 0;
    }
    return false;
}

/* The matching that a choice stands for: the last choice of each applicant is to stay unplaced. False where
 * it is not feasible. */
static inline bool matching_of(const small_market *m, const uint32_t *choice, uint32_t *wish)
{
    uint32_t held[MOST_PLACES] = {0};
    bool feasible = true;
    for (uint32_t i = 0; i < m->problem.applicants; i++) {
        uint32_t w = m->begin[i] + choice[i];
        wish[i] = w == m->begin[i + 1] ? EN_MATCH_NONE : w;
        if (wish[i] == EN_MATCH_NONE) continue;
        uint32_t p = m->place[w];
        if (m->score[w] == EN_MATCH_UNACCEPTABLE || ++held[p] > m->seats[p]) feasible = false;
    }
    return feasible;
}

static inline uint32_t size_of(const small_market *m, const uint32_t *wish)
{
    uint32_t size = 0;
    for (uint32_t i = 0; i < m->problem.applicants; i++) size += wish[i] != EN_MATCH_NONE;
    return size;
}

/* Whether a is at least as good as b for everyone, and better for someone; by the own strict order. */
static inline bool dominates(const small_market *m, const uint32_t *a, const uint32_t *b)
{
    bool better = false;
    for (uint32_t i = 0; i < m->problem.applicants; i++) {
        if (a[i] > b[i]) return false;
        better |= a[i] < b[i];
    }
    return better;
}

#endif
