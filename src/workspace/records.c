/* Rows of the ledger one at a time. See records.h. */
#include "records.h"

#include "json.h"

static bool is_list(const en_field *field)
{
    return field->type == EN_FIELD_REFS || field->type == EN_FIELD_OPERANDS || field->type == EN_FIELD_LIST;
}

static void add_list(en_text *text, en_str cell)
{
    en_str piece;
    bool is_first = true;
    en_text_add_char(text, '[');
    while (en_str_next(&cell, ';', &piece)) {
        if (!is_first) en_text_add_char(text, ',');
        is_first = false;
        en_json_add_string(text, piece);
    }
    en_text_add_char(text, ']');
}

void en_row_json(en_text *text, en_ledger_table table, const en_str *cells)
{
    const en_shape *shape = &en_shapes[table];
    char before = '{';
    for (size_t i = 0; i < shape->field_count; i++) {
        if (!cells[i].size) continue;
        en_text_add_char(text, before);
        en_text_add_char(text, '"');
        en_text_add_z(text, shape->fields[i].column);
        en_text_add_z(text, "\":");
        if (is_list(&shape->fields[i])) add_list(text, cells[i]);
        else en_json_add_string(text, cells[i]);
        before = ',';
    }
    if (before == '{') en_text_add_char(text, before);
    en_text_add_char(text, '}');
}

en_status en_past_json(en_text *text, en_ledger_table table, en_str content, en_arena *arena,
                       en_report *report)
{
    const en_shape *shape = &en_shapes[table];
    en_str cells[EN_FIELDS_MOST] = {{0}};
    json_t *kept = en_json_read(content, (en_str){0}, report);
    if (!kept) return en_db_fault(report);
    bool copied = true;
    for (size_t i = 0; i < shape->field_count && copied; i++) {
        const json_t *value = json_object_get(kept, shape->fields[i].column);
        size_t size = json_string_length(value);
        if (size) cells[i] = (en_str){en_arena_copy(arena, json_string_value(value), size), size};
        copied = size == 0 || cells[i].at;
    }
    json_decref(kept);
    if (!copied) return EN_ERR_MEMORY;
    en_row_json(text, table, cells);
    return EN_OK;
}

/* A piece of a list holds no ';' and is not empty: it would come back as another list. */
static en_status join(const json_t *array, en_where where, en_report *report, en_text *cell)
{
    size_t i;
    json_t *item;
    en_status status = EN_OK;
    json_array_foreach(array, i, item)
    {
        en_str piece = {json_string_value(item), json_string_length(item)};
        where.value = piece;
        if (memchr(piece.at, ';', piece.size) || en_str_trim(piece).size == 0)
            status = en_report_error(report, EN_W_LEDGER_NOT_A_PIECE, where);
        if (i > 0) en_text_add_char(cell, ';');
        en_text_add(cell, piece);
    }
    return status;
}

static en_status cell_of_json(const json_t *value, const en_field *field, en_arena *arena, en_report *report,
                              en_str *cell)
{
    en_where where = {.column = en_str_of(field->column)};
    if (!json_is_array(value)) {
        en_str raw = {json_string_value(value), json_string_length(value)};
        where.value = raw;
        return en_cell_clean(arena, field, raw, where, report, cell);
    }
    en_text joined = en_text_make(arena->allocator);
    en_status status = join(value, where, report, &joined);
    if (joined.failed) status = EN_ERR_MEMORY;
    if (status == EN_OK) status = en_cell_clean(arena, field, en_text_str(&joined), where, report, cell);
    en_text_free(&joined);
    return status;
}

en_status en_row_of_json(const json_t *object, en_ledger_table table, en_rows *rows, en_report *report)
{
    const en_shape *shape = &en_shapes[table];
    en_str *cells = en_arena_array(&rows->arena, shape->field_count, sizeof *cells);
    if (!cells) return EN_ERR_MEMORY;
    en_status status = EN_OK;
    for (size_t i = 0; i < shape->field_count && status != EN_ERR_MEMORY; i++) {
        const json_t *value = json_object_get(object, shape->fields[i].column);
        cells[i] = (en_str){"", 0};
        en_status read =
            value ? cell_of_json(value, &shape->fields[i], &rows->arena, report, &cells[i]) : EN_OK;
        if (read != EN_OK) status = read;
    }
    if (status != EN_OK) return status;
    return en_rows_add(rows, table, (en_row){.cells = cells}) ? EN_OK : EN_ERR_MEMORY;
}

