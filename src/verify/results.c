/* Every cell of matches.csv, places.csv and waiting.csv, against what docs/certificate.md says it holds. */
#include "verify.h"

#include <math.h>

enum { APPLICANT, PLACE, TERM, RANK, REASON };
static const char *const match_columns[] = {"applicant", "place", "term", "rank", "reason"};
enum { P_PLACE, P_ORDER, P_CATEGORY, P_TERM, P_SEATS, P_FILLED, P_CUTOFF, P_APPLIED, P_REFUSED, MOST_COLUMNS };
static const char *const place_columns[] = {"place",  "order",  "category", "term",   "seats",
                                            "filled", "cutoff", "applied",  "refused"};
enum { W_PLACE, W_POSITION, W_APPLICANT, W_SCORE };
static const char *const waiting_columns[] = {"place", "position", "applicant", "score"};

typedef struct result {
    en_verify *v;
    en_verify_check check;
    const char *name, *file;
    size_t count; /* of columns */
    const char *const *names;
    int columns[MOST_COLUMNS];
    size_t rows; /* that there must be */
    const uint32_t *begin; /* by place: where its part of waiting.csv begins */
} result;

/* The columns are all there; one that nobody checks is not. */
static en_status find_columns(result *r, const en_table *table)
{
    en_column columns[MOST_COLUMNS];
    for (size_t i = 0; i < r->count; i++) columns[i] = (en_column){r->names[i], true, &r->columns[i]};
    en_status status = en_table_columns(table, r->count, columns, true, &r->v->input);
    for (size_t i = 0; i < table->columns && status == EN_OK; i++) {
        bool known = false;
        for (size_t k = 0; k < r->count; k++) known = known || r->columns[k] == (int)i;
        en_where where = {.file = table->name, .row = 1, .column = table->header[i]};
        if (!known) (void)en_report_error(&r->v->findings[r->check].report, EN_W_VERIFY_COLUMN_UNKNOWN, where);
    }
    return status;
}

static en_status open_result(result *r, en_table *table)
{
    en_folder folder;
    en_status status = en_folder_open(r->v->options->out, (en_table_options){0}, r->v->context, &r->v->input, &folder);
    if (status != EN_OK) return status;
    status = en_table_open(&folder, r->name, r->v->context, &r->v->input, table);
    en_folder_free(&folder);
    if (status != EN_OK) return status;
    status = find_columns(r, table);
    if (status != EN_OK) en_table_free(table);
    return status;
}

static en_status check_rows(result *r, en_table *table, en_verify_row *row, bool hash)
{
    en_verify_finding *finding = &r->v->findings[r->check];
    en_verify_scan scan = {.table = table, .row = row, .user = r, .must = &r->rows, .hash = hash};
    en_verify_scan_start(&scan, r->v->context);
    en_status status = en_verify_scan_run(&scan, r->v->context, &r->v->input, &finding->report);
    if (hash) en_verify_note(r->v, true, r->file, &table->file);
    if (status != EN_OK) return status;
    if (scan.rows < r->rows) {
        en_arg arg = en_arg_int("rows", (int64_t)(r->rows - scan.rows));
        en_where where = {.file = table->name, .row = table->body_row + scan.rows};
        (void)en_report_add(&finding->report, EN_ERROR, EN_W_VERIFY_ROWS_MISSING, where, 1, &arg);
    }
    finding->checked = r->rows;
    finding->state = EN_VERIFY_HOLDS;
    return EN_OK;
}

static result matches_of(en_verify *v)
{
    return (result){v, EN_VERIFY_MATCHES, "matches", "matches.csv", 5, match_columns, {0}, v->round.applicants.count, NULL};
}

en_status en_verify_open_matches(en_verify *v, en_table *table)
{
    result r = matches_of(v);
    return open_result(&r, table);
}

/* Place and rank were read with the claim `feasible`; here they must be written as the contract has it. */
static bool match_is_right(void *user, en_csv *csv, size_t index, uint32_t *cursor, en_report *findings)
{
    (void)cursor;
    const result *r = user;
    const en_verify_round *round = &r->v->round;
    uint32_t applicant = (uint32_t)index, wish = r->v->result[applicant];
    if (!en_verify_cell_is_id(csv, r->columns[APPLICANT], round->applicants.names[applicant], findings)) return false;
    en_str place = wish == EN_VERIFY_NONE ? (en_str){0} : round->places.names[round->wishes.place[wish]];
    bool fine = en_verify_cell_is_id(csv, r->columns[PLACE], place, findings);
    fine = en_verify_cell_is(csv, r->columns[TERM], (en_str){0}, findings) && fine;
    return en_verify_cell_is(csv, r->columns[REASON], en_str_of(en_verify_reason(r->v, applicant)), findings) && fine;
}

