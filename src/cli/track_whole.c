/* One commitment in full: what was promised and where it says so, every report of its status, its figures,
 * cautions, and what the row said before it was corrected. */
#include "track_parts.h"
#include "track_sections.h"

#include <stdlib.h>

/* "label: value" on a line of its own; nothing where there is no value. */
static void add_labelled(en_text *text, const track_page *page, en_word label, en_str value)
{
    if (value.size == 0) return;
    en_text line = en_text_make(NULL);
    en_arg arg = en_arg_str("value", value);
    part_words(&line, page, label, 1, &arg);
    part_line(text, page, 4, 6, &line);
    part_free(text, &line);
}

static void add_indicator(en_text *text, const track_page *page, en_ref ref)
{
    if (!en_ref_given(ref)) return;
    add_labelled(text, page, EN_W_TRACK_LABEL_INDICATOR, part_name(page, ref));
    add_labelled(text, page, EN_W_TRACK_LABEL_RULE,
                 part_in(page, &en_indicator_at(page->ledger, ref.index)->counting_rule));
}

static void add_source(en_text *text, const track_page *page, const en_commitment *c)
{
    const en_source *s = en_source_at(page->ledger, c->source.index);
    en_text line = en_text_make(NULL);
    en_text_add(&line, s->title);
    if (s->publisher.size) {
        en_text_add_z(&line, " · ");
        en_text_add(&line, en_say_publisher(part_speaker(page), s->publisher));
    }
    if (en_date_given(s->published)) {
        en_text_add_z(&line, " · ");
        part_date(&line, page, s->published);
    }
    part_locator(&line, c->locator);
    if (s->address.size) {
        en_text_add_z(&line, " · ");
        en_text_add(&line, s->address);
    }
    add_labelled(text, page, EN_W_TRACK_LABEL_SOURCE, en_text_str(&line));
    part_free(text, &line);
}

static void add_links(en_text *text, const track_page *page, size_t index)
{
    const en_commitment *c = en_commitment_at(page->ledger, index);
    en_text date = en_text_make(NULL);
    part_date(&date, page, c->made_on);
    add_labelled(text, page, EN_W_TRACK_LABEL_MADE_ON, en_text_str(&date));
    if (en_ref_given(c->event)) add_labelled(text, page, EN_W_TRACK_LABEL_EVENT, part_name(page, c->event));
    if (en_ref_given(c->programme))
        add_labelled(text, page, EN_W_TRACK_LABEL_PROGRAMME, part_name(page, c->programme));
    if (en_ref_given(c->agreement))
        add_labelled(text, page, EN_W_TRACK_LABEL_AGREEMENT, part_name(page, c->agreement));
    for (size_t i = 0; i < page->ledger->count[EN_COMMITMENTS]; i++) {
        const en_commitment *other = en_commitment_at(page->ledger, i);
        if (other->same_as.table && other->same_as.index == index)
            add_labelled(text, page, EN_W_TRACK_LABEL_SAME, other->id);
    }
    part_free(text, &date);
}

/* Every report of the status, the oldest first as the table has them. */
static void add_reports(en_text *text, const track_page *page, size_t index)
{
    for (size_t i = 0; i < page->ledger->count[EN_STATUSES]; i++) {
        const en_status_report *s = en_status_at(page->ledger, i);
        if (s->commitment.index != index) continue;
        en_text line = en_text_make(NULL);
        part_date(&line, page, s->reported_on);
        en_text_add_z(&line, " · ");
        part_word(&line, page, part_status(s->status));
        en_text_add_z(&line, " · ");
        en_text_add(&line, part_name(page, s->reported_by));
        en_text_add_z(&line, " · ");
        part_source(&line, page, s->source);
        part_locator(&line, s->locator);
        add_labelled(text, page, EN_W_TRACK_LABEL_REPORT, en_text_str(&line));
        part_free(text, &line);
    }
}

/* Whether a number is listed: of the commitment's own indicator, or (others) another one about its programme.
 */
static bool is_listed(const en_track_number *n, const en_commitment *c, bool others)
{
    if (!n->visible || !n->known) return false;
    bool own = en_ref_given(c->indicator) && en_ref_equal(n->key->indicator, c->indicator);
    return others ? !own && en_ref_given(c->programme) && en_ref_equal(n->key->subject, c->programme) : own;
}

static void add_figures(en_text *text, const track_page *page, const en_commitment *c, bool others)
{
    const en_track *track = page->track;
    size_t *numbers = calloc(track->number_count + 1, sizeof *numbers), count = 0;
    text->failed = text->failed || !numbers;
    for (size_t i = 0; i < track->number_count && numbers; i++) {
        if (!is_listed(&track->numbers[i], c, others)) continue;
        numbers[count++] = i;
    }
    section_sort(page, numbers, count);
    if (count) {
        en_text line = en_text_make(NULL);
        part_word(&line, page, others ? EN_W_TRACK_LABEL_OTHER_FIGURES : EN_W_TRACK_LABEL_FIGURES);
        part_line(text, page, 4, 4, &line);
        part_free(text, &line);
        section_series(text, page, 6, numbers, count, others);
        for (size_t i = 0; i < count; i++)
            section_corrections_of(text, page, track->numbers[numbers[i]].ref, 6);
    }
    free(numbers);
}

static void add_cautions(en_text *text, const track_page *page, size_t index)
{
    const en_commitment *c = en_commitment_at(page->ledger, index);
    const en_ref about[] = {en_ref_to(EN_COMMITMENTS, index), c->indicator, c->programme, c->agreement,
                            c->source};
    for (size_t i = 0; i < page->ledger->count[EN_CAUTIONS]; i++) {
        const en_caution *caution = en_caution_at(page->ledger, i);
        for (size_t k = 0; k < sizeof about / sizeof *about; k++)
            if (en_ref_given(about[k]) && en_ref_equal(caution->about, about[k])) {
                add_labelled(text, page, EN_W_TRACK_LABEL_CAUTION, part_in(page, &caution->text));
                break;
            }
    }
}

void track_add_whole(en_text *text, const track_page *page, size_t commitment)
{
    track_page full = *page;
    full.all = true;
    const en_commitment *c = en_commitment_at(page->ledger, commitment);
    section_commitment(text, &full, &page->track->promises[commitment]);
    add_indicator(text, &full, c->indicator);
    add_links(text, &full, commitment);
    add_source(text, &full, c);
    add_reports(text, &full, commitment);
    add_figures(text, &full, c, false);
    add_figures(text, &full, c, true);
    add_cautions(text, &full, commitment);
    section_corrections_of(text, &full, en_ref_to(EN_COMMITMENTS, commitment), 4);
}
