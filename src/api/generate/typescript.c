/* The types of the API in TypeScript, and every route with its method, path, parameters, body and answer, so
 * that the compiler checks each call of the page. See generate.h. */
#include "generate.h"

static void add_quoted(en_text *out, const char *before, en_str text)
{
    en_text_add_char(out, '"');
    en_text_add_z(out, before);
    en_text_add(out, text);
    en_text_add_char(out, '"');
}

static void add_choice(void *out, en_str choice) { add_quoted(out, "", choice); }

static void add_choices(en_text *out, const char *choices, bool in_list)
{
    en_text_add_z(out, in_list ? "(" : "");
    add_each(out, choices, " | ", add_choice, out);
    en_text_add_z(out, in_list ? ")" : "");
}

static const char *plain_type(en_kind kind)
{
    static const char *const names[] = {
        [EN_KIND_TEXT] = "string",    [EN_KIND_ID] = "string",      [EN_KIND_INTEGER] = "number",
        [EN_KIND_REAL] = "number",    [EN_KIND_DECIMAL] = "string", [EN_KIND_BOOLEAN] = "boolean",
        [EN_KIND_DATE] = "string",    [EN_KIND_INSTANT] = "string", [EN_KIND_CHOICE] = "string",
        [EN_KIND_OBJECT] = "unknown", [EN_KIND_JSON] = "unknown",
    };
    return names[kind];
}

static void add_property(en_text *out, const en_property *property)
{
    en_text_add_z(out, "  ");
    en_text_add_z(out, property->name);
    en_text_add_z(out, property->required ? ": " : "?: ");
    if (property->choices) add_choices(out, property->choices, property->list);
    else en_text_add_z(out, property->type ? property->type->name : plain_type(property->kind));
    en_text_add_z(out, property->list ? "[]" : "");
    en_text_add_z(out, property->nullable ? " | null" : "");
    en_text_add_z(out, ";\n");
}

static void add_type(en_text *out, const en_type *type)
{
    en_text_add_z(out, "\nexport interface ");
    en_text_add_z(out, type->name);
    en_text_add_z(out, " {\n");
    for (size_t i = 0; i < en_type_property_count(type); i++) {
        en_property property = en_type_property(type, i);
        add_property(out, &property);
    }
    en_text_add_z(out, "}\n");
}

static void add_parameter(en_text *out, const en_route *route, const en_parameter *parameter)
{
    const char *choices = en_route_choices(route, parameter);
    en_text_add_z(out, parameter->name);
    en_text_add_z(out, parameter->required ? ": " : "?: ");
    if (choices) add_choices(out, choices, false);
    else en_text_add_z(out, plain_type(parameter->kind));
    en_text_add_z(out, "; ");
}

static void add_sort(void *out, en_str sort)
{
    add_quoted(out, "", sort_column(sort));
    en_text_add_z(out, " | ");
    add_quoted(out, "-", sort_column(sort));
}

static void add_sorts(en_text *out, const char *sorts)
{
    en_text_add_z(out, "sort?: ");
    add_each(out, sorts, " | ", add_sort, out);
    en_text_add_z(out, "; ");
}

static void add_parameters(en_text *out, const en_route *route)
{
    en_text_add_z(out, "    parameters: { ");
    for (size_t i = 0; i < en_route_parameter_count(route); i++)
        add_parameter(out, route, &route->parameters[i]);
    if (route->sorts) add_sorts(out, route->sorts);
    if (route->flags & EN_PAGED) en_text_add_z(out, "after?: string; limit?: number; ");
    en_text_add_z(out, "};\n");
}

static bool is_file(en_media media)
{
    return media == EN_MEDIA_CSV || media == EN_MEDIA_FILE || media == EN_MEDIA_WORKBOOK ||
           media == EN_MEDIA_BYTES;
}

/* What a body or an answer is to the page. */
static void add_body(en_text *out, const char *key, en_media media, const en_type *type, bool paged)
{
    en_text_add_z(out, "    ");
    en_text_add_z(out, key);
    en_text_add_z(out, ": ");
    en_text_add_z(out, paged ? "Page<" : "");
    if (media == EN_MEDIA_NONE) en_text_add_z(out, "undefined");
    else if (type) en_text_add_z(out, type->name);
    else if (media == EN_MEDIA_JSON) en_text_add_z(out, "unknown");
    else en_text_add_z(out, is_file(media) ? "Blob" : "string");
    en_text_add_z(out, paged ? ">;\n" : ";\n");
}

static void add_flag(en_text *out, const char *key, bool value)
{
    en_text_add_z(out, "    ");
    en_text_add_z(out, key);
    en_text_add_z(out, value ? ": true;\n" : ": false;\n");
}

static void add_route(en_text *out, const en_route *route)
{
    en_text_add_z(out, "  \"");
    en_text_add_z(out, route->name);
    en_text_add_z(out, "\": {\n");
    add_parameters(out, route);
    add_body(out, "request", route->takes, route->request, false);
    add_body(out, "response", route->gives, route->response, is_paged(route));
    add_flag(out, "edits", (route->flags & EN_IF_MATCH) != 0);
    add_flag(out, "idempotent", (route->flags & EN_IDEMPOTENT) != 0);
    en_text_add_z(out, "  };\n");
}

static void add_place(en_text *out, const en_route *route)
{
    en_text_add_z(out, "  \"");
    en_text_add_z(out, route->name);
    en_text_add_z(out, "\": [\"");
    en_text_add_z(out, route->method);
    en_text_add_z(out, "\", \"");
    en_text_add_z(out, route->path);
    en_text_add_z(out, "\"],\n");
}

static void add_asked(en_text *out)
{
    en_text_add_z(out, "\n/** What a process of its own answers: an asker has one of these at a time. */\n"
                       "export const asked: ReadonlySet<RouteName> = new Set<RouteName>([\n");
    for (size_t i = 0; i < EN_ROUTE_COUNT; i++) {
        if (!(en_routes[i].flags & EN_ASKED)) continue;
        en_text_add_z(out, "  \"");
        en_text_add_z(out, en_routes[i].name);
        en_text_add_z(out, "\",\n");
    }
    en_text_add_z(out, "]);\n");
}

void generate_typescript(en_text *out)
{
    en_text_add_z(out,
                  "// Made by enishi-api from src/api when enishi is built.\n\n"
                  "/** What a list answers: `next` is the `after` of the next page, if there is one. */\n"
                  "export interface Page<T> {\n  items: T[];\n  next?: string | null;\n}\n");
    for (size_t i = 0; en_types[i]; i++) add_type(out, en_types[i]);
    en_text_add_z(out, "\n/** By operation. `edits` needs If-Match; `idempotent` takes Idempotency-Key. */\n"
                       "export interface Routes {\n");
    for (size_t i = 0; i < EN_ROUTE_COUNT; i++) add_route(out, &en_routes[i]);
    en_text_add_z(out,
                  "}\n\nexport type RouteName = keyof Routes;\nexport type Method = \"GET\" | \"POST\" | "
                  "\"PUT\" | \"DELETE\";\n\n/** Method and path; {name} in a path is a parameter. */\n"
                  "export const routes: { readonly [N in RouteName]: readonly [Method, string] } = {\n");
    for (size_t i = 0; i < EN_ROUTE_COUNT; i++) add_place(out, &en_routes[i]);
    en_text_add_z(out, "};\n");
    add_asked(out);
}
