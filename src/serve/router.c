/* From a method and a path to a route. See router.h. */
#include "router.h"

const char *const en_router_methods[EN_ROUTER_METHODS] = {"GET", "POST", "PUT", "DELETE"};

static int method_of(const char *method)
{
    if (strcmp(method, "HEAD") == 0) return 0;
    for (int i = 0; i < EN_ROUTER_METHODS; i++)
        if (strcmp(method, en_router_methods[i]) == 0) return i;
    return -1;
}

static en_router_node *new_node(en_arena *arena, en_str segment)
{
    en_router_node *node = en_arena_array(arena, 1, sizeof *node);
    if (!node) return NULL;
    node->segment = segment;
    for (int i = 0; i < EN_ROUTER_METHODS; i++) node->routes[i] = -1;
    return node;
}

/* Takes the next segment of a path that begins with a slash. */
static bool next_segment(en_str *path, en_str *segment)
{
    if (path->size == 0 || *path->at != '/') return false;
    const char *start = path->at + 1, *end = memchr(start, '/', path->size - 1);
    size_t n = end ? (size_t)(end - start) : path->size - 1;
    *segment = (en_str){start, n};
    *path = (en_str){start + n, path->size - 1 - n};
    return true;
}

static en_router_node *literal_child(const en_router_node *node, en_str segment)
{
    en_router_node *child = node->children;
    while (child && !en_str_equal(child->segment, segment)) child = child->next;
    return child;
}

static en_router_node *make_child(en_router_node *node, en_str segment, en_arena *arena)
{
    bool any = segment.size > 0 && *segment.at == '{';
    en_router_node *child = any ? node->any : literal_child(node, segment);
    if (child) return child;
    child = new_node(arena, segment);
    if (!child) return NULL;
    if (any) {
        node->any = child;
    } else {
        child->next = node->children;
        node->children = child;
    }
    return child;
}

en_status en_router_make(en_router *router, const en_route *routes, size_t count, en_arena *arena)
{
    en_router_node *root = new_node(arena, (en_str){0});
    for (size_t i = 0; root && i < count; i++) {
        en_router_node *node = root;
        en_str path = en_str_of(routes[i].path), segment;
        while (node && next_segment(&path, &segment)) node = make_child(node, segment, arena);
        if (!node) return EN_ERR_MEMORY;
        node->routes[method_of(routes[i].method)] = (int)i;
    }
    if (!root) return EN_ERR_MEMORY;
    router->root = root;
    return EN_OK;
}

en_routed en_router_find(const en_router *router, const char *method, en_str path)
{
    en_routed routed = {.route = -1};
    const en_router_node *node = router->root;
    en_str segment;
    while (node && next_segment(&path, &segment)) {
        const en_router_node *child = literal_child(node, segment);
        if (!child && segment.size > 0 && node->any && routed.taken_count < EN_ROUTE_MOST_PARAMETERS) {
            child = node->any;
            routed.taken[routed.taken_count++] = segment;
        }
        node = child;
    }
    if (!node || path.size > 0) return routed;
    for (int i = 0; i < EN_ROUTER_METHODS; i++)
        if (node->routes[i] >= 0) routed.methods |= 1u << i;
    routed.is_path = routed.methods != 0;
    int wanted = method_of(method);
    if (wanted >= 0) routed.route = node->routes[wanted];
    return routed;
}
