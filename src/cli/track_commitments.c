/* Commitments in the report: those with a number line by line, the rest counted by what they lack and by who
 * promised. */
#include "track_parts.h"
#include "track_sections.h"

#include "terminal.h"

#include <stdlib.h>

static const en_commitment *commitment_of(const track_page *page, const en_promise *promise)
{
    return en_commitment_at(page->ledger, promise->commitment);
}

static void add_who(en_text *line, const track_page *page, const en_commitment *c)
{
    part_names(line, page, c->by);
    if (c->to.count) {
        en_text_add_z(line, " → ");
        part_names(line, page, c->to);
    }
    en_text_add_z(line, ": ");
    en_text_add(line, part_in(page, &c->what));
}

/* The dates and the source of the promise. */
static void add_when(en_text *line, const track_page *page, const en_commitment *c)
{
    en_text period = en_text_make(NULL);
    part_period(&period, page, c->starts, c->due);
    if (period.size) en_text_add(line, en_text_str(&period));
    else part_word(line, page, EN_W_TRACK_NO_DATES);
    en_text_add_z(line, " · ");
    part_date(line, page, c->made_on);
    if (en_date_given(c->made_on)) en_text_add_char(line, ' ');
    part_source(line, page, c->source);
    if (page->all) part_locator(line, c->locator);
    part_free(line, &period);
}

static void add_reported(en_text *line, const track_page *page, const en_promise *promise)
{
    en_text status = en_text_make(NULL);
    if (promise->status == EN_NO_NUMBER) {
        part_word(&status, page, EN_W_TRACK_NOT_REPORTED);
    } else {
        const en_status_report *s = en_status_at(page->ledger, promise->status);
        part_word(&status, page, part_status(s->status));
        en_text by = en_text_make(NULL);
        en_text_add(&by, part_name(page, s->reported_by));
        part_word(&by, page, EN_W_TRACK_COMMA);
        part_date(&by, page, s->reported_on);
        en_text_add_z(&by, "; ");
        part_source(&by, page, s->source);
        part_in_brackets(&status, page, &by);
        part_free(&status, &by);
    }
    en_arg arg = en_arg_str("status", en_text_str(&status));
    part_words(line, page, EN_W_TRACK_STATUS, 1, &arg);
    part_free(line, &status);
}

static void add_measured(en_text *line, const track_page *page, const en_promise *promise)
{
    const en_pace *pace = &promise->pace;
    en_ref indicator = commitment_of(page, promise)->indicator;
    en_text at = en_text_make(NULL), expected = en_text_make(NULL), actual = en_text_make(NULL),
            difference = en_text_make(NULL);
    part_date(&at, page, pace->at);
    part_amount(&expected, page, pace->expected, pace->expected >= 100 ? 0 : 1, EN_EXACT, indicator);
    part_value(&actual, page, pace->actual);
    if (pace->difference > 0) en_text_add_char(&difference, '+');
    part_amount(&difference, page, pace->difference, pace->expected >= 100 ? 0 : 1, EN_EXACT, indicator);
    en_arg args[] = {en_arg_str("date", en_text_str(&at)), en_arg_str("expected", en_text_str(&expected)),
                     en_arg_str("actual", en_text_str(&actual)),
                     en_arg_str("difference", en_text_str(&difference))};
    part_words(line, page, EN_W_TRACK_PACE, 4, args);
    part_free(line, &at);
    part_free(line, &expected);
    part_free(line, &actual);
    part_free(line, &difference);
}

static void add_pace(en_text *line, const track_page *page, const en_promise *promise)
{
    if (promise->pace.lacks == 0) {
        add_measured(line, page, promise);
        return;
    }
    en_text lacks = en_text_make(NULL);
    part_lacks(&lacks, page, promise->pace.lacks);
    en_arg arg = en_arg_str("lacks", en_text_str(&lacks));
    part_words(line, page, EN_W_TRACK_NOT_MEASURABLE, 1, &arg);
    part_free(line, &lacks);
}

