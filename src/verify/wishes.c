/* Wishes with their scores, in each applicant's own order: with held seats and what couples wish for; and
 * matches.csv, read back against them. Bound: linear, but for sorting.
 */
#define _GNU_SOURCE /* qsort_r */
#include "verify.h"

#include <stdlib.h>

enum { SHORT = 32, A_TASK = 1 << 12 };

static void report_pair(verify *v, en_word rule, const char *file, const wish *row, uint32_t n)
{
    en_arg args[] = {en_arg_str("applicant", v->applicants.ids[row->applicant]),
                     en_arg_str("place", id_of(v, n))};
    (void)en_report_add(&v->input, EN_ERROR, rule, (en_where){.file = en_str_of(file)}, 2, args);
}

/* A held seat that its holder does not wish for is their last wish, behind the last rank. A member of a
 * couple wishes for each place that the couple names for them, at the best rank. */
static void extend_wishes(verify *v)
{
    wishes all = {make(v, v->wishes.count + v->applicants.count + 2 * v->joint_count, sizeof(wish)), 0,
                  make(v, v->applicants.count + (size_t)1, sizeof(uint32_t))};
    const joint **first = make(v, v->applicants.count, sizeof *first);
    for (size_t j = v->joint_count; j-- > 0;)
        first[v->joints[j].applicant[0]] = first[v->joints[j].applicant[1]] = &v->joints[j];
    for (uint32_t a = 0; a < v->applicants.count; a++) {
        wish seat = v->seats ? v->seats[a] : (wish){.place = NONE};
        size_t own = all.count;
        for (uint32_t w = v->wishes.first[a]; w < v->wishes.first[a + 1]; w++) {
            const wish *is = &v->wishes.at[w];
            all.at[all.count++] = *is;
            if (is->rank > seat.rank) seat.rank = is->rank;
            if (is->place == seat.place && is->term == seat.term) seat.place = NONE;
        }
        seat.rank++;
        if (seat.place != NONE) all.at[all.count++] = seat;
        for (const joint *j = first[a]; j && j < v->joints + v->joint_count && j->couple == first[a]->couple;
             j++) {
            uint32_t place = j->place[j->applicant[1] == a];
            size_t w = own;
            while (w < all.count && all.at[w].place != place) w++;
            if (place != NONE && w == all.count) all.at[all.count++] = (wish){a, place, j->rank, 0, NAN};
        }
        all.first[a + 1] = (uint32_t)all.count;
    }
    v->wishes = all;
}

/* By node: the first wish for a place, and the last score, of the applicant who was looked at last there. */
typedef struct mark {
    uint32_t wish, score;
} mark;

/* Two wishes for one place differ in their terms. Scores stand with the place, or the group whose order
 * counts. */
static void mark_wishes(verify *v, mark *marks, uint32_t first, uint32_t end)
{
    const wish *at = v->wishes.at;
    for (uint32_t w = first; w < end; w++) {
        uint32_t place = at[w].place;
        for (uint32_t u = marks[place].wish; u >= first && u < w; u++)
            if (at[u].place == place && at[u].term == at[w].term)
                report_pair(v, EN_W_VERIFY_WISH_TWICE, "choices.csv", &at[w], place);
        if (marks[place].wish < first || marks[place].wish > w) marks[place].wish = w;
        if (isnan(at[w].score)) continue;
        if (v->nodes[place].scorer != place || v->mechanism == CALL)
            report_pair(v, EN_W_VERIFY_SCORED_BELOW, "choices.csv", &at[w], place);
        v->nodes[place].scored = true;
    }
}

/* Whether it is the place itself that scores, or a group over it. */
static bool is_within(const verify *v, uint32_t place, uint32_t by)
{
    while (place != NONE && place != by) place = v->nodes[place].above;
    return place == by;
}

