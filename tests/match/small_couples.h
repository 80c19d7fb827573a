/* Small random markets with couples, all their matchings, and what blocks these by the definition alone. */
#ifndef EN_TESTS_SMALL_COUPLES_H
#define EN_TESTS_SMALL_COUPLES_H

#include "check.h"

#include <enishi/couples.h>

enum {
    MOST_APPLICANTS = 8,
    MOST_PLACES = 4,
    MOST_COUPLES = 3,
    MOST_JOINT = 6,
    MOST_WISHES = MOST_APPLICANTS * MOST_PLACES
};

typedef struct couples_case {
    uint32_t seats[MOST_PLACES], begin[MOST_APPLICANTS + 1], place[MOST_WISHES], order[MOST_APPLICANTS];
    double score[MOST_WISHES];
    uint64_t tie[MOST_APPLICANTS];
    en_match_couple couple[MOST_COUPLES];
    en_match_joint_wish joint[MOST_COUPLES * MOST_JOINT];
    en_match_problem problem;
    en_match_couples couples;
} couples_case;

typedef struct couples_drawing {
    uint32_t singles, couples, places, seats, joint; /* at most */
} couples_drawing;

static inline void set_case(couples_case *m, uint32_t applicants, uint32_t places, uint32_t couples)
{
    m->problem = (en_match_problem){.applicants = applicants,
                                    .places = places,
                                    .seats = m->seats,
                                    .wish_begin = m->begin,
                                    .wish_place = m->place,
                                    .wish_score = m->score,
                                    .tie = m->tie};
    m->couples = (en_match_couples){m->couple, couples, m->joint, m->order};
}

static inline void shuffled(uint32_t *list, uint32_t n, uint64_t *random)
{
    for (uint32_t k = 0; k < n; k++) list[k] = k;
    for (uint32_t k = 0; k < n; k++) {
        uint32_t at = k + (uint32_t)check_below(random, n - k), swap = list[k];
        list[k] = list[at];
        list[at] = swap;
    }
}

/* A wish for some places, each at most once, as places stand in a random order. */
static inline void draw_wishes(couples_case *m, uint32_t i, uint32_t places, uint32_t n, uint64_t *random)
{
    uint32_t order[MOST_PLACES], w = m->begin[i];
    shuffled(order, places, random);
    for (uint32_t k = 0; k < n; k++, w++) {
        m->place[w] = order[k];
        m->score[w] = check_below(random, 12) == 0 ? EN_MATCH_UNACCEPTABLE : (double)check_below(random, 5);
    }
    m->begin[i + 1] = w;
}

/* Joint wishes of a couple whose members have a wish for every place: no two alike. */
static inline void draw_joint(couples_case *m, en_match_couple *c, uint32_t places, uint32_t most,
                              uint64_t *random)
{
    uint32_t pairs[(MOST_PLACES + 1) * (MOST_PLACES + 1)], n = (places + 1) * (places + 1);
    uint32_t wanted = 1 + (uint32_t)check_below(random, most);
    shuffled(pairs, n, random);
    for (uint32_t k = 0; k < n && c->end - c->begin < wanted; k++) {
        uint32_t p[2] = {pairs[k] / (places + 1), pairs[k] % (places + 1)};
        if (p[0] == places && p[1] == places) continue;
        if ((p[0] == places || p[1] == places) && check_below(random, 2)) continue;
        for (uint32_t a = 0; a < 2; a++)
            m->joint[c->end].wish[a] = p[a] == places ? EN_MATCH_NONE : m->begin[c->applicant[a]] + p[a];
        c->end++;
    }
}

