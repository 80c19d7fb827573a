/* What the certificate says besides files: its rules are the round's, its claims are known and enough, its lottery was drawn as
 * committed. */
#define _GNU_SOURCE /* strdup */
#include "verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

static en_str file_name(void) { return en_str_of("certificate.json"); }

/* Text for people; free it. */
static char *dump(const json_t *value)
{
    if (json_is_string(value)) return strdup(json_string_value(value));
    return json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT | JSON_REAL_PRECISION(17));
}

static void differs(en_report *report, en_str file, const char *path, const json_t *expected, const json_t *found)
{
    char *must = dump(expected), *is = found ? dump(found) : NULL;
    en_arg arg = en_arg_text("expected", must ? must : "");
    en_where where = {.file = file, .column = en_str_of(path), .value = en_str_of(is)};
    (void)en_report_add(report, EN_ERROR, EN_W_VERIFY_DIFFERS, where, 1, &arg);
    free(must);
    free(is);
}

enum { MOST_PATH = 96 };

static void compare_objects(en_report *report, en_str file, const char *path, const json_t *expected, const json_t *found)
{
    char inner[MOST_PATH];
    const char *key, *dot = *path ? "." : "";
    json_t *value;
    json_object_foreach ((json_t *)(uintptr_t)expected, key, value) {
        snprintf(inner, sizeof inner, "%s%s%.40s", path, dot, key);
        en_verify_compare_json(report, file, inner, value, json_object_get(found, key));
    }
    json_object_foreach ((json_t *)(uintptr_t)found, key, value) {
        if (json_object_get(expected, key)) continue;
        en_where where = {.file = file, .column = en_str_of(path), .value = en_str_of(key)};
        (void)en_report_error(report, EN_W_VERIFY_KEY_UNKNOWN, where);
    }
}

static void compare_arrays(en_report *report, en_str file, const char *path, const json_t *expected, const json_t *found)
{
    char inner[MOST_PATH];
    for (size_t i = 0; i < json_array_size(expected); i++) {
        snprintf(inner, sizeof inner, "%s[%zu]", path, i);
        en_verify_compare_json(report, file, inner, json_array_get(expected, i), json_array_get(found, i));
    }
}

void en_verify_compare_json(en_report *report, en_str file, const char *path, const json_t *expected, const json_t *found)
{
    if (json_is_object(expected) && json_is_object(found)) {
        compare_objects(report, file, path, expected, found);
    } else if (json_is_array(expected) && json_is_array(found) && json_array_size(found) == json_array_size(expected)) {
        compare_arrays(report, file, path, expected, found);
    } else {
        bool numbers = json_is_number(expected) && json_is_number(found);
        bool same = numbers ? json_number_value(expected) == json_number_value(found) : json_equal(expected, found);
        if (!same) differs(report, file, path, expected, found);
    }
}

static en_status malformed(en_verify *v, const char *key)
{
    return en_report_error(&v->input, EN_W_VERIFY_KEY_MALFORMED, (en_where){.file = file_name(), .column = en_str_of(key)});
}

/* A name such as "cp932//IGNORE" would pass over bytes that are not of the encoding. */
static bool is_encoding(const char *name) { return name && *name && !strchr(name, '/'); }

static en_status read_reading(en_verify *v)
{
    json_t *reading = json_object_get(v->certificate, "reading");
    const char *encoding = json_string_value(json_object_get(reading, "encoding"));
    const char *delimiter = json_string_value(json_object_get(reading, "delimiter"));
    if (!is_encoding(encoding)) return malformed(v, "reading.encoding");
    if (!delimiter || strlen(delimiter) != 1 || !strchr(",;\t|", *delimiter)) return malformed(v, "reading.delimiter");
    v->folder = (en_folder){.path = v->options->round, .options = {encoding, *delimiter}};
    if (v->options->encoding) v->folder.options.encoding = v->options->encoding;
    if (v->options->delimiter) v->folder.options.delimiter = v->options->delimiter;
    return EN_OK;
}