en_status en_verify_check_matches(en_verify *v, en_table *matches)
{
    result r = matches_of(v);
    for (size_t i = 0; i < r.count; i++) r.columns[i] = en_table_column(matches, r.names[i]);
    return check_rows(&r, matches, match_is_right, false);
}

static double cutoff_of(const en_verify *v, uint32_t place)
{
    bool full = v->filled[place] > 0 && v->filled[place] == v->round.seats[place];
    return full && v->round.scored[place] ? v->round.wishes.score[v->last[place]] : NAN;
}

static bool place_is_right(void *user, en_csv *csv, size_t index, uint32_t *cursor, en_report *findings)
{
    (void)cursor;
    const result *r = user;
    const en_verify *v = r->v;
    const int *at = r->columns;
    uint32_t p = (uint32_t)index;
    if (!en_verify_cell_is_id(csv, at[P_PLACE], v->round.places.names[p], findings)) return false;
    bool fine = en_verify_cell_is_whole(csv, at[P_ORDER], 1, findings);
    fine = en_verify_cell_is(csv, at[P_CATEGORY], (en_str){0}, findings) && fine;
    fine = en_verify_cell_is(csv, at[P_TERM], (en_str){0}, findings) && fine;
    fine = en_verify_cell_is_whole(csv, at[P_SEATS], v->round.seats[p], findings) && fine;
    fine = en_verify_cell_is_whole(csv, at[P_FILLED], v->filled[p], findings) && fine;
    fine = en_verify_cell_is_real(csv, at[P_CUTOFF], cutoff_of(v, p), findings) && fine;
    fine = en_verify_cell_is_whole(csv, at[P_APPLIED], v->round.applied[p], findings) && fine;
    return en_verify_cell_is_whole(csv, at[P_REFUSED], v->refused[p], findings) && fine;
}

static en_status check_file(result *r, en_verify_row *row)
{
    en_table table;
    en_status status = open_result(r, &table);
    if (status != EN_OK) return status;
    status = check_rows(r, &table, row, true);
    en_table_free(&table);
    return status;
}

en_status en_verify_check_places(en_verify *v)
{
    result r = {v, EN_VERIFY_PLACES, "places", "places.csv", 9, place_columns, {0}, v->round.places.count, NULL};
    return check_file(&r, place_is_right);
}

/* The place at which the index-th of all who wait does; before is that of an earlier one. */
static uint32_t place_at(const result *r, size_t index, uint32_t before)
{
    uint32_t low = before == EN_VERIFY_NONE ? 0 : before, high = (uint32_t)r->v->round.places.count;
    if (before != EN_VERIFY_NONE && index < r->begin[before + 1]) return before;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (r->begin[middle] <= index) low = middle;
        else high = middle;
    }
    return low;
}

static bool waiter_is_right(void *user, en_csv *csv, size_t index, uint32_t *cursor, en_report *findings)
{
    const result *r = user;
    const en_verify *v = r->v;
    const int *at = r->columns;
    uint32_t place = *cursor = place_at(r, index, *cursor), position = (uint32_t)(index - r->begin[place]);
    const en_verify_waiter *waiter = v->waiting[place] + position;
    const en_str *names = v->round.applicants.names;
    if (v->refused[place] - position > 16) {
        __builtin_prefetch(&names[waiter[16].applicant]); /* names lie anywhere in memory */
        __builtin_prefetch(names[waiter[8].applicant].at);
    }
    bool fine = en_verify_cell_is_id(csv, at[W_PLACE], v->round.places.names[place], findings);
    fine = en_verify_cell_is_whole(csv, at[W_POSITION], position + 1, findings) && fine;
    fine = en_verify_cell_is_id(csv, at[W_APPLICANT], names[waiter->applicant], findings) && fine;
    return en_verify_cell_is_real(csv, at[W_SCORE], v->round.scored[place] ? waiter->score : NAN, findings) && fine;
}

en_status en_verify_check_waiting(en_verify *v)
{
    size_t places = v->round.places.count;
    uint32_t *begin = en_arena_array(&v->arena, places + 1, sizeof *begin);
    if (!begin) return EN_ERR_MEMORY;
    for (size_t p = 0; p < places; p++) begin[p + 1] = begin[p] + v->refused[p];
    result r = {v, EN_VERIFY_WAITING, "waiting", "waiting.csv", 4, waiting_columns, {0}, begin[places], begin};
    return check_file(&r, waiter_is_right);
}
