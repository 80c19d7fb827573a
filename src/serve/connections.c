/* Connections, and how long each may take for what. Each second those that take too long are shut down. */
#include "server.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

int64_t server_now_microseconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

void connection_enter(connection *c, connection_phase phase)
{
    atomic_store_explicit(&c->since, server_now(), memory_order_relaxed);
    atomic_store_explicit(&c->more, 0, memory_order_relaxed);
    atomic_store_explicit(&c->phase, phase, memory_order_relaxed);
}

void connection_allow(connection *c, int64_t milliseconds)
{
    atomic_store_explicit(&c->more, milliseconds, memory_order_relaxed);
}

connection *connection_of(en_server *server, struct MHD_Connection *with)
{
    const union MHD_ConnectionInfo *info = server->http.info(with, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/* A proxy passes on what many callers ask: it limits them itself. */
static bool is_proxy(const en_server *server, const caller *from)
{
    return from->is_loopback && (server->config.proxies > 0 || en_server_is_secure(server));
}

/* On the list of connections, unless its address has as many as it may. */
static bool keep(en_server *server, connection *c)
{
    bool is_counted = !is_proxy(server, &c->from);
    pthread_mutex_lock(&server->connections_lock);
    if (is_counted)
        c->count = callers_add(&server->callers, &c->from, server->config.connections_per_address);
    bool is_kept = c->count || !is_counted;
    if (is_kept) {
        c->next = server->connections;
        if (c->next) c->next->previous = c;
        server->connections = c;
        atomic_fetch_add(&server->metrics.connections, 1);
    }
    pthread_mutex_unlock(&server->connections_lock);
    return is_kept;
}

static void opened(en_server *server, struct MHD_Connection *with, void **context)
{
    const union MHD_ConnectionInfo *info = server->http.info(with, MHD_CONNECTION_INFO_CONNECTION_FD);
    connection *c = calloc(1, sizeof *c);
    *context = c;
    if (!c) return; /* its requests are refused */
    c->socket = info->connect_fd;
    const union MHD_ConnectionInfo *end = server->http.info(with, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    (void)address_of_socket(end ? end->client_addr : NULL, &c->from);
    connection_enter(c, CONNECTION_NEW);
    atomic_fetch_add(&server->metrics.connections_made, 1);
    if (keep(server, c)) return;
    atomic_fetch_add(&server->metrics.connections_cut, 1);
    shutdown(c->socket, SHUT_RDWR);
    free(c);
    *context = NULL; /* what it has sent already is not read */
}

static void closed(en_server *server, connection *c)
{
    pthread_mutex_lock(&server->connections_lock);
    if (c->next) c->next->previous = c->previous;
    if (c->previous) c->previous->next = c->next;
    else server->connections = c->next;
    callers_remove(&server->callers, c->count);
    pthread_mutex_unlock(&server->connections_lock);
    atomic_fetch_sub(&server->metrics.connections, 1);
    exchange_free(c->current);
    free(c);
}

void connections_notify(void *of, struct MHD_Connection *with, void **context,
                        enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED) opened(of, with, context);
    else if (*context) closed(of, *context);
}

/* How long a phase may last, in seconds; 0: as long as it likes. */
static int64_t limit_of(const en_config *config, connection_phase phase)
{
    switch (phase) {
    case CONNECTION_NEW: return config->header_seconds;
    case CONNECTION_IDLE: return config->idle_seconds + config->header_seconds;
    case CONNECTION_SENDING: return config->body_seconds;
    case CONNECTION_READING: return config->answer_seconds;
    case CONNECTION_WAITING:
    case CONNECTION_STREAM: return 0;
    }
    return 0;
}

/* A socket of the list is open: its thread takes it off the list before it closes it. Shut down, it looks to
 * libmicrohttpd as if the client had gone. */
static void shut(en_server *server, connection *c)
{
    shutdown(c->socket, SHUT_RDWR);
    atomic_fetch_add(&server->metrics.connections_cut, 1);
}

/* libmicrohttpd, which waits for edges, does not hear of the end of a client whose last bytes it read
 * together with that end. */
static bool has_gone(const connection *c)
{
    char byte;
    return recv(c->socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

void connections_check(en_server *server)
{
    int64_t now = server_now();
    pthread_mutex_lock(&server->connections_lock);
    for (connection *c = server->connections; c; c = c->next) {
        connection_phase phase = (connection_phase)atomic_load_explicit(&c->phase, memory_order_relaxed);
        int64_t since = atomic_load_explicit(&c->since, memory_order_relaxed);
        int64_t limit = limit_of(&server->config, phase);
        int64_t more = atomic_load_explicit(&c->more, memory_order_relaxed);
        if (limit > 0 && now - since > limit * 1000 + more) shut(server, c);
        else if (phase == CONNECTION_SENDING && has_gone(c)) shutdown(c->socket, SHUT_RDWR);
    }
    pthread_mutex_unlock(&server->connections_lock);
}

void connections_close_idle(en_server *server)
{
    pthread_mutex_lock(&server->connections_lock);
    for (connection *c = server->connections; c; c = c->next) {
        int phase = atomic_load_explicit(&c->phase, memory_order_relaxed);
        if (phase == CONNECTION_IDLE || phase == CONNECTION_NEW) shutdown(c->socket, SHUT_RDWR);
    }
    pthread_mutex_unlock(&server->connections_lock);
}
