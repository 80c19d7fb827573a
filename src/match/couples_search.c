/* Whether a stable matching with couples exists: branch and bound over what each couple gets.
 *
 * Once it is settled what every couple gets, the members are like singles with one wish each. The market is
 * then one without couples, and in all of its stable matchings the same applicants are placed (A. E. Roth,
 * "On the allocation of residents to rural hospitals", 1986). If a member is not, there is no stable matching
 * in which couples get that. Else, if any of its stable matchings leaves no joint wish that blocks, the one
 * that is best for places does, for each place holds as many in all of them and the best in that one. So each
 * such market takes one deferred acceptance, places proposing, in whole numbers.
 *
 * A node has ruled out some options. Take the couples with one option left, and singles: `least`. Below the
 * node there are only more who want seats, so places only hold better ones. A settled member who is not
 * placed there is not placed below: the node ends. A joint wish that a place would not take there can happen
 * nowhere below: it is ruled out. (A place would take a newcomer to the stable matching that is best for
 * places if and only if the newcomer is placed in the stable matchings of both together.) Take singles, and
 * all wishes of members in any option left, each as if it were an applicant of its own: `most`. Below the
 * node there are fewer who want seats. A joint wish that its places would take even there blocks whatever is
 * worse for that couple: all that is ruled out. Until nothing more is. If options are left, the couple with
 * fewest is tried with each of them, best first.
 *
 * The proof that none exists stands also without a wish that no single ever held in these runs (a place
 * that is refused at once may as well not ask), and without a joint wish that ruled out nothing: used_wish
 * and used_joint are the others. Time O(nodes · rounds · (wishes + joint wishes · a place's list)).
 */
#include "couples_search.h"

#include <string.h>

static bool make_filling(const en_match_problem *problem, filling *f, en_arena *arena)
{
    f->held = en_arena_raw(arena, problem->applicants, sizeof *f->held);
    f->next = en_arena_raw(arena, problem->places, sizeof *f->next);
    f->filled = en_arena_raw(arena, problem->places, sizeof *f->filled);
    f->seated = en_arena_raw(arena, wish_count(problem), sizeof *f->seated);
    return f->held && f->next && f->filled && f->seated;
}

static bool make_options(search *s, en_arena *arena)
{
    size_t couples = s->m->couples->count, options;
    for (uint32_t c = 0; c < couples; c++)
        if (s->m->couples->couples[c].end > s->joints) s->joints = s->m->couples->couples[c].end;
    if (!en_add_size(s->joints, couples, &options) || options >= EN_MATCH_NONE) return false;
    s->possible = en_arena_raw(arena, options, sizeof *s->possible);
    s->left = en_arena_raw(arena, couples, sizeof *s->left);
    s->trail = en_arena_raw(arena, options, sizeof *s->trail);
    s->owner = en_arena_raw(arena, options, sizeof *s->owner);
    s->given_up_joint = en_arena_array(arena, s->joints, sizeof *s->given_up_joint);
    s->used_joint = en_arena_raw(arena, s->joints, sizeof *s->used_joint);
    return s->possible && s->left && s->trail && s->owner && s->given_up_joint && s->used_joint;
}

en_status make_search(search *s, const couples_market *m, const en_context *context, en_arena *arena)
{
    const en_match_problem *problem = m->problem;
    size_t wishes = wish_count(problem);
    en_status status = group_by_place(problem, NULL, NULL, context, arena, &s->lists);
    if (status != EN_OK) return status;
    s->m = m;
    s->context = context;
    s->at = en_arena_raw(arena, wishes, sizeof *s->at);
    s->uses = en_arena_raw(arena, wishes, sizeof *s->uses);
    s->given_up_wish = en_arena_array(arena, wishes, sizeof *s->given_up_wish);
    s->used_wish = en_arena_raw(arena, wishes, sizeof *s->used_wish);
    s->stack = en_arena_raw(arena, problem->places, sizeof *s->stack);
    bool made = s->at && s->uses && s->given_up_wish && s->used_wish && s->stack && make_options(s, arena);
    if (!made || !make_filling(problem, &s->least, arena) || !make_filling(problem, &s->most, arena))
        return EN_ERR_MEMORY;
    for (uint32_t k = 0; k < s->lists.begin[problem->places]; k++) s->at[s->lists.candidates[k].wish] = k;
    return EN_OK;
}

/* ---- options */

static uint32_t stay_unplaced(const search *s, uint32_t c) { return s->joints + c; }

static void count_uses(search *s, uint32_t option, uint32_t change)
{
    if (option >= s->joints) return;
    const uint32_t *wish = s->m->couples->joint_wishes[option].wish;
    for (uint32_t k = 0; k < 2; k++)
        if (wish[k] != EN_MATCH_NONE) s->uses[wish[k]] += change;
}

