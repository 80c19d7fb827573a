/* seats.csv: the lines of places, seats that are filled together.
 *
 * Rows are sorted by place and order; then each place's rows are its lines, and `to` is found among them.
 * O(rows · log rows).
 */
#include "round_parts.h"
#include "scan.h"

#include <stdlib.h>

typedef struct line_row {
    uint32_t place, order, to; /* to: an order, or EN_MATCH_NONE */
    en_match_line line;
    uint64_t row;
} line_row;

typedef struct line_reader {
    en_round *round;
    int place, order, seats, category, term, others, to;
    line_row *rows;
    size_t count;
} line_reader;

static en_where at_line(const en_round *round, const line_row *row, const char *column, en_str value)
{
    return (en_where){round->seats_table.name, row->row, en_str_of(column), value};
}

static en_status report_number(const en_round *round, const line_row *row, const char *column,
                               uint32_t number, en_word rule, en_report *report)
{
    char digits[16];
    snprintf(digits, sizeof digits, "%u", number);
    return en_report_error(report, rule, at_line(round, row, column, en_str_of(digits)));
}

/* A category that nobody has is most often misspelt. */
static bool take_category(const line_reader *r, const en_csv *csv, en_match_line *line)
{
    en_str text = en_cell_text(csv, r->category);
    if (text.size == 0) return true;
    bool known = true;
    line->category = round_take_category(r->round, csv, r->category, text, &known);
    if (line->category && !known)
        (void)en_report_add(csv->report, EN_WARNING, EN_W_ROUND_CATEGORY_OF_NOBODY,
                            en_cell_where(csv, r->category), 0, NULL);
    return line->category != 0;
}

/* `others` says whether those beside the category may take the line, and only that. */
static bool take_others(const line_reader *r, const en_csv *csv, en_match_line *line)
{
    en_str others = en_cell_text(csv, r->others);
    bool reserved = en_cell_text(csv, r->category).size > 0;
    line->others_never = en_str_is(others, "never");
    if (others.size && !line->others_never && !en_str_is(others, "after"))
        return en_cell_fault(csv, r->others, EN_W_ROUND_NOT_OTHERS);
    if (others.size && !reserved) return en_cell_fault(csv, r->others, EN_W_ROUND_OTHERS_WITHOUT_CATEGORY);
    if (others.size || !reserved) return true;
    return en_cell_fault(csv, r->others == EN_NO_COLUMN ? r->category : r->others, EN_W_ROUND_OTHERS_MISSING);
}

static bool take_row(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    line_reader *r = user;
    (void)index, (void)finder;
    line_row row = {.order = 0, .to = EN_MATCH_NONE, .line = {.to = EN_MATCH_NONE}, .row = csv->row};
    row.place = en_cell_find(csv, r->place, &r->round->places, EN_W_ROUND_UNKNOWN_PLACE);
    bool fine = row.place != EN_IDS_NONE;
    fine = en_cell_whole(csv, r->order, 0, ROUND_MOST_COUNT, EN_W_ROUND_NOT_COUNT, &row.order) && fine;
    fine = en_cell_whole(csv, r->seats, 0, ROUND_MOST_COUNT, EN_W_ROUND_NOT_COUNT, &row.line.seats) && fine;
    fine = take_category(r, csv, &row.line) && fine;
    fine = round_take_term(r->round, csv, r->term, &row.line.term) && fine;
    fine = take_others(r, csv, &row.line) && fine;
    fine = round_take_count(csv, r->to, &row.to) && fine;
    if (fine) r->rows[r->count++] = row;
    return fine;
}

static int by_order(const void *a, const void *b)
{
    const line_row *x = a, *y = b;
    if (x->place != y->place) return x->place < y->place ? -1 : 1;
    if (x->order != y->order) return x->order < y->order ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static en_status check_orders(const en_round *round, const line_row *rows, size_t n, en_report *report)
{
    en_status status = EN_OK;
    for (size_t k = 1, first = 0; k < n; k++) {
        if (rows[k].place != rows[first].place || rows[k].order != rows[first].order) {
            first = k;
            continue;
        }
        char digits[16];
        snprintf(digits, sizeof digits, "%u", rows[k].order);
        status = round_report_twice(report, EN_W_ROUND_ORDER_TWICE,
                                    at_line(round, &rows[k], "order", en_str_of(digits)), rows[first].row);
    }
    return status;
}

static en_status check_sum(const en_round *round, const line_row *rows, size_t n, en_report *report)
{
    uint64_t sum = 0;
    for (size_t k = 0; k < n; k++) sum += rows[k].line.seats;
    uint32_t seats = round->seats[rows->place];
    if (sum == seats) return EN_OK;
    en_arg args[] = {en_arg_int("sum", (int64_t)sum), en_arg_int("seats", seats)};
    return en_report_add(report, EN_ERROR, EN_W_ROUND_SEATS_SUM,
                         at_line(round, rows, "place", en_round_place(round, rows->place)), 2, args);
}

static size_t find_order(const line_row *rows, size_t n, uint32_t order)
{
    size_t low = 0, high = n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rows[middle].order < order) low = middle + 1;
        else high = middle;
    }
    return low < n && rows[low].order == order ? low : n;
}

