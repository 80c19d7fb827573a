/* scores.csv, and what follows from scores: a place that scores somebody accepts only whom it scores.
 *
 * Rows are sorted by applicant and place, so that doubles stand side by side and each finds its wish: O(rows
 * · log rows).
 */
#include "round_parts.h"
#include "scan.h"

#include <stdlib.h>

typedef struct score_row {
    uint32_t applicant, place;
    uint64_t row;
    double score;
} score_row;

typedef struct score_columns {
    int applicant, place, group, score;
} score_columns;

static int by_pair(const void *a, const void *b)
{
    const score_row *x = a, *y = b;
    if (x->applicant != y->applicant) return x->applicant < y->applicant ? -1 : 1;
    if (x->place != y->place) return x->place < y->place ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static bool take_row(en_round *round, const en_csv *csv, const score_columns *c, score_row *row)
{
    if (round_refuse_filled(csv, c->group)) return false;
    row->row = csv->row;
    row->applicant = en_cell_find(csv, c->applicant, &round->applicants, EN_W_ROUND_UNKNOWN_APPLICANT);
    row->place = en_cell_find(csv, c->place, &round->places, EN_W_ROUND_UNKNOWN_PLACE);
    return en_cell_real(csv, c->score, &row->score) && row->applicant != EN_IDS_NONE &&
           row->place != EN_IDS_NONE;
}

static en_where at_row(const en_round *round, const score_row *row)
{
    return (en_where){round->scores_table.name, row->row, en_str_of("place"),
                      en_round_place(round, row->place)};
}

/* Gives each row's score to its wish; a pair that is no wish only shows that the place scores. */
static void apply(en_round *round, const score_row *rows, size_t n, en_report *report)
{
    for (size_t k = 0; k < n; k++) {
        const score_row *row = &rows[k];
        round->scored[row->place] = true;
        if (k > 0 && rows[k - 1].applicant == row->applicant && rows[k - 1].place == row->place) {
            en_arg first = en_arg_int("row", (int64_t)rows[k - 1].row);
            (void)en_report_add(report, EN_ERROR, EN_W_ROUND_SCORE_TWICE, at_row(round, row), 1, &first);
            continue;
        }
        if (!round->wish_begin) continue; /* choices.csv has problems of its own */
        for (uint32_t w = round->wish_begin[row->applicant]; w < round->wish_begin[row->applicant + 1]; w++) {
            if (round->wish_place[w] != row->place) continue;
            if (round->wish_score[w] == EN_MATCH_UNACCEPTABLE) round->wish_score[w] = row->score;
            else (void)en_report_error(report, EN_W_ROUND_SCORE_IN_BOTH, at_row(round, row));
            break;
        }
    }
}

static en_status read_rows(en_round *round, en_arena *scratch, en_report *report)
{
    en_table *table = &round->scores_table;
    score_columns c;
    en_column known[] = {{"applicant", true, &c.applicant},
                         {"place", true, &c.place},
                         {"group", false, &c.group},
                         {"score", true, &c.score}};
    en_status status = en_table_columns(table, sizeof known / sizeof *known, known, false, report);
    if (status != EN_OK) return status;
    score_row *rows = en_arena_raw(scratch, en_scan_most_rows(table), sizeof *rows);
    en_csv csv;
    if (!rows || !en_table_read_all(table, report, &csv)) return EN_ERR_MEMORY;
    size_t n = 0;
    uint64_t before = report->errors;
    for (en_csv_step step; (step = en_csv_next(&csv)) != EN_CSV_END;) {
        if (step == EN_CSV_NO_MEMORY) return EN_ERR_MEMORY;
        if (step == EN_CSV_RECORD && take_row(round, &csv, &c, &rows[n])) n++;
    }
    qsort(rows, n, sizeof *rows, by_pair);
    if (report->errors == before) apply(round, rows, n, report);
    return report->errors > before ? EN_ERR_INPUT : EN_OK;
}

/* Where a place scores nobody, everyone is acceptable and tied. */
static void settle_unscored(en_round *round)
{
    for (uint32_t w = 0; w < round->wishes; w++)
        if (!round->scored[round->wish_place[w]]) round->wish_score[w] = 0;
}

en_status round_read_scores(en_round *round, en_report *report)
{
    for (uint32_t w = 0; w < round->wishes; w++)
        if (round->wish_score[w] != EN_MATCH_UNACCEPTABLE) round->scored[round->wish_place[w]] = true;
    if (round->has_scores_table) {
        en_arena scratch = en_arena_make(round->arena.allocator);
        en_status status = read_rows(round, &scratch, report);
        en_arena_free(&scratch);
        if (status != EN_OK) return status;
    }
    settle_unscored(round);
    return EN_OK;
}
