/* The ledger in memory. See ledger_tables.h. */
#include "ledger_tables.h"

#include "fields.h"

en_ledger en_ledger_make(const en_allocator *allocator)
{
    return (en_ledger){.arena = en_arena_make(allocator)};
}

void en_ledger_free(en_ledger *ledger)
{
    const en_allocator *allocator = ledger->arena.allocator;
    en_arena_free(&ledger->arena);
    *ledger = en_ledger_make(allocator);
}

bool en_key_equal(const en_key *a, const en_key *b)
{
    return en_ref_equal(a->indicator, b->indicator) && en_ref_equal(a->subject, b->subject) &&
           en_ref_equal(a->area, b->area) && en_date_equal(a->period_start, b->period_start) &&
           en_date_equal(a->period_end, b->period_end) && a->kind == b->kind;
}

static const char *row_at(const en_ledger *ledger, en_ref ref)
{
    return (const char *)ledger->rows[ref.table] + ref.index * en_shapes[ref.table].row_size;
}

en_str en_ref_id(const en_ledger *ledger, en_ref ref)
{
    const en_shape *shape = &en_shapes[ref.table];
    if (!en_ref_given(ref) || !en_shape_has_ids(shape)) return (en_str){0};
    return *(const en_str *)(const void *)(row_at(ledger, ref) + shape->fields[0].offset);
}

en_ref en_ledger_find(const en_ledger *ledger, en_ledger_table table, en_str id)
{
    for (size_t i = 0; i < ledger->count[table]; i++)
        if (en_str_equal(en_ref_id(ledger, en_ref_to(table, i)), id)) return en_ref_to(table, i);
    return (en_ref){EN_LEDGER_NONE, 0};
}

const en_texts *en_ref_name(const en_ledger *ledger, en_ref ref)
{
    static const char *const stems[] = {"name_en", "title_en", "what_en", "text_en", "note_en"};
    const en_shape *shape = &en_shapes[ref.table];
    if (!en_ref_given(ref)) return NULL;
    for (size_t i = 0; i < sizeof stems / sizeof *stems; i++) {
        int column = en_shape_column(shape, stems[i]);
        if (column >= 0)
            return (const en_texts *)(const void *)(row_at(ledger, ref) + shape->fields[column].offset);
    }
    return NULL;
}
