/* What each place and group would choose, and the claim that everyone chooses whom they hold: stability by
 * its definition. docs/certificate.md has it, "What a place chooses" and "What a group chooses".
 *
 * A place's lines fill from those who are there, in its order. Sources: D. Gale and L. Shapley (1962); S.
 * Kominers and T. Sönmez, "Matching with slot-specific priorities" (2016); P. Biró, T. Fleiner, R. Irving, D.
 * Manlove, "The college admissions problem with lower and common quotas" (2010); Y. Kamada and F. Kojima,
 * "Efficient matching under distributional constraints" (2015); D. Abraham, R. Irving, D. Manlove, "Two
 * algorithms for the student–project allocation problem" (2007). Bound: linear in those who are there, for
 * each line and level.
 */
#define _GNU_SOURCE /* qsort_r */
#include "verify.h"

#include <stdlib.h>

/* The choices that are computed, one after the other: of those who are there; without a limit; within it. */
typedef enum run { HELD = 1, DEMAND, CHOSEN } run;

static class class_of(const verify *v, const line *l, uint32_t w)
{
    const wish *is = &v->wishes.at[w];
    if (l->term > 0 && l->term != is->term) return NOT_TAKEN;
    if (l->category == 0 || holds(v, w) || v->member[is->applicant] >> (l->category - 1) & 1) return MEMBER;
    return l->others == 2 ? NOT_TAKEN : OTHER;
}

bool may_take(const verify *v, const line *l, uint32_t w, bool by_term)
{
    return by_term ? l->term == 0 || l->term == v->wishes.at[w].term : class_of(v, l, w) != NOT_TAKEN;
}

/* Whether the unit took another wish of the applicant. What others took is other threads' business. */
static bool is_there(const verify *v, uint32_t w, uint32_t unit, run r)
{
    if (v->terms.count == 0 && unit < v->places.count) return v->taken[w] == r;
    uint32_t a = v->wishes.at[w].applicant;
    for (uint32_t u = v->wishes.first[a]; u < v->wishes.first[a + 1]; u++) {
        uint32_t place = v->wishes.at[u].place;
        if ((place == unit || v->nodes[place].scorer == unit) && v->taken[u] == r) return true;
    }
    return false;
}

/* Those who would fill a place: whom it holds and, but for the first run, who would like to be there. */
typedef struct filling {
    const verify *v;
    node *place;
    run run;
    uint32_t left; /* how many may still be taken */
    const line *lines;
    state *states;
} filling;

/* The line takes whom it puts first of a class, up to its seats. Holders, who come first, are members. */
static void take(filling *f, uint32_t l, class as, bool again)
{
    const verify *v = f->v;
    state *s = &f->states[l];
    uint32_t before = s->last; /* here they are taken in order */
    const entry *first = v->by_place + f->place->begin;
    for (const entry *e = first; e < first + f->place->listed && s->filled < s->now && f->left > 0; e++) {
        bool here = v->result[e->applicant] == e->wish, holder = holds(v, e->wish);
        if (as == HOLDER && !holder) return;
        if (!here && (f->run == HELD || !wants(v, e->wish, e->applicant))) continue;
        if (class_of(v, &f->lines[l], e->wish) != (holder ? MEMBER : as) ||
            is_there(v, e->wish, (uint32_t)(f->place - v->nodes), f->run))
            continue;
        v->taken[e->wish] = (uint8_t)f->run;
        f->place->kept += here;
        f->left--;
        s->filled++;
        double score = v->wishes.at[e->wish].score;
        if (isfinite(score) && !(s->cutoff <= score)) s->cutoff = score;
        if (!holder && (before == NONE || compare(v, before, e->wish) < 0)) s->last = e->wish;
        if (as == HOLDER) continue;
        s->worst[again] = e->wish;
        s->class[again] = as;
    }
}

/* All lines of a place, ascending, its holders before; then unfilled seats go where the lines say. Returns
 * how many are taken, at most the limit; of these, `kept` are there. */
static uint32_t choose(const verify *v, uint32_t p, run r, uint32_t limit)
{
    node *place = &v->nodes[p];
    filling f = {
        v, place, r, limit, v->lines + place->line, (r == HELD ? v->states : v->trial) + place->line};
    place->kept = 0;
    for (uint32_t l = 0; l < place->lines; l++)
        f.states[l] = (state){.now = f.lines[l].seats, .last = NONE, .worst = {NONE, NONE}, .cutoff = NAN};
    for (int of_term = 1; of_term >= 0 && v->held; of_term--)
        for (uint32_t l = 0; l < place->lines; l++)
            if (of_term == (f.lines[l].term > 0)) take(&f, l, HOLDER, false);
    for (uint32_t l = 0; l < place->lines; l++) {
        take(&f, l, MEMBER, false);
        if (f.lines[l].category > 0) take(&f, l, OTHER, false);
        f.states[l].at_first = f.states[l].filled;
    }
    for (uint32_t l = 0; l < place->lines; l++) {
        if (f.lines[l].to == NONE) continue;
        f.states[f.lines[l].to - place->line].now += f.lines[l].seats - f.states[l].filled;
        f.states[l].now = f.states[l].filled;
    }
    for (uint32_t l = 0; l < place->lines; l++) {
        bool more = f.states[l].now > f.lines[l].seats;
        if (more) take(&f, l, MEMBER, true);
        if (more) take(&f, l, OTHER, true);
    }
    return limit - f.left;
}

