/* summary.json and certificate.json, and the order in which result files come about. */
#include "json.h"
#include "result_parts.h"

static void add_lottery(en_json *json, const en_round *round)
{
    en_json_key(json, "lottery");
    en_json_open(json, '{');
    en_json_key_bool(json, "used", round->lottery_used);
    en_json_key_text(json, "committed", en_commitment_name(round->commitment));
    en_json_close(json, '}');
}

static void add_reason_count(en_json *json, const en_reason_count *reason)
{
    en_text key = en_text_make(json->text->allocator);
    en_text_add_z(&key, en_reason_code(reason->reason));
    en_text_add(&key, reason->column);
    en_text_add_char(&key, '\0');
    if (!key.failed) en_json_key_int(json, key.at, reason->count);
    json->text->failed = json->text->failed || key.failed;
    en_text_free(&key);
}

void en_result_add_mean(en_json *json, uint32_t placed, double mean)
{
    en_json_key(json, "mean_rank");
    if (placed) en_json_real(json, mean);
    else en_json_null(json);
}

void en_result_add_ranks(en_json *json, const en_result_summary *s)
{
    en_json_key(json, "ranks");
    en_json_open(json, '[');
    for (size_t k = 0; k < s->rank_count; k++) {
        en_json_open(json, '{');
        en_json_key_int(json, "rank", s->ranks[k].rank);
        en_json_key_int(json, "placed", s->ranks[k].placed);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
}

static void add_reasons(en_json *json, const en_result_summary *s)
{
    en_json_key(json, "reasons");
    en_json_open(json, '{');
    for (size_t k = 0; k < s->reason_count; k++) add_reason_count(json, &s->reasons[k]);
    en_json_close(json, '}');
}

/* The places that stay closed, in a round where places may. */
static void add_closed(en_json *json, const result_writer *w)
{
    if (!w->result->closing.closed) return;
    en_json_key(json, "closed");
    en_json_open(json, '[');
    for (uint32_t p = 0; p < w->round->places.count; p++)
        if (w->result->closing.closed[p]) en_json_str(json, en_round_place(w->round, p));
    en_json_close(json, ']');
}

/* How many wishes block, in a round with couples. */
static void add_blocking(en_json *json, const en_round_result *result)
{
    if (result->joint) en_json_key_int(json, "blocking", result->couples.blocking_count);
}

en_status result_write_summary(const result_writer *w)
{
    const en_round *round = w->round;
    const en_result_summary *s = w->summary;
    if (!result_make_parts(w->files, EN_RESULT_SUMMARY, 1)) return EN_ERR_MEMORY;
    en_json json = en_json_to(&w->files->files[EN_RESULT_SUMMARY].parts[0]);
    en_json_open(&json, '{');
    en_json_key_str(&json, "round", round->rules.id);
    en_json_key_int(&json, "applicants", round->applicants.count);
    en_json_key_int(&json, "places", round->places.count);
    en_json_key_int(&json, "seats", (int64_t)s->seats);
    en_json_key_int(&json, "wishes", round->wishes);
    en_json_key_int(&json, "placed", s->placed);
    en_json_key_int(&json, "unplaced", s->unplaced);
    en_json_key_int(&json, "empty_seats", (int64_t)s->empty_seats);
    en_json_key_int(&json, "full_places", s->full_places);
    en_result_add_mean(&json, s->placed, s->mean_rank);
    en_result_add_ranks(&json, s);
    add_reasons(&json, s);
    add_closed(&json, w);
    add_blocking(&json, w->result);
    add_lottery(&json, round);
    en_json_key_bool(&json, "reproducible", true);
    en_json_close(&json, '}');
    return EN_OK;
}

static void add_digest(en_json *json, en_str name, const unsigned char digest[EN_SHA256_BYTES])
{
    char key[256], hex[EN_SHA256_HEX + 1];
    size_t n = name.size < sizeof key ? name.size : sizeof key - 1;
    memcpy(key, name.at, n);
    key[n] = '\0';
    en_sha256_hex(digest, hex);
    en_json_key_text(json, key, hex);
}

static void add_files(en_json *json, const result_writer *w)
{
    const en_round *round = w->round;
    en_json_key(json, "inputs");
    en_json_open(json, '{');
    en_round_input inputs[EN_ROUND_MOST_INPUTS];
    size_t n = en_round_inputs(round, inputs);
    for (size_t i = 0; i < n; i++) add_digest(json, inputs[i].name, inputs[i].digest);
    en_json_close(json, '}');
    en_json_key(json, "reading");
    en_json_open(json, '{');
    char delimiter[] = {round->folder.options.delimiter ? round->folder.options.delimiter : ',', '\0'};
    en_json_key_text(json, "encoding",
                     round->folder.options.encoding ? round->folder.options.encoding : "utf-8");
    en_json_key_text(json, "delimiter", delimiter);
    en_json_close(json, '}');
    en_json_key(json, "outputs");
    en_json_open(json, '{');
    for (int file = 0; file < EN_RESULT_CERTIFICATE; file++)
        add_digest(json, en_str_of(w->files->files[file].name), w->files->files[file].digest);
    en_json_close(json, '}');
}

static void add_given(en_json *json, const char *key, en_str value)
{
    if (value.at) en_json_key_str(json, key, value);
}

static void add_rules(en_json *json, const en_round *round)
{
    en_json_key(json, "rules");
    en_json_open(json, '{');
    en_json_key_text(json, "mechanism", en_mechanism_name(round->rules.mechanism));
    en_json_key_text(json, "proposer", en_proposer_name(round->rules.proposer));
    add_given(json, "order", round->rules.order);
    en_json_key(json, "ties");
    en_json_open(json, '{');
    en_json_key_text(json, "rule", en_tie_rule_name(round->rules.tie_rule));
    add_given(json, "seed", round->rules.seed);
    add_given(json, "commitment", round->rules.commitment);
    add_given(json, "beacon", round->rules.beacon);
    add_given(json, "secret", round->rules.secret);
    if (round->rules.stable_cycles) en_json_key_text(json, "improve", "stable-cycles");
    en_json_close(json, '}');
    add_given(json, "eligibility", round->rules.eligibility);
    add_given(json, "previous", round->rules.previous);
    en_json_close(json, '}');
}

static void add_claim(en_json *json, const char *claim)
{
    en_json_open(json, '{');
    en_json_key_text(json, "claim", claim);
    en_json_close(json, '}');
}

static void add_numbers(en_json *json, size_t count, const uint64_t *numbers)
{
    en_json_open(json, '[');
    for (size_t k = 0; k < count; k++) en_json_int(json, (int64_t)numbers[k]);
    en_json_close(json, ']');
}

/* A claim that is proven by a price for a seat at each place; and the ranks that its components stand for. */
static void add_proven(en_json *json, const char *claim, const result_writer *w)
{
    const en_assign_result *assign = &w->result->assign;
    en_json_open(json, '{');
    en_json_key_text(json, "claim", claim);
    en_json_key(json, "ranks");
    en_json_open(json, '[');
    for (uint32_t r = 0; r < assign->rank_count; r++) en_json_int(json, assign->ranks[r]);
    en_json_close(json, ']');
    en_json_key(json, "potentials");
    en_json_open(json, '[');
    for (uint32_t p = 0; p < w->round->places.count; p++) {
        en_json_open(json, '[');
        for (uint32_t k = 0; k < assign->length; k++)
            en_json_int(json, assign->potentials[p * assign->length + k]);
        en_json_close(json, ']');
    }
    en_json_close(json, ']');
    en_json_close(json, '}');
}

/* The prices of a leaf; a price of 0 is left out. */
static void add_prices(en_json *json, const en_round *round, const en_match_prices *prices)
{
    en_json_key(json, "places");
    en_json_open(json, '[');
    for (uint32_t p = 0; p < round->places.count; p++)
        if (prices->seat[p]) add_numbers(json, 2, (const uint64_t[]){p, prices->seat[p]});
    en_json_close(json, ']');
    en_json_key(json, "wishes");
    en_json_open(json, '[');
    for (uint32_t i = 0; i < round->applicants.count; i++)
        for (uint32_t w = round->wish_begin[i]; w < round->wish_begin[i + 1]; w++)
            if (prices->wish[w] || prices->level[w])
                add_numbers(json, 4,
                            (const uint64_t[]){i, round->wish_place[w], prices->wish[w], prices->level[w]});
    en_json_close(json, ']');
}

static void add_proof(en_json *json, const char *key, const result_writer *w, uint32_t index)
{
    const en_match_proof_node *node = &w->result->proof.nodes[index];
    en_json_key(json, key);
    en_json_open(json, '{');
    if (node->place == EN_MATCH_NONE) {
        add_prices(json, w->round, &node->prices);
    } else {
        en_json_key_int(json, "place", node->place);
        en_json_key(json, "score");
        en_json_real(json, node->score);
        add_proof(json, "filled", w, node->filled);
        add_proof(json, "unfilled", w, node->unfilled);
    }
    en_json_close(json, '}');
}

/* What is proven of the size under kept ties: that it is the largest, or how large the largest can be. */
static void add_bound(en_json *json, const result_writer *w)
{
    const en_round_result *result = w->result;
    bool largest = result->placed == result->most;
    en_json_open(json, '{');
    en_json_key_text(json, "claim", largest ? "largest-weakly-stable" : "bound");
    if (!largest) {
        en_json_key_int(json, "size", result->placed);
        en_json_key_int(json, "bound", result->most);
    }
    add_proof(json, "proof", w, 0);
    en_json_close(json, '}');
}

/* Closed places that enough prefer to open them: the search for a stable result ended at its limit. */
static void add_unproven(en_json *json, const result_writer *w)
{
    const en_match_closing *closing = &w->result->closing;
    en_json_open(json, '{');
    en_json_key_text(json, "claim", "unproven");
    en_json_key_open(json, "blocking", '[');
    for (uint32_t p = 0; p < w->round->places.count; p++) {
        if (!en_result_is_wanted(w->round, w->result, p)) continue;
        en_json_open(json, '{');
        en_json_key_str(json, "place", en_round_place(w->round, p));
        en_json_key_int(json, "applicants", closing->preferring[p]);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
    en_json_close(json, '}');
}

/* What deferred acceptance promises, by what the round asks of it. */
static void add_claims_of_stability(en_json *json, const result_writer *w)
{
    const en_round *round = w->round;
    if (w->result->closing.wanted > 0) {
        add_unproven(json, w);
        return;
    }
    if (round->rules.stable_cycles) {
        add_claim(json, "weakly-stable");
        add_claim(json, "constrained-efficient");
        return;
    }
    add_claim(json, en_round_features(round) & en_feature_bit(EN_FEATURE_FLOOR) ? "envy-free" : "stable");
    if (round->rules.proposer == EN_MATCH_PLACES_PROPOSE) add_claim(json, "place-optimal");
    else if (en_result_is_optimal(round)) add_claim(json, "applicant-optimal");
}

/* What each mechanism claims, besides being feasible; the last with potentials if there are any. */
static const char *const claims_of[EN_MECHANISM_COUNT][2] = {
    [EN_IMMEDIATE_ACCEPTANCE] = {"follows-mechanism"},
    [EN_TOP_TRADING_CYCLES] = {"follows-mechanism"},
    [EN_SERIAL_DICTATORSHIP] = {"follows-mechanism"},
    [EN_MAX_WEAKLY_STABLE] = {"weakly-stable"},
    [EN_MAX_SIZE] = {"maximum-size"},
    [EN_MIN_COST_MAX] = {"maximum-size", "minimum-cost"},
    [EN_GENEROUS_MAX] = {"maximum-size", "generous"},
    [EN_GREEDY_MAX] = {"maximum-size", "greedy"},
    [EN_RANK_MAXIMAL] = {NULL, "rank-maximal"},
    [EN_TWO_AGENCY] = {"within-budgets", "no-better-refused"},
};

static void add_claims(en_json *json, const result_writer *w)
{
    const char *const *claims = claims_of[w->round->rules.mechanism];
    en_json_key(json, "claims");
    en_json_open(json, '[');
    add_claim(json, "feasible");
    if (w->result->joint) result_add_claim_of_couples(json, w);
    else if (w->round->rules.mechanism == EN_DEFERRED_ACCEPTANCE) add_claims_of_stability(json, w);
    if (claims[0]) add_claim(json, claims[0]);
    if (w->round->rules.mechanism == EN_MAX_WEAKLY_STABLE) add_bound(json, w);
    if (claims[1] && w->result->assign.memory) add_proven(json, claims[1], w);
    else if (claims[1]) add_claim(json, claims[1]);
    en_json_close(json, ']');
}

en_status result_write_certificate(const result_writer *w)
{
    if (!result_make_parts(w->files, EN_RESULT_CERTIFICATE, 1)) return EN_ERR_MEMORY;
    en_text *text = &w->files->files[EN_RESULT_CERTIFICATE].parts[0];
    en_json json = en_json_to(text);
    char made_by[64];
    snprintf(made_by, sizeof made_by, "enishi %s", w->version);
    en_json_open(&json, '{');
    en_json_key_text(&json, "format", "enishi-certificate-1");
    en_json_key_text(&json, "made_by", made_by);
    en_json_key_str(&json, "round", w->round->rules.id);
    add_files(&json, w);
    add_rules(&json, w->round);
    add_lottery(&json, w->round);
    en_json_key_bool(&json, "reproducible", true);
    add_claims(&json, w);
    en_json_close(&json, '}');
    return EN_OK;
}

static void hash_file(void *shared, size_t index)
{
    en_result_file *file = &((en_result_files *)shared)->files[index];
    en_sha256 hash;
    en_sha256_start(&hash);
    for (size_t i = 0; i < file->part_count; i++)
        en_sha256_add(&hash, file->parts[i].at, file->parts[i].size);
    en_sha256_end(&hash, file->digest);
}

static bool ran_out_of_memory(const en_result_files *files)
{
    for (int file = 0; file < EN_RESULT_FILES; file++)
        for (size_t i = 0; i < files->files[file].part_count; i++)
            if (files->files[file].parts[i].failed) return true;
    return false;
}

en_status en_result_write(const en_round *round, const en_round_result *result,
                          const en_result_summary *summary, const char *version, const en_context *context,
                          en_result_files *files)
{
    static const char *const names[EN_RESULT_FILES] = {"matches.csv", "places.csv", "waiting.csv",
                                                       "summary.json", "certificate.json"};
    *files = (en_result_files){.arena = en_arena_make(context ? context->allocator : NULL)};
    for (int file = 0; file < EN_RESULT_FILES; file++) files->files[file].name = names[file];
    result_writer w = {round, result, summary, version, files};
    en_status status = result_write_tables(&w, context);
    if (status == EN_OK) status = result_write_summary(&w);
    if (status == EN_OK) en_run(context, hash_file, files, EN_RESULT_CERTIFICATE);
    if (status == EN_OK) status = result_write_certificate(&w);
    if (status == EN_OK) hash_file(files, EN_RESULT_CERTIFICATE);
    if (status == EN_OK && ran_out_of_memory(files)) status = EN_ERR_MEMORY;
    if (status != EN_OK) en_result_files_free(files);
    return status;
}

void en_result_files_free(en_result_files *files)
{
    for (int file = 0; file < EN_RESULT_FILES; file++)
        for (size_t i = 0; i < files->files[file].part_count; i++) en_text_free(&files->files[file].parts[i]);
    en_arena_free(&files->arena);
}
