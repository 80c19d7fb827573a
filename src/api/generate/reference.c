/* The reference page: access, lists, edits and statuses in words, every route with its roles, parameters and
 * a command to try, every type. See generate.h.
 *
 * The page has no script and no style of its own, so that it stands under the strictest policy.
 */
#include "generate.h"

typedef struct page {
    en_text *out;
    en_language language;
} page;

static void add(page *p, const char *html) { en_text_add_z(p->out, html); }

static void add_escaped(page *p, en_str text)
{
    for (size_t i = 0; i < text.size; i++) {
        switch (text.at[i]) {
        case '&': add(p, "&amp;"); break;
        case '<': add(p, "&lt;"); break;
        case '>': add(p, "&gt;"); break;
        case '"': add(p, "&quot;"); break;
        default: en_text_add_char(p->out, text.at[i]);
        }
    }
}

static void add_text(page *p, const char *text) { add_escaped(p, en_str_of(text)); }

static void add_word(page *p, en_word word) { add_text(p, en_word_template(p->language, word)); }

static void add_code(page *p, const char *text)
{
    add(p, "<code>");
    add_text(p, text);
    add(p, "</code>");
}

static void add_heading(page *p, const char *id, en_word word)
{
    add(p, "<h2 id=\"");
    add(p, id);
    add(p, "\">");
    add_word(p, word);
    add(p, "</h2>\n");
}

typedef struct term {
    const char *name;
    en_word about;
} term;

static void add_terms(page *p, const term *terms, size_t count)
{
    add(p, "<dl>\n");
    for (size_t i = 0; i < count; i++) {
        add(p, "<dt>");
        add_code(p, terms[i].name);
        add(p, "</dt><dd>");
        add_word(p, terms[i].about);
        add(p, "</dd>\n");
    }
    add(p, "</dl>\n");
}

#define TERMS(p, ...)                                                                                        \
    add_terms(p, (const term[]){__VA_ARGS__}, sizeof((const term[]){__VA_ARGS__}) / sizeof(term))

static void add_guide(page *p)
{
    add_heading(p, "access", EN_W_REFERENCE_ACCESS);
    TERMS(p, {"Authorization: Bearer", EN_W_REFERENCE_KEY}, {"__Host-enishi", EN_W_REFERENCE_SESSION},
          {"X-CSRF-Token", EN_W_REFERENCE_CSRF});
    add_heading(p, "lists", EN_W_REFERENCE_LISTS);
    TERMS(p, {"limit", EN_W_REFERENCE_LIMIT}, {"after", EN_W_REFERENCE_AFTER}, {"sort", EN_W_REFERENCE_SORT});
    add_heading(p, "edits", EN_W_REFERENCE_EDITS);
    TERMS(p, {"ETag", EN_W_REFERENCE_ETAG}, {"If-None-Match", EN_W_REFERENCE_IF_NONE_MATCH},
          {"If-Match", EN_W_REFERENCE_IF_MATCH}, {"Idempotency-Key", EN_W_REFERENCE_IDEMPOTENCY_KEY},
          {"Location", EN_W_REFERENCE_LOCATION}, {"Retry-After", EN_W_REFERENCE_RETRY_AFTER},
          {"Accept-Language", EN_W_REFERENCE_ACCEPT_LANGUAGE});
    add_heading(p, "statuses", EN_W_REFERENCE_STATUSES);
    TERMS(p, {"304", EN_W_REFERENCE_STATUS_304}, {"400", EN_W_REFERENCE_STATUS_400},
          {"401", EN_W_REFERENCE_STATUS_401}, {"403", EN_W_REFERENCE_STATUS_403},
          {"404", EN_W_REFERENCE_STATUS_404}, {"409", EN_W_REFERENCE_STATUS_409},
          {"412", EN_W_REFERENCE_STATUS_412}, {"413", EN_W_REFERENCE_STATUS_413},
          {"415", EN_W_REFERENCE_STATUS_415}, {"422", EN_W_REFERENCE_STATUS_422},
          {"428", EN_W_REFERENCE_STATUS_428}, {"429", EN_W_REFERENCE_STATUS_429},
          {"503", EN_W_REFERENCE_STATUS_503});
    add_heading(p, "roles", EN_W_REFERENCE_ROLES);
    TERMS(p, {"administrator", EN_W_REFERENCE_ROLE_ADMINISTRATOR}, {"officer", EN_W_REFERENCE_ROLE_OFFICER},
          {"planner", EN_W_REFERENCE_ROLE_PLANNER}, {"committee", EN_W_REFERENCE_ROLE_COMMITTEE},
          {"partner", EN_W_REFERENCE_ROLE_PARTNER}, {"applicant", EN_W_REFERENCE_ROLE_APPLICANT},
          {"auditor", EN_W_REFERENCE_ROLE_AUDITOR});
}

