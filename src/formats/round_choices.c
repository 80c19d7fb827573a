/* choices.csv: the one large table of a round.
 *
 * The body is cut into pieces that are read side by side straight into the final arrays, while one more task hashes the bytes. Where
 * the file is in the order of applicants and ranks, that is all; otherwise a counting sort groups the wishes by applicant. Linear.
 */
#include "number.h"
#include "round_parts.h"

#include <assert.h>

enum { MOST_RANK = INT32_MAX };

/* Rows as they stand in the file. */
typedef struct choice_rows {
    uint32_t *applicant, *place, *rank;
    double *score;
    size_t count;
} choice_rows;

typedef struct choice_columns {
    int applicant, rank, place, term, score;
} choice_columns;

typedef struct choice_piece {
    en_csv_piece csv;
    en_arena arena;
    en_report report;
    size_t begin, count; /* its part of the rows */
    bool malformed, out_of_memory, term_refused;
    uint32_t last_applicant; /* the index found last; the next row is likely about the same or the next one */
    en_str last_cell;
} choice_piece;

typedef struct reading {
    en_round *round;
    choice_columns columns;
    choice_rows rows;
    bool careful;
    choice_piece *pieces;
    size_t piece_count;
    atomic_size_t pieces_done;
    const en_context *context;
} reading;

/* The index of a cell's id, or EN_IDS_NONE after reporting it. */
static uint32_t find_id(choice_piece *piece, const en_csv *csv, int column, const en_ids *ids, en_word unknown)
{
    uint32_t index = en_ids_find(ids, csv->fields[column]);
    if (index != EN_IDS_NONE) return index;
    en_str id;
    if (!round_read_id(&piece->arena, csv, column, &piece->report, &id)) return EN_IDS_NONE;
    index = en_ids_find(ids, id);
    if (index == EN_IDS_NONE) (void)en_report_error(&piece->report, unknown, round_cell(csv, column));
    return index;
}

static uint32_t find_applicant(reading *r, choice_piece *piece, const en_csv *csv)
{
    const en_ids *ids = &r->round->applicants;
    en_str cell = csv->fields[r->columns.applicant];
    if (piece->last_cell.at && en_str_equal(cell, piece->last_cell)) return piece->last_applicant;
    uint32_t next = piece->last_applicant + 1; /* EN_IDS_NONE + 1 is the first */
    if (next >= ids->count || !en_str_equal(ids->ids[next], cell))
        next = find_id(piece, csv, r->columns.applicant, ids, EN_W_ROUND_UNKNOWN_APPLICANT);
    if (next != EN_IDS_NONE) {
        piece->last_applicant = next;
        piece->last_cell = cell;
    }
    return next;
}

static bool read_rank(choice_piece *piece, const en_csv *csv, int column, uint32_t *rank)
{
    uint64_t value = 0;
    en_number_fault fault = en_whole_read(en_str_trim(csv->fields[column]), MOST_RANK, &value);
    *rank = (uint32_t)value;
    if (fault == EN_NUMBER_FINE && value > 0) return true;
    (void)en_report_error(&piece->report, EN_W_ROUND_NOT_RANK, round_cell(csv, column));
    return false;
}

static bool read_score(choice_piece *piece, const en_csv *csv, int column, double *score)
{
    *score = EN_MATCH_UNACCEPTABLE;
    en_str cell = column == EN_NO_COLUMN ? (en_str){0} : en_str_trim(csv->fields[column]);
    return cell.size == 0 || round_read_score(csv, column, &piece->report, score);
}

bool round_read_score(const en_csv *csv, int column, en_report *report, double *score)
{
    en_number_fault fault = en_real_read(en_str_trim(csv->fields[column]), score);
    if (fault == EN_NUMBER_FINE) return true;
    en_word rule = fault == EN_NUMBER_OUT_OF_RANGE  ? EN_W_NUMBER_OUT_OF_RANGE
                   : fault == EN_NUMBER_TOO_PRECISE ? EN_W_NUMBER_TOO_PRECISE
                                                    : EN_W_NUMBER_MALFORMED;
    (void)en_report_error(report, rule, round_cell(csv, column));
    return false;
}

static void take_row(reading *r, choice_piece *piece, const en_csv *csv)
{
    uint32_t rank;
    double score;
    uint32_t applicant = find_applicant(r, piece, csv);
    uint32_t place = find_id(piece, csv, r->columns.place, &r->round->places, EN_W_ROUND_UNKNOWN_PLACE);
    bool fine = read_rank(piece, csv, r->columns.rank, &rank);
    fine = read_score(piece, csv, r->columns.score, &score) && fine;
    if (!piece->term_refused) piece->term_refused = round_refuse_filled(csv, r->columns.term, &piece->report);
    if (!fine || applicant == EN_IDS_NONE || place == EN_IDS_NONE) return;
    size_t at = piece->begin + piece->count++;
    r->rows.applicant[at] = applicant;
    r->rows.place[at] = place;
    r->rows.rank[at] = rank;
    r->rows.score[at] = score;
}

