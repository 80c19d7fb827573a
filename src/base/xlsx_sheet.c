/* A sheet as CSV. See xlsx.h.
 *
 * The sheet's XML is streamed; one row at a time is held: its cells' bytes one behind the other, and where
 * each is. A row is written when it ends, after the blank lines that keep it at its number.
 */
#include "xlsx.h"

#include "number.h"
#include "xlsx_date.h"

enum { OUTSIDE, WORKSHEET, DATA, ROW, CELL, VALUE, FORMULA, INLINE, RUN, TEXT };

static const en_xml_step steps[] = {
    {DATA, "row", ROW},
    {ROW, "c", CELL},
    {CELL, "v", VALUE},
    {CELL, "f", FORMULA},
    {CELL, "is", INLINE},
    {INLINE, "t", TEXT},
    {INLINE, "r", RUN},
    {RUN, "t", TEXT},
    {WORKSHEET, "sheetData", DATA},
    {OUTSIDE, "worksheet", WORKSHEET},
};

enum { CELL_NAME_BYTES = 32 };

typedef enum cell_type { NUMBER, SHARED, STRING, BOOLEAN, FAULT, ISO_DATE, UNKNOWN } cell_type;

typedef struct reader {
    en_xml *xml;
    const en_workbook *book;
    en_str file;
    en_text *csv;
    en_arena arena; /* the header's names */
    en_str *header;
    size_t width;          /* cells of the header; 0 before it */
    uint64_t row, written; /* rows read, and rows in csv */
    bool faulty, warned, has_data;
    /* the row */
    en_text line;
    size_t used; /* behind its last cell that is not empty */
    struct slice {
        size_t at, size;
    } cells[EN_CSV_MOST_COLUMNS];
    /* the cell */
    en_text raw;
    size_t column; /* 1 is A */
    cell_type type;
    en_xlsx_format format;
    bool has_formula, has_value;
} reader;

/* Places in messages. */

static size_t print_column(size_t column, char *out)
{
    char reversed[8];
    size_t n = 0;
    for (; column > 0; column = (column - 1) / 26) reversed[n++] = (char)('A' + (column - 1) % 26);
    for (size_t i = 0; i < n; i++) out[i] = reversed[n - 1 - i];
    return n;
}

static void report_cell(reader *r, en_severity severity, en_word rule, en_str value)
{
    char name[CELL_NAME_BYTES];
    size_t letters = print_column(r->column, name);
    size_t size = letters + en_int_print((int64_t)r->row, name + letters);
    en_where where = {.file = r->file, .row = r->row, .column = {name, letters}, .value = value};
    if (r->column <= r->width && r->header[r->column - 1].size > 0) where.column = r->header[r->column - 1];
    en_arg arg = en_arg_str("cell", (en_str){name, size});
    (void)en_report_add(r->xml->report, severity, rule, where, 1, &arg);
    r->faulty = r->faulty || severity == EN_ERROR;
}

static void cell_fault(reader *r, en_word rule) { report_cell(r, EN_ERROR, rule, en_text_str(&r->raw)); }

/* The file contradicts itself: nothing behind this place can be trusted. */
static void refuse(reader *r, en_word rule, en_str value)
{
    en_where where = {.file = r->file, .row = r->row, .value = value};
    en_xml_stop(r->xml, en_report_error(r->xml->report, rule, where));
}

/* Rows. */

static void open_row(reader *r, const char **attributes)
{
    en_str written = en_xml_attribute(attributes, "r");
    uint64_t row = r->row + 1;
    bool sound = !written.at || en_whole_read(written, EN_XLSX_MOST_ROWS, &row) == EN_NUMBER_FINE;
    if (!sound || row <= r->row || row > EN_XLSX_MOST_ROWS) {
        refuse(r, EN_W_XLSX_BAD_ROW, written);
        return;
    }
    r->row = row;
    r->column = 0;
    r->line.size = 0;
    memset(r->cells, 0, r->used * sizeof *r->cells);
    r->used = 0;
}

