/* Reasons and counts of a result. See result.h. */
#include "result.h"

#include <stdlib.h>

const char *en_reason_code(en_reason reason)
{
    static const char *const codes[EN_REASON_COUNT] = {
        [EN_REASON_PLACED] = "placed",
        [EN_REASON_HELD] = "held",
        [EN_REASON_SCORE] = "score",
        [EN_REASON_LOTTERY] = "lottery",
        [EN_REASON_SEATS_CATEGORY] = "seats-category",
        [EN_REASON_SEATS_TERM] = "seats-term",
        [EN_REASON_GROUP_CAP] = "group-cap",
        [EN_REASON_CLOSED] = "closed",
        [EN_REASON_FLOOR] = "floor",
        [EN_REASON_JOINT] = "joint",
        [EN_REASON_INELIGIBLE] = "ineligible:",
        [EN_REASON_NO_SCORE] = "no-score",
        [EN_REASON_BUDGET] = "budget",
        [EN_REASON_MECHANISM] = "mechanism",
        [EN_REASON_NO_WISHES] = "no-wishes",
    };
    return codes[reason];
}

bool en_result_is_optimal(const en_round *round)
{
    const en_feature_set plain = en_feature_bit(EN_FEATURE_TERMS) | en_feature_bit(EN_FEATURE_HELD) |
                                 en_feature_bit(EN_FEATURE_ELIGIBILITY);
    return round->rules.mechanism == EN_DEFERRED_ACCEPTANCE && (en_round_features(round) & ~plain) == 0;
}

uint32_t en_result_applied(const en_round *round, const en_round_result *result, uint32_t place)
{
    const en_match_standings *s = &result->standings;
    if (s->line_begin[place] + 1 == s->line_begin[place + 1]) return s->lines[s->line_begin[place]].applied;
    uint32_t n = 0;
    for (uint32_t w = 0; w < round->wishes; w++)
        n += round->wish_place[w] == place && round->wish_score[w] != EN_MATCH_UNACCEPTABLE;
    return n;
}

bool en_result_score(const en_round *round, uint32_t applicant, uint32_t wish, double *score)
{
    *score = round->wish_score[wish];
    if (*score == EN_MATCH_HELD) *score = round->held_score[applicant];
    return round->scored[round->wish_place[wish]] && *score != EN_MATCH_UNACCEPTABLE;
}

bool en_result_cutoff(const en_round *round, const en_round_result *result, uint32_t line, double *cutoff)
{
    uint32_t lowest = result->standings.lines[line].lowest;
    double of_holder = result->held_cutoff ? result->held_cutoff[line] : (double)NAN;
    *cutoff = lowest == EN_MATCH_NONE ? of_holder : round->wish_score[lowest];
    if (of_holder < *cutoff) *cutoff = of_holder;
    return !isnan(*cutoff);
}

en_status en_result_settle_held(const en_round *round, en_arena *arena, en_round_result *result)
{
    if (!round->held) return EN_OK;
    const en_match_standings *s = &result->standings;
    size_t lines = s->line_begin[round->places.count];
    result->held_cutoff = en_arena_raw(arena, lines, sizeof *result->held_cutoff);
    if (!result->held_cutoff) return EN_ERR_MEMORY;
    for (size_t k = 0; k < lines; k++) result->held_cutoff[k] = (double)NAN;
    for (uint32_t i = 0; i < round->applicants.count; i++) {
        uint32_t w = result->match.wish[i];
        if (w == EN_MATCH_NONE || round->wish_score[w] != EN_MATCH_HELD ||
            round->held_score[i] == EN_MATCH_UNACCEPTABLE)
            continue;
        uint32_t line =
            s->line_begin[round->wish_place[w]] + (result->match.line ? result->match.line[i] : 0);
        double *lowest = &result->held_cutoff[line];
        if (!(*lowest <= round->held_score[i])) *lowest = round->held_score[i];
    }
    return EN_OK;
}

static en_result_why unacceptable(const en_round *round, uint32_t applicant, uint32_t wish)
{
    if (en_round_is_eligible(round, applicant, wish)) return (en_result_why){.reason = EN_REASON_NO_SCORE};
    en_str column = en_eligibility_column(round->eligibility, applicant, round->wish_place[wish]);
    return (en_result_why){EN_REASON_INELIGIBLE, column, EN_MATCH_NONE, EN_MATCH_NONE};
}

/* What refused a wish under deferred acceptance. */
static en_result_why refusal(const en_round *round, const en_round_result *result, uint32_t applicant,
                             uint32_t wish)
{
    static const en_reason reasons[] = {[EN_MATCH_REFUSED_SCORE] = EN_REASON_SCORE,
                                        [EN_MATCH_REFUSED_TIE] = EN_REASON_LOTTERY,
                                        [EN_MATCH_REFUSED_TERM] = EN_REASON_SEATS_TERM,
                                        [EN_MATCH_REFUSED_CATEGORY] = EN_REASON_SEATS_CATEGORY,
                                        [EN_MATCH_REFUSED_CAP] = EN_REASON_GROUP_CAP,
                                        [EN_MATCH_REFUSED_NO_SEAT] = EN_REASON_MECHANISM};
    en_match_problem problem = en_round_problem(round);
    en_result_why why = {0};
    why.reason =
        reasons[en_match_why_refused(&problem, &result->standings, applicant, wish, &why.last, &why.group)];
    return why;
}

