/* What strangers send: queries, cookies, languages, and bodies. What a check lets through is as the row of
 * its route says.
 *
 * Input: a byte that chooses the part, one that chooses the route or type, and the text.
 */
#include "fuzz.h"
#include "query.h"
#include "types.h"

#include "../src/api/check.h"

static en_str copy_of(en_arena *arena, const uint8_t *data, size_t size)
{
    return (en_str){en_arena_copy(arena, (const char *)data, size), size};
}

static bool is_clean(en_str s)
{
    return (s.size == 0 || !memchr(s.at, '\0', s.size)) && en_utf8_invalid(s.at, s.size) == s.size;
}

static void try_parameters(const en_route *route, en_str text, en_arena *arena, en_report *report)
{
    en_asked asked;
    const char *bar = text.size ? memchr(text.at, ' ', text.size) : NULL;
    size_t first = bar ? (size_t)(bar - text.at) : 0;
    en_str taken[EN_ROUTE_MOST_PARAMETERS], query = {text.at + first, text.size - first};
    for (size_t i = 0; i < EN_ROUTE_MOST_PARAMETERS; i++) taken[i] = (en_str){text.at, first};
    en_status status =
        en_check_parameters(route, query, taken, EN_ROUTE_MOST_PARAMETERS, arena, report, &asked);
    fuzz_check((status == EN_ERR_INPUT) == (report->errors > 0 || asked.is_nowhere));
    if (status != EN_OK) return;
    fuzz_check(asked.limit >= 1 && asked.limit <= EN_PAGE_MOST && asked.after.size <= EN_CURSOR_MOST_BYTES);
    for (size_t i = 0; i < en_route_parameter_count(route); i++) {
        fuzz_check(is_clean(asked.values[i]));
        if (route->parameters[i].kind == EN_KIND_ID) fuzz_check(asked.values[i].size <= EN_ID_MOST_BYTES);
    }
}

static void try_body(const en_type *type, en_str text, en_arena *arena, en_report *report)
{
    json_t *value = en_json_read(text, (en_str){0}, report);
    if (!value) return;
    en_status status = en_check_json(type, value, arena, report);
    fuzz_check((status == EN_ERR_INPUT) == (report->errors > 0));
    if (status == EN_OK) {
        const char *name;
        json_t *member;
        fuzz_check(json_is_object(value));
        json_object_foreach(value, name, member)
        {
            bool is_listed = false;
            for (size_t i = 0; i < en_type_property_count(type); i++)
                is_listed = is_listed || strcmp(en_type_property(type, i).name, name) == 0;
            fuzz_check(is_listed);
        }
    }
    json_decref(value);
}

static void try_pieces(en_str text, en_arena *arena)
{
    en_str decoded = {0};
    for (int in_query = 0; in_query < 2; in_query++)
        if (en_percent_decode(text, in_query, arena, &decoded) == EN_OK)
            fuzz_check(is_clean(decoded) && decoded.size <= text.size);
    en_str cookie = en_cookie_find(text, "enishi");
    fuzz_check(cookie.size == 0 ||
               (cookie.at >= text.at + 7 && cookie.at + cookie.size <= text.at + text.size));
    fuzz_check(en_language_accepted(text) < EN_LANGUAGE_COUNT);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t types = 0;
    while (en_types[types]) types++;
    if (size < 2 || types == 0) return 0;
    en_arena arena = en_arena_make(NULL);
    en_report report = en_report_make(NULL);
    en_str text = copy_of(&arena, data + 2, size - 2);
    switch (data[0] % 3) {
    case 0: try_parameters(&en_routes[data[1] % EN_ROUTE_COUNT], text, &arena, &report); break;
    case 1: try_body(en_types[data[1] % types], text, &arena, &report); break;
    default: try_pieces(text, &arena); break;
    }
    en_report_free(&report);
    en_arena_free(&arena);
    return 0;
}
