/* One pass over a table by several tasks. See scan.h. */
#include "scan.h"

enum { PIECES_A_THREAD = 8 };

typedef struct passing {
    en_scan *scan;
    const en_context *context;
    atomic_size_t done;
    atomic_bool faulty, out_of_memory;
} passing;

void en_scan_start(en_scan *scan, const en_context *context)
{
    const en_table *table = scan->table;
    size_t most = en_width(context) > 1 ? (size_t)en_width(context) * PIECES_A_THREAD : 1;
    scan->piece_count =
        en_csv_split(context, table->body, table->body_row, most, scan->pieces, &scan->careful);
    scan->most_rows = 0;
    for (size_t i = 0; i < scan->piece_count; i++) scan->most_rows += (size_t)scan->pieces[i].most_rows;
}

/* Hands the records of rows before `end` to the caller; without a report only up to the first fault. */
static en_status read_records(const en_scan *scan, en_csv *csv, uint64_t end)
{
    en_finder finder = EN_FINDER_START;
    en_status status = EN_OK;
    for (en_csv_step step; (step = en_csv_next(csv)) != EN_CSV_END;) {
        if (step == EN_CSV_NO_MEMORY) return EN_ERR_MEMORY;
        if (step != EN_CSV_RECORD || csv->row >= end ||
            !scan->row(scan->user, csv, (size_t)(csv->row - scan->table->body_row), &finder))
            status = EN_ERR_INPUT;
        if (status != EN_OK && !csv->report) break;
    }
    if (!en_finder_finish(&finder, csv)) status = EN_ERR_INPUT;
    return status;
}

en_status en_scan_all(en_table *table, en_scan_row *row, void *user, en_report *report)
{
    en_scan scan = {.table = table, .row = row, .user = user};
    en_csv csv;
    return en_table_read_all(table, report, &csv) ? read_records(&scan, &csv, UINT64_MAX) : EN_ERR_MEMORY;
}

size_t en_scan_most_rows(const en_table *table)
{
    en_csv_survey survey = en_csv_look(table->body.at, table->body.size);
    return survey.lines[0] + survey.lines[1] + 1;
}

/* A piece that began inside a cell has more rows than the next one's number allows. */
static void read_piece(passing *p, size_t index)
{
    en_scan *scan = p->scan;
    bool last = index + 1 == scan->piece_count;
    uint64_t end = last ? scan->table->body_row + scan->most_rows : scan->pieces[index + 1].row;
    en_arena arena = en_arena_make(p->context ? p->context->allocator : NULL);
    en_csv csv;
    en_status status = EN_ERR_MEMORY;
    if (en_table_read(scan->table, scan->pieces[index], scan->careful, &arena, NULL, &csv))
        status = read_records(scan, &csv, end);
    if (status == EN_ERR_MEMORY) atomic_store(&p->out_of_memory, true);
    else if (status != EN_OK) atomic_store(&p->faulty, true);
    en_arena_free(&arena);
}

/* Task 0 hashes the file; task i reads piece i - 1. */
static void hash_or_read(void *shared, size_t index)
{
    passing *p = shared;
    if (en_cancelled(p->context)) return;
    if (index > 0) read_piece(p, index - 1);
    else if (!en_table_is_sheet(p->scan->table)) en_file_hash(&p->scan->table->file);
    en_progress(p->context, atomic_fetch_add(&p->done, 1) + 1, p->scan->piece_count + 1);
}

en_status en_scan_run(en_scan *scan, const en_context *context, en_report *report)
{
    passing p = {.scan = scan, .context = context};
    en_csv csv;
    en_run(context, hash_or_read, &p, scan->piece_count + 1);
    if (en_cancelled(context)) return EN_ERR_CANCELLED;
    if (atomic_load(&p.out_of_memory)) return EN_ERR_MEMORY;
    if (!atomic_load(&p.faulty)) return EN_OK;
    if (scan->again) scan->again(scan->user);
    if (!en_table_read_all(scan->table, report, &csv)) return EN_ERR_MEMORY;
    return read_records(scan, &csv, scan->table->body_row + scan->most_rows);
}
