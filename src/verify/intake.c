/* round.json, and the tables of ids, wishes and scores. See intake.h. */
#include "intake.h"

#include "group.h"

#include <math.h>

static const uint32_t most_count = UINT32_MAX - 1; /* no enumerator: those are ints */

en_status en_intake_refuse(en_intake *round, en_word rule, const char *file, const char *key, en_str value)
{
    return en_report_error(round->report, rule,
                           (en_where){.file = en_str_of(file), .column = en_str_of(key), .value = value});
}

static en_status check_keys(en_intake *r, const char *inside, size_t count, const en_known_key *keys)
{
    json_t *object = inside ? json_object_get(r->json, inside) : r->json;
    return en_known_keys_check(object, en_str_of("round.json"), count, keys, EN_W_VERIFY_KEY_MALFORMED,
                               EN_W_VERIFY_UNSUPPORTED_KEY, r->report);
}

static en_status read_id(en_intake *r, const json_t *value)
{
    en_str id = {json_string_value(value), json_string_length(value)};
    if (value && en_id_normalise(&r->arena, id, &r->id) == EN_ID_FINE && r->id.size > 0) return EN_OK;
    return en_intake_refuse(r, EN_W_VERIFY_KEY_MALFORMED, "round.json", "id", id);
}

en_status en_intake_read_rules(en_intake *r)
{
    static const char *const proposers[] = {"applicants", "places", NULL};
    static const char *const rules[] = {"single-lottery", "multiple-lottery", "by-id", "keep", NULL};
    const en_known_key keys[] = {
        {.name = "id", JSON_STRING},          {.name = "title", JSON_STRING, .or_object = true},
        {.name = "mechanism", JSON_STRING},   {"proposer", JSON_STRING, false, proposers, &r->proposer},
        {.name = "order", JSON_STRING},       {.name = "ties", JSON_OBJECT},
        {.name = "eligibility", JSON_STRING}, {.name = "columns", JSON_OBJECT},
        {.name = "previous", JSON_STRING},
    };
    const en_known_key tie_keys[] = {
        {"rule", JSON_STRING, false, rules, &r->ties},
        {.name = "seed", JSON_STRING},
        {.name = "commitment", JSON_STRING},
        {.name = "beacon", JSON_STRING},
        {.name = "secret", JSON_STRING},
        {.name = "improve", JSON_STRING},
    };
    r->arena = en_arena_make(NULL);
    en_status status = check_keys(r, NULL, sizeof keys / sizeof *keys, keys);
    if (status == EN_OK) status = check_keys(r, "ties", sizeof tie_keys / sizeof *tie_keys, tie_keys);
    if (status == EN_OK) status = read_id(r, json_object_get(r->json, "id"));
    const json_t *seed = json_object_get(json_object_get(r->json, "ties"), "seed");
    r->seed = (en_str){json_string_value(seed), json_string_length(seed)};
    return status;
}

/* A table without rows is none of the round's files. */
en_status en_intake_open(en_intake *r, const char *name, size_t count, const en_column *columns,
                         en_table *table)
{
    bool attributes = strcmp(name, "applicants") == 0 || strcmp(name, "places") == 0, filled = attributes;
    en_status status = en_table_open(r->folder, name, r->context, r->report, table);
    if (status == EN_OK) status = en_table_columns(table, count, columns, attributes, r->report);
    if (status != EN_OK) return status;
    for (size_t i = 0; i < table->body.size && !filled; i++) filled = !strchr(" \t\r\n", table->body.at[i]);
    if (!filled) return EN_OK;
    if (!en_table_is_sheet(table)) en_file_hash(&table->file);
    en_manifest_note(r->manifest, &table->file);
    return EN_OK;
}

/* What a reader of rows knows: a table of ids, or of wishes or scores. */
typedef struct filling {
    en_intake *round;
    en_intake_rows *rows;
    int table; /* of ids: 0 or 1 */
    int id, place, rank, score, term, group, cells, seats, least, floor, target, turn;
} filling;

/* The score of a place or, without a place, of a group. */
static bool find_scored(const filling *f, const en_csv *csv, en_finder *finder, uint32_t *node)
{
    const en_intake *r = f->round;
    if (en_cell_text(csv, f->group).size == 0 && f->place != EN_NO_COLUMN)
        return en_cell_find_later(finder, csv, f->place, &r->places, EN_W_VERIFY_UNKNOWN_PLACE, node);
    if (f->group == EN_NO_COLUMN || en_cell_text(csv, f->place).size > 0)
        return en_cell_fault(csv, f->id, EN_W_VERIFY_GROUP_AND_PLACE);
    uint32_t group = en_cell_find(csv, f->group, &r->groups, EN_W_VERIFY_UNKNOWN_GROUP);
    *node = r->places.count + group;
    return group != EN_IDS_NONE;
}

