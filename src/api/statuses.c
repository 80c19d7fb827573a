/* Which statuses a route can answer. The OpenAPI document lists these, and the fuzz of every operation
 * accepts no other.
 *
 *   its own  when all goes well, and what the row lists as refusals
 *   304      EN_TAGGED: If-None-Match names the state that is there
 *   400      always: bad framing, an unknown parameter or a value that its kind does not allow, a body that
 * is not JSON or stands where none is taken 401      not public: nobody has signed in, or the session or key
 * has ended 403      not public: the roles, or the scopes of the key, do not list it; of all that changes
 * something: a foreign Origin or a missing CSRF token 404      a parameter in the path: there is no such
 * thing, or none that the asker may know of 412 428  EN_IF_MATCH: another state is there; the header is
 * missing 413      a body is taken: it is larger than the limit 415      a body is taken: it is of another
 * media type 422      a body of JSON is not as its type says; EN_IDEMPOTENT: the key was used with another
 * body 503      always: the server is stopping, or at one of its limits; Retry-After says when to come back
 *
 * Before it knows the route the server may also answer 404 (no such path), 405 (no such method there; Allow
 * lists those that are), 421 (the Host is another server's), 413 and 431 (too large), and then closes the
 * connection.
 */
#include "api.h"

typedef struct status_set {
    int *at;
    size_t count;
} status_set;

/* In order, and once. */
static void add(status_set *set, int status)
{
    size_t at = set->count;
    while (at > 0 && set->at[at - 1] > status) at--;
    if (at > 0 && set->at[at - 1] == status) return;
    memmove(set->at + at + 1, set->at + at, (set->count - at) * sizeof *set->at);
    set->at[at] = status;
    set->count++;
}

static bool has_path_parameter(const en_route *route) { return strchr(route->path, '{') != NULL; }

static void add_of_access(status_set *set, const en_route *route)
{
    if (!en_route_is_public(route)) add(set, 401);
    if (!en_route_is_public(route) || !en_route_is_safe(route)) add(set, 403);
}

static void add_of_body(status_set *set, const en_route *route)
{
    if (route->takes == EN_MEDIA_NONE) return;
    add(set, 413);
    add(set, 415);
    if (route->takes == EN_MEDIA_JSON) add(set, 422);
}

static void add_of_flags(status_set *set, unsigned flags)
{
    if (flags & EN_TAGGED) add(set, 304);
    if (flags & EN_IF_MATCH) {
        add(set, 412);
        add(set, 428);
    }
    if (flags & EN_IDEMPOTENT) add(set, 422);
}

size_t en_route_statuses(const en_route *route, int statuses[EN_ROUTE_ALL_STATUSES])
{
    status_set set = {statuses, 0};
    add(&set, route->status);
    for (size_t i = 0; i < EN_ROUTE_MOST_STATUSES && route->refusals[i]; i++) add(&set, route->refusals[i]);
    add(&set, 400);
    add(&set, 503);
    if (has_path_parameter(route)) add(&set, 404);
    add_of_access(&set, route);
    add_of_body(&set, route);
    add_of_flags(&set, route->flags);
    return set.count;
}
