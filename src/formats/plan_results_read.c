/* Results of a model, read again for pictures. See plan_results.h. */
#include "plan_results.h"

#include "cell.h"
#include "number.h"
#include "scan.h"

#include <stdlib.h>

/* What every reader of one of the tables needs. */
typedef struct result_reader {
    en_arena *arena;
    en_report *report;
    en_table *table;
    en_csv csv;
    en_plan_result *result;
    size_t most_rows;
} result_reader;

static double not_given(void) { return __builtin_nan(""); }

/* A number, INF or nothing. */
static bool take_number(const result_reader *r, int column, double *value)
{
    en_str cell = en_cell_text(&r->csv, column);
    *value = not_given();
    if (cell.size == 0) return true;
    if (en_str_is(cell, "INF") || en_str_is(cell, "-INF")) {
        *value = *cell.at == '-' ? -__builtin_inf() : __builtin_inf();
        return true;
    }
    if (en_real_round(cell, value) == EN_NUMBER_FINE) return true;
    return en_cell_fault(&r->csv, column, EN_W_NUMBER_MALFORMED);
}

/* A time: a finite number above the last one. */
static bool take_time(const result_reader *r, int column, size_t rows, const double *times, double *time)
{
    if (!take_number(r, column, time)) return false;
    if (!(*time - *time == 0)) return en_cell_fault(&r->csv, column, EN_W_NUMBER_MALFORMED);
    return rows == 0 || *time > times[rows - 1] || en_cell_fault(&r->csv, column, EN_W_PLAN_RESULT_TIMES);
}

/* A name without the apostrophe that keeps it from being a formula. */
static en_str name_of(en_str cell)
{
    en_str rest = {cell.at + 1, cell.size ? cell.size - 1 : 0};
    return cell.size > 1 && *cell.at == '\'' && en_csv_is_formula(rest) ? rest : cell;
}

static bool copy_name(const result_reader *r, en_str from, en_str *to)
{
    from = name_of(from);
    *to = (en_str){en_arena_copy(r->arena, from.at ? from.at : "", from.size), from.size};
    return to->at != NULL;
}

/* Steps to the next record; false at the end, or at one that is faulty, with *status. */
static bool next_record(result_reader *r, en_status *status)
{
    en_csv_step step = *status == EN_OK ? en_csv_next(&r->csv) : EN_CSV_END;
    if (step == EN_CSV_NO_MEMORY) *status = EN_ERR_MEMORY;
    if (step == EN_CSV_FAULTY) *status = EN_ERR_INPUT;
    return step == EN_CSV_RECORD;
}

/* ---- OUT.csv */

static en_status read_run(result_reader *r, int time)
{
    en_run_table *run = &r->result->run;
    size_t columns = r->table->columns - 1, cells, room;
    if (!en_mul_size(columns, r->most_rows, &cells) || !en_mul_size(cells, sizeof(double), &room))
        return EN_ERR_MEMORY;
    en_str *names = en_arena_array(r->arena, columns, sizeof *names);
    double *times = en_arena_array(r->arena, r->most_rows, sizeof *times),
           *values = en_arena_array(r->arena, cells, sizeof *values);
    if (!names || !times || !values) return EN_ERR_MEMORY;
    *run = (en_run_table){.names = names, .columns = columns, .times = times, .values = values};
    for (size_t c = 0, k = 0; c < r->table->columns; c++)
        if ((int)c != time && !copy_name(r, r->table->header[c], &names[k++])) return EN_ERR_MEMORY;
    en_status status = EN_OK;
    while (next_record(r, &status)) {
        bool fine = take_time(r, time, run->rows, times, &times[run->rows]);
        for (size_t c = 0, k = 0; c < r->table->columns; c++)
            if ((int)c != time) fine = take_number(r, (int)c, &values[run->rows * columns + k++]) && fine;
        if (!fine) status = EN_ERR_INPUT;
        run->rows++;
    }
    return status;
}

/* ---- FAN.csv */

typedef struct fan_row {
    uint32_t variable;
    double time;
    const double *cells; /* mean, sd, quantiles */
} fan_row;

typedef struct fan_reader {
    result_reader *r;
    int time, variable, runs, mean, sd;
    int *quantiles;
    double *percents;
    size_t quantile_count, count;
    fan_row *rows;
    en_ids names;
    double *times;
    size_t time_count;
} fan_reader;

/* The percent of a column q05, q2.5; false where it is none. */
static bool percent_of(en_str column, double *percent)
{
    if (column.size < 2 || *column.at != 'q') return false;
    en_str digits = {column.at + 1, column.size - 1};
    return en_real_read(digits, percent) == EN_NUMBER_FINE && *percent >= 0 && *percent <= 100;
}

