/* Where choices.csv names a place twice for one applicant, on one term, or scores a wish that a group orders:
 * a slow second reading that finds the rows, once it is known that there are some. Sorted by applicant, place
 * and term, repetitions stand side by side. O(rows · log rows).
 */
#include "cell.h"
#include "round_parts.h"

#include <stdlib.h>

typedef struct named_row {
    uint32_t applicant, place, term;
    uint64_t row;
} named_row;

typedef struct repetition {
    uint64_t row, first;
    uint32_t place;
} repetition;

static int by_pair(const void *a, const void *b)
{
    const named_row *x = a, *y = b;
    if (x->applicant != y->applicant) return x->applicant < y->applicant ? -1 : 1;
    if (x->place != y->place) return x->place < y->place ? -1 : 1;
    if (x->term != y->term) return x->term < y->term ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static int by_row(const void *a, const void *b)
{
    const repetition *x = a, *y = b;
    return (x->row > y->row) - (x->row < y->row);
}

static size_t find_repetitions(const named_row *rows, size_t n, repetition *found)
{
    size_t count = 0, first = 0;
    for (size_t k = 1; k < n; k++) {
        if (rows[k].applicant != rows[first].applicant || rows[k].place != rows[first].place ||
            rows[k].term != rows[first].term)
            first = k;
        else found[count++] = (repetition){rows[k].row, rows[first].row, rows[k].place};
    }
    return count;
}

/* The rows of the table, which is known to be sound. */
static size_t read_again(en_round *round, en_arena *scratch, named_row *rows, en_csv *csv)
{
    int applicant = en_table_column(&round->choices_table, "applicant");
    int place = en_table_column(&round->choices_table, "place");
    int term = en_table_column(&round->choices_table, "term");
    size_t n = 0;
    while (en_csv_next(csv) == EN_CSV_RECORD) {
        en_str id;
        named_row row = {.row = csv->row};
        if (!en_cell_id(csv, applicant, scratch, &id)) break;
        row.applicant = en_ids_find(&round->applicants, id);
        if (!en_cell_id(csv, place, scratch, &id)) break;
        row.place = en_ids_find(&round->places, id);
        if (!round_take_term(round, csv, term, &row.term)) break;
        rows[n++] = row;
    }
    return n;
}

en_status round_report_duplicate_choices(en_round *round, en_report *report)
{
    en_arena scratch = en_arena_make(round->arena.allocator);
    named_row *rows = en_arena_raw(&scratch, round->wishes, sizeof *rows);
    repetition *found = en_arena_raw(&scratch, round->wishes, sizeof *found);
    en_csv csv;
    en_status status = EN_ERR_MEMORY;
    if (rows && found && en_table_read_all(&round->choices_table, NULL, &csv)) {
        size_t n = read_again(round, &scratch, rows, &csv);
        qsort(rows, n, sizeof *rows, by_pair);
        size_t count = find_repetitions(rows, n, found);
        qsort(found, count, sizeof *found, by_row);
        for (size_t i = 0; i < count; i++) {
            en_where where = {round->choices_table.name, found[i].row, en_str_of("place"),
                              en_round_place(round, found[i].place)};
            en_arg first = en_arg_int("row", (int64_t)found[i].first);
            (void)en_report_add(report, EN_ERROR, EN_W_ROUND_WISH_TWICE, where, 1, &first);
        }
        status = EN_ERR_INPUT;
    }
    en_arena_free(&scratch);
    return status;
}

/* Says who orders the wishes for the place of this record, if its score cell is filled. */
static void report_score(const en_round *round, en_csv *csv, int place_column, int score)
{
    if (round->rules.mechanism == EN_TWO_AGENCY) {
        if (en_cell_text(csv, score).size > 0) (void)en_cell_fault(csv, score, EN_W_ROUND_SCORE_IN_CALL);
        return;
    }
    uint32_t place = en_cell_find(csv, place_column, &round->places, EN_W_ROUND_UNKNOWN_PLACE);
    uint32_t group = place == EN_IDS_NONE ? EN_MATCH_NONE : round->order_group[place];
    if (group == EN_MATCH_NONE || en_cell_text(csv, score).size == 0) return;
    en_arg arg = en_arg_str("group", round->groups.ids[group]);
    (void)en_report_add(csv->report, EN_ERROR, EN_W_ROUND_SCORE_BELOW_COMMON, en_cell_where(csv, score), 1,
                        &arg);
}

en_status round_report_scored_choices(en_round *round, en_report *report)
{
    en_csv csv;
    if (!en_table_read_all(&round->choices_table, report, &csv)) return EN_ERR_MEMORY;
    int place = en_table_column(&round->choices_table, "place");
    int score = en_table_column(&round->choices_table, "score");
    while (en_csv_next(&csv) == EN_CSV_RECORD) report_score(round, &csv, place, score);
    return EN_ERR_INPUT;
}