/* A score counts for all wishes there, whatever their terms; a group's for all of its places. */
static void join_score(verify *v, mark *marks, uint32_t row, uint32_t first, uint32_t end)
{
    wish *is = &v->scores.at[row];
    bool of_group = is->place == NONE, call = v->mechanism == CALL;
    if (of_group == (is->rank == NONE))
        refuse(v, EN_W_VERIFY_GROUP_AND_PLACE, "scores.csv", "applicant", v->applicants.ids[is->applicant]);
    if (of_group) is->place = is->rank + v->places.count;
    uint32_t by = is->place;
    mark *m = &marks[by];
    v->nodes[by].scored = true;
    bool wrong = call ? !of_group : v->nodes[by].scorer != by;
    bool twice =
        m->score >= v->scores.first[is->applicant] && m->score < row && v->scores.at[m->score].place == by;
    for (uint32_t w = of_group ? first : m->wish < first ? end : m->wish; w < end && !call; w++) {
        uint32_t place = v->wishes.at[w].place;
        if (!is_within(v, place, by)) continue;
        wrong = wrong || (v->nodes[place].scorer != place && v->nodes[place].scorer != by);
        twice = twice || !isnan(v->wishes.at[w].score);
        v->wishes.at[w].score = is->score;
        if (v->terms.count == 0 && !of_group) break; /* no other wish is there */
    }
    m->score = row;
    if (wrong) report_pair(v, EN_W_VERIFY_SCORED_BELOW, "scores.csv", is, by);
    if (twice) report_pair(v, EN_W_VERIFY_SCORE_TWICE, "scores.csv", is, by);
}

void join_wishes(verify *v)
{
    mark *marks = fill_with(make(v, v->node_count, sizeof *marks), 0xFF, v->node_count * sizeof *marks);
    if (v->seats || v->couple_of) extend_wishes(v);
    for (uint32_t a = 0; a < v->applicants.count; a++) {
        uint32_t first = v->wishes.first[a], end = v->wishes.first[a + 1];
        mark_wishes(v, marks, first, end);
        for (uint32_t i = v->scores.first ? v->scores.first[a] : 0;
             v->scores.first && i < v->scores.first[a + 1]; i++)
            join_score(v, marks, i, first, end);
    }
    for (uint32_t p = 0; p < v->places.count && v->mechanism != CALL; p++)
        for (uint32_t n = v->nodes[p].above; n != NONE; n = v->nodes[n].above)
            v->nodes[p].scored = v->nodes[p].scored || v->nodes[n].scored;
    if (v->input.errors > 0) finish(v, EN_ERR_INPUT);
}

/* By rank; at the same rank by the applicant's own lottery, or by id; for one place by term. */
static int in_order(const void *first, const void *second, void *verify_)
{
    const wish *a = first, *b = second;
    const verify *v = verify_;
    unsigned char x[EN_SHA256_BYTES], y[EN_SHA256_BYTES];
    const en_str *terms = v->terms.ids, none = {0};
    if (a->rank != b->rank) return a->rank < b->rank ? -1 : 1;
    if (a->place == b->place)
        return en_str_compare(a->term ? terms[a->term - 1] : none, b->term ? terms[b->term - 1] : none);
    if (!v->numbers) return en_str_compare(v->places.ids[a->place], v->places.ids[b->place]);
    draw(v, a->applicant, a->place, x);
    draw(v, b->applicant, b->place, y);
    return memcmp(x, y, sizeof x);
}

/* Most lists are short. */
static void sort_wishes(const verify *v, wish *at, uint32_t n)
{
    if (n > SHORT) qsort_r(at, n, sizeof *at, in_order, (void *)(uintptr_t)v);
    for (uint32_t w = 1; w < n && n <= SHORT; w++) {
        wish one = at[w];
        uint32_t to = w;
        for (; to > 0 && in_order(&one, &at[to - 1], (void *)(uintptr_t)v) < 0; to--) at[to] = at[to - 1];
        at[to] = one;
    }
}

/* Where nobody is scored, everyone is acceptable with the same score; a held seat is, whatever the rules say.
 */
static void judge(verify *v, uint32_t w)
{
    wish *is = &v->wishes.at[w];
    uint32_t a = is->applicant;
    const wish *seat = v->seats ? &v->seats[a] : NULL;
    if (!v->nodes[v->nodes[is->place].scorer].scored) is->score = 0;
    if (v->agency[0] && isnan(v->agency[0][a] + v->agency[1][a])) is->score = NAN;
    is->score += 0.0; /* −0 is 0 */
    if (seat && v->held && seat->place == is->place && seat->term == is->term) {
        v->held[a] = w;
        if (isnan(is->score)) is->score = -(double)INFINITY;
    } else if (v->rule && acceptable(v, w) && !is_eligible(v, a, is->place, NULL)) is->score = NAN;
}

