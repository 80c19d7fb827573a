/* Tables as records. See flat.h. */
#include "flat.h"

#include <math.h>

typedef struct reading {
    en_flat *rows;
    en_table *table;
    en_arena *arena;
    int index[EN_FLAT_MOST_COLUMNS];
    bool names_only; /* the first pass: ids are collected */
    bool ids_known;  /* it was done */
    bool ids_exact;  /* each is looked for when it is added */
} reading;

static bool out_of_memory(const en_csv *csv)
{
    if (csv->report) csv->report->out_of_memory = true;
    return false;
}

/* A copy of the id, for cells that do not outlive their pass, is made where it is new. */
static bool add_name(const reading *r, const en_flat_column *field, const en_csv *csv, int column)
{
    en_str id;
    bool known;
    if (en_cell_text(csv, column).size == 0 || en_ids_find(field->ids, csv->fields[column]) != EN_IDS_NONE)
        return true;
    if (!en_cell_id(csv, column, csv->arena, &id)) return false;
    if (en_ids_find(field->ids, id) != EN_IDS_NONE) return true;
    if (field->most > 0 && field->ids->count == field->most) return en_cell_fault(csv, column, field->rule);
    char *copy = en_arena_copy(r->arena, id.at, id.size);
    if (!copy) return out_of_memory(csv);
    (void)en_ids_add(field->ids, (en_str){copy, id.size}, &known);
    return true;
}

/* Ids are put side by side first, and made findable all at once. */
static bool add_id(const reading *r, const en_flat_column *field, const en_csv *csv, int column)
{
    en_str id;
    bool known = false;
    if (!en_cell_id(csv, column, csv->arena, &id)) return false;
    if (r->ids_exact) (void)en_ids_add(field->ids, id, &known);
    else field->ids->ids[field->ids->count++] = id;
    return !known || en_cell_fault(csv, column, field->rule);
}

static bool take_word(const en_flat_column *field, const en_csv *csv, int column, uint32_t *to)
{
    en_str cell = en_cell_text(csv, column);
    for (*to = 0; cell.size > 0 && field->words[*to];)
        if (en_str_is(cell, field->words[(*to)++])) return true;
    return cell.size == 0 || en_cell_fault(csv, column, field->rule);
}

static bool take_id(const reading *r, const en_flat_column *field, en_csv *csv, int column, uint32_t *to,
                    en_finder *finder)
{
    if (!r->rows->large || field->kind == EN_FLAT_NAME)
        *to = en_cell_find(csv, column, field->ids, field->rule);
    else if (field->kind == EN_FLAT_NEAR)
        return en_cell_find_near(finder, csv, column, field->ids, field->rule, to);
    else return en_cell_find_later(finder, csv, column, field->ids, field->rule, to);
    return *to != EN_IDS_NONE;
}

/* Whether the cell is not given. */
static inline bool is_empty(const en_flat_column *field, const en_csv *csv, int column)
{
    if (field->needed && !field->none) return false; /* an empty one is found to be wrong */
    en_str cell = en_cell_text(csv, column);
    return cell.size == 0 ? !field->needed : field->none && en_str_is(cell, field->none);
}

static void take_nothing(const en_flat_column *field, void *to)
{
    switch (field->kind) {
    case EN_FLAT_NEAR:
    case EN_FLAT_OF:
    case EN_FLAT_WHOLE: *(uint32_t *)to = field->empty; break;
    case EN_FLAT_NAME:
    case EN_FLAT_WORD: *(uint32_t *)to = 0; break;
    case EN_FLAT_REAL: *(double *)to = NAN; break;
    case EN_FLAT_TEXT: *(en_str *)to = (en_str){0}; break;
    case EN_FLAT_ID:
    case EN_FLAT_EMPTY: break;
    }
}

static bool take_cell(const reading *r, const en_flat_column *field, en_csv *csv, int column, void *to,
                      en_finder *finder)
{
    switch (field->kind) {
    case EN_FLAT_ID: return r->ids_known || add_id(r, field, csv, column);
    case EN_FLAT_NAME: return take_id(r, field, csv, column, to, finder) && ++*(uint32_t *)to;
    case EN_FLAT_NEAR:
    case EN_FLAT_OF: return take_id(r, field, csv, column, to, finder);
    case EN_FLAT_WHOLE: return en_cell_whole(csv, column, field->least, field->most, field->rule, to);
    case EN_FLAT_REAL: return en_cell_real(csv, column, to);
    case EN_FLAT_WORD: return take_word(field, csv, column, to);
    case EN_FLAT_TEXT: *(en_str *)to = en_cell_text(csv, column); return true;
    case EN_FLAT_EMPTY: break;
    }
    return en_cell_fault(csv, column, field->rule);
}

