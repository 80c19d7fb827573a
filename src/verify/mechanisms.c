/* Mechanisms that are carried out again: immediate acceptance, serial dictatorship, top trading cycles.
 *
 * A. Abdulkadiroğlu and T. Sönmez, "School choice: a mechanism design approach" (2003). The outcome of top
 * trading cycles is the same whichever cycle comes first. Bound: n log n to sort, else linear.
 */
#define _GNU_SOURCE /* qsort_r */
#include "verify.h"

#include <stdlib.h>

/* A mechanism under way. */
typedef struct course {
    const en_verify *v;
    uint32_t *got;   /* by applicant: a wish, or NONE */
    uint32_t *next;  /* by applicant: the wish that they ask for */
    uint32_t *left;  /* by place: free seats */
    uint32_t *order; /* applicants, or wishes, in turn */
    bool out_of_memory;
} course;

/* The best wish that the applicant has left; with a seat, if it must have one. */
static uint32_t ask(course *c, uint32_t a, bool seat)
{
    const en_intake_rows *wishes = &c->v->round.wishes;
    for (uint32_t *w = &c->next[a]; *w < wishes->first[a + 1]; ++*w)
        if (en_verify_acceptable(c->v, *w) && (!seat || c->left[wishes->at[*w].place] > 0)) return *w;
    return EN_VERIFY_NONE;
}

static void admit(course *c, uint32_t wish)
{
    c->got[c->v->round.wishes.at[wish].applicant] = wish;
    c->left[c->v->round.wishes.at[wish].place]--;
}

static int by_priority(const void *first, const void *second, void *shared)
{
    const en_verify *v = shared;
    uint32_t a = *(const uint32_t *)first, b = *(const uint32_t *)second;
    uint32_t p = v->round.wishes.at[a].place, q = v->round.wishes.at[b].place;
    return p != q ? (p < q ? -1 : 1) : en_verify_compare(v, a, b);
}

static void accept_at_once(course *c)
{
    const en_verify *v = c->v;
    for (size_t asking = 1; asking > 0;) {
        asking = 0;
        for (uint32_t a = 0; a < v->round.applicants.count; a++) {
            uint32_t wish = c->got[a] == EN_VERIFY_NONE ? ask(c, a, false) : EN_VERIFY_NONE;
            if (wish == EN_VERIFY_NONE) continue;
            c->order[asking++] = wish;
            c->next[a]++;
        }
        qsort_r(c->order, asking, sizeof *c->order, by_priority, (void *)(uintptr_t)v);
        for (size_t i = 0; i < asking; i++)
            if (c->left[v->round.wishes.at[c->order[i]].place] > 0) admit(c, c->order[i]);
    }
}

static void choose_in_order(course *c)
{
    for (uint32_t i = 0; i < c->v->round.applicants.count; i++) {
        uint32_t wish = ask(c, c->v->turns[i], true);
        if (wish != EN_VERIFY_NONE) admit(c, wish);
    }
}

/* Whom a place would let trade, in its order. */
typedef struct entry {
    double score;
    uint32_t place, applicant;
} entry;

static int by_place(const void *first, const void *second, void *shared)
{
    const entry *a = first, *b = second;
    if (a->place != b->place) return a->place < b->place ? -1 : 1;
    if (a->score != b->score) return a->score > b->score ? -1 : 1;
    return en_verify_compare_applicants(shared, a->applicant, b->applicant);
}

/* All whom places score, wish or not; that they must be eligible is seen when they are pointed to. */
static entry *list_scored(const en_verify *v, en_arena *arena, size_t *count)
{
    const en_intake *r = &v->round;
    entry *at = en_arena_raw(arena, r->wishes.count + r->scores.count, sizeof *at);
    size_t n = 0;
    for (uint32_t w = 0; w < r->wishes.count && at; w++) {
        const en_intake_wish *wish = &r->wishes.at[w];
        if (r->scored[wish->place] && en_verify_acceptable(v, w))
            at[n++] = (entry){wish->score, wish->place, wish->applicant};
    }
    for (size_t i = 0; i < r->scores.count && at; i++) {
        const en_intake_wish *row = &r->scores.at[i];
        bool wished = false;
        for (uint32_t w = r->wishes.first[row->applicant]; w < r->wishes.first[row->applicant + 1]; w++)
            wished = wished || r->wishes.at[w].place == row->place;
        if (!wished) at[n++] = (entry){row->score, row->place, row->applicant};
    }
    if (at) qsort_r(at, n, sizeof *at, by_place, (void *)(uintptr_t)v);
    *count = n;
    return at;
}