static void rule_out(search *s, uint32_t c, uint32_t option)
{
    if (!s->possible[option]) return;
    s->possible[option] = false;
    s->left[c]--;
    count_uses(s, option, UINT32_MAX); /* one fewer */
    s->owner[s->trail_count] = c;
    s->trail[s->trail_count++] = option;
}

static void take_back(search *s, uint32_t until)
{
    while (s->trail_count > until) {
        uint32_t option = s->trail[--s->trail_count];
        s->possible[option] = true;
        s->left[s->owner[s->trail_count]]++;
        count_uses(s, option, 1);
    }
}

/* Rules out all options behind this one. */
static void rule_out_worse(search *s, uint32_t c, uint32_t option)
{
    for (uint32_t j = option + 1; j < s->m->couples->couples[c].end; j++) rule_out(s, c, j);
    rule_out(s, c, stay_unplaced(s, c));
}

static void rule_out_others(search *s, uint32_t c, uint32_t option)
{
    const en_match_couple *couple = &s->m->couples->couples[c];
    for (uint32_t j = couple->begin; j < couple->end; j++)
        if (j != option) rule_out(s, c, j);
    if (option != stay_unplaced(s, c)) rule_out(s, c, stay_unplaced(s, c));
}

static void start_options(search *s)
{
    asking asks[2];
    s->trail_count = 0;
    memset(s->uses, 0, wish_count(s->m->problem) * sizeof *s->uses);
    for (uint32_t c = 0; c < s->m->couples->count; c++) {
        const en_match_couple *couple = &s->m->couples->couples[c];
        s->left[c] = 1;
        s->possible[stay_unplaced(s, c)] = true;
        for (uint32_t j = couple->begin; j < couple->end; j++) {
            s->possible[j] = !s->given_up_joint[j] && ask_jointly(s->m, couple, j, asks) > 0;
            s->left[c] += s->possible[j];
            if (s->possible[j]) count_uses(s, j, 1);
        }
    }
}

/* ---- deferred acceptance, places proposing */

/* Whether the wish of a member takes part: of any option that is left, or only of those that are settled. */
static bool takes_part(const search *s, bool any, candidate c)
{
    return s->uses[c.wish] > 0 && (any || s->left[s->m->couple_of[c.applicant]] == 1);
}

/* Offers a seat; returns the place that thereby lost somebody and is no more full, or EN_MATCH_NONE. */
static uint32_t offer_seat(search *s, filling *f, bool any, uint32_t p, candidate c)
{
    if (s->m->couple_of[c.applicant] != EN_MATCH_NONE) {
        f->seated[c.wish] = takes_part(s, any, c);
        f->filled[p] += f->seated[c.wish];
        return EN_MATCH_NONE;
    }
    uint32_t held = f->held[c.applicant];
    if (s->given_up_wish[c.wish] || held < c.wish) return EN_MATCH_NONE;
    f->held[c.applicant] = c.wish;
    f->filled[p]++;
    s->used_wish[c.wish] = true;
    if (held == EN_MATCH_NONE) return EN_MATCH_NONE;
    uint32_t left = s->m->problem->wish_place[held];
    return f->filled[left]-- == s->m->problem->seats[left] ? left : EN_MATCH_NONE;
}

static void fill(search *s, filling *f, bool any)
{
    const en_match_problem *problem = s->m->problem;
    uint32_t depth = problem->places;
    for (uint32_t i = 0; i < problem->applicants; i++) f->held[i] = EN_MATCH_NONE;
    for (uint32_t p = 0; p < problem->places; p++) {
        f->filled[p] = 0;
        f->next[p] = s->lists.begin[p];
        s->stack[problem->places - 1 - p] = p;
    }
    while (depth > 0) {
        uint32_t p = s->stack[--depth];
        while (f->filled[p] < problem->seats[p] && f->next[p] < s->lists.begin[p + 1]) {
            uint32_t left = offer_seat(s, f, any, p, s->lists.candidates[f->next[p]++]);
            if (left != EN_MATCH_NONE) s->stack[depth++] = left;
        }
    }
}

/* Whether a place that went past the candidate holds it. */
static bool holds(const search *s, const filling *f, candidate c)
{
    if (s->m->couple_of[c.applicant] != EN_MATCH_NONE) return f->seated[c.wish];
    return f->held[c.applicant] == c.wish;
}

/* Whether the place would choose all that is asked of it, out of that and whom it holds. settled: the couple
 * has one option left, so that a member whom the place holds is there by the same wish. */
static bool would_choose(const search *s, const filling *f, const asking *a, bool settled)
{
    uint32_t before = 0, seats = s->m->problem->seats[a->place], last = s->at[a->wish[a->n - 1].wish];
    if (a->n == 1) return f->filled[a->place] < seats || last < f->next[a->place];
    uint32_t end = last < f->next[a->place] ? last : f->next[a->place];
    for (uint32_t k = s->lists.begin[a->place]; k < end; k++) {
        candidate c = s->lists.candidates[k];
        bool stays = settled && c.wish == a->wish[0].wish;
        before += !stays && holds(s, f, c);
    }
    return (uint64_t)before + a->n <= seats;
}

