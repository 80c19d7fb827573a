/* Which scope an API key needs for a route: by the heading that the route stands under, one for reading and
 * one for changing. What is not listed no key may do.
 */
#include "api.h"

const char *const en_scope_names[EN_SCOPES] = {"ledger-read",  "ledger-write", "rounds-read",
                                               "rounds-write", "audit-read",   "users",
                                               "metrics",      "models-read",  "models-write"};

typedef struct needs {
    const char *group;
    unsigned reading, changing;
} needs;

static const needs by_group[] = {
    {"standing", EN_SCOPE_LEDGER_READ, EN_SCOPE_NOBODY},
    {"search", EN_SCOPE_LEDGER_READ, EN_SCOPE_NOBODY},
    {"rounds", EN_SCOPE_ROUNDS_READ, EN_SCOPE_ROUNDS_WRITE},
    {"results", EN_SCOPE_ROUNDS_READ, EN_SCOPE_NOBODY},
    {"models", EN_SCOPE_MODELS_READ, EN_SCOPE_MODELS_WRITE},
    {"jobs", EN_SCOPE_ROUNDS_READ, EN_SCOPE_ROUNDS_WRITE},
    {"users", EN_SCOPE_USERS, EN_SCOPE_USERS},
    {"audit", EN_SCOPE_AUDIT_READ, EN_SCOPE_NOBODY},
    {"operation", EN_SCOPE_METRICS, EN_SCOPE_NOBODY},
};

unsigned en_route_scope(const en_route *route)
{
    bool reads = en_route_is_safe(route) || route->flags & EN_READS;
    if (route->roles & EN_ANYONE) return EN_SCOPE_ANY;
    if (route->table != EN_LEDGER_NONE) return reads ? EN_SCOPE_LEDGER_READ : EN_SCOPE_LEDGER_WRITE;
    if (route == &en_routes[EN_ROUTE_GET_ME]) return EN_SCOPE_ANY;
    for (size_t i = 0; i < sizeof by_group / sizeof *by_group; i++)
        if (strcmp(by_group[i].group, route->group) == 0)
            return reads ? by_group[i].reading : by_group[i].changing;
    return EN_SCOPE_NOBODY;
}
