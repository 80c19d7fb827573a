/* What the certificate says besides files: its rules are the round's, its claims are known and enough. */
#define _GNU_SOURCE /* strdup */
#include "verify.h"

#include <stdio.h>
#include <stdlib.h>

static en_where entry(const char *key, const char *value)
{
    return (en_where){.file = en_str_of("certificate.json"), .column = en_str_of(key), .value = en_str_of(value)};
}

/* Text for people; free it. */
static char *dump(const json_t *value)
{
    if (!value || json_is_string(value)) return strdup(value ? json_string_value(value) : "");
    return json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);
}

void en_verify_differs(en_report *report, en_where where, en_str expected)
{
    en_arg arg = en_arg_str("expected", expected);
    (void)en_report_add(report, EN_ERROR, expected.size ? EN_W_VERIFY_DIFFERS : EN_W_VERIFY_DIFFERS_EMPTY, where, 1, &arg);
}

static void values_differ(en_report *report, en_str file, const char *path, const json_t *expected, const json_t *found)
{
    char *must = dump(expected), *is = dump(found);
    en_verify_differs(report, (en_where){.file = file, .column = en_str_of(path), .value = en_str_of(is)}, en_str_of(must));
    free(must);
    free(is);
}

/* Keys that must be there, then keys that must not. */
static void compare_objects(en_report *report, en_str file, const char *path, json_t *expected, json_t *found)
{
    char inner[96];
    const char *key;
    json_t *value;
    json_object_foreach (expected, key, value) {
        snprintf(inner, sizeof inner, "%s%s%.40s", path, *path ? "." : "", key);
        en_verify_compare_json(report, file, inner, value, json_object_get(found, key));
    }
    json_object_foreach (found, key, value) {
        en_where where = {.file = file, .column = en_str_of(path), .value = en_str_of(key)};
        if (!json_object_get(expected, key)) (void)en_report_error(report, EN_W_VERIFY_KEY_UNKNOWN, where);
    }
}

void en_verify_compare_json(en_report *report, en_str file, const char *path, json_t *expected, json_t *found)
{
    bool same = json_is_number(expected) && json_is_number(found) && json_number_value(expected) == json_number_value(found);
    if (json_is_object(expected) && json_is_object(found)) compare_objects(report, file, path, expected, found);
    else if (!json_is_array(expected) || !json_is_array(found) || json_array_size(found) != json_array_size(expected)) {
        if (!same && !json_equal(expected, found)) values_differ(report, file, path, expected, found);
        return;
    }
    for (size_t i = 0; i < json_array_size(expected); i++) {
        char inner[96];
        snprintf(inner, sizeof inner, "%s[%zu]", path, i);
        en_verify_compare_json(report, file, inner, json_array_get(expected, i), json_array_get(found, i));
    }
}

char en_verify_delimiter(const char *name)
{
    if (name && strcmp(name, "tab") == 0) return '\t';
    return name && strlen(name) == 1 && strchr(",;\t|", *name) ? *name : 0;
}

static en_status malformed(en_verify *v, const char *key)
{
    return en_report_error(&v->input, EN_W_VERIFY_KEY_MALFORMED, entry(key, ""));
}

static en_status read_reading(en_verify *v)
{
    const json_t *reading = json_object_get(v->certificate, "reading");
    const char *encoding = json_string_value(json_object_get(reading, "encoding"));
    char delimiter = en_verify_delimiter(json_string_value(json_object_get(reading, "delimiter")));
    if (!encoding) return malformed(v, "reading.encoding");
    if (!delimiter) return malformed(v, "reading.delimiter");
    en_table_options options = {encoding, delimiter};
    if (v->options->encoding) options.encoding = v->options->encoding;
    if (v->options->delimiter) options.delimiter = v->options->delimiter;
    return en_folder_open(v->options->round, options, v->context, &v->input, &v->folder);
}