static bool take_row(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    const filling *f = user;
    const en_intake *r = f->round;
    en_intake_wish *row = &f->rows->at[index];
    bool ranked = f->rank != EN_NO_COLUMN;
    bool found =
        en_cell_find_near(finder, csv, f->id, &r->applicants, EN_W_VERIFY_UNKNOWN_APPLICANT, &row->applicant);
    found = find_scored(f, csv, finder, &row->place) && found;
    row->score = NAN;
    row->term = 0;
    if (!found) return false;
    if (en_cell_text(csv, f->term).size > 0)
        row->term = en_cell_find(csv, f->term, &r->terms, EN_W_VERIFY_TOO_MANY) + 1;
    if (ranked && !en_cell_whole(csv, f->rank, 1, most_count, EN_W_VERIFY_NOT_A_RANK, &row->rank))
        return false;
    if (ranked && en_cell_text(csv, f->score).size == 0) return true;
    if (!en_cell_real(csv, f->score, &row->score)) return false;
    row->score += 0.0; /* −0 is 0 */
    return true;
}

/* The index of the cell's text; EN_IDS_NONE for an empty one, and after reporting what is wrong. */
uint32_t en_intake_intern(en_intake *r, const en_csv *csv, int column, en_ids *ids)
{
    bool known;
    en_str id;
    uint32_t most = ids == &r->terms ? EN_INTAKE_MOST_TERMS : EN_INTAKE_MOST_CATEGORIES;
    if (en_cell_text(csv, column).size == 0) return EN_IDS_NONE;
    uint32_t index = en_ids_find(ids, csv->fields[column]);
    if (index != EN_IDS_NONE || !en_cell_id(csv, column, csv->arena, &id)) return index;
    index = en_ids_find(ids, id);
    if (index != EN_IDS_NONE) return index;
    if (ids->count == most) return (void)en_cell_fault(csv, column, EN_W_VERIFY_TOO_MANY), EN_IDS_NONE;
    char *copy = en_arena_copy(&r->arena, id.at, id.size);
    return copy ? en_ids_add(ids, (en_str){copy, id.size}, &known) : EN_IDS_NONE;
}

/* The terms that occur, before tasks look for them. */
static bool take_term(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    const filling *f = user;
    (void)index, (void)finder;
    return en_cell_text(csv, f->term).size == 0 ||
           en_intake_intern(f->round, csv, f->term, &f->round->terms) != EN_IDS_NONE;
}

/* Every row is blank until it is read. */
static void forget_rows(void *user)
{
    const en_intake_rows *rows = ((const filling *)user)->rows;
    for (size_t i = 0; i < rows->count; i++) rows->at[i].applicant = EN_IDS_NONE;
}

static en_status fill_rows(filling *f, en_table *table)
{
    en_intake *r = f->round;
    en_intake_rows *rows = f->rows;
    en_scan scan = {.table = table, .row = take_row, .user = f, .again = forget_rows};
    en_scan_start(&scan, r->context);
    if (scan.most_rows >= most_count)
        return en_report_error(r->report, EN_W_VERIFY_TOO_MANY, (en_where){.file = table->name});
    rows->arena = en_arena_make(NULL);
    rows->at = en_arena_raw(&rows->arena, scan.most_rows, sizeof *rows->at);
    rows->first = en_arena_raw(&rows->arena, r->applicants.count + (size_t)1, sizeof *rows->first);
    if (!rows->at || !rows->first) return EN_ERR_MEMORY;
    rows->count = scan.most_rows;
    forget_rows(f);
    en_status status = en_scan_run(&scan, r->context, r->report);
    if (status != EN_OK) return status;
    uint64_t *words = (uint64_t *)(void *)rows->at;
    return en_group_rows(r->context, words, sizeof *rows->at / sizeof *words, &rows->count,
                         r->applicants.count, rows->first)
               ? EN_OK
               : EN_ERR_MEMORY;
}

static en_status read_rows(en_intake *r, const char *name, bool ranked, en_intake_rows *rows)
{
    en_table table;
    filling f = {r, .rows = rows, .rank = EN_NO_COLUMN, .term = EN_NO_COLUMN, .group = EN_NO_COLUMN};
    const en_column columns[] = {
        {"applicant", true, &f.id},   {"place", ranked, &f.place},
        {"score", !ranked, &f.score}, {ranked ? "term" : "group", false, ranked ? &f.term : &f.group},
        {"rank", ranked, &f.rank},
    };
    en_status status = en_table_open(r->folder, name, r->context, r->report, &table);
    if (status != EN_OK) return status;
    status = en_table_columns(&table, ranked ? 5 : 4, columns, false, r->report);
    if (status == EN_OK && f.term != EN_NO_COLUMN) status = en_scan_all(&table, take_term, &f, r->report);
    if (status == EN_OK) {
        status = fill_rows(&f, &table);
        en_manifest_note(r->manifest, &table.file);
    }
    en_table_free(&table);
    return status;
}

