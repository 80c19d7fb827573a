/* The tables of a round, checked row by row. A large one is read by several tasks, each row to its place in a
 * flat array. */
#include "verify.h"

#include <math.h>

enum { MOST_REFUSED = 5 };
static const uint32_t most_count = UINT32_MAX - 1; /* no enumerator: those are ints */

/* What a reader of rows knows: a table of ids, or of wishes or scores. */
typedef struct filling {
    en_verify *v;
    en_verify_rows *rows;
    en_ids *ids;
    uint32_t *seats; /* by place */
    int id, place, rank, score, number;
    int refused[MOST_REFUSED]; /* columns that must be empty */
    size_t refused_count;
} filling;

static bool refuse_filled(const filling *f, const en_csv *csv)
{
    for (size_t i = 0; i < f->refused_count; i++)
        if (en_cell_text(csv, f->refused[i]).size > 0)
            return en_cell_fault(csv, f->refused[i], EN_W_VERIFY_UNSUPPORTED_COLUMN);
    return true;
}

static bool take_row(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    const filling *f = user;
    const en_verify_round *round = &f->v->round;
    en_verify_wish *row = &f->rows->at[index];
    bool ranked = f->rank != EN_NO_COLUMN;
    bool found = en_cell_find_near(finder, csv, f->id, &round->applicants, EN_W_VERIFY_UNKNOWN_APPLICANT,
                                   &row->applicant);
    found =
        en_cell_find_later(finder, csv, f->place, &round->places, EN_W_VERIFY_UNKNOWN_PLACE, &row->place) &&
        found;
    row->score = NAN;
    if (!found || !refuse_filled(f, csv)) return false;
    if (ranked && !en_cell_whole(csv, f->rank, 1, most_count, EN_W_VERIFY_NOT_A_RANK, &row->rank))
        return false;
    if (ranked && en_cell_text(csv, f->score).size == 0) return true;
    if (!en_cell_real(csv, f->score, &row->score)) return false;
    row->score += 0.0; /* −0 is 0 */
    return true;
}

/* Every row is blank until it is read. */
static void forget_rows(void *user)
{
    const en_verify_rows *rows = ((const filling *)user)->rows;
    for (size_t i = 0; i < rows->count; i++) rows->at[i].applicant = EN_IDS_NONE;
}

enum { MOST_BUCKETS = 128 };

/* Rows on their way to their applicants. A bucket holds those of 2^shift applicants. */
typedef struct sorting {
    en_verify_rows *rows;
    en_verify_wish *bucketed;
    uint32_t *next; /* by applicant: where the next row goes */
    size_t applicants;
    unsigned shift;
} sorting;

/* Into buckets, in the order of the file. */
static void fill_buckets(const sorting *s)
{
    uint32_t next[MOST_BUCKETS];
    for (size_t a = 0; a < s->applicants; a += (size_t)1 << s->shift) next[a >> s->shift] = s->rows->first[a];
    for (size_t i = 0; i < s->rows->count; i++)
        s->bucketed[next[s->rows->at[i].applicant >> s->shift]++] = s->rows->at[i];
}

static void empty_bucket(void *shared, size_t bucket)
{
    const sorting *s = shared;
    size_t end = (bucket + 1) << s->shift;
    uint32_t last = s->rows->first[end < s->applicants ? end : s->applicants];
    for (uint32_t i = s->rows->first[bucket << s->shift]; i < last; i++)
        s->rows->at[s->next[s->bucketed[i].applicant]++] = s->bucketed[i];
}

/* By applicant, in two stable steps: memory is then written in few places at a time. */
static bool sort_rows(en_verify *v, en_verify_rows *rows)
{
    en_arena arena = en_arena_make(NULL);
    sorting s = {.rows = rows, .applicants = v->round.applicants.count};
    s.bucketed = en_arena_raw(&arena, rows->count, sizeof *s.bucketed);
    s.next = en_arena_raw(&arena, s.applicants, sizeof *s.next);
    bool made = s.bucketed && s.next;
    if (made) {
        while ((s.applicants - 1) >> s.shift >= MOST_BUCKETS) s.shift++;
        memcpy(s.next, rows->first, s.applicants * sizeof *s.next);
        fill_buckets(&s);
        en_run(v->context, empty_bucket, &s, ((s.applicants - 1) >> s.shift) + 1);
    }
    en_arena_free(&arena);
    return made;
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
    return grouped || sort_rows(v, rows);
}

static en_status fill_rows(filling *f, en_table *table)
{
    en_verify *v = f->v;
    en_scan scan = {.table = table, .row = take_row, .user = f, .again = forget_rows};
    en_scan_start(&scan, v->context);
    if (scan.most_rows >= most_count)
        return en_report_error(&v->input, EN_W_VERIFY_TOO_MANY, (en_where){.file = table->name});
    f->rows->arena = en_arena_make(NULL);
    f->rows->at = en_arena_raw(&f->rows->arena, scan.most_rows, sizeof *f->rows->at);
    if (!f->rows->at) return EN_ERR_MEMORY;
    f->rows->count = scan.most_rows;
    forget_rows(f);
    en_status status = en_scan_run(&scan, v->context, &v->input);
    return status == EN_OK && !group_rows(v, f->rows) ? EN_ERR_MEMORY : status;
}

