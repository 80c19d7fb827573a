/* What the certificate says: its files are those that were read, its rules the round's, its claims those of
 * the mechanism.
 */
#include "verify.h"

static const char *const round_files[] = {"round.json",  "applicants.csv", "places.csv",
                                          "choices.csv", "scores.csv",     "seats.csv",
                                          "groups.csv",  "held.csv",       "demands.csv"};
enum { ROUND_FILES = sizeof round_files / sizeof *round_files, RESULT_FILES = 4, ALWAYS_READ = 5 };
static const char *const results[] = {"matches.csv", "places.csv", "waiting.csv", "summary.json"};
static const char *const not_covered[] = {"certificate.json", "run.json"};

en_status en_verify_read_json(en_verify *v, bool result, const char *name, json_t **json)
{
    en_file file = {0};
    char *path = en_path_join(&v->arena, result ? v->out : v->folder.directory, name);
    en_status status = path ? en_file_read(path, v->context, &v->input, &file) : EN_ERR_MEMORY;
    if (status != EN_OK) return status;
    en_file_hash(&file);
    en_manifest_note(result ? &v->outputs : &v->inputs, &file);
    *json = en_json_read((en_str){file.at, file.size}, en_str_of(name), &v->input);
    en_file_free(&file);
    if (json_is_object(*json)) return EN_OK;
    en_where where = {.file = en_str_of(name), .row = 1};
    return *json ? en_report_error(&v->input, EN_W_VERIFY_KEY_MALFORMED, where) : EN_ERR_INPUT;
}

/* Whether the file belongs to the round: it was read, or was to be. What holds structure may be there without
 * rows; where reading failed before it, it is passed over. */
static bool belongs(const en_verify *v, size_t file)
{
    char name[16] = "";
    memcpy(name, round_files[file], strlen(round_files[file]) - strlen(".csv"));
    const en_folder_table *table = en_folder_find(&v->folder, name);
    bool there = table && !table->sheet, always = file < ALWAYS_READ;
    for (size_t n = 0; n < v->inputs.count; n++)
        if (strcmp(v->inputs.files[n].name, round_files[file]) == 0) return true;
    const json_t *named = json_object_get(json_object_get(v->certificate, "inputs"), round_files[file]);
    return file == 0 || (there && (always || (v->input.errors > 0 && named)));
}

en_status en_verify_check_files(en_verify *v)
{
    en_check *check = &v->checks[EN_VERIFY_FILES];
    const char *names[ROUND_FILES + 1];
    size_t count = 0;
    for (size_t i = 0; i < ROUND_FILES; i++)
        if (belongs(v, i)) names[count++] = round_files[i];
    if (v->folder.workbook) {
        en_manifest_note(&v->inputs, &v->folder.workbook->file);
        names[count++] = v->inputs.files[v->inputs.count - 1].name;
    }
    en_status status = en_manifest_check(&v->inputs, json_object_get(v->certificate, "inputs"),
                                         v->folder.directory, count, names, &check->report, &check->checked);
    if (status == EN_OK)
        status = en_manifest_check(&v->outputs, json_object_get(v->certificate, "outputs"), v->out,
                                   RESULT_FILES, results, &check->report, &check->checked);
    if (status == EN_OK)
        status = en_manifest_check_alone(&v->outputs, v->out, RESULT_FILES, results, 2, not_covered,
                                         &check->report, &v->input);
    check->state = status == EN_OK ? EN_CHECK_HOLDS : EN_CHECK_NOT_DONE;
    return status;
}

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
    v->inputs.file = v->outputs.file = en_str_of("certificate.json");
    v->inputs.key = en_str_of("inputs");
    v->outputs.key = en_str_of("outputs");
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
    static const char *const ties_of[] = {"single-lottery", "multiple-lottery", "by-id", "keep"};
    json_t *given = json_object_get(v->round.json, "ties");
    json_t *ties = json_pack("{s:s}", "rule", ties_of[v->round.ties]);
    if (ties && (!given || json_object_update(ties, given) == 0)) {
        const char *improve = json_string_value(json_object_get(ties, "improve"));
        if (improve && strcmp(improve, "none") == 0) (void)json_object_del(ties, "improve");
        return ties;
    }
    json_decref(ties);
    return NULL;
}

/* A witness is the certificate's own: the check of its claim judges it. */
static json_t *expected_claims(const en_verify *v)
{
    const json_t *own = json_object_get(v->certificate, "claims");
    json_t *claims = json_pack("[{s:s}]", "claim", "feasible");
    for (size_t i = 0; i < EN_VERIFY_MOST_CLAIMS && v->claims[i]; i++) {
        const json_t *witness = v->claims[i]->witness ? json_array_get(own, i + 1) : NULL;
        json_t *claim = json_pack("{s:s}", "claim", v->claims[i]->name);
        const char *const keys[] = {"potentials", "ranks", "size", "bound", "proof"};
        bool of_size = v->claims[i]->check == en_verify_bound;
        for (size_t k = of_size ? 2 : 0; k < (of_size ? 5 : 2) && claim; k++)
            (void)json_object_set(claim, keys[k], json_object_get(witness, keys[k]));
        if (json_array_append_new(claims, claim) != 0) return json_decref(claims), NULL;
    }
    return claims;
}

/* What stands beside the last keys differs from program to program, or is compared with files. */
static json_t *expected_certificate(const en_verify *v)
{
    const en_intake *round = &v->round;
    const json_t *own = v->certificate, *rules = round->json;
    const char *proposer = round->proposer == 1 ? "places" : "applicants";
    return json_pack("{s:s, s:s%, s:{s:s, s:s, s:o, s:O*, s:O*, s:O*}, s:o, s:b, s:o, s:O, s:O, s:O, s:O}",
                     "format", "enishi-certificate-1", "round", round->id.at, round->id.size, "rules",
                     "mechanism", en_verify_mechanism(v), "proposer", proposer, "ties", expected_ties(v),
                     "previous", json_object_get(rules, "previous"), "eligibility",
                     json_object_get(rules, "eligibility"), "order", json_object_get(rules, "order"),
                     "lottery", en_verify_lottery_json(v), "reproducible", 1, "claims", expected_claims(v),
                     "made_by", json_object_get(own, "made_by"), "reading", json_object_get(own, "reading"),
                     "inputs", json_object_get(own, "inputs"), "outputs", json_object_get(own, "outputs"));
}

en_status en_verify_check_certificate(en_verify *v)
{
    en_check *check = &v->checks[EN_VERIFY_CERTIFICATE];
    json_t *expected = expected_certificate(v);
    if (!expected) return EN_ERR_MEMORY;
    en_differs_json(&check->report, en_str_of("certificate.json"), "", expected, v->certificate);
    en_verify_check_seed(v, &check->report);
    check->checked = json_object_size(expected);
    check->state = EN_CHECK_HOLDS;
    json_decref(expected);
    return EN_OK;
}
