/* matches.csv, places.csv and waiting.csv: made in pieces by several tasks, each piece a text of its own. */
#include "bucket.h"
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

/* The name behind a number that counts from 1; nothing for 0. */
static void add_name(en_text *text, const en_ids *names, uint32_t number)
{
    if (number) en_csv_add(text, names->ids[number - 1]);
}

static void add_reason(en_text *text, en_result_why why)
{
    if (why.reason != EN_REASON_INELIGIBLE) {
        en_text_add_z(text, en_reason_code(why.reason));
        return;
    }
    en_text code = en_text_make(text->allocator);
    en_text_add_z(&code, en_reason_code(why.reason));
    en_text_add(&code, why.column);
    en_csv_add(text, en_text_str(&code));
    text->failed = text->failed || code.failed;
    en_text_free(&code);
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
        en_text_add_char(text, ',');
        if (wish != EN_MATCH_NONE && round->wish_term) add_name(text, &round->terms, round->wish_term[wish]);
        en_text_add_char(text, ',');
        if (wish != EN_MATCH_NONE) en_text_add_int(text, en_result_rank(round, w->result, i));
        en_text_add_char(text, ',');
        add_reason(text, en_result_reason(round, w->result, i));
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

/* The lowest score admitted to a line, where it is full and the place scores. */
static void add_cutoff(en_text *text, const result_writer *w, uint32_t place, uint32_t line)
{
    const en_match_line_standing *s = &w->result->standings.lines[line];
    double cutoff;
    if (s->filled == s->seats && s->filled > 0 && w->round->scored[place] &&
        en_result_cutoff(w->round, w->result, line, &cutoff))
        en_text_add_real(text, cutoff);
}

/* The columns that say which line it is: order, category, term. */
static void add_line_of(en_text *text, const en_round *round, uint32_t place, uint32_t index)
{
    const en_match_line *lines = round->line_begin ? round->lines + round->line_begin[place] : NULL;
    if (!lines || round->line_begin[place] == round->line_begin[place + 1]) {
        en_text_add_z(text, ",1,,,");
        return;
    }
    const en_match_line *line = &lines[index];
    en_text_add_char(text, ',');
    add_count(text, round->line_order[round->line_begin[place] + index], ',');
    if (line->category) en_csv_add(text, round->categories.ids[__builtin_ctzll(line->category)]);
    en_text_add_char(text, ',');
    add_name(text, &round->terms, line->term);
    en_text_add_char(text, ',');
}

static void write_places(const result_writer *w, size_t part, en_text *text)
{
    const en_round *round = w->round;
    const en_match_standings *s = &w->result->standings;
    uint32_t first = (uint32_t)(part * PLACES_A_PART), end = first + PLACES_A_PART;
    if (end > round->places.count) end = round->places.count;
    if (part == 0) en_text_add_z(text, "place,order,category,term,seats,filled,cutoff,applied,refused\n");
    for (uint32_t p = first; p < end; p++)
        for (uint32_t line = s->line_begin[p]; line < s->line_begin[p + 1]; line++) {
            en_csv_add(text, en_round_place(round, p));
            add_line_of(text, round, p, line - s->line_begin[p]);
            add_count(text, s->lines[line].seats, ',');
            add_count(text, s->lines[line].filled, ',');
            add_cutoff(text, w, p, line);
            en_text_add_char(text, ',');
            add_count(text, s->lines[line].applied, ',');
            add_count(text, s->lines[line].refused, '\n');
        }
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
    uint32_t p = en_bucket_of(s->waiting_begin, round->places.count, first);
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
