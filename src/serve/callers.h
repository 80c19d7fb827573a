/* How many connections each caller has open: of IPv6 the callers of a /64 are one, as in address.h, who have
 * any of its addresses at no cost.
 *
 * A table of chains with as many entries as there are callers now; used under one lock.
 */
#ifndef EN_SERVE_CALLERS_H
#define EN_SERVE_CALLERS_H

#include "address.h"

typedef struct caller_count caller_count;

enum { CALLER_CHAINS = 1024 };

/* Zeroed, nobody calls. */
typedef struct callers {
    caller_count *chains[CALLER_CHAINS];
} callers;

/* Counts one more of this caller; NULL, and nothing is counted: there are `most` already, or no memory. */
caller_count *callers_add(callers *all, const caller *from, int64_t most);

/* One that was counted has gone. NULL is fine. */
void callers_remove(callers *all, caller_count *one);

#endif
