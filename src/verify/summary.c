/* summary.json: its counts, computed again from the matching. */
#include "verify.h"

#include <stdlib.h>

typedef enum reason { PLACED, SCORE, LOTTERY, NO_SCORE, NO_WISHES, REASONS } reason;
static const char *const reasons[REASONS] = {"placed", "score", "lottery", "no-score", "no-wishes"};

static reason reason_of(const en_verify *v, uint32_t applicant)
{
    const en_verify_rows *wishes = &v->round.wishes;
    uint32_t w = wishes->first[applicant], end = wishes->first[applicant + 1];
    if (v->result[applicant] != EN_VERIFY_NONE) return PLACED;
    if (w == end) return NO_WISHES;
    while (w < end && !en_verify_acceptable(&v->round, w)) w++;
    if (w == end) return NO_SCORE;
    uint32_t last = v->last[wishes->at[w].place];
    return last != EN_VERIFY_NONE && wishes->at[last].score == wishes->at[w].score ? LOTTERY : SCORE;
}

const char *en_verify_reason(const en_verify *v, uint32_t applicant)
{
    return reasons[reason_of(v, applicant)];
}

/* Either takes its new element; NULL once memory is out. */
static json_t *add_key(json_t *object, const char *key, size_t count)
{
    if (count == 0 || json_object_set_new(object, key, json_integer((json_int_t)count)) == 0) return object;
    json_decref(object);
    return NULL;
}

static json_t *add_rank(json_t *array, uint32_t rank, size_t count)
{
    if (json_array_append_new(
            array, json_pack("{s:I, s:I}", "rank", (json_int_t)rank, "placed", (json_int_t)count)) == 0)
        return array;
    json_decref(array);
    return NULL;
}

static json_t *reasons_json(const en_verify *v)
{
    size_t count[REASONS] = {0};
    json_t *object = json_object();
    for (uint32_t a = 0; a < v->round.applicants.count; a++) count[reason_of(v, a)]++;
    for (int i = 0; i < REASONS; i++) object = add_key(object, reasons[i], count[i]);
    return object;
}

static int ascending(const void *first, const void *second)
{
    uint32_t a = *(const uint32_t *)first, b = *(const uint32_t *)second;
    return (a > b) - (a < b);
}

/* The ranks of the placed: how many placed have each, and their mean. Large ranks are rare: they are sorted.
 */
static json_t *ranks_json(const en_verify *v, uint32_t *ranks, size_t *placed, double *mean)
{
    enum { SMALL = 256 };
    size_t small[SMALL] = {0}, n = 0;
    uint64_t sum = 0;
    *placed = 0;
    json_t *array = json_array();
    for (size_t a = 0; a < v->round.applicants.count; a++) {
        if (v->result[a] == EN_VERIFY_NONE) continue;
        uint32_t rank = v->round.wishes.at[v->result[a]].rank;
        sum += rank;
        ++*placed;
        if (rank < SMALL) small[rank]++;
        else ranks[n++] = rank;
    }
    for (uint32_t rank = 0; rank < SMALL; rank++)
        if (small[rank]) array = add_rank(array, rank, small[rank]);
    if (n > 1) qsort(ranks, n, sizeof *ranks, ascending);
    for (size_t i = 0, same; i < n; i += same) {
        for (same = 1; i + same < n && ranks[i + same] == ranks[i];) same++;
        array = add_rank(array, ranks[i], same);
    }
    *mean = *placed ? (double)sum / (double)*placed : 0;
    return array;
}

static json_t *expected_summary(const en_verify *v, uint32_t *ranks)
{
    const en_verify_round *round = &v->round;
    json_int_t seats = 0, full = 0, applicants = (json_int_t)round->applicants.count;
    size_t placed;
    double mean;
    json_t *counts = ranks_json(v, ranks, &placed, &mean);
    for (size_t p = 0; p < round->places.count; p++) {
        seats += round->seats[p];
        full += v->filled[p] > 0 && v->filled[p] == round->seats[p];
    }
    return json_pack(
        "{s:s%, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:b}", "round", round->id.at,
        round->id.size, "applicants", applicants, "places", (json_int_t)round->places.count, "seats", seats,
        "wishes", (json_int_t)round->wishes.count, "placed", (json_int_t)placed, "unplaced",
        applicants - (json_int_t)placed, "empty_seats", seats - (json_int_t)placed, "full_places", full,
        "mean_rank", placed ? json_real(mean) : json_null(), "ranks", counts, "reasons", reasons_json(v),
        "lottery", en_verify_lottery_json(v), "reproducible", 1);
}

en_status en_verify_check_summary(en_verify *v)
{
    json_t *found = NULL;
    en_verify_finding *finding = &v->findings[EN_VERIFY_SUMMARY];
    en_status status = en_verify_read_json(v, true, "summary.json", &found);
    uint32_t *ranks = en_arena_raw(&v->arena, v->round.applicants.count, sizeof *ranks);
    json_t *expected = status == EN_OK && ranks ? expected_summary(v, ranks) : NULL;
    if (expected) {
        en_differs_json(&finding->report, en_str_of("summary.json"), "", expected, found);
        finding->checked = json_object_size(expected);
        finding->state = EN_VERIFY_HOLDS;
    }
    if (status == EN_OK && !expected) status = EN_ERR_MEMORY;
    json_decref(expected);
    json_decref(found);
    return status;
}
