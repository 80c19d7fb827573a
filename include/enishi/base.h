/* What every engine of libenishi shares: status, memory, cancel, progress and threads.
 *
 * An engine is pure: it reads its arguments and this context, and nothing else (no files, clock, environment,
 * globals or logging). The context is borrowed for the time of the call and may be shared between threads.
 */
#ifndef ENISHI_BASE_H
#define ENISHI_BASE_H

#include <stddef.h>
#include <stdint.h>

/* What differs in C++, for all headers: every function is EN_PUBLIC, and the flag that cancels has the same
 * representation. */
#ifdef __cplusplus
#include <atomic>
#define EN_LINKAGE extern "C"
typedef std::atomic<bool> en_flag;
#else
#include <stdatomic.h>
#define EN_LINKAGE
typedef atomic_bool en_flag;
#endif

#if defined(__GNUC__)
#define EN_MUST_USE __attribute__((warn_unused_result))
#define EN_PUBLIC   EN_LINKAGE __attribute__((visibility("default")))
#else
#define EN_MUST_USE
#define EN_PUBLIC EN_LINKAGE
#endif

/* The class of an outcome. An engine of libenishi says where by its last argument; what works on tables, in
 * the programs, by a report. */
typedef enum en_status {
    EN_OK = 0,
    EN_ERR_INPUT,      /* the input breaks a rule */
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

/* Memory for machine code that an engine makes: written first, executed thereafter, never both at once. */
typedef struct en_pages {
    void *user;
    void *(*reserve)(void *user, size_t size); /* memory to write to; NULL when there is none */
    int (*seal)(void *user, void *block,
                size_t size); /* makes it executable and no longer writable; 0 when refused */
    void (*release)(void *user, void *block, size_t size);
} en_pages;

/* What an engine may use besides its arguments. Every engine takes NULL for one in which all is NULL. A
 * result keeps the allocator's address until it is freed. */
typedef struct en_context {
    const en_allocator *allocator; /* NULL: the C library's */
    const en_executor *executor;   /* NULL: the calling thread alone */
    const en_flag *cancel;         /* NULL: cannot be cancelled; once true, the engine ends soon after */
    void (*progress)(void *user, uint64_t done,
                     uint64_t total); /* NULL: not told; may be called from several threads */
    void *progress_user;
    const en_pages *pages; /* NULL: no machine code is made; results are the same */
} en_context;

#endif
