/* round.json: the rules of a round. What this program does not check is refused by name, never passed over.
 */
#include "verify.h"

static en_where at(const char *key, const json_t *value)
{
    return (en_where){.file = en_str_of("round.json"),
                      .column = en_str_of(key),
                      .value = en_str_of(json_string_value(value))};
}

static en_status malformed(en_verify *v, const char *key, const json_t *value)
{
    return en_report_error(&v->input, EN_W_VERIFY_KEY_MALFORMED, at(key, value));
}

typedef struct known_key {
    const char *name;
    json_type type;
    const char *only; /* the one value that is checked here, "" for none at all; NULL: any */
} known_key;

static const known_key round_keys[] = {
    {"id", JSON_STRING, NULL},
    {"title", JSON_STRING, NULL},
    {"mechanism", JSON_STRING, "deferred-acceptance"},
    {"proposer", JSON_STRING, NULL},
    {"order", JSON_STRING, ""},
    {"ties", JSON_OBJECT, NULL},
    {"eligibility", JSON_STRING, ""},
    {"columns", JSON_OBJECT, NULL},
    {"previous", JSON_STRING, NULL},
};
static const known_key tie_keys[] = {
    {"rule", JSON_STRING, NULL},   {"seed", JSON_STRING, NULL},   {"commitment", JSON_STRING, NULL},
    {"beacon", JSON_STRING, NULL}, {"secret", JSON_STRING, NULL}, {"improve", JSON_STRING, "none"},
};

static en_status check_key(en_verify *v, const char *name, const json_t *value, size_t count,
                           const known_key *keys)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(keys[i].name, name) != 0) continue;
        bool title = strcmp(name, "title") == 0 && json_is_object(value);
        if (json_typeof(value) != keys[i].type && !title) return malformed(v, name, value);
        if (keys[i].only && strcmp(json_string_value(value), keys[i].only) != 0)
            return en_report_error(&v->input, EN_W_VERIFY_UNSUPPORTED_RULE, at(name, value));
        return EN_OK;
    }
    return en_report_error(&v->input, EN_W_VERIFY_UNSUPPORTED_KEY, at(name, value));
}

static en_status check_keys(en_verify *v, json_t *object, size_t count, const known_key *keys)
{
    en_status status = EN_OK;
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value) if (check_key(v, name, value, count, keys) != EN_OK) status =
        EN_ERR_INPUT;
    return status;
}

static en_status read_id(en_verify *v, const json_t *value)
{
    en_str id = {json_string_value(value), json_string_length(value)};
    if (!value || en_id_normalise(&v->round.arena, id, &v->round.id) != EN_ID_FINE || v->round.id.size == 0)
        return malformed(v, "id", value);
    return EN_OK;
}

const char *const en_verify_tie_rules[] = {"single-lottery", "multiple-lottery", "by-id", "keep", NULL};

/* The index of a text among names; 0 where it is not given. */
static en_status choose(en_verify *v, const json_t *object, const char *key, const char *const *names,
                        int *index)
{
    const json_t *value = json_object_get(object, key);
    for (*index = 0; names[*index]; ++*index)
        if (!value || strcmp(json_string_value(value), names[*index]) == 0) return EN_OK;
    return malformed(v, key, value);
}

static void start_lottery(en_verify_round *round)
{
    en_sha256_start(&round->lottery);
    en_sha256_add(&round->lottery, "enishi-1\n", 9);
    en_sha256_add(&round->lottery, round->seed.at, round->seed.size);
    en_sha256_add(&round->lottery, "\n", 1);
    en_sha256_add(&round->lottery, round->id.at, round->id.size);
    en_sha256_add(&round->lottery, "\n", 1);
}

en_status en_verify_read_rules(en_verify *v)
{
    static const char *const proposers[] = {"applicants", "places", NULL};
    int proposer, rule;
    en_status status = en_verify_read_json(v, false, "round.json", &v->round.json);
    if (status != EN_OK) return status;
    json_t *json = v->round.json, *ties = json_object_get(json, "ties"),
           *seed = json_object_get(ties, "seed");
    status = check_keys(v, json, sizeof round_keys / sizeof *round_keys, round_keys);
    if (status == EN_OK) status = check_keys(v, ties, sizeof tie_keys / sizeof *tie_keys, tie_keys);
    if (status == EN_OK) status = read_id(v, json_object_get(json, "id"));
    if (status == EN_OK) status = choose(v, json, "proposer", proposers, &proposer);
    if (status == EN_OK) status = choose(v, ties, "rule", en_verify_tie_rules, &rule);
    if (status != EN_OK) return status;
    v->round.places_propose = proposer == 1;
    v->round.ties = (en_verify_ties)rule;
    v->round.seed = (en_str){json_string_value(seed), json_string_length(seed)};
    start_lottery(&v->round);
    return EN_OK;
}
