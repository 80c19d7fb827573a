/* Tables by name. See table.h. */
#include "table.h"

#include <iconv.h>
#include <linux/limits.h>
#include <stdio.h>
#include <strings.h>

static en_where of_file(const en_table *table) { return (en_where){.file = table->name}; }

bool en_folder_has(const en_folder *folder, const char *name)
{
    char path[PATH_MAX]; /* on the stack: out of memory must not look like a table that is not there */
    int n = snprintf(path, sizeof path, "%s/%s.csv", folder->path, name);
    return n > 0 && n < PATH_MAX && en_file_exists(path);
}

/* from, converted to UTF-8 with padding behind it; false if the bytes are not of that encoding (or memory is out: text->failed). */
static bool recode(iconv_t converter, en_str from, en_text *text)
{
    char *in = (char *)(uintptr_t)from.at;
    size_t in_left = from.size;
    while (in_left > 0) {
        char *room = en_text_reserve(text, in_left * 2 + EN_FILE_PADDING);
        if (!room) return false;
        size_t room_size = text->capacity - text->size, out_left = room_size;
        size_t result = iconv(converter, &in, &in_left, &room, &out_left);
        text->size += room_size - out_left;
        if (result == (size_t)-1 && errno != E2BIG) return false;
    }
    char *padding = en_text_reserve(text, EN_FILE_PADDING);
    if (padding) memset(padding, 0, EN_FILE_PADDING);
    return padding != NULL;
}

static bool looks_like(const char *encoding, en_str bytes)
{
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1) return false;
    en_text text = en_text_make(NULL);
    bool fits = recode(converter, bytes, &text);
    en_text_free(&text);
    iconv_close(converter);
    return fits;
}

static bool starts_with(en_str s, const char *bytes, size_t n) { return s.size >= n && memcmp(s.at, bytes, n) == 0; }

static en_status recode_table(en_table *table, const char *encoding, en_report *report)
{
    iconv_t converter = iconv_open("UTF-8", encoding);
    en_arg arg = en_arg_text("encoding", encoding);
    if (converter == (iconv_t)-1) {
        (void)en_report_add(report, EN_ERROR, EN_W_TABLE_UNKNOWN_ENCODING, of_file(table), 1, &arg);
        return EN_ERR_USAGE;
    }
    table->recoded = en_text_make(table->arena.allocator);
    bool fits = recode(converter, (en_str){table->file.at, table->file.size}, &table->recoded);
    iconv_close(converter);
    if (table->recoded.failed) return EN_ERR_MEMORY;
    if (!fits) return en_report_add(report, EN_ERROR, EN_W_TABLE_NOT_IN_ENCODING, of_file(table), 1, &arg);
    return EN_OK;
}

/* Refuses bytes that are clearly in another encoding. Others with bad UTF-8 are reported cell by cell as they are read. */
static en_status check_encoding(const en_table *table, en_str bytes, en_report *report)
{
    if (starts_with(bytes, "\xFF\xFE", 2) || starts_with(bytes, "\xFE\xFF", 2)) {
        en_arg args[] = {en_arg_text("encoding", "UTF-16"), en_arg_text("option", "utf-16")};
        return en_report_add(report, EN_ERROR, EN_W_TABLE_OTHER_ENCODING, of_file(table), 2, args);
    }
    if (en_utf8_invalid(bytes.at, bytes.size) == bytes.size || memchr(bytes.at, '\0', bytes.size)) return EN_OK;
    if (!looks_like("CP932", bytes)) return EN_OK;
    en_arg args[] = {en_arg_text("encoding", "CP932 (Shift_JIS)"), en_arg_text("option", "cp932")};
    return en_report_add(report, EN_ERROR, EN_W_TABLE_OTHER_ENCODING, of_file(table), 2, args);
}

/* A header that is one cell with `;` or tabs in it. */
static en_status check_delimiter(const en_table *table, en_report *report)
{
    if (table->columns != 1 || table->delimiter != ',') return EN_OK;
    const char *other = memchr(table->header[0].at, ';', table->header[0].size) ? ";"
                        : memchr(table->header[0].at, '\t', table->header[0].size) ? "tab" : NULL;
    if (!other) return EN_OK;
    en_arg arg = en_arg_text("delimiter", other);
    en_where where = {.file = table->name, .row = 1};
    return en_report_add(report, EN_ERROR, EN_W_TABLE_OTHER_DELIMITER, where, 1, &arg);
}

static en_status check_header(const en_table *table, en_report *report)
{
    en_status status = EN_OK;
    for (size_t i = 0; i < table->columns; i++) {
        en_where where = {.file = table->name, .row = 1, .column = table->header[i]};
        if (table->header[i].size == 0) {
            en_arg arg = en_arg_int("column", (int64_t)i + 1);
            status = en_report_add(report, EN_ERROR, EN_W_TABLE_UNNAMED_COLUMN, where, 1, &arg);
        }
        for (size_t j = 0; j < i && table->header[i].size; j++)
            if (en_str_equal(table->header[i], table->header[j])) {
                status = en_report_error(report, EN_W_TABLE_COLUMN_TWICE, where);
                break;
            }
    }
    return status;
}

