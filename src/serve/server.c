/* The server's life: start, serve, stop. See serve.h.
 *
 * libmicrohttpd's threads wait for sockets by epoll and run the quick handlers; slow.c's run the rest. This
 * thread watches the clock. At the end no more connections are taken, requests that have begun are finished,
 * and what is left after stop_seconds is cut off.
 */
#include "server.h"

#include "credentials.h"
#include "lock.h"
#include "log.h"
#include "random.h"
#include "users.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { TICK_MILLISECONDS = 100, CHECK_EVERY_TICKS = 10, STREAM_EVERY_TICKS = 3, BACKLOG = 1024 };

en_access *en_server_access(en_server *server) { return server->access; }

en_str en_server_origin(const en_server *server) { return en_str_of(server->address); }

const char *en_server_version(const en_server *server) { return server->options->version; }

bool en_server_is_secure(const en_server *server) { return en_config_is_secure(&server->config); }

en_str en_request_address(en_request *request)
{
    exchange *x = (exchange *)request;
    const en_config *config = &request->server->config;
    const caller *peer = &x->connection->from;
    x->from = *peer;
    if (!peer->is_loopback) return en_str_of(x->from.name);
    bool is_named = address_read(address_forwarded(x->headers.forwarded_for, config->proxies), &x->from);
    if (!is_named && !en_config_is_secure(config)) x->from = *peer;
    return en_str_of(x->from.name);
}

/* libmicrohttpd would decode paths and queries in place; they are decoded where they are checked. */
static size_t leave_encoded(void *user, struct MHD_Connection *with, char *text)
{
    (void)user;
    (void)with;
    return strlen(text);
}

static en_status cannot_listen(en_server *server, en_report *report, int error)
{
    char place[EN_CONFIG_TEXT_BYTES + 16];
    snprintf(place, sizeof place, "%s:%lld", server->config.address, (long long)server->config.port);
    return en_file_fault(report, EN_W_SERVE_CANNOT_LISTEN, place, error);
}

/* A socket that listens on the address and port of the configuration; a port of 0 becomes the one it got. */
static en_status make_socket(en_server *server, en_report *report, int *made)
{
    en_config *config = &server->config;
    union {
        struct sockaddr any;
        struct sockaddr_in four;
        struct sockaddr_in6 six;
    } address = {0};
    bool is_six = strchr(config->address, ':') != NULL;
    socklen_t size = is_six ? sizeof address.six : sizeof address.four;
    address.any.sa_family = is_six ? AF_INET6 : AF_INET;
    in_port_t port = htons((uint16_t)config->port);
    if (is_six) address.six.sin6_port = port;
    else address.four.sin_port = port;
    void *bytes = is_six ? (void *)&address.six.sin6_addr : (void *)&address.four.sin_addr;
    (void)inet_pton(address.any.sa_family, config->address, bytes); /* en_config_check has tried it */
    int one = 1, s = socket(address.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    bool listens = s >= 0 && setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) == 0 &&
                   bind(s, &address.any, size) == 0 && listen(s, BACKLOG) == 0 &&
                   getsockname(s, &address.any, &size) == 0;
    if (!listens) {
        int error = errno;
        if (s >= 0) close(s);
        return cannot_listen(server, report, error);
    }
    config->port = ntohs(is_six ? address.six.sin6_port : address.four.sin_port);
    *made = s;
    return EN_OK;
}

static void name_itself(en_server *server)
{
    const en_config *config = &server->config;
    bool is_six = strchr(config->address, ':') != NULL;
    if (*config->public_address)
        snprintf(server->address, sizeof server->address, "%s", config->public_address);
    else
        snprintf(server->address, sizeof server->address, "http://%s%s%s:%lld", is_six ? "[" : "",
                 config->address, is_six ? "]" : "", (long long)config->port);
}

