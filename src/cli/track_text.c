/* The report "where the promises stand": its head, and the order of its sections. See track_text.h. */
#include "track_text.h"

#include "track_parts.h"
#include "track_sections.h"

/* How many sources there were by the day of the question, and the date of the newest. */
static int64_t count_sources(const track_page *page, en_date *newest)
{
    int64_t count = 0;
    *newest = (en_date){0};
    for (size_t i = 0; i < page->ledger->count[EN_SOURCES]; i++) {
        en_date date = en_source_at(page->ledger, i)->published;
        bool later = en_date_given(date) && en_date_first(date) > en_date_last(page->track->options.today);
        if (later && page->track->options.only_then) continue;
        count++;
        if (en_date_compare(date, *newest) > 0) *newest = date;
    }
    return count;
}

static void add_title(en_text *text, const track_page *page)
{
    en_text date = en_text_make(NULL), line = en_text_make(NULL);
    part_date(&date, page, page->track->options.today);
    en_arg arg = en_arg_str("date", en_text_str(&date));
    if (page->style) en_text_add_z(text, "\033[1m");
    part_words(text, page, page->track->options.only_then ? EN_W_TRACK_TITLE_THEN : EN_W_TRACK_TITLE, 1,
               &arg);
    if (page->style) en_text_add_z(text, "\033[0m");
    en_text_add_char(text, '\n');
    if (page->standing->is_sample) {
        part_word(&line, page, EN_W_TRACK_SAMPLE);
        part_line(text, page, 0, 0, &line);
    }
    part_free(text, &line);
    part_free(text, &date);
}

static void add_counts(en_text *text, const track_page *page)
{
    int64_t made = 0, reported = 0, measurable = 0, figures = 0;
    for (size_t i = 0; i < page->track->figure_count; i++) figures += page->track->numbers[i].visible;
    for (size_t i = 0; i < page->track->promise_count; i++) {
        if (!page->track->promises[i].visible) continue;
        made++;
        reported += page->track->promises[i].status != EN_NO_NUMBER;
        measurable += page->track->promises[i].pace.lacks == 0;
    }
    en_text line = en_text_make(NULL), date = en_text_make(NULL);
    en_arg args[] = {en_arg_int("count", made), en_arg_int("reported", reported),
                     en_arg_int("measurable", measurable)};
    part_words(&line, page, EN_W_TRACK_HEAD_COMMITMENTS, 3, args);
    part_line(text, page, 0, 0, &line);
    en_date newest;
    int64_t source_count = count_sources(page, &newest);
    part_date(&date, page, newest);
    en_arg sources[] = {en_arg_int("figures", figures), en_arg_int("sources", source_count),
                        en_arg_str("date", en_text_str(&date))};
    part_words(&line, page, en_date_given(newest) ? EN_W_TRACK_HEAD_SOURCES : EN_W_TRACK_HEAD_SOURCES_UNDATED,
               en_date_given(newest) ? 3 : 2, sources);
    part_line(text, page, 0, 0, &line);
    part_free(text, &date);
    part_free(text, &line);
}

void track_add_report(en_text *text, const track_page *page)
{
    add_title(text, page);
    add_counts(text, page);
    section_targets(text, page);
    section_commitments(text, page);
    section_changes(text, page);
    section_corrections(text, page);
    section_contradictions(text, page);
    section_cautions(text, page);
    section_old_names(text, page);
}