/* Then ties of an applicant's acceptable wishes show. */
static void settle_some(void *shared, size_t index)
{
    verify *v = shared;
    for (size_t a = index * A_TASK; a < v->applicants.count && a < (index + 1) * A_TASK; a++) {
        uint32_t first = v->wishes.first[a], end = v->wishes.first[a + 1], before = NONE;
        const wish *at = v->wishes.at;
        if (v->held) v->held[a] = NONE;
        sort_wishes(v, v->wishes.at + first, end - first);
        for (uint32_t w = first; w < end; w++) {
            judge(v, w);
            if (!acceptable(v, w)) continue;
            if (before != NONE && at[before].rank == at[w].rank && at[before].place != at[w].place)
                atomic_store_explicit(v->tied, true, memory_order_relaxed);
            before = w;
        }
    }
}

void settle_wishes(verify *v)
{
    if (v->seats) v->held = make(v, v->applicants.count, sizeof *v->held);
    start_lottery(v);
    en_run(&v->context, settle_some, v, v->applicants.count / A_TASK + 1);
}

/* Whether the cell shows the id, which has an apostrophe in front if a spreadsheet would run it. */
static bool shows(en_str cell, en_str id)
{
    if (cell.size == 0 || cell.size != id.size + 1 || *cell.at != '\'') return en_str_equal(cell, id);
    return en_str_equal((en_str){cell.at + 1, id.size}, id) && en_csv_is_formula(id);
}

typedef struct reading {
    verify *v;
    int applicant, place, term;
} reading;

/* The first pass of a scan has no report, and tells nobody; the exact one goes on. */
static bool fault(const reading *r, const en_csv *csv, int column, en_word rule, en_arg arg)
{
    if (csv->report)
        (void)en_report_add(&r->v->checks[FEASIBLE].report, EN_ERROR, rule, en_cell_where(csv, column), 1,
                            &arg);
    return csv->report != NULL;
}

/* A row of matches.csv: rows are in the order of applicants; the term tells wishes for one place apart. */
static bool take_match(void *user, en_csv *csv, size_t a, en_finder *finder)
{
    const reading *r = user;
    verify *v = r->v;
    const en_ids *applicants = &v->applicants;
    en_str none = {0}, place = csv->fields[r->place],
           term = r->term == EN_NO_COLUMN ? none : csv->fields[r->term];
    (void)finder;
    if (a >= applicants->count) return fault(r, csv, r->applicant, EN_W_DIFFERS_ROW_EXTRA, (en_arg){0});
    en_arg who = en_arg_str("applicant", applicants->ids[a]),
           must = en_arg_str("expected", applicants->ids[a]);
    if (!shows(csv->fields[r->applicant], who.as.text))
        return fault(r, csv, r->applicant, EN_W_DIFFERS_VALUE, must);
    v->result[a] = NONE;
    if (place.size == 0) return true;
    for (uint32_t w = v->wishes.first[a]; w < v->wishes.first[a + 1]; w++) {
        const wish *is = &v->wishes.at[w];
        if (shows(place, v->places.ids[is->place]) &&
            (v->terms.count == 0 || shows(term, is->term ? v->terms.ids[is->term - 1] : none))) {
            v->result[a] = w;
            return true;
        }
    }
    return fault(r, csv, r->place, EN_W_VERIFY_NOT_WISHED, who);
}

static void forget(void *user)
{
    const verify *v = ((const reading *)user)->v;
    for (size_t a = 0; a < v->applicants.count; a++) v->result[a] = NOT_READ;
}

void read_matches(verify *v)
{
    reading r = {.v = v};
    en_folder folder;
    en_scan scan = {.table = &v->matches, .row = take_match, .user = &r, .again = forget};
    const en_column columns[] = {
        {"applicant", true, &r.applicant}, {"place", true, &r.place}, {"term", false, &r.term}};
    v->result = make(v, v->applicants.count, sizeof *v->result);
    forget(&r);
    need(v, en_folder_open(v->out, (en_table_options){0}, &v->context, &v->input, &folder));
    need(v, en_table_open(&folder, "matches", &v->context, &v->input, &v->matches));
    en_folder_free(&folder);
    need(v, en_table_columns(&v->matches, 3, columns, true, &v->input));
    en_scan_start(&scan, &v->context);
    need(v, en_scan_run(&scan, &v->context, &v->input));
    note_file(v, &v->matches.file, true);
}
