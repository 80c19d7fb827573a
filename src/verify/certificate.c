/* round.json and the certificate: the files that were read are those that it names, its rules the round's,
 * its claims those of the mechanism. What this program does not check is refused by name, never passed over.
 */
#include "verify.h"

#include <dirent.h>
#include <stdio.h>
#include <strings.h>

static const char *const round_files[] = {"round.json", "applicants.csv", "places.csv", "choices.csv",
                                          "scores.csv", "seats.csv",      "groups.csv", "held.csv",
                                          "joint.csv",  "demands.csv",    NULL};
static const char *const result_files[] = {"matches.csv", "places.csv", "waiting.csv", "summary.json", NULL};
static const char *const not_covered[] = {"certificate.json", "run.json", NULL};
static const char *const tie_rules[] = {"single-lottery", "multiple-lottery", "by-id", "keep", NULL};
static const char *const proposers[] = {"applicants", "places", NULL};

/* An object of the round or the result, hashed. */
json_t *read_json(verify *v, const char *folder, const char *name)
{
    en_file file = {0};
    need(v, en_file_read(en_path_join(&v->arena, folder, name), &v->context, &v->input, &file));
    en_file_hash(&file);
    note_file(v, &file, folder == v->out);
    json_t *json = en_json_read((en_str){file.at, file.size}, en_str_of(name), &v->input);
    en_file_free(&file);
    if (!json) finish(v, EN_ERR_INPUT);
    if (!json_is_object(json)) refuse(v, EN_W_VERIFY_KEY_MALFORMED, name, NULL, (en_str){0});
    return json;
}

int find(const char *const *list, const char *name)
{
    for (int i = 0; list[i]; i++)
        if (name && strcmp(list[i], name) == 0) return i;
    return -1;
}

static void report_file(verify *v, en_word rule, const char *key, const char *name)
{
    en_where where = {en_str_of("certificate.json"), 0, en_str_of(key), en_str_of(name)};
    (void)en_report_error(&v->checks[FILES].report, rule, where);
}

/* What was read leaves the list that names it. */
void note_file(verify *v, const en_file *file, bool result)
{
    json_t *list = result ? v->outputs : v->inputs;
    const char *name = en_arena_copy(&v->arena, file->name.at, file->name.size);
    check *c = &v->checks[FILES];
    char hex[EN_SHA256_HEX + 1];
    if (!file->at || find(not_covered, name) >= 0) return; /* file->at NULL: a sheet */
    const json_t *named = json_object_get(list, name);
    const char *says = json_is_string(named) ? json_string_value(named) : "";
    en_sha256_hex(file->digest, hex);
    c->checked++;
    if (!named) report_file(v, EN_W_VERIFY_FILE_NOT_NAMED, result ? "outputs" : "inputs", name);
    else if (strcmp(says, hex) != 0)
        FOUND(c, EN_W_VERIFY_HASH_DIFFERS, name, en_arg_text("expected", says), en_arg_text("found", hex));
    (void)json_object_del(list, name);
}

/* A list is left with nothing but files that were not reached, because the input is broken: they are passed
 * over. */
static void check_list(verify *v, bool result, const char *folder, const char *const *must)
{
    json_t *list = result ? v->outputs : v->inputs, *value;
    const char *key = result ? "outputs" : "inputs", *name;
    for (; *must; must++) {
        bool there = en_file_exists(en_path_join(&v->arena, folder, *must));
        bool always = result || strcmp(*must, "round.json") == 0;
        if (!there && always) report_file(v, EN_W_VERIFY_FILE_NOT_THERE, key, *must);
        if ((there || always) && (v->input.errors > 0 || result)) (void)json_object_del(list, *must);
    }
    json_object_foreach(list, name, value) report_file(v, EN_W_VERIFY_FILE_UNKNOWN, key, name);
}

/* Whether people could take a file for a result: notes and minutes may lie beside it. */
static bool looks_like_result(const char *name)
{
    const char *end = strrchr(name, '.');
    return end && *name != '.' && (strcmp(end, ".csv") == 0 || strcmp(end, ".json") == 0);
}

