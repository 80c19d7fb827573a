/* Tables that go with a model. See plan_tables.h. */
#include "plan_tables.h"

#include "cell.h"
#include "date.h"
#include "number.h"
#include "scan.h"

enum { MOST_COLUMNS = 13, PARAMETERS = 3 };

typedef struct row_reader {
    const struct shape *shape;
    int at[MOST_COLUMNS]; /* columns, by their place in the shape */
    en_arena *arena;
    en_plan_rows *rows;
    bool out_of_memory;
} row_reader;

typedef bool take_row(row_reader *r, const en_csv *csv);

/* A table: its columns in the order in which readers know them, and what reads a row. */
typedef struct shape {
    const char *sheet;
    size_t column_count;
    struct {
        const char *name;
        bool required;
    } columns[MOST_COLUMNS];
    size_t row_size;
    take_row *take;
} shape;

/* A text of the cell that lives on without the table. */
static bool copy_text(row_reader *r, const en_csv *csv, size_t column, en_str *to)
{
    en_str cell = en_cell_text(csv, r->at[column]);
    *to = (en_str){en_arena_copy(r->arena, cell.at ? cell.at : "", cell.size), cell.size};
    r->out_of_memory = r->out_of_memory || !to->at;
    return to->at != NULL;
}

/* A text that must be there. */
static bool take_text(row_reader *r, const en_csv *csv, size_t column, en_str *to)
{
    if (!copy_text(r, csv, column, to)) return false;
    return to->size > 0 || en_cell_fault(csv, r->at[column], EN_W_PLAN_TABLE_EMPTY);
}

static bool is_empty(const row_reader *r, const en_csv *csv, size_t column)
{
    return en_cell_text(csv, r->at[column]).size == 0;
}

/* A number that may be left out. */
static bool take_optional(const row_reader *r, const en_csv *csv, size_t column, bool *given, double *value)
{
    *given = !is_empty(r, csv, column);
    return !*given || en_cell_real(csv, r->at[column], value);
}

/* ---- VARY.csv */

enum { VARY_NAME, VARY_DISTRIBUTION, VARY_A, VARY_B, VARY_C, VARY_NOTE };

static const struct {
    const char *name;
    int parameters; /* of choice: a list */
} distributions[] = {
    [EN_UNIFORM] = {"uniform", 2},       [EN_NORMAL] = {"normal", 2}, [EN_LOGNORMAL] = {"lognormal", 2},
    [EN_TRIANGULAR] = {"triangular", 3}, [EN_PERT] = {"pert", 3},     [EN_CHOICE] = {"choice", 0},
};
enum { DISTRIBUTIONS = sizeof distributions / sizeof *distributions };

const char *en_distribution_name(en_distribution_kind kind) { return distributions[kind].name; }

static bool take_kind(const row_reader *r, const en_csv *csv, en_distribution_kind *kind)
{
    en_str cell = en_cell_text(csv, r->at[VARY_DISTRIBUTION]);
    for (int k = 0; k < DISTRIBUTIONS; k++)
        if (en_str_is(cell, distributions[k].name)) {
            *kind = (en_distribution_kind)k;
            return true;
        }
    return en_cell_fault(csv, r->at[VARY_DISTRIBUTION], EN_W_VARY_DISTRIBUTION);
}

/* The values of a choice, by `;`. */
static bool take_choice(row_reader *r, const en_csv *csv, en_distribution *d)
{
    en_str rest = en_cell_text(csv, r->at[VARY_A]), piece;
    size_t most = 1;
    for (size_t i = 0; i < rest.size; i++) most += rest.at[i] == ';';
    double *values = en_arena_array(r->arena, most, sizeof *values);
    if (!values) {
        r->out_of_memory = true;
        return false;
    }
    d->values = values;
    while (en_str_next(&rest, ';', &piece))
        if (en_real_read(piece, &values[d->value_count]) == EN_NUMBER_FINE) d->value_count++;
        else return en_cell_fault(csv, r->at[VARY_A], EN_W_VARY_CHOICE);
    return d->value_count > 0 || en_cell_fault(csv, r->at[VARY_A], EN_W_VARY_CHOICE);
}

