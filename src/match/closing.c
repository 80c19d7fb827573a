/* Which places stay closed for want of applicants: branch and bound. See lower_limits.h.
 *
 * A node has decided of some places whether they open. With those decided to be closed left out, everyone is
 * as well off as below this node: a closed place that too many still prefer ends it. With the undecided left
 * out too, places are as full as below it: one decided to open that is still too empty ends it. Otherwise
 * some undecided place that holds too few, the one that lacks most, is closed first and opened then.
 */
#include "market.h"

#include <enishi/lower_limits.h>

#include <string.h>

typedef enum decision { UNDECIDED, OPEN, CLOSED } decision;

typedef struct search {
    en_match_problem problem; /* its seats change */
    const en_match_problem *given;
    const uint32_t *min_seats, *turn;
    const en_context *context;
    uint32_t *seats;
    uint32_t *preferring; /* per place */
    unsigned char *decided;
    uint64_t nodes, most_nodes;
    uint32_t first; /* the place that was branched on first */
    en_match_result *result;
} search;

/* Deferred acceptance without the closed places, and without the undecided that have a limit if `all`. */
static en_status solve_without(search *s, bool all, en_match_result *result)
{
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

static bool too_many_prefer_a_closed_one(search *s, const en_match_result *result)
{
    count_preferring(s, result);
    for (uint32_t p = 0; p < s->given->places; p++)
        if (s->decided[p] == CLOSED && s->preferring[p] >= s->min_seats[p]) return true;
    return false;
}

static bool is_short(const search *s, const en_match_result *result, uint32_t p)
{
    if (s->decided[p] == CLOSED || result->filled[p] >= s->min_seats[p]) return false;
    return result->filled[p] > 0 || s->decided[p] == OPEN; /* holding nobody is as good as closed */
}

/* Whether a place that must open holds too few even where all that may close are closed. */
static en_status cannot_fill(search *s, const en_match_result *result, bool *cannot)
{
    bool any = false;
    *cannot = false;
    for (uint32_t p = 0; p < s->given->places && !any; p++)
        any = s->decided[p] == OPEN && is_short(s, result, p);
    if (!any) return EN_OK;
    en_match_result fullest;
    en_status status = solve_without(s, true, &fullest);
    if (status != EN_OK) return status;
    for (uint32_t p = 0; p < s->given->places; p++)
        *cannot = *cannot || (s->decided[p] == OPEN && fullest.filled[p] < s->min_seats[p]);
    en_match_result_free(&fullest);
    return EN_OK;
}

/* What to decide next: of the undecided places that hold too few the one that lacks most; where only places
 * that must open do, the undecided one that holds most. EN_MATCH_NONE where no place holds too few. */
static uint32_t choose_place(const search *s, const en_match_result *result)
{
    uint32_t found = EN_MATCH_NONE, fullest = EN_MATCH_NONE;
    bool any_short = false;
    for (uint32_t p = 0; p < s->given->places; p++) {
        bool is_one = is_short(s, result, p);
        any_short = any_short || is_one;
        if (s->decided[p] != UNDECIDED || s->min_seats[p] == 0 || result->filled[p] == 0) continue;
        uint32_t filled = result->filled[p], *best = is_one ? &found : &fullest;
        uint32_t weight = is_one ? s->min_seats[p] - filled : filled, most = 0;
        if (*best != EN_MATCH_NONE)
            most = is_one ? s->min_seats[*best] - result->filled[*best] : result->filled[*best];
        if (*best == EN_MATCH_NONE || weight > most || (weight == most && s->turn[p] < s->turn[*best]))
            *best = p;
    }
    if (found != EN_MATCH_NONE) return found;
    return any_short ? fullest : EN_MATCH_NONE;
}

static bool is_any_short(const search *s, const en_match_result *result)
{
    for (uint32_t p = 0; p < s->given->places; p++)
        if (is_short(s, result, p)) return true;
    return false;
}

static en_status search_below(search *s);

static en_status branch(search *s, uint32_t p)
{
    static const decision order[] = {CLOSED, OPEN};
    if (s->first == EN_MATCH_NONE) s->first = p;
    en_status status = EN_ERR_IMPOSSIBLE;
    for (size_t k = 0; k < 2 && status == EN_ERR_IMPOSSIBLE; k++) {
        s->decided[p] = (unsigned char)order[k];
        status = search_below(s);
    }
    if (status == EN_ERR_IMPOSSIBLE) s->decided[p] = UNDECIDED;
    return status;
}

/* EN_OK: found, and kept with its decisions. EN_ERR_IMPOSSIBLE: there is none below this node. */
static en_status search_below(search *s)
{
    if (s->nodes++ == s->most_nodes) return EN_ERR_LIMIT;
    en_match_result result;
    bool cannot = false;
    en_status status = solve_without(s, false, &result);
    if (status != EN_OK) return status;
    if (too_many_prefer_a_closed_one(s, &result)) status = EN_ERR_IMPOSSIBLE;
    if (status == EN_OK) status = cannot_fill(s, &result, &cannot);
    bool done = status == EN_OK && !cannot && !is_any_short(s, &result);
    uint32_t next = status == EN_OK && !cannot ? choose_place(s, &result) : EN_MATCH_NONE;
    if (done) *s->result = result;
    else en_match_result_free(&result);
    if (done || status != EN_OK) return status;
    return next == EN_MATCH_NONE ? EN_ERR_IMPOSSIBLE : branch(s, next);
}

static bool make_search(search *s, en_arena *arena)
{
    size_t places = s->given->places;
    s->seats = en_arena_raw(arena, places, sizeof *s->seats);
    s->preferring = en_arena_raw(arena, places, sizeof *s->preferring);
    s->decided = en_arena_array(arena, places, sizeof *s->decided);
    s->problem = *s->given;
    s->problem.seats = s->seats;
    return s->seats && s->preferring && s->decided;
}

static void list_closed(const search *s, bool *closed)
{
    for (uint32_t p = 0; p < s->given->places; p++)
        closed[p] = s->min_seats[p] > 0 && (s->decided[p] == CLOSED || s->result->filled[p] == 0);
}

en_status en_match_solve_closing(const en_match_problem *problem, const uint32_t *min_seats,
                                 const uint32_t *turn, uint64_t most_nodes, const en_context *context,
                                 en_match_result *result, en_match_closing *closing)
{
    if (has_choices(problem)) return EN_ERR_USAGE;
    en_match_result found;
    en_arena *arena = new_arena(context);
    if (!arena) return EN_ERR_MEMORY;
    en_arena scratch = en_arena_make(arena->allocator);
    search s = {.given = problem, .min_seats = min_seats, .turn = turn, .context = context};
    s.most_nodes = most_nodes;
    s.first = EN_MATCH_NONE;
    s.result = &found;
    en_match_closing c = {.closed = en_arena_raw(arena, problem->places, sizeof *c.closed), .memory = arena};
    en_status status = c.closed && make_search(&s, &scratch) ? search_below(&s) : EN_ERR_MEMORY;
    c.nodes = s.nodes;
    c.place = s.first;
    if (status == EN_OK) {
        list_closed(&s, c.closed);
        *result = found;
    } else {
        free_arena(arena);
        c.closed = c.memory = NULL;
    }
    if (status == EN_OK || status == EN_ERR_IMPOSSIBLE) *closing = c;
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
                                 const uint32_t *wish, const en_context *context, en_match_blocking *blocking)
{
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    search s = {.given = problem, .min_seats = min_seats, .context = context};
    en_match_result counts = {.wish = (uint32_t *)(uintptr_t)wish};
    en_match_blocking found = {0, EN_MATCH_NONE};
    counts.filled = en_arena_array(&scratch, problem->places, sizeof *counts.filled);
    en_status status = counts.filled && make_search(&s, &scratch) ? EN_OK : EN_ERR_MEMORY;
    if (status == EN_OK) status = check_open(&s, wish, &counts, &found);
    bool sound = status == EN_OK && !too_many_prefer_a_closed_one(&s, &counts);
    for (uint32_t p = 0; p < problem->places && sound; p++)
        sound = counts.filled[p] == 0 || counts.filled[p] >= min_seats[p];
    if (status == EN_OK && !sound) status = EN_ERR_CLAIM;
    if (status == EN_ERR_CLAIM && blocking) *blocking = found;
    en_arena_free(&scratch);
    return status;
}

void en_match_closing_free(en_match_closing *closing)
{
    free_arena(closing->memory);
    *closing = (en_match_closing){0};
}
