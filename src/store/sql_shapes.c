/* Statements made from the shapes of the ledger's tables. See sql_shapes.h. */
#include "sql_shapes.h"

void sql_add_quoted(en_text *sql, const char *before, const char *name)
{
    en_text_add_z(sql, before);
    en_text_add_char(sql, '"');
    en_text_add_z(sql, name);
    en_text_add_char(sql, '"');
}

static void add_number(en_text *sql, const char *before, size_t number)
{
    en_text_add_z(sql, before);
    en_text_add_int(sql, (int64_t)number);
}

const char *const sql_sort_keys[SORT_KEYS] = {"sort_en", "sort_vi", "sort_ja"};

static int name_column(const en_shape *shape, int language)
{
    static const char *const columns[][SORT_KEYS] = {
        {"name_en", "name_vi", "name_ja"}, {"title_en", "title_vi", "title_ja"}, {"title", "title", "title"}};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        int column = en_shape_column(shape, columns[i][language]);
        if (column >= 0) return column;
    }
    return -1;
}

bool sql_has_sort_keys(const en_shape *shape) { return name_column(shape, 0) >= 0; }

en_str sql_name(const en_shape *shape, const en_str *cells, int language)
{
    en_str name = cells[name_column(shape, language)];
    return name.size ? name : cells[name_column(shape, 0)];
}

void sql_add_columns(en_text *sql, const en_shape *shape)
{
    for (size_t i = 0; i < shape->field_count; i++) sql_add_quoted(sql, ", ", shape->fields[i].column);
}

/* The text as the store keeps it. */
static const char *keep(en_store *store, en_text *sql)
{
    const char *kept = sql->failed ? NULL : en_arena_copy(&store->arena, sql->at, sql->size);
    en_text_free(sql);
    return kept;
}

const char *sql_insert(en_store *store, en_ledger_table table)
{
    if (store->insert[table]) return store->insert[table];
    const en_shape *shape = &en_shapes[table];
    en_text sql = en_text_make(store->db.allocator);
    sql_add_quoted(&sql, "INSERT INTO ", shape->name);
    en_text_add_z(&sql, " (import");
    sql_add_columns(&sql, shape);
    size_t keys = sql_has_sort_keys(shape) ? SORT_KEYS : 0;
    for (size_t i = 0; i < keys; i++) sql_add_quoted(&sql, ", ", sql_sort_keys[i]);
    en_text_add_z(&sql, ") VALUES ($1");
    for (size_t i = 0; i < shape->field_count + keys; i++) add_number(&sql, ", $", i + 2);
    en_text_add_char(&sql, ')');
    return store->insert[table] = keep(store, &sql);
}

const char *sql_update(en_store *store, en_ledger_table table)
{
    if (store->update[table]) return store->update[table];
    const en_shape *shape = &en_shapes[table];
    en_text sql = en_text_make(store->db.allocator);
    sql_add_quoted(&sql, "UPDATE ", shape->name);
    en_text_add_z(&sql, " SET import = $1");
    for (size_t i = 0; i < shape->field_count; i++) {
        sql_add_quoted(&sql, ", ", shape->fields[i].column);
        add_number(&sql, " = $", i + 2);
    }
    size_t keys = sql_has_sort_keys(shape) ? SORT_KEYS : 0;
    for (size_t i = 0; i < keys; i++) {
        sql_add_quoted(&sql, ", ", sql_sort_keys[i]);
        add_number(&sql, " = $", shape->field_count + i + 2);
    }
    add_number(&sql, " WHERE \"row\" = $", shape->field_count + keys + 2);
    return store->update[table] = keep(store, &sql);
}

const char *sql_select(en_store *store, en_ledger_table table)
{
    if (store->select[table]) return store->select[table];
    en_text sql = en_text_make(store->db.allocator);
    en_text_add_z(&sql, "SELECT \"row\"");
    sql_add_columns(&sql, &en_shapes[table]);
    sql_add_quoted(&sql, " FROM ", en_shapes[table].name);
    en_text_add_z(&sql, " ORDER BY \"row\"");
    return store->select[table] = keep(store, &sql);
}

static const char *one_row(en_store *store, en_ledger_table table, const char *by)
{
    en_text sql = en_text_make(store->db.allocator);
    en_text_add_z(&sql, "SELECT \"row\", import");
    sql_add_columns(&sql, &en_shapes[table]);
    sql_add_quoted(&sql, " FROM ", en_shapes[table].name);
    sql_add_quoted(&sql, " WHERE ", by);
    en_text_add_z(&sql, " = $1");
    return keep(store, &sql);
}

const char *sql_row(en_store *store, en_ledger_table table)
{
    if (!store->row[table]) store->row[table] = one_row(store, table, "row");
    return store->row[table];
}

const char *sql_row_of_id(en_store *store, en_ledger_table table)
{
    if (!store->row_of_id[table])
        store->row_of_id[table] = one_row(store, table, en_shapes[table].fields[0].column);
    return store->row_of_id[table];
}
