/* Who asks, and whether they may. See access.h and docs/access.md. */
#include "credentials.h"
#include "keys.h"

/* A use of a session or a key is written down again only after this long, so that reading does not write. */
enum { TOUCH_SESSION_SECONDS = 600, TOUCH_KEY_SECONDS = 3600, FRESH_LINK_SECONDS = 3600 };

static en_status touch(en_store *store, void *user)
{
    const en_actor *actor = user;
    if (actor->key) return en_key_touch(store, actor->key, access_now(), NULL);
    return en_session_touch(store, actor->session, access_now(), NULL);
}

/* Where it cannot be written down now, a later request does it. */
static void touch_if_due(en_request *request, const en_holder *holder, int64_t now)
{
    int64_t due = request->actor.key ? TOUCH_KEY_SECONDS : TOUCH_SESSION_SECONDS;
    if (now - holder->used_at >= due) en_server_write_aside(request->server, touch, &request->actor);
}

static void become(en_request *request, const en_holder *holder, const unsigned char secret[EN_SHA256_BYTES],
                   int64_t now)
{
    en_actor *actor = &request->actor;
    memcpy(actor->secret, secret, EN_SHA256_BYTES);
    actor->account = holder->account;
    actor->user = holder->user;
    actor->roles = holder->roles;
    actor->applicant = holder->applicant;
    actor->by_link = holder->by_link && now - holder->made_at < FRESH_LINK_SECONDS;
}

/* *scopes: those of the key. */
static en_status identify_key(en_request *request, en_str authorization, unsigned *scopes)
{
    en_str secret = access_bearer(authorization);
    if (secret.size == 0) return EN_OK;
    unsigned char hash[EN_SHA256_BYTES];
    en_holder holder;
    int64_t now = access_now();
    en_secret_hash(secret, hash);
    en_status status = en_key_find(request->store, hash, now, &request->arena, &request->report, &holder);
    if (status != EN_OK || holder.number == 0) return status;
    become(request, &holder, hash, now);
    request->actor.key = holder.number;
    *scopes = holder.scopes;
    touch_if_due(request, &holder, now);
    return EN_OK;
}

static en_status identify_session(en_request *request, en_str cookie)
{
    en_str secret =
        access_cookie(cookie, en_server_is_secure(request->server) ? EN_COOKIE_SECURE : EN_COOKIE);
    if (secret.size == 0) return EN_OK;
    unsigned char hash[EN_SHA256_BYTES];
    en_holder holder;
    int64_t now = access_now();
    en_secret_hash(secret, hash);
    en_status status = en_session_find(request->store, hash, now, &request->arena, &request->report, &holder);
    if (status != EN_OK || holder.number == 0) return status;
    become(request, &holder, hash, now);
    request->actor.session = holder.number;
    access_csrf(hash, request->actor.csrf);
    touch_if_due(request, &holder, now);
    return EN_OK;
}

static en_status refuse_scope(en_request *request, unsigned scope)
{
    if (scope == EN_SCOPE_NOBODY) return en_refuse(request, 403, EN_W_ACCESS_KEY_NOT_HERE, 0, NULL);
    en_arg arg = en_arg_text("scope", "");
    for (size_t i = 0; i < EN_SCOPES; i++)
        if (scope == 1U << i) arg = en_arg_text("scope", en_scope_names[i]);
    return en_refuse(request, 403, EN_W_ACCESS_KEY_SCOPE, 1, &arg);
}

/* A change that a browser sends of itself with the cookie must come from our own page: by its Origin, and by
 * a token that only our page can read. Where there is no cookie yet, nothing can be done in somebody's name,
 * but nobody may be signed in to a stranger's account either. */
static en_status check_site(en_request *request, const en_credentials *given)
{
    if (en_route_is_safe(request->route) || request->actor.key) return EN_OK;
    bool is_own = en_str_equal(given->origin, en_server_origin(request->server));
    bool is_open = en_route_is_public(request->route);
    if (!is_own && (given->origin.size || !is_open))
        return en_refuse(request, 403, EN_W_ACCESS_FOREIGN_SITE, 0, NULL);
    if (is_open || access_same(given->csrf, en_str_of(request->actor.csrf))) return EN_OK;
    return en_refuse(request, 403, EN_W_ACCESS_CSRF, 0, NULL);
}

en_status en_access_check(en_request *request, const en_credentials *given)
{
    const en_route *route = request->route;
    unsigned scopes = 0, scope = en_route_scope(route);
    request->actor = (en_actor){0};
    en_status status = given->authorization.size ? identify_key(request, given->authorization, &scopes)
                                                 : identify_session(request, given->cookie);
    if (status != EN_OK) return status;
    const en_actor *actor = &request->actor;
    if (!en_route_is_public(route)) {
        if (actor->account == 0) return en_refuse(request, 401, EN_W_SERVE_WHO, 0, NULL);
        if (actor->key && scope != EN_SCOPE_ANY && !(scopes & scope)) return refuse_scope(request, scope);
        if (!(route->roles & actor->roles)) return en_refuse(request, 403, EN_W_ACCESS_FORBIDDEN, 0, NULL);
    }
    return check_site(request, given);
}

bool en_access_holds(const en_request *request, en_store *store)
{
    const en_actor *actor = &request->actor;
    en_holder holder = {0};
    en_arena arena = en_arena_make(NULL);
    if (actor->account == 0) return en_route_is_public(request->route);
    en_status status = actor->key
                           ? en_key_find(store, actor->secret, access_now(), &arena, NULL, &holder)
                           : en_session_find(store, actor->secret, access_now(), &arena, NULL, &holder);
    en_arena_free(&arena);
    return status == EN_OK && holder.account == actor->account &&
           (en_route_is_public(request->route) || request->route->roles & holder.roles);
}