static inline void draw_case(couples_case *m, const couples_drawing *d, uint64_t *random)
{
    uint32_t ids[MOST_APPLICANTS], at = 0, joint = 0;
    uint32_t couples = 1 + (uint32_t)check_below(random, d->couples),
             singles = (uint32_t)check_below(random, d->singles + 1),
             places = 1 + (uint32_t)check_below(random, d->places), n = singles + 2 * couples;
    *m = (couples_case){0};
    for (uint32_t p = 0; p < places; p++)
        m->seats[p] = (uint32_t)check_below(random, 8) == 0 ? 0 : 1 + (uint32_t)check_below(random, d->seats);
    shuffled(ids, n, random);
    shuffled(m->order, n, random);
    for (uint32_t c = 0; c < couples; c++, at += 2)
        m->couple[c] = (en_match_couple){{ids[at], ids[at + 1]}, 0, 0};
    for (uint32_t i = 0; i < n; i++) {
        bool is_member = false;
        for (uint32_t k = 0; k < at; k++) is_member = is_member || ids[k] == i;
        uint32_t wanted = is_member ? places : (uint32_t)check_below(random, places + 1);
        draw_wishes(m, i, places, wanted, random);
        m->tie[i] = check_random(random);
    }
    for (uint32_t c = 0; c < couples; c++) {
        m->couple[c].begin = m->couple[c].end = joint;
        draw_joint(m, &m->couple[c], places, d->joint, random);
        joint = m->couple[c].end;
    }
    set_case(m, n, places, couples);
}

/* ---- the definition */

static inline bool is_single(const couples_case *m, uint32_t i)
{
    for (uint32_t c = 0; c < m->couples.count; c++)
        if (m->couple[c].applicant[0] == i || m->couple[c].applicant[1] == i) return false;
    return true;
}

static inline uint32_t owner_of(const couples_case *m, uint32_t w)
{
    uint32_t i = 0;
    while (m->begin[i + 1] <= w) i++;
    return i;
}

static inline bool is_before(const couples_case *m, uint32_t w, uint32_t other)
{
    if (m->score[w] != m->score[other]) return m->score[w] > m->score[other];
    return m->tie[owner_of(m, w)] < m->tie[owner_of(m, other)];
}

static inline bool is_wanted(const couples_case *m, const uint32_t wanted[2], uint32_t p, uint32_t i)
{
    for (uint32_t k = 0; k < 2; k++)
        if (wanted[k] != EN_MATCH_NONE && m->place[wanted[k]] == p && owner_of(m, wanted[k]) == i)
            return true;
    return false;
}

/* Whether place p would choose the wishes it is asked for, out of them and whom it holds. */
static inline bool would_choose(const couples_case *m, const uint32_t *wish, uint32_t p,
                                const uint32_t wanted[2])
{
    uint32_t set[MOST_APPLICANTS + 2], n = 0;
    for (uint32_t i = 0; i < m->problem.applicants; i++)
        if (!is_wanted(m, wanted, p, i) && wish[i] != EN_MATCH_NONE && m->place[wish[i]] == p)
            set[n++] = wish[i];
    for (uint32_t k = 0; k < 2; k++)
        if (wanted[k] != EN_MATCH_NONE && m->place[wanted[k]] == p) set[n++] = wanted[k];
    for (uint32_t k = 0; k < 2; k++) {
        uint32_t before = 0;
        if (wanted[k] == EN_MATCH_NONE || m->place[wanted[k]] != p) continue;
        for (uint32_t j = 0; j < n; j++) before += set[j] != wanted[k] && is_before(m, set[j], wanted[k]);
        if (before >= m->seats[p]) return false;
    }
    return true;
}

static inline bool would_be(const couples_case *m, const uint32_t *wish, const uint32_t wanted[2])
{
    for (uint32_t k = 0; k < 2; k++) {
        if (wanted[k] == EN_MATCH_NONE) continue;
        if (m->score[wanted[k]] == EN_MATCH_UNACCEPTABLE) return false;
        if (!would_choose(m, wish, m->place[wanted[k]], wanted)) return false;
    }
    return true;
}

static inline uint32_t count_blocking(const couples_case *m, const uint32_t *wish)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < m->problem.applicants; i++)
        for (uint32_t w = m->begin[i]; is_single(m, i) && w < m->begin[i + 1] && w != wish[i]; w++)
            n += would_be(m, wish, (uint32_t[]){w, EN_MATCH_NONE});
    for (uint32_t c = 0; c < m->couples.count; c++)
        for (uint32_t j = m->couple[c].begin; j < m->couple[c].end; j++) {
            const uint32_t *own = m->couple[c].applicant, *wanted = m->joint[j].wish;
            if (wish[own[0]] == wanted[0] && wish[own[1]] == wanted[1]) break;
            n += would_be(m, wish, wanted);
        }
    return n;
}

