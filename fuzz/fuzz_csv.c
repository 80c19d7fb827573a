/* CSV: no input breaks the reader; cut into pieces it reads the same records up to the first fault; what it
 * read, written and read again is the same. The first byte chooses the delimiter and how many pieces; csv.c
 * is compiled for pieces of 8 bytes. */
#include "csv.h"
#include "fuzz.h"

enum { PADDING = 64 };

typedef struct digest {
    en_text text; /* of each record: row, and each cell with its size */
    uint64_t first_fault;
} digest;

static void add_record(digest *d, const en_csv *csv)
{
    en_text_add_int(&d->text, (int64_t)csv->row);
    for (size_t i = 0; i < csv->count; i++) {
        en_text_add_char(&d->text, ' ');
        en_text_add_int(&d->text, (int64_t)csv->fields[i].size);
        en_text_add_char(&d->text, ':');
        en_text_add(&d->text, csv->fields[i]);
    }
    en_text_add_char(&d->text, '\n');
}

static void read_piece(digest *d, en_csv_piece piece, char delimiter, size_t columns)
{
    en_arena arena = en_arena_make(NULL);
    en_report report = en_report_make(NULL);
    en_csv csv;
    fuzz_check(en_csv_start(&csv, piece, delimiter, &arena));
    csv.careful = true;
    csv.columns = columns;
    csv.report = &report;
    for (en_csv_step step; (step = en_csv_next(&csv)) != EN_CSV_END;) {
        fuzz_check(step == EN_CSV_RECORD || report.errors > 0);
        if (step == EN_CSV_FAULTY && d->first_fault == 0) d->first_fault = csv.row;
        if (d->first_fault == 0) add_record(d, &csv);
    }
    fuzz_check(csv.at == piece.end);
    en_report_free(&report);
    en_arena_free(&arena);
}

/* A record of cells, which must come back as they were (a formula with its apostrophe). */
static void write_back(en_str bytes)
{
    en_text text = en_text_make(NULL);
    en_csv_add(&text, bytes);
    size_t size = text.size;
    en_text_add(&text, (en_str){"\n\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 17});
    en_arena arena = en_arena_make(NULL);
    en_csv csv;
    fuzz_check(en_csv_start(&csv, (en_csv_piece){text.at, text.at + size + 1, 1, 1}, ',', &arena));
    en_csv_step step = en_csv_next(&csv);
    if (bytes.size == 0) {
        fuzz_check(step == EN_CSV_END);
    } else if (bytes.size < EN_CSV_MOST_CELL) {
        size_t skip = en_csv_is_formula(bytes);
        fuzz_check(step == EN_CSV_RECORD && csv.count == 1 && csv.fields[0].size == bytes.size + skip);
        fuzz_check(memcmp(csv.fields[0].at + skip, bytes.at, bytes.size) == 0);
        fuzz_check(!en_csv_is_formula(csv.fields[0]));
    }
    en_arena_free(&arena);
    en_text_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    static const char delimiters[] = ",;\t|";
    char delimiter = delimiters[data[0] & 3];
    size_t most = 1 + (data[0] >> 5), columns = (data[0] >> 2) & 3;
    char *bytes = fuzz_padded(data + 1, --size, PADDING);

    digest whole = {.text = en_text_make(NULL)}, split = {.text = en_text_make(NULL)};
    read_piece(&whole, (en_csv_piece){bytes, bytes + size, 1, 0}, delimiter, columns);
    en_csv_piece pieces[EN_CSV_MOST_PIECES];
    bool unusual;
    size_t count = en_csv_split(NULL, (en_str){bytes, size}, 1, most, pieces, &unusual);
    for (size_t i = 0; i < count; i++) read_piece(&split, pieces[i], delimiter, columns);
    fuzz_check(whole.first_fault == split.first_fault);
    fuzz_check(en_str_equal(en_text_str(&whole.text), en_text_str(&split.text)));
    write_back((en_str){bytes, size});

    en_text_free(&whole.text);
    en_text_free(&split.text);
    free(bytes);
    return 0;
}
