/* Tables by name. See table.h. */
#include "table.h"

#include <iconv.h>
#include <stdio.h>
#include <strings.h>

static en_where of_file(const en_table *table) { return (en_where){.file = table->name}; }

static en_where of_header(const en_table *table, en_str column)
{
    return (en_where){.file = table->name, .row = table->header_row, .column = column};
}

/* from, converted to UTF-8 with padding behind it; false if the bytes are not of that encoding (or memory is
 * out: text->failed). */
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

static bool starts_with(en_str s, const char *bytes, size_t n)
{
    return s.size >= n && memcmp(s.at, bytes, n) == 0;
}

/* Encodings by their plain names: "//IGNORE" and the like would have iconv pass over bytes, and "" is that of
 * the environment. */
static iconv_t open_converter(const char *encoding)
{
    return *encoding && !strchr(encoding, '/') ? iconv_open("UTF-8", encoding) : (iconv_t)-1;
}

static en_status recode_table(en_table *table, const char *encoding, en_report *report)
{
    iconv_t converter = open_converter(encoding);
    en_arg arg = en_arg_text("encoding", encoding);
    if (converter == (iconv_t)-1) {
        (void)en_report_add(report, EN_ERROR, EN_W_TABLE_UNKNOWN_ENCODING, of_file(table), 1, &arg);
        return EN_ERR_USAGE;
    }
    table->recoded = en_text_make(table->arena.allocator);
    bool fits = recode(converter, (en_str){table->file.at, table->file.size}, &table->recoded);
    iconv_close(converter);
    if (table->recoded.failed) return EN_ERR_MEMORY;
    if (fits) return EN_OK;
    en_where where = of_file(table);
    where.row = 1;
    for (size_t i = 0; i < table->recoded.size; i++) where.row += table->recoded.at[i] == '\n';
    return en_report_add(report, EN_ERROR, EN_W_TABLE_NOT_IN_ENCODING, where, 1, &arg);
}

/* Refuses bytes that are clearly in another encoding. Others with bad UTF-8 are reported cell by cell as they
 * are read. */
static en_status check_encoding(const en_table *table, en_str bytes, en_report *report)
{
    if (starts_with(bytes, "\xFF\xFE", 2) || starts_with(bytes, "\xFE\xFF", 2)) {
        en_arg args[] = {en_arg_text("encoding", "UTF-16"), en_arg_text("option", "utf-16")};
        return en_report_add(report, EN_ERROR, EN_W_TABLE_OTHER_ENCODING, of_file(table), 2, args);
    }
    if (en_utf8_invalid(bytes.at, bytes.size) == bytes.size || memchr(bytes.at, '\0', bytes.size))
        return EN_OK;
    if (!looks_like("CP932", bytes)) return EN_OK;
    en_arg args[] = {en_arg_text("encoding", "CP932 (Shift_JIS)"), en_arg_text("option", "cp932")};
    return en_report_add(report, EN_ERROR, EN_W_TABLE_OTHER_ENCODING, of_file(table), 2, args);
}

/* A header that is one cell with `;` or tabs in it, in a sheet also commas: a CSV file that was opened in the
 * wrong way. */
static en_status check_delimiter(const en_table *table, en_report *report)
{
    if (table->columns != 1 || (table->delimiter != ',' && !en_table_is_sheet(table))) return EN_OK;
    en_str cell = table->header[0];
    if (cell.size == 0) return EN_OK;
    const char *other = memchr(cell.at, ';', cell.size)    ? ";"
                        : memchr(cell.at, '\t', cell.size) ? "tab"
                        : memchr(cell.at, ',', cell.size)  ? ","
                                                           : NULL;
    if (!other || (*other == ',' && !en_table_is_sheet(table))) return EN_OK;
    en_arg arg = en_arg_text("delimiter", other);
    en_word rule = en_table_is_sheet(table) ? EN_W_TABLE_JOINED_CELLS : EN_W_TABLE_OTHER_DELIMITER;
    return en_report_add(report, EN_ERROR, rule, of_header(table, (en_str){0}), 1, &arg);
}

