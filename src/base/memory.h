/* Memory: one allocator interface, and arenas on top of it.
 *
 * A request or a result owns one arena and is freed whole. Blocks are cut from chunks that double in size; a
 * block too large for a chunk gets one of its own. Built with EN_ARENA_SEPARATE (the sanitizer builds) every
 * block is an allocation of its own, so that a read past a block is seen.
 */
#ifndef EN_MEMORY_H
#define EN_MEMORY_H

#include <enishi/base.h>
#include <stdbool.h>

typedef struct en_arena_chunk en_arena_chunk;

typedef struct en_arena {
    const en_allocator *allocator;
    en_arena_chunk *chunks;
    size_t next_chunk;
} en_arena;

/* The C library's allocator. */
extern const en_allocator en_libc_allocator;

/* An empty arena; allocator NULL means the C library's. */
en_arena en_arena_make(const en_allocator *allocator);

/* Frees all blocks. The arena is empty afterwards and can be used again. */
void en_arena_free(en_arena *arena);

/* count * size bytes, zeroed, aligned for any type; NULL when count * size overflows or memory is out.
 * Never NULL for count * size == 0. */
void *en_arena_array(en_arena *arena, size_t count, size_t size);

/* As en_arena_array, but the bytes are not set. */
void *en_arena_raw(en_arena *arena, size_t count, size_t size);

/* A copy of n bytes with a NUL behind them. */
char *en_arena_copy(en_arena *arena, const char *bytes, size_t n);

/* *sum = a + b, *product = a * b; false when that overflows. */
static inline bool en_add_size(size_t a, size_t b, size_t *sum) { return !__builtin_add_overflow(a, b, sum); }
static inline bool en_mul_size(size_t a, size_t b, size_t *product)
{
    return !__builtin_mul_overflow(a, b, product);
}

#endif
