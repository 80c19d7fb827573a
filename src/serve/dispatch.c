/* From a header to a handler: which route, who asks, may they, with what. */
#include "server.h"

#include "access.h"
#include "check.h"
#include "query.h"
#include "replies.h"

#include <strings.h>

/* What somebody may send who has not signed in: a password or a link, and nothing that fills the memory. */
enum { PUBLIC_BODY_BYTES = 16384 };

void exchange_find(exchange *x, const char *method)
{
    en_request *request = &x->request;
    en_routed routed = en_router_find(&request->server->router, method, x->path);
    x->methods = routed.methods;
    if (routed.route >= 0) {
        request->id = (en_route_id)routed.route;
        request->route = &en_routes[routed.route];
        x->taken_count = routed.taken_count;
        memcpy(x->taken, routed.taken, sizeof x->taken);
        return;
    }
    const en_asset *asset = routed.is_path ? NULL : en_asset_find(x->path);
    if (!asset) return;
    x->methods = 1; /* GET */
    if (x->is_head || strcmp(method, "GET") == 0) x->asset = asset;
}

/* What has a word that most rows have is gathered before it is sorted. */
static bool finds_words(const en_request *request)
{
    for (size_t i = 0; i < en_route_parameter_count(request->route); i++)
        if (strcmp(request->route->parameters[i].name, "q") == 0) return request->values[i].size > 0;
    return false;
}

bool exchange_is_slow(const exchange *x)
{
    const en_route *route = x->request.route;
    if (!route) return false;
    return !en_route_is_safe(route) || route->flags & EN_SLOW || finds_words(&x->request);
}

size_t exchange_body_limit(const exchange *x)
{
    const en_config *config = &x->request.server->config;
    const en_route *route = x->request.route;
    if (!route || route->takes == EN_MEDIA_NONE) return 0;
    if (en_route_is_public(route) && config->form_bytes > PUBLIC_BODY_BYTES) return PUBLIC_BODY_BYTES;
    return (size_t)(route->flags & EN_BULKY ? config->upload_bytes : config->form_bytes);
}

/* The answer to a status that a library returned with a report, or without. */
static en_status refuse_status(en_request *request, en_status status)
{
    if (request->report.out_of_memory) status = EN_ERR_MEMORY;
    request->retry_after = status == EN_ERR_MEMORY || status == EN_ERR_CANCELLED ? 5 : 0;
    switch (status) {
    case EN_OK: return EN_OK;
    case EN_ERR_INPUT: return en_refuse(request, 422, EN_W_SERVE_INPUT, 0, NULL);
    case EN_ERR_USAGE: return en_refuse(request, 400, EN_W_SERVE_USAGE, 0, NULL);
    case EN_ERR_IMPOSSIBLE: return en_refuse(request, 409, EN_W_SERVE_IMPOSSIBLE, 0, NULL);
    case EN_ERR_LIMIT: return en_refuse(request, 413, EN_W_SERVE_LIMIT, 0, NULL);
    case EN_ERR_MEMORY: return en_refuse(request, 503, EN_W_SERVE_MEMORY, 0, NULL);
    case EN_ERR_CANCELLED: return en_refuse(request, 503, EN_W_SERVE_STOPPING, 0, NULL);
    case EN_ERR_IO:
    case EN_ERR_CLAIM:
    case EN_STATUS_COUNT: break;
    }
    return en_refuse(request, 500, EN_W_SERVE_FAILED, 0, NULL);
}

static en_status check_place(exchange *x)
{
    en_request *request = &x->request;
    if (request->route) return EN_OK;
    if (x->methods) return en_refuse(request, 405, EN_W_SERVE_NOT_ALLOWED, 0, NULL);
    return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
}

/* HTTP/1.0 may leave it out. */
static en_status check_host(exchange *x)
{
    en_request *request = &x->request;
    en_str host = x->headers.host;
    if (host.size == 0 || address_is_own_host(host, en_server_origin(request->server))) return EN_OK;
    return en_refuse(request, 421, EN_W_SERVE_FOREIGN_HOST, 0, NULL);
}

void exchange_count(exchange *x)
{
    x->is_counted = true;
    atomic_fetch_add(&x->request.server->metrics.requests, 1);
}

/* Counted when it is whole, so that senders who take their time keep nobody away. */
en_status exchange_start(exchange *x)
{
    en_server *server = x->request.server;
    x->is_running = true;
    if (atomic_fetch_add(&server->metrics.handlers, 1) < server->config.requests) return EN_OK;
    x->request.retry_after = 1;
    return en_refuse(&x->request, 503, EN_W_SERVE_BUSY, 0, NULL);
}

static void stop_running(exchange *x)
{
    if (x->is_running) atomic_fetch_sub(&x->request.server->metrics.handlers, 1);
    x->is_running = false;
}

void exchange_uncount(exchange *x)
{
    stop_running(x);
    if (x->is_counted) atomic_fetch_sub(&x->request.server->metrics.requests, 1);
    x->is_counted = false;
}

static en_status check_asker(exchange *x)
{
    const en_headers *h = &x->headers;
    en_credentials given = {h->cookie, h->authorization, h->origin, h->csrf_token};
    return en_access_check(&x->request, &given);
}

/* Whether the Content-Type is the one of the route, with any parameters but a charset other than UTF-8 for
 * JSON. */
static bool is_media(en_str given, en_media media)
{
    const char *semicolon = given.size ? memchr(given.at, ';', given.size) : NULL;
    en_str type = en_str_trim((en_str){given.at, semicolon ? (size_t)(semicolon - given.at) : given.size});
    const char *wanted = en_media_name(media);
    return type.size == strlen(wanted) && strncasecmp(type.at, wanted, type.size) == 0;
}

