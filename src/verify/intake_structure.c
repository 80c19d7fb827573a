/* How places are divided and bound: lines of seats, groups, and seats that are held from before. */
#include "intake.h"

#include <math.h>
#include <stdlib.h>

/* A row of one of these tables. */
typedef struct taking {
    en_intake *round;
    en_table table;
    en_str *parents;
    uint32_t rows;
    int id, place, order, seats, category, term, others, to, parent, cap, floor, target, turn, choice;
} taking;

static bool take_nothing(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    (void)user, (void)index, (void)finder;
    return en_cell_fault(csv, 0, EN_W_VERIFY_UNSUPPORTED_TABLE);
}

/* A table that is not read here: it may stand there without rows. */
static en_status refuse_table(en_intake *r, const char *name)
{
    en_table table;
    if (!en_folder_has(r->folder, name)) return EN_OK;
    en_status status = en_table_open(r->folder, name, r->context, r->report, &table);
    if (status == EN_OK) status = en_scan_all(&table, take_nothing, NULL, r->report);
    en_table_free(&table);
    return status;
}

static bool take_line(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    taking *t = user;
    en_intake *r = t->round;
    en_str others = en_cell_text(csv, t->others);
    en_intake_line line = {.never = en_str_is(others, "never")};
    bool named = line.never || en_str_is(others, "after");
    (void)index, (void)finder;
    line.place = en_cell_find(csv, t->place, &r->places, EN_W_VERIFY_UNKNOWN_PLACE);
    if (line.place == EN_IDS_NONE || !en_intake_take_whole(csv, t->to, &line.to)) return false;
    if (!en_cell_whole(csv, t->order, 1, INT32_MAX, EN_W_VERIFY_NOT_A_COUNT, &line.order)) return false;
    if (!en_cell_whole(csv, t->seats, 0, INT32_MAX, EN_W_VERIFY_NOT_A_COUNT, &line.seats)) return false;
    line.category = en_intake_intern(r, csv, t->category, &r->categories) + 1;
    line.term = en_intake_intern(r, csv, t->term, &r->terms) + 1;
    if (line.category > 0) line.member = (uint64_t)1 << (line.category - 1);
    if (line.category > 0 ? !named : others.size > 0)
        return en_cell_fault(csv, t->place, EN_W_VERIFY_LINE_WRONG);
    r->lines[t->rows++] = line;
    return true;
}

static int by_place(const void *first, const void *second)
{
    const en_intake_line *a = first, *b = second;
    if (a->place != b->place) return a->place < b->place ? -1 : 1;
    return (a->order > b->order) - (a->order < b->order);
}

/* The lines of a place: their orders differ, they sum to its seats, and `to` names one that hands on to none.
 */
static bool join_lines(en_intake *r, uint32_t place, en_intake_line *first, en_intake_line *end)
{
    uint64_t sum = 0;
    for (en_intake_line *line = first; line < end; line++) {
        uint32_t to = line->to;
        sum += line->seats;
        line->to = EN_IDS_NONE;
        for (en_intake_line *l = first; to > 0 && l < end; l++)
            if (l->order == to && l != line) line->to = (uint32_t)(l - r->lines);
        if ((to > 0 && line->to == EN_IDS_NONE) || (line > first && line->order == line[-1].order))
            return false;
    }
    for (en_intake_line *line = first; line < end; line++)
        if (line->to != EN_IDS_NONE && r->lines[line->to].to != EN_IDS_NONE) return false;
    return sum == r->seats[place];
}

/* Behind the rows of seats.csv stand those of places that have none there; then all are sorted. */
static en_status settle_lines(en_intake *r, uint32_t count)
{
    uint32_t places = r->places.count, given = count;
    r->lined = given > 0;
    for (uint32_t i = 0; i < given; i++) r->line_begin[r->lines[i].place] = 1;
    for (uint32_t p = 0; p < places; p++)
        if (r->line_begin[p] == 0)
            r->lines[count++] = (en_intake_line){.place = p, .order = 1, .seats = r->seats[p]};
    if (given > 0) qsort(r->lines, count, sizeof *r->lines, by_place);
    for (uint32_t p = 0, i = 0; p <= places; p++) {
        r->line_begin[p] = i;
        while (i < count && r->lines[i].place == p) i++;
        if (p < places && !join_lines(r, p, r->lines + r->line_begin[p], r->lines + i))
            return en_intake_refuse(r, EN_W_VERIFY_LINE_WRONG, "seats.csv", "place", r->places.ids[p]);
    }
    return EN_OK;
}

