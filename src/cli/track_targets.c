/* Targets and what counts toward them: partitions side by side, each added up for itself, never together; and
 * what lies outside. */
#include "track_parts.h"
#include "track_sections.h"

#include "terminal.h"

#include <math.h>
#include <stdlib.h>

/* One column of the table of partitions: lines of equal width, built row by row. */
typedef struct column {
    en_text lines; /* joined by line ends */
    size_t width, count;
} column;

static void column_add(column *c, en_str name, en_str value)
{
    size_t value_width = en_utf8_width(value),
           room = c->width > value_width + 2 ? c->width - value_width - 2 : 8;
    en_text wrapped = en_text_make(NULL);
    terminal_wrap(&wrapped, name, 0, 1, room);
    en_str rest = en_text_str(&wrapped);
    for (bool first = true; rest.size > 0; first = false) {
        const char *end = memchr(rest.at, '\n', rest.size);
        en_str line = {rest.at, end ? (size_t)(end - rest.at) : rest.size};
        size_t step = end ? line.size + 1 : line.size;
        rest = (en_str){rest.at + step, rest.size - step};
        terminal_pad(&c->lines, line, first ? room : c->width, false);
        if (first) {
            en_text_add_z(&c->lines, "  ");
            terminal_pad(&c->lines, value, c->width - room - 2, true);
        }
        en_text_add_char(&c->lines, '\n');
        c->count++;
    }
    part_free(&c->lines, &wrapped);
}

/* Takes the first line off; blanks where there is none left. */
static void column_take(en_text *text, const column *c, en_str *rest, bool last)
{
    const char *end = rest->size ? memchr(rest->at, '\n', rest->size) : NULL;
    if (!end) {
        if (!last) en_text_add_repeated(text, " ", c->width);
        return;
    }
    en_str line = {rest->at, (size_t)(end - rest->at)};
    *rest = (en_str){end + 1, rest->size - line.size - 1};
    while (last && line.size && line.at[line.size - 1] == ' ') line.size--;
    en_text_add(text, line);
}

static void add_side_by_side(en_text *text, column *left, column *right)
{
    en_str a = en_text_str(&left->lines), b = right ? en_text_str(&right->lines) : (en_str){0};
    while (a.size || b.size) {
        en_text_add_z(text, "    ");
        column_take(text, left, &a, b.size == 0);
        if (b.size) {
            en_text_add_z(text, "    ");
            column_take(text, right, &b, true);
        }
        en_text_add_char(text, '\n');
    }
}

static const en_counts_toward *relation_of(const track_page *page, const en_target *t, size_t k)
{
    return en_counts_toward_at(page->ledger, t->relations[k]);
}

/* The first relation of each partition of the target. */
static size_t find_partitions(const track_page *page, const en_target *t, size_t *firsts)
{
    size_t count = 0;
    for (size_t k = 0; k < t->relation_count; k++) {
        const en_counts_toward *r = relation_of(page, t, k);
        bool known = r->relation != EN_PART;
        for (size_t i = 0; i < count && !known; i++)
            known = en_str_equal(relation_of(page, t, firsts[i])->partition, r->partition);
        if (!known) firsts[count++] = k;
    }
    return count;
}

static int sum_qualifier(en_range range)
{
    if (isinf(range.high)) return EN_AT_LEAST;
    if (isinf(range.low)) return EN_UNDER;
    return range.low == range.high ? EN_EXACT : EN_ABOUT;
}

static void fill_column(column *c, const track_page *page, const en_target *t, size_t first)
{
    en_str partition = relation_of(page, t, first)->partition;
    en_text value = en_text_make(NULL), label = en_text_make(NULL);
    en_range range = {0, 0};
    double sum = 0;
    bool complete = true;
    en_arg arg = en_arg_str("name", part_partition(page, relation_of(page, t, first)));
    part_words(&label, page, EN_W_TRACK_PARTITION, 1, &arg);
    column_add(c, en_text_str(&label), (en_str){"", 0});
    for (size_t k = first; k < t->relation_count; k++) {
        const en_counts_toward *r = relation_of(page, t, k);
        if (r->relation != EN_PART || !en_str_equal(r->partition, partition)) continue;
        value.size = 0;
        complete = complete && t->items[k] != EN_NO_NUMBER;
        if (t->items[k] != EN_NO_NUMBER) {
            const en_track_number *n = &page->track->numbers[t->items[k]];
            part_bare(&value, page, t->items[k]);
            sum += n->value;
            range = (en_range){range.low + n->operand.low, range.high + n->operand.high};
        } else {
            part_word(&value, page, EN_W_TRACK_NO_FIGURE);
        }
        column_add(c, part_name(page, r->item), en_text_str(&value));
    }
    if (complete) {
        value.size = label.size = 0;
        part_amount(&value, page, sum, -1, sum_qualifier(range), (en_ref){EN_LEDGER_NONE, 0});
        part_word(&label, page, EN_W_TRACK_SUM);
        column_add(c, en_text_str(&label), en_text_str(&value));
    }
    part_free(&c->lines, &value);
    part_free(&c->lines, &label);
}

