/* Hashing and checking passwords. See passwords.h. */
#define _DEFAULT_SOURCE
#include "passwords.h"

#include "password_rules.h"
#include "random.h"

#include <argon2.h>
#include <stdlib.h>
#include <utf8proc.h>

enum { MEMORY_KIB = 19456, PASSES = 2, LANES = 1, SALT_BYTES = 16, HASH_BYTES = 32 };

/* Of nothing: what is verified where there is no password, so that it takes as long. */
static const char no_password[] = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
                                  "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/* In NFKC; the caller gives it to forget(). NULL: no memory, or not UTF-8 (which no JSON text is). */
static char *normalise(en_str password, size_t *size)
{
    utf8proc_uint8_t *normal = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)password.at, (utf8proc_ssize_t)password.size,
                                      &normal, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
    if (n < 0) return NULL;
    *size = (size_t)n;
    return (char *)normal;
}

static void forget(char *normal, size_t size)
{
    explicit_bzero(normal, size);
    free(normal);
}

en_status en_password_hash(en_str password, en_report *report, char encoded[EN_PASSWORD_ENCODED_BYTES])
{
    unsigned char salt[SALT_BYTES];
    if (!en_random_bytes(salt, SALT_BYTES)) {
        (void)en_report_error(report, EN_W_STORE_NO_RANDOM, (en_where){0});
        return EN_ERR_IO;
    }
    size_t size = 0;
    char *normal = normalise(password, &size);
    if (!normal) return EN_ERR_MEMORY;
    int code = argon2id_hash_encoded(PASSES, MEMORY_KIB, LANES, normal, size, salt, SALT_BYTES, HASH_BYTES,
                                     encoded, EN_PASSWORD_ENCODED_BYTES);
    forget(normal, size);
    return code == ARGON2_OK ? EN_OK : EN_ERR_MEMORY;
}

en_status en_password_verify(en_str password, en_str encoded, bool *fits)
{
    char text[EN_PASSWORD_ENCODED_BYTES];
    bool has_one = encoded.size > 0 && encoded.size < sizeof text;
    if (!has_one) encoded = en_str_of(no_password);
    memcpy(text, encoded.at, encoded.size);
    text[encoded.size] = '\0';
    size_t size = 0;
    char *normal = normalise(password, &size);
    if (!normal) return EN_ERR_MEMORY;
    int code = argon2id_verify(text, normal, size);
    forget(normal, size);
    if (code != ARGON2_OK && code != ARGON2_VERIFY_MISMATCH) return EN_ERR_MEMORY;
    *fits = code == ARGON2_OK && has_one;
    return EN_OK;
}

static en_status refuse(en_report *report, en_word rule, size_t arg_count, const en_arg *args)
{
    return en_report_add(report, EN_ERROR, rule, (en_where){.column = en_str_of("password")}, arg_count,
                         args);
}

en_status en_password_check(en_str password, en_str user, en_str name, en_report *report)
{
    size_t size = 0;
    char *normal = normalise(password, &size);
    if (!normal) return EN_ERR_MEMORY;
    en_password_fault fault = en_password_judge((en_str){normal, size}, user, name, EN_PASSWORD_LEAST);
    forget(normal, size);
    en_arg least = en_arg_int("least", EN_PASSWORD_LEAST);
    switch (fault) {
    case EN_PASSWORD_SHORT: return refuse(report, EN_W_ACCESS_PASSWORD_SHORT, 1, &least);
    case EN_PASSWORD_COMMON: return refuse(report, EN_W_ACCESS_PASSWORD_COMMON, 0, NULL);
    case EN_PASSWORD_PERSONAL: return refuse(report, EN_W_ACCESS_PASSWORD_PERSONAL, 0, NULL);
    case EN_PASSWORD_NO_MEMORY: return EN_ERR_MEMORY;
    case EN_PASSWORD_FINE: break;
    }
    return EN_OK;
}
