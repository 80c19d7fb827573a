/* A round's tables, each described by its columns and read by flat.h; what their rows make together: lines of
 * seats, the forest of groups, couples; wishes with their scores, in each applicant's own order; and
 * matches.csv, read back against them. Bound: linear, but for sorting.
 */
#define _GNU_SOURCE /* qsort_r */
#include "verify.h"

#include "group.h"

#include <stdlib.h>

enum { MOST_TERMS = 65535, MOST_CATEGORIES = 64, MOST_GROUPS = 1 << 20 };
static const uint32_t most = UINT32_MAX - 1; /* no enumerator: those are ints */

/* Describes a table: "NAME:KIND" for each column, with `!` if every row needs a value; records hold them in
 * this order, a `.` passes over four bytes. */
static size_t describe(verify *v, const char *format, en_ids *own, en_flat_column *to)
{
    static const char *const others[] = {"after", "never", NULL}, *const choices[] = {"targets",
                                                                                      "common-order", NULL};
    const struct {
        char kind;
        en_flat_kind is;
        en_word rule;
        en_ids *ids;
        uint32_t least, most, empty;
        const char *none, *const *words;
    } kinds[] = {
        /* new ids; known applicants (A: nearby), places (q: or "-"), groups; names that may be new */
        {'i', EN_FLAT_ID, EN_W_VERIFY_ID_TWICE, own, 0, 0, 0, NULL, NULL},
        {'a', EN_FLAT_OF, EN_W_VERIFY_UNKNOWN_APPLICANT, &v->applicants, 0, 0, NONE, NULL, NULL},
        {'A', EN_FLAT_NEAR, EN_W_VERIFY_UNKNOWN_APPLICANT, &v->applicants, 0, 0, NONE, NULL, NULL},
        {'p', EN_FLAT_OF, EN_W_VERIFY_UNKNOWN_PLACE, &v->places, 0, 0, NONE, NULL, NULL},
        {'q', EN_FLAT_OF, EN_W_VERIFY_UNKNOWN_PLACE, &v->places, 0, 0, NONE, "-", NULL},
        {'g', EN_FLAT_OF, EN_W_VERIFY_UNKNOWN_GROUP, &v->groups, 0, 0, NONE, NULL, NULL},
        {'t', EN_FLAT_NAME, EN_W_VERIFY_TOO_MANY, &v->terms, 0, MOST_TERMS, 0, NULL, NULL},
        {'k', EN_FLAT_NAME, EN_W_VERIFY_TOO_MANY, &v->categories, 0, MOST_CATEGORIES, 0, NULL, NULL},
        {'j', EN_FLAT_NAME, EN_W_VERIFY_TOO_MANY, &v->couples, 0, 0, 0, NULL, NULL},
        /* counts; limits, NONE where empty; ranks; scores; words; a cell that must be empty, or 0; a text */
        {'c', EN_FLAT_WHOLE, EN_W_VERIFY_NOT_A_COUNT, NULL, 0, most, 0, NULL, NULL},
        {'l', EN_FLAT_WHOLE, EN_W_VERIFY_NOT_A_COUNT, NULL, 0, most, NONE, NULL, NULL},
        {'r', EN_FLAT_WHOLE, EN_W_VERIFY_NOT_A_RANK, NULL, 1, most, 0, NULL, NULL},
        {'s', EN_FLAT_REAL, EN_W_VERIFY_NOT_A_COUNT, NULL, 0, 0, 0, NULL, NULL},
        {'o', EN_FLAT_WORD, EN_W_VERIFY_LINE_WRONG, NULL, 0, 0, 0, NULL, others},
        {'h', EN_FLAT_WORD, EN_W_VERIFY_GROUP_WRONG, NULL, 0, 0, 0, NULL, choices},
        {'x', EN_FLAT_EMPTY, EN_W_VERIFY_UNSUPPORTED_COLUMN, NULL, 0, 0, 0, "0", NULL},
        {'w', EN_FLAT_TEXT, EN_W_VERIFY_NOT_A_COUNT, NULL, 0, 0, 0, NULL, NULL}};
    en_str rest = en_str_of(format), word;
    size_t at = 0, count = 0, k;
    while (en_str_next(&rest, ' ', &word)) {
        const char *kind = memchr(word.at, ':', word.size);
        for (k = 0; kind && kinds[k].kind != kind[1];) k++;
        if (kind)
            to[count++] = (en_flat_column){en_arena_copy(&v->arena, word.at, (size_t)(kind - word.at)),
                                           kinds[k].is,
                                           word.at[word.size - 1] == '!',
                                           at,
                                           kinds[k].rule,
                                           kinds[k].ids,
                                           kinds[k].least,
                                           kinds[k].most,
                                           kinds[k].empty,
                                           kinds[k].none,
                                           kinds[k].words};
        if (!kind || (kinds[k].is != EN_FLAT_ID && kinds[k].is != EN_FLAT_EMPTY)) at += sizeof(uint32_t);
    }
    return count;
}

