/* Why somebody was refused: what the place would do if it were alone, then whom its seats went to. */
#include "lines.h"

#include "bucket.h"

typedef struct refusal {
    const en_match_problem *problem;
    const en_match_standings *standings;
    candidate c;
    uint32_t begin, end; /* the place's lines, in the standings */
} refusal;

/* Line k of the place, as the market has it. */
static en_match_line line_of(const refusal *r, uint32_t k)
{
    const en_match_problem *problem = r->problem;
    uint32_t p = problem->wish_place[r->c.wish];
    bool has_lines = problem->line_begin && problem->line_begin[p] < problem->line_begin[p + 1];
    if (has_lines) return problem->lines[problem->line_begin[p] + k - r->begin];
    return (en_match_line){.seats = problem->seats[p], .to = EN_MATCH_NONE};
}

/* Standings name wishes alone; whose they are is searched for. */
static candidate candidate_of(const en_match_problem *problem, uint32_t wish)
{
    uint32_t applicant = en_bucket_of(problem->wish_begin, problem->applicants, wish);
    return (candidate){problem->wish_score[wish], applicant, wish};
}

/* Whether a line would take them now, free or in place of its last one. A line that gives its unfilled seats
 * away has as many as it holds in the standings; what it gave is still its own to fill. */
static bool would_take(const refusal *r, uint32_t k)
{
    const en_match_line line = line_of(r, k);
    const en_match_line_standing *s = &r->standings->lines[k];
    uint32_t seats = line.seats > s->seats ? line.seats : s->seats;
    if (!may_take_line(r->problem, &line, r->c)) return false;
    if (s->filled < seats) return true;
    const holders in_line = {.line = &line};
    return seats > 0 && is_stronger(r->problem, &in_line, r->c, candidate_of(r->problem, s->last));
}

static bool place_would_take(const refusal *r)
{
    for (uint32_t k = r->begin; k < r->end; k++)
        if (would_take(r, k)) return true;
    return false;
}

/* The innermost group above the place that has no room. */
static uint32_t full_group(const refusal *r)
{
    const en_match_problem *problem = r->problem;
    if (problem->group_count == 0) return EN_MATCH_NONE;
    uint32_t g = problem->in_group[problem->wish_place[r->c.wish]].group;
    while (g != EN_MATCH_NONE && r->standings->group_filled[g] < problem->groups[g].cap)
        g = problem->groups[g].parent;
    return g;
}

/* Of those admitted to lines of the term, holders left out, the last one by score; or nobody. */
static candidate last_of_term(const refusal *r, bool *has_term, bool *may_enter)
{
    candidate last = nobody;
    *has_term = *may_enter = false;
    for (uint32_t k = r->begin; k < r->end; k++) {
        en_match_line line = line_of(r, k), open = line;
        open.others_never = false;
        if (!may_take_line(r->problem, &open, r->c)) continue;
        *has_term = true;
        *may_enter = *may_enter || may_take_line(r->problem, &line, r->c);
        if (r->standings->lines[k].lowest == EN_MATCH_NONE) continue;
        candidate lowest = candidate_of(r->problem, r->standings->lines[k].lowest);
        if (last.applicant == EN_MATCH_NONE || comes_before(r->problem, last, lowest)) last = lowest;
    }
    return last;
}

/* Nobody was admitted to a seat of their term, but for holders. */
static en_match_refusal refuse_by_nobody(const refusal *r)
{
    uint32_t filled = 0, elsewhere = 0;
    bool plain = r->end - r->begin == 1;
    for (uint32_t k = r->begin; k < r->end; k++) {
        en_match_line line = line_of(r, k);
        plain = plain && line.term == 0 && line.category == 0;
        line.others_never = false;
        *(may_take_line(r->problem, &line, r->c) ? &filled : &elsewhere) += r->standings->lines[k].filled;
    }
    if (elsewhere > 0) return EN_MATCH_REFUSED_TERM;
    return plain && filled == 0 ? EN_MATCH_REFUSED_SCORE : EN_MATCH_REFUSED_NO_SEAT;
}

static en_match_refusal refuse_by_lines(const refusal *r, uint32_t *last)
{
    bool has_term, may_enter;
    candidate before = last_of_term(r, &has_term, &may_enter);
    if (!has_term) return EN_MATCH_REFUSED_TERM;
    if (!may_enter) return EN_MATCH_REFUSED_CATEGORY;
    if (before.applicant == EN_MATCH_NONE) return refuse_by_nobody(r);
    bool told_apart = r->end - r->begin > 1 || line_of(r, r->begin).category || line_of(r, r->begin).term;
    if (told_apart && comes_before(r->problem, r->c, before)) return EN_MATCH_REFUSED_CATEGORY;
    *last = before.wish;
    return before.score == r->c.score ? EN_MATCH_REFUSED_TIE : EN_MATCH_REFUSED_SCORE;
}

en_match_refusal en_match_why_refused(const en_match_problem *problem, const en_match_standings *standings,
                                      uint32_t applicant, uint32_t wish, uint32_t *last, uint32_t *group)
{
    uint32_t p = problem->wish_place[wish], no_last, no_group;
    refusal r = {.problem = problem,
                 .standings = standings,
                 .c = {problem->wish_score[wish], applicant, wish},
                 .begin = standings->line_begin[p],
                 .end = standings->line_begin[p + 1]};
    last = last ? last : &no_last;
    group = group ? group : &no_group;
    *last = *group = EN_MATCH_NONE;
    if (problem->group_count > 0 && place_would_take(&r)) {
        *group = full_group(&r);
        return EN_MATCH_REFUSED_CAP;
    }
    return refuse_by_lines(&r, last);
}
