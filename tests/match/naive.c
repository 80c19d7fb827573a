/* See naive.h. */
#include "naive.h"

static const uint32_t no_limit = UINT32_MAX;

static uint32_t size_of(wish_set set) { return (uint32_t)__builtin_popcount(set); }

static bool before(const market *m, uint32_t w, uint32_t v)
{
    if (m->wish_score[w] != m->wish_score[v]) return m->wish_score[w] > m->wish_score[v];
    uint32_t i = m->owner[w], j = m->owner[v];
    return i == j ? w < v : m->tie[i] < m->tie[j];
}

static wish_set wishes_at(const market *m, uint32_t place, wish_set set)
{
    wish_set at = 0;
    for (uint32_t w = 0; w < m->problem.wish_begin[m->problem.applicants]; w++)
        if (set >> w & 1 && m->wish_place[w] == place) at |= (wish_set)1 << w;
    return at;
}

static wish_set wishes_of(const market *m, uint32_t applicant)
{
    wish_set own = 0;
    for (uint32_t w = m->wish_begin[applicant]; w < m->wish_begin[applicant + 1]; w++)
        own |= (wish_set)1 << w;
    return own;
}

static bool is_member(const market *m, const en_match_line *line, uint32_t w)
{
    return !line->category || (m->categories[m->owner[w]] & line->category);
}

static int standing_at(const market *m, const en_match_line *line, uint32_t w)
{
    if (line->term && m->wish_term[w] != line->term) return -1;
    if (m->wish_score[w] == EN_MATCH_HELD) return 2;
    if (is_member(m, line, w)) return 1;
    return line->others_never ? -1 : 0;
}

/* The best for a line of a set, or none. */
static uint32_t best_for(const market *m, const en_match_line *line, wish_set set)
{
    uint32_t best = EN_MATCH_NONE;
    for (uint32_t w = 0; w < MOST_WISHES; w++) {
        if (!(set >> w & 1) || standing_at(m, line, w) < 0) continue;
        int more = best == EN_MATCH_NONE ? 1 : standing_at(m, line, w) - standing_at(m, line, best);
        if (more > 0 || (more == 0 && before(m, w, best))) best = w;
    }
    return best;
}

/* Fills so many seats of a line from `left`, whose takers leave it with all their wishes; returns the
 * unfilled. */
static uint32_t fill(const market *m, const en_match_line *line, uint32_t seats, wish_set *left,
                     wish_set *taken, uint32_t limit)
{
    for (; seats > 0 && size_of(*taken) < limit; seats--) {
        uint32_t w = best_for(m, line, *left);
        if (w == EN_MATCH_NONE) break;
        *taken |= (wish_set)1 << w;
        *left &= ~wishes_of(m, m->owner[w]);
    }
    return seats;
}

/* Holders of held seats sit down before anything is filled: on lines of their term, then on lines of any. */
static void seat_holders(const market *m, const en_match_line *lines, uint32_t count, uint32_t *free,
                         wish_set *left, wish_set *taken, uint32_t limit)
{
    for (int any_term = 0; any_term < 2; any_term++)
        for (uint32_t w = 0; w < MOST_WISHES; w++)
            for (uint32_t l = 0; l < count; l++) {
                bool fits = any_term ? lines[l].term == 0 : lines[l].term == m->wish_term[w];
                if (!(*left >> w & 1) || m->wish_score[w] != EN_MATCH_HELD || !fits || free[l] == 0) continue;
                if (size_of(*taken) >= limit) continue;
                free[l]--;
                *taken |= (wish_set)1 << w;
                *left &= ~wishes_of(m, m->owner[w]);
            }
}

static wish_set choose_place(const market *m, uint32_t p, wish_set offered, uint32_t limit)
{
    wish_set left = wishes_at(m, p, offered), taken = 0;
    en_match_line all = {.seats = m->seats[p], .to = EN_MATCH_NONE};
    uint32_t begin = m->problem.line_begin ? m->line_begin[p] : 0,
             end = m->problem.line_begin ? m->line_begin[p + 1] : 0, received[MOST_LINES] = {0},
             free[MOST_LINES];
    if (begin == end) {
        (void)fill(m, &all, all.seats, &left, &taken, limit);
        return taken;
    }
    for (uint32_t l = begin; l < end; l++) free[l] = m->lines[l].seats;
    seat_holders(m, m->lines + begin, end - begin, free + begin, &left, &taken, limit);
    for (uint32_t l = begin; l < end; l++) {
        uint32_t unfilled = fill(m, &m->lines[l], free[l], &left, &taken, limit);
        if (m->lines[l].to != EN_MATCH_NONE) received[m->lines[l].to] += unfilled;
    }
    for (uint32_t l = begin; l < end; l++) (void)fill(m, &m->lines[l], received[l], &left, &taken, limit);
    return taken;
}

static uint32_t parent_of(const market *m, uint32_t node)
{
    uint32_t places = m->problem.places;
    if (node >= places) {
        uint32_t parent = m->groups[node - places].parent;
        return parent == EN_MATCH_NONE ? EN_MATCH_NONE : parent + places;
    }
    uint32_t group = m->problem.group_count ? m->in_group[node].group : EN_MATCH_NONE;
    return group == EN_MATCH_NONE ? EN_MATCH_NONE : group + places;
}