void check_files(verify *v)
{
    v->checks[FILES].state = HOLDS;
    check_list(v, false, v->folder.directory, round_files);
    check_list(v, true, v->out, result_files);
    DIR *folder = opendir(v->out);
    if (!folder) finish(v, en_file_fault(&v->input, EN_W_FILE_CANNOT_READ, v->out, errno));
    for (const struct dirent *one; (one = readdir(folder));)
        if (looks_like_result(one->d_name) && find(result_files, one->d_name) < 0 &&
            find(not_covered, one->d_name) < 0)
            report_file(v, EN_W_VERIFY_FILE_NOT_NAMED, "outputs", one->d_name);
    closedir(folder);
}

static const char *text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

void read_certificate(verify *v)
{
    static const char *const delimiters[] = {",", ";", "|", "\t", "tab", NULL};
    json_t *json = v->certificate = read_json(v, v->out, "certificate.json");
    static const char *const not_compared[] = {"made_by", "inputs", "outputs"};
    const json_t *reading = json_object_get(json, "reading");
    const char *format = text_of(json, "format"), *encoding = text_of(reading, "encoding"), *wrong = NULL;
    int delimiter = find(delimiters, text_of(reading, "delimiter"));
    if (delimiter < 0) wrong = "reading.delimiter";
    if (!encoding) wrong = "reading.encoding";
    v->inputs = json_incref(json_object_get(json, "inputs"));
    v->outputs = json_incref(json_object_get(json, "outputs"));
    if (!json_is_object(v->outputs)) wrong = "outputs";
    if (!json_is_object(v->inputs)) wrong = "inputs";
    if (!text_of(json, "made_by")) wrong = "made_by";
    if (!format || strcmp(format, "enishi-certificate-1") != 0) wrong = "format";
    if (wrong) refuse(v, EN_W_VERIFY_KEY_MALFORMED, "certificate.json", wrong, (en_str){0});
    for (size_t i = 0; i < COUNT(not_compared); i++) (void)json_object_del(json, not_compared[i]);
    en_table_options options = {encoding, ",;|\t\t"[delimiter]};
    en_folder folder;
    need(v, en_folder_open(v->round, options, &v->context, &v->input, &folder));
    v->folder = folder;
    if (folder.workbook) note_file(v, &folder.workbook->file, false);
}

/* What a mechanism promises, besides that the result is feasible: the claims that the rules name, or that
 * come in their place. */
static const struct {
    const char *name;
    const char *claims[MOST_CLAIMS];
} mechanisms[] = {
    [DEFERRED] = {"deferred-acceptance", {"stable"}},
    [CYCLES] = {"deferred-acceptance", {"weakly-stable", "constrained-efficient"}},
    [IMMEDIATE] = {"immediate-acceptance", {"follows-mechanism"}},
    [SERIAL] = {"serial-dictatorship", {"follows-mechanism"}},
    [TRADING] = {"top-trading-cycles", {"follows-mechanism"}},
    [MAX_SIZE] = {"max-size", {"maximum-size"}},
    [MIN_COST] = {"min-cost-max", {"maximum-size", "minimum-cost"}},
    [GENEROUS] = {"generous-max", {"maximum-size", "generous"}},
    [GREEDY] = {"greedy-max", {"maximum-size", "greedy"}},
    [RANK_MAXIMAL] = {"rank-maximal", {"rank-maximal"}},
    [LARGEST] = {"max-weakly-stable", {"weakly-stable", "largest-weakly-stable"}},
    [CALL] = {"two-agency", {"within-budgets", "no-better-refused"}},
};