/* What a value may be: choices, or the kind with its bounds. */
static void add_choice(void *p, en_str choice)
{
    add(p, "<code>");
    add_escaped(p, choice);
    add(p, "</code>");
}

static void add_kind(page *p, en_kind kind, int64_t least, int64_t most, const char *choices)
{
    static const char *const names[] = {
        [EN_KIND_TEXT] = "text",
        [EN_KIND_ID] = "id",
        [EN_KIND_INTEGER] = "integer",
        [EN_KIND_REAL] = "number",
        [EN_KIND_DECIMAL] = "\"45.1\"",
        [EN_KIND_BOOLEAN] = "true, false",
        [EN_KIND_DATE] = "2026, 2026-11, 2026-11-22",
        [EN_KIND_INSTANT] = "2026-11-22T10:00:00Z",
        [EN_KIND_CHOICE] = "",
        [EN_KIND_OBJECT] = "",
        [EN_KIND_JSON] = "JSON",
    };
    if (choices) {
        add_each(p->out, choices, " ", add_choice, p);
        return;
    }
    add(p, names[kind]);
    if (most == 0 || most == EN_INTEGER_MOST) return;
    add(p, " ");
    en_text_add_int(p->out, least);
    add(p, "–");
    en_text_add_int(p->out, most);
}

static void add_row_start(page *p, const char *name)
{
    add(p, "<tr><th scope=\"row\">");
    add_code(p, name);
    add(p, "</th><td>");
}

static void add_row_end(page *p, bool required)
{
    add(p, "</td><td>");
    if (required) add_word(p, EN_W_REFERENCE_YES);
    add(p, "</td></tr>\n");
}

static void add_table_head(page *p, bool has_place)
{
    add(p, "<table><thead><tr><th scope=\"col\">");
    add_word(p, EN_W_REFERENCE_NAME);
    if (has_place) {
        add(p, "</th><th scope=\"col\">");
        add_word(p, EN_W_REFERENCE_PLACE);
    }
    add(p, "</th><th scope=\"col\">");
    add_word(p, EN_W_REFERENCE_VALUE);
    add(p, "</th><th scope=\"col\">");
    add_word(p, EN_W_REFERENCE_REQUIRED);
    add(p, "</th></tr></thead><tbody>\n");
}

/* As the row has them, the usual one first and the usual way round. */
static void add_sorts(page *p, const char *sorts)
{
    add_row_start(p, "sort");
    add(p, "query</td><td>");
    add_kind(p, EN_KIND_CHOICE, 0, 0, sorts);
    add_row_end(p, false);
}

static void add_header_row(page *p, const char *name, bool required)
{
    add_row_start(p, name);
    add(p, "header</td><td>");
    add_row_end(p, required);
}

static void add_parameters(page *p, const en_route *route)
{
    static const char *const places[] = {
        [EN_IN_PATH] = "path", [EN_IN_QUERY] = "query", [EN_IN_HEADER] = "header"};
    size_t count = en_route_parameter_count(route);
    if (count == 0 && !route->sorts && !route->flags) return;
    add_table_head(p, true);
    for (size_t i = 0; i < count; i++) {
        const en_parameter *parameter = &route->parameters[i];
        add_row_start(p, parameter->name);
        add(p, places[parameter->in]);
        add(p, "</td><td>");
        add_kind(p, parameter->kind, parameter->least, parameter->most, en_route_choices(route, parameter));
        add_row_end(p, parameter->required);
    }
    if (route->sorts) add_sorts(p, route->sorts);
    if (route->flags & EN_PAGED) {
        add(p, "<tr><th scope=\"row\"><code>limit</code></th><td>query</td><td>integer "
               "1–200</td><td></td></tr>\n");
        add(p, "<tr><th scope=\"row\"><code>after</code></th><td>query</td><td>text</td><td></td></tr>\n");
    }
    if (route->flags & EN_TAGGED) add_header_row(p, "If-None-Match", false);
    if (route->flags & EN_IF_MATCH) add_header_row(p, "If-Match", true);
    if (route->flags & EN_IDEMPOTENT) add_header_row(p, "Idempotency-Key", false);
    add(p, "</tbody></table>\n");
}

static void add_type_link(page *p, const en_type *type)
{
    add(p, "<a href=\"#");
    add(p, type->name);
    add(p, "\">");
    add(p, type->name);
    add(p, "</a>");
}

