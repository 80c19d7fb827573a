/* Sessions in the database. See sessions.h. */
#include "sessions.h"

#include "reading.h"

static en_str bytes_of(const unsigned char token[EN_SHA256_BYTES])
{
    return (en_str){(const char *)token, EN_SHA256_BYTES};
}

en_status en_session_find(en_store *store, const unsigned char token[EN_SHA256_BYTES], int64_t now,
                          en_arena *arena, en_report *report, en_holder *holder)
{
    en_statement *s =
        en_db_prepare(en_store_db(store),
                      "SELECT s.session, s.account, s.used_at, s.made_at, s.by_link, a.roles, a.\"user\", "
                      "a.applicant FROM sessions s JOIN accounts a ON a.account = s.account "
                      "WHERE s.token = $1 AND s.used_at > $2 AND s.made_at > $3 AND a.disabled = 0",
                      report);
    en_bind_bytes(s, 1, bytes_of(token));
    en_bind_int(s, 2, now - EN_SESSION_IDLE_SECONDS);
    en_bind_int(s, 3, now - EN_SESSION_MOST_SECONDS);
    *holder = (en_holder){0};
    en_step step = en_db_step(s, report);
    if (step == EN_STEP_FAILED) return en_db_fault(report);
    if (step == EN_STEP_DONE) return EN_OK;
    *holder = (en_holder){.number = en_column_int(s, 0),
                          .account = en_column_int(s, 1),
                          .used_at = en_column_int(s, 2),
                          .made_at = en_column_int(s, 3),
                          .by_link = en_column_int(s, 4) != 0,
                          .roles = (unsigned)en_column_int(s, 5)};
    bool kept = en_column_keep(s, 6, arena, &holder->user) && en_column_keep(s, 7, arena, &holder->applicant);
    en_db_end(s);
    return kept ? EN_OK : EN_ERR_MEMORY;
}

static en_status forget_old(en_db *db, int64_t now, en_report *report)
{
    en_statement *s = en_db_prepare(db, "DELETE FROM sessions WHERE used_at <= $1 OR made_at <= $2", report);
    en_bind_int(s, 1, now - EN_SESSION_IDLE_SECONDS);
    en_bind_int(s, 2, now - EN_SESSION_MOST_SECONDS);
    return en_db_run(s, report, NULL);
}

en_status en_session_add(en_store *store, int64_t account, const unsigned char token[EN_SHA256_BYTES],
                         bool by_link, int64_t now, en_report *report)
{
    en_db *db = en_store_db(store);
    en_status status = forget_old(db, now, report);
    if (status != EN_OK) return status;
    en_statement *s = en_db_prepare(db,
                                    "INSERT INTO sessions (account, token, by_link, made_at, used_at) "
                                    "VALUES ($1, $2, $3, $4, $4)",
                                    report);
    en_bind_int(s, 1, account);
    en_bind_bytes(s, 2, bytes_of(token));
    en_bind_int(s, 3, by_link);
    en_bind_int(s, 4, now);
    return en_db_run(s, report, NULL);
}

en_status en_session_touch(en_store *store, int64_t session, int64_t now, en_report *report)
{
    en_statement *s =
        en_db_prepare(en_store_db(store), "UPDATE sessions SET used_at = $2 WHERE session = $1", report);
    en_bind_int(s, 1, session);
    en_bind_int(s, 2, now);
    return en_db_run(s, report, NULL);
}

en_status en_session_end(en_store *store, int64_t session, en_report *report)
{
    return en_db_run_for(en_store_db(store), "DELETE FROM sessions WHERE session = $1", session, report);
}

en_status en_sessions_end(en_store *store, int64_t account, en_report *report)
{
    return en_db_run_for(en_store_db(store), "DELETE FROM sessions WHERE account = $1", account, report);
}

en_status en_session_count(en_store *store, int64_t now, en_report *report, int64_t *count)
{
    en_statement *s = en_db_prepare(
        en_store_db(store), "SELECT count(*) FROM sessions WHERE used_at > $1 AND made_at > $2", report);
    en_bind_int(s, 1, now - EN_SESSION_IDLE_SECONDS);
    en_bind_int(s, 2, now - EN_SESSION_MOST_SECONDS);
    return en_db_read_int(s, report, count);
}
