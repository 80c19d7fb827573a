/* round.json: the published rules. Unknown keys and values are refused, so that a misspelt rule never counts
 * as absent. */
#include "json.h"
#include "round_parts.h"

typedef struct rules_reader {
    en_arena *arena;
    en_round_rules *rules;
    en_report *report;
    en_str file;
    const en_mechanism *instead; /* see en_round_source */
    bool faulty;
    bool out_of_memory; /* so that a text that could not be kept never counts as absent */
} rules_reader;

static void refuse(rules_reader *r, const char *key, const json_t *value, en_word rule, const char *expected)
{
    en_text shown = en_text_make(NULL);
    if (value && !json_is_string(value)) en_json_dump(&shown, value, 0);
    en_str text = json_is_string(value) ? (en_str){json_string_value(value), json_string_length(value)}
                                        : en_text_str(&shown);
    en_where where = {.file = r->file, .column = en_str_of(key), .value = text};
    en_arg arg = en_arg_text("expected", expected ? expected : "");
    (void)en_report_add(r->report, EN_ERROR, rule, where, expected ? 1 : 0, &arg);
    r->faulty = true;
    r->out_of_memory = r->out_of_memory || shown.failed;
    en_text_free(&shown);
}

static en_str keep_text(rules_reader *r, const json_t *value)
{
    size_t size = json_string_length(value);
    char *copy = en_arena_copy(r->arena, json_string_value(value), size);
    r->out_of_memory = r->out_of_memory || !copy;
    return copy ? (en_str){copy, size} : (en_str){0};
}

/* A text value, or empty where the key is absent. */
static en_str text_of(rules_reader *r, const json_t *object, const char *key, const char *path)
{
    const json_t *value = json_object_get(object, key);
    if (!value) return (en_str){0};
    if (!json_is_string(value)) {
        refuse(r, path, value, EN_W_ROUND_EXPECTED, "text");
        return (en_str){0};
    }
    return keep_text(r, value);
}

static void check_keys(rules_reader *r, json_t *object, const char *const *known, const char *prefix)
{
    const char *key;
    json_t *value;
    json_object_foreach(object, key, value)
    {
        bool found = false;
        for (size_t i = 0; known[i] && !found; i++) found = strcmp(key, known[i]) == 0;
        if (found) continue;
        char path[160];
        snprintf(path, sizeof path, "%s%.120s", prefix, key);
        refuse(r, path, value, EN_W_ROUND_UNKNOWN_KEY, NULL);
    }
}

static void read_id(rules_reader *r, const json_t *object)
{
    en_round_rules *rules = r->rules;
    const json_t *value = json_object_get(object, "id");
    if (!json_is_string(value)) {
        refuse(r, "id", value, EN_W_ROUND_EXPECTED, "text");
        return;
    }
    en_id_fault fault = en_id_normalise(r->arena, keep_text(r, value), &rules->id);
    r->out_of_memory = r->out_of_memory || fault == EN_ID_NO_MEMORY;
    if (r->out_of_memory) return;
    if (fault == EN_ID_CONTROL) refuse(r, "id", value, EN_W_ID_CONTROL, NULL);
    else if (fault == EN_ID_TOO_LONG) refuse(r, "id", value, EN_W_ID_TOO_LONG, NULL);
    else if (rules->id.size == 0) refuse(r, "id", value, EN_W_ID_EMPTY, NULL);
}

static void read_title(rules_reader *r, json_t *object)
{
    en_round_rules *rules = r->rules;
    for (int i = 0; i < EN_LANGUAGE_COUNT; i++) rules->title[i] = rules->id;
    json_t *title = json_object_get(object, "title");
    if (!title) return;
    if (json_is_string(title)) {
        for (int i = 0; i < EN_LANGUAGE_COUNT; i++) rules->title[i] = keep_text(r, title);
        return;
    }
    if (!json_is_object(title)) {
        refuse(r, "title", title, EN_W_ROUND_EXPECTED, "text | {\"en\", \"vi\", \"ja\"}");
        return;
    }
    static const char *const known[] = {"en", "vi", "ja", NULL};
    check_keys(r, title, known, "title.");
    for (int i = 0; i < EN_LANGUAGE_COUNT; i++) {
        const char *tag = en_language_tag((en_language)i);
        if (json_object_get(title, tag)) rules->title[i] = text_of(r, title, tag, "title");
    }
}

