/* The account of the one who asks: name, language, password, API keys. */
#include "credentials.h"
#include "cursor.h"
#include "handlers.h"
#include "instant.h"
#include "keys.h"
#include "links.h"
#include "number.h"
#include "passwords.h"

#include <inttypes.h>
#include <stdio.h>

static en_status own_account(en_request *request, en_store *store, en_account *account)
{
    return en_account_get(store, request->actor.account, &request->arena, &request->report, account);
}

/* Whoever came by a one-time link within the hour has proven more than the old password would. */
static bool asks_old_password(const en_request *request, const en_account *account)
{
    return account->password.size > 0 && !request->actor.by_link;
}

en_status access_write_me(en_request *request, const en_account *account)
{
    en_str sample = {0};
    en_status status = en_store_note(request->store, "sample", &request->arena, &request->report, &sample);
    if (status != EN_OK) return status;
    en_json json = en_json_to(&request->out);
    en_json_open(&json, '{');
    en_json_key_str(&json, "user", account->user);
    en_json_key_str(&json, "name", account->name);
    access_write_names(&json, "roles", account->roles, en_role_names, EN_USER_ROLES);
    if (account->language.size) en_json_key_str(&json, "language", account->language);
    if (account->applicant.size) en_json_key_str(&json, "applicant", account->applicant);
    en_json_key_bool(&json, "has_password", account->password.size > 0);
    en_json_key_bool(&json, "asks_old_password", asks_old_password(request, account));
    en_json_key_text(&json, "csrf", request->actor.csrf);
    en_json_key_bool(&json, "secure", en_server_is_secure(request->server));
    en_json_key_bool(&json, "sample", sample.size > 0);
    en_json_key_text(&json, "version", en_server_version(request->server));
    en_json_close(&json, '}');
    return EN_OK;
}

/* The state of /api/me: the account's, seen from this session by this program. */
static en_str tag_of(en_request *request, const en_account *account)
{
    enum { MOST = 96 };
    char *tag = en_arena_raw(&request->arena, MOST, 1);
    if (!tag) return (en_str){0};
    int size = snprintf(tag, MOST, "%" PRId64 "-%" PRId64 "-%.32s", account->revision, request->actor.session,
                        en_server_version(request->server));
    return (en_str){tag, (size_t)size};
}

en_status en_handle_get_me(en_request *request)
{
    en_account account = {0};
    en_status status = own_account(request, request->store, &account);
    if (status != EN_OK) return status;
    if (en_request_has(request, tag_of(request, &account))) return EN_OK;
    return access_write_me(request, &account);
}

static en_status change_me(en_request *request, en_store *store, void *user, en_logged *logged)
{
    static const en_str fields[] = {{"name", 4}, {"language", 8}};
    en_account *account = user;
    en_status status = own_account(request, store, account);
    if (status == EN_OK) status = en_request_matches(request, tag_of(request, account));
    if (status != EN_OK) return status;
    account->name = access_text(request, "name");
    account->language = access_text(request, "language");
    account->revision++;
    *logged = (en_logged){.action = "put",
                          .table = "accounts",
                          .id = access_id(request, account->account),
                          .fields = fields,
                          .field_count = 2,
                          .content = request->body};
    return en_account_put(store, account, &request->report);
}

en_status en_handle_put_me(en_request *request)
{
    en_account account = {0};
    en_status status = en_server_write(request, change_me, &account);
    if (status != EN_OK) return status;
    request->tag = tag_of(request, &account);
    return access_write_me(request, &account);
}

static en_status prove_old_password(en_request *request, const en_account *account)
{
    bool fits = false;
    if (!asks_old_password(request, account)) return EN_OK;
    en_status status = access_begin_attempt(request, account->user);
    if (status == EN_OK) status = access_take_turn(request);
    if (status != EN_OK) return status;
    status = en_password_verify(access_text(request, "old"), account->password, &fits);
    access_give_turn(request);
    if (status != EN_OK) return status;
    if (!fits) return access_refuse_value(request, "old", EN_W_ACCESS_WRONG_PASSWORD);
    access_attempt_succeeded(request, account->user);
    return EN_OK;
}

/* A new password ends every session of the account and every link to it; the one who set it goes on with a
 * new session. Who came by a link takes the account back from whoever had it: API keys that one made end too.
 */
static en_status set_password(en_request *request, en_store *store, void *user, en_logged *logged)
{
    static const en_str fields[] = {{"password", 8}, {"keys", 4}};
    const en_account *account = user;
    bool ends_keys = request->actor.by_link;
    en_report *report = &request->report;
    en_status status = en_account_set_password(store, account->account, account->password, report);
    if (status == EN_OK) status = en_sessions_end(store, account->account, report);
    if (status == EN_OK) status = en_links_end(store, account->account, report);
    if (status == EN_OK && ends_keys) status = en_keys_end(store, account->account, report);
    if (status == EN_OK) status = access_begin_session(request, store, account, false);
    *logged = (en_logged){.action = "password",
                          .table = "accounts",
                          .id = access_id(request, account->account),
                          .fields = fields,
                          .field_count = ends_keys ? 2 : 1};
    return status;
}

