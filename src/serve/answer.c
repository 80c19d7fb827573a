/* Answers: what a handler has written, or a problem document (RFC 9457), with the headers around it.
 *
 * Nothing is compressed here. The files of the page are, when the program is built; a list of 16 kB would
 * cost three times its own making, and compressing an answer that holds both a secret and what somebody else
 * chose tells the secret by its size (BREACH).
 */
#include "server.h"

#include <stdio.h>

enum { HEADER_BYTES = 512 };

#define GZIP_TAG_END "-gzip" /* other bytes, another tag */

#define POLICY_OF_DATA "default-src 'none'; frame-ancestors 'none'"
#define POLICY_OF_PAGE                                                                                       \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "       \
    "connect-src 'self' blob:; manifest-src 'self'; form-action 'self'; base-uri 'none'; "                   \
    "frame-ancestors 'none'; require-trusted-types-for 'script'"

/* As it is sent: texts say that they are UTF-8. */
static const char *media_of_route(en_media media)
{
    switch (media) {
    case EN_MEDIA_CSV: return "text/csv; charset=utf-8";
    case EN_MEDIA_SVG: return "image/svg+xml; charset=utf-8";
    case EN_MEDIA_HTML: return "text/html; charset=utf-8";
    case EN_MEDIA_STYLE: return "text/css; charset=utf-8";
    case EN_MEDIA_TEXT: return "text/plain; charset=utf-8";
    case EN_MEDIA_FILE: return "application/octet-stream";
    case EN_MEDIA_NONE: return NULL;
    case EN_MEDIA_JSON:
    case EN_MEDIA_WORKBOOK:
    case EN_MEDIA_EVENTS:
    case EN_MEDIA_BYTES: break;
    }
    return en_media_name(media);
}

en_str en_parameter_value(const en_request *request, const char *name)
{
    for (size_t i = 0; i < EN_ROUTE_MOST_PARAMETERS && request->route->parameters[i].name; i++)
        if (strcmp(request->route->parameters[i].name, name) == 0) return request->values[i];
    return (en_str){0};
}

static void add_sentence(en_json *json, const char *key, const en_request *request, en_word word,
                         size_t arg_count, const en_arg *args)
{
    en_text text = en_text_make(request->arena.allocator);
    en_words_add(&text, request->language, word, arg_count, args);
    json->text->failed = json->text->failed || text.failed;
    en_json_key_str(json, key, en_text_str(&text));
    en_text_free(&text);
}

/* The type Finding of src/api/types.c. */
static void add_finding(en_json *json, const en_request *request, const en_problem *problem)
{
    const en_where *where = &problem->where;
    en_json_open(json, '{');
    en_json_key_text(json, "rule", en_word_key(problem->rule));
    en_json_key_text(json, "severity", problem->severity == EN_ERROR ? "error" : "warning");
    add_sentence(json, "message", request, problem->rule, problem->arg_count, problem->args);
    if (where->file.size) en_json_key_str(json, "file", where->file);
    if (where->row) en_json_key_int(json, "row", (int64_t)where->row);
    if (where->column.size) en_json_key_str(json, "column", where->column);
    if (where->value.at) en_json_key_str(json, "value", where->value);
    en_json_close(json, '}');
}

static void add_findings(en_json *json, const en_request *request)
{
    const en_report *report = &request->report;
    en_json_key_int(json, "errors", (int64_t)report->errors);
    en_json_key(json, "findings");
    en_json_open(json, '[');
    for (size_t i = 0; i < report->kept; i++) add_finding(json, request, &report->problems[i]);
    en_json_close(json, ']');
}

en_status en_refuse(en_request *request, int status, en_word word, size_t arg_count, const en_arg *args)
{
    exchange *x = (exchange *)request;
    char type[96];
    snprintf(type, sizeof type, "urn:enishi:problem:%s", en_word_key(word));
    request->out.size = 0;
    en_json json = en_json_to(&request->out);
    en_json_open(&json, '{');
    en_json_key_text(&json, "type", type);
    add_sentence(&json, "title", request, word, arg_count, args);
    en_json_key_int(&json, "status", status);
    en_json_key_text(&json, "rule", en_word_key(word));
    en_json_key_text(&json, "request", request->number);
    /* What the system said of a file or the database is for the log and not for the asker. */
    if (request->report.kept > 0 && status < 500) add_findings(&json, request);
    en_json_close(&json, '}');
    request->status = status;
    request->tag = (en_str){0};
    request->location = (en_str){0};
    x->is_problem = true;
    return EN_ERR_INPUT;
}

/* Whether a list of tags, as If-Match and If-None-Match have them, holds this one. `weak`: W/ before it does
 * not matter. */
