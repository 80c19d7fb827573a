/* The list of promises: filtered, sorted and cut into pages in memory, as all of them are there. See
 * promises.h. */
#include "promises.h"

#include "check.h"
#include "list_cursor.h"
#include "standing_json.h"

#include <stdlib.h>

typedef struct asked {
    en_str partner, sector, status, pace;
    en_date from, to;
} asked;

/* A promise with what it sorts by; the id makes the order whole. */
typedef struct sorted {
    en_str value, id;
    size_t promise;
} sorted;

static bool is_among(const en_ledger *ledger, en_refs refs, en_str id)
{
    for (size_t i = 0; i < refs.count; i++)
        if (en_str_equal(en_ref_id(ledger, refs.at[i]), id)) return true;
    return false;
}

static en_str status_of(const en_ledger *ledger, const en_promise *p)
{
    if (p->status == EN_NO_NUMBER) return en_str_of("not-reported");
    return en_choice_in(EN_STATUSES, "status", en_status_at(ledger, p->status)->status);
}

/* Whether the due date, which may be a year or a month, can lie in the span. */
static bool is_due_within(en_date due, const asked *a)
{
    if (!en_date_given(a->from) && !en_date_given(a->to)) return true;
    if (!en_date_given(due)) return false;
    return (!en_date_given(a->from) || en_date_last(due) >= en_date_first(a->from)) &&
           (!en_date_given(a->to) || en_date_first(due) <= en_date_last(a->to));
}

static bool is_asked(const en_ledger *ledger, const en_promise *p, const asked *a)
{
    const en_commitment *c = en_commitment_at(ledger, p->commitment);
    if (!p->visible || !is_due_within(c->due, a)) return false;
    if (a->partner.size && !is_among(ledger, c->by, a->partner) && !is_among(ledger, c->to, a->partner))
        return false;
    if (a->sector.size && !en_str_equal(c->sector, a->sector)) return false;
    if (a->status.size && !en_str_equal(status_of(ledger, p), a->status)) return false;
    return !a->pace.size || en_str_is(a->pace, "measurable") == (p->pace.lacks == 0);
}

static bool read_date(en_request *request, const char *name, en_date *date)
{
    en_str value = en_parameter_value(request, name);
    return !value.size || en_date_read(value, date);
}

static int compare(const sorted *x, const sorted *y)
{
    int order = en_str_compare(x->value, y->value);
    return order ? order : en_str_compare(x->id, y->id);
}

static int upwards(const void *a, const void *b) { return compare(a, b); }

static int downwards(const void *a, const void *b) { return compare(b, a); }

/* By the cell that the sort names; a promise without one comes last either way. */
static sorted sorted_of(const en_request *request, const en_standing *standing, size_t promise)
{
    const en_shape *shape = &en_shapes[EN_COMMITMENTS];
    size_t commitment = standing->track.promises[promise].commitment;
    const en_str *cells = standing->rows.of[EN_COMMITMENTS].at[commitment].cells;
    bool is_turned;
    en_str sort = en_route_sort(request->route, request->sort, &is_turned), value = {0};
    for (size_t i = 0; i < shape->field_count; i++)
        if (en_str_is(sort, shape->fields[i].column)) value = cells[i];
    if (!value.size) value = en_str_of(request->turned ? "" : "~");
    return (sorted){value, cells[0], promise};
}

/* What a cursor belongs to, and what it holds: value and id with a line end between. */
static en_str joined(en_request *request, const en_str *parts, size_t count)
{
    en_text text = en_text_make(request->arena.allocator);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) en_text_add_char(&text, '\n');
        en_text_add(&text, parts[i]);
    }
    const char *copy = text.failed ? NULL : en_arena_copy(&request->arena, text.at, text.size);
    en_str whole = {copy, text.size};
    en_text_free(&text);
    return whole;
}

static en_str question_of(en_request *request)
{
    const char order[] = {(char)('0' + request->sort), request->turned ? '-' : '+'};
    en_str parts[EN_ROUTE_MOST_PARAMETERS + 1] = {{order, sizeof order}};
    memcpy(parts + 1, request->values, sizeof request->values);
    return joined(request, parts, sizeof parts / sizeof *parts);
}

/* The first that comes behind the place where the last page ended. */
static en_status skip_to_place(en_request *request, en_str question, const sorted *all, size_t count,
                               size_t *first)
{
    *first = 0;
    if (!request->after.size) return EN_OK;
    en_list_cursor place;
    en_status status =
        en_list_cursor_read(&request->arena, question, request->after, &request->report, &place);
    if (status == EN_ERR_INPUT) return en_refuse(request, 400, EN_W_SERVE_PARAMETERS, 0, NULL);
    if (status != EN_OK) return status;
    size_t end = 0;
    while (end < place.value.size && place.value.at[end] != '\n') end++;
    size_t begin = end < place.value.size ? end + 1 : end;
    sorted last = {{place.value.at, end}, {place.value.at + begin, place.value.size - begin}, 0};
    while (*first < count &&
           (request->turned ? compare(&last, &all[*first]) : compare(&all[*first], &last)) <= 0)
        ++*first;
    return EN_OK;
}

static en_status write_page(en_request *request, const en_standing *standing, const sorted *all, size_t count)
{
    size_t first;
    en_str question = question_of(request);
    if (!question.at) return EN_ERR_MEMORY;
    en_status status = skip_to_place(request, question, all, count, &first);
    if (status != EN_OK) return status;
    size_t end = count - first > request->limit ? first + request->limit : count;
    en_json json = en_json_compact_to(&request->out);
    en_json_open(&json, '{');
    en_json_key(&json, "items");
    en_json_open(&json, '[');
    for (size_t i = first; i < end; i++)
        en_promise_json(&json, &standing->track, &standing->track.promises[all[i].promise]);
    en_json_close(&json, ']');
    if (end < count) {
        en_list_cursor place = {1, joined(request, (en_str[]){all[end - 1].value, all[end - 1].id}, 2)};
        en_str next = place.value.at ? en_list_cursor_write(&request->arena, question, &place) : place.value;
        if (!next.at) return EN_ERR_MEMORY;
        en_json_key_str(&json, "next", next);
    }
    en_json_close(&json, '}');
    return EN_OK;
}

en_status promises_write(en_request *request, const en_standing *standing)
{
    const en_track *track = &standing->track;
    asked a = {.partner = en_parameter_value(request, "partner"),
               .sector = en_parameter_value(request, "sector"),
               .status = en_parameter_value(request, "status"),
               .pace = en_parameter_value(request, "pace")};
    if (!read_date(request, "due_from", &a.from) || !read_date(request, "due_to", &a.to))
        return en_refuse(request, 400, EN_W_SERVE_PARAMETERS, 0, NULL);
    sorted *all = en_arena_array(&request->arena, track->promise_count, sizeof *all);
    if (!all) return EN_ERR_MEMORY;
    size_t count = 0;
    for (size_t i = 0; i < track->promise_count; i++)
        if (is_asked(&standing->ledger, &track->promises[i], &a))
            all[count++] = sorted_of(request, standing, i);
    if (count) qsort(all, count, sizeof *all, request->turned ? downwards : upwards);
    return write_page(request, standing, all, count);
}