/* A workbook as input is read by the solver, not here. */
static en_status refuse_workbook(en_verify *v)
{
    const char *name;
    json_t *value;
    json_object_foreach (json_object_get(v->certificate, "inputs"), name, value) {
        size_t n = strlen(name);
        en_where where = {.file = file_name(), .column = en_str_of("inputs"), .value = {name, n}};
        if (n > 5 && strcasecmp(name + n - 5, ".xlsx") == 0) return en_verify_refuse(v, EN_W_VERIFY_UNSUPPORTED_WORKBOOK, where);
    }
    return EN_OK;
}

en_status en_verify_read_certificate(en_verify *v)
{
    en_file file = {0};
    en_status status = en_verify_read_json(v, v->options->out, "certificate.json", &v->certificate, &file);
    en_file_free(&file);
    if (status != EN_OK) return status;
    const char *format = json_string_value(json_object_get(v->certificate, "format"));
    if (!format || strcmp(format, "enishi-certificate-1") != 0) return malformed(v, "format");
    static const char *const objects[] = {"inputs", "outputs", "rules", "lottery"};
    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++)
        if (!json_is_object(json_object_get(v->certificate, objects[i]))) return malformed(v, objects[i]);
    if (!json_is_array(json_object_get(v->certificate, "claims"))) return malformed(v, "claims");
    if (!json_is_string(json_object_get(v->certificate, "made_by"))) return malformed(v, "made_by");
    status = read_reading(v);
    return status == EN_OK ? refuse_workbook(v) : status;
}

/* The rule is always there; the other keys are those of the round. */
static json_t *expected_ties(const en_verify *v)
{
    static const char *const rules[] = {"single-lottery", "multiple-lottery", "by-id"};
    json_t *given = json_object_get(v->round.json, "ties"), *ties = given ? json_deep_copy(given) : json_object();
    if (ties && json_object_set_new(ties, "rule", json_string(rules[v->round.ties])) == 0) return ties;
    json_decref(ties);
    return NULL;
}

en_status en_verify_check_rules(en_verify *v)
{
    static const char *const checked_elsewhere[] = {"made_by", "inputs", "reading", "outputs", "lottery", "claims"};
    en_verify_finding *finding = &v->findings[EN_VERIFY_RULES];
    const char *proposer = v->round.places_propose ? "places" : "applicants";
    json_t *expected = json_pack("{s:s, s:s%, s:{s:s, s:s, s:o}, s:b}", "format", "enishi-certificate-1",
                                 "round", v->round.id.at, v->round.id.size, "rules", "mechanism", "deferred-acceptance",
                                 "proposer", proposer, "ties", expected_ties(v), "reproducible", 1);
    json_t *found = expected ? json_copy(v->certificate) : NULL;
    if (found) {
        for (size_t i = 0; i < sizeof checked_elsewhere / sizeof *checked_elsewhere; i++)
            json_object_del(found, checked_elsewhere[i]);
        en_verify_compare_json(&finding->report, file_name(), "", expected, found);
        finding->checked = json_object_size(json_object_get(json_object_get(expected, "rules"), "ties")) + 4;
        finding->state = EN_VERIFY_HOLDS;
    }
    en_status status = found ? EN_OK : EN_ERR_MEMORY;
    json_decref(expected);
    json_decref(found);
    return status;
}

static const char *const claims[] = {
    [EN_VERIFY_FEASIBLE] = "feasible", [EN_VERIFY_STABLE] = "stable",
    [EN_VERIFY_APPLICANT_OPTIMAL] = "applicant-optimal", [EN_VERIFY_PLACE_OPTIMAL] = "place-optimal",
};

static void fail_claim(en_verify *v, en_word rule, const char *claim)
{
    en_where where = {.file = file_name(), .column = en_str_of("claims"), .value = en_str_of(claim)};
    (void)en_report_error(&v->findings[EN_VERIFY_CLAIMS].report, rule, where);
}

/* A claim is an object with its name; a witness that nobody reads is a claim that nobody checks. */
static void take_claim(en_verify *v, const json_t *claim)
{
    const char *name = json_string_value(json_object_get(claim, "claim"));
    for (int i = EN_VERIFY_FEASIBLE; i <= EN_VERIFY_PLACE_OPTIMAL; i++)
        if (name && strcmp(name, claims[i]) == 0 && json_object_size(claim) == 1) {
            v->findings[i].state = EN_VERIFY_NOT_CHECKED;
            return;
        }
    char *shown = name ? strdup(name) : dump(claim);
    fail_claim(v, EN_W_VERIFY_CLAIM_UNKNOWN, shown);
    free(shown);
}

