/* Accounts, for administrators. */
#include "credentials.h"
#include "cursor.h"
#include "handlers.h"
#include "instant.h"
#include "links.h"

#include <inttypes.h>
#include <stdio.h>

static void write_user(en_json *json, const en_account *account)
{
    en_json_open(json, '{');
    en_json_key_str(json, "user", account->user);
    en_json_key_str(json, "name", account->name);
    access_write_names(json, "roles", account->roles, en_role_names, EN_USER_ROLES);
    en_json_key_bool(json, "disabled", account->disabled);
    if (account->language.size) en_json_key_str(json, "language", account->language);
    if (account->applicant.size) en_json_key_str(json, "applicant", account->applicant);
    en_json_key_bool(json, "has_password", account->password.size > 0);
    en_json_key_str(json, "made_at", account->made_at);
    if (account->signed_in_at.size) en_json_key_str(json, "signed_in_at", account->signed_in_at);
    en_json_close(json, '}');
}

static en_str sort_value(const en_account *account, en_account_sort sort)
{
    switch (sort) {
    case EN_BY_USER: return account->user;
    case EN_BY_NAME: return account->name;
    case EN_BY_MADE_AT: break;
    }
    return account->made_at;
}

en_status en_handle_list_users(en_request *request)
{
    en_account_page page = {.sort = (en_account_sort)request->sort,
                            .turned = request->turned,
                            .goes_on = request->after.size > 0,
                            .limit = request->limit + 1};
    en_account *accounts;
    size_t count = 0;
    en_status status = page.goes_on ? en_cursor_read(request, &page.number, &page.value) : EN_OK;
    if (status == EN_OK)
        status =
            en_accounts_list(request->store, &page, &request->arena, &request->report, &accounts, &count);
    if (status != EN_OK) return status;
    en_page written = en_page_begin(request, count);
    for (size_t i = 0; i < written.shown; i++) write_user(&written.json, &accounts[i]);
    const en_account *last = written.goes_on ? &accounts[written.shown - 1] : NULL;
    en_page_end(&written, last ? last->account : 0, last ? sort_value(last, page.sort) : (en_str){0});
    return EN_OK;
}

/* The account that the path names; refuses with 404. */
static en_status find_user(en_request *request, en_store *store, en_account *account)
{
    char user[EN_USER_MOST_BYTES + 1];
    if (!en_user_read(en_parameter_value(request, "user"), user))
        return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
    en_status status = en_account_of_user(store, en_str_of(user), &request->arena, &request->report, account);
    if (status == EN_OK && account->account == 0)
        return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
    return status;
}

static en_str tag_of(en_request *request, const en_account *account)
{
    enum { MOST = 96 };
    char *tag = en_arena_raw(&request->arena, MOST, 1);
    if (!tag) return (en_str){0};
    int size =
        snprintf(tag, MOST, "%" PRId64 "-%" PRId64 "-%.*s", account->account, account->revision,
                 (int)account->signed_in_at.size, account->signed_in_at.size ? account->signed_in_at.at : "");
    return (en_str){tag, (size_t)size};
}

static en_status answer_user(en_request *request, const en_account *account)
{
    en_json json = en_json_to(&request->out);
    write_user(&json, account);
    return EN_OK;
}

en_status en_handle_get_user(en_request *request)
{
    en_account account = {0};
    en_status status = find_user(request, request->store, &account);
    if (status != EN_OK) return status;
    if (en_request_has(request, tag_of(request, &account))) return EN_OK;
    return answer_user(request, &account);
}

/* What the body says, into the account. */
static void read_body(const en_request *request, en_account *account)
{
    account->name = access_text(request, "name");
    account->roles = access_read_names(json_object_get(request->json, "roles"), en_role_names, EN_USER_ROLES);
    account->language = access_text(request, "language");
    account->applicant = access_text(request, "applicant");
}

static en_status check_applicant(en_request *request, const en_account *account)
{
    bool is_applicant = account->roles & EN_APPLICANT;
    if (is_applicant == (account->applicant.size > 0)) return EN_OK;
    return access_refuse_value(request, "applicant", EN_W_ACCESS_APPLICANT_MISSING);
}

static void log_account(en_request *request, en_logged *logged, const char *action, int64_t account)
{
    static const en_str fields[] = {
        {"name", 4}, {"roles", 5}, {"disabled", 8}, {"language", 8}, {"applicant", 9}};
    *logged = (en_logged){.action = action,
                          .table = "accounts",
                          .id = access_id(request, account),
                          .fields = fields,
                          .field_count = sizeof fields / sizeof *fields,
                          .content = request->body};
}

