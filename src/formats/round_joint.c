/* joint.csv: couples, who apply together.
 *
 * Rows are sorted by couple and rank. Each member gets a wish for every place that the couple names for them,
 * so that scores, ties and eligibility reach couples as they reach everyone; a joint wish then names the
 * wishes of its members. O(rows · log rows + rows · places named by one member).
 */
#include "round_parts.h"
#include "scan.h"

#include <stdlib.h>

typedef struct joint_row {
    uint32_t joint, rank;
    uint32_t applicant[2], place[2]; /* place EN_MATCH_NONE: `-` */
    uint64_t row;
} joint_row;

typedef struct joint_reader {
    en_round *round;
    int joint, applicant[2], rank, place[2];
    joint_row *rows;
    size_t count;
} joint_reader;

static const char *const member_columns[2] = {"first", "second"};

static bool take_place(const joint_reader *r, const en_csv *csv, int member, uint32_t *place)
{
    *place = EN_MATCH_NONE;
    if (en_str_is(en_cell_text(csv, r->place[member]), "-")) {
        bool is_place = en_ids_find(&r->round->places, en_str_of("-")) != EN_IDS_NONE;
        return !is_place || en_cell_fault(csv, r->place[member], EN_W_ROUND_JOINT_DASH_IS_PLACE);
    }
    *place = en_cell_find(csv, r->place[member], &r->round->places, EN_W_ROUND_UNKNOWN_PLACE);
    return *place != EN_IDS_NONE;
}

static uint32_t take_joint(const joint_reader *r, const en_csv *csv)
{
    en_str id;
    bool known;
    if (!en_cell_id(csv, r->joint, &r->round->arena, &id)) return EN_IDS_NONE;
    return en_ids_add(&r->round->joints, id, &known);
}

static bool take_row(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    joint_reader *r = user;
    (void)index, (void)finder;
    joint_row row = {.joint = take_joint(r, csv), .row = csv->row};
    bool fine = row.joint != EN_IDS_NONE;
    fine = en_cell_whole(csv, r->rank, 1, ROUND_MOST_COUNT, EN_W_ROUND_NOT_RANK, &row.rank) && fine;
    for (int m = 0; m < 2; m++) {
        row.applicant[m] =
            en_cell_find(csv, r->applicant[m], &r->round->applicants, EN_W_ROUND_UNKNOWN_APPLICANT);
        fine = take_place(r, csv, m, &row.place[m]) && fine && row.applicant[m] != EN_IDS_NONE;
    }
    if (fine && row.applicant[0] == row.applicant[1])
        fine = en_cell_fault(csv, r->applicant[1], EN_W_ROUND_COUPLE_OF_ONE);
    if (fine && row.place[0] == EN_MATCH_NONE && row.place[1] == EN_MATCH_NONE)
        fine = en_cell_fault(csv, r->place[0], EN_W_ROUND_JOINT_WITHOUT_PLACE);
    if (fine) r->rows[r->count++] = row;
    return fine;
}

static en_where at_row(const en_round *round, const joint_row *row, const char *column, en_str value)
{
    return (en_where){round->joint_table.name, row->row, en_str_of(column), value};
}

/* A row names the same two as the first of its couple. first_row: per couple, index + 1 of its first row. */
static en_status check_members(const joint_reader *r, uint32_t *first_row, en_report *report)
{
    en_status status = EN_OK;
    for (size_t k = 0; k < r->count; k++) {
        const joint_row *row = &r->rows[k];
        if (first_row[row->joint] == 0) first_row[row->joint] = (uint32_t)k + 1;
        const joint_row *first = &r->rows[first_row[row->joint] - 1];
        for (int m = 0; m < 2; m++)
            if (row->applicant[m] != first->applicant[m])
                status = round_report_twice(
                    report, EN_W_ROUND_COUPLE_DIFFERS,
                    at_row(r->round, row, member_columns[m], en_round_applicant(r->round, row->applicant[m])),
                    first->row);
    }
    return status;
}

/* Nobody is in two couples, or wishes alone beside one. of: per applicant, index + 1 of the row that named
 * them. */