static void keep_header(reader *r)
{
    r->header = en_arena_array(&r->arena, r->used, sizeof *r->header);
    for (size_t i = 0; i < r->used && r->header; i++) {
        const char *copy = en_arena_copy(&r->arena, r->line.at + r->cells[i].at, r->cells[i].size);
        if (!copy) r->header = NULL;
        else r->header[i] = en_str_trim((en_str){copy, r->cells[i].size});
    }
    if (r->header) r->width = r->used;
    else en_xml_stop(r->xml, EN_ERR_MEMORY);
}

/* One cell, quoted where CSV needs it, with nothing changed: it is for a program and not for people. */
static void add_cell(en_text *csv, en_str cell)
{
    bool quoted = false;
    for (size_t i = 0; i < cell.size && !quoted; i++)
        quoted = cell.at[i] == ',' || cell.at[i] == '"' || cell.at[i] == '\n' || cell.at[i] == '\r';
    if (!quoted) {
        en_text_add(csv, cell);
        return;
    }
    en_text_add_char(csv, '"');
    for (size_t i = 0; i < cell.size; i++) {
        if (cell.at[i] == '"') en_text_add_char(csv, '"');
        en_text_add_char(csv, cell.at[i]);
    }
    en_text_add_char(csv, '"');
}

static void close_row(reader *r)
{
    if (r->used == 0) return;
    if (r->width == 0) keep_header(r);
    en_text_add_repeated(r->csv, "\n", r->row - 1 - r->written);
    size_t count = r->used > r->width ? r->used : r->width;
    for (size_t i = 0; i < count; i++) {
        if (i > 0) en_text_add_char(r->csv, ',');
        if (i < r->used) add_cell(r->csv, (en_str){r->line.at + r->cells[i].at, r->cells[i].size});
    }
    en_text_add_char(r->csv, '\n');
    r->written = r->row;
    if (r->csv->failed) en_xml_stop(r->xml, EN_ERR_MEMORY);
    if (r->csv->size > EN_XLSX_MOST_CSV_BYTES) refuse(r, EN_W_XLSX_SHEET_TOO_LARGE, (en_str){0});
}

/* Cells. */

/* "BC17": the column, 1 for A; false if that is no cell of the current row. */
static bool read_place(const reader *r, en_str place, size_t *column)
{
    size_t letters = 0;
    *column = 0;
    for (; letters < place.size && letters < 3 && place.at[letters] >= 'A' && place.at[letters] <= 'Z';
         letters++)
        *column = *column * 26 + (size_t)(place.at[letters] - 'A') + 1;
    uint64_t row;
    en_str digits = {place.at + letters, place.size - letters};
    return letters > 0 && en_whole_read(digits, EN_XLSX_MOST_ROWS, &row) == EN_NUMBER_FINE && row == r->row;
}

static cell_type type_of(en_str type)
{
    static const struct {
        const char *name;
        cell_type type;
    } types[] = {{"n", NUMBER},  {"s", SHARED}, {"str", STRING}, {"inlineStr", STRING},
                 {"b", BOOLEAN}, {"e", FAULT},  {"d", ISO_DATE}};
    if (!type.at) return NUMBER;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (en_str_is(type, types[i].name)) return types[i].type;
    return UNKNOWN;
}

static void open_cell(reader *r, const char **attributes)
{
    en_str place = en_xml_attribute(attributes, "r"), style = en_xml_attribute(attributes, "s");
    r->raw.size = 0;
    r->has_formula = r->has_value = false;
    r->column++;
    if (place.at && !read_place(r, place, &r->column)) {
        refuse(r, EN_W_XLSX_BAD_CELL, place);
        return;
    }
    r->type = type_of(en_xml_attribute(attributes, "t"));
    r->format = EN_XLSX_NUMBER;
    uint64_t index = 0;
    if (!style.at || r->book->formats.size == 0) return;
    if (en_whole_read(style, r->book->formats.size - 1, &index) == EN_NUMBER_FINE)
        r->format = (en_xlsx_format)r->book->formats.at[index];
    else refuse(r, EN_W_XLSX_BAD_STYLE, style);
}

