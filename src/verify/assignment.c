/* Assignment without stability: no way to place one more; and prices of seats that prove an optimum.
 *
 * Largest: from those who are unplaced no free seat can be reached by alternating paths (C. Berge, 1957).
 * Optimal: every applicant has the best of gain minus price, free seats cost nothing: complementary
 * slackness, with gains that are vectors, compared as words are. Bound: linear; times the ranks for prices.
 */
#include "verify.h"

en_status en_verify_largest(en_verify *v, en_check *check)
{
    const en_intake *r = &v->round;
    size_t n = r->applicants.count, count = 0;
    uint32_t *queue = en_arena_raw(&v->arena, n, sizeof *queue);
    bool *seen = en_arena_array(&v->arena, r->places.count, sizeof *seen);
    if (!queue || !seen) return EN_ERR_MEMORY;
    for (uint32_t a = 0; a < n; a++)
        if (v->result[a] == EN_VERIFY_NONE) queue[count++] = a;
    for (size_t i = 0; i < count; i++)
        for (uint32_t w = r->wishes.first[queue[i]]; w < r->wishes.first[queue[i] + 1]; w++) {
            uint32_t p = r->wishes.at[w].place;
            check->checked++;
            if (!en_verify_acceptable(v, w) || seen[p]) continue;
            seen[p] = true;
            en_arg args[] = {en_arg_str("applicant", r->applicants.ids[queue[i]]),
                             en_arg_str("place", r->places.ids[p])};
            if (v->filled[p] < r->seats[p])
                (void)en_report_add(&check->report, EN_ERROR, EN_W_VERIFY_ONE_MORE, (en_where){0}, 2, args);
            const en_verify_waiter *in = en_verify_waiting(v, p) + v->refused[p];
            for (uint32_t k = 0; k < v->filled[p]; k++) queue[count++] = in[k].applicant;
        }
    return EN_OK;
}

enum { MOST_PRICE = 1 << 30 };

/* A gain is a vector: whether one is placed, if that comes first; then what the rank is worth. */
typedef struct pricing {
    en_verify *v;
    en_check *check;
    const char *claim;
    size_t width;
    int64_t *price;  /* of place p from price[p · width] */
    uint32_t *ranks; /* those that occur, ascending */
    size_t rank_count;
} pricing;

static int64_t gain_at(const pricing *p, uint32_t wish, size_t i)
{
    uint32_t rank = p->v->round.wishes.at[wish].rank;
    bool first = strcmp(p->claim, "rank-maximal") != 0; /* being placed comes first */
    if (first && i == 0) return 1;
    if (strcmp(p->claim, "minimum-cost") == 0) return -(int64_t)rank;
    size_t at = i - first;
    if (strcmp(p->claim, "generous") == 0) return -(int64_t)(p->ranks[p->rank_count - 1 - at] == rank);
    return p->ranks[at] == rank;
}

/* What is left of a wish's gain at that component; of none, nothing. */
static int64_t worth(const pricing *p, uint32_t wish, size_t i)
{
    if (wish == EN_VERIFY_NONE) return 0;
    return gain_at(p, wish, i) - p->price[p->v->round.wishes.at[wish].place * p->width + i];
}

static int compare(const pricing *p, uint32_t a, uint32_t b)
{
    for (size_t i = 0; i < p->width; i++) {
        int64_t x = worth(p, a, i), y = worth(p, b, i);
        if (x != y) return x < y ? -1 : 1;
    }
    return 0;
}

static void fail(const pricing *p, en_word rule, en_str who, en_str place)
{
    en_arg args[] = {en_arg_str("applicant", who), en_arg_str("place", place)};
    (void)en_report_add(&p->check->report, EN_ERROR, rule, (en_where){.file = en_str_of("certificate.json")},
                        2, args);
}

