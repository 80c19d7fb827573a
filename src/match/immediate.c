/* Immediate acceptance: step k looks at the k-th acceptable wish of everyone who is still unplaced.
 *
 * Those who ask one place in a step are chained; only where more ask than it has seats left are they sorted.
 * A place that nobody asks costs nothing. O(wishes · log askers of one place).
 */
#include "plain.h"

#include <enishi/sequential.h>

typedef struct asking {
    const en_match_problem *problem;
    en_match_result *result;
    uint32_t *seats;    /* per place: left */
    uint32_t *unplaced; /* applicants who have wishes left */
    uint32_t unplaced_count;
    uint32_t *next;   /* per applicant: the wish they come to in this step */
    uint32_t *first;  /* per place: the last who asked it in this step, or EN_MATCH_NONE */
    uint32_t *before; /* per applicant: who asked the same place before them */
    uint32_t *asked;  /* the places that were asked in this step */
    candidate *askers;
} asking;

static en_status start_asking(asking *a, en_arena *scratch)
{
    const en_match_problem *problem = a->problem;
    a->seats = seats_to_fill(problem, scratch);
    a->unplaced = en_arena_raw(scratch, problem->applicants, sizeof *a->unplaced);
    a->next = en_arena_raw(scratch, problem->applicants, sizeof *a->next);
    a->before = en_arena_raw(scratch, problem->applicants, sizeof *a->before);
    a->askers = en_arena_raw(scratch, problem->applicants, sizeof *a->askers);
    a->first = en_arena_raw(scratch, problem->places, sizeof *a->first);
    a->asked = en_arena_raw(scratch, problem->places, sizeof *a->asked);
    if (!a->seats || !a->unplaced || !a->next || !a->before || !a->askers || !a->first || !a->asked)
        return EN_ERR_MEMORY;
    for (uint32_t i = 0; i < problem->applicants; i++) {
        a->unplaced[i] = i;
        a->next[i] = problem->wish_begin[i];
    }
    for (uint32_t p = 0; p < problem->places; p++) a->first[p] = EN_MATCH_NONE;
    a->unplaced_count = problem->applicants;
    return EN_OK;
}

/* Everyone still unplaced asks; those without a wish drop out. Returns how many places were asked. */
static uint32_t ask(asking *a)
{
    const en_match_problem *problem = a->problem;
    uint32_t places = 0, still = 0;
    for (uint32_t k = 0; k < a->unplaced_count; k++) {
        uint32_t i = a->unplaced[k], w = a->next[i];
        while (w < problem->wish_begin[i + 1] && !is_acceptable(problem, w)) w++;
        a->next[i] = w;
        if (w == problem->wish_begin[i + 1]) continue;
        a->unplaced[still++] = i;
        uint32_t p = problem->wish_place[w];
        if (a->seats[p] == 0) continue;
        if (a->first[p] == EN_MATCH_NONE) a->asked[places++] = p;
        a->before[i] = a->first[p];
        a->first[p] = i;
    }
    a->unplaced_count = still;
    return places;
}

static void answer(asking *a, uint32_t place)
{
    const en_match_problem *problem = a->problem;
    uint32_t count = 0;
    for (uint32_t i = a->first[place]; i != EN_MATCH_NONE; i = a->before[i])
        a->askers[count++] = (candidate){problem->wish_score[a->next[i]], i, a->next[i]};
    if (count > a->seats[place]) {
        sort_candidates(problem, a->askers, count);
        count = a->seats[place];
    }
    for (uint32_t k = 0; k < count; k++)
        place_applicant(problem, a->result, a->askers[k].applicant, a->askers[k].wish);
    a->seats[place] -= count;
    a->first[place] = EN_MATCH_NONE;
}

/* Who is placed leaves; the others come to their next wish. */
static void go_on(asking *a)
{
    uint32_t still = 0;
    for (uint32_t k = 0; k < a->unplaced_count; k++) {
        uint32_t i = a->unplaced[k];
        if (a->result->wish[i] != EN_MATCH_NONE) continue;
        a->next[i]++;
        a->unplaced[still++] = i;
    }
    a->unplaced_count = still;
}

static en_status run_steps(asking *a, const en_context *context)
{
    while (a->unplaced_count > 0) {
        en_progress(context, a->problem->applicants - a->unplaced_count, a->problem->applicants);
        if (en_cancelled(context)) return EN_ERR_CANCELLED;
        uint32_t places = ask(a);
        for (uint32_t k = 0; k < places; k++) answer(a, a->asked[k]);
        go_on(a);
    }
    return EN_OK;
}

en_status en_match_solve_immediate(const en_match_problem *problem, const en_context *context,
                                   en_match_result *result)
{
    en_match_result made;
    en_status status = check_plain(problem);
    if (status == EN_OK) status = start_result(problem, context, &made);
    if (status != EN_OK) return status;
    en_arena scratch = en_arena_make(((en_arena *)made.memory)->allocator);
    asking a = {.problem = problem, .result = &made};
    status = start_asking(&a, &scratch);
    if (status == EN_OK) status = run_steps(&a, context);
    en_arena_free(&scratch);
    return end_result(status, &made, result);
}