static inline bool is_feasible(const couples_case *m, const uint32_t *wish)
{
    uint32_t held[MOST_PLACES] = {0};
    for (uint32_t i = 0; i < m->problem.applicants; i++)
        if (wish[i] != EN_MATCH_NONE && (m->score[wish[i]] == EN_MATCH_UNACCEPTABLE ||
                                         ++held[m->place[wish[i]]] > m->seats[m->place[wish[i]]]))
            return false;
    return true;
}

/* ---- all matchings: choice[i] of a single, or of a couple at its first member; the last is to stay out */

static inline void matching_of(const couples_case *m, const uint32_t *choice, uint32_t *wish)
{
    for (uint32_t i = 0; i < m->problem.applicants; i++)
        wish[i] = m->begin[i] + choice[i] < m->begin[i + 1] ? m->begin[i] + choice[i] : EN_MATCH_NONE;
    for (uint32_t c = 0; c < m->couples.count; c++) {
        const en_match_couple *couple = &m->couple[c];
        uint32_t j = couple->begin + choice[couple->applicant[0]];
        for (uint32_t k = 0; k < 2; k++)
            wish[couple->applicant[k]] = j < couple->end ? m->joint[j].wish[k] : EN_MATCH_NONE;
    }
}

static inline bool next_choice(const couples_case *m, uint32_t *choice)
{
    for (uint32_t i = 0; i < m->problem.applicants; i++) {
        uint32_t options = m->begin[i + 1] - m->begin[i];
        for (uint32_t c = 0; c < m->couples.count; c++) {
            if (m->couple[c].applicant[0] == i) options = m->couple[c].end - m->couple[c].begin;
            if (m->couple[c].applicant[1] == i) options = 0;
        }
        if (++choice[i] <= options) return true;
        choice[i] = 0;
    }
    return false;
}

/* The fewest that block any matching. */
static inline uint32_t fewest_blocking(const couples_case *m)
{
    uint32_t choice[MOST_APPLICANTS] = {0}, wish[MOST_APPLICANTS], fewest = UINT32_MAX;
    do {
        matching_of(m, choice, wish);
        if (!is_feasible(m, wish)) continue;
        uint32_t n = count_blocking(m, wish);
        if (n < fewest) fewest = n;
    } while (fewest > 0 && next_choice(m, choice));
    return fewest;
}

/* ---- rows in another order: applicant i becomes to[i], place p becomes place_to[p]; couples stay */

static inline void reorder_case(const couples_case *m, const uint32_t *to, const uint32_t *place_to,
                                couples_case *out)
{
    uint32_t n = m->problem.applicants, w = 0, wish_to[MOST_WISHES];
    *out = (couples_case){0};
    for (uint32_t p = 0; p < m->problem.places; p++) out->seats[place_to[p]] = m->seats[p];
    for (uint32_t j = 0; j < n; j++) {
        uint32_t i = 0;
        while (to[i] != j) i++;
        out->tie[j] = m->tie[i];
        out->begin[j] = w;
        for (uint32_t v = m->begin[i]; v < m->begin[i + 1]; v++, w++) {
            out->place[w] = place_to[m->place[v]];
            out->score[w] = m->score[v];
            wish_to[v] = w;
        }
    }
    out->begin[n] = w;
    for (uint32_t k = 0; k < n; k++) out->order[k] = to[m->order[k]];
    for (uint32_t c = 0; c < m->couples.count; c++) {
        const en_match_couple *couple = &m->couple[c];
        out->couple[c] = (en_match_couple){
            {to[couple->applicant[0]], to[couple->applicant[1]]}, couple->begin, couple->end};
        for (uint32_t j = couple->begin; j < couple->end; j++)
            for (uint32_t k = 0; k < 2; k++) {
                uint32_t v = m->joint[j].wish[k];
                out->joint[j].wish[k] = v == EN_MATCH_NONE ? v : wish_to[v];
            }
    }
    set_case(out, n, m->problem.places, m->couples.count);
}

#endif
