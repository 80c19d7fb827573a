/* Tables into the workspace. See workspace.h.
 *
 * The rows that are stored and the rows that come are merged by key, and the merged whole is checked, so that
 * a folder with three new figures may refer to everything that is known already. Only then are the
 * differences written.
 */
#include "workspace.h"

#include "audit.h"
#include "ledger_build.h"

#include <inttypes.h>
#include <stdio.h>

void en_import_summary_free(en_import_summary *summary)
{
    en_rows_free(&summary->rows);
    en_rows_free(&summary->stored);
}

/* One row to write; old is NULL for a new one. */
typedef struct change {
    en_ledger_table table;
    const en_row *row, *old;
} change;

typedef struct merging {
    const en_rows *stored, *incoming;
    en_rows *merged; /* its own arena, the others' cells */
    change *changes;
    size_t change_count;
    en_import_summary *summary;
} merging;

/* Positions in a merged table by key: open addressing; 0 is free, otherwise the position + 1. */
typedef struct key_index {
    size_t *slots;
    size_t mask;
} key_index;

static size_t *find_key(const key_index *index, const en_shape *shape, const en_row_list *list,
                        const en_row *row)
{
    size_t at = en_row_key_hash(shape, row) & index->mask;
    while (index->slots[at] && !en_row_same_key(shape, &list->at[index->slots[at] - 1], row))
        at = (at + 1) & index->mask;
    return &index->slots[at];
}

static bool make_index(key_index *index, en_arena *arena, const en_shape *shape, const en_row_list *list)
{
    size_t capacity = 64;
    while (capacity < list->count * 2) capacity *= 2;
    index->slots = en_arena_array(arena, capacity, sizeof *index->slots);
    index->mask = capacity - 1;
    for (size_t i = 0; i < list->count && index->slots; i++)
        *find_key(index, shape, list, &list->at[i]) = i + 1;
    return index->slots != NULL;
}

static bool merge_row(merging *m, en_ledger_table table, const key_index *index, const en_row *row)
{
    const en_shape *shape = &en_shapes[table];
    const en_row_list *stored = &m->stored->of[table];
    size_t at = *find_key(index, shape, stored, row);
    const en_row *old = at ? &stored->at[at - 1] : NULL;
    en_import_counts *counts = &m->summary->of[table];
    if (old && m->merged->of[table].at[at - 1].stored == 0)
        old = NULL; /* a second row with this key: kept, so that it is reported */
    if (old && en_row_same(shape, old, row)) {
        counts->unchanged++;
        return true;
    }
    m->changes[m->change_count++] = (change){table, row, old};
    ++*(old ? &counts->corrected : &counts->added);
    if (!old) return en_rows_add(m->merged, table, *row);
    m->merged->of[table].at[at - 1] = *row;
    return true;
}

static en_status merge_table(merging *m, en_ledger_table table)
{
    key_index index;
    const en_row_list *stored = &m->stored->of[table], *incoming = &m->incoming->of[table];
    if (!make_index(&index, &m->merged->arena, &en_shapes[table], stored)) return EN_ERR_MEMORY;
    for (size_t i = 0; i < stored->count; i++)
        if (!en_rows_add(m->merged, table, stored->at[i])) return EN_ERR_MEMORY;
    for (size_t i = 0; i < incoming->count; i++)
        if (!merge_row(m, table, &index, &incoming->at[i])) return EN_ERR_MEMORY;
    en_import_counts *sum = &m->summary->of[EN_LEDGER_NONE], *counts = &m->summary->of[table];
    *sum = (en_import_counts){sum->added + counts->added, sum->unchanged + counts->unchanged,
                              sum->corrected + counts->corrected};
    return EN_OK;
}

static en_status merge(merging *m)
{
    size_t total = 0;
    for (int table = 1; table < EN_LEDGER_TABLES; table++) total += m->incoming->of[table].count;
    m->changes = en_arena_array(&m->merged->arena, total, sizeof *m->changes);
    en_status status = m->changes ? EN_OK : EN_ERR_MEMORY;
    for (int table = 1; table < EN_LEDGER_TABLES && status == EN_OK; table++)
        status = merge_table(m, (en_ledger_table)table);
    m->merged->incomplete = m->incoming->incomplete;
    return status;
}

/* The import as one event of the log; the digest is over what the files were and what it did. */
static en_status log_import(en_store *store, const en_import_record *import, int64_t number, const merging *m,
                            const en_import_by *by, en_report *report)
{
    en_str tables[EN_LEDGER_TABLES];
    char id[24];
    snprintf(id, sizeof id, "%" PRId64, number);
    en_audit_record record = {.at = import->at,
                              .actor = en_str_of(by->actor),
                              .action = en_str_of("import"),
                              .table = en_str_of("imports"),
                              .id = en_str_of(id),
                              .fields = tables};
    for (int table = 1; table < EN_LEDGER_TABLES; table++)
        if (m->summary->of[table].added + m->summary->of[table].corrected > 0)
            tables[record.field_count++] = en_str_of(en_shapes[table].name);
    en_text content = en_text_make(NULL);
    for (size_t i = 0; i < import->file_count; i++) {
        en_text_add_z(&content, import->files[i].sha256);
        en_text_add_char(&content, ' ');
        en_text_add(&content, import->files[i].name);
        en_text_add_char(&content, '\n');
    }
    record.content = en_text_str(&content);
    en_status status = content.failed ? EN_ERR_MEMORY : en_audit_append(store, &record, report);
    en_text_free(&content);
    return status;
}

