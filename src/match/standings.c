/* How lines and groups stand under a result, and waiting lists. */
#include "by_place.h"
#include "lines.h"

/* Who stands last in a line, as far as the result has been read. */
typedef struct last_ones {
    candidate last, lowest;
} last_ones;

typedef struct standing {
    const en_match_problem *problem;
    const en_match_result *result;
    const uint32_t *rank; /* per wish, where equal ranks are not told apart; or NULL */
    line_table table;
    last_ones *last; /* by line */
    en_match_standings *to;
} standing;

static void admit(standing *s, uint32_t line, candidate c)
{
    en_match_line_standing *to = &s->to->lines[line];
    last_ones *last = &s->last[line];
    const holders in_line = {.line = &s->table.line[line]};
    if (to->filled++ == 0 || is_stronger(s->problem, &in_line, last->last, c)) {
        last->last = c;
        to->last = c.wish;
    }
    if (c.score == EN_MATCH_HELD) return;
    if (to->lowest == EN_MATCH_NONE || comes_before(s->problem, last->lowest, c)) {
        last->lowest = c;
        to->lowest = c.wish;
    }
}

static void admit_all(standing *s)
{
    const en_match_problem *problem = s->problem;
    for (uint32_t line = 0; line < s->table.begin[problem->places]; line++)
        s->to->lines[line] = (en_match_line_standing){
            .seats = s->table.line[line].seats, .last = EN_MATCH_NONE, .lowest = EN_MATCH_NONE};
    for (uint32_t i = 0; i < problem->applicants; i++) {
        uint32_t w = s->result->wish[i];
        if (w == EN_MATCH_NONE) continue;
        uint32_t line = s->table.begin[problem->wish_place[w]] + (s->result->line ? s->result->line[i] : 0);
        admit(s, line, (candidate){problem->wish_score[w], i, w});
    }
}

/* What a line does not fill stands at the line that it goes to. */
static void move_seats(standing *s)
{
    for (uint32_t line = 0; line < s->table.begin[s->problem->places]; line++) {
        en_match_line_standing *from = &s->to->lines[line];
        if (s->table.line[line].to == EN_MATCH_NONE) continue;
        s->to->lines[s->table.line[line].to].seats += from->seats - from->filled;
        from->seats = from->filled;
    }
}

static void count_groups(const standing *s)
{
    const en_match_problem *problem = s->problem;
    for (uint32_t p = 0; p < problem->places && problem->group_count > 0; p++)
        for (uint32_t g = problem->in_group[p].group; g != EN_MATCH_NONE; g = problem->groups[g].parent)
            s->to->group_filled[g] += s->result->filled[p];
}

/* Wishes by lines, where there are lines: a wish counts for each that may take it. */
static void count_wishes_by_line(standing *s)
{
    const en_match_problem *problem = s->problem;
    for (uint32_t i = 0; i < problem->applicants; i++)
        for (uint32_t w = problem->wish_begin[i]; w < problem->wish_begin[i + 1]; w++) {
            if (!is_acceptable(problem, w)) continue;
            candidate c = {problem->wish_score[w], i, w};
            uint32_t p = problem->wish_place[w];
            for (uint32_t line = s->table.begin[p]; line < s->table.begin[p + 1]; line++) {
                if (!may_take_line(problem, &s->table.line[line], c)) continue;
                s->to->lines[line].applied++;
                s->to->lines[line].refused += w < s->result->wish[i]; /* none is behind all */
            }
        }
}

static en_status count_wishes(standing *s, en_arena *scratch)
{
    const en_match_problem *problem = s->problem;
    if (problem->line_begin) {
        count_wishes_by_line(s);
        return EN_OK;
    }
    uint32_t *applied = en_arena_array(scratch, problem->places, sizeof *applied);
    if (!applied) return EN_ERR_MEMORY;
    count_acceptable(problem, applied);
    for (uint32_t p = 0; p < problem->places; p++) {
        s->to->lines[p].applied = applied[p];
        s->to->lines[p].refused = s->to->waiting_begin[p + 1] - s->to->waiting_begin[p];
    }
    return EN_OK;
}