static bool take_names(const reading *r, const en_csv *csv)
{
    bool fine = true;
    for (size_t i = 0; i < r->rows->column_count && fine; i++) {
        const en_flat_column *field = &r->rows->columns[i];
        if (field->kind == EN_FLAT_NAME) fine = add_name(r, field, csv, r->index[i]);
        else if (field->kind == EN_FLAT_ID) fine = add_id(r, field, csv, r->index[i]);
    }
    return fine;
}

static bool take_record(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    reading *r = user;
    en_flat *rows = r->rows;
    if (r->names_only) return take_names(r, csv);
    if (!rows->large) index = rows->count;
    char *record = rows->at + index * rows->size;
    for (size_t i = 0; i < rows->column_count; i++) {
        const en_flat_column *field = &rows->columns[i];
        if (is_empty(field, csv, r->index[i])) take_nothing(field, record + field->to);
        else if (!take_cell(r, field, csv, r->index[i], record + field->to, finder)) return false;
    }
    if (rows->also && !rows->also(rows->user, csv, (uint32_t)index)) return false;
    if (!rows->large) rows->count++;
    return true;
}

/* Every record is blank until it is read. */
static void forget(void *user)
{
    const en_flat *rows = ((const reading *)user)->rows;
    for (size_t i = 0; i < rows->count; i++) memset(rows->at + i * rows->size, 0xFF, sizeof(uint32_t));
}

/* Whether cells may name ids that other cells of the table make. */
static bool needs_names(const reading *r)
{
    for (size_t i = 0; i < r->rows->column_count; i++) {
        const en_flat_column *field = &r->rows->columns[i];
        if (field->kind == EN_FLAT_NAME && r->index[i] != EN_NO_COLUMN) return true;
        for (size_t k = 0; k < i && field->kind == EN_FLAT_OF; k++)
            if (r->rows->columns[k].kind == EN_FLAT_ID && r->rows->columns[k].ids == field->ids) return true;
    }
    return false;
}

static en_status find_columns(reading *r, en_report *report)
{
    en_column columns[EN_FLAT_MOST_COLUMNS];
    for (size_t i = 0; i < r->rows->column_count; i++)
        columns[i] = (en_column){r->rows->columns[i].column, r->rows->columns[i].needed, &r->index[i]};
    return en_table_columns(r->table, r->rows->column_count, columns, r->rows->attributes, report);
}

/* Makes the ids that this table is the first to add to. */
static bool make_ids(const reading *r, size_t most)
{
    bool made = true;
    for (size_t i = 0; i < r->rows->column_count && made; i++) {
        const en_flat_column *field = &r->rows->columns[i];
        bool adds = field->kind == EN_FLAT_ID || field->kind == EN_FLAT_NAME;
        if (adds && !field->ids->slots)
            made = en_ids_make(r->arena, field->most > 0 ? field->most : most, field->ids);
    }
    return made;
}

/* Whether the ids that were put side by side are all different. */
static bool fill_ids(const reading *r)
{
    bool different = true;
    for (size_t i = 0; i < r->rows->column_count && !r->ids_exact && different; i++) {
        const en_flat_column *field = &r->rows->columns[i];
        if (field->kind == EN_FLAT_ID) different = en_ids_fill(field->ids, field->ids->count);
    }
    return different;
}

/* The records, once there is room for them. A scan of several tasks hashes the file beside them. */
static en_status read_records(reading *r, en_scan *scan, const en_context *context, en_report *report)
{
    if (r->rows->large) {
        r->rows->count = scan->most_rows;
        forget(r);
        return en_scan_run(scan, context, report);
    }
    if (!en_table_is_sheet(r->table)) en_file_hash(&r->table->file);
    en_status status = en_scan_all(r->table, take_record, r, report);
    if (fill_ids(r)) return status;
    r->ids_exact = r->names_only = true; /* again, to say where */
    en_status twice = en_scan_all(r->table, take_record, r, report);
    return status == EN_OK ? twice : status;
}

en_status en_flat_read(en_flat *rows, en_table *table, const en_context *context, en_arena *arena,
                       en_report *report)
{
    reading r = {.rows = rows, .table = table, .arena = arena};
    en_scan scan = {.table = table, .row = take_record, .again = forget, .user = &r};
    if (rows->large) en_scan_start(&scan, context);
    size_t most = rows->large ? scan.most_rows : en_scan_most_rows(table);
    if (most > rows->most) return en_report_error(report, rows->too_many, (en_where){.file = table->name});
    en_status status = make_ids(&r, most) ? find_columns(&r, report) : EN_ERR_MEMORY;
    r.names_only = r.ids_exact = needs_names(&r);
    if (status == EN_OK && r.names_only) {
        status = en_scan_all(table, take_record, &r, report);
        r.names_only = false;
        r.ids_known = true;
    }
    if (status != EN_OK) return status;
    rows->at = rows->large ? en_arena_raw(arena, most, rows->size) : en_arena_array(arena, most, rows->size);
    return rows->at ? read_records(&r, &scan, context, report) : EN_ERR_MEMORY;
}
