/* JSON: the reader accepts nothing that it should not, and what it accepted is written and read again as the
 * same. */
#include "fuzz.h"
#include "json.h"

static void write_value(en_json *out, json_t *value)
{
    const char *key;
    json_t *item;
    size_t i;
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        en_json_open(out, '{');
        json_object_foreach(value, key, item)
        {
            en_json_key(out, key);
            write_value(out, item);
        }
        en_json_close(out, '}');
        break;
    case JSON_ARRAY:
        en_json_open(out, '[');
        json_array_foreach(value, i, item) write_value(out, item);
        en_json_close(out, ']');
        break;
    case JSON_STRING: en_json_str(out, (en_str){json_string_value(value), json_string_length(value)}); break;
    case JSON_INTEGER: en_json_int(out, json_integer_value(value)); break;
    case JSON_REAL: en_json_real(out, json_real_value(value)); break;
    case JSON_TRUE: en_json_bool(out, true); break;
    case JSON_FALSE: en_json_bool(out, false); break;
    case JSON_NULL: en_json_null(out); break;
    }
}

static size_t depth_of(en_str s)
{
    size_t depth = 0, most = 0;
    for (size_t i = 0; i < s.size; i++) {
        if (s.at[i] == '{' || s.at[i] == '[') most = ++depth > most ? depth : most;
        if ((s.at[i] == '}' || s.at[i] == ']') && depth > 0) depth--;
    }
    return most;
}

/* Equal, where a real may come back as an integer: 1.0 is written as 1. */
static bool same(json_t *a, json_t *b)
{
    const char *key;
    json_t *item;
    size_t i;
    if (json_is_number(a) && json_is_number(b)) return json_number_value(a) == json_number_value(b);
    if (json_typeof(a) != json_typeof(b)) return false;
    if (json_is_object(a)) {
        json_object_foreach(a, key, item) if (!json_object_get(b, key) ||
                                              !same(item, json_object_get(b, key))) return false;
        return json_object_size(a) == json_object_size(b);
    }
    if (json_is_array(a)) {
        json_array_foreach(a, i,
                           item) if (!json_array_get(b, i) || !same(item, json_array_get(b, i))) return false;
        return json_array_size(a) == json_array_size(b);
    }
    return json_equal(a, b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    en_report report = en_report_make(NULL);
    en_str bytes = {(const char *)data, size};
    json_t *value = en_json_read(bytes, en_str_of("x.json"), &report);
    fuzz_check((value == NULL) == (report.errors > 0));
    if (value && depth_of(bytes) < EN_JSON_MOST_DEPTH) {
        en_text text = en_text_make(NULL);
        en_json out = en_json_to(&text);
        write_value(&out, value);
        json_t *back = json_loadb(text.at, text.size, JSON_REJECT_DUPLICATES, NULL);
        /* An integer beyond 2^63 that was written as a real is the one thing that cannot come back. */
        if (back) fuzz_check(same(value, back));
        json_decref(back);
        en_text_free(&text);
    }
    json_decref(value);
    en_report_free(&report);
    return 0;
}
