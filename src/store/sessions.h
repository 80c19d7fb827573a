/* Sessions of people who have signed in. What is stored is the SHA-256 of the token in their cookie. */
#ifndef EN_SESSIONS_H
#define EN_SESSIONS_H

#include "sha256.h"
#include "store.h"

enum { EN_SESSION_IDLE_SECONDS = 12 * 3600, EN_SESSION_MOST_SECONDS = 7 * 24 * 3600 };

/* What a request needs to know of who sends it: of a session or of an API key. */
typedef struct en_holder {
    int64_t number; /* of the session or the key; 0: there is none that holds */
    int64_t account;
    en_str user;
    unsigned roles;
    en_str applicant;
    int64_t used_at; /* seconds since 1970; of a key 0: never */
    int64_t made_at;
    unsigned scopes; /* of a key */
    bool by_link;    /* of a session: made by a one-time link */
} en_holder;

/* The session of this token if it holds at `now` and its account is not disabled; texts in the arena. */
EN_MUST_USE en_status en_session_find(en_store *store, const unsigned char token[EN_SHA256_BYTES],
                                      int64_t now, en_arena *arena, en_report *report, en_holder *holder);

/* Begins one, and deletes those that hold no more. */
EN_MUST_USE en_status en_session_add(en_store *store, int64_t account,
                                     const unsigned char token[EN_SHA256_BYTES], bool by_link, int64_t now,
                                     en_report *report);
EN_MUST_USE en_status en_session_touch(en_store *store, int64_t session, int64_t now, en_report *report);
EN_MUST_USE en_status en_session_end(en_store *store, int64_t session, en_report *report);
EN_MUST_USE en_status en_sessions_end(en_store *store, int64_t account, en_report *report); /* all of it */

/* How many have not ended. */
EN_MUST_USE en_status en_session_count(en_store *store, int64_t now, en_report *report, int64_t *count);

#endif
