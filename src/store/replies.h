/* What was answered to requests with an Idempotency-Key, so that a request that is sent again is not done
 * again. A reply is kept for a day. */
#ifndef EN_REPLIES_H
#define EN_REPLIES_H

#include "sha256.h"
#include "store.h"

enum { EN_REPLY_SECONDS = 24 * 60 * 60, EN_REPLY_KEY_MOST_BYTES = 128 };

/* Which request: who, what, and the key they chose. Borrowed. */
typedef struct en_reply_name {
    int64_t account;
    en_str route, key;
} en_reply_name;

typedef struct en_reply {
    bool is_there;
    unsigned char digest[EN_SHA256_BYTES]; /* of what was asked */
    int status;                            /* 0: not known, or not yet */
    en_str tag, location, body;
} en_reply;

/* The reply, in the arena. now: seconds since 1970. */
EN_MUST_USE en_status en_reply_find(en_store *store, en_reply_name name, int64_t now, en_arena *arena,
                                    en_report *report, en_reply *reply);

/* Takes the key for this request, and forgets old replies. In the transaction of the change. *is_taken: the
 * same key has come first. */
EN_MUST_USE en_status en_reply_begin(en_store *store, en_reply_name name,
                                     const unsigned char digest[EN_SHA256_BYTES], int64_t now,
                                     en_report *report, bool *is_taken);

/* Keeps what was answered. In a transaction. */
EN_MUST_USE en_status en_reply_end(en_store *store, en_reply_name name, const en_reply *reply,
                                   en_report *report);

/* Forgets all answers of this route: they may say something of a person who is erased. */
EN_MUST_USE en_status en_replies_forget(en_store *store, const char *route, en_report *report);

#endif