static en_status check_body(exchange *x)
{
    en_request *request = &x->request;
    const en_route *route = request->route;
    bool is_chunked;
    uint64_t size = framing_body(&x->headers, &is_chunked);
    if (route->takes == EN_MEDIA_NONE) {
        if (size == 0 && !is_chunked) return EN_OK;
        return en_refuse(request, 400, EN_W_SERVE_NO_BODY, 0, NULL);
    }
    en_arg most = en_arg_int("most", (int64_t)exchange_body_limit(x));
    if (size > exchange_body_limit(x)) return en_refuse(request, 413, EN_W_SERVE_TOO_LARGE, 1, &most);
    en_arg wanted = en_arg_text("media", en_media_name(route->takes));
    if (x->headers.content_encoding.size || !is_media(x->headers.content_type, route->takes))
        return en_refuse(request, 415, EN_W_SERVE_MEDIA, 1, &wanted);
    return EN_OK;
}

static en_status check_parameters(exchange *x)
{
    en_request *request = &x->request;
    en_asked asked = {0};
    en_status status = en_check_parameters(request->route, x->query, x->taken, x->taken_count,
                                           &request->arena, &request->report, &asked);
    if (status == EN_ERR_INPUT && asked.is_nowhere)
        return en_refuse(request, 404, EN_W_SERVE_NOT_FOUND, 0, NULL);
    if (status == EN_ERR_INPUT) return en_refuse(request, 400, EN_W_SERVE_PARAMETERS, 0, NULL);
    if (status != EN_OK) return status;
    memcpy(request->values, asked.values, sizeof request->values);
    request->limit = asked.limit;
    request->after = asked.after;
    request->sort = asked.sort;
    request->turned = asked.turned;
    (void)en_language_of(en_parameter_value(request, "lang"), &request->language);
    return EN_OK;
}

static en_status check_conditions(exchange *x)
{
    en_request *request = &x->request;
    request->if_match = x->headers.if_match;
    request->if_none_match = x->headers.if_none_match;
    request->idempotency_key = x->headers.idempotency_key;
    request->last_event_id = x->headers.last_event_id;
    if (request->route->flags & EN_IF_MATCH && !request->if_match.size)
        return en_refuse(request, 428, EN_W_SERVE_NEEDS_MATCH, 0, NULL);
    if (request->idempotency_key.size > EN_REPLY_KEY_MOST_BYTES)
        return en_refuse(request, 400, EN_W_SERVE_KEY_TOO_LONG, 0, NULL);
    return EN_OK;
}

static en_status admit(exchange *x)
{
    en_status status = check_asker(x);
    if (status == EN_OK) status = check_body(x);
    if (status == EN_OK) status = check_parameters(x);
    if (status == EN_OK) status = check_conditions(x);
    return status;
}

/* Runs one of the two halves with a connection to the store. */
static en_status with_reader(exchange *x, en_status (*half)(exchange *x))
{
    en_request *request = &x->request;
    en_status status = server_take_reader(request->server, &request->report, &request->store);
    if (status == EN_OK) {
        status = half(x);
        server_give_reader(request->server, request->store);
        request->store = NULL;
    }
    if (status != EN_OK && !x->is_problem) status = refuse_status(request, status);
    return status;
}

en_status exchange_admit(exchange *x)
{
    en_request *request = &x->request;
    request->language = en_language_accepted(x->headers.accept_language);
    en_status status = check_host(x);
    if (x->asset) {
        x->is_admitted = status == EN_OK;
        return status;
    }
    if (status == EN_OK) status = check_place(x);
    if (status == EN_OK) status = with_reader(x, admit);
    x->is_admitted = status == EN_OK;
    return status;
}

/* The tree of a value takes many times its bytes ("[[],[],…" the hundredfold), outside of what is counted as
 * the memory of a request. */
enum { MOST_VALUES = 20000 };

static en_status read_json(en_request *request)
{
    en_arg most = en_arg_int("most", MOST_VALUES);
    if (en_json_count(request->body) > MOST_VALUES)
        return en_refuse(request, 413, EN_W_SERVE_TOO_MANY_VALUES, 1, &most);
    request->json = en_json_read(request->body, (en_str){0}, &request->report);
    if (!request->json)
        return request->report.out_of_memory ? EN_ERR_MEMORY
                                             : en_refuse(request, 400, EN_W_SERVE_JSON, 0, NULL);
    en_status status =
        en_check_json(request->route->request, request->json, &request->arena, &request->report);
    if (status == EN_ERR_INPUT) return en_refuse(request, 422, EN_W_SERVE_INPUT, 0, NULL);
    return status;
}

static en_status run(exchange *x)
{
    en_request *request = &x->request;
    en_handler *handler = en_handlers[request->id];
    if (x->body.failed) return EN_ERR_MEMORY;
    request->body = en_text_str(&x->body);
    en_status status = request->route->takes == EN_MEDIA_JSON ? read_json(request) : EN_OK;
    bool is_done = false;
    if (status == EN_OK) status = reply_again(x, &is_done);
    if (status != EN_OK || is_done) return status;
    return handler ? handler(request) : en_refuse(request, 501, EN_W_SERVE_NOT_YET, 0, NULL);
}

void exchange_run(exchange *x)
{
    en_arg most = en_arg_int("most", (int64_t)exchange_body_limit(x));
    if (!x->asset) {
        en_status status = x->is_too_large ? en_refuse(&x->request, 413, EN_W_SERVE_TOO_LARGE, 1, &most)
                                           : with_reader(x, run);
        (void)status; /* the answer says it */
        json_decref(
            x->request.json); /* many times the size of the body, and a client may take long to read */
        x->request.json = NULL;
        reply_keep(x);
    }
    stop_running(x);
}