static void take_shared(reader *r, en_str raw)
{
    size_t count = r->book->text_ends.size / sizeof(size_t);
    const size_t *ends = (const size_t *)(const void *)r->book->text_ends.at;
    uint64_t index;
    if (count == 0 || en_whole_read(raw, count - 1, &index) != EN_NUMBER_FINE) {
        cell_fault(r, EN_W_XLSX_BAD_TEXT);
        return;
    }
    size_t start = index > 0 ? ends[index - 1] : 0;
    if (ends[index] > start) en_text_add(&r->line, (en_str){r->book->texts.at + start, ends[index] - start});
}

static void take_number(reader *r, en_str raw)
{
    double value;
    if (en_real_round(raw, &value) != EN_NUMBER_FINE) {
        cell_fault(r, EN_W_XLSX_BAD_VALUE);
        return;
    }
    if (r->format == EN_XLSX_NUMBER) {
        en_text_add_real(&r->line, value); /* another program's 5.0 is the id 5 */
        return;
    }
    char date[EN_XLSX_DATE_BYTES];
    size_t size = 0;
    en_xlsx_date_fault fault = en_xlsx_date_print(value, r->format, r->book->from_1904, date, &size);
    if (fault == EN_XLSX_DATE_FINE) en_text_add(&r->line, (en_str){date, size});
    else cell_fault(r, fault == EN_XLSX_DATE_NEVER_WAS ? EN_W_XLSX_NEVER_WAS : EN_W_XLSX_DATE_RANGE);
}

static void take_boolean(reader *r, en_str raw)
{
    if (en_str_is(raw, "1") || en_str_is(raw, "true")) en_text_add_z(&r->line, "TRUE");
    else if (en_str_is(raw, "0") || en_str_is(raw, "false")) en_text_add_z(&r->line, "FALSE");
    else cell_fault(r, EN_W_XLSX_BAD_VALUE);
}

/* A date that is written as one; midnight is left out. */
static void take_iso_date(reader *r, en_str raw)
{
    enum { DAY = 10, CLOCK = 9 };
    bool midnight = raw.size >= DAY + CLOCK && memcmp(raw.at + DAY, "T00:00:00", CLOCK) == 0;
    for (size_t i = DAY + CLOCK; i < raw.size && midnight; i++) midnight = strchr(".0Z", raw.at[i]) != NULL;
    en_text_add(&r->line, (en_str){raw.at, midnight ? DAY : raw.size});
}

static en_str trimmed(en_str s)
{
    while (s.size > 0 && strchr(" \t\r\n", *s.at)) s = (en_str){s.at + 1, s.size - 1};
    while (s.size > 0 && strchr(" \t\r\n", s.at[s.size - 1])) s.size--;
    return s;
}

/* The cell's text behind what the line holds. */
static void take_value(reader *r)
{
    en_str raw = en_text_str(&r->raw), value = trimmed(raw);
    if (r->type == STRING) {
        en_xlsx_add_text(&r->line, raw);
        return;
    }
    if (value.size == 0) return;
    switch (r->type) {
    case SHARED: take_shared(r, value); return;
    case NUMBER: take_number(r, value); return;
    case BOOLEAN: take_boolean(r, value); return;
    case ISO_DATE: take_iso_date(r, value); return;
    case FAULT: cell_fault(r, EN_W_XLSX_ERROR_CELL); return;
    case STRING:
    case UNKNOWN: break;
    }
    cell_fault(r, EN_W_XLSX_BAD_VALUE);
}

static bool is_calculated(reader *r)
{
    if (!r->has_formula) return true;
    if (r->type == STRING ? !r->has_value : r->raw.size == 0) {
        report_cell(r, EN_ERROR, EN_W_XLSX_NOT_CALCULATED, (en_str){0});
        return false;
    }
    if (r->book->not_calculated && !r->warned) {
        report_cell(r, EN_WARNING, EN_W_XLSX_MAYBE_NOT_CALCULATED, en_text_str(&r->raw));
        r->warned = true;
    }
    return true;
}