en_status en_verify_read_certificate(en_verify *v)
{
    static const char *const keys[] = {"made_by", "claims", "inputs", "outputs", "rules", "lottery"};
    en_status status = en_verify_read_json(v, true, "certificate.json", &v->certificate);
    if (status != EN_OK) return status;
    const char *format = json_string_value(json_object_get(v->certificate, "format"));
    if (!format || strcmp(format, "enishi-certificate-1") != 0) return malformed(v, "format");
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        json_t *value = json_object_get(v->certificate, keys[i]);
        if (i == 0 ? !json_is_string(value) : i == 1 ? !json_is_array(value) : !json_is_object(value)) return malformed(v, keys[i]);
    }
    return read_reading(v);
}

/* The rule is always there; the other keys are those of the round. */
static json_t *expected_ties(const en_verify *v)
{
    json_t *given = json_object_get(v->round.json, "ties"), *ties = given ? json_deep_copy(given) : json_object();
    if (ties && json_object_set_new(ties, "rule", json_string(en_verify_tie_rules[v->round.ties])) == 0) return ties;
    json_decref(ties);
    return NULL;
}

en_status en_verify_check_rules(en_verify *v)
{
    static const char *const checked_elsewhere[] = {"made_by", "inputs", "reading", "outputs", "lottery", "claims"};
    en_verify_finding *finding = &v->findings[EN_VERIFY_RULES];
    const char *proposer = v->round.places_propose ? "places" : "applicants";
    json_t *expected = json_pack("{s:s, s:s%, s:{s:s, s:s, s:o, s:O*}, s:b}", "format", "enishi-certificate-1", "round", v->round.id.at,
                                 v->round.id.size, "rules", "mechanism", "deferred-acceptance", "proposer", proposer, "ties",
                                 expected_ties(v), "previous", json_object_get(v->round.json, "previous"), "reproducible", 1);
    json_t *found = expected ? json_copy(v->certificate) : NULL;
    for (size_t i = 0; i < sizeof checked_elsewhere / sizeof *checked_elsewhere; i++) json_object_del(found, checked_elsewhere[i]);
    if (found) en_verify_compare_json(&finding->report, en_str_of("certificate.json"), "", expected, found);
    finding->checked = json_object_size(json_object_get(json_object_get(expected, "rules"), "ties")) + 4;
    finding->state = EN_VERIFY_HOLDS;
    en_status status = found ? EN_OK : EN_ERR_MEMORY;
    json_decref(expected);
    json_decref(found);
    return status;
}

static const char *const claims[] = {
    [EN_VERIFY_FEASIBLE] = "feasible", [EN_VERIFY_STABLE] = "stable",
    [EN_VERIFY_APPLICANT_OPTIMAL] = "applicant-optimal", [EN_VERIFY_PLACE_OPTIMAL] = "place-optimal",
};

/* A claim is an object with its name; a witness that nobody reads is a claim that nobody checks. */
static void take_claim(en_verify *v, const json_t *claim)
{
    const char *name = json_string_value(json_object_get(claim, "claim"));
    for (int i = EN_VERIFY_FEASIBLE; i <= EN_VERIFY_PLACE_OPTIMAL; i++)
        if (name && strcmp(name, claims[i]) == 0 && json_object_size(claim) == 1) {
            v->findings[i].state = EN_VERIFY_NOT_CHECKED;
            return;
        }
    char *shown = dump(claim);
    (void)en_report_error(&v->findings[EN_VERIFY_CLAIMS].report, EN_W_VERIFY_CLAIM_UNKNOWN, entry("claims", name ? name : shown));
    free(shown);
}

void en_verify_check_claims(en_verify *v)
{
    en_verify_finding *finding = &v->findings[EN_VERIFY_CLAIMS];
    const json_t *array = json_object_get(v->certificate, "claims");
    const int other = v->round.places_propose ? EN_VERIFY_APPLICANT_OPTIMAL : EN_VERIFY_PLACE_OPTIMAL;
    for (size_t i = 0; i < json_array_size(array); i++) take_claim(v, json_array_get(array, i));
    for (int i = EN_VERIFY_FEASIBLE; i <= EN_VERIFY_PLACE_OPTIMAL; i++)
        if (i != other && v->findings[i].state == EN_VERIFY_NOT_ASKED)
            (void)en_report_error(&finding->report, EN_W_VERIFY_CLAIM_MISSING, entry("claims", claims[i]));
    finding->checked = json_array_size(array);
    finding->state = EN_VERIFY_HOLDS;
}
