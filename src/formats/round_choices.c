/* choices.csv: the one large table of a round.
 *
 * A scan (scan.h) reads pieces of it side by side, each row straight to its place in the final arrays. Where
 * the file is in the order of applicants and ranks, that is all; otherwise they are sorted by applicant in
 * two steps: first into buckets of neighbouring applicants, then, a bucket a task, to their places, which by
 * then are few enough for the cache. Linear.
 */
#include "round_parts.h"
#include "scan.h"

#include <stdlib.h>

enum { MOST_RANK = INT32_MAX };

/* Rows as they stand in the file; applicant EN_IDS_NONE: the row is blank. */
typedef struct choice_rows {
    uint32_t *applicant, *place, *rank;
    double *score;
    uint32_t *term; /* NULL where no wish has one */
    size_t count;
} choice_rows;

typedef struct choice_columns {
    int applicant, rank, place, term, score;
} choice_columns;

typedef struct reading {
    en_round *round;
    choice_columns columns;
    choice_rows rows;
} reading;

static bool take_row(void *user, en_csv *csv, size_t index, en_finder *finder)
{
    reading *r = user;
    const choice_columns *c = &r->columns;
    double *score = &r->rows.score[index];
    bool fine = en_cell_find_near(finder, csv, c->applicant, &r->round->applicants,
                                  EN_W_ROUND_UNKNOWN_APPLICANT, &r->rows.applicant[index]);
    fine = en_cell_find_later(finder, csv, c->place, &r->round->places, EN_W_ROUND_UNKNOWN_PLACE,
                              &r->rows.place[index]) &&
           fine;
    fine = en_cell_whole(csv, c->rank, 1, MOST_RANK, EN_W_ROUND_NOT_RANK, &r->rows.rank[index]) && fine;
    *score = EN_MATCH_UNACCEPTABLE;
    if (en_cell_text(csv, c->score).size > 0) fine = en_cell_real(csv, c->score, score) && fine;
    if (r->rows.term) fine = round_take_term(r->round, csv, c->term, &r->rows.term[index]) && fine;
    return fine;
}

static bool allocate_rows(en_arena *arena, size_t most, bool terms, choice_rows *rows)
{
    rows->count = most;
    rows->applicant = en_arena_raw(arena, most, sizeof *rows->applicant);
    rows->place = en_arena_raw(arena, most, sizeof *rows->place);
    rows->rank = en_arena_raw(arena, most, sizeof *rows->rank);
    rows->score = en_arena_raw(arena, most, sizeof *rows->score);
    rows->term = terms ? en_arena_raw(arena, most, sizeof *rows->term) : NULL;
    return rows->applicant && rows->place && rows->rank && rows->score && (rows->term || !terms);
}

static void forget_rows(void *user)
{
    const choice_rows *rows = &((const reading *)user)->rows;
    memset(rows->applicant, 0xFF, rows->count * sizeof *rows->applicant);
}

static inline void copy_row(const choice_rows *from, size_t k, const choice_rows *to, size_t at)
{
    to->applicant[at] = from->applicant[k];
    to->place[at] = from->place[k];
    to->rank[at] = from->rank[k];
    to->score[at] = from->score[k];
    if (to->term) to->term[at] = from->term[k];
}

/* Blank rows leave gaps: closes them. */
static void close_gaps(choice_rows *rows)
{
    size_t count = 0;
    for (size_t i = 0; i < rows->count; i++) {
        if (rows->applicant[i] == EN_IDS_NONE) continue;
        if (count != i) copy_row(rows, i, rows, count);
        count++;
    }
    rows->count = count;
}

static en_status read_rows(reading *r, en_arena *arena, const en_context *context, en_report *report)
{
    en_scan scan = {.table = &r->round->choices_table, .row = take_row, .again = forget_rows, .user = r};
    en_scan_start(&scan, context);
    if (scan.most_rows >= EN_MATCH_NONE) {
        (void)en_report_error(report, EN_W_ROUND_TOO_MANY_WISHES,
                              (en_where){.file = r->round->choices_table.name});
        return EN_ERR_LIMIT;
    }
    bool terms = r->columns.term != EN_NO_COLUMN;
    if (!allocate_rows(arena, scan.most_rows, terms, &r->rows)) return EN_ERR_MEMORY;
    forget_rows(r);
    en_status status = en_scan_run(&scan, context, report);
    if (status == EN_OK) close_gaps(&r->rows);
    return status;
}

