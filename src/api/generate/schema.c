/* Types and parameters as JSON schemas (2020-12, as OpenAPI 3.1 has them). See generate.h.
 *
 * Lengths of text are bytes in the rows and characters in a schema, so that a schema lets a little more pass
 * than the server. Types of bodies are closed and bounded, because the server refuses what it does not know;
 * those of answers are open, so that a client of today reads an answer of tomorrow.
 */
#include "generate.h"

#define DATE_PATTERN    "^[1-9][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
#define INSTANT_PATTERN "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?Z$"
#define DECIMAL_PATTERN "^[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?$"
#define ID_PATTERN      "^[^\\u0000-\\u001f\\u007f]+$"

/* One value, whether of a property or of a parameter. */
typedef struct schema_value {
    en_kind kind;
    bool nullable, bounded;
    int64_t least, most;
    const char *choices;
    const en_type *type;
} schema_value;

static bool holds(const en_type *outer, const en_type *inner)
{
    if (outer == inner) return true;
    for (size_t i = 0; i < en_type_property_count(outer); i++) {
        const en_type *type = en_type_property(outer, i).type;
        if (type && type != outer && holds(type, inner)) return true;
    }
    return false;
}

bool is_requested(const en_type *type)
{
    for (size_t i = 0; i < EN_ROUTE_COUNT; i++)
        if (en_routes[i].request && holds(en_routes[i].request, type)) return true;
    return false;
}

static void add_kind(en_json *json, const char *kind, bool nullable)
{
    en_json_key(json, "type");
    if (nullable) {
        en_json_open(json, '[');
        en_json_str(json, en_str_of(kind));
        en_json_str(json, en_str_of("null"));
        en_json_close(json, ']');
    } else {
        en_json_str(json, en_str_of(kind));
    }
}

static void add_text(en_json *json, const schema_value *value)
{
    bool is_id = value->kind == EN_KIND_ID;
    int64_t least = value->least ? value->least : is_id;
    int64_t most = value->most ? value->most : is_id ? EN_ID_MOST_BYTES : value->bounded ? EN_TEXT_MOST : 0;
    add_kind(json, "string", value->nullable);
    if (least) en_json_key_int(json, "minLength", least);
    if (most) en_json_key_int(json, "maxLength", most);
    if (is_id) en_json_key_text(json, "pattern", ID_PATTERN);
}

static void add_pattern(en_json *json, const schema_value *value, const char *pattern)
{
    add_kind(json, "string", value->nullable);
    en_json_key_text(json, "pattern", pattern);
}

static void add_integer(en_json *json, const schema_value *value)
{
    add_kind(json, "integer", value->nullable);
    en_json_key_int(json, "minimum", value->least);
    en_json_key_int(json, "maximum", value->most ? value->most : EN_INTEGER_MOST);
}

static void add_choice(en_json *json, const schema_value *value)
{
    add_kind(json, "string", value->nullable);
    en_json_key(json, "enum");
    en_json_open(json, '[');
    en_str rest = en_str_of(value->choices), choice;
    while (en_str_next(&rest, '|', &choice)) en_json_str(json, choice);
    if (value->nullable) en_json_null(json);
    en_json_close(json, ']');
}

static void add_reference(en_json *json, const en_type *type)
{
    char path[128];
    snprintf(path, sizeof path, "#/components/schemas/%s", type->name);
    en_json_key_text(json, "$ref", path);
}

static void add_object(en_json *json, const schema_value *value)
{
    if (!value->nullable) {
        add_reference(json, value->type);
        return;
    }
    en_json_key(json, "anyOf");
    en_json_open(json, '[');
    en_json_open(json, '{');
    add_reference(json, value->type);
    en_json_close(json, '}');
    en_json_open(json, '{');
    add_kind(json, "null", false);
    en_json_close(json, '}');
    en_json_close(json, ']');
}

static void add_value(en_json *json, const schema_value *value)
{
    switch (value->kind) {
    case EN_KIND_TEXT:
    case EN_KIND_ID: add_text(json, value); break;
    case EN_KIND_INTEGER: add_integer(json, value); break;
    case EN_KIND_REAL: add_kind(json, "number", value->nullable); break;
    case EN_KIND_DECIMAL: add_pattern(json, value, DECIMAL_PATTERN); break;
    case EN_KIND_BOOLEAN: add_kind(json, "boolean", value->nullable); break;
    case EN_KIND_DATE: add_pattern(json, value, DATE_PATTERN); break;
    case EN_KIND_INSTANT: add_pattern(json, value, INSTANT_PATTERN); break;
    case EN_KIND_CHOICE: add_choice(json, value); break;
    case EN_KIND_OBJECT:
        if (value->type) add_object(json, value);
        break;
    case EN_KIND_JSON: break;
    }
}

static void add_list(en_json *json, const en_property *property, bool bounded)
{
    schema_value item = {
        .kind = property->kind, .bounded = bounded, .choices = property->choices, .type = property->type};
    int64_t most = property->most ? property->most : bounded ? EN_LIST_MOST : 0;
    add_kind(json, "array", property->nullable);
    if (property->least) en_json_key_int(json, "minItems", property->least);
    if (most) en_json_key_int(json, "maxItems", most);
    en_json_key(json, "items");
    en_json_open(json, '{');
    add_value(json, &item);
    en_json_close(json, '}');
}

static void add_property(en_json *json, const en_property *property, bool bounded)
{
    schema_value value = {property->kind, property->nullable, bounded,       property->least,
                          property->most, property->choices,  property->type};
    en_json_key(json, property->name);
    en_json_open(json, '{');
    if (property->list) add_list(json, property, bounded);
    else add_value(json, &value);
    en_json_close(json, '}');
}

static void add_required(en_json *json, const en_type *type)
{
    en_json_key(json, "required");
    en_json_open(json, '[');
    for (size_t i = 0; i < en_type_property_count(type); i++) {
        en_property property = en_type_property(type, i);
        if (property.required) en_json_str(json, en_str_of(property.name));
    }
    en_json_close(json, ']');
}

void schema_of_type(en_json *json, const en_type *type)
{
    bool closed = is_requested(type);
    en_json_open(json, '{');
    add_kind(json, "object", false);
    en_json_key(json, "properties");
    en_json_open(json, '{');
    for (size_t i = 0; i < en_type_property_count(type); i++) {
        en_property property = en_type_property(type, i);
        add_property(json, &property, closed);
    }
    en_json_close(json, '}');
    add_required(json, type);
    if (closed) en_json_key_bool(json, "additionalProperties", false);
    en_json_close(json, '}');
}

void schema_of_parameter(en_json *json, const en_route *route, const en_parameter *parameter)
{
    const char *choices = en_route_choices(route, parameter);
    schema_value value = {.kind = choices ? EN_KIND_CHOICE : parameter->kind,
                          .bounded = true,
                          .least = parameter->least,
                          .most = parameter->most,
                          .choices = choices};
    en_json_open(json, '{');
    add_value(json, &value);
    en_json_close(json, '}');
}
