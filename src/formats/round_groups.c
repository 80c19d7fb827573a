/* groups.csv: places, and groups, under one limit.
 *
 * Groups form a forest, which is walked from its roots down, so that a common order reaches all below it;
 * what is not reached stands on a cycle or below one. A group without a choice only gathers: to the engine,
 * what is below it stands alone. Bound: linear, but for the turns of children, which are sorted.
 */
#include "round_parts.h"
#include "scan.h"

#include <stdlib.h>

typedef struct group_reader {
    en_round *round;
    round_ids ids;
    int parent, cap, floor, target, turn, choice;
    en_str *parent_id; /* per group; empty: none */
    bool *has_choice;  /* per group: as written */
    bool out_of_memory;
} group_reader;

static en_where at_group(const en_round *round, uint32_t group, const char *column, en_str value)
{
    return (en_where){round->groups_table.name, round->group_row[group], en_str_of(column), value};
}

static en_status refuse(const en_round *round, uint32_t group, const char *column, en_str value, en_word rule,
                        en_report *report)
{
    return en_report_error(report, rule, at_group(round, group, column, value));
}

static bool take_choice(const group_reader *r, const en_csv *csv, uint32_t group)
{
    en_str choice = en_cell_text(csv, r->choice);
    r->has_choice[group] = choice.size > 0;
    if (en_str_is(choice, "common-order")) r->round->group[group].choice = EN_MATCH_BY_COMMON_ORDER;
    else if (choice.size && !en_str_is(choice, "targets"))
        return en_cell_fault(csv, r->choice, EN_W_ROUND_NOT_CHOICE);
    return true;
}

static bool take_parent(group_reader *r, const en_csv *csv, uint32_t group)
{
    if (en_cell_text(csv, r->parent).size == 0) return true;
    return en_cell_id(csv, r->parent, &r->round->arena, &r->parent_id[group]);
}

static bool take_row(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    group_reader *r = user;
    (void)index, (void)finder;
    uint32_t group = round_take_id(&r->ids, csv), floor = 0;
    en_match_group g = {EN_MATCH_NONE, EN_MATCH_NONE, 0, EN_MATCH_NONE, EN_MATCH_BY_TARGETS};
    bool fine = round_take_count(csv, r->cap, &g.cap);
    fine = round_take_count(csv, r->floor, &floor) && fine;
    fine = round_take_count(csv, r->target, &g.target) && fine;
    fine = round_take_count(csv, r->turn, &g.turn) && fine;
    if (floor > 0) r->round->features |= en_feature_bit(EN_FEATURE_GROUP_FLOORS);
    if (group == EN_IDS_NONE) return false;
    r->round->group_row[group] = csv->row;
    r->round->group[group] = g;
    fine = take_parent(r, csv, group) && fine;
    return take_choice(r, csv, group) && fine;
}

static bool allocate(group_reader *r, en_arena *scratch, size_t most)
{
    en_round *round = r->round;
    round->group = en_arena_raw(&round->arena, most, sizeof *round->group);
    round->group_row = en_arena_raw(&round->arena, most, sizeof *round->group_row);
    round->group_parent = en_arena_raw(&round->arena, most, sizeof *round->group_parent);
    round->group_chooses = en_arena_array(&round->arena, most, sizeof *round->group_chooses);
    r->parent_id = en_arena_array(scratch, most, sizeof *r->parent_id);
    r->has_choice = en_arena_array(scratch, most, sizeof *r->has_choice);
    return round->group && round->group_row && round->group_parent && round->group_chooses && r->parent_id &&
           r->has_choice && round_start_ids(&r->ids, most);
}

static en_status find_parents(const group_reader *r, en_report *report)
{
    en_round *round = r->round;
    en_status status = EN_OK;
    for (uint32_t g = 0; g < round->groups.count; g++) {
        round->group_parent[g] = EN_MATCH_NONE;
        if (r->parent_id[g].size == 0) continue;
        round->group_parent[g] = en_ids_find(&round->groups, r->parent_id[g]);
        if (round->group_parent[g] == EN_IDS_NONE)
            status = refuse(round, g, "parent", r->parent_id[g], EN_W_ROUND_UNKNOWN_GROUP, report);
    }
    return status;
}