static en_status start_daemon(en_server *server, int listening, en_report *report)
{
    const en_config *c = &server->config;
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_LISTEN_SOCKET, listening, NULL},
        {MHD_OPTION_THREAD_POOL_SIZE, (intptr_t)(c->threads > 1 ? c->threads : 0), NULL},
        {MHD_OPTION_CONNECTION_LIMIT, (intptr_t)c->connections, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, (intptr_t)c->idle_seconds, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, (intptr_t)c->header_bytes * 2, NULL},
        {MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t)leave_encoded, NULL},
        {MHD_OPTION_URI_LOG_CALLBACK, (intptr_t)exchange_begin, server},
        {MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)exchange_end, server},
        {MHD_OPTION_NOTIFY_CONNECTION, (intptr_t)connections_notify, server},
        {MHD_OPTION_END, 0, NULL},
    };
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;
    server->daemon = server->http.start(flags, 0, NULL, NULL, exchange_continue, server, MHD_OPTION_ARRAY,
                                        options, MHD_OPTION_END);
    return server->daemon ? EN_OK : cannot_listen(server, report, errno);
}

/* As many connections as are configured need as many file descriptors. */
static void raise_descriptors(const en_config *config)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)config->connections + 256;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted) return;
    limit.rlim_cur = limit.rlim_max == RLIM_INFINITY || limit.rlim_max > wanted ? wanted : limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

static en_status prepare(en_server *server, en_report *report)
{
    unsigned char random[8];
    if (server->config.threads == 0) server->config.threads = en_threads(0).width;
    raise_descriptors(&server->config);
    if (!en_random_bytes(random, sizeof random)) {
        (void)en_report_error(report, EN_W_STORE_NO_RANDOM, (en_where){0});
        return EN_ERR_IO;
    }
    for (size_t i = 0; i < sizeof random; i++) snprintf(server->seed + 2 * i, 3, "%02x", random[i]);
    server->access = en_access_make(NULL);
    if (!server->access) return EN_ERR_MEMORY;
    server->lock_path = en_path_join(&server->arena, server->options->folder, EN_LOCK_FILE);
    if (!server->lock_path) return EN_ERR_MEMORY;
    en_status status = en_router_make(&server->router, en_routes, EN_ROUTE_COUNT, &server->arena);
    if (status == EN_OK) status = server_check_workspace(server, report);
    if (status == EN_OK) status = server_lock(server->lock_path, report, &server->lock);
    return status == EN_OK ? server_open_stores(server, report) : status;
}

/* The link by which somebody signs in without a password, where this start prints one. */
static en_status make_link(en_server *server, en_report *report)
{
    en_secret secret;
    bool made = false;
    en_doer doer = {"system", access_now()};
    en_status status = en_first_link(server->writer, server->options->link, &doer, report, &secret, &made);
    if (made)
        snprintf(server->link, sizeof server->link, "%s" EN_SIGN_IN_PATH "%s", server->address, secret.text);
    return status;
}

static void wake_streams(void *of) { en_server_wake(of); }

static en_status queue_begin(en_server *server, en_report *report)
{
    const en_config *c = &server->config;
    en_queue_options options = {.workspace = server->options->folder,
                                .version = server->options->version,
                                .at_once = c->jobs,
                                .memory_mb = c->job_memory_mb,
                                .seconds = c->job_seconds,
                                .threads = c->job_threads,
                                /* the other threads are for changes and for signing in */
                                .questions = c->slow_threads > 1 ? c->slow_threads / 2 : 1,
                                .write_lock = &server->write_lock,
                                .changed = wake_streams,
                                .user = server};
    return en_queue_start(&options, report, &server->queue);
}