static en_status check_alone(const joint_reader *r, const uint32_t *first_row, uint32_t *of,
                             en_report *report)
{
    const en_round *round = r->round;
    en_status status = EN_OK;
    for (size_t k = 0; k < r->count; k++) {
        const joint_row *row = &r->rows[k];
        if (first_row[row->joint] != k + 1) continue; /* each couple once */
        for (int m = 0; m < 2; m++) {
            uint32_t a = row->applicant[m];
            en_where where = at_row(round, row, member_columns[m], en_round_applicant(round, a));
            if (of[a])
                status = round_report_twice(report, EN_W_ROUND_IN_TWO_COUPLES, where, r->rows[of[a] - 1].row);
            else if (round->wish_begin && round->wish_begin[a + 1] > round->wish_begin[a])
                status = en_report_error(report, EN_W_ROUND_COUPLE_IN_CHOICES, where);
            of[a] = (uint32_t)k + 1;
        }
    }
    return status;
}

static int by_rank(const void *a, const void *b)
{
    const joint_row *x = a, *y = b;
    if (x->joint != y->joint) return x->joint < y->joint ? -1 : 1;
    if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

static int by_places(const void *a, const void *b)
{
    const joint_row *x = a, *y = b;
    if (x->joint != y->joint) return x->joint < y->joint ? -1 : 1;
    for (int m = 0; m < 2; m++)
        if (x->place[m] != y->place[m]) return x->place[m] < y->place[m] ? -1 : 1;
    return (x->row > y->row) - (x->row < y->row);
}

/* A couple ranks strictly, and each pair of places once. Leaves rows by couple and rank. */
static en_status check_ranks(const joint_reader *r, en_report *report)
{
    en_status status = EN_OK;
    joint_row *rows = r->rows;
    qsort(rows, r->count, sizeof *rows, by_places);
    for (size_t k = 1; k < r->count; k++)
        if (rows[k].joint == rows[k - 1].joint && rows[k].place[0] == rows[k - 1].place[0] &&
            rows[k].place[1] == rows[k - 1].place[1])
            status = round_report_twice(
                report, EN_W_ROUND_JOINT_TWICE,
                at_row(r->round, &rows[k], "joint", r->round->joints.ids[rows[k].joint]), rows[k - 1].row);
    qsort(rows, r->count, sizeof *rows, by_rank);
    for (size_t k = 1; k < r->count; k++) {
        if (rows[k].joint != rows[k - 1].joint || rows[k].rank != rows[k - 1].rank) continue;
        char digits[16];
        snprintf(digits, sizeof digits, "%u", rows[k].rank);
        status = round_report_twice(report, EN_W_ROUND_JOINT_RANK_TWICE,
                                    at_row(r->round, &rows[k], "rank", en_str_of(digits)), rows[k - 1].row);
    }
    return status;
}

static en_status check_rows(const joint_reader *r, en_arena *scratch, en_report *report)
{
    uint32_t *first_row = en_arena_array(scratch, r->round->joints.count, sizeof *first_row);
    uint32_t *of = en_arena_array(scratch, r->round->applicants.count, sizeof *of);
    if (!first_row || !of) return EN_ERR_MEMORY;
    en_status status = check_members(r, first_row, report);
    en_status alone = check_alone(r, first_row, of, report);
    en_status ranks = check_ranks(r, report);
    return status != EN_OK ? status : alone != EN_OK ? alone : ranks;
}

static int by_applicant_and_place(const void *a, const void *b)
{
    const round_wish *x = a, *y = b;
    if (x->applicant != y->applicant) return x->applicant < y->applicant ? -1 : 1;
    if (x->place != y->place) return x->place < y->place ? -1 : 1;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

static int by_applicant_and_rank(const void *a, const void *b)
{
    const round_wish *x = a, *y = b;
    if (x->applicant != y->applicant) return x->applicant < y->applicant ? -1 : 1;
    return (x->rank > y->rank) - (x->rank < y->rank);
}

/* Each member's places, at the best rank at which the couple names them. */
static en_status add_wishes(const joint_reader *r, en_arena *scratch)
{
    round_wish *wishes = en_arena_raw(scratch, 2 * r->count, sizeof *wishes);
    if (!wishes) return EN_ERR_MEMORY;
    size_t n = 0, kept = 0;
    for (size_t k = 0; k < r->count; k++)
        for (int m = 0; m < 2; m++)
            if (r->rows[k].place[m] != EN_MATCH_NONE)
                wishes[n++] = (round_wish){r->rows[k].applicant[m], r->rows[k].place[m], 0, r->rows[k].rank};
    qsort(wishes, n, sizeof *wishes, by_applicant_and_place);
    for (size_t k = 0; k < n; k++)
        if (k == 0 || wishes[k].applicant != wishes[kept - 1].applicant ||
            wishes[k].place != wishes[kept - 1].place)
            wishes[kept++] = wishes[k];
    qsort(wishes, kept, sizeof *wishes, by_applicant_and_rank);
    return round_add_wishes(r->round, kept, wishes);
}

/* Couples by the bytes of their ids, and the rows of each. */
typedef struct couple_list {
    uint32_t *order; /* couples */
    size_t *begin;   /* couples + 1 */
} couple_list;

static bool list_couples(const joint_reader *r, en_arena *scratch, couple_list *couples)
{
    uint32_t count = r->round->joints.count;
    couples->order = en_arena_raw(scratch, count, sizeof *couples->order);
    couples->begin = en_arena_raw(scratch, (size_t)count + 1, sizeof *couples->begin);
    if (!couples->order || !couples->begin) return false;
    size_t at = 0;
    for (uint32_t j = 0; j < count; j++) {
        couples->begin[j] = at;
        while (at < r->count && r->rows[at].joint == j) at++;
    }
    couples->begin[count] = at;
    return en_ids_order(r->round->joints.ids, count, couples->order);
}

static bool make_couples(en_round *round, size_t rows)
{
    round->couple_count = round->joints.count;
    round->couples = en_arena_raw(&round->arena, round->couple_count, sizeof *round->couples);
    round->couple_id = en_arena_raw(&round->arena, round->couple_count, sizeof *round->couple_id);
    round->couple_of = en_arena_raw(&round->arena, round->applicants.count, sizeof *round->couple_of);
    round->joint_wishes = en_arena_raw(&round->arena, rows, sizeof *round->joint_wishes);
    round->joint_rank = en_arena_raw(&round->arena, rows, sizeof *round->joint_rank);
    return round->couples && round->couple_id && round->couple_of && round->joint_wishes && round->joint_rank;
}

static en_status keep_couples(const joint_reader *r, en_arena *scratch)
{
    en_round *round = r->round;
    couple_list couples;
    if (!list_couples(r, scratch, &couples) || !make_couples(round, r->count)) return EN_ERR_MEMORY;
    uint32_t at = 0;
    for (uint32_t i = 0; i < round->applicants.count; i++) round->couple_of[i] = EN_MATCH_NONE;
    for (uint32_t k = 0; k < round->couple_count; k++) {
        uint32_t joint = couples.order[k];
        const joint_row *row = &r->rows[couples.begin[joint]], *end = &r->rows[couples.begin[joint + 1]];
        round->couple_id[k] = joint;
        round->couples[k] =
            (en_match_couple){{row->applicant[0], row->applicant[1]}, at, at + (uint32_t)(end - row)};
        for (int m = 0; m < 2; m++) round->couple_of[row->applicant[m]] = k;
        for (; row < end; row++, at++) {
            round->joint_rank[at] = row->rank;
            for (int m = 0; m < 2; m++)
                round->joint_wishes[at].wish[m] =
                    row->place[m] == EN_MATCH_NONE
                        ? EN_MATCH_NONE
                        : round_find_wish(round, row->applicant[m], row->place[m], 0);
        }
    }
    return EN_OK;
}

static en_status read_joint(joint_reader *r, en_arena *scratch, en_report *report)
{
    en_column columns[] = {{"joint", true, &r->joint},          {"first", true, &r->applicant[0]},
                           {"second", true, &r->applicant[1]},  {"rank", true, &r->rank},
                           {"first_place", true, &r->place[0]}, {"second_place", true, &r->place[1]}};
    en_table *table = &r->round->joint_table;
    en_status status = en_table_columns(table, sizeof columns / sizeof *columns, columns, false, report);
    if (status != EN_OK) return status;
    size_t most = en_scan_most_rows(table);
    r->rows = en_arena_raw(scratch, most, sizeof *r->rows);
    if (!r->rows || !en_ids_make(&r->round->arena, most, &r->round->joints)) return EN_ERR_MEMORY;
    en_status rows = en_scan_all(table, take_row, r, report);
    if (rows == EN_ERR_MEMORY) return rows;
    status = check_rows(r, scratch, report);
    if (status == EN_OK) status = rows;
    if (status != EN_OK || !r->round->wish_begin) return status;
    status = add_wishes(r, scratch);
    return status == EN_OK ? keep_couples(r, scratch) : status;
}

en_status round_read_joint(en_round *round, en_report *report)
{
    if (!round->joint_table.name.size) return EN_OK;
    en_arena scratch = en_arena_make(round->arena.allocator);
    joint_reader r = {.round = round};
    en_status status = read_joint(&r, &scratch, report);
    en_arena_free(&scratch);
    return status;
}