static en_status read_header(en_table *table, en_str bytes, en_report *report)
{
    en_csv csv;
    en_csv_piece piece = {.at = bytes.at, .end = bytes.at + bytes.size, .row = 1};
    if (!en_csv_start(&csv, piece, table->delimiter, &table->arena)) return EN_ERR_MEMORY;
    csv.file = table->name;
    csv.report = report;
    csv.careful = true;
    en_csv_step step = en_csv_next(&csv);
    if (step == EN_CSV_NO_MEMORY) return EN_ERR_MEMORY;
    if (step == EN_CSV_FAULTY) return EN_ERR_INPUT;
    if (step == EN_CSV_END) return en_report_error(report, EN_W_TABLE_EMPTY, of_file(table));
    table->header = en_arena_array(&table->arena, csv.count, sizeof *table->header);
    if (!table->header) return EN_ERR_MEMORY;
    for (size_t i = 0; i < csv.count; i++) table->header[i] = en_str_trim(csv.fields[i]);
    table->columns = csv.count;
    table->body = (en_str){csv.at, (size_t)(csv.end - csv.at)};
    table->body_row = csv.row + 1;
    en_status status = check_delimiter(table, report);
    return status == EN_OK ? check_header(table, report) : status;
}

static en_status open_bytes(en_table *table, const en_table_options *options, en_report *report)
{
    en_str bytes = {table->file.at, table->file.size};
    en_status status = EN_OK;
    if (options->encoding && strcasecmp(options->encoding, "utf-8") != 0) {
        status = recode_table(table, options->encoding, report);
        bytes = (en_str){table->recoded.at, table->recoded.size};
    } else {
        status = check_encoding(table, bytes, report);
    }
    if (status != EN_OK) return status;
    if (starts_with(bytes, "\xEF\xBB\xBF", 3)) bytes = (en_str){bytes.at + 3, bytes.size - 3};
    return read_header(table, bytes, report);
}

en_status en_table_open(const en_folder *folder, const char *name, const en_context *context, en_report *report,
                        en_table *table)
{
    *table = (en_table){.arena = en_arena_make(context ? context->allocator : NULL)};
    table->delimiter = folder->options.delimiter ? folder->options.delimiter : ',';
    char *file_name = en_arena_raw(&table->arena, strlen(name) + 5, 1);
    if (!file_name) return EN_ERR_MEMORY;
    memcpy(file_name, name, strlen(name));
    memcpy(file_name + strlen(name), ".csv", 5);
    table->name = en_str_of(file_name);
    char *path = en_path_join(&table->arena, folder->path, file_name);
    en_status status = path ? en_file_read(path, context, report, &table->file) : EN_ERR_MEMORY;
    if (status == EN_OK) status = open_bytes(table, &folder->options, report);
    if (status != EN_OK) en_table_free(table);
    return status;
}

void en_table_free(en_table *table)
{
    en_file_free(&table->file);
    if (table->recoded.allocator) en_text_free(&table->recoded);
    en_arena_free(&table->arena);
}

int en_table_column(const en_table *table, const char *name)
{
    for (size_t i = 0; i < table->columns; i++)
        if (en_str_is(table->header[i], name)) return (int)i;
    return EN_NO_COLUMN;
}

static void report_missing(const en_table *table, const char *name, en_report *report)
{
    en_text list = en_text_make(NULL);
    for (size_t i = 0; i < table->columns; i++) {
        if (i > 0) en_text_add_z(&list, ", ");
        en_text_add(&list, table->header[i]);
    }
    en_arg args[] = {en_arg_text("column", name), en_arg_str("columns", en_text_str(&list))};
    (void)en_report_add(report, EN_ERROR, EN_W_TABLE_MISSING_COLUMN, (en_where){.file = table->name, .row = 1}, 2, args);
    en_text_free(&list);
}

static bool is_known(en_str column, size_t count, const en_column *columns)
{
    for (size_t i = 0; i < count; i++)
        if (en_str_is(column, columns[i].name)) return true;
    return false;
}

en_status en_table_columns(const en_table *table, size_t count, const en_column *columns, bool attributes,
                           en_report *report)
{
    en_status status = EN_OK;
    for (size_t i = 0; i < count; i++) {
        int index = en_table_column(table, columns[i].name);
        if (columns[i].index) *columns[i].index = index;
        if (index == EN_NO_COLUMN && columns[i].required) {
            report_missing(table, columns[i].name, report);
            status = EN_ERR_INPUT;
        }
    }
    for (size_t i = 0; i < table->columns && !attributes; i++)
        if (!is_known(table->header[i], count, columns)) {
            en_where where = {.file = table->name, .row = 1, .column = table->header[i]};
            (void)en_report_add(report, EN_WARNING, EN_W_TABLE_UNKNOWN_COLUMN, where, 0, NULL);
        }
    return status;
}

bool en_table_read(const en_table *table, en_csv_piece piece, bool careful, en_arena *arena, en_report *report, en_csv *csv)
{
    if (!en_csv_start(csv, piece, table->delimiter, arena)) return false;
    csv->columns = table->columns;
    csv->header = table->header;
    csv->file = table->name;
    csv->report = report;
    csv->careful = careful;
    return true;
}

bool en_table_read_all(en_table *table, en_report *report, en_csv *csv)
{
    en_csv_piece piece = {.at = table->body.at, .end = table->body.at + table->body.size, .row = table->body_row};
    return en_table_read(table, piece, true, &table->arena, report, csv);
}
