/* The result files, computed again as docs/certificate.md has them: the tables compared byte by byte,
 * summary.json by value. Several tasks write parts of the tables. Bound: linear, for each line of a place.
 */
#include "verify.h"

#include <stdio.h>
#include <stdlib.h>

static const char ineligible[] = "ineligible:"; /* and the column */

/* What the lines say, and the last by priority among those admitted where the wish's term may be, holders
 * aside. */
static const char *reason_at_lines(const verify *v, uint32_t w)
{
    uint32_t p = v->wishes.at[w].place, last = NONE, elsewhere = 0;
    const node *place = &v->nodes[p];
    bool by_term = false, by_category = false, plain = !has_lines(v, p);
    for (uint32_t l = place->line; l < place->line + place->lines; l++) {
        const state *s = &v->states[l];
        bool may = may_take(v, &v->lines[l], w, true);
        by_term = by_term || may;
        by_category = by_category || may_take(v, &v->lines[l], w, false);
        if (!may) elsewhere += s->filled;
        else if (s->last != NONE && (last == NONE || compare(v, last, s->last) < 0)) last = s->last;
    }
    if (!by_category) return by_term ? "seats-category" : "seats-term";
    if (last == NONE)
        return elsewhere > 0 ? "seats-term" : plain && place->filled == 0 ? "score" : "mechanism";
    if (!plain && compare(v, w, last) < 0) return "seats-category";
    return v->wishes.at[last].score == v->wishes.at[w].score ? "lottery" : "score";
}

/* Why the best acceptable wish failed. */
static const char *reason_of_wish(const verify *v, uint32_t w)
{
    const wish *is = &v->wishes.at[w];
    const node *place = &v->nodes[is->place];
    if (v->mechanism == CALL) return was_full(v, w) ? "mechanism" : "budget";
    if (v->mechanism != DEFERRED && v->mechanism != CYCLES) return "mechanism";
    if (in_couple(v, is->applicant) || (v->couple_of && blocks_alone(v, w))) return "joint";
    if (place->least > 0 && place->filled == 0) return "closed";
    if (v->hard && place->filled < place->seats) return "floor";
    return place->parent != NONE && would_take(v, w) ? "group-cap" : reason_at_lines(v, w);
}

static const char *reason_of(const verify *v, uint32_t a)
{
    uint32_t first = v->wishes.first[a], w = first, end = v->wishes.first[a + 1], result = v->result[a];
    if (result != NONE) return holds(v, result) ? "held" : "placed";
    if (w == end) return "no-wishes";
    while (w < end && !acceptable(v, w)) w++;
    if (w < end) return reason_of_wish(v, w);
    return is_eligible(v, a, v->wishes.at[first].place, NULL) ? "no-score" : ineligible;
}

static void add_reason(const verify *v, uint32_t a, en_text *text)
{
    en_text_add_z(text, v->why[a]);
    if (v->why[a] == ineligible) (void)is_eligible(v, a, v->wishes.at[v->wishes.first[a]].place, text);
}

/* The same as a cell: the name of a column may hold a comma. */
static void add_reason_cell(const verify *v, uint32_t a, en_text *text)
{
    en_text reason = en_text_make(v->context.allocator);
    if (v->why[a] != ineligible) en_text_add_z(text, v->why[a]);
    else {
        add_reason(v, a, &reason);
        en_csv_add(text, en_text_str(&reason));
    }
    en_text_free(&reason);
}

static void add_id(en_text *text, const en_ids *ids, uint32_t index)
{
    if (index != NONE) en_csv_add(text, ids->ids[index]);
    en_text_add_char(text, ',');
}

static void add_count(en_text *text, uint64_t count, char end)
{
    en_text_add_int(text, (int64_t)count);
    en_text_add_char(text, end);
}

/* Where nobody is scored, and of holders without a score, there is none. */
static void add_score(const verify *v, const node *place, double score, en_text *text)
{
    if (isfinite(score) && v->nodes[place->scorer].scored) en_text_add_real(text, score);
}

static uint32_t rank_of(const verify *v, uint32_t a)
{
    return v->ranks && v->ranks[a] ? v->ranks[a] : v->wishes.at[v->result[a]].rank;
}

