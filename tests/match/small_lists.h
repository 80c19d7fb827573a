/* Whom the places of a small market put first. */
#ifndef EN_TESTS_SMALL_LISTS_H
#define EN_TESTS_SMALL_LISTS_H

#include "small_market.h"

#include <enishi/sequential.h>

enum { MOST_LISTED = MOST_PLACES * MOST_APPLICANTS };

/* Whom places put first, as arrays of their own. */
typedef struct small_lists {
    uint32_t begin[MOST_PLACES + 1], applicant[MOST_LISTED], shared[MOST_APPLICANTS];
    en_match_priorities lists;
} small_lists;

/* Every place lists everyone, in an order of its own, or has no list. */
static inline void draw_lists(small_lists *l, const small_market *m, uint64_t *random)
{
    uint32_t n = m->problem.applicants, at = 0;
    for (uint32_t p = 0; p < m->problem.places; p++) {
        l->begin[p] = at;
        if (check_below(random, 3) == 0) continue;
        shuffled(l->applicant + at, n, random);
        at += n;
    }
    l->begin[m->problem.places] = at;
    shuffled(l->shared, n, random);
    l->lists = (en_match_priorities){l->begin, l->applicant, l->shared, n, NULL};
}

/* The lists of the market that permute() makes. */
static inline void permute_lists(const small_lists *l, const small_market *m, const uint32_t *to,
                                 const uint32_t *place_to, small_lists *out)
{
    uint32_t at = 0;
    for (uint32_t q = 0; q < m->problem.places; q++) {
        uint32_t p = 0;
        while (place_to[p] != q) p++;
        out->begin[q] = at;
        for (uint32_t k = l->begin[p]; k < l->begin[p + 1]; k++) out->applicant[at++] = to[l->applicant[k]];
    }
    out->begin[m->problem.places] = at;
    for (uint32_t k = 0; k < m->problem.applicants; k++) out->shared[k] = to[l->shared[k]];
    out->lists = (en_match_priorities){out->begin, out->applicant, out->shared, m->problem.applicants, NULL};
}

#endif
