/* matches.csv, places.csv and waiting.csv: written again as docs/certificate.md has them, and compared byte
 * by byte. Several tasks write parts of the expected text. Bound: linear, for each line of a place.
 */
#include "verify.h"

static void add_id(en_text *text, const en_ids *ids, uint32_t index)
{
    if (index != EN_VERIFY_NONE) en_csv_add(text, ids->ids[index]);
    en_text_add_char(text, ',');
}

static void add_count(en_text *text, uint64_t count, char end)
{
    en_text_add_int(text, (int64_t)count);
    en_text_add_char(text, end);
}

/* Where nobody is scored, and of holders without a score, there is none. */
static void add_score(const en_verify *v, uint32_t place, double score, en_text *text)
{
    if (isfinite(score) && v->round.scored[v->round.nodes[place].scorer]) en_text_add_real(text, score);
}

static void write_match(const void *user, uint32_t applicant, en_text *text)
{
    const en_verify *v = user;
    const en_intake *round = &v->round;
    uint32_t wish = v->result[applicant];
    add_id(text, &round->applicants, applicant);
    if (wish == EN_VERIFY_NONE) en_text_add_z(text, ",,,");
    else {
        add_id(text, &round->places, round->wishes.at[wish].place);
        add_id(text, &round->terms, round->wishes.at[wish].term - 1);
        add_count(text, en_verify_rank(v, applicant), ',');
    }
    en_verify_add_reason(v, applicant, text);
    en_text_add_char(text, '\n');
}

/* Of those who wish for the line's place, whom the line may take. */
static void count_wishes(const en_verify *v, const en_intake_line *line, uint32_t *applied, uint32_t *refused)
{
    const en_verify_waiter *waiters = en_verify_waiting(v, line->place);
    *applied = v->applied[line->place];
    *refused = v->refused[line->place];
    if (line->term == 0 && !line->never) return; /* anybody */
    uint32_t n = *applied, preferred = *refused;
    *applied = *refused = 0;
    for (uint32_t i = 0; i < n; i++) {
        bool may = en_verify_may_take(v, line, waiters[i].wish, false);
        *applied += may;
        *refused += may && i < preferred;
    }
}

static void write_place(const void *user, uint32_t place, en_text *text)
{
    const en_verify *v = user;
    const en_intake *round = &v->round;
    uint32_t applied, refused;
    for (uint32_t i = round->line_begin[place]; i < round->line_begin[place + 1]; i++) {
        const en_intake_line *line = &round->lines[i];
        const en_verify_line *now = &v->lines[i];
        count_wishes(v, line, &applied, &refused);
        add_id(text, &round->places, place);
        add_count(text, line->order, ',');
        add_id(text, &round->categories, line->category - 1);
        add_id(text, &round->terms, line->term - 1);
        add_count(text, now->now, ',');
        add_count(text, now->filled, ',');
        if (now->filled > 0 && now->filled == now->now) add_score(v, place, now->cutoff, text);
        en_text_add_char(text, ',');
        add_count(text, applied, ',');
        add_count(text, refused, '\n');
    }
}

static void write_waiting(const void *user, uint32_t place, en_text *text)
{
    const en_verify *v = user;
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
        add_score(v, place, waiters[i].score, text);
        en_text_add_char(text, '\n');
    }
    text->failed = text->failed || start.failed;
    en_text_free(&start);
}

/* matches.csv was read before, and is compared as it was then. */
static en_status check_table(en_verify *v, int at, const char *name, const char *header,
                             void (*rows)(const void *, uint32_t, en_text *))
{
    en_check *check = &v->checks[at];
    bool matches = at == EN_VERIFY_MATCHES;
    en_differs_table table = {name, header, matches ? v->round.applicants.count : v->round.places.count, rows,
                              v};
    en_file file = {0}, *found = matches ? &v->matches.file : &file;
    char *path = en_path_join(&v->arena, v->out, name);
    en_status status = path ? EN_OK : EN_ERR_MEMORY;
    if (path && !matches) status = en_file_read(path, v->context, &v->input, &file);
    if (status == EN_OK) status = en_differs_rows(&check->report, v->context, &table, found, !matches);
    if (!matches) en_manifest_note(&v->outputs, &file);
    en_file_free(&file);
    check->checked = table.count;
    check->state = status == EN_OK ? EN_CHECK_HOLDS : EN_CHECK_NOT_DONE;
    return status;
}

en_status en_verify_check_tables(en_verify *v)
{
    en_status status =
        check_table(v, EN_VERIFY_MATCHES, "matches.csv", "applicant,place,term,rank,reason\n", write_match);
    if (status == EN_OK)
        status = check_table(v, EN_VERIFY_PLACES, "places.csv",
                             "place,order,category,term,seats,filled,cutoff,applied,refused\n", write_place);
    if (status == EN_OK)
        status = check_table(v, EN_VERIFY_WAITING, "waiting.csv", "place,position,applicant,score\n",
                             write_waiting);
    uint64_t *waiting = &v->checks[EN_VERIFY_WAITING].checked;
    *waiting = 0;
    for (size_t p = 0; p < v->round.places.count; p++) *waiting += v->refused[p];
    return status;
}
