/* What the algorithms of this folder share: priorities, and wishes grouped by place. */
#ifndef EN_MARKET_H
#define EN_MARKET_H

#include <enishi/match.h>

#include "context.h"
#include "memory.h"

/* A wish as places compare it. */
typedef struct candidate {
    double score;
    uint32_t applicant, wish;
} candidate;

static const candidate nobody = {0, EN_MATCH_NONE, EN_MATCH_NONE};

static inline bool is_acceptable(const en_match_problem *problem, uint32_t wish)
{
    return problem->wish_score[wish] != EN_MATCH_UNACCEPTABLE;
}

/* Whether the wish is one of the applicant's, and acceptable: what a matching may give them. */
static inline bool may_have(const en_match_problem *problem, uint32_t applicant, uint32_t wish)
{
    return wish >= problem->wish_begin[applicant] && wish < problem->wish_begin[applicant + 1] &&
           is_acceptable(problem, wish);
}

static inline uint32_t wish_count(const en_match_problem *problem)
{
    return problem->wish_begin[problem->applicants];
}

/* Among equal scores, or holders of held seats: whether a comes before b. */
bool wins_tie(const en_match_problem *problem, candidate a, candidate b);

/* Whether a place puts a before b. */
static inline bool comes_before(const en_match_problem *problem, candidate a, candidate b)
{
    if (a.score != b.score) return a.score > b.score;
    return wins_tie(problem, a, b);
}

/* Sorts by priority, the first first. Time O(n log n) in the worst case. */
void sort_candidates(const en_match_problem *problem, candidate *candidates, size_t n);

/* EN_ERR_INPUT where the arrays of a problem do not fit together. */
en_status check_problem(const en_match_problem *problem);

/* acceptable[p]: how many acceptable wishes place p has. */
void count_acceptable(const en_match_problem *problem, uint32_t *acceptable);

/* An arena that a result owns: kept in the result's `memory`. */
en_arena *new_arena(const en_context *context);
void free_arena(void *memory);

en_status solve_for_applicants(const en_match_problem *problem, const en_context *context,
                               en_match_result *result);
en_status solve_by_choices(const en_match_problem *problem, const en_context *context,
                           en_match_result *result);
en_status solve_for_places(const en_match_problem *problem, const en_context *context,
                           en_match_result *result);

/* As en_match_check, for a market with lines or groups. */
en_status check_by_choices(const en_match_problem *problem, const uint32_t *wish, const en_context *context,
                           en_match_blocking *fault);

/* Whether places choose by more than their seats. */
static inline bool has_choices(const en_match_problem *problem)
{
    return problem->line_begin || problem->group_count > 0;
}

#endif