/* An empty cell leaves the value as it is. */
bool en_intake_take_whole(const en_csv *csv, int column, uint32_t *value)
{
    return en_cell_text(csv, column).size == 0 ||
           en_cell_whole(csv, column, 0, most_count, EN_W_VERIFY_NOT_A_COUNT, value);
}

static bool take_place(const filling *f, const en_csv *csv, uint32_t p)
{
    en_intake *r = f->round;
    en_intake_node *node = &r->nodes[p];
    *node = (en_intake_node){EN_IDS_NONE, EN_IDS_NONE, 0, EN_IDS_NONE, EN_INTAKE_GATHERS, EN_IDS_NONE};
    bool fine = en_cell_whole(csv, f->seats, 0, most_count, EN_W_VERIFY_NOT_A_COUNT, &r->seats[p]) &&
                en_intake_take_whole(csv, f->least, &r->least[p]) &&
                en_intake_take_whole(csv, f->floor, &r->floors[p]) &&
                en_intake_take_whole(csv, f->target, &node->target) &&
                en_intake_take_whole(csv, f->turn, &node->turn);
    r->lower = r->lower || (fine && r->least[p] > 0); /* a limit of 0 is none */
    r->hard = r->hard || (fine && r->floors[p] > 0);
    return fine;
}

static bool take_id(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    const filling *f = user;
    en_intake *r = f->round;
    en_ids *ids = f->table ? &r->places : &r->applicants;
    uint32_t row = ids->count;
    en_str id;
    bool known;
    (void)index, (void)finder;
    if (!en_cell_id(csv, f->id, csv->arena, &id) || (f->table && !take_place(f, csv, row))) return false;
    r->cells[f->table][row] = en_cell_text(csv, f->cells);
    (void)en_ids_add(ids, id, &known);
    return known ? en_cell_fault(csv, f->id, EN_W_VERIFY_ID_TWICE) : r->row(r->user, f->table, csv, row);
}

static bool make_room(en_intake *r, int table, size_t most)
{
    r->cells[table] = en_arena_array(&r->arena, most, sizeof *r->cells[table]);
    if (!r->cells[table] || !en_ids_make(&r->arena, most, table ? &r->places : &r->applicants)) return false;
    if (table == 0) return true;
    r->seats = en_arena_array(&r->arena, most, sizeof *r->seats);
    r->floors = en_arena_array(&r->arena, most, sizeof *r->floors);
    r->least = en_arena_array(&r->arena, most, sizeof *r->least);
    r->nodes = en_arena_array(&r->arena, most, sizeof *r->nodes);
    return r->seats && r->floors && r->least && r->nodes;
}

static en_status read_ids(en_intake *r, int places)
{
    filling f = {r, .table = places};
    en_table *table = &r->tables[places];
    const en_column columns[] = {
        {places ? "place" : "applicant", true, &f.id},
        {places ? "group" : "categories", false, &f.cells},
        {"seats", true, &f.seats},
        {"min_seats", false, &f.least},
        {"floor", false, &f.floor},
        {"target", false, &f.target},
        {"turn", false, &f.turn},
    };
    en_status status = en_intake_open(r, places ? "places" : "applicants", places ? 7 : 2, columns, table);
    if (status != EN_OK) return status;
    size_t most = en_scan_most_rows(table);
    if (most > INT32_MAX)
        return en_report_error(r->report, EN_W_VERIFY_TOO_MANY, (en_where){.file = table->name});
    if (!make_room(r, places, most)) return EN_ERR_MEMORY;
    if (!r->reserve(r->user, places, most)) return r->report->errors > 0 ? EN_ERR_INPUT : EN_ERR_MEMORY;
    return en_scan_all(table, take_id, &f, r->report);
}

en_status en_intake_read_tables(en_intake *r)
{
    en_status status = EN_OK;
    if (!en_ids_make(&r->arena, EN_INTAKE_MOST_TERMS, &r->terms) ||
        !en_ids_make(&r->arena, EN_INTAKE_MOST_CATEGORIES, &r->categories))
        return EN_ERR_MEMORY;
    for (int table = 0; table < 2 && status == EN_OK; table++) status = read_ids(r, table);
    if (status == EN_OK) status = en_intake_read_structure(r);
    if (status == EN_OK) status = read_rows(r, "choices", true, &r->wishes);
    if (status == EN_OK) status = en_intake_read_joint(r);
    if (status == EN_OK && en_folder_has(r->folder, "scores"))
        status = read_rows(r, "scores", false, &r->scores);
    if (status == EN_OK) status = en_intake_read_held(r);
    return status == EN_OK ? en_intake_join(r) : status;
}

void en_intake_free(en_intake *r)
{
    for (int i = 0; i < 3; i++) en_table_free(&r->tables[i]);
    en_table_free(&r->joint_table);
    json_decref(r->json);
    if (r->wishes.arena.allocator) en_arena_free(&r->wishes.arena);
    if (r->scores.arena.allocator) en_arena_free(&r->scores.arena);
    if (r->arena.allocator) en_arena_free(&r->arena);
}