/* Prices are not below 0, and 0 where a seat is free. */
static void read_price(const pricing *p, uint32_t place, const json_t *given)
{
    bool fine = json_array_size(given) == p->width;
    int sign = 0;
    for (size_t i = 0; i < p->width; i++) {
        const json_t *one = json_array_get(given, i);
        json_int_t value = json_integer_value(one);
        fine = fine && json_is_integer(one) && value <= MOST_PRICE && value >= -MOST_PRICE;
        if (sign == 0) sign = (value > 0) - (value < 0);
        p->price[place * p->width + i] = fine ? value : 0;
    }
    bool free_seat = p->v->filled[place] < p->v->round.seats[place];
    if (!fine || sign < 0 || (sign > 0 && free_seat))
        fail(p, EN_W_VERIFY_PRICE_WRONG, (en_str){0}, p->v->round.places.ids[place]);
}

static void check_applicant(const pricing *p, uint32_t a)
{
    const en_intake *r = &p->v->round;
    uint32_t result = p->v->result[a];
    if (compare(p, EN_VERIFY_NONE, result) > 0)
        fail(p, EN_W_VERIFY_BETTER_ELSEWHERE, r->applicants.ids[a], en_str_of("-"));
    for (uint32_t w = r->wishes.first[a]; w < r->wishes.first[a + 1]; w++) {
        p->check->checked++;
        if (en_verify_acceptable(p->v, w) && compare(p, w, result) > 0)
            fail(p, EN_W_VERIFY_BETTER_ELSEWHERE, r->applicants.ids[a], r->places.ids[r->wishes.at[w].place]);
    }
}

/* The ranks beside the prices are those of acceptable wishes. */
static bool read_ranks(pricing *p, const json_t *given)
{
    const en_intake *r = &p->v->round;
    size_t seen = 0;
    p->rank_count = json_array_size(given);
    p->ranks = en_arena_array(&p->v->arena, p->rank_count, sizeof *p->ranks);
    bool *occurs = en_arena_array(&p->v->arena, p->rank_count, sizeof *occurs);
    for (size_t i = 0; i < p->rank_count && p->ranks; i++) {
        p->ranks[i] = (uint32_t)json_integer_value(json_array_get(given, i));
        if (i > 0 && p->ranks[i] <= p->ranks[i - 1]) return false;
    }
    for (uint32_t w = 0; w < r->wishes.count && p->ranks && occurs; w++) {
        size_t i = 0;
        if (!en_verify_acceptable(p->v, w)) continue;
        while (i < p->rank_count && p->ranks[i] != r->wishes.at[w].rank) i++;
        if (i == p->rank_count) return false;
        seen += !occurs[i];
        occurs[i] = true;
    }
    return p->ranks && occurs && seen == p->rank_count;
}

en_status en_verify_potentials(en_verify *v, en_check *check)
{
    const json_t *claims = json_object_get(v->certificate, "claims"), *claim = NULL;
    pricing p = {.v = v, .check = check, .claim = check->name, .width = 2};
    for (size_t i = 0; i < json_array_size(claims); i++)
        if (en_str_is(en_str_of(json_string_value(json_object_get(json_array_get(claims, i), "claim"))),
                      p.claim))
            claim = json_array_get(claims, i);
    const json_t *given = json_object_get(claim, "potentials");
    bool cost = strcmp(p.claim, "minimum-cost") == 0;
    bool fine = json_array_size(given) == v->round.places.count &&
                (cost || read_ranks(&p, json_object_get(claim, "ranks")));
    if (!cost) p.width = p.rank_count + (strcmp(p.claim, "rank-maximal") != 0);
    p.price = en_arena_array(&v->arena, v->round.places.count * (p.width + 1), sizeof *p.price);
    if (!p.price) return EN_ERR_MEMORY;
    if (!fine) fail(&p, EN_W_VERIFY_PRICE_WRONG, (en_str){0}, en_str_of("potentials, ranks"));
    for (uint32_t place = 0; place < v->round.places.count && fine; place++)
        read_price(&p, place, json_array_get(given, place));
    for (uint32_t a = 0; a < v->round.applicants.count && fine; a++) check_applicant(&p, a);
    return EN_OK;
}