static void write_match(const void *user, uint32_t a, en_text *text)
{
    const verify *v = user;
    uint32_t result = v->result[a];
    add_id(text, &v->applicants, a);
    if (result == NONE) en_text_add_z(text, ",,,");
    else {
        add_id(text, &v->places, v->wishes.at[result].place);
        add_id(text, &v->terms, v->wishes.at[result].term - 1);
        add_count(text, rank_of(v, a), ',');
    }
    v->why[a] = reason_of(v, a);
    add_reason_cell(v, a, text);
    en_text_add_char(text, '\n');
}

/* Of those who wish for the line's place, those whom the line may take. */
static void count_wishes(const verify *v, const line *l, uint32_t *applied, uint32_t *refused)
{
    const node *place = &v->nodes[l->place];
    const entry *at = v->by_place + place->begin;
    bool anybody = l->term == 0 && l->others != 2;
    *applied = anybody ? place->applied : 0;
    *refused = anybody ? place->refused : 0;
    for (const entry *e = at; e < at + place->listed && !anybody; e++) {
        bool may = may_take(v, l, e->wish, false);
        *applied += may;
        *refused += may && wants(v, e->wish, e->applicant);
    }
}

static void write_place(const void *user, uint32_t p, en_text *text)
{
    const verify *v = user;
    const node *place = &v->nodes[p];
    for (uint32_t i = place->line; i < place->line + place->lines; i++) {
        const line *l = &v->lines[i];
        const state *s = &v->states[i];
        uint32_t applied, refused;
        count_wishes(v, l, &applied, &refused);
        add_id(text, &v->places, p);
        add_count(text, l->order, ',');
        add_id(text, &v->categories, l->category - 1);
        add_id(text, &v->terms, l->term - 1);
        add_count(text, s->now, ',');
        add_count(text, s->filled, ',');
        if (s->filled > 0 && s->filled == s->now) add_score(v, place, s->cutoff, text);
        en_text_add_char(text, ',');
        add_count(text, applied, ',');
        add_count(text, refused, '\n');
    }
}

static void write_waiting(const void *user, uint32_t p, en_text *text)
{
    const verify *v = user;
    const node *place = &v->nodes[p];
    en_text start = en_text_make(v->context.allocator); /* of every row */
    uint32_t position = 0;
    add_id(&start, &v->places, p);
    const entry *at = v->by_place + place->begin, *end = at + place->listed;
    for (const entry *e = at; e < end; e++) {
        const entry *soon = e + 16 < end ? e + 16 : e; /* ids lie anywhere in memory */
        __builtin_prefetch(&v->applicants.ids[soon->applicant]);
        __builtin_prefetch(&v->result[soon->applicant]);
        __builtin_prefetch(v->applicants.ids[e + 8 < end ? e[8].applicant : e->applicant].at);
        if (!wants(v, e->wish, e->applicant)) continue;
        en_text_add(text, en_text_str(&start));
        add_count(text, ++position, ',');
        add_id(text, &v->applicants, e->applicant);
        if (v->mechanism != CALL) add_score(v, place, e->score, text);
        en_text_add_char(text, '\n');
    }
    en_text_free(&start);
}

/* matches.csv was read before, and is compared as it was then. */
static void check_table(verify *v, int at, const char *header, uint32_t count,
                        void (*rows)(const void *, uint32_t, en_text *))
{
    check *c = &v->checks[at];
    const en_differs_table table = {c->is->name, header, count, rows, v};
    en_file file = {0}, *found = at == MATCHES ? &v->matches.file : &file;
    if (at != MATCHES)
        need(v, en_file_read(en_path_join(&v->arena, v->out, c->is->name), &v->context, &v->input, &file));
    need(v, en_differs_rows(&c->report, &v->context, &table, found, at != MATCHES));
    if (at != MATCHES) note_file(v, &file, true);
    en_file_free(&file);
    c->checked = count;
    c->state = HOLDS;
}

int ascending(const void *first, const void *second)
{
    uint32_t a = *(const uint32_t *)first, b = *(const uint32_t *)second;
    return (a > b) - (a < b);
}

static void add_number(json_t *to, const char *key, uint64_t number)
{
    (void)json_object_set_new(to, key, json_integer((json_int_t)number));
}

static void add_rank(json_t *ranks, uint32_t rank, size_t placed)
{
    if (placed == 0) return;
    json_t *one = json_object();
    add_number(one, "rank", rank);
    add_number(one, "placed", placed);
    (void)json_array_append_new(ranks, one);
}

