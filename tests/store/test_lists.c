/* Statements, pages of rows, search, and how a server opens the store. */
#define _GNU_SOURCE
#include "ledger_rows.h"

#include "lists.h"
#include "migrations.h"
#include "sqlite.h"

#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

static char folder[] = "/tmp/enishi-lists-XXXXXX";
static char path[64];
static en_report report;
static en_arena arena;

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

static int begin_test(void **state)
{
    (void)state;
    unlink(path);
    report = en_report_make(NULL);
    arena = en_arena_make(NULL);
    return 0;
}

static int end_test(void **state)
{
    (void)state;
    en_arena_free(&arena);
    en_report_free(&report);
    return 0;
}

static en_store *fresh(void)
{
    en_store *store = NULL;
    assert_int_equal(en_store_create_sqlite(path, NULL, &report, &store), EN_OK);
    return store;
}

static const en_import_record an_import = {
    {"2026-01-01T00:00:00Z", 20}, {"tester", 6}, {"0", 1}, 1, 0, 0, NULL, 0};

static void put_all(en_store *store, const en_rows *rows)
{
    int64_t import;
    assert_int_equal(en_store_begin(store, &report), EN_OK);
    assert_int_equal(en_store_record(store, &an_import, &report, &import), EN_OK);
    for (int t = 1; t < EN_LEDGER_TABLES; t++)
        for (size_t i = 0; i < rows->of[t].count; i++)
            assert_int_equal(
                en_store_put(store, import, (en_ledger_table)t, &rows->of[t].at[i], NULL, &report), EN_OK);
    assert_int_equal(en_store_commit(store, &report), EN_OK);
}

static void put_people(en_store *store)
{
    en_rows rows = en_rows_make(NULL);
    check_row(&rows, EN_ORGANISATIONS, "organisation=o1|kind=state|name_en=Dang Industries|country=VN;JP");
    check_row(&rows, EN_ORGANISATIONS, "organisation=o2|kind=company|name_en=Anh|name_vi=Đặng|country=VN");
    check_row(&rows, EN_ORGANISATIONS, "organisation=o3|kind=company|name_en=Zen|name_vi=Dương");
    check_row(&rows, EN_ORGANISATIONS, "organisation=o4|kind=company|name_en=Solder|name_ja=株式会社ハンダ");
    check_row(&rows, EN_ORGANISATIONS,
              "organisation=o5|kind=company|name_en=Sato|name_ja=佐藤製作所|aliases=ｻﾄｳ");
    put_all(store, &rows);
    en_rows_free(&rows);
}

static en_status add_id(void *user, const en_stored_row *row)
{
    en_text *text = user;
    en_text_add(text, row->cells[0]);
    en_text_add_char(text, ' ');
    return EN_OK;
}

/* The ids of a list, page after page. */
static void expect_list(en_store *store, en_list list, const char *expected)
{
    en_text ids = en_text_make(NULL);
    do assert_int_equal(en_store_list(store, &list, &arena, &report, add_id, &ids, &list.after), EN_OK);
    while (list.after.size);
    check_str(en_text_str(&ids), expected);
    en_text_free(&ids);
}

static void expect_found(en_store *store, const char *words, const char *expected)
{
    en_text ids = en_text_make(NULL);
    en_str after = {0};
    do
        assert_int_equal(en_store_search(store, EN_LEDGER_NONE, en_str_of(words), after, 1, &arena, &report,
                                         add_id, &ids, &after),
                         EN_OK);
    while (after.size);
    check_str(en_text_str(&ids), expected);
    en_text_free(&ids);
}

static void lists__come_page_by_page_in_the_order_of_a_language(void **state)
{
    (void)state;
    en_store *store = fresh();
    put_people(store);
    for (size_t limit = 1; limit < 7; limit++) {
        en_list list = {.table = EN_ORGANISATIONS, .limit = limit, .sort = "name_vi"};
        expect_list(store, list, "o1 o3 o2 o5 o4 ");
        list.turned = true;
        expect_list(store, list, "o4 o5 o2 o3 o1 ");
        list = (en_list){.table = EN_ORGANISATIONS, .limit = limit, .sort = "name_en"};
        expect_list(store, list, "o2 o1 o5 o4 o3 ");
        list.sort = "country";
        expect_list(store, list, "o2 o1 o3 o4 o5 ");
        list.turned = true;
        expect_list(store, list, "o1 o2 o5 o4 o3 ");
        list = (en_list){.table = EN_ORGANISATIONS, .limit = limit};
        expect_list(store, list, "o1 o2 o3 o4 o5 ");
    }
    en_store_close(store);
}