static void read_piece(reading *r, choice_piece *piece)
{
    en_csv csv;
    if (!en_table_read(&r->round->choices_table, piece->csv, r->careful, &piece->arena, &piece->report, &csv)) {
        piece->out_of_memory = true;
        return;
    }
    for (en_csv_step step; (step = en_csv_next(&csv)) != EN_CSV_END;) {
        if (step == EN_CSV_RECORD) take_row(r, piece, &csv);
        else if (step == EN_CSV_FAULTY) piece->malformed = true;
        else piece->out_of_memory = true;
        if (piece->out_of_memory) return;
    }
}

/* Task 0 hashes the file; task i reads piece i - 1. */
static void hash_or_read(void *shared, size_t index)
{
    reading *r = shared;
    en_table *table = &r->round->choices_table;
    if (en_cancelled(r->context)) return;
    if (index > 0) read_piece(r, &r->pieces[index - 1]);
    else if (!en_table_is_sheet(table)) en_file_hash(&table->file);
    en_progress(r->context, atomic_fetch_add(&r->pieces_done, 1) + 1, r->piece_count + 1);
}

static bool allocate_rows(en_arena *arena, size_t most, choice_rows *rows)
{
    rows->applicant = en_arena_raw(arena, most, sizeof *rows->applicant);
    rows->place = en_arena_raw(arena, most, sizeof *rows->place);
    rows->rank = en_arena_raw(arena, most, sizeof *rows->rank);
    rows->score = en_arena_raw(arena, most, sizeof *rows->score);
    return rows->applicant && rows->place && rows->rank && rows->score;
}

/* Pieces that hold fewer rows than there was room for leave gaps: close them. */
static void close_gaps(reading *r)
{
    size_t count = 0;
    for (size_t i = 0; i < r->piece_count; i++) {
        const choice_piece *piece = &r->pieces[i];
        if (count != piece->begin) {
            memmove(r->rows.applicant + count, r->rows.applicant + piece->begin, piece->count * sizeof *r->rows.applicant);
            memmove(r->rows.place + count, r->rows.place + piece->begin, piece->count * sizeof *r->rows.place);
            memmove(r->rows.rank + count, r->rows.rank + piece->begin, piece->count * sizeof *r->rows.rank);
            memmove(r->rows.score + count, r->rows.score + piece->begin, piece->count * sizeof *r->rows.score);
        }
        count += piece->count;
    }
    r->rows.count = count;
}

/* Reads the body in at most `most` pieces. EN_ERR_USAGE: it is malformed, and pieces were more than one, so that what the report would
 * say of rows is not exact. */
static en_status read_pieces(reading *r, size_t most, en_arena *arena, const en_context *context, en_report *report)
{
    const en_table *table = &r->round->choices_table;
    en_csv_piece cut[EN_CSV_MOST_PIECES];
    r->piece_count = en_csv_split(context, table->body, table->body_row, most, cut, &r->careful);
    r->pieces = en_arena_array(arena, r->piece_count, sizeof *r->pieces);
    if (!r->pieces) return EN_ERR_MEMORY;
    size_t begin = 0;
    for (size_t i = 0; i < r->piece_count; i++) {
        r->pieces[i] = (choice_piece){.csv = cut[i], .begin = begin, .last_applicant = EN_IDS_NONE,
                                      .arena = en_arena_make(arena->allocator),
                                      .report = en_report_make(arena->allocator)};
        begin += cut[i].most_rows;
    }
    en_status status = begin < EN_MATCH_NONE ? EN_OK : EN_ERR_LIMIT;
    if (status == EN_OK && !allocate_rows(arena, begin, &r->rows)) status = EN_ERR_MEMORY;
    if (status == EN_OK) en_run(context, hash_or_read, r, r->piece_count + 1);
    if (status == EN_OK && en_cancelled(context)) status = EN_ERR_CANCELLED;
    for (size_t i = 0; i < r->piece_count; i++) {
        choice_piece *piece = &r->pieces[i];
        if (piece->out_of_memory) status = EN_ERR_MEMORY;
        if (piece->malformed && r->piece_count > 1 && status == EN_OK) status = EN_ERR_USAGE;
    }
    for (size_t i = 0; i < r->piece_count; i++) {
        if (status == EN_OK) en_report_join(report, &r->pieces[i].report);
        en_report_free(&r->pieces[i].report);
        en_arena_free(&r->pieces[i].arena);
    }
    if (status == EN_OK) close_gaps(r);
    return status;
}

static bool is_in_order(const choice_rows *rows)
{
    for (size_t k = 1; k < rows->count; k++) {
        if (rows->applicant[k] < rows->applicant[k - 1]) return false;
        if (rows->applicant[k] == rows->applicant[k - 1] && rows->rank[k] < rows->rank[k - 1]) return false;
    }
    return true;
}

