/* Random bytes that nobody can foresee, from the system through libcrypto: for salts and secrets, never for
 * anything that must be repeatable. */
#ifndef EN_RANDOM_H
#define EN_RANDOM_H

#include <enishi/base.h>
#include <openssl/rand.h>

#include <stdbool.h>

/* False where the system has none to give. */
EN_MUST_USE static inline bool en_random_bytes(unsigned char *into, int count)
{
    return RAND_bytes(into, count) == 1;
}

#endif
