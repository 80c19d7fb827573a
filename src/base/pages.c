/* Memory for machine code by mmap and mprotect: private pages that are first written, then executed, never
 * both. See context.h. */
#define _GNU_SOURCE
#include "context.h"

#include <sys/mman.h>

static void *reserve(void *user, size_t size)
{
    (void)user;
    void *block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return block == MAP_FAILED ? NULL : block;
}

static int seal(void *user, void *block, size_t size)
{
    (void)user;
    return mprotect(block, size, PROT_READ | PROT_EXEC) == 0;
}

static void release(void *user, void *block, size_t size)
{
    (void)user;
    (void)munmap(block, size);
}

const en_pages en_system_pages = {.reserve = reserve, .seal = seal, .release = release};