const subject subjects[] = {
    [FILES] = {.name = "files", .line = EN_W_VERIFY_CHECK_FILES},
    [CERTIFICATE] = {.name = "certificate", .line = EN_W_VERIFY_CHECK_CERTIFICATE},
    [FEASIBLE] = {.name = "feasible", .line = EN_W_VERIFY_CHECK_FEASIBLE},
    [MATCHES] = {.name = "matches.csv", .line = EN_W_VERIFY_CHECK_ROWS},
    [PLACES] = {.name = "places.csv", .line = EN_W_VERIFY_CHECK_ROWS},
    [WAITING] = {.name = "waiting.csv", .line = EN_W_VERIFY_CHECK_ROWS},
    [SUMMARY] = {.name = "summary.json", .line = EN_W_VERIFY_CHECK_SUMMARY},
    [CHECKS] = {"stable", EN_W_VERIFY_CHECK_STABLE, check_stable, {0}, NULL},
    {"weakly-stable", EN_W_VERIFY_CHECK_STABLE, check_stable, {0}, NULL},
    {"envy-free", EN_W_VERIFY_CHECK_STABLE, check_stable, {0}, NULL},
    {"applicant-optimal", EN_W_VERIFY_CHECK_OPTIMAL, check_cycles, {0}, NULL},
    {"place-optimal", EN_W_VERIFY_CHECK_OPTIMAL, check_cycles, {0}, NULL},
    {"constrained-efficient", EN_W_VERIFY_CHECK_OPTIMAL, check_cycles, {0}, NULL},
    {"follows-mechanism", EN_W_VERIFY_CHECK_FOLLOWS, check_follows, {0}, NULL},
    {"maximum-size", EN_W_VERIFY_CHECK_LARGEST, check_largest, {0}, NULL},
    {"minimum-cost", EN_W_VERIFY_CHECK_POTENTIALS, check_prices, {"potentials", "ranks"}, NULL},
    {"generous", EN_W_VERIFY_CHECK_POTENTIALS, check_prices, {"potentials", "ranks"}, NULL},
    {"greedy", EN_W_VERIFY_CHECK_POTENTIALS, check_prices, {"potentials", "ranks"}, NULL},
    {"rank-maximal", EN_W_VERIFY_CHECK_POTENTIALS, check_prices, {"potentials", "ranks"}, NULL},
    {"within-budgets", EN_W_VERIFY_CHECK_BUDGETS, check_budgets, {0}, NULL},
    {"no-better-refused", EN_W_VERIFY_CHECK_REFUSED, check_refused, {0}, NULL},
    {"largest-weakly-stable", EN_W_VERIFY_CHECK_BOUND, check_bound, {"proof"}, NULL},
    {"bound", EN_W_VERIFY_CHECK_BOUND, check_bound, {"proof", "size", "bound"}, "largest-weakly-stable"},
    {"fewest-blocking", EN_W_VERIFY_CHECK_COUPLES, check_couples, {"blocking"}, "stable"},
    {"bound", EN_W_VERIFY_CHECK_COUPLES, check_couples, {"blocking", "bound"}, "stable"},
    {"unproven", EN_W_VERIFY_CHECK_COUPLES, check_stable, {"blocking"}, "stable"},
};

/* How far a search came the certificate says: its claim is checked, whichever of those that may stand there.
 */
static void promise(verify *v, int at, const char *name)
{
    json_t *own = json_array_get(json_object_get(v->certificate, "claims"), (size_t)at + 1);
    const char *says = v->mechanism == LARGEST || v->couple_of || v->lower ? text_of(own, "claim") : NULL;
    check *c = &v->checks[CLAIMS + at];
    for (const subject *s = &subjects[CHECKS]; s < subjects + COUNT(subjects); s++) {
        bool instead = s->instead_of && says && strcmp(s->instead_of, name) == 0 &&
                       strcmp(s->name, says) == 0 && (v->couple_of || s->run != check_couples);
        if (instead || (!s->instead_of && strcmp(s->name, name) == 0)) c->is = s;
    }
    for (int k = 0; k < MOST_WITNESSES && c->is->witness[k]; k++) {
        v->witness[at][k] = json_incref(json_object_get(own, c->is->witness[k]));
        (void)json_object_del(own, c->is->witness[k]);
    }
}

/* Whether the mechanism takes what the tables ask for. Couples, proposing places, and each kind of lower
 * limit stand alone. */
static void check_together(verify *v)
{
    mechanism m = v->mechanism;
    bool shares = v->grouped || v->lined || v->seats, terms = v->terms.count > 0;
    int alone = (v->couple_of != NULL) + v->places_propose + v->hard + v->lower;
    const char *rule =
        (v->order != NULL) != (m == SERIAL) ? "order"
        : (m == LARGEST && v->ties != KEEP) || (v->ties == MULTIPLE && (m == TRADING || m == CALL))
            ? "ties.rule"
            : NULL;
    const char *with = m != DEFERRED && (shares || alone > 0 || (terms && (m == CYCLES || m == LARGEST)))
                           ? mechanisms[m].name
                       : alone < 1 || (alone == 1 && !shares && !terms) ? NULL
                       : v->couple_of                                   ? "couples"
                       : v->places_propose                              ? "proposer"
                       : v->hard                                        ? "floor"
                                                                        : "min_seats";
    if (rule) refuse(v, EN_W_VERIFY_UNSUPPORTED_RULE, "round.json", rule, en_str_of(mechanisms[m].name));
    if (with) refuse(v, EN_W_VERIFY_UNSUPPORTED_TOGETHER, "round.json", "mechanism", en_str_of(with));
}