static bool is_in_order(const choice_rows *rows)
{
    for (size_t k = 1; k < rows->count; k++) {
        if (rows->applicant[k] < rows->applicant[k - 1]) return false;
        if (rows->applicant[k] == rows->applicant[k - 1] && rows->rank[k] < rows->rank[k - 1]) return false;
    }
    return true;
}

static void insert_by_rank(const choice_rows *rows, size_t begin, size_t end)
{
    for (size_t i = begin + 1; i < end; i++) {
        uint32_t applicant = rows->applicant[i], place = rows->place[i], rank = rows->rank[i];
        double score = rows->score[i];
        uint32_t term = rows->term ? rows->term[i] : 0;
        size_t j = i;
        for (; j > begin && rows->rank[j - 1] > rank; j--) copy_row(rows, j - 1, rows, j);
        rows->applicant[j] = applicant;
        rows->place[j] = place;
        rows->rank[j] = rank;
        rows->score[j] = score;
        if (rows->term) rows->term[j] = term;
    }
}

/* One applicant's wishes by rank, ties as they stand: the halves of long lists are merged, by way of spare
 * rows. */
static void sort_by_rank(const choice_rows *rows, const choice_rows *spare, size_t begin, size_t end)
{
    enum { SHORT = 32 };
    if (end - begin <= SHORT) {
        insert_by_rank(rows, begin, end);
        return;
    }
    size_t middle = begin + (end - begin) / 2, left = begin, right = middle;
    sort_by_rank(rows, spare, begin, middle);
    sort_by_rank(rows, spare, middle, end);
    for (size_t at = begin; at < end; at++) {
        bool from_left = left < middle && (right == end || rows->rank[left] <= rows->rank[right]);
        copy_row(rows, from_left ? left++ : right++, spare, at);
    }
    for (size_t at = begin; at < end; at++) copy_row(spare, at, rows, at);
}

enum { MOST_BUCKETS = 128 };

/* A bucket holds the rows of 2^shift applicants. */
typedef struct grouping {
    en_round *round;
    const choice_rows *rows;
    choice_rows bucketed;
    uint32_t *next; /* by applicant: where the next wish goes */
    unsigned shift;
} grouping;

static void fill_buckets(const grouping *g)
{
    uint32_t next[MOST_BUCKETS];
    for (uint32_t first = 0; first < g->round->applicants.count; first += 1u << g->shift)
        next[first >> g->shift] = g->round->wish_begin[first];
    for (size_t k = 0; k < g->rows->count; k++)
        copy_row(g->rows, k, &g->bucketed, next[g->rows->applicant[k] >> g->shift]++);
}

static void empty_bucket(void *shared, size_t bucket)
{
    const grouping *g = shared;
    const uint32_t *begin = g->round->wish_begin;
    uint32_t n = g->round->applicants.count, first = (uint32_t)bucket << g->shift, size = 1u << g->shift,
             end = n - first > size ? first + size : n;
    for (uint32_t k = begin[first]; k < begin[end]; k++)
        copy_row(&g->bucketed, k, g->rows, g->next[g->bucketed.applicant[k]]++);
    for (uint32_t i = first; i < end; i++) sort_by_rank(g->rows, &g->bucketed, begin[i], begin[i + 1]);
}

/* Moves rows to their applicants. */
static en_status sort_rows(en_round *round, const choice_rows *rows, const en_context *context)
{
    size_t n = round->applicants.count;
    en_arena scratch = en_arena_make(round->arena.allocator);
    grouping g = {.round = round, .rows = rows, .next = en_arena_raw(&scratch, n + 1, sizeof *g.next)};
    bool made = allocate_rows(&scratch, rows->count, rows->term, &g.bucketed) && g.next;
    if (made) {
        while ((n - 1) >> g.shift >= MOST_BUCKETS) g.shift++;
        memcpy(g.next, round->wish_begin, (n + 1) * sizeof *g.next);
        fill_buckets(&g);
        en_run(context, empty_bucket, &g, ((n - 1) >> g.shift) + 1);
    }
    en_arena_free(&scratch);
    return made ? EN_OK : EN_ERR_MEMORY;
}

