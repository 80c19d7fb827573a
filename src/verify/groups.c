/* What groups choose: how many each of their places may take, or whom.
 *
 * By targets: units are handed out one by one, in rounds of ascending turn, to children that have somebody to
 * take; first up to the targets. By common order: the wishes of the whole subtree are walked, best first.
 * Sources: Y. Kamada and F. Kojima, "Efficient matching under distributional constraints" (2015); D. Abraham,
 * R. Irving, D. Manlove, "Two algorithms for the student–project allocation problem" (2007). Bound: linear in
 * units and in wishes, for each level; n log n to sort.
 */
#define _GNU_SOURCE /* qsort_r */
#include "verify.h"

#include <stdlib.h>

typedef struct tree {
    en_verify *v;
    en_check *check;
    uint32_t *demand, *limit; /* by node, by place */
    uint32_t *given, *holders, *taken;
    uint32_t *children, *begin; /* by parent, then turn; where a node's children begin */
    uint32_t *stamp, stamps;    /* by applicant: in which walk they were taken */
    bool out_of_memory;
} tree;

static int by_turn(const void *first, const void *second, void *shared)
{
    const en_intake *round = shared;
    uint32_t a = *(const uint32_t *)first, b = *(const uint32_t *)second;
    const en_intake_node *x = &round->nodes[a], *y = &round->nodes[b];
    if (x->parent != y->parent) return x->parent < y->parent ? -1 : 1;
    if (x->turn != y->turn) return x->turn < y->turn ? -1 : 1;
    return en_str_compare(en_intake_id(round, a), en_intake_id(round, b));
}

/* Whether a wish fits: the seats of its place, and the limits of the groups up to the walk's. */
static bool has_room(const tree *t, uint32_t group, uint32_t limit, uint32_t place)
{
    const en_intake *round = &t->v->round;
    if (t->taken[place] >= round->seats[place]) return false;
    for (uint32_t n = round->nodes[place].parent; n != group; n = round->nodes[n].parent)
        if (t->taken[n] >= round->nodes[n].cap) return false;
    return t->taken[group] < limit;
}

/* Walks those who are there, best first, and compares whom it takes with whom the group holds. */
static void walk(tree *t, uint32_t group, uint32_t limit, const en_verify_waiter *at, size_t n)
{
    const en_intake *round = &t->v->round;
    uint32_t kept = 0;
    uint64_t errors = t->check->report.errors;
    t->stamps++;
    memset(t->taken, 0, (round->places.count + (size_t)round->groups.count) * sizeof *t->taken);
    for (size_t i = 0; i < n; i++) {
        uint32_t place = round->wishes.at[at[i].wish].place;
        if (t->stamp[at[i].applicant] == t->stamps || !has_room(t, group, limit, place)) continue;
        t->stamp[at[i].applicant] = t->stamps;
        for (uint32_t node = place; node != round->nodes[group].parent; node = round->nodes[node].parent)
            t->taken[node]++;
        bool holds = t->v->result[at[i].applicant] == at[i].wish;
        kept += holds;
        if (!holds) en_verify_report_blocking(t->v, t->check, at[i].wish);
    }
    if (errors == t->check->report.errors && kept < t->v->filled[group])
        en_verify_report_dropped(t->v, t->check, group);
}

/* All wishes of a subtree under common order, sorted; then the walk. */
static void walk_group(tree *t, uint32_t group, uint32_t limit)
{
    const en_verify *v = t->v;
    en_arena arena = en_arena_make(NULL);
    size_t n = 0;
    for (uint32_t p = 0; p < v->round.places.count; p++)
        if (v->round.nodes[p].scorer == group) n += v->refused[p] + (size_t)v->filled[p];
    en_verify_waiter *at = en_arena_raw(&arena, n, sizeof *at), *spare = en_arena_raw(&arena, n, sizeof *at);
    if (!at || !spare) t->out_of_memory = true;
    else {
        n = 0;
        for (uint32_t p = 0; p < v->round.places.count; p++) {
            size_t there = v->round.nodes[p].scorer == group ? v->refused[p] + (size_t)v->filled[p] : 0;
            memcpy(at + n, en_verify_waiting(v, p), there * sizeof *at);
            n += there;
        }
        en_verify_sort(v, at, n, spare);
        walk(t, group, limit, at, n);
    }
    en_arena_free(&arena);
}