static void add_partitions(en_text *text, const track_page *page, const en_target *t)
{
    size_t *firsts = calloc(t->relation_count + 1, sizeof *firsts);
    text->failed = text->failed || !firsts;
    if (!firsts) return;
    size_t count = find_partitions(page, t, firsts);
    if (count > 1) {
        en_text line = en_text_make(NULL);
        en_arg arg = en_arg_int("count", (int64_t)count);
        part_words(&line, page, EN_W_TRACK_PARTITIONS, 1, &arg);
        part_line(text, page, 2, 2, &line);
        part_free(text, &line);
    }
    for (size_t i = 0; i < count; i += 2) {
        size_t width = i + 1 < count ? (page->width - 8) / 2 : page->width - 8 > 60 ? 60 : page->width - 8;
        column left = {en_text_make(NULL), width, 0}, right = {en_text_make(NULL), width, 0};
        fill_column(&left, page, t, firsts[i]);
        if (i + 1 < count) fill_column(&right, page, t, firsts[i + 1]);
        add_side_by_side(text, &left, i + 1 < count ? &right : NULL);
        part_free(text, &left.lines);
        part_free(text, &right.lines);
    }
    free(firsts);
}

/* An item with its number: "Lecturers …: 1,300 persons". A programme has its name alone: its numbers are of
 * several kinds. */
static void add_item(en_text *line, const track_page *page, const en_target *t, size_t k)
{
    const en_counts_toward *r = relation_of(page, t, k);
    en_text_add(line, part_name(page, r->item));
    if (t->items[k] == EN_NO_NUMBER || r->item.table != EN_INDICATORS) return;
    en_text_add_z(line, ": ");
    part_value(line, page, t->items[k]);
}

/* All items of a relation, those with one reason together: the items, then the reason once. */
static void add_relation(en_text *text, const track_page *page, const en_target *t, en_relation relation,
                         en_word heading)
{
    en_text line = en_text_make(NULL);
    bool headed = false;
    for (size_t k = 0; k < t->relation_count; k++) {
        const en_counts_toward *r = relation_of(page, t, k);
        bool goes_on = k > 0 && relation_of(page, t, k - 1)->relation == (int)relation &&
                       en_str_equal(relation_of(page, t, k - 1)->reason.in[0], r->reason.in[0]);
        if (r->relation != (int)relation || goes_on) continue;
        if (!headed) {
            part_word(&line, page, heading);
            part_line(text, page, 2, 2, &line);
        }
        headed = true;
        for (size_t m = k; m < t->relation_count; m++) {
            const en_counts_toward *s = relation_of(page, t, m);
            if (s->relation != (int)relation || !en_str_equal(s->reason.in[0], r->reason.in[0])) break;
            if (m > k) en_text_add_z(&line, "; ");
            add_item(&line, page, t, m);
        }
        if (r->reason.in[0].size) {
            part_word(&line, page, EN_W_TRACK_STOP);
            en_text_add(&line, part_in(page, &r->reason));
        }
        part_line(text, page, 4, 6, &line);
    }
    part_free(text, &line);
}

/* "People trained …, by 2030: at least 50,000 persons" */
static void add_target_name(en_text *line, const track_page *page, const en_target *t)
{
    const en_key *key = page->track->numbers[t->number].key;
    en_text_add(line, part_name(page, key->indicator));
    if (en_date_given(key->period_start) || en_date_given(key->period_end)) {
        part_word(line, page, EN_W_TRACK_COMMA);
        part_period(line, page, key->period_start, key->period_end);
    }
    en_text_add_z(line, ": ");
    part_value(line, page, t->number);
}

/* Name, value, by when, origin; and what else is said about it. */
static void add_target_head(en_text *text, const track_page *page, const en_target *t)
{
    en_text line = en_text_make(NULL);
    add_target_name(&line, page, t);
    en_text_add_z(&line, " · ");
    part_origin(&line, page, t->number, false);
    part_line(text, page, 2, 4, &line);
    for (size_t i = 0; i < t->other_count; i++) {
        if (page->track->numbers[t->others[i]].ref.table != EN_FIGURES && !page->all) continue;
        part_word(&line, page, EN_W_TRACK_ALSO);
        part_value(&line, page, t->others[i]);
        en_text_add_z(&line, " · ");
        part_origin(&line, page, t->others[i], false);
        part_line(text, page, 4, 6, &line);
    }
    part_free(text, &line);
}

static void add_target(en_text *text, const track_page *page, const en_target *t)
{
    add_target_head(text, page, t);
    add_partitions(text, page, t);
    add_relation(text, page, t, EN_SUBSET, EN_W_TRACK_INSIDE);
    add_relation(text, page, t, EN_OUTSIDE, EN_W_TRACK_OUTSIDE);
    add_relation(text, page, t, EN_MAY_OVERLAP, EN_W_TRACK_MAY_OVERLAP);
}

/* A target needs care where something must not be added: things outside it, or two partitions. */
static bool needs_care(const track_page *page, const en_target *t)
{
    en_str partition = {0};
    for (size_t k = 0; k < t->relation_count; k++) {
        const en_counts_toward *r = relation_of(page, t, k);
        if (r->relation == EN_OUTSIDE) return true;
        if (r->relation != EN_PART) continue;
        if (partition.size && !en_str_equal(partition, r->partition)) return true;
        partition = r->partition;
    }
    return false;
}

void section_targets(en_text *text, const track_page *page)
{
    const en_track *track = page->track;
    if (track->target_count == 0) return;
    part_heading(text, page, EN_W_TRACK_TARGETS, 0, NULL);
    for (size_t i = 0; i < track->target_count; i++)
        if (page->all || needs_care(page, &track->targets[i])) add_target(text, page, &track->targets[i]);
    en_text line = en_text_make(NULL);
    for (size_t i = 0; i < track->target_count && !page->all; i++) {
        if (needs_care(page, &track->targets[i])) continue;
        add_target_name(&line, page, &track->targets[i]);
        part_line(text, page, 2, 4, &line);
    }
    part_free(text, &line);
}
