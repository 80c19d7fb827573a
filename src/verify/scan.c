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

/* True where every record of the piece keeps the rules. */
static bool piece_is_sound(en_verify_scan *scan, const en_csv_piece *piece, en_csv *csv, size_t *rows)
{
    uint32_t cursor = EN_VERIFY_NONE;
    for (uint64_t row = piece->row;; row++, ++*rows) {
        en_csv_step step = en_csv_next(csv);
        if (step != EN_CSV_RECORD) return step == EN_CSV_END;
        if (csv->row - piece->row >= piece->most_rows) return false;
        if (csv->row != row && scan->blank_is_fault) return false;
        if (!scan->row(scan->user, csv, (size_t)(csv->row - scan->table->body_row), &cursor, NULL)) return false;
    }
}

static void read_piece(void *shared, size_t index)
{
    quick_pass *pass = shared;
    en_verify_scan *scan = pass->scan;
    if (scan->hash && index-- == 0) {
        en_file_hash(&scan->table->file);
        return;
    }
    en_arena arena = en_arena_make(scan->table->arena.allocator);
    en_csv csv;
    size_t rows = 0;
    if (!en_table_read(scan->table, scan->pieces[index], scan->unusual, &arena, NULL, &csv))
        atomic_store(&pass->out_of_memory, true);
    else if (!piece_is_sound(scan, &scan->pieces[index], &csv, &rows))
        atomic_store(&pass->faulty, true);
    atomic_fetch_add(&pass->rows, rows);
    en_arena_free(&arena);
}

static void report_blank(const en_csv *csv, uint64_t row, en_report *findings)
{
    (void)en_report_error(findings, EN_W_VERIFY_ROW_BLANK, (en_where){.file = csv->file, .row = row});
}

/* The whole body as one piece, with reports. A broken record gives EN_ERR_INPUT. */
static en_status read_exactly(en_verify_scan *scan, en_report *faults, en_report *findings)
{
    en_csv csv;
    if (!en_table_read_all(scan->table, faults, &csv)) return EN_ERR_MEMORY;
    en_status status = EN_OK;
    uint32_t cursor = EN_VERIFY_NONE;
    for (uint64_t row = scan->table->body_row;; row++) {
        en_csv_step step = en_csv_next(&csv);
        if (step == EN_CSV_END) return status;
        if (step == EN_CSV_NO_MEMORY) return EN_ERR_MEMORY;
        for (; row < csv.row && scan->blank_is_fault; row++) report_blank(&csv, row, findings);
        size_t index = (size_t)(csv.row - scan->table->body_row);
        if (step == EN_CSV_FAULTY || index >= scan->most_rows) status = EN_ERR_INPUT;
        else (void)scan->row(scan->user, &csv, index, &cursor, findings);
        scan->rows = index + 1;
        row = csv.row;
    }
}

en_status en_verify_scan_run(en_verify_scan *scan, const en_context *context, en_report *faults, en_report *findings)
{
    quick_pass pass = {.scan = scan};
    en_run(context, read_piece, &pass, scan->piece_count + scan->hash);
    scan->hash = false;
    scan->rows = atomic_load(&pass.rows);
    if (atomic_load(&pass.out_of_memory)) return EN_ERR_MEMORY;
    if (!atomic_load(&pass.faulty)) return EN_OK;
    if (scan->again) scan->again(scan->user);
    return read_exactly(scan, faults, findings);
}