/* Whether the line has room for the wish, or would rather have it than the last whom it took in that turn. */
static bool prefers(const verify *v, uint32_t l, uint32_t w, bool again)
{
    const state *s = &v->states[l];
    class is = class_of(v, &v->lines[l], w);
    if (is == NOT_TAKEN) return false;
    if (again ? s->filled < s->now : s->at_first < v->lines[l].seats) return true;
    if (s->worst[again] == NONE) return false;
    return is != s->class[again] ? is < s->class[again] : compare(v, w, s->worst[again]) < 0;
}

/* Whether the place, taken alone, would take the wish besides those whom it holds. */
bool would_take(const verify *v, uint32_t w)
{
    const node *place = &v->nodes[v->wishes.at[w].place];
    for (uint32_t l = place->line; l < place->line + place->lines; l++)
        if (prefers(v, l, w, false) || (v->states[l].now > v->lines[l].seats && prefers(v, l, w, true)))
            return true;
    return false;
}

/* The applicant of the wish and its place would rather have each other. */
void report_blocking(const verify *v, check *c, uint32_t w)
{
    const wish *is = &v->wishes.at[w];
    const node *place = &v->nodes[is->place];
    const wish *last = place->last == NONE ? is : &v->wishes.at[place->last];
    en_arg args[] = {en_arg_str("applicant", v->applicants.ids[is->applicant]),
                     en_arg_str("place", v->places.ids[is->place]), en_arg_real("score", is->score),
                     en_arg_str("other", v->applicants.ids[last->applicant])};
    en_word rule = v->nodes[place->scorer].scored ? EN_W_VERIFY_BLOCKS_TIE : EN_W_VERIFY_BLOCKS_UNSCORED;
    if (v->terms.count > 0 || has_lines(v, is->place) || holds(v, w)) rule = EN_W_VERIFY_BLOCKS_CHOICE;
    else if (place->filled < place->seats) {
        rule = EN_W_VERIFY_BLOCKS_EMPTY;
        args[2] = en_arg_int("filled", place->filled);
        args[3] = en_arg_int("seats", place->seats);
    } else if (is->score != last->score) {
        rule = EN_W_VERIFY_BLOCKS_SCORE;
        args[3] = en_arg_real("cutoff", last->score);
    }
    (void)en_report_add(&c->report, EN_ERROR, rule, (en_where){0}, COUNT(args), args);
}

/* Of those whom a unit would choose, who is not there; or that it would let somebody go. */
static void report_choice(const verify *v, check *c, uint32_t unit, const entry *at, uint32_t n)
{
    uint64_t before = c->report.errors;
    for (uint32_t i = 0; i < n; i++)
        if (v->taken[at[i].wish] == CHOSEN && !has(v, at[i].wish)) report_blocking(v, c, at[i].wish);
    if (c->report.errors == before)
        FOUND(c, EN_W_VERIFY_NOT_CHOSEN, NULL, en_arg_str("place", id_of(v, unit)));
}

/* By a common order: all wishes of the subtree are walked, best first; taken unless a limit on the path
 * breaks. */
static void walk(verify *v, check *c, uint32_t group, uint32_t limit)
{
    const node *top = &v->nodes[group];
    const entry *at = v->entries + top->unit;
    uint32_t kept = 0, taken = 0;
    for (uint32_t i = 0; i < top->wished; i++)
        for (uint32_t n = v->wishes.at[at[i].wish].place; n != top->parent; n = v->nodes[n].parent)
            v->nodes[n].given = 0;
    for (const entry *e = at; e < at + top->wished && taken < limit; e++) {
        uint32_t n = v->wishes.at[e->wish].place;
        bool room = v->nodes[n].given < v->nodes[n].seats;
        for (n = v->nodes[n].parent; n != group; n = v->nodes[n].parent)
            room = room && v->nodes[n].given < v->nodes[n].cap;
        if (!room || (!has(v, e->wish) && !wants(v, e->wish, e->applicant)) ||
            is_there(v, e->wish, group, CHOSEN))
            continue;
        for (n = v->wishes.at[e->wish].place; n != group; n = v->nodes[n].parent) v->nodes[n].given++;
        v->taken[e->wish] = CHOSEN;
        kept += has(v, e->wish);
        taken++;
    }
    if (kept < taken || kept < top->filled) report_choice(v, c, group, at, top->wished);
}

