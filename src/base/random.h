/* Random bytes that nobody can foresee, from the system: for salts and secrets, never for anything that must
 * be repeatable. Asked of the kernel itself: libcrypto's generator allocates, and OpenSSL 3.0 crashes where
 * its first use finds no memory. */
#ifndef EN_RANDOM_H
#define EN_RANDOM_H

#include <enishi/base.h>

#include <stdbool.h>
#include <sys/random.h>

/* At most 256 bytes. False where the system has none to give. */
EN_MUST_USE static inline bool en_random_bytes(unsigned char *into, size_t count)
{
    return getentropy(into, count) == 0;
}

#endif
