/* API keys: secrets with which programs ask in the name of an account, narrowed by scopes. */
#ifndef EN_KEYS_H
#define EN_KEYS_H

#include "sessions.h"

enum { EN_KEYS_MOST = 100 }; /* of one account */

typedef struct en_api_key {
    int64_t key, account;
    en_str name;
    unsigned scopes;
    int64_t made_at, expires_at, used_at; /* seconds since 1970; 0: never */
} en_api_key;

/* The key of this secret if it has not expired and its account is not disabled. */
EN_MUST_USE en_status en_key_find(en_store *store, const unsigned char secret[EN_SHA256_BYTES], int64_t now,
                                  en_arena *arena, en_report *report, en_holder *holder);

/* Makes one; *number is 0 where the account has EN_KEYS_MOST already. */
EN_MUST_USE en_status en_key_add(en_store *store, const en_api_key *key,
                                 const unsigned char secret[EN_SHA256_BYTES], en_report *report,
                                 int64_t *number);
EN_MUST_USE en_status en_key_touch(en_store *store, int64_t key, int64_t now, en_report *report);

/* Revokes it if it is of this account; *removed says whether. */
EN_MUST_USE en_status en_key_remove(en_store *store, int64_t account, int64_t key, en_report *report,
                                    bool *removed);

/* Revokes all of an account. */
EN_MUST_USE en_status en_keys_end(en_store *store, int64_t account, en_report *report);

/* Those of an account with numbers above `after`, in order. */
EN_MUST_USE en_status en_keys_list(en_store *store, int64_t account, int64_t after, size_t limit,
                                   en_arena *arena, en_report *report, en_api_key **keys, size_t *count);

#endif
