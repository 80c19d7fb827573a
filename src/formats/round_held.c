/* held.csv: seats held from an earlier run. Who holds one wishes for it, after all that they wish for
 * themselves. O(rows · log rows). */
#include "round_parts.h"
#include "scan.h"

#include <stdlib.h>

typedef struct held_row {
    uint32_t applicant, place, term;
    uint64_t row;
} held_row;

typedef struct held_reader {
    en_round *round;
    int applicant, place, term;
    held_row *rows;
    size_t count;
} held_reader;

static bool take_row(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    held_reader *r = user;
    (void)index;
    held_row row = {.row = csv->row};
    bool fine = en_cell_find_near(finder, csv, r->applicant, &r->round->applicants,
                                  EN_W_ROUND_UNKNOWN_APPLICANT, &row.applicant);
    row.place = en_cell_find(csv, r->place, &r->round->places, EN_W_ROUND_UNKNOWN_PLACE);
    fine = round_take_term(r->round, csv, r->term, &row.term) && fine && row.place != EN_IDS_NONE;
    if (fine) r->rows[r->count++] = row;
    return fine;
}

/* A place holds no more than its seats; in the order of the file, before rows are sorted. */
static en_status check_seats(const held_reader *r, en_arena *scratch, en_report *report)
{
    const en_round *round = r->round;
    uint32_t *holders = en_arena_array(scratch, round->places.count, sizeof *holders);
    if (!holders) return EN_ERR_MEMORY;
    en_status status = EN_OK;
    for (size_t k = 0; k < r->count; k++) {
        uint32_t place = r->rows[k].place;
        if (holders[place]++ < round->seats[place]) continue;
        en_where where = {round->held_table.name, r->rows[k].row, en_str_of("place"),
                          en_round_place(round, place)};
        en_arg seats = en_arg_int("seats", round->seats[place]);
        status = en_report_add(report, EN_ERROR, EN_W_ROUND_HELD_OVER_SEATS, where, 1, &seats);
    }
    return status;
}

static int by_applicant(const void *a, const void *b)
{
    const held_row *x = a, *y = b;
    if (x->applicant != y->applicant) return x->applicant < y->applicant ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static en_status check_applicants(const held_reader *r, en_report *report)
{
    const en_round *round = r->round;
    en_status status = EN_OK;
    for (size_t k = 1, first = 0; k < r->count; k++) {
        if (r->rows[k].applicant != r->rows[first].applicant) {
            first = k;
            continue;
        }
        en_where where = {round->held_table.name, r->rows[k].row, en_str_of("applicant"),
                          en_round_applicant(round, r->rows[k].applicant)};
        status = round_report_twice(report, EN_W_ROUND_HELD_TWICE, where, r->rows[first].row);
    }
    return status;
}

/* Wishes for the seats that their holders do not wish for. */
static en_status add_absent(const held_reader *r, en_arena *scratch)
{
    en_round *round = r->round;
    round_wish *wishes = en_arena_raw(scratch, r->count, sizeof *wishes);
    if (!wishes) return EN_ERR_MEMORY;
    size_t n = 0;
    for (size_t k = 0; k < r->count; k++) {
        const held_row *row = &r->rows[k];
        if (round_find_wish(round, row->applicant, row->place, row->term) != EN_MATCH_NONE) continue;
        uint32_t end = round->wish_begin[row->applicant + 1];
        uint32_t last = end > round->wish_begin[row->applicant] ? round->wish_rank[end - 1] : 0;
        wishes[n++] = (round_wish){row->applicant, row->place, row->term, last + 1};
    }
    return round_add_wishes(round, n, wishes);
}

/* Who holds a seat that they wish for themselves, before wishes are added for those who do not. */
static bool find_written(const held_reader *r)
{
    en_round *round = r->round;
    round->held_written = en_arena_array(&round->arena, round->applicants.count, sizeof *round->held_written);
    for (size_t k = 0; k < r->count && round->held_written; k++) {
        const held_row *row = &r->rows[k];
        round->held_written[row->applicant] =
            round_find_wish(round, row->applicant, row->place, row->term) != EN_MATCH_NONE;
    }
    return round->held_written != NULL;
}

static en_status keep_held(const held_reader *r, en_arena *scratch)
{
    en_round *round = r->round;
    if (!round->wish_begin) return EN_OK; /* choices.csv has errors of its own */
    if (!find_written(r)) return EN_ERR_MEMORY;
    en_status status = add_absent(r, scratch);
    if (status != EN_OK) return status;
    uint32_t n = round->applicants.count;
    round->held = en_arena_raw(&round->arena, n, sizeof *round->held);
    round->held_turn = en_arena_raw(&round->arena, n, sizeof *round->held_turn);
    if (!round->held || !round->held_turn) return EN_ERR_MEMORY;
    status = round_rank_ids(round, round->held_turn);
    if (status != EN_OK) return status;
    for (uint32_t i = 0; i < n; i++) round->held[i] = EN_MATCH_NONE;
    for (size_t k = 0; k < r->count; k++) {
        const held_row *row = &r->rows[k];
        round->held[row->applicant] = round_find_wish(round, row->applicant, row->place, row->term);
    }
    return EN_OK;
}

static en_status read_held(held_reader *r, en_arena *scratch, en_report *report)
{
    en_column columns[] = {
        {"applicant", true, &r->applicant}, {"place", true, &r->place}, {"term", false, &r->term}};
    en_table *table = &r->round->held_table;
    en_status status = en_table_columns(table, sizeof columns / sizeof *columns, columns, false, report);
    if (status != EN_OK) return status;
    r->rows = en_arena_raw(scratch, en_scan_most_rows(table), sizeof *r->rows);
    if (!r->rows) return EN_ERR_MEMORY;
    en_status rows = en_scan_all(table, take_row, r, report);
    if (rows == EN_ERR_MEMORY) return rows;
    status = check_seats(r, scratch, report);
    size_t k = 1;
    while (k < r->count && by_applicant(&r->rows[k - 1], &r->rows[k]) < 0) k++;
    if (k < r->count)
        qsort(r->rows, r->count, sizeof *r->rows, by_applicant); /* a run before wrote them in order */
    en_status twice = check_applicants(r, report);
    if (status == EN_OK) status = rows != EN_OK ? rows : twice;
    return status == EN_OK ? keep_held(r, scratch) : status;
}

en_status round_read_held(en_round *round, en_report *report)
{
    if (!round->held_table.name.size) return EN_OK;
    en_arena scratch = en_arena_make(round->arena.allocator);
    held_reader r = {.round = round};
    en_status status = read_held(&r, &scratch, report);
    en_arena_free(&scratch);
    return status;
}