static en_status read_lines(en_intake *r)
{
    taking t = {.round = r};
    const en_column columns[] = {{"place", true, &t.place}, {"order", true, &t.order},
                                 {"seats", true, &t.seats}, {"category", false, &t.category},
                                 {"term", false, &t.term},  {"others", false, &t.others},
                                 {"to", false, &t.to}};
    bool there = en_folder_has(r->folder, "seats");
    en_status status = there ? en_intake_open(r, "seats", 7, columns, &t.table) : EN_OK;
    size_t most = r->places.count + (there && status == EN_OK ? en_scan_most_rows(&t.table) : 0);
    r->lines = en_arena_array(&r->arena, most, sizeof *r->lines);
    r->line_begin = en_arena_array(&r->arena, r->places.count + (size_t)1, sizeof *r->line_begin);
    if (status == EN_OK && (!r->lines || !r->line_begin)) status = EN_ERR_MEMORY;
    if (there && status == EN_OK) status = en_scan_all(&t.table, take_line, &t, r->report);
    en_table_free(&t.table);
    return status == EN_OK ? settle_lines(r, t.rows) : status;
}

static bool take_choice(const en_csv *csv, int column, en_intake_choice *choice)
{
    en_str cell = en_cell_text(csv, column);
    *choice = en_str_is(cell, "targets")        ? EN_INTAKE_TARGETS
              : en_str_is(cell, "common-order") ? EN_INTAKE_COMMON_ORDER
                                                : EN_INTAKE_GATHERS;
    return cell.size == 0 || *choice != EN_INTAKE_GATHERS ||
           en_cell_fault(csv, column, EN_W_VERIFY_GROUP_WRONG);
}

static bool take_group(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    const taking *t = user;
    en_intake *r = t->round;
    en_intake_node *node = &r->nodes[r->places.count + r->groups.count];
    en_str id;
    bool known;
    (void)index, (void)finder;
    *node = (en_intake_node){EN_IDS_NONE, EN_IDS_NONE, 0, EN_IDS_NONE, EN_INTAKE_GATHERS, EN_IDS_NONE};
    if (en_cell_text(csv, t->floor).size > 0)
        return en_cell_fault(csv, t->floor, EN_W_VERIFY_UNSUPPORTED_COLUMN);
    if (!take_choice(csv, t->choice, &node->choice) || !en_intake_take_whole(csv, t->cap, &node->cap) ||
        !en_intake_take_whole(csv, t->target, &node->target) ||
        !en_intake_take_whole(csv, t->turn, &node->turn) || !en_cell_id(csv, t->id, csv->arena, &id))
        return false;
    t->parents[r->groups.count] = en_cell_text(csv, t->parent);
    (void)en_ids_add(&r->groups, id, &known);
    return !known || en_cell_fault(csv, t->id, EN_W_VERIFY_ID_TWICE);
}

static bool find_parent(en_intake *r, en_str cell, uint32_t *parent)
{
    en_str id;
    *parent = EN_IDS_NONE;
    if (cell.size == 0) return true;
    if (en_id_normalise(&r->arena, cell, &id) != EN_ID_FINE) return false;
    uint32_t group = en_ids_find(&r->groups, id);
    *parent = group == EN_IDS_NONE ? group : r->places.count + group;
    return group != EN_IDS_NONE;
}

/* A cycle goes too deep. */
static bool settle_node(en_intake *r, uint32_t n, int depth)
{
    en_intake_node *node = &r->nodes[n], *above = NULL;
    if (node->scorer != EN_IDS_NONE) return true;
    if (depth > EN_INTAKE_MOST_DEPTH) return false;
    if (node->parent != EN_IDS_NONE) {
        if (!settle_node(r, node->parent, depth + 1)) return false;
        above = &r->nodes[node->parent];
    }
    bool place = n < r->places.count, common = above && above->choice == EN_INTAKE_COMMON_ORDER;
    if (common && !place && node->choice == EN_INTAKE_TARGETS) return false;
    if (common && !place) node->choice = EN_INTAKE_COMMON_ORDER;
    node->scorer = common ? above->scorer : n;
    if (above && above->choice == EN_INTAKE_GATHERS) node->parent = EN_IDS_NONE;
    if (place) return node->scorer == n || !en_intake_has_lines(r, n);
    if (r->call) return node->choice == EN_INTAKE_GATHERS;
    return node->choice != EN_INTAKE_GATHERS || (node->cap == EN_IDS_NONE && node->parent == EN_IDS_NONE);
}

/* The targets of a group's children sum to at most its cap. */
static bool check_targets(const en_intake *r, uint64_t *sums)
{
    size_t count = r->places.count + (size_t)r->groups.count;
    for (size_t n = 0; n < count; n++)
        if (r->nodes[n].parent != EN_IDS_NONE) sums[r->nodes[n].parent] += r->nodes[n].target;
    for (size_t n = r->places.count; n < count; n++)
        if (r->nodes[n].choice == EN_INTAKE_TARGETS && sums[n] > r->nodes[n].cap) return false;
    return true;
}