static void refuse_choice(rules_reader *r, const char *path, const json_t *value, const char *const *names)
{
    en_text choices = en_text_make(NULL);
    for (size_t i = 0; names[i]; i++) {
        en_text_add_z(&choices, i == 0 ? "" : " | ");
        en_text_add_z(&choices, names[i]);
    }
    en_text_add_char(&choices, '\0');
    r->out_of_memory = r->out_of_memory || choices.failed;
    if (!choices.failed) refuse(r, path, value, EN_W_ROUND_EXPECTED, choices.at);
    en_text_free(&choices);
}

/* The index of a text value among names, `missing` where the key is absent; reports anything else. */
static size_t choice_of(rules_reader *r, const json_t *object, const char *key, const char *path,
                        const char *const *names, size_t missing)
{
    const json_t *value = json_object_get(object, key);
    if (!value) return missing;
    for (size_t i = 0; names[i]; i++)
        if (json_is_string(value) && strcmp(json_string_value(value), names[i]) == 0) return i;
    refuse_choice(r, path, value, names);
    return missing;
}

/* Its message has the names itself: they are more than an argument of a problem holds. */
static void read_mechanism(rules_reader *r, const json_t *object)
{
    const json_t *value = json_object_get(object, "mechanism");
    en_str name = {json_string_value(value), json_string_length(value)}; /* empty where it is no text */
    if (value && !en_mechanism_find(name, &r->rules->mechanism))
        refuse(r, "mechanism", value, EN_W_ROUND_UNKNOWN_MECHANISM, NULL);
    static const char *const proposers[] = {"applicants", "places", NULL};
    if (r->instead) r->rules->mechanism = *r->instead;
    size_t proposer = choice_of(r, object, "proposer", "proposer", proposers, 0);
    r->rules->proposer = proposer == 1 ? EN_MATCH_PLACES_PROPOSE : EN_MATCH_APPLICANTS_PROPOSE;
}

/* A serial dictatorship needs an order; other mechanisms have none. */
static void read_order(rules_reader *r, const json_t *object)
{
    const json_t *order = json_object_get(object, "order");
    bool needed = r->rules->mechanism == EN_SERIAL_DICTATORSHIP;
    en_str column = en_str_trim(text_of(r, object, "order", "order"));
    if (!en_str_compose(r->arena, column, &r->rules->order)) r->out_of_memory = true;
    if (!needed && r->instead)
        r->rules->order = (en_str){0}; /* the order of the mechanism that it replaces */
    else if (order && !needed) refuse(r, "order", order, EN_W_ROUND_ORDER_WITHOUT_USE, NULL);
    if (needed && (!order || (json_is_string(order) && r->rules->order.size == 0)))
        refuse(r, "order", order, EN_W_ROUND_ORDER_MISSING, NULL);
}

static const char *const tie_rules[] = {"single-lottery", "multiple-lottery", "by-id", "keep", NULL};

static void read_ties(rules_reader *r, json_t *object)
{
    en_round_rules *rules = r->rules;
    json_t *ties = json_object_get(object, "ties");
    if (!ties) return;
    if (!json_is_object(ties)) {
        refuse(r, "ties", ties, EN_W_ROUND_EXPECTED, "{\"rule\": …}");
        return;
    }
    static const char *const known[] = {"rule", "seed", "commitment", "beacon", "secret", "improve", NULL};
    check_keys(r, ties, known, "ties.");
    rules->tie_rule = (en_tie_rule)choice_of(r, ties, "rule", "ties.rule", tie_rules, 0);
    rules->seed = text_of(r, ties, "seed", "ties.seed");
    rules->commitment = text_of(r, ties, "commitment", "ties.commitment");
    rules->beacon = text_of(r, ties, "beacon", "ties.beacon");
    rules->secret = text_of(r, ties, "secret", "ties.secret");
    static const char *const improve[] = {"none", "stable-cycles", NULL};
    rules->stable_cycles = choice_of(r, ties, "improve", "ties.improve", improve, 0) == 1;
}

static const char *const column_types[] = {"text", "number", "date", "jlpt", "cefr", NULL};