static bool is_below(const market *m, uint32_t node, uint32_t above)
{
    for (; node != EN_MATCH_NONE; node = parent_of(m, node))
        if (node == above) return true;
    return false;
}

static uint32_t held_at(const market *m, uint32_t node, wish_set set)
{
    uint32_t n = 0;
    for (uint32_t w = 0; w < MOST_WISHES; w++) n += set >> w & 1 && is_below(m, m->wish_place[w], node);
    return n;
}

/* Whether one wish more breaks no limit between its place and the group. */
static bool fits(const market *m, uint32_t group, wish_set taken, uint32_t w, uint32_t limit)
{
    uint32_t places = m->problem.places, p = m->wish_place[w];
    if (held_at(m, p, taken) >= m->seats[p] || held_at(m, group, taken) >= limit) return false;
    for (uint32_t node = parent_of(m, p); node != parent_of(m, group); node = parent_of(m, node)) {
        uint32_t cap = m->groups[node - places].cap;
        if (cap != EN_MATCH_NONE && held_at(m, node, taken) >= cap) return false;
    }
    return true;
}

static wish_set choose_by_order(const market *m, uint32_t group, wish_set offered, uint32_t limit)
{
    en_match_line open = {.to = EN_MATCH_NONE};
    wish_set left = 0, taken = 0;
    for (uint32_t w = 0; w < MOST_WISHES; w++)
        if (offered >> w & 1 && is_below(m, m->wish_place[w], group)) left |= (wish_set)1 << w;
    for (uint32_t w; (w = best_for(m, &open, left)) != EN_MATCH_NONE;) {
        left &= ~((wish_set)1 << w);
        if (!fits(m, group, taken, w, limit)) continue;
        taken |= (wish_set)1 << w;
        left &= ~wishes_of(m, m->owner[w]);
    }
    return taken;
}

static wish_set choose(const market *m, uint32_t node, wish_set offered, uint32_t limit);

static uint32_t kept_in(const market *m, wish_set set)
{
    uint32_t n = 0;
    for (uint32_t w = 0; w < MOST_WISHES; w++) n += set >> w & 1 && m->wish_score[w] == EN_MATCH_HELD;
    return n;
}

typedef struct share {
    uint32_t node, turn, target, demand, kept, given;
} share;

/* One seat each in rounds of ascending turn, to whoever is below `wanted`. */
static void give(share *shares, size_t n, uint32_t *left, uint32_t (*wanted)(const share *))
{
    for (bool more = true; more && *left > 0;) {
        more = false;
        for (size_t k = 0; k<n && * left> 0; k++) {
            uint32_t most = wanted(&shares[k]) < shares[k].demand ? wanted(&shares[k]) : shares[k].demand;
            if (shares[k].given >= most) continue;
            shares[k].given++;
            (*left)--;
            more = true;
        }
    }
}

static uint32_t wants_kept(const share *s) { return s->kept; }
static uint32_t wants_target(const share *s) { return s->target; }
static uint32_t wants_all(const share *s) { return s->demand; }

static size_t list_children(const market *m, uint32_t node, wish_set offered, share *shares)
{
    size_t n = 0;
    uint32_t places = m->problem.places;
    for (uint32_t child = 0; child < places + m->problem.group_count; child++) {
        if (parent_of(m, child) != node) continue;
        wish_set most = choose(m, child, offered, no_limit);
        share s = {.node = child, .demand = size_of(most), .kept = kept_in(m, most)};
        s.turn = child < places ? m->in_group[child].turn : m->groups[child - places].turn;
        s.target = child < places ? m->in_group[child].target : m->groups[child - places].target;
        size_t k = n++;
        for (; k > 0 && shares[k - 1].turn > s.turn; k--) shares[k] = shares[k - 1];
        shares[k] = s;
    }
    return n;
}

static wish_set choose_by_targets(const market *m, uint32_t node, wish_set offered, uint32_t limit)
{
    share shares[MOST_PLACES + MOST_GROUPS];
    size_t n = list_children(m, node, offered, shares);
    uint32_t left = limit;
    give(shares, n, &left, wants_kept);
    give(shares, n, &left, wants_target);
    give(shares, n, &left, wants_all);
    wish_set taken = 0;
    for (size_t k = 0; k < n; k++) taken |= choose(m, shares[k].node, offered, shares[k].given);
    return taken;
}

static wish_set choose(const market *m, uint32_t node, wish_set offered, uint32_t limit)
{
    if (node < m->problem.places) return choose_place(m, node, offered, limit);
    const en_match_group *group = &m->groups[node - m->problem.places];
    if (group->cap < limit) limit = group->cap;
    return group->choice == EN_MATCH_BY_TARGETS ? choose_by_targets(m, node, offered, limit)
                                                : choose_by_order(m, node, offered, limit);
}

static uint32_t root_of(const market *m, uint32_t place)
{
    uint32_t node = place;
    while (parent_of(m, node) != EN_MATCH_NONE) node = parent_of(m, node);
    return node;
}

bool naive_same_unit(const market *m, uint32_t place, uint32_t other)
{
    return root_of(m, place) == root_of(m, other);
}

wish_set naive_choose_of(const market *m, uint32_t place, wish_set offered)
{
    return choose(m, root_of(m, place), offered, no_limit);
}

wish_set naive_choose_alone(const market *m, uint32_t place, wish_set offered)
{
    return choose_place(m, place, offered, no_limit);
}
