/* How many wishes block a matching, and who has justified envy: one pass to find each place's weakest holder,
 * one over the wishes. O(wishes). */
#include "market.h"

typedef struct blocking {
    const en_match_problem *problem;
    const uint32_t *rank;
    bool equal_scores;
    candidate *weakest; /* by place */
    uint32_t *held;     /* by place */
} blocking;

static bool has_priority(const blocking *b, candidate over, candidate c)
{
    return b->equal_scores ? over.score > c.score : comes_before(b->problem, over, c);
}

static void find_weakest(const blocking *b, const uint32_t *wish)
{
    const en_match_problem *problem = b->problem;
    for (uint32_t i = 0; i < problem->applicants; i++) {
        if (wish[i] == EN_MATCH_NONE) continue;
        uint32_t p = problem->wish_place[wish[i]];
        candidate c = {problem->wish_score[wish[i]], i, wish[i]};
        if (b->held[p]++ == 0 || has_priority(b, b->weakest[p], c)) b->weakest[p] = c;
    }
}

/* The applicant's wishes that block; *envious: some of them at a place that holds somebody behind them. */
static uint64_t count_of(const blocking *b, uint32_t applicant, uint32_t met, bool *envious)
{
    const en_match_problem *problem = b->problem;
    uint32_t end = met == EN_MATCH_NONE ? problem->wish_begin[applicant + 1] : met;
    uint64_t n = 0;
    for (uint32_t w = problem->wish_begin[applicant]; w < end; w++) {
        if (!is_acceptable(problem, w)) continue;
        if (b->rank && met != EN_MATCH_NONE && b->rank[w] == b->rank[met]) continue;
        uint32_t p = problem->wish_place[w];
        candidate c = {problem->wish_score[w], applicant, w};
        bool has_seat = met != EN_MATCH_NONE && problem->wish_place[met] == p; /* on another term */
        bool stronger = b->held[p] > 0 && has_priority(b, c, b->weakest[p]);
        *envious = *envious || (stronger && !has_seat);
        n += stronger || b->held[p] < problem->seats[p];
    }
    return n;
}

en_status en_match_count_blocking(const en_match_problem *problem, const uint32_t *wish, const uint32_t *rank,
                                  bool equal_scores, const en_context *context, bool *envious,
                                  uint64_t *blocking_wishes)
{
    if (has_choices(problem)) return EN_ERR_USAGE;
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    blocking b = {problem, rank, equal_scores, en_arena_raw(&scratch, problem->places, sizeof *b.weakest),
                  en_arena_array(&scratch, problem->places, sizeof *b.held)};
    en_status status = b.weakest && b.held ? EN_OK : EN_ERR_MEMORY;
    uint64_t n = 0;
    if (status == EN_OK) find_weakest(&b, wish);
    for (uint32_t i = 0; i < problem->applicants && status == EN_OK; i++) {
        envious[i] = false;
        n += count_of(&b, i, wish[i], &envious[i]);
    }
    en_arena_free(&scratch);
    if (status == EN_OK) *blocking_wishes = n;
    return status;
}
