/* Rows of the ledger's tables as cells. See rows.h. */
#include "rows.h"

en_rows en_rows_make(const en_allocator *allocator) { return (en_rows){.arena = en_arena_make(allocator)}; }

void en_rows_free(en_rows *rows)
{
    const en_allocator *allocator = rows->arena.allocator;
    en_arena_free(&rows->arena);
    *rows = en_rows_make(allocator);
}

bool en_rows_add(en_rows *rows, en_ledger_table table, en_row row)
{
    en_row_list *list = &rows->of[table];
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 32;
        en_row *grown = en_arena_raw(&rows->arena, capacity, sizeof *grown);
        if (!grown) return false;
        if (list->count) memcpy(grown, list->at, list->count * sizeof *grown);
        list->at = grown;
        list->capacity = capacity;
    }
    list->at[list->count++] = row;
    return true;
}

bool en_row_same_key(const en_shape *shape, const en_row *a, const en_row *b)
{
    for (size_t i = 0; i < shape->field_count; i++)
        if (shape->fields[i].key && !en_str_equal(a->cells[i], b->cells[i])) return false;
    return true;
}

bool en_row_same(const en_shape *shape, const en_row *a, const en_row *b)
{
    for (size_t i = 0; i < shape->field_count; i++)
        if (!en_str_equal(a->cells[i], b->cells[i])) return false;
    return true;
}

void en_row_add_label(en_text *text, const en_shape *shape, const en_str *cells)
{
    for (size_t i = 0, added = 0; i < shape->field_count; i++) {
        if (!shape->fields[i].key || cells[i].size == 0) continue;
        if (added++) en_text_add_z(text, " / ");
        en_text_add(text, cells[i]);
    }
}

/* FNV-1a over the key cells, each ended by a byte that no cell holds. */
uint64_t en_row_key_hash(const en_shape *shape, const en_row *row)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < shape->field_count; i++) {
        if (!shape->fields[i].key) continue;
        for (size_t j = 0; j < row->cells[i].size; j++)
            hash = (hash ^ (unsigned char)row->cells[i].at[j]) * 1099511628211u;
        hash = (hash ^ 0xFF) * 1099511628211u;
    }
    return hash;
}