void plan_claims(verify *v)
{
    const char *const *names = mechanisms[v->mechanism].claims;
    const char *best = v->places_propose ? "place-optimal" : "applicant-optimal";
    bool plain = !v->couple_of && !v->lined && !v->lower && !v->hard && !v->grouped;
    check_together(v);
    promise(v, 0, v->mechanism == DEFERRED && v->hard ? "envy-free" : names[0]);
    if (names[1]) promise(v, 1, names[1]);
    else if (v->mechanism == DEFERRED && plain) promise(v, 1, best);
    v->kept = v->mechanism == LARGEST;
    v->weakly = v->mechanism == LARGEST || v->mechanism == CYCLES;
}

/* What fits no key of the format is refused, so that a misspelt rule never counts as absent. */
void read_rules(verify *v)
{
    static const char format[] =
        "{s:s%, s?o, s?s, s?s, s?s, s?{s?s, s?s%, s?s, s?s, s?s, s?s}, s?s%, s?o, s?s}";
    json_error_t error;
    json_t *title = NULL, *columns = NULL;
    const char *name = "deferred-acceptance", *proposer = "applicants", *rule = "single-lottery",
               *improve = "none", *previous;
    en_str id = {0};
    v->rules = read_json(v, v->folder.directory, "round.json");
    bool fits =
        json_unpack_ex(v->rules, &error, JSON_STRICT, format, "id", &id.at, &id.size, "title", &title,
                       "mechanism", &name, "proposer", &proposer, "order", &v->order, "ties", "rule", &rule,
                       "seed", &v->seed.at, &v->seed.size, "commitment", &v->commitment, "beacon", &v->beacon,
                       "secret", &v->secret, "improve", &improve, "eligibility", &v->eligibility.at,
                       &v->eligibility.size, "columns", &columns, "previous", &previous) == 0;
    int ties = find(tie_rules, rule), proposes = find(proposers, proposer);
    if (!fits && json_error_code(&error) == json_error_end_of_input_expected)
        refuse(v, EN_W_VERIFY_UNSUPPORTED_KEY, "round.json", NULL, en_str_of(error.text));
    if (!fits || ties < 0 || proposes < 0 || (columns && !json_is_object(columns)) ||
        en_id_normalise(&v->arena, id, &v->id) != EN_ID_FINE || v->id.size == 0 ||
        (title && !json_is_string(title) && !json_is_object(title)))
        refuse(v, EN_W_VERIFY_KEY_MALFORMED, "round.json", NULL,
               en_str_of(fits ? "id, title, proposer, ties.rule or columns" : error.text));
    if (v->order) {
        en_str column = composed(v, en_str_of(v->order));
        v->order = en_arena_copy(&v->arena, column.at, column.size);
        (void)json_object_set_new(v->rules, "order", json_string(v->order));
    }
    v->ties = (tie_rule)ties;
    v->places_propose = proposes == 1;
    while (v->mechanism < COUNT(mechanisms) && strcmp(mechanisms[v->mechanism].name, name) != 0)
        v->mechanism++;
    if (v->mechanism == COUNT(mechanisms))
        refuse(v, EN_W_VERIFY_UNSUPPORTED_RULE, "round.json", "mechanism", en_str_of(name));
    if (v->mechanism == DEFERRED && strcmp(improve, "stable-cycles") == 0) v->mechanism = CYCLES;
    else if (strcmp(improve, "none") != 0)
        refuse(v, EN_W_VERIFY_UNSUPPORTED_RULE, "round.json", "ties.improve", en_str_of(improve));
}

static bool is_given(const char *text) { return text && *text; }