/* a, b and c: as many as the distribution takes. */
static bool take_parameters(row_reader *r, const en_csv *csv, en_distribution *d)
{
    double *into[PARAMETERS] = {&d->a, &d->b, &d->c};
    bool choice = d->kind == EN_CHOICE, fine = true;
    if (choice) fine = take_choice(r, csv, d);
    for (int p = choice ? 1 : 0; p < PARAMETERS; p++) {
        int column = r->at[VARY_A + p];
        bool empty = is_empty(r, csv, VARY_A + (size_t)p), wanted = p < distributions[d->kind].parameters;
        if (wanted && column == EN_NO_COLUMN)
            fine = en_cell_fault(csv, r->at[VARY_DISTRIBUTION], EN_W_VARY_COLUMN);
        else if (wanted && empty) fine = en_cell_fault(csv, column, EN_W_VARY_MISSING);
        else if (wanted) fine = en_cell_real(csv, column, into[p]) && fine;
        else if (!empty) fine = en_cell_fault(csv, column, EN_W_VARY_EXTRA);
    }
    return fine;
}

static bool take_vary(row_reader *r, const en_csv *csv)
{
    en_vary_row row = {.row = csv->row};
    en_where where = {.file = csv->file, .row = csv->row};
    bool named = take_text(r, csv, VARY_NAME, &row.name);
    bool fine = take_kind(r, csv, &row.distribution.kind) && take_parameters(r, csv, &row.distribution) &&
                en_distribution_check(&row.distribution, where, csv->report) == EN_OK;
    if (!fine) row.distribution = (en_distribution){.kind = EN_UNIFORM, .b = 1};
    if (named) r->rows->vary[r->rows->count++] = row;
    return fine && named;
}

/* ---- C.csv */

static bool take_correlation(row_reader *r, const en_csv *csv)
{
    en_correlation_row row = {.row = csv->row};
    bool first = take_text(r, csv, 0, &row.first), second = take_text(r, csv, 1, &row.second);
    if (!en_cell_real(csv, r->at[2], &row.rank_correlation) || !first || !second) return false;
    if (!(row.rank_correlation > -1 && row.rank_correlation < 1))
        return en_cell_fault(csv, r->at[2], EN_W_PLAN_TABLE_CORRELATION);
    r->rows->correlations[r->rows->count++] = row;
    return true;
}

/* ---- S.csv */

enum { SCENARIO, SCENARIO_NAME, SCENARIO_VALUE, SCENARIO_FROM, SCENARIO_TO, SCENARIO_NOTE };

static bool take_scenario(row_reader *r, const en_csv *csv)
{
    en_scenario_row row = {.row = csv->row};
    bool scenario = take_text(r, csv, SCENARIO, &row.scenario),
         name = take_text(r, csv, SCENARIO_NAME, &row.name);
    bool value = en_cell_real(csv, r->at[SCENARIO_VALUE], &row.value);
    bool from = take_optional(r, csv, SCENARIO_FROM, &row.has_from, &row.from);
    bool to = take_optional(r, csv, SCENARIO_TO, &row.has_to, &row.to);
    bool note = copy_text(r, csv, SCENARIO_NOTE, &row.note);
    bool fine = scenario && name && value && from && to && note;
    if (fine && row.has_from && row.has_to && !(row.from <= row.to))
        fine = en_cell_fault(csv, r->at[SCENARIO_TO], EN_W_PLAN_TABLE_FROM_TO);
    if (!fine) row.has_from = row.has_to = false;
    if (scenario && name) r->rows->scenarios[r->rows->count++] = row;
    return fine;
}

/* ---- TARGETS.csv */

enum {
    TARGET,
    TARGET_VARIABLE,
    TARGET_TIME,
    TARGET_VALUE,
    TARGET_AS_OF,
    TARGET_SOURCE,
    TARGET_FIGURE,
    TARGET_PROBABILITY
};

static bool take_as_of(row_reader *r, const en_csv *csv, size_t column, en_str *as_of)
{
    en_date date;
    if (!copy_text(r, csv, column, as_of)) return false;
    return as_of->size == 0 || en_date_read(*as_of, &date) ||
           en_cell_fault(csv, r->at[column], EN_W_PLAN_TABLE_DATE);
}

/* The share of runs that met it, in a table that an ensemble wrote. */
static bool take_probability(row_reader *r, const en_csv *csv, en_target_row *row)
{
    if (!take_optional(r, csv, TARGET_PROBABILITY, &row->has_probability, &row->probability)) return false;
    return !row->has_probability || (row->probability >= 0 && row->probability <= 1) ||
           en_cell_fault(csv, r->at[TARGET_PROBABILITY], EN_W_PLAN_TABLE_PROBABILITY);
}

