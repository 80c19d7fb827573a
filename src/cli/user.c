/* enishi audit and enishi user: the log of changes, and accounts for who is locked out of the server. */
#define _GNU_SOURCE
#include "users.h"

#include "cli_ledger.h"

#include "json.h"
#include "lock.h"

static en_status print_check(cli *c, const en_audit_head *head)
{
    en_text text = en_text_make(NULL);
    if (c->json) {
        en_json json = en_json_to(&text);
        en_json_open(&json, '{');
        en_json_key_int(&json, "events", head->events);
        en_json_key_text(&json, "hash", head->hash);
        en_json_close(&json, '}');
    } else if (c->command->run == cli_run_audit_head) {
        en_text_add_z(&text, head->hash);
        en_text_add_char(&text, '\n');
    } else if (!c->quiet) {
        en_arg args[] = {en_arg_int("events", head->events), en_arg_text("hash", head->hash)};
        en_words_add(&text, c->language, EN_W_CLI_AUDIT_VERIFY_DONE, 2, args);
        en_text_add_char(&text, '\n');
    }
    return cli_print(c, &text);
}

en_status cli_run_audit_verify(cli *c)
{
    en_audit_check check;
    en_str anchor = en_str_trim(en_str_of(cli_value(c, "head")));
    en_status status = en_workspace_verify_audit(cli_workspace(c), anchor, c->report, &check);
    return status == EN_OK ? print_check(c, &check.head) : status;
}

en_status cli_run_audit_head(cli *c)
{
    en_audit_head head;
    en_status status = en_workspace_audit_head(cli_workspace(c), c->report, &head);
    return status == EN_OK ? print_check(c, &head) : status;
}

/* The output goes on from one call to the next. */
typedef struct exporting {
    cli *c;
    en_text text;
    en_json json;
} exporting;

static en_status export_events(void *user, const en_audit_event *events, size_t count)
{
    exporting *e = user;
    for (size_t i = 0; i < count; i++) en_audit_write(&e->json, &events[i]);
    en_status status = cli_print(e->c, &e->text);
    e->text = en_text_make(NULL);
    return status;
}

en_status cli_run_audit_export(cli *c)
{
    exporting e = {.c = c, .text = en_text_make(NULL)};
    e.json = en_json_to(&e.text);
    en_json_open(&e.json, '[');
    en_status status = en_workspace_audit_read(cli_workspace(c), export_events, &e, c->report);
    en_json_close(&e.json, ']');
    en_status printed = status == EN_OK ? cli_print(c, &e.text) : status;
    en_text_free(&e.text);
    return printed;
}

static unsigned role_of(en_str name)
{
    for (size_t i = 0; i < EN_USER_ROLES; i++)
        if (en_str_is(name, en_role_names[i])) return 1U << i;
    return 0;
}

static en_status read_roles(cli *c, unsigned *roles)
{
    en_str rest = en_str_of(cli_value(c, "roles")), piece;
    *roles = 0;
    while (en_str_next(&rest, ',', &piece)) {
        unsigned role = role_of(piece);
        if (!role) {
            en_arg arg = en_arg_str("value", piece);
            (void)en_report_add(c->report, EN_ERROR, EN_W_CLI_USER_WRONG_ROLE, (en_where){0}, 1, &arg);
            return EN_ERR_USAGE;
        }
        *roles |= role;
    }
    return *roles ? EN_OK : cli_misuse(c, EN_W_CLI_USER_NO_ROLES, NULL);
}

/* The link as an address where the server has said where it is, else what goes behind that address. */
static en_status print_link(cli *c, const char *user, const en_secret *link, en_str server)
{
    en_text address = en_text_make(NULL), text = en_text_make(NULL);
    en_text_add(&address, server);
    en_text_add_z(&address, EN_SIGN_IN_PATH);
    en_text_add(&address, (en_str){link->text, EN_SECRET_BYTES});
    if (c->json) {
        en_json json = en_json_to(&text);
        en_json_open(&json, '{');
        en_json_key_text(&json, "user", user);
        en_json_key_str(&json, server.size ? "address" : "path", en_text_str(&address));
        en_json_close(&json, '}');
    } else {
        en_arg args[] = {en_arg_text("user", user),
                         en_arg_str(server.size ? "address" : "path", en_text_str(&address))};
        en_words_add(&text, c->language, server.size ? EN_W_CLI_USER_LINK : EN_W_CLI_USER_LINK_UNPLACED, 2,
                     args);
        en_text_add_char(&text, '\n');
    }
    text.failed = text.failed || address.failed;
    en_text_free(&address);
    return cli_print(c, &text);
}

static en_doer doer_of(cli_by *by)
{
    cli_by_now(by);
    return (en_doer){by->actor, by->now};
}

/* Prints the link that was made, if it was. */
static en_status end_with_link(cli *c, const en_secret *link, en_status made)
{
    if (made != EN_OK) return made;
    en_arena arena = en_arena_make(NULL);
    en_str server = {0};
    char *lock = en_path_join(&arena, cli_workspace(c), EN_LOCK_FILE);
    en_status status = lock ? server_lock_address(lock, &arena, &server) : EN_ERR_MEMORY;
    if (status == EN_OK) status = print_link(c, c->arguments[0], link, server);
    en_arena_free(&arena);
    return status;
}

en_status cli_run_user_add(cli *c)
{
    cli_by by;
    en_doer doer = doer_of(&by);
    const char *name = cli_value(c, "name");
    en_account account = {.user = en_str_of(c->arguments[0]),
                          .name = en_str_of(name ? name : c->arguments[0]),
                          .applicant = en_str_of(cli_value(c, "applicant"))};
    en_secret link;
    en_status status = read_roles(c, &account.roles);
    if (status == EN_OK) status = en_workspace_add_user(cli_workspace(c), &account, &doer, c->report, &link);
    return end_with_link(c, &link, status);
}

en_status cli_run_user_link(cli *c)
{
    cli_by by;
    en_doer doer = doer_of(&by);
    en_secret link;
    en_status status =
        en_workspace_link_user(cli_workspace(c), en_str_of(c->arguments[0]), &doer, c->report, &link);
    return end_with_link(c, &link, status);
}

en_status cli_run_user_erase(cli *c)
{
    cli_by by;
    en_doer doer = doer_of(&by);
    en_status status =
        en_workspace_erase_user(cli_workspace(c), en_str_of(c->arguments[0]), &doer, c->report);
    en_arg arg = en_arg_text("user", c->arguments[0]);
    if (status == EN_OK && !c->quiet && !c->json) cli_say(c, EN_W_CLI_USER_ERASED, 1, &arg);
    return status;
}
