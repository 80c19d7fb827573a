/* One-time links in the database. See links.h. */
#include "links.h"

#include "reading.h"

static en_str bytes_of(const unsigned char token[EN_SHA256_BYTES])
{
    return (en_str){(const char *)token, EN_SHA256_BYTES};
}

en_status en_link_add(en_store *store, int64_t account, const unsigned char token[EN_SHA256_BYTES],
                      int64_t now, en_report *report)
{
    en_db *db = en_store_db(store);
    en_statement *s = en_db_prepare(db, "DELETE FROM links WHERE expires_at <= $1", report);
    en_bind_int(s, 1, now);
    en_status status = en_db_run(s, report, NULL);
    if (status != EN_OK) return status;
    s = en_db_prepare(db, "INSERT INTO links (token, account, expires_at) VALUES ($1, $2, $3)", report);
    en_bind_bytes(s, 1, bytes_of(token));
    en_bind_int(s, 2, account);
    en_bind_int(s, 3, now + EN_LINK_SECONDS);
    return en_db_run(s, report, NULL);
}

en_status en_link_use(en_store *store, const unsigned char token[EN_SHA256_BYTES], int64_t now,
                      en_report *report, int64_t *account)
{
    en_statement *s = en_db_prepare(en_store_db(store),
                                    "SELECT l.account FROM links l JOIN accounts a ON a.account = l.account "
                                    "WHERE l.token = $1 AND l.expires_at > $2 AND a.disabled = 0",
                                    report);
    en_bind_bytes(s, 1, bytes_of(token));
    en_bind_int(s, 2, now);
    int64_t found = 0;
    en_step step = en_db_step(s, report);
    if (step == EN_STEP_FAILED) return en_db_fault(report);
    if (step == EN_STEP_ROW) {
        found = en_column_int(s, 0);
        en_db_end(s);
        s = en_db_prepare(en_store_db(store), "DELETE FROM links WHERE token = $1", report);
        en_bind_bytes(s, 1, bytes_of(token));
        en_status status = en_db_run(s, report, NULL);
        if (status != EN_OK) return status;
    }
    *account = found;
    return EN_OK;
}

en_status en_links_end(en_store *store, int64_t account, en_report *report)
{
    return en_db_run_for(en_store_db(store), "DELETE FROM links WHERE account = $1", account, report);
}
