/* Signing in by a password or a one-time link, and signing out. */
#include "credentials.h"
#include "handlers.h"
#include "instant.h"
#include "links.h"
#include "passwords.h"

en_status access_begin_session(en_request *request, en_store *store, const en_account *account, bool by_link)
{
    en_secret *secret = en_arena_raw(&request->arena, 1, sizeof *secret);
    if (!secret) return EN_ERR_MEMORY;
    en_status status = en_secret_make(secret, &request->report);
    if (status == EN_OK)
        status =
            en_session_add(store, account->account, secret->hash, by_link, access_now(), &request->report);
    if (status != EN_OK) return status;
    en_actor *actor = &request->actor;
    *actor = (en_actor){.account = account->account,
                        .user = account->user,
                        .roles = account->roles,
                        .applicant = account->applicant,
                        .session = actor->session,
                        .by_link = by_link};
    access_csrf(secret->hash, actor->csrf);
    request->cookie = access_set_cookie(request, secret->text);
    return request->cookie.size ? EN_OK : EN_ERR_MEMORY;
}

/* A session that the browser had before ends: its token is never that of somebody who signs in. */
static en_status enter(en_request *request, en_store *store, const en_account *account, bool by_link,
                       en_logged *logged)
{
    char at[EN_INSTANT_BYTES + 1];
    en_status status = EN_OK;
    if (request->actor.session) status = en_session_end(store, request->actor.session, &request->report);
    if (status == EN_OK) status = access_begin_session(request, store, account, by_link);
    if (status == EN_OK)
        status = en_account_signed_in(store, account->account, en_instant_write(access_now(), at),
                                      &request->report);
    *logged = (en_logged){.action = by_link ? "sign-in-by-link" : "sign-in",
                          .table = "accounts",
                          .id = access_id(request, account->account)};
    return status;
}

static en_status enter_by_password(en_request *request, en_store *store, void *user, en_logged *logged)
{
    const en_account *proven = user;
    en_account account = {0};
    en_status status = en_account_get(store, proven->account, &request->arena, &request->report, &account);
    if (status != EN_OK) return status;
    if (account.disabled || !en_str_equal(account.password, proven->password)) /* changed meanwhile */
        return en_refuse(request, 401, EN_W_ACCESS_SIGN_IN_FAILED, 0, NULL);
    return enter(request, store, proven, false, logged);
}

/* The account of the user if this is its password, else one with number 0: an unknown user, one without a
 * password and a wrong password take the same work. */
static en_status prove(en_request *request, en_str user, en_account *account)
{
    bool fits = false;
    en_status status = en_account_of_user(request->store, user, &request->arena, &request->report, account);
    if (status == EN_OK) status = access_take_turn(request);
    if (status != EN_OK) return status;
    status = en_password_verify(access_text(request, "password"), account->password, &fits);
    access_give_turn(request);
    if (!fits || account->disabled) account->account = 0;
    return status;
}

en_status en_handle_sign_in(en_request *request)
{
    char small[EN_USER_MOST_BYTES + 1];
    en_str given = access_text(request, "user");
    en_str user = en_user_read(given, small) ? en_str_of(small) : given;
    en_account account = {0};
    en_status status = access_begin_attempt(request, user);
    if (status == EN_OK) status = prove(request, user, &account);
    if (status != EN_OK) return status;
    if (account.account == 0) return en_refuse(request, 401, EN_W_ACCESS_SIGN_IN_FAILED, 0, NULL);
    access_attempt_succeeded(request, user);
    status = en_server_write(request, enter_by_password, &account);
    return status == EN_OK ? access_write_me(request, &account) : status;
}

static en_status enter_by_link(en_request *request, en_store *store, void *user, en_logged *logged)
{
    en_account *account = user;
    unsigned char hash[EN_SHA256_BYTES];
    int64_t number = 0;
    en_secret_hash(access_text(request, "token"), hash);
    en_status status = en_link_use(store, hash, access_now(), &request->report, &number);
    if (status == EN_OK && number == 0) return en_refuse(request, 401, EN_W_ACCESS_LINK_FAILED, 0, NULL);
    if (status == EN_OK) status = en_account_get(store, number, &request->arena, &request->report, account);
    return status == EN_OK ? enter(request, store, account, true, logged) : status;
}

en_status en_handle_sign_in_by_link(en_request *request)
{
    en_account account = {0};
    en_status status = access_begin_attempt(request, (en_str){0});
    if (status == EN_OK) status = en_server_write(request, enter_by_link, &account);
    if (status != EN_OK) return status;
    access_attempt_succeeded(request, (en_str){0});
    return access_write_me(request, &account);
}

static en_status leave(en_request *request, en_store *store, void *user, en_logged *logged)
{
    (void)user;
    *logged = (en_logged){
        .action = "sign-out", .table = "accounts", .id = access_id(request, request->actor.account)};
    return en_session_end(store, request->actor.session, &request->report);
}

en_status en_handle_sign_out(en_request *request)
{
    en_status status = en_server_write(request, leave, NULL);
    if (status != EN_OK) return status;
    request->cookie = access_set_cookie(request, NULL);
    return request->cookie.size ? EN_OK : EN_ERR_MEMORY;
}