static const char *committed(const verify *v)
{
    if (!is_drawn(v)) return "not-needed";
    return !is_given(v->commitment) ? "no" : is_given(v->secret) ? "yes" : "unopened";
}

json_t *lottery_of(const verify *v)
{
    return json_pack("{s:b, s:s}", "used", is_drawn(v), "committed", committed(v));
}

/* SHA-256 of the secret, followed by the beacon's bytes in hex, is that text; its case counts in a seed
 * alone. */
static void check_secret(verify *v, const char *key, en_word rule, const char *beacon, const char *says)
{
    unsigned char digest[EN_SHA256_BYTES];
    char hex[EN_SHA256_HEX + 1], pair[3];
    en_sha256 hash;
    en_sha256_start(&hash);
    en_sha256_add(&hash, v->secret, strlen(v->secret));
    for (; *beacon; beacon++) {
        snprintf(pair, sizeof pair, "%02x", (unsigned char)*beacon);
        en_sha256_add(&hash, pair, 2);
    }
    en_sha256_end(&hash, digest);
    en_sha256_hex(digest, hex);
    if (says && (rule == EN_W_VERIFY_SEED_BROKEN ? strcmp(hex, says) : strcasecmp(hex, says)) == 0) return;
    en_where where = {en_str_of("round.json"), 0, en_str_of(key), en_str_of(says)};
    (void)en_report_error(&v->checks[CERTIFICATE].report, rule, where);
}

/* Those of the keys that the object has. */
static void copy_given(json_t *to, const json_t *from, const char *const *keys)
{
    for (; *keys; keys++) (void)json_object_set(to, *keys, json_object_get(from, *keys));
}

static json_t *rules_of(const verify *v)
{
    static const char *const texts[] = {"previous", "eligibility", "order", NULL};
    static const char *const of_ties[] = {"seed", "commitment", "beacon", "secret", NULL};
    json_t *rules = json_pack("{s:s, s:s}", "mechanism", mechanisms[v->mechanism].name, "proposer",
                              proposers[v->places_propose]);
    json_t *ties = json_pack("{s:s, s:s*}", "rule", tie_rules[v->ties], "improve",
                             v->mechanism == CYCLES ? "stable-cycles" : NULL);
    copy_given(rules, v->rules, texts);
    copy_given(ties, json_object_get(v->rules, "ties"), of_ties);
    (void)json_object_set_new(rules, "ties", ties);
    return rules;
}

size_t compare_json(check *c, const char *file, const char *key, json_t *expected, json_t *found)
{
    size_t size = json_is_array(expected) ? json_array_size(expected) : json_object_size(expected);
    en_differs_json(&c->report, en_str_of(file), key, expected, found);
    c->state = HOLDS;
    json_decref(expected);
    return size;
}

/* What differs from program to program, or is compared with files, and witnesses, are not looked at here. */
void check_certificate(verify *v)
{
    check *c = &v->checks[CERTIFICATE];
    static const char *const of_reading[] = {"encoding", "delimiter", NULL};
    json_t *reading = json_object(), *promised = json_array();
    copy_given(reading, json_object_get(v->certificate, "reading"), of_reading);
    for (const check *p = &v->checks[FEASIBLE]; p < &v->checks[MATCHES] && p->is->name; p++)
        (void)json_array_append_new(promised, json_pack("{s:s}", "claim", p->is->name));
    json_t *must = json_pack("{s:s, s:s%, s:b}", "format", "enishi-certificate-1", "round", v->id.at,
                             v->id.size, "reproducible", true);
    (void)json_object_set_new(must, "rules", rules_of(v));
    (void)json_object_set_new(must, "lottery", lottery_of(v));
    (void)json_object_set_new(must, "reading", reading);
    (void)json_object_set_new(must, "claims", promised);
    c->checked = compare_json(c, "certificate.json", "", must, v->certificate);
    if (strcmp(committed(v), "yes") != 0) return;
    check_secret(v, "ties.commitment", EN_W_VERIFY_COMMITMENT_BROKEN, "", v->commitment);
    bool known = !is_given(v->beacon); /* from the commitment, before the round closed */
    check_secret(v, "ties.seed", EN_W_VERIFY_SEED_BROKEN, known ? "" : v->beacon, known ? NULL : v->seed.at);
}
