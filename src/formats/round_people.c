/* applicants.csv and places.csv: ids, categories, seats, lower limits, and the group of each place. */
#include "number.h"
#include "round_parts.h"
#include "scan.h"

bool round_start_ids(round_ids *r, size_t most)
{
    r->row = en_arena_raw(r->arena, most, sizeof *r->row);
    r->changed = en_arena_raw(r->arena, most, sizeof *r->changed);
    return r->row && r->changed && en_ids_make(r->arena, most, r->ids);
}

/* The id that result files would write like this one, or EN_IDS_NONE: an apostrophe goes in front of what a
 * spreadsheet would run. */
static uint32_t find_twin(const en_ids *ids, en_str id)
{
    char quoted[1 + EN_ID_MOST_BYTES] = "'";
    bool is_quoted = id.size > 1 && *id.at == '\'';
    en_str bare = is_quoted ? (en_str){id.at + 1, id.size - 1} : id;
    if (!en_csv_is_formula(bare)) return EN_IDS_NONE;
    if (is_quoted) return en_ids_find(ids, bare);
    memcpy(quoted + 1, id.at, id.size);
    return en_ids_find(ids, (en_str){quoted, 1 + id.size});
}

uint32_t round_take_id(round_ids *r, const en_csv *csv)
{
    en_str id;
    if (!en_cell_id(csv, r->column, r->arena, &id)) return EN_IDS_NONE;
    bool known, changed = !en_str_equal(id, csv->fields[r->column]);
    uint32_t twin = find_twin(r->ids, id), index = en_ids_add(r->ids, id, &known);
    if (!known && twin == EN_IDS_NONE) {
        r->row[index] = (uint32_t)csv->row;
        r->changed[index] = changed;
        return index;
    }
    en_arg first = en_arg_int("row", r->row[known ? index : twin]);
    en_word rule = !known                         ? EN_W_ID_WRITTEN_ALIKE
                   : changed || r->changed[index] ? EN_W_ID_COLLIDES
                                                  : EN_W_ID_TWICE;
    (void)en_report_add(r->report, EN_ERROR, rule, en_cell_where(csv, r->column), 1, &first);
    return EN_IDS_NONE;
}

bool round_take_count(const en_csv *csv, int column, uint32_t *value)
{
    if (en_cell_text(csv, column).size == 0) return true;
    return en_cell_whole(csv, column, 0, ROUND_MOST_COUNT, EN_W_ROUND_NOT_COUNT, value);
}

typedef struct applicant_reader {
    en_round *round;
    round_ids ids;
    int categories;
} applicant_reader;

/* The bit of a category; 0 after reporting what is wrong with it. */
uint64_t round_take_category(en_round *round, const en_csv *csv, int column, en_str text, bool *known)
{
    en_str id;
    en_id_fault fault = en_id_normalise(&round->arena, text, &id);
    if (fault != EN_ID_FINE) {
        (void)en_cell_fault(csv, column,
                            fault == EN_ID_TOO_LONG  ? EN_W_ID_TOO_LONG
                            : fault == EN_ID_CONTROL ? EN_W_ID_CONTROL
                                                     : EN_W_CLI_OUT_OF_MEMORY);
        return 0;
    }
    uint32_t index = en_ids_find(&round->categories, id);
    *known = index != EN_IDS_NONE;
    if (!*known && round->categories.count == ROUND_MOST_CATEGORIES) {
        (void)en_cell_fault(csv, column, EN_W_ROUND_TOO_MANY_CATEGORIES);
        return 0;
    }
    bool there;
    if (!*known) index = en_ids_add(&round->categories, id, &there);
    return (uint64_t)1 << index;
}

/* Cells of the large table are mostly like the one before; the rest are few categories. */
static bool take_categories(const applicant_reader *r, const en_csv *csv, uint32_t applicant)
{
    en_str rest = en_cell_text(csv, r->categories), piece;
    uint64_t bits = 0;
    bool fine = true, known;
    while (en_str_next(&rest, ';', &piece)) {
        uint64_t bit = round_take_category(r->round, csv, r->categories, piece, &known);
        fine = fine && bit != 0;
        bits |= bit;
    }
    if (applicant != EN_IDS_NONE && r->round->member) r->round->member[applicant] = bits;
    return fine;
}

static bool reserve(const en_round *round, en_eligibility_table table, size_t most)
{
    return !round->eligibility || en_eligibility_reserve(round->eligibility, table, most);
}

