/* demands.csv: what a funded wish takes from each of several budgets, groups with a cap. O(rows · log rows).
 */
#include "round_parts.h"
#include "scan.h"

#include <stdlib.h>

typedef struct demand_row {
    en_demand demand;
    uint64_t row;
} demand_row;

typedef struct demand_reader {
    en_round *round;
    int applicant, place, group, units;
    demand_row *rows;
    size_t count;
} demand_reader;

/* A budget: a group that is known, with a cap. */
static bool take_budget(const demand_reader *r, const en_csv *csv, uint32_t *group)
{
    const en_round *round = r->round;
    *group = EN_IDS_NONE;
    if (round->groups_table.name.size && !round->groups_sound) return false; /* it has errors of its own */
    if (!round->groups.slots) return en_cell_fault(csv, r->group, EN_W_ROUND_UNKNOWN_GROUP);
    *group = en_cell_find(csv, r->group, &round->groups, EN_W_ROUND_UNKNOWN_GROUP);
    if (*group == EN_IDS_NONE) return false;
    return round->group[*group].cap != EN_MATCH_NONE ||
           en_cell_fault(csv, r->group, EN_W_ROUND_BUDGET_WITHOUT_CAP);
}

static bool is_wish(const en_round *round, const en_demand *d)
{
    if (!round->wish_begin) return true; /* choices.csv has errors of its own */
    for (uint32_t w = round->wish_begin[d->applicant]; w < round->wish_begin[d->applicant + 1]; w++)
        if (round->wish_place[w] == d->place) return true;
    return false;
}

static bool take_row(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    demand_reader *r = user;
    (void)index, (void)finder;
    en_demand d = {0};
    d.applicant = en_cell_find(csv, r->applicant, &r->round->applicants, EN_W_ROUND_UNKNOWN_APPLICANT);
    d.place = en_cell_find(csv, r->place, &r->round->places, EN_W_ROUND_UNKNOWN_PLACE);
    bool fine = take_budget(r, csv, &d.group);
    fine = en_cell_whole(csv, r->units, 0, ROUND_MOST_COUNT, EN_W_ROUND_NOT_COUNT, &d.units) && fine;
    fine = fine && d.applicant != EN_IDS_NONE && d.place != EN_IDS_NONE;
    if (fine && !is_wish(r->round, &d)) fine = en_cell_fault(csv, r->place, EN_W_ROUND_DEMAND_OF_NO_WISH);
    if (fine) r->rows[r->count++] = (demand_row){d, csv->row};
    return fine;
}

static int by_demand(const void *a, const void *b)
{
    const demand_row *x = a, *y = b;
    if (x->demand.applicant != y->demand.applicant) return x->demand.applicant < y->demand.applicant ? -1 : 1;
    if (x->demand.place != y->demand.place) return x->demand.place < y->demand.place ? -1 : 1;
    if (x->demand.group != y->demand.group) return x->demand.group < y->demand.group ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static bool is_same(const en_demand *a, const en_demand *b)
{
    return a->applicant == b->applicant && a->place == b->place && a->group == b->group;
}

static en_status check_twice(const demand_reader *r, en_report *report)
{
    const en_round *round = r->round;
    en_status status = EN_OK;
    for (size_t k = 1; k < r->count; k++) {
        const demand_row *row = &r->rows[k];
        if (!is_same(&row->demand, &row[-1].demand)) continue;
        en_where where = {round->demands_table.name, row->row, en_str_of("group"),
                          round->groups.ids[row->demand.group]};
        status = round_report_twice(report, EN_W_ROUND_DEMAND_TWICE, where, row[-1].row);
    }
    return status;
}

/* Every wish says what it would take. */
static en_status check_wishes(const demand_reader *r, en_report *report)
{
    const en_round *round = r->round;
    en_status status = EN_OK;
    size_t begin = 0;
    for (uint32_t i = 0; i < round->applicants.count && round->wish_begin; i++) {
        size_t end = begin;
        while (end < r->count && r->rows[end].demand.applicant == i) end++;
        for (uint32_t w = round->wish_begin[i]; w < round->wish_begin[i + 1]; w++) {
            bool found = false;
            for (size_t k = begin; k < end && !found; k++)
                found = r->rows[k].demand.place == round->wish_place[w];
            if (found) continue;
            en_where where = {.file = round->demands_table.name,
                              .column = en_str_of("applicant"),
                              .value = en_round_applicant(round, i)};
            en_arg place = en_arg_str("place", en_round_place(round, round->wish_place[w]));
            status = en_report_add(report, EN_ERROR, EN_W_ROUND_WISH_WITHOUT_DEMAND, where, 1, &place);
        }
        begin = end;
    }
    return status;
}

static en_status keep_demands(const demand_reader *r)
{
    en_round *round = r->round;
    round->demands = en_arena_raw(&round->arena, r->count, sizeof *round->demands);
    if (!round->demands) return EN_ERR_MEMORY;
    for (size_t k = 0; k < r->count; k++) round->demands[k] = r->rows[k].demand;
    round->demand_count = r->count;
    return EN_OK;
}

static en_status read_demands(demand_reader *r, en_arena *scratch, en_report *report)
{
    en_column columns[] = {{"applicant", true, &r->applicant},
                           {"place", true, &r->place},
                           {"group", true, &r->group},
                           {"units", true, &r->units}};
    en_table *table = &r->round->demands_table;
    en_status status = en_table_columns(table, sizeof columns / sizeof *columns, columns, false, report);
    if (status != EN_OK) return status;
    r->rows = en_arena_raw(scratch, en_scan_most_rows(table), sizeof *r->rows);
    if (!r->rows) return EN_ERR_MEMORY;
    en_status rows = en_scan_all(table, take_row, r, report);
    if (rows == EN_ERR_MEMORY) return rows;
    qsort(r->rows, r->count, sizeof *r->rows, by_demand);
    status = check_twice(r, report);
    if (rows != EN_OK) return rows;
    en_status wishes = check_wishes(r, report);
    if (status == EN_OK) status = wishes;
    return status == EN_OK ? keep_demands(r) : status;
}

en_status round_read_demands(en_round *round, en_report *report)
{
    if (!round->demands_table.name.size) return EN_OK;
    en_arena scratch = en_arena_make(round->arena.allocator);
    demand_reader r = {.round = round};
    en_status status = read_demands(&r, &scratch, report);
    en_arena_free(&scratch);
    return status;
}