static bool find_quantiles(fan_reader *f)
{
    const en_table *table = f->r->table;
    f->quantiles = en_arena_array(f->r->arena, table->columns, sizeof *f->quantiles);
    f->percents = en_arena_array(f->r->arena, table->columns, sizeof *f->percents);
    if (!f->quantiles || !f->percents) return false;
    for (size_t c = 0; c < table->columns; c++)
        if (percent_of(table->header[c], &f->percents[f->quantile_count]))
            f->quantiles[f->quantile_count++] = (int)c;
    return true;
}

static bool take_runs(const fan_reader *f, uint64_t *runs)
{
    en_str cell = en_cell_text(&f->r->csv, f->runs);
    return en_whole_read(cell, UINT32_MAX, runs) == EN_NUMBER_FINE ||
           en_cell_fault(&f->r->csv, f->runs, EN_W_NUMBER_MALFORMED);
}

static en_status take_fan_row(fan_reader *f)
{
    result_reader *r = f->r;
    fan_row *row = &f->rows[f->count];
    double *cells = en_arena_array(r->arena, f->quantile_count + 2, sizeof *cells);
    en_str name;
    if (!cells || !copy_name(r, en_cell_text(&r->csv, f->variable), &name)) return EN_ERR_MEMORY;
    row->cells = cells;
    bool known, fine = take_time(r, f->time, 0, NULL, &row->time);
    fine = take_runs(f, &r->result->fan.runs) && fine;
    fine = take_number(r, f->mean, &cells[0]) && fine;
    fine = take_number(r, f->sd, &cells[1]) && fine;
    for (size_t q = 0; q < f->quantile_count; q++)
        fine = take_number(r, f->quantiles[q], &cells[2 + q]) && fine;
    if (!fine) return EN_ERR_INPUT;
    row->variable = en_ids_add(&f->names, name, &known);
    f->count++;
    return EN_OK;
}

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The different times of the rows, in their order. */
static bool collect_times(fan_reader *f)
{
    f->times = en_arena_array(f->r->arena, f->count, sizeof *f->times);
    if (!f->times) return false;
    for (size_t i = 0; i < f->count; i++) f->times[i] = f->rows[i].time;
    qsort(f->times, f->count, sizeof *f->times, by_time);
    for (size_t i = 0; i < f->count; i++)
        if (i == 0 || f->times[i] != f->times[f->time_count - 1]) f->times[f->time_count++] = f->times[i];
    return true;
}

static en_status lay_out(fan_reader *f)
{
    en_fan_table *fan = &f->r->result->fan;
    size_t columns = f->names.count, cells, all;
    if (!collect_times(f)) return EN_ERR_MEMORY;
    if (!en_mul_size(columns, f->time_count, &cells) || !en_mul_size(cells, f->quantile_count + 2, &all))
        return EN_ERR_MEMORY;
    if (all > EN_PLAN_RESULT_MOST_CELLS)
        return en_report_error(f->r->report, EN_W_PLAN_RESULT_SPARSE, (en_where){.file = f->r->table->name});
    double *values = en_arena_array(f->r->arena, all, sizeof *values);
    if (!values) return EN_ERR_MEMORY;
    for (size_t i = 0; i < all; i++) values[i] = not_given();
    double *mean = values, *sd = values + cells, *quantiles = values + 2 * cells;
    for (size_t i = 0; i < f->count; i++) {
        const fan_row *row = &f->rows[i];
        const double *time = bsearch(&row->time, f->times, f->time_count, sizeof *f->times, by_time);
        size_t at = row->variable * f->time_count + (size_t)(time - f->times);
        mean[at] = row->cells[0];
        sd[at] = row->cells[1];
        for (size_t q = 0; q < f->quantile_count; q++)
            quantiles[at * f->quantile_count + q] = row->cells[2 + q];
    }
    *fan = (en_fan_table){.names = f->names.ids,
                          .columns = columns,
                          .rows = f->time_count,
                          .quantile_count = f->quantile_count,
                          .percents = f->percents,
                          .times = f->times,
                          .mean = mean,
                          .sd = sd,
                          .quantiles = quantiles,
                          .runs = fan->runs};
    return EN_OK;
}

static en_status read_fan(result_reader *r)
{
    fan_reader f = {.r = r};
    en_column columns[] = {{"time", true, &f.time},
                           {"variable", true, &f.variable},
                           {"runs", true, &f.runs},
                           {"mean", true, &f.mean},
                           {"sd", true, &f.sd}};
    en_status status = en_table_columns(r->table, sizeof columns / sizeof *columns, columns, true, r->report);
    if (status != EN_OK) return status;
    f.rows = en_arena_array(r->arena, r->most_rows, sizeof *f.rows);
    if (!f.rows || !find_quantiles(&f) || !en_ids_make(r->arena, r->most_rows, &f.names))
        return EN_ERR_MEMORY;
    while (next_record(r, &status)) status = take_fan_row(&f);
    return status == EN_OK ? lay_out(&f) : status;
}

/* ---- -rank.csv */

typedef struct rank_columns {
    int variable, time, method, runs, r_squared, name, effect, second, low, high;
} rank_columns;

