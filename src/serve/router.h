/* From a method and a path to a route: a tree of path segments made once from en_routes.
 *
 * A segment in braces takes any one segment that is not empty; a literal one goes before it. O(segments).
 */
#ifndef EN_SERVE_ROUTER_H
#define EN_SERVE_ROUTER_H

#include "api.h"

enum { EN_ROUTER_METHODS = 4 };
extern const char *const en_router_methods[EN_ROUTER_METHODS]; /* GET, POST, PUT, DELETE */

typedef struct en_router_node en_router_node;

struct en_router_node {
    en_str segment;
    en_router_node *children, *next; /* with literal segments */
    en_router_node *any;             /* of a segment in braces */
    int routes[EN_ROUTER_METHODS];   /* index into the routes; -1: none */
};

typedef struct en_router {
    en_router_node *root;
} en_router;

typedef struct en_routed {
    int route;        /* -1: none of this method */
    bool is_path;     /* some method has it */
    unsigned methods; /* a bit for each of en_router_methods that it has */
    size_t taken_count;
    en_str taken[EN_ROUTE_MOST_PARAMETERS]; /* what the segments in braces took, as it was sent */
} en_routed;

EN_MUST_USE en_status en_router_make(en_router *router, const en_route *routes, size_t count,
                                     en_arena *arena);

/* path: as it was sent, without the query. HEAD finds what GET does. */
en_routed en_router_find(const en_router *router, const char *method, en_str path);

#endif
