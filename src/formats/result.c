/* Reasons and counts of a result. See result.h. */
#include "result.h"

#include <stdlib.h>

const char *en_reason_code(en_reason reason)
{
    static const char *const codes[EN_REASON_COUNT] = {"placed", "score", "lottery", "no-score", "no-wishes"};
    return codes[reason];
}

en_reason en_result_wish_reason(const en_round *round, const en_round_result *result, uint32_t wish)
{
    if (round->wish_score[wish] == EN_MATCH_UNACCEPTABLE) return EN_REASON_NO_SCORE;
    uint32_t last = en_result_place(result, round->wish_place[wish])->lowest;
    bool tied = last != EN_MATCH_NONE && round->wish_score[last] == round->wish_score[wish];
    return tied ? EN_REASON_LOTTERY : EN_REASON_SCORE;
}

en_reason en_result_reason(const en_round *round, const en_round_result *result, uint32_t applicant)
{
    if (result->match.wish[applicant] != EN_MATCH_NONE) return EN_REASON_PLACED;
    uint32_t begin = round->wish_begin[applicant], end = round->wish_begin[applicant + 1];
    if (begin == end) return EN_REASON_NO_WISHES;
    for (uint32_t w = begin; w < end; w++)
        if (round->wish_score[w] != EN_MATCH_UNACCEPTABLE) return en_result_wish_reason(round, result, w);
    return EN_REASON_NO_SCORE;
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

en_status en_result_summarise(const en_round *round, const en_round_result *result, en_arena *arena,
                              en_result_summary *summary)
{
    en_result_summary s = {0};
    rank_counts counts = {.large = en_arena_raw(arena, round->applicants.count, sizeof *counts.large)};
    if (!counts.large) return EN_ERR_MEMORY;
    count_places(round, result, &s);
    uint64_t rank_sum = 0;
    for (uint32_t i = 0; i < round->applicants.count; i++) {
        s.reasons[en_result_reason(round, result, i)]++;
        uint32_t w = result->match.wish[i];
        if (w == EN_MATCH_NONE) continue;
        s.placed++;
        s.first_choices += w == round->wish_begin[i];
        rank_sum += round->wish_rank[w];
        count_rank(&counts, round->wish_rank[w]);
    }
    s.unplaced = round->applicants.count - s.placed;
    s.mean_rank = s.placed ? (double)rank_sum / s.placed : (double)NAN;
    if (!list_ranks(&counts, arena, &s)) return EN_ERR_MEMORY;
    *summary = s;
    return EN_OK;
}