static en_status start(en_server *server, en_report *report)
{
    int listening = -1;
    en_status status = prepare(server, report);
    if (status == EN_OK) status = http_library_load(&server->http, report);
    if (status == EN_OK) status = make_socket(server, report, &listening);
    if (status != EN_OK) return status;
    name_itself(server);
    server_lock_say(server->lock, server->address);
    status = make_link(server, report);
    if (status == EN_OK) status = queue_begin(server, report);
    if (status == EN_OK) status = slow_start(server, report);
    if (status == EN_OK) status = start_daemon(server, listening, report);
    if (status != EN_OK) close(listening);
    return status;
}

static void tick(void)
{
    struct timespec pause = {0, TICK_MILLISECONDS * 1000000L};
    nanosleep(&pause, NULL);
}

static void serve_until_told(en_server *server)
{
    for (unsigned ticks = 1; !atomic_load(server->options->stop); ticks++) {
        tick();
        if (ticks % CHECK_EVERY_TICKS == 0) connections_check(server);
        if (ticks % STREAM_EVERY_TICKS == 0) streams_resume(server);
    }
}

static bool is_busy(en_server *server)
{
    return atomic_load(&server->metrics.requests) > 0 || atomic_load(&server->metrics.streams) > 0;
}

/* Whether all requests have ended in time. */
static bool finish_requests(en_server *server)
{
    int64_t end = server_now() + server->config.stop_seconds * 1000;
    atomic_store(&server->stopping, true);
    MHD_socket listening = server->http.quiesce(server->daemon);
    if (listening != MHD_INVALID_SOCKET) close(listening);
    while (is_busy(server) && server_now() < end) {
        streams_resume(server); /* which ends them */
        connections_check(server);
        tick();
    }
    return !is_busy(server);
}

/* EN_ERR_LIMIT: threads are still at work, and nothing that they use may be freed. */
static en_status stop(en_server *server)
{
    log_event(server, "info", "stopping", "");
    en_queue_stop(server->queue);
    bool is_over = finish_requests(server);
    log_event(server, is_over ? "info" : "warning", is_over ? "stopped" : "cut-off", "");
    if (!is_over) return EN_ERR_LIMIT;
    slow_stop(server);
    server->http.stop(server->daemon);
    return EN_OK;
}

static void release(en_server *server)
{
    en_queue_free(server->queue);
    server_close_stores(server);
    server_unlock(server->lock_path, server->lock);
    en_access_free(server->access);
    standing_end(&server->standing);
    pthread_mutex_destroy(&server->streams_lock);
    pthread_mutex_destroy(&server->readers_lock);
    pthread_mutex_destroy(&server->write_lock);
    pthread_mutex_destroy(&server->connections_lock);
    en_arena_free(&server->arena);
    free(server);
}

/* Threads that are started meanwhile leave the signals that stop the program to this one, which they wake. */
static en_status start_quietly(en_server *server, en_report *report)
{
    sigset_t ending, before;
    sigemptyset(&ending);
    sigaddset(&ending, SIGINT);
    sigaddset(&ending, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ending, &before);
    en_status status = start(server, report);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return status;
}

en_status en_serve(const en_config *config, const en_serve_options *options, en_report *report)
{
    en_server *server = calloc(1, sizeof *server);
    if (!server) return EN_ERR_MEMORY;
    server->config = *config;
    server->options = options;
    server->arena = en_arena_make(NULL);
    pthread_mutex_init(&server->readers_lock, NULL);
    pthread_mutex_init(&server->write_lock, NULL);
    pthread_mutex_init(&server->connections_lock, NULL);
    pthread_mutex_init(&server->streams_lock, NULL);
    standing_begin(&server->standing);
    server->lock = -1;
    en_status status = start_quietly(server, report);
    if (status == EN_OK) {
        log_event(server, "info", "started", "");
        en_serve_place place = {server->address, *server->link ? server->link : NULL,
                                en_server_is_secure(server)};
        options->listening(options->user, &place);
        serve_until_told(server);
        status = stop(server);
    } else if (server->slow.thread_count > 0) {
        slow_stop(server);
    }
    if (status != EN_ERR_LIMIT) release(server);
    return status;
}