/* How many a group would take: what its children would, up to its cap. */
static void count_demand(tree *t, uint32_t group)
{
    uint64_t sum = 0;
    for (uint32_t i = t->begin[group]; i < t->begin[group + 1]; i++) {
        uint32_t child = t->children[i];
        if (child >= t->v->round.places.count) count_demand(t, child);
        sum += t->demand[child];
    }
    uint32_t cap = t->v->round.nodes[group].cap;
    t->demand[group] = sum < cap ? (uint32_t)sum : cap;
}

/* Rounds of one unit to each child that is below its bound. */
static void hand_out(tree *t, uint32_t group, bool to_targets, uint32_t *left)
{
    bool any = true;
    while (any && *left > 0) {
        any = false;
        for (uint32_t i = t->begin[group]; i < t->begin[group + 1] && *left > 0; i++) {
            uint32_t child = t->children[i], target = t->v->round.nodes[child].target;
            uint32_t bound = to_targets && target < t->demand[child] ? target : t->demand[child];
            if (t->given[child] >= bound) continue;
            t->given[child]++;
            --*left;
            any = true;
        }
    }
}

/* Holders come first. What a child was given is its limit. */
static void give(tree *t, uint32_t group, uint32_t limit)
{
    const en_intake *round = &t->v->round;
    uint32_t left = limit;
    if (round->nodes[group].choice == EN_INTAKE_COMMON_ORDER) {
        walk_group(t, group, limit);
        return;
    }
    for (uint32_t i = t->begin[group]; i < t->begin[group + 1]; i++) {
        uint32_t child = t->children[i], *given = &t->given[child];
        *given = t->holders[child] < t->demand[child] ? t->holders[child] : t->demand[child];
        if (*given > left) *given = left;
        left -= *given;
    }
    hand_out(t, group, true, &left);
    hand_out(t, group, false, &left);
    for (uint32_t i = t->begin[group]; i < t->begin[group + 1]; i++) {
        uint32_t child = t->children[i];
        if (child < round->places.count) t->limit[child] = t->given[child];
        else give(t, child, t->given[child]);
    }
}

/* Who holds a seat where; and the children of each group in their turn. */
static void prepare(tree *t, size_t nodes)
{
    const en_intake *round = &t->v->round;
    for (uint32_t a = 0; t->v->held && a < round->applicants.count; a++) {
        uint32_t held = t->v->held[a];
        if (held == EN_VERIFY_NONE) continue;
        for (uint32_t n = round->wishes.at[held].place; n != EN_VERIFY_NONE; n = round->nodes[n].parent)
            t->holders[n]++;
    }
    for (uint32_t n = 0; n < nodes; n++) t->children[n] = n;
    qsort_r(t->children, nodes, sizeof *t->children, by_turn, &t->v->round);
    uint32_t i = 0;
    for (uint32_t n = 0; n <= nodes; n++) {
        t->begin[n] = i;
        while (i < nodes && round->nodes[t->children[i]].parent == n) i++;
    }
}

en_status en_verify_set_limits(en_verify *v, en_check *check, uint32_t *demand, uint32_t *limit)
{
    size_t places = v->round.places.count, nodes = places + v->round.groups.count;
    uint32_t *room = en_arena_array(&v->arena, 5 * (nodes + 1), sizeof *room);
    tree t = {.v = v, .check = check, .demand = demand, .limit = limit};
    t.stamp = en_arena_array(&v->arena, v->round.applicants.count, sizeof *t.stamp);
    if (!room || !t.stamp) return EN_ERR_MEMORY;
    uint32_t **parts[] = {&t.given, &t.holders, &t.taken, &t.children, &t.begin};
    for (size_t i = 0; i < 5; i++) *parts[i] = room + i * (nodes + 1);
    prepare(&t, nodes);
    for (uint32_t n = (uint32_t)places; n < nodes; n++) {
        if (v->round.nodes[n].parent != EN_VERIFY_NONE || v->round.nodes[n].choice == 0) continue;
        count_demand(&t, n);
        give(&t, n, v->round.nodes[n].cap);
    }
    return t.out_of_memory ? EN_ERR_MEMORY : EN_OK;
}
