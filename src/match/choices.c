/* Lines and groups together. See choices.h. O(lines · log seats + depth · log children) an offer. */
#include "choices.h"

/* The order in which seats are given: as many as are held, then up to the targets, then beyond; each in
 * rounds, one seat a round, in a round by turn. This is where a child's last seat stands in it. */
static uint64_t last_given(const child *c)
{
    if (c->count <= c->kept) return 0;
    bool beyond = c->count > c->target;
    uint64_t round = c->count - (beyond && c->target > c->kept ? c->target : c->kept);
    return (uint64_t)(beyond ? 2 : 1) << 62 | round << 31 | c->turn;
}

static void set_slot(choices *s, uint32_t *heap, uint32_t at, uint32_t node)
{
    heap[at] = node;
    s->children[node].slot = at;
}

/* The child's last given seat has changed: it goes to its place in the heap of its parent. */
static void move_child(choices *s, uint32_t node)
{
    uint32_t group = s->parent[node] - s->problem->places;
    uint32_t *heap = s->heap + s->begin[group], n = s->begin[group + 1] - s->begin[group];
    uint32_t at = s->children[node].slot;
    uint64_t key = last_given(&s->children[node]);
    for (; at > 0 && last_given(&s->children[heap[(at - 1) / 2]]) < key; at = (at - 1) / 2)
        set_slot(s, heap, at, heap[(at - 1) / 2]);
    for (uint32_t below; (below = 2 * at + 1) < n; at = below) {
        if (below + 1 < n &&
            last_given(&s->children[heap[below + 1]]) > last_given(&s->children[heap[below]]))
            below++;
        if (last_given(&s->children[heap[below]]) <= key) break;
        set_slot(s, heap, at, heap[below]);
    }
    set_slot(s, heap, at, node);
}

/* Group g may hold one less: the child with the last given seat loses it. */
static candidate evict(choices *s, uint32_t node)
{
    while (node >= s->problem->places && !is_common_order(s->problem, node)) {
        node = s->heap[s->begin[node - s->problem->places]];
        s->children[node].count--;
        move_child(s, node);
    }
    return node < s->problem->places ? lines_evict(&s->lines, node) : common_order_evict(&s->common, node);
}

/* A node holds one more; the first group above it that was full already lets one go. */
static candidate count_one_more(choices *s, uint32_t node)
{
    for (;;) {
        s->children[node].count++;
        uint32_t above = s->parent[node];
        if (above == EN_MATCH_NONE) return nobody;
        move_child(s, node);
        const en_match_group *group = &s->problem->groups[above - s->problem->places];
        if (s->children[above].count == group->cap) return evict(s, above);
        node = above;
    }
}

candidate choices_offer(choices *s, candidate c)
{
    uint32_t p = s->problem->wish_place[c.wish], root = s->common.root[p];
    bool grew;
    candidate away = root == EN_MATCH_NONE ? lines_offer(&s->lines, p, c, &grew)
                                           : common_order_offer(&s->common, c, &grew);
    if (grew) away = count_one_more(s, root == EN_MATCH_NONE ? p : root);
    return away;
}

/* Parents as nodes. EN_ERR_INPUT where one is not there, or is below itself. */
static en_status find_parents(choices *s)
{
    const en_match_problem *problem = s->problem;
    for (uint32_t p = 0; p < problem->places; p++) {
        uint32_t g = problem->in_group ? problem->in_group[p].group : EN_MATCH_NONE;
        if (g != EN_MATCH_NONE && g >= problem->group_count) return EN_ERR_INPUT;
        s->parent[p] = g == EN_MATCH_NONE ? EN_MATCH_NONE : problem->places + g;
    }
    for (uint32_t g = 0; g < problem->group_count; g++) {
        uint32_t above = problem->groups[g].parent, steps = 0;
        if (above != EN_MATCH_NONE && above >= problem->group_count) return EN_ERR_INPUT;
        s->parent[problem->places + g] = above == EN_MATCH_NONE ? EN_MATCH_NONE : problem->places + above;
        for (; above != EN_MATCH_NONE && steps <= problem->group_count; steps++)
            above = above < problem->group_count ? problem->groups[above].parent : EN_MATCH_NONE;
        if (steps > problem->group_count) return EN_ERR_INPUT;
    }
    return EN_OK;
}

/* Every group's children, in any order while nobody has a seat. */
static void fill_heaps(choices *s, uint32_t nodes)
{
    uint32_t places = s->problem->places;
    for (uint32_t node = 0; node < nodes; node++) {
        if (node < places && s->problem->in_group)
            s->children[node] =
                (child){.target = s->problem->in_group[node].target, .turn = s->problem->in_group[node].turn};
        if (node >= places)
            s->children[node] = (child){.target = s->problem->groups[node - places].target,
                                        .turn = s->problem->groups[node - places].turn};
        if (s->parent[node] != EN_MATCH_NONE) s->begin[s->parent[node] - places + 2]++;
    }
    for (uint32_t g = 0; g < s->problem->group_count; g++) s->begin[g + 2] += s->begin[g + 1];
    for (uint32_t node = 0; node < nodes; node++)
        if (s->parent[node] != EN_MATCH_NONE) s->heap[s->begin[s->parent[node] - places + 1]++] = node;
    for (uint32_t g = 0; g < s->problem->group_count; g++)
        for (uint32_t k = s->begin[g]; k < s->begin[g + 1]; k++)
            s->children[s->heap[k]].slot = k - s->begin[g];
}

/* Whether or not the holder asks: what a place may hold must not depend on who is there, or somebody who was
 * refused would be wanted again once a holder comes back to their seat. */
static void count_kept(choices *s)
{
    const en_match_problem *problem = s->problem;
    for (uint32_t w = 0; w < wish_count(problem); w++) {
        if (problem->wish_score[w] != EN_MATCH_HELD) continue;
        for (uint32_t node = problem->wish_place[w]; node != EN_MATCH_NONE; node = s->parent[node])
            s->children[node].kept++;
    }
}

en_status choices_make(choices *s, const en_match_problem *problem, en_arena *arena)
{
    if (problem->group_count >= EN_MATCH_NONE - problem->places) return EN_ERR_INPUT;
    uint32_t nodes = problem->places + problem->group_count;
    *s = (choices){.problem = problem};
    s->parent = en_arena_raw(arena, nodes, sizeof *s->parent);
    s->children = en_arena_array(arena, nodes, sizeof *s->children);
    s->begin = en_arena_array(arena, (size_t)problem->group_count + 2, sizeof *s->begin);
    s->heap = en_arena_raw(arena, nodes, sizeof *s->heap);
    if (!s->parent || !s->children || !s->begin || !s->heap) return EN_ERR_MEMORY;
    en_status status = find_parents(s);
    if (status != EN_OK) return status;
    fill_heaps(s, nodes);
    count_kept(s);
    bool made =
        lines_make(&s->lines, problem, arena) && common_order_make(&s->common, problem, s->parent, arena);
    return made ? EN_OK : EN_ERR_MEMORY;
}