/* One applicant's wishes by rank, ties as they stand: lists are short. */
static void sort_by_rank(en_round *round, uint32_t begin, uint32_t end)
{
    for (uint32_t i = begin + 1; i < end; i++) {
        uint32_t place = round->wish_place[i], rank = round->wish_rank[i], j = i;
        double score = round->wish_score[i];
        for (; j > begin && round->wish_rank[j - 1] > rank; j--) {
            round->wish_place[j] = round->wish_place[j - 1];
            round->wish_rank[j] = round->wish_rank[j - 1];
            round->wish_score[j] = round->wish_score[j - 1];
        }
        round->wish_place[j] = place;
        round->wish_rank[j] = rank;
        round->wish_score[j] = score;
    }
}

/* wish_begin by counting; where rows are out of order, moves them to their applicants. */
static en_status group_by_applicant(en_round *round, const choice_rows *rows, en_arena *scratch)
{
    uint32_t n = round->applicants.count, *begin = en_arena_array(&round->arena, (size_t)n + 2, sizeof *begin);
    if (!begin) return EN_ERR_MEMORY;
    for (size_t k = 0; k < rows->count; k++) begin[rows->applicant[k] + 1]++;
    for (uint32_t i = 0; i < n; i++) begin[i + 1] += begin[i];
    round->wish_begin = begin;
    round->wishes = (uint32_t)rows->count;
    if (is_in_order(rows)) {
        round->wish_place = rows->place;
        round->wish_rank = rows->rank;
        round->wish_score = rows->score;
        return EN_OK;
    }
    uint32_t *next = en_arena_raw(scratch, (size_t)n + 1, sizeof *next);
    round->wish_place = en_arena_raw(&round->arena, rows->count, sizeof *round->wish_place);
    round->wish_rank = en_arena_raw(&round->arena, rows->count, sizeof *round->wish_rank);
    round->wish_score = en_arena_raw(&round->arena, rows->count, sizeof *round->wish_score);
    if (!next || !round->wish_place || !round->wish_rank || !round->wish_score) return EN_ERR_MEMORY;
    memcpy(next, begin, ((size_t)n + 1) * sizeof *next);
    for (size_t k = 0; k < rows->count; k++) {
        uint32_t at = next[rows->applicant[k]]++;
        round->wish_place[at] = rows->place[k];
        round->wish_rank[at] = rows->rank[k];
        round->wish_score[at] = rows->score[k];
    }
    for (uint32_t i = 0; i < n; i++) sort_by_rank(round, begin[i], begin[i + 1]);
    return EN_OK;
}

/* Whether an applicant names a place twice. Lists are short: each pair is compared, or sorted where a list is long. */
static bool has_duplicate(const uint32_t *place, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        for (uint32_t j = 0; j < i; j++)
            if (place[i] == place[j]) return true;
    return false;
}

static en_status check_duplicates(en_round *round, en_report *report)
{
    uint32_t *last = en_arena_raw(&round->arena, round->places.count, sizeof *last);
    if (!last) return EN_ERR_MEMORY;
    memset(last, 0xFF, round->places.count * sizeof *last);
    enum { SHORT = 24 };
    bool found = false;
    for (uint32_t i = 0; i < round->applicants.count && !found; i++) {
        uint32_t begin = round->wish_begin[i], n = round->wish_begin[i + 1] - begin;
        if (n <= SHORT) {
            found = has_duplicate(round->wish_place + begin, n);
            continue;
        }
        for (uint32_t w = begin; w < begin + n && !found; w++) {
            found = last[round->wish_place[w]] == i;
            last[round->wish_place[w]] = i;
        }
    }
    return found ? round_report_duplicate_choices(round, report) : EN_OK;
}

en_status round_read_choices(en_round *round, const en_context *context, en_report *report)
{
    reading r = {.round = round, .context = context};
    choice_columns *c = &r.columns;
    en_column known[] = {{"applicant", true, &c->applicant}, {"rank", true, &c->rank}, {"place", true, &c->place},
                         {"term", false, &c->term},          {"score", false, &c->score}};
    en_status status = en_table_columns(&round->choices_table, sizeof known / sizeof *known, known, false, report);
    if (status != EN_OK) return status;
    uint64_t before = report->errors;
    en_arena scratch = en_arena_make(round->arena.allocator), kept = en_arena_make(round->arena.allocator);
    size_t most = en_width(context) > 1 ? (size_t)en_width(context) * 8 : 1;
    status = read_pieces(&r, most, &kept, context, report);
    if (status == EN_ERR_USAGE) {
        en_arena_free(&kept);
        status = read_pieces(&r, 1, &kept, context, report);
    }
    if (status == EN_ERR_LIMIT)
        (void)en_report_error(report, EN_W_ROUND_TOO_MANY_WISHES, (en_where){.file = round->choices_table.name});
    if (status == EN_OK && report->errors > before) status = EN_ERR_INPUT;
    if (status == EN_OK) status = group_by_applicant(round, &r.rows, &scratch);
    if (status == EN_OK) status = check_duplicates(round, report);
    en_arena_free(&scratch);
    if (status == EN_OK && round->wish_place == r.rows.place) round->rows = kept;
    else en_arena_free(&kept);
    if (status != EN_OK) { /* scores.csv is still checked, without wishes to give its scores to */
        round->wishes = 0;
        round->wish_begin = NULL;
    }
    return status;
}
