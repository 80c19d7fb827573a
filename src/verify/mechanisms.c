/* Mechanisms that are carried out again: immediate acceptance, serial dictatorship, top trading cycles; who
 * comes when in them; and calls of two agencies, with the claims that no budget is overdrawn and nobody is
 * refused who is better than one who is funded.
 *
 * A. Abdulkadiroğlu and T. Sönmez, "School choice: a mechanism design approach" (2003). The outcome of top
 * trading cycles is the same whichever cycle comes first. Bound: n log n to sort, else linear; of a call
 * refused wishes times funded ones.
 */
#define _GNU_SOURCE /* qsort_r */
#include "verify.h"

#include <stddef.h>
#include <stdlib.h>

/* By the column of the order, by the sums of a call; then by the lottery. */
static int by_turn(const void *first, const void *second, void *shared)
{
    const verify *v = shared;
    uint32_t a = *(const uint32_t *)first, b = *(const uint32_t *)second;
    int order = v->column ? compare_cells(v->column, a, b) : 0;
    if (v->sums && v->sums[a] != v->sums[b]) order = v->sums[a] < v->sums[b] ? -1 : 1;
    if (order == 0 && (v->mechanism == SERIAL || v->sums) && a != b) atomic_store(v->tied, true);
    return order != 0 ? order : compare_applicants(v, a, b);
}

/* Whom a place would let trade, in its order: all whom it scores, wish or not, if they are eligible. */
typedef struct scored {
    double score;
    uint32_t applicant;
} scored;

static int by_score(const void *first, const void *second, void *shared)
{
    const verify *v = shared;
    const scored *a = first, *b = second;
    if (a->score != b->score) return a->score > b->score ? -1 : 1;
    if (a->applicant != b->applicant && !atomic_load_explicit(v->tied, memory_order_relaxed))
        atomic_store(v->tied, true);
    return compare_applicants(v, a->applicant, b->applicant);
}

/* Those of place p from given[p - 1] to given[p]. */
static void sort_scored(void *shared, size_t p)
{
    verify *v = shared;
    node *is = &v->nodes[p];
    uint32_t first = p == 0 ? 0 : is[-1].given;
    qsort_r(v->scored + first, is->given - first, sizeof *v->scored, by_score, v);
}

static void put_scored(verify *v, const wish *is, bool put)
{
    node *place = &v->nodes[is->place];
    if (put) v->scored[place->given] = (scored){is->score, is->applicant};
    place->given++;
}

/* A counting sort brings them to their places. It is a tie, too, that a place which scores nobody has two to
 * choose from. */
static void find_scored(verify *v)
{
    v->scored = make(v, v->wishes.count + v->scores.count + 1, sizeof *v->scored);
    for (int put = 0; put < 2; put++) {
        for (uint32_t w = 0; w < v->wishes.count; w++)
            if (v->nodes[v->wishes.at[w].place].scored && acceptable(v, w))
                put_scored(v, &v->wishes.at[w], put);
        for (const wish *is = v->scores.at; is < v->scores.at + v->scores.count; is++)
            if (is_eligible(v, is->applicant, is->place, NULL)) put_scored(v, is, put);
        for (uint32_t p = 0, first = 0, count; p < v->places.count && !put; p++, first += count) {
            count = v->nodes[p].given;
            v->nodes[p].given = first;
        }
    }
    en_run(&v->context, sort_scored, v, v->places.count);
    for (uint32_t p = v->places.count; p-- > 0;)
        v->nodes[p].given = p == 0 || !v->nodes[p].scored ? 0 : v->nodes[p - 1].given;
    for (uint32_t p = 0; p < v->places.count; p++) {
        uint32_t able = 0;
        for (uint32_t a = 0; a < v->applicants.count && able < 2 && !v->nodes[p].scored; a++)
            able += is_eligible(v, a, p, NULL);
        if (able > 1) atomic_store(v->tied, true);
    }
}

static bool takes_part(const verify *v, uint32_t a)
{
    uint32_t w = v->wishes.first[a], end = v->wishes.first[a + 1];
    while (w < end && !acceptable(v, w)) w++;
    return w < end;
}

static int by_agency(const void *first, const void *second, void *scores)
{
    double a = ((double *)scores)[*(const uint32_t *)first],
           b = ((double *)scores)[*(const uint32_t *)second];
    return (a < b) - (a > b);
}

/* One rank by each agency: how many have a higher score, and one. Places go by the sums, too. */
static void add_ranks(verify *v)
{
    v->sums = make(v, v->applicants.count, sizeof *v->sums);
    for (int k = 0; k < 2; k++) {
        const double *score = v->agency[k];
        qsort_r(v->turns, v->turn_count, sizeof *v->turns, by_agency, v->agency[k]);
        for (uint32_t i = 0, rank = 1; i < v->turn_count; i++) {
            if (i > 0 && score[v->turns[i]] != score[v->turns[i - 1]]) rank = i + 1;
            v->sums[v->turns[i]] += rank;
        }
    }
    for (wish *w = v->wishes.at; w < v->wishes.at + v->wishes.count; w++)
        if (!isnan(w->score)) w->score = -(double)v->sums[w->applicant];
}

