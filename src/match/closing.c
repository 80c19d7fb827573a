/* Which places stay closed for want of applicants: branch and bound. See lower_limits.h.
 *
 * A node has decided of some places whether they open. With those decided to be closed left out, everyone is
 * as well off as below this node: a closed place that enough still prefer ends it, and a place that holds
 * enough must open, for all whom it holds would prefer it closed. With the undecided left out too, places are
 * as full as below it: one decided to open that is still too empty ends it, and an undecided one that too few
 * prefer must be closed. Of the undecided places that hold too few, the one that lacks most is closed first,
 * and opened then. Where the steps are not enough, places are closed one by one in that way, until none holds
 * too few.
 */
#include "market.h"

#include <enishi/lower_limits.h>

#include <string.h>

typedef enum decision { UNDECIDED, OPEN, CLOSED } decision;

/* A place that was closed, to be opened when nothing is found below; `before`: how many were decided before.
 */
typedef struct level {
    uint32_t place, before;
} level;

typedef struct search {
    en_match_problem problem; /* its seats change */
    const en_match_problem *given;
    const uint32_t *min_seats, *turn;
    const en_context *context;
    uint32_t *seats;
    uint32_t *preferring; /* per place */
    unsigned char *decided;
    uint32_t *trail, trailed; /* places, as they were decided */
    level *levels;
    uint64_t steps, most_steps; /* deferred acceptances */
    uint32_t first;             /* the place that was branched on first */
} search;

/* Deferred acceptance without the closed places, and without the undecided that have a limit if `all`. */
static en_status solve_without(search *s, bool all, en_match_result *result)
{
    if (s->steps++ == s->most_steps) return EN_ERR_LIMIT;
    for (uint32_t p = 0; p < s->given->places; p++) {
        bool out = s->decided[p] == CLOSED || (all && s->decided[p] == UNDECIDED && s->min_seats[p] > 0);
        s->seats[p] = out ? 0 : s->given->seats[p];
    }
    return en_match_solve(&s->problem, EN_MATCH_APPLICANTS_PROPOSE, s->context, result);
}

static void count_preferring(search *s, const en_match_result *result)
{
    const en_match_problem *problem = s->given;
    memset(s->preferring, 0, problem->places * sizeof *s->preferring);
    for (uint32_t i = 0; i < problem->applicants; i++) {
        uint32_t end = result->wish[i] == EN_MATCH_NONE ? problem->wish_begin[i + 1] : result->wish[i];
        for (uint32_t w = problem->wish_begin[i]; w < end; w++)
            s->preferring[problem->wish_place[w]] += is_acceptable(problem, w);
    }
}

/* How many closed places enough prefer to open them. */
static uint32_t count_wanted(search *s, const en_match_result *result)
{
    uint32_t wanted = 0;
    count_preferring(s, result);
    for (uint32_t p = 0; p < s->given->places; p++)
        wanted += s->decided[p] == CLOSED && s->preferring[p] >= s->min_seats[p];
    return wanted;
}

static void decide(search *s, uint32_t p, decision as)
{
    s->decided[p] = (unsigned char)as;
    s->trail[s->trailed++] = p;
}

static void undo(search *s, uint32_t before)
{
    while (s->trailed > before) s->decided[s->trail[--s->trailed]] = UNDECIDED;
}

/* Holding nobody is as good as closed. */
static bool is_short(const search *s, const en_match_result *result, uint32_t p)
{
    if (s->decided[p] == CLOSED || result->filled[p] >= s->min_seats[p]) return false;
    return result->filled[p] > 0 || s->decided[p] == OPEN;
}

/* Of the undecided places that hold too few the one that lacks most, or EN_MATCH_NONE. */
static uint32_t choose_place(const search *s, const en_match_result *result)
{
    uint32_t found = EN_MATCH_NONE, most = 0;
    for (uint32_t p = 0; p < s->given->places; p++) {
        if (s->decided[p] != UNDECIDED || !is_short(s, result, p)) continue;
        uint32_t lacks = s->min_seats[p] - result->filled[p];
        if (lacks < most || (lacks == most && s->turn[p] > s->turn[found])) continue;
        found = p;
        most = lacks;
    }
    return found;
}

