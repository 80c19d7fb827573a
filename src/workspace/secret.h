/* Secrets that let somebody in: tokens of sessions, API keys, one-time links. 256 random bits as 64 hex
 * digits; what is stored is their SHA-256, so that who reads the database cannot use them.
 */
#ifndef EN_SECRET_H
#define EN_SECRET_H

#include "report.h"
#include "sha256.h"

/* What stands between the address of the server and the secret of a one-time link. */
#define EN_SIGN_IN_PATH "/#/sign-in/"

enum { EN_SECRET_BYTES = EN_SHA256_HEX };

typedef struct en_secret {
    char text[EN_SECRET_BYTES + 1];
    unsigned char hash[EN_SHA256_BYTES];
} en_secret;

/* A new one; EN_ERR_IO after reporting where the system gives no random bytes. */
EN_MUST_USE en_status en_secret_make(en_secret *secret, en_report *report);

/* What is stored of the text that somebody shows. */
void en_secret_hash(en_str text, unsigned char hash[EN_SHA256_BYTES]);

#endif
