/* Data that a model imports. See plan_data.h. */
#include "plan_data.h"

#include "number.h"

/* All cells, as the file has them. */
typedef struct grid {
    en_data_form form;
    en_str file;
    en_report *report;
    en_arena *arena;
    size_t columns, records, room;
    en_str *cells;
    uint64_t *rows; /* of the records */
    bool wrong;
} grid;

static bool grow(grid *g)
{
    size_t room = g->room ? g->room * 2 : 64;
    en_str *cells = en_arena_array(g->arena, room * g->columns, sizeof *cells);
    uint64_t *rows = en_arena_array(g->arena, room, sizeof *rows);
    if (!cells || !rows) return false;
    if (g->records) {
        memcpy(cells, g->cells, g->records * g->columns * sizeof *cells);
        memcpy(rows, g->rows, g->records * sizeof *rows);
    }
    g->cells = cells;
    g->rows = rows;
    g->room = room;
    return true;
}

static en_status keep_record(grid *g, const en_csv *csv)
{
    if (g->records == g->room && !grow(g)) return EN_ERR_MEMORY;
    for (size_t k = 0; k < g->columns; k++)
        g->cells[g->records * g->columns + k] = en_str_trim(csv->fields[k]);
    g->rows[g->records++] = csv->row;
    return EN_OK;
}

static en_status read_cells(grid *g, en_str bytes)
{
    if (bytes.size >= 3 && memcmp(bytes.at, "\xEF\xBB\xBF", 3) == 0)
        bytes = (en_str){bytes.at + 3, bytes.size - 3};
    en_csv csv;
    en_csv_piece piece = {.at = bytes.at, .end = bytes.at + bytes.size, .row = 1};
    if (!en_csv_start(&csv, piece, ',', g->arena)) return EN_ERR_MEMORY;
    csv.file = g->file;
    csv.report = g->report;
    csv.careful = true;
    for (en_csv_step step; (step = en_csv_next(&csv)) != EN_CSV_END;) {
        if (step == EN_CSV_NO_MEMORY) return EN_ERR_MEMORY;
        g->wrong = g->wrong || step == EN_CSV_FAULTY;
        if (step == EN_CSV_FAULTY) continue;
        if (csv.columns == 0) g->columns = csv.columns = csv.count;
        en_status status = keep_record(g, &csv);
        if (status != EN_OK) return status;
        if (g->records * g->columns > EN_DATA_MOST_CELLS) {
            en_arg arg = en_arg_int("most", EN_DATA_MOST_CELLS);
            return en_report_add(g->report, EN_ERROR, EN_W_PLAN_DATA_LARGE, (en_where){.file = g->file}, 1,
                                 &arg);
        }
    }
    return g->wrong ? EN_ERR_INPUT : EN_OK;
}

/* ---- series are columns of a vertical table, and records of a horizontal one */

static size_t series_count(const grid *g) { return g->form.horizontal ? g->records : g->columns; }
static size_t point_count(const grid *g) { return (g->form.horizontal ? g->columns : g->records) - 1; }

/* The cell of a series; which 0 is its name. */
static en_str cell(const grid *g, size_t series, size_t which)
{
    size_t record = g->form.horizontal ? series : which, column = g->form.horizontal ? which : series;
    return g->cells[record * g->columns + column];
}

static void fault(grid *g, size_t series, size_t which, en_word rule)
{
    en_where where = {.file = g->file,
                      .row = g->rows[g->form.horizontal ? series : which],
                      .column = g->form.horizontal && which > 0 ? cell(g, 0, which) : cell(g, series, 0),
                      .value = cell(g, series, which)};
    (void)en_report_error(g->report, rule, where);
    g->wrong = true;
}

static bool same_word(en_str a, en_str b)
{
    if (a.size != b.size) return false;
    for (size_t i = 0; i < a.size; i++) {
        char x = a.at[i], y = b.at[i];
        if (x >= 'A' && x <= 'Z') x = (char)(x + ('a' - 'A'));
        if (y >= 'A' && y <= 'Z') y = (char)(y + ('a' - 'A'));
        if (x != y) return false;
    }
    return true;
}

static bool is_timed(const grid *g)
{
    en_str first = cell(g, 0, 0);
    return same_word(first, en_str_of("time")) ||
           (g->form.time_units.size && same_word(first, g->form.time_units));
}

/* The number in a cell that is not empty. */
static bool take_number(grid *g, size_t series, size_t which, double *value)
{
    en_number_fault found = en_real_round(cell(g, series, which), value);
    if (found == EN_NUMBER_FINE) return true;
    fault(g, series, which,
          found == EN_NUMBER_OUT_OF_RANGE ? EN_W_NUMBER_OUT_OF_RANGE : EN_W_NUMBER_MALFORMED);
    return false;
}

static void check_times(grid *g, double *times)
{
    double last = 0;
    bool any = false;
    for (size_t k = 1; k <= point_count(g); k++) {
        if (!take_number(g, 0, k, &times[k - 1])) continue;
        if (any && times[k - 1] <= last) fault(g, 0, k, EN_W_PLAN_DATA_ORDER);
        last = times[k - 1];
        any = true;
    }
}

static en_status take_series(grid *g, size_t which, const double *times, en_data_series *series)
{
    size_t most = point_count(g);
    *series = (en_data_series){.name = cell(g, which, 0),
                               .row = g->rows[g->form.horizontal ? which : 0],
                               .times = en_arena_array(g->arena, most, sizeof *series->times),
                               .values = en_arena_array(g->arena, most, sizeof *series->values)};
    if (!series->times || !series->values) return EN_ERR_MEMORY;
    bool wrong = g->wrong;
    g->wrong = false;
    for (size_t k = 1; k <= most; k++) {
        double value;
        if (cell(g, which, k).size == 0 || !take_number(g, which, k, &value)) continue;
        series->times[series->count] = times ? times[k - 1] : 0;
        series->values[series->count++] = value;
    }
    if (series->count == 0 && !g->wrong) fault(g, which, 0, EN_W_PLAN_DATA_EMPTY);
    g->wrong = g->wrong || wrong;
    return EN_OK;
}

static en_status take_all(grid *g, en_data_table *table)
{
    double *times = en_arena_array(g->arena, point_count(g), sizeof *times);
    table->series = en_arena_array(g->arena, series_count(g), sizeof *table->series);
    if (!times || !table->series) return EN_ERR_MEMORY;
    table->timed = is_timed(g);
    if (table->timed) check_times(g, times);
    else if (point_count(g) > 1) fault(g, 0, 0, EN_W_PLAN_DATA_NO_TIME);
    if (g->wrong && !table->timed) return EN_ERR_INPUT;
    for (size_t s = table->timed; s < series_count(g); s++) {
        en_status status = take_series(g, s, table->timed ? times : NULL, &table->series[table->count++]);
        if (status != EN_OK) return status;
    }
    return g->wrong ? EN_ERR_INPUT : EN_OK;
}

en_status en_plan_data_read(en_str bytes, en_str file, en_data_form form, en_arena *arena, en_report *report,
                            en_data_table *table)
{
    *table = (en_data_table){.file = file};
    grid g = {.form = form, .file = file, .report = report, .arena = arena};
    en_status status = read_cells(&g, bytes);
    if (status != EN_OK) return status;
    if (g.records == 0) return en_report_error(report, EN_W_TABLE_EMPTY, (en_where){.file = file});
    if (point_count(&g) == 0)
        return en_report_error(report, EN_W_PLAN_DATA_NO_VALUES, (en_where){.file = file});
    return take_all(&g, table);
}