static bool names_tag(en_str list, en_str tag, bool weak)
{
    en_str piece;
    while (en_str_next(&list, ',', &piece)) {
        if (piece.size == 1 && *piece.at == '*') return true;
        if (weak && piece.size > 2 && memcmp(piece.at, "W/", 2) == 0)
            piece = (en_str){piece.at + 2, piece.size - 2};
        if (piece.size < 2 || *piece.at != '"' || piece.at[piece.size - 1] != '"') continue;
        if (en_str_equal((en_str){piece.at + 1, piece.size - 2}, tag)) return true;
    }
    return false;
}

bool en_request_has(en_request *request, en_str tag)
{
    request->tag = tag;
    if (!request->if_none_match.size || !names_tag(request->if_none_match, tag, true)) return false;
    request->status = 304;
    return true;
}

en_status en_request_matches(en_request *request, en_str tag)
{
    if (names_tag(request->if_match, tag, false)) return EN_OK;
    return en_refuse(request, 412, EN_W_SERVE_OTHER_STATE, 0, NULL);
}

static void add_header(exchange *x, struct MHD_Response *response, const char *name, const char *value)
{
    (void)x->request.server->http.add_header(response, name, value);
}

/* A header from pieces; nothing if it would be too long. */
static void add_pieces(exchange *x, struct MHD_Response *response, const char *name, const char *before,
                       en_str value, const char *behind)
{
    char line[HEADER_BYTES];
    if (value.size + strlen(before) + strlen(behind) >= sizeof line) return;
    snprintf(line, sizeof line, "%s%.*s%s", before, (int)value.size, value.at, behind);
    add_header(x, response, name, line);
}

static void add_safety(exchange *x, struct MHD_Response *response, bool is_page)
{
    add_header(x, response, "Content-Security-Policy", is_page ? POLICY_OF_PAGE : POLICY_OF_DATA);
    add_header(x, response, "X-Content-Type-Options", "nosniff");
    add_header(x, response, "Referrer-Policy", "no-referrer");
    add_header(x, response, "Cross-Origin-Resource-Policy", "same-origin");
    if (en_server_is_secure(x->request.server))
        add_header(x, response, "Strict-Transport-Security", "max-age=63072000");
    if (!is_page) return;
    add_header(x, response, "X-Frame-Options", "DENY");
    add_header(x, response, "Cross-Origin-Opener-Policy", "same-origin");
    add_header(x, response, "Permissions-Policy", "camera=(), geolocation=(), microphone=()");
}

static void add_allow(exchange *x, struct MHD_Response *response)
{
    char list[64] = "";
    for (int i = 0; i < EN_ROUTER_METHODS; i++) {
        if (!(x->methods & 1u << i)) continue;
        size_t n = strlen(list);
        snprintf(list + n, sizeof list - n, "%s%s%s", n ? ", " : "", en_router_methods[i],
                 i == 0 ? ", HEAD" : "");
    }
    add_header(x, response, "Allow", list);
}

static const char *media_of(const exchange *x)
{
    if (x->is_problem) return "application/problem+json";
    if (x->asset) return x->asset->media;
    return x->request.route ? media_of_route(x->request.route->gives) : NULL;
}

static void add_what_route_said(exchange *x, struct MHD_Response *response)
{
    const en_request *request = &x->request;
    bool is_tagged = request->route && request->route->flags & EN_TAGGED;
    add_header(x, response, "Cache-Control", is_tagged ? "private, no-cache" : "no-store");
    add_header(x, response, "Vary", "Accept-Language, Cookie, Authorization");
    if (request->tag.size) add_pieces(x, response, "ETag", "\"", request->tag, "\"");
    if (request->cookie.size) add_pieces(x, response, "Set-Cookie", "", request->cookie, "");
    if (request->location.size) add_pieces(x, response, "Location", "", request->location, "");
    if (request->file_name.size)
        add_pieces(x, response, "Content-Disposition", "attachment; filename=\"", request->file_name, "\"");
}

static void add_what_problem_says(exchange *x, struct MHD_Response *response)
{
    if (x->request.retry_after > 0) {
        char seconds[24];
        snprintf(seconds, sizeof seconds, "%lld", (long long)x->request.retry_after);
        add_header(x, response, "Retry-After", seconds);
    }
    if (x->request.status == 401) add_header(x, response, "WWW-Authenticate", "Bearer realm=\"enishi\"");
    if (x->request.status == 405) add_allow(x, response);
}

static void add_what_asset_says(exchange *x, struct MHD_Response *response, bool is_gzip)
{
    const en_asset *asset = x->asset;
    add_header(x, response, "Cache-Control",
               asset->is_immutable ? "public, max-age=31536000, immutable" : "no-cache");
    add_header(x, response, "Vary", "Accept-Encoding, Accept-Language");
    add_pieces(x, response, "ETag", "\"", en_str_of(asset->tag), is_gzip ? GZIP_TAG_END "\"" : "\"");
    if (is_gzip) add_header(x, response, "Content-Encoding", "gzip");
}

