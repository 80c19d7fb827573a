/* What unit tests share: cmocka with what it needs, comparing slices, and random numbers that are the same in
 * every run. */
#ifndef EN_TESTS_CHECK_H
#define EN_TESTS_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "context.h"
#include "str.h"

#include <stdlib.h>

#define CHECK_COUNT(array) (sizeof(array) / sizeof *(array))

/* With the text itself in the message where they differ. */
static inline void check_str(en_str s, const char *expected)
{
    char *copy = malloc(s.size + 1);
    assert_non_null(copy);
    if (s.size) memcpy(copy, s.at, s.size);
    copy[s.size] = '\0';
    assert_string_equal(copy, expected);
    assert_int_equal(s.size, strlen(expected)); /* no NUL inside */
    free(copy);
}

/* SplitMix64 (Steele, Lea and Flood 2014). */
static inline uint64_t check_random(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

/* 0 … n - 1. */
static inline size_t check_below(uint64_t *state, size_t n) { return (size_t)(check_random(state) % n); }

/* An allocator that refuses the n-th allocation and counts blocks that are in use. */
typedef struct check_heap {
    size_t calls, fail_at; /* fail_at 0: never */
    size_t in_use;
} check_heap;

static inline void *check_resize(void *user, void *block, size_t size)
{
    check_heap *heap = user;
    if (size == 0) {
        if (block) heap->in_use--;
        free(block);
        return NULL;
    }
    if (++heap->calls == heap->fail_at) return NULL;
    void *grown = realloc(block, size);
    if (grown && !block) heap->in_use++;
    return grown;
}

static inline en_allocator check_allocator(check_heap *heap) { return (en_allocator){heap, check_resize}; }

/* Does `work` with the 1st, the 2nd … allocation refused, until it ends without asking for that many: each
 * time it must say so and give back what it had. most: more allocations than it needs. */
static inline void check_refused_allocations(en_status (*work)(const en_context *context, void *user),
                                             void *user, size_t most)
{
    for (size_t n = 1;; n++) {
        check_heap heap = {.fail_at = n};
        en_allocator allocator = check_allocator(&heap);
        en_context context = {.allocator = &allocator};
        en_status status = work(&context, user);
        assert_int_equal(status, heap.calls < n ? EN_OK : EN_ERR_MEMORY);
        assert_int_equal(heap.in_use, 0);
        if (heap.calls < n) break;
        assert_in_range(n, 1, most);
    }
}

#endif
