/* How large a weakly stable matching can be: the bound that a tree of prices proves, in whole numbers.
 *
 * A node says of a place that it is filled with scores of at least so much, or is not; a leaf has prices, in
 * billionths: of seats, of wishes that do not block, of scores that fill a place. What no choice of wishes by
 * applicants, and of scores by places, exceeds is a bound (Lagrangian relaxation); docs/certificate.md has
 * it in full. Bound: linear for each leaf, but for sorting.
 */
#include "verify.h"

#include <stdlib.h>

enum { ONE = 1000000000 };
static const json_int_t most_price = (json_int_t)1 << 40;

typedef struct bounding {
    en_verify *v;
    int64_t *seat, *wish, *level; /* prices: by place; by wish */
    int64_t *worth;               /* by wish */
    double *filled, *unfilled; /* by place: the highest score that must, the lowest that must not fill it */
    en_verify_waiter *at;      /* as v->waiting, each place's by ascending score */
    int64_t most;
    bool malformed;
} bounding;

static int ascending(const void *first, const void *second)
{
    const en_verify_waiter *a = first, *b = second;
    return (a->score > b->score) - (a->score < b->score);
}

static int64_t take_number(bounding *b, const json_t *row, size_t at, int64_t most)
{
    const json_t *one = json_array_get(row, at);
    json_int_t value = json_integer_value(one);
    bool fine = json_is_integer(one) && value >= 0 && value < most;
    b->malformed = b->malformed || !fine;
    return fine ? value : 0;
}

/* Reads the prices of a leaf; all others are 0. */
static void read_prices(bounding *b, const json_t *leaf)
{
    const en_intake *r = &b->v->round;
    const json_t *places = json_object_get(leaf, "places"), *wishes = json_object_get(leaf, "wishes"), *row;
    size_t i;
    memset(b->seat, 0, r->places.count * sizeof *b->seat);
    memset(b->wish, 0, r->wishes.count * sizeof *b->wish);
    memset(b->level, 0, r->wishes.count * sizeof *b->level);
    b->malformed = b->malformed || !json_is_array(places) || !json_is_array(wishes);
    json_array_foreach(places, i, row) b->seat[take_number(b, row, 0, r->places.count)] =
        take_number(b, row, 1, most_price);
    json_array_foreach(wishes, i, row)
    {
        int64_t a = take_number(b, row, 0, r->applicants.count), p = take_number(b, row, 1, r->places.count);
        bool found = false;
        for (uint32_t w = r->wishes.first[a]; w < r->wishes.first[a + 1]; w++) {
            if (r->wishes.at[w].place != p || !en_verify_acceptable(b->v, w)) continue;
            found = true;
            b->wish[w] = take_number(b, row, 2, most_price);
            b->level[w] = take_number(b, row, 3, most_price);
        }
        b->malformed = b->malformed || !found;
    }
}

/* A place is filled from some score on downwards, or not at all. */
static int64_t value_place(bounding *b, uint32_t p, double *sum)
{
    const en_verify *v = b->v;
    uint32_t n = v->applied[p], room = n < v->round.seats[p] ? n : v->round.seats[p];
    const en_verify_waiter *at = b->at + v->begin[p];
    int64_t total = room * b->seat[p], levels = 0, filled = 0,
            best = b->filled[p] > -INFINITY ? INT64_MIN : 0;
    *sum += (double)n * (double)b->seat[p];
    for (uint32_t i = 0, end; i < n; i = end) {
        for (end = i; end < n && at[end].score == at[i].score; end++) {
            uint32_t w = at[end].wish;
            *sum += (double)b->wish[w] + (double)n * (double)b->level[w];
            total -= b->wish[w];
            levels += b->level[w];
            filled += b->wish[w] - room * b->level[w];
        }
        for (uint32_t k = i; k < end; k++) b->worth[at[k].wish] = ONE - b->seat[p] + levels;
        if (at[i].score >= b->filled[p] && at[i].score < b->unfilled[p] && filled > best) best = filled;
    }
    return best == INT64_MIN ? INT64_MIN : total + best;
}

/* An applicant has a wish, which keeps those of its rank and behind from blocking; or none. */
static int64_t value_applicant(const bounding *b, uint32_t a)
{
    const en_intake_rows *wishes = &b->v->round.wishes;
    int64_t kept = 0, best = 0;
    for (uint32_t end = wishes->first[a + 1], w; end > wishes->first[a]; end = w) {
        for (w = end; w > wishes->first[a] && wishes->at[w - 1].rank == wishes->at[end - 1].rank; w--)
            kept += b->wish[w - 1];
        for (uint32_t u = w; u < end; u++)
            if (en_verify_acceptable(b->v, u) && b->worth[u] + kept > best) best = b->worth[u] + kept;
    }
    return best;
}

