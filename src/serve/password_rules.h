/* Which passwords are tried first. See password_rules.c. */
#ifndef EN_PASSWORD_RULES_H
#define EN_PASSWORD_RULES_H

#include "str.h"

extern const size_t en_common_password_count;
extern const char *const en_common_passwords[]; /* data/common-passwords.txt: small letters and digits */

typedef enum en_password_fault {
    EN_PASSWORD_FINE,
    EN_PASSWORD_SHORT,
    EN_PASSWORD_COMMON,
    EN_PASSWORD_PERSONAL,
    EN_PASSWORD_NO_MEMORY
} en_password_fault;

/* password: well-formed UTF-8 in NFKC. least: characters. */
en_password_fault en_password_judge(en_str password, en_str user, en_str name, size_t least);

#endif