/* The first wish that is not preferred to the result. */
static uint32_t end_of_preferred(const standing *s, uint32_t applicant)
{
    uint32_t begin = s->problem->wish_begin[applicant], w = s->result->wish[applicant];
    if (w == EN_MATCH_NONE) return s->problem->wish_begin[applicant + 1];
    while (s->rank && w > begin && s->rank[w - 1] == s->rank[w]) w--;
    return w;
}

/* Those who prefer a place to their result, grouped: the wishes before the one that came true. */
static en_status find_waiting(const standing *s, const en_context *context, en_arena *scratch,
                              by_place *groups)
{
    const en_match_problem *problem = s->problem;
    uint32_t *until = en_arena_raw(scratch, problem->applicants, sizeof *until);
    if (!until) return EN_ERR_MEMORY;
    for (uint32_t i = 0; i < problem->applicants; i++) until[i] = end_of_preferred(s, i);
    return group_by_place(problem, NULL, until, context, scratch, groups);
}

static bool copy_waiting(const en_match_problem *problem, const by_place *groups, en_arena *arena,
                         en_match_standings *to)
{
    size_t n = groups->begin[problem->places];
    to->waiting_begin = en_arena_raw(arena, (size_t)problem->places + 1, sizeof *to->waiting_begin);
    to->waiting = en_arena_raw(arena, n, sizeof *to->waiting);
    to->applicant = en_arena_raw(arena, n, sizeof *to->applicant);
    to->score = en_arena_raw(arena, n, sizeof *to->score);
    if (!to->waiting_begin || !to->waiting || !to->applicant || !to->score) return false;
    for (uint32_t p = 0; p <= problem->places; p++) to->waiting_begin[p] = groups->begin[p];
    for (size_t k = 0; k < n; k++) {
        to->waiting[k] = groups->candidates[k].wish;
        to->applicant[k] = groups->candidates[k].applicant;
        to->score[k] = groups->candidates[k].score;
    }
    return true;
}

static en_status stand(standing *s, const en_context *context, en_arena *arena, en_arena *scratch)
{
    const en_match_problem *problem = s->problem;
    by_place groups;
    en_status status = find_waiting(s, context, scratch, &groups);
    if (status != EN_OK) return status;
    if (!copy_waiting(problem, &groups, arena, s->to) || !line_table_make(&s->table, problem, arena))
        return EN_ERR_MEMORY;
    size_t line_count = s->table.begin[problem->places];
    s->to->line_begin = s->table.begin;
    s->to->lines = en_arena_raw(arena, line_count, sizeof *s->to->lines);
    s->to->group_filled = en_arena_array(arena, problem->group_count, sizeof *s->to->group_filled);
    s->last = en_arena_raw(scratch, line_count, sizeof *s->last);
    if (!s->to->lines || !s->to->group_filled || !s->last) return EN_ERR_MEMORY;
    admit_all(s);
    move_seats(s);
    count_groups(s);
    return count_wishes(s, scratch);
}

en_status en_match_stand(const en_match_problem *problem, const en_match_result *result, const uint32_t *rank,
                         const en_context *context, en_match_standings *standings)
{
    en_arena *arena = new_arena(context);
    if (!arena) return EN_ERR_MEMORY;
    en_arena scratch = en_arena_make(arena->allocator);
    en_match_standings to = {.memory = arena};
    standing s = {.problem = problem, .result = result, .rank = rank, .to = &to};
    en_status status = stand(&s, context, arena, &scratch);
    en_arena_free(&scratch);
    if (status == EN_OK) *standings = to;
    else free_arena(arena);
    return status;
}

void en_match_standings_free(en_match_standings *standings)
{
    free_arena(standings->memory);
    *standings = (en_match_standings){0};
}
