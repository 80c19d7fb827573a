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
    const en_differs_table table = {c->name, header, count, rows, v};
    en_file file = {0}, *found = at == MATCHES ? &v->matches.file : &file;
    if (at != MATCHES)
        need(v, en_file_read(en_path_join(&v->arena, v->out, c->name), &v->context, &v->input, &file));
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

static void add_rank(en_json *json, uint32_t rank, size_t placed)
{
    if (placed == 0) return;
    en_json_open(json, '{');
    en_json_key_int(json, "rank", rank);
    en_json_key_int(json, "placed", (int64_t)placed);
    en_json_close(json, '}');
}

/* How many of the placed have each rank that occurs; and the mean. Large ranks are rare: they are sorted. */
static void add_ranks(verify *v, en_json *json)
{
    enum { SMALL = 256 };
    uint32_t *ranks = make(v, v->applicants.count, sizeof *ranks);
    size_t small[SMALL] = {0}, placed = 0, n = 0;
    uint64_t sum = 0;
    for (uint32_t a = 0; a < v->applicants.count; a++) {
        if (v->result[a] == NONE) continue;
        uint32_t rank = rank_of(v, a);
        sum += rank;
        placed++;
        if (rank < SMALL) small[rank]++;
        else ranks[n++] = rank;
    }
    qsort(ranks, n, sizeof *ranks, ascending);
    en_json_key_int(json, "placed", (int64_t)placed);
    en_json_key_int(json, "unplaced", (int64_t)(v->applicants.count - placed));
    en_json_key(json, "mean_rank");
    if (placed > 0) en_json_real(json, (double)sum / (double)placed);
    else en_json_null(json);
    en_json_key_open(json, "ranks", '[');
    for (uint32_t rank = 0; rank < SMALL; rank++) add_rank(json, rank, small[rank]);
    for (size_t i = 0, same; i < n; i += same) {
        for (same = 1; i + same < n && ranks[i + same] == ranks[i];) same++;
        add_rank(json, ranks[i], same);
    }
    en_json_close(json, ']');
}

/* How often each reason occurs; one that names a column, with each column. */
static void add_reasons(verify *v, en_json *json)
{
    enum { MOST = 1 << 12 }; /* every column of two tables, and the others */
    int64_t *count = make(v, MOST, sizeof *count);
    en_text text = en_text_make(v->context.allocator);
    en_ids keys;
    bool known;
    if (!en_ids_make(&v->arena, MOST, &keys)) finish(v, EN_ERR_MEMORY);
    for (uint32_t a = 0, key = NONE; a < v->applicants.count; a++) {
        text.size = 0;
        if (a == 0 || v->why[a] != v->why[a - 1] || v->why[a] == ineligible) {
            add_reason(v, a, &text);
            key = en_ids_find(&keys, en_text_str(&text));
        }
        if (key == NONE)
            key =
                en_ids_add(&keys, (en_str){en_arena_copy(&v->arena, text.at, text.size), text.size}, &known);
        count[key]++;
    }
    en_json_key_open(json, "reasons", '{');
    for (uint32_t i = 0; i < keys.count; i++)
        en_json_key_int(json, keys.ids[i].at, count[i]); /* with a NUL behind */
    en_json_close(json, '}');
    en_text_free(&text);
}

static void check_summary(verify *v)
{
    en_text text = en_text_make(v->context.allocator);
    en_json json = en_json_to(&text);
    int64_t seats = 0, full = 0, filled = 0;
    for (const node *n = v->nodes; n < v->nodes + v->places.count; n++) {
        seats += n->seats;
        filled += n->filled;
        full += n->filled > 0 && n->filled == n->seats;
    }
    const struct {
        const char *key;
        int64_t count;
    } counts[] = {
        {"applicants", v->applicants.count},  {"places", v->places.count},     {"seats", seats},
        {"wishes", (int64_t)v->wishes.count}, {"empty_seats", seats - filled}, {"full_places", full}};
    en_json_open(&json, '{');
    en_json_key_str(&json, "round", v->id);
    for (size_t i = 0; i < COUNT(counts); i++) en_json_key_int(&json, counts[i].key, counts[i].count);
    add_ranks(v, &json);
    add_reasons(v, &json);
    add_lottery(v, &json);
    if (v->couple_of) en_json_key_int(&json, "blocking", v->blocking);
    if (v->lower) {
        en_json_key_open(&json, "closed", '[');
        for (uint32_t p = 0; p < v->places.count; p++)
            if (v->nodes[p].least > 0 && v->nodes[p].filled == 0) en_json_str(&json, v->places.ids[p]);
        en_json_close(&json, ']');
    }
    en_json_key_bool(&json, "reproducible", true);
    en_json_close(&json, '}');
    json_t *found = read_json(v, v->out, "summary.json");
    v->checks[SUMMARY].checked = compare_json(v, &v->checks[SUMMARY], "summary.json", "", &text, found);
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
