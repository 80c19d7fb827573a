/* Replies in the database. See replies.h. */
#include "replies.h"

#include "reading.h"

static void bind_name(en_statement *s, en_reply_name name)
{
    en_bind_int(s, 1, name.account);
    en_bind_text(s, 2, name.route);
    en_bind_text(s, 3, name.key);
}

static bool read_reply(en_statement *s, en_arena *arena, en_reply *reply)
{
    en_str digest = en_column_bytes(s, 0), body = en_column_bytes(s, 4);
    *reply = (en_reply){.is_there = true, .status = (int)en_column_int(s, 1)};
    if (digest.size == EN_SHA256_BYTES) memcpy(reply->digest, digest.at, digest.size);
    char *copy = en_arena_copy(arena, body.size ? body.at : "", body.size);
    reply->body = (en_str){copy, body.size};
    return copy && en_column_keep(s, 2, arena, &reply->tag) && en_column_keep(s, 3, arena, &reply->location);
}

en_status en_reply_find(en_store *store, en_reply_name name, int64_t now, en_arena *arena, en_report *report,
                        en_reply *reply)
{
    en_statement *s = en_db_prepare(en_store_db(store),
                                    "SELECT digest, status, tag, location, body FROM replies "
                                    "WHERE account = $1 AND route = $2 AND \"key\" = $3 AND at > $4",
                                    report);
    bind_name(s, name);
    en_bind_int(s, 4, now - EN_REPLY_SECONDS);
    *reply = (en_reply){0};
    en_step step = en_db_step(s, report);
    if (step == EN_STEP_FAILED) return en_db_fault(report);
    if (step == EN_STEP_DONE) return EN_OK;
    bool kept = read_reply(s, arena, reply);
    en_db_end(s);
    return kept ? EN_OK : EN_ERR_MEMORY;
}

static en_status forget_old(en_db *db, int64_t now, en_report *report)
{
    return en_db_run_for(db, "DELETE FROM replies WHERE at <= $1", now - EN_REPLY_SECONDS, report);
}

en_status en_reply_begin(en_store *store, en_reply_name name, const unsigned char digest[EN_SHA256_BYTES],
                         int64_t now, en_report *report, bool *is_taken)
{
    en_db *db = en_store_db(store);
    int64_t added = 0;
    en_status status = forget_old(db, now, report);
    if (status != EN_OK) return status;
    en_statement *s = en_db_prepare(db,
                                    "INSERT INTO replies (account, route, \"key\", digest, at) "
                                    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
                                    report);
    bind_name(s, name);
    en_bind_bytes(s, 4, (en_str){(const char *)digest, EN_SHA256_BYTES});
    en_bind_int(s, 5, now);
    status = en_db_run(s, report, &added);
    if (status == EN_OK) *is_taken = added == 0;
    return status;
}

en_status en_reply_end(en_store *store, en_reply_name name, const en_reply *reply, en_report *report)
{
    en_statement *s = en_db_prepare(en_store_db(store),
                                    "UPDATE replies SET status = $4, tag = $5, location = $6, body = $7 "
                                    "WHERE account = $1 AND route = $2 AND \"key\" = $3",
                                    report);
    bind_name(s, name);
    en_bind_int(s, 4, reply->status);
    en_bind_text(s, 5, reply->tag);
    en_bind_text(s, 6, reply->location);
    en_bind_bytes(s, 7, reply->body);
    return en_db_run(s, report, NULL);
}

en_status en_replies_forget(en_store *store, const char *route, en_report *report)
{
    en_statement *s = en_db_prepare(en_store_db(store), "DELETE FROM replies WHERE route = $1", report);
    en_bind_text(s, 1, en_str_of(route));
    return en_db_run(s, report, NULL);
}