static bool take_target(row_reader *r, const en_csv *csv)
{
    en_target_row row = {.row = csv->row};
    bool target = take_text(r, csv, TARGET, &row.target),
         variable = take_text(r, csv, TARGET_VARIABLE, &row.variable);
    bool time = en_cell_real(csv, r->at[TARGET_TIME], &row.time),
         value = en_cell_real(csv, r->at[TARGET_VALUE], &row.value);
    bool as_of = take_as_of(r, csv, TARGET_AS_OF, &row.as_of),
         source = copy_text(r, csv, TARGET_SOURCE, &row.source);
    bool figure = copy_text(r, csv, TARGET_FIGURE, &row.figure);
    bool probability = take_probability(r, csv, &row);
    if (!target || !variable || !time || !value || !as_of || !source || !figure || !probability) return false;
    r->rows->targets[r->rows->count++] = row;
    return true;
}

/* ---- HISTORY.csv */

enum {
    HISTORY_VARIABLE,
    HISTORY_TIME,
    HISTORY_VALUE,
    HISTORY_AS_OF,
    HISTORY_SOURCE,
    HISTORY_INDICATOR,
    HISTORY_SUBJECT,
    HISTORY_AREA,
    HISTORY_FIGURE
};

/* A value at a time, both of which must be there. */
static bool take_observed(const row_reader *r, const en_csv *csv, en_history_row *row)
{
    bool given;
    for (size_t column = HISTORY_TIME; column <= HISTORY_VALUE; column++)
        if (is_empty(r, csv, column)) {
            int at = r->at[column] == EN_NO_COLUMN ? r->at[HISTORY_VARIABLE] : r->at[column];
            return en_cell_fault(csv, at, EN_W_PLAN_HISTORY_NEEDED);
        }
    bool time = take_optional(r, csv, HISTORY_TIME, &row->has_time, &row->time);
    return take_optional(r, csv, HISTORY_VALUE, &given, &row->value) && time;
}

/* What the ledger says must not stand beside what to look for there. */
static bool take_asked(const row_reader *r, const en_csv *csv, en_history_row *row)
{
    static const size_t of_ledger[] = {HISTORY_VALUE, HISTORY_AS_OF, HISTORY_SOURCE};
    bool fine = true;
    for (size_t i = 0; i < sizeof of_ledger / sizeof *of_ledger; i++)
        if (!is_empty(r, csv, of_ledger[i]))
            fine = en_cell_fault(csv, r->at[of_ledger[i]], EN_W_PLAN_HISTORY_OF_LEDGER);
    if (row->indicator.size && row->figure.size)
        return en_cell_fault(csv, r->at[HISTORY_FIGURE], EN_W_PLAN_HISTORY_EITHER);
    if (row->indicator.size && !is_empty(r, csv, HISTORY_TIME))
        return en_cell_fault(csv, r->at[HISTORY_TIME], EN_W_PLAN_HISTORY_OF_LEDGER);
    row->value = __builtin_nan("");
    return take_optional(r, csv, HISTORY_TIME, &row->has_time, &row->time) && fine;
}

/* What is about an indicator needs one. */
static bool has_indicator(const row_reader *r, const en_csv *csv, const en_history_row *row)
{
    bool fine = true;
    for (size_t column = HISTORY_SUBJECT; column <= HISTORY_AREA && row->indicator.size == 0; column++)
        if (!is_empty(r, csv, column))
            fine = en_cell_fault(csv, r->at[column], EN_W_PLAN_HISTORY_WITHOUT_INDICATOR);
    return fine;
}

static bool take_history(row_reader *r, const en_csv *csv)
{
    en_history_row row = {.row = csv->row};
    bool variable = take_text(r, csv, HISTORY_VARIABLE, &row.variable),
         as_of = take_as_of(r, csv, HISTORY_AS_OF, &row.as_of);
    bool texts = copy_text(r, csv, HISTORY_SOURCE, &row.source) &&
                 copy_text(r, csv, HISTORY_INDICATOR, &row.indicator) &&
                 copy_text(r, csv, HISTORY_SUBJECT, &row.subject) &&
                 copy_text(r, csv, HISTORY_AREA, &row.area) && copy_text(r, csv, HISTORY_FIGURE, &row.figure);
    if (!texts) return false;
    bool asks = row.indicator.size || row.figure.size, about = has_indicator(r, csv, &row);
    bool point = asks ? take_asked(r, csv, &row) : take_observed(r, csv, &row);
    if (!variable || !as_of || !about || !point) return false;
    r->rows->history[r->rows->count++] = row;
    return true;
}