/* Trading: those on the chain, each pointing to a place that points to the next. */
typedef struct trade {
    course *c;
    const entry *entries;
    size_t *first; /* by place: where its entries begin; or its way through everyone */
    size_t count;
    uint32_t *chain, *depth; /* depth: by applicant, from 1; GONE: not there any more */
} trade;
static const uint32_t gone = UINT32_MAX;

static uint32_t first_of(trade *t, uint32_t p)
{
    const en_verify *v = t->c->v;
    for (size_t *i = &t->first[p];; ++*i) {
        bool scored = v->round.scored[p];
        uint32_t a = scored ? t->entries[*i].applicant : v->turns[*i];
        if (t->depth[a] != gone && en_verify_eligible(v, a, p, NULL)) return a;
    }
}

static void trade_from(trade *t, uint32_t start)
{
    uint32_t n = 0;
    t->chain[n++] = start;
    t->depth[start] = n;
    while (n > 0) {
        uint32_t a = t->chain[n - 1], wish = ask(t->c, a, true);
        if (wish == EN_VERIFY_NONE) {
            t->depth[a] = gone;
            n--;
            continue;
        }
        uint32_t b = first_of(t, t->c->v->round.wishes.at[wish].place), from = t->depth[b];
        if (from == 0) {
            t->chain[n++] = b;
            t->depth[b] = n;
        }
        for (; from > 0 && n >= from; n--) {
            uint32_t x = t->chain[n - 1];
            t->depth[x] = gone;
            admit(t->c, t->c->next[x]);
        }
    }
}

static void trade_all(course *c)
{
    const en_intake *r = &c->v->round;
    en_arena arena = en_arena_make(NULL);
    trade t = {.c = c};
    t.entries = list_scored(c->v, &arena, &t.count);
    t.first = en_arena_array(&arena, r->places.count, sizeof *t.first);
    t.chain = en_arena_raw(&arena, r->applicants.count, sizeof *t.chain);
    t.depth = en_arena_array(&arena, r->applicants.count, sizeof *t.depth);
    c->out_of_memory = !t.entries || !t.first || !t.chain || !t.depth;
    for (size_t i = t.count; i-- > 0 && !c->out_of_memory;) t.first[t.entries[i].place] = i;
    for (uint32_t a = 0; a < r->applicants.count && !c->out_of_memory; a++)
        if (t.depth[a] != gone) trade_from(&t, a);
    en_arena_free(&arena);
}

bool en_verify_scores_decide(const en_verify *v)
{
    const char *mechanism = en_verify_mechanism(v);
    return strcmp(mechanism, "serial-dictatorship") != 0 && !v->seed_is_enough;
}

/* By the column of the order, then by the lottery. */
static int by_turn(const void *first, const void *second, void *shared)
{
    const en_verify *v = shared;
    uint32_t a = *(const uint32_t *)first, b = *(const uint32_t *)second;
    const en_expression_node *column = v->order.columns;
    if (column && column->type != EN_EXPRESSION_AS_TEXT && column->cells[a].value != column->cells[b].value)
        return column->cells[a].value < column->cells[b].value ? -1 : 1;
    int order = column ? en_str_compare(column->cells[a].text, column->cells[b].text) : 0;
    if (order != 0 && column->type == EN_EXPRESSION_AS_TEXT) return order;
    return en_verify_compare_applicants(v, a, b);
}

void en_verify_set_turns(en_verify *v)
{
    if (v->turns && !v->round.call) qsort_r(v->turns, v->turn_count, sizeof *v->turns, by_turn, v);
}

/* Two whom the column does not tell apart, once they are in turn. */
static bool are_tied(const en_verify *v, uint32_t a, uint32_t b)
{
    const en_expression_node *column = v->order.columns;
    if (!column) return true;
    if (column->type != EN_EXPRESSION_AS_TEXT) return column->cells[a].value == column->cells[b].value;
    return en_str_equal(column->cells[a].text, column->cells[b].text);
}

