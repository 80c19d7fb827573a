/* matches.csv, places.csv and waiting.csv: written again as docs/certificate.md has them, and compared byte
 * by byte.
 *
 * Several tasks write parts of the expected text, while one more hashes the file. Bound: linear.
 */
#include "verify.h"

enum { A_PART = 1 << 12 };

/* A table, and what writes its rows: those of an applicant or of a place. */
typedef struct result_table {
    const char *file, *header;
    void (*row)(const en_verify *v, uint32_t index, en_text *text);
} result_table;

typedef struct writing {
    en_verify *v;
    const result_table *table;
    uint32_t count; /* of applicants or places */
    en_file *file;  /* as it was found, to be hashed; or NULL */
    size_t part_count;
    en_text *parts;
} writing;

static void write_part(void *shared, size_t index)
{
    const writing *w = shared;
    if (index == w->part_count) {
        en_file_hash(w->file);
        return;
    }
    uint32_t first = (uint32_t)index * A_PART, end = w->count - first > A_PART ? first + A_PART : w->count;
    en_text *text = &w->parts[index];
    *text = en_text_make(NULL);
    if (index == 0) en_text_add_z(text, w->table->header);
    for (uint32_t i = first; i < end; i++) w->table->row(w->v, i, text);
}

static void add_id(en_text *text, const en_ids *ids, uint32_t index)
{
    en_csv_add(text, ids->ids[index]);
    en_text_add_char(text, ',');
}

static void add_count(en_text *text, uint64_t count, char end)
{
    en_text_add_int(text, (int64_t)count);
    en_text_add_char(text, end);
}

static void write_match(const en_verify *v, uint32_t applicant, en_text *text)
{
    const en_verify_round *round = &v->round;
    uint32_t wish = v->result[applicant];
    add_id(text, &round->applicants, applicant);
    if (wish == EN_VERIFY_NONE) en_text_add_z(text, ",,,");
    else {
        add_id(text, &round->places, round->wishes.at[wish].place);
        en_text_add_char(text, ',');
        add_count(text, round->wishes.at[wish].rank, ',');
    }
    en_text_add_z(text, en_verify_reason(v, applicant));
    en_text_add_char(text, '\n');
}

static void write_place(const en_verify *v, uint32_t place, en_text *text)
{
    const en_verify_round *round = &v->round;
    bool full = v->filled[place] > 0 && v->filled[place] == round->seats[place];
    add_id(text, &round->places, place);
    en_text_add_z(text, "1,,,");
    add_count(text, round->seats[place], ',');
    add_count(text, v->filled[place], ',');
    if (full && round->scored[place]) en_text_add_real(text, round->wishes.at[v->last[place]].score);
    en_text_add_char(text, ',');
    add_count(text, round->applied[place], ',');
    add_count(text, v->refused[place], '\n');
}

static void write_waiting(const en_verify *v, uint32_t place, en_text *text)
{
    const en_ids *applicants = &v->round.applicants;
    const en_verify_waiter *waiters = en_verify_waiting(v, place);
    en_text start = en_text_make(NULL); /* of every row */
    add_id(&start, &v->round.places, place);
    for (uint32_t i = 0; i < v->refused[place]; i++) {
        if (i + 16 < v->refused[place]) { /* ids lie anywhere in memory */
            __builtin_prefetch(&applicants->ids[waiters[i + 16].applicant]);
            __builtin_prefetch(applicants->ids[waiters[i + 8].applicant].at);
        }
        en_text_add(text, en_text_str(&start));
        add_count(text, i + 1, ',');
        add_id(text, applicants, waiters[i].applicant);
        if (v->round.scored[place]) en_text_add_real(text, waiters[i].score);
        en_text_add_char(text, '\n');
    }
    text->failed = text->failed || start.failed;
    en_text_free(&start);
}

static const result_table tables[] = {
    {"matches.csv", "applicant,place,term,rank,reason\n", write_match},
    {"places.csv", "place,order,category,term,seats,filled,cutoff,applied,refused\n", write_place},
    {"waiting.csv", "place,position,applicant,score\n", write_waiting},
};

static en_status compare(writing *w, en_str found, en_report *report)
{
    en_arena arena = en_arena_make(NULL);
    w->part_count = w->count / A_PART + 1;
    w->parts = en_arena_array(&arena, w->part_count, sizeof *w->parts);
    if (!w->parts) return EN_ERR_MEMORY;
    en_run(w->v->context, write_part, w, w->part_count + (w->file != NULL));
    en_status status = en_differs_csv(report, en_str_of(w->table->file), w->part_count, w->parts, found);
    for (size_t i = 0; i < w->part_count; i++) en_text_free(&w->parts[i]);
    en_arena_free(&arena);
    return status;
}

/* matches.csv was read before, and is compared as it was then. */
static en_status check_table(en_verify *v, int i)
{
    en_verify_finding *finding = &v->findings[EN_VERIFY_MATCHES + i];
    writing w = {v, &tables[i], i == 0 ? v->round.applicants.count : v->round.places.count, NULL, 0, NULL};
    en_file file = {0};
    char *path = en_path_join(&v->arena, v->out, w.table->file);
    en_status status = !path    ? EN_ERR_MEMORY
                       : i == 0 ? EN_OK
                                : en_file_read(path, v->context, &v->input, &file);
    if (status != EN_OK) return status;
    if (i > 0) w.file = &file;
    const en_file *found = i == 0 ? &v->matches.file : &file;
    status = compare(&w, (en_str){found->at, found->size}, &finding->report);
    if (i > 0) en_verify_note(v, true, &file);
    en_file_free(&file);
    finding->checked = w.count;
    finding->state = EN_VERIFY_HOLDS;
    return status;
}

en_status en_verify_check_tables(en_verify *v)
{
    en_status status = EN_OK;
    for (int i = 0; i < 3 && status == EN_OK; i++) status = check_table(v, i);
    v->findings[EN_VERIFY_WAITING].checked = v->findings[EN_VERIFY_STABLE].checked;
    return status;
}
