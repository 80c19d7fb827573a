/* The same tables cleared by several mechanisms. See compare.h. */
#include "compare.h"

#include "clearing.h"

/* Each mechanism once, in the order of the list. */
static en_status list_mechanisms(const char *list, en_report *report, en_comparison *c)
{
    bool listed[EN_MECHANISM_COUNT] = {false};
    en_str rest = en_str_of(list), name;
    c->of = en_arena_array(&c->arena, EN_MECHANISM_COUNT, sizeof *c->of);
    if (!c->of) return EN_ERR_MEMORY;
    for (int m = 0; m < EN_MECHANISM_COUNT && !list; m++) c->of[c->count++].mechanism = (en_mechanism)m;
    while (list && en_str_next(&rest, ',', &name)) {
        en_mechanism mechanism;
        if (!en_mechanism_find(name, &mechanism)) {
            en_arg arg = en_arg_str("value", name);
            (void)en_report_add(report, EN_ERROR, EN_W_COMPARE_NO_MECHANISM, (en_where){0}, 1, &arg);
            return EN_ERR_USAGE;
        }
        if (!listed[mechanism]) c->of[c->count++].mechanism = mechanism;
        listed[mechanism] = true;
    }
    if (c->count > 0) return EN_OK;
    en_arg arg = en_arg_text("value", "");
    (void)en_report_add(report, EN_ERROR, EN_W_COMPARE_NO_MECHANISM, (en_where){0}, 1, &arg);
    return EN_ERR_USAGE;
}

static bool is_full(const en_solved *s, uint32_t wish)
{
    if (wish == EN_MATCH_NONE) return false;
    uint32_t place = s->round.wish_place[wish];
    return s->result.match.filled[place] == s->round.seats[place];
}

/* With couples: what the clearing found. Of a couple both are envious where one would need another's seat. */
static en_status count_blocking_jointly(const en_solved *s, bool *envious, uint64_t *blocking)
{
    const en_match_couples_outcome *outcome = &s->result.couples;
    *blocking = outcome->blocking_count;
    for (uint32_t k = 0; k < outcome->blocking_count; k++) {
        const en_match_couples_blocking *b = &outcome->blocking[k];
        if (b->couple == EN_MATCH_NONE) {
            envious[b->applicant] = envious[b->applicant] || is_full(s, b->wish);
            continue;
        }
        const uint32_t *wish = s->round.joint_wishes[b->joint_wish].wish;
        bool full = is_full(s, wish[0]) || is_full(s, wish[1]);
        for (int m = 0; m < 2; m++)
            if (full) envious[s->round.couples[b->couple].applicant[m]] = true;
    }
    return EN_OK;
}

/* Counts by the definition. With lines or groups, which only deferred acceptance takes, the check of the
 * result has shown that no wish blocks. */
static en_status count_blocking(const en_solved *s, const en_context *context, en_arena *scratch,
                                bool *envious, uint64_t *blocking)
{
    const en_round *round = &s->round;
    en_match_problem problem = en_round_problem(round);
    *blocking = 0;
    if (s->result.joint) return count_blocking_jointly(s, envious, blocking);
    if (problem.line_begin || problem.group_count) return EN_OK;
    bool kept = round->rules.tie_rule == EN_TIES_KEEP;
    uint32_t *seats = en_arena_raw(scratch, round->places.count, sizeof *seats);
    if (!seats) return EN_ERR_MEMORY;
    const bool *closed = s->result.closing.closed;
    for (uint32_t p = 0; p < round->places.count; p++) seats[p] = closed && closed[p] ? 0 : round->seats[p];
    problem.seats = seats;
    return en_match_count_blocking(&problem, s->result.match.wish, kept ? round->wish_rank : NULL,
                                   kept || round->rules.stable_cycles, context, envious, blocking);
}

static void count_category(const en_solved *s, const bool *envious, uint32_t category,
                           en_compared_category *to)
{
    const en_round *round = &s->round;
    uint64_t ranks = 0;
    for (uint32_t i = 0; i < round->applicants.count; i++) {
        if (!(round->member[i] >> category & 1)) continue;
        to->applicants++;
        to->envious += envious[i];
        if (s->result.match.wish[i] == EN_MATCH_NONE) continue;
        to->placed++;
        to->first_choices += en_result_is_first(round, &s->result, i);
        ranks += en_result_rank(round, &s->result, i);
    }
    to->mean_rank = to->placed ? (double)ranks / to->placed : (double)NAN;
}

