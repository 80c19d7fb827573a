/* The rules of a round: kept, and read before they are. They are checked by the round's own reader; what
 * needs the tables too, which may be large or made to harm, is for a child to say. */
#include "lottery.h"

#include "findings.h"
#include "handlers.h"
#include "json.h"

json_t *rules_with_name(en_str id, const json_t *title, json_t *rules)
{
    json_t *named = json_object();
    bool whole = named && json_object_set_new(named, "id", json_stringn(id.at, id.size)) == 0;
    const json_t *shown = json_object_size(title) ? title : json_object_get(rules, "title");
    if (whole && shown) whole = json_object_set(named, "title", (json_t *)(uintptr_t)shown) == 0;
    if (whole) whole = json_object_update_missing(named, rules) == 0;
    if (whole) return named;
    json_decref(named);
    return NULL;
}

en_status rules_write(en_request *request, json_t *rules, en_str *bytes, en_round_rules *read)
{
    enum { INDENT = 2 };
    en_text text = en_text_make(NULL);
    en_json_dump(&text, rules, JSON_INDENT(INDENT));
    en_text_add_char(&text, '\n');
    char *copy = text.failed ? NULL : en_arena_copy(&request->arena, text.at, text.size);
    *bytes = (en_str){copy, text.size};
    en_text_free(&text);
    if (!copy) return EN_ERR_MEMORY;
    en_str file = en_str_of(EN_ROUND_RULES);
    en_status status = en_round_rules_read(*bytes, file, &request->arena, &request->report, read);
    return status == EN_OK ? en_round_rules_check(read, file, &request->report) : status;
}

/* The tag of rules is the SHA-256 of what is kept. */
static en_status rules_tag(en_request *request, en_store *store, const en_stored_round *round, en_str *tag)
{
    en_blob blob;
    en_status status = en_blob_get(en_store_db(store), round->rules, &request->report, &blob);
    if (status == EN_OK) *tag = request_print(request, "%s", blob.sha256);
    return status;
}

en_status en_handle_get_rules(en_request *request)
{
    en_stored_round round;
    en_str tag;
    en_status status = round_find(request, request->store, &round);
    if (status == EN_OK) status = rules_tag(request, request->store, &round, &tag);
    if (status != EN_OK || en_request_has(request, tag)) return status;
    return en_blob_read(en_store_db(request->store), round.rules, &request->report, &request->out);
}

typedef struct new_rules {
    en_str bytes;
    en_round_rules read;
} new_rules;

static en_status put_rules(en_request *request, en_store *store, void *user, en_logged *logged)
{
    new_rules *made = user;
    en_stored_round round;
    en_round_rules before;
    en_str tag;
    en_str *fields = en_arena_array(&request->arena, LOTTERY_MOST_FIELDS, sizeof *fields);
    if (!fields) return EN_ERR_MEMORY;
    en_db *db = en_store_db(store);
    en_status status = round_find(request, store, &round);
    if (status == EN_OK) status = rules_tag(request, store, &round, &tag);
    if (status == EN_OK) status = en_request_matches(request, tag);
    if (status == EN_OK) status = lottery_read_rules(request, store, &round, NULL, &before);
    if (status == EN_OK) status = en_blob_add(db, made->bytes, &request->report, &round.rules);
    if (status != EN_OK) return status;
    memcpy(round.title, made->read.title, sizeof round.title);
    size_t count = lottery_fields(&before, &made->read, fields);
    *logged = (en_logged){"put", .table = "rounds", .id = round.round, fields, count, made->bytes};
    status = en_rounds_put_rules(db, &round, &request->report);
    return status == EN_OK ? en_blobs_sweep(db, &request->report) : status;
}

/* The id of a round is the one that it was made with: lottery numbers come from it. */
static en_status check_id(en_request *request, const en_stored_round *round, const new_rules *made)
{
    if (en_str_equal(made->read.id, round->round)) return EN_OK;
    en_where where = {.file = en_str_of(EN_ROUND_RULES), .column = en_str_of("id"), .value = made->read.id};
    en_arg expected = en_arg_str("expected", round->round);
    return en_report_add(&request->report, EN_ERROR, EN_W_ROUND_EXPECTED, where, 1, &expected);
}

/* The rules that were sent, as round.json will have them. */
static en_status read_new_rules(en_request *request, new_rules *made)
{
    en_str id = en_str_of(json_string_value(json_object_get(request->json, "id")));
    json_t *rules = rules_with_name(id, NULL, request->json);
    en_status status = rules_write(request, rules, &made->bytes, &made->read);
    json_decref(rules);
    return status;
}

en_status en_handle_put_rules(en_request *request)
{
    en_stored_round round;
    new_rules made = {0};
    en_status status = round_find(request, request->store, &round);
    if (status != EN_OK) return status;
    status = read_new_rules(request, &made);
    if (status == EN_OK) status = check_id(request, &round, &made);
    if (status == EN_OK) status = en_server_write(request, put_rules, &made);
    if (status != EN_OK) return status;
    en_text_add(&request->out, made.bytes);
    status = round_find(request, request->store, &round);
    return status == EN_OK ? rules_tag(request, request->store, &round, &request->tag) : status;
}

/* The rule of eligibility in words, by a child that reads it against the columns of the tables. */
static en_status ask_words(en_request *request, const en_stored_round *round, en_str bytes, json_t **answer)
{
    en_question question;
    en_queue *queue = request->server->queue;
    const char *id = en_arena_copy(&request->arena, round->round.at, round->round.size);
    const char *const words[] = {"--", "rules", id, NULL};
    if (!id) return EN_ERR_MEMORY;
    en_status status = question_begin(request, request->actor.account, &question);
    if (status == EN_OK) status = question_lay_out(request, &question, en_str_of(EN_ROUND_RULES), bytes);
    if (status == EN_OK)
        status = en_question_ask(queue, &question, request->language, words, &request->report);
    if (status == EN_OK) status = question_read(request, &question, answer);
    en_question_end(&question);
    return status;
}

static en_status add_reading(en_request *request, const json_t *answer)
{
    en_json json = en_json_to(&request->out);
    const json_t *eligibility = json_object_get(answer, "eligibility");
    json_t *findings = en_findings_of(&request->report);
    if (!findings) return EN_ERR_MEMORY;
    en_json_open(&json, '{');
    if (json_is_string(eligibility))
        en_json_key_str(&json, "eligibility",
                        (en_str){json_string_value(eligibility), json_string_length(eligibility)});
    en_json_key(&json, "findings");
    en_findings_add(&json, request->language, findings);
    en_json_close(&json, '}');
    json_decref(findings);
    return EN_OK;
}

/* What is wrong with rules that somebody is still writing is an answer and no refusal. */
en_status en_handle_read_rules(en_request *request)
{
    en_stored_round round;
    new_rules made = {0};
    json_t *answer = NULL;
    en_status status = round_find(request, request->store, &round);
    if (status != EN_OK) return status;
    status = read_new_rules(request, &made);
    if (status == EN_OK && made.read.eligibility.size)
        status = ask_words(request, &round, made.bytes, &answer);
    if (status == EN_OK || (status == EN_ERR_INPUT && request->status == 0 && !request->report.out_of_memory))
        status = add_reading(request, answer);
    json_decref(answer);
    return status;
}
