/* Rows out of the store: the whole ledger, what was corrected, notes. See store.h. */
#include "json.h"
#include "sql_shapes.h"

static en_status load_row(en_statement *statement, en_ledger_table table, en_str file, en_rows *rows)
{
    const en_shape *shape = &en_shapes[table];
    en_str *cells = en_arena_array(&rows->arena, shape->field_count, sizeof *cells);
    if (!cells) return EN_ERR_MEMORY;
    for (size_t i = 0; i < shape->field_count; i++)
        if (!en_column_keep(statement, (int)i + 1, &rows->arena, &cells[i])) return EN_ERR_MEMORY;
    int64_t stored = en_column_int(statement, 0);
    en_row row = {.cells = cells, .file = file, .line = (uint64_t)stored, .stored = stored};
    return en_rows_add(rows, table, row) ? EN_OK : EN_ERR_MEMORY;
}

/* What rows of the store are called in messages: "enishi.db figures". */
static en_str name_of_table(en_store *store, en_ledger_table table, en_arena *arena)
{
    en_text name = en_text_make(store->db.allocator);
    en_text_add_z(&name, "enishi.db ");
    en_text_add_z(&name, en_shapes[table].name);
    char *kept = name.failed ? NULL : en_arena_copy(arena, name.at, name.size);
    en_str result = {kept, name.size};
    en_text_free(&name);
    return result;
}

static en_status load_table(en_store *store, en_ledger_table table, en_report *report, en_rows *rows)
{
    const char *sql = sql_select(store, table);
    en_str file = name_of_table(store, table, &rows->arena);
    if (!sql || !file.at) return EN_ERR_MEMORY;
    en_statement *statement = en_db_prepare(&store->db, sql, report);
    en_status status = EN_OK;
    en_step step = EN_STEP_DONE;
    while (status == EN_OK && (step = en_db_step(statement, report)) == EN_STEP_ROW)
        status = load_row(statement, table, file, rows);
    en_db_end(statement);
    return step == EN_STEP_FAILED ? en_db_fault(report) : status;
}

en_status en_store_load(en_store *store, en_report *report, en_rows *rows)
{
    en_status status = EN_OK;
    for (int table = 1; table < EN_LEDGER_TABLES && status == EN_OK; table++)
        status = load_table(store, (en_ledger_table)table, report, rows);
    return status;
}

en_status en_store_revision(en_store *store, en_report *report, int64_t *revision)
{
    en_statement *statement =
        en_db_prepare(&store->db, "SELECT coalesce(max(import), 0) FROM imports", report);
    if (en_db_step(statement, report) != EN_STEP_ROW) return en_db_fault(report);
    *revision = en_column_int(statement, 0);
    en_db_end(statement);
    return EN_OK;
}

static en_ledger_table table_of(en_str name)
{
    for (int table = 1; table < EN_LEDGER_TABLES; table++)
        if (en_str_is(name, en_shapes[table].name)) return (en_ledger_table)table;
    return EN_LEDGER_NONE;
}

/* The cells that were kept as JSON: a column that is not there was empty. */
static en_status read_content(const en_store *store, en_str content, const en_shape *shape, en_arena *arena,
                              en_report *report, const en_str **cells)
{
    en_str *copy = en_arena_array(arena, shape->field_count, sizeof *copy);
    if (!copy) return EN_ERR_MEMORY;
    json_t *kept = en_json_read(content, en_str_of(store->path), report);
    if (!kept) return report->out_of_memory ? EN_ERR_MEMORY : EN_ERR_IO;
    bool read = true;
    for (size_t i = 0; i < shape->field_count && read; i++) {
        const json_t *value = json_object_get(kept, shape->fields[i].column);
        size_t size = json_string_length(value);
        const char *at = size ? en_arena_copy(arena, json_string_value(value), size) : "";
        copy[i] = (en_str){at, size};
        read = at != NULL;
    }
    json_decref(kept);
    *cells = copy;
    return read ? EN_OK : EN_ERR_MEMORY;
}

static en_status keep_history(const en_store *store, en_statement *statement, en_arena *arena,
                              en_report *report, en_old_rows *rows, size_t *capacity)
{
    en_old_row row = {.table = table_of(en_column_text(statement, 0)), .stored = en_column_int(statement, 1)};
    if (!en_column_keep(statement, 2, arena, &row.at) || !en_column_keep(statement, 3, arena, &row.by))
        return EN_ERR_MEMORY;
    en_status status =
        read_content(store, en_column_text(statement, 4), &en_shapes[row.table], arena, report, &row.cells);
    if (status != EN_OK) return status;
    if (rows->count == *capacity) {
        size_t more = *capacity ? *capacity * 2 : 4;
        en_old_row *grown = en_arena_array(arena, more, sizeof *grown);
        if (!grown) return EN_ERR_MEMORY;
        if (rows->count) memcpy(grown, rows->at, rows->count * sizeof *grown);
        rows->at = grown;
        *capacity = more;
    }
    rows->at[rows->count++] = row;
    return EN_OK;
}

en_status en_store_history(en_store *store, en_arena *arena, en_report *report, en_old_rows *rows)
{
    en_statement *statement = en_db_prepare(&store->db,
                                            "SELECT h.\"table\", h.\"row\", i.at, i.by, h.content "
                                            "FROM history h JOIN imports i USING (import) ORDER BY h.history",
                                            report);
    *rows = (en_old_rows){0};
    en_status status = EN_OK;
    size_t capacity = 0;
    en_step step = EN_STEP_DONE;
    while (status == EN_OK && (step = en_db_step(statement, report)) == EN_STEP_ROW)
        status = keep_history(store, statement, arena, report, rows, &capacity);
    en_db_end(statement);
    return step == EN_STEP_FAILED ? en_db_fault(report) : status;
}

en_status en_store_note(en_store *store, const char *key, en_arena *arena, en_report *report, en_str *value)
{
    en_statement *statement = en_db_prepare(&store->db, "SELECT value FROM notes WHERE key = $1", report);
    *value = (en_str){"", 0};
    en_bind_text(statement, 1, en_str_of(key));
    en_step step = en_db_step(statement, report);
    bool kept = step != EN_STEP_ROW || en_column_keep(statement, 0, arena, value);
    en_db_end(statement);
    if (step == EN_STEP_FAILED) return en_db_fault(report);
    return kept ? EN_OK : EN_ERR_MEMORY;
}
