/* One request and its answer. See exchange.h. */
#include "server.h"

#include "access.h"

#include <stdlib.h>

/* Every block is preceded by its size. */
enum { BEFORE = 16 };
_Static_assert(BEFORE >= _Alignof(max_align_t), "blocks stay aligned");

static void *counted_resize(void *user, void *block, size_t size)
{
    exchange_memory *memory = user;
    char *whole = block ? (char *)block - BEFORE : NULL;
    size_t before = 0;
    if (whole) memcpy(&before, whole, sizeof before);
    if (size == 0) {
        free(whole);
        memory->used -= before;
        return NULL;
    }
    if (size > memory->most || memory->used - before > memory->most - size) return NULL;
    char *grown = realloc(whole, size + BEFORE);
    if (!grown) return NULL;
    memcpy(grown, &size, sizeof size);
    memory->used += size - before;
    return grown + BEFORE;
}

static void number_request(exchange *x, en_server *server)
{
    uint64_t count = atomic_fetch_add_explicit(&server->requests_begun, 1, memory_order_relaxed);
    memcpy(x->request.number, server->seed, 16);
    for (int i = 31; i >= 16; i--, count >>= 4) x->request.number[i] = "0123456789abcdef"[count & 15];
    x->request.number[32] = '\0';
}

static exchange *make(en_server *server, struct MHD_Connection *with, connection *c)
{
    exchange *x = calloc(1, sizeof *x);
    if (!x) return NULL;
    x->memory.most = (size_t)server->config.request_memory_bytes;
    x->allocator = (en_allocator){&x->memory, counted_resize};
    x->with = with;
    x->connection = c;
    x->begun = server_now_microseconds();
    x->body = en_text_make(&x->allocator);
    en_request *request = &x->request;
    request->server = server;
    request->arena = en_arena_make(&x->allocator);
    request->report = en_report_make(&x->allocator);
    request->out = en_text_make(&x->allocator);
    request->id = EN_ROUTE_COUNT;
    number_request(x, server);
    return x;
}

void exchange_free(exchange *x)
{
    if (!x) return;
    stream_end(x);
    json_decref(x->request.json);
    en_text_free(&x->request.out);
    en_text_free(&x->body);
    en_report_free(&x->request.report);
    en_arena_free(&x->request.arena);
    free(x);
}

void *exchange_begin(void *of, const char *uri, struct MHD_Connection *with)
{
    en_server *server = of;
    connection *c = connection_of(server, with);
    if (!c) return NULL;
    exchange_free(c->current);
    exchange *x = c->current = make(server, with, c);
    if (!x) return NULL;
    size_t size = strlen(uri);
    char *copy = en_arena_copy(&x->request.arena, uri, size);
    x->target = (framing_target){uri, {copy, copy ? size : 0}}; /* framing refuses an empty one */
    const char *mark = copy ? memchr(copy, '?', size) : NULL;
    x->path = (en_str){copy, mark ? (size_t)(mark - copy) : x->target.text.size};
    if (mark) x->query = (en_str){mark + 1, size - x->path.size - 1};
    return x;
}

static enum MHD_Result take_header(void *user, enum MHD_ValueKind kind, const char *key, size_t key_size,
                                   const char *value, size_t value_size)
{
    (void)kind;
    framing_take(user, (en_str){key, key_size}, (en_str){value ? value : key + key_size + 1, value_size});
    return MHD_YES;
}

