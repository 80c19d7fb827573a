/* The lottery of a round in two steps: first a commitment, the hash of a secret, is published; after the
 * round has closed, the secret and a beacon that nobody could know give the seed.
 *
 * The secret comes to the server only when it is revealed, so nobody can read it there before. When each step
 * was taken, and what was changed since, is read from the log of changes: rules that are put name there what
 * of the lottery is new in them.
 */
#include "lottery.h"

#include "audit.h"
#include "handlers.h"
#include "json.h"

/* The parts of `ties` that the two steps are about, as the log names them. */
static const char *const parts[] = {"commitment", "beacon", "secret", "seed"};
enum { PART_COUNT = sizeof parts / sizeof *parts };

static en_str part_of(const en_round_rules *rules, size_t part)
{
    const en_str all[PART_COUNT] = {rules->commitment, rules->beacon, rules->secret, rules->seed};
    return all[part];
}

size_t lottery_fields(const en_round_rules *before, const en_round_rules *after,
                      en_str fields[LOTTERY_MOST_FIELDS])
{
    size_t count = 0;
    fields[count++] = en_str_of("rules");
    for (size_t i = 0; i < PART_COUNT; i++)
        if (!en_str_equal(part_of(before, i), part_of(after, i))) fields[count++] = en_str_of(parts[i]);
    return count;
}

en_status lottery_read_rules(en_request *request, en_store *store, const en_stored_round *round,
                             json_t **json, en_round_rules *rules)
{
    en_text text = en_text_make(request->arena.allocator);
    const en_str file = en_str_of(EN_ROUND_RULES);
    en_status status = en_blob_read(en_store_db(store), round->rules, &request->report, &text);
    const char *copy = status == EN_OK ? en_arena_copy(&request->arena, text.at, text.size) : NULL;
    const en_str bytes = {copy, text.size};
    en_text_free(&text);
    if (status != EN_OK) return status;
    if (!copy) return EN_ERR_MEMORY;
    status = en_round_rules_read(bytes, file, &request->arena, &request->report, rules);
    if (status != EN_OK || !json) return status;
    *json = en_json_read(bytes, file, &request->report);
    return *json ? EN_OK : EN_ERR_MEMORY;
}

static bool names(const en_audit_event *event, const char *field)
{
    en_str rest = event->fields, one;
    while (en_str_next(&rest, ',', &one))
        if (en_str_is(one, field)) return true;
    return false;
}

/* What the log says of a round, the newest event first. */
typedef struct history {
    en_audit_event *events;
    size_t count;             /* since the commitment, without it */
    en_audit_event committed; /* event 0: it stands in the rules, and the log does not reach back to it */
    en_audit_event revealed;  /* event 0: not yet */
} history;

/* The events since the newest that sets a commitment. A round that was changed more often has lost nothing of
 * its log; only this page of it ends. */
enum { MOST_EVENTS = 200 };

static en_status read_history(en_request *request, const en_stored_round *round, history *h)
{
    const en_audit_filter filter = {.table = en_str_of("rounds"), .id = round->round, .limit = MOST_EVENTS};
    size_t count;
    en_status status =
        en_audit_list(request->store, &filter, &request->arena, &request->report, &h->events, &count);
    if (status != EN_OK) return status;
    for (h->count = 0; h->count < count; h->count++) {
        const en_audit_event *event = &h->events[h->count];
        if (!h->revealed.event && names(event, "secret")) h->revealed = *event;
        if (!names(event, "commitment")) continue;
        h->committed = *event;
        break;
    }
    return EN_OK;
}

static void add_event(en_json *json, const char *at, const char *by, const en_audit_event *event)
{
    if (!event->event) return;
    en_json_key_str(json, at, event->at);
    if (event->actor.size) en_json_key_str(json, by, event->actor);
}

/* Rules that were edited after the commitment, and tables after the reveal: what those who read the
 * commitment could not expect. Tables that come in between are the applications. */
static void add_edits(en_json *json, const history *h)
{
    en_json_key(json, "edits");
    en_json_open(json, '[');
    for (size_t i = 0; i < h->count && h->committed.event; i++) {
        const en_audit_event *event = &h->events[i];
        bool after_reveal = h->revealed.event && event->event > h->revealed.event;
        bool is_of_rules = names(event, "rules"), is_of_tables = names(event, "tables");
        if (event->event == h->revealed.event || !(is_of_rules || (is_of_tables && after_reveal))) continue;
        en_json_open(json, '{');
        add_event(json, "at", "by", event);
        en_json_key_text(json, "what", is_of_rules ? "rules" : "tables");
        en_json_key_bool(json, "after_reveal", after_reveal);
        en_json_close(json, '}');
    }
    en_json_close(json, ']');
}

static const char *state_of(const en_round_rules *rules)
{
    if (!rules->commitment.size) return "none";
    return rules->secret.size ? "revealed" : "committed";
}

static en_status add_lottery(en_request *request, const en_stored_round *round)
{
    en_round_rules rules;
    history h = {0};
    en_json json = en_json_to(&request->out);
    en_status status = lottery_read_rules(request, request->store, round, NULL, &rules);
    if (status == EN_OK && rules.commitment.size) status = read_history(request, round, &h);
    if (status != EN_OK) return status;
    en_json_open(&json, '{');
    en_json_key_str(&json, "round", round->round);
    en_json_key_text(&json, "state", state_of(&rules));
    en_json_key_text(&json, "rule", en_tie_rule_name(rules.tie_rule));
    for (size_t i = 0; i < PART_COUNT; i++)
        if (part_of(&rules, i).size) en_json_key_str(&json, parts[i], part_of(&rules, i));
    add_event(&json, "committed_at", "committed_by", &h.committed);
    add_event(&json, "revealed_at", "revealed_by", &h.revealed);
    add_edits(&json, &h);
    en_json_close(&json, '}');
    return EN_OK;
}