/* Who comes when, before anything is sorted; ties show. An assignment without stability draws where it can.
 */
void settle_turns(verify *v)
{
    bool call = v->mechanism == CALL, serial = v->mechanism == SERIAL, trading = v->mechanism == TRADING;
    bool assigns = v->mechanism >= MAX_SIZE && v->mechanism <= RANK_MAXIMAL;
    v->scores_decide = !call && !serial && !assigns;
    if (assigns) atomic_store(v->tied, v->seed.size > 0 && v->ties <= MULTIPLE);
    if (!call && !serial && !trading) return;
    v->turns = make(v, v->applicants.count, sizeof *v->turns);
    for (uint32_t a = 0; a < v->applicants.count; a++) {
        if (v->column && !has_cell(v->column, a))
            refuse(v, EN_W_VERIFY_ORDER_EMPTY, "applicants.csv", "applicant", v->applicants.ids[a]);
        if (!call || takes_part(v, a)) v->turns[v->turn_count++] = a;
    }
    if (call) add_ranks(v);
    qsort_r(v->turns, v->turn_count, sizeof *v->turns, by_turn, v);
    if (trading) find_scored(v);
}

/* A mechanism under way. */
typedef struct course {
    const verify *v;
    uint32_t *got, *next; /* by applicant: a wish, or NONE; the wish that they ask for */
    uint32_t *left;       /* by place: free seats */
    uint32_t *at, *depth; /* who is on a chain; how deep, from 1, or GONE */
} course;
#define GONE UINT32_MAX

/* The best wish of the applicant where a seat is left. */
static uint32_t ask(const course *c, uint32_t a)
{
    for (uint32_t *w = &c->next[a]; *w < c->v->wishes.first[a + 1]; ++*w)
        if (acceptable(c->v, *w) && c->left[c->v->wishes.at[*w].place] > 0) return *w;
    return NONE;
}

static void admit(const course *c, uint32_t w)
{
    if (w == NONE) return;
    c->got[c->v->wishes.at[w].applicant] = w;
    c->left[c->v->wishes.at[w].place]--;
}

/* Whom a place admitted last: at which of their acceptable wishes, from 1, and which wish it was. */
typedef struct latest {
    uint32_t step, wish;
} latest;

/* Immediate acceptance is the only matching that is stable where a place puts those first who ask earlier,
 * then by its order: whoever asks at the first step and is among the best there must have the place, and so
 * on. Finds the last of each place; then, who would rather be there and comes before that. */
static void check_immediate(verify *v, check *c)
{
    latest *last = make(v, v->places.count, sizeof *last);
    for (int find = 1; find >= 0; find--)
        for (uint32_t w = 0, step = 0; w < v->wishes.count; w++) {
            const wish *is = &v->wishes.at[w];
            const node *place = &v->nodes[is->place];
            latest *l = &last[is->place];
            if (w == v->wishes.first[is->applicant]) step = 0;
            if (!acceptable(v, w) || w > v->result[is->applicant]) continue;
            step++;
            bool before = l->step == 0 || step < l->step || (step == l->step && compare(v, w, l->wish) < 0);
            if (find && has(v, w) && (l->step == 0 || !before)) *l = (latest){step, w};
            if (!find && !has(v, w) && (place->filled < place->seats || (l->step > 0 && before)))
                report_blocking(v, c, w);
        }
}

/* Whom the place points to: the first of those whom it scores, or of all, who is there. */
static uint32_t first_of(const course *c, uint32_t p)
{
    const verify *v = c->v;
    for (uint32_t *i = &v->nodes[p].given;; ++*i) {
        uint32_t a = v->nodes[p].scored ? v->scored[*i].applicant : v->turns[*i];
        if (c->depth[a] != GONE && (v->nodes[p].scored || is_eligible(v, a, p, NULL))) return a;
    }
}

/* Everybody points to their best place with a seat, it to its first. Who closes a cycle trades, and is gone;
 * so is who has nobody to point to. */
static void trade_from(const course *c, uint32_t start)
{
    uint32_t n = 0;
    for (uint32_t a = start; a != NONE;) {
        if (c->depth[a] == 0) c->at[n++] = a;
        if (c->depth[a] == 0) c->depth[a] = n;
        uint32_t w = ask(c, a), to = w == NONE ? a : first_of(c, c->v->wishes.at[w].place),
                 from = c->depth[to];
        while (from > 0 && n >= from) {
            uint32_t gone = c->at[--n];
            c->depth[gone] = GONE;
            if (w != NONE) admit(c, c->next[gone]);
        }
        a = from == 0 ? to : n > 0 ? c->at[n - 1] : NONE;
    }
}

