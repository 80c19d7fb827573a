/* The OpenAPI 3.1 document. See generate.h.
 *
 * Answers that say what went wrong are written once, by status, and referred to. What the specification has
 * no field for is in x-roles: the roles that a route is open to; none where nobody need sign in.
 */
#include "generate.h"

static void open_key(en_json *json, const char *key, char bracket)
{
    en_json_key(json, key);
    en_json_open(json, bracket);
}

static void add_ref(en_json *json, const char *folder, const char *name)
{
    char path[128];
    snprintf(path, sizeof path, "#/components/%s/%s", folder, name);
    en_json_key_text(json, "$ref", path);
}

static void add_ref_object(en_json *json, const char *folder, const char *name)
{
    en_json_open(json, '{');
    add_ref(json, folder, name);
    en_json_close(json, '}');
}

static const char *english(en_word word) { return en_word_template(EN_LANGUAGE_EN, word); }

static void add_info(en_json *json)
{
    open_key(json, "info", '{');
    en_json_key_text(json, "title", "enishi");
    en_json_key_text(json, "version", EN_VERSION);
    en_json_key_text(json, "summary", english(EN_W_REFERENCE_ABOUT));
    en_json_key_text(json, "description", english(EN_W_REFERENCE_BOUNDS));
    open_key(json, "license", '{');
    en_json_key_text(json, "name", "Apache License 2.0");
    en_json_key_text(json, "identifier", "Apache-2.0");
    en_json_close(json, '}');
    en_json_close(json, '}');
    open_key(json, "servers", '[');
    en_json_open(json, '{');
    en_json_key_text(json, "url", "/");
    en_json_close(json, '}');
    en_json_close(json, ']');
}

static bool is_first_of_group(size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(en_routes[i].group, en_routes[at].group) == 0) return false;
    return true;
}

