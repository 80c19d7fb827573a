/* What changed, what contradicts itself, what to be careful about, and names that are no longer valid. */
#include "track_parts.h"
#include "track_sections.h"

#include "terminal.h"

#include <stdlib.h>

/* "another period: 2028–2034": what stands in its place does not speak of the same years. */
static void add_other_period(en_text *text, const track_page *page, const en_key *key)
{
    en_text period = en_text_make(NULL);
    part_period(&period, page, key->period_start, key->period_end);
    en_arg arg = en_arg_str("period", en_text_str(&period));
    if (text->size) part_word(text, page, EN_W_TRACK_COMMA);
    if (period.size) part_words(text, page, EN_W_TRACK_OTHER_PERIOD, 1, &arg);
    else part_word(text, page, EN_W_TRACK_NO_PERIOD);
    part_free(text, &period);
}

/* period, kind · source → what stands in its place */
static void add_series_rest(en_text *line, const track_page *page, size_t number)
{
    const en_track_number *n = &page->track->numbers[number];
    size_t before = line->size;
    part_period(line, page, n->key->period_start, n->key->period_end);
    if (line->size > before) part_word(line, page, EN_W_TRACK_COMMA);
    part_word(line, page, part_kind(n->key->kind));
    en_text_add_z(line, " · ");
    if (n->ref.table == EN_DERIVATIONS) {
        part_origin(line, page, number, false);
    } else {
        const en_figure *f = en_figure_at(page->ledger, n->ref.index);
        part_source(line, page, f->source);
        if (page->all) part_locator(line, f->locator);
    }
    if (n->replaced_by == EN_NO_NUMBER) return;
    const en_key *key = page->track->numbers[n->replaced_by].key;
    en_text by = en_text_make(NULL), date = en_text_make(NULL);
    part_bare(&by, page, n->replaced_by);
    part_date(&date, page, page->track->numbers[n->replaced_by].as_of);
    bool same = en_date_equal(key->period_start, n->key->period_start) &&
                en_date_equal(key->period_end, n->key->period_end);
    if (!same) add_other_period(&date, page, key);
    en_arg args[] = {en_arg_str("value", en_text_str(&by)), en_arg_str("date", en_text_str(&date))};
    part_words(line, page, EN_W_TRACK_REPLACED_BY, 2, args);
    part_free(line, &by);
    part_free(line, &date);
}

static size_t widest_date(en_text *text, const track_page *page, const size_t *numbers, size_t count)
{
    size_t widest = 0;
    en_text date = en_text_make(NULL);
    for (size_t i = 0; i < count; i++) {
        date.size = 0;
        part_date(&date, page, page->track->numbers[numbers[i]].as_of);
        size_t width = en_utf8_width(en_text_str(&date));
        if (width > widest) widest = width;
    }
    part_free(text, &date);
    return widest ? widest + 1 : 0;
}

/* Whether a is later than b in a series. */
static bool is_later(const track_page *page, size_t a, size_t b)
{
    const en_track_number *x = &page->track->numbers[a], *y = &page->track->numbers[b];
    int order = en_date_compare(en_date_given(x->as_of) ? x->as_of : x->key->period_end,
                                en_date_given(y->as_of) ? y->as_of : y->key->period_end);
    return order == 0 ? en_track_newer(page->track, a, b) : order > 0;
}

void section_sort(const track_page *page, size_t *numbers, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        size_t number = numbers[i], at = i;
        for (; at > 0 && is_later(page, numbers[at - 1], number); at--) numbers[at] = numbers[at - 1];
        numbers[at] = number;
    }
}

static size_t widest_value(en_text *text, const track_page *page, const size_t *numbers, size_t count)
{
    size_t widest = 0;
    en_text value = en_text_make(NULL);
    for (size_t i = 0; i < count; i++) {
        value.size = 0;
        part_value(&value, page, numbers[i]);
        size_t width = en_utf8_width(en_text_str(&value));
        if (width > widest) widest = width;
    }
    part_free(text, &value);
    return widest;
}

