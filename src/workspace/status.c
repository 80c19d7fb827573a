/* The ledger of a workspace and all that is computed from it. See workspace.h. */
#include "workspace.h"

#include "ledger_build.h"

#include <stdlib.h>

/* The index of the row with this number; rows are loaded in the order of their numbers. */
static bool find_row(const en_row_list *list, int64_t stored, uint32_t *index)
{
    size_t low = 0, high = list->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (list->at[middle].stored < stored) low = middle + 1;
        else high = middle;
    }
    *index = (uint32_t)low;
    return low < list->count && list->at[low].stored == stored;
}

typedef struct numbered {
    en_correction correction;
    size_t number; /* in the order of time */
} numbered;

static int by_row_and_time(const void *a, const void *b)
{
    const numbered *x = a, *y = b;
    en_ref p = x->correction.row, q = y->correction.row;
    if (p.table != q.table) return p.table < q.table ? -1 : 1;
    if (p.index != q.index) return p.index < q.index ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* What each row said after a correction is what it said before the next one, or says now. */
static en_status load_corrections(en_store *store, en_standing *standing, en_report *report)
{
    en_arena *arena = &standing->rows.arena;
    en_old_rows old;
    en_status status = en_store_history(store, arena, report, &old);
    if (status != EN_OK || old.count == 0) return status;
    numbered *found = en_arena_array(arena, old.count, sizeof *found);
    standing->corrections = en_arena_array(arena, old.count, sizeof *standing->corrections);
    if (!found || !standing->corrections) return EN_ERR_MEMORY;
    size_t count = 0;
    for (size_t i = 0; i < old.count; i++) {
        const en_old_row *o = &old.at[i];
        en_ref row = {.table = o->table};
        if (find_row(&standing->rows.of[o->table], o->stored, &row.index))
            found[count++] = (numbered){{row, o->at, o->by, o->cells, NULL}, i};
    }
    qsort(found, count, sizeof *found, by_row_and_time);
    for (size_t i = 0; i < count; i++) {
        en_correction *c = &standing->corrections[i];
        *c = found[i].correction;
        bool last = i + 1 == count || !en_ref_equal(found[i + 1].correction.row, c->row);
        c->after =
            last ? standing->rows.of[c->row.table].at[c->row.index].cells : found[i + 1].correction.before;
    }
    standing->correction_count = count;
    return EN_OK;
}

/* All rows in one state of the database. */
static en_status load(en_store *store, en_report *report, en_standing *standing)
{
    en_str sample = {0};
    en_status status = en_store_begin_reading(store, report);
    if (status != EN_OK) return status;
    status = en_store_revision(store, report, &standing->revision);
    if (status == EN_OK) status = en_store_load(store, report, &standing->rows);
    if (status == EN_OK) status = en_store_note(store, "sample", &standing->rows.arena, report, &sample);
    if (status == EN_OK) status = load_corrections(store, standing, report);
    standing->is_sample = sample.size > 0;
    en_store_rollback(store);
    return status;
}

en_status en_standing_of(en_store *store, const en_track_options *options, const en_context *context,
                         en_report *report, en_standing *standing)
{
    const en_allocator *allocator = context ? context->allocator : NULL;
    *standing = (en_standing){.rows = en_rows_make(allocator), .ledger = en_ledger_make(allocator)};
    en_status status = load(store, report, standing);
    if (status == EN_OK) status = en_ledger_build(&standing->rows, context, report, &standing->ledger);
    if (status == EN_OK) status = en_track_compute(&standing->ledger, options, context, &standing->track);
    if (status != EN_OK) en_standing_free(standing);
    return status;
}

en_status en_workspace_standing(const char *folder, const en_track_options *options,
                                const en_context *context, en_report *report, en_standing *standing)
{
    en_arena arena = en_arena_make(NULL);
    char *path = en_path_join(&arena, folder, EN_WORKSPACE_DATABASE);
    en_store *store = NULL;
    en_status status = path ? en_store_open_sqlite(path, context ? context->allocator : NULL, report, &store)
                            : EN_ERR_MEMORY;
    if (status == EN_OK) status = en_standing_of(store, options, context, report, standing);
    en_store_close(store);
    en_arena_free(&arena);
    return status;
}

void en_standing_free(en_standing *standing)
{
    en_track_free(&standing->track);
    en_ledger_free(&standing->ledger);
    en_rows_free(&standing->rows);
}
