/* What groups and places make together: children's targets within the cap of their group, turns that are all
 * different, and which common order a place is under. O(n · log n) for n groups and places. */
#include "round_parts.h"

#include <stdlib.h>

/* A child of a group that chooses. */
typedef struct child {
    uint32_t parent, turn; /* turn: EN_MATCH_NONE where not given */
    en_str id;
    bool is_group;
    uint32_t index;
} child;

/* Turns ascending, those not given last, equal ones by id; a place before a group of the same id. */
static int by_turn(const void *a, const void *b)
{
    const child *x = a, *y = b;
    if (x->parent != y->parent) return x->parent < y->parent ? -1 : 1;
    if (x->turn != y->turn) return x->turn < y->turn ? -1 : 1;
    int order = en_str_compare(x->id, y->id);
    return order ? order : x->is_group - y->is_group;
}

static size_t list_children(const en_round *round, child *children)
{
    size_t n = 0;
    for (uint32_t p = 0; p < round->places.count; p++)
        if (round->in_group[p].group != EN_MATCH_NONE)
            children[n++] = (child){round->in_group[p].group, round->in_group[p].turn,
                                    en_round_place(round, p), false, p};
    for (uint32_t g = 0; g < round->groups.count; g++)
        if (round->group[g].parent != EN_MATCH_NONE)
            children[n++] =
                (child){round->group[g].parent, round->group[g].turn, round->groups.ids[g], true, g};
    return n;
}

static en_status settle_turns(en_round *round, en_arena *scratch)
{
    size_t most = (size_t)round->places.count + round->groups.count;
    child *children = en_arena_raw(scratch, most, sizeof *children);
    if (!children) return EN_ERR_MEMORY;
    size_t n = list_children(round, children);
    qsort(children, n, sizeof *children, by_turn);
    uint32_t turn = 0;
    for (size_t k = 0; k < n; k++) {
        const child *c = &children[k];
        turn = k > 0 && children[k - 1].parent == c->parent ? turn + 1 : 0;
        if (c->is_group) round->group[c->index].turn = turn;
        else round->in_group[c->index].turn = turn;
    }
    for (uint32_t g = 0; g < round->groups.count; g++)
        if (round->group[g].parent == EN_MATCH_NONE) round->group[g].turn = 0;
    return EN_OK;
}

static void report_targets(const en_round *round, uint32_t g, uint64_t sum, en_report *report)
{
    en_text cap = en_text_make(NULL);
    en_text_add_int(&cap, round->group[g].cap);
    en_arg arg = en_arg_int("sum", (int64_t)sum);
    en_where where = {round->groups_table.name, round->group_row[g], en_str_of("cap"), en_text_str(&cap)};
    (void)en_report_add(report, EN_ERROR, EN_W_ROUND_TARGETS_OVER_CAP, where, 1, &arg);
    if (cap.failed) report->out_of_memory = true;
    en_text_free(&cap);
}

en_status round_check_targets(const en_round *round, en_arena *scratch, en_report *report)
{
    uint64_t *sum = en_arena_array(scratch, round->groups.count, sizeof *sum);
    if (!sum) return EN_ERR_MEMORY;
    for (uint32_t p = 0; p < round->places.count; p++)
        if (round->in_group[p].group != EN_MATCH_NONE)
            sum[round->in_group[p].group] += round->in_group[p].target;
    for (uint32_t g = 0; g < round->groups.count; g++)
        if (round->group[g].parent != EN_MATCH_NONE) sum[round->group[g].parent] += round->group[g].target;
    en_status status = EN_OK;
    for (uint32_t g = 0; g < round->groups.count; g++) {
        const en_match_group *group = &round->group[g];
        if (group->choice != EN_MATCH_BY_TARGETS || group->cap == EN_MATCH_NONE || sum[g] <= group->cap)
            continue;
        report_targets(round, g, sum[g], report);
        status = EN_ERR_INPUT;
    }
    return status;
}

/* The root-most group of common order over group g; all from there down to it are under common order. */
static uint32_t root_of_order(const en_round *round, uint32_t g, uint32_t *root)
{
    uint32_t top = g;
    while (root[top] == EN_MATCH_NONE) {
        uint32_t parent = round->group[top].parent;
        if (parent == EN_MATCH_NONE || round->group[parent].choice != EN_MATCH_BY_COMMON_ORDER)
            root[top] = top;
        else top = parent;
    }
    uint32_t found = root[top];
    for (; g != top; g = round->group[g].parent) root[g] = found;
    return found;
}

static en_status find_orders(en_round *round, en_arena *scratch)
{
    uint32_t *root = en_arena_raw(scratch, round->groups.count, sizeof *root);
    round->order_group = en_arena_raw(&round->arena, round->places.count, sizeof *round->order_group);
    if (!root || !round->order_group) return EN_ERR_MEMORY;
    memset(root, 0xFF, round->groups.count * sizeof *root);
    for (uint32_t p = 0; p < round->places.count; p++) {
        uint32_t g = round->in_group[p].group;
        bool common = g != EN_MATCH_NONE && round->group[g].choice == EN_MATCH_BY_COMMON_ORDER;
        round->order_group[p] = common ? root_of_order(round, g, root) : EN_MATCH_NONE;
    }
    return EN_OK;
}

en_status round_settle_groups(en_round *round, en_report *report)
{
    if (!round->in_group) return EN_OK;
    en_arena scratch = en_arena_make(round->arena.allocator);
    en_status status = round_check_targets(round, &scratch, report);
    if (status == EN_OK) status = settle_turns(round, &scratch);
    if (status == EN_OK && round->features & en_feature_bit(EN_FEATURE_COMMON_ORDER))
        status = find_orders(round, &scratch);
    en_arena_free(&scratch);
    return status;
}
