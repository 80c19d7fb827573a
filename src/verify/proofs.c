/* Claims that are proven by a pass or two, and by witnesses: that no moves are left by which everybody would
 * gain, that nobody more could be placed, that prices of seats prove an optimum, and how large a weakly
 * stable matching can be.
 *
 * Applicant- and place-optimal: a cycle of moves is a rotation. R. Irving and P. Leather, "The complexity of
 * counting stable marriages" (1986). Constrained-efficient: a stable improvement cycle, where those with
 * equal scores are equal. A. Erdil and H. Ergin, "What's the matter with tie-breaking?" (2008). Largest: from
 * those who are unplaced no free seat can be reached by alternating paths (C. Berge, 1957). Optimal:
 * complementary slackness, with gains that are vectors, compared as words are. Bound: linear; times the ranks
 * for prices, and for each leaf of a tree.
 */
#include "verify.h"

#include <stdlib.h>

/* A move that a chain goes on with at a place: who moves, and the place where that leaves a seat. The wish
 * NONE: there are no more. */
typedef struct move {
    uint32_t wish, to;
} move;

/* p takes the first of those who prefer it; where equal scores are equal, any who has that one's. *at: where
 * to go on in its order, behind the move that was taken before. */
static move applicants_gain(const verify *v, uint32_t p, uint32_t *at, move before)
{
    while (*at < v->nodes[p].listed) {
        const entry *e = &v->by_place[v->nodes[p].begin + (*at)++];
        if (!wants(v, e->wish, e->applicant)) continue;
        if (before.wish != NONE && (v->mechanism != CYCLES || e->score != v->wishes.at[before.wish].score))
            break;
        uint32_t result = v->result[e->applicant];
        return (move){e->wish, result == NONE ? NONE : v->wishes.at[result].place};
    }
    return (move){NONE, NONE};
}

/* p lets its last go to the next place on their list that would take them in place of its own last. A place
 * with an empty seat would take them too, but holds the same in every stable matching: there the chain ends.
 */
static move places_gain(const verify *v, uint32_t p, uint32_t *at)
{
    const node *n = &v->nodes[p];
    uint32_t w = n->last + 1;
    bool ends = (*at)++ > 0 || n->filled == 0 || n->filled < n->seats;
    for (; !ends && w < v->wishes.first[v->wishes.at[n->last].applicant + 1]; w++) {
        const node *to = &v->nodes[v->wishes.at[w].place];
        if (!acceptable(v, w)) continue;
        if (to->filled < to->seats) break;
        if (to->filled > 0 && compare(v, w, to->last) < 0) return (move){w, v->wishes.at[w].place};
    }
    return (move){NONE, NONE};
}

/* Those who move on a cycle that begins at p. */
static void report_cycle(const verify *v, check *c, const move *taken, uint32_t p)
{
    uint32_t at = p;
    do {
        const wish *is = &v->wishes.at[taken[at].wish];
        FOUND(c, EN_W_VERIFY_CYCLE, NULL, en_arg_str("applicant", v->applicants.ids[is->applicant]),
              en_arg_str("from", v->places.ids[v->wishes.at[v->result[is->applicant]].place]),
              en_arg_str("to", v->places.ids[is->place]));
        at = taken[at].to;
    } while (at != p);
}

/* A walk in depth over the places: each is entered once. */
void check_cycles(verify *v, check *c)
{
    uint32_t places = v->places.count, *next = make(v, places, sizeof *next),
             *chain = make(v, places, sizeof *chain);
    move *taken = make(v, places, sizeof *taken);
    bool *inside = make(v, places, sizeof *inside);
    (void)fill_with(taken, 0xFF, places * sizeof *taken);
    for (uint32_t start = 0; start < places; start++) {
        uint32_t depth = 0;
        if (next[start] == 0) chain[depth++] = start;
        while (depth > 0) {
            uint32_t p = chain[depth - 1];
            taken[p] =
                v->places_propose ? places_gain(v, p, &next[p]) : applicants_gain(v, p, &next[p], taken[p]);
            inside[p] = taken[p].wish != NONE;
            if (!inside[p]) depth--;
            else if (taken[p].to == NONE) continue;
            else if (inside[taken[p].to]) report_cycle(v, c, taken, taken[p].to);
            else if (next[taken[p].to] == 0) chain[depth++] = taken[p].to;
        }
    }
    c->checked = places;
}

