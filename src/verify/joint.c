/* joint.csv: couples, whose members wish for places through joint wishes alone; and which of these came true.
 */
#define _GNU_SOURCE /* qsort_r */
#include "joint.h"

#include <stdlib.h>

typedef struct taking {
    en_intake *round;
    int couple, applicant[2], rank, place[2];
} taking;

static bool take_row(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    const taking *t = user;
    en_intake *r = t->round;
    en_intake_joint *row = &r->joints[r->joint_count];
    en_str id;
    bool known;
    (void)index, (void)finder;
    if (!en_cell_id(csv, t->couple, csv->arena, &id) ||
        !en_cell_whole(csv, t->rank, 1, INT32_MAX, EN_W_VERIFY_NOT_A_RANK, &row->rank))
        return false;
    for (int m = 0; m < 2; m++) {
        bool none = en_str_is(en_cell_text(csv, t->place[m]), "-");
        row->applicant[m] = en_cell_find(csv, t->applicant[m], &r->applicants, EN_W_VERIFY_UNKNOWN_APPLICANT);
        row->place[m] =
            none ? EN_IDS_NONE : en_cell_find(csv, t->place[m], &r->places, EN_W_VERIFY_UNKNOWN_PLACE);
        if (row->applicant[m] == EN_IDS_NONE || (row->place[m] == EN_IDS_NONE && !none)) return false;
    }
    row->couple = en_ids_add(&r->couples, id, &known);
    r->joint_count++;
    return true;
}

static int in_order(const void *first, const void *second, void *shared)
{
    const en_intake_joint *a = first, *b = second;
    const en_intake *r = shared;
    if (a->couple != b->couple) return en_str_compare(r->couples.ids[a->couple], r->couples.ids[b->couple]);
    return (a->rank > b->rank) - (a->rank < b->rank);
}

/* Couples by their ids, joint wishes by rank. Nobody is in two couples, or wishes for anything else. */
static bool settle(en_intake *r)
{
    r->couple_of = en_arena_raw(&r->arena, r->applicants.count, sizeof *r->couple_of);
    if (!r->couple_of) return false;
    memset(r->couple_of, 0xFF, r->applicants.count * sizeof *r->couple_of);
    qsort_r(r->joints, r->joint_count, sizeof *r->joints, in_order, r);
    for (size_t j = 0; j < r->joint_count; j++) {
        const en_intake_joint *row = &r->joints[j], *before = row - 1;
        bool first = j == 0 || before->couple != row->couple, sound = row->applicant[0] != row->applicant[1];
        for (int m = 0; m < 2 && sound; m++) {
            uint32_t a = row->applicant[m], *of = &r->couple_of[a];
            sound = first ? *of == EN_IDS_NONE && r->wishes.first[a] == r->wishes.first[a + 1]
                          : a == before->applicant[m] && row->rank > before->rank;
            *of = row->couple;
        }
        if (!sound)
            return (void)en_intake_refuse(r, EN_W_VERIFY_COUPLE_WRONG, "joint.csv", "joint",
                                          r->couples.ids[row->couple]),
                   false;
    }
    return true;
}

/* Adds a wish of this member for each place that the couple names for them, at the best rank. */
static void add_wishes(const en_intake_joint *row, const en_intake_joint *end, uint32_t a, en_intake_rows *to)
{
    size_t first = to->count;
    uint32_t couple = row->couple;
    for (int m = row->applicant[1] == a; row < end && row->couple == couple; row++) {
        size_t w = row->place[m] == EN_IDS_NONE ? SIZE_MAX : first;
        while (w < to->count && to->at[w].place != row->place[m]) w++;
        if (w == to->count) to->at[to->count++] = (en_intake_wish){a, row->place[m], row->rank, 0, NAN};
    }
}

static bool join(en_intake *r)
{
    size_t applicants = r->applicants.count;
    const en_intake_joint **first = en_arena_array(&r->arena, applicants, sizeof *first);
    en_intake_rows to = {.arena = en_arena_make(NULL)};
    to.at = en_arena_raw(&to.arena, r->wishes.count + 2 * r->joint_count, sizeof *to.at);
    to.first = en_arena_array(&to.arena, applicants + 1, sizeof *to.first);
    bool made = first && to.at && to.first;
    for (size_t j = r->joint_count; made && j-- > 0;)
        for (int m = 0; m < 2; m++) first[r->joints[j].applicant[m]] = &r->joints[j];
    for (uint32_t a = 0; made && a < applicants; a++) {
        for (uint32_t w = r->wishes.first[a]; w < r->wishes.first[a + 1]; w++)
            to.at[to.count++] = r->wishes.at[w];
        if (first[a]) add_wishes(first[a], r->joints + r->joint_count, a, &to);
        to.first[a + 1] = (uint32_t)to.count;
    }
    en_arena_free(made ? &r->wishes.arena : &to.arena);
    if (made) r->wishes = to;
    return made;
}