/* Reads a table that is there, into records of that size. One without rows is none of the round's files,
 * unless a round always has it. keep: where its text lives on, or −1. */
static en_flat take(verify *v, const char *name, const char *format, size_t size, int keep)
{
    en_flat_column columns[EN_FLAT_MOST_COLUMNS];
    bool named = keep == 0 || keep == 1, large = strcmp(name, "choices") == 0 || strcmp(name, "scores") == 0;
    en_table table = {0}, *to = keep >= 0 ? &v->tables[keep] : &table;
    en_ids *const ids[] = {&v->applicants, &v->places, &v->groups};
    en_flat rows = {.columns = columns,
                    .size = size,
                    .too_many = EN_W_VERIFY_TOO_MANY,
                    .attributes = named,
                    .large = large,
                    .user = v};
    rows.column_count = describe(v, format, keep >= 0 ? ids[keep] : NULL, columns);
    rows.most = keep == 2 ? MOST_GROUPS : named ? INT32_MAX : most - 1;
    rows.also = named ? keep_cells : NULL;
    if (!named && strcmp(name, "choices") != 0 && !en_folder_has(&v->folder, name)) return rows;
    need(v, en_table_open(&v->folder, name, &v->context, &v->input, to));
    v->reading = keep;
    if (named) bind_columns(v, to);
    en_status status = en_flat_read(&rows, to, &v->context, &v->arena, &v->input);
    if (status != EN_OK && !en_table_is_sheet(to)) en_file_hash(&to->file);
    if (status != EN_OK || rows.count > 0 || named || large) note_file(v, &to->file, false);
    need(v, status);
    if (keep < 0) en_table_free(to);
    return rows;
}

/* Groups, then places; nodes in the other order. */
static void read_nodes(verify *v)
{
    en_flat groups =
        take(v, "groups", "group:i! parent:g floor:x target:c turn:l cap:l choice:h", sizeof(node), 2);
    if (!v->groups.slots && !en_ids_make(&v->arena, 0, &v->groups)) finish(v, EN_ERR_MEMORY);
    en_flat places = take(v, "places", "place:i! group:g target:c turn:l . . seats:c! min_seats:c floor:c",
                          sizeof(node), 1);
    v->node_count = (uint32_t)(places.count + groups.count);
    v->nodes = make(v, v->node_count, sizeof *v->nodes);
    if (places.count > 0) memcpy(v->nodes, places.at, places.count * sizeof *v->nodes);
    if (groups.count > 0) memcpy(v->nodes + places.count, groups.at, groups.count * sizeof *v->nodes);
    for (node *n = v->nodes; n < v->nodes + v->node_count; n++) {
        if (n < v->nodes + places.count) n->cap = NONE;
        n->scorer = n->last = n->limit = NONE;
        if (n->parent != NONE) n->parent += (uint32_t)places.count;
        v->lower = v->lower || n->least > 0; /* a limit of 0 is none */
        v->hard = v->hard || n->floor > 0;
        v->common = v->common || n->choice == COMMON_ORDER;
        v->grouped = v->grouped || n->choice != GATHERS;
        n->above = n->parent;
    }
}

/* By the whole numbers that the rows begin with, so many of them. */
static int by_numbers(const void *first, const void *second, void *count)
{
    const uint32_t *a = first, *b = second, *end = a + *(const size_t *)count;
    while (a < end - 1 && *a == *b) a++, b++;
    return (*a > *b) - (*a < *b);
}

/* The lines of a place: their orders differ, they sum to its seats, `others` stands beside a category, and
 * `to` names one that hands on to none. */
static bool join_lines(verify *v, const node *place)
{
    line *first = v->lines + place->line, *end = first + place->lines;
    uint64_t sum = 0;
    bool fine = true;
    for (line *l = first; l < end; l++) {
        uint32_t to = l->to;
        sum += l->seats;
        l->to = NONE;
        for (line *k = first; to != NONE && k < end; k++)
            if (k->order == to && k != l) l->to = (uint32_t)(k - v->lines);
        fine = fine && (to == NONE || l->to != NONE) && (l == first || l->order != l[-1].order);
        fine = fine && (l->category > 0) == (l->others > 0);
    }
    for (line *l = first; l < end; l++) fine = fine && (l->to == NONE || v->lines[l->to].to == NONE);
    return fine && sum == place->seats;
}

