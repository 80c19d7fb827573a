/* The tables of a round, checked row by row. A large one is read by several tasks, each row to its place in a flat array. */
#include "verify.h"

#include <math.h>
#include "number.h"

enum { MOST_COUNT = UINT32_MAX - 1, MOST_REFUSED = 5 };

/* What a reader of rows knows: a table of ids, or of wishes or scores. */
typedef struct filling {
    en_verify *v;
    en_verify_rows *rows;
    en_ids *ids;
    uint32_t *seats; /* by place */
    int id, place, rank, score, number;
    int refused[MOST_REFUSED]; /* columns that must be empty */
} filling;

static const filling no_columns = {.rank = EN_NO_COLUMN, .refused = {-1, -1, -1, -1, -1}};

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

static bool refuse_filled(const filling *f, const en_csv *csv)
{
    for (size_t i = 0; i < MOST_REFUSED; i++) {
        if (cell(csv, f->refused[i]).size == 0) continue;
        if (csv->report) f->v->unsupported = true; /* in the exact pass, which is one task */
        return fault(csv, f->refused[i], EN_W_VERIFY_UNSUPPORTED_COLUMN);
    }
    return true;
}

static bool take_whole(const en_csv *csv, int column, uint64_t least, uint32_t *out)
{
    uint64_t value = 0;
    if (en_whole_read(cell(csv, column), MOST_COUNT, &value) != EN_NUMBER_FINE || value < least)
        return fault(csv, column, least ? EN_W_VERIFY_NOT_A_RANK : EN_W_VERIFY_NOT_A_COUNT);
    *out = (uint32_t)value;
    return true;
}

/* A wish may have none. */
static bool take_score(const filling *f, const en_csv *csv, double *out)
{
    en_str number = cell(csv, f->score);
    *out = NAN;
    if (number.size == 0 && f->rank != EN_NO_COLUMN) return true;
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
    const filling *f = user;
    en_verify_wish *row = &f->rows->at[index];
    uint32_t applicant = find_near(&f->v->round.applicants, csv->fields[f->id], *cursor, csv->arena);
    if (!refuse_filled(f, csv)) return false;
    if (applicant == EN_IDS_NONE) return fault(csv, f->id, EN_W_VERIFY_UNKNOWN_APPLICANT);
    row->place = find_id(&f->v->round.places, csv->fields[f->place], csv->arena);
    if (row->place == EN_IDS_NONE) return fault(csv, f->place, EN_W_VERIFY_UNKNOWN_PLACE);
    *cursor = row->applicant = applicant;
    if (f->rank != EN_NO_COLUMN && !take_whole(csv, f->rank, 1, &row->rank)) return false;
    return take_score(f, csv, &row->score);
}

/* Every row is blank until it is read. */
static void forget_rows(void *user)
{
    const en_verify_rows *rows = ((const filling *)user)->rows;
    for (size_t i = 0; i < rows->count; i++) rows->at[i].applicant = EN_IDS_NONE;
}

/* A stable counting sort by applicant. */
static bool sort_rows(en_verify_rows *rows, size_t applicants)
{
    en_arena arena = en_arena_make(NULL);
    en_verify_wish *sorted = en_arena_raw(&arena, rows->count, sizeof *sorted);
    uint32_t *next = en_arena_raw(&arena, applicants + 1, sizeof *next);
    if (sorted && next) {
        memcpy(next, rows->first, (applicants + 1) * sizeof *next);
        for (size_t i = 0; i < rows->count; i++) sorted[next[rows->at[i].applicant]++] = rows->at[i];
    }
    en_arena_free(&rows->arena);
    rows->arena = arena;
    rows->at = sorted;
    return sorted && next;
}

/* Drops blank rows, and brings those of an applicant together. */
static bool group_rows(en_verify *v, en_verify_rows *rows)
{
    size_t n = 0, applicants = v->round.applicants.count;
    bool grouped = true;
    rows->first = en_arena_array(&v->round.arena, applicants + 1, sizeof *rows->first);
    if (!rows->first) return false;
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->at[i].applicant == EN_IDS_NONE) continue;
        if (n != i) rows->at[n] = rows->at[i];
        grouped = grouped && (n == 0 || rows->at[n - 1].applicant <= rows->at[n].applicant);
        rows->first[rows->at[n++].applicant + 1]++;
    }
    rows->count = n;
    for (size_t a = 0; a < applicants; a++) rows->first[a + 1] += rows->first[a];
    return grouped || sort_rows(rows, applicants);
}