static bool all_would_choose(const search *s, const filling *f, uint32_t c, uint32_t joint, bool settled)
{
    asking asks[2];
    uint32_t n = ask_jointly(s->m, &s->m->couples->couples[c], joint, asks);
    for (uint32_t k = 0; k < n; k++)
        if (!would_choose(s, f, &asks[k], settled)) return false;
    return n > 0;
}

/* ---- nodes */

/* Where the places are as empty as they can be: rules out joint wishes that still do not fit. Settled ones
 * fit if their members are placed, and the same question, beside others, answers that. */
static void rule_out_unfit(search *s, uint32_t c)
{
    const en_match_couple *couple = &s->m->couples->couples[c];
    bool settled = s->left[c] == 1;
    for (uint32_t j = couple->begin; j < couple->end && s->left[c] > 0; j++)
        if (s->possible[j] && !all_would_choose(s, &s->least, c, j, settled)) rule_out(s, c, j);
}

/* Where they are as full as they can be: rules out what is worse than a joint wish that is open even so. */
static void rule_out_blocked(search *s, uint32_t c)
{
    const en_match_couple *couple = &s->m->couples->couples[c];
    uint32_t before = s->left[c];
    for (uint32_t j = couple->begin; j < couple->end; j++) {
        if (s->given_up_joint[j] || !all_would_choose(s, &s->most, c, j, before == 1)) continue;
        rule_out_worse(s, c, j);
        if (s->left[c] < before) s->used_joint[j] = true;
        return;
    }
}

/* Goes on until nothing more is ruled out. False where a couple has no option left. */
static bool rule_out_all(search *s)
{
    for (uint32_t before = s->trail_count + 1; before != s->trail_count;) {
        before = s->trail_count;
        fill(s, &s->least, false);
        for (uint32_t c = 0; c < s->m->couples->count; c++) {
            rule_out_unfit(s, c);
            if (s->left[c] == 0) return false;
        }
        fill(s, &s->most, true);
        for (uint32_t c = 0; c < s->m->couples->count; c++) {
            rule_out_blocked(s, c);
            if (s->left[c] == 0) return false;
        }
    }
    return true;
}

/* The couple with fewest options of those with several, or EN_MATCH_NONE. */
static uint32_t choose_couple(const search *s)
{
    uint32_t found = EN_MATCH_NONE;
    for (uint32_t c = 0; c < s->m->couples->count; c++)
        if (s->left[c] > 1 && (found == EN_MATCH_NONE || s->left[c] < s->left[found])) found = c;
    return found;
}

static en_status search_below(search *s);

static en_status try_option(search *s, uint32_t c, uint32_t option)
{
    if (!s->possible[option]) return EN_ERR_IMPOSSIBLE;
    uint32_t mark = s->trail_count;
    rule_out_others(s, c, option);
    en_status status = search_below(s);
    if (status == EN_ERR_IMPOSSIBLE) take_back(s, mark);
    return status;
}

static en_status search_below(search *s)
{
    if (s->nodes == s->most_nodes) return EN_ERR_LIMIT;
    if (en_cancelled(s->context)) return EN_ERR_CANCELLED;
    s->nodes++;
    if (!rule_out_all(s)) return EN_ERR_IMPOSSIBLE;
    uint32_t c = choose_couple(s);
    if (c == EN_MATCH_NONE) return EN_OK;
    en_status status = EN_ERR_IMPOSSIBLE;
    const en_match_couple *couple = &s->m->couples->couples[c];
    for (uint32_t j = couple->begin; j < couple->end && status == EN_ERR_IMPOSSIBLE; j++)
        status = try_option(s, c, j);
    return status == EN_ERR_IMPOSSIBLE ? try_option(s, c, stay_unplaced(s, c)) : status;
}

/* Everything is settled: what singles hold, and couples get. */
static void read_matching(const search *s, uint32_t *wish)
{
    memcpy(wish, s->least.held, s->m->problem->applicants * sizeof *wish);
    for (uint32_t c = 0; c < s->m->couples->count; c++) {
        const en_match_couple *couple = &s->m->couples->couples[c];
        for (uint32_t j = couple->begin; j < couple->end; j++)
            for (uint32_t k = 0; k < 2 && s->possible[j]; k++)
                wish[couple->applicant[k]] = s->m->couples->joint_wishes[j].wish[k];
    }
}

en_status find_stable(search *s, uint32_t *wish)
{
    start_options(s);
    memset(s->used_wish, 0, wish_count(s->m->problem) * sizeof *s->used_wish);
    memset(s->used_joint, 0, s->joints * sizeof *s->used_joint);
    en_status status = search_below(s);
    if (status == EN_OK) read_matching(s, wish);
    return status;
}