/* Behind the rows of seats.csv stand those of places that have none there; then all are sorted. */
static void read_lines(verify *v)
{
    en_flat rows =
        take(v, "seats", "place:p! order:c! seats:c! category:k term:t others:o to:l", sizeof(line), -1);
    size_t count = rows.count;
    v->lined = count > 0;
    v->lines = make(v, count + v->places.count, sizeof *v->lines);
    if (count > 0) memcpy(v->lines, rows.at, count * sizeof *v->lines);
    for (size_t i = 0; i < rows.count; i++) v->nodes[v->lines[i].place].lines++;
    for (uint32_t p = 0; p < v->places.count; p++)
        if (v->nodes[p].lines == 0)
            v->lines[count++] = (line){.place = p, .order = 1, .seats = v->nodes[p].seats, .to = NONE};
    if (v->lined) qsort_r(v->lines, count, sizeof *v->lines, by_numbers, &(size_t){2});
    for (uint32_t p = 0, i = 0; p < v->places.count; p++) {
        node *place = &v->nodes[p];
        for (place->line = i; i < count && v->lines[i].place == p;) i++;
        place->lines = i - place->line;
        if (!join_lines(v, place)) refuse(v, EN_W_VERIFY_LINE_WRONG, "seats.csv", "place", v->places.ids[p]);
    }
    v->states = make(v, count, sizeof *v->states);
    v->trial = make(v, count, sizeof *v->trial);
}

/* Whether a node fits below its parents; a cycle goes too deep. */
static bool settle_node(verify *v, uint32_t at, int depth)
{
    node *n = &v->nodes[at], *above = n->parent == NONE ? NULL : &v->nodes[n->parent];
    bool place = at < v->places.count;
    if (n->scorer != NONE) return true;
    if (depth > MOST_DEPTH || (above && !settle_node(v, n->parent, depth + 1))) return false;
    bool common = above && above->choice == COMMON_ORDER;
    if (common && !place && n->choice == TARGETS) return false;
    if (common && !place) n->choice = COMMON_ORDER;
    n->scorer = common ? above->scorer : at;
    if (above && above->choice == GATHERS) n->parent = NONE;
    if (place) return n->scorer == at || !has_lines(v, at);
    if (v->mechanism == CALL) return n->choice == GATHERS;
    return n->choice != GATHERS || (n->cap == NONE && n->parent == NONE);
}

/* The forest; the targets of a group's children sum to at most its cap. */
static void settle_nodes(verify *v)
{
    uint64_t *sums = make(v, v->node_count, sizeof *sums);
    for (uint32_t n = 0; n < v->node_count; n++) {
        if (!settle_node(v, n, 0)) refuse(v, EN_W_VERIFY_GROUP_WRONG, "groups.csv", "group", id_of(v, n));
        if (v->nodes[n].parent != NONE) sums[v->nodes[n].parent] += v->nodes[n].target;
    }
    for (uint32_t n = v->places.count; n < v->node_count; n++)
        if (v->nodes[n].choice == TARGETS && sums[n] > v->nodes[n].cap)
            refuse(v, EN_W_VERIFY_GROUP_WRONG, "groups.csv", "target", id_of(v, n));
}

/* Only categories that a line names have a bit. */
static void settle_members(verify *v, const en_str *cells)
{
    v->member = make(v, v->categories.count ? v->applicants.count : 0, sizeof *v->member);
    for (uint32_t a = 0; a < v->applicants.count && v->categories.count > 0; a++) {
        en_str rest = cells[a], piece, id;
        while (en_str_next(&rest, ';', &piece)) {
            bool fine = en_id_normalise(&v->arena, piece, &id) == EN_ID_FINE;
            uint32_t category = fine ? en_ids_find(&v->categories, id) : NONE;
            if (category != NONE) v->member[a] |= (uint64_t)1 << category;
        }
    }
}

/* Wishes, or scores: rows that are brought to their applicants. */
static void read_wishes(verify *v, bool scores, wishes *to)
{
    en_flat rows = scores
                       ? take(v, "scores", "applicant:A! place:p group:g . score:s!", sizeof(wish), -1)
                       : take(v, "choices", "applicant:A! place:p! rank:r! term:t score:s", sizeof(wish), -1);
    if (!rows.at) return;
    to->first = make(v, v->applicants.count + (size_t)1, sizeof *to->first);
    to->at = (wish *)(void *)rows.at;
    to->count = rows.count;
    if (!en_group_rows(&v->context, (uint64_t *)(void *)rows.at, sizeof(wish) / sizeof(uint64_t), &to->count,
                       v->applicants.count, to->first))
        finish(v, EN_ERR_MEMORY);
}

static void read_held(verify *v)
{
    en_flat rows = take(v, "held", "applicant:a! place:p! . term:t", sizeof(wish), -1);
    const wish *at = (const wish *)(void *)rows.at;
    if (rows.count == 0) return;
    v->seats = make(v, v->applicants.count, sizeof *v->seats);
    for (uint32_t a = 0; a < v->applicants.count; a++) v->seats[a].place = NONE;
    for (const wish *seat = at; seat < at + rows.count; seat++) {
        uint32_t a = seat->applicant;
        if (v->seats[a].place != NONE)
            refuse(v, EN_W_VERIFY_ID_TWICE, "held.csv", "applicant", v->applicants.ids[a]);
        v->seats[a] = *seat;
        v->seats[a].score = NAN;
    }
}