static en_status write_changes(en_store *store, const merging *m, const en_import_by *by, en_report *report)
{
    en_import_file files[EN_LEDGER_TABLES + 1];
    const en_ledger_files *read = &m->summary->files;
    for (size_t i = 0; i < read->count; i++)
        files[i] = (en_import_file){read->at[i].name, read->at[i].size, read->at[i].digest};
    const en_import_counts *sum = &m->summary->of[EN_LEDGER_NONE];
    en_import_record record = {en_str_of(by->at),
                               en_str_of(by->by),
                               en_str_of(by->version),
                               sum->added,
                               sum->unchanged,
                               sum->corrected,
                               files,
                               read->count};
    int64_t import;
    en_status status = en_store_record(store, &record, report, &import);
    for (size_t i = 0; i < m->change_count && status == EN_OK; i++) {
        const change *c = &m->changes[i];
        status = en_store_put(store, import, c->table, c->row, c->old, report);
    }
    if (status == EN_OK && by->actor) status = log_import(store, &record, import, m, by, report);
    return status;
}

static en_status keep_corrections(const merging *m)
{
    en_import_summary *summary = m->summary;
    size_t count = summary->of[EN_LEDGER_NONE].corrected;
    summary->corrections = en_arena_array(&summary->rows.arena, count, sizeof *summary->corrections);
    if (!summary->corrections) return EN_ERR_MEMORY;
    for (size_t i = 0; i < m->change_count; i++) {
        const change *c = &m->changes[i];
        if (c->old)
            summary->corrections[summary->correction_count++] =
                (en_change){c->table, c->old->cells, c->row->cells};
    }
    return EN_OK;
}

/* Merges, checks and writes inside the transaction that the caller has begun. */
static en_status merge_and_write(en_store *store, bool dry_run, const en_import_by *by,
                                 const en_context *context, en_report *report, en_import_summary *summary,
                                 en_status read)
{
    const en_allocator *allocator = context ? context->allocator : NULL;
    en_rows merged = en_rows_make(allocator);
    en_ledger ledger = en_ledger_make(allocator);
    merging m = {
        .stored = &summary->stored, .incoming = &summary->rows, .merged = &merged, .summary = summary};
    en_status status = en_store_load(store, report, &summary->stored);
    if (status == EN_OK) status = merge(&m);
    if (status == EN_OK) status = en_ledger_build(&merged, context, report, &ledger);
    if (status == EN_OK) en_ledger_warn(&ledger, &summary->rows, report);
    if (status == EN_OK) status = keep_corrections(&m);
    if (read != EN_OK && status != EN_ERR_MEMORY) status = read;
    if (status == EN_OK && !dry_run) status = write_changes(store, &m, by, report);
    if (status == EN_OK && en_cancelled(context)) status = EN_ERR_CANCELLED;
    en_ledger_free(&ledger);
    en_rows_free(&merged);
    return status;
}

/* Reads all tables; the rows do not need the folder afterwards. */
static en_status read_tables(const en_import_from *from, const en_context *context, en_report *report,
                             en_import_summary *summary)
{
    en_folder folder;
    en_status status = en_folder_open(from->path, from->options, context, report, &folder);
    if (status != EN_OK) return status;
    status = en_ledger_read(&folder, context, report, &summary->rows, &summary->files);
    en_folder_free(&folder);
    return status;
}

en_status en_import_into(en_store *store, const en_import_from *from, bool dry_run, const en_import_by *by,
                         const en_context *context, en_report *report, en_import_summary *summary)
{
    const en_allocator *allocator = context ? context->allocator : NULL;
    *summary = (en_import_summary){.rows = en_rows_make(allocator), .stored = en_rows_make(allocator)};
    en_status read = read_tables(from, context, report, summary);
    bool goes_on = read == EN_OK || (read == EN_ERR_INPUT && summary->rows.incomplete);
    en_status status = goes_on && !dry_run ? en_store_begin(store, report) : read;
    if (goes_on && (dry_run || status == EN_OK)) {
        status = merge_and_write(store, dry_run, by, context, report, summary, read);
        if (!dry_run && status == EN_OK) status = en_store_commit(store, report);
        else if (!dry_run) en_store_rollback(store);
    }
    if (status != EN_OK) en_import_summary_free(summary);
    return status;
}

en_status en_import_rows(en_store *store, const en_import_by *by, const en_context *context,
                         en_report *report, en_import_summary *summary)
{
    return merge_and_write(store, false, by, context, report, summary, EN_OK);
}

en_status en_workspace_import(const char *folder, const en_import_from *from, bool dry_run,
                              const en_import_by *by, const en_context *context, en_report *report,
                              en_import_summary *summary)
{
    en_arena arena = en_arena_make(NULL);
    char *path = en_path_join(&arena, folder, EN_WORKSPACE_DATABASE);
    en_store *store = NULL;
    en_status status = path ? en_store_open_sqlite(path, context ? context->allocator : NULL, report, &store)
                            : EN_ERR_MEMORY;
    if (status == EN_OK) status = en_import_into(store, from, dry_run, by, context, report, summary);
    en_store_close(store);
    en_arena_free(&arena);
    return status;
}