static void add_content(page *p, en_word label, en_media media, const en_type *type)
{
    if (media == EN_MEDIA_NONE) return;
    add(p, "<p>");
    add_word(p, label);
    add(p, ": ");
    if (type) add_type_link(p, type);
    if (media != EN_MEDIA_JSON || !type) {
        add(p, " ");
        add_code(p, en_media_name(media));
    }
}

static void add_roles(page *p, const en_route *route)
{
    add(p, "<p>");
    add_word(p, EN_W_REFERENCE_ROLES);
    add(p, ": ");
    if (en_route_is_public(route)) {
        add_word(p, EN_W_REFERENCE_ANYONE);
    } else if (route->roles == EN_EVERYBODY) {
        add_word(p, EN_W_REFERENCE_EVERYBODY);
    } else {
        for (int i = 0; i < EN_USER_ROLES; i++) {
            if (!(route->roles >> i & 1)) continue;
            add_code(p, en_role_names[i]);
            add(p, " ");
        }
    }
    add(p, "</p>\n");
}

static void add_statuses(page *p, const en_route *route)
{
    int statuses[EN_ROUTE_ALL_STATUSES];
    size_t count = en_route_statuses(route, statuses);
    add(p, "<p>");
    add_word(p, EN_W_REFERENCE_STATUSES);
    add(p, ":");
    for (size_t i = 0; i < count; i++) {
        add(p, statuses[i] == route->status ? " <strong>" : " ");
        en_text_add_int(p->out, statuses[i]);
        add(p, statuses[i] == route->status ? "</strong>" : "");
    }
    add(p, "</p>\n");
}

/* {name} as NAME: a shell's curl would take braces for a list. */
static void add_curl_path(page *p, const char *path)
{
    bool inside = false;
    for (; *path; path++) {
        if (*path == '{' || *path == '}') inside = *path == '{';
        else en_text_add_char(p->out, inside && *path >= 'a' && *path <= 'z' ? (char)(*path - 32) : *path);
    }
}

static void add_curl_body(page *p, const en_route *route)
{
    if (route->takes == EN_MEDIA_NONE) return;
    add(p, " \\\n  -H 'Content-Type: ");
    add(p, en_media_name(route->takes));
    if (!route->request) {
        add(p, "' --data-binary @FILE");
        return;
    }
    en_text example = en_text_make(p->out->allocator);
    example_of_type(&example, route->request);
    p->out->failed = p->out->failed || example.failed;
    add(p, "' \\\n  -d '");
    add_escaped(p, en_text_str(&example));
    add(p, "'");
    en_text_free(&example);
}

static void add_curl(page *p, const en_route *route)
{
    add(p, "<pre>curl ");
    if (!en_route_is_safe(route)) {
        add(p, "-X ");
        add(p, route->method);
        add(p, " ");
    }
    add(p, "\"$ENISHI");
    add_curl_path(p, route->path);
    add(p, is_paged(route) ? "?limit=10\"" : "\"");
    add(p, en_route_is_public(route) ? "" : " \\\n  -H \"Authorization: Bearer $KEY\"");
    if (route->flags & EN_IF_MATCH) add(p, " \\\n  -H 'If-Match: \"ETAG\"'");
    if (route->flags & EN_IDEMPOTENT) add(p, " \\\n  -H 'Idempotency-Key: TEXT'");
    add_curl_body(p, route);
    add(p, "</pre>\n");
}

static void add_route(page *p, const en_route *route)
{
    add(p, "<article id=\"");
    add(p, route->name);
    add(p, "\"><h4><code>");
    add(p, route->method);
    add(p, " ");
    add_text(p, route->path);
    add(p, "</code></h4>\n<p>");
    add_word(p, route->summary);
    add(p, "</p>\n");
    add_roles(p, route);
    add_parameters(p, route);
    add_content(p, EN_W_REFERENCE_BODY, route->takes, route->request);
    if (route->takes != EN_MEDIA_NONE) add(p, "</p>\n");
    add_content(p, EN_W_REFERENCE_ANSWER, route->gives, route->response);
    if (is_paged(route)) {
        add(p, ", ");
        add_word(p, EN_W_REFERENCE_BY_PAGE);
    }
    if (route->gives != EN_MEDIA_NONE) add(p, "</p>\n");
    add_statuses(p, route);
    add_curl(p, route);
    add(p, "</article>\n");
}

static bool is_first_of_group(size_t at)
{
    for (size_t i = 0; i < at; i++)
        if (strcmp(en_routes[i].group, en_routes[at].group) == 0) return false;
    return true;
}

static void add_group(page *p, size_t first)
{
    add(p, "<section><h3 id=\"of-");
    add(p, en_routes[first].group);
    add(p, "\">");
    add_text(p, en_routes[first].group);
    add(p, "</h3>\n");
    for (size_t i = first; i < EN_ROUTE_COUNT; i++)
        if (strcmp(en_routes[i].group, en_routes[first].group) == 0) add_route(p, &en_routes[i]);
    add(p, "</section>\n");
}

