/* Answers that come in parts: streams of events (text/event-stream), and files.
 *
 * libmicrohttpd asks for more when the client can take more. When there is no event to tell the connection is
 * suspended, and put on a list; it is resumed when something may have happened, and some times a second. A
 * comment now and then shows whether the client is still there. Whoever is signed out or may no longer hears
 * nothing more. A file is sent to its end also while the
 * server stops, and one that cannot be sent to its end never looks whole.
 */
#include "server.h"

enum { HEARTBEAT_MILLISECONDS = 15000, STREAM_BLOCK = 4096, FILE_BLOCK = 65536, STREAMS_OF_ACCOUNT = 8 };

void streams_resume(en_server *server)
{
    pthread_mutex_lock(&server->streams_lock);
    exchange *x = server->streams;
    server->streams = NULL;
    while (x) {
        exchange *next = x->next; /* resumed, it may end at once */
        server->http.resume(x->with);
        x = next;
    }
    pthread_mutex_unlock(&server->streams_lock);
}

void en_server_wake(en_server *server) { streams_resume(server); }

static void wait_for_more(exchange *x)
{
    en_server *server = x->request.server;
    pthread_mutex_lock(&server->streams_lock);
    server->http.suspend(x->with);
    x->next = server->streams;
    server->streams = x;
    pthread_mutex_unlock(&server->streams_lock);
}

static bool is_file(const exchange *x) { return x->request.events.size > 0; }

/* Asks for events, or a piece; false: there will be none any more. */
static bool ask(exchange *x)
{
    en_request *request = &x->request;
    en_server *server = request->server;
    if (x->has_ended || (!is_file(x) && atomic_load(&server->stopping))) return false;
    if (server_take_reader(server, &request->report, &request->store) != EN_OK) return false;
    request->out.size = 0;
    x->sent = 0;
    bool may = is_file(x) || en_access_holds(request, request->store);
    bool goes_on = may && request->events.next(request->events.user, request->store, &request->out);
    server_give_reader(server, request->store);
    request->store = NULL;
    if (request->out.failed) return false;
    x->has_ended = !goes_on;
    if (request->out.size == 0 && !is_file(x) && server_now() - x->spoken > HEARTBEAT_MILLISECONDS)
        en_text_add_z(&request->out, ":\n\n");
    return true;
}

/* How it ends when there is no more. Whoever keeps a file knows by nothing else that it is whole. */
static ssize_t end_of(const exchange *x)
{
    bool is_whole = x->has_ended || (!is_file(x) && atomic_load(&x->request.server->stopping));
    return is_whole ? MHD_CONTENT_READER_END_OF_STREAM : MHD_CONTENT_READER_END_WITH_ERROR;
}

static ssize_t read_more(void *of, uint64_t position, char *buffer, size_t most)
{
    exchange *x = of;
    en_text *out = &x->request.out;
    (void)position;
    while (x->sent == out->size) {
        if (!ask(x)) return end_of(x);
        if (out->size > 0 || x->has_ended || is_file(x)) continue;
        wait_for_more(x);
        return 0;
    }
    size_t n = out->size - x->sent < most ? out->size - x->sent : most;
    memcpy(buffer, out->at + x->sent, n);
    x->sent += n;
    x->spoken = server_now();
    return (ssize_t)n;
}

struct MHD_Response *stream_response(exchange *x)
{
    en_server *server = x->request.server;
    x->sent = x->request.out.size = 0;
    x->spoken = server_now();
    uint64_t size = is_file(x) ? x->request.events.size : MHD_SIZE_UNKNOWN;
    return server->http.response_of_callback(size, is_file(x) ? FILE_BLOCK : STREAM_BLOCK, read_more, x,
                                             NULL);
}

/* Among those that are open, if so few are, in all and of this account. */
static bool open_stream(exchange *x)
{
    en_server *server = x->request.server;
    int64_t all = 0, own = 0;
    pthread_mutex_lock(&server->streams_lock);
    for (const exchange *other = server->open_streams; other; other = other->next_open, all++)
        own += other->request.actor.account == x->request.actor.account;
    x->is_stream = all < server->config.streams && own < STREAMS_OF_ACCOUNT;
    if (x->is_stream) {
        x->next_open = server->open_streams;
        server->open_streams = x;
    }
    pthread_mutex_unlock(&server->streams_lock);
    return x->is_stream;
}

static void close_stream(exchange *x)
{
    en_server *server = x->request.server;
    pthread_mutex_lock(&server->streams_lock);
    exchange **at = &server->open_streams;
    while (*at != x) at = &(*at)->next_open;
    *at = x->next_open;
    pthread_mutex_unlock(&server->streams_lock);
    atomic_fetch_sub(&server->metrics.streams, 1);
}

/* A file stays a request: it has an end. */
bool stream_begin(exchange *x)
{
    en_server *server = x->request.server;
    if (is_file(x)) return true;
    if (!open_stream(x)) return false;
    atomic_fetch_add(&server->metrics.streams, 1);
    exchange_uncount(x);
    return true;
}

void stream_end(exchange *x)
{
    if (x->is_stream) close_stream(x);
    if (x->request.events.end) x->request.events.end(x->request.events.user);
}
