/* API keys in the database. See keys.h. */
#include "keys.h"

#include "reading.h"

static en_str bytes_of(const unsigned char secret[EN_SHA256_BYTES])
{
    return (en_str){(const char *)secret, EN_SHA256_BYTES};
}

en_status en_key_find(en_store *store, const unsigned char secret[EN_SHA256_BYTES], int64_t now,
                      en_arena *arena, en_report *report, en_holder *holder)
{
    en_statement *s = en_db_prepare(
        en_store_db(store),
        "SELECT k.\"key\", k.account, k.used_at, k.made_at, k.scopes, a.roles, a.\"user\", a.applicant "
        "FROM keys k JOIN accounts a ON a.account = k.account "
        "WHERE k.secret = $1 AND (k.expires_at IS NULL OR k.expires_at > $2) AND a.disabled = 0",
        report);
    en_bind_bytes(s, 1, bytes_of(secret));
    en_bind_int(s, 2, now);
    *holder = (en_holder){0};
    en_step step = en_db_step(s, report);
    if (step == EN_STEP_FAILED) return en_db_fault(report);
    if (step == EN_STEP_DONE) return EN_OK;
    *holder = (en_holder){.number = en_column_int(s, 0),
                          .account = en_column_int(s, 1),
                          .used_at = en_column_int(s, 2),
                          .made_at = en_column_int(s, 3),
                          .scopes = (unsigned)en_column_int(s, 4),
                          .roles = (unsigned)en_column_int(s, 5)};
    bool kept = en_column_keep(s, 6, arena, &holder->user) && en_column_keep(s, 7, arena, &holder->applicant);
    en_db_end(s);
    return kept ? EN_OK : EN_ERR_MEMORY;
}

en_status en_key_add(en_store *store, const en_api_key *key, const unsigned char secret[EN_SHA256_BYTES],
                     en_report *report, int64_t *number)
{
    en_db *db = en_store_db(store);
    en_statement *s = en_db_prepare(
        db,
        "INSERT INTO keys (account, name, secret, scopes, made_at, expires_at) SELECT $1, $2, $3, $4, $5, $6 "
        "WHERE (SELECT COUNT(*) FROM keys WHERE account = $1) < $7",
        report);
    en_bind_int(s, 1, key->account);
    en_bind_text_or_empty(s, 2, key->name);
    en_bind_bytes(s, 3, bytes_of(secret));
    en_bind_int(s, 4, key->scopes);
    en_bind_int(s, 5, key->made_at);
    if (key->expires_at) en_bind_int(s, 6, key->expires_at);
    else en_bind_null(s, 6);
    en_bind_int(s, 7, EN_KEYS_MOST);
    int64_t changed = 0;
    en_status status = en_db_run(s, report, &changed);
    if (status == EN_OK) *number = changed ? en_db_inserted(db) : 0;
    return status;
}

en_status en_key_touch(en_store *store, int64_t key, int64_t now, en_report *report)
{
    en_statement *s =
        en_db_prepare(en_store_db(store), "UPDATE keys SET used_at = $2 WHERE \"key\" = $1", report);
    en_bind_int(s, 1, key);
    en_bind_int(s, 2, now);
    return en_db_run(s, report, NULL);
}

en_status en_key_remove(en_store *store, int64_t account, int64_t key, en_report *report, bool *removed)
{
    en_statement *s =
        en_db_prepare(en_store_db(store), "DELETE FROM keys WHERE account = $1 AND \"key\" = $2", report);
    en_bind_int(s, 1, account);
    en_bind_int(s, 2, key);
    int64_t changed = 0;
    en_status status = en_db_run(s, report, &changed);
    if (status == EN_OK) *removed = changed > 0;
    return status;
}

en_status en_keys_end(en_store *store, int64_t account, en_report *report)
{
    return en_db_run_for(en_store_db(store), "DELETE FROM keys WHERE account = $1", account, report);
}

en_status en_keys_list(en_store *store, int64_t account, int64_t after, size_t limit, en_arena *arena,
                       en_report *report, en_api_key **keys, size_t *count)
{
    en_api_key *found = en_arena_array(arena, limit, sizeof *found);
    if (!found) return EN_ERR_MEMORY;
    en_statement *s = en_db_prepare(en_store_db(store),
                                    "SELECT \"key\", name, scopes, made_at, expires_at, used_at FROM keys "
                                    "WHERE account = $1 AND \"key\" > $2 ORDER BY \"key\" LIMIT $3",
                                    report);
    en_bind_int(s, 1, account);
    en_bind_int(s, 2, after);
    en_bind_int(s, 3, (int64_t)limit);
    size_t kept = 0;
    en_step step;
    while ((step = en_db_step(s, report)) == EN_STEP_ROW) {
        en_api_key *key = &found[kept++];
        *key = (en_api_key){.key = en_column_int(s, 0),
                            .account = account,
                            .scopes = (unsigned)en_column_int(s, 2),
                            .made_at = en_column_int(s, 3),
                            .expires_at = en_column_int(s, 4),
                            .used_at = en_column_int(s, 5)};
        if (en_column_keep(s, 1, arena, &key->name)) continue;
        en_db_end(s);
        return EN_ERR_MEMORY;
    }
    if (step == EN_STEP_FAILED) return en_db_fault(report);
    *keys = found;
    *count = kept;
    return EN_OK;
}