void section_series(en_text *text, const track_page *page, size_t indent, const size_t *numbers, size_t count,
                    bool mixed)
{
    size_t widest = widest_value(text, page, numbers, count),
           date_columns = widest_date(text, page, numbers, count);
    en_text cell = en_text_make(NULL), line = en_text_make(NULL);
    for (size_t i = 0; i < count; i++) {
        cell.size = 0;
        part_date(&cell, page, page->track->numbers[numbers[i]].as_of);
        terminal_pad(&line, en_text_str(&cell), date_columns, false);
        cell.size = 0;
        part_value(&cell, page, numbers[i]);
        terminal_pad(&line, en_text_str(&cell), widest, true);
        en_text_add_z(&line, "  ");
        if (mixed) {
            en_text_add(&line, part_name(page, page->track->numbers[numbers[i]].key->indicator));
            part_word(&line, page, EN_W_TRACK_COMMA);
        }
        add_series_rest(&line, page, numbers[i]);
        part_line(text, page, indent, indent + date_columns + widest + 2, &line);
    }
    part_free(text, &cell);
    part_free(text, &line);
}

static bool same_series(const track_page *page, size_t a, size_t b)
{
    const en_key *x = page->track->numbers[a].key, *y = page->track->numbers[b].key;
    return en_ref_equal(x->indicator, y->indicator) && en_ref_equal(x->subject, y->subject) &&
           en_ref_equal(x->area, y->area);
}

/* Whether an earlier chain is of the same series, so that it has been shown. */
static bool is_shown_before(const track_page *page, size_t vintage)
{
    for (size_t i = 0; i < vintage; i++)
        if (same_series(page, page->track->vintages[i].chain[0], page->track->vintages[vintage].chain[0]))
            return true;
    return false;
}

static bool belongs(const track_page *page, size_t number, size_t head)
{
    for (size_t i = 0; i < page->track->vintage_count; i++) {
        const en_vintage *v = &page->track->vintages[i];
        if (!same_series(page, v->chain[0], head)) continue;
        for (size_t k = 0; k < v->chain_count; k++)
            if (v->chain[k] == number) return true;
        for (size_t k = 0; k < v->between_count; k++)
            if (v->between[k] == number) return true;
    }
    return false;
}

static void add_vintage(en_text *text, const track_page *page, size_t head, size_t *numbers)
{
    const en_key *key = page->track->numbers[head].key;
    size_t count = 0;
    for (size_t i = 0; i < page->track->number_count; i++) {
        if (!belongs(page, i, head)) continue;
        numbers[count++] = i;
    }
    section_sort(page, numbers, count);
    en_text line = en_text_make(NULL);
    en_text_add(&line, part_name(page, key->indicator));
    part_line(text, page, 2, 4, &line);
    section_series(text, page, 4, numbers, count, false);
    part_free(text, &line);
}

void section_changes(en_text *text, const track_page *page)
{
    const en_track *track = page->track;
    if (track->vintage_count == 0) return;
    size_t *numbers = calloc(track->number_count + 1, sizeof *numbers);
    text->failed = text->failed || !numbers;
    if (!numbers) return;
    part_heading(text, page, EN_W_TRACK_CHANGES, 0, NULL);
    for (size_t i = 0; i < track->vintage_count; i++)
        if (!is_shown_before(page, i)) add_vintage(text, page, track->vintages[i].chain[0], numbers);
    free(numbers);
}

static void add_side(en_text *text, const track_page *page, size_t number, bool name)
{
    en_text line = en_text_make(NULL);
    if (name) {
        en_text_add(&line, part_name(page, page->track->numbers[number].key->indicator));
        en_text_add_z(&line, ": ");
    }
    part_value(&line, page, number);
    en_text_add_z(&line, " · ");
    part_origin(&line, page, number, true);
    if (page->track->numbers[number].replaced_by != EN_NO_NUMBER)
        part_word(&line, page, EN_W_TRACK_SINCE_REPLACED);
    part_line(text, page, 4, 6, &line);
    part_free(text, &line);
}

