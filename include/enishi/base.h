/* What every engine of libenishi shares: status, memory, cancel, progress and threads.
 *
 * An engine is pure: it reads its arguments and this context, and nothing else (no files, clock, environment,
 * globals or logging). The context is borrowed for the time of the call and may be shared between threads.
 */
#ifndef ENISHI_BASE_H
#define ENISHI_BASE_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define EN_MUST_USE __attribute__((warn_unused_result))
#define EN_PUBLIC   __attribute__((visibility("default")))
#else
#define EN_MUST_USE
#define EN_PUBLIC
#endif

/* The class of an outcome. What exactly went wrong, and where, is in the report. */
typedef enum en_status {
    EN_OK = 0,
    EN_ERR_INPUT,      /* the input breaks a rule; the report says where */
    EN_ERR_USAGE,      /* the caller asked for something that does not exist */
    EN_ERR_IMPOSSIBLE, /* proven: no result with the asked properties exists */
    EN_ERR_LIMIT,      /* a stated limit was reached */
    EN_ERR_IO,         /* a file, a directory or the database failed */
    EN_ERR_CLAIM,      /* a claim failed verification */
    EN_ERR_MEMORY,     /* the allocator returned NULL */
    EN_ERR_CANCELLED,  /* the caller set the cancel flag */
    EN_STATUS_COUNT
} en_status;

/* resize(user, NULL, n) allocates, resize(user, p, n) grows or shrinks, resize(user, p, 0) frees and returns
 * NULL. It returns NULL when it cannot, and then leaves the old block as it was. It may be called from
 * several threads. */
typedef struct en_allocator {
    void *user;
    void *(*resize)(void *user, void *block, size_t size);
} en_allocator;

/* Runs task(arg, 0) … task(arg, count - 1), in any order and on any threads, and returns when all have ended.
 */
typedef struct en_executor {
    void *user;
    unsigned width; /* how many tasks may run at once; at least 1 */
    void (*run)(void *user, void (*task)(void *arg, size_t index), void *arg, size_t count);
} en_executor;

typedef struct en_context {
    const en_allocator *allocator; /* NULL: the C library's */
    const en_executor *executor;   /* NULL: the calling thread alone */
    const atomic_bool *cancel;     /* NULL: cannot be cancelled */
    void (*progress)(void *user, uint64_t done,
                     uint64_t total); /* NULL: not told; may be called from several threads */
    void *progress_user;
} en_context;

#endif
