/* summary.json: its counts, computed again from the matching; and why each applicant is where they are. */
#include "verify.h"

#include <stdio.h>
#include <stdlib.h>

typedef enum reason {
    PLACED,
    HELD,
    SCORE,
    LOTTERY,
    SEATS_CATEGORY,
    SEATS_TERM,
    GROUP_CAP,
    CLOSED,
    FLOOR,
    NO_SCORE,
    MECHANISM,
    NO_WISHES,
    BUDGET,
    INELIGIBLE /* a column's name follows */
} reason;
static const char *const reasons[] = {"placed",     "held",      "score",  "lottery",    "seats-category",
                                      "seats-term", "group-cap", "closed", "floor",      "no-score",
                                      "mechanism",  "no-wishes", "budget", "ineligible:"};

/* Of those whom the lines that the wish's term may have admitted, holders aside, the last; what the lines
 * say. */
static reason reason_at_lines(const en_verify *v, uint32_t wish)
{
    const en_intake *round = &v->round;
    uint32_t p = round->wishes.at[wish].place, last = EN_VERIFY_NONE, elsewhere = 0;
    bool by_term = false, by_category = false;
    for (uint32_t i = round->line_begin[p]; i < round->line_begin[p + 1]; i++) {
        const en_verify_line *line = &v->lines[i];
        bool may = en_verify_may_take(v, &round->lines[i], wish, true);
        by_term = by_term || may;
        by_category = by_category || en_verify_may_take(v, &round->lines[i], wish, false);
        if (!may) elsewhere += line->filled;
        else if (line->last != EN_VERIFY_NONE &&
                 (last == EN_VERIFY_NONE || en_verify_compare(v, last, line->last) < 0))
            last = line->last;
    }
    if (!by_category) return by_term ? SEATS_CATEGORY : SEATS_TERM;
    bool plain = !en_intake_has_lines(round, p);
    if (last == EN_VERIFY_NONE)
        return elsewhere > 0 ? SEATS_TERM : plain && v->filled[p] == 0 ? SCORE : MECHANISM;
    if (!plain && en_verify_compare(v, wish, last) < 0) return SEATS_CATEGORY;
    return round->wishes.at[last].score == round->wishes.at[wish].score ? LOTTERY : SCORE;
}

/* What refuses the best acceptable wish. */
static reason reason_of_wish(const en_verify *v, uint32_t wish)
{
    const en_intake *round = &v->round;
    uint32_t p = round->wishes.at[wish].place;
    if (v->round.call) return v->was_full && v->was_full[wish] ? MECHANISM : BUDGET;
    if (strcmp(en_verify_mechanism(v), "deferred-acceptance") != 0) return MECHANISM;
    if (round->least[p] > 0 && v->filled[p] == 0) return CLOSED;
    if (round->hard && v->filled[p] < round->seats[p]) return FLOOR;
    if (round->nodes[p].parent != EN_VERIFY_NONE && en_verify_would_take(v, wish)) return GROUP_CAP;
    return reason_at_lines(v, wish);
}

static reason reason_of(const en_verify *v, uint32_t applicant)
{
    const en_intake *round = &v->round;
    uint32_t w = round->wishes.first[applicant], end = round->wishes.first[applicant + 1];
    uint32_t first = w, result = v->result[applicant];
    if (result != EN_VERIFY_NONE) return en_verify_holds(v, result) ? HELD : PLACED;
    if (w == end) return NO_WISHES;
    while (w < end && !en_verify_acceptable(v, w)) w++;
    if (w < end) return reason_of_wish(v, w);
    uint32_t place = round->wishes.at[first].place;
    return en_verify_eligible(v, applicant, place, NULL) ? NO_SCORE : INELIGIBLE;
}

void en_verify_add_reason(const en_verify *v, uint32_t applicant, en_text *text)
{
    reason why = reason_of(v, applicant);
    en_text_add_z(text, reasons[why]);
    if (why != INELIGIBLE) return;
    uint32_t first = v->round.wishes.first[applicant];
    (void)en_verify_eligible(v, applicant, v->round.wishes.at[first].place, text);
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

/* Counts one more of a reason that names a column. */
static json_t *count_column(const en_verify *v, uint32_t applicant, json_t *object)
{
    en_text key = en_text_make(NULL);
    en_verify_add_reason(v, applicant, &key);
    en_text_add_char(&key, '\0');
    json_int_t count = key.failed ? 0 : json_integer_value(json_object_get(object, key.at));
    if (!key.failed) object = add_key(object, key.at, (size_t)count + 1);
    en_text_free(&key);
    return object;
}

static json_t *reasons_json(const en_verify *v)
{
    size_t count[INELIGIBLE] = {0};
    json_t *object = json_object();
    for (uint32_t a = 0; a < v->round.applicants.count; a++) {
        reason why = reason_of(v, a);
        if (why == INELIGIBLE) object = count_column(v, a, object);
        else count[why]++;
    }
    for (int i = 0; i < INELIGIBLE; i++) object = add_key(object, reasons[i], count[i]);
    return object;
}

/* Places that took nobody because of their lower limits. */
static json_t *closed_json(const en_verify *v)
{
    json_t *array = v->round.lower ? json_array() : NULL;
    for (size_t p = 0; array && p < v->round.places.count; p++) {
        en_str id = v->round.places.ids[p];
        if (v->round.least[p] > 0 && v->filled[p] == 0)
            (void)json_array_append_new(array, json_stringn(id.at, id.size));
    }
    return array;
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
    const en_intake *round = &v->round;
    json_int_t seats = 0, full = 0, applicants = (json_int_t)round->applicants.count;
    size_t placed;
    double mean;
    json_t *counts = ranks_json(v, ranks, &placed, &mean);
    for (size_t p = 0; p < round->places.count; p++) {
        seats += round->seats[p];
        full += v->filled[p] > 0 && v->filled[p] == round->seats[p];
    }
    return json_pack(
        "{s:s%, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:o, s:o*, s:b}", "round",
        round->id.at, round->id.size, "applicants", applicants, "places", (json_int_t)round->places.count,
        "seats", seats, "wishes", (json_int_t)round->wishes.count, "placed", (json_int_t)placed, "unplaced",
        applicants - (json_int_t)placed, "empty_seats", seats - (json_int_t)placed, "full_places", full,
        "mean_rank", placed ? json_real(mean) : json_null(), "ranks", counts, "reasons", reasons_json(v),
        "lottery", en_verify_lottery_json(v), "closed", closed_json(v), "reproducible", 1);
}

en_status en_verify_check_summary(en_verify *v)
{
    json_t *found = NULL;
    en_check *check = &v->checks[EN_VERIFY_SUMMARY];
    en_status status = en_verify_read_json(v, true, "summary.json", &found);
    uint32_t *ranks = en_arena_raw(&v->arena, v->round.applicants.count, sizeof *ranks);
    json_t *expected = status == EN_OK && ranks ? expected_summary(v, ranks) : NULL;
    if (expected) {
        en_differs_json(&check->report, en_str_of("summary.json"), "", expected, found);
        check->checked = json_object_size(expected);
        check->state = EN_CHECK_HOLDS;
    }
    if (status == EN_OK && !expected) status = EN_ERR_MEMORY;
    json_decref(expected);
    json_decref(found);
    return status;
}
