/* Changes: one writer at a time, the change and its event in one transaction, and requests that were sent
 * twice done once. */
#include "log.h"
#include "server.h"

#include "audit.h"
#include "replies.h"

#include <time.h>

static en_status append(en_request *request, en_store *store, const en_logged *logged)
{
    char at[32];
    log_time(at);
    en_str actor = logged->actor.size ? logged->actor : request->actor.user;
    en_audit_record record = {.at = en_str_of(at),
                              .actor = actor.size ? actor : en_str_of("system"),
                              .action = en_str_of(logged->action),
                              .table = en_str_of(logged->table),
                              .id = logged->id,
                              .fields = logged->fields,
                              .field_count = logged->field_count,
                              .content = logged->content};
    return en_audit_append(store, &record, &request->report);
}

static bool has_key(const en_request *request)
{
    return request->route->flags & EN_IDEMPOTENT && request->idempotency_key.size > 0;
}

static en_reply_name name_of(const en_request *request)
{
    return (en_reply_name){request->actor.account, en_str_of(request->route->name), request->idempotency_key};
}

/* What was asked: the path with its ids, and the body. */
static void digest_of(const exchange *x, unsigned char digest[EN_SHA256_BYTES])
{
    en_sha256 hash;
    en_sha256_start(&hash);
    en_sha256_add(&hash, x->path.at, x->path.size + 1); /* with the NUL behind it, or the ? */
    en_sha256_add(&hash, x->query.size ? x->query.at : "", x->query.size);
    en_sha256_add(&hash, "", 1);
    if (x->body.size) en_sha256_add(&hash, x->body.at, x->body.size);
    en_sha256_end(&hash, digest);
}

static en_status begin_reply(exchange *x, en_store *store)
{
    en_request *request = &x->request;
    unsigned char digest[EN_SHA256_BYTES];
    bool is_taken = false;
    if (!has_key(request) || x->is_reserved) return EN_OK;
    digest_of(x, digest);
    en_status status =
        en_reply_begin(store, name_of(request), digest, (int64_t)time(NULL), &request->report, &is_taken);
    if (status == EN_OK && is_taken) return en_refuse(request, 409, EN_W_SERVE_KEY_BUSY, 0, NULL);
    return status;
}

static en_status change_once(exchange *x, en_store *store, en_change_function *change, void *user)
{
    en_request *request = &x->request;
    en_logged logged = {0};
    en_status status = begin_reply(x, store);
    if (status == EN_OK) status = change(request, store, user, &logged);
    if (status == EN_OK && logged.action) status = append(request, store, &logged);
    return status;
}

en_status en_server_write(en_request *request, en_change_function *change, void *user)
{
    exchange *x = (exchange *)request;
    en_server *server = request->server;
    pthread_mutex_lock(&server->write_lock);
    en_store *store = server->writer;
    en_status status = en_store_begin(store, &request->report);
    if (status == EN_OK) {
        status = change_once(x, store, change, user);
        if (status == EN_OK) status = en_store_commit(store, &request->report);
        else en_store_rollback(store);
    }
    pthread_mutex_unlock(&server->write_lock);
    x->is_reserved = x->is_reserved || (status == EN_OK && has_key(request));
    return status;
}

void en_server_write_aside(en_server *server, en_aside_function *change, void *user)
{
    if (pthread_mutex_trylock(&server->write_lock) != 0) return;
    en_store *store = server->writer;
    if (en_store_begin_now(store)) {
        en_status status = change(store, user);
        if (status == EN_OK) status = en_store_commit(store, NULL);
        else en_store_rollback(store);
        (void)status; /* nobody waits for it */
    }
    pthread_mutex_unlock(&server->write_lock);
}

en_status reply_again(exchange *x, bool *is_done)
{
    en_request *request = &x->request;
    unsigned char digest[EN_SHA256_BYTES];
    en_reply reply;
    if (!has_key(request)) return EN_OK;
    en_status status = en_reply_find(request->store, name_of(request), (int64_t)time(NULL), &request->arena,
                                     &request->report, &reply);
    if (status != EN_OK || !reply.is_there) return status;
    digest_of(x, digest);
    if (memcmp(digest, reply.digest, sizeof digest) != 0)
        return en_refuse(request, 422, EN_W_SERVE_KEY_REUSED, 0, NULL);
    if (reply.status == 0) return en_refuse(request, 409, EN_W_SERVE_KEY_BUSY, 0, NULL);
    *is_done = true;
    request->status = reply.status;
    request->tag = reply.tag;
    request->location = reply.location;
    x->is_problem = reply.status >= 400;
    en_text_add(&request->out, reply.body);
    return EN_OK;
}

/* Its own transaction: where it fails, the change has been made and the answer goes out all the same. */
void reply_keep(exchange *x)
{
    en_request *request = &x->request;
    en_server *server = request->server;
    if (!x->is_reserved) return;
    int status = request->status ? request->status : request->route->status;
    en_reply reply = {.status = status,
                      .tag = request->tag,
                      .location = request->location,
                      .body = en_text_str(&request->out)};
    pthread_mutex_lock(&server->write_lock);
    en_status kept = en_store_begin(server->writer, NULL);
    if (kept == EN_OK) {
        kept = en_reply_end(server->writer, name_of(request), &reply, NULL);
        if (kept == EN_OK) kept = en_store_commit(server->writer, NULL);
        else en_store_rollback(server->writer);
    }
    pthread_mutex_unlock(&server->write_lock);
    if (kept != EN_OK) log_event(server, "warning", "reply-not-kept", "");
}