static bool make_categories(applicant_reader *r, size_t most)
{
    en_round *round = r->round;
    if (!en_ids_make(&round->arena, ROUND_MOST_CATEGORIES, &round->categories)) return false;
    if (r->categories == EN_NO_COLUMN && !round->seats_table.name.size) return true;
    round->member = en_arena_array(&round->arena, most, sizeof *round->member);
    return round->member != NULL;
}

static en_status read_applicants(applicant_reader *r, en_csv *csv)
{
    uint64_t before = csv->report->errors;
    for (en_csv_step step; (step = en_csv_next(csv)) != EN_CSV_END;) {
        if (step == EN_CSV_NO_MEMORY) return EN_ERR_MEMORY;
        if (step != EN_CSV_RECORD) continue;
        uint32_t applicant = round_take_id(&r->ids, csv);
        if (r->categories != EN_NO_COLUMN) (void)take_categories(r, csv, applicant);
        en_status taken = round_take_attributes(r->round, EN_ELIGIBILITY_APPLICANTS, csv, applicant);
        if (taken != EN_OK && taken != EN_ERR_INPUT) return taken;
    }
    if (r->round->categories.count == 0 && !r->round->seats_table.name.size) r->round->member = NULL;
    return csv->report->errors > before ? EN_ERR_INPUT : EN_OK;
}

en_status round_read_applicants(en_round *round, en_report *report)
{
    en_table *table = &round->applicants_table;
    applicant_reader r = {.round = round,
                          .ids = {.arena = &round->arena, .report = report, .ids = &round->applicants}};
    en_column columns[] = {{"applicant", true, &r.ids.column}, {"categories", false, &r.categories}};
    en_status status = en_table_columns(table, 2, columns, true, report);
    if (status != EN_OK) return status;
    en_csv csv;
    size_t most = en_scan_most_rows(table);
    if (!round_start_ids(&r.ids, most) || !make_categories(&r, most) ||
        !reserve(round, EN_ELIGIBILITY_APPLICANTS, most) || !en_table_read_all(table, report, &csv))
        return EN_ERR_MEMORY;
    return read_applicants(&r, &csv);
}

typedef struct place_reader {
    en_round *round;
    round_ids ids;
    int seats, min_seats, floor, target, turn, group;
} place_reader;