en_status en_handle_get_lottery(en_request *request)
{
    en_stored_round round;
    en_status status = round_find(request, request->store, &round);
    return status == EN_OK ? add_lottery(request, &round) : status;
}

static en_str sent(const en_request *request, const char *name)
{
    return en_str_of(json_string_value(json_object_get(request->json, name)));
}

static en_status refuse_value(en_request *request, const char *column, en_word rule)
{
    const en_where where = {.column = en_str_of(column), .value = sent(request, column)};
    (void)en_report_error(&request->report, rule, where);
    return EN_ERR_INPUT;
}

/* Sets a part of the ties, or takes it out where the text is empty. */
static bool set_part(json_t *ties, const char *part, en_str text)
{
    if (!text.size) return json_object_del(ties, part) == 0 || !json_object_get(ties, part);
    return json_object_set_new(ties, part, json_stringn(text.at, text.size)) == 0;
}

typedef en_status step_function(en_request *request, const en_round_rules *rules, json_t *ties);

/* One of the steps: the rules with their ties changed, and the event of that name. */
typedef struct lottery_step {
    const char *action;
    step_function *take;
} lottery_step;

static en_status put_step(en_request *request, en_store *store, const lottery_step *step,
                          en_stored_round *round, json_t *rules, const en_round_rules *before,
                          en_logged *logged)
{
    en_round_rules after;
    en_str bytes;
    en_db *db = en_store_db(store);
    en_str *fields = en_arena_array(&request->arena, LOTTERY_MOST_FIELDS, sizeof *fields);
    json_t *ties = json_object_get(rules, "ties");
    if (!ties && json_object_set_new(rules, "ties", json_object()) == 0)
        ties = json_object_get(rules, "ties");
    if (!fields || !ties) return EN_ERR_MEMORY;
    en_status status = step->take(request, before, ties);
    if (status == EN_OK) status = rules_write(request, rules, &bytes, &after);
    if (status == EN_OK) status = en_blob_add(db, bytes, &request->report, &round->rules);
    if (status != EN_OK) return status;
    *logged = (en_logged){
        step->action, .table = "rounds", .id = round->round, fields, lottery_fields(before, &after, fields),
        bytes};
    status = en_rounds_put_rules(db, round, &request->report);
    return status == EN_OK ? en_blobs_sweep(db, &request->report) : status;
}

static en_status take_step(en_request *request, en_store *store, void *user, en_logged *logged)
{
    en_stored_round round;
    en_round_rules before;
    json_t *rules = NULL;
    en_status status = round_find(request, store, &round);
    if (status == EN_OK) status = lottery_read_rules(request, store, &round, &rules, &before);
    if (status == EN_OK) status = put_step(request, store, user, &round, rules, &before, logged);
    json_decref(rules);
    return status;
}

static en_status run_step(en_request *request, lottery_step step)
{
    en_status status = en_server_write(request, take_step, &step);
    return status == EN_OK ? en_handle_get_lottery(request) : status;
}

/* A commitment replaces another only if that one is named: what was published is not lost by a slip. The seed
 * that a new round begins with goes, since the seed is not known any more. */
static en_status commit(en_request *request, const en_round_rules *rules, json_t *ties)
{
    const en_str commitment = sent(request, "commitment");
    if (rules->secret.size) return en_refuse(request, 409, EN_W_LOTTERY_REVEALED, 0, NULL);
    if (rules->commitment.size && !en_str_equal(sent(request, "replaces"), rules->commitment))
        return en_refuse(request, 409, EN_W_LOTTERY_COMMITTED, 0, NULL);
    if (!en_round_is_digest(commitment)) return refuse_value(request, "commitment", EN_W_ROUND_NOT_DIGEST);
    const en_str none = {0};
    bool whole = set_part(ties, "commitment", commitment) && set_part(ties, "seed", none) &&
                 set_part(ties, "beacon", none);
    return whole ? EN_OK : EN_ERR_MEMORY;
}

static en_status reveal(en_request *request, const en_round_rules *rules, json_t *ties)
{
    char hash[EN_SHA256_HEX + 1], seed[EN_SHA256_HEX + 1];
    const en_str secret = sent(request, "secret"), beacon = sent(request, "beacon");
    if (rules->secret.size) return en_refuse(request, 409, EN_W_LOTTERY_REVEALED, 0, NULL);
    if (!rules->commitment.size) return en_refuse(request, 409, EN_W_LOTTERY_NOT_COMMITTED, 0, NULL);
    en_lottery_hash(secret, (en_str){0}, hash);
    en_lottery_hash(secret, beacon, seed);
    if (!en_str_is(rules->commitment, hash))
        return refuse_value(request, "secret", EN_W_ROUND_SECRET_MISMATCH);
    bool whole = set_part(ties, "beacon", beacon) && set_part(ties, "secret", secret) &&
                 set_part(ties, "seed", (en_str){seed, EN_SHA256_HEX});
    return whole ? EN_OK : EN_ERR_MEMORY;
}

en_status en_handle_commit_lottery(en_request *request)
{
    return run_step(request, (lottery_step){"commit-lottery", commit});
}

en_status en_handle_reveal_lottery(en_request *request)
{
    return run_step(request, (lottery_step){"reveal-lottery", reveal});
}