/* How many of the placed have each rank that occurs; and the mean. Large ranks are rare: they are sorted. */
static void add_ranks(verify *v, json_t *summary)
{
    enum { SMALL = 256 };
    uint32_t *large = make(v, v->applicants.count, sizeof *large);
    size_t small[SMALL] = {0}, placed = 0, n = 0;
    uint64_t sum = 0;
    json_t *ranks = json_array();
    for (uint32_t a = 0; a < v->applicants.count; a++) {
        if (v->result[a] == NONE) continue;
        uint32_t rank = rank_of(v, a);
        sum += rank;
        placed++;
        if (rank < SMALL) small[rank]++;
        else large[n++] = rank;
    }
    qsort(large, n, sizeof *large, ascending);
    for (uint32_t rank = 0; rank < SMALL; rank++) add_rank(ranks, rank, small[rank]);
    for (size_t i = 0, same; i < n; i += same) {
        for (same = 1; i + same < n && large[i + same] == large[i];) same++;
        add_rank(ranks, large[i], same);
    }
    json_t *mean = placed > 0 ? json_real((double)sum / (double)placed) : json_null();
    add_number(summary, "placed", placed);
    add_number(summary, "unplaced", v->applicants.count - placed);
    (void)json_object_set_new(summary, "mean_rank", mean);
    (void)json_object_set_new(summary, "ranks", ranks);
}

/* How often each reason occurs; one that names a column, with each column. */
static json_t *count_reasons(const verify *v)
{
    json_t *reasons = json_object(), *count = NULL;
    en_text text = en_text_make(v->context.allocator);
    for (uint32_t a = 0; a < v->applicants.count; a++) {
        if (a == 0 || v->why[a] != v->why[a - 1] || v->why[a] == ineligible) {
            text.size = 0;
            add_reason(v, a, &text);
            count = json_object_getn(reasons, text.at, text.size);
        }
        if (!count) (void)json_object_setn_new(reasons, text.at, text.size, count = json_integer(0));
        (void)json_integer_set(count, json_integer_value(count) + 1);
    }
    en_text_free(&text);
    return reasons;
}

static json_t *closed_places(const verify *v)
{
    json_t *closed = json_array();
    for (uint32_t p = 0; p < v->places.count; p++)
        if (v->nodes[p].least > 0 && v->nodes[p].filled == 0)
            (void)json_array_append_new(closed, json_stringn(v->places.ids[p].at, v->places.ids[p].size));
    return closed;
}

static void check_summary(verify *v)
{
    check *c = &v->checks[SUMMARY];
    uint64_t seats = 0, full = 0, filled = 0;
    json_t *must = json_object();
    for (uint32_t p = 0; p < v->places.count; p++) {
        const node *n = &v->nodes[p];
        seats += n->seats;
        filled += n->filled;
        full += n->filled > 0 && n->filled == n->seats;
    }
    (void)json_object_set_new(must, "round", json_stringn(v->id.at, v->id.size));
    add_number(must, "applicants", v->applicants.count);
    add_number(must, "places", v->places.count);
    add_number(must, "seats", seats);
    add_number(must, "wishes", v->wishes.count);
    add_number(must, "empty_seats", seats - filled);
    add_number(must, "full_places", full);
    if (v->couple_of) add_number(must, "blocking", (uint64_t)v->blocking);
    if (v->lower) (void)json_object_set_new(must, "closed", closed_places(v));
    (void)json_object_set_new(must, "reasons", count_reasons(v));
    (void)json_object_set_new(must, "lottery", lottery_of(v));
    (void)json_object_set_new(must, "reproducible", json_true());
    add_ranks(v, must);
    json_t *found = read_json(v, v->out, "summary.json");
    c->checked = compare_json(c, "summary.json", "", must, found);
    json_decref(found);
}

void check_results(verify *v)
{
    uint32_t places = v->places.count;
    v->why = make(v, v->applicants.count, sizeof *v->why);
    check_table(v, MATCHES, "applicant,place,term,rank,reason\n", v->applicants.count, write_match);
    check_table(v, PLACES, "place,order,category,term,seats,filled,cutoff,applied,refused\n", places,
                write_place);
    check_table(v, WAITING, "place,position,applicant,score\n", places, write_waiting);
    v->checks[WAITING].checked = 0;
    for (uint32_t p = 0; p < places; p++) v->checks[WAITING].checked += v->nodes[p].refused;
    check_summary(v);
}
