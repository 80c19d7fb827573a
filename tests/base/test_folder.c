/* Folders: tables as files and as sheets, from the directory to the record. */
#define _GNU_SOURCE
#include "workbooks.h"

#include <sys/stat.h>

#define TEXT(place, text) "<c r=\"" place "\" t=\"inlineStr\"><is><t>" text "</t></is></c>"

static void write_csv(const char *name, const char *text) { write_file(name, text, strlen(text)); }

static void write_sheet(const char *rows) { write_book((test_book){.rows = rows}); }

/* The first problem as an English reader sees it starts with this line. */
static void expect_line(en_report *report, const char *line)
{
    assert_true(report->kept > 0);
    en_text said = en_text_make(NULL);
    en_words_add_problem(&said, EN_LANGUAGE_EN, &report->problems[0]);
    en_text_add(&said, (en_str){"", 1});
    if (strncmp(said.at, line, strlen(line)) != 0) assert_string_equal(said.at, line);
    en_text_free(&said);
    en_report_free(report);
}

static void expect_no_folder(const char *from, const char *line)
{
    en_report report = en_report_make(NULL);
    en_folder in;
    assert_int_equal(en_folder_open(from, (en_table_options){0}, NULL, &report, &in), EN_ERR_INPUT);
    expect_line(&report, line);
}

static void expect_no_table(const char *name, const char *line)
{
    en_report report = en_report_make(NULL);
    en_folder in;
    en_table table;
    assert_int_equal(en_folder_open(folder, (en_table_options){0}, NULL, &report, &in), EN_OK);
    assert_int_equal(en_table_open(&in, name, NULL, &report, &table), EN_ERR_INPUT);
    en_folder_free(&in);
    expect_line(&report, line);
}

static void folder__gives_files_and_sheets_alike(void **state)
{
    (void)state;
    write_csv("b.csv", "x;y\n1;2\n");
    write_csv("a.csv", "x;y\n");
    write_csv("notes.txt", "");
    write_csv("~$round.xlsx", "lock");
    write_csv(".hidden.csv", "x\n");
    write_sheet("<row r=\"2\">" TEXT("A2", "x")
                    TEXT("B2", "y;z") "</row><row r=\"4\"><c r=\"A4\"><v>1</v></c></row>");
    en_report report = en_report_make(NULL);
    en_folder in;
    assert_int_equal(
        en_folder_open(folder, (en_table_options){.encoding = "cp932", .delimiter = ';'}, NULL, &report, &in),
        EN_OK);
    assert_int_equal(in.table_count, 3);
    assert_true(en_str_is(in.tables[0].name, "a") && en_str_is(in.tables[1].name, "b") &&
                en_str_is(in.tables[2].name, "t"));
    assert_true(en_folder_has(&in, "t") && en_folder_has(&in, "a") && !en_folder_has(&in, "T") &&
                !en_folder_has(&in, "notes"));
    en_table table;
    assert_int_equal(en_table_open(&in, "b", NULL, &report, &table), EN_OK);
    assert_false(en_table_is_sheet(&table));
    assert_true(en_str_is(table.name, "b.csv"));
    assert_int_equal(table.columns, 2);
    en_table_free(&table);
    assert_int_equal(en_table_open(&in, "t", NULL, &report, &table), EN_OK);
    assert_true(en_table_is_sheet(&table));
    assert_true(en_str_is(table.name, "round.xlsx[t]"));
    assert_int_equal(table.columns, 2);
    assert_int_equal(table.header_row, 2);
    en_csv csv;
    assert_true(en_table_read_all(&table, &report, &csv));
    assert_int_equal(en_csv_next(&csv), EN_CSV_RECORD);
    assert_int_equal(csv.row, 4);
    assert_true(en_str_is(csv.fields[0], "1") && csv.fields[1].size == 0);
    assert_int_equal(en_csv_next(&csv), EN_CSV_END);
    en_table_free(&table);
    en_file bytes;
    assert_int_equal(en_file_read(path, NULL, &report, &bytes), EN_OK);
    en_file_hash(&bytes);
    assert_memory_equal(bytes.digest, in.workbook->file.digest, EN_SHA256_BYTES);
    assert_true(en_str_is(in.workbook->file.name, "round.xlsx"));
    en_file_free(&bytes);
    en_folder_free(&in);
    assert_int_equal(report.kept, 0);
    en_report_free(&report);
}

static void folder__may_be_a_workbook(void **state)
{
    (void)state;
    write_csv("t.csv", "this is beside it and is not read");
    write_sheet("<row>" TEXT("A1", "x") "</row>");
    en_folder in;
    assert_int_equal(en_folder_open(path, (en_table_options){0}, NULL, NULL, &in), EN_OK);
    assert_int_equal(in.table_count, 1);
    assert_true(en_folder_has(&in, "t"));
    en_folder_free(&in);
}

static void folder__reads_workbooks_with_macros(void **state)
{
    (void)state;
    write_sheet("<row>" TEXT("A1", "x") "</row>");
    char macros[160];
    snprintf(macros, sizeof macros, "%s", in_folder("Round.XLSM"));
    assert_int_equal(rename(path, macros), 0);
    en_folder in;
    assert_int_equal(en_folder_open(folder, (en_table_options){0}, NULL, NULL, &in), EN_OK);
    assert_true(en_folder_has(&in, "t"));
    en_folder_free(&in);
}

