/* The tables of a round, checked row by row. A large one is read by several tasks, each filling its own part of flat arrays. */
#include "verify.h"

#include <math.h>
#include "number.h"

enum { MOST_COUNT = UINT32_MAX - 1 };

en_where en_verify_cell(const en_csv *csv, int column)
{
    return (en_where){csv->file, csv->row, csv->header[column], csv->fields[column]};
}

static bool fault(const en_csv *csv, int column, en_word rule)
{
    (void)en_report_error(csv->report, rule, en_verify_cell(csv, column));
    return false;
}

static en_str cell(const en_csv *csv, int column)
{
    return column == EN_NO_COLUMN ? (en_str){0} : en_str_trim(csv->fields[column]);
}

/* What the next three read: tables of ids, and of rows. */
typedef struct filling {
    en_verify *v;
    en_verify_rows *rows;
    en_ids *ids;
    uint32_t *seats;
    int applicant, place, rank, score, number;
    int refused[5]; /* columns that must be empty */
} filling;

static bool refuse_filled(const filling *f, const en_csv *csv)
{
    for (size_t i = 0; i < sizeof f->refused / sizeof *f->refused; i++) {
        if (f->refused[i] == EN_NO_COLUMN || cell(csv, f->refused[i]).size == 0) continue;
        if (csv->report) f->v->unsupported = true; /* in the exact pass, which is one task */
        return fault(csv, f->refused[i], EN_W_VERIFY_UNSUPPORTED_COLUMN);
    }
    return true;
}

static bool take_whole(en_csv *csv, int column, uint64_t least, uint32_t *out)
{
    uint64_t value = 0;
    if (en_whole_read(cell(csv, column), MOST_COUNT, &value) != EN_NUMBER_FINE || value < least)
        return fault(csv, column, least ? EN_W_VERIFY_NOT_A_RANK : EN_W_VERIFY_NOT_A_COUNT);
    *out = (uint32_t)value;
    return true;
}

static bool take_score(const filling *f, en_csv *csv, double *out)
{
    en_str number = cell(csv, f->score);
    *out = NAN;
    if (number.size == 0) return f->rank != EN_NO_COLUMN || fault(csv, f->score, EN_W_VERIFY_NOT_A_NUMBER);
    if (en_real_read(number, out) != EN_NUMBER_FINE) return fault(csv, f->score, EN_W_VERIFY_NOT_A_NUMBER);
    *out += 0.0; /* −0 is 0 */
    return true;
}

static uint32_t find_id(const en_ids *ids, en_str raw, en_arena *arena)
{
    uint32_t index = en_ids_find(ids, raw);
    en_str id;
    if (index != EN_IDS_NONE || en_id_normalise(arena, raw, &id) != EN_ID_FINE) return index;
    return en_ids_find(ids, id);
}

/* Rows go by applicants: the same as in the row before, or the next, is likely. */
static uint32_t find_near(const en_ids *ids, en_str raw, uint32_t before, en_arena *arena)
{
    for (uint32_t i = before; i != EN_SCAN_START && i < ids->count && i - before < 2; i++)
        if (en_str_equal(ids->ids[i], raw)) return i;
    return find_id(ids, raw, arena);
}

static bool take_row(void *user, en_csv *csv, size_t index, uint32_t *cursor)
{
    filling *f = user;
    const en_verify_round *round = &f->v->round;
    uint32_t applicant = find_near(&round->applicants, csv->fields[f->applicant], *cursor, csv->arena);
    if (!refuse_filled(f, csv)) return false;
    if (applicant == EN_IDS_NONE) return fault(csv, f->applicant, EN_W_VERIFY_UNKNOWN_APPLICANT);
    uint32_t place = find_id(&round->places, csv->fields[f->place], csv->arena);
    if (place == EN_IDS_NONE) return fault(csv, f->place, EN_W_VERIFY_UNKNOWN_PLACE);
    *cursor = applicant;
    f->rows->applicant[index] = applicant;
    f->rows->place[index] = place;
    if (f->rank != EN_NO_COLUMN && !take_whole(csv, f->rank, 1, &f->rows->rank[index])) return false;
    return take_score(f, csv, &f->rows->score[index]);
}

static bool make_rows(en_verify_rows *rows, size_t count, bool ranked)
{
    rows->arena = en_arena_make(NULL);
    rows->count = count;
    rows->applicant = en_arena_raw(&rows->arena, count, sizeof *rows->applicant);
    rows->place = en_arena_raw(&rows->arena, count, sizeof *rows->place);
    rows->rank = en_arena_raw(&rows->arena, ranked ? count : 0, sizeof *rows->rank);
    rows->score = en_arena_raw(&rows->arena, count, sizeof *rows->score);
    return rows->applicant && rows->place && rows->rank && rows->score;
}