static void add_tags(en_json *json)
{
    open_key(json, "tags", '[');
    for (size_t i = 0; i < EN_ROUTE_COUNT; i++) {
        if (!is_first_of_group(i)) continue;
        en_json_open(json, '{');
        en_json_key_text(json, "name", en_routes[i].group);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
}

static void add_need(en_json *json, const char *const *schemes)
{
    en_json_open(json, '{');
    for (; *schemes; schemes++) {
        open_key(json, *schemes, '[');
        en_json_close(json, ']');
    }
    en_json_close(json, '}');
}

/* A session, with its token where something is changed; or a key. */
static void add_security(en_json *json, const en_route *route)
{
    static const char *const reads[] = {"session", NULL};
    static const char *const changes[] = {"session", "csrf", NULL};
    static const char *const key[] = {"key", NULL};
    open_key(json, "security", '[');
    if (!en_route_is_public(route)) {
        add_need(json, en_route_is_safe(route) ? reads : changes);
        add_need(json, key);
    }
    en_json_close(json, ']');
    open_key(json, "x-roles", '[');
    for (int i = 0; i < EN_USER_ROLES; i++)
        if (route->roles >> i & 1) en_json_str(json, en_str_of(en_role_names[i]));
    en_json_close(json, ']');
}

static void add_parameter(en_json *json, const en_route *route, const en_parameter *parameter)
{
    static const char *const places[] = {
        [EN_IN_PATH] = "path", [EN_IN_QUERY] = "query", [EN_IN_HEADER] = "header"};
    en_json_open(json, '{');
    en_json_key_text(json, "name", parameter->name);
    en_json_key_text(json, "in", places[parameter->in]);
    en_json_key_bool(json, "required", parameter->required);
    en_json_key(json, "schema");
    schema_of_parameter(json, route, parameter);
    en_json_close(json, '}');
}

/* Each column, and each with "-" before it; the row's own "-" only says which way is usual. */
static void add_sort(en_json *json, const char *sorts)
{
    en_json_open(json, '{');
    en_json_key_text(json, "name", "sort");
    en_json_key_text(json, "in", "query");
    en_json_key_text(json, "description", english(EN_W_REFERENCE_SORT));
    open_key(json, "schema", '{');
    en_json_key_text(json, "type", "string");
    open_key(json, "enum", '[');
    en_str rest = en_str_of(sorts), sort;
    while (en_str_next(&rest, '|', &sort)) {
        char turned[64];
        sort = sort_column(sort);
        snprintf(turned, sizeof turned, "-%.*s", (int)sort.size, sort.at);
        en_json_str(json, sort);
        en_json_str(json, en_str_of(turned));
    }
    en_json_close(json, ']');
    en_json_close(json, '}');
    en_json_close(json, '}');
}

static void add_parameters(en_json *json, const en_route *route)
{
    open_key(json, "parameters", '[');
    for (size_t i = 0; i < en_route_parameter_count(route); i++)
        add_parameter(json, route, &route->parameters[i]);
    if (route->sorts) add_sort(json, route->sorts);
    if (route->flags & EN_PAGED) {
        add_ref_object(json, "parameters", "after");
        add_ref_object(json, "parameters", "limit");
    }
    if (route->flags & EN_TAGGED) add_ref_object(json, "parameters", "If-None-Match");
    if (route->flags & EN_IF_MATCH) add_ref_object(json, "parameters", "If-Match");
    if (route->flags & EN_IDEMPOTENT) add_ref_object(json, "parameters", "Idempotency-Key");
    add_ref_object(json, "parameters", "Accept-Language");
    en_json_close(json, ']');
}

/* What the content of a media type is: a schema for JSON, else text or bytes. */
static void add_content(en_json *json, en_media media, const en_type *type, bool paged)
{
    open_key(json, "content", '{');
    open_key(json, en_media_name(media), '{');
    open_key(json, "schema", '{');
    char name[80];
    snprintf(name, sizeof name, "%s%s", type ? type->name : "", paged ? "Page" : "");
    if (type && media == EN_MEDIA_JSON) add_ref(json, "schemas", name);
    else if (media != EN_MEDIA_JSON && media != EN_MEDIA_WORKBOOK && media != EN_MEDIA_FILE &&
             media != EN_MEDIA_BYTES)
        en_json_key_text(json, "type", "string");
    en_json_close(json, '}');
    en_json_close(json, '}');
    en_json_close(json, '}');
}

static void add_request(en_json *json, const en_route *route)
{
    if (route->takes == EN_MEDIA_NONE) return;
    open_key(json, "requestBody", '{');
    en_json_key_bool(json, "required", true);
    add_content(json, route->takes, route->request, false);
    en_json_close(json, '}');
}

static void add_header(en_json *json, const char *name)
{
    en_json_key(json, name);
    add_ref_object(json, "headers", name);
}

static void add_success(en_json *json, const en_route *route)
{
    en_json_open(json, '{');
    en_json_key_text(json, "description", english(route->summary));
    open_key(json, "headers", '{');
    if (route->flags & (EN_TAGGED | EN_IF_MATCH)) add_header(json, "ETag");
    if (route->status == 201 || route->status == 202) add_header(json, "Location");
    en_json_close(json, '}');
    if (route->gives != EN_MEDIA_NONE) add_content(json, route->gives, route->response, is_paged(route));
    en_json_close(json, '}');
}

static void add_responses(en_json *json, const en_route *route)
{
    int statuses[EN_ROUTE_ALL_STATUSES];
    size_t count = en_route_statuses(route, statuses);
    open_key(json, "responses", '{');
    for (size_t i = 0; i < count; i++) {
        char status[16];
        snprintf(status, sizeof status, "%d", statuses[i]);
        en_json_key(json, status);
        if (statuses[i] == route->status) add_success(json, route);
        else add_ref_object(json, "responses", status);
    }
    en_json_close(json, '}');
}

static void add_operation(en_json *json, const en_route *route)
{
    char method[8] = "";
    for (size_t i = 0; i < sizeof method - 1 && route->method[i]; i++)
        method[i] = (char)(route->method[i] | 0x20);
    open_key(json, method, '{');
    en_json_key_text(json, "operationId", route->name);
    en_json_key_text(json, "summary", english(route->summary));
    open_key(json, "tags", '[');
    en_json_str(json, en_str_of(route->group));
    en_json_close(json, ']');
    add_security(json, route);
    add_parameters(json, route);
    add_request(json, route);
    add_responses(json, route);
    en_json_close(json, '}');
}

/* The routes of one path stand together, at the first of them. */
static bool is_first_of_path(size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(en_routes[i].path, en_routes[at].path) == 0) return false;
    return true;
}

