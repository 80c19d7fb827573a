/* Tables as records: what each kind of column makes of its cells, and what it refuses. */
#include "flat.h"

#include "check.h"

#include <math.h>
#include <stddef.h>

typedef struct record {
    uint32_t who, parent, count, limit, word, name;
    double score;
    en_str note;
} record;

static const char *const words[] = {"after", "never", NULL};

/* A table in memory: what a file would be behind its header. */
typedef struct fixture {
    en_arena arena;
    en_report report;
    en_table table;
    en_str header[8];
    en_ids ids, names;
    char text[512];
} fixture;

static void set_up(fixture *f, const char *body)
{
    static const char *const header[] = {"who", "parent", "count", "limit", "word", "name", "score", "note"};
    *f = (fixture){.arena = en_arena_make(NULL), .report = en_report_make(NULL)};
    f->table = (en_table){.arena = en_arena_make(NULL),
                          .name = en_str_of("t.csv"),
                          .delimiter = ',',
                          .columns = 8,
                          .header_row = 1,
                          .body_row = 2};
    for (int i = 0; i < 8; i++) f->header[i] = en_str_of(header[i]);
    f->table.header = f->header;
    memcpy(f->text, body, strlen(body));
    f->table.body = (en_str){f->text, strlen(body)};
}

static void tear_down(fixture *f)
{
    en_arena_free(&f->arena);
    en_arena_free(&f->table.arena);
    en_report_free(&f->report);
}

/* Reads all; large: `who` are known ids then, and rows may be blank. */
static en_status read_all(fixture *f, bool large, en_flat *rows)
{
    const en_flat_column columns[] = {
        {.column = "who", large ? EN_FLAT_NEAR : EN_FLAT_ID, true, 0, EN_W_VERIFY_ID_TWICE, &f->ids},
        {.column = "parent",
         EN_FLAT_OF,
         false,
         offsetof(record, parent),
         EN_W_VERIFY_UNKNOWN_GROUP,
         &f->ids,
         .empty = EN_IDS_NONE,
         .none = "-"},
        {.column = "count",
         EN_FLAT_WHOLE,
         true,
         offsetof(record, count),
         EN_W_VERIFY_NOT_A_RANK,
         .least = 1,
         .most = 9},
        {.column = "limit",
         EN_FLAT_WHOLE,
         false,
         offsetof(record, limit),
         EN_W_VERIFY_NOT_A_COUNT,
         .most = 9,
         .empty = 77},
        {.column = "word",
         EN_FLAT_WORD,
         false,
         offsetof(record, word),
         EN_W_VERIFY_LINE_WRONG,
         .words = words},
        {.column = "name",
         EN_FLAT_NAME,
         false,
         offsetof(record, name),
         EN_W_VERIFY_TOO_MANY,
         &f->names,
         .most = 2},
        {.column = "score", EN_FLAT_REAL, false, offsetof(record, score)},
        {.column = "note", EN_FLAT_TEXT, false, offsetof(record, note)}};
    *rows = (en_flat){.columns = columns,
                      .column_count = 8,
                      .size = sizeof(record),
                      .most = 100,
                      .too_many = EN_W_VERIFY_TOO_MANY,
                      .large = large};
    return en_flat_read(rows, &f->table, NULL, &f->arena, &f->report);
}

static void rows__become_records_as_described(void **state)
{
    (void)state;
    fixture f;
    en_flat rows;
    set_up(&f, "a,b,1,,after,x,2.5,hi\n b ,-,9,3,,,,\nc,a,2,0,never, x ,-1,\n");
    assert_int_equal(read_all(&f, false, &rows), EN_OK);
    const record *at = (const record *)(void *)rows.at;
    assert_int_equal(rows.count, 3);
    assert_true(en_str_is(f.ids.ids[1], "b"));
    assert_int_equal(at[0].parent, 1); /* an id of a later row */
    assert_int_equal(at[1].parent, EN_IDS_NONE);
    assert_int_equal(at[2].parent, 0);
    assert_int_equal(at[0].limit, 77);
    assert_int_equal(at[1].limit, 3);
    assert_int_equal(at[0].word * 100 + at[1].word * 10 + at[2].word, 102);
    assert_int_equal(at[0].name * 100 + at[1].name * 10 + at[2].name, 101);
    assert_true(at[0].score > 2.4 && at[0].score < 2.6 && isnan(at[1].score));
    assert_true(en_str_is(at[0].note, "hi"));
    tear_down(&f);
}

static void cells__that_are_not_as_described_are_reported(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        en_word rule;
    } wrong[] = {{"a,,1,,,,,\na,,1,,,,,\n", EN_W_VERIFY_ID_TWICE},
                 {"a,z,1,,,,,\n", EN_W_VERIFY_UNKNOWN_GROUP},
                 {"a,,0,,,,,\n", EN_W_VERIFY_NOT_A_RANK},
                 {"a,,,,,,,\n", EN_W_VERIFY_NOT_A_RANK},
                 {"a,,1,x,,,,\n", EN_W_VERIFY_NOT_A_COUNT},
                 {"a,,1,,before,,,\n", EN_W_VERIFY_LINE_WRONG},
                 {"a,,1,,,x,,\nb,,1,,,y,,\nc,,1,,,z,,\n", EN_W_VERIFY_TOO_MANY}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        fixture f;
        en_flat rows;
        set_up(&f, wrong[i].row);
        assert_int_equal(read_all(&f, false, &rows), EN_ERR_INPUT);
        assert_int_equal(f.report.errors, 1);
        assert_int_equal(f.report.problems[0].rule, wrong[i].rule);
        tear_down(&f);
    }
}

static void large_tables__are_read_by_rows_with_blank_ones_between(void **state)
{
    (void)state;
    fixture f;
    en_flat rows;
    bool known;
    set_up(&f, "b,a,1,,,x,,\n\na,b,2,,,y,,\n");
    assert_true(en_ids_make(&f.arena, 2, &f.ids));
    (void)en_ids_add(&f.ids, en_str_of("a"), &known);
    (void)en_ids_add(&f.ids, en_str_of("b"), &known);
    assert_int_equal(read_all(&f, true, &rows), EN_OK);
    const record *at = (const record *)(void *)rows.at;
    assert_true(rows.count >= 3);
    assert_int_equal(at[0].who, 1);
    assert_int_equal(at[1].who, EN_IDS_NONE);
    assert_int_equal(at[2].who, 0);
    assert_int_equal(at[2].parent, 1);
    assert_int_equal(at[2].name, 2);
    for (size_t i = 3; i < rows.count; i++) assert_int_equal(at[i].who, EN_IDS_NONE);
    tear_down(&f);
}

static void tables__of_more_rows_than_may_be_are_refused(void **state)
{
    (void)state;
    fixture f;
    en_flat rows = {0};
    set_up(&f, "a,,1,,,,,\nb,,1,,,,,\n");
    rows.too_many = EN_W_VERIFY_TOO_MANY;
    rows.most = 1;
    assert_int_equal(en_flat_read(&rows, &f.table, NULL, &f.arena, &f.report), EN_ERR_INPUT);
    assert_int_equal(f.report.problems[0].rule, EN_W_VERIFY_TOO_MANY);
    tear_down(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows__become_records_as_described),
        cmocka_unit_test(cells__that_are_not_as_described_are_reported),
        cmocka_unit_test(large_tables__are_read_by_rows_with_blank_ones_between),
        cmocka_unit_test(tables__of_more_rows_than_may_be_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