en_status en_record_is_taken(en_store *store, en_ledger_table table, en_str id, en_arena *arena,
                             en_report *report, bool *is_taken)
{
    en_status status = EN_OK;
    *is_taken = false;
    for (int other = 1; other < EN_LEDGER_TABLES && status == EN_OK && !*is_taken; other++) {
        en_stored_row row;
        bool shares = other == (int)table || (en_shapes[table].space != EN_SPACE_OWN &&
                                              en_shapes[other].space == en_shapes[table].space);
        if (!shares || !en_shape_has_ids(&en_shapes[other])) continue;
        status = en_store_find(store, (en_ledger_table)other, id, arena, report, &row);
        *is_taken = status == EN_OK && row.number != 0;
    }
    return status;
}

en_status en_record_put(en_store *store, en_ledger_table table, const en_import_by *by, en_report *report,
                        en_import_summary *summary, en_put_outcome *outcome)
{
    const en_shape *shape = &en_shapes[table];
    const en_row *row = &summary->rows.of[table].at[0];
    if (en_shape_has_ids(shape)) {
        en_stored_row old;
        en_status found = en_store_find(store, table, row->cells[0], &summary->rows.arena, report, &old);
        if (found != EN_OK) return found;
        *outcome = EN_PUT_UNCHANGED;
        if (old.number && en_row_same(shape, row, &(en_row){.cells = old.cells})) return EN_OK;
    }
    en_status status = en_import_rows(store, by, NULL, report, summary);
    const en_import_counts *counts = &summary->of[table];
    *outcome = counts->added ? EN_PUT_ADDED : counts->corrected ? EN_PUT_CORRECTED : EN_PUT_UNCHANGED;
    return status;
}

en_texts en_row_texts(en_ledger_table table, const en_str *cells)
{
    static const char *const stems[] = {"name_en", "title_en", "title", "what_en", "text_en", "note_en"};
    const en_shape *shape = &en_shapes[table];
    for (size_t i = 0; i < sizeof stems / sizeof *stems; i++) {
        int column = en_shape_column(shape, stems[i]);
        if (column < 0) continue;
        if (strcmp(stems[i], "title") == 0) return (en_texts){{cells[column]}};
        return (en_texts){{cells[column], cells[column + 1], cells[column + 2]}};
    }
    return (en_texts){0};
}

static en_str cell_of(en_ledger_table table, const en_str *cells, const char *column)
{
    int at = en_shape_column(&en_shapes[table], column);
    return at < 0 ? (en_str){0} : cells[at];
}

void en_row_detail_add(en_text *text, en_ledger_table table, const en_str *cells)
{
    if (table == EN_INDICATORS) en_text_add(text, cell_of(table, cells, "unit"));
    if (table != EN_SOURCES) return;
    en_str publisher = cell_of(table, cells, "publisher"), published = cell_of(table, cells, "published");
    en_text_add(text, publisher);
    if (publisher.size && published.size) en_text_add_z(text, ", ");
    en_text_add(text, published);
}

en_status en_record_find_any(en_store *store, en_str id, en_arena *arena, en_report *report,
                             en_stored_row *row)
{
    static const en_ledger_table own[] = {EN_SOURCES,     EN_INDICATORS, EN_FIGURES,    EN_DERIVATIONS,
                                          EN_COMMITMENTS, EN_NEEDS,      EN_STATEMENTS, EN_CAUTIONS};
    en_ledger_table table;
    *row = (en_stored_row){0};
    en_status status = en_store_entity(store, id, report, &table);
    if (status != EN_OK) return status;
    if (table) return en_store_find(store, table, id, arena, report, row);
    for (size_t i = 0; i < sizeof own / sizeof *own && status == EN_OK && !row->number; i++)
        status = en_store_find(store, own[i], id, arena, report, row);
    return status;
}