static int by_couple(const void *first, const void *second, void *verify_)
{
    const joint *a = first, *b = second;
    const en_str *ids = ((const verify *)verify_)->couples.ids;
    if (a->couple != b->couple) return en_str_compare(ids[a->couple], ids[b->couple]);
    return (a->rank > b->rank) - (a->rank < b->rank);
}

/* Couples by their ids, joint wishes by rank. Nobody is in two couples, or wishes for anything else. */
static void read_joint(verify *v)
{
    en_flat rows = take(v, "joint", "joint:j! rank:r! first:a! second:a! first_place:q! second_place:q!",
                        sizeof(joint), -1);
    v->joints = (joint *)(void *)rows.at;
    v->joint_count = rows.count;
    if (rows.count == 0) return;
    v->couple_of = fill_with(make(v, v->applicants.count, sizeof *v->couple_of), 0xFF,
                             v->applicants.count * sizeof *v->couple_of);
    for (joint *j = v->joints; j < v->joints + rows.count; j++) j->couple--;
    qsort_r(v->joints, rows.count, sizeof *v->joints, by_couple, v);
    for (const joint *j = v->joints; j < v->joints + rows.count; j++) {
        bool first = j == v->joints || j[-1].couple != j->couple, fine = j->applicant[0] != j->applicant[1];
        for (int m = 0; m < 2 && fine; m++) {
            uint32_t a = j->applicant[m];
            fine = first ? v->couple_of[a] == NONE && v->wishes.first[a] == v->wishes.first[a + 1]
                         : a == j[-1].applicant[m] && j->rank > j[-1].rank;
            v->couple_of[a] = j->couple;
        }
        if (!fine) refuse(v, EN_W_VERIFY_COUPLE_WRONG, "joint.csv", "joint", v->couples.ids[j->couple]);
    }
}

/* A call of two agencies: what wishes take from budgets, and the two groups that score. */
static void read_call(verify *v)
{
    en_flat rows = take(v, "demands", "applicant:a! place:p! group:g! units:c!", sizeof(demand), -1);
    v->demands = (demand *)(void *)rows.at;
    if (v->mechanism != CALL && rows.count > 0)
        refuse(v, EN_W_VERIFY_UNSUPPORTED_TABLE, "demands.csv", NULL, (en_str){0});
    if (v->mechanism != CALL) return;
    v->demand_first = make(v, v->applicants.count + (size_t)1, sizeof *v->demand_first);
    if (rows.count > 0) qsort_r(v->demands, rows.count, sizeof *v->demands, by_numbers, &(size_t){3});
    for (size_t i = 0; i < rows.count; i++) {
        uint32_t a = v->demands[i].applicant;
        if (i > 0 && by_numbers(&v->demands[i - 1], &v->demands[i], &(size_t){3}) == 0)
            refuse(v, EN_W_VERIFY_ID_TWICE, "demands.csv", "applicant", v->applicants.ids[a]);
        v->demand_first[a + 1]++;
        if (v->nodes[v->places.count + v->demands[i].group].cap == NONE)
            refuse(v, EN_W_VERIFY_GROUP_WRONG, "groups.csv", "cap", v->groups.ids[v->demands[i].group]);
    }
    for (uint32_t a = 0; a < v->applicants.count; a++) v->demand_first[a + 1] += v->demand_first[a];
    uint32_t found = 0;
    for (uint32_t g = v->places.count; g < v->node_count; g++) {
        if (!v->nodes[g].scored || found++ > 1) continue;
        v->agency[found - 1] = make(v, v->applicants.count, sizeof(double));
        for (uint32_t a = 0; a < v->applicants.count; a++) v->agency[found - 1][a] = NAN;
        for (const wish *is = v->scores.at; is < v->scores.at + v->scores.count; is++)
            if (is->place == g) v->agency[found - 1][is->applicant] = is->score;
    }
    if (found != 2) refuse(v, EN_W_VERIFY_NOT_TWO_AGENCIES, "scores.csv", "group", (en_str){0});
}

/* Ids first; then what names them. */
void read_tables(verify *v)
{
    read_expressions(v);
    const en_str *categories =
        (const en_str *)(void *)take(v, "applicants", "applicant:i! categories:w", sizeof(en_str), 0).at;
    read_nodes(v);
    read_lines(v);
    settle_nodes(v);
    settle_members(v, categories);
    read_wishes(v, false, &v->wishes);
    read_joint(v);
    read_wishes(v, true, &v->scores);
    read_held(v);
    join_wishes(v);
    read_call(v);
}
