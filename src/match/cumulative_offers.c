/* Deferred acceptance where places choose by lines and groups: cumulative offers (J. W. Hatfield, P. Milgrom,
 * "Matching with contracts", 2005; Kominers and Sönmez 2016).
 *
 * Each unit's choice has a substitutable completion, so whoever is turned away is so for good, and places
 * need not remember them. O(wishes · (lines · log seats + depth · log children)).
 */
#include "choices.h"
#include "propose.h"

static candidate offer(void *state, candidate c) { return choices_offer(state, c); }

static void place_holders(const holders *h, uint32_t p, uint32_t line, en_match_result *result)
{
    result->filled[p] += h->count;
    for (uint32_t k = 0; k < h->count; k++) {
        uint32_t applicant = h->at[k].applicant;
        result->wish[applicant] = h->at[k].wish;
        if (result->line) result->line[applicant] = line;
    }
}

static void read_result(const choices *s, en_match_result *result)
{
    const en_match_problem *problem = s->problem;
    for (uint32_t p = 0; p < problem->places; p++) {
        if (s->common.root[p] != EN_MATCH_NONE) {
            place_holders(&s->common.held[p], p, 0, result);
            continue;
        }
        for (uint32_t l = s->lines.table.begin[p]; l < s->lines.table.begin[p + 1]; l++) {
            place_holders(&s->lines.own[l], p, l - s->lines.table.begin[p], result);
            place_holders(&s->lines.received[l], p, l - s->lines.table.begin[p], result);
        }
    }
}

en_status solve_by_choices(const en_match_problem *problem, const en_context *context,
                           en_match_result *result)
{
    en_arena scratch = en_arena_make(((en_arena *)result->memory)->allocator);
    choices s;
    en_status status = choices_make(&s, problem, &scratch);
    if (status == EN_OK) status = propose_all(problem, context, offer, &s);
    if (status == EN_OK) read_result(&s, result);
    en_arena_free(&scratch);
    return status;
}

/* Plain places have room for as many holders as seats. */
static en_status seat_by_count(const en_match_problem *problem, en_arena *scratch, uint32_t *unseated)
{
    uint32_t *held = en_arena_array(scratch, problem->places, sizeof *held);
    if (!held) return EN_ERR_MEMORY;
    for (uint32_t w = 0; w < wish_count(problem); w++) {
        if (problem->wish_score[w] != EN_MATCH_HELD) continue;
        uint32_t p = problem->wish_place[w];
        if (held[p]++ < problem->seats[p]) continue;
        *unseated = w;
        return EN_ERR_CLAIM;
    }
    return EN_OK;
}

static en_status seat_by_choices(const en_match_problem *problem, en_arena *scratch, uint32_t *unseated)
{
    choices s;
    en_status status = choices_make(&s, problem, scratch);
    for (uint32_t i = 0; i < problem->applicants && status == EN_OK; i++)
        for (uint32_t w = problem->wish_begin[i]; w < problem->wish_begin[i + 1] && status == EN_OK; w++) {
            if (problem->wish_score[w] != EN_MATCH_HELD) continue;
            candidate away = choices_offer(&s, (candidate){EN_MATCH_HELD, i, w});
            if (away.applicant == EN_MATCH_NONE) continue;
            *unseated = away.wish;
            status = EN_ERR_CLAIM;
        }
    return status;
}

en_status en_match_seat_held(const en_match_problem *problem, const en_context *context, uint32_t *unseated)
{
    en_status status = check_problem(problem);
    if (status != EN_OK) return status;
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    status = has_choices(problem) ? seat_by_choices(problem, &scratch, unseated)
                                  : seat_by_count(problem, &scratch, unseated);
    en_arena_free(&scratch);
    return status;
}

/* Every wish that came true in a state where nobody is turned away for it. */
static en_status seat_everybody(choices *s, const uint32_t *wish, en_match_blocking *fault)
{
    const en_match_problem *problem = s->problem;
    for (uint32_t i = 0; i < problem->applicants; i++) {
        uint32_t w = wish[i];
        if (w == EN_MATCH_NONE) continue;
        *fault = (en_match_blocking){i, EN_MATCH_NONE};
        if (!may_have(problem, i, w)) return EN_ERR_CLAIM;
        candidate away = choices_offer(s, (candidate){problem->wish_score[w], i, w});
        if (away.applicant != EN_MATCH_NONE) return EN_ERR_CLAIM;
    }
    return EN_OK;
}

/* Every wish that an applicant prefers must be turned away, and nobody else for it: the unit then chooses
 * those whom it holds out of these and all who prefer it, since its choice is substitutable. */
static en_status offer_the_preferred(choices *s, const uint32_t *wish, en_match_blocking *fault)
{
    const en_match_problem *problem = s->problem;
    for (uint32_t i = 0; i < problem->applicants; i++) {
        uint32_t end = wish[i] == EN_MATCH_NONE ? problem->wish_begin[i + 1] : wish[i];
        for (uint32_t w = problem->wish_begin[i]; w < end; w++) {
            if (!is_acceptable(problem, w)) continue;
            candidate away = choices_offer(s, (candidate){problem->wish_score[w], i, w});
            if (away.wish == w) continue;
            *fault = (en_match_blocking){i, w};
            return EN_ERR_CLAIM;
        }
    }
    return EN_OK;
}

en_status check_by_choices(const en_match_problem *problem, const uint32_t *wish, const en_context *context,
                           en_match_blocking *fault)
{
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    choices s;
    en_status status = choices_make(&s, problem, &scratch);
    if (status == EN_OK) status = seat_everybody(&s, wish, fault);
    if (status == EN_OK) status = offer_the_preferred(&s, wish, fault);
    en_arena_free(&scratch);
    return status;
}
