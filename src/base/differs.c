/* How things differ. See differs.h. */
#define _GNU_SOURCE /* strdup */
#include "differs.h"

#include "csv.h"
#include "file.h"

#include <stdio.h>
#include <stdlib.h>

void en_differs(en_report *report, en_where where, en_str expected)
{
    en_arg arg = en_arg_str("expected", expected);
    (void)en_report_add(report, EN_ERROR, expected.size ? EN_W_DIFFERS_VALUE : EN_W_DIFFERS_EMPTY, where, 1,
                        &arg);
}

/* Text for people; free it. */
static en_text dump(const json_t *value)
{
    en_text text = en_text_make(NULL);
    if (json_is_string(value))
        en_text_add(&text, (en_str){json_string_value(value), json_string_length(value)});
    else if (value) en_json_dump(&text, value, 0);
    return text;
}

static void values_differ(en_report *report, en_str file, const char *path, const json_t *expected,
                          const json_t *found)
{
    en_text must = dump(expected), is = dump(found);
    en_where where = {.file = file, .column = en_str_of(path), .value = en_text_str(&is)};
    en_differs(report, where, en_text_str(&must));
    if (must.failed || is.failed) report->out_of_memory = true;
    en_text_free(&must);
    en_text_free(&is);
}

/* Keys that must be there, then keys that must not. */
static void compare_objects(en_report *report, en_str file, const char *path, json_t *expected, json_t *found)
{
    char inner[96];
    const char *key;
    json_t *value;
    json_object_foreach(expected, key, value)
    {
        snprintf(inner, sizeof inner, "%s%s%.40s", path, *path ? "." : "", key);
        en_differs_json(report, file, inner, value, json_object_get(found, key));
    }
    json_object_foreach(found, key, value)
    {
        en_where where = {.file = file, .column = en_str_of(path), .value = en_str_of(key)};
        if (!json_object_get(expected, key)) (void)en_report_error(report, EN_W_DIFFERS_KEY_UNKNOWN, where);
    }
}

void en_differs_json(en_report *report, en_str file, const char *path, json_t *expected, json_t *found)
{
    if (json_is_object(expected) && json_is_object(found)) {
        compare_objects(report, file, path, expected, found);
        return;
    }
    bool numbers = json_is_number(expected) && json_is_number(found);
    bool same =
        numbers ? json_number_value(expected) == json_number_value(found) : json_equal(expected, found);
    if (same) return;
    if (!json_is_array(expected) || !json_is_array(found) ||
        json_array_size(found) != json_array_size(expected)) {
        values_differ(report, file, path, expected, found);
        return;
    }
    for (size_t i = 0; i < json_array_size(expected); i++) {
        char inner[96];
        snprintf(inner, sizeof inner, "%s[%zu]", path, i);
        en_differs_json(report, file, inner, json_array_get(expected, i), json_array_get(found, i));
    }
}

static void compare_record(en_report *report, const en_csv *expected, const en_csv *found)
{
    for (size_t i = 0; i < expected->count; i++) {
        en_where where = {found->file, found->row, found->header[i], found->fields[i]};
        if (!en_str_equal(where.value, expected->fields[i])) en_differs(report, where, expected->fields[i]);
    }
}

/* Rows that one of them lacks, and differences that are in no cell, come last. */
static en_status compare_records(en_report *report, en_csv *expected, en_csv *found)
{
    uint64_t missing = 0;
    for (;;) {
        en_csv_step is = en_csv_next(found), must = en_csv_next(expected);
        if (is == EN_CSV_NO_MEMORY || must == EN_CSV_NO_MEMORY) return EN_ERR_MEMORY;
        if (is == EN_CSV_END && must == EN_CSV_END) break;
        en_where where = {.file = found->file, .row = found->row};
        if (is == EN_CSV_END) missing++;
        else if (must == EN_CSV_END) (void)en_report_error(report, EN_W_DIFFERS_ROW_EXTRA, where);
        else if (is == EN_CSV_RECORD) compare_record(report, expected, found);
    }
    en_where end = {.file = found->file, .row = missing ? found->row + 1 : 0};
    en_arg arg = en_arg_int("rows", (int64_t)missing);
    if (missing) (void)en_report_add(report, EN_ERROR, EN_W_DIFFERS_ROWS_MISSING, end, 1, &arg);
    if (report->errors == 0) (void)en_report_error(report, EN_W_DIFFERS_IN_WRITING, end);
    return EN_OK;
}

static en_status compare_tables(en_report *report, en_str file, en_str expected, en_str found)
{
    en_arena arena = en_arena_make(NULL);
    en_csv_piece must_be = {expected.at, expected.at + expected.size, 1, 0},
                 is_now = {found.at, found.at + found.size, 1, 0};
    en_csv first, must, is;
    en_status status = EN_ERR_MEMORY;
    if (en_csv_start(&first, must_be, ',', &arena) && en_csv_start(&must, must_be, ',', &arena) &&
        en_csv_start(&is, is_now, ',', &arena) && en_csv_next(&first) == EN_CSV_RECORD) {
        is.columns = first.count;
        is.header = first.fields;
        is.file = file;
        is.careful = true;
        is.report = report;
        status = compare_records(report, &must, &is);
    }
    en_arena_free(&arena);
    return status;
}

static bool is_same(size_t count, const en_text *parts, en_str found)
{
    for (size_t i = 0; i < count; i++) {
        en_str part = en_text_str(&parts[i]);
        if (part.size > found.size || memcmp(part.at, found.at, part.size) != 0) return false;
        found = (en_str){found.at + part.size, found.size - part.size};
    }
    return found.size == 0;
}

en_status en_differs_csv(en_report *report, en_str file, size_t count, const en_text *parts, en_str found)
{
    for (size_t i = 0; i < count; i++)
        if (parts[i].failed) return EN_ERR_MEMORY;
    if (is_same(count, parts, found)) return EN_OK;
    en_text whole = en_text_make(NULL);
    for (size_t i = 0; i < count; i++) en_text_add(&whole, en_text_str(&parts[i]));
    char *padding = en_text_reserve(&whole, EN_FILE_PADDING);
    if (padding) memset(padding, 0, EN_FILE_PADDING);
    en_status status =
        whole.failed ? EN_ERR_MEMORY : compare_tables(report, file, en_text_str(&whole), found);
    en_text_free(&whole);
    return status;
}