void check_largest(verify *v, check *c)
{
    uint32_t n = v->applicants.count, count = 0, *queue = make(v, n, sizeof *queue);
    bool *seen = make(v, v->places.count, sizeof *seen);
    for (uint32_t a = 0; a < n; a++)
        if (v->result[a] == NONE) queue[count++] = a;
    for (uint32_t i = 0; i < count; i++)
        for (uint32_t w = v->wishes.first[queue[i]]; w < v->wishes.first[queue[i] + 1]; w++) {
            uint32_t p = v->wishes.at[w].place;
            const node *place = &v->nodes[p];
            c->checked++;
            if (!acceptable(v, w) || seen[p]) continue;
            seen[p] = true;
            if (place->filled < place->seats)
                FOUND(c, EN_W_VERIFY_ONE_MORE, NULL, en_arg_str("applicant", v->applicants.ids[queue[i]]),
                      en_arg_str("place", v->places.ids[p]));
            for (const entry *e = v->by_place + place->begin; e < v->by_place + place->begin + place->listed;
                 e++)
                if (v->result[e->applicant] == e->wish) queue[count++] = e->applicant;
        }
}

/* Prices add up along a path of places, and so can be far larger than a gain. A gain is below 2^32 either
 * way: what a price leaves of it is below 2^61 + 2^32 < 2^63. */
static const int64_t most_price = (int64_t)1 << 61;

/* A gain is a vector: whether one is placed, if that comes first; then what the rank is worth. */
typedef struct pricing {
    const verify *v;
    check *c;
    bool placed_first;
    size_t width;
    int64_t *price;  /* of place p from price[p · width] */
    uint32_t *ranks; /* those that occur, ascending */
    size_t rank_count;
} pricing;

/* What is left of a wish's gain, after the price, at one component; of none, nothing. */
static int64_t worth(const pricing *p, uint32_t w, size_t i)
{
    if (w == NONE) return 0;
    const wish *is = &p->v->wishes.at[w];
    int64_t price = p->price[is->place * p->width + i];
    size_t k = i - p->placed_first;
    if (p->placed_first && i == 0) return 1 - price;
    if (p->v->mechanism == MIN_COST || !p->ranks)
        return -(int64_t)is->rank - price; /* it alone may have none */
    if (p->v->mechanism == GENEROUS) return -(int64_t)(p->ranks[p->rank_count - 1 - k] == is->rank) - price;
    return (p->ranks[k] == is->rank) - price;
}

/* Whether the first is worth more than the second. */
static bool is_more(const pricing *p, uint32_t a, uint32_t b)
{
    for (size_t i = 0; i < p->width; i++)
        if (worth(p, a, i) != worth(p, b, i)) return worth(p, a, i) > worth(p, b, i);
    return false;
}

static void fail(const pricing *p, en_word rule, en_str who, en_str place)
{
    FOUND(p->c, rule, "certificate.json", en_arg_str("applicant", who), en_arg_str("place", place));
}

/* Prices are not below 0, and 0 where a seat is free. */
static bool is_price(const pricing *p, uint32_t place, const json_t *given)
{
    bool fine = json_array_size(given) == p->width;
    int64_t sign = 0;
    for (size_t i = 0; i < p->width && fine; i++) {
        const json_t *one = json_array_get(given, i);
        int64_t value = json_integer_value(one);
        fine = json_is_integer(one) && value <= most_price && value >= -most_price;
        if (sign == 0) sign = value;
    }
    return fine && (sign == 0 || (sign > 0 && p->v->nodes[place].filled == p->v->nodes[place].seats));
}

static void read_prices(pricing *p, verify *v, const json_t *given)
{
    uint32_t places = v->places.count;
    for (uint32_t n = 0; n < places; n++)
        if (!is_price(p, n, json_array_get(given, n)))
            fail(p, EN_W_VERIFY_PRICE_WRONG, (en_str){0}, v->places.ids[n]);
    if (p->c->report.errors > 0) return; /* so that the room is no more than the certificate takes */
    p->price = make(v, places * p->width, sizeof *p->price);
    for (size_t i = 0; i < places * p->width; i++)
        p->price[i] = json_integer_value(json_array_get(json_array_get(given, i / p->width), i % p->width));
}

/* The ranks beside the prices are those of acceptable wishes, each once, ascending. */
static bool read_ranks(pricing *p, verify *v, const json_t *given)
{
    size_t seen = 0, n = p->rank_count = json_array_size(given);
    uint32_t *ranks = p->ranks = make(v, n, sizeof *ranks);
    bool *occurs = make(v, n, sizeof *occurs);
    for (size_t i = 0; i < n; i++) {
        int64_t rank = json_integer_value(json_array_get(given, i)); /* 0 of what is none */
        if (rank <= (i > 0 ? ranks[i - 1] : 0) || rank > UINT32_MAX) return false;
        ranks[i] = (uint32_t)rank;
    }
    for (uint32_t w = 0; w < v->wishes.count; w++) {
        if (!acceptable(v, w)) continue;
        const uint32_t *at = bsearch(&v->wishes.at[w].rank, ranks, n, sizeof *ranks, ascending);
        if (!at) return false;
        seen += !occurs[at - ranks];
        occurs[at - ranks] = true;
    }
    return json_is_array(given) && seen == n;
}