static void close_cell(reader *r)
{
    if (!is_calculated(r)) return;
    size_t before = r->line.size;
    take_value(r);
    size_t size = r->line.size - before;
    if (r->line.failed || r->raw.failed) {
        en_xml_stop(r->xml, EN_ERR_MEMORY);
        return;
    }
    if (size == 0) return;
    if (r->column > EN_CSV_MOST_COLUMNS) {
        refuse(r, EN_W_CSV_TOO_MANY_COLUMNS, (en_str){r->line.at + before, size});
        return;
    }
    struct slice *cell = &r->cells[r->column - 1];
    if (cell->size > 0) {
        refuse(r, EN_W_XLSX_CELL_TWICE, (en_str){r->line.at + before, size});
        return;
    }
    if (size > EN_CSV_MOST_CELL) {
        report_cell(r, EN_ERROR, EN_W_CSV_CELL_TOO_LONG, (en_str){r->line.at + before, size});
        r->line.size = before;
        return;
    }
    *cell = (struct slice){before, size};
    if (r->column > r->used) r->used = r->column;
}

static void on_open(en_xml *xml, int kind, const char **attributes)
{
    reader *r = xml->user;
    if (kind == CELL) open_cell(r, attributes);
    else if (kind == ROW) open_row(r, attributes);
    else if (kind == VALUE || kind == INLINE) r->has_value = true;
    else if (kind == FORMULA) r->has_formula = true;
    else if (kind == DATA) r->has_data = true;
}

static void on_text(en_xml *xml, int kind, en_str piece)
{
    reader *r = xml->user;
    if ((kind == VALUE || kind == TEXT) && r->raw.size <= EN_XLSX_MOST_RAW) en_text_add(&r->raw, piece);
}

static void on_close(en_xml *xml, int kind)
{
    reader *r = xml->user;
    if (kind == CELL) close_cell(r);
    else if (kind == ROW) close_row(r);
}

static en_status read_sheet(reader *r)
{
    en_status status = en_xml_read(r->xml);
    if (status != EN_OK) return status;
    if (!r->has_data) {
        en_arg arg = en_arg_text("part", r->xml->part->name);
        return en_report_add(r->xml->report, EN_ERROR, EN_W_XLSX_BAD_PART, (en_where){.file = r->file}, 1,
                             &arg);
    }
    if (r->faulty) return EN_ERR_INPUT;
    char *padding = en_text_reserve(r->csv, EN_FILE_PADDING);
    if (!padding) return EN_ERR_MEMORY;
    memset(padding, 0, EN_FILE_PADDING);
    return EN_OK;
}

en_status en_workbook_read(const en_workbook *book, const en_sheet *sheet, en_str file,
                           const en_context *context, en_report *report, en_text *csv)
{
    en_arena arena = en_arena_make(book->arena.allocator);
    *csv = en_text_make(arena.allocator);
    reader *r = en_arena_array(&arena, 1, sizeof *r);
    if (!r) return EN_ERR_MEMORY;
    en_xml xml = {.package = &book->package,
                  .part = sheet->part,
                  .file = file,
                  .context = context,
                  .report = report,
                  .steps = steps,
                  .step_count = sizeof steps / sizeof *steps,
                  .open = on_open,
                  .text = on_text,
                  .close = on_close,
                  .user = r};
    *r = (reader){.xml = &xml,
                  .book = book,
                  .file = file,
                  .csv = csv,
                  .arena = en_arena_make(arena.allocator),
                  .line = en_text_make(arena.allocator),
                  .raw = en_text_make(arena.allocator)};
    en_status status = read_sheet(r);
    en_text_free(&r->line);
    en_text_free(&r->raw);
    en_arena_free(&r->arena);
    en_arena_free(&arena);
    if (status != EN_OK) en_text_free(csv);
    return status;
}
