/* Rows in and out of SQLite. The statements are made from the description in fields.h; every name is quoted,
 * every value bound. */
#include "sqlite.h"

#include "json.h"

#include <stdlib.h>

static void add_column(en_text *sql, const char *column)
{
    en_text_add_char(sql, '"');
    en_text_add_z(sql, column);
    en_text_add_char(sql, '"');
}

static void add_columns(en_text *sql, const en_shape *shape, const char *after)
{
    for (size_t i = 0; i < shape->field_count; i++) {
        en_text_add_z(sql, ", ");
        add_column(sql, shape->fields[i].column);
        en_text_add_z(sql, after);
    }
}

static void add_name(en_text *sql, const char *before, const char *name)
{
    en_text_add_z(sql, before);
    add_column(sql, name);
}

/* Prepares the text and frees it. */
static en_status prepare(sqlite_store *s, en_text *sql, en_report *report, sqlite3_stmt **statement)
{
    en_status status = EN_OK;
    if (sql->failed) status = EN_ERR_MEMORY;
    else if (sqlite3_prepare_v3(s->db, sql->at, (int)sql->size, 0, statement, NULL) != SQLITE_OK)
        status = sqlite_fault(s, report);
    en_text_free(sql);
    return status;
}

static en_status prepare_z(sqlite_store *s, const char *sql, en_report *report, sqlite3_stmt **statement)
{
    return sqlite3_prepare_v2(s->db, sql, -1, statement, NULL) == SQLITE_OK ? EN_OK : sqlite_fault(s, report);
}

/* Runs a statement that answers with no rows, and makes it ready for the next time. */
static en_status finish(sqlite_store *s, sqlite3_stmt *statement, en_report *report)
{
    en_status status = sqlite3_step(statement) == SQLITE_DONE ? EN_OK : sqlite_fault(s, report);
    sqlite3_reset(statement);
    return status;
}

static void bind(sqlite3_stmt *statement, int at, en_str s)
{
    if (s.size == 0) sqlite3_bind_null(statement, at);
    else sqlite3_bind_text64(statement, at, s.at, s.size, SQLITE_STATIC, SQLITE_UTF8);
}

/* A column's text, copied; empty for NULL. */
static bool column_text(sqlite3_stmt *statement, int at, en_arena *arena, en_str *text)
{
    const char *bytes = (const char *)sqlite3_column_text(statement, at);
    size_t size = bytes ? (size_t)sqlite3_column_bytes(statement, at) : 0;
    *text = (en_str){"", 0};
    if (size == 0) return true;
    char *copy = en_arena_copy(arena, bytes, size);
    *text = (en_str){copy, size};
    return copy != NULL;
}

static en_status load_row(sqlite3_stmt *statement, en_ledger_table table, en_str file, en_rows *rows)
{
    const en_shape *shape = &en_shapes[table];
    en_str *cells = en_arena_array(&rows->arena, shape->field_count, sizeof *cells);
    if (!cells) return EN_ERR_MEMORY;
    for (size_t i = 0; i < shape->field_count; i++)
        if (!column_text(statement, (int)i + 1, &rows->arena, &cells[i])) return EN_ERR_MEMORY;
    int64_t stored = sqlite3_column_int64(statement, 0);
    en_row row = {.cells = cells, .file = file, .line = (uint64_t)stored, .stored = stored};
    return en_rows_add(rows, table, row) ? EN_OK : EN_ERR_MEMORY;
}

static en_status load_table(sqlite_store *s, en_ledger_table table, en_report *report, en_rows *rows)
{
    en_text sql = en_text_make(s->allocator);
    en_text_add_z(&sql, "SELECT \"row\"");
    add_columns(&sql, &en_shapes[table], "");
    add_name(&sql, " FROM ", en_shapes[table].name);
    en_text_add_z(&sql, " ORDER BY \"row\"");
    sqlite3_stmt *statement = NULL;
    en_status status = prepare(s, &sql, report, &statement);
    en_text name = en_text_make(s->allocator);
    en_text_add_z(&name, "enishi.db ");
    en_text_add_z(&name, en_shapes[table].name);
    char *file = name.failed ? NULL : en_arena_copy(&rows->arena, name.at, name.size);
    if (!file) status = EN_ERR_MEMORY;
    int step = SQLITE_DONE;
    while (status == EN_OK && (step = sqlite3_step(statement)) == SQLITE_ROW)
        status = load_row(statement, table, (en_str){file, name.size}, rows);
    if (status == EN_OK && step != SQLITE_DONE) status = sqlite_fault(s, report);
    en_text_free(&name);
    sqlite3_finalize(statement);
    return status;
}