en_status en_intake_read_joint(en_intake *r)
{
    taking t = {.round = r};
    const en_column columns[] = {{"joint", true, &t.couple},         {"first", true, &t.applicant[0]},
                                 {"second", true, &t.applicant[1]},  {"rank", true, &t.rank},
                                 {"first_place", true, &t.place[0]}, {"second_place", true, &t.place[1]}};
    if (!en_folder_has(r->folder, "joint")) return EN_OK;
    en_status status = en_intake_open(r, "joint", 6, columns, &r->joint_table);
    if (status != EN_OK) return status;
    size_t most = en_scan_most_rows(&r->joint_table);
    r->joints = en_arena_array(&r->arena, most, sizeof *r->joints);
    if (!r->joints || !en_ids_make(&r->arena, most, &r->couples)) return EN_ERR_MEMORY;
    status = en_scan_all(&r->joint_table, take_row, &t, r->report);
    if (status != EN_OK || r->joint_count == 0) return status;
    if (settle(r) && join(r)) return EN_OK;
    return r->report->errors > 0 ? EN_ERR_INPUT : EN_ERR_MEMORY;
}

/* The wishes of each joint wish, now that they are in order; NONE of one who stays unplaced. */
static void find_wishes(en_verify *v)
{
    en_intake *r = &v->round;
    for (en_intake_joint *j = r->joints; j < r->joints + r->joint_count; j++) {
        j->counts = true;
        for (int m = 0; m < 2; m++) {
            uint32_t w = j->place[m] == EN_IDS_NONE ? EN_IDS_NONE : r->wishes.first[j->applicant[m]];
            while (w != EN_IDS_NONE && r->wishes.at[w].place != j->place[m]) w++;
            j->wish[m] = w;
            j->counts = j->counts && (w == EN_IDS_NONE || en_verify_acceptable(v, w));
        }
        j->counts = j->counts && (j->wish[0] & j->wish[1]) != EN_IDS_NONE;
    }
}

static bool has(const en_verify *v, const en_intake_joint *j)
{
    return j->counts && v->result[j->applicant[0]] == j->wish[0] && v->result[j->applicant[1]] == j->wish[1];
}

/* Notes what one couple got, and what it would rather have; returns the next couple's first. */
static en_intake_joint *settle_couple(en_verify *v, en_intake_joint *first, en_intake_joint *end)
{
    en_intake_joint *j = first;
    const uint32_t *a = first->applicant;
    for (; j < end && j->couple == first->couple && !has(v, j); j++) {
        j->preferred = j->counts;
        for (int m = 0; m < 2 && j->counts; m++)
            if (j->wish[m] != EN_IDS_NONE) v->wanted[j->wish[m]] = j->wish[m] != v->result[a[m]];
    }
    bool got = j < end && j->couple == first->couple;
    en_arg who = en_arg_str("applicant", v->round.applicants.ids[a[0]]);
    if (!got && (v->result[a[0]] & v->result[a[1]]) != EN_IDS_NONE)
        (void)en_report_add(&v->checks[EN_VERIFY_FEASIBLE].report, EN_ERROR, EN_W_VERIFY_NO_JOINT_WISH,
                            (en_where){.file = en_str_of("matches.csv")}, 1, &who);
    for (int m = 0; m < 2 && got; m++) v->ranks[a[m]] = j->rank;
    while (j < end && j->couple == first->couple) j++;
    return j;
}

en_status en_verify_settle_couples(en_verify *v)
{
    en_intake *r = &v->round;
    if (r->joint_count == 0) return EN_OK;
    v->wanted = en_arena_array(&v->arena, r->wishes.count, sizeof *v->wanted);
    v->ranks = en_arena_array(&v->arena, r->applicants.count, sizeof *v->ranks);
    if (!v->wanted || !v->ranks) return EN_ERR_MEMORY;
    find_wishes(v);
    for (uint32_t w = 0; w < r->wishes.count; w++)
        v->wanted[w] =
            !en_verify_in_couple(v, r->wishes.at[w].applicant) && w < v->result[r->wishes.at[w].applicant];
    for (en_intake_joint *j = r->joints, *end = j + r->joint_count; j < end;) j = settle_couple(v, j, end);
    return EN_OK;
}
