/* A round with other seats and caps. See round_change.h. O(places + lines + groups + changes²), and the check
 * of held seats. */
#include "round_change.h"

#include "number.h"
#include "round_parts.h"

static const char seats_option[] = "--seats", cap_option[] = "--cap";

static en_where at_text(const char *option, en_str text)
{
    return (en_where){.column = en_str_of(option), .value = text};
}

/* Splits at the last `mark`; false where there is none. */
static bool split_last(en_str text, char mark, en_str *before, en_str *behind)
{
    size_t at = text.size;
    while (at > 0 && text.at[at - 1] != mark) at--;
    if (at == 0) return false;
    *before = (en_str){text.at, at - 1};
    *behind = (en_str){text.at + at, text.size - at};
    return true;
}

/* NAME=+2: a sign is needed, for 2 alone might mean two in all. */
static bool read_change(en_str text, en_str *name, int64_t *by)
{
    en_str amount;
    uint64_t value;
    if (!split_last(text, '=', name, &amount)) return false;
    amount = en_str_trim(amount);
    if (amount.size < 2 || (*amount.at != '+' && *amount.at != '-')) return false;
    if (en_whole_read((en_str){amount.at + 1, amount.size - 1}, ROUND_MOST_COUNT, &value) != EN_NUMBER_FINE)
        return false;
    *by = *amount.at == '-' ? -(int64_t)value : (int64_t)value;
    return true;
}

en_status round_find_id(const en_ids *ids, en_str name, uint32_t *found)
{
    en_arena scratch = en_arena_make(NULL);
    en_str id;
    *found = EN_IDS_NONE;
    en_id_fault fault = en_utf8_invalid(name.at, name.size) < name.size
                            ? EN_ID_CONTROL
                            : en_id_normalise(&scratch, name, &id);
    if (fault == EN_ID_FINE && ids->slots) *found = en_ids_find(ids, id);
    en_arena_free(&scratch);
    return fault == EN_ID_NO_MEMORY ? EN_ERR_MEMORY : EN_OK;
}

/* The line with this order, or the only one where order is 0; EN_WORD_COUNT if that is fine. */
static en_word find_line(const en_round *round, uint32_t place, uint64_t order, uint32_t *line)
{
    *line = EN_MATCH_NONE;
    if (!round->line_begin) return order > 1 ? EN_W_WHAT_IF_NO_LINE : EN_WORD_COUNT;
    uint32_t begin = round->line_begin[place], end = round->line_begin[place + 1];
    if (order == 0 && end - begin > 1) return EN_W_WHAT_IF_SEVERAL_LINES;
    for (uint32_t k = begin; k < end && *line == EN_MATCH_NONE; k++)
        if (order == 0 || round->line_order[k] == order) *line = k;
    return *line == EN_MATCH_NONE ? EN_W_WHAT_IF_NO_LINE : EN_WORD_COUNT;
}

/* The place of `name`, which may end in the order of a line: an id that has a slash itself comes first. */
static en_status find_place(const en_round *round, en_str name, uint32_t *place, uint64_t *order)
{
    en_str before, behind;
    uint64_t number;
    *order = 0;
    en_status status = round_find_id(&round->places, name, place);
    if (status != EN_OK || *place != EN_IDS_NONE || !split_last(name, '/', &before, &behind)) return status;
    if (en_whole_read(en_str_trim(behind), ROUND_MOST_COUNT, &number) != EN_NUMBER_FINE || number == 0)
        return EN_OK;
    *order = number;
    return round_find_id(&round->places, before, place);
}

static en_status refuse_form(const char *option, en_str text, en_report *report)
{
    (void)en_report_error(report, EN_W_WHAT_IF_MALFORMED, at_text(option, text));
    return EN_ERR_USAGE;
}

en_status en_round_change_seats(const en_round *round, en_str text, en_report *report,
                                en_round_change *change)
{
    en_str name;
    uint64_t order;
    en_round_change c = {.group = EN_MATCH_NONE};
    if (!read_change(text, &name, &c.by)) return refuse_form(seats_option, text, report);
    en_status status = find_place(round, name, &c.place, &order);
    if (status != EN_OK) return status;
    en_word wrong =
        c.place == EN_IDS_NONE ? EN_W_ROUND_UNKNOWN_PLACE : find_line(round, c.place, order, &c.line);
    if (wrong != EN_WORD_COUNT) return en_report_error(report, wrong, at_text(seats_option, text));
    *change = c;
    return EN_OK;
}