/* Whether some place holds too few; those that hold enough must open. */
static bool open_filled(search *s, const en_match_result *result)
{
    bool any_short = false;
    for (uint32_t p = 0; p < s->given->places; p++) {
        any_short = any_short || is_short(s, result, p);
        bool enough = s->min_seats[p] > 0 && result->filled[p] >= s->min_seats[p];
        if (enough && s->decided[p] == UNDECIDED) decide(s, p, OPEN);
    }
    return any_short;
}

/* From the fullest result: EN_ERR_IMPOSSIBLE where a place that must open is too empty; closes what too few
 * prefer. */
static en_status close_unwanted(search *s, bool *closed_any)
{
    en_match_result fullest;
    en_status status = solve_without(s, true, &fullest);
    if (status != EN_OK) return status;
    count_preferring(s, &fullest);
    for (uint32_t p = 0; p < s->given->places && status == EN_OK; p++) {
        if (s->decided[p] == OPEN && fullest.filled[p] < s->min_seats[p]) status = EN_ERR_IMPOSSIBLE;
        if (s->decided[p] != UNDECIDED || s->preferring[p] >= s->min_seats[p]) continue;
        decide(s, p, CLOSED);
        *closed_any = true;
    }
    en_match_result_free(&fullest);
    return status;
}

/* EN_OK: *found is a stable result (next EN_MATCH_NONE), or `next` is to be branched on. EN_ERR_IMPOSSIBLE:
 * there is none below this node. */
static en_status look_at_node(search *s, en_match_result *found, uint32_t *next)
{
    for (bool again = true; again;) {
        en_match_result result;
        again = false;
        en_status status = solve_without(s, false, &result);
        if (status != EN_OK) return status;
        *next = EN_MATCH_NONE;
        if (count_wanted(s, &result) > 0) status = EN_ERR_IMPOSSIBLE;
        else if (!open_filled(s, &result)) {
            *found = result;
            return EN_OK;
        } else *next = choose_place(s, &result);
        en_match_result_free(&result);
        if (status == EN_OK) status = close_unwanted(s, &again);
        if (status == EN_OK && !again && *next == EN_MATCH_NONE) status = EN_ERR_IMPOSSIBLE;
        if (status != EN_OK) return status;
    }
    return EN_OK;
}

/* Walks in depth. EN_ERR_IMPOSSIBLE: there is none at all. */
static en_status walk(search *s, en_match_result *found)
{
    for (uint32_t depth = 0;;) {
        uint32_t next;
        en_status status = look_at_node(s, found, &next);
        if (status == EN_OK && next == EN_MATCH_NONE) return EN_OK;
        if (status != EN_OK && status != EN_ERR_IMPOSSIBLE) return status;
        if (status == EN_OK) {
            if (s->first == EN_MATCH_NONE) s->first = next;
            s->levels[depth++] = (level){next, s->trailed};
            decide(s, next, CLOSED);
            continue;
        }
        if (depth == 0) return status;
        const level *last = &s->levels[--depth];
        undo(s, last->before);
        decide(s, last->place, OPEN);
    }
}

/* What is given where the search ends at its limit: enough may prefer what this closes. */
static en_status close_one_by_one(search *s, en_match_result *result)
{
    undo(s, 0);
    s->most_steps = UINT64_MAX;
    for (;;) {
        en_status status = solve_without(s, false, result);
        uint32_t p = status == EN_OK ? choose_place(s, result) : EN_MATCH_NONE;
        if (p == EN_MATCH_NONE) return status;
        decide(s, p, CLOSED);
        en_match_result_free(result);
    }
}

static bool make_search(search *s, en_arena *arena)
{
    size_t places = s->given->places;
    s->seats = en_arena_raw(arena, places, sizeof *s->seats);
    s->decided = en_arena_array(arena, places, sizeof *s->decided);
    s->trail = en_arena_raw(arena, places, sizeof *s->trail);
    s->levels = en_arena_raw(arena, places, sizeof *s->levels);
    s->problem = *s->given;
    s->problem.seats = s->seats;
    return s->seats && s->decided && s->trail && s->levels;
}

