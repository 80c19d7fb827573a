/* The one reader of CSV: RFC 4180 over bytes in memory, strict, with slices into the bytes as fields.
 *
 * Sixteen bytes at a time are compared with the delimiter, quote and line end; a field is a slice, copied
 * only where it holds doubled quotes. A large table is cut into pieces at the starts of records, which
 * threads read side by side: a first pass counts the quotes of each piece, so that every piece knows whether
 * it starts inside a quoted field. Bound: one pass to count, one to read; linear.
 */
#ifndef EN_CSV_H
#define EN_CSV_H

#include "context.h"
#include "report.h"

enum { EN_CSV_MOST_COLUMNS = 1024, EN_CSV_MOST_CELL = 65536 };

/* A run of whole records. */
typedef struct en_csv_piece {
    const char *at, *end; /* 16 readable bytes follow the last piece's end */
    uint64_t row;         /* the row of its first record, as a spreadsheet shows it (header: 1) */
    uint64_t most_rows;   /* it holds at most so many records */
} en_csv_piece;

typedef struct en_csv {
    const char *at, *end;
    char delimiter;
    bool careful;   /* check each field for NUL and UTF-8, because the count pass saw something */
    uint64_t row;   /* of the record that was read last */
    size_t columns; /* cells that a record must have; 0: any number (the header) */
    size_t count;
    en_str *fields; /* of the record that was read last; valid until the next */
    en_arena *arena;
    en_str file;
    const en_str *header; /* names for messages; may be NULL */
    en_report *report;
} en_csv;

typedef enum en_csv_step { EN_CSV_RECORD, EN_CSV_FAULTY, EN_CSV_END, EN_CSV_NO_MEMORY } en_csv_step;

/* Starts reading a piece. The arena keeps unescaped fields, and must live as long as they are used. */
EN_MUST_USE bool en_csv_start(en_csv *csv, en_csv_piece piece, char delimiter, en_arena *arena);

/* The next record that is not blank. EN_CSV_FAULTY: this record broke a rule, which the report has; reading
 * may go on. */
en_csv_step en_csv_next(en_csv *csv);

/* What the count pass sees of some bytes. */
typedef struct en_csv_survey {
    size_t quotes;
    size_t lines[2]; /* line ends after an even, and after an odd number of quotes */
    bool unusual;    /* a NUL or a byte that is not ASCII */
} en_csv_survey;

en_csv_survey en_csv_look(const char *at, size_t size);

enum { EN_CSV_MOST_PIECES = 256 };

/* Cuts bytes (whole records, the first of them row `row`) into at most `most` pieces; returns how many.
 * *unusual as in the survey. Behind a misplaced quote pieces may begin inside a cell, and then report what is
 * not there. So where any piece has a fault, its report is thrown away and the bytes are read again as one
 * piece: the report is then the same for any number of pieces. */
size_t en_csv_split(const en_context *context, en_str bytes, uint64_t row, size_t most,
                    en_csv_piece pieces[EN_CSV_MOST_PIECES], bool *unusual);

/* Adds a cell, quoted where CSV needs it. A cell that a spreadsheet would take for a formula gets an
 * apostrophe in front. */
void en_csv_add(en_text *text, en_str cell);

/* True for a cell that spreadsheets run as a formula when they open the file: one that starts with = @ tab or
 * CR, or with a sign and is no number. */
bool en_csv_is_formula(en_str cell);

#endif