/* Groups by parent, and the order of a walk from the roots down. */
typedef struct forest {
    uint32_t *child_begin, *children; /* child_begin: groups + 2, the roots behind those of the last group */
    uint32_t *walk, walked;
} forest;

static bool make_forest(const en_round *round, en_arena *scratch, forest *f)
{
    uint32_t n = round->groups.count;
    *f = (forest){.child_begin = en_arena_array(scratch, (size_t)n + 3, sizeof *f->child_begin),
                  .children = en_arena_raw(scratch, n, sizeof *f->children),
                  .walk = en_arena_raw(scratch, n, sizeof *f->walk)};
    if (!f->child_begin || !f->children || !f->walk) return false;
    uint32_t *next = f->child_begin + 1;
    for (uint32_t g = 0; g < n; g++)
        f->child_begin[(round->group_parent[g] == EN_MATCH_NONE ? n : round->group_parent[g]) + 2]++;
    for (uint32_t g = 0; g <= n; g++) f->child_begin[g + 2] += f->child_begin[g + 1];
    for (uint32_t g = 0; g < n; g++)
        f->children[next[round->group_parent[g] == EN_MATCH_NONE ? n : round->group_parent[g]]++] = g;
    for (uint32_t k = f->child_begin[n]; k < f->child_begin[n + 1]; k++)
        f->walk[f->walked++] = f->children[k];
    for (uint32_t at = 0; at < f->walked; at++)
        for (uint32_t k = f->child_begin[f->walk[at]]; k < f->child_begin[f->walk[at] + 1]; k++)
            f->walk[f->walked++] = f->children[k];
    return true;
}

enum { SHOWN_OF_CYCLE = 12 };

/* Reports the cycle on which `start` stands: A → B → A. */
static en_status refuse_cycle(const en_round *round, uint32_t start, en_report *report)
{
    en_text path = en_text_make(NULL);
    uint32_t g = start;
    int shown = 0;
    do {
        if (shown++ < SHOWN_OF_CYCLE) {
            en_text_add(&path, round->groups.ids[g]);
            en_text_add_z(&path, " → ");
        }
        g = round->group_parent[g];
    } while (g != start);
    if (shown > SHOWN_OF_CYCLE) en_text_add_z(&path, "… → ");
    en_text_add(&path, round->groups.ids[start]);
    en_arg arg = en_arg_str("path", en_text_str(&path));
    en_where where = at_group(round, start, "parent", round->groups.ids[round->group_parent[start]]);
    if (path.failed) report->out_of_memory = true;
    else (void)en_report_add(report, EN_ERROR, EN_W_ROUND_GROUP_CYCLE, where, 1, &arg);
    en_text_free(&path);
    return EN_ERR_INPUT;
}

/* Each cycle once, from the first of its groups. seen: zeroed. */
static en_status refuse_cycles(const en_round *round, uint32_t *seen, en_report *report)
{
    en_status status = EN_OK;
    for (uint32_t first = 0; first < round->groups.count; first++) {
        uint32_t g = first, mark = first + 1;
        for (; g != EN_MATCH_NONE && seen[g] == 0; g = round->group_parent[g]) seen[g] = mark;
        if (g != EN_MATCH_NONE && seen[g] == mark) status = refuse_cycle(round, g, report);
    }
    return status;
}

/* A choice follows from what the group has, and from its parent, which is settled. A budget of two agencies
 * has a cap and no choice. */
static en_status settle_choice(en_round *round, uint32_t g, bool has_choice, en_report *report)
{
    uint32_t parent = round->group_parent[g];
    en_match_group *group = &round->group[g];
    bool below = parent != EN_MATCH_NONE && round->group_chooses[parent];
    bool common = below && round->group[parent].choice == EN_MATCH_BY_COMMON_ORDER;
    bool limited = group->cap != EN_MATCH_NONE && round->rules.mechanism != EN_TWO_AGENCY;
    round->group_chooses[g] = has_choice || below;
    group->parent = below ? parent : EN_MATCH_NONE;
    if (!has_choice && !common && (below || limited))
        return refuse(round, g, "choice", (en_str){"", 0}, EN_W_ROUND_CHOICE_MISSING, report);
    if (common && has_choice && group->choice != EN_MATCH_BY_COMMON_ORDER)
        return refuse(round, g, "choice", en_str_of("targets"), EN_W_ROUND_CHOICE_BELOW_COMMON, report);
    if (common) group->choice = EN_MATCH_BY_COMMON_ORDER;
    return EN_OK;
}

