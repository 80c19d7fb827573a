/* How often somebody may try: after some free attempts each failure doubles the time until the next one.
 *
 * A bounded table, set-associative, whose slots are found by a keyed hash, so that nobody can choose names
 * that push others out. In a full set the one gives way that has failed least, and of those the oldest. An
 * attempt counts as a failure from its beginning, so that many at once are not free; a success takes that
 * back.
 */
#ifndef EN_THROTTLE_H
#define EN_THROTTLE_H

#include "str.h"

#include <pthread.h>

enum { EN_THROTTLE_SETS = 512, EN_THROTTLE_WAYS = 8, EN_THROTTLE_KEY_BYTES = 16 };

/* What is counted. */
typedef struct en_throttle_limits {
    uint32_t free;          /* failures without a wait */
    int64_t most_seconds;   /* the longest wait */
    int64_t forget_seconds; /* without an attempt: as if nothing had been */
} en_throttle_limits;

typedef struct en_throttle_slot {
    uint64_t name; /* its keyed hash; 0: free */
    uint32_t failures;
    int64_t last, until; /* milliseconds */
} en_throttle_slot;

typedef struct en_throttle {
    en_throttle_limits limits;
    unsigned char key[EN_THROTTLE_KEY_BYTES];
    pthread_mutex_t lock;
    en_throttle_slot slots[EN_THROTTLE_SETS][EN_THROTTLE_WAYS];
} en_throttle;

/* Makes it in place, with random bytes as the key. */
void en_throttle_make(en_throttle *throttle, en_throttle_limits limits,
                      const unsigned char key[EN_THROTTLE_KEY_BYTES]);
void en_throttle_free(en_throttle *throttle);

/* 0: go on, and the attempt counts; else in how many seconds it may be made, and it does not count. `now` in
 * milliseconds of a clock that does not jump. */
int64_t en_throttle_begin(en_throttle *throttle, en_str name, int64_t now);

/* Whether an attempt of the name counted and is not forgotten. */
bool en_throttle_knows(en_throttle *throttle, en_str name, int64_t now);

/* The attempt was none: takes it back. */
void en_throttle_take_back(en_throttle *throttle, en_str name, int64_t now);

/* Forgets all failures of the name. */
void en_throttle_forget(en_throttle *throttle, en_str name);

#endif