/* wish_begin by counting; where rows are out of order, they are sorted. */
static en_status group_by_applicant(en_round *round, const choice_rows *rows, const en_context *context)
{
    uint32_t n = round->applicants.count,
             *begin = en_arena_array(&round->arena, (size_t)n + 2, sizeof *begin);
    if (!begin) return EN_ERR_MEMORY;
    for (size_t k = 0; k < rows->count; k++) begin[rows->applicant[k] + 1]++;
    for (uint32_t i = 0; i < n; i++) begin[i + 1] += begin[i];
    round->wish_begin = begin;
    round->wishes = (uint32_t)rows->count;
    round->wish_place = rows->place;
    round->wish_rank = rows->rank;
    round->wish_score = rows->score;
    round->wish_term = rows->term;
    return is_in_order(rows) ? EN_OK : sort_rows(round, rows, context);
}

/* Whether an applicant names a place twice, on one term. Lists are short: each pair is compared, or sorted
 * where a list is long. */
static bool has_duplicate(const uint32_t *place, const uint32_t *term, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        for (uint32_t j = 0; j < i; j++)
            if (place[i] == place[j] && (!term || term[i] == term[j])) return true;
    return false;
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* The same for a long list; false also where memory is out, which *made says. */
static bool long_list_has_duplicate(const en_round *round, uint32_t begin, uint32_t n, bool *made)
{
    en_arena scratch = en_arena_make(round->arena.allocator);
    uint64_t *pairs = en_arena_raw(&scratch, n, sizeof *pairs);
    bool found = false;
    *made = pairs != NULL;
    for (uint32_t k = 0; k < n && pairs; k++)
        pairs[k] = (uint64_t)round->wish_place[begin + k] << 32 |
                   (round->wish_term ? round->wish_term[begin + k] : 0);
    if (pairs) qsort(pairs, n, sizeof *pairs, ascending);
    for (uint32_t k = 1; k < n && pairs && !found; k++) found = pairs[k] == pairs[k - 1];
    en_arena_free(&scratch);
    return found;
}

static en_status check_duplicates(en_round *round, en_report *report)
{
    enum { SHORT = 24 };
    bool found = false, made = true;
    for (uint32_t i = 0; i < round->applicants.count && !found && made; i++) {
        uint32_t begin = round->wish_begin[i], n = round->wish_begin[i + 1] - begin;
        found = n <= SHORT ? has_duplicate(round->wish_place + begin,
                                           round->wish_term ? round->wish_term + begin : NULL, n)
                           : long_list_has_duplicate(round, begin, n, &made);
    }
    if (!made) return EN_ERR_MEMORY;
    return found ? round_report_duplicate_choices(round, report) : EN_OK;
}

/* Wishes under a common order are scored by the group, those of a call by its agencies. */
static en_status check_scores(en_round *round, en_report *report)
{
    bool call = round->rules.mechanism == EN_TWO_AGENCY;
    for (uint32_t w = 0; w < round->wishes && (call || round->order_group); w++)
        if ((call || round->order_group[round->wish_place[w]] != EN_MATCH_NONE) &&
            round->wish_score[w] != EN_MATCH_UNACCEPTABLE)
            return round_report_scored_choices(round, report);
    return EN_OK;
}

/* Without a filled cell, a column of terms counts as absent. */
static void settle_terms(en_round *round)
{
    uint32_t w = 0;
    while (round->wish_term && w < round->wishes && round->wish_term[w] == 0) w++;
    if (w < round->wishes && round->wish_term) round->features |= en_feature_bit(EN_FEATURE_TERMS);
    else round->wish_term = NULL;
}

en_status round_read_choices(en_round *round, const en_context *context, en_report *report)
{
    reading r = {.round = round};
    choice_columns *c = &r.columns;
    en_column known[] = {{"applicant", true, &c->applicant},
                         {"rank", true, &c->rank},
                         {"place", true, &c->place},
                         {"term", false, &c->term},
                         {"score", false, &c->score}};
    en_status status =
        en_table_columns(&round->choices_table, sizeof known / sizeof *known, known, false, report);
    if (status != EN_OK) return status;
    en_arena rows = en_arena_make(round->arena.allocator);
    status = read_rows(&r, &rows, context, report);
    if (status == EN_OK) status = group_by_applicant(round, &r.rows, context);
    if (status == EN_OK) settle_terms(round);
    if (status == EN_OK) status = check_duplicates(round, report);
    if (status == EN_OK) status = check_scores(round, report);
    if (status == EN_OK) {
        round->rows = rows;
        return EN_OK;
    }
    en_arena_free(&rows); /* scores.csv is still checked, without wishes to give its scores to */
    round->wishes = 0;
    round->wish_begin = NULL;
    round->wish_term = NULL;
    return status;
}