/* ~ was taken for the last character, and these came behind those without a value. */
static void lists__have_rows_without_a_value_last_whatever_the_script_of_the_others(void **state)
{
    (void)state;
    en_store *store = fresh();
    en_rows rows = en_rows_make(NULL);
    check_row(&rows, EN_SOURCES, "source=none|title=None|quality=news");
    check_row(&rows, EN_SOURCES, "source=ja|title=Ja|quality=news|publisher=経済産業省");
    check_row(&rows, EN_SOURCES, "source=vi|title=Vi|quality=news|publisher=Đảng");
    check_row(&rows, EN_SOURCES, "source=en|title=En|quality=news|publisher=zen");
    check_row(&rows, EN_SOURCES, "source=rare|title=Rare|quality=news|publisher=𠮷野");
    put_all(store, &rows);
    en_rows_free(&rows);
    for (size_t limit = 1; limit < 6; limit++) {
        en_list list = {.table = EN_SOURCES, .limit = limit, .sort = "publisher"};
        expect_list(store, list, "en vi ja rare none ");
        list.turned = true;
        expect_list(store, list, "rare ja vi en none ");
    }
    en_store_close(store);
}

/* How often a page of the database is looked at. */
static int pages_of(en_store *store)
{
    int hits = 0, misses = 0, unused;
    sqlite3 *handle = en_store_db(store)->handle;
    assert_int_equal(sqlite3_db_status(handle, SQLITE_DBSTATUS_CACHE_HIT, &hits, &unused, 0), SQLITE_OK);
    assert_int_equal(sqlite3_db_status(handle, SQLITE_DBSTATUS_CACHE_MISS, &misses, &unused, 0), SQLITE_OK);
    return hits + misses;
}

/* Each of them was fetched: 0.4 s for 100,000. */
static void lists__of_one_country_do_not_fetch_rows_of_others(void **state)
{
    (void)state;
    enum { MANY = 2000 };
    en_store *store = fresh();
    en_rows rows = en_rows_make(NULL);
    for (int i = 0; i < MANY; i++) {
        char *text = en_arena_array(&rows.arena, 128, 1);
        snprintf(text, 128, "organisation=o%d|kind=company|name_en=Name %d|country=VN;JP", i, MANY - i);
        check_row(&rows, EN_ORGANISATIONS, text);
    }
    put_all(store, &rows);
    en_rows_free(&rows);
    en_list_filter of[] = {{"country", {"ZZ", 2}}, {"kind", {"company", 7}}};
    static const char *const sorts[] = {"name_en", "name_vi", "name_ja"};
    for (size_t i = 0; i < 6; i++) {
        en_list list = {.table = EN_ORGANISATIONS, .filters = of, .limit = 50, .sort = sorts[i / 2]};
        list.filter_count = 1 + i % 2;
        int before = pages_of(store);
        expect_list(store, list, "");
        assert_true(pages_of(store) - before < MANY / 4);
    }
    en_store_close(store);
}

static void lists__hold_what_filters_and_words_leave(void **state)
{
    (void)state;
    en_store *store = fresh();
    put_people(store);
    en_list_filter country = {"country", {"VN", 2}}, both[] = {country, {"kind", {"company", 7}}};
    en_list list = {
        .table = EN_ORGANISATIONS, .filters = &country, .filter_count = 1, .limit = 1, .sort = "name_en"};
    expect_list(store, list, "o2 o1 ");
    list.filters = both;
    list.filter_count = 2;
    expect_list(store, list, "o2 ");
    list = (en_list){.table = EN_ORGANISATIONS, .words = en_str_of("dang"), .limit = 1, .sort = "name_en"};
    expect_list(store, list, "o2 o1 ");
    list.words = en_str_of("。");
    expect_list(store, list, "");
    en_store_close(store);
}

static void cursors__of_another_question_or_changed_are_refused(void **state)
{
    (void)state;
    en_store *store = fresh();
    put_people(store);
    en_text ids = en_text_make(NULL);
    en_list list = {.table = EN_ORGANISATIONS, .limit = 2, .sort = "name_en"};
    en_str next, unused;
    assert_int_equal(en_store_list(store, &list, &arena, &report, add_id, &ids, &next), EN_OK);
    for (size_t i = 0; i < next.size; i++) {
        char *changed = en_arena_copy(&arena, next.at, next.size);
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        list.after = (en_str){changed, next.size};
        assert_int_equal(en_store_list(store, &list, &arena, &report, add_id, &ids, &unused), EN_ERR_INPUT);
    }
    list.after = next;
    list.turned = true;
    assert_int_equal(en_store_list(store, &list, &arena, &report, add_id, &ids, &unused), EN_ERR_INPUT);
    list.after = en_str_of("!");
    assert_int_equal(en_store_list(store, &list, &arena, &report, add_id, &ids, &unused), EN_ERR_INPUT);
    assert_int_equal(report.problems[0].rule, EN_W_STORE_CURSOR);
    en_text_free(&ids);
    en_store_close(store);
}

