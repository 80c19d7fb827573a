/* Accounts and the log of changes. See users.h. */
#include "users.h"

#include "db.h"
#include "instant.h"
#include "links.h"
#include "replies.h"

#include <inttypes.h>
#include <stdio.h>

/* One change of an account, to be done in a transaction with its event. */
typedef struct change {
    en_store *store;
    en_arena *arena;
    en_report *report;
    const en_doer *doer;
    const en_account *account; /* what is to be made */
    en_str user;
    int64_t number; /* of an account that is there */
    en_secret *link;
} change;

typedef en_status change_function(change *c);

static en_status run_change(change *c, change_function *function)
{
    en_status status = en_store_begin(c->store, c->report);
    if (status != EN_OK) return status;
    status = function(c);
    if (status == EN_OK) return en_store_commit(c->store, c->report);
    en_store_rollback(c->store);
    return status;
}

static en_status open_workspace(const char *folder, en_arena *arena, en_report *report, en_store **store)
{
    char *path = en_path_join(arena, folder, EN_WORKSPACE_DATABASE);
    return path ? en_store_open_sqlite(path, NULL, report, store) : EN_ERR_MEMORY;
}

static en_status change_workspace(const char *folder, change *c, change_function *function)
{
    en_arena arena = en_arena_make(NULL);
    c->arena = &arena;
    en_status status = open_workspace(folder, &arena, c->report, &c->store);
    if (status == EN_OK) status = run_change(c, function);
    en_store_close(c->store);
    en_arena_free(&arena);
    c->arena = NULL;
    return status;
}

static en_status log_event(const change *c, const char *action, int64_t account, const en_str *fields,
                           size_t field_count, en_str content)
{
    char at[EN_INSTANT_BYTES + 1], id[24];
    snprintf(id, sizeof id, "%" PRId64, account);
    en_audit_record record = {.at = en_instant_write(c->doer->now, at),
                              .actor = en_str_of(c->doer->actor),
                              .action = en_str_of(action),
                              .table = en_str_of("accounts"),
                              .id = en_str_of(id),
                              .fields = fields,
                              .field_count = field_count,
                              .content = content};
    return en_audit_append(c->store, &record, c->report);
}

static en_status refuse_user(const change *c, en_word rule, en_str user)
{
    return en_report_error(c->report, rule, (en_where){.value = user});
}

static en_status make_link(const change *c, int64_t account)
{
    en_status status = en_secret_make(c->link, c->report);
    if (status == EN_OK) status = en_link_add(c->store, account, c->link->hash, c->doer->now, c->report);
    if (status == EN_OK) status = log_event(c, "link", account, NULL, 0, (en_str){0});
    return status;
}

static en_status add_user(change *c)
{
    char user[EN_USER_MOST_BYTES + 1], at[EN_INSTANT_BYTES + 1];
    if (!en_user_read(c->user, user)) return refuse_user(c, EN_W_ACCESS_WRONG_USER, c->user);
    en_account account = *c->account;
    account.user = en_str_of(user);
    account.made_at = en_instant_write(c->doer->now, at);
    int64_t number = 0;
    en_status status = en_account_add(c->store, &account, c->report, &number);
    if (status == EN_OK && number == 0) return refuse_user(c, EN_W_ACCESS_USER_TAKEN, account.user);
    const en_str fields[] = {en_str_of("user"), en_str_of("name"), en_str_of("roles")};
    if (status == EN_OK) status = log_event(c, "add", number, fields, 3, account.user);
    return status == EN_OK ? make_link(c, number) : status;
}

en_status en_workspace_add_user(const char *folder, const en_account *account, const en_doer *doer,
                                en_report *report, en_secret *link)
{
    change c = {.report = report, .doer = doer, .account = account, .user = account->user, .link = link};
    return change_workspace(folder, &c, add_user);
}

/* The account of c->user, which must be there. */
static en_status find_user(const change *c, en_account *account)
{
    char user[EN_USER_MOST_BYTES + 1];
    if (!en_user_read(c->user, user)) return refuse_user(c, EN_W_ACCESS_UNKNOWN_USER, c->user);
    en_status status = en_account_of_user(c->store, en_str_of(user), c->arena, c->report, account);
    if (status == EN_OK && account->account == 0) return refuse_user(c, EN_W_ACCESS_UNKNOWN_USER, c->user);
    return status;
}

static en_status link_user(change *c)
{
    en_account account = {0};
    en_status status = find_user(c, &account);
    if (status == EN_OK && account.disabled) return refuse_user(c, EN_W_ACCESS_USER_DISABLED, c->user);
    return status == EN_OK ? make_link(c, account.account) : status;
}

en_status en_workspace_link_user(const char *folder, en_str user, const en_doer *doer, en_report *report,
                                 en_secret *link)
{
    change c = {.report = report, .doer = doer, .user = user, .link = link};
    return change_workspace(folder, &c, link_user);
}

