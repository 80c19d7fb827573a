/* The ledger's tables to rows of cells. See ledger_read.h. */
#include "ledger_read.h"

typedef struct reading {
    const en_folder *folder;
    const en_context *context;
    en_report *report;
    en_rows *rows;
    en_ledger_files *files;
} reading;

static en_str copy(en_arena *arena, en_str s)
{
    char *at = en_arena_copy(arena, s.at, s.size);
    return (en_str){at, at ? s.size : 0};
}

static en_status report_id(en_report *report, en_where where, en_id_fault fault)
{
    if (fault == EN_ID_NO_MEMORY) return EN_ERR_MEMORY;
    return en_report_error(report, fault == EN_ID_TOO_LONG ? EN_W_LEDGER_ID_TOO_LONG : EN_W_LEDGER_ID_CONTROL,
                           where);
}

/* A list with trimmed pieces, each an id in normal form if they are ids. */
static en_status clean_list(en_arena *arena, en_str raw, bool ids, en_where where, en_report *report,
                            en_str *cell)
{
    en_text text = en_text_make(arena->allocator);
    en_status status = EN_OK;
    en_str piece;
    while (en_str_next(&raw, ';', &piece)) {
        en_id_fault fault = ids ? en_id_normalise(arena, piece, &piece) : EN_ID_FINE;
        where.value = piece;
        if (fault != EN_ID_FINE) status = report_id(report, where, fault);
        if (text.size) en_text_add_char(&text, ';');
        en_text_add(&text, piece);
    }
    *cell = copy(arena, en_text_str(&text));
    if (text.failed || !cell->at) status = EN_ERR_MEMORY;
    en_text_free(&text);
    return status;
}

en_status en_cell_clean(en_arena *arena, const en_field *field, en_str raw, en_where where, en_report *report,
                        en_str *cell)
{
    where.column = en_str_of(field->column);
    where.value = raw;
    raw = en_str_trim(raw);
    *cell = (en_str){"", 0};
    if (raw.size == 0) return EN_OK;
    switch (field->type) {
    case EN_FIELD_ID:
    case EN_FIELD_REF: {
        en_str id;
        en_id_fault fault = en_id_normalise(arena, raw, &id);
        if (fault != EN_ID_FINE) return report_id(report, where, fault);
        *cell = copy(arena, id);
        return cell->at ? EN_OK : EN_ERR_MEMORY;
    }
    case EN_FIELD_REFS:
    case EN_FIELD_OPERANDS: return clean_list(arena, raw, true, where, report, cell);
    case EN_FIELD_LIST: return clean_list(arena, raw, false, where, report, cell);
    case EN_FIELD_TEXT:
    case EN_FIELD_DATE:
    case EN_FIELD_NUMBER:
    case EN_FIELD_CHOICE: *cell = copy(arena, raw); return cell->at ? EN_OK : EN_ERR_MEMORY;
    }
    return EN_OK;
}

static en_status keep_record(reading *r, en_ledger_table kind, const en_csv *csv, const int *columns,
                             en_str file)
{
    const en_shape *shape = &en_shapes[kind];
    en_str *cells = en_arena_array(&r->rows->arena, shape->field_count, sizeof *cells);
    if (!cells) return EN_ERR_MEMORY;
    en_where where = {.file = file, .row = csv->row};
    en_status status = EN_OK;
    for (size_t i = 0; i < shape->field_count; i++) {
        en_str raw = columns[i] == EN_NO_COLUMN ? (en_str){"", 0} : csv->fields[columns[i]];
        en_status of_cell =
            en_cell_clean(&r->rows->arena, &shape->fields[i], raw, where, r->report, &cells[i]);
        if (of_cell == EN_ERR_MEMORY) return of_cell;
        if (of_cell != EN_OK) status = of_cell;
    }
    en_row row = {.cells = cells, .file = file, .line = csv->row};
    if (status == EN_OK && !en_rows_add(r->rows, kind, row)) status = EN_ERR_MEMORY;
    return status;
}

