/* Couples one by one into a matching that is stable without them (A. E. Roth, E. Peranson, "The redesign of
 * the matching market for American physicians", 1999).
 *
 * Whoever is turned away looks for the best that is open to them, at once; a couple of which one is turned
 * away gives up the other's seat as well. Then the places at which seats were given up go down their lists,
 * to everyone who would rather be there. When nobody is left to look, nothing blocks. With couples this may
 * go round for ever: after so many steps the couple that came last is put aside and all is as before it came.
 * If some were put aside, all begins again, and they come first (D. E. Joslin, D. P. Clements, "Squeaky wheel
 * optimization", 1999), until all steps are used up; the best pass counts. A step is a party that looks, or
 * an entry of a list. Time O(steps · log seats + passes · couples · applicants).
 */
#include "couples.h"
#include "holders.h"
#include "plain.h"

#include <string.h>

typedef struct inserting {
    const couples_market *m;
    const en_context *context;
    by_place lists;
    holders *places;
    uint32_t *wish;           /* per applicant: what is held, or EN_MATCH_NONE */
    uint32_t *saved;          /* the same before the last couple came */
    bool *in;                 /* per couple: takes part */
    uint32_t *looking, *open; /* parties; places with a seat that was given up */
    uint32_t looking_count, open_count;
    bool *is_looking, *is_open;
    uint64_t steps, most_steps;
} inserting;

static bool make_places(inserting *s, en_arena *arena)
{
    const en_match_problem *problem = s->m->problem;
    uint32_t *position = en_arena_raw(arena, problem->applicants, sizeof *position);
    s->places = en_arena_array(arena, problem->places, sizeof *s->places);
    candidate *at = en_arena_raw(arena, s->lists.begin[problem->places], sizeof *at);
    if (!s->places || !position || !at) return false;
    for (uint32_t p = 0; p < problem->places; p++) {
        uint32_t listed = s->lists.begin[p + 1] - s->lists.begin[p];
        uint32_t room = listed < problem->seats[p] ? listed : problem->seats[p];
        s->places[p] = (holders){.at = at, .room = room, .position = position};
        at += room;
    }
    return true;
}

static en_status start_inserting(inserting *s, en_arena *arena)
{
    size_t applicants = s->m->problem->applicants, places = s->m->problem->places;
    en_status status = group_by_place(s->m->problem, NULL, NULL, s->context, arena, &s->lists);
    if (status != EN_OK) return status;
    s->wish = en_arena_raw(arena, applicants, sizeof *s->wish);
    s->saved = en_arena_raw(arena, applicants, sizeof *s->saved);
    s->in = en_arena_array(arena, s->m->couples->count, sizeof *s->in);
    s->looking = en_arena_raw(arena, applicants, sizeof *s->looking);
    s->is_looking = en_arena_array(arena, applicants, sizeof *s->is_looking);
    s->open = en_arena_raw(arena, places, sizeof *s->open);
    s->is_open = en_arena_array(arena, places, sizeof *s->is_open);
    bool made = s->wish && s->saved && s->in && s->looking && s->is_looking && s->open && s->is_open;
    return made && make_places(s, arena) ? EN_OK : EN_ERR_MEMORY;
}

static void let_look(inserting *s, uint32_t party)
{
    if (s->is_looking[party]) return;
    s->is_looking[party] = true;
    s->looking[s->looking_count++] = party;
}

static void unseat(inserting *s, uint32_t applicant)
{
    if (s->wish[applicant] == EN_MATCH_NONE) return;
    holders_remove(s->m->problem, &s->places[s->m->problem->wish_place[s->wish[applicant]]], applicant);
    s->wish[applicant] = EN_MATCH_NONE;
}

/* Notes that a seat of this wish's place is given up. */
static void open_place(inserting *s, uint32_t wish)
{
    if (wish == EN_MATCH_NONE) return;
    uint32_t p = s->m->problem->wish_place[wish];
    if (s->is_open[p]) return;
    s->is_open[p] = true;
    s->open[s->open_count++] = p;
}

/* The seat of this applicant has gone to another. */
static void turn_away(inserting *s, uint32_t applicant)
{
    const en_match_couple *couple = couple_of(s->m, applicant);
    s->wish[applicant] = EN_MATCH_NONE;
    for (uint32_t k = 0; couple && k < 2; k++) {
        open_place(s, s->wish[couple->applicant[k]]);
        unseat(s, couple->applicant[k]);
    }
    let_look(s, party_of(s->m, applicant));
}

