/* A body to start from: what a type requires, with values that its schema allows. See generate.h. */
#include "generate.h"

static void add_quoted(en_text *out, en_str value)
{
    en_text_add_char(out, '"');
    en_text_add(out, value);
    en_text_add_char(out, '"');
}

static void add_value(en_text *out, const en_property *property)
{
    en_str rest = en_str_of(property->choices), choice;
    switch (property->kind) {
    case EN_KIND_TEXT:
    case EN_KIND_ID: add_quoted(out, en_str_of(property->name)); break;
    case EN_KIND_INTEGER: en_text_add_int(out, property->least ? property->least : 1); break;
    case EN_KIND_REAL: en_text_add_z(out, "1.5"); break;
    case EN_KIND_DECIMAL: en_text_add_z(out, "\"45.1\""); break;
    case EN_KIND_BOOLEAN: en_text_add_z(out, "false"); break;
    case EN_KIND_DATE: en_text_add_z(out, "\"2026-11\""); break;
    case EN_KIND_INSTANT: en_text_add_z(out, "\"2026-11-22T10:00:00Z\""); break;
    case EN_KIND_CHOICE:
        if (en_str_next(&rest, '|', &choice)) add_quoted(out, choice);
        break;
    case EN_KIND_OBJECT: example_of_type(out, property->type); break;
    case EN_KIND_JSON: en_text_add_z(out, "{}"); break;
    }
}

void example_of_type(en_text *out, const en_type *type)
{
    bool first = true;
    en_text_add_char(out, '{');
    for (size_t i = 0; i < en_type_property_count(type); i++) {
        en_property property = en_type_property(type, i);
        if (!property.required) continue;
        en_text_add_z(out, first ? "" : ",");
        first = false;
        add_quoted(out, en_str_of(property.name));
        en_text_add_z(out, property.list ? ":[" : ":");
        add_value(out, &property);
        en_text_add_z(out, property.list ? "]" : "");
    }
    en_text_add_char(out, '}');
}