static en_status find_ties_in_order(en_verify *v)
{
    const en_expression_node *column = v->order.columns;
    for (uint32_t i = 0; i < v->round.applicants.count; i++) {
        if (column && column->cells[i].text.size == 0)
            return en_intake_refuse(&v->round, EN_W_VERIFY_ORDER_EMPTY, "applicants.csv", "applicant",
                                    v->round.applicants.ids[i]);
        if (i > 0 && are_tied(v, v->turns[i - 1], v->turns[i])) atomic_store(&v->tied, true);
    }
    return EN_OK;
}

/* Whom places score alike, wish or not; and those whom a place does not score at all. */
static en_status find_ties_to_trade(en_verify *v)
{
    const en_intake *r = &v->round;
    en_arena arena = en_arena_make(NULL);
    size_t n;
    const entry *at = list_scored(v, &arena, &n);
    for (size_t i = 1; i < n && at; i++)
        if (at[i - 1].place == at[i].place && at[i - 1].score == at[i].score &&
            en_verify_eligible(v, at[i].applicant, at[i].place, NULL))
            atomic_store(&v->tied, true);
    for (uint32_t p = 0; p < r->places.count && !atomic_load(&v->tied); p++) {
        uint32_t able = 0;
        for (uint32_t a = 0; a < r->applicants.count && able < 2 && !r->scored[p]; a++)
            able += en_verify_eligible(v, a, p, NULL);
        if (able > 1) atomic_store(&v->tied, true);
    }
    en_arena_free(&arena);
    return at ? EN_OK : EN_ERR_MEMORY;
}

/* Who comes when, as far as that is known before numbers are drawn; and whether they are needed. */
en_status en_verify_find_turns(en_verify *v)
{
    const char *mechanism = en_verify_mechanism(v);
    bool trading = strcmp(mechanism, "top-trading-cycles") == 0;
    if (v->seed_is_enough) atomic_store(&v->tied, v->round.seed.size > 0);
    if (!trading && strcmp(mechanism, "serial-dictatorship") != 0) return EN_OK;
    v->turns = en_arena_raw(&v->arena, v->round.applicants.count, sizeof *v->turns);
    v->turn_count = v->round.applicants.count;
    if (!v->turns) return EN_ERR_MEMORY;
    for (uint32_t a = 0; a < v->round.applicants.count; a++) v->turns[a] = a;
    en_verify_set_turns(v);
    return trading ? find_ties_to_trade(v) : find_ties_in_order(v);
}

static void compare(en_verify *v, en_check *check, const uint32_t *got)
{
    const en_intake *r = &v->round;
    for (uint32_t a = 0; a < r->applicants.count; a++) {
        if (got[a] == v->result[a]) continue;
        en_str place = got[a] == EN_VERIFY_NONE ? en_str_of("-") : r->places.ids[r->wishes.at[got[a]].place];
        en_arg args[] = {en_arg_str("applicant", r->applicants.ids[a]), en_arg_str("place", place)};
        (void)en_report_add(&check->report, EN_ERROR, EN_W_VERIFY_OTHERWISE,
                            (en_where){.file = en_str_of("matches.csv")}, 2, args);
    }
    check->checked = r->applicants.count;
}

en_status en_verify_follows(en_verify *v, en_check *check)
{
    const en_intake *r = &v->round;
    size_t n = r->applicants.count;
    const char *mechanism = en_verify_mechanism(v);
    course c = {.v = v};
    c.got = en_arena_raw(&v->arena, n, sizeof *c.got);
    c.next = en_arena_raw(&v->arena, n, sizeof *c.next);
    c.left = en_arena_raw(&v->arena, r->places.count, sizeof *c.left);
    c.order = en_arena_raw(&v->arena, n, sizeof *c.order);
    if (!c.got || !c.next || !c.left || !c.order) return EN_ERR_MEMORY;
    memset(c.got, 0xFF, n * sizeof *c.got);
    memcpy(c.next, r->wishes.first, n * sizeof *c.next);
    memcpy(c.left, r->seats, r->places.count * sizeof *c.left);
    if (strcmp(mechanism, "immediate-acceptance") == 0) accept_at_once(&c);
    else if (strcmp(mechanism, "serial-dictatorship") == 0) choose_in_order(&c);
    else trade_all(&c);
    if (!c.out_of_memory) compare(v, check, c.got);
    return c.out_of_memory ? EN_ERR_MEMORY : EN_OK;
}