void check_follows(verify *v, check *c)
{
    uint32_t n = v->applicants.count;
    c->checked = n;
    if (v->mechanism == IMMEDIATE) {
        check_immediate(v, c);
        return;
    }
    course is = {v,
                 make(v, n, sizeof(uint32_t)),
                 make(v, n, sizeof(uint32_t)),
                 make(v, v->places.count, sizeof(uint32_t)),
                 make(v, n, sizeof(uint32_t)),
                 make(v, n, sizeof(uint32_t))};
    for (uint32_t a = 0; a < n; a++) is.got[a] = NONE;
    for (uint32_t a = 0; a < n; a++) is.next[a] = v->wishes.first[a];
    for (uint32_t p = 0; p < v->places.count; p++) is.left[p] = v->nodes[p].seats;
    for (uint32_t i = 0; i < n && v->mechanism == SERIAL; i++) admit(&is, ask(&is, v->turns[i]));
    for (uint32_t a = 0; a < n && v->mechanism == TRADING; a++)
        if (is.depth[a] != GONE) trade_from(&is, a);
    for (uint32_t a = 0; a < n; a++)
        if (is.got[a] != v->result[a])
            FOUND(c, EN_W_VERIFY_OTHERWISE, "matches.csv", en_arg_str("applicant", v->applicants.ids[a]),
                  en_arg_str("place", is.got[a] == NONE ? en_str_of("-")
                                                        : v->places.ids[v->wishes.at[is.got[a]].place]));
}

/* What a wish takes from a budget. */
static uint64_t units_of(const verify *v, uint32_t w, uint32_t group)
{
    const wish *is = &v->wishes.at[w];
    for (uint32_t i = v->demand_first[is->applicant]; i < v->demand_first[is->applicant + 1]; i++)
        if (v->demands[i].place == is->place && v->demands[i].group == group) return v->demands[i].units;
    return 0;
}

void check_budgets(verify *v, check *c)
{
    for (uint32_t g = 0; g < v->groups.count; g++) {
        uint64_t spent = 0, cap = v->nodes[v->places.count + g].cap;
        for (uint32_t a = 0; a < v->applicants.count; a++)
            if (v->result[a] != NONE) spent += units_of(v, v->result[a], g);
        if (spent > cap)
            FOUND(c, EN_W_VERIFY_OVER_BUDGET, NULL, en_arg_str("group", v->groups.ids[g]),
                  en_arg_int("spent", (int64_t)spent), en_arg_int("cap", (int64_t)cap));
    }
    c->checked = v->groups.count;
}

/* At least as good for both agencies, better for one, and in need of no more of any budget. */
static bool is_better(const verify *v, uint32_t w, uint32_t than)
{
    uint32_t a = v->wishes.at[w].applicant, b = v->wishes.at[than].applicant;
    double x = v->agency[0][a] - v->agency[0][b], y = v->agency[1][a] - v->agency[1][b];
    bool better = x >= 0 && y >= 0 && (x > 0 || y > 0);
    for (uint32_t i = v->demand_first[a]; i < v->demand_first[a + 1] && better; i++)
        if (v->demands[i].place == v->wishes.at[w].place &&
            v->demands[i].units > units_of(v, than, v->demands[i].group))
            return false;
    return better;
}

void check_refused(verify *v, check *c)
{
    for (uint32_t w = 0; w < v->wishes.count; w++) {
        uint32_t a = v->wishes.at[w].applicant, p = v->wishes.at[w].place;
        for (uint32_t b = 0; b < v->applicants.count && acceptable(v, w) && wants(v, w, a); b++) {
            uint32_t than = v->result[b];
            if (than == NONE) continue;
            c->checked++;
            bool no_seat = v->nodes[p].filled == v->nodes[p].seats && v->wishes.at[than].place != p;
            if (!no_seat && is_better(v, w, than))
                FOUND(c, EN_W_VERIFY_BETTER_REFUSED, NULL, en_arg_str("applicant", v->applicants.ids[a]),
                      en_arg_str("place", v->places.ids[p]), en_arg_str("other", v->applicants.ids[b]));
        }
    }
}

/* Whether those who go before the wish's applicant have all seats of its place. */
bool was_full(const verify *v, uint32_t w)
{
    uint32_t filled = 0, p = v->wishes.at[w].place;
    for (const uint32_t *turn = v->turns; *turn != v->wishes.at[w].applicant; turn++)
        filled += v->result[*turn] != NONE && v->wishes.at[v->result[*turn]].place == p;
    return filled >= v->nodes[p].seats;
}
