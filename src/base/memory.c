/* Memory: one allocator interface, and arenas on top of it. See memory.h. */
#include "memory.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

struct en_arena_chunk {
    alignas(max_align_t) en_arena_chunk *next;
    size_t used, size; /* bytes behind the header */
};

enum { FIRST_CHUNK = 4096, LARGEST_CHUNK = 1 << 20, LARGE_BLOCK = 4096 };

static void *libc_resize(void *user, void *block, size_t size)
{
    (void)user;
    if (size == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, size);
}

const en_allocator en_libc_allocator = {NULL, libc_resize};

en_arena en_arena_make(const en_allocator *allocator)
{
    return (en_arena){.allocator = allocator ? allocator : &en_libc_allocator, .next_chunk = FIRST_CHUNK};
}

void en_arena_free(en_arena *arena)
{
    while (arena->chunks) {
        en_arena_chunk *next = arena->chunks->next;
        arena->allocator->resize(arena->allocator->user, arena->chunks, 0);
        arena->chunks = next;
    }
    arena->next_chunk = FIRST_CHUNK;
}

/* A chunk with room for size bytes. A chunk made for one large block goes behind the current one, which has
 * room left. */
static en_arena_chunk *add_chunk(en_arena *arena, size_t size, bool behind)
{
    size_t whole;
    if (!en_add_size(size, sizeof(en_arena_chunk), &whole)) return NULL;
    en_arena_chunk *chunk = arena->allocator->resize(arena->allocator->user, NULL, whole);
    if (!chunk) return NULL;
    chunk->used = 0;
    chunk->size = size;
    if (behind && arena->chunks) {
        chunk->next = arena->chunks->next;
        arena->chunks->next = chunk;
    } else {
        chunk->next = arena->chunks;
        arena->chunks = chunk;
    }
    return chunk;
}

static bool is_alone(size_t size)
{
#ifdef EN_ARENA_SEPARATE
    (void)size;
    return true;
#else
    return size >= LARGE_BLOCK;
#endif
}

static en_arena_chunk *chunk_for(en_arena *arena, size_t size)
{
    if (is_alone(size)) return add_chunk(arena, size, true);
    en_arena_chunk *chunk = arena->chunks;
    if (chunk && chunk->size - chunk->used >= size) return chunk;
    chunk = add_chunk(arena, arena->next_chunk, false);
    if (chunk && arena->next_chunk < LARGEST_CHUNK) arena->next_chunk *= 2;
    return chunk;
}

void *en_arena_raw(en_arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (!en_mul_size(count, size, &bytes)) return NULL;
    if (bytes == 0) bytes = 1; /* before rounding, which would leave the next block misaligned */
#ifndef EN_ARENA_SEPARATE
    if (!en_add_size(bytes, alignof(max_align_t) - 1, &bytes)) return NULL;
    bytes &= ~(alignof(max_align_t) - 1);
#endif
    en_arena_chunk *chunk = chunk_for(arena, bytes);
    if (!chunk) return NULL;
    void *block = (char *)(chunk + 1) + chunk->used;
    chunk->used += bytes;
    return block;
}

void *en_arena_array(en_arena *arena, size_t count, size_t size)
{
    void *block = en_arena_raw(arena, count, size);
    if (block && count * size > 0) memset(block, 0, count * size);
    return block;
}

char *en_arena_copy(en_arena *arena, const char *bytes, size_t n)
{
    size_t size;
    if (!en_add_size(n, 1, &size)) return NULL;
    char *copy = en_arena_raw(arena, size, 1);
    if (!copy) return NULL;
    if (n > 0) memcpy(copy, bytes, n);
    copy[n] = '\0';
    return copy;
}
