/* Who asks, and what they may: sessions, API keys, roles, scopes, cross-site requests, and passwords.
 *
 * Deny by default: a request reaches its handler only after en_access_check. Sessions and keys are looked up
 * in the database at every request, by one indexed statement, so that signing out, disabling an account and a
 * change of roles hold at once, in every thread. See docs/access.md.
 */
#ifndef EN_ACCESS_H
#define EN_ACCESS_H

#include "request.h"

/* What a request shows about who sends it: values of its headers. */
typedef struct en_credentials {
    en_str cookie;        /* Cookie */
    en_str authorization; /* Authorization */
    en_str origin;        /* Origin */
    en_str csrf;          /* X-CSRF-Token */
} en_credentials;

/* Fills request->actor, and refuses with 401 or 403 unless the route is open to it: by role, by the scopes of
 * an API key, and, for methods that change something, by what protects against other sites. EN_OK: the
 * handler may run. To be called when request->store is this thread's. */
EN_MUST_USE en_status en_access_check(en_request *request, const en_credentials *given);

/* Whether the session or the key that was let in still is, for an answer that goes on: false after signing
 * out, revoking, disabling, a change of roles, or at its end. */
bool en_access_holds(const en_request *request, en_store *store);

/* What the server keeps for this: how often somebody failed to sign in, and how many passwords are being
 * hashed. */
typedef struct en_access en_access;
EN_MUST_USE en_access *en_access_make(
    const en_allocator *allocator); /* NULL: no memory, or no random bytes */
void en_access_free(en_access *access);

/* What the core of the server answers about itself. */
en_access *en_server_access(en_server *server);
en_str en_server_origin(const en_server *server);  /* "https://enishi.example": scheme, host and port */
bool en_server_is_secure(const en_server *server); /* whether that is https */
const char *en_server_version(const en_server *server);

/* Whom the request is counted for: the client's address, or what the trusted proxies on this machine say that
 * it is. Empty: nobody knows, since everybody comes by a proxy that does not say. */
en_str en_request_address(en_request *request);

#endif
