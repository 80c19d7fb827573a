/* Keys of JSON objects. See known_keys.h. */
#include "known_keys.h"

static bool choose(const en_known_key *key, const json_t *value)
{
    for (int i = 0; key->values && key->values[i]; i++) {
        if (strcmp(json_string_value(value), key->values[i]) != 0) continue;
        if (key->index) *key->index = i;
        return true;
    }
    return !key->values;
}

static bool is_fine(const en_known_key *key, const json_t *value)
{
    if (json_typeof(value) != key->type) return key->or_object && json_is_object(value);
    return choose(key, value);
}

en_status en_known_keys_check(json_t *object, en_str file, size_t count, const en_known_key *keys,
                              en_word malformed, en_word unknown, en_report *report)
{
    en_status status = EN_OK;
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value)
    {
        size_t i = 0;
        while (i < count && strcmp(keys[i].name, name) != 0) i++;
        if (i < count && is_fine(&keys[i], value)) continue;
        en_where where = {
            .file = file, .column = en_str_of(name), .value = en_str_of(json_string_value(value))};
        status = en_report_error(report, i < count ? malformed : unknown, where);
    }
    return status;
}