static enum MHD_Result queue(exchange *x, int status, struct MHD_Response *response)
{
    const http_library *http = &x->request.server->http;
    connection_enter(x->connection, CONNECTION_READING);
    x->stage = EXCHANGE_ANSWERED;
    x->request.status = status;
    enum MHD_Result queued = http->queue(x->with, (unsigned)status, response);
    http->free_response(response);
    return queued;
}

/* A response of bytes that stay where they are until the request has ended. */
static struct MHD_Response *response_of(exchange *x, en_str bytes)
{
    union {
        const char *borrowed;
        void *given;
    } at = {bytes.size ? bytes.at : ""};
    return x->request.server->http.response_of_buffer(bytes.size, at.given, MHD_RESPMEM_PERSISTENT);
}

/* Whether the browser calls this machine localhost, where the server calls itself by its number. The
 * session's cookie and the origin of changes go by the name, so the page is opened under the server's own. */
static bool is_by_other_name(const exchange *x)
{
    const en_config *config = &x->request.server->config;
    char name[32];
    snprintf(name, sizeof name, "localhost:%lld", (long long)config->port);
    return !*config->public_address && strcmp(x->asset->path, "/") == 0 && en_str_is(x->headers.host, name);
}

static enum MHD_Result answer_elsewhere(exchange *x)
{
    struct MHD_Response *response = response_of(x, (en_str){0});
    if (!response) return MHD_NO;
    add_pieces(x, response, "Location", "", en_str_of(x->request.server->address), "/");
    add_header(x, response, "Cache-Control", "no-store");
    add_safety(x, response, false);
    return queue(x, 307, response);
}

static enum MHD_Result answer_asset(exchange *x)
{
    if (is_by_other_name(x)) return answer_elsewhere(x);
    bool is_gzip;
    char tag[64];
    en_str bytes = en_asset_bytes(x->asset, x->headers.accept_encoding, &is_gzip);
    snprintf(tag, sizeof tag, "%s%s", x->asset->tag, is_gzip ? GZIP_TAG_END : "");
    bool is_known = names_tag(x->headers.if_none_match, en_str_of(tag), true);
    struct MHD_Response *response = response_of(x, bytes); /* of a 304 only its size is sent */
    if (!response) return MHD_NO;
    add_what_asset_says(x, response, is_gzip);
    add_header(x, response, "Content-Type", x->asset->media);
    add_safety(x, response, true);
    return queue(x, is_known ? 304 : 200, response);
}

static enum MHD_Result answer_stream(exchange *x)
{
    struct MHD_Response *response = stream_response(x);
    if (!response) return MHD_NO;
    add_header(x, response, "Content-Type", media_of(x));
    add_header(x, response, "X-Accel-Buffering", "no"); /* a proxy is to pass every event on at once */
    add_what_route_said(x, response);
    add_safety(x, response, false);
    uint64_t size = x->request.events.size; /* at most that of a workspace: no product overflows */
    int64_t rate = x->request.server->config.answer_bytes_per_second;
    enum MHD_Result queued = queue(x, x->request.route->status, response);
    if (size == 0) connection_enter(x->connection, CONNECTION_STREAM);
    else connection_allow(x->connection, (int64_t)size * 1000 / rate);
    return queued;
}

/* An answer in parts that the handler began, if there is room for one more. */
static bool is_stream(exchange *x)
{
    en_request *request = &x->request;
    if (!request->events.next || x->is_problem || (x->is_head && !request->events.size)) return false;
    if (stream_begin(x)) return true;
    request->retry_after = 5;
    return en_refuse(request, 503, EN_W_SERVE_BUSY, 0, NULL) == EN_OK;
}

enum MHD_Result exchange_answer(exchange *x)
{
    en_request *request = &x->request;
    if (is_stream(x)) return answer_stream(x);
    if (x->asset && !x->is_problem) return answer_asset(x);
    if (request->out.failed) return MHD_NO; /* there is no memory to say so either */
    int status = request->status ? request->status : request->route->status;
    bool is_empty = status == 304 || status == 204;
    struct MHD_Response *response = response_of(x, is_empty ? (en_str){0} : en_text_str(&request->out));
    if (!response) return MHD_NO;
    if (media_of(x) && !is_empty) add_header(x, response, "Content-Type", media_of(x));
    add_what_route_said(x, response);
    if (x->is_problem) add_what_problem_says(x, response);
    bool is_html = !x->is_problem && request->route->gives == EN_MEDIA_HTML;
    add_safety(x, response, is_html);
    return queue(x, status, response);
}