static void add_property(page *p, const en_property *property)
{
    add_row_start(p, property->name);
    if (property->list) add(p, "[ ");
    if (property->type) add_type_link(p, property->type);
    else add_kind(p, property->kind, property->least, property->most, property->choices);
    if (property->list) add(p, " ]");
    if (property->nullable) add(p, ", null");
    add_row_end(p, property->required);
}

static void add_type(page *p, const en_type *type)
{
    add(p, "<section><h3 id=\"");
    add(p, type->name);
    add(p, "\">");
    add(p, type->name);
    add(p, "</h3>\n");
    add_table_head(p, false);
    for (size_t i = 0; i < en_type_property_count(type); i++) {
        en_property property = en_type_property(type, i);
        add_property(p, &property);
    }
    add(p, "</tbody></table></section>\n");
}

static void add_link(page *p, const char *start, const char *name, en_word word, bool is_word)
{
    add(p, "<li><a href=\"#");
    add(p, start);
    add(p, name);
    add(p, "\">");
    if (is_word) add_word(p, word);
    else add_text(p, name);
    add(p, "</a></li>\n");
}

static void add_contents(page *p)
{
    add(p, "<nav aria-label=\"");
    add_word(p, EN_W_REFERENCE_CONTENTS);
    add(p, "\"><ul>\n");
    add_link(p, "", "access", EN_W_REFERENCE_ACCESS, true);
    add_link(p, "", "lists", EN_W_REFERENCE_LISTS, true);
    add_link(p, "", "edits", EN_W_REFERENCE_EDITS, true);
    add_link(p, "", "statuses", EN_W_REFERENCE_STATUSES, true);
    add_link(p, "", "roles", EN_W_REFERENCE_ROLES, true);
    for (size_t i = 0; i < EN_ROUTE_COUNT; i++)
        if (is_first_of_group(i)) add_link(p, "of-", en_routes[i].group, EN_W_REFERENCE_ROUTES, false);
    add_link(p, "", "types", EN_W_REFERENCE_TYPES, true);
    add(p, "</ul></nav>\n");
}

/* Each language under its own name. */
static void add_languages(page *p)
{
    static const char *const names[EN_LANGUAGE_COUNT] = {"English", "Tiếng Việt", "日本語"};
    add(p, "<nav aria-label=\"");
    add_word(p, EN_W_REFERENCE_LANGUAGE);
    add(p, "\"><ul>\n");
    for (int i = 0; i < EN_LANGUAGE_COUNT; i++) {
        const char *tag = en_language_tag((en_language)i);
        add(p, "<li><a hreflang=\"");
        add(p, tag);
        add(p, "\" lang=\"");
        add(p, tag);
        add(p, (en_language)i == p->language ? "\" aria-current=\"true\" href=\"reference?lang="
                                             : "\" href=\"reference?lang=");
        add(p, tag);
        add(p, "\">");
        add(p, names[i]);
        add(p, "</a></li>\n");
    }
    add(p, "</ul></nav>\n");
}

static void add_head(page *p)
{
    add(p, "<!doctype html>\n<html lang=\"");
    add(p, en_language_tag(p->language));
    add(p, "\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    add_word(p, EN_W_REFERENCE_TITLE);
    add(p, "</title>\n<link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" "
           "href=\"reference.css\">\n</head>\n<body>\n<header>\n<h1>");
    add_word(p, EN_W_REFERENCE_TITLE);
    add(p, "</h1>\n");
    add_languages(p);
    add(p, "</header>\n");
}

void generate_reference(en_text *out, en_language language)
{
    page p = {out, language};
    add_head(&p);
    add(&p, "<main>\n<p>");
    add_word(&p, EN_W_REFERENCE_ABOUT);
    add(&p, "</p>\n<p>");
    add_word(&p, EN_W_REFERENCE_BOUNDS);
    add(&p, "</p>\n<p><a href=\"openapi.json\">");
    add_word(&p, EN_W_REFERENCE_DOWNLOAD);
    add(&p, "</a></p>\n");
    add_contents(&p);
    add_guide(&p);
    add_heading(&p, "routes", EN_W_REFERENCE_ROUTES);
    for (size_t i = 0; i < EN_ROUTE_COUNT; i++)
        if (is_first_of_group(i)) add_group(&p, i);
    add_heading(&p, "types", EN_W_REFERENCE_TYPES);
    for (size_t i = 0; en_types[i]; i++) add_type(&p, en_types[i]);
    add(&p, "</main>\n</body>\n</html>\n");
}
