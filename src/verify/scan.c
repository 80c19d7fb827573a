/* One pass over a table by several tasks. See verify.h. */
#include "verify.h"

enum { PIECES_A_THREAD = 16 };

typedef struct quick_pass {
    en_verify_scan *scan;
    atomic_bool faulty, out_of_memory;
    atomic_size_t rows;
} quick_pass;

void en_verify_scan_start(en_verify_scan *scan, const en_context *context)
{
    const en_table *table = scan->table;
    size_t most = (size_t)en_width(context) * PIECES_A_THREAD;
    scan->piece_count = en_csv_split(context, table->body, table->body_row, most, scan->pieces, &scan->unusual);
    const en_csv_piece *last = &scan->pieces[scan->piece_count - 1];
    scan->most_rows = (size_t)(last->row + last->most_rows - table->body_row);
}

static bool row_fault(const en_csv *csv, uint64_t row, en_word rule, en_report *findings)
{
    (void)en_report_error(findings, rule, (en_where){.file = csv->file, .row = row});
    return false;
}

static bool take_record(const en_verify_scan *scan, en_csv *csv, uint64_t expected, uint32_t *cursor, en_report *findings)
{
    size_t index = (size_t)(csv->row - scan->table->body_row);
    bool fine = true;
    for (; scan->must && expected < csv->row; expected++) fine = row_fault(csv, expected, EN_W_VERIFY_ROW_BLANK, findings);
    if (scan->must && index >= *scan->must) return row_fault(csv, csv->row, EN_W_VERIFY_ROW_EXTRA, findings);
    return scan->row(scan->user, csv, index, cursor, findings) && fine;
}

/* Reads the piece's records, up to row `end`; without a report for findings, to the first fault. *next: behind the last one. */
static en_status read_records(const en_verify_scan *scan, en_csv *csv, uint64_t end, en_report *findings, uint64_t *next)
{
    uint32_t cursor = EN_VERIFY_NONE;
    en_status status = EN_OK;
    for (en_csv_step step; (step = en_csv_next(csv)) != EN_CSV_END; *next = csv->row + 1) {
        if (step == EN_CSV_NO_MEMORY) return EN_ERR_MEMORY;
        if (step == EN_CSV_FAULTY || csv->row >= end) status = EN_ERR_INPUT;
        else if (!take_record(scan, csv, *next, &cursor, findings) && !findings) status = EN_ERR_CLAIM;
        if (status != EN_OK && !findings) break;
    }
    return status;
}

static void read_piece(void *shared, size_t index)
{
    quick_pass *pass = shared;
    en_verify_scan *scan = pass->scan;
    if (scan->hash && index-- == 0) {
        en_file_hash(&scan->table->file);
        return;
    }
    const en_csv_piece *piece = &scan->pieces[index];
    en_arena arena = en_arena_make(scan->table->arena.allocator);
    en_csv csv;
    uint64_t next = piece->row;
    en_status status = EN_ERR_MEMORY;
    if (en_table_read(scan->table, *piece, scan->unusual, &arena, NULL, &csv))
        status = read_records(scan, &csv, piece->row + piece->most_rows, NULL, &next);
    if (status == EN_ERR_MEMORY) atomic_store(&pass->out_of_memory, true);
    else if (status != EN_OK) atomic_store(&pass->faulty, true);
    atomic_fetch_add(&pass->rows, (size_t)(next - piece->row));
    en_arena_free(&arena);
}

en_status en_verify_scan_run(en_verify_scan *scan, const en_context *context, en_report *faults, en_report *findings)
{
    quick_pass pass = {.scan = scan};
    en_csv csv;
    uint64_t first = scan->table->body_row, next = first;
    en_run(context, read_piece, &pass, scan->piece_count + scan->hash);
    scan->hash = false;
    scan->rows = atomic_load(&pass.rows);
    if (atomic_load(&pass.out_of_memory)) return EN_ERR_MEMORY;
    if (!atomic_load(&pass.faulty)) return EN_OK;
    if (scan->again) scan->again(scan->user);
    if (!en_table_read_all(scan->table, faults, &csv)) return EN_ERR_MEMORY;
    en_status status = read_records(scan, &csv, first + scan->most_rows, findings, &next);
    scan->rows = (size_t)(next - first);
    return status;
}