static int by_turn(const void *first, const void *second, void *shared)
{
    const verify *v = shared;
    uint32_t a = *(const uint32_t *)first, b = *(const uint32_t *)second;
    const node *x = &v->nodes[a], *y = &v->nodes[b];
    if (x->parent != y->parent) return x->parent < y->parent ? -1 : 1;
    if (x->turn != y->turn) return x->turn < y->turn ? -1 : 1;
    return en_str_compare(id_of(v, a), id_of(v, b));
}

/* How many a group would take: what its children would, up to its cap. */
static uint32_t demand_of(verify *v, uint32_t n)
{
    node *is = &v->nodes[n];
    uint64_t sum = 0;
    if (n < v->places.count) return is->demand;
    for (uint32_t i = 0; i < is->children; i++) sum += demand_of(v, v->child[is->child + i]);
    return is->demand = sum < is->cap ? (uint32_t)sum : is->cap;
}

/* By targets: holders come first; then rounds of one unit to each child that is below its target, and then
 * below what it would take. What a child was given is its limit. */
static void give(verify *v, check *c, uint32_t group, uint32_t left)
{
    const node *is = &v->nodes[group];
    const uint32_t *child = v->child + is->child, *end = child + is->children;
    if (is->choice == COMMON_ORDER) {
        walk(v, c, group, left);
        return;
    }
    for (const uint32_t *i = child; i < end; i++) {
        node *n = &v->nodes[*i];
        n->limit = n->holders < n->demand ? n->holders : n->demand;
        if (n->limit > left) n->limit = left;
        left -= n->limit;
    }
    for (int beyond = 0; beyond < 2; beyond++)
        for (bool any = true; any && left > 0;) {
            any = false;
            for (const uint32_t *i = child; i < end && left > 0; i++) {
                node *n = &v->nodes[*i];
                if (n->limit >= n->demand || (!beyond && n->limit >= n->target)) continue;
                n->limit++;
                left--;
                any = true;
            }
        }
    for (const uint32_t *i = child; i < end; i++)
        if (*i >= v->places.count) give(v, c, *i, v->nodes[*i].limit);
}

static void demand_at(void *shared, size_t p)
{
    verify *v = shared;
    v->nodes[p].demand = choose(v, (uint32_t)p, DEMAND, NONE);
}

/* What groups leave to each of their places. */
static void set_limits(verify *v, check *c)
{
    v->child = make(v, v->node_count, sizeof *v->child);
    en_run(&v->context, demand_at, v, v->places.count);
    for (uint32_t a = 0; v->held && a < v->applicants.count; a++)
        for (uint32_t n = v->held[a] == NONE ? NONE : v->wishes.at[v->held[a]].place; n != NONE;
             n = v->nodes[n].parent)
            v->nodes[n].holders++;
    for (uint32_t n = 0; n < v->node_count; n++) v->child[n] = n;
    qsort_r(v->child, v->node_count, sizeof *v->child, by_turn, v);
    for (uint32_t i = 0; i < v->node_count; i++) {
        uint32_t parent = v->nodes[v->child[i]].parent;
        if (parent != NONE && v->nodes[parent].children++ == 0) v->nodes[parent].child = i;
    }
    for (uint32_t n = v->places.count; n < v->node_count; n++) {
        if (v->nodes[n].parent != NONE || v->nodes[n].choice == GATHERS) continue;
        (void)demand_of(v, n);
        give(v, c, n, v->nodes[n].cap);
    }
}

static void choose_at(void *shared, size_t p)
{
    verify *v = shared;
    if (v->nodes[p].scorer == p) v->nodes[p].chosen = choose(v, (uint32_t)p, CHOSEN, v->nodes[p].limit);
}

/* The place is closed, and enough prefer it to open it. */
static bool is_wanted(const node *n) { return n->least > 0 && n->filled == 0 && n->refused >= n->least; }

/* The places that would open are those that the certificate names, and there is one. */
static void check_wanted(verify *v, check *c)
{
    json_t *wanted = json_array();
    for (uint32_t p = 0; p < v->places.count; p++)
        if (is_wanted(&v->nodes[p]))
            (void)json_array_append_new(wanted, json_pack("{s:s%, s:I}", "place", v->places.ids[p].at,
                                                          v->places.ids[p].size, "applicants",
                                                          (json_int_t)v->nodes[p].refused));
    if (compare_json(c, "certificate.json", "blocking", wanted, *v->witness[c - &v->checks[CLAIMS]]) == 0)
        (void)en_report_error(&c->report, EN_W_VERIFY_NOTHING_BLOCKS, (en_where){0});
}

