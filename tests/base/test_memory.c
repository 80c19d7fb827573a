/* Arenas, with chunks: this program compiles memory.c without EN_ARENA_SEPARATE, as the release has it. */
#include "memory.h"

#include "check.h"

static void arena__aligns_every_block(void **state)
{
    (void)state;
    en_arena arena = en_arena_make(NULL);
    uint64_t random = 1;
    for (int i = 0; i < 5000; i++) {
        void *block = en_arena_raw(&arena, check_below(&random, 40), 1 + check_below(&random, 9));
        assert_non_null(block);
        assert_int_equal((uintptr_t)block % _Alignof(max_align_t), 0);
    }
    en_arena_free(&arena);
}

static void arena__aligns_the_block_after_an_empty_one(void **state)
{
    (void)state;
    en_arena arena = en_arena_make(NULL);
    void *empty = en_arena_raw(&arena, 0, 8), *next = en_arena_raw(&arena, 1, 8);
    assert_non_null(empty);
    assert_int_equal((uintptr_t)next % _Alignof(max_align_t), 0);
    assert_ptr_not_equal(empty, next);
    en_arena_free(&arena);
}

static void arena__gives_blocks_that_do_not_overlap(void **state)
{
    (void)state;
    enum { COUNT = 2000 };
    static unsigned char *blocks[COUNT];
    static size_t sizes[COUNT];
    en_arena arena = en_arena_make(NULL);
    uint64_t random = 2;
    for (size_t i = 0; i < COUNT; i++) {
        sizes[i] = check_below(&random, i % 50 == 0 ? 20000 : 300);
        blocks[i] = en_arena_raw(&arena, sizes[i], 1);
        assert_non_null(blocks[i]);
        memset(blocks[i], (int)(i & 0xFF), sizes[i]);
    }
    for (size_t i = 0; i < COUNT; i++)
        for (size_t j = 0; j < sizes[i]; j++) assert_int_equal(blocks[i][j], i & 0xFF);
    en_arena_free(&arena);
}

static void arena__zeroes_arrays(void **state)
{
    (void)state;
    en_arena arena = en_arena_make(NULL);
    for (int round = 0; round < 2; round++) {
        unsigned char *used = en_arena_raw(&arena, 1000, 1);
        assert_non_null(used);
        memset(used, 0xFF, 1000);
        unsigned char *block = en_arena_array(&arena, 500, 2);
        assert_non_null(block);
        for (size_t i = 0; i < 1000; i++) assert_int_equal(block[i], 0);
        en_arena_free(&arena);
    }
}

static void arena__copies_with_a_nul_behind(void **state)
{
    (void)state;
    en_arena arena = en_arena_make(NULL);
    assert_string_equal(en_arena_copy(&arena, "abcd", 2), "ab");
    assert_string_equal(en_arena_copy(&arena, NULL, 0), "");
    en_arena_free(&arena);
}

static void arena__refuses_sizes_that_overflow(void **state)
{
    (void)state;
    en_arena arena = en_arena_make(NULL);
    assert_null(en_arena_array(&arena, SIZE_MAX / 2, 3));
    assert_null(en_arena_raw(&arena, SIZE_MAX, 1));
    assert_null(en_arena_raw(&arena, SIZE_MAX - 15, 1));
    assert_null(en_arena_raw(&arena, SIZE_MAX - 40, 1));
    assert_null(en_arena_copy(&arena, "", SIZE_MAX));
    assert_non_null(en_arena_raw(&arena, 1, 1));
    en_arena_free(&arena);
}

static void arena__stays_usable_when_memory_runs_out(void **state)
{
    (void)state;
    check_heap heap = {.fail_at = 2};
    en_allocator allocator = check_allocator(&heap);
    en_arena arena = en_arena_make(&allocator);
    char *first = en_arena_copy(&arena, "first", 5);
    assert_non_null(first);
    assert_null(en_arena_raw(&arena, 100000, 1));
    assert_non_null(en_arena_raw(&arena, 100000, 1));
    assert_string_equal(first, "first");
    en_arena_free(&arena);
    assert_int_equal(heap.in_use, 0);
}

static void arena__asks_for_few_chunks(void **state)
{
    (void)state;
    check_heap heap = {0};
    en_allocator allocator = check_allocator(&heap);
    en_arena arena = en_arena_make(&allocator);
    for (int i = 0; i < 100000; i++) assert_non_null(en_arena_raw(&arena, 16, 1));
    assert_in_range(heap.calls, 2, 12);
    en_arena_free(&arena);
    assert_int_equal(heap.in_use, 0);
}

static void arena__goes_on_in_its_chunk_behind_a_large_block(void **state)
{
    (void)state;
    check_heap heap = {0};
    en_allocator allocator = check_allocator(&heap);
    en_arena arena = en_arena_make(&allocator);
    assert_non_null(en_arena_raw(&arena, 16, 1));
    assert_non_null(en_arena_raw(&arena, 1 << 20, 1));
    assert_non_null(en_arena_raw(&arena, 16, 1));
    assert_int_equal(heap.calls, 2);
    en_arena_free(&arena);
}

static void size__adds_and_multiplies_with_checks(void **state)
{
    (void)state;
    size_t out;
    assert_true(en_add_size(SIZE_MAX - 1, 1, &out));
    assert_true(out == SIZE_MAX);
    assert_false(en_add_size(SIZE_MAX, 1, &out));
    assert_true(en_mul_size(SIZE_MAX / 3, 3, &out));
    assert_false(en_mul_size(SIZE_MAX / 3 + 1, 3, &out));
    assert_true(en_mul_size(0, SIZE_MAX, &out));
    assert_int_equal(out, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena__aligns_every_block),
        cmocka_unit_test(arena__aligns_the_block_after_an_empty_one),
        cmocka_unit_test(arena__gives_blocks_that_do_not_overlap),
        cmocka_unit_test(arena__zeroes_arrays),
        cmocka_unit_test(arena__copies_with_a_nul_behind),
        cmocka_unit_test(arena__refuses_sizes_that_overflow),
        cmocka_unit_test(arena__stays_usable_when_memory_runs_out),
        cmocka_unit_test(arena__asks_for_few_chunks),
        cmocka_unit_test(arena__goes_on_in_its_chunk_behind_a_large_block),
        cmocka_unit_test(size__adds_and_multiplies_with_checks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