en_status en_handle_put_password(en_request *request)
{
    char encoded[EN_PASSWORD_ENCODED_BYTES];
    en_account account = {0};
    en_str password = access_text(request, "password");
    en_status status = own_account(request, request->store, &account);
    if (status == EN_OK) status = prove_old_password(request, &account);
    if (status != EN_OK) return status;
    status = en_password_check(password, account.user, account.name, &request->report);
    if (status == EN_ERR_INPUT) return en_refuse(request, 422, EN_W_ACCESS_PASSWORD_REFUSED, 0, NULL);
    if (status == EN_OK) status = access_take_turn(request);
    if (status != EN_OK) return status;
    status = en_password_hash(password, &request->report, encoded);
    access_give_turn(request);
    account.password = en_str_of(encoded);
    return status == EN_OK ? en_server_write(request, set_password, &account) : status;
}

static void write_instant(en_json *json, const char *key, int64_t seconds)
{
    char at[EN_INSTANT_BYTES + 1];
    if (seconds) en_json_key_str(json, key, en_instant_write(seconds, at));
}

static void write_key(en_json *json, const en_api_key *key)
{
    en_json_open(json, '{');
    en_json_key_int(json, "key", key->key);
    en_json_key_str(json, "name", key->name);
    access_write_names(json, "scopes", key->scopes, en_scope_names, EN_SCOPES);
    write_instant(json, "made_at", key->made_at);
    write_instant(json, "expires_at", key->expires_at);
    write_instant(json, "used_at", key->used_at);
    en_json_close(json, '}');
}

en_status en_handle_list_keys(en_request *request)
{
    int64_t after = 0;
    en_str nothing;
    en_api_key *keys;
    size_t count = 0;
    en_status status = request->after.size ? en_cursor_read(request, &after, &nothing) : EN_OK;
    if (status == EN_OK)
        status = en_keys_list(request->store, request->actor.account, after, request->limit + 1,
                              &request->arena, &request->report, &keys, &count);
    if (status != EN_OK) return status;
    en_page page = en_page_begin(request, count);
    for (size_t i = 0; i < page.shown; i++) write_key(&page.json, &keys[i]);
    en_page_end(&page, page.goes_on ? keys[page.shown - 1].key : 0, (en_str){0});
    return EN_OK;
}

typedef struct new_key {
    en_api_key key;
    en_secret secret;
    int64_t number;
} new_key;

static en_status add_key(en_request *request, en_store *store, void *user, en_logged *logged)
{
    static const en_str fields[] = {{"name", 4}, {"scopes", 6}, {"days", 4}};
    new_key *made = user;
    en_status status = en_key_add(store, &made->key, made->secret.hash, &request->report, &made->number);
    if (status != EN_OK) return status;
    en_arg most = en_arg_int("most", EN_KEYS_MOST);
    if (made->number == 0) return en_refuse(request, 422, EN_W_ACCESS_TOO_MANY_KEYS, 1, &most);
    *logged = (en_logged){.action = "add",
                          .table = "keys",
                          .id = access_id(request, made->number),
                          .fields = fields,
                          .field_count = 3,
                          .content = request->body};
    return EN_OK;
}

en_status en_handle_add_key(en_request *request)
{
    enum { DAY_SECONDS = 86400 };
    new_key made = {.key = {.account = request->actor.account,
                            .name = access_text(request, "name"),
                            .made_at = access_now()}};
    int64_t days = json_integer_value(json_object_get(request->json, "days"));
    if (days) made.key.expires_at = made.key.made_at + days * DAY_SECONDS;
    made.key.scopes = access_read_names(json_object_get(request->json, "scopes"), en_scope_names, EN_SCOPES);
    en_status status = en_secret_make(&made.secret, &request->report);
    if (status == EN_OK) status = en_server_write(request, add_key, &made);
    if (status != EN_OK) return status;
    char secret[sizeof EN_KEY_PREFIX + EN_SECRET_BYTES];
    snprintf(secret, sizeof secret, EN_KEY_PREFIX "%s", made.secret.text);
    en_json json = en_json_to(&request->out);
    en_json_open(&json, '{');
    en_json_key_int(&json, "key", made.number);
    en_json_key_text(&json, "secret", secret);
    en_json_close(&json, '}');
    return EN_OK;
}

static en_status remove_key(en_request *request, en_store *store, void *user, en_logged *logged)
{
    const int64_t *number = user;
    bool removed = false;
    en_status status = en_key_remove(store, request->actor.account, *number, &request->report, &removed);
    if (status == EN_OK && !removed) return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
    *logged = (en_logged){.action = "remove", .table = "keys", .id = en_parameter_value(request, "key")};
    return status;
}

en_status en_handle_remove_key(en_request *request)
{
    uint64_t number = 0;
    (void)en_whole_read(en_parameter_value(request, "key"), INT64_MAX, &number);
    return en_server_write(request, remove_key, &(int64_t){(int64_t)number});
}