/* ---- any of them */

static const shape shapes[] = {
    [EN_TABLE_VARY] =
        {"VARY",
         6,
         {{"name", true}, {"distribution", true}, {"a", true}, {"b", false}, {"c", false}, {"note", false}},
         sizeof(en_vary_row),
         take_vary},
    [EN_TABLE_CORRELATIONS] = {"C",
                               3,
                               {{"first", true}, {"second", true}, {"rank_correlation", true}},
                               sizeof(en_correlation_row),
                               take_correlation},
    [EN_TABLE_SCENARIOS] = {"S",
                            6,
                            {{"scenario", true},
                             {"name", true},
                             {"value", true},
                             {"from", false},
                             {"to", false},
                             {"note", false}},
                            sizeof(en_scenario_row),
                            take_scenario},
    [EN_TABLE_TARGETS] = {"TARGETS",
                          13,
                          {{"target", true},
                           {"variable", true},
                           {"time", true},
                           {"value", true},
                           {"as_of", false},
                           {"source", false},
                           {"figure", false},
                           {"probability", false},
                           {"runs", false},
                           {"met", false},
                           {"first_time", false},
                           {"half_by", false},
                           {"never", false}},
                          sizeof(en_target_row),
                          take_target},
    [EN_TABLE_HISTORY] = {"HISTORY",
                          10,
                          {{"variable", true},
                           {"time", false},
                           {"value", false},
                           {"as_of", false},
                           {"source", false},
                           {"indicator", false},
                           {"subject", false},
                           {"area", false},
                           {"figure", false},
                           {"note", false}},
                          sizeof(en_history_row),
                          take_history},
};

static bool take_record(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    (void)index;
    (void)finder;
    row_reader *r = user;
    return r->shape->take(r, csv);
}

static en_status find_columns(row_reader *r, const en_table *table, en_report *report)
{
    en_column columns[MOST_COLUMNS];
    for (size_t i = 0; i < r->shape->column_count; i++)
        columns[i] = (en_column){r->shape->columns[i].name, r->shape->columns[i].required, &r->at[i]};
    return en_table_columns(table, r->shape->column_count, columns, false, report);
}

static en_status make_room(row_reader *r, en_plan_table_kind kind, const en_table *table)
{
    void *rows = en_arena_array(r->arena, en_scan_most_rows(table), r->shape->row_size);
    r->rows->file = (en_str){en_arena_copy(r->arena, table->name.at, table->name.size), table->name.size};
    if (kind == EN_TABLE_VARY) r->rows->vary = rows;
    else if (kind == EN_TABLE_CORRELATIONS) r->rows->correlations = rows;
    else if (kind == EN_TABLE_SCENARIOS) r->rows->scenarios = rows;
    else if (kind == EN_TABLE_TARGETS) r->rows->targets = rows;
    else r->rows->history = rows;
    return rows && r->rows->file.at ? EN_OK : EN_ERR_MEMORY;
}

en_status en_plan_table_read(en_plan_table_kind kind, en_plan_source source, const en_context *context,
                             en_arena *arena, en_report *report, en_plan_rows *rows)
{
    *rows = (en_plan_rows){0};
    row_reader r = {.shape = &shapes[kind], .arena = arena, .rows = rows};
    en_table table;
    en_status status =
        en_table_open_path(source.path, r.shape->sheet, source.options, context, report, &table);
    if (status != EN_OK) return status;
    status = find_columns(&r, &table, report);
    if (status == EN_OK) status = make_room(&r, kind, &table);
    if (status == EN_OK) status = en_scan_all(&table, take_record, &r, report);
    if (status == EN_OK && rows->count == 0)
        status = en_report_error(report, EN_W_PLAN_TABLE_NO_ROWS, (en_where){.file = rows->file});
    en_table_free(&table);
    return r.out_of_memory ? EN_ERR_MEMORY : status;
}