en_result_why en_result_wish_reason(const en_round *round, const en_round_result *result, uint32_t applicant,
                                    uint32_t wish)
{
    uint32_t place = round->wish_place[wish];
    en_result_why why = {.last = EN_MATCH_NONE, .group = EN_MATCH_NONE};
    if (round->wish_score[wish] == EN_MATCH_UNACCEPTABLE) return unacceptable(round, applicant, wish);
    if (result->was_full && !result->was_full[wish]) why.reason = EN_REASON_BUDGET;
    else if (round->rules.mechanism != EN_DEFERRED_ACCEPTANCE) why.reason = EN_REASON_MECHANISM;
    else if (result->joint &&
             (round->couple_of[applicant] != EN_MATCH_NONE || en_result_blocks(result, applicant, wish)))
        why.reason = EN_REASON_JOINT;
    else if (result->closing.closed && result->closing.closed[place]) why.reason = EN_REASON_CLOSED;
    else if (result->seats_given && result->match.filled[place] < round->seats[place])
        why.reason = EN_REASON_FLOOR;
    else return refusal(round, result, applicant, wish);
    return why;
}

en_result_why en_result_reason(const en_round *round, const en_round_result *result, uint32_t applicant)
{
    uint32_t begin = round->wish_begin[applicant], end = round->wish_begin[applicant + 1];
    uint32_t met = result->match.wish[applicant];
    if (met != EN_MATCH_NONE)
        return (en_result_why){.reason = round->wish_score[met] == EN_MATCH_HELD ? EN_REASON_HELD
                                                                                 : EN_REASON_PLACED};
    if (begin == end) return (en_result_why){.reason = EN_REASON_NO_WISHES};
    for (uint32_t w = begin; w < end; w++)
        if (round->wish_score[w] != EN_MATCH_UNACCEPTABLE)
            return en_result_wish_reason(round, result, applicant, w);
    return unacceptable(round, applicant, begin);
}

static void count_places(const en_round *round, const en_round_result *result, en_result_summary *s)
{
    for (uint32_t p = 0; p < round->places.count; p++) {
        s->seats += round->seats[p];
        s->empty_seats += round->seats[p] - result->match.filled[p];
        s->full_places += round->seats[p] > 0 && result->match.filled[p] == round->seats[p];
    }
}

/* Small ranks are counted in a table, the rare large ones are kept and sorted. */
typedef struct rank_counts {
    uint32_t small[256];
    uint32_t *large;
    size_t large_count;
} rank_counts;

enum { SMALL_RANKS = 256 };

static void count_rank(rank_counts *counts, uint32_t rank)
{
    if (rank < SMALL_RANKS) counts->small[rank]++;
    else counts->large[counts->large_count++] = rank;
}

static int ascending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static bool list_ranks(rank_counts *counts, en_arena *arena, en_result_summary *s)
{
    s->ranks = en_arena_raw(arena, SMALL_RANKS + counts->large_count, sizeof *s->ranks);
    if (!s->ranks) return false;
    for (uint32_t rank = 0; rank < SMALL_RANKS; rank++)
        if (counts->small[rank]) s->ranks[s->rank_count++] = (en_rank_count){rank, counts->small[rank]};
    qsort(counts->large, counts->large_count, sizeof *counts->large, ascending);
    for (size_t k = 0; k < counts->large_count; k++) {
        if (k > 0 && counts->large[k] == counts->large[k - 1]) s->ranks[s->rank_count - 1].placed++;
        else s->ranks[s->rank_count++] = (en_rank_count){counts->large[k], 1};
    }
    return true;
}

static int by_reason(const void *a, const void *b)
{
    const en_reason_count *x = a, *y = b;
    if (x->reason != y->reason) return x->reason < y->reason ? -1 : 1;
    return en_str_compare(x->column, y->column);
}

/* Reasons differ by their columns: few, so that a new one is searched for among those found. */
static bool count_reason(en_arena *arena, size_t *room, en_result_summary *s, en_result_why why)
{
    size_t k = 0;
    while (k < s->reason_count &&
           (s->reasons[k].reason != why.reason || !en_str_equal(s->reasons[k].column, why.column)))
        k++;
    if (k == s->reason_count) {
        if (k == *room) {
            *room = *room ? 2 * *room : EN_REASON_COUNT;
            en_reason_count *grown = en_arena_raw(arena, *room, sizeof *grown);
            if (!grown) return false;
            if (k) memcpy(grown, s->reasons, k * sizeof *grown);
            s->reasons = grown;
        }
        s->reasons[s->reason_count++] = (en_reason_count){why.reason, why.column, 0};
    }
    s->reasons[k].count++;
    return true;
}

en_status en_result_summarise(const en_round *round, const en_round_result *result, en_arena *arena,
                              en_result_summary *summary)
{
    en_result_summary s = {0};
    rank_counts counts = {.large = en_arena_raw(arena, round->applicants.count, sizeof *counts.large)};
    if (!counts.large) return EN_ERR_MEMORY;
    count_places(round, result, &s);
    uint64_t rank_sum = 0;
    size_t room = 0;
    for (uint32_t i = 0; i < round->applicants.count; i++) {
        if (!count_reason(arena, &room, &s, en_result_reason(round, result, i))) return EN_ERR_MEMORY;
        if (result->match.wish[i] == EN_MATCH_NONE) continue;
        s.placed++;
        uint32_t rank = en_result_rank(round, result, i);
        s.first_choices += en_result_is_first(round, result, i);
        rank_sum += rank;
        count_rank(&counts, rank);
    }
    qsort(s.reasons, s.reason_count, sizeof *s.reasons, by_reason);
    s.unplaced = round->applicants.count - s.placed;
    s.mean_rank = s.placed ? (double)rank_sum / s.placed : (double)NAN;
    if (!list_ranks(&counts, arena, &s)) return EN_ERR_MEMORY;
    *summary = s;
    return EN_OK;
}