static en_status read_records(reading *r, en_ledger_table kind, en_table *table, const int *columns,
                              en_str file)
{
    en_csv csv;
    if (!en_table_read_all(table, r->report, &csv)) return EN_ERR_MEMORY;
    en_status status = EN_OK;
    for (en_csv_step step; (step = en_csv_next(&csv)) != EN_CSV_END;) {
        if (step == EN_CSV_NO_MEMORY) return EN_ERR_MEMORY;
        en_status of_record =
            step == EN_CSV_FAULTY ? EN_ERR_INPUT : keep_record(r, kind, &csv, columns, file);
        if (of_record == EN_ERR_MEMORY || en_cancelled(r->context))
            return of_record ? of_record : EN_ERR_CANCELLED;
        if (of_record != EN_OK) status = of_record;
    }
    return status;
}

/* Notes a file with its hash. A sheet is no file: its workbook is noted once, at the end. */
static bool note_file(reading *r, en_file *file, bool is_hashed)
{
    en_ledger_file *noted = &r->files->at[r->files->count];
    if (!is_hashed) en_file_hash(file);
    en_sha256_hex(file->digest, noted->digest);
    noted->name = copy(&r->rows->arena, file->name);
    noted->size = file->size;
    r->files->count += noted->name.at != NULL;
    return noted->name.at != NULL;
}

static en_status read_opened(reading *r, en_ledger_table kind, en_table *table)
{
    const en_shape *shape = &en_shapes[kind];
    en_column columns[EN_FIELDS_MOST];
    int indices[EN_FIELDS_MOST] = {0};
    for (size_t i = 0; i < shape->field_count; i++)
        columns[i] = (en_column){shape->fields[i].column, shape->fields[i].required, &indices[i]};
    en_str name = copy(&r->rows->arena, table->name);
    if (!name.at || (!en_table_is_sheet(table) && !note_file(r, &table->file, false))) return EN_ERR_MEMORY;
    en_status status = en_table_columns(table, shape->field_count, columns, false, r->report);
    return status == EN_OK ? read_records(r, kind, table, indices, name) : status;
}

static en_status read_table(reading *r, en_ledger_table kind)
{
    en_table table;
    en_status status = en_table_open(r->folder, en_shapes[kind].name, r->context, r->report, &table);
    if (status == EN_OK) {
        status = read_opened(r, kind, &table);
        en_table_free(&table);
    }
    if (status != EN_OK) r->rows->incomplete |= 1u << kind;
    return status;
}

static bool is_known(en_str name)
{
    for (int kind = 1; kind < EN_LEDGER_TABLES; kind++)
        if (en_str_is(name, en_shapes[kind].name)) return true;
    return false;
}

/* A misspelt name of a table would go unnoticed otherwise. What goes with a model is none of the ledger's. */
static void warn_of_strangers(const reading *r)
{
    for (size_t i = 0; i < r->folder->table_count; i++) {
        en_str name = r->folder->tables[i].name;
        en_where where = {.file = name};
        if (!is_known(name) && !en_folder_is_of_model(r->folder, name))
            (void)en_report_add(r->report, EN_WARNING, EN_W_LEDGER_UNKNOWN_TABLE, where, 0, NULL);
    }
}

en_status en_ledger_read(const en_folder *folder, const en_context *context, en_report *report, en_rows *rows,
                         en_ledger_files *files)
{
    reading r = {folder, context, report, rows, files};
    en_status status = EN_OK;
    size_t found = 0;
    files->count = 0;
    for (int kind = 1; kind < EN_LEDGER_TABLES; kind++) {
        if (!en_folder_has(folder, en_shapes[kind].name)) continue;
        found++;
        en_status of_table = read_table(&r, (en_ledger_table)kind);
        if (of_table == EN_ERR_MEMORY || of_table == EN_ERR_CANCELLED) return of_table;
        if (status == EN_OK || of_table == EN_ERR_IO) status = of_table != EN_OK ? of_table : status;
    }
    if (found == 0)
        return en_report_error(report, EN_W_LEDGER_NO_TABLES, (en_where){.file = en_str_of(folder->path)});
    warn_of_strangers(&r);
    if (folder->workbook && !note_file(&r, &folder->workbook->file, true)) return EN_ERR_MEMORY;
    return status;
}
