/* Workbooks for tests, made at test time: parts as text into a ZIP, and the files around them. */
#ifndef EN_TEST_WORKBOOKS_H
#define EN_TEST_WORKBOOKS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "table.h"
#include "words.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zip.h>

#define MAIN      "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""
#define OFFICE    "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define RELATIONS "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
#define RELATION(id, type, target)                                                                           \
    "<Relationship Id=\"" id "\" Type=\"" OFFICE "/" type "\" Target=\"" target "\"/>"
#define PACKAGE     RELATIONS RELATION("rId1", "officeDocument", "xl/workbook.xml") "</Relationships>"
#define SHEET(rows) "<worksheet " MAIN "><sheetData>" rows "</sheetData></worksheet>"

typedef struct test_part {
    const char *name, *text;
    size_t size; /* 0: strlen(text) */
} test_part;

/* A workbook with the sheet `t`; a field that is NULL is the ordinary one, or absent. */
typedef struct test_book {
    const char *rows, *texts, *styles, *properties;
    const char *sheet, *workbook, *relations, *package; /* whole parts instead */
    test_part more[4];
} test_book;

static char folder[64];
static char path[128];

static inline int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/enishi-test-XXXXXX");
    if (!mkdtemp(folder)) return -1;
    snprintf(path, sizeof path, "%s/round.xlsx", folder);
    return 0;
}

static inline int remove_folder(void **state)
{
    (void)state;
    DIR *directory = opendir(folder);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
        unlinkat(dirfd(directory), entry->d_name, 0);
    closedir(directory);
    return rmdir(folder);
}

static inline const char *in_folder(const char *name)
{
    static char joined[160];
    snprintf(joined, sizeof joined, "%s/%s", folder, name);
    return joined;
}

static inline void write_file(const char *name, const char *bytes, size_t size)
{
    assert_int_equal(en_file_write(in_folder(name), (en_str){bytes, size}, NULL), EN_OK);
}

static inline void write_parts(const char *to, size_t count, const test_part *parts)
{
    zipFile zip = zipOpen64(to, APPEND_STATUS_CREATE);
    assert_non_null(zip);
    for (size_t i = 0; i < count; i++) {
        size_t size = parts[i].size ? parts[i].size : strlen(parts[i].text);
        assert_int_equal(
            zipOpenNewFileInZip64(zip, parts[i].name, NULL, NULL, 0, NULL, 0, NULL, Z_DEFLATED, 6, 0),
            ZIP_OK);
        assert_int_equal(zipWriteInFileInZip(zip, parts[i].text, (unsigned)size), ZIP_OK);
        assert_int_equal(zipCloseFileInZip(zip), ZIP_OK);
    }
    assert_int_equal(zipClose(zip, NULL), ZIP_OK);
}

static inline void write_book(test_book book)
{
    size_t room =
        4096 + (book.rows ? strlen(book.rows) : 0) + (book.properties ? strlen(book.properties) : 0);
    char *sheet = malloc(room), *workbook = malloc(room);
    snprintf(sheet, room, SHEET("%s"), book.rows ? book.rows : "");
    snprintf(workbook, room,
             "<workbook " MAIN " xmlns:r=\"" OFFICE
             "\">%s<sheets><sheet name=\"t\" sheetId=\"1\" r:id=\"rId1\"/>"
             "</sheets></workbook>",
             book.properties ? book.properties : "");
    char relations[1024];
    snprintf(relations, sizeof relations,
             RELATIONS RELATION("rId1", "worksheet", "worksheets/sheet1.xml") "%s%s</Relationships>",
             book.texts ? RELATION("rId2", "sharedStrings", "sharedStrings.xml") : "",
             book.styles ? RELATION("rId3", "styles", "styles.xml") : "");
    test_part parts[12] = {
        {"_rels/.rels", book.package ? book.package : PACKAGE, 0},
        {"xl/workbook.xml", book.workbook ? book.workbook : workbook, 0},
        {"xl/_rels/workbook.xml.rels", book.relations ? book.relations : relations, 0},
        {"xl/worksheets/sheet1.xml", book.sheet ? book.sheet : sheet, 0},
    };
    size_t count = 4;
    if (book.texts) parts[count++] = (test_part){"xl/sharedStrings.xml", book.texts, 0};
    if (book.styles) parts[count++] = (test_part){"xl/styles.xml", book.styles, 0};
    for (size_t i = 0; i < 4 && book.more[i].name; i++) parts[count++] = book.more[i];
    write_parts(path, count, parts);
    free(sheet);
    free(workbook);
}

/* Opens the workbook and reads one of its sheets. */
static inline en_status read_sheet_of(const char *from, const char *name, en_report *report, en_text *csv)
{
    en_file file;
    en_workbook book;
    *csv = en_text_make(NULL);
    en_status status = en_file_read(from, NULL, report, &file);
    if (status == EN_OK) status = en_workbook_open(file, NULL, report, &book);
    if (status != EN_OK) return status;
    const en_sheet *sheet = en_workbook_sheet(&book, en_str_of(name));
    assert_non_null(sheet);
    status = en_workbook_read(&book, sheet, en_str_of("round.xlsx[t]"), NULL, report, csv);
    en_workbook_free(&book);
    return status;
}

static inline void print_problems(const en_report *report)
{
    for (size_t i = 0; i < report->kept; i++) {
        en_text line = en_text_make(NULL);
        en_words_add_problem(&line, EN_LANGUAGE_EN, &report->problems[i]);
        print_message("# %.*s\n", (int)line.size, line.at);
        en_text_free(&line);
    }
}

static inline void expect_sheet(const char *from, const char *name, const char *expected)
{
    en_report report = en_report_make(NULL);
    en_text csv;
    en_status status = read_sheet_of(from, name, &report, &csv);
    print_problems(&report);
    assert_int_equal(status, EN_OK);
    for (size_t i = 0; i < EN_FILE_PADDING; i++) assert_int_equal(csv.at[csv.size + i], 0);
    assert_string_equal(csv.size ? csv.at : "", expected);
    en_text_free(&csv);
    en_report_free(&report);
}

static inline void expect_csv(test_book book, const char *expected)
{
    write_book(book);
    expect_sheet(path, "t", expected);
}

/* What was written to `path` is refused, first of all as in the line that an English reader sees. */
static inline void expect_refusal(const char *line)
{
    en_report report = en_report_make(NULL);
    en_text csv;
    assert_int_equal(read_sheet_of(path, "t", &report, &csv), EN_ERR_INPUT);
    assert_true(report.kept > 0 && report.errors > 0);
    en_text said = en_text_make(NULL);
    en_words_add_problem(&said, EN_LANGUAGE_EN, &report.problems[0]);
    en_text_add(&said, (en_str){"", 1});
    if (strncmp(said.at, line, strlen(line)) != 0) assert_string_equal(said.at, line);
    en_text_free(&said);
    en_text_free(&csv);
    en_report_free(&report);
}

static inline void expect_fault(test_book book, const char *line)
{
    write_book(book);
    expect_refusal(line);
}

#endif
