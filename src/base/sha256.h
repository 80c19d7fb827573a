/* SHA-256 (FIPS 180-4), by libcrypto: the one-shot low-level calls, which are the fast ones for short inputs.
 */
#ifndef EN_SHA256_H
#define EN_SHA256_H

#include "str.h"

#ifndef OPENSSL_SUPPRESS_DEPRECATED
#define OPENSSL_SUPPRESS_DEPRECATED
#endif
#include <openssl/sha.h>

enum { EN_SHA256_BYTES = 32, EN_SHA256_HEX = 64 };

typedef struct en_sha256 {
    SHA256_CTX state;
} en_sha256;

static inline void en_sha256_start(en_sha256 *hash) { SHA256_Init(&hash->state); }
static inline void en_sha256_add(en_sha256 *hash, const void *bytes, size_t n)
{
    SHA256_Update(&hash->state, bytes, n);
}
static inline void en_sha256_end(en_sha256 *hash, unsigned char digest[EN_SHA256_BYTES])
{
    SHA256_Final(digest, &hash->state);
}

/* Lower-case hex with a NUL. */
static inline void en_sha256_hex(const unsigned char digest[EN_SHA256_BYTES], char hex[EN_SHA256_HEX + 1])
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 0; i < EN_SHA256_BYTES; i++) {
        hex[2 * i] = digits[digest[i] >> 4];
        hex[2 * i + 1] = digits[digest[i] & 15];
    }
    hex[EN_SHA256_HEX] = '\0';
}

#endif