static en_status erase_user(change *c)
{
    en_account account = {0};
    int64_t others = 0;
    en_status status = find_user(c, &account);
    if (status == EN_OK) status = en_accounts_count(c->store, EN_ADMINISTRATOR, c->report, &others);
    if (status != EN_OK) return status;
    if (!account.disabled && (account.roles & EN_ADMINISTRATOR) && others == 1)
        return refuse_user(c, EN_W_ACCESS_LAST_ADMINISTRATOR, account.user);
    status = en_account_remove(c->store, account.account, c->report);
    if (status == EN_OK) status = log_event(c, "erase", account.account, NULL, 0, (en_str){0});
    char id[24];
    snprintf(id, sizeof id, "%" PRId64, account.account);
    if (status == EN_OK)
        status = en_audit_forget_row(c->store, en_str_of("accounts"), en_str_of(id), c->report);
    if (status == EN_OK) status = en_audit_forget_actor(c->store, account.user, c->report);
    if (status == EN_OK) status = en_replies_forget(c->store, en_routes[EN_ROUTE_ADD_USER].name, c->report);
    return status;
}

en_status en_workspace_erase_user(const char *folder, en_str user, const en_doer *doer, en_report *report)
{
    change c = {.report = report, .doer = doer, .user = user};
    return change_workspace(folder, &c, erase_user);
}

typedef struct accounts_look {
    int64_t administrator; /* the first who can sign in; 0: none */
    bool admin_taken;      /* there is an account of this user */
    bool signed_in;        /* somebody, ever */
} accounts_look;

static en_status look_at_accounts(en_store *store, en_report *report, accounts_look *look)
{
    en_statement *s =
        en_db_prepare(en_store_db(store),
                      "SELECT MIN(CASE WHEN disabled = 0 AND (roles & $1) = $1 THEN account END), "
                      "COUNT(signed_in_at), COUNT(CASE WHEN \"user\" = 'admin' THEN 1 END) FROM accounts",
                      report);
    en_bind_int(s, 1, EN_ADMINISTRATOR);
    if (en_db_step(s, report) != EN_STEP_ROW) return en_db_fault(report);
    *look = (accounts_look){en_column_int(s, 0), en_column_int(s, 2) > 0, en_column_int(s, 1) > 0};
    en_db_end(s);
    return EN_OK;
}

static en_status link_number(change *c) { return make_link(c, c->number); }

en_status en_first_link(en_store *store, bool always, const en_doer *doer, en_report *report, en_secret *link,
                        bool *made)
{
    static const en_account first = {.user = {"admin", 5},
                                     .name = {"admin", 5},
                                     .roles = (unsigned)EN_EVERYBODY & ~(unsigned)EN_APPLICANT};
    accounts_look look = {0};
    change c = {
        .store = store, .report = report, .doer = doer, .account = &first, .user = first.user, .link = link};
    *made = false;
    en_status status = look_at_accounts(store, report, &look);
    if (status != EN_OK || (look.signed_in && !always)) return status;
    if (look.administrator == 0 && look.admin_taken)
        return always ? en_report_error(report, EN_W_ACCESS_NO_ADMINISTRATOR, (en_where){0}) : EN_OK;
    c.number = look.administrator;
    status = run_change(&c, look.administrator ? link_number : add_user);
    *made = status == EN_OK;
    return status;
}

static en_status report_claim(en_report *report, en_word rule, size_t arg_count, const en_arg *args)
{
    (void)en_report_add(report, EN_ERROR, rule, (en_where){.file = en_str_of(EN_WORKSPACE_DATABASE)},
                        arg_count, args);
    return EN_ERR_CLAIM;
}

static en_status judge(const en_audit_check *check, en_report *report)
{
    en_arg event = en_arg_int("event", check->first_broken);
    if (check->first_broken) return report_claim(report, EN_W_AUDIT_BROKEN, 1, &event);
    return check->has_anchor ? EN_OK : report_claim(report, EN_W_AUDIT_NO_ANCHOR, 0, NULL);
}

en_status en_workspace_verify_audit(const char *folder, en_str anchor, en_report *report,
                                    en_audit_check *check)
{
    en_arena arena = en_arena_make(NULL);
    en_store *store = NULL;
    en_status status = open_workspace(folder, &arena, report, &store);
    if (status == EN_OK) status = en_audit_verify(store, anchor, report, check);
    if (status == EN_OK) status = judge(check, report);
    en_store_close(store);
    en_arena_free(&arena);
    return status;
}

en_status en_workspace_audit_head(const char *folder, en_report *report, en_audit_head *head)
{
    en_arena arena = en_arena_make(NULL);
    en_store *store = NULL;
    en_status status = open_workspace(folder, &arena, report, &store);
    if (status == EN_OK) status = en_audit_head_of(store, report, head);
    en_store_close(store);
    en_arena_free(&arena);
    return status;
}

static en_status read_events(en_store *store, en_audit_each *each, void *user, en_report *report)
{
    enum { AT_ONCE = 1000 };
    en_audit_filter filter = {.limit = AT_ONCE};
    size_t count = AT_ONCE;
    en_status status = EN_OK;
    while (status == EN_OK && count == AT_ONCE) {
        en_arena arena = en_arena_make(NULL);
        en_audit_event *events;
        status = en_audit_list(store, &filter, &arena, report, &events, &count);
        if (status == EN_OK) status = each(user, events, count);
        if (status == EN_OK && count) filter.before = events[count - 1].event;
        en_arena_free(&arena);
    }
    return status;
}

en_status en_workspace_audit_read(const char *folder, en_audit_each *each, void *user, en_report *report)
{
    en_arena arena = en_arena_make(NULL);
    en_store *store = NULL;
    en_status status = open_workspace(folder, &arena, report, &store);
    if (status == EN_OK) status = read_events(store, each, user, report);
    en_store_close(store);
    en_arena_free(&arena);
    return status;
}
