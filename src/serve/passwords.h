/* Passwords: hashed by argon2id (19 MiB, 2 passes, 1 lane: OWASP's parameters of 2023), and judged before
 * they are taken, as NIST SP 800-63B-4 asks: long enough, not one of those that are tried first, no rules of
 * composition.
 *
 * Both work on the password in NFKC, so that the same characters typed on another keyboard are the same
 * password.
 */
#ifndef EN_PASSWORDS_H
#define EN_PASSWORDS_H

#include "report.h"

enum {
    EN_PASSWORD_LEAST = 15,  /* characters; what the standard asks where nothing else protects the account */
    EN_PASSWORD_MOST = 1024, /* bytes */
    EN_PASSWORD_ENCODED_BYTES = 128
};

/* EN_ERR_INPUT after reporting, for the column `password`, why it cannot be taken; user and name are those of
 * whose password it is to be. */
EN_MUST_USE en_status en_password_check(en_str password, en_str user, en_str name, en_report *report);

/* Hashes with a new salt, into at most EN_PASSWORD_ENCODED_BYTES with a NUL. */
EN_MUST_USE en_status en_password_hash(en_str password, en_report *report,
                                       char encoded[EN_PASSWORD_ENCODED_BYTES]);

/* *fits: whether it is the password. Nothing encoded takes as long, and never fits. */
EN_MUST_USE en_status en_password_verify(en_str password, en_str encoded, bool *fits);

#endif