static void add_newest(en_text *text, const track_page *page, const en_promise *promise, en_text *line)
{
    if (promise->newest == EN_NO_NUMBER) return;
    const en_track_number *n = &page->track->numbers[promise->newest];
    en_text value = en_text_make(NULL), origin = en_text_make(NULL);
    part_value(&value, page, promise->newest);
    part_origin(&origin, page, promise->newest, false);
    en_arg args[] = {en_arg_str("value", en_text_str(&value)), en_arg_word("kind", part_kind(n->key->kind)),
                     en_arg_str("origin", en_text_str(&origin))};
    part_words(line, page, EN_W_TRACK_NEWEST, 3, args);
    if (n->replaces != EN_NO_NUMBER) {
        value.size = origin.size = 0;
        part_value(&value, page, n->replaces);
        part_origin(&origin, page, n->replaces, false);
        en_arg old[] = {en_arg_str("value", en_text_str(&value)), en_arg_str("origin", en_text_str(&origin))};
        part_words(line, page, EN_W_TRACK_REPLACED, 2, old);
    }
    part_line(text, page, 4, 6, line);
    part_free(text, &value);
    part_free(text, &origin);
}

/* The commitments that say the same in other words. */
static void add_repeats(en_text *line, const track_page *page, size_t commitment)
{
    for (size_t i = 0; i < page->ledger->count[EN_COMMITMENTS]; i++) {
        const en_commitment *other = en_commitment_at(page->ledger, i);
        if (!en_ref_equal(other->same_as, en_ref_to(EN_COMMITMENTS, commitment))) continue;
        en_arg args[] = {en_arg_str("id", other->id)};
        en_text_add_z(line, " · ");
        part_words(line, page, EN_W_TRACK_REPEATED_BY, 1, args);
    }
}

void section_commitment(en_text *text, const track_page *page, const en_promise *promise)
{
    const en_commitment *c = commitment_of(page, promise);
    en_text line = en_text_make(NULL);
    add_who(&line, page, c);
    part_line(text, page, 2, 4, &line);
    en_text_add(&line, c->id);
    en_text_add_z(&line, " · ");
    add_when(&line, page, c);
    if (en_ref_given(c->same_as)) {
        en_arg arg = en_arg_str("id", en_ref_id(page->ledger, c->same_as));
        en_text_add_z(&line, " · ");
        part_words(&line, page, EN_W_TRACK_SAME_AS, 1, &arg);
    }
    add_repeats(&line, page, promise->commitment);
    part_line(text, page, 4, 6, &line);
    en_text pace = en_text_make(NULL), reported = en_text_make(NULL);
    add_reported(&reported, page, promise);
    add_pace(&pace, page, promise);
    en_arg both[] = {en_arg_str("status", en_text_str(&reported)), en_arg_str("pace", en_text_str(&pace))};
    part_words(&line, page, EN_W_TRACK_STATUS_AND_PACE, 2, both);
    part_line(text, page, 4, 6, &line);
    part_free(text, &pace);
    part_free(text, &reported);
    add_newest(text, page, promise, &line);
    part_free(text, &line);
}

/* Whether the list has it; the others are counted, if they had been made. */
static bool is_shown(const track_page *page, const en_promise *promise)
{
    if (!promise->visible) return false;
    return page->all || promise->status != EN_NO_NUMBER || !(promise->pace.lacks & EN_LACKS_NUMBER);
}

static bool is_counted(const track_page *page, const en_promise *promise)
{
    return promise->visible && !is_shown(page, promise);
}

static bool counts_people(const track_page *page, const en_commitment *c)
{
    if (!c->value.text.size || !en_ref_given(c->indicator)) return false;
    en_str unit = en_indicator_at(page->ledger, c->indicator.index)->unit;
    return unit.size >= 7 && memcmp(unit.at, "persons", 7) == 0;
}

/* "33 commitments: 5 give a number, 3 of them of people; 2 an end." */
static void add_numbers(en_text *text, const track_page *page)
{
    int64_t made = 0, numbers = 0, people = 0, ends = 0;
    for (size_t i = 0; i < page->track->promise_count; i++) {
        const en_commitment *c = commitment_of(page, &page->track->promises[i]);
        if (!page->track->promises[i].visible) continue;
        made++;
        numbers += c->value.text.size > 0;
        people += counts_people(page, c);
        ends += en_date_given(c->due);
    }
    en_text line = en_text_make(NULL);
    en_arg args[] = {en_arg_int("count", made), en_arg_int("numbers", numbers), en_arg_int("people", people),
                     en_arg_int("ends", ends)};
    part_words(&line, page, EN_W_TRACK_GIVEN, 4, args);
    part_line(text, page, 2, 2, &line);
    part_free(text, &line);
}