void check_prices(verify *v, check *c)
{
    const json_t *const *witness = (const json_t *const *)v->witness[c - &v->checks[CLAIMS]];
    pricing p = {.v = v, .c = c, .placed_first = v->mechanism != RANK_MAXIMAL};
    bool fine = json_array_size(witness[0]) == v->places.count &&
                ((v->mechanism == MIN_COST && !witness[1]) || read_ranks(&p, v, witness[1]));
    p.width = p.placed_first + (v->mechanism == MIN_COST ? 1 : p.rank_count);
    if (fine) read_prices(&p, v, witness[0]);
    else fail(&p, EN_W_VERIFY_PRICE_WRONG, (en_str){0}, en_str_of("potentials, ranks"));
    for (uint32_t a = 0; a < v->applicants.count && p.price; a++) {
        if (is_more(&p, NONE, v->result[a]))
            fail(&p, EN_W_VERIFY_BETTER_ELSEWHERE, v->applicants.ids[a], en_str_of("-"));
        for (uint32_t w = v->wishes.first[a]; w < v->wishes.first[a + 1]; w++, c->checked++)
            if (acceptable(v, w) && is_more(&p, w, v->result[a]))
                fail(&p, EN_W_VERIFY_BETTER_ELSEWHERE, v->applicants.ids[a],
                     v->places.ids[v->wishes.at[w].place]);
    }
}

enum { ONE = 1000000000 };
static const int64_t most_of_leaf = (int64_t)1 << 40;
static const double most_sum = 1e18; /* of all that is added up, so that nothing overflows */

/* A tree of prices, in billionths: of seats, of wishes that do not block, of scores that fill a place. What
 * no choice of wishes by applicants, and of scores by places, exceeds is a bound (Lagrangian relaxation). */
typedef struct bounding {
    const verify *v;
    int64_t *seat, *wish, *level; /* prices: by place; by wish */
    int64_t *worth;               /* by wish */
    double *filled, *unfilled; /* by place: the highest score that must, the lowest that must not fill it */
    double sum;                /* of a leaf's prices, as often as each could count */
    int64_t most;
    bool wrong;
} bounding;

static bool is_below(json_int_t number, int64_t most) { return number >= 0 && number < most; }

static bool read_place(bounding *b, json_t *row)
{
    const verify *v = b->v;
    json_int_t p, seat;
    if (json_unpack(row, "[I, I!]", &p, &seat) != 0) return false;
    if (!is_below(p, v->places.count) || !is_below(seat, most_of_leaf)) return false;
    b->seat[p] = seat;
    b->sum += (double)v->nodes[p].applied * (double)seat;
    return true;
}

static bool read_wish(bounding *b, json_t *row)
{
    const verify *v = b->v;
    json_int_t a, p, price, level;
    if (json_unpack(row, "[I, I, I, I!]", &a, &p, &price, &level) != 0) return false;
    if (!is_below(a, v->applicants.count) || !is_below(price, most_of_leaf) || !is_below(level, most_of_leaf))
        return false;
    uint32_t w = v->wishes.first[a], end = v->wishes.first[a + 1];
    while (w < end && (v->wishes.at[w].place != p || !acceptable(v, w))) w++;
    if (w == end) return false;
    b->wish[w] = price;
    b->level[w] = level;
    b->sum += (double)price + (double)v->nodes[p].applied * (double)level;
    return true;
}

/* Reads the prices of a leaf; all others are 0. */
static bool read_leaf(bounding *b, json_t *leaf)
{
    json_t *of_places, *of_wishes, *row;
    size_t i;
    (void)fill_with(b->seat, 0, b->v->places.count * sizeof *b->seat);
    (void)fill_with(b->wish, 0, b->v->wishes.count * 2 * sizeof *b->wish); /* and levels */
    b->sum = 0;
    if (json_unpack(leaf, "{s:o, s:o!}", "places", &of_places, "wishes", &of_wishes) != 0) return false;
    if (!json_is_array(of_places) || !json_is_array(of_wishes)) return false;
    json_array_foreach(of_places, i, row) if (!read_place(b, row)) return false;
    json_array_foreach(of_wishes, i, row) if (!read_wish(b, row)) return false;
    return b->sum < most_sum;
}

