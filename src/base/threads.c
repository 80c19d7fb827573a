/* An executor over POSIX threads: workers take the next task from a shared counter. See context.h. */
#define _GNU_SOURCE
#include "context.h"

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

enum { MOST_THREADS = 64 };

typedef struct work {
    void (*task)(void *, size_t);
    void *arg;
    size_t count;
    atomic_size_t next;
} work;

static void *take_tasks(void *shared)
{
    work *w = shared;
    for (size_t i; (i = atomic_fetch_add(&w->next, 1)) < w->count;) w->task(w->arg, i);
    return NULL;
}

static void run(void *user, void (*task)(void *, size_t), void *arg, size_t count)
{
    size_t width = (size_t)(uintptr_t)user, started = 0;
    work w = {.task = task, .arg = arg, .count = count};
    atomic_init(&w.next, 0);
    pthread_t threads[MOST_THREADS];
    while (started + 1 < width && started + 1 < count &&
           pthread_create(&threads[started], NULL, take_tasks, &w) == 0)
        started++;
    take_tasks(&w);
    for (size_t i = 0; i < started; i++) pthread_join(threads[i], NULL);
}

static unsigned processors(void)
{
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    int n = CPU_COUNT(&set);
    return n > 0 ? (unsigned)n : 1;
}

en_executor en_threads(unsigned width)
{
    if (width == 0) width = processors();
    if (width > MOST_THREADS) width = MOST_THREADS;
    return (en_executor){.user = (void *)(uintptr_t)width, .width = width, .run = run};
}
