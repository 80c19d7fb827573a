/* Statements made from the shapes of the ledger's tables. See shapes.h. */
#include "shapes.h"

static void add_quoted(en_text *sql, const char *before, const char *name)
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

void sql_add_columns(en_text *sql, const en_shape *shape)
{
    for (size_t i = 0; i < shape->field_count; i++) add_quoted(sql, ", ", shape->fields[i].column);
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
    add_quoted(&sql, "INSERT INTO ", shape->name);
    en_text_add_z(&sql, " (import");
    sql_add_columns(&sql, shape);
    en_text_add_z(&sql, ") VALUES ($1");
    for (size_t i = 0; i < shape->field_count; i++) add_number(&sql, ", $", i + 2);
    en_text_add_char(&sql, ')');
    return store->insert[table] = keep(store, &sql);
}

const char *sql_update(en_store *store, en_ledger_table table)
{
    if (store->update[table]) return store->update[table];
    const en_shape *shape = &en_shapes[table];
    en_text sql = en_text_make(store->db.allocator);
    add_quoted(&sql, "UPDATE ", shape->name);
    en_text_add_z(&sql, " SET import = $1");
    for (size_t i = 0; i < shape->field_count; i++) {
        add_quoted(&sql, ", ", shape->fields[i].column);
        add_number(&sql, " = $", i + 2);
    }
    add_number(&sql, " WHERE \"row\" = $", shape->field_count + 2);
    return store->update[table] = keep(store, &sql);
}

const char *sql_select(en_store *store, en_ledger_table table)
{
    if (store->select[table]) return store->select[table];
    en_text sql = en_text_make(store->db.allocator);
    en_text_add_z(&sql, "SELECT \"row\"");
    sql_add_columns(&sql, &en_shapes[table]);
    add_quoted(&sql, " FROM ", en_shapes[table].name);
    en_text_add_z(&sql, " ORDER BY \"row\"");
    return store->select[table] = keep(store, &sql);
}
