/* Accounts in the database. See accounts.h. */
#include "accounts.h"

#include "reading.h"

#include <stdio.h>

#define COLUMNS                                                                                              \
    "account, \"user\", name, roles, disabled, language, applicant, password, made_at, signed_in_at, "       \
    "revision"

bool en_user_read(en_str raw, char user[EN_USER_MOST_BYTES + 1])
{
    if (raw.size == 0 || raw.size > EN_USER_MOST_BYTES) return false;
    for (size_t i = 0; i < raw.size; i++) {
        char c = raw.at[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c - 'A' + 'a');
        bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c && strchr("._-@+", c));
        if (!fits) return false;
        user[i] = c;
    }
    user[raw.size] = '\0';
    return true;
}

static bool keep_account(en_statement *s, en_arena *arena, en_account *account)
{
    *account = (en_account){.account = en_column_int(s, 0),
                            .roles = (unsigned)en_column_int(s, 3),
                            .disabled = en_column_int(s, 4) != 0,
                            .revision = en_column_int(s, 10)};
    return en_column_keep(s, 1, arena, &account->user) && en_column_keep(s, 2, arena, &account->name) &&
           en_column_keep(s, 5, arena, &account->language) &&
           en_column_keep(s, 6, arena, &account->applicant) &&
           en_column_keep(s, 7, arena, &account->password) &&
           en_column_keep(s, 8, arena, &account->made_at) &&
           en_column_keep(s, 9, arena, &account->signed_in_at);
}

/* The one row of a statement that is bound. */
static en_status one_account(en_statement *s, en_arena *arena, en_report *report, en_account *account)
{
    *account = (en_account){0};
    en_step step = en_db_step(s, report);
    if (step == EN_STEP_FAILED) return en_db_fault(report);
    if (step == EN_STEP_DONE) return EN_OK;
    bool kept = keep_account(s, arena, account);
    en_db_end(s);
    return kept ? EN_OK : EN_ERR_MEMORY;
}

en_status en_account_of_user(en_store *store, en_str user, en_arena *arena, en_report *report,
                             en_account *account)
{
    en_statement *s =
        en_db_prepare(en_store_db(store), "SELECT " COLUMNS " FROM accounts WHERE \"user\" = $1", report);
    en_bind_text(s, 1, user);
    return one_account(s, arena, report, account);
}

en_status en_account_get(en_store *store, int64_t number, en_arena *arena, en_report *report,
                         en_account *account)
{
    en_statement *s =
        en_db_prepare(en_store_db(store), "SELECT " COLUMNS " FROM accounts WHERE account = $1", report);
    en_bind_int(s, 1, number);
    return one_account(s, arena, report, account);
}

en_status en_accounts_count(en_store *store, unsigned roles, en_report *report, int64_t *count)
{
    en_statement *s = en_db_prepare(
        en_store_db(store),
        "SELECT COUNT(*) FROM accounts WHERE $1 = 0 OR (disabled = 0 AND (roles & $1) = $1)", report);
    en_bind_int(s, 1, roles);
    return en_db_read_int(s, report, count);
}

en_status en_account_add(en_store *store, const en_account *account, en_report *report, int64_t *number)
{
    en_statement *s =
        en_db_prepare(en_store_db(store),
                      "INSERT INTO accounts (\"user\", name, roles, disabled, language, applicant, made_at) "
                      "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
                      report);
    en_bind_text(s, 1, account->user);
    en_bind_text_or_empty(s, 2, account->name);
    en_bind_int(s, 3, account->roles);
    en_bind_int(s, 4, account->disabled);
    en_bind_text(s, 5, account->language);
    en_bind_text(s, 6, account->applicant);
    en_bind_text(s, 7, account->made_at);
    int64_t changed = 0;
    en_status status = en_db_run(s, report, &changed);
    if (status == EN_OK) *number = changed ? en_db_inserted(en_store_db(store)) : 0;
    return status;
}

en_status en_account_put(en_store *store, const en_account *account, en_report *report)
{
    en_statement *s =
        en_db_prepare(en_store_db(store),
                      "UPDATE accounts SET name = $2, roles = $3, disabled = $4, language = $5, "
                      "applicant = $6, revision = revision + 1 WHERE account = $1",
                      report);
    en_bind_int(s, 1, account->account);
    en_bind_text_or_empty(s, 2, account->name);
    en_bind_int(s, 3, account->roles);
    en_bind_int(s, 4, account->disabled);
    en_bind_text(s, 5, account->language);
    en_bind_text(s, 6, account->applicant);
    return en_db_run(s, report, NULL);
}

en_status en_account_set_password(en_store *store, int64_t number, en_str encoded, en_report *report)
{
    en_statement *s = en_db_prepare(
        en_store_db(store), "UPDATE accounts SET password = $2, revision = revision + 1 WHERE account = $1",
        report);
    en_bind_int(s, 1, number);
    en_bind_text(s, 2, encoded);
    return en_db_run(s, report, NULL);
}

en_status en_account_signed_in(en_store *store, int64_t number, en_str at, en_report *report)
{
    en_statement *s =
        en_db_prepare(en_store_db(store), "UPDATE accounts SET signed_in_at = $2 WHERE account = $1", report);
    en_bind_int(s, 1, number);
    en_bind_text(s, 2, at);
    return en_db_run(s, report, NULL);
}

en_status en_account_remove(en_store *store, int64_t number, en_report *report)
{
    return en_db_run_for(en_store_db(store), "DELETE FROM accounts WHERE account = $1", number, report);
}

static en_statement *prepare_page(en_db *db, const en_account_page *page, en_report *report)
{
    static const char *const columns[] = {"\"user\"", "name", "made_at"};
    const char *column = columns[page->sort], *after = page->turned ? "<" : ">",
               *order = page->turned ? "DESC" : "ASC";
    char sql[512];
    snprintf(sql, sizeof sql,
             "SELECT " COLUMNS " FROM accounts WHERE $1 = 0 OR (%s, account) %s ($2, $3) "
             "ORDER BY %s %s, account %s LIMIT $4",
             column, after, column, order, order);
    en_statement *s = en_db_prepare(db, sql, report);
    en_bind_int(s, 1, page->goes_on);
    en_bind_text_or_empty(s, 2, page->value);
    en_bind_int(s, 3, page->number);
    en_bind_int(s, 4, (int64_t)page->limit);
    return s;
}

en_status en_accounts_list(en_store *store, const en_account_page *page, en_arena *arena, en_report *report,
                           en_account **accounts, size_t *count)
{
    en_account *found = en_arena_array(arena, page->limit, sizeof *found);
    if (!found) return EN_ERR_MEMORY;
    en_statement *s = prepare_page(en_store_db(store), page, report);
    size_t kept = 0;
    en_step step;
    while ((step = en_db_step(s, report)) == EN_STEP_ROW) {
        if (!keep_account(s, arena, &found[kept++])) {
            en_db_end(s);
            return EN_ERR_MEMORY;
        }
    }
    if (step == EN_STEP_FAILED) return en_db_fault(report);
    *accounts = found;
    *count = kept;
    return EN_OK;
}