/* A place is filled from some score on downwards, or not at all; INT64_MIN: neither is left. */
static int64_t value_place(bounding *b, uint32_t p)
{
    const node *place = &b->v->nodes[p];
    const entry *at = b->v->by_place + place->begin;
    int64_t room = place->applied < place->seats ? place->applied : place->seats, total = room * b->seat[p],
            levels = 0, filled = 0;
    int64_t best = b->filled[p] > -(double)INFINITY ? INT64_MIN : 0;
    for (uint32_t i = place->listed, end; i > 0; i = end) {
        for (end = i; end > 0 && at[end - 1].score == at[i - 1].score; end--) {
            uint32_t w = at[end - 1].wish;
            total -= b->wish[w];
            levels += b->level[w];
            filled += b->wish[w] - room * b->level[w];
        }
        for (uint32_t k = end; k < i; k++) b->worth[at[k].wish] = ONE - b->seat[p] + levels;
        if (at[end].score >= b->filled[p] && at[end].score < b->unfilled[p] && filled > best) best = filled;
    }
    return best == INT64_MIN ? INT64_MIN : total + best;
}

/* An applicant has a wish, which keeps those of its rank and behind from blocking; or none. */
static int64_t value_applicant(const bounding *b, uint32_t a)
{
    const wishes *all = &b->v->wishes;
    int64_t kept = 0, best = 0;
    for (uint32_t end = all->first[a + 1], w; end > all->first[a]; end = w) {
        for (w = end; w > all->first[a] && all->at[w - 1].rank == all->at[end - 1].rank; w--)
            kept += b->wish[w - 1];
        for (uint32_t u = w; u < end; u++)
            if (acceptable(b->v, u) && b->worth[u] + kept > best) best = b->worth[u] + kept;
    }
    return best;
}

static void value_leaf(bounding *b, json_t *leaf)
{
    int64_t total = 0;
    bool possible = true;
    b->wrong = b->wrong || !read_leaf(b, leaf);
    for (uint32_t p = 0; p < b->v->places.count && !b->wrong; p++) {
        int64_t value = value_place(b, p);
        possible = possible && value != INT64_MIN;
        total += possible ? value : 0;
    }
    for (uint32_t a = 0; a < b->v->applicants.count && !b->wrong; a++) total += value_applicant(b, a);
    if (possible && total > b->most) b->most = total;
}

/* One of the branches holds in every matching: a place is filled with scores of at least so much, or is not.
 */
static void value_node(bounding *b, json_t *is)
{
    json_int_t p;
    json_t *if_filled, *if_unfilled;
    double at;
    if (json_unpack(is, "{s:I, s:F, s:o, s:o!}", "place", &p, "score", &at, "filled", &if_filled, "unfilled",
                    &if_unfilled) != 0) {
        value_leaf(b, is);
        return;
    }
    b->wrong = b->wrong || !is_below(p, b->v->places.count);
    if (b->wrong) return;
    double filled = b->filled[p], unfilled = b->unfilled[p];
    if (at > filled) b->filled[p] = at;
    value_node(b, if_filled);
    b->filled[p] = filled;
    if (at < unfilled) b->unfilled[p] = at;
    value_node(b, if_unfilled);
    b->unfilled[p] = unfilled;
}

/* The claim is of that bound, or that it is the size. */
void check_bound(verify *v, check *c)
{
    json_t **witness = v->witness[c - &v->checks[CLAIMS]];
    size_t places = v->places.count, count = v->wishes.count;
    int64_t placed = 0, n = v->applicants.count;
    bounding b = {.v = v};
    b.seat = make(v, places + 3 * count, sizeof *b.seat);
    b.wish = b.seat + places;
    b.level = b.wish + count;
    b.worth = b.level + count;
    b.filled = make(v, 2 * places, sizeof *b.filled);
    b.unfilled = b.filled + places;
    for (size_t p = 0; p < places; p++) {
        b.filled[p] = -(double)INFINITY;
        b.unfilled[p] = INFINITY;
    }
    value_node(&b, witness[0]);
    for (uint32_t a = 0; a < n; a++) placed += v->result[a] != NONE;
    bool of_bound = strcmp(c->is->name, "bound") == 0;
    int64_t proven = b.most / ONE < n ? b.most / ONE : n,
            says = of_bound ? json_integer_value(witness[2]) : placed;
    if (of_bound && !(json_is_integer(witness[2]) && json_is_integer(witness[1]) &&
                      json_integer_value(witness[1]) == placed))
        b.wrong = true;
    c->checked = count;
    if (b.wrong || proven != says)
        FOUND(c, b.wrong ? EN_W_VERIFY_PROOF_WRONG : EN_W_VERIFY_BOUND_WRONG, "certificate.json",
              en_arg_int("proven", proven), en_arg_int("says", says));
}