en_status sqlite_load(en_store *store, en_report *report, en_rows *rows)
{
    en_status status = EN_OK;
    for (int table = 1; table < EN_LEDGER_TABLES && status == EN_OK; table++)
        status = load_table((sqlite_store *)store, (en_ledger_table)table, report, rows);
    return status;
}

static en_status record_file(sqlite_store *s, int64_t import, const en_import_file *file, en_report *report)
{
    sqlite3_stmt *statement = NULL;
    en_status status = prepare_z(s, "INSERT INTO import_files VALUES (?, ?, ?, ?)", report, &statement);
    if (status == EN_OK) {
        sqlite3_bind_int64(statement, 1, import);
        bind(statement, 2, file->name);
        sqlite3_bind_int64(statement, 3, (int64_t)file->size);
        bind(statement, 4, en_str_of(file->sha256));
        status = finish(s, statement, report);
    }
    sqlite3_finalize(statement);
    return status;
}

en_status sqlite_record(en_store *store, const en_import_record *import, en_report *report, int64_t *number)
{
    sqlite_store *s = (sqlite_store *)store;
    sqlite3_stmt *statement = NULL;
    en_status status = prepare_z(
        s, "INSERT INTO imports (at, by, version, added, unchanged, corrected) VALUES (?, ?, ?, ?, ?, ?)",
        report, &statement);
    if (status == EN_OK) {
        const en_str texts[] = {import->at, import->by, import->version};
        for (int i = 0; i < 3; i++)
            sqlite3_bind_text64(statement, i + 1, texts[i].at, texts[i].size, SQLITE_STATIC, SQLITE_UTF8);
        sqlite3_bind_int64(statement, 4, (int64_t)import->added);
        sqlite3_bind_int64(statement, 5, (int64_t)import->unchanged);
        sqlite3_bind_int64(statement, 6, (int64_t)import->corrected);
        status = finish(s, statement, report);
    }
    sqlite3_finalize(statement);
    *number = sqlite3_last_insert_rowid(s->db);
    for (size_t i = 0; i < import->file_count && status == EN_OK; i++)
        status = record_file(s, *number, &import->files[i], report);
    return status;
}

static en_status insert_statement(sqlite_store *s, en_ledger_table table, en_report *report)
{
    if (s->insert[table]) return EN_OK;
    const en_shape *shape = &en_shapes[table];
    en_text sql = en_text_make(s->allocator);
    add_name(&sql, "INSERT INTO ", shape->name);
    en_text_add_z(&sql, " (import");
    add_columns(&sql, shape, "");
    en_text_add_z(&sql, ") VALUES (?");
    en_text_add_repeated(&sql, ", ?", shape->field_count);
    en_text_add_char(&sql, ')');
    return prepare(s, &sql, report, &s->insert[table]);
}

static en_status update_statement(sqlite_store *s, en_ledger_table table, en_report *report)
{
    if (s->update[table]) return EN_OK;
    const en_shape *shape = &en_shapes[table];
    en_text sql = en_text_make(s->allocator);
    add_name(&sql, "UPDATE ", shape->name);
    en_text_add_z(&sql, " SET import = ?");
    add_columns(&sql, shape, " = ?");
    en_text_add_z(&sql, " WHERE \"row\" = ?");
    return prepare(s, &sql, report, &s->update[table]);
}

/* The row as JSON: column to text, cells that are not given left out. */
static char *row_as_json(const en_shape *shape, const en_row *row)
{
    json_t *object = json_object();
    bool fine = object != NULL;
    for (size_t i = 0; i < shape->field_count && fine; i++)
        if (row->cells[i].size)
            fine = json_object_set_new(object, shape->fields[i].column,
                                       json_stringn(row->cells[i].at, row->cells[i].size)) == 0;
    char *text = fine ? json_dumps(object, JSON_COMPACT) : NULL;
    json_decref(object);
    return text;
}

static en_status keep_old(sqlite_store *s, int64_t import, en_ledger_table table, const en_row *old,
                          en_report *report)
{
    sqlite3_stmt *statement = NULL;
    char *content = row_as_json(&en_shapes[table], old);
    en_status status = content ? EN_OK : EN_ERR_MEMORY;
    if (status == EN_OK)
        status = prepare_z(s, "INSERT INTO history (import, \"table\", \"row\", content) VALUES (?, ?, ?, ?)",
                           report, &statement);
    if (status == EN_OK) {
        sqlite3_bind_int64(statement, 1, import);
        bind(statement, 2, en_str_of(en_shapes[table].name));
        sqlite3_bind_int64(statement, 3, old->stored);
        bind(statement, 4, en_str_of(content));
        status = finish(s, statement, report);
    }
    sqlite3_finalize(statement);
    free(content);
    return status;
}