static void value_leaf(bounding *b, const json_t *leaf)
{
    const en_intake *r = &b->v->round;
    int64_t total = 0;
    double sum = 0;
    bool possible = true;
    read_prices(b, leaf);
    for (uint32_t p = 0; p < r->places.count && sum < 1e18; p++) {
        int64_t value = value_place(b, p, &sum);
        possible = possible && value != INT64_MIN;
        total += possible ? value : 0;
    }
    for (uint32_t a = 0; a < r->applicants.count && sum < 1e18; a++) total += value_applicant(b, a);
    b->malformed = b->malformed || !(sum < 1e18);
    if (possible && total > b->most) b->most = total;
}

static void value_node(bounding *b, const json_t *node)
{
    const json_t *score = json_object_get(node, "score");
    if (!score) {
        value_leaf(b, node);
        return;
    }
    json_t *row = json_pack("[O*]", json_object_get(node, "place"));
    uint32_t p = (uint32_t)take_number(b, row, 0, b->v->round.places.count);
    json_decref(row);
    double at = json_number_value(score), filled = b->filled[p], unfilled = b->unfilled[p];
    b->malformed = b->malformed || !json_is_number(score);
    if (b->malformed) return;
    if (at > filled) b->filled[p] = at;
    value_node(b, json_object_get(node, "filled"));
    b->filled[p] = filled;
    if (at < unfilled) b->unfilled[p] = at;
    value_node(b, json_object_get(node, "unfilled"));
    b->unfilled[p] = unfilled;
}

static bool start(bounding *b)
{
    en_verify *v = b->v;
    size_t places = v->round.places.count, wishes = v->round.wishes.count;
    b->seat = en_arena_raw(&v->arena, places, sizeof *b->seat);
    b->filled = en_arena_raw(&v->arena, places, sizeof *b->filled);
    b->unfilled = en_arena_raw(&v->arena, places, sizeof *b->unfilled);
    b->wish = en_arena_raw(&v->arena, wishes, sizeof *b->wish);
    b->level = en_arena_raw(&v->arena, wishes, sizeof *b->level);
    b->worth = en_arena_raw(&v->arena, wishes, sizeof *b->worth);
    b->at = en_arena_raw(&v->arena, wishes, sizeof *b->at);
    if (!b->seat || !b->filled || !b->unfilled || !b->wish || !b->level || !b->worth || !b->at) return false;
    for (uint32_t p = 0; p < places; p++) {
        b->filled[p] = -INFINITY;
        b->unfilled[p] = INFINITY;
        if (v->applied[p] == 0) continue;
        memcpy(b->at + v->begin[p], en_verify_waiting(v, p), v->applied[p] * sizeof *b->at);
        qsort(b->at + v->begin[p], v->applied[p], sizeof *b->at, ascending);
    }
    return true;
}

/* The claim is of that bound, or that it is the size. */
en_status en_verify_bound(en_verify *v, en_check *check)
{
    const json_t *claim = json_array_get(json_object_get(v->certificate, "claims"), 2);
    bounding b = {.v = v};
    json_int_t placed = 0;
    if (!start(&b)) return EN_ERR_MEMORY;
    value_node(&b, json_object_get(claim, "proof"));
    for (uint32_t a = 0; a < v->round.applicants.count; a++) placed += v->result[a] != EN_VERIFY_NONE;
    bool of_bound = strcmp(check->name, "bound") == 0;
    const json_t *bound = json_object_get(claim, "bound"), *size = json_object_get(claim, "size");
    json_int_t proven = b.most / ONE, n = v->round.applicants.count,
               says = of_bound ? json_integer_value(bound) : placed;
    proven = proven < n ? proven : n;
    bool fits = of_bound
                    ? json_is_integer(bound) && json_is_integer(size) && json_integer_value(size) == placed
                    : !bound && !size;
    check->checked = v->round.wishes.count;
    en_arg args[] = {en_arg_int("proven", proven), en_arg_int("says", says)};
    if (b.malformed || !fits || proven != says)
        (void)en_report_add(&check->report, EN_ERROR,
                            b.malformed || !fits ? EN_W_VERIFY_PROOF_WRONG : EN_W_VERIFY_BOUND_WRONG,
                            (en_where){.file = en_str_of("certificate.json")}, 2, args);
    return EN_OK;
}
