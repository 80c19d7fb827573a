/* The routes as a table for tests: who may call what, with which statuses. See generate.h. */
#include "generate.h"

static void add_roles(en_json *json, const en_route *route)
{
    en_json_key(json, "roles");
    en_json_open(json, '[');
    for (int i = 0; i < EN_USER_ROLES; i++)
        if (route->roles >> i & 1) en_json_str(json, en_str_of(en_role_names[i]));
    en_json_close(json, ']');
}

/* What an API key needs: "any", "nobody", or the name of a scope. */
static void add_scope(en_json *json, const en_route *route)
{
    unsigned scope = en_route_scope(route);
    const char *name = scope == EN_SCOPE_ANY ? "any" : "nobody";
    for (int i = 0; i < EN_SCOPES; i++)
        if (scope == 1U << i) name = en_scope_names[i];
    en_json_key_text(json, "scope", name);
}

static void add_statuses(en_json *json, const en_route *route)
{
    int statuses[EN_ROUTE_ALL_STATUSES];
    size_t count = en_route_statuses(route, statuses);
    en_json_key(json, "statuses");
    en_json_open(json, '[');
    for (size_t i = 0; i < count; i++) en_json_int(json, statuses[i]);
    en_json_close(json, ']');
}

static void add_example(en_json *json, const en_route *route)
{
    if (!route->request) return;
    en_text example = en_text_make(json->text->allocator);
    example_of_type(&example, route->request);
    json->text->failed = json->text->failed || example.failed;
    en_json_key_str(json, "example", en_text_str(&example));
    en_text_free(&example);
}

void generate_routes(en_text *out)
{
    en_json json = en_json_to(out);
    en_json_open(&json, '[');
    for (const en_route *route = en_routes; route < en_routes + EN_ROUTE_COUNT; route++) {
        en_json_open(&json, '{');
        en_json_key_text(&json, "name", route->name);
        en_json_key_text(&json, "method", route->method);
        en_json_key_text(&json, "path", route->path);
        en_json_key_bool(&json, "public", en_route_is_public(route));
        add_roles(&json, route);
        add_scope(&json, route);
        en_json_key_text(&json, "takes", en_media_name(route->takes));
        add_example(&json, route);
        en_json_key_bool(&json, "edits", (route->flags & EN_IF_MATCH) != 0);
        en_json_key_bool(&json, "idempotent", (route->flags & EN_IDEMPOTENT) != 0);
        en_json_key_bool(&json, "paged", is_paged(route));
        en_json_key_int(&json, "status", route->status);
        add_statuses(&json, route);
        en_json_close(&json, '}');
    }
    en_json_close(&json, ']');
    en_text_add_char(out, '\n');
}
