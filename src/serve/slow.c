/* Threads for requests that take their time: a password to hash, a disk to wait for, a child to run. The
 * threads that read and write the sockets hand those over, and go on with everybody else's.
 */
#include "server.h"

#include "file.h"

void slow_add(exchange *x)
{
    slow_queue *queue = &x->request.server->slow;
    x->next = NULL;
    pthread_mutex_lock(&queue->lock);
    if (queue->last) queue->last->next = x;
    else queue->first = x;
    queue->last = x;
    pthread_cond_signal(&queue->more);
    pthread_mutex_unlock(&queue->lock);
}

/* The next one; NULL when there will be none. */
static exchange *take(slow_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    while (!queue->first && !queue->ended) pthread_cond_wait(&queue->more, &queue->lock);
    exchange *x = queue->first;
    if (x) queue->first = x->next;
    if (!queue->first) queue->last = NULL;
    pthread_mutex_unlock(&queue->lock);
    return x;
}

static void *work(void *of)
{
    en_server *server = of;
    for (exchange *x; (x = take(&server->slow));) {
        exchange_run(x);
        x->stage = EXCHANGE_DONE;
        server->http.resume(x->with);
    }
    return NULL;
}

en_status slow_start(en_server *server, en_report *report)
{
    slow_queue *queue = &server->slow;
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->more, NULL);
    for (int64_t i = 0; i < server->config.slow_threads; i++) {
        int error = pthread_create(&queue->threads[queue->thread_count], NULL, work, server);
        if (error != 0 && queue->thread_count == 0)
            return en_file_fault(report, EN_W_SERVE_NO_THREAD, server->options->folder, error);
        if (error == 0) queue->thread_count++;
    }
    return EN_OK;
}

void slow_stop(en_server *server)
{
    slow_queue *queue = &server->slow;
    pthread_mutex_lock(&queue->lock);
    queue->ended = true;
    pthread_cond_broadcast(&queue->more);
    pthread_mutex_unlock(&queue->lock);
    for (size_t i = 0; i < queue->thread_count; i++) pthread_join(queue->threads[i], NULL);
    pthread_cond_destroy(&queue->more);
    pthread_mutex_destroy(&queue->lock);
}