static en_status settle_groups(en_intake *r, const en_str *parents)
{
    uint32_t places = r->places.count, count = places + r->groups.count;
    uint64_t *sums = en_arena_array(&r->arena, count, sizeof *sums);
    if (!sums) return EN_ERR_MEMORY;
    for (uint32_t n = 0; n < count; n++) {
        en_str cell = n < places ? r->cells[1][n] : parents[n - places];
        if (!find_parent(r, cell, &r->nodes[n].parent))
            return en_intake_refuse(r, EN_W_VERIFY_UNKNOWN_GROUP, n < places ? "places.csv" : "groups.csv",
                                    n < places ? "group" : "parent", cell);
    }
    for (uint32_t n = 0; n < count; n++)
        if (!settle_node(r, n, 0))
            return en_intake_refuse(r, EN_W_VERIFY_GROUP_WRONG, "groups.csv", "group", en_intake_id(r, n));
    if (check_targets(r, sums)) return EN_OK;
    return en_intake_refuse(r, EN_W_VERIFY_GROUP_WRONG, "groups.csv", "target", (en_str){0});
}

static en_status read_groups(en_intake *r)
{
    taking t = {.round = r};
    const en_column columns[] = {{"group", true, &t.id},       {"parent", false, &t.parent},
                                 {"cap", false, &t.cap},       {"floor", false, &t.floor},
                                 {"target", false, &t.target}, {"turn", false, &t.turn},
                                 {"choice", false, &t.choice}};
    bool there = en_folder_has(r->folder, "groups");
    en_status status = there ? en_intake_open(r, "groups", 7, columns, &r->tables[2]) : EN_OK;
    if (status != EN_OK) return status;
    size_t most = there ? en_scan_most_rows(&r->tables[2]) : 0, places = r->places.count;
    if (most > EN_INTAKE_MOST_GROUPS)
        return en_intake_refuse(r, EN_W_VERIFY_TOO_MANY, "groups.csv", NULL, (en_str){0});
    en_intake_node *nodes = en_arena_array(&r->arena, places + most, sizeof *nodes);
    t.parents = en_arena_array(&r->arena, most, sizeof *t.parents);
    if (!nodes || !t.parents || !en_ids_make(&r->arena, most, &r->groups)) return EN_ERR_MEMORY;
    memcpy(nodes, r->nodes, places * sizeof *nodes);
    r->nodes = nodes;
    if (there) status = en_scan_all(&r->tables[2], take_group, &t, r->report);
    return status == EN_OK ? settle_groups(r, t.parents) : status;
}

/* Only categories that a line names have a bit. */
static en_status read_members(en_intake *r)
{
    r->member = en_arena_array(&r->arena, r->applicants.count, sizeof *r->member);
    if (!r->member) return EN_ERR_MEMORY;
    for (size_t a = 0; a < r->applicants.count; a++) {
        en_str rest = r->cells[0][a], piece, id;
        while (en_str_next(&rest, ';', &piece)) {
            if (en_id_normalise(&r->arena, piece, &id) != EN_ID_FINE) continue;
            uint32_t category = en_ids_find(&r->categories, id);
            if (category != EN_IDS_NONE) r->member[a] |= (uint64_t)1 << category;
        }
    }
    return EN_OK;
}

en_status en_intake_read_structure(en_intake *r)
{
    en_status status = EN_OK;
    const char *mechanism = json_string_value(json_object_get(r->json, "mechanism"));
    r->call = mechanism && strcmp(mechanism, "two-agency") == 0;
    if (!r->call) status = refuse_table(r, "demands");
    if (status == EN_OK) status = read_lines(r);
    if (status == EN_OK) status = read_groups(r);
    return status == EN_OK && r->categories.count > 0 ? read_members(r) : status;
}

static bool take_held(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    taking *t = user;
    en_intake *r = t->round;
    (void)index, (void)finder;
    uint32_t a = en_cell_find(csv, t->id, &r->applicants, EN_W_VERIFY_UNKNOWN_APPLICANT);
    uint32_t p = en_cell_find(csv, t->place, &r->places, EN_W_VERIFY_UNKNOWN_PLACE);
    if (a == EN_IDS_NONE || p == EN_IDS_NONE) return false;
    if (r->held[a].place != EN_IDS_NONE) return en_cell_fault(csv, t->id, EN_W_VERIFY_ID_TWICE);
    uint32_t term = en_intake_intern(r, csv, t->term, &r->terms) + 1;
    r->held[a] = (en_intake_wish){.applicant = a, .place = p, .term = term, .score = NAN};
    t->rows++;
    return true;
}

en_status en_intake_read_held(en_intake *r)
{
    taking t = {.round = r};
    const en_column columns[] = {
        {"applicant", true, &t.id}, {"place", true, &t.place}, {"term", false, &t.term}};
    if (!en_folder_has(r->folder, "held")) return EN_OK;
    en_status status = en_intake_open(r, "held", 3, columns, &t.table);
    if (status == EN_OK) r->held = en_arena_raw(&r->arena, r->applicants.count, sizeof *r->held);
    if (status == EN_OK && !r->held) status = EN_ERR_MEMORY;
    for (size_t a = 0; r->held && a < r->applicants.count; a++) r->held[a].place = EN_IDS_NONE;
    if (status == EN_OK) status = en_scan_all(&t.table, take_held, &t, r->report);
    if (t.rows == 0) r->held = NULL;
    en_table_free(&t.table);
    return status;
}
