/* Streams of events (text/event-stream): an answer that goes on.
 *
 * libmicrohttpd asks for more when the client can take more. When there is nothing to say the connection is
 * suspended, and put on a list; it is resumed when something may have happened, and some times a second. A
 * comment now and then shows whether the client is still there.
 */
#include "server.h"

enum { HEARTBEAT_MILLISECONDS = 15000, STREAM_BLOCK = 4096 };

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

/* Asks for events; false: there will be none any more. */
static bool ask(exchange *x)
{
    en_request *request = &x->request;
    en_server *server = request->server;
    if (x->has_ended || atomic_load(&server->stopping)) return false;
    if (server_take_reader(server, &request->report, &request->store) != EN_OK) return false;
    request->out.size = 0;
    x->sent = 0;
    x->has_ended = !request->events.next(request->events.user, request->store, &request->out);
    server_give_reader(server, request->store);
    request->store = NULL;
    if (request->out.failed) return false;
    if (request->out.size == 0 && server_now() - x->spoken > HEARTBEAT_MILLISECONDS)
        en_text_add_z(&request->out, ":\n\n");
    return true;
}

static ssize_t read_more(void *of, uint64_t position, char *buffer, size_t most)
{
    exchange *x = of;
    en_text *out = &x->request.out;
    (void)position;
    if (x->sent == out->size && !ask(x)) return MHD_CONTENT_READER_END_OF_STREAM;
    size_t n = out->size - x->sent < most ? out->size - x->sent : most;
    if (n == 0) {
        if (x->has_ended) return MHD_CONTENT_READER_END_OF_STREAM;
        wait_for_more(x);
        return 0;
    }
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
    return server->http.response_of_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, read_more, x, NULL);
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