/* What the commitments that are not shown lack, each with its count. */
static void add_lacks(en_text *text, const track_page *page)
{
    en_text line = en_text_make(NULL), list = en_text_make(NULL);
    int64_t rest = 0;
    for (int bit = 0; bit < EN_LACKS_COUNT; bit++) {
        int64_t count = 0;
        for (size_t i = 0; i < page->track->promise_count; i++) {
            const en_promise *p = &page->track->promises[i];
            count += is_counted(page, p) && (p->pace.lacks >> bit & 1);
            rest += bit == 0 && is_counted(page, p);
        }
        if (count == 0) continue;
        if (list.size) part_word(&list, page, EN_W_TRACK_COMMA);
        part_word(&list, page, part_lack(bit));
        en_text_add_char(&list, ' ');
        en_words_add_int(&list, page->language, count);
    }
    en_arg args[] = {en_arg_int("count", rest), en_arg_str("lacks", en_text_str(&list))};
    if (rest) {
        part_words(&line, page, EN_W_TRACK_REST, 2, args);
        part_line(text, page, 2, 4, &line);
    }
    part_free(text, &list);
    part_free(text, &line);
}

typedef struct tally {
    size_t organisation, count;
} tally;

static int by_count(const void *a, const void *b)
{
    const tally *x = a, *y = b;
    if (x->count != y->count) return x->count < y->count ? 1 : -1;
    return (x->organisation > y->organisation) - (x->organisation < y->organisation);
}

/* Who promised what is not shown. A promise of two is counted for both. */
static void add_promisers(en_text *text, const track_page *page)
{
    size_t organisations = page->ledger->count[EN_ORGANISATIONS];
    tally *tallies = calloc(organisations + 1, sizeof *tallies);
    text->failed = text->failed || !tallies;
    if (!tallies) return;
    for (size_t i = 0; i < organisations; i++) tallies[i].organisation = i;
    for (size_t i = 0; i < page->track->promise_count; i++) {
        const en_commitment *c = commitment_of(page, &page->track->promises[i]);
        if (!is_counted(page, &page->track->promises[i])) continue;
        for (size_t k = 0; k < c->by.count; k++) tallies[c->by.at[k].index].count++;
    }
    if (organisations) qsort(tallies, organisations, sizeof *tallies, by_count);
    en_text line = en_text_make(NULL), list = en_text_make(NULL);
    for (size_t i = 0; i < organisations && tallies[i].count; i++) {
        if (i > 0) part_word(&list, page, EN_W_TRACK_COMMA);
        en_text_add(&list, part_name(page, en_ref_to(EN_ORGANISATIONS, tallies[i].organisation)));
        en_text_add_char(&list, ' ');
        en_words_add_int(&list, page->language, (int64_t)tallies[i].count);
    }
    if (list.size) {
        en_arg arg = en_arg_str("list", en_text_str(&list));
        part_words(&line, page, EN_W_TRACK_PROMISED_BY, 1, &arg);
        part_line(text, page, 4, 6, &line);
    }
    part_free(text, &list);
    part_free(text, &line);
    free(tallies);
}

void section_commitments(en_text *text, const track_page *page)
{
    if (page->track->promise_count == 0) return;
    part_heading(text, page, EN_W_TRACK_COMMITMENTS, 0, NULL);
    add_numbers(text, page);
    for (size_t i = 0; i < page->track->promise_count; i++) {
        const en_promise *promise = &page->track->promises[i];
        bool repeats = en_ref_given(commitment_of(page, promise)->same_as) && promise->status == EN_NO_NUMBER;
        if (is_shown(page, promise) && (page->all || !repeats)) section_commitment(text, page, promise);
    }
    add_lacks(text, page);
    add_promisers(text, page);
}