static en_status take_rank_row(result_reader *r, const rank_columns *at)
{
    en_rank_table *rank = &r->result->rank;
    en_rank_row *row = &rank->rows[rank->count];
    bool fine = take_number(r, at->effect, &row->value) && take_number(r, at->second, &row->second) &&
                take_number(r, at->low, &row->low) && take_number(r, at->high, &row->high) &&
                take_number(r, at->time, &rank->time) && take_number(r, at->r_squared, &rank->r_squared);
    en_str runs = en_cell_text(&r->csv, at->runs);
    if (en_whole_read(runs, UINT64_MAX, &rank->runs) != EN_NUMBER_FINE)
        fine = en_cell_fault(&r->csv, at->runs, EN_W_NUMBER_MALFORMED);
    if (!(row->value - row->value == 0)) fine = en_cell_fault(&r->csv, at->effect, EN_W_NUMBER_MALFORMED);
    if (!fine) return EN_ERR_INPUT;
    if (!copy_name(r, en_cell_text(&r->csv, at->name), &row->name)) return EN_ERR_MEMORY;
    if (rank->count++ > 0) return EN_OK;
    bool copied = copy_name(r, en_cell_text(&r->csv, at->variable), &rank->variable);
    return copied && copy_name(r, en_cell_text(&r->csv, at->method), &rank->method) ? EN_OK : EN_ERR_MEMORY;
}

static en_status read_rank(result_reader *r)
{
    rank_columns at;
    en_column columns[] = {
        {"variable", true, &at.variable}, {"time", true, &at.time},           {"method", true, &at.method},
        {"runs", true, &at.runs},         {"r_squared", true, &at.r_squared}, {"name", true, &at.name},
        {"effect", true, &at.effect},     {"second", true, &at.second},       {"low", true, &at.low},
        {"high", true, &at.high}};
    en_status status =
        en_table_columns(r->table, sizeof columns / sizeof *columns, columns, false, r->report);
    if (status != EN_OK) return status;
    r->result->rank.rows = en_arena_array(r->arena, r->most_rows, sizeof *r->result->rank.rows);
    if (!r->result->rank.rows) return EN_ERR_MEMORY;
    while (next_record(r, &status)) status = take_rank_row(r, &at);
    return status;
}

static bool has_column(const en_table *table, const char *name)
{
    return en_table_column(table, name) != EN_NO_COLUMN;
}

/* What to say of a table that belongs to a model, but is no result of it. */
static en_word word_of_other(const en_table *table)
{
    bool has_variable = has_column(table, "variable") && has_column(table, "time");
    if (has_variable && has_column(table, "value"))
        return has_column(table, "target") ? EN_W_PLAN_RESULT_TARGETS : EN_W_PLAN_RESULT_HISTORY;
    if (has_variable && has_column(table, "run") && has_column(table, "line"))
        return EN_W_PLAN_RESULT_FAILURES;
    return EN_W_PLAN_RESULT_UNKNOWN;
}

static en_status read_table(result_reader *r)
{
    const en_table *table = r->table;
    int time = en_table_column(table, "time");
    bool has_variable = has_column(table, "variable");
    en_word other = word_of_other(table);
    if (has_variable && has_column(table, "effect")) {
        r->result->kind = EN_RESULT_OF_RANKING;
        return read_rank(r);
    }
    if (has_variable && time != EN_NO_COLUMN && has_column(table, "mean")) {
        r->result->kind = EN_RESULT_OF_ENSEMBLE;
        return read_fan(r);
    }
    if (time == EN_NO_COLUMN || table->columns < 2 || other != EN_W_PLAN_RESULT_UNKNOWN)
        return en_report_error(r->report, other, (en_where){.file = table->name, .row = table->header_row});
    r->result->kind = EN_RESULT_OF_RUN;
    return read_run(r, time);
}

static size_t rows_of(const en_plan_result *result)
{
    return result->kind == EN_RESULT_OF_RUN        ? result->run.rows
           : result->kind == EN_RESULT_OF_ENSEMBLE ? result->fan.rows
                                                   : result->rank.count;
}

en_status en_plan_result_read(en_plan_source source, const en_context *context, en_arena *arena,
                              en_report *report, en_plan_result *result)
{
    *result = (en_plan_result){0};
    en_table table;
    en_status status = en_table_open_path(source.path, "OUT", source.options, context, report, &table);
    if (status != EN_OK) return status;
    result_reader r = {.arena = arena,
                       .report = report,
                       .table = &table,
                       .result = result,
                       .most_rows = en_scan_most_rows(&table)};
    result->file = (en_str){en_arena_copy(arena, table.name.at, table.name.size), table.name.size};
    status = result->file.at && en_table_read_all(&table, report, &r.csv) ? read_table(&r) : EN_ERR_MEMORY;
    if (status == EN_OK && rows_of(result) == 0)
        status = en_report_error(report, EN_W_PLAN_TABLE_NO_ROWS, (en_where){.file = result->file});
    en_table_free(&table);
    return status;
}