static en_status fill_rows(filling *f, en_table *table)
{
    en_verify *v = f->v;
    en_scan scan = {.table = table, .row = take_row, .user = f, .again = forget_rows};
    uint64_t before = v->input.errors;
    en_scan_start(&scan, v->context);
    if (scan.most_rows >= MOST_COUNT) return en_verify_refuse(v, EN_W_VERIFY_TOO_MANY, (en_where){.file = table->name});
    f->rows->arena = en_arena_make(NULL);
    f->rows->at = en_arena_raw(&f->rows->arena, scan.most_rows, sizeof *f->rows->at);
    if (!f->rows->at) return EN_ERR_MEMORY;
    f->rows->count = scan.most_rows;
    forget_rows(f);
    en_status status = en_scan_run(&scan, v->context, &v->input);
    if (status == EN_OK && v->input.errors > before) status = EN_ERR_INPUT;
    return status == EN_OK && !group_rows(v, f->rows) ? EN_ERR_MEMORY : status;
}

static en_status read_rows(en_verify *v, const char *name, const char *file, bool ranked, en_verify_rows *rows)
{
    en_table table;
    filling f = no_columns;
    f.v = v;
    f.rows = rows;
    const en_column columns[] = {
        {"applicant", true, &f.id}, {"place", true, &f.place},   {"score", !ranked, &f.score},
        {ranked ? "term" : "group", false, f.refused}, {"rank", ranked, &f.rank},
    };
    en_status status = en_table_open(&v->folder, name, v->context, &v->input, &table);
    if (status != EN_OK) return status;
    status = en_table_columns(&table, ranked ? 5 : 4, columns, false, &v->input);
    if (status == EN_OK) status = fill_rows(&f, &table);
    if (status == EN_OK && !en_table_is_sheet(&table)) en_verify_note(v, false, file, &table.file);
    en_table_free(&table);
    return status;
}

/* A row of applicants.csv or places.csv, read in one piece. */
static bool take_id(const filling *f, const en_csv *csv)
{
    en_str id;
    bool known;
    en_id_fault wrong = en_id_normalise(csv->arena, csv->fields[f->id], &id);
    if (wrong == EN_ID_TOO_LONG) return fault(csv, f->id, EN_W_VERIFY_ID_TOO_LONG);
    if (wrong != EN_ID_FINE) return fault(csv, f->id, EN_W_VERIFY_ID_CONTROL);
    if (id.size == 0) return fault(csv, f->id, EN_W_VERIFY_ID_EMPTY);
    if (!refuse_filled(f, csv)) return false;
    if (f->seats && !take_whole(csv, f->number, 0, &f->seats[f->ids->count])) return false;
    (void)en_ids_add(f->ids, id, &known);
    return !known || fault(csv, f->id, EN_W_VERIFY_ID_TWICE);
}

static en_status take_ids(const filling *f, en_table *table)
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
static en_status read_ids(en_verify *v, bool places, en_table *table, en_ids *ids)
{
    filling f = no_columns;
    f.v = v;
    f.ids = ids;
    const en_column columns[] = {
        {places ? "place" : "applicant", true, &f.id}, {"seats", true, &f.number},     {"min_seats", false, &f.refused[0]},
        {"floor", false, &f.refused[1]},               {"target", false, &f.refused[2]}, {"turn", false, &f.refused[3]},
        {"group", false, &f.refused[4]},
    };
    en_status status = en_table_open(&v->folder, places ? "places" : "applicants", v->context, &v->input, table);
    if (status == EN_OK) status = en_table_columns(table, places ? 7 : 1, columns, true, &v->input);
    if (status != EN_OK) return status;
    if (!en_table_is_sheet(table)) {
        en_file_hash(&table->file);
        en_verify_note(v, false, places ? "places.csv" : "applicants.csv", &table->file);
    }
    en_csv_survey survey = en_csv_look(table->body.at, table->body.size);
    size_t most = survey.lines[0] + survey.lines[1] + 1;
    if (most > INT32_MAX) return en_verify_refuse(v, EN_W_VERIFY_TOO_MANY, (en_where){.file = table->name});
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
    if (status == EN_OK) status = read_ids(v, false, &r->applicant_table, &r->applicants);
    if (status == EN_OK) status = read_ids(v, true, &r->place_table, &r->places);
    if (status == EN_OK) status = read_rows(v, "choices", "choices.csv", true, &r->wishes);
    if (status == EN_OK && en_folder_has(&v->folder, "scores")) status = read_rows(v, "scores", "scores.csv", false, &scores);
    if (status == EN_OK) status = en_verify_settle(v, &scores);
    if (scores.arena.allocator) en_arena_free(&scores.arena);
    if (status == EN_OK) status = en_verify_find_ties(v);
    return status == EN_OK ? en_verify_prepare_lottery(v) : status;
}