void en_verify_check_claims(en_verify *v)
{
    const json_t *array = json_object_get(v->certificate, "claims");
    for (size_t i = 0; i < json_array_size(array); i++) take_claim(v, json_array_get(array, i));
    bool places = v->round.places_propose;
    for (int i = EN_VERIFY_FEASIBLE; i <= EN_VERIFY_PLACE_OPTIMAL; i++) {
        if (i == (places ? EN_VERIFY_APPLICANT_OPTIMAL : EN_VERIFY_PLACE_OPTIMAL)) continue;
        if (v->findings[i].state == EN_VERIFY_NOT_ASKED) fail_claim(v, EN_W_VERIFY_CLAIM_MISSING, claims[i]);
    }
    v->findings[EN_VERIFY_CLAIMS].checked = json_array_size(array);
    v->findings[EN_VERIFY_CLAIMS].state = EN_VERIFY_HOLDS;
}

static const char *tie_text(const en_verify *v, const char *key)
{
    return json_string_value(json_object_get(json_object_get(v->round.json, "ties"), key));
}

static const char *committed(const en_verify *v)
{
    if (!v->round.tied || v->round.ties == EN_VERIFY_BY_ID) return "not-needed";
    if (!tie_text(v, "commitment")) return "no";
    return tie_text(v, "secret") ? "yes" : "unopened";
}

json_t *en_verify_lottery_json(const en_verify *v)
{
    return json_pack("{s:b, s:s}", "used", (int)v->round.tied, "committed", committed(v));
}

static void add_hex(en_sha256 *hash, const char *bytes)
{
    static const char digits[] = "0123456789abcdef";
    for (; *bytes; bytes++) {
        unsigned char c = (unsigned char)*bytes;
        char pair[2] = {digits[c >> 4], digits[c & 15]};
        en_sha256_add(hash, pair, 2);
    }
}

/* SHA-256 of the secret, followed by the beacon's bytes in hex if there is one, as hex. */
static void hash_secret(const char *secret, const char *beacon, char hex[EN_SHA256_HEX + 1])
{
    unsigned char digest[EN_SHA256_BYTES];
    en_sha256 hash;
    en_sha256_start(&hash);
    en_sha256_add(&hash, secret, strlen(secret));
    if (beacon) add_hex(&hash, beacon);
    en_sha256_end(&hash, digest);
    en_sha256_hex(digest, hex);
}

static void fail_lottery(en_verify *v, const char *key, en_word rule)
{
    en_where where = {.file = en_str_of("round.json"), .column = en_str_of(key), .value = en_str_of(tie_text(v, key + 5))};
    (void)en_report_error(&v->findings[EN_VERIFY_LOTTERY].report, rule, where);
}

/* The secret opens the commitment, and the seed follows from secret and beacon. */
static void check_chain(en_verify *v)
{
    char hex[EN_SHA256_HEX + 1];
    const char *secret = tie_text(v, "secret"), *beacon = tie_text(v, "beacon");
    hash_secret(secret, NULL, hex);
    if (strcasecmp(hex, tie_text(v, "commitment")) != 0) fail_lottery(v, "ties.commitment", EN_W_VERIFY_COMMITMENT_BROKEN);
    hash_secret(secret, beacon, hex);
    if (!beacon || !en_str_is(v->round.seed, hex)) fail_lottery(v, "ties.seed", EN_W_VERIFY_SEED_BROKEN);
}

void en_verify_check_lottery(en_verify *v)
{
    en_verify_finding *finding = &v->findings[EN_VERIFY_LOTTERY];
    json_t *expected = en_verify_lottery_json(v), *found = json_object_get(v->certificate, "lottery");
    if (expected) {
        en_verify_compare_json(&finding->report, file_name(), "lottery", expected, found);
        finding->state = EN_VERIFY_HOLDS;
    }
    if (strcmp(committed(v), "yes") == 0) check_chain(v);
    finding->checked = v->round.wishes.count;
    json_decref(expected);
}