static void seat(inserting *s, candidate c)
{
    holders *h = &s->places[s->m->problem->wish_place[c.wish]];
    s->wish[c.applicant] = c.wish;
    if (h->count < h->room) holders_push(s->m->problem, h, c);
    else turn_away(s, holders_replace(s->m->problem, h, c).applicant);
}

static bool holds(const inserting *s, candidate c) { return s->wish[c.applicant] == c.wish; }

/* Whether the place would choose all that is asked of it, out of that and whom it holds. Where it holds one
 * of two already, and that is its weakest, the other would have to come before who stands before it. */
static bool would_choose(const inserting *s, const asking *a)
{
    const holders *h = &s->places[a->place];
    uint32_t has = (uint32_t)holds(s, a->wish[0]) + (a->n == 2 && holds(s, a->wish[1])),
             wanted = h->count - has + a->n;
    if (has == a->n || wanted <= h->room) return true;
    if (a->n > h->room) return false;
    uint32_t last = 0; /* the strongest who would have to go */
    if (wanted - h->room == 2) {
        last = 1;
        if (h->count > 2 && comes_before(s->m->problem, h->at[1], h->at[2])) last = 2;
    }
    return comes_before(s->m->problem, a->wish[a->n - 1], h->at[last]);
}

static bool is_open_to(const inserting *s, uint32_t party, uint32_t option)
{
    asking asks[2];
    uint32_t n = ask(s->m, party, option, asks);
    for (uint32_t k = 0; k < n; k++)
        if (!would_choose(s, &asks[k])) return false;
    return n > 0;
}

static void take_option(inserting *s, uint32_t party, uint32_t option)
{
    asking asks[2];
    uint32_t n = ask(s->m, party, option, asks);
    for (uint32_t k = 0; k < n; k++)
        for (uint32_t w = 0; w < asks[k].n; w++) seat(s, asks[k].wish[w]);
}

/* A party takes the best option that is open to it, if that is better than what it has. */
static void look(inserting *s, uint32_t party)
{
    const en_match_couple *couple = couple_of(s->m, party);
    const uint32_t *begin = s->m->problem->wish_begin;
    uint32_t had[2] = {s->wish[party], couple ? s->wish[couple->applicant[1]] : EN_MATCH_NONE};
    bool has = had[0] != EN_MATCH_NONE || had[1] != EN_MATCH_NONE;
    uint32_t option = couple ? couple->begin : begin[party], end = has ? had[0] : begin[party + 1];
    if (couple) end = has ? find_joint(s->m->couples, couple, had) : couple->end;
    s->steps++;
    while (option < end && !is_open_to(s, party, option)) option++;
    if (option == end) return;
    unseat(s, party);
    if (couple) unseat(s, couple->applicant[1]);
    take_option(s, party, option);
    open_place(s, had[0]);
    open_place(s, had[1]);
}

/* Whether the candidate of a list may gain from a seat there. */
static bool may_gain(const inserting *s, candidate c)
{
    uint32_t couple = s->m->couple_of[c.applicant], party = party_of(s->m, c.applicant);
    if (s->is_looking[party]) return false; /* it comes to that by itself */
    return couple == EN_MATCH_NONE ? c.wish < s->wish[c.applicant] : s->in[couple];
}

/* A place goes down its list, as far as it would take somebody. */
static void go_down_list(inserting *s, uint32_t p)
{
    const holders *h = &s->places[p];
    for (uint32_t k = s->lists.begin[p]; k < s->lists.begin[p + 1] && h->room > 0; k++) {
        candidate c = s->lists.candidates[k];
        if (h->count == h->room && comes_before(s->m->problem, h->at[0], c)) return;
        s->steps++;
        if (may_gain(s, c)) look(s, party_of(s->m, c.applicant));
    }
}

static en_status come_to_rest(inserting *s)
{
    while (s->looking_count > 0 || s->open_count > 0) {
        if (s->steps > s->most_steps) return EN_ERR_LIMIT;
        if (en_cancelled(s->context)) return EN_ERR_CANCELLED;
        if (s->looking_count > 0) {
            uint32_t party = s->looking[--s->looking_count];
            s->is_looking[party] = false;
            look(s, party);
        } else {
            uint32_t p = s->open[--s->open_count];
            s->is_open[p] = false;
            go_down_list(s, p);
        }
    }
    return EN_OK;
}