/* Whether rows go by ascending applicants without gaps; rows that were blank at the end are dropped. */
static bool is_grouped(en_verify_rows *rows)
{
    while (rows->count > 0 && rows->applicant[rows->count - 1] == EN_IDS_NONE) rows->count--;
    for (size_t i = 1; i < rows->count; i++)
        if (rows->applicant[i] < rows->applicant[i - 1]) return false;
    return true;
}

static void move_row(const en_verify_rows *from, size_t i, en_verify_rows *to, size_t at, bool ranked)
{
    to->applicant[at] = from->applicant[i];
    to->place[at] = from->place[i];
    to->score[at] = from->score[i];
    if (ranked) to->rank[at] = from->rank[i];
}

/* A stable counting sort by applicant. */
static bool sort_rows(en_verify_rows *rows, const uint32_t *first, size_t applicants, bool ranked)
{
    en_verify_rows sorted;
    uint32_t *next = NULL;
    bool fine = make_rows(&sorted, rows->count, ranked);
    if (fine) next = en_arena_raw(&sorted.arena, applicants + 1, sizeof *next);
    if (next) {
        memcpy(next, first, (applicants + 1) * sizeof *next);
        for (size_t i = 0; i < rows->count; i++)
            if (rows->applicant[i] != EN_IDS_NONE) move_row(rows, i, &sorted, next[rows->applicant[i]]++, ranked);
        sorted.count = first[applicants];
    }
    en_arena_free(&rows->arena);
    *rows = sorted;
    return next != NULL;
}

static bool group_rows(en_arena *arena, en_verify_rows *rows, size_t applicants, bool ranked)
{
    uint32_t *first = en_arena_array(arena, applicants + 1, sizeof *first);
    if (!first) return false;
    bool grouped = is_grouped(rows);
    for (size_t i = 0; i < rows->count; i++)
        if (rows->applicant[i] != EN_IDS_NONE) first[rows->applicant[i] + 1]++;
    for (size_t a = 0; a < applicants; a++) first[a + 1] += first[a];
    if (!grouped && !sort_rows(rows, first, applicants, ranked)) return false;
    rows->first = first;
    return true;
}

/* Every row is blank until it is read. */
static void forget_rows(void *user)
{
    const en_verify_rows *rows = ((const filling *)user)->rows;
    memset(rows->applicant, 0xFF, rows->count * sizeof *rows->applicant);
}

static en_status fill_rows(filling *f, en_table *table, bool ranked)
{
    en_verify *v = f->v;
    en_scan scan = {.table = table, .row = take_row, .user = f, .again = forget_rows};
    en_scan_start(&scan, v->context);
    if (scan.most_rows >= MOST_COUNT) return en_verify_refuse(v, EN_W_VERIFY_TOO_MANY, (en_where){.file = table->name});
    if (!make_rows(f->rows, scan.most_rows, ranked)) return EN_ERR_MEMORY;
    forget_rows(f);
    uint64_t before = v->input.errors;
    en_status status = en_scan_run(&scan, v->context, &v->input);
    if (status == EN_OK && v->input.errors > before) status = EN_ERR_INPUT;
    if (status != EN_OK) return status;
    return group_rows(&v->round.arena, f->rows, v->round.applicants.count, ranked) ? EN_OK : EN_ERR_MEMORY;
}

static en_status read_rows(en_verify *v, const char *name, const char *file, bool ranked, en_verify_rows *rows)
{
    en_table table;
    filling f = {.v = v, .rows = rows, .rank = EN_NO_COLUMN, .refused = {-1, -1, -1, -1, -1}};
    en_column columns[] = {
        {"applicant", true, &f.applicant},       {"place", true, &f.place}, {"score", !ranked, &f.score},
        {ranked ? "term" : "group", false, f.refused}, {"rank", ranked, &f.rank},
    };
    en_status status = en_table_open(&v->folder, name, v->context, &v->input, &table);
    if (status != EN_OK) return status;
    status = en_table_columns(&table, ranked ? 5 : 4, columns, false, &v->input);
    if (status == EN_OK) status = fill_rows(&f, &table, ranked);
    if (status == EN_OK && !en_table_is_sheet(&table)) en_verify_note(v, false, file, &table.file);
    en_table_free(&table);
    return status;
}

