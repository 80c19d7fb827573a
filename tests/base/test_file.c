/* Files and tables on disk, with what a system may refuse. */
#define _GNU_SOURCE
#include "file.h"
#include "table.h"

#include "check.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Each case works in a folder of its own. */
static char folder[300];
static en_folder here; /* as a folder of tables, once one was opened */

static int make_folder(void **state)
{
    (void)state;
    here = (en_folder){.arena = en_arena_make(NULL)};
    const char *tmp = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%.250s/enishi-XXXXXX", tmp ? tmp : "/tmp");
    return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    en_folder_free(&here);
    char command[700];
    snprintf(command, sizeof command, "chmod -R u+rwx %s && rm -r %s", folder, folder);
    return chdir("/") == 0 ? system(command) : -1;
}

static void put(const char *name, const char *bytes, size_t n)
{
    FILE *f = fopen(name, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static void check_unreadable(const char *path, en_status expected, en_word rule)
{
    en_report report = en_report_make(NULL);
    en_file file = {0};
    assert_int_equal(en_file_read(path, NULL, &report, &file), expected);
    assert_int_equal(report.kept, 1);
    assert_int_equal(report.problems[0].rule, rule);
    check_str(report.problems[0].where.file, path);
    assert_null(file.at);
    en_report_free(&report);
}

static void file__is_read_whole_with_zeros_behind(void **state)
{
    (void)state;
    put("a.csv", "a\0b\n", 4);
    en_file file;
    assert_int_equal(en_file_read("./a.csv", NULL, NULL, &file), EN_OK);
    assert_int_equal(file.size, 4);
    assert_memory_equal(file.at, "a\0b\n", 4);
    for (size_t i = 0; i < EN_FILE_PADDING; i++) assert_int_equal(file.at[4 + i], 0);
    check_str(file.name, "a.csv");
    en_file_hash(&file);
    char hex[EN_SHA256_HEX + 1];
    en_sha256_hex(file.digest, hex);
    assert_string_equal(hex, "3a100994c4e38751871e6e8eef9adad2b20177fdeaf650daacdcd74f4c9421e3");
    en_file_free(&file);
}

static void file__may_be_empty(void **state)
{
    (void)state;
    put("empty", "", 0);
    en_file file;
    assert_int_equal(en_file_read("empty", NULL, NULL, &file), EN_OK);
    assert_int_equal(file.size, 0);
    en_file_hash(&file);
    char hex[EN_SHA256_HEX + 1];
    en_sha256_hex(file.digest, hex);
    assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    en_file_free(&file);
}

static void file__of_several_pieces_is_read_by_threads_alike(void **state)
{
    (void)state;
    size_t n = ((size_t)20 << 20) + 7;
    char *bytes = malloc(n);
    assert_non_null(bytes);
    uint64_t random = 1;
    for (size_t i = 0; i + 8 <= n; i += 8) {
        uint64_t word = check_random(&random);
        memcpy(bytes + i, &word, 8);
    }
    memset(bytes + n - 7, 'x', 7);
    put("large", bytes, n);
    en_executor executor = en_threads(3);
    en_context context = {.executor = &executor};
    en_file file;
    assert_int_equal(en_file_read("large", &context, NULL, &file), EN_OK);
    assert_int_equal(file.size, n);
    assert_memory_equal(file.at, bytes, n);
    en_file_free(&file);
    free(bytes);
}

static void file__that_is_no_file_is_refused_by_name(void **state)
{
    (void)state;
    put("plain", "", 0);
    assert_int_equal(mkdir("dir", 0777), 0);
    assert_int_equal(mkfifo("pipe", 0666), 0);
    check_unreadable("missing", EN_ERR_INPUT, EN_W_FILE_MISSING);
    check_unreadable("plain/below", EN_ERR_INPUT, EN_W_FILE_MISSING);
    check_unreadable("dir", EN_ERR_INPUT, EN_W_FILE_IS_DIRECTORY);
    check_unreadable("pipe", EN_ERR_INPUT, EN_W_FILE_NOT_REGULAR); /* and without waiting for a writer */
    check_unreadable("/dev/null", EN_ERR_INPUT, EN_W_FILE_NOT_REGULAR);
}

static void file__that_may_not_be_read_is_an_io_error(void **state)
{
    (void)state; /* tests never run as root, who may read everything */
    put("secret", "x", 1);
    assert_int_equal(chmod("secret", 0), 0);
    check_unreadable("secret", EN_ERR_IO, EN_W_FILE_CANNOT_READ);
}

static void file__too_large_is_refused_without_reading(void **state)
{
    (void)state;
    put("huge", "", 0);
    assert_int_equal(truncate("huge", (off_t)EN_FILE_MOST_BYTES + 1), 0); /* a hole, which takes no room */
    check_unreadable("huge", EN_ERR_INPUT, EN_W_FILE_TOO_LARGE);
}

static void file__says_when_memory_runs_out(void **state)
{
    (void)state;
    put("a", "x", 1);
    check_heap heap = {.fail_at = 1};
    en_allocator allocator = check_allocator(&heap);
    en_context context = {.allocator = &allocator};
    en_file file;
    assert_int_equal(en_file_read("a", &context, NULL, &file), EN_ERR_MEMORY);
}

static void file__is_written_and_replaced(void **state)
{
    (void)state;
    en_file file;
    assert_int_equal(en_file_write("out", en_str_of("a longer text"), NULL), EN_OK);
    assert_int_equal(en_file_write("out", en_str_of("short"), NULL), EN_OK);
    assert_int_equal(en_file_read("out", NULL, NULL, &file), EN_OK);
    check_str((en_str){file.at, file.size}, "short");
    en_file_free(&file);
}

static void check_unwritable(const char *path)
{
    en_report report = en_report_make(NULL);
    assert_int_equal(en_file_write(path, en_str_of("text"), &report), EN_ERR_IO);
    assert_int_equal(report.problems[0].rule, EN_W_FILE_CANNOT_WRITE);
    assert_int_equal(report.problems[0].args[0].kind, EN_ARG_WORD); /* the reason */
    en_report_free(&report);
}

static void file__that_cannot_be_written_is_an_io_error(void **state)
{
    (void)state;
    check_unwritable("no/such/folder");
    check_unwritable(".");
    check_unwritable("/dev/full");
    assert_int_equal(mkdir("closed", 0500), 0);
    check_unwritable("closed/file");
}

static void path__name_is_its_last_part(void **state)
{
    (void)state;
    check_str(en_path_name("a/b.csv"), "b.csv");
    check_str(en_path_name("b.csv"), "b.csv");
    check_str(en_path_name("/a/b/"), "b");
    check_str(en_path_name("/"), "/");
    check_str(en_path_name(""), "");
    en_arena arena = en_arena_make(NULL);
    assert_string_equal(en_path_join(&arena, "a", "b"), "a/b");
    en_arena_free(&arena);
}

static en_status open_table(const char *bytes, size_t n, en_table_options options, en_report *report,
                            en_table *table)
{
    put("t.csv", bytes, n);
    en_folder_free(&here);
    assert_int_equal(en_folder_open(".", options, NULL, report, &here), EN_OK);
    return en_table_open(&here, "t", NULL, report, table);
}

static void check_header(const char *bytes, en_table_options options, const char *first, const char *second)
{
    en_report report = en_report_make(NULL);
    en_table table;
    assert_int_equal(open_table(bytes, strlen(bytes), options, &report, &table), EN_OK);
    assert_int_equal(report.errors, 0);
    assert_int_equal(table.columns, 2);
    check_str(table.header[0], first);
    check_str(table.header[1], second);
    en_table_free(&table);
    en_report_free(&report);
}

static void table__has_a_header(void **state)
{
    (void)state;
    en_table_options plain = {0};
    check_header("a,b\n1,2\n", plain, "a", "b");
    check_header("\xEF\xBB\xBF"
                 "a, b \r\n1,2\r\n",
                 plain, "a", "b");
    check_header("\n\na,\"b\"", plain, "a", "b");
}

static void table__is_read_in_the_encoding_and_delimiter_that_are_named(void **state)
{
    (void)state;
    check_header("\x96\xBC\x91\x4F,b\n", (en_table_options){.encoding = "cp932"}, "名前", "b");
    check_header("\xB1\xB2\xB3,b\n", (en_table_options){.encoding = "cp932"}, "ｱｲｳ",
                 "b"); /* one byte becomes three */
    check_header("a;b\n", (en_table_options){.delimiter = ';'}, "a", "b");
    check_header("a\tb\n", (en_table_options){.delimiter = '\t'}, "a", "b");
    check_header("a,b\n", (en_table_options){.encoding = "UTF-8"}, "a", "b");
}

static void table__in_utf16_is_read_where_that_is_named(void **state)
{
    (void)state;
    static const char bytes[] = "\xFF\xFE"
                                "a\0,\0b\0\n";
    en_report report = en_report_make(NULL);
    en_table table;
    assert_int_equal(
        open_table(bytes, sizeof bytes, (en_table_options){.encoding = "utf-16"}, &report, &table), EN_OK);
    check_str(table.header[1], "b");
    en_table_free(&table);
    en_report_free(&report);
}

static void check_refused(const char *bytes, size_t n, en_table_options options, en_status status,
                          en_word rule)
{
    en_report report = en_report_make(NULL);
    en_table table;
    assert_int_equal(open_table(bytes, n, options, &report, &table), status);
    assert_int_not_equal(report.kept, 0);
    assert_int_equal(report.problems[0].rule, rule);
    check_str(report.problems[0].where.file, "t.csv");
    en_report_free(&report);
}

static void table__in_another_form_is_refused_with_the_remedy(void **state)
{
    (void)state;
    en_table_options plain = {0};
    check_refused("", 0, plain, EN_ERR_INPUT, EN_W_TABLE_EMPTY);
    check_refused("\n\n", 2, plain, EN_ERR_INPUT, EN_W_TABLE_EMPTY);
    check_refused("a;b\n1;2\n", 8, plain, EN_ERR_INPUT, EN_W_TABLE_OTHER_DELIMITER);
    check_refused("a\tb\n", 4, plain, EN_ERR_INPUT, EN_W_TABLE_OTHER_DELIMITER);
    check_refused("\x96\xBC\x91\x4F,b\n", 7, plain, EN_ERR_INPUT, EN_W_TABLE_OTHER_ENCODING);
    check_refused("\xFF\xFE"
                  "a\0",
                  4, plain, EN_ERR_INPUT, EN_W_TABLE_OTHER_ENCODING);
    check_refused("\xFE\xFF\0a", 4, plain, EN_ERR_INPUT, EN_W_TABLE_OTHER_ENCODING);
    check_refused("a,a\n", 4, plain, EN_ERR_INPUT, EN_W_TABLE_COLUMN_TWICE);
    check_refused("a,,b\n", 5, plain, EN_ERR_INPUT, EN_W_TABLE_UNNAMED_COLUMN);
    check_refused("a,b\"\n", 5, plain, EN_ERR_INPUT, EN_W_CSV_STRAY_QUOTE);
    check_refused("a,b\n", 4, (en_table_options){.encoding = "no-such"}, EN_ERR_USAGE,
                  EN_W_TABLE_UNKNOWN_ENCODING);
    check_refused("a,b\n\x81", 5, (en_table_options){.encoding = "cp932//IGNORE"}, EN_ERR_USAGE,
                  EN_W_TABLE_UNKNOWN_ENCODING);
    check_refused("a,b\n", 4, (en_table_options){.encoding = ""}, EN_ERR_USAGE, EN_W_TABLE_UNKNOWN_ENCODING);
    check_refused("\x81,b\n", 4, (en_table_options){.encoding = "cp932"}, EN_ERR_INPUT,
                  EN_W_TABLE_NOT_IN_ENCODING);
    check_refused("a,b\n\xE3", 5, (en_table_options){.encoding = "cp932"}, EN_ERR_INPUT,
                  EN_W_TABLE_NOT_IN_ENCODING);
}

static void table__finds_columns_by_name(void **state)
{
    (void)state;
    en_report report = en_report_make(NULL);
    en_table table;
    int applicant, rank, term;
    assert_int_equal(open_table("rank,odd,applicant\n", 19, (en_table_options){0}, &report, &table), EN_OK);
    en_column known[] = {{"applicant", true, &applicant}, {"rank", true, &rank}, {"term", false, &term}};
    assert_int_equal(en_table_columns(&table, 3, known, false, &report), EN_OK);
    assert_int_equal(applicant, 2);
    assert_int_equal(rank, 0);
    assert_int_equal(term, EN_NO_COLUMN);
    assert_int_equal(report.warnings, 1);
    check_str(report.problems[0].where.column, "odd");
    assert_int_equal(en_table_columns(&table, 3, known, true, &report), EN_OK);
    assert_int_equal(report.warnings, 1);
    en_column missing[] = {{"place", true, NULL}};
    assert_int_equal(en_table_columns(&table, 1, missing, true, &report), EN_ERR_INPUT);
    assert_int_equal(report.problems[1].rule, EN_W_TABLE_MISSING_COLUMN);
    en_table_free(&table);
    en_report_free(&report);
}

static void table__reads_its_body_from_the_row_behind_the_header(void **state)
{
    (void)state;
    en_report report = en_report_make(NULL);
    en_table table;
    en_csv csv;
    static const char bytes[] = "\na,\"b\nc\"\n\n1,2\n3\n";
    assert_int_equal(open_table(bytes, sizeof bytes - 1, (en_table_options){0}, &report, &table), EN_OK);
    assert_true(en_table_read_all(&table, &report, &csv));
    assert_int_equal(en_csv_next(&csv), EN_CSV_RECORD);
    assert_int_equal(csv.row, 4);
    check_str(csv.fields[1], "2");
    assert_int_equal(en_csv_next(&csv), EN_CSV_FAULTY);
    assert_int_equal(report.problems[0].where.row, 5);
    assert_int_equal(report.problems[0].rule, EN_W_CSV_CELL_COUNT);
    assert_int_equal(en_csv_next(&csv), EN_CSV_END);
    en_table_free(&table);
    en_report_free(&report);
}

static void table__is_there_or_not(void **state)
{
    (void)state;
    en_report report = en_report_make(NULL);
    en_table table;
    assert_int_equal(open_table("a\n", 2, (en_table_options){0}, &report, &table), EN_OK);
    en_table_free(&table);
    assert_true(en_folder_has(&here, "t"));
    assert_false(en_folder_has(&here, "u"));
    assert_false(en_folder_has(&here, "t.csv"));
    assert_false(en_folder_has(&here, ""));
    assert_int_equal(en_table_open(&here, "u", NULL, &report, &table), EN_ERR_INPUT);
    assert_int_equal(report.errors, 1);
    en_report_free(&report);
}

static void table__gives_back_all_memory_whichever_allocation_fails(void **state)
{
    (void)state;
    put("t.csv", "a,b\n1,2\n", 8);
    for (size_t fail = 1;; fail++) {
        check_heap heap = {.fail_at = fail};
        en_allocator allocator = check_allocator(&heap);
        en_context context = {.allocator = &allocator};
        en_table table;
        en_status status = en_folder_open(".", (en_table_options){0}, &context, NULL, &here);
        if (status == EN_OK) {
            status = en_table_open(&here, "t", &context, NULL, &table);
            if (status == EN_OK) en_table_free(&table);
            en_folder_free(&here);
        }
        assert_true(status == EN_OK || status == EN_ERR_MEMORY);
        assert_int_equal(heap.in_use, 0);
        if (heap.calls < fail) break;
        assert_int_equal(status, EN_ERR_MEMORY);
        assert_in_range(fail, 1, 50);
    }
    here = (en_folder){.arena = en_arena_make(NULL)};
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(file__is_read_whole_with_zeros_behind),
        IN_FOLDER(file__may_be_empty),
        IN_FOLDER(file__of_several_pieces_is_read_by_threads_alike),
        IN_FOLDER(file__that_is_no_file_is_refused_by_name),
        IN_FOLDER(file__that_may_not_be_read_is_an_io_error),
        IN_FOLDER(file__too_large_is_refused_without_reading),
        IN_FOLDER(file__says_when_memory_runs_out),
        IN_FOLDER(file__is_written_and_replaced),
        IN_FOLDER(file__that_cannot_be_written_is_an_io_error),
        IN_FOLDER(path__name_is_its_last_part),
        IN_FOLDER(table__has_a_header),
        IN_FOLDER(table__is_read_in_the_encoding_and_delimiter_that_are_named),
        IN_FOLDER(table__in_utf16_is_read_where_that_is_named),
        IN_FOLDER(table__in_another_form_is_refused_with_the_remedy),
        IN_FOLDER(table__finds_columns_by_name),
        IN_FOLDER(table__reads_its_body_from_the_row_behind_the_header),
        IN_FOLDER(table__is_there_or_not),
        IN_FOLDER(table__gives_back_all_memory_whichever_allocation_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
