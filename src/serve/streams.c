/* Answers that come in parts: streams of events (text/event-stream), and files.
 *
 * libmicrohttpd asks for more when the client can take more. When there is no event to tell the connection is
 * suspended, and put on a list; it is resumed when something may have happened, and some times a second. A
 * comment now and then shows whether the client is still there. A file is sent to its end also while the
 * server stops, and one that cannot be sent to its end never looks whole.
 */
#include "server.h"

enum { HEARTBEAT_MILLISECONDS = 15000, STREAM_BLOCK = 4096, FILE_BLOCK = 65536 };

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
    bool goes_on = request->events.next(request->events.user, request->store, &request->out);
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
    x->is_stream = true;
    x->sent = x->request.out.size = 0;
    x->spoken = server_now();
    exchange_uncount(x);
    atomic_fetch_add(&server->metrics.streams, 1);
    uint64_t size = is_file(x) ? x->request.events.size : MHD_SIZE_UNKNOWN;
    return server->http.response_of_callback(size, is_file(x) ? FILE_BLOCK : STREAM_BLOCK, read_more, x,
                                             NULL);
}

bool stream_may_begin(en_server *server)
{
    return atomic_load(&server->metrics.streams) < server->config.streams;
}

void stream_end(exchange *x)
{
    if (x->is_stream) atomic_fetch_sub(&x->request.server->metrics.streams, 1);
    if (x->request.events.end) x->request.events.end(x->request.events.user);
}