static en_status read_rows(en_verify *v, const char *name, bool ranked, en_verify_rows *rows)
{
    en_table table;
    filling f = {.v = v, .rows = rows, .rank = EN_NO_COLUMN, .refused_count = 1};
    const en_column columns[] = {
        {"applicant", true, &f.id},   {"place", true, &f.place},
        {"score", !ranked, &f.score}, {ranked ? "term" : "group", false, f.refused},
        {"rank", ranked, &f.rank},
    };
    en_status status = en_table_open(&v->folder, name, v->context, &v->input, &table);
    if (status != EN_OK) return status;
    status = en_table_columns(&table, ranked ? 5 : 4, columns, false, &v->input);
    if (status == EN_OK) {
        status = fill_rows(&f, &table);
        en_verify_note(v, false, &table.file);
    }
    en_table_free(&table);
    return status;
}

/* A row of applicants.csv or places.csv. */
static bool take_id(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    const filling *f = user;
    en_str id;
    bool known;
    (void)index, (void)finder;
    if (!en_cell_id(csv, f->id, csv->arena, &id) || !refuse_filled(f, csv)) return false;
    uint32_t *seats = f->seats ? &f->seats[f->ids->count] : NULL;
    if (seats && !en_cell_whole(csv, f->number, 0, most_count, EN_W_VERIFY_NOT_A_COUNT, seats)) return false;
    (void)en_ids_add(f->ids, id, &known);
    return !known || en_cell_fault(csv, f->id, EN_W_VERIFY_ID_TWICE);
}

static en_status read_ids(en_verify *v, bool places, en_table *table, en_ids *ids)
{
    filling f = {.v = v, .ids = ids, .refused_count = places ? MOST_REFUSED : 0};
    const en_column columns[] = {
        {places ? "place" : "applicant", true, &f.id},
        {"seats", true, &f.number},
        {"min_seats", false, &f.refused[0]},
        {"floor", false, &f.refused[1]},
        {"target", false, &f.refused[2]},
        {"turn", false, &f.refused[3]},
        {"group", false, &f.refused[4]},
    };
    en_status status =
        en_table_open(&v->folder, places ? "places" : "applicants", v->context, &v->input, table);
    if (status == EN_OK) status = en_table_columns(table, places ? 7 : 1, columns, true, &v->input);
    if (status != EN_OK) return status;
    if (!en_table_is_sheet(table)) en_file_hash(&table->file);
    en_verify_note(v, false, &table->file);
    size_t most = en_scan_most_rows(table);
    if (most > INT32_MAX)
        return en_report_error(&v->input, EN_W_VERIFY_TOO_MANY, (en_where){.file = table->name});
    if (places) f.seats = v->round.seats = en_arena_raw(&v->round.arena, most, sizeof *v->round.seats);
    if (!en_ids_make(&v->round.arena, most, ids) || (places && !f.seats)) return EN_ERR_MEMORY;
    return en_scan_all(table, take_id, &f, &v->input);
}

/* A table of a mechanism that is not checked here: it may stand there without rows. */
static en_status refuse_table(en_verify *v, const char *name)
{
    en_table table;
    en_csv csv;
    if (!en_folder_has(&v->folder, name)) return EN_OK;
    en_status status = en_table_open(&v->folder, name, v->context, &v->input, &table);
    if (status != EN_OK) return status;
    if (!en_table_read_all(&table, &v->input, &csv)) status = EN_ERR_MEMORY;
    else if (en_csv_next(&csv) != EN_CSV_END)
        status = en_report_error(&v->input, EN_W_VERIFY_UNSUPPORTED_TABLE, (en_where){.file = table.name});
    en_table_free(&table);
    return status;
}

en_status en_verify_read_tables(en_verify *v)
{
    static const char *const refused[] = {"seats", "groups", "joint", "held", "demands"};
    en_verify_round *r = &v->round;
    en_verify_rows scores = {0};
    en_status status = EN_OK;
    for (size_t i = 0; i < sizeof refused / sizeof *refused && status == EN_OK; i++)
        status = refuse_table(v, refused[i]);
    if (status == EN_OK) status = read_ids(v, false, &r->applicant_table, &r->applicants);
    if (status == EN_OK) status = read_ids(v, true, &r->place_table, &r->places);
    if (status == EN_OK) status = read_rows(v, "choices", true, &r->wishes);
    if (status == EN_OK && en_folder_has(&v->folder, "scores"))
        status = read_rows(v, "scores", false, &scores);
    if (status == EN_OK) status = en_verify_settle(v, &scores);
    if (scores.arena.allocator) en_arena_free(&scores.arena);
    if (status == EN_OK) status = en_verify_find_ties(v);
    return status == EN_OK ? en_verify_prepare_lottery(v) : status;
}