/* A row of applicants.csv or places.csv, read in one piece. */
static bool take_id(filling *f, en_csv *csv)
{
    en_str id;
    en_id_fault wrong = en_id_normalise(csv->arena, csv->fields[f->applicant], &id);
    if (wrong == EN_ID_TOO_LONG) return fault(csv, f->applicant, EN_W_VERIFY_ID_TOO_LONG);
    if (wrong != EN_ID_FINE) return fault(csv, f->applicant, EN_W_VERIFY_ID_CONTROL);
    if (id.size == 0) return fault(csv, f->applicant, EN_W_VERIFY_ID_EMPTY);
    if (!refuse_filled(f, csv)) return false;
    if (f->seats && !take_whole(csv, f->number, 0, &f->seats[f->ids->count])) return false;
    bool known;
    (void)en_ids_add(f->ids, id, &known);
    return !known || fault(csv, f->applicant, EN_W_VERIFY_ID_TWICE);
}

static en_status take_ids(filling *f, en_table *table)
{
    en_csv csv;
    en_report *report = &f->v->input;
    uint64_t before = report->errors;
    if (!en_table_read_all(table, report, &csv)) return EN_ERR_MEMORY;
    for (en_csv_step step; (step = en_csv_next(&csv)) != EN_CSV_END;) {
        if (step == EN_CSV_NO_MEMORY) return EN_ERR_MEMORY;
        if (step == EN_CSV_RECORD) (void)take_id(f, &csv);
    }
    return report->errors > before ? EN_ERR_INPUT : EN_OK;
}

/* Opens a table of ids and makes room; every record takes a line end, but the last. */
static en_status read_ids(en_verify *v, const char *name, const char *file, en_table *table, en_ids *ids, bool places)
{
    filling f = {.v = v, .ids = ids, .refused = {-1, -1, -1, -1, -1}};
    en_column columns[] = {
        {places ? "place" : "applicant", true, &f.applicant}, {"seats", true, &f.number}, {"min_seats", false, &f.refused[0]},
        {"floor", false, &f.refused[1]}, {"target", false, &f.refused[2]}, {"turn", false, &f.refused[3]},
        {"group", false, &f.refused[4]},
    };
    en_status status = en_table_open(&v->folder, name, v->context, &v->input, table);
    if (status == EN_OK) status = en_table_columns(table, places ? 7 : 1, columns, true, &v->input);
    if (status != EN_OK) return status;
    if (!en_table_is_sheet(table)) {
        en_file_hash(&table->file);
        en_verify_note(v, false, file, &table->file);
    }
    en_csv_survey survey = en_csv_look(table->body.at, table->body.size);
    size_t most = survey.lines[0] + survey.lines[1] + 1;
    if (most >= MOST_COUNT) return en_verify_refuse(v, EN_W_VERIFY_TOO_MANY, (en_where){.file = table->name});
    if (places) f.seats = v->round.seats = en_arena_raw(&v->round.arena, most, sizeof *v->round.seats);
    if (!en_ids_make(&v->round.arena, most, ids) || (places && !f.seats)) return EN_ERR_MEMORY;
    return take_ids(&f, table);
}

/* A table of a mechanism that is not checked here: it may stand there without rows. */
static en_status refuse_table(en_verify *v, const char *name)
{
    if (!en_folder_has(&v->folder, name)) return EN_OK;
    en_table table;
    en_csv csv;
    en_status status = en_table_open(&v->folder, name, v->context, &v->input, &table);
    if (status != EN_OK) return status;
    if (!en_table_read_all(&table, &v->input, &csv)) status = EN_ERR_MEMORY;
    else if (en_csv_next(&csv) != EN_CSV_END)
        status = en_verify_refuse(v, EN_W_VERIFY_UNSUPPORTED_TABLE, (en_where){.file = table.name});
    en_table_free(&table);
    return status;
}

en_status en_verify_read_tables(en_verify *v)
{
    static const char *const refused[] = {"seats", "groups", "joint", "held", "demands"};
    en_verify_round *r = &v->round;
    en_verify_rows scores = {0};
    en_status status = EN_OK;
    for (size_t i = 0; i < sizeof refused / sizeof *refused && status == EN_OK; i++) status = refuse_table(v, refused[i]);
    if (status == EN_OK) status = read_ids(v, "applicants", "applicants.csv", &r->applicant_table, &r->applicants, false);
    if (status == EN_OK) status = read_ids(v, "places", "places.csv", &r->place_table, &r->places, true);
    if (status == EN_OK) status = read_rows(v, "choices", "choices.csv", true, &v->round.wishes);
    if (status == EN_OK && en_folder_has(&v->folder, "scores")) status = read_rows(v, "scores", "scores.csv", false, &scores);
    if (status == EN_OK) status = en_verify_settle(v, &scores);
    if (scores.arena.allocator) en_arena_free(&scores.arena);
    if (status == EN_OK) status = en_verify_find_ties(v);
    return status == EN_OK ? en_verify_prepare_lottery(v) : status;
}