static void add_paths(en_json *json)
{
    open_key(json, "paths", '{');
    for (size_t i = 0; i < EN_ROUTE_COUNT; i++) {
        if (!is_first_of_path(i)) continue;
        open_key(json, en_routes[i].path, '{');
        for (size_t j = i; j < EN_ROUTE_COUNT; j++)
            if (strcmp(en_routes[i].path, en_routes[j].path) == 0) add_operation(json, &en_routes[j]);
        en_json_close(json, '}');
    }
    en_json_close(json, '}');
}

static bool is_listed_by_pages(const en_type *type)
{
    for (size_t i = 0; i < EN_ROUTE_COUNT; i++)
        if (en_routes[i].response == type && is_paged(&en_routes[i])) return true;
    return false;
}

/* {items, next}; next is left out, or null, on the last page. */
static void add_page(en_json *json, const en_type *type)
{
    char name[80];
    snprintf(name, sizeof name, "%sPage", type->name);
    open_key(json, name, '{');
    en_json_key_text(json, "type", "object");
    open_key(json, "properties", '{');
    open_key(json, "items", '{');
    en_json_key_text(json, "type", "array");
    en_json_key_int(json, "maxItems", 200);
    en_json_key(json, "items");
    add_ref_object(json, "schemas", type->name);
    en_json_close(json, '}');
    open_key(json, "next", '{');
    open_key(json, "type", '[');
    en_json_str(json, en_str_of("string"));
    en_json_str(json, en_str_of("null"));
    en_json_close(json, ']');
    en_json_close(json, '}');
    en_json_close(json, '}');
    open_key(json, "required", '[');
    en_json_str(json, en_str_of("items"));
    en_json_close(json, ']');
    en_json_close(json, '}');
}

static void add_schemas(en_json *json)
{
    open_key(json, "schemas", '{');
    for (size_t i = 0; en_types[i]; i++) {
        en_json_key(json, en_types[i]->name);
        schema_of_type(json, en_types[i]);
        if (is_listed_by_pages(en_types[i])) add_page(json, en_types[i]);
    }
    en_json_close(json, '}');
}

typedef struct status_words {
    int status;
    en_word word;
    bool later; /* says with Retry-After when to come back */
} status_words;

static const status_words refusals[] = {
    {400, EN_W_REFERENCE_STATUS_400, false}, {401, EN_W_REFERENCE_STATUS_401, false},
    {403, EN_W_REFERENCE_STATUS_403, false}, {404, EN_W_REFERENCE_STATUS_404, false},
    {409, EN_W_REFERENCE_STATUS_409, false}, {412, EN_W_REFERENCE_STATUS_412, false},
    {413, EN_W_REFERENCE_STATUS_413, false}, {415, EN_W_REFERENCE_STATUS_415, false},
    {422, EN_W_REFERENCE_STATUS_422, false}, {428, EN_W_REFERENCE_STATUS_428, false},
    {429, EN_W_REFERENCE_STATUS_429, true},  {503, EN_W_REFERENCE_STATUS_503, true},
};

static void add_refusal(en_json *json, const status_words *refusal)
{
    char status[16];
    snprintf(status, sizeof status, "%d", refusal->status);
    open_key(json, status, '{');
    en_json_key_text(json, "description", english(refusal->word));
    if (refusal->later) {
        open_key(json, "headers", '{');
        add_header(json, "Retry-After");
        en_json_close(json, '}');
    }
    open_key(json, "content", '{');
    open_key(json, "application/problem+json", '{');
    en_json_key(json, "schema");
    add_ref_object(json, "schemas", "Problem");
    en_json_close(json, '}');
    en_json_close(json, '}');
    en_json_close(json, '}');
}