/* A target or a turn that no parent asks for decides nothing. */
static void warn_of_no_use(const en_round *round, uint32_t g, en_report *report)
{
    const en_match_group *group = &round->group[g];
    if (group->parent != EN_MATCH_NONE && round->group[group->parent].choice == EN_MATCH_BY_TARGETS) return;
    const char *column = group->target > 0 ? "target" : group->turn != EN_MATCH_NONE ? "turn" : NULL;
    if (column)
        (void)en_report_add(report, EN_WARNING, EN_W_ROUND_TARGET_WITHOUT_USE,
                            at_group(round, g, column, (en_str){0}), 0, NULL);
}

static en_status settle_choices(const group_reader *r, const forest *f, en_report *report)
{
    en_round *round = r->round;
    en_status status = EN_OK;
    for (uint32_t at = 0; at < f->walked; at++) {
        uint32_t g = f->walk[at];
        if (settle_choice(round, g, r->has_choice[g], report) != EN_OK) status = EN_ERR_INPUT;
        else warn_of_no_use(round, g, report);
        if (round->group_chooses[g])
            round->features |= en_feature_bit(
                round->group[g].choice == EN_MATCH_BY_TARGETS ? EN_FEATURE_TARGETS : EN_FEATURE_COMMON_ORDER);
    }
    return status;
}

/* As deep as enishi-verify follows. */
enum { DEEPEST = 1000 };

/* Names the first group that lies too deep; the walk has parents before their children. */
static en_status refuse_depth(const en_round *round, const forest *f, en_arena *scratch, en_report *report)
{
    uint32_t *depth = en_arena_raw(scratch, round->groups.count, sizeof *depth);
    if (!depth) return EN_ERR_MEMORY;
    for (uint32_t at = 0; at < f->walked; at++) {
        uint32_t g = f->walk[at], parent = round->group_parent[g];
        depth[g] = parent == EN_MATCH_NONE ? 1 : depth[parent] + 1;
        if (depth[g] > DEEPEST)
            return refuse(round, g, "parent", round->groups.ids[parent], EN_W_ROUND_GROUPS_TOO_DEEP, report);
    }
    return EN_OK;
}

/* What groups are to each other; said also where rows have errors of their own. */
static en_status settle(const group_reader *r, en_arena *scratch, en_report *report)
{
    en_round *round = r->round;
    forest f;
    en_status status = find_parents(r, report);
    if (status != EN_OK) return status;
    if (!make_forest(round, scratch, &f)) return EN_ERR_MEMORY;
    if (f.walked == round->groups.count) {
        status = refuse_depth(round, &f, scratch, report);
        return status == EN_OK ? settle_choices(r, &f, report) : status;
    }
    memset(f.walk, 0, round->groups.count * sizeof *f.walk);
    return refuse_cycles(round, f.walk, report);
}

static en_status read_groups(group_reader *r, en_arena *scratch, en_report *report)
{
    en_round *round = r->round;
    en_column columns[] = {{"group", true, &r->ids.column}, {"parent", false, &r->parent},
                           {"cap", false, &r->cap},         {"floor", false, &r->floor},
                           {"target", false, &r->target},   {"turn", false, &r->turn},
                           {"choice", false, &r->choice}};
    en_table *table = &round->groups_table;
    en_status status = en_table_columns(table, sizeof columns / sizeof *columns, columns, false, report);
    if (status != EN_OK) return status;
    if (!allocate(r, scratch, en_scan_most_rows(table))) return EN_ERR_MEMORY;
    en_status rows = en_scan_all(table, take_row, r, report);
    if (rows == EN_ERR_MEMORY) return rows;
    status = settle(r, scratch, report);
    return status == EN_OK ? rows : status;
}

en_status round_read_groups(en_round *round, en_report *report)
{
    if (!round->groups_table.name.size) return EN_OK;
    en_arena scratch = en_arena_make(round->arena.allocator);
    group_reader r = {.round = round,
                      .ids = {.arena = &round->arena, .report = report, .ids = &round->groups}};
    en_status status = read_groups(&r, &scratch, report);
    round->groups_sound = status == EN_OK;
    en_arena_free(&scratch);
    return status;
}
