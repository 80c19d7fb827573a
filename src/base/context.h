/* The context's parts as engines use them: cancel, progress, and running tasks side by side. */
#ifndef EN_CONTEXT_H
#define EN_CONTEXT_H

#include <enishi/base.h>
#include <stdbool.h>

static inline bool en_cancelled(const en_context *context)
{
    return context && context->cancel && atomic_load_explicit(context->cancel, memory_order_relaxed);
}

static inline void en_progress(const en_context *context, uint64_t done, uint64_t total)
{
    if (context && context->progress) context->progress(context->progress_user, done, total);
}

static inline unsigned en_width(const en_context *context)
{
    return context && context->executor ? context->executor->width : 1;
}

static inline void en_run(const en_context *context, void (*task)(void *, size_t), void *arg, size_t count)
{
    if (context && context->executor && count > 1) {
        context->executor->run(context->executor->user, task, arg, count);
        return;
    }
    for (size_t i = 0; i < count; i++) task(arg, i);
}

/* An executor over POSIX threads, started for each run and joined at its end; where a thread cannot be
 * started, fewer do the work. width 0 means one per processor. It holds no resources. */
en_executor en_threads(unsigned width);

/* Memory for machine code from the system (mmap, mprotect). */
extern const en_pages en_system_pages;

#endif
