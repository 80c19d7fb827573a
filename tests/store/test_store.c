/* The store: what it refuses to open, what it keeps, and that its schema is the one that fields.c describes.
 */
#define _GNU_SOURCE
#include "ledger_rows.h"

#include "json.h"
#include "migrations.h"
#include "store.h"

#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

static char folder[] = "/tmp/enishi-store-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/enishi.db", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static en_store *fresh(void)
{
    unlink(path);
    en_store *store = NULL;
    en_report report = en_report_make(NULL);
    assert_int_equal(en_store_create_sqlite(path, NULL, &report, &store), EN_OK);
    en_report_free(&report);
    return store;
}

/* Opens and expects this problem. */
static void expect_refused(en_word rule)
{
    en_store *store = NULL;
    en_report report = en_report_make(NULL);
    assert_int_equal(en_store_open_sqlite(path, NULL, &report, &store), EN_ERR_INPUT);
    assert_null(store);
    assert_int_equal(report.kept, 1);
    assert_int_equal(report.problems[0].rule, rule);
    en_report_free(&report);
}

static void run_sql(const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static const en_import_record an_import = {
    {"2026-01-01T00:00:00Z", 20}, {"tester", 6}, {"0", 1}, 1, 0, 0, NULL, 0};

/* One row, written in a transaction of its own. */
static en_status put(en_store *store, en_ledger_table table, const en_row *row, const en_row *old,
                     en_report *report)
{
    int64_t import;
    en_status status = en_store_begin(store, report);
    if (status == EN_OK) status = en_store_record(store, &an_import, report, &import);
    if (status == EN_OK) status = en_store_put(store, import, table, row, old, report);
    if (status == EN_OK) return en_store_commit(store, report);
    en_store_rollback(store);
    return status;
}

static void open__refuses_what_is_not_there(void **state)
{
    (void)state;
    unlink(path);
    expect_refused(EN_W_STORE_MISSING);
}

static void open__refuses_files_that_are_not_ours(void **state)
{
    (void)state;
    static const char *const contents[] = {
        "", "not a database, but long enough to be taken for the header of one: "
            "SQLite reads the first hundred bytes of the file and compares them"};
    for (size_t i = 0; i < CHECK_COUNT(contents); i++) {
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        fputs(contents[i], file);
        fclose(file);
        expect_refused(EN_W_STORE_NOT_OURS);
    }
    unlink(path);
    run_sql("CREATE TABLE t (x); PRAGMA user_version = 1");
    expect_refused(EN_W_STORE_NOT_OURS);
}

static void open__refuses_a_newer_schema_by_name_and_leaves_it_alone(void **state)
{
    (void)state;
    en_store_close(fresh());
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA user_version = %d", en_migration_count + 1);
    run_sql(sql);
    expect_refused(EN_W_STORE_NEWER);
}

static void create__refuses_a_name_that_is_taken(void **state)
{
    (void)state;
    en_store_close(fresh());
    en_store *store = NULL;
    en_report report = en_report_make(NULL);
    assert_int_equal(en_store_create_sqlite(path, NULL, &report, &store), EN_ERR_INPUT);
    assert_int_equal(report.problems[0].rule, EN_W_STORE_EXISTS);
    en_report_free(&report);
}

static void schema__has_exactly_the_columns_of_the_description(void **state)
{
    (void)state;
    en_store_close(fresh());
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    for (int table = 1; table < EN_LEDGER_TABLES; table++) {
        const en_shape *shape = &en_shapes[table];
        sqlite3_stmt *info = NULL;
        assert_int_equal(sqlite3_prepare_v2(db,
                                            "SELECT name, \"notnull\", type FROM pragma_table_info(?) "
                                            "WHERE cid > 1 AND name NOT LIKE 'sort\\___' ESCAPE '\\'",
                                            -1, &info, NULL),
                         SQLITE_OK);
        sqlite3_bind_text(info, 1, shape->name, -1, SQLITE_STATIC);
        size_t columns = 0;
        for (; sqlite3_step(info) == SQLITE_ROW; columns++) {
            int i = en_shape_column(shape, (const char *)sqlite3_column_text(info, 0));
            assert_true(i >= 0);
            assert_int_equal(sqlite3_column_int(info, 1), shape->fields[i].required);
            assert_string_equal((const char *)sqlite3_column_text(info, 2), "TEXT");
        }
        assert_int_equal(columns, shape->field_count);
        sqlite3_finalize(info);
    }
    sqlite3_close(db);
}

static void rows__come_back_as_they_were_put(void **state)
{
    (void)state;
    en_store *store = fresh();
    en_report report = en_report_make(NULL);
    en_rows rows = en_rows_make(NULL), loaded = en_rows_make(NULL);
    check_row(&rows, EN_SOURCES,
              "source=s|title=“Nguồn” 出典; 'quoted' \"twice\"|quality=news|published=2025-07");
    check_row(&rows, EN_INDICATORS, "indicator=i|name_en=N|unit=%|counting_rule_en=R|measure=share");
    check_row(&rows, EN_FIGURES, "figure=f|indicator=i|value=14.30|qualifier=exact|kind=actual|source=s");
    for (int t = 1; t < EN_LEDGER_TABLES; t++)
        for (size_t i = 0; i < rows.of[t].count; i++)
            assert_int_equal(put(store, (en_ledger_table)t, &rows.of[t].at[i], NULL, &report), EN_OK);
    assert_int_equal(en_store_load(store, &report, &loaded), EN_OK);
    for (int t = 1; t < EN_LEDGER_TABLES; t++) {
        assert_int_equal(loaded.of[t].count, rows.of[t].count);
        for (size_t i = 0; i < rows.of[t].count; i++)
            assert_true(en_row_same(&en_shapes[t], &loaded.of[t].at[i], &rows.of[t].at[i]));
    }
    en_rows_free(&loaded);
    en_rows_free(&rows);
    en_report_free(&report);
    en_store_close(store);
}

static void corrections__keep_what_the_row_said_before(void **state)
{
    (void)state;
    en_store *store = fresh();
    en_report report = en_report_make(NULL);
    en_rows rows = en_rows_make(NULL), loaded = en_rows_make(NULL);
    check_row(&rows, EN_SOURCES, "source=s|title=first|quality=news");
    check_row(&rows, EN_SOURCES, "source=s|title=second|quality=news");
    assert_int_equal(put(store, EN_SOURCES, &rows.of[EN_SOURCES].at[0], NULL, &report), EN_OK);
    assert_int_equal(en_store_load(store, &report, &loaded), EN_OK);
    const en_row *old = &loaded.of[EN_SOURCES].at[0];
    assert_int_equal(put(store, EN_SOURCES, &rows.of[EN_SOURCES].at[1], old, &report), EN_OK);
    en_old_rows before;
    assert_int_equal(en_store_history(store, &loaded.arena, &report, &before), EN_OK);
    assert_int_equal(before.count, 1);
    assert_int_equal(before.at[0].table, EN_SOURCES);
    assert_int_equal(before.at[0].stored, old->stored);
    assert_true(en_row_same(&en_shapes[EN_SOURCES], &(en_row){.cells = before.at[0].cells},
                            &rows.of[EN_SOURCES].at[0]));
    check_str(before.at[0].at, "2026-01-01T00:00:00Z");
    check_str(before.at[0].by, "tester");
    en_rows_free(&loaded);
    loaded = en_rows_make(NULL);
    assert_int_equal(en_store_load(store, &report, &loaded), EN_OK);
    check_str(loaded.of[EN_SOURCES].at[0].cells[1], "second");
    en_rows_free(&loaded);
    en_rows_free(&rows);
    en_report_free(&report);
    en_store_close(store);
}

/* All that asks for memory but SQLite: the store, and jansson where it is used. */
static check_heap heap;
static void *refusing_malloc(size_t size) { return check_resize(&heap, NULL, size ? size : 1); }
static void refusing_free(void *block) { (void)check_resize(&heap, block, 0); }

static int64_t count_kept(en_store *store, en_str content)
{
    int64_t found = -1;
    en_statement *s =
        en_db_prepare(en_store_db(store), "SELECT count(*) FROM history WHERE content = $1", NULL);
    en_bind_text(s, 1, content);
    if (en_db_step(s, NULL) == EN_STEP_ROW) found = en_column_int(s, 0);
    en_db_end(s);
    return found;
}

/* jansson left out of the text what it had no memory for, and said that all was well. */
static void corrections__keep_all_that_the_row_said_or_fail_where_memory_runs_out(void **state)
{
    (void)state;
    en_store_close(fresh());
    en_allocator allocator = check_allocator(&heap);
    en_store *store = NULL;
    en_report report = en_report_make(NULL);
    en_rows rows = en_rows_make(NULL);
    char title[600] = "", row[700], content[700];
    memset(title, 'x', sizeof title - 1);
    snprintf(row, sizeof row, "source=s|title=%s|quality=news", title);
    snprintf(content, sizeof content, "{\"source\":\"s\",\"title\":\"%s\",\"quality\":\"news\"}", title);
    check_row(&rows, EN_SOURCES, row);
    check_row(&rows, EN_SOURCES, "source=s|title=second|quality=news");
    json_set_alloc_funcs(refusing_malloc, refusing_free);
    heap = (check_heap){0};
    assert_int_equal(en_store_open_sqlite(path, &allocator, &report, &store), EN_OK);
    assert_int_equal(put(store, EN_SOURCES, &rows.of[EN_SOURCES].at[0], NULL, &report), EN_OK);
    en_row old = rows.of[EN_SOURCES].at[0];
    old.stored = 1;
    size_t failures = 0;
    for (bool done = false; !done;) {
        heap.calls = 0;
        heap.fail_at = failures + 1;
        en_status status = put(store, EN_SOURCES, &rows.of[EN_SOURCES].at[1], &old, &report);
        done = heap.calls <= failures;
        heap.fail_at = 0;
        assert_int_equal(status, done ? EN_OK : EN_ERR_MEMORY);
        assert_int_equal(count_kept(store, en_str_of(content)), done);
        failures++;
    }
    assert_true(failures > 5);
    en_store_close(store);
    assert_int_equal(heap.in_use, 0);
    json_set_alloc_funcs(malloc, free);
    en_rows_free(&rows);
    en_report_free(&report);
}

static void references__are_guarded_by_the_database_too(void **state)
{
    (void)state;
    en_store *store = fresh();
    en_report report = en_report_make(NULL);
    en_rows rows = en_rows_make(NULL), loaded = en_rows_make(NULL);
    check_row(&rows, EN_ORGANISATIONS, "organisation=o|kind=state|name_en=O|successor=nobody");
    check_row(&rows, EN_ORGANISATIONS, "organisation=shared|kind=state|name_en=O");
    check_row(&rows, EN_PEOPLE, "person=shared|name_en=P");
    assert_int_equal(put(store, EN_ORGANISATIONS, &rows.of[EN_ORGANISATIONS].at[0], NULL, &report),
                     EN_ERR_IO);
    assert_int_equal(put(store, EN_ORGANISATIONS, &rows.of[EN_ORGANISATIONS].at[1], NULL, &report), EN_OK);
    assert_int_equal(put(store, EN_PEOPLE, &rows.of[EN_PEOPLE].at[0], NULL, &report), EN_ERR_IO);
    assert_int_equal(en_store_load(store, &report, &loaded), EN_OK);
    assert_int_equal(loaded.of[EN_ORGANISATIONS].count, 1);
    assert_int_equal(loaded.of[EN_PEOPLE].count, 0);
    en_rows_free(&loaded);
    en_rows_free(&rows);
    en_report_free(&report);
    en_store_close(store);
}

static void notes__are_kept(void **state)
{
    (void)state;
    en_store *store = fresh();
    en_report report = en_report_make(NULL);
    en_arena arena = en_arena_make(NULL);
    en_str value;
    assert_int_equal(en_store_note(store, "sample", &arena, &report, &value), EN_OK);
    assert_int_equal(value.size, 0);
    assert_int_equal(en_store_set_note(store, "sample", "yes", &report), EN_OK);
    assert_int_equal(en_store_note(store, "sample", &arena, &report, &value), EN_OK);
    check_str(value, "yes");
    en_arena_free(&arena);
    en_report_free(&report);
    en_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(open__refuses_what_is_not_there),
        cmocka_unit_test(open__refuses_files_that_are_not_ours),
        cmocka_unit_test(open__refuses_a_newer_schema_by_name_and_leaves_it_alone),
        cmocka_unit_test(create__refuses_a_name_that_is_taken),
        cmocka_unit_test(schema__has_exactly_the_columns_of_the_description),
        cmocka_unit_test(rows__come_back_as_they_were_put),
        cmocka_unit_test(corrections__keep_what_the_row_said_before),
        cmocka_unit_test(corrections__keep_all_that_the_row_said_or_fail_where_memory_runs_out),
        cmocka_unit_test(references__are_guarded_by_the_database_too),
        cmocka_unit_test(notes__are_kept),
    };
    return cmocka_run_group_tests_name("store", tests, make_folder, remove_folder);
}