/* Everybody chooses whom they hold. Where nobody may envy, free seats stay free; a place that is closed would
 * have stayed below its lower limit, or is named. */
void check_stable(verify *v, check *c)
{
    if (v->couple_of) {
        check_couples(v, c);
        return;
    }
    if (v->grouped) set_limits(v, c);
    for (uint32_t p = 0; p < v->places.count && strcmp(c->is->name, "envy-free") == 0; p++)
        v->nodes[p].limit = v->nodes[p].filled;
    bool named = strcmp(c->is->name, "unproven") == 0;
    if (named) check_wanted(v, c);
    en_run(&v->context, choose_at, v, v->places.count);
    for (uint32_t p = 0; p < v->places.count; p++) {
        const node *n = &v->nodes[p];
        c->checked += n->refused;
        if (n->scorer != p) continue; /* its group's walk has seen it */
        if (n->least > 0 && n->filled == 0) {
            if (!named && is_wanted(n))
                FOUND(c, EN_W_VERIFY_CLOSED, NULL, en_arg_str("place", v->places.ids[p]),
                      en_arg_int("count", n->refused), en_arg_int("least", n->least));
        } else if (n->chosen > n->kept || n->kept < n->filled)
            report_choice(v, c, p, v->by_place + n->begin, n->listed);
    }
}

/* A place or group that holds what it must not. */
static void report_held(verify *v, en_word rule, uint32_t n, uint32_t limit)
{
    FOUND(&v->checks[FEASIBLE], rule, "matches.csv", en_arg_str("place", id_of(v, n)),
          en_arg_int("seats", limit), en_arg_int("filled", v->nodes[n].filled));
}

static void check_applicant(verify *v, uint32_t a)
{
    uint32_t w = v->result[a];
    bool is_wish = w < NOT_READ, fine = !is_wish || acceptable(v, w);
    en_word rule = w == NOT_READ                                    ? EN_W_VERIFY_NO_ROW
                   : fine                                           ? EN_W_VERIFY_HELD_LOST
                   : is_eligible(v, a, v->wishes.at[w].place, NULL) ? EN_W_VERIFY_NOT_SCORED
                                                                    : EN_W_VERIFY_NOT_ELIGIBLE;
    if (w == NOT_READ || !fine || w > (v->held ? v->held[a] : NONE))
        FOUND(&v->checks[FEASIBLE], rule, "matches.csv", en_arg_str("applicant", v->applicants.ids[a]));
    for (uint32_t n = is_wish ? v->wishes.at[w].place : NONE; n != NONE; n = v->nodes[n].parent)
        v->nodes[n].filled++;
}

/* The lines of a place, filled by those whom it holds: it would keep them all. */
static void hold_at(void *shared, size_t p)
{
    verify *v = shared;
    node *n = &v->nodes[p];
    const entry *at = v->by_place + n->begin;
    for (uint32_t i = 0; i < n->listed; i++) {
        if (v->result[at[i].applicant] == at[i].wish) n->last = at[i].wish;
        else n->refused += wants(v, at[i].wish, at[i].applicant);
    }
    (void)choose(v, (uint32_t)p, HELD, NONE);
}

void check_feasible(verify *v)
{
    check *c = &v->checks[FEASIBLE];
    v->taken = make(v, v->wishes.count, sizeof *v->taken);
    for (uint32_t a = 0; a < v->applicants.count; a++) check_applicant(v, a);
    for (uint32_t i = 0; i < v->node_count; i++) {
        const node *n = &v->nodes[i];
        bool place = i < v->places.count;
        if (!place && n->filled > n->cap) report_held(v, EN_W_VERIFY_OVER_CAP, i, n->cap);
        if (place && n->filled > n->seats) report_held(v, EN_W_VERIFY_OVERFULL, i, n->seats);
        if (n->filled < n->floor) report_held(v, EN_W_VERIFY_BELOW_FLOOR, i, n->floor);
        if (n->filled > 0 && n->filled < n->least) report_held(v, EN_W_VERIFY_BELOW_FLOOR, i, n->least);
    }
    c->checked = v->applicants.count;
    c->state = HOLDS;
    if (c->report.errors == 0) settle_couples(v);
    if (c->report.errors > 0) return;
    en_run(&v->context, hold_at, v, v->places.count);
    for (uint32_t p = 0; p < v->places.count; p++)
        if (v->nodes[p].kept < v->nodes[p].filled) report_held(v, EN_W_VERIFY_NOT_KEPT, p, v->nodes[p].kept);
}