/* The header as a whole: 0, or the status that refuses it. */
static int check_framing(exchange *x, const char *method, const char *version)
{
    en_server *server = x->request.server;
    framing_walk walk = framing_begin(&x->headers, method, x->target, version);
    if (walk.fault == FRAMING_FINE) (void)server->http.headers(x->with, MHD_HEADER_KIND, take_header, &walk);
    const union MHD_ConnectionInfo *info =
        server->http.info(x->with, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    switch (framing_end(&walk, method, info ? info->header_size : 0, version)) {
    case FRAMING_FINE: return 0;
    case FRAMING_BROKEN: return 400;
    case FRAMING_VERSION: return 505;
    case FRAMING_MANY: return 431;
    }
    return 400;
}

static enum MHD_Result refuse_framing(exchange *x, int status)
{
    en_word word = status == 505   ? EN_W_SERVE_VERSION
                   : status == 431 ? EN_W_SERVE_MANY_HEADERS
                                   : EN_W_SERVE_FRAMING;
    return en_refuse(&x->request, status, word, 0, NULL) == EN_OK ? MHD_NO : exchange_answer(x);
}

static bool has_body(const exchange *x)
{
    bool is_chunked;
    return framing_body(&x->headers, &is_chunked) > 0 || is_chunked;
}

/* Whether a body that is refused is better not sent: its sender waits for leave, or it is large. Else it is
 * read and forgotten, because a connection that is closed under a sender who does not listen yet takes the
 * answer along. */
static bool is_refused_at_once(const exchange *x)
{
    bool is_chunked;
    uint64_t size = framing_body(&x->headers, &is_chunked);
    return x->headers.expect.size > 0 || size > (uint64_t)x->request.server->config.upload_bytes * 2;
}

/* With a body to come, whoever may not send it is found out before it has come. */
static enum MHD_Result first_call(exchange *x, const char *method, const char *version)
{
    int refusal = check_framing(x, method, version);
    if (refusal != 0) return refuse_framing(x, refusal);
    x->is_head = strcmp(method, "HEAD") == 0;
    exchange_find(x, method);
    exchange_count(x);
    x->stage = EXCHANGE_BODY;
    if (!has_body(x)) return MHD_YES;
    if (exchange_admit(x) != EN_OK && is_refused_at_once(x)) return exchange_answer(x);
    connection_enter(x->connection, CONNECTION_SENDING);
    return MHD_YES;
}

static enum MHD_Result take_body(exchange *x, const char *upload, size_t *upload_size)
{
    size_t size = *upload_size, most = exchange_body_limit(x);
    *upload_size = 0;
    x->received += size;
    if (x->received > most) x->is_too_large = true;
    if (x->is_admitted && !x->is_too_large) en_text_add(&x->body, (en_str){upload, size});
    return x->received > (uint64_t)x->request.server->config.upload_bytes * 2 ? MHD_NO : MHD_YES;
}

static enum MHD_Result last_call(exchange *x)
{
    en_server *server = x->request.server;
    connection_enter(x->connection, CONNECTION_WAITING);
    if (x->is_problem || (!x->is_admitted && exchange_admit(x) != EN_OK)) return exchange_answer(x);
    if (exchange_start(x) != EN_OK) return exchange_answer(x);
    if (!exchange_is_slow(x)) {
        exchange_run(x);
        return exchange_answer(x);
    }
    x->stage = EXCHANGE_SLOW;
    server->http.suspend(x->with);
    slow_add(x);
    return MHD_YES;
}

enum MHD_Result exchange_continue(void *of, struct MHD_Connection *with, const char *url, const char *method,
                                  const char *version, const char *upload, size_t *upload_size,
                                  void **context)
{
    (void)of;
    (void)with;
    (void)url;
    exchange *x = *context;
    if (!x) return MHD_NO; /* no memory for it */
    switch (x->stage) {
    case EXCHANGE_NEW: return first_call(x, method, version);
    case EXCHANGE_BODY: return *upload_size > 0 ? take_body(x, upload, upload_size) : last_call(x);
    case EXCHANGE_DONE: return exchange_answer(x);
    case EXCHANGE_SLOW:
    case EXCHANGE_ANSWERED: return MHD_YES;
    }
    return MHD_NO;
}

void exchange_end(void *of, struct MHD_Connection *with, void **context, enum MHD_RequestTerminationCode why)
{
    (void)of;
    (void)with;
    exchange *x = *context;
    *context = NULL;
    if (!x) return;
    exchange_note(x, why == MHD_REQUEST_TERMINATED_COMPLETED_OK);
    connection *c = x->connection;
    if (c->current == x) c->current = NULL;
    exchange_free(x);
    connection_enter(c, CONNECTION_IDLE);
}