static en_status add_user(en_request *request, en_store *store, void *user, en_logged *logged)
{
    en_account *account = user;
    en_status status = en_account_add(store, account, &request->report, &account->account);
    if (status == EN_OK && account->account == 0)
        return en_refuse(request, 409, EN_W_ACCESS_USER_TAKEN, 0, NULL);
    log_account(request, logged, "add", account->account);
    return status;
}

en_status en_handle_add_user(en_request *request)
{
    char user[EN_USER_MOST_BYTES + 1], at[EN_INSTANT_BYTES + 1];
    if (!en_user_read(access_text(request, "user"), user))
        return access_refuse_value(request, "user", EN_W_ACCESS_WRONG_USER);
    en_account account = {.user = en_str_of(user), .made_at = en_instant_write(access_now(), at)};
    read_body(request, &account);
    en_status status = check_applicant(request, &account);
    if (status == EN_OK) status = en_server_write(request, add_user, &account);
    if (status != EN_OK) return status;
    en_text location = en_text_make(NULL);
    en_text_add_z(&location, "/api/users/");
    en_text_add(&location, account.user);
    if (!location.failed)
        request->location =
            (en_str){en_arena_copy(&request->arena, location.at, location.size), location.size};
    bool failed = location.failed || !request->location.at;
    en_text_free(&location);
    return failed ? EN_ERR_MEMORY : answer_user(request, &account);
}

/* Refuses to leave the workspace without an administrator. */
static en_status keep_an_administrator(en_request *request, en_store *store, const en_account *was,
                                       const en_account *will)
{
    int64_t count = 0;
    if (was->disabled || !(was->roles & EN_ADMINISTRATOR)) return EN_OK;
    if (!will->disabled && will->roles & EN_ADMINISTRATOR) return EN_OK;
    en_status status = en_accounts_count(store, EN_ADMINISTRATOR, &request->report, &count);
    if (status == EN_OK && count <= 1)
        return en_refuse(request, 409, EN_W_ACCESS_LAST_ADMINISTRATOR, 0, NULL);
    return status;
}

/* Whoever is disabled, or may do other things than before, signs in again. */
static en_status put_user(en_request *request, en_store *store, void *user, en_logged *logged)
{
    en_account was = {0}, *will = user;
    en_report *report = &request->report;
    en_status status = find_user(request, store, &was);
    if (status == EN_OK) status = en_request_matches(request, tag_of(request, &was));
    if (status != EN_OK) return status;
    *will = was;
    read_body(request, will);
    will->disabled = json_is_true(json_object_get(request->json, "disabled"));
    will->revision++;
    status = check_applicant(request, will);
    if (status == EN_OK) status = keep_an_administrator(request, store, &was, will);
    if (status == EN_OK) status = en_account_put(store, will, report);
    bool ends = will->disabled || will->roles != was.roles || !en_str_equal(will->applicant, was.applicant);
    if (status == EN_OK && ends) status = en_sessions_end(store, will->account, report);
    if (status == EN_OK && will->disabled) status = en_links_end(store, will->account, report);
    log_account(request, logged, "put", will->account);
    return status;
}

en_status en_handle_put_user(en_request *request)
{
    en_account account = {0};
    en_status status = en_server_write(request, put_user, &account);
    if (status != EN_OK) return status;
    request->tag = tag_of(request, &account);
    return answer_user(request, &account);
}

static en_status add_link(en_request *request, en_store *store, void *user, en_logged *logged)
{
    const en_secret *secret = user;
    en_account account = {0};
    en_status status = find_user(request, store, &account);
    if (status != EN_OK) return status;
    if (account.disabled) return en_refuse(request, 409, EN_W_ACCESS_USER_DISABLED, 0, NULL);
    *logged = (en_logged){.action = "link", .table = "accounts", .id = access_id(request, account.account)};
    return en_link_add(store, account.account, secret->hash, access_now(), &request->report);
}

en_status en_handle_add_link(en_request *request)
{
    en_secret secret;
    char at[EN_INSTANT_BYTES + 1];
    en_status status = en_secret_make(&secret, &request->report);
    if (status == EN_OK) status = en_server_write(request, add_link, &secret);
    if (status != EN_OK) return status;
    en_text address = en_text_make(NULL);
    en_text_add(&address, en_server_origin(request->server));
    en_text_add_z(&address, EN_SIGN_IN_PATH);
    en_text_add_z(&address, secret.text);
    en_json json = en_json_to(&request->out);
    en_json_open(&json, '{');
    en_json_key_str(&json, "address", en_text_str(&address));
    en_json_key_str(&json, "expires_at", en_instant_write(access_now() + EN_LINK_SECONDS, at));
    en_json_close(&json, '}');
    bool failed = address.failed;
    en_text_free(&address);
    return failed ? EN_ERR_MEMORY : EN_OK;
}