en_status en_round_change_cap(const en_round *round, en_str text, en_report *report, en_round_change *change)
{
    en_str name;
    en_round_change c = {.place = EN_MATCH_NONE, .line = EN_MATCH_NONE};
    if (!read_change(text, &name, &c.by)) return refuse_form(cap_option, text, report);
    en_status status = round_find_id(&round->groups, name, &c.group);
    if (status != EN_OK) return status;
    en_word wrong = c.group == EN_IDS_NONE                       ? EN_W_ROUND_UNKNOWN_GROUP
                    : round->group[c.group].cap == EN_MATCH_NONE ? EN_W_WHAT_IF_NO_CAP
                                                                 : EN_WORD_COUNT;
    if (wrong != EN_WORD_COUNT) return en_report_error(report, wrong, at_text(cap_option, text));
    *change = c;
    return EN_OK;
}

/* What a number that changes is in the end, and whose it is. */
static en_status settle(uint32_t *to, uint32_t was, int64_t by, const char *option, en_str id,
                        en_report *report)
{
    int64_t now = was + by;
    en_arg arg = en_arg_int("now", was);
    if (now < 0 || now > ROUND_MOST_COUNT)
        return en_report_add(report, EN_ERROR, EN_W_WHAT_IF_OUT_OF_RANGE, at_text(option, id), 1, &arg);
    *to = (uint32_t)now;
    return EN_OK;
}

typedef struct sums {
    int64_t place, line, group;
} sums;

/* All that changes where change k does. */
static sums sum_with(const en_round_change *changes, size_t count, size_t k)
{
    sums s = {0};
    const en_round_change *c = &changes[k];
    for (size_t i = 0; i < count; i++) {
        const en_round_change *other = &changes[i];
        if (other->group != c->group) continue;
        if (c->group != EN_MATCH_NONE) s.group += other->by;
        else if (other->place == c->place) {
            s.place += other->by;
            if (other->line == c->line) s.line += other->by;
        }
    }
    return s;
}

static en_status apply(const en_round *round, const en_round_change *changes, size_t count, size_t k,
                       en_report *report, en_round *to)
{
    const en_round_change *c = &changes[k];
    sums s = sum_with(changes, count, k);
    if (c->group != EN_MATCH_NONE)
        return settle(&to->group[c->group].cap, round->group[c->group].cap, s.group, cap_option,
                      round->groups.ids[c->group], report);
    en_str id = en_round_place(round, c->place);
    en_status status =
        settle(&to->seats[c->place], round->seats[c->place], s.place, seats_option, id, report);
    if (status == EN_OK && c->line != EN_MATCH_NONE)
        status =
            settle(&to->lines[c->line].seats, round->lines[c->line].seats, s.line, seats_option, id, report);
    return status;
}

/* A lower limit is at most the seats. */
static en_status check_limit(const en_round *changed, const uint32_t *limits, const char *column,
                             const en_round_change *c, en_report *report)
{
    if (!limits || c->group != EN_MATCH_NONE || limits[c->place] <= changed->seats[c->place]) return EN_OK;
    en_where where = {changed->places_table.name, 0, en_str_of(column), en_round_place(changed, c->place)};
    return en_report_error(report, EN_W_ROUND_LIMIT_OVER_SEATS, where);
}

static en_status check(const en_round *changed, const en_round_change *changes, size_t count,
                       const en_context *context, en_arena *arena, en_report *report)
{
    en_status status = EN_OK;
    for (size_t k = 0; k < count && status == EN_OK; k++) {
        status = check_limit(changed, changed->min_seats, "min_seats", &changes[k], report);
        if (status == EN_OK) status = check_limit(changed, changed->floors, "floor", &changes[k], report);
    }
    if (status == EN_OK && changed->in_group) status = round_check_targets(changed, arena, report);
    return status == EN_OK && changed->held ? round_check_held(changed, context, report) : status;
}

bool round_copy(void *to, const void *from, en_arena *arena, size_t count, size_t size)
{
    if (!from) return true;
    void *at = en_arena_raw(arena, count, size);
    if (at && count) memcpy(at, from, count * size);
    memcpy(to, &at, sizeof at);
    return at != NULL;
}

static bool copy_arrays(const en_round *round, en_arena *arena, en_round *to)
{
    size_t lines = round->line_begin ? round->line_begin[round->places.count] : 0;
    *to = *round;
    return round_copy(&to->seats, round->seats, arena, round->places.count, sizeof *round->seats) &&
           round_copy(&to->lines, round->lines, arena, lines, sizeof *round->lines) &&
           round_copy(&to->group, round->group, arena, round->groups.count, sizeof *round->group);
}

en_status en_round_changed(const en_round *round, const en_round_change *changes, size_t count,
                           const en_context *context, en_arena *arena, en_report *report, en_round *changed)
{
    en_round to;
    if (!copy_arrays(round, arena, &to)) return EN_ERR_MEMORY;
    en_status status = EN_OK;
    for (size_t k = 0; k < count && status == EN_OK; k++)
        status = apply(round, changes, count, k, report, &to);
    if (status == EN_OK) status = check(&to, changes, count, context, arena, report);
    if (status == EN_OK) *changed = to;
    return status;
}
