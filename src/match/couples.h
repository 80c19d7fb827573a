/* What the algorithms for couples share. A party is a single or a couple; it goes by its first applicant. Its
 * options are a single's wishes or a couple's joint wishes, by their indices, best first.
 */
#ifndef EN_COUPLES_H
#define EN_COUPLES_H

#include "by_place.h"

#include <enishi/couples.h>

typedef struct couples_market {
    const en_match_problem *problem;
    const en_match_couples *couples;
    uint32_t *couple_of; /* applicants; EN_MATCH_NONE: a single */
} couples_market;

/* What a party asks of one place: all of these wishes together, the one that the place puts first first. */
typedef struct asking {
    uint32_t place, n;
    candidate wish[2];
} asking;

/* EN_ERR_USAGE or EN_ERR_INPUT where couples are none. */
en_status make_couples_market(const en_match_problem *problem, const en_match_couples *couples,
                              en_arena *arena, couples_market *market);

static inline const en_match_couple *couple_of(const couples_market *m, uint32_t applicant)
{
    uint32_t c = m->couple_of[applicant];
    return c == EN_MATCH_NONE ? NULL : &m->couples->couples[c];
}

static inline uint32_t party_of(const couples_market *m, uint32_t applicant)
{
    const en_match_couple *couple = couple_of(m, applicant);
    return couple ? couple->applicant[0] : applicant;
}

/* The joint wish by which a couple has these two wishes; its end where it has none. */
static inline uint32_t find_joint(const en_match_couples *couples, const en_match_couple *couple,
                                  const uint32_t had[2])
{
    uint32_t j = couple->begin;
    for (; j < couple->end; j++) {
        const uint32_t *wish = couples->joint_wishes[j].wish;
        if (wish[0] == had[0] && wish[1] == had[1]) break;
    }
    return j;
}

/* What a joint wish asks: of how many places, 1 or 2; 0 where it does not count. */
uint32_t ask_jointly(const couples_market *m, const en_match_couple *couple, uint32_t joint, asking asks[2]);

/* The same for an option of any party. */
uint32_t ask(const couples_market *m, uint32_t party, uint32_t option, asking asks[2]);

/* Everything that blocks a feasible matching, singles first; *list has *count entries. EN_ERR_CLAIM where the
 * matching is not feasible. Time O(wishes + joint wishes). */
en_status list_blocking(const couples_market *m, const uint32_t *wish, en_arena *arena,
                        en_match_couples_blocking **list, uint32_t *count);

/* Roth and Peranson's algorithm: see couples_insert.c. *aside: how many couples it left over; they are not
 * placed. wish: applicants, what it comes to; stable if nobody was put aside. */
en_status insert_couples(const couples_market *m, en_match_couples_limits limits, const en_context *context,
                         uint32_t *wish, uint32_t *aside, uint64_t *steps);

/* The matching in which the fewest wishes block, by exact search: see couples_fewest.c. *least comes in as
 * how many block in the matching that is known. EN_OK: it is now proven that as many, and no fewer, block in
 * the best matching; it is in `wish` if that is a better one. EN_ERR_LIMIT: no matching has fewer than
 * *least. */
en_status find_fewest(const couples_market *m, uint64_t most_nodes, const en_context *context, uint32_t *wish,
                      uint32_t *least, uint64_t *nodes);

#endif