static void search__finds_every_spelling_and_the_exact_one_first(void **state)
{
    (void)state;
    en_store *store = fresh();
    put_people(store);
    expect_found(store, "Đặng", "o2 o1 ");
    expect_found(store, "dang", "o1 o2 ");
    expect_found(store, "DA", "o1 o2 ");
    expect_found(store, "はんだ", "o4 ");
    expect_found(store, "ﾊﾝﾀﾞ", "o4 ");
    expect_found(store, "はんた", "");
    expect_found(store, "佐藤", "o5 ");
    expect_found(store, "藤", "o5 ");
    expect_found(store, "作所佐", "");
    expect_found(store, "佐", "o5 ");
    expect_found(store, "サトウ", "o5 ");
    expect_found(store, "ｓａｔｏ", "o5 ");
    expect_found(store, "\" OR names : *", "");
    expect_found(store, "industries dang", "o1 ");
    en_store_close(store);
}

static void search__follows_corrections(void **state)
{
    (void)state;
    en_store *store = fresh();
    put_people(store);
    en_rows rows = en_rows_make(NULL), loaded = en_rows_make(NULL);
    assert_int_equal(en_store_load(store, &report, &loaded), EN_OK);
    check_row(&rows, EN_ORGANISATIONS, "organisation=o4|kind=company|name_en=Aaa");
    int64_t import;
    assert_int_equal(en_store_begin(store, &report), EN_OK);
    assert_int_equal(en_store_record(store, &an_import, &report, &import), EN_OK);
    assert_int_equal(en_store_put(store, import, EN_ORGANISATIONS, &rows.of[EN_ORGANISATIONS].at[0],
                                  &loaded.of[EN_ORGANISATIONS].at[3], &report),
                     EN_OK);
    assert_int_equal(en_store_commit(store, &report), EN_OK);
    expect_found(store, "はんだ", "");
    expect_found(store, "aaa", "o4 ");
    expect_list(store, (en_list){.table = EN_ORGANISATIONS, .limit = 9, .sort = "name_en"},
                "o4 o2 o1 o5 o3 ");
    int64_t revision;
    assert_int_equal(en_store_revision(store, &report, &revision), EN_OK);
    assert_int_equal(revision, import);
    en_rows_free(&rows);
    en_rows_free(&loaded);
    en_store_close(store);
}

static void databases__of_the_first_schema_are_indexed_when_they_are_opened(void **state)
{
    (void)state;
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, en_migrations[0], NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(db,
                     "PRAGMA application_id = 1701734771; PRAGMA user_version = 1;"
                     "INSERT INTO imports VALUES (1, 'a', 'b', 'c', 2, 0, 0);"
                     "INSERT INTO organisations (import, organisation, kind, name_en, name_vi) VALUES "
                     "(1, 'o1', 'state', 'Zen', 'Đặng'), (1, 'o2', 'state', 'Ann', 'Dương')",
                     NULL, NULL, NULL),
        SQLITE_OK);
    sqlite3_close(db);
    en_store *store = NULL;
    assert_int_equal(en_store_open_sqlite(path, NULL, &report, &store), EN_OK);
    expect_found(store, "dang", "o1 ");
    expect_list(store, (en_list){.table = EN_ORGANISATIONS, .limit = 1, .sort = "name_vi"}, "o2 o1 ");
    en_store_close(store);
}

static en_status run_sql(en_db *db, const char *sql)
{
    return en_db_run(en_db_prepare(db, sql, &report), &report, NULL);
}

static void statements__bind_parameters_by_their_number(void **state)
{
    (void)state;
    en_store *store = fresh();
    en_statement *s = en_db_prepare(en_store_db(store), "SELECT $2, $1, $2 || $10, $3", &report);
    en_bind_text(s, 1, en_str_of("one"));
    en_bind_text(s, 2, en_str_of("two"));
    en_bind_text(s, 3, (en_str){0});
    en_bind_int(s, 10, 10);
    assert_int_equal(en_db_step(s, &report), EN_STEP_ROW);
    check_str(en_column_text(s, 0), "two");
    check_str(en_column_text(s, 1), "one");
    check_str(en_column_text(s, 2), "two10");
    assert_true(en_column_is_null(s, 3));
    en_db_end(s);
    s = en_db_prepare(en_store_db(store), "SELECT $2, $1, $2 || $10, $3", &report);
    assert_int_equal(en_db_step(s, &report), EN_STEP_ROW);
    assert_true(en_column_is_null(s, 0));
    en_db_end(s);
    en_store_close(store);
}

