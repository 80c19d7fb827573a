/* Bodies of JSON by their type. See check.h.
 *
 * Types hold no circles, so that the depth of what is walked is that of the types; O(size of the body times
 * the properties of its types).
 */
#include "check.h"

#include "check_value.h"

#include <stdio.h>

enum { PLACE_BYTES = 256 };

typedef struct walk {
    en_arena *arena;
    en_report *report;
    char place[PLACE_BYTES]; /* "tables[3].name" */
    size_t length;
    bool out_of_memory;
    bool wrong;
} walk;

static en_where here(const walk *w) { return (en_where){.column = {w->place, w->length}}; }

/* A place that is too long is cut. */
static void go_on(walk *w, int n)
{
    size_t room = sizeof w->place - w->length;
    if (n > 0) w->length += (size_t)n < room ? (size_t)n : room - 1;
}

/* Goes down by a name or an index; returns where to come back to. */
static size_t enter(walk *w, const char *name)
{
    size_t before = w->length;
    go_on(w, snprintf(w->place + before, sizeof w->place - before, "%s%s", before ? "." : "", name));
    return before;
}

static size_t enter_item(walk *w, size_t index)
{
    size_t before = w->length;
    go_on(w, snprintf(w->place + before, sizeof w->place - before, "[%zu]", index));
    return before;
}

static void leave(walk *w, size_t before) { w->length = before; }

static void refuse(walk *w, en_word word)
{
    w->wrong = true;
    (void)en_report_error(w->report, word, here(w));
}

static void note(walk *w, en_status status)
{
    w->out_of_memory = w->out_of_memory || status == EN_ERR_MEMORY;
    w->wrong = w->wrong || status != EN_OK;
}

static void check_object(walk *w, const en_type *type, const json_t *value);

static void check_string(walk *w, const en_property *property, const json_t *value)
{
    if (!json_is_string(value)) {
        refuse(w, EN_W_CHECK_KIND_TEXT);
        return;
    }
    en_str text = {json_string_value(value), json_string_length(value)};
    if (text.size == 0 && !property->list) { /* as if it were not given */
        if (property->required) refuse(w, EN_W_CHECK_MISSING);
        return;
    }
    en_where where = here(w);
    if (property->kind != EN_KIND_TEXT) where.value = text; /* a password is not repeated */
    check_bounds bounds = {property->kind, property->least, property->most, property->choices};
    if (property->list) bounds.least = bounds.most = 0; /* those of the list */
    note(w, check_text(bounds, where, w->arena, w->report, &text));
}

static void check_one(walk *w, const en_property *property, const json_t *value)
{
    check_bounds bounds = {property->kind, property->least, property->most, NULL};
    if (property->list) bounds.least = bounds.most = 0;
    switch (property->kind) {
    case EN_KIND_INTEGER:
        if (json_is_integer(value))
            note(w, check_integer(bounds, json_integer_value(value), here(w), w->report));
        else refuse(w, EN_W_CHECK_INTEGER);
        break;
    case EN_KIND_REAL:
        if (!json_is_number(value)) refuse(w, EN_W_CHECK_NUMBER);
        break;
    case EN_KIND_BOOLEAN:
        if (!json_is_boolean(value)) refuse(w, EN_W_CHECK_BOOLEAN);
        break;
    case EN_KIND_OBJECT: check_object(w, property->type, value); break;
    case EN_KIND_JSON: break;
    case EN_KIND_TEXT:
    case EN_KIND_ID:
    case EN_KIND_DECIMAL:
    case EN_KIND_DATE:
    case EN_KIND_INSTANT:
    case EN_KIND_CHOICE: check_string(w, property, value); break;
    }
}

static void check_list(walk *w, const en_property *property, const json_t *value)
{
    size_t most = property->most > 0 ? (size_t)property->most : EN_LIST_MOST;
    if (!json_is_array(value)) {
        refuse(w, EN_W_CHECK_LIST);
        return;
    }
    if (property->required && json_array_size(value) == 0) {
        refuse(w, EN_W_CHECK_MISSING);
        return;
    }
    if (json_array_size(value) > most || json_array_size(value) < (size_t)property->least) {
        en_arg args[] = {en_arg_int("least", property->least), en_arg_int("most", (int64_t)most)};
        note(w, en_report_add(w->report, EN_ERROR, EN_W_CHECK_LIST_SIZE, here(w), 2, args));
        return;
    }
    for (size_t i = 0; i < json_array_size(value); i++) {
        size_t before = enter_item(w, i);
        check_one(w, property, json_array_get(value, i));
        leave(w, before);
    }
}

static void check_property(walk *w, const en_property *property, const json_t *value)
{
    size_t before = enter(w, property->name);
    if (!value) {
        if (property->required) refuse(w, EN_W_CHECK_MISSING);
    } else if (json_is_null(value)) {
        if (!property->nullable) refuse(w, EN_W_CHECK_NULL);
    } else if (property->list) {
        check_list(w, property, value);
    } else {
        check_one(w, property, value);
    }
    leave(w, before);
}

static bool has_property(const en_type *type, const char *name)
{
    size_t count = en_type_property_count(type);
    for (size_t i = 0; i < count; i++)
        if (strcmp(en_type_property(type, i).name, name) == 0) return true;
    return false;
}

static void refuse_unknown(walk *w, const en_type *type, const json_t *value)
{
    for (void *at = json_object_iter((json_t *)(uintptr_t)value); at;
         at = json_object_iter_next((json_t *)(uintptr_t)value, at)) {
        const char *name = json_object_iter_key(at);
        if (has_property(type, name)) continue;
        size_t before = enter(w, name);
        refuse(w, EN_W_CHECK_UNKNOWN);
        leave(w, before);
    }
}

static void check_object(walk *w, const en_type *type, const json_t *value)
{
    if (!json_is_object(value)) {
        refuse(w, EN_W_CHECK_OBJECT);
        return;
    }
    size_t count = en_type_property_count(type);
    for (size_t i = 0; i < count; i++) {
        en_property property = en_type_property(type, i);
        check_property(w, &property, json_object_get(value, property.name));
    }
    refuse_unknown(w, type, value);
}

en_status en_check_json(const en_type *type, const json_t *value, en_arena *arena, en_report *report)
{
    walk w = {.arena = arena, .report = report};
    check_object(&w, type, value);
    if (w.out_of_memory || report->out_of_memory) return EN_ERR_MEMORY;
    return w.wrong ? EN_ERR_INPUT : EN_OK;
}
