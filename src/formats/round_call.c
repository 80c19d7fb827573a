/* Calls of two agencies: which two groups score, whom both of them score, and in which order applicants go.
 *
 * Applicants go by the sum of their two ranks, so the score of a wish is that sum below 0: then ties, waiting
 * lists and the lottery are those of any other round. Who lacks a score of either agency has no acceptable
 * wish. O(applicants · log + wishes + scores).
 */
#include "round_parts.h"

#include <stdlib.h>

static en_where at_scores(const en_round *round)
{
    return (en_where){.file = round->scores_table.name, .column = en_str_of("group")};
}

/* The two groups that score; they are told apart by the bytes of their ids. */
static en_status find_agencies(const en_round *round, en_arena *scratch, en_call *call, en_report *report)
{
    uint32_t found = 0;
    bool *seen = en_arena_array(scratch, round->groups.count, sizeof *seen);
    if (!seen) return EN_ERR_MEMORY;
    for (size_t k = 0; k < round->further_count; k++) {
        uint32_t g = round->further[k].by;
        if (seen[g]) continue;
        seen[g] = true;
        if (found < 2) call->agency[found] = g;
        found++;
    }
    en_arg arg = en_arg_int("count", found);
    if (found != 2)
        return en_report_add(report, EN_ERROR, EN_W_ROUND_NOT_TWO_AGENCIES, at_scores(round), 1, &arg);
    const en_str *ids = round->groups.ids;
    if (en_str_compare(ids[call->agency[0]], ids[call->agency[1]]) < 0) return EN_OK;
    uint32_t swap = call->agency[0];
    call->agency[0] = call->agency[1];
    call->agency[1] = swap;
    return EN_OK;
}

static bool take_scores(const en_round *round, en_call *call, en_arena *arena)
{
    uint32_t n = round->applicants.count;
    for (int a = 0; a < 2; a++) {
        call->score[a] = en_arena_raw(arena, n, sizeof *call->score[a]);
        if (!call->score[a]) return false;
        for (uint32_t i = 0; i < n; i++) call->score[a][i] = (double)NAN;
    }
    for (size_t k = 0; k < round->further_count; k++) {
        const en_further_score *row = &round->further[k];
        call->score[row->by == call->agency[1]][row->applicant] = row->score;
    }
    return true;
}

/* Who is not scored by both is out; the others stand at every place by their sums. */
static en_status score_wishes(en_round *round, en_call *call, const en_context *context)
{
    uint32_t n = round->applicants.count;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t w = round->wish_begin[i]; w < round->wish_begin[i + 1]; w++)
            if (isnan(call->score[0][i]) || isnan(call->score[1][i]))
                round->wish_score[w] = EN_MATCH_UNACCEPTABLE;
    en_match_problem problem = en_round_problem(round);
    en_status status = en_match_rank_agencies(
        &problem, (const double *const[]){call->score[0], call->score[1]}, context, call->sum);
    for (uint32_t i = 0; i < n && status == EN_OK; i++) {
        call->participants += call->sum[i] > 0;
        for (uint32_t w = round->wish_begin[i]; w < round->wish_begin[i + 1]; w++)
            if (round->wish_score[w] != EN_MATCH_UNACCEPTABLE) round->wish_score[w] = -(double)call->sum[i];
    }
    return status;
}

en_status round_settle_call(en_round *round, const en_context *context, en_report *report)
{
    if (round->rules.mechanism != EN_TWO_AGENCY) return EN_OK;
    if (round->rules.tie_rule == EN_TIES_MULTIPLE)
        return en_report_error(report, EN_W_CLEARING_CALL_LOTTERY,
                               (en_where){.file = round->rules_file.name, .column = en_str_of("ties")});
    en_call *call = en_arena_array(&round->arena, 1, sizeof *call);
    if (!call) return EN_ERR_MEMORY;
    call->sum = en_arena_raw(&round->arena, round->applicants.count, sizeof *call->sum);
    call->turn = en_arena_raw(&round->arena, round->applicants.count, sizeof *call->turn);
    if (!call->sum || !call->turn) return EN_ERR_MEMORY;
    en_status status = find_agencies(round, &round->arena, call, report);
    if (status == EN_OK && !take_scores(round, call, &round->arena)) status = EN_ERR_MEMORY;
    if (status == EN_OK) status = score_wishes(round, call, context);
    if (status == EN_OK) round->call = call;
    return status;
}

