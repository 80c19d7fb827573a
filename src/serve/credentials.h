/* What the files about access share: the cookie and the tokens, attempts to sign in, and turns at hashing. */
#ifndef EN_SERVE_CREDENTIALS_H
#define EN_SERVE_CREDENTIALS_H

#include "access.h"
#include "accounts.h"
#include "secret.h"
#include "sessions.h"

#define EN_KEY_PREFIX "enk_"
#define EN_COOKIE     "enishi"
#define EN_COOKIE_SECURE                                                                                     \
    "__Host-enishi" /* browsers take it by https only, for this host and all its paths                       \
                     */

/* Now, in seconds since 1970. */
int64_t access_now(void);

/* The secret in a Cookie header under this name; empty unless it is there once and has the form of ours. */
en_str access_cookie(en_str header, const char *name);

/* The secret behind "Bearer enk_"; empty unless it has the form of ours. */
en_str access_bearer(en_str header);

/* What X-CSRF-Token must be for the session whose token has this hash. */
void access_csrf(const unsigned char token[EN_SHA256_BYTES], char csrf[EN_SHA256_HEX + 1]);

/* Whether a and b are the same, in a time that does not say where they differ. */
bool access_same(en_str a, en_str b);

/* Set-Cookie with this secret, or, with NULL, with what removes the cookie; empty: no memory. */
en_str access_set_cookie(en_request *request, const char *secret);

/* Counts an attempt to sign in as this user, and refuses with 429 if there were too many. */
EN_MUST_USE en_status access_begin_attempt(en_request *request, en_str user);
void access_attempt_succeeded(en_request *request, en_str user);

/* Waits for a turn at hashing, and refuses with 429 if that takes too long. */
EN_MUST_USE en_status access_take_turn(en_request *request);
void access_give_turn(en_request *request);

/* Begins a session in the transaction of a change, and makes it that of the answer and of the actor. */
EN_MUST_USE en_status access_begin_session(en_request *request, en_store *store, const en_account *account,
                                           bool by_link);

/* Writes the answer of /api/me for the actor. */
EN_MUST_USE en_status access_write_me(en_request *request, const en_account *account);

/* Refuses with 422 and a finding about one property. */
EN_MUST_USE en_status access_refuse_value(en_request *request, const char *property, en_word rule);

/* The number of an account as the log has it, in the request's arena; empty: no memory. */
en_str access_id(en_request *request, int64_t number);

/* Writes "roles": […] or "scopes": […]. */
void access_write_names(en_json *json, const char *key, unsigned bits, const char *const *names,
                        size_t count);

/* The bits of a JSON list of names, which the route's type has checked. */
unsigned access_read_names(const json_t *list, const char *const *names, size_t count);

/* The text of a property of the body; empty: not given. */
en_str access_text(const en_request *request, const char *property);

#endif
