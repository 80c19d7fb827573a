/* Ids and their tables; cells that are looked up at once, near the last one, or later. */
#include "cell.h"

#include "check.h"

#include <stdio.h>

enum { MOST = 1000 };

/* Ids of one length that differ in one byte only, at each of its bytes. */
static void add_alike(en_arena *arena, en_ids *ids, size_t size)
{
    for (size_t at = 0; at < size; at++) {
        char *id = en_arena_copy(arena, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", size);
        bool known;
        id[at] = 'b';
        (void)en_ids_add(ids, (en_str){id, size}, &known);
        assert_false(known);
    }
}

static void ids__that_differ_in_one_byte_are_told_apart(void **state)
{
    (void)state;
    en_arena arena = en_arena_make(NULL);
    en_ids ids;
    assert_true(en_ids_make(&arena, MOST, &ids));
    for (size_t size = 1; size <= 40; size++) add_alike(&arena, &ids, size);
    for (uint32_t i = 0; i < ids.count; i++) {
        bool known;
        en_ids_lookup lookup = en_ids_start(&ids, ids.ids[i]);
        assert_int_equal(en_ids_finish(&lookup), i);
        assert_int_equal(en_ids_find(&ids, ids.ids[i]), i);
        assert_int_equal(en_ids_add(&ids, ids.ids[i], &known), i);
        assert_true(known);
    }
    assert_int_equal(en_ids_find(&ids, en_str_of("")), EN_IDS_NONE);
    assert_int_equal(en_ids_find(&ids, en_str_of("aaaaaaaaaaaaaaaaa")), EN_IDS_NONE);
    assert_int_equal(en_ids_find(&ids, en_str_of("aaaaaaaacaaaaaaaa")), EN_IDS_NONE); /* in the middle only */
    en_arena_free(&arena);
}

static void ids__stand_in_the_order_of_their_bytes(void **state)
{
    (void)state;
    const en_str mixed[] = {en_str_of("b"), en_str_of("ab"), en_str_of("é"), en_str_of(""), en_str_of("a")};
    const en_str sorted[] = {en_str_of("B"), en_str_of("a"), en_str_of("aa")};
    uint32_t order[5], of_mixed[] = {3, 4, 1, 0, 2};
    assert_true(en_ids_order(mixed, 5, order));
    assert_memory_equal(order, of_mixed, sizeof of_mixed);
    assert_true(en_ids_order(sorted, 3, order));
    for (uint32_t k = 0; k < 3; k++) assert_int_equal(order[k], k);
}

/* A reader whose record is one cell, and a hundred ids A000 … A099. */
typedef struct fixture {
    en_arena arena;
    en_ids ids;
    en_str cell;
    en_csv csv;
    en_finder finder;
    uint32_t found[MOST];
} fixture;

static void set_up(fixture *f)
{
    *f = (fixture){.arena = en_arena_make(NULL), .finder = EN_FINDER_START};
    f->csv = (en_csv){.fields = &f->cell, .arena = &f->arena};
    assert_true(en_ids_make(&f->arena, 100, &f->ids));
    for (int i = 0; i < 100; i++) {
        char id[8];
        bool known;
        int size = snprintf(id, sizeof id, "A%03d", i);
        const char *copy = en_arena_copy(&f->arena, id, (size_t)size);
        (void)en_ids_add(&f->ids, (en_str){copy, (size_t)size}, &known);
    }
}

static bool find(fixture *f, bool near, en_str cell, uint32_t *index)
{
    f->cell = cell;
    en_finder *finder = &f->finder;
    return near ? en_cell_find_near(finder, &f->csv, 0, &f->ids, EN_W_ROUND_UNKNOWN_APPLICANT, index)
                : en_cell_find_later(finder, &f->csv, 0, &f->ids, EN_W_ROUND_UNKNOWN_APPLICANT, index);
}

/* Row i names the id (i / repeat) * step; repeat 0: one at random. */
static void check_rows(size_t rows, size_t repeat, size_t step)
{
    fixture f;
    uint32_t wanted[MOST], later[MOST];
    uint64_t random = rows;
    set_up(&f);
    for (size_t i = 0; i < rows; i++) {
        wanted[i] = (uint32_t)(repeat > 0 ? i / repeat * step % 100 : check_below(&random, 100));
        assert_true(find(&f, true, f.ids.ids[wanted[i]], &f.found[i]));
        assert_true(find(&f, false, f.ids.ids[99 - wanted[i]], &later[i]));
    }
    assert_true(en_finder_finish(&f.finder, &f.csv));
    for (size_t i = 0; i < rows; i++) {
        assert_int_equal(f.found[i], wanted[i]);
        assert_int_equal(later[i], 99 - wanted[i]);
    }
    en_arena_free(&f.arena);
}

static void finder__answers_in_any_order_of_rows(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 15, 16, 17, 31, 32, 33, MOST};
    for (size_t i = 0; i < CHECK_COUNT(sizes); i++) {
        check_rows(sizes[i], 0, 0);  /* at random */
        check_rows(sizes[i], 10, 1); /* in order */
        check_rows(sizes[i], 1, 1);
        check_rows(sizes[i], 3, 2); /* with gaps */
        check_rows(sizes[i], 1, 7);
    }
}

static void finder__finds_ids_that_are_written_otherwise(void **state)
{
    (void)state;
    fixture f;
    set_up(&f);
    for (size_t i = 0; i < 40; i++) assert_true(find(&f, i % 2, en_str_of(" A007 "), &f.found[i]));
    assert_true(en_finder_finish(&f.finder, &f.csv));
    for (size_t i = 0; i < 40; i++) assert_int_equal(f.found[i], 7);
    en_arena_free(&f.arena);
}

static void finder__says_once_that_an_id_is_unknown(void **state)
{
    (void)state;
    fixture f;
    set_up(&f);
    assert_true(find(&f, false, en_str_of("A100"), &f.found[0]));
    assert_true(find(&f, false, en_str_of("A001"), &f.found[1]));
    assert_false(en_finder_finish(&f.finder, &f.csv));
    assert_int_equal(f.found[0], EN_IDS_NONE);
    assert_int_equal(f.found[1], 1);
    assert_true(en_finder_finish(&f.finder, &f.csv));
    for (size_t i = 0; i + 1 < EN_FINDER_MOST; i++) assert_true(find(&f, false, en_str_of("A100"), f.found));
    assert_false(find(&f, false, en_str_of("A001"), f.found)); /* the one that fills it */
    en_arena_free(&f.arena);
}

static void finder__reports_an_unknown_id_at_once(void **state)
{
    (void)state;
    fixture f;
    set_up(&f);
    en_str header = en_str_of("applicant");
    en_report report = en_report_make(NULL);
    f.csv.header = &header;
    f.csv.report = &report;
    assert_true(find(&f, false, en_str_of("A001"), &f.found[0]));
    assert_int_equal(f.found[0], 1);
    for (uint64_t i = 0; i < 4; i++) {
        assert_false(find(&f, i % 2, en_str_of("A100"), &f.found[1]));
        assert_int_equal(report.errors, i + 1);
    }
    en_report_free(&report);
    en_arena_free(&f.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids__that_differ_in_one_byte_are_told_apart),
        cmocka_unit_test(ids__stand_in_the_order_of_their_bytes),
        cmocka_unit_test(finder__answers_in_any_order_of_rows),
        cmocka_unit_test(finder__finds_ids_that_are_written_otherwise),
        cmocka_unit_test(finder__says_once_that_an_id_is_unknown),
        cmocka_unit_test(finder__reports_an_unknown_id_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
