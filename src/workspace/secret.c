/* See secret.h. One round of SHA-256 is enough where the secret itself has 256 random bits. */
#include "secret.h"

#include "random.h"

void en_secret_hash(en_str text, unsigned char hash[EN_SHA256_BYTES])
{
    en_sha256 state;
    en_sha256_start(&state);
    en_sha256_add(&state, text.at, text.size);
    en_sha256_end(&state, hash);
}

en_status en_secret_make(en_secret *secret, en_report *report)
{
    unsigned char bytes[EN_SHA256_BYTES];
    if (!en_random_bytes(bytes, EN_SHA256_BYTES)) {
        (void)en_report_error(report, EN_W_STORE_NO_RANDOM, (en_where){0});
        return EN_ERR_IO;
    }
    en_sha256_hex(bytes, secret->text);
    en_secret_hash((en_str){secret->text, EN_SECRET_BYTES}, secret->hash);
    return EN_OK;
}
