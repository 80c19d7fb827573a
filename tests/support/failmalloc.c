/* failmalloc: loaded with LD_PRELOAD, refuses the n-th allocation of a program and lets all others through.
 *
 * EN_FAIL_AT=n: the n-th call of malloc, calloc, realloc (growing), aligned_alloc, posix_memalign or memalign
 * returns NULL with ENOMEM; strdup and the rest of the C library come through malloc. EN_FAIL_LOG=PATH: then
 * a line `n size` goes to that file, so that whoever started the program knows whether n was reached.
 * Counting starts behind the program's own loading. Under gcc's sanitizers, whose allocator is a shared
 * library, the calls go on to it (ASAN_OPTIONS=verify_asan_link_order=0), so leaks are seen as well.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *(*next_malloc)(size_t);
static void *(*next_calloc)(size_t, size_t);
static void *(*next_realloc)(void *, size_t);
static void *(*next_memalign)(size_t, size_t);
static void (*next_free)(void *);

static atomic_bool counting;
static atomic_ulong calls;
static unsigned long fail_at;
static const char *log_path;

/* dlsym itself may allocate before there is anything to allocate with. These few bytes are never given back.
 */
static char early[8192];
static atomic_size_t early_used;

static void *take_early(size_t size)
{
    size_t whole = (size + 31) & ~(size_t)15, at = atomic_fetch_add(&early_used, whole);
    if (at + whole > sizeof early) abort();
    memcpy(early + at, &size, sizeof size);
    return early + at + 16;
}

static bool is_early(const void *block)
{
    return (const char *)block >= early && (const char *)block < early + sizeof early;
}

static void find(void *function, const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) abort();
    memcpy(function, &found, sizeof found);
}

/* Where the calls go on to. Looked for at the first call, which comes before any constructor under a
 * sanitizer. */
static void look(void)
{
    static atomic_bool looking;
    if (next_malloc || atomic_exchange(&looking, true)) return;
    find(&next_free, "free");
    find(&next_realloc, "realloc");
    find(&next_calloc, "calloc");
    find(&next_memalign, "memalign");
    find(&next_malloc, "malloc");
}

__attribute__((constructor)) static void start(void)
{
    look();
    const char *n = getenv("EN_FAIL_AT");
    fail_at = n ? strtoul(n, NULL, 10) : 0;
    log_path = getenv("EN_FAIL_LOG");
    atomic_store(&counting, true);
}

static void note(unsigned long n, size_t size)
{
    char line[64];
    int length = snprintf(line, sizeof line, "%lu %zu\n", n, size);
    int file = log_path ? open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666) : -1;
    if (file < 0) return;
    if (write(file, line, (size_t)length) != length) abort();
    close(file);
}

static bool refuse(size_t size)
{
    if (!atomic_load(&counting)) return false;
    unsigned long n = atomic_fetch_add(&calls, 1) + 1;
    if (n != fail_at) return false;
    note(n, size);
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size)
{
    look();
    if (refuse(size)) return NULL;
    return next_malloc ? next_malloc(size) : take_early(size);
}

void *calloc(size_t count, size_t size)
{
    look();
    if (refuse(size)) return NULL;
    return next_calloc ? next_calloc(count, size) : take_early(count * size);
}

void *realloc(void *block, size_t size)
{
    if (size > 0 && refuse(size)) return NULL;
    if (!is_early(block)) return next_realloc ? next_realloc(block, size) : take_early(size);
    void *moved = next_malloc ? next_malloc(size) : take_early(size);
    size_t old;
    memcpy(&old, (char *)block - 16, sizeof old);
    if (moved) memcpy(moved, block, old < size ? old : size);
    return moved;
}

void free(void *block)
{
    if (block && next_free && !is_early(block)) next_free(block);
}

void *memalign(size_t alignment, size_t size)
{
    if (refuse(size)) return NULL;
    return next_memalign ? next_memalign(alignment, size) : NULL;
}

void *aligned_alloc(size_t alignment, size_t size) { return memalign(alignment, size); }

int posix_memalign(void **block, size_t alignment, size_t size)
{
    void *made = memalign(alignment, size);
    if (!made) return ENOMEM;
    *block = made;
    return 0;
}
