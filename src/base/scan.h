/* One pass over the records of a table, by several tasks.
 *
 * The body is cut into pieces, which are read side by side, and quickly: nothing is reported, and the first
 * fault ends a piece. If a piece met one, all is read again as one piece, so that the report is exact, in
 * order, and the same for any number of threads. Beside the first pass the table's file is hashed. Bound:
 * linear, O(bytes / threads) on sound tables.
 */
#ifndef EN_SCAN_H
#define EN_SCAN_H

#include "cell.h"

/* Takes the record that was read last; false if it breaks a rule, after reporting that to csv->report (NULL
 * in the first pass). index: its row, 0 behind the header; blank rows have one too. finder: for the ids in
 * it; what that still owes is answered before the scan ends. */
typedef bool en_scan_row(void *user, en_csv *csv, size_t index, en_finder *finder);

typedef struct en_scan {
    en_table *table;
    en_scan_row *row;
    void (*again)(void *user); /* forgets what the first pass did; may be NULL */
    void *user;
    size_t most_rows; /* index stays below; after en_scan_start */
    bool careful;
    size_t piece_count;
    en_csv_piece pieces[EN_CSV_MOST_PIECES];
} en_scan;

/* Cuts the table into pieces. */
void en_scan_start(en_scan *scan, const en_context *context);

/* EN_ERR_INPUT if the table is malformed or `row` refused a record. */
EN_MUST_USE en_status en_scan_run(en_scan *scan, const en_context *context, en_report *report);

/* All records one after the other, in this thread. EN_ERR_INPUT if the table is malformed or `row` refused
 * one. */
EN_MUST_USE en_status en_scan_all(en_table *table, en_scan_row *row, void *user, en_report *report);

/* An upper bound of the rows: every record takes a line end, but the last. */
size_t en_scan_most_rows(const en_table *table);

#endif