static void add_shared_responses(en_json *json)
{
    open_key(json, "responses", '{');
    open_key(json, "304", '{');
    en_json_key_text(json, "description", english(EN_W_REFERENCE_STATUS_304));
    open_key(json, "headers", '{');
    add_header(json, "ETag");
    en_json_close(json, '}');
    en_json_close(json, '}');
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) add_refusal(json, &refusals[i]);
    en_json_close(json, '}');
}

static void add_shared_header(en_json *json, const char *name, en_word about, const char *type)
{
    open_key(json, name, '{');
    en_json_key_text(json, "description", english(about));
    open_key(json, "schema", '{');
    en_json_key_text(json, "type", type);
    en_json_close(json, '}');
    en_json_close(json, '}');
}

typedef struct shared_parameter {
    const char *name, *in;
    bool required;
    en_word about;
    int64_t most; /* length of text */
} shared_parameter;

static const shared_parameter shared[] = {
    {"after", "query", false, EN_W_REFERENCE_AFTER, 2048},
    {"If-None-Match", "header", false, EN_W_REFERENCE_IF_NONE_MATCH, 256},
    {"If-Match", "header", true, EN_W_REFERENCE_IF_MATCH, 256},
    {"Idempotency-Key", "header", false, EN_W_REFERENCE_IDEMPOTENCY_KEY, 128},
    {"Accept-Language", "header", false, EN_W_REFERENCE_ACCEPT_LANGUAGE, 256},
};

static void add_shared_parameters(en_json *json)
{
    open_key(json, "parameters", '{');
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
        open_key(json, shared[i].name, '{');
        en_json_key_text(json, "name", shared[i].name);
        en_json_key_text(json, "in", shared[i].in);
        en_json_key_bool(json, "required", shared[i].required);
        en_json_key_text(json, "description", english(shared[i].about));
        open_key(json, "schema", '{');
        en_json_key_text(json, "type", "string");
        en_json_key_int(json, "maxLength", shared[i].most);
        en_json_close(json, '}');
        en_json_close(json, '}');
    }
    open_key(json, "limit", '{');
    en_json_key_text(json, "name", "limit");
    en_json_key_text(json, "in", "query");
    en_json_key_text(json, "description", english(EN_W_REFERENCE_LIMIT));
    open_key(json, "schema", '{');
    en_json_key_text(json, "type", "integer");
    en_json_key_int(json, "minimum", 1);
    en_json_key_int(json, "maximum", 200);
    en_json_key_int(json, "default", 50);
    en_json_close(json, '}');
    en_json_close(json, '}');
    en_json_close(json, '}');
}

static void add_scheme(en_json *json, const char *key, const char *in, const char *name, en_word about)
{
    open_key(json, key, '{');
    en_json_key_text(json, "type", in ? "apiKey" : "http");
    if (in) en_json_key_text(json, "in", in);
    en_json_key_text(json, in ? "name" : "scheme", name);
    en_json_key_text(json, "description", english(about));
    en_json_close(json, '}');
}

static void add_components(en_json *json)
{
    open_key(json, "components", '{');
    open_key(json, "securitySchemes", '{');
    add_scheme(json, "session", "cookie", "__Host-enishi", EN_W_REFERENCE_SESSION);
    add_scheme(json, "csrf", "header", "X-CSRF-Token", EN_W_REFERENCE_CSRF);
    add_scheme(json, "key", NULL, "bearer", EN_W_REFERENCE_KEY);
    en_json_close(json, '}');
    add_shared_parameters(json);
    open_key(json, "headers", '{');
    add_shared_header(json, "ETag", EN_W_REFERENCE_ETAG, "string");
    add_shared_header(json, "Location", EN_W_REFERENCE_LOCATION, "string");
    add_shared_header(json, "Retry-After", EN_W_REFERENCE_RETRY_AFTER, "integer");
    en_json_close(json, '}');
    add_shared_responses(json);
    add_schemas(json);
    en_json_close(json, '}');
}

void generate_openapi(en_text *out)
{
    en_json json = en_json_to(out);
    en_json_open(&json, '{');
    en_json_key_text(&json, "openapi", "3.1.0");
    add_info(&json);
    add_tags(&json);
    add_paths(&json);
    add_components(&json);
    en_json_close(&json, '}');
    en_text_add_char(out, '\n');
}
