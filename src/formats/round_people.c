/* applicants.csv and places.csv: ids, seats, and the columns that this version refuses. */
#include "number.h"
#include "round_parts.h"
#include "scan.h"

bool round_refuse_filled(const en_csv *csv, int column)
{
    if (en_cell_text(csv, column).size == 0) return false;
    (void)en_cell_fault(csv, column, EN_W_ROUND_UNSUPPORTED);
    return true;
}

/* The ids of one table, and what is needed to say where an id stood first. */
typedef struct id_reader {
    en_arena *arena;
    en_report *report;
    en_ids *ids;
    uint32_t *row;
    bool *changed; /* normalising changed the cell */
    int column;
} id_reader;

static bool start_ids(id_reader *r, size_t most)
{
    r->row = en_arena_raw(r->arena, most, sizeof *r->row);
    r->changed = en_arena_raw(r->arena, most, sizeof *r->changed);
    return r->row && r->changed && en_ids_make(r->arena, most, r->ids);
}

/* Adds the id of this record; EN_IDS_NONE after reporting what is wrong with it. */
static uint32_t take_id(id_reader *r, const en_csv *csv)
{
    en_str id;
    if (!en_cell_id(csv, r->column, r->arena, &id)) return EN_IDS_NONE;
    bool known, changed = !en_str_equal(id, csv->fields[r->column]);
    uint32_t index = en_ids_add(r->ids, id, &known);
    if (!known) {
        r->row[index] = (uint32_t)csv->row;
        r->changed[index] = changed;
        return index;
    }
    en_arg first = en_arg_int("row", r->row[index]);
    en_word rule = changed || r->changed[index] ? EN_W_ID_COLLIDES : EN_W_ID_TWICE;
    (void)en_report_add(r->report, EN_ERROR, rule, en_cell_where(csv, r->column), 1, &first);
    return EN_IDS_NONE;
}

en_status round_read_applicants(en_round *round, en_report *report)
{
    en_table *table = &round->applicants_table;
    id_reader r = {.arena = &round->arena, .report = report, .ids = &round->applicants};
    en_column columns[] = {{"applicant", true, &r.column}};
    en_status status = en_table_columns(table, 1, columns, true, report);
    if (status != EN_OK) return status;
    en_csv csv;
    if (!start_ids(&r, en_scan_most_rows(table)) || !en_table_read_all(table, report, &csv))
        return EN_ERR_MEMORY;
    uint64_t before = report->errors;
    for (en_csv_step step; (step = en_csv_next(&csv)) != EN_CSV_END;) {
        if (step == EN_CSV_NO_MEMORY) return EN_ERR_MEMORY;
        if (step == EN_CSV_RECORD) (void)take_id(&r, &csv);
    }
    return report->errors > before ? EN_ERR_INPUT : EN_OK;
}

enum { MOST_SEATS = INT32_MAX };

static bool read_seats(const en_csv *csv, int column, en_report *report, uint32_t *seats)
{
    uint64_t value;
    en_number_fault fault = en_whole_read(en_str_trim(csv->fields[column]), MOST_SEATS, &value);
    if (fault == EN_NUMBER_FINE) {
        *seats = (uint32_t)value;
        return true;
    }
    (void)en_report_error(report,
                          fault == EN_NUMBER_OUT_OF_RANGE ? EN_W_ROUND_TOO_MANY_SEATS : EN_W_ROUND_NOT_SEATS,
                          en_cell_where(csv, column));
    return false;
}

static const char *const name_columns[EN_LANGUAGE_COUNT] = {"name_en", "name_vi", "name_ja"};

/* Names are attributes that people see: `name`, or one column a language. They are slices of the table. */
static void take_names(en_round *round, const en_csv *csv, uint32_t place)
{
    int common = en_table_column(&round->places_table, "name");
    for (int i = 0; i < EN_LANGUAGE_COUNT; i++) {
        int column = en_table_column(&round->places_table, name_columns[i]);
        if (column == EN_NO_COLUMN) column = common;
        round->place_names[i][place] =
            column == EN_NO_COLUMN ? (en_str){0} : en_str_trim(csv->fields[column]);
    }
}

en_str en_round_place_name(const en_round *round, en_language language, uint32_t place)
{
    if (round->place_names[language][place].size) return round->place_names[language][place];
    for (int i = 0; i < EN_LANGUAGE_COUNT; i++)
        if (round->place_names[i][place].size) return round->place_names[i][place];
    return en_round_place(round, place);
}

static bool make_places(en_round *round, size_t most)
{
    round->seats = en_arena_raw(&round->arena, most, sizeof *round->seats);
    round->scored = en_arena_array(&round->arena, most, sizeof *round->scored);
    bool made = round->seats && round->scored;
    for (int i = 0; i < EN_LANGUAGE_COUNT; i++) {
        round->place_names[i] = en_arena_array(&round->arena, most, sizeof *round->place_names[i]);
        made = made && round->place_names[i];
    }
    return made;
}

en_status round_read_places(en_round *round, en_report *report)
{
    en_table *table = &round->places_table;
    id_reader r = {.arena = &round->arena, .report = report, .ids = &round->places};
    int seats_column, refused[5];
    en_column columns[] = {{"place", true, &r.column},        {"seats", true, &seats_column},
                           {"min_seats", false, &refused[0]}, {"floor", false, &refused[1]},
                           {"target", false, &refused[2]},    {"turn", false, &refused[3]},
                           {"group", false, &refused[4]}};
    en_status status = en_table_columns(table, sizeof columns / sizeof *columns, columns, true, report);
    if (status != EN_OK) return status;
    en_csv csv;
    size_t most = en_scan_most_rows(table);
    if (!make_places(round, most) || !start_ids(&r, most) || !en_table_read_all(table, report, &csv))
        return EN_ERR_MEMORY;
    uint64_t before = report->errors;
    for (en_csv_step step; (step = en_csv_next(&csv)) != EN_CSV_END;) {
        if (step == EN_CSV_NO_MEMORY) return EN_ERR_MEMORY;
        if (step != EN_CSV_RECORD) continue;
        uint32_t place = take_id(&r, &csv), seats = 0;
        if (read_seats(&csv, seats_column, report, &seats) && place != EN_IDS_NONE)
            round->seats[place] = seats;
        if (place != EN_IDS_NONE) take_names(round, &csv, place);
        for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
            (void)round_refuse_filled(&csv, refused[i]);
    }
    return report->errors > before ? EN_ERR_INPUT : EN_OK;
}
