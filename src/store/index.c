/* Sort keys and tokens of rows. See index.h.
 *
 * The index of tokens is FTS5 without content: it keeps row numbers for tokens and nothing else, and is told
 * the old tokens when a row changes. Its tokenizer only cuts at blanks (`ascii` leaves all other bytes as
 * they are), as the tokens are made in tokens.c. When the rules there change, a migration fills it anew.
 */
#include "index.h"

#include "order.h"
#include "sql_shapes.h"
#include "tokens.h"

bool index_sort_keys(const en_shape *shape, const en_str *cells, en_arena *arena, en_str keys[])
{
    en_text key = en_text_make(arena->allocator);
    bool made = true;
    for (int i = 0; i < SORT_KEYS && made; i++) {
        key.size = 0;
        en_sort_key_add(&key, sql_name(shape, cells, i), (en_language)i);
        const char *copy = key.failed ? NULL : en_arena_copy(arena, key.at, key.size);
        keys[i] = (en_str){copy, key.size};
        made = copy != NULL;
    }
    en_text_free(&key);
    return made;
}

static bool begins(const char *column, const char *with) { return strncmp(column, with, strlen(with)) == 0; }

/* What a thing is called, or what it says in one sentence; else what is told about it. */
static bool is_name(const en_field *field)
{
    static const char *const names[] = {"name_", "title", "what_", "text_", "aliases"};
    if (field->type == EN_FIELD_ID) return true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (begins(field->column, names[i])) return true;
    return false;
}

static bool is_text(const en_field *field)
{
    bool has_words = field->type == EN_FIELD_TEXT || field->type == EN_FIELD_LIST;
    return has_words && strcmp(field->column, "refs") != 0;
}

static bool add_tokens(const en_shape *shape, const en_str *cells, bool names, en_arena *arena,
                       en_str *tokens)
{
    en_text added = en_text_make(arena->allocator);
    for (size_t i = 0; i < shape->field_count; i++) {
        const en_field *field = &shape->fields[i];
        if (cells[i].size && is_name(field) == names && (names || is_text(field)))
            en_tokens_add(&added, arena, cells[i]);
    }
    const char *copy = added.failed ? NULL : en_arena_copy(arena, added.at, added.size);
    *tokens = (en_str){copy, added.size};
    en_text_free(&added);
    return copy != NULL;
}

static en_status put_tokens(en_store *store, const char *sql, int64_t number, const en_shape *shape,
                            const en_str *cells, en_arena *arena, en_report *report)
{
    en_str names, texts;
    if (!add_tokens(shape, cells, true, arena, &names) || !add_tokens(shape, cells, false, arena, &texts))
        return EN_ERR_MEMORY;
    en_statement *statement = en_db_prepare(&store->db, sql, report);
    en_bind_int(statement, 1, number);
    en_bind_text_or_empty(statement, 2, names);
    en_bind_text_or_empty(statement, 3, texts);
    return en_db_run(statement, report, NULL);
}

en_status index_row(en_store *store, en_ledger_table table, int64_t row, const en_str *cells,
                    const en_str *old, en_arena *arena, en_report *report)
{
    const en_shape *shape = &en_shapes[table];
    if (!en_shape_has_ids(shape)) return EN_OK;
    int64_t number = row << INDEX_TABLE_BITS | table;
    en_status status = EN_OK;
    if (old)
        status = put_tokens(store,
                            "INSERT INTO search (search, rowid, names, texts) VALUES ('delete', $1, $2, $3)",
                            number, shape, old, arena, report);
    if (status == EN_OK)
        status = put_tokens(store, "INSERT INTO search (rowid, names, texts) VALUES ($1, $2, $3)", number,
                            shape, cells, arena, report);
    return status;
}

static en_status set_keys(en_store *store, en_ledger_table table, const en_row *row, en_arena *arena,
                          en_report *report)
{
    en_str keys[SORT_KEYS];
    if (!index_sort_keys(&en_shapes[table], row->cells, arena, keys)) return EN_ERR_MEMORY;
    en_text sql = en_text_make(store->db.allocator);
    sql_add_quoted(&sql, "UPDATE ", en_shapes[table].name);
    en_text_add_z(&sql, " SET sort_en = $1, sort_vi = $2, sort_ja = $3 WHERE \"row\" = $4");
    const char *text = sql.failed ? NULL : en_arena_copy(arena, sql.at, sql.size);
    en_text_free(&sql);
    if (!text) return EN_ERR_MEMORY;
    en_statement *statement = en_db_prepare(&store->db, text, report);
    for (int i = 0; i < SORT_KEYS; i++) en_bind_bytes(statement, i + 1, keys[i]);
    en_bind_int(statement, SORT_KEYS + 1, row->stored);
    return en_db_run(statement, report, NULL);
}

en_status index_all(en_store *store, en_report *report)
{
    en_rows rows = en_rows_make(store->db.allocator);
    en_status status = en_store_load(store, report, &rows);
    for (int table = 1; table < EN_LEDGER_TABLES && status == EN_OK; table++) {
        for (size_t i = 0; i < rows.of[table].count && status == EN_OK; i++) {
            const en_row *row = &rows.of[table].at[i];
            en_arena arena = en_arena_make(store->db.allocator);
            status = index_row(store, (en_ledger_table)table, row->stored, row->cells, NULL, &arena, report);
            if (status == EN_OK && sql_has_sort_keys(&en_shapes[table]))
                status = set_keys(store, (en_ledger_table)table, row, &arena, report);
            en_arena_free(&arena);
        }
    }
    en_rows_free(&rows);
    return status;
}