static void list_closed(search *s, const en_match_result *result, en_match_closing *c)
{
    for (uint32_t p = 0; p < s->given->places; p++) {
        if (s->min_seats[p] > 0 && result->filled[p] == 0) s->decided[p] = CLOSED;
        c->closed[p] = s->decided[p] == CLOSED;
    }
    c->wanted = count_wanted(s, result);
}

en_status en_match_solve_closing(const en_match_problem *problem, const uint32_t *min_seats,
                                 const uint32_t *turn, uint64_t most_steps, const en_context *context,
                                 en_match_result *result, en_match_closing *closing)
{
    if (has_choices(problem)) return EN_ERR_USAGE;
    en_match_result found;
    en_arena *arena = new_arena(context);
    if (!arena) return EN_ERR_MEMORY;
    en_arena scratch = en_arena_make(arena->allocator);
    search s = {.given = problem, .min_seats = min_seats, .turn = turn, .context = context};
    s.most_steps = most_steps;
    s.first = EN_MATCH_NONE;
    en_match_closing c = {.closed = en_arena_raw(arena, problem->places, sizeof *c.closed),
                          .preferring = en_arena_raw(arena, problem->places, sizeof *c.preferring),
                          .memory = arena};
    s.preferring = c.preferring;
    bool made = c.closed && c.preferring && make_search(&s, &scratch);
    en_status status = made ? walk(&s, &found) : EN_ERR_MEMORY;
    c.steps = s.steps;
    c.place = s.first;
    if (status == EN_ERR_LIMIT) status = close_one_by_one(&s, &found);
    if (status == EN_OK) {
        list_closed(&s, &found, &c);
        *result = found;
        if (c.wanted > 0) status = EN_ERR_LIMIT;
    } else {
        free_arena(arena);
        c.closed = NULL;
        c.memory = c.preferring = NULL;
    }
    if (status == EN_OK || status == EN_ERR_IMPOSSIBLE || status == EN_ERR_LIMIT) *closing = c;
    en_arena_free(&scratch);
    return status;
}

/* What the open places would take; a place that holds nobody and has a limit counts as closed. */
static en_status check_open(search *s, const uint32_t *wish, en_match_result *counts,
                            en_match_blocking *blocking)
{
    const en_match_problem *problem = s->given;
    for (uint32_t i = 0; i < problem->applicants; i++)
        if (wish[i] != EN_MATCH_NONE && wish[i] < wish_count(problem))
            counts->filled[problem->wish_place[wish[i]]]++;
    for (uint32_t p = 0; p < problem->places; p++) {
        bool closed = counts->filled[p] == 0 && s->min_seats[p] > 0;
        s->decided[p] = closed ? CLOSED : OPEN;
        s->seats[p] = closed ? 0 : problem->seats[p];
    }
    return en_match_check(&s->problem, wish, s->context, blocking);
}

en_status en_match_check_closing(const en_match_problem *problem, const uint32_t *min_seats,
                                 const uint32_t *wish, const en_context *context, uint32_t *wanted,
                                 en_match_blocking *blocking)
{
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    search s = {.given = problem, .min_seats = min_seats, .context = context};
    en_match_result counts = {.wish = (uint32_t *)(uintptr_t)wish};
    en_match_blocking found = {0, EN_MATCH_NONE};
    counts.filled = en_arena_array(&scratch, problem->places, sizeof *counts.filled);
    s.preferring = en_arena_raw(&scratch, problem->places, sizeof *s.preferring);
    en_status status = counts.filled && s.preferring && make_search(&s, &scratch) ? EN_OK : EN_ERR_MEMORY;
    if (status == EN_OK) status = check_open(&s, wish, &counts, &found);
    for (uint32_t p = 0; p < problem->places && status == EN_OK; p++)
        if (counts.filled[p] > 0 && counts.filled[p] < min_seats[p]) status = EN_ERR_CLAIM;
    uint32_t open_to = status == EN_OK ? count_wanted(&s, &counts) : 0;
    if (open_to > 0) status = EN_ERR_CLAIM;
    if (status == EN_ERR_CLAIM && wanted) *wanted = open_to;
    if (status == EN_ERR_CLAIM && blocking) *blocking = found;
    en_arena_free(&scratch);
    return status;
}

void en_match_closing_free(en_match_closing *closing)
{
    free_arena(closing->memory);
    *closing = (en_match_closing){0};
}
