/* scores.csv, and what follows from scores: a place that scores somebody, or whose group does, accepts only
 * who is scored.
 *
 * Rows are sorted by applicant and who scores, places before groups, so that doubles stand side by side and
 * each finds its wishes: O(rows · log rows + wishes of the scored · depth of groups).
 */
#include "round_parts.h"
#include "scan.h"

#include <stdlib.h>

/* by: a place, or a group with the highest bit, which no place has. */
typedef struct score_row {
    uint32_t applicant, by;
    uint64_t row;
    double score;
} score_row;

static const uint32_t IS_GROUP = 0x80000000;

typedef struct score_reader {
    en_round *round;
    int applicant, place, group, score;
    bool *group_scores, *over_order; /* per group: it scores somebody; a common order begins below it */
    score_row *rows;
    size_t count;
} score_reader;

static int by_pair(const void *a, const void *b)
{
    const score_row *x = a, *y = b;
    if (x->applicant != y->applicant) return x->applicant < y->applicant ? -1 : 1;
    if (x->by != y->by) return x->by < y->by ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static bool refuse_below(const score_reader *r, const en_csv *csv, int column, uint32_t group)
{
    en_arg arg = en_arg_str("group", r->round->groups.ids[group]);
    (void)en_report_add(csv->report, EN_ERROR, EN_W_ROUND_SCORE_BELOW_COMMON, en_cell_where(csv, column), 1,
                        &arg);
    return false;
}

static bool take_place(const score_reader *r, const en_csv *csv, uint32_t *by)
{
    const en_round *round = r->round;
    *by = en_cell_find(csv, r->place, &round->places, EN_W_ROUND_UNKNOWN_PLACE);
    if (*by != EN_IDS_NONE && round->rules.mechanism == EN_TWO_AGENCY)
        return en_cell_fault(csv, r->place, EN_W_ROUND_SCORE_IN_CALL);
    if (*by == EN_IDS_NONE || !round->order_group || round->order_group[*by] == EN_MATCH_NONE)
        return *by != EN_IDS_NONE;
    return refuse_below(r, csv, r->place, round->order_group[*by]);
}

/* The root-most group of common order over a group, itself too, or EN_MATCH_NONE. */
static uint32_t order_over(const en_round *round, uint32_t group)
{
    uint32_t found = EN_MATCH_NONE;
    for (uint32_t g = group; g != EN_MATCH_NONE; g = round->group[g].parent)
        if (round->group_chooses[g] && round->group[g].choice == EN_MATCH_BY_COMMON_ORDER) found = g;
    return found;
}

static bool take_group(const score_reader *r, const en_csv *csv, uint32_t *by)
{
    const en_round *round = r->round;
    *by = EN_IDS_NONE;
    if (round->groups_table.name.size && !round->groups_sound) return false; /* it has errors of its own */
    if (!round->groups.slots) return en_cell_fault(csv, r->group, EN_W_ROUND_UNKNOWN_GROUP);
    uint32_t group = en_cell_find(csv, r->group, &round->groups, EN_W_ROUND_UNKNOWN_GROUP);
    if (group == EN_IDS_NONE) return false;
    uint32_t order = order_over(round, group);
    if (order != EN_MATCH_NONE && order != group) return refuse_below(r, csv, r->group, order);
    if (r->over_order[group]) return en_cell_fault(csv, r->group, EN_W_ROUND_SCORE_OVER_COMMON);
    *by = group | IS_GROUP;
    return true;
}

/* A row is of a place or of a group. */
static bool take_by(const score_reader *r, const en_csv *csv, uint32_t *by)
{
    bool group = en_cell_text(csv, r->group).size > 0;
    if (group && en_cell_text(csv, r->place).size > 0)
        return en_cell_fault(csv, r->group, EN_W_ROUND_SCORE_OF_BOTH);
    return group || r->place == EN_NO_COLUMN ? take_group(r, csv, by) : take_place(r, csv, by);
}

static bool take_row(score_reader *r, const en_csv *csv, score_row *row)
{
    row->row = csv->row;
    row->applicant = en_cell_find(csv, r->applicant, &r->round->applicants, EN_W_ROUND_UNKNOWN_APPLICANT);
    bool known = take_by(r, csv, &row->by);
    return en_cell_real(csv, r->score, &row->score) && row->applicant != EN_IDS_NONE && known;
}

static en_where at_row(const en_round *round, const score_row *row)
{
    bool group = row->by & IS_GROUP;
    en_str id = group ? round->groups.ids[row->by & ~IS_GROUP] : en_round_place(round, row->by);
    return (en_where){round->scores_table.name, row->row, en_str_of(group ? "group" : "place"), id};
}

/* Whether the row's score is for wishes at a place: its own, or one in the subtree of its group. */
static bool is_for(const en_round *round, const score_row *row, uint32_t place)
{
    if (!(row->by & IS_GROUP)) return row->by == place;
    uint32_t g = round->place_group[place];
    while (g != EN_MATCH_NONE && g != (row->by & ~IS_GROUP)) g = round->group_parent[g];
    return g != EN_MATCH_NONE;
}

/* Gives the row's score to its wishes, on whatever term; false if it is for none. */
static bool give(en_round *round, const score_row *row, en_report *report)
{
    bool any = false, reported = false, one = !(row->by & IS_GROUP) && !round->wish_term;
    for (uint32_t w = round->wish_begin[row->applicant]; w < round->wish_begin[row->applicant + 1]; w++) {
        if (!is_for(round, row, round->wish_place[w])) continue;
        any = true;
        if (round->wish_score[w] == EN_MATCH_UNACCEPTABLE) round->wish_score[w] = row->score;
        else if (!reported) {
            en_word rule = row->by & IS_GROUP ? EN_W_ROUND_SCORE_OF_PLACE : EN_W_ROUND_SCORE_IN_BOTH;
            (void)en_report_error(report, rule, at_row(round, row));
            reported = true;
        }
        if (one) break;
    }
    return any;
}

/* Whether pairs that are no wishes are kept: a place of top trading cycles orders them too; agencies score
 * proposals, not wishes. */
static bool is_further(const en_round *round, const score_row *row, bool wish)
{
    if (round->rules.mechanism == EN_TOP_TRADING_CYCLES) return !wish && !(row->by & IS_GROUP);
    return round->rules.mechanism == EN_TWO_AGENCY && row->by & IS_GROUP;
}

static void apply(score_reader *r, en_report *report)
{
    en_round *round = r->round;
    bool agencies = round->rules.mechanism == EN_TWO_AGENCY;
    for (size_t k = 0; k < r->count; k++) {
        score_row *row = &r->rows[k];
        if (row->by & IS_GROUP) r->group_scores[row->by & ~IS_GROUP] = !agencies;
        else round->scored[row->by] = true;
        if (k > 0 && row[-1].applicant == row->applicant && row[-1].by == row->by) {
            (void)round_report_twice(report, EN_W_ROUND_SCORE_TWICE, at_row(round, row), row[-1].row);
            continue;
        }
        if (!round->wish_begin) continue; /* choices.csv has problems of its own */
        bool wish = !(agencies && row->by & IS_GROUP) && give(round, row, report);
        if (is_further(round, row, wish))
            round->further[round->further_count++] =
                (en_further_score){row->applicant, row->by & ~IS_GROUP, row->score};
    }
}

static bool allocate(score_reader *r, en_arena *scratch)
{
    en_round *round = r->round;
    size_t most = en_scan_most_rows(&round->scores_table);
    r->rows = en_arena_raw(scratch, most, sizeof *r->rows);
    r->group_scores = en_arena_array(scratch, round->groups.count, sizeof *r->group_scores);
    r->over_order = en_arena_array(scratch, round->groups.count, sizeof *r->over_order);
    bool further = round->rules.mechanism == EN_TOP_TRADING_CYCLES || round->rules.mechanism == EN_TWO_AGENCY;
    if (further) round->further = en_arena_raw(&round->arena, most, sizeof *round->further);
    return r->rows && r->group_scores && r->over_order && (round->further || !further);
}

/* Marks the groups above those where a common order begins. */
static void mark_over_orders(const score_reader *r)
{
    const en_round *round = r->round;
    for (uint32_t g = 0; g < round->groups.count && round->groups_sound; g++) {
        if (!round->group_chooses[g] || order_over(round, g) != g) continue;
        uint32_t up = round->group_parent[g];
        for (; up != EN_MATCH_NONE && !r->over_order[up]; up = round->group_parent[up])
            r->over_order[up] = true;
    }
}

/* A place scores where a group over it does. */
static void spread_scored(const score_reader *r)
{
    en_round *round = r->round;
    for (uint32_t p = 0; p < round->places.count && round->place_group; p++)
        for (uint32_t g = round->place_group[p]; g != EN_MATCH_NONE && !round->scored[p];
             g = round->group_parent[g])
            round->scored[p] = r->group_scores[g];
}

static en_status read_rows(score_reader *r, en_arena *scratch, en_report *report)
{
    en_table *table = &r->round->scores_table;
    bool groups = en_table_column(table, "group") != EN_NO_COLUMN;
    en_column known[] = {{"applicant", true, &r->applicant},
                         {"place", !groups, &r->place},
                         {"group", false, &r->group},
                         {"score", true, &r->score}};
    en_status status = en_table_columns(table, sizeof known / sizeof *known, known, false, report);
    if (status != EN_OK) return status;
    en_csv csv;
    if (!allocate(r, scratch) || !en_table_read_all(table, report, &csv)) return EN_ERR_MEMORY;
    mark_over_orders(r);
    uint64_t before = report->errors;
    for (en_csv_step step; (step = en_csv_next(&csv)) != EN_CSV_END;) {
        if (step == EN_CSV_NO_MEMORY) return EN_ERR_MEMORY;
        if (step == EN_CSV_RECORD && take_row(r, &csv, &r->rows[r->count])) r->count++;
    }
    qsort(r->rows, r->count, sizeof *r->rows, by_pair);
    if (report->errors == before) apply(r, report);
    spread_scored(r);
    return report->errors > before ? EN_ERR_INPUT : EN_OK;
}

/* Where a place scores nobody, everyone is acceptable and tied. */
static void settle_unscored(en_round *round)
{
    for (uint32_t w = 0; w < round->wishes; w++)
        if (!round->scored[round->wish_place[w]]) round->wish_score[w] = 0;
}

en_status round_read_scores(en_round *round, en_report *report)
{
    for (uint32_t w = 0; w < round->wishes; w++)
        if (round->wish_score[w] != EN_MATCH_UNACCEPTABLE) round->scored[round->wish_place[w]] = true;
    if (round->scores_table.name.size) {
        en_arena scratch = en_arena_make(round->arena.allocator);
        score_reader r = {.round = round};
        en_status status = read_rows(&r, &scratch, report);
        en_arena_free(&scratch);
        if (status != EN_OK) return status;
    }
    settle_unscored(round);
    return EN_OK;
}