static void add_gap(en_text *text, const track_page *page, const en_contradiction *c, en_ref indicator)
{
    double gap = c->gap;
    int decimals = gap >= 100 || gap == (double)(int64_t)gap ? 0 : 1;
    bool percent = en_str_is(en_indicator_at(page->ledger, indicator.index)->unit, "%");
    bool year = en_indicator_at(page->ledger, indicator.index)->measure == EN_DATE_MEASURE;
    en_text digits = en_text_make(NULL);
    if (percent || year) {
        en_words_add_real(&digits, page->language, gap, decimals);
        en_arg args[] = {en_arg_str("value", en_text_str(&digits)), en_arg_real("count", gap)};
        part_words(text, page, percent ? EN_W_TRACK_POINTS : EN_W_TRACK_YEARS, 2, args);
    } else {
        part_amount(text, page, gap, decimals, EN_EXACT, indicator);
    }
    part_free(text, &digits);
}

/* "c-jds-master: 38 persons a year · VnEconomy" */
static void add_promised(en_text *text, const track_page *page, size_t commitment)
{
    const en_commitment *c = en_commitment_at(page->ledger, commitment);
    en_text line = en_text_make(NULL);
    en_text_add(&line, c->id);
    en_text_add_z(&line, ": ");
    part_promised(&line, page, c);
    en_text_add_z(&line, " · ");
    part_source(&line, page, c->source);
    part_locator(&line, c->locator);
    part_line(text, page, 4, 6, &line);
    part_free(text, &line);
}

static void add_contradiction(en_text *text, const track_page *page, const en_contradiction *c)
{
    static const en_word kinds[] = {EN_W_TRACK_DIFFER, EN_W_TRACK_DIFFER, EN_W_TRACK_PART_LARGER,
                                    EN_W_TRACK_PARTITION_DIFFERS, EN_W_TRACK_PROMISE_DIFFERS};
    const en_key *key = page->track->numbers[c->first].key;
    en_text line = en_text_make(NULL), gap = en_text_make(NULL);
    en_text_add(&line, part_name(page, key->indicator));
    if (en_date_given(key->period_start) || en_date_given(key->period_end)) {
        part_word(&line, page, EN_W_TRACK_COMMA);
        part_period(&line, page, key->period_start, key->period_end);
    }
    en_text_add_z(&line, ": ");
    add_gap(&gap, page, c, key->indicator);
    bool partition = c->kind == EN_PARTITION_DIFFERS;
    en_arg args[] = {en_arg_str("gap", en_text_str(&gap)),
                     en_arg_str("partition", partition ? part_partition(page, en_counts_toward_at(
                                                                                  page->ledger, c->relation))
                                                       : (en_str){0})};
    part_words(&line, page, kinds[c->kind], partition ? 2 : 1, args);
    part_line(text, page, 2, 4, &line);
    if (c->kind == EN_PROMISE_DIFFERS) add_promised(text, page, c->commitment);
    add_side(text, page, c->first, c->kind == EN_PART_IS_LARGER || c->kind == EN_PARTITION_DIFFERS);
    if (c->second != EN_NO_NUMBER) add_side(text, page, c->second, c->kind != EN_VALUES_DIFFER);
    for (size_t i = 0; i < c->part_count; i++) add_side(text, page, c->parts[i], true);
    part_free(text, &gap);
    part_free(text, &line);
}

void section_contradictions(en_text *text, const track_page *page)
{
    const en_track *track = page->track;
    int64_t current = 0;
    for (size_t i = 0; i < track->contradiction_count; i++) current += !track->contradictions[i].is_past;
    if (track->contradiction_count == 0) return;
    en_arg arg = en_arg_int("count", current);
    part_heading(text, page, EN_W_TRACK_CONTRADICTIONS, 1, &arg);
    for (size_t i = 0; i < track->contradiction_count; i++)
        if (page->all || !track->contradictions[i].is_past)
            add_contradiction(text, page, &track->contradictions[i]);
    int64_t past = (int64_t)track->contradiction_count - current;
    if (page->all || past == 0) return;
    en_text line = en_text_make(NULL);
    en_arg past_arg = en_arg_int("count", past);
    part_words(&line, page, EN_W_TRACK_PAST_CONTRADICTIONS, 1, &past_arg);
    part_line(text, page, 2, 4, &line);
    part_free(text, &line);
}

