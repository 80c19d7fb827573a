/* Where the promises stand now: computed once for each state of the ledger and each day, and shared by all
 * threads until the last has let go of it.
 */
#ifndef EN_SERVE_STANDING_NOW_H
#define EN_SERVE_STANDING_NOW_H

#include "request.h"
#include "workspace.h"

#include <pthread.h>

typedef struct shared_standing {
    en_standing standing;
    en_date today;
    unsigned users;
} shared_standing;

typedef struct standing_now {
    pthread_mutex_t lock;
    shared_standing *newest; /* NULL: none yet */
} standing_now;

void standing_begin(standing_now *now);
void standing_end(standing_now *now);

/* The day that it is here. */
en_date standing_today(void);

/* Takes what holds for the ledger as the request sees it; to be given back. */
EN_MUST_USE en_status standing_take(en_request *request, shared_standing **taken);
void standing_give(en_request *request, shared_standing *taken);

#endif
