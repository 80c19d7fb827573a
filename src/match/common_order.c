/* Common order, one offer at a time. See common_order.h.
 *
 * Every node keeps those whom its subtree holds in a heap of its own, so that the weakest of the innermost
 * full one is at hand; whoever leaves is taken out of the heaps of its whole path. O(depth · log holders) an
 * offer.
 */
#include "common_order.h"

static void find_roots(common_order *s)
{
    for (uint32_t p = 0; p < s->problem->places; p++) {
        s->root[p] = EN_MATCH_NONE;
        for (uint32_t node = s->parent[p]; is_common_order(s->problem, node); node = s->parent[node])
            s->root[p] = node;
    }
}

/* Depths of a path, from the root down, and how many each node could hold: the sum over its places so far. */
static uint32_t measure_path(common_order *s, uint32_t p, uint32_t seats)
{
    uint32_t length = 0, deepest;
    for (uint32_t node = p; node != s->root[p]; node = s->parent[node]) length++;
    deepest = length;
    for (uint32_t node = p;; node = s->parent[node]) {
        s->depth[node] = length--;
        uint32_t *room = &s->held[node].room;
        *room = *room > EN_MATCH_NONE - seats ? EN_MATCH_NONE : *room + seats;
        if (node == s->root[p]) return deepest;
    }
}

static uint32_t measure(common_order *s, const uint32_t *acceptable)
{
    uint32_t deepest = 0;
    for (uint32_t p = 0; p < s->problem->places; p++) {
        if (s->root[p] == EN_MATCH_NONE) continue;
        uint32_t seats = s->problem->seats[p],
                 depth = measure_path(s, p, acceptable[p] < seats ? acceptable[p] : seats);
        if (depth > deepest) deepest = depth;
    }
    return deepest;
}

static bool make_heaps(common_order *s, uint32_t deepest, en_arena *arena)
{
    const en_match_problem *problem = s->problem;
    size_t people = problem->applicants, levels = (size_t)deepest + 1;
    if (people && levels > SIZE_MAX / people) return false;
    uint32_t *position = en_arena_raw(arena, levels * people, sizeof *position);
    if (!position) return false;
    for (uint32_t node = 0; node < problem->places + problem->group_count; node++) {
        holders *h = &s->held[node];
        bool has_part =
            node < problem->places ? s->root[node] != EN_MATCH_NONE : is_common_order(problem, node);
        if (!has_part) continue;
        if (node >= problem->places && problem->groups[node - problem->places].cap < h->room)
            h->room = problem->groups[node - problem->places].cap;
        h->position = position + s->depth[node] * people;
        if (!(h->at = en_arena_raw(arena, h->room, sizeof *h->at))) return false;
    }
    return true;
}

bool common_order_make(common_order *s, const en_match_problem *problem, const uint32_t *parent,
                       en_arena *arena)
{
    size_t nodes = (size_t)problem->places + problem->group_count;
    *s = (common_order){.problem = problem, .parent = parent};
    s->root = en_arena_raw(arena, problem->places, sizeof *s->root);
    s->depth = en_arena_array(arena, nodes, sizeof *s->depth);
    s->held = en_arena_array(arena, nodes, sizeof *s->held);
    uint32_t *acceptable = en_arena_array(arena, problem->places, sizeof *acceptable);
    if (!s->root || !s->depth || !s->held || !acceptable) return false;
    count_acceptable(problem, acceptable);
    find_roots(s);
    return make_heaps(s, measure(s, acceptable), arena);
}

static void take_out(common_order *s, candidate c)
{
    uint32_t p = s->problem->wish_place[c.wish];
    for (uint32_t node = p;; node = s->parent[node]) {
        holders_remove(s->problem, &s->held[node], c.applicant);
        if (node == s->root[p]) return;
    }
}

static void put_in(common_order *s, candidate c)
{
    uint32_t p = s->problem->wish_place[c.wish];
    for (uint32_t node = p;; node = s->parent[node]) {
        holders_push(s->problem, &s->held[node], c);
        if (node == s->root[p]) return;
    }
}

/* The innermost full node on the way from a place to its root, or EN_MATCH_NONE. */
static uint32_t find_full(const common_order *s, uint32_t p)
{
    for (uint32_t node = p;; node = s->parent[node]) {
        if (s->held[node].count == s->held[node].room) return node;
        if (node == s->root[p]) return EN_MATCH_NONE;
    }
}

candidate common_order_offer(common_order *s, candidate c, bool *grew)
{
    uint32_t full = find_full(s, s->problem->wish_place[c.wish]);
    *grew = full == EN_MATCH_NONE;
    candidate away = nobody;
    if (!*grew) {
        const holders *h = &s->held[full];
        if (h->room == 0 || comes_before(s->problem, h->at[0], c)) return c;
        away = h->at[0];
        take_out(s, away);
    }
    put_in(s, c);
    return away;
}

candidate common_order_evict(common_order *s, uint32_t root)
{
    candidate away = s->held[root].at[0];
    take_out(s, away);
    return away;
}