static en_word caution_kind(int kind)
{
    static const en_word words[] = {EN_W_TRACK_CAUTION_AMBIGUITY,  EN_W_TRACK_CAUTION_AMBIGUITY,
                                    EN_W_TRACK_CAUTION_DEFINITION, EN_W_TRACK_CAUTION_SPELLING,
                                    EN_W_TRACK_CAUTION_DATE,       EN_W_TRACK_CAUTION_SCOPE,
                                    EN_W_TRACK_CAUTION_IDENTITY};
    return words[kind];
}

/* In the short view: how many of each kind. */
static void count_cautions(en_text *text, const track_page *page)
{
    enum { KINDS = 6 };
    en_text line = en_text_make(NULL), list = en_text_make(NULL);
    for (int kind = 1; kind <= KINDS; kind++) {
        int64_t count = 0;
        for (size_t i = 0; i < page->ledger->count[EN_CAUTIONS]; i++)
            count += en_caution_at(page->ledger, i)->kind == kind;
        if (count == 0) continue;
        if (list.size) part_word(&list, page, EN_W_TRACK_COMMA);
        part_word(&list, page, caution_kind(kind));
        en_text_add_char(&list, ' ');
        en_words_add_int(&list, page->language, count);
    }
    en_arg arg = en_arg_str("list", en_text_str(&list));
    part_words(&line, page, EN_W_TRACK_CAUTIONS_SHORT, 1, &arg);
    part_line(text, page, 2, 4, &line);
    part_free(text, &list);
    part_free(text, &line);
}

void section_cautions(en_text *text, const track_page *page)
{
    size_t count = page->ledger->count[EN_CAUTIONS];
    if (count == 0) return;
    en_arg arg = en_arg_int("count", (int64_t)count);
    part_heading(text, page, EN_W_TRACK_CAUTIONS, 1, &arg);
    if (!page->all) count_cautions(text, page);
    en_text line = en_text_make(NULL), kind = en_text_make(NULL);
    for (size_t i = 0; i < count && page->all; i++) {
        const en_caution *c = en_caution_at(page->ledger, i);
        kind.size = 0;
        part_word(&kind, page, caution_kind(c->kind));
        en_text_add(&line, part_name(page, c->about));
        part_in_brackets(&line, page, &kind);
        en_text_add_z(&line, ": ");
        en_text_add(&line, part_in(page, &c->text));
        part_line(text, page, 2, 4, &line);
    }
    part_free(text, &kind);
    part_free(text, &line);
}

static bool is_old(const track_page *page, const en_organisation *o)
{
    return en_ref_given(o->successor) && en_date_given(o->valid_to) &&
           en_date_last(o->valid_to) < en_date_last(page->track->options.today);
}

void section_old_names(en_text *text, const track_page *page)
{
    en_text line = en_text_make(NULL);
    bool headed = false;
    for (size_t i = 0; i < page->ledger->count[EN_ORGANISATIONS]; i++) {
        const en_organisation *o = en_organisation_at(page->ledger, i);
        if (!is_old(page, o)) continue;
        if (!headed) part_heading(text, page, EN_W_TRACK_OLD_NAMES, 0, NULL);
        headed = true;
        en_text date = en_text_make(NULL);
        en_words_add_date(&date, page->language, o->valid_to, true);
        en_arg args[] = {en_arg_str("old", part_in(page, &o->name)), en_arg_str("date", en_text_str(&date)),
                         en_arg_str("new", part_name(page, o->successor))};
        part_words(&line, page, EN_W_TRACK_OLD_NAME, 3, args);
        part_line(text, page, 2, 4, &line);
        part_free(text, &date);
    }
    part_free(text, &line);
}