en_status sqlite_put(en_store *store, int64_t import, en_ledger_table table, const en_row *row,
                     const en_row *old, en_report *report)
{
    sqlite_store *s = (sqlite_store *)store;
    const en_shape *shape = &en_shapes[table];
    en_status status = old ? keep_old(s, import, table, old, report) : EN_OK;
    if (status == EN_OK)
        status = old ? update_statement(s, table, report) : insert_statement(s, table, report);
    if (status != EN_OK) return status;
    sqlite3_stmt *statement = old ? s->update[table] : s->insert[table];
    sqlite3_bind_int64(statement, 1, import);
    for (size_t i = 0; i < shape->field_count; i++) bind(statement, (int)i + 2, row->cells[i]);
    if (old) sqlite3_bind_int64(statement, (int)shape->field_count + 2, old->stored);
    return finish(s, statement, report);
}

static en_ledger_table table_of(en_str name)
{
    for (int table = 1; table < EN_LEDGER_TABLES; table++)
        if (en_str_is(name, en_shapes[table].name)) return (en_ledger_table)table;
    return EN_LEDGER_NONE;
}

/* The cells that were kept as JSON: a column that is not there was empty. */
static en_status read_content(const sqlite_store *s, en_str content, const en_shape *shape, en_arena *arena,
                              en_report *report, const en_str **cells)
{
    en_str *copy = en_arena_array(arena, shape->field_count, sizeof *copy);
    if (!copy) return EN_ERR_MEMORY;
    json_t *kept = en_json_read(content, en_str_of(s->path), report);
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

static en_status keep_history(const sqlite_store *s, sqlite3_stmt *statement, en_arena *arena,
                              en_report *report, en_old_rows *rows, size_t *capacity)
{
    en_str name, content;
    en_old_row row = {.stored = sqlite3_column_int64(statement, 1)};
    if (!column_text(statement, 0, arena, &name) || !column_text(statement, 2, arena, &row.at) ||
        !column_text(statement, 3, arena, &row.by) || !column_text(statement, 4, arena, &content))
        return EN_ERR_MEMORY;
    row.table = table_of(name);
    en_status status = read_content(s, content, &en_shapes[row.table], arena, report, &row.cells);
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

en_status sqlite_history(en_store *store, en_arena *arena, en_report *report, en_old_rows *rows)
{
    sqlite_store *s = (sqlite_store *)store;
    sqlite3_stmt *statement = NULL;
    *rows = (en_old_rows){0};
    en_status status = prepare_z(s,
                                 "SELECT h.\"table\", h.\"row\", i.at, i.by, h.content "
                                 "FROM history h JOIN imports i USING (import) ORDER BY h.history",
                                 report, &statement);
    size_t capacity = 0;
    int step = SQLITE_DONE;
    while (status == EN_OK && (step = sqlite3_step(statement)) == SQLITE_ROW)
        status = keep_history(s, statement, arena, report, rows, &capacity);
    if (status == EN_OK && step != SQLITE_DONE) status = sqlite_fault(s, report);
    sqlite3_finalize(statement);
    return status;
}

en_status sqlite_set_note(en_store *store, const char *key, const char *value, en_report *report)
{
    sqlite_store *s = (sqlite_store *)store;
    sqlite3_stmt *statement = NULL;
    en_status status = prepare_z(s, "INSERT OR REPLACE INTO notes VALUES (?, ?)", report, &statement);
    if (status == EN_OK) {
        bind(statement, 1, en_str_of(key));
        bind(statement, 2, en_str_of(value));
        status = finish(s, statement, report);
    }
    sqlite3_finalize(statement);
    return status;
}

en_status sqlite_note(en_store *store, const char *key, en_arena *arena, en_report *report, en_str *value)
{
    sqlite_store *s = (sqlite_store *)store;
    sqlite3_stmt *statement = NULL;
    *value = (en_str){"", 0};
    en_status status = prepare_z(s, "SELECT value FROM notes WHERE key = ?", report, &statement);
    if (status != EN_OK) return status;
    bind(statement, 1, en_str_of(key));
    int step = sqlite3_step(statement);
    if (step == SQLITE_ROW && !column_text(statement, 0, arena, value)) status = EN_ERR_MEMORY;
    else if (step != SQLITE_ROW && step != SQLITE_DONE) status = sqlite_fault(s, report);
    sqlite3_finalize(statement);
    return status;
}