static bool read_seats(const en_csv *csv, int column, en_report *report, uint32_t *seats)
{
    uint64_t value;
    en_number_fault fault = en_whole_read(en_str_trim(csv->fields[column]), ROUND_MOST_COUNT, &value);
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

/* A lower limit, within the seats. *limit is 0 where none is given. */
static bool take_limit(en_round *round, const en_csv *csv, int column, uint32_t seats, en_feature feature,
                       uint32_t *limit)
{
    *limit = 0;
    if (!round_take_count(csv, column, limit)) return false;
    if (*limit > 0) round->features |= en_feature_bit(feature);
    return *limit <= seats || en_cell_fault(csv, column, EN_W_ROUND_LIMIT_OVER_SEATS);
}

/* The group of the cell, as written; EN_MATCH_NONE where it is none. */
static uint32_t take_group(const place_reader *r, const en_csv *csv)
{
    const en_round *round = r->round;
    if (en_cell_text(csv, r->group).size == 0) return EN_MATCH_NONE;
    if (round->groups_table.name.size && !round->groups.slots)
        return EN_MATCH_NONE; /* it has errors of its own */
    if (round->groups.slots) return en_cell_find(csv, r->group, &round->groups, EN_W_ROUND_UNKNOWN_GROUP);
    (void)en_cell_fault(csv, r->group, EN_W_ROUND_UNKNOWN_GROUP);
    return EN_MATCH_NONE;
}

static void warn_of_no_use(const en_csv *csv, int target, int turn)
{
    int column = en_cell_text(csv, target).size ? target : en_cell_text(csv, turn).size ? turn : EN_NO_COLUMN;
    if (column != EN_NO_COLUMN)
        (void)en_report_add(csv->report, EN_WARNING, EN_W_ROUND_TARGET_WITHOUT_USE,
                            en_cell_where(csv, column), 0, NULL);
}

/* Where the place stands in the forest. */
static void take_standing(const place_reader *r, const en_csv *csv, uint32_t place)
{
    en_round *round = r->round;
    en_match_place_in_group in = {EN_MATCH_NONE, 0, EN_MATCH_NONE};
    bool sound = round_take_count(csv, r->target, &in.target);
    sound = round_take_count(csv, r->turn, &in.turn) && sound;
    uint32_t group = take_group(r, csv);
    bool chooses = group != EN_MATCH_NONE && round->groups_sound && round->group_chooses[group];
    if (sound && !(chooses && round->group[group].choice == EN_MATCH_BY_TARGETS) &&
        (round->groups_sound || !round->groups_table.name.size))
        warn_of_no_use(csv, r->target, r->turn);
    if (place == EN_IDS_NONE) return;
    if (round->place_group) round->place_group[place] = group;
    if (!round->in_group) return;
    if (chooses) in.group = group;
    round->in_group[place] = in;
}

static en_status take_place(place_reader *r, const en_csv *csv, en_report *report)
{
    en_round *round = r->round;
    uint32_t place = round_take_id(&r->ids, csv), seats = 0, min_seats, floor;
    uint32_t most = read_seats(csv, r->seats, report, &seats) ? seats : ROUND_MOST_COUNT;
    bool limits = take_limit(round, csv, r->min_seats, most, EN_FEATURE_MIN_SEATS, &min_seats);
    limits = take_limit(round, csv, r->floor, most, EN_FEATURE_FLOOR, &floor) && limits;
    take_standing(r, csv, place);
    en_status status = round_take_attributes(round, EN_ELIGIBILITY_PLACES, csv, place);
    if (place == EN_IDS_NONE) return status;
    round->seats[place] = seats;
    take_names(round, csv, place);
    if (limits && round->min_seats) round->min_seats[place] = min_seats;
    if (limits && round->floors) round->floors[place] = floor;
    return status;
}

static bool make_places(place_reader *r, size_t most)
{
    en_round *round = r->round;
    en_arena *arena = &round->arena;
    round->seats = en_arena_raw(arena, most, sizeof *round->seats);
    round->scored = en_arena_array(arena, most, sizeof *round->scored);
    bool made = round->seats && round->scored && round_start_ids(&r->ids, most);
    for (int i = 0; i < EN_LANGUAGE_COUNT; i++) {
        round->place_names[i] = en_arena_array(arena, most, sizeof *round->place_names[i]);
        made = made && round->place_names[i];
    }
    if (r->min_seats != EN_NO_COLUMN)
        made = made && (round->min_seats = en_arena_raw(arena, most, sizeof *round->min_seats));
    if (r->floor != EN_NO_COLUMN)
        made = made && (round->floors = en_arena_raw(arena, most, sizeof *round->floors));
    if (round->groups_sound)
        made = made && (round->place_group = en_arena_raw(arena, most, sizeof *round->place_group));
    en_feature_set choosing = en_feature_bit(EN_FEATURE_TARGETS) | en_feature_bit(EN_FEATURE_COMMON_ORDER);
    if (round->groups_sound && round->features & choosing)
        made = made && (round->in_group = en_arena_raw(arena, most, sizeof *round->in_group));
    return made;
}

en_status round_read_places(en_round *round, en_report *report)
{
    en_table *table = &round->places_table;
    place_reader r = {.round = round,
                      .ids = {.arena = &round->arena, .report = report, .ids = &round->places}};
    en_column columns[] = {{"place", true, &r.ids.column},     {"seats", true, &r.seats},
                           {"min_seats", false, &r.min_seats}, {"floor", false, &r.floor},
                           {"target", false, &r.target},       {"turn", false, &r.turn},
                           {"group", false, &r.group}};
    en_status status = en_table_columns(table, sizeof columns / sizeof *columns, columns, true, report);
    if (status != EN_OK) return status;
    en_csv csv;
    size_t most = en_scan_most_rows(table);
    if (!make_places(&r, most) || !reserve(round, EN_ELIGIBILITY_PLACES, most) ||
        !en_table_read_all(table, report, &csv))
        return EN_ERR_MEMORY;
    uint64_t before = report->errors;
    for (en_csv_step step; (step = en_csv_next(&csv)) != EN_CSV_END;) {
        if (step == EN_CSV_NO_MEMORY) return EN_ERR_MEMORY;
        if (step != EN_CSV_RECORD) continue;
        status = take_place(&r, &csv, report);
        if (status != EN_OK && status != EN_ERR_INPUT) return status;
    }
    if (!(round->features & en_feature_bit(EN_FEATURE_MIN_SEATS))) round->min_seats = NULL;
    if (!(round->features & en_feature_bit(EN_FEATURE_FLOOR))) round->floors = NULL;
    return report->errors > before ? EN_ERR_INPUT : EN_OK;
}