static void statements__may_run_twice_at_once_and_be_many(void **state)
{
    (void)state;
    en_store *store = fresh();
    en_db *db = en_store_db(store);
    en_statement *running[8];
    for (size_t i = 0; i < CHECK_COUNT(running); i++) {
        running[i] = en_db_prepare(db, "SELECT 1 UNION SELECT 2", &report);
        assert_int_equal(en_db_step(running[i], &report), EN_STEP_ROW);
    }
    for (int i = 0; i < 2000; i++) {
        char sql[32];
        snprintf(sql, sizeof sql, "SELECT %d", i);
        en_statement *s = en_db_prepare(db, sql, &report);
        assert_int_equal(en_db_step(s, &report), EN_STEP_ROW);
        assert_int_equal(en_column_int(s, 0), i);
        en_db_end(s);
        en_db_end(s);
    }
    for (size_t i = 0; i < CHECK_COUNT(running); i++) {
        assert_int_equal(en_db_step(running[i], &report), EN_STEP_ROW);
        assert_int_equal(en_column_int(running[i], 0), 2);
        assert_int_equal(en_db_step(running[i], &report), EN_STEP_DONE);
        en_db_end(running[i]);
    }
    en_store_close(store);
}

static void statements__that_fail_are_reported_and_harmless(void **state)
{
    (void)state;
    en_store *store = fresh();
    en_db *db = en_store_db(store);
    en_statement *s = en_db_prepare(db, "SELECT nothing FROM nowhere WHERE x = $1", &report);
    assert_null(s);
    assert_int_equal(report.errors, 1);
    en_bind_int(s, 1, 1);
    en_db_end(s);
    assert_int_equal(en_db_step(s, &report), EN_STEP_FAILED);
    assert_int_equal(en_db_run(s, &report, NULL), EN_ERR_IO);
    assert_int_equal(run_sql(db, "INSERT INTO notes VALUES ('a', 'b')"), EN_OK);
    assert_false(en_db_was_duplicate(db));
    assert_int_equal(run_sql(db, "INSERT INTO notes VALUES ('a', 'c')"), EN_ERR_IO);
    assert_true(en_db_was_duplicate(db));
    assert_int_equal(run_sql(db, "INSERT INTO notes VALUES (NULL, NULL)"), EN_ERR_IO);
    assert_false(en_db_was_duplicate(db));
    en_store_close(store);
}

static bool exists(const char *suffix)
{
    char name[80];
    snprintf(name, sizeof name, "%s%s", path, suffix);
    return access(name, F_OK) == 0;
}

static void servers__read_beside_a_writer_and_leave_one_file(void **state)
{
    (void)state;
    en_store_close(fresh());
    en_store *writer = NULL, *reader = NULL;
    assert_int_equal(en_store_open_server(path, NULL, &report, &writer), EN_OK);
    assert_int_equal(en_store_open_reader(path, NULL, &report, &reader), EN_OK);
    assert_int_equal(en_store_begin(writer, &report), EN_OK);
    assert_int_equal(en_store_set_note(writer, "k", "new", &report), EN_OK);
    en_str value;
    assert_int_equal(en_store_note(reader, "k", &arena, &report, &value), EN_OK);
    check_str(value, "");
    assert_true(exists("-wal"));
    assert_int_equal(en_store_commit(writer, &report), EN_OK);
    assert_int_equal(en_store_note(reader, "k", &arena, &report, &value), EN_OK);
    check_str(value, "new");
    assert_int_equal(report.errors, 0);
    assert_int_equal(en_store_set_note(reader, "k", "x", &report), EN_ERR_IO);
    en_store_close(reader);
    en_store_close(writer);
    assert_false(exists("-wal") || exists("-shm") || exists("-journal"));
    FILE *file = fopen(path, "rb");
    unsigned char header[20];
    assert_non_null(file);
    assert_int_equal(fread(header, 1, sizeof header, file), sizeof header);
    fclose(file);
    assert_int_equal(header[18], 1); /* a rollback journal, as the file says itself */
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, begin_test, end_test)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(lists__come_page_by_page_in_the_order_of_a_language),
        CASE(lists__have_rows_without_a_value_last_whatever_the_script_of_the_others),
        CASE(lists__of_one_country_do_not_fetch_rows_of_others),
        CASE(lists__hold_what_filters_and_words_leave),
        CASE(cursors__of_another_question_or_changed_are_refused),
        CASE(search__finds_every_spelling_and_the_exact_one_first),
        CASE(search__follows_corrections),
        CASE(databases__of_the_first_schema_are_indexed_when_they_are_opened),
        CASE(statements__bind_parameters_by_their_number),
        CASE(statements__may_run_twice_at_once_and_be_many),
        CASE(statements__that_fail_are_reported_and_harmless),
        CASE(servers__read_beside_a_writer_and_leave_one_file),
    };
    return cmocka_run_group_tests_name("lists", tests, make_folder, remove_folder);
}
