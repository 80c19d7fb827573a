/* Rows into the store: imports, rows and what they said before, notes. The statements are made from the
 * description in fields.h; every name is quoted, every value bound. */
#include "index.h"
#include "json.h"
#include "sql_shapes.h"

static en_status record_file(en_store *store, int64_t import, const en_import_file *file, en_report *report)
{
    en_statement *statement =
        en_db_prepare(&store->db, "INSERT INTO import_files VALUES ($1, $2, $3, $4)", report);
    en_bind_int(statement, 1, import);
    en_bind_text(statement, 2, file->name);
    en_bind_int(statement, 3, (int64_t)file->size);
    en_bind_text(statement, 4, en_str_of(file->sha256));
    return en_db_run(statement, report, NULL);
}

en_status en_store_record(en_store *store, const en_import_record *import, en_report *report, int64_t *number)
{
    en_statement *statement =
        en_db_prepare(&store->db,
                      "INSERT INTO imports (at, by, version, added, unchanged, corrected) "
                      "VALUES ($1, $2, $3, $4, $5, $6)",
                      report);
    en_bind_text_or_empty(statement, 1, import->at);
    en_bind_text_or_empty(statement, 2, import->by);
    en_bind_text_or_empty(statement, 3, import->version);
    en_bind_int(statement, 4, (int64_t)import->added);
    en_bind_int(statement, 5, (int64_t)import->unchanged);
    en_bind_int(statement, 6, (int64_t)import->corrected);
    en_status status = en_db_run(statement, report, NULL);
    if (status != EN_OK) return status;
    *number = en_db_inserted(&store->db);
    for (size_t i = 0; i < import->file_count && status == EN_OK; i++)
        status = record_file(store, *number, &import->files[i], report);
    return status;
}

/* The row as JSON: column to text, cells that are not given left out. */
static void add_row_json(en_text *text, const en_shape *shape, const en_row *row)
{
    en_json json = en_json_compact_to(text);
    en_json_open(&json, '{');
    for (size_t i = 0; i < shape->field_count; i++)
        if (row->cells[i].size) en_json_key_str(&json, shape->fields[i].column, row->cells[i]);
    en_json_close(&json, '}');
}

static en_status keep_old(en_store *store, int64_t import, en_ledger_table table, const en_row *old,
                          en_report *report)
{
    en_text content = en_text_make(store->db.allocator);
    add_row_json(&content, &en_shapes[table], old);
    if (content.failed) {
        en_text_free(&content);
        return EN_ERR_MEMORY;
    }
    en_statement *statement = en_db_prepare(
        &store->db, "INSERT INTO history (import, \"table\", \"row\", content) VALUES ($1, $2, $3, $4)",
        report);
    en_bind_int(statement, 1, import);
    en_bind_text(statement, 2, en_str_of(en_shapes[table].name));
    en_bind_int(statement, 3, old->stored);
    en_bind_text(statement, 4, en_text_str(&content));
    en_status status = en_db_run(statement, report, NULL);
    en_text_free(&content);
    return status;
}

/* $1 the import, the cells, the keys if there are any, the number of the row that is replaced. */
static en_status write_row(en_store *store, int64_t import, en_ledger_table table, const en_row *row,
                           const en_row *old, en_arena *arena, en_report *report)
{
    const en_shape *shape = &en_shapes[table];
    en_str keys[SORT_KEYS];
    size_t key_count = sql_has_sort_keys(shape) ? SORT_KEYS : 0;
    const char *sql = old ? sql_update(store, table) : sql_insert(store, table);
    if (!sql || (key_count && !index_sort_keys(shape, row->cells, arena, keys))) return EN_ERR_MEMORY;
    en_statement *statement = en_db_prepare(&store->db, sql, report);
    int at = 1;
    en_bind_int(statement, at++, import);
    for (size_t i = 0; i < shape->field_count; i++) en_bind_text(statement, at++, row->cells[i]);
    for (size_t i = 0; i < key_count; i++) en_bind_bytes(statement, at++, keys[i]);
    if (old) en_bind_int(statement, at, old->stored);
    return en_db_run(statement, report, NULL);
}

en_status en_store_put(en_store *store, int64_t import, en_ledger_table table, const en_row *row,
                       const en_row *old, en_report *report)
{
    en_arena arena = en_arena_make(store->db.allocator);
    en_status status = old ? keep_old(store, import, table, old, report) : EN_OK;
    if (status == EN_OK) status = write_row(store, import, table, row, old, &arena, report);
    int64_t number = old ? old->stored : en_db_inserted(&store->db);
    if (status == EN_OK)
        status = index_row(store, table, number, row->cells, old ? old->cells : NULL, &arena, report);
    en_arena_free(&arena);
    return status;
}

en_status en_store_set_note(en_store *store, const char *key, const char *value, en_report *report)
{
    en_statement *statement = en_db_prepare(&store->db,
                                            "INSERT INTO notes VALUES ($1, $2) "
                                            "ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                                            report);
    en_bind_text(statement, 1, en_str_of(key));
    en_bind_text_or_empty(statement, 2, en_str_of(value));
    return en_db_run(statement, report, NULL);
}
