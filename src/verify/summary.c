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
    uint32_t last = v->last[wishes->place[w]];
    return last != EN_VERIFY_NONE && wishes->score[last] == wishes->score[w] ? LOTTERY : SCORE;
}

const char *en_verify_reason(const en_verify *v, uint32_t applicant) { return reasons[reason_of(v, applicant)]; }

static json_t *reasons_json(const en_verify *v)
{
    json_int_t count[REASONS] = {0};
    json_t *json = json_object();
    for (uint32_t a = 0; a < v->round.applicants.count; a++) count[reason_of(v, a)]++;
    for (int i = 0; i < REASONS; i++)
        if (count[i] > 0 && json_object_set_new(json, reasons[i], json_integer(count[i])) != 0) {
            json_decref(json);
            return NULL;
        }
    return json;
}

/* The ranks of the placed: common ones counted, the others listed. */
enum { COMMON = 1024 };
typedef struct rank_counts {
    json_int_t common[COMMON];
    uint32_t *others;
    size_t other_count, placed;
    uint64_t sum;
} rank_counts;

static int ascending(const void *first, const void *second)
{
    uint32_t a = *(const uint32_t *)first, b = *(const uint32_t *)second;
    return (a > b) - (a < b);
}

static void count_ranks(const en_verify *v, rank_counts *counts)
{
    for (size_t a = 0; a < v->round.applicants.count; a++) {
        if (v->result[a] == EN_VERIFY_NONE) continue;
        uint32_t rank = v->round.wishes.rank[v->result[a]];
        counts->placed++;
        counts->sum += rank;
        if (rank < COMMON) counts->common[rank]++;
        else counts->others[counts->other_count++] = rank;
    }
    if (counts->other_count > 0) qsort(counts->others, counts->other_count, sizeof *counts->others, ascending);
}

static bool add_rank(json_t *array, json_int_t rank, json_int_t placed)
{
    return placed == 0 || json_array_append_new(array, json_pack("{s:I, s:I}", "rank", rank, "placed", placed)) == 0;
}

static json_t *ranks_json(const rank_counts *counts)
{
    json_t *array = json_array();
    bool fine = array != NULL;
    for (int rank = 0; rank < COMMON && fine; rank++) fine = add_rank(array, rank, counts->common[rank]);
    for (size_t i = 0, n; i < counts->other_count && fine; i += n) {
        for (n = 1; i + n < counts->other_count && counts->others[i + n] == counts->others[i];) n++;
        fine = add_rank(array, counts->others[i], (json_int_t)n);
    }
    if (fine) return array;
    json_decref(array);
    return NULL;
}

static json_t *expected_summary(const en_verify *v, const rank_counts *counts)
{
    json_int_t seats = 0, full = 0, applicants = (json_int_t)v->round.applicants.count, placed = (json_int_t)counts->placed;
    for (size_t p = 0; p < v->round.places.count; p++) {
        seats += v->round.seats[p];
        full += v->filled[p] > 0 && v->filled[p] == v->round.seats[p];
    }
    json_t *mean = placed ? json_real((double)counts->sum / (double)placed) : json_null();
    return json_pack("{s:s%, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:b}",
                     "round", v->round.id.at, v->round.id.size, "applicants", applicants,
                     "places", (json_int_t)v->round.places.count, "seats", seats, "wishes", (json_int_t)v->round.wishes.count,
                     "placed", placed, "unplaced", applicants - placed, "empty_seats", seats - placed,
                     "full_places", full, "mean_rank", mean, "ranks", ranks_json(counts), "reasons", reasons_json(v),
                     "lottery", en_verify_lottery_json(v), "reproducible", 1);
}

static en_status compare_summary(en_verify *v, const json_t *found)
{
    en_verify_finding *finding = &v->findings[EN_VERIFY_SUMMARY];
    rank_counts *counts = en_arena_array(&v->arena, 1, sizeof *counts);
    if (counts) counts->others = en_arena_raw(&v->arena, v->round.applicants.count, sizeof *counts->others);
    if (!counts || !counts->others) return EN_ERR_MEMORY;
    count_ranks(v, counts);
    json_t *expected = expected_summary(v, counts);
    if (!expected) return EN_ERR_MEMORY;
    en_verify_compare_json(&finding->report, en_str_of("summary.json"), "", expected, found);
    finding->checked = json_object_size(expected);
    finding->state = EN_VERIFY_HOLDS;
    json_decref(expected);
    return EN_OK;
}

en_status en_verify_check_summary(en_verify *v)
{
    en_file file = {0};
    json_t *found = NULL;
    char *path = en_path_join(&v->arena, v->options->out, "summary.json");
    if (!path) return EN_ERR_MEMORY;
    v->findings[EN_VERIFY_SUMMARY].state = EN_VERIFY_NOT_CHECKED;
    if (!en_file_exists(path)) return EN_ERR_CLAIM;
    en_status status = en_verify_read_json(v, v->options->out, "summary.json", &found, &file);
    if (file.at) en_verify_note_output(v, "summary.json", &file);
    if (status == EN_OK) status = compare_summary(v, found);
    json_decref(found);
    en_file_free(&file);
    return status;
}
