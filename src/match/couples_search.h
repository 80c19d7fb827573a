/* Exact search for a stable matching with couples; see couples_search.c. */
#ifndef EN_COUPLES_SEARCH_H
#define EN_COUPLES_SEARCH_H

#include "couples.h"

/* A matching in which every wish of a couple's member that takes part stands alone. */
typedef struct filling {
    uint32_t *held;   /* per applicant: of a single, the wish held */
    uint32_t *next;   /* per place: how far down its list it went */
    uint32_t *filled; /* per place */
    bool *seated;     /* per wish of a member that its place went past */
} filling;

/* Options of a couple are its joint wishes, and to stay unplaced, which stands behind all joint wishes. */
typedef struct search {
    const couples_market *m;
    const en_context *context;
    by_place lists;
    uint32_t *at;    /* per wish: where in its place's list */
    uint32_t joints; /* how many joint wishes there may be; option joints + c: couple c stays unplaced */
    bool *possible;  /* per option */
    uint32_t *left;  /* per couple: how many options are possible */
    uint32_t *uses;  /* per wish of a member: in how many possible joint wishes */
    uint32_t *trail; /* options in the order in which they were ruled out */
    uint32_t *owner; /* couple of each entry of the trail */
    uint32_t trail_count;
    filling least, most;                  /* places as empty, and as full, as they can be below a node */
    uint32_t *stack;                      /* places */
    bool *given_up_wish, *given_up_joint; /* these do not exist */
    bool *used_wish, *used_joint;         /* on these the proof that none exists rests */
    uint64_t nodes, most_nodes;
} search;

en_status make_search(search *s, const couples_market *m, const en_context *context, en_arena *arena);

/* EN_OK: found, and in `wish`. EN_ERR_IMPOSSIBLE: there is none; used_wish and used_joint hold the wishes one
 * of which would have to be given up for that to change. EN_ERR_LIMIT, EN_ERR_CANCELLED. */
en_status find_stable(search *s, uint32_t *wish);

#endif