/* When somebody goes: by the sum, those without one last; then by the lottery, or by id. */
typedef struct going {
    uint64_t sum;
    uint32_t turn, applicant;
} going;

static int by_turn(const void *a, const void *b)
{
    const going *x = a, *y = b;
    if (x->sum != y->sum) return x->sum - 1 < y->sum - 1 ? -1 : 1; /* 0 is behind all */
    return (x->turn > y->turn) - (x->turn < y->turn);
}

static going *list_by_turn(const en_round *round, en_arena *scratch)
{
    uint32_t n = round->applicants.count;
    going *all = en_arena_raw(scratch, n, sizeof *all);
    for (uint32_t k = 0; k < n && all; k++) {
        uint32_t i = round->order ? round->order[k] : k;
        all[k] = (going){round->call->sum[i], k, i};
    }
    if (all) qsort(all, n, sizeof *all, by_turn);
    return all;
}

en_status round_find_call_tie(const en_round *round, uint32_t *tied)
{
    *tied = EN_MATCH_NONE;
    if (!round->call) return EN_OK;
    en_arena scratch = en_arena_make(round->arena.allocator);
    const going *all = list_by_turn(round, &scratch);
    for (uint32_t k = 1; k < round->call->participants && all; k++)
        if (all[k - 1].sum == all[k].sum) *tied = all[k].applicant;
    en_arena_free(&scratch);
    return all ? EN_OK : EN_ERR_MEMORY;
}

en_status round_order_call(en_round *round)
{
    if (!round->call) return EN_OK;
    en_arena scratch = en_arena_make(round->arena.allocator);
    const going *all = list_by_turn(round, &scratch);
    for (uint32_t k = 0; k < round->applicants.count && all; k++) {
        round->order[k] = all[k].applicant;
        round->call->turn[all[k].applicant] = k;
    }
    en_arena_free(&scratch);
    return all ? EN_OK : EN_ERR_MEMORY;
}

const en_demand *en_round_demands(const en_round *round, uint32_t applicant, uint32_t place, size_t *count)
{
    size_t low = 0, high = round->demand_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const en_demand *d = &round->demands[middle];
        if (d->applicant < applicant || (d->applicant == applicant && d->place < place)) low = middle + 1;
        else high = middle;
    }
    for (high = low; high < round->demand_count && round->demands[high].applicant == applicant &&
                     round->demands[high].place == place;)
        high++;
    *count = high - low;
    return round->demands + low;
}

static bool list_demands(const en_round *round, en_arena *arena, en_match_call *call)
{
    size_t total = 0, count;
    for (uint32_t i = 0; i < round->applicants.count; i++)
        for (uint32_t w = round->wish_begin[i]; w < round->wish_begin[i + 1]; w++) {
            (void)en_round_demands(round, i, round->wish_place[w], &count);
            total += count;
        }
    uint32_t *begin = en_arena_array(arena, (size_t)round->wishes + 1, sizeof *begin);
    en_match_demand *demands = total < EN_MATCH_NONE ? en_arena_raw(arena, total, sizeof *demands) : NULL;
    if (!begin || !demands) return false;
    for (uint32_t i = 0; i < round->applicants.count; i++)
        for (uint32_t w = round->wish_begin[i]; w < round->wish_begin[i + 1]; w++) {
            const en_demand *of_pair = en_round_demands(round, i, round->wish_place[w], &count);
            begin[w + 1] = begin[w] + (uint32_t)count;
            for (size_t k = 0; k < count; k++)
                demands[begin[w] + k] = (en_match_demand){of_pair[k].group, of_pair[k].units};
        }
    call->demand_begin = begin;
    call->demands = demands;
    return true;
}

en_status en_round_call(const en_round *round, en_arena *arena, en_match_call *call)
{
    uint32_t groups = round->groups.count;
    uint64_t *units = en_arena_raw(arena, groups, sizeof *units);
    *call = (en_match_call){.score = {round->call->score[0], round->call->score[1]},
                            .budgets = groups,
                            .units = units,
                            .order = round->order};
    if (!units) return EN_ERR_MEMORY;
    for (uint32_t g = 0; g < groups; g++) units[g] = round->group[g].cap; /* none: nothing is taken from it */
    return list_demands(round, arena, call) ? EN_OK : EN_ERR_MEMORY;
}