static en_status check_header(const en_table *table, en_report *report)
{
    en_status status = EN_OK;
    for (size_t i = 0; i < table->columns; i++) {
        en_where where = of_header(table, table->header[i]);
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
    for (size_t i = 0; i < csv.count; i++)
        if (!en_str_compose(&table->arena, en_str_trim(csv.fields[i]), &table->header[i]))
            return EN_ERR_MEMORY;
    table->columns = csv.count;
    table->header_row = csv.row;
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

static en_status read_file(en_table *table, const char *path, const en_table_options *options,
                           const en_context *context, en_report *report)
{
    table->delimiter = options->delimiter ? options->delimiter : ',';
    en_status status = en_file_read(path, context, report, &table->file);
    return status == EN_OK ? open_bytes(table, options, report) : status;
}

static en_status open_file(en_table *table, const en_folder *folder, const char *name,
                           const en_context *context, en_report *report)
{
    size_t size = strlen(name);
    char *file_name = en_arena_raw(&table->arena, size + 5, 1);
    if (!file_name) return EN_ERR_MEMORY;
    memcpy(file_name, name, size);
    memcpy(file_name + size, ".csv", 5);
    table->name = (en_str){file_name, size + 4};
    char *path = en_path_join(&table->arena, folder->path, file_name);
    return path ? read_file(table, path, &folder->options, context, report) : EN_ERR_MEMORY;
}

static en_status open_sheet(en_table *table, const en_workbook *workbook, const en_sheet *sheet,
                            const en_context *context, en_report *report)
{
    en_text name = en_text_make(table->arena.allocator);
    en_text_add(&name, workbook->file.name);
    en_text_add_char(&name, '[');
    en_text_add(&name, sheet->name);
    en_text_add_char(&name, ']');
    const char *copy = name.failed ? NULL : en_arena_copy(&table->arena, name.at, name.size);
    table->name = (en_str){copy, name.size};
    en_text_free(&name);
    if (!copy) return EN_ERR_MEMORY;
    table->delimiter = ',';
    en_status status = en_workbook_read(workbook, sheet, table->name, context, report, &table->recoded);
    return status == EN_OK ? read_header(table, en_text_str(&table->recoded), report) : status;
}

en_status en_table_open(const en_folder *folder, const char *name, const en_context *context,
                        en_report *report, en_table *table)
{
    *table = (en_table){.arena = en_arena_make(context ? context->allocator : NULL)};
    const en_folder_table *found = en_folder_find(folder, name);
    en_status status;
    if (!found) status = en_folder_missing(folder, name, report);
    else if (found->sheet) status = open_sheet(table, folder->workbook, found->sheet, context, report);
    else status = open_file(table, folder, name, context, report);
    if (status != EN_OK) en_table_free(table);
    return status;
}

static en_status open_in_workbook(const char *path, const char *sheet, en_table_options options,
                                  const en_context *context, en_report *report, en_table *table)
{
    en_folder folder;
    en_status status = en_folder_open(path, options, context, report, &folder);
    if (status != EN_OK) return status;
    status = en_table_open(&folder, sheet, context, report, table);
    en_folder_free(&folder);
    return status;
}

en_status en_table_open_path(const char *path, const char *sheet, en_table_options options,
                             const en_context *context, en_report *report, en_table *table)
{
    en_str name = en_path_name(path);
    if (name.size > 5 && memcmp(name.at + name.size - 5, ".xlsx", 5) == 0)
        return open_in_workbook(path, sheet, options, context, report, table);
    *table = (en_table){.arena = en_arena_make(context ? context->allocator : NULL)};
    table->name = (en_str){en_arena_copy(&table->arena, name.at, name.size), name.size};
    en_status status = table->name.at ? read_file(table, path, &options, context, report) : EN_ERR_MEMORY;
    if (status != EN_OK) en_table_free(table);
    return status;
}

void en_table_free(en_table *table)
{
    en_file_free(&table->file);
    if (table->recoded.allocator) en_text_free(&table->recoded);
    en_arena_free(&table->arena);
    *table = (en_table){0};
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
    (void)en_report_add(report, EN_ERROR, EN_W_TABLE_MISSING_COLUMN, of_header(table, (en_str){0}), 2, args);
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
            en_where where = of_header(table, table->header[i]);
            (void)en_report_add(report, EN_WARNING, EN_W_TABLE_UNKNOWN_COLUMN, where, 0, NULL);
        }
    return status;
}

bool en_table_read(const en_table *table, en_csv_piece piece, bool careful, en_arena *arena,
                   en_report *report, en_csv *csv)
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
    en_csv_piece piece = {
        .at = table->body.at, .end = table->body.at + table->body.size, .row = table->body_row};
    return en_table_read(table, piece, true, &table->arena, report, csv);
}