/* Everyone holds what `wish` says, and nobody looks. */
static void set_matching(inserting *s)
{
    const en_match_problem *problem = s->m->problem;
    s->looking_count = s->open_count = 0;
    memset(s->is_looking, 0, problem->applicants * sizeof *s->is_looking);
    memset(s->is_open, 0, problem->places * sizeof *s->is_open);
    for (uint32_t p = 0; p < problem->places; p++) s->places[p].count = 0;
    for (uint32_t i = 0; i < problem->applicants; i++) {
        uint32_t w = s->wish[i];
        if (w == EN_MATCH_NONE) continue;
        holders_push(problem, &s->places[problem->wish_place[w]], (candidate){problem->wish_score[w], i, w});
    }
}

/* Deferred acceptance for singles. It ends without a limit. */
static en_status place_singles(inserting *s)
{
    for (uint32_t i = 0; i < s->m->problem->applicants; i++) s->wish[i] = EN_MATCH_NONE;
    set_matching(s);
    for (uint32_t k = 0; k < s->m->problem->applicants; k++) {
        uint32_t i = s->m->couples->order[k];
        if (s->m->couple_of[i] == EN_MATCH_NONE) let_look(s, i);
    }
    s->most_steps = UINT64_MAX;
    return come_to_rest(s);
}

/* EN_ERR_LIMIT: put aside, and all is as before. */
static en_status insert_couple(inserting *s, uint32_t c, uint64_t most_steps)
{
    size_t size = s->m->problem->applicants * sizeof *s->wish;
    memcpy(s->saved, s->wish, size);
    s->in[c] = true;
    let_look(s, s->m->couples->couples[c].applicant[0]);
    s->most_steps = s->steps > UINT64_MAX - most_steps ? UINT64_MAX : s->steps + most_steps;
    en_status status = come_to_rest(s);
    if (status != EN_ERR_LIMIT) return status;
    s->in[c] = false;
    memcpy(s->wish, s->saved, size);
    set_matching(s);
    return EN_ERR_LIMIT;
}

/* Once with all couples, in this order. */
static en_status insert_in_order(inserting *s, const uint32_t *order, uint64_t steps_each, uint32_t *aside)
{
    uint32_t count = s->m->couples->count;
    memset(s->in, 0, count * sizeof *s->in);
    en_status status = place_singles(s);
    *aside = 0;
    for (uint32_t k = 0; k < count && status == EN_OK; k++) {
        en_progress(s->context, k, count);
        status = insert_couple(s, order[k], steps_each);
        if (status != EN_ERR_LIMIT) continue;
        ++*aside;
        status = EN_OK;
    }
    return status;
}

/* Those put aside first, else as they stood. */
static void reorder(const inserting *s, uint32_t *order, uint32_t *spare)
{
    uint32_t n = 0, count = s->m->couples->count;
    for (uint32_t k = 0; k < count; k++)
        if (!s->in[order[k]]) spare[n++] = order[k];
    for (uint32_t k = 0; k < count; k++)
        if (s->in[order[k]]) spare[n++] = order[k];
    memcpy(order, spare, count * sizeof *order);
}

static en_status insert_repeatedly(inserting *s, en_match_couples_limits limits, en_arena *arena,
                                   uint32_t *wish, uint32_t *aside)
{
    uint32_t count = s->m->couples->count, left;
    uint32_t *order = en_arena_raw(arena, count, sizeof *order);
    uint32_t *spare = en_arena_raw(arena, count, sizeof *spare);
    if (!order || !spare) return EN_ERR_MEMORY;
    for (uint32_t k = 0; k < count; k++) order[k] = k;
    en_status status = EN_OK;
    *aside = EN_MATCH_NONE;
    while (*aside > 0 && (s->steps < limits.steps || *aside == EN_MATCH_NONE)) {
        status = insert_in_order(s, order, limits.steps_each, &left);
        if (status != EN_OK) break;
        if (left < *aside) memcpy(wish, s->wish, s->m->problem->applicants * sizeof *wish);
        if (left < *aside) *aside = left;
        reorder(s, order, spare);
    }
    return status;
}

en_status insert_couples(const couples_market *m, en_match_couples_limits limits, const en_context *context,
                         uint32_t *wish, uint32_t *aside, uint64_t *steps)
{
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    inserting s = {.m = m, .context = context};
    en_status status = start_inserting(&s, &scratch);
    if (status == EN_OK) status = insert_repeatedly(&s, limits, &scratch, wish, aside);
    *steps = s.steps;
    en_arena_free(&scratch);
    return status;
}
