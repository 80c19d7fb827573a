/* Whether a funding of two agencies is what it claims, by the definition in agencies.h, every refused
 * proposal against every funded one. O(refused · (funded + demands)).
 */
#include "agencies.h"

typedef struct auditing {
    const en_match_problem *problem;
    const en_match_call *call;
    const uint32_t *wish;
    uint32_t *filled;
    uint64_t *left;   /* per budget */
    uint32_t *funded; /* applicants */
    uint32_t funded_count;
} auditing;

static const en_match_call_blocking nothing = {EN_MATCH_CALL_FEASIBLE, EN_MATCH_NONE, EN_MATCH_NONE,
                                               EN_MATCH_NONE, EN_MATCH_NONE};

static en_status fault(en_match_call_blocking *found, en_match_call_fault which, uint32_t applicant,
                       uint32_t wish)
{
    *found = nothing;
    found->fault = which;
    found->applicant = applicant;
    found->wish = wish;
    return EN_ERR_CLAIM;
}

static en_status seat_all(auditing *a, en_match_call_blocking *found)
{
    const en_match_problem *problem = a->problem;
    for (uint32_t i = 0; i < problem->applicants; i++) {
        uint32_t w = a->wish[i];
        if (w == EN_MATCH_NONE) continue;
        if (!may_have(problem, i, w) ||
            a->filled[problem->wish_place[w]] == problem->seats[problem->wish_place[w]])
            return fault(found, EN_MATCH_CALL_FEASIBLE, i, w);
        a->filled[problem->wish_place[w]]++;
        a->funded[a->funded_count++] = i;
    }
    return EN_OK;
}

static en_status spend_all(auditing *a, en_match_call_blocking *found)
{
    const en_match_call *call = a->call;
    for (uint32_t k = 0; k < a->funded_count; k++) {
        uint32_t w = a->wish[a->funded[k]];
        for (uint32_t d = call->demand_begin[w]; d < call->demand_begin[w + 1]; d++) {
            const en_match_demand *demand = &call->demands[d];
            if (demand->units > a->left[demand->budget]) {
                fault(found, EN_MATCH_CALL_BUDGET, EN_MATCH_NONE, EN_MATCH_NONE);
                found->budget = demand->budget;
                return EN_ERR_CLAIM;
            }
            a->left[demand->budget] -= demand->units;
        }
    }
    return EN_OK;
}

/* Whether both agencies score the first at least as high as the second, and one higher. */
static bool scores_higher(const en_match_call *call, uint32_t first, uint32_t second)
{
    double a = call->score[0][first], b = call->score[0][second];
    double c = call->score[1][first], d = call->score[1][second];
    return a >= b && c >= d && (a > b || c > d);
}

/* Whether the first wish needs no more of any budget than the second. */
static bool needs_no_more(const en_match_call *call, uint32_t first, uint32_t second)
{
    uint32_t e = call->demand_begin[second], end = call->demand_begin[second + 1];
    for (uint32_t d = call->demand_begin[first]; d < call->demand_begin[first + 1]; d++) {
        const en_match_demand *demand = &call->demands[d];
        if (demand->units == 0) continue;
        while (e < end && call->demands[e].budget < demand->budget) e++;
        if (e == end || call->demands[e].budget != demand->budget || call->demands[e].units < demand->units)
            return false;
    }
    return true;
}

/* A refused wish against all who are funded. */
static en_status audit_wish(const auditing *a, uint32_t applicant, uint32_t wish,
                            en_match_call_blocking *found)
{
    const uint32_t *place = a->problem->wish_place;
    bool has_seat = a->filled[place[wish]] < a->problem->seats[place[wish]];
    for (uint32_t k = 0; k < a->funded_count; k++) {
        uint32_t other = a->funded[k], w = a->wish[other];
        if (!has_seat && place[w] != place[wish]) continue;
        if (!scores_higher(a->call, applicant, other) || !needs_no_more(a->call, wish, w)) continue;
        fault(found, EN_MATCH_CALL_BETTER, applicant, wish);
        found->funded = other;
        return EN_ERR_CLAIM;
    }
    return EN_OK;
}

/* Adds what a wish takes to the budgets, or takes it from them. */
static void give_back(const auditing *a, uint32_t wish, bool back)
{
    if (wish == EN_MATCH_NONE) return;
    for (uint32_t d = a->call->demand_begin[wish]; d < a->call->demand_begin[wish + 1]; d++) {
        uint64_t units = a->call->demands[d].units;
        a->left[a->call->demands[d].budget] += back ? units : -units;
    }
}

/* A refused wish beside all that is funded, if its applicant gave up what they have. */
static en_status audit_fit(const auditing *a, uint32_t applicant, uint32_t wish,
                           en_match_call_blocking *found)
{
    uint32_t p = a->problem->wish_place[wish], own = a->wish[applicant];
    bool own_seat = own != EN_MATCH_NONE && a->problem->wish_place[own] == p;
    if (!own_seat && a->filled[p] == a->problem->seats[p]) return EN_OK;
    give_back(a, own, true);
    bool fits = fits_budgets(a->call, wish, a->left);
    give_back(a, own, false);
    return fits ? fault(found, EN_MATCH_CALL_FITS, applicant, wish) : EN_OK;
}

typedef en_status (*audit_function)(const auditing *, uint32_t, uint32_t, en_match_call_blocking *);

static en_status audit_refused(const auditing *a, audit_function audit, const en_context *context,
                               en_match_call_blocking *found)
{
    const uint32_t *begin = a->problem->wish_begin;
    for (uint32_t i = 0; i < a->problem->applicants; i++) {
        if (en_cancelled(context)) return EN_ERR_CANCELLED;
        uint32_t end = a->wish[i] == EN_MATCH_NONE ? begin[i + 1] : a->wish[i];
        for (uint32_t w = begin[i]; w < end; w++) {
            en_status status = is_acceptable(a->problem, w) ? audit(a, i, w, found) : EN_OK;
            if (status != EN_OK) return status;
        }
    }
    return EN_OK;
}

static en_status start_auditing(auditing *a, en_arena *arena)
{
    a->filled = en_arena_array(arena, a->problem->places, sizeof *a->filled);
    a->left = en_arena_raw(arena, a->call->budgets, sizeof *a->left);
    a->funded = en_arena_raw(arena, a->problem->applicants, sizeof *a->funded);
    if (!a->filled || !a->left || !a->funded) return EN_ERR_MEMORY;
    for (uint32_t g = 0; g < a->call->budgets; g++) a->left[g] = a->call->units[g];
    return EN_OK;
}

en_status en_match_check_agencies(const en_match_problem *problem, const en_match_call *call,
                                  const uint32_t *wish, const en_context *context,
                                  en_match_call_blocking *blocking)
{
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    auditing a = {.problem = problem, .call = call, .wish = wish};
    en_match_call_blocking found = nothing;
    en_status status = check_call(problem, call);
    if (status == EN_OK) status = start_auditing(&a, &scratch);
    if (status == EN_OK) status = seat_all(&a, &found);
    if (status == EN_OK) status = spend_all(&a, &found);
    if (status == EN_OK) status = audit_refused(&a, audit_wish, context, &found);
    if (status == EN_OK) status = audit_refused(&a, audit_fit, context, &found);
    en_arena_free(&scratch);
    if (status == EN_ERR_CLAIM && blocking) *blocking = found;
    return status;
}