static void folder__refuses_two_workbooks(void **state)
{
    (void)state;
    write_csv("c.xlsx", "");
    write_csv("b.xlsm", "");
    write_csv("a.xlsx", "");
    char line[256];
    snprintf(line, sizeof line, "%s: there are two workbooks, a.xlsx and b.xlsm;", strrchr(folder, '/') + 1);
    expect_no_folder(folder, line);
}

static void folder__refuses_a_table_given_twice(void **state)
{
    (void)state;
    write_csv("t.csv", "x\n");
    write_sheet("<row>" TEXT("A1", "x") "</row>");
    char line[256];
    snprintf(line, sizeof line, "%s: the table \"t\" is given twice: as t.csv and as a sheet of round.xlsx;",
             strrchr(folder, '/') + 1);
    expect_no_folder(folder, line);
}

static void folder__names_what_is_no_folder(void **state)
{
    (void)state;
    char line[256];
    snprintf(line, sizeof line, "%s: there is no such file", path);
    expect_no_folder(path, line);
    write_csv("round.xlsx", "x\n");
    expect_no_folder(path, "round.xlsx: this is not an Excel workbook");
    expect_no_folder(folder, "round.xlsx: this is not an Excel workbook");
}

static void folder__warns_of_workbooks_that_it_cannot_read(void **state)
{
    (void)state;
    write_csv("old.xls", "");
    write_csv("open.ODS", "");
    en_report report = en_report_make(NULL);
    en_folder in;
    assert_int_equal(en_folder_open(folder, (en_table_options){0}, NULL, &report, &in), EN_OK);
    en_folder_free(&in);
    assert_int_equal(report.warnings, 2);
    assert_int_equal(report.errors, 0);
    assert_int_equal(report.problems[0].rule, EN_W_FOLDER_OTHER_WORKBOOK);
    en_report_free(&report);
}

static void missing_tables__are_told_with_what_there_is(void **state)
{
    (void)state;
    const char *name = strrchr(folder, '/') + 1;
    char line[256];
    snprintf(line, sizeof line,
             "%s: there is no table \"choices\": neither the file choices.csv nor a sheet of that name; "
             "there are: none",
             name);
    expect_no_table("choices", line);
    write_csv("places.csv", "x\n");
    write_sheet("<row>" TEXT("A1", "x") "</row>");
    snprintf(line, sizeof line,
             "%s: there is no table \"choices\": neither the file choices.csv nor a sheet of that name; "
             "there are: places, t",
             name);
    expect_no_table("choices", line);
    snprintf(line, sizeof line, "%s: there is no table \"T\", but \"t\"; rename it to \"T\"", name);
    expect_no_table("T", line);
}

static void sheets__are_checked_like_files(void **state)
{
    (void)state;
    write_sheet("");
    expect_no_table("t", "round.xlsx[t]: the table is empty; it needs a header row");
    write_sheet("<row r=\"3\">" TEXT("A3", "x") TEXT("B3", "x") "</row>");
    expect_no_table("t", "round.xlsx[t]:3: x: the column is there twice");
    write_sheet("<row>" TEXT("A1", "x,y") "</row>");
    expect_no_table("t", "round.xlsx[t]:1: all columns stand in one cell, separated by \",\"");
    write_sheet("<row>" TEXT("A1", "x;y,z") "</row>");
    expect_no_table("t", "round.xlsx[t]:1: all columns stand in one cell, separated by \";\"");
}

static void rows__wider_than_the_header_are_reported(void **state)
{
    (void)state;
    write_sheet("<row>" TEXT("A1", "x") TEXT("B1", "y") "</row><row r=\"5\"><c r=\"E5\"><v>1</v></c></row>");
    en_report report = en_report_make(NULL);
    en_folder in;
    en_table table;
    en_csv csv;
    assert_int_equal(en_folder_open(path, (en_table_options){0}, NULL, &report, &in), EN_OK);
    assert_int_equal(en_table_open(&in, "t", NULL, &report, &table), EN_OK);
    assert_true(en_table_read_all(&table, &report, &csv));
    assert_int_equal(en_csv_next(&csv), EN_CSV_FAULTY);
    en_table_free(&table);
    en_folder_free(&in);
    expect_line(&report, "round.xlsx[t]:5: the row has 5 cells, the header 2");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(folder__gives_files_and_sheets_alike),
        CASE(folder__may_be_a_workbook),
        CASE(folder__reads_workbooks_with_macros),
        CASE(folder__refuses_two_workbooks),
        CASE(folder__refuses_a_table_given_twice),
        CASE(folder__names_what_is_no_folder),
        CASE(folder__warns_of_workbooks_that_it_cannot_read),
        CASE(missing_tables__are_told_with_what_there_is),
        CASE(sheets__are_checked_like_files),
        CASE(rows__wider_than_the_header_are_reported),
    };
    return cmocka_run_group_tests_name("folder", tests, NULL, NULL);
}
