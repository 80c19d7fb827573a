/* What the certificate says besides files: its rules are the round's, its claims are those of the mechanism.
 */
#include "verify.h"

static char delimiter_of(const char *name)
{
    if (name && strcmp(name, "tab") == 0) return '\t';
    return name && strlen(name) == 1 && strchr(",;\t|", *name) ? *name : 0;
}

static en_status malformed(en_verify *v, const char *key)
{
    return en_report_error(&v->input, EN_W_VERIFY_KEY_MALFORMED,
                           (en_where){.file = en_str_of("certificate.json"), .column = en_str_of(key)});
}

static en_status read_reading(en_verify *v, const char *round)
{
    const json_t *reading = json_object_get(v->certificate, "reading");
    const char *encoding = json_string_value(json_object_get(reading, "encoding"));
    char delimiter = delimiter_of(json_string_value(json_object_get(reading, "delimiter")));
    if (!encoding) return malformed(v, "reading.encoding");
    if (!delimiter) return malformed(v, "reading.delimiter");
    en_table_options options = {encoding, delimiter};
    return en_folder_open(round, options, v->context, &v->input, &v->folder);
}

en_status en_verify_read_certificate(en_verify *v, const char *round)
{
    en_status status = en_verify_read_json(v, true, "certificate.json", &v->certificate);
    if (status != EN_OK) return status;
    const char *format = json_string_value(json_object_get(v->certificate, "format"));
    if (!format || strcmp(format, "enishi-certificate-1") != 0) return malformed(v, "format");
    if (!json_is_string(json_object_get(v->certificate, "made_by"))) return malformed(v, "made_by");
    if (!json_is_object(json_object_get(v->certificate, "inputs"))) return malformed(v, "inputs");
    if (!json_is_object(json_object_get(v->certificate, "outputs"))) return malformed(v, "outputs");
    return read_reading(v, round);
}

/* The rule is always there; the other keys are those of the round. */
static json_t *expected_ties(const en_verify *v)
{
    json_t *given = json_object_get(v->round.json, "ties");
    json_t *ties = json_pack("{s:s}", "rule", en_verify_tie_rules[v->round.ties]);
    if (ties && (!given || json_object_update(ties, given) == 0)) return ties;
    json_decref(ties);
    return NULL;
}

const char *en_verify_optimal(const en_verify *v)
{
    return v->round.places_propose ? "place-optimal" : "applicant-optimal";
}

/* What stands beside the last keys differs from program to program, or is compared with files. */
static json_t *expected_certificate(const en_verify *v)
{
    const en_verify_round *round = &v->round;
    const json_t *own = v->certificate;
    const char *proposer = round->places_propose ? "places" : "applicants";
    return json_pack(
        "{s:s, s:s%, s:{s:s, s:s, s:o, s:O*}, s:o, s:b, s:[{s:s}, {s:s}, {s:s}], s:O, s:O, s:O, s:O}",
        "format", "enishi-certificate-1", "round", round->id.at, round->id.size, "rules", "mechanism",
        "deferred-acceptance", "proposer", proposer, "ties", expected_ties(v), "previous",
        json_object_get(round->json, "previous"), "lottery", en_verify_lottery_json(v), "reproducible", 1,
        "claims", "claim", "feasible", "claim", "stable", "claim", en_verify_optimal(v), "made_by",
        json_object_get(own, "made_by"), "reading", json_object_get(own, "reading"), "inputs",
        json_object_get(own, "inputs"), "outputs", json_object_get(own, "outputs"));
}

en_status en_verify_check_certificate(en_verify *v)
{
    en_verify_finding *finding = &v->findings[EN_VERIFY_CERTIFICATE];
    json_t *expected = expected_certificate(v);
    if (!expected) return EN_ERR_MEMORY;
    en_differs_json(&finding->report, en_str_of("certificate.json"), "", expected, v->certificate);
    en_verify_check_seed(v, &finding->report);
    finding->checked = json_object_size(expected);
    finding->state = EN_VERIFY_HOLDS;
    json_decref(expected);
    return EN_OK;
}