static bool keep_attribute(rules_reader *r, const char *column, size_t type)
{
    size_t size = strlen(column);
    char *copy = en_arena_copy(r->arena, column, size);
    en_str name;
    if (!copy || !en_str_compose(r->arena, (en_str){copy, size}, &name)) return false;
    r->rules->attributes[r->rules->attribute_count++] = (en_attribute){name, (en_attribute_type)type};
    return true;
}

static void read_columns(rules_reader *r, json_t *object)
{
    json_t *columns = json_object_get(object, "columns");
    if (!columns) return;
    if (!json_is_object(columns)) {
        refuse(r, "columns", columns, EN_W_ROUND_EXPECTED, "{\"column\": \"number\"}");
        return;
    }
    r->rules->attributes = en_arena_raw(r->arena, json_object_size(columns), sizeof *r->rules->attributes);
    bool kept = r->rules->attributes != NULL;
    const char *key;
    json_t *value;
    json_object_foreach(columns, key, value)
    {
        size_t type = choice_of(r, columns, key, key, column_types, EN_ATTRIBUTE_TEXT);
        kept = kept && keep_attribute(r, key, type);
    }
    r->out_of_memory = r->out_of_memory || !kept;
}

/* The hash of the certificate of the round before. */
static void read_previous(rules_reader *r, const json_t *object)
{
    r->rules->previous = text_of(r, object, "previous", "previous");
    if (r->rules->previous.at && !en_round_is_digest(r->rules->previous))
        refuse(r, "previous", json_object_get(object, "previous"), EN_W_ROUND_NOT_DIGEST, NULL);
}

static void read_object(rules_reader *r, json_t *object)
{
    static const char *const known[] = {"id",   "title",       "mechanism", "proposer", "order",
                                        "ties", "eligibility", "columns",   "previous", NULL};
    if (!json_is_object(object)) {
        refuse(r, "", object, EN_W_ROUND_EXPECTED, "{…}");
        return;
    }
    check_keys(r, object, known, "");
    read_id(r, object);
    read_title(r, object);
    read_mechanism(r, object);
    read_order(r, object);
    read_ties(r, object);
    if (r->instead && en_features_required(*r->instead) & en_feature_bit(EN_FEATURE_KEPT_TIES))
        r->rules->tie_rule = EN_TIES_KEEP; /* a mechanism that keeps them has no other rule */
    read_columns(r, object);
    r->rules->eligibility = text_of(r, object, "eligibility", "eligibility");
    read_previous(r, object);
}

static en_status read_bytes(en_str bytes, en_str file, const en_mechanism *instead, en_arena *arena,
                            en_report *report, en_round_rules *rules)
{
    *rules = (en_round_rules){0};
    rules_reader r = {.arena = arena, .rules = rules, .report = report, .file = file, .instead = instead};
    json_t *object = en_json_read(bytes, file, report);
    if (!object) return report && report->out_of_memory ? EN_ERR_MEMORY : EN_ERR_INPUT;
    read_object(&r, object);
    json_decref(object);
    if (r.out_of_memory) return EN_ERR_MEMORY;
    return r.faulty ? EN_ERR_INPUT : EN_OK;
}

en_status en_round_rules_read(en_str bytes, en_str file, en_arena *arena, en_report *report,
                              en_round_rules *rules)
{
    return read_bytes(bytes, file, NULL, arena, report, rules);
}

en_status round_read_rules(en_round *round, const en_mechanism *instead, const en_context *context,
                           en_report *report)
{
    char *path = en_path_join(&round->arena, round->folder.directory, "round.json");
    if (!path) return EN_ERR_MEMORY;
    en_status status = en_file_read(path, context, report, &round->rules_file);
    if (status != EN_OK) return status;
    en_file_hash(&round->rules_file);
    return read_bytes((en_str){round->rules_file.at, round->rules_file.size}, round->rules_file.name, instead,
                      &round->arena, report, &round->rules);
}

const char *en_tie_rule_name(en_tie_rule rule) { return tie_rules[rule]; }

const char *en_proposer_name(en_match_proposer proposer)
{
    return proposer == EN_MATCH_PLACES_PROPOSE ? "places" : "applicants";
}

const char *en_commitment_name(en_seed_commitment commitment)
{
    static const char *const names[] = {"not-needed", "no", "unopened", "yes"};
    return names[commitment];
}