/* The counts that outlive the result. */
static en_status measure(const en_solved *s, const en_context *context, en_arena *arena, en_compared *to)
{
    en_arena scratch = en_arena_make(context ? context->allocator : NULL);
    uint32_t n = s->round.applicants.count, categories = s->round.member ? s->round.categories.count : 0;
    bool *envious = en_arena_array(&scratch, n, sizeof *envious);
    to->categories = en_arena_array(arena, categories, sizeof *to->categories);
    en_status status = envious && to->categories ? EN_OK : EN_ERR_MEMORY;
    if (status == EN_OK) status = count_blocking(s, context, &scratch, envious, &to->blocking);
    if (status == EN_OK) status = en_result_summarise(&s->round, &s->result, arena, &to->summary);
    for (uint32_t i = 0; i < n && status == EN_OK; i++) to->envious += envious[i];
    for (uint32_t k = 0; k < categories && status == EN_OK; k++)
        count_category(s, envious, k, &to->categories[k]);
    to->reached_limit = s->result.reached_limit;
    to->summary.reasons = NULL; /* their columns are texts of a round that ends here */
    to->summary.reason_count = 0;
    en_arena_free(&scratch);
    return status;
}

/* What concerns one mechanism alone, and leaves the others to be compared. */
static bool is_finding(en_status status)
{
    return status == EN_ERR_INPUT || status == EN_ERR_IMPOSSIBLE || status == EN_ERR_LIMIT;
}

static en_status clear_by(en_round_source source, const en_context *context, en_arena *arena, en_compared *to)
{
    en_solved solved;
    source.instead = &to->mechanism;
    to->status = en_solve_round(source, context, &to->problems, &solved);
    if (to->problems.out_of_memory) return EN_ERR_MEMORY;
    if (to->status != EN_OK) return is_finding(to->status) ? EN_OK : to->status;
    en_status status = measure(&solved, context, arena, to);
    en_solved_free(&solved);
    return status;
}

static en_status clear_all(en_round_source source, const en_context *context, en_report *report,
                           en_comparison *c)
{
    size_t cleared = 0;
    for (size_t k = 0; k < c->count; k++) c->of[k].problems = en_report_make(c->arena.allocator);
    for (size_t k = 0; k < c->count; k++) {
        en_status status = clear_by(source, context, &c->arena, &c->of[k]);
        if (status != EN_OK) {
            en_report_join(report, &c->of[k].problems);
            return status;
        }
        cleared += c->of[k].status == EN_OK;
    }
    for (size_t k = 0; k < c->count && cleared == 0; k++) en_report_join(report, &c->of[k].problems);
    return cleared ? EN_OK : EN_ERR_INPUT;
}

en_status en_compare(en_round_source source, const char *mechanisms, const en_context *context,
                     en_report *report, en_comparison *comparison)
{
    en_comparison c = {.arena = en_arena_make(context ? context->allocator : NULL)};
    en_status status = list_mechanisms(mechanisms, report, &c);
    if (status == EN_OK) status = en_round_read(source, context, report, &c.round);
    if (status != EN_OK) {
        en_arena_free(&c.arena);
        return status;
    }
    status = clear_all(source, context, report, &c);
    if (status == EN_OK) *comparison = c;
    else en_comparison_free(&c);
    return status;
}

void en_comparison_free(en_comparison *comparison)
{
    for (size_t k = 0; k < comparison->count; k++) en_report_free(&comparison->of[k].problems);
    en_round_free(&comparison->round);
    en_arena_free(&comparison->arena);
}

bool en_comparison_reached_limit(const en_comparison *comparison)
{
    bool reached = false;
    for (size_t k = 0; k < comparison->count; k++) reached = reached || comparison->of[k].reached_limit;
    return reached;
}

uint32_t en_compared_at_rank(const en_compared *compared, uint32_t rank)
{
    for (size_t k = 0; k < compared->summary.rank_count; k++)
        if (compared->summary.ranks[k].rank == rank) return compared->summary.ranks[k].placed;
    return 0;
}