/* `to` is another line of the place, which itself gives nothing away. */
static en_status find_targets(const en_round *round, line_row *rows, size_t n, uint32_t first,
                              en_report *report)
{
    en_status status = EN_OK;
    for (size_t k = 0; k < n; k++) {
        if (rows[k].to == EN_MATCH_NONE) continue;
        size_t to = find_order(rows, n, rows[k].to);
        en_word rule = to == n                        ? EN_W_ROUND_TO_UNKNOWN
                       : to == k                      ? EN_W_ROUND_TO_ITSELF
                       : rows[to].to != EN_MATCH_NONE ? EN_W_ROUND_TO_GIVES
                                                      : EN_WORD_COUNT;
        if (rule == EN_WORD_COUNT) rows[k].line.to = first + (uint32_t)to;
        else status = report_number(round, &rows[k], "to", rows[k].to, rule, report);
    }
    return status;
}

static bool make_lines(en_round *round, size_t most)
{
    size_t places = round->places.count, lines = places + most;
    round->line_begin = en_arena_raw(&round->arena, places + 1, sizeof *round->line_begin);
    round->lines = en_arena_raw(&round->arena, lines, sizeof *round->lines);
    round->line_order = en_arena_raw(&round->arena, lines, sizeof *round->line_order);
    return round->line_begin && round->lines && round->line_order;
}

/* A place without rows has one line for all of its seats. */
static en_status build(en_round *round, line_row *rows, size_t n, en_report *report)
{
    en_status status = EN_OK;
    uint32_t lines = 0;
    size_t k = 0;
    for (uint32_t p = 0; p < round->places.count; p++) {
        size_t begin = k;
        while (k < n && rows[k].place == p) k++;
        round->line_begin[p] = lines;
        if (k == begin) {
            round->lines[lines] = (en_match_line){.seats = round->seats[p], .to = EN_MATCH_NONE};
            round->line_order[lines++] = 1;
            continue;
        }
        if (check_sum(round, rows + begin, k - begin, report) != EN_OK ||
            find_targets(round, rows + begin, k - begin, lines, report) != EN_OK)
            status = EN_ERR_INPUT;
        for (size_t i = begin; i < k; i++, lines++) {
            round->lines[lines] = rows[i].line;
            round->line_order[lines] = rows[i].order;
        }
    }
    round->line_begin[round->places.count] = lines;
    return status;
}

static en_status read_lines(line_reader *r, en_arena *scratch, en_report *report)
{
    en_round *round = r->round;
    en_column columns[] = {{"place", true, &r->place}, {"order", true, &r->order},
                           {"seats", true, &r->seats}, {"category", false, &r->category},
                           {"term", false, &r->term},  {"others", false, &r->others},
                           {"to", false, &r->to}};
    en_table *table = &round->seats_table;
    en_status status = en_table_columns(table, sizeof columns / sizeof *columns, columns, false, report);
    if (status != EN_OK) return status;
    r->rows = en_arena_raw(scratch, en_scan_most_rows(table), sizeof *r->rows);
    if (!r->rows) return EN_ERR_MEMORY;
    en_status rows = en_scan_all(table, take_row, r, report);
    if (rows == EN_ERR_MEMORY) return rows;
    qsort(r->rows, r->count, sizeof *r->rows, by_order);
    status = check_orders(round, r->rows, r->count, report);
    if (rows != EN_OK || status != EN_OK) return EN_ERR_INPUT;
    return make_lines(round, r->count) ? build(round, r->rows, r->count, report) : EN_ERR_MEMORY;
}

en_status round_read_seats(en_round *round, en_report *report)
{
    if (!round->seats_table.name.size) return EN_OK;
    en_arena scratch = en_arena_make(round->arena.allocator);
    line_reader r = {.round = round};
    en_status status = read_lines(&r, &scratch, report);
    en_arena_free(&scratch);
    return status;
}
