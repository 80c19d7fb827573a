/* matches.csv, places.csv and waiting.csv: made in pieces by several tasks, each piece a text of its own. */
#include "result_parts.h"

enum { APPLICANTS_A_PART = 1 << 15, PLACES_A_PART = 1 << 11, WAITING_A_PART = 1 << 16, ROW_BYTES = 40 };

static void add_cell(en_text *text, en_str cell)
{
    en_csv_add(text, cell);
    en_text_add_char(text, ',');
}

static void add_count(en_text *text, uint64_t value, char end)
{
    en_text_add_int(text, (int64_t)value);
    en_text_add_char(text, end);
}

static void write_matches(const result_writer *w, size_t part, en_text *text)
{
    const en_round *round = w->round;
    uint32_t first = (uint32_t)(part * APPLICANTS_A_PART), end = first + APPLICANTS_A_PART;
    if (end > round->applicants.count) end = round->applicants.count;
    (void)en_text_reserve(text, (size_t)(end - first) * ROW_BYTES);
    if (part == 0) en_text_add_z(text, "applicant,place,term,rank,reason\n");
    for (uint32_t i = first; i < end; i++) {
        uint32_t wish = w->result->match.wish[i];
        add_cell(text, en_round_applicant(round, i));
        if (wish != EN_MATCH_NONE) en_csv_add(text, en_round_place(round, round->wish_place[wish]));
        en_text_add_z(text, ",,");
        if (wish != EN_MATCH_NONE) en_text_add_int(text, round->wish_rank[wish]);
        en_text_add_char(text, ',');
        en_text_add_z(text, en_reason_code(en_result_reason(round, w->result, i)));
        en_text_add_char(text, '\n');
    }
}

/* The applicants of a waiting list stand all over memory: asks for those that come next. Always inline,
 * because gcc takes a function that only prefetches for one without effect and drops the call. */
__attribute__((always_inline)) static inline void prefetch_applicants(const result_writer *w, uint32_t k,
                                                                      uint32_t end)
{
    enum { NEAR = 12, FAR = 32 };
    const uint32_t *applicant = w->result->standings.applicant;
    if (k + FAR < end) __builtin_prefetch(&w->round->applicants.ids[applicant[k + FAR]]);
    if (k + NEAR < end) __builtin_prefetch(w->round->applicants.ids[applicant[k + NEAR]].at);
}

/* The score of the last one admitted, where the place is full and scores. */
static void add_cutoff(en_text *text, const result_writer *w, uint32_t place)
{
    uint32_t last = en_result_place(w->result, place)->lowest;
    bool full = w->result->match.filled[place] == w->round->seats[place];
    if (full && last != EN_MATCH_NONE && w->round->scored[place])
        en_text_add_real(text, w->round->wish_score[last]);
}

static void write_places(const result_writer *w, size_t part, en_text *text)
{
    const en_round *round = w->round;
    const en_match_standings *s = &w->result->standings;
    uint32_t first = (uint32_t)(part * PLACES_A_PART), end = first + PLACES_A_PART;
    if (end > round->places.count) end = round->places.count;
    if (part == 0) en_text_add_z(text, "place,order,category,term,seats,filled,cutoff,applied,refused\n");
    for (uint32_t p = first; p < end; p++) {
        en_csv_add(text, en_round_place(round, p));
        en_text_add_z(text, ",1,,,");
        add_count(text, round->seats[p], ',');
        add_count(text, w->result->match.filled[p], ',');
        add_cutoff(text, w, p);
        en_text_add_char(text, ',');
        add_count(text, en_result_place(w->result, p)->applied, ',');
        add_count(text, s->waiting_begin[p + 1] - s->waiting_begin[p], '\n');
    }
}

/* The place whose waiting list has entry k. */
static uint32_t place_of_entry(const en_match_standings *s, uint32_t places, uint32_t k)
{
    uint32_t low = 0, high = places;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (s->waiting_begin[middle] <= k) low = middle;
        else high = middle;
    }
    return low;
}

/* Parts are cut by entries, not by places: the few popular places have most of them. */
static void write_waiting(const result_writer *w, size_t part, en_text *text)
{
    const en_round *round = w->round;
    const en_match_standings *s = &w->result->standings;
    uint32_t all = s->waiting_begin[round->places.count], first = (uint32_t)(part * WAITING_A_PART);
    uint32_t end = all - first > WAITING_A_PART ? first + WAITING_A_PART : all;
    if (part == 0) en_text_add_z(text, "place,position,applicant,score\n");
    if (first == end) return;
    (void)en_text_reserve(text, (size_t)(end - first) * ROW_BYTES);
    en_text place = en_text_make(text->allocator);
    uint32_t p = place_of_entry(s, round->places.count, first);
    add_cell(&place, en_round_place(round, p));
    for (uint32_t k = first; k < end; k++) {
        if (k == s->waiting_begin[p + 1]) {
            while (k == s->waiting_begin[p + 1]) p++;
            place.size = 0;
            add_cell(&place, en_round_place(round, p));
        }
        prefetch_applicants(w, k, end);
        en_text_add(text, en_text_str(&place));
        add_count(text, (uint64_t)k - s->waiting_begin[p] + 1, ',');
        add_cell(text, en_round_applicant(round, s->applicant[k]));
        if (round->scored[p]) en_text_add_real(text, s->score[k]);
        en_text_add_char(text, '\n');
    }
    text->failed = text->failed || place.failed;
    en_text_free(&place);
}

/* One part of one table. */
static void write_part(void *shared, size_t index)
{
    const result_writer *w = shared;
    static void (*const writers[])(const result_writer *, size_t, en_text *) = {write_matches, write_places,
                                                                                write_waiting};
    for (int file = EN_RESULT_MATCHES; file <= EN_RESULT_WAITING; file++) {
        en_result_file *f = &w->files->files[file];
        if (index < f->part_count) {
            writers[file](w, index, &f->parts[index]);
            return;
        }
        index -= f->part_count;
    }
}

static size_t parts_of(size_t rows, size_t rows_a_part)
{
    return rows == 0 ? 1 : (rows + rows_a_part - 1) / rows_a_part;
}

bool result_make_parts(en_result_files *files, int file, size_t count)
{
    en_result_file *f = &files->files[file];
    f->parts = en_arena_array(&files->arena, count, sizeof *f->parts);
    if (!f->parts) return false;
    f->part_count = count;
    for (size_t i = 0; i < count; i++) f->parts[i] = en_text_make(files->arena.allocator);
    return true;
}

en_status result_write_tables(const result_writer *w, const en_context *context)
{
    size_t people = parts_of(w->round->applicants.count, APPLICANTS_A_PART);
    size_t places = parts_of(w->round->places.count, PLACES_A_PART);
    size_t waiting = parts_of(w->result->standings.waiting_begin[w->round->places.count], WAITING_A_PART);
    if (!result_make_parts(w->files, EN_RESULT_MATCHES, people) ||
        !result_make_parts(w->files, EN_RESULT_PLACES, places) ||
        !result_make_parts(w->files, EN_RESULT_WAITING, waiting))
        return EN_ERR_MEMORY;
    en_run(context, write_part, (void *)(uintptr_t)w, people + places + waiting);
    return EN_OK;
}
